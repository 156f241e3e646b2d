"""What the organiser has to do next in a round, read from where everything stands."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from shifan import facts
from shifan.core import recommendation
from shifan.core.pack import Stage
from shifan.models import Application, Notice, RankedList, Round, Selection, StageDate
from shifan.queries import review

STATE = Application.State


@dataclass(frozen=True, slots=True)
class NextStep:
    """One thing that waits: its kind (the pages word it), how many of how many, where, and until when."""

    kind: str
    stage: Stage
    count: int = 0
    total: int = 0
    until: datetime | None = None
    track: str = ""


def next_steps(round_: Round, now: datetime) -> tuple[NextStep, ...]:
    """This function will name what waits along the stages of a round, the earliest stage first."""
    pack = facts.plan_of(round_).pack
    counts: dict[tuple[str, str], int] = {}
    rows = Application.objects.filter(round=round_).values_list("stage", "state")
    for stage_id, state, number in rows.annotate(Count("pk")):
        counts[stage_id, state] = number
    dates = {date.stage: date for date in StageDate.objects.filter(round=round_)}
    found: list[NextStep] = []
    for planned in pack.stages:
        waiting = counts.get((planned.id, STATE.SUBMITTED), 0)
        steps = STEPS.get(planned.kind)
        if steps:
            found += steps(round_, planned, dates[planned.id], waiting, now)
    drafts = sum(number for (_, state), number in counts.items() if state == STATE.DRAFT)
    filling = next((planned for planned in pack.stages if planned.kind == "fill"), None)
    if filling and drafts and not _over(dates[filling.id], now):
        found.insert(0, NextStep("filling", filling, drafts, until=dates[filling.id].closes_at))
    return tuple(found)


def _recommending(round_: Round, planned: Stage, date: StageDate, waiting: int, now: datetime) -> Iterator[NextStep]:
    kinds = [kind for kind in {body.kind for body in round_.bodies.all()} if recommendation.acts_at(planned, kind)]
    bodies = round_.bodies.filter(kind__in=kinds).count()
    sent = RankedList.objects.filter(round=round_, stage=planned.id, state=RankedList.State.SENT)
    done = sent.values("body").distinct().count()
    if waiting:
        yield NextStep("recommending", planned, done, bodies, until=date.closes_at)


def _checking(round_: Round, planned: Stage, date: StageDate, waiting: int, now: datetime) -> Iterator[NextStep]:
    if waiting:
        yield NextStep("check", planned, waiting, until=date.closes_at)


def _reviewing(round_: Round, planned: Stage, date: StageDate, waiting: int, now: datetime) -> Iterator[NextStep]:
    panels = review.panels(round_, planned.id)
    if not panels:
        return
    short = sum(1 for panel in panels if panel.short)
    filed, assigned = sum(panel.filed for panel in panels), sum(panel.count for panel in panels)
    if short:
        yield NextStep("experts", planned, short, len(panels))
    elif date.opens_at is None:
        yield NextStep("start", planned, len(panels))
    if date.opens_at is not None and filed < assigned:
        yield NextStep("reviewing", planned, filed, assigned, until=date.closes_at)
    elif date.opens_at is not None and not short:
        yield NextStep("finish_review", planned, filed, assigned)


def _selecting(round_: Round, planned: Stage, date: StageDate, waiting: int, now: datetime) -> Iterator[NextStep]:
    if not waiting:
        return
    here = {"application__round": round_, "application__stage": planned.id, "application__state": STATE.SUBMITTED}
    decided = Selection.objects.filter(**here).count()
    yield NextStep("finish_selection" if decided == waiting else "decide", planned, decided, waiting)


def _publishing(round_: Round, planned: Stage, date: StageDate, waiting: int, now: datetime) -> Iterator[NextStep]:
    notices = {(one.track, one.kind): one for one in Notice.objects.filter(round=round_)}
    tracks = Application.objects.filter(round=round_, stage=planned.id, state=STATE.SUBMITTED)
    for track in tracks.order_by("track").values_list("track", flat=True).distinct():
        proposed = notices.get((track, Notice.Kind.PROPOSED))
        if proposed is None:
            yield NextStep("propose", planned, waiting, track=track)
        elif proposed.closes_at and proposed.closes_at >= now:
            yield NextStep("in_notice", planned, len(proposed.entries), until=proposed.closes_at, track=track)
        else:
            yield NextStep("announce", planned, len(proposed.entries), track=track)


STEPS = {
    "recommend": _recommending,
    "check": _checking,
    "review": _reviewing,
    "select": _selecting,
    "notice": _publishing,
}


def _over(date: StageDate, now: datetime) -> bool:
    return date.closes_at is not None and date.closes_at < now
