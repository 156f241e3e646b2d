"""The organiser's completeness check, the experts assigned, and what an expert does with a review."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from shifan import facts
from shifan.actions import document, event, message
from shifan.actions.programme import require_organiser
from shifan.core import assignment, scoring, stage
from shifan.core.finding import Finding, Refused, Severity, refuse_if_blocked
from shifan.core.pack import ReviewSheet, Stage
from shifan.models import Application, Review, Round, Score, StageDate, TurnedAway, User
from shifan.queries import access
from shifan.queries import message as messages
from shifan.queries import review as reviews
from shifan.queries.message import Note


@transaction.atomic
def admit(*, by: User, application: Application, now: datetime) -> Application:
    """This function will pass an application from the organiser's completeness check on to the next stage.

    Raises Refused while a line of the check sheet has no verdict or a decisive one has failed.
    """
    require_organiser(by, application.round.organiser)
    locked = _lock(application)
    here = _stand(locked, "check")
    refuse_if_blocked(reviews.check_problems(locked))
    moved_to = stage.stage_after(facts.plan_of(application.round).pack, here.id)

    _move(locked, "forward", now, stage=moved_to.id if moved_to else here.id)
    _record("review.admit", by, now, locked, stage=here.id, to=locked.stage)
    return locked


@transaction.atomic
def turn_away(*, by: User, application: Application, reason: str, now: datetime) -> Application:
    """This function will end an application at the organiser's completeness check, with a reason and a letter."""
    require_organiser(by, application.round.organiser)
    locked = _lock(application)
    here = _stand(locked, "check")
    _require_reason(reason)

    _move(locked, "decline", now)
    ended = TurnedAway.objects.create(
        application=locked,
        submission=locked.submissions.latest("number"),
        stage=here.id,
        reason=reason.strip(),
        decided_at=now,
        decided_by=by,
    )
    document.ask_of(kind="ending", pk=locked.pk, round_=locked.round, track=locked.track, now=now, case="turned_away")
    _tell("stage.turned_away", locked, f"turned_away:{locked.pk}", now, reason=ended.reason)
    _record("review.turn_away", by, now, locked, stage=here.id, reason=ended.reason)
    return locked


@transaction.atomic
def assign(*, by: User, application: Application, expert: User, now: datetime) -> Review:
    """This function will give an application to an expert; raises Refused if the two have a conflict of interest."""
    require_organiser(by, application.round.organiser)
    locked = _lock(application)
    _stand(locked, "review")
    if not expert.is_expert or not expert.is_active:
        raise Refused(Finding("expert.unknown", Severity.BLOCK, where="expert"))
    known = locked.reviews.filter(expert=expert).first()
    if known is not None and known.state != Review.State.RECUSED:
        raise Refused(Finding("expert.twice", Severity.BLOCK, where="expert", params={"expert": expert.name}))
    refuse_if_blocked(reviews.conflicts(locked, expert))

    review = Review.objects.create(
        application=locked,
        submission=locked.submissions.latest("number"),
        expert=expert,
        assigned_at=now,
        assigned_by=by,
    )
    params = messages.about(locked.round) | {"review_id": str(review.pk)}
    message.tell([Note("task.review", (expert,), f"review:{review.pk}", params)], now=now)
    _record("review.assign", by, now, locked, review=review.pk, expert=expert.pk)
    return review


@transaction.atomic
def unassign(*, by: User, review: Review, now: datetime) -> None:
    """This function will take an application from an expert who has not filed a review of it."""
    application = review.application
    require_organiser(by, application.round.organiser)
    locked = Review.objects.select_for_update().get(pk=review.pk)
    _require_move(locked, "unassign")

    locked.delete()
    _record("review.unassign", by, now, application, review=review.pk, expert=review.expert_id)


