"""Entering organisations and the people who work for them, as an operator does; what an operator enters is verified."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from shifan.actions import event
from shifan.core.finding import Finding, Refused, Severity
from shifan.models import Membership, Organisation, User


@transaction.atomic
def add_organisation(
    *,
    by: User | None,
    kind: str,
    name: str,
    now: datetime,
    name_en: str = "",
    uscc: str = "",
    region: str = "",
    address: str = "",
    profile: Mapping[str, object] | None = None,
) -> Organisation:
    """This function will enter an organisation; raises Refused if its name or its code is taken."""
    taken = Organisation.objects.filter(kind=kind, name=name).exists()
    if taken or (uscc and Organisation.objects.filter(uscc=uscc).exists()):
        raise Refused(Finding("organisation.known", Severity.BLOCK, where="name", params={"name": name}))
    organisation = Organisation.objects.create(
        kind=kind,
        name=name,
        name_en=name_en,
        uscc=uscc,
        region=region,
        address=address,
        profile=dict(profile or {}),
        verified_at=now,
    )
    subject = f"organisation:{organisation.pk}"
    event.record("people.add_organisation", actor=by, now=now, subject=subject, kind=kind, name=name, uscc=uscc)
    return organisation


@transaction.atomic
def add_person(
    *,
    by: User | None,
    username: str,
    name: str,
    password: str,
    now: datetime,
    organisation: Organisation | None = None,
    bureau: str = "",
    email: str = "",
    mobile: str = "",
    is_expert: bool = False,
    expertise: str = "",
    employer: str = "",
) -> User:
    """This function will open an account, for an organisation where one is named; `password` is already hashed.

    `bureau` is the office of a recommending body that the person signs for. Raises Refused if the name is taken.
    """
    refuse_if_known(username)
    person = User.objects.create(
        username=username,
        name=name,
        password=password,
        email=email,
        mobile=mobile,
        is_expert=is_expert,
        expertise=expertise,
        employer=employer,
        date_joined=now,
    )
    if organisation is not None:
        Membership.objects.create(user=person, organisation=organisation, bureau=bureau)
    event.record(
        "people.add_person",
        actor=by,
        now=now,
        subject=f"user:{person.pk}",
        organisation=organisation.pk if organisation else None,
        bureau=bureau,
        expert=is_expert,
    )
    return person


def refuse_if_known(username: str, email: str = "") -> None:
    """This function will raise Refused when a user name, or an e-mail address where one is given, has an account."""
    for name, given in (("username", username), ("email", email)):
        if given and User.objects.filter(**{f"{name}__iexact": given}).exists():
            rule = "account.known" if name == "username" else "account.email"
            raise Refused(Finding(rule, Severity.BLOCK, where=name, path=name, params={name: given}))
