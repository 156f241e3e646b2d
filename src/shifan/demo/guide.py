"""What somebody who tries the system is told: which accounts there are and what to do with them."""

from __future__ import annotations

from dataclasses import dataclass
from unicodedata import east_asian_width

from shifan.demo import samples
from shifan.models import User


@dataclass(frozen=True, slots=True)
class Account:
    """A sample account: user name, for whom it acts, and what to try, in two languages."""

    user: str
    role: str
    zh: str
    en: str


def accounts() -> tuple[str, tuple[Account, ...]]:
    """This function will give the password of all sample accounts and those worth trying; two statements."""
    read = samples.read_people(samples.folder())
    names = [str(one["user"]) for one in read["show"]]
    people = {one.username: one for one in User.objects.filter(username__in=names).prefetch_related("memberships__organisation")}
    return str(read["password"]), tuple(
        Account(name, _role(people[name]), str(one["try"]["zh"]), str(one["try"]["en"]))
        for name, one in zip(names, read["show"], strict=True)
        if name in people
    )


def lines(language: str) -> list[str]:
    """This function will write the accounts as a table for the terminal, in `zh` or `en`."""
    password, found = accounts()
    is_zh = language == "zh"
    head = ("账号", "身份", "可以试试") if is_zh else ("account", "acts for", "try")
    rows = [head, *((one.user, one.role, one.zh if is_zh else one.en) for one in found)]
    widths = [max(_width(row[column]) for row in rows) for column in (0, 1)]
    table = [f"  {_padded(user, widths[0])}  {_padded(role, widths[1])}  {what}" for user, role, what in rows]
    return [*table, "", f"  密码均为 {password}" if is_zh else f"  the password of all is {password}"]


def _role(person: User) -> str:
    membership = person.memberships.first()
    return membership.organisation.name if membership else person.name


def _width(text: str) -> int:
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))
