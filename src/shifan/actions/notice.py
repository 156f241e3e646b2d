"""Publishing the proposed list of a track, and the final list once the public notice is over."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from shifan import facts
from shifan.actions import document, event, message
from shifan.actions.programme import require_organiser
from shifan.core import calendar, digest, funding, notice, stage
from shifan.core.finding import Finding, Refused, Severity
from shifan.core.pack import Stage
from shifan.models import Application, Notice, Round, Selection, StageDate, User
from shifan.packs import holidays
from shifan.queries import message as messages
from shifan.queries import notice as notices

Entries = list[dict[str, object]]


@transaction.atomic
def propose(*, by: User, round_: Round, track: str, now: datetime, closes_at: datetime | None = None) -> Notice:
    """This function will publish the proposed list of a track, from now until its days are over.

    `closes_at` is only for packs that lay down no days. Those left out are told; nothing personal is published.
    Raises Refused.
    """
    require_organiser(by, round_.organiser)
    pack = facts.plan_of(round_).pack
    planned = stage.stages_of_kind(pack, "notice")[0]
    _refuse_second(round_, track, Notice.Kind.PROPOSED)
    standing = _standing(round_, track, planned)
    chosen = [one for one in standing if one.selection.outcome == Selection.Outcome.SELECTED]
    if not chosen:
        raise Refused(Finding("selection.none", Severity.BLOCK))
    until = notice.ends(planned, now, holidays.work_calendar()) or closes_at
    if until is None or until <= now:
        raise Refused(Finding("notice.days", Severity.BLOCK, clause=planned.clause))

    published = _publish(by, round_, track, Notice.Kind.PROPOSED, notices.entries(round_, track, chosen), now, until)
    StageDate.objects.filter(round=round_, stage=planned.id).update(opens_at=now, closes_at=until)
    left_out = [one for one in standing if one not in chosen]
    _end(left_out, "leave_out", now)
    _ask_for_results(left_out, now)
    _tell("stage.proposed", published, chosen, now)
    _tell("stage.left_out", published, left_out, now)
    _record("notice.propose", by, now, published, applications=sorted(one.pk for one in chosen))
    return published


@transaction.atomic
def announce(*, by: User, round_: Round, track: str, now: datetime) -> Notice:
    """This function will publish the final list of a track once its public notice is over. Raises Refused."""
    require_organiser(by, round_.organiser)
    pack = facts.plan_of(round_).pack
    planned = stage.stages_of_kind(pack, "notice")[0]
    _refuse_second(round_, track, Notice.Kind.FINAL)
    proposed = Notice.objects.filter(round=round_, track=track, kind=Notice.Kind.PROPOSED).first()
    if proposed is None:
        raise Refused(Finding("notice.none", Severity.BLOCK, params={"track": pack.track(track).label.zh}))
    if proposed.closes_at is not None and not calendar.is_past(now, proposed.closes_at):
        closes = f"{proposed.closes_at.astimezone(calendar.SHANGHAI):%Y-%m-%d %H:%M}"
        raise Refused(Finding("notice.open", Severity.BLOCK, clause=planned.clause, params={"closes": closes}))

    published = _publish(by, round_, track, Notice.Kind.FINAL, proposed.entries, now, None)
    following = stage.stage_after(pack, planned.id)
    standing = _standing(round_, track, planned)
    _end(standing, "select", now, following.id if following else planned.id)
    _ask_for_results(standing, now)
    _tell("stage.selected", published, standing, now)
    _record("notice.announce", by, now, published, applications=sorted(one.pk for one in standing))
    return published


def _standing(round_: Round, track: str, planned: Stage) -> list[Application]:
    rows = Application.objects.select_for_update(of=("self",)).filter(
        round=round_, track=track, stage=planned.id, state=Application.State.SUBMITTED
    )
    return list(
        rows.select_related("round", "selection", "organisation", "body__organisation", "body__parent__organisation")
    )


def _refuse_second(round_: Round, track: str, kind: str) -> None:
    Round.objects.select_for_update().get(pk=round_.pk)
    if Notice.objects.filter(round=round_, track=track, kind=kind).exists():
        label = facts.plan_of(round_).pack.track(track).label.zh
        raise Refused(Finding("notice.once", Severity.BLOCK, params={"track": label}))


def _publish(
    by: User,
    round_: Round,
    track: str,
    kind: str,
    entries: list[dict[str, object]],
    now: datetime,
    until: datetime | None,
) -> Notice:
    """Store the list with its digest and ask for its documents, and for the table of what is paid if anything is."""
    published = Notice.objects.create(
        round=round_,
        track=track,
        kind=kind,
        opens_at=now,
        closes_at=until,
        entries=entries,
        digest=digest.of(notice.content(round_.slug, track, kind, now, entries)),
        published_by=by,
    )
    plan = facts.plan_of(round_)
    planned = notice.plan_for(plan.pack, track, kind)
    if planned is not None:
        subject = f"notice:{published.pk}"
        document.ask_all(round_=round_, subject=subject, papers=[planned], source=published.digest, now=now)
    if funding.terms_of(plan.pack, track) is not None:
        document.ask_of(kind="funding", pk=published.pk, round_=round_, track=track, now=now)
    return published


def _ask_for_results(applications: Sequence[Application], now: datetime) -> None:
    """Ask for the letter that tells each applicant what came of it."""
    for one in applications:
        case = one.selection.outcome
        document.ask_of(kind="selection", pk=one.selection.pk, round_=one.round, track=one.track, now=now, case=case)


def _end(applications: Sequence[Application], verb: str, now: datetime, stage_id: str = "") -> None:
    """Move applications to the state that a verb leads to; all of them stand in the same state."""
    for application in applications:
        to = stage.next_state("application", application.state, verb)
        if isinstance(to, Finding):
            raise Refused(to)
        application.state, application.changed_at = to, now
        application.stage = stage_id or application.stage
    Application.objects.bulk_update(applications, ["state", "changed_at", "stage"])


def _tell(kind: str, published: Notice, applications: Sequence[Application], now: datetime) -> None:
    """Tell applicants what a list means for them."""
    people, closes = messages.at_work_on(applications), messages.moment(published.closes_at)
    notes = [
        messages.to_applicant(kind, one, people[one.pk], f"{kind}:{published.pk}:{one.pk}", closes=closes)
        for one in applications
    ]
    message.tell(notes, now=now)


def _record(verb: str, by: User, now: datetime, published: Notice, **data: Any) -> None:
    event.record(
        verb,
        actor=by,
        now=now,
        subject=f"notice:{published.pk}",
        round_=published.round,
        track=published.track,
        digest=published.digest,
        closes_at=published.closes_at.isoformat() if published.closes_at else None,
        **data,
    )
