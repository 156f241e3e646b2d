"""Registering an organisation and keeping what it says of itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q

from shifan.actions import event, people
from shifan.actions import organisation_verification as verification
from shifan.core import organisation_verification as core
from shifan.core import profile
from shifan.core.finding import Finding, Refused, Severity
from shifan.models import ConsortiumMember, Membership, Organisation, User
from shifan.queries import access
from shifan.queries import organisation as organisations
from shifan.queries import organisation_verification as verifications


@dataclass(frozen=True, slots=True)
class Account:
    """An account to be opened: its name and its password, already hashed."""

    username: str
    password: str


@transaction.atomic
def register(
    *, by: User | None, typed: Mapping[str, str], account: Account | None, now: datetime
) -> tuple[Organisation, User]:
    """This function will enter an enterprise with its first manager and ask its lowest authority to verify it.

    Consortia that have listed its code know it from now on.

    `by` is a person who has an account already; else one is opened. Raises Refused with all that is wrong, and with
    `organisation.taken` where the code or the name is known: nobody takes over what is there.
    """
    fields = profile.BASIC if by else (*profile.BASIC, *profile.PERSON)
    cleaned = profile.clean(fields, typed, organisations.lists())
    if cleaned.blocking:
        raise Refused(*cleaned.blocking)
    values = {name: str(value) for name, value in cleaned.values.items()}
    _refuse_if_taken(values["name"], values["uscc"])
    person = by or _open_account(account, values, now)
    own = {name: values[name] for name in ("name", "uscc", "region", "address")}
    organisation = _enter(own)
    Membership.objects.create(user=person, organisation=organisation, is_manager=True)
    ConsortiumMember.objects.filter(uscc=organisation.uscc, organisation=None).update(organisation=organisation)
    asked = verification.begin(organisation=organisation, by=person, now=now)
    event.record(
        "organisation.register",
        actor=person,
        now=now,
        subject=f"organisation:{organisation.pk}",
        desk=asked.desk_id if asked else None,
        given=own,
    )
    return organisation, person


@transaction.atomic
def correct(*, by: User, organisation: Organisation, typed: Mapping[str, str], now: datetime) -> bool:
    """This function will correct name, code, region and address; True if that asks the authorities (anew).

    It does when name, code or region differ from what was verified, and when they had returned it. Raises Refused.
    """
    mine = access.get_managed(by, organisation.pk)
    cleaned = profile.clean(profile.BASIC, typed, organisations.lists())
    if cleaned.blocking:
        raise Refused(*cleaned.blocking)
    values = {name: str(value) for name, value in cleaned.values.items()}
    _refuse_if_taken(values["name"], values["uscc"], mine)
    before = verifications.data_of(mine)
    if before == values and mine.verified_at:
        return False
    for name, value in values.items():
        setattr(mine, name, value)
    mine.save(update_fields=list(values))
    asks = mine.verified_at is None or core.is_anew(before, values)
    asked = verification.begin(organisation=mine, by=by, now=now) if asks else None
    event.record(
        "organisation.correct",
        actor=by,
        now=now,
        subject=f"organisation:{mine.pk}",
        changes=profile.changes(before, values),
        desk=asked.desk_id if asked else None,
    )
    return asks


@transaction.atomic
def save_profile(*, by: User, organisation: Organisation, typed: Mapping[str, str], now: datetime) -> None:
    """This function will keep the facts that fill forms; raises Refused with what is wrong, and then keeps nothing."""
    mine = access.get_own_organisation(by, organisation.pk, lock=True)
    cleaned = profile.clean(profile.FACTS, typed, organisations.lists())
    if cleaned.blocking:
        raise Refused(*cleaned.blocking)
    others = {name: value for name, value in mine.profile.items() if name not in {one.id for one in profile.FACTS}}
    before, mine.profile = mine.profile, {**others, **cleaned.values}
    changes = profile.changes(before, mine.profile)
    if changes:
        mine.save(update_fields=["profile"])
        subject = f"organisation:{mine.pk}"
        event.record("organisation.save_profile", actor=by, now=now, subject=subject, changes=changes)


def _enter(own: dict[str, str]) -> Organisation:
    try:
        with transaction.atomic():
            return Organisation.objects.create(kind=Organisation.Kind.ENTERPRISE, **own)
    except IntegrityError:  # somebody else has registered the code since we looked
        raise Refused(Finding("organisation.taken_uscc", Severity.BLOCK, where="uscc", path="uscc")) from None


def _refuse_if_taken(name: str, uscc: str, mine: Organisation | None = None) -> None:
    known = Organisation.objects.filter(kind=Organisation.Kind.ENTERPRISE).filter(Q(uscc=uscc) | Q(name=name))
    found = (known.exclude(pk=mine.pk) if mine else known).order_by("pk").first()
    if found:
        which = "uscc" if found.uscc == uscc else "name"
        raise Refused(Finding(f"organisation.taken_{which}", Severity.BLOCK, where=which, path=which))


def _open_account(account: Account | None, values: Mapping[str, str], now: datetime) -> User:
    if account is None:
        raise Refused(Finding("role.wrong", Severity.BLOCK))
    people.refuse_if_known(account.username, values["email"])
    own = {"name": values["person"], "mobile": values["mobile"], "email": values["email"]}
    return User.objects.create(username=account.username, password=account.password, date_joined=now, **own)