@transaction.atomic
def start(*, by: User, round_: Round, stage: str, closes_at: datetime | None, now: datetime) -> StageDate:
    """This function will open the review to the experts once every application has enough of them."""
    require_organiser(by, round_.organiser)
    planned = facts.plan_of(round_).pack.stage(stage)
    waiting = reviews.panels(round_, stage)
    if not waiting:
        raise Refused(Finding("review.none", Severity.BLOCK, params={"stage": planned.label.zh}))
    if closes_at is not None and closes_at <= now:
        raise Refused(Finding("date.past", Severity.BLOCK, clause=planned.clause))
    refuse_if_blocked(tuple(reviews.too_few(panel.sheet, panel.count) for panel in waiting if panel.short))

    date = StageDate.objects.select_for_update().get(round=round_, stage=stage)
    date.opens_at, date.closes_at = now, closes_at or date.closes_at
    date.save(update_fields=["opens_at", "closes_at"])
    ends = date.closes_at.isoformat() if date.closes_at else None
    event.record(
        "review.start", actor=by, now=now, subject=f"round:{round_.pk}", round_=round_, stage=stage, closes_at=ends
    )
    return date


@transaction.atomic
def finish(*, by: User, round_: Round, stage: str, now: datetime) -> int:
    """This function will end the review: all filed, enough of them; the applications go on to the next stage."""
    require_organiser(by, round_.organiser)
    pack = facts.plan_of(round_).pack
    planned = pack.stage(stage)
    panels = reviews.panels(round_, stage)
    if not panels:
        raise Refused(Finding("review.none", Severity.BLOCK, params={"stage": planned.label.zh}))
    if waiting := sum(panel.count - panel.filed for panel in panels):
        raise Refused(Finding("review.open", Severity.BLOCK, clause=planned.clause, params={"count": str(waiting)}))
    refuse_if_blocked(tuple(reviews.too_few(panel.sheet, panel.filed) for panel in panels if panel.short))

    following = stage_after_or_same(pack, planned)
    moved = Application.objects.filter(pk__in=[panel.application for panel in panels])
    moved.update(stage=following, changed_at=now)
    event.record(
        "review.finish",
        actor=by,
        now=now,
        subject=f"round:{round_.pk}",
        round_=round_,
        stage=stage,
        to=following,
        applications=sorted(panel.application for panel in panels),
    )
    return len(panels)


@transaction.atomic
def save(
    *, by: User, review: Review, scores: Mapping[str, str], opinion: str | None, now: datetime
) -> tuple[Finding, ...]:
    """This function will keep what an expert has typed, right or wrong, and say what is wrong with it so far.

    `scores` holds only what was changed, by criterion; `opinion` is None when it was not. The same again is no event.
    """
    locked, sheet = _own(by, review, "save", now)
    known = {criterion.id for criterion in sheet.criteria}
    kept = {name: text[:40] for name, text in scores.items() if name in known and locked.draft.get(name, "") != text}
    if kept or opinion not in (None, locked.opinion):
        locked.draft = {**locked.draft, **kept}
        locked.opinion = locked.opinion if opinion is None else opinion
        locked.save(update_fields=["draft", "opinion"])
        _record("review.save", by, now, locked.application, review=locked.pk, fields=sorted(kept))
    return scoring.check_sheet(sheet, locked.draft, locked.opinion)


@transaction.atomic
def file(*, by: User, review: Review, now: datetime) -> Review:
    """This function will file the review as it was last kept; it cannot be changed afterwards. Raises Refused."""
    locked, sheet = _own(by, review, "file", now)
    refuse_if_blocked(scoring.check_sheet(sheet, locked.draft, locked.opinion))

    for criterion in sheet.criteria:
        Score.objects.create(review=locked, criterion=criterion.id, value=Decimal(locked.draft[criterion.id].strip()))
    locked.state, locked.filed_at = Review.State.FILED, now
    locked.save(update_fields=["state", "filed_at"])
    application = locked.application
    document.ask_of(kind="review", pk=locked.pk, round_=application.round, track=application.track, now=now)
    filed = {"scores": {name: locked.draft[name] for name in sorted(locked.draft)}, "opinion": locked.opinion}
    _record("review.file", by, now, locked.application, review=locked.pk, **filed)
    return locked


