"""What somebody who tries the system is told: which accounts there are and what to do with them."""

from __future__ import annotations

from dataclasses import dataclass
from unicodedata import east_asian_width

from shifan.core.form import Words
from shifan.demo import samples
from shifan.models import User


@dataclass(frozen=True, slots=True)
class Account:
    """A sample account: user name, for whom it acts, and what to try."""

    user: str
    role: Words
    what: Words


@dataclass(frozen=True, slots=True)
class Guide:
    """The accounts worth trying and the one password of all."""

    password: str
    accounts: tuple[Account, ...]


def guide() -> Guide | None:
    """This function will give the sample accounts that exist: three statements; None without the samples' files."""
    try:
        read = samples.read_people(samples.folder())
    except samples.NoSamples:
        return None
    shown = {str(one["user"]): Words(**one["try"]) for one in read["show"]}
    found = User.objects.filter(username__in=shown).prefetch_related("memberships__organisation")
    people = {one.username: one for one in found}
    accounts = (Account(name, _role(people[name]), what) for name, what in shown.items() if name in people)
    return Guide(str(read["password"]), tuple(accounts))


def lines(language: str) -> list[str]:
    """This function will write the accounts as a table for the terminal, in `zh` or `en`."""
    told = guide()
    if told is None:
        return []
    is_zh = language == "zh"
    head = ("账号", "身份", "可以试试") if is_zh else ("account", "acts for", "try")
    rows = [head, *((one.user, one.role.say(language), one.what.say(language)) for one in told.accounts)]
    widths = [max(_width(row[column]) for row in rows) for column in (0, 1)]
    table = [f"  {_padded(user, widths[0])}  {_padded(role, widths[1])}  {what}" for user, role, what in rows]
    return [*table, "", f"  密码均为 {told.password}" if is_zh else f"  the password of all is {told.password}"]


def _role(person: User) -> Words:
    membership = person.memberships.first()
    if membership is None:
        return Words(zh=person.name, en=person.name)
    organisation = membership.organisation
    return Words(zh=organisation.name, en=organisation.name_en or organisation.name)


def _width(text: str) -> int:
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))
