"""What the public may read: open rounds, lists, and what a list says of an applicant."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from shifan import facts
from shifan.core import notice, stage
from shifan.core.calendar import is_past
from shifan.core.form import Words
from shifan.core.pack import Check, Clause, Pack, PastAwardBar, Rule, Stage, Track
from shifan.core.source import Entry
from shifan.models import Application, DateChange, Notice, PlaceholderConfirmation, Round, StageDate, Submission
from shifan.queries import access

LATELY = 20  # lists shown on the home page


@dataclass(frozen=True, slots=True)
class Step:
    """A stage of a round with its dates as they are now, and whether it is over, running or to come."""

    stage: Stage
    opens_at: datetime | None
    closes_at: datetime | None
    when: str  # past, now, later, open (no dates)


@dataclass(frozen=True, slots=True)
class Condition:
    """A sentence on who may apply, and who looks at it: the system (block, warn, note) or a person (check)."""

    clause: Clause
    looked: tuple[tuple[str, Words], ...]


@dataclass(frozen=True, slots=True)
class PublicRound:
    """A round as anybody may read it."""

    round: Round
    pack: Pack
    steps: tuple[Step, ...]
    current: Step | None
    conditions: Mapping[str, tuple[Condition, ...]]  # by track
    changes: tuple[tuple[Stage, DateChange], ...]
    confirmed: Mapping[str, PlaceholderConfirmation]
    notices: tuple[Notice, ...]


@dataclass(frozen=True, slots=True)
class ListStanding:
    """How far the lists of a track are; `waiting` have been selected or left out but not published."""

    track: Track
    stage: Stage
    waiting: int
    proposed: Notice | None
    final: Notice | None
    is_over: bool


def entries(round_: Round, track: str, applications: Sequence[Application]) -> list[dict[str, object]]:
    """This function will write what a public list says of each applicant: public answers only, nothing personal.

    The order is that of regions and application numbers; it tells nothing about scores. Answers come from the
    submission that was reviewed; fetch the applications with organisation, body and the body's parent.
    """
    plan = facts.plan_of(round_)
    document = notice.plan_for(plan.pack, track, Notice.Kind.PROPOSED)
    latest = Submission.objects.filter(application__in=applications).order_by("number")
    frozen = {submission.application_id: submission for submission in latest}
    found: list[dict[str, object]] = []
    for application in sorted(applications, key=lambda one: (one.organisation.region, one.number)):
        submission = frozen[application.pk]
        flat = submission.content["answers"]
        name, region = application.organisation.name, notice.region(plan, application.organisation.region)
        body = application.body.parent or application.body if application.body else None
        entry = Entry(applicant=name, region=region, flat=flat, computed=submission.content["computed"])
        found.append(
            {
                "applicant": name,
                "title": notice.title(plan, track, flat),
                "lines": list(notice.lines(plan, document, entry)),
                "region": region,
                "recommender": body.organisation.name if body else "",
                "submission": submission.digest,
            }
        )
    return found


def rounds() -> tuple[Round, ...]:
    """This function will list the published rounds, newest first."""
    found = Round.objects.select_related("pack_version", "organiser").defer("pack_version__content")
    return tuple(found.order_by("-published_at", "-pk"))


def open_rounds(now: datetime) -> tuple[tuple[Round, Step | None], ...]:
    """This function will list the rounds that are not closed, each with the step it is in."""
    found = [round_ for round_ in rounds() if round_.state == Round.State.OPEN]
    dates: dict[int, dict[str, StageDate]] = {round_.pk: {} for round_ in found}
    for date in StageDate.objects.filter(round__in=found):
        dates[date.round_id][date.stage] = date
    return tuple((round_, current(steps(facts.plan_of(round_).pack, dates[round_.pk], now))) for round_ in found)


def steps(pack: Pack, dates: Mapping[str, StageDate], now: datetime) -> tuple[Step, ...]:
    """This function will lay a round's dates along its stages; one without a beginning waits for those before it."""
    found: list[Step] = []
    for planned in pack.stages:
        date = dates[planned.id]
        when = _when(date, now)
        if when == "now" and date.opens_at is None and any(step.when == "later" for step in found):
            when = "later"
        found.append(Step(planned, date.opens_at, date.closes_at, when))
    return tuple(found)