@transaction.atomic
def recuse(*, by: User, review: Review, reason: str, now: datetime) -> Review:
    """This function will take an expert off an application at their own wish, with a reason."""
    locked = _own_review(by, review, "recuse")
    _require_reason(reason)

    locked.state, locked.reason = Review.State.RECUSED, reason.strip()
    locked.save(update_fields=["state", "reason"])
    _record("review.recuse", by, now, locked.application, review=locked.pk, reason=locked.reason)
    return locked


def stage_after_or_same(pack, planned: Stage) -> str:
    """This function will name the stage that follows, or the same where it is the last."""
    following = stage.stage_after(pack, planned.id)
    return following.id if following else planned.id


def _lock(application: Application) -> Application:
    related = ("round__pack_version", "round__organiser", "organisation", "body__parent")
    rows = Application.objects.select_for_update(of=("self",)).select_related(*related).defer(access.PACK)
    return rows.get(pk=application.pk)


def _stand(application: Application, kind: str) -> Stage:
    """Give the stage an application stands in; refuse if that is of another kind than the action needs."""
    planned = facts.plan_of(application.round).pack.stage(application.stage)
    if planned.kind != kind:
        raise Refused(Finding("stage.wrong", Severity.BLOCK, clause=planned.clause, params={"stage": planned.label.zh}))
    if application.state != Application.State.SUBMITTED:
        raise Refused(Finding("move.unknown", Severity.BLOCK, params={"state": application.state, "verb": kind}))
    return planned


def _move(application: Application, verb: str, now: datetime, **changes: str) -> None:
    to = stage.next_state("application", application.state, verb)
    if isinstance(to, Finding):
        raise Refused(to)
    for name, value in {"state": to, **changes}.items():
        setattr(application, name, value)
    application.changed_at = now
    application.save(update_fields=["state", "changed_at", *changes])


def _require_move(review: Review, verb: str) -> None:
    to = stage.next_state("review", review.state, verb)
    if isinstance(to, Finding):
        raise Refused(to)


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise Refused(Finding("reason.missing", Severity.BLOCK, where="reason"))


def _own_review(by: User, review: Review, verb: str) -> Review:
    if review.expert_id != by.pk:
        raise Refused(Finding("role.wrong", Severity.BLOCK))
    related = ("application__round__pack_version", "application__organisation")
    rows = Review.objects.select_for_update(of=("self",)).select_related(*related)
    locked = rows.defer(f"application__{access.PACK}").get(pk=review.pk)
    _require_move(locked, verb)
    return locked


def _own(by: User, review: Review, verb: str, now: datetime) -> tuple[Review, ReviewSheet]:
    """Lock an expert's own review and give its score sheet; refuse unless the review is open at that moment."""
    locked = _own_review(by, review, verb)
    application = locked.application
    planned = _stand(application, "review")
    sheet = assignment.sheet_of(facts.plan_of(application.round).pack, planned.id, application.track)
    dates = StageDate.objects.get(round=application.round, stage=planned.id)
    if sheet is None or dates.opens_at is None:
        raise Refused(Finding("review.closed", Severity.BLOCK, clause=planned.clause))
    refuse_if_blocked(stage.closed(planned, dates.opens_at, dates.closes_at, now))
    return locked, sheet


def _tell(kind: str, application: Application, key: str, now: datetime, **params: str) -> None:
    people = messages.at_work_on([application])[application.pk]
    message.tell([messages.to_applicant(kind, application, people, key, **params)], now=now)


def _record(verb: str, by: User, now: datetime, application: Application, **data: Any) -> None:
    event.record(verb, actor=by, now=now, subject=f"application:{application.pk}", application=application, **data)
