"""Having an organisation verified by its competent authorities, level by level."""

from datetime import datetime
from typing import Any

from django.db import transaction

from shifan.actions import event, message
from shifan.core import organisation_verification as core
from shifan.core.finding import Finding, Refused, Severity
from shifan.models import Organisation, User, Verification
from shifan.queries import access
from shifan.queries import message as messages
from shifan.queries import organisation as organisations
from shifan.queries import organisation_verification as verifications
from shifan.queries.message import Note


def begin(*, organisation: Organisation, by: User, now: datetime) -> Verification | None:
    """This function will ask the lowest authority of an organisation, and take back what nobody has decided yet.

    It is part of the action that calls it, whose event covers it. None where no authority of the region is here.
    """
    organisation.verifications.filter(state=Verification.State.ASKED).delete()
    organisation.verified_at = None
    organisation.save(update_fields=["verified_at"])
    steps = verifications.steps(organisation)
    return _ask(organisation, steps[0], by, now) if steps else None


@transaction.atomic
def ask(*, by: User, organisation: Organisation, now: datetime) -> Verification:
    """This function will ask for verification again; raises Refused when it is verified, asked or nobody is there."""
    mine = access.get_managed(by, organisation.pk)
    if mine.verified_at or mine.verifications.filter(state=Verification.State.ASKED).exists():
        raise Refused(Finding("verification.same", Severity.BLOCK))
    asked = begin(organisation=mine, by=by, now=now)
    if asked is None:
        raise Refused(Finding("verification.none", Severity.BLOCK))
    subject = f"organisation:{mine.pk}"
    event.record(
        "organisation_verification.ask", actor=by, now=now, subject=subject, desk=asked.desk_id, level=asked.level
    )
    return asked


@transaction.atomic
def agree(*, by: User, verification: Verification, now: datetime) -> Verification | None:
    """This function will agree for an authority: the next level is asked, or the organisation is verified at the last.

    Gives what is asked next. Raises Verification.DoesNotExist when it has been decided or asked anew meanwhile.
    """
    row = _open(by, verification)
    _decide(row, Verification.State.AGREED, "", by, now)
    organisation = row.organisation
    step = core.after(verifications.steps(organisation), row.desk.region)
    following = _ask(organisation, step, row.asked_by, now) if step else None
    if following is None:
        organisation.verified_at = now
        organisation.save(update_fields=["verified_at"])
        _tell("organisation.verified", row, now)
    _record("organisation_verification.agree", row, by, now, is_last=following is None)
    return following


@transaction.atomic
def send_back(*, by: User, verification: Verification, reason: str, now: datetime) -> None:
    """This function will return an organisation for correction; raises Refused without a reason."""
    row = _open(by, verification)
    if not reason.strip():
        raise Refused(Finding("reason.missing", Severity.BLOCK, where="reason"))
    _decide(row, Verification.State.RETURNED, reason.strip(), by, now)
    _tell("organisation.returned", row, now, reason=row.reason)
    _record("organisation_verification.send_back", row, by, now, reason=row.reason)


def _open(by: User, verification: Verification) -> Verification:
    waiting = access.verifications(by).filter(state=Verification.State.ASKED)
    row = waiting.select_for_update(of=("self",)).get(pk=verification.pk)
    row.organisation = Organisation.objects.select_for_update().get(pk=row.organisation_id)
    return row


def _decide(row: Verification, state: str, reason: str, by: User, now: datetime) -> None:
    row.state, row.reason, row.decided_at, row.decided_by = state, reason, now, by
    row.save(update_fields=["state", "reason", "decided_at", "decided_by"])


def _ask(organisation: Organisation, step: core.Step, by: User, now: datetime) -> Verification:
    row = Verification.objects.create(
        organisation=organisation,
        desk=verifications.authority(step.region),
        level=step.level,
        data=verifications.data_of(organisation),
        asked_at=now,
        asked_by=by,
    )
    told = {"name": organisation.name, "verification_id": str(row.pk)}
    message.tell([Note("task.verify", messages.members_of(row.desk), f"verification:{row.pk}", told)], now=now)
    return row


def _tell(kind: str, row: Verification, now: datetime, **params: str) -> None:
    to = organisations.managers(row.organisation)
    told = {"name": row.organisation.name, "desk": row.desk.name, **params}
    message.tell([Note(kind, to, f"{kind}:{row.pk}", told)], now=now)


def _record(verb: str, row: Verification, by: User, now: datetime, **data: Any) -> None:
    subject = f"organisation:{row.organisation_id}"
    event.record(verb, actor=by, now=now, subject=subject, verification=row.pk, level=row.level, **data)
