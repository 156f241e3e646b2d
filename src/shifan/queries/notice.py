"""What the public may read: open rounds, lists, and what a list says of an applicant."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from shifan import facts
from shifan.core import notice
from shifan.core.pack import Pack, Rule, Stage
from shifan.core.source import Entry
from shifan.models import Application, DateChange, Notice, PlaceholderConfirmation, Round, StageDate, Submission

LATELY = 20  # lists shown on the home page


@dataclass(frozen=True, slots=True)
class Step:
    """A stage of a round with its dates as they are now, and whether it is over, running or to come."""

    stage: Stage
    opens_at: datetime | None
    closes_at: datetime | None
    when: str  # past, now, later, open (no dates)


@dataclass(frozen=True, slots=True)
class PublicRound:
    """A round as anybody may read it."""

    round: Round
    pack: Pack
    steps: tuple[Step, ...]
    current: Step | None
    rules: Mapping[str, tuple[Rule, ...]]  # by track
    changes: tuple[tuple[Stage, DateChange], ...]
    confirmed: Mapping[str, PlaceholderConfirmation]
    notices: tuple[Notice, ...]


def entries(round_: Round, track: str, applications: Sequence[Application]) -> list[dict[str, object]]:
    """This function will write what a public list says of each applicant: public answers only, nothing personal.

    The order is that of regions and application numbers; it tells nothing about scores. Answers come from the
    submission that was reviewed; fetch the applications with organisation, body and the body's parent.
    """
    plan = facts.plan_of(round_)
    document = notice.plan_for(plan.pack, track, Notice.Kind.PROPOSED)
    latest = Submission.objects.filter(application__in=applications).order_by("number")
    frozen = {submission.application_id: submission for submission in latest}
    found = []
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
    return tuple(Round.objects.select_related("pack_version", "organiser").order_by("-published_at", "-pk"))


def open_rounds(now: datetime) -> tuple[tuple[Round, Step | None], ...]:
    """This function will list the rounds that are not closed, each with the step it is in."""
    found = [round_ for round_ in rounds() if round_.state == Round.State.OPEN]
    dates: dict[int, dict[str, StageDate]] = {round_.pk: {} for round_ in found}
    for date in StageDate.objects.filter(round__in=found):
        dates[date.round_id][date.stage] = date
    return tuple((round_, current(steps(facts.plan_of(round_).pack, dates[round_.pk], now))) for round_ in found)


def steps(pack: Pack, dates: Mapping[str, StageDate], now: datetime) -> tuple[Step, ...]:
    """This function will lay a round's dates along its stages."""
    return tuple(
        Step(planned, dates[planned.id].opens_at, dates[planned.id].closes_at, _when(dates[planned.id], now))
        for planned in pack.stages
    )


def current(steps: Sequence[Step]) -> Step | None:
    """This function will find the first step that runs now, else the next one that has a date to come."""
    running = [step for step in steps if step.when == "now" and step.closes_at]
    coming = [step for step in steps if step.when == "later"]
    return next(iter([*running, *coming]), None)


def public_round(round_: Round, now: datetime) -> PublicRound:
    """This function will give all that the public page of a round says."""
    pack = facts.plan_of(round_).pack
    found = steps(pack, {date.stage: date for date in StageDate.objects.filter(round=round_)}, now)
    rules = {
        track.id: tuple(rule for rule in pack.rules if rule.clause and track.id in (rule.tracks or (track.id,)))
        for track in pack.tracks
    }
    changes = DateChange.objects.filter(round=round_).order_by("-changed_at")
    return PublicRound(
        round=round_,
        pack=pack,
        steps=found,
        current=current(found),
        rules=rules,
        changes=tuple((pack.stage(change.stage), change) for change in changes),
        confirmed={item.placeholder: item for item in PlaceholderConfirmation.objects.filter(round=round_)},
        notices=tuple(Notice.objects.filter(round=round_).order_by("track", "kind")),
    )


def lately(now: datetime) -> tuple[Notice, ...]:
    """This function will list the lists published last."""
    found = Notice.objects.filter(opens_at__lte=now).select_related("round__pack_version")
    return tuple(found.order_by("-opens_at", "-pk")[:LATELY])


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
    parts = [entry["applicant"], entry["title"], entry["region"], entry["recommender"], *entry["lines"]]
    return "\n".join(str(part) for part in parts).casefold()


def _when(date: StageDate, now: datetime) -> str:
    if date.opens_at is None and date.closes_at is None:
        return "open"
    if date.closes_at is not None and date.closes_at < now:
        return "past"
    return "later" if date.opens_at is not None and now < date.opens_at else "now"