def current(steps: Sequence[Step]) -> Step | None:
    """This function will find the first step that runs now, else the next one with a date to come, else what follows
    the last that is over."""
    running = [step for step in steps if step.when == "now" and step.closes_at]
    coming = [step for step in steps if step.when == "later"]
    over = max((place for place, step in enumerate(steps) if step.when == "past"), default=-1)
    return next(iter([*running, *coming, *steps[over + 1 :]]), None)


def public_round(round_: Round, now: datetime) -> PublicRound:
    """This function will give all that the public page of a round says."""
    pack = facts.plan_of(round_).pack
    found = steps(pack, {date.stage: date for date in StageDate.objects.filter(round=round_)}, now)
    changes = DateChange.objects.filter(round=round_).order_by("-changed_at")
    return PublicRound(
        round=round_,
        pack=pack,
        steps=found,
        current=current(found),
        conditions={track.id: conditions(pack, track.id) for track in pack.tracks},
        changes=tuple((pack.stage(change.stage), change) for change in changes),
        confirmed={item.placeholder: item for item in PlaceholderConfirmation.objects.filter(round=round_)},
        notices=tuple(Notice.objects.filter(round=round_).order_by("track", "kind")),
    )


def conditions(pack: Pack, track: str) -> tuple[Condition, ...]:
    """This function will tell who may apply on a track: the clauses on eligibility and what looks at each of them.

    A pack without such clauses gives every clause that a blocking rule rests on.
    """
    looked: dict[str, list[tuple[str, Words]]] = {}
    elements: tuple[Rule | PastAwardBar | Check, ...] = (*pack.rules, *pack.past_awards, *pack.checks)
    for item in elements:
        if track in (item.tracks or (track,)):
            who = "check" if isinstance(item, Check) else str(item.severity)
            for clause_id in item.clause:
                looked.setdefault(clause_id, []).append((who, item.label))
    cited = [clause for clause in pack.clauses if clause.id in looked]
    eligible = [clause for clause in cited if clause.kind == "eligibility"]
    chosen = eligible or [clause for clause in cited if any(who == "block" for who, _ in looked[clause.id])]
    ordered = sorted(chosen, key=lambda clause: (clause.line, clause.id))
    return tuple(Condition(clause, tuple(dict.fromkeys(looked[clause.id]))) for clause in ordered)


def lately(now: datetime) -> tuple[Notice, ...]:
    """This function will list the lists published last."""
    found = Notice.objects.filter(opens_at__lte=now).select_related("round__pack_version").defer(access.PACK)
    return tuple(found.order_by("-opens_at", "-pk")[:LATELY])


def for_organiser(round_: Round, now: datetime) -> tuple[ListStanding, ...]:
    """This function will say for every track how far its lists are: waiting, proposed, final; two statements."""
    pack = facts.plan_of(round_).pack
    planned = stage.stages_of_kind(pack, "notice")[0]
    known = {(one.track, one.kind): one for one in Notice.objects.filter(round=round_)}
    here = Application.objects.filter(round=round_, stage=planned.id, state=Application.State.SUBMITTED)
    waiting = dict(here.order_by().values_list("track").annotate(Count("pk")))
    return tuple(
        ListStanding(
            track=track,
            stage=planned,
            waiting=waiting.get(track.id, 0),
            proposed=(proposed := known.get((track.id, Notice.Kind.PROPOSED))),
            final=known.get((track.id, Notice.Kind.FINAL)),
            is_over=bool(proposed and (proposed.closes_at is None or is_past(now, proposed.closes_at))),
        )
        for track in pack.tracks
    )


def get_list(round_: Round, track: str, kind: str, now: datetime) -> Notice:
    """This function will fetch a published list, or raise Notice.DoesNotExist."""
    published = Q(round=round_, track=track, kind=kind, opens_at__lte=now)
    return Notice.objects.get(published)


def search(published: Notice, words: str) -> list[tuple[int, dict[str, object]]]:
    """This function will give a list's entries with their numbers, narrowed to those that hold all words."""
    wanted = words.casefold().split()
    return [
        (number, entry)
        for number, entry in enumerate(published.entries, start=1)
        if all(word in _searched(entry) for word in wanted)
    ]


def _searched(entry: Mapping[str, object]) -> str:
    parts = [entry["applicant"], entry["title"], entry["region"], entry["recommender"], entry["lines"]]
    return "\n".join(str(part) for part in parts).casefold()


def _when(date: StageDate, now: datetime) -> str:
    if date.opens_at is None and date.closes_at is None:
        return "open"
    if date.closes_at is not None and date.closes_at < now:
        return "past"
    return "later" if date.opens_at is not None and now < date.opens_at else "now"
