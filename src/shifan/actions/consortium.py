"""Listing the organisations that apply together with a lead, and their confirming that they do."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from shifan import facts
from shifan.actions import answer, event, message
from shifan.core import consortium as core
from shifan.core import profile
from shifan.core.consortium import Consortium
from shifan.core.finding import Finding, Refused, Severity, refuse_if_blocked
from shifan.models import Application, ConsortiumMember, Organisation, User
from shifan.queries import access
from shifan.queries import application as applications
from shifan.queries import consortium as consortia
from shifan.queries import message as messages
from shifan.queries import organisation as organisations
from shifan.queries.message import Note

ANSWERS = {True: ("同意参加", "takes part"), False: ("不参加", "does not take part")}


@transaction.atomic
def add(*, by: User, application: Application, typed: Mapping[str, str], now: datetime) -> ConsortiumMember:
    """This function will list a member last; its people are told, where its code is registered. Raises Refused."""
    rule = _open(by, application, now)
    values = _cleaned(application, rule, typed)
    last = application.consortium.aggregate(last=Max("place"))["last"] or 0
    member = ConsortiumMember.objects.create(
        application=application,
        organisation=_registered(values["uscc"]),
        place=last + 1,
        added_at=now,
        added_by=by,
        **values,
    )
    _tell_member(member, now)
    _record("consortium.add", by, member, now)
    return member


@transaction.atomic
def change(*, by: User, member: ConsortiumMember, typed: Mapping[str, str], now: datetime) -> None:
    """This function will change what is listed of a member, who then has to confirm it anew. Raises Refused."""
    application = member.application
    rule = _open(by, application, now)
    values = _cleaned(application, rule, typed, member)
    if all(getattr(member, name) == value for name, value in values.items()):
        return
    for name, value in values.items():
        setattr(member, name, value)
    member.organisation, member.confirmed_at, member.confirmed_by = _registered(member.uscc), None, None
    member.save()
    _tell_member(member, now)
    _record("consortium.change", by, member, now)


@transaction.atomic
def remove(*, by: User, member: ConsortiumMember, now: datetime) -> None:
    """This function will take a member off the list. Raises Refused."""
    _open(by, member.application, now)
    _record("consortium.remove", by, member, now)
    member.delete()


@transaction.atomic
def move(*, by: User, member: ConsortiumMember, step: int, now: datetime) -> None:
    """This function will move a member up (step -1) or down (step 1); at either end it stays. Raises Refused."""
    _open(by, member.application, now)
    rows = list(member.application.consortium.order_by("place", "pk"))
    at = next(place for place, row in enumerate(rows) if row.pk == member.pk)
    rows.insert(max(0, at + step), rows.pop(at))
    for place, row in enumerate(rows, start=1):
        row.place = place
    ConsortiumMember.objects.bulk_update(rows, ["place"])
    _record("consortium.move", by, member, now, step=step)


@transaction.atomic
def confirm(*, by: User, member: ConsortiumMember, now: datetime) -> None:
    """This function will confirm for an organisation that it takes part; its people may read from then on.

    Raises Refused unless the person is its manager.
    """
    found = _answering(by, member)
    if found.confirmed_at:
        return
    found.confirmed_at, found.confirmed_by = now, by
    found.save(update_fields=["confirmed_at", "confirmed_by"])
    _tell_lead(found, True, now)
    _record("consortium.confirm", by, found, now)


@transaction.atomic
def decline(*, by: User, member: ConsortiumMember, now: datetime) -> None:
    """This function will take an organisation off a list that it does not want to be on, and tell the lead.

    Raises Refused unless the person is its manager, and once the application is submitted.
    """
    found = _answering(by, member)
    if found.application.state not in applications.WRITABLE:
        raise Refused(Finding("consortium.closed", Severity.BLOCK))
    _tell_lead(found, False, now)
    _record("consortium.decline", by, found, now)
    found.delete()


def _open(by: User, application: Application, now: datetime) -> Consortium:
    """Lock an application and give what its programme says of consortia, or refuse."""
    access.require(by, application, "write")
    window = applications.window(application)
    refuse_if_blocked(answer.not_writable(application, window, now))
    if window.paths is not None and len(window.paths) < len(_sections(application)):
        raise Refused(Finding("consortium.closed", Severity.BLOCK))
    rule = facts.plan_of(application.round).pack.consortium
    if not rule.is_possible:
        raise Refused(Finding("consortium.none", Severity.BLOCK, clause=rule.clause))
    answer.touch(application, now)
    return rule


def _sections(application: Application) -> tuple[object, ...]:
    return facts.plan_of(application.round).pack.form(application.track).sections


def _cleaned(
    application: Application, rule: Consortium, typed: Mapping[str, str], member: ConsortiumMember | None = None
) -> dict[str, Any]:
    """Clean what was typed, and look at the list as it would be then."""
    cleaned = profile.clean(core.FIELDS, typed, {})
    refuse_if_blocked(cleaned.findings)
    values = {name: str(value) for name, value in cleaned.values.items()}
    others = [one for one in consortia.members(application) if member is None or one.pk != member.pk]
    listed = [core.Member(one.name, one.uscc) for one in others] + [core.Member(values["name"], values["uscc"])]
    refuse_if_blocked(core.check(rule, application.organisation.uscc, listed))
    return values


def _registered(uscc: str) -> Organisation | None:
    return Organisation.objects.filter(kind=Organisation.Kind.ENTERPRISE, uscc=uscc).first()


def _answering(by: User, member: ConsortiumMember) -> ConsortiumMember:
    found = access.partnerships(by).select_for_update(of=("self",)).get(pk=member.pk)
    if found.organisation:
        access.get_managed(by, found.organisation.pk)
    return found


def _tell_member(member: ConsortiumMember, now: datetime) -> None:
    if member.organisation is None:
        return
    lead = member.application.organisation.name
    told = {"lead": lead, "name": member.name, "number": member.application.number}
    told |= messages.about(member.application.round)
    key = f"consortium:{member.pk}:{now:%Y%m%d%H%M%S}"
    message.tell([Note("organisation.consortium", organisations.managers(member.organisation), key, told)], now=now)


def _tell_lead(member: ConsortiumMember, answer_: bool, now: datetime) -> None:
    application = member.application
    zh, en = ANSWERS[answer_]
    told = {"name": member.name, "number": application.number, "answer": zh, "answer_en": en}
    to = organisations.managers(application.organisation)
    key = f"consortium:{member.pk}:{answer_}:{now:%Y%m%d%H%M%S}"
    message.tell([Note("organisation.partner_answered", to, key, told, application)], now=now)


def _record(verb: str, by: User, member: ConsortiumMember, now: datetime, **data: Any) -> None:
    application = member.application
    event.record(
        verb,
        actor=by,
        now=now,
        subject=f"application:{application.pk}",
        application=application,
        member=member.pk,
        name=member.name,
        uscc=member.uscc,
        **data,
    )
