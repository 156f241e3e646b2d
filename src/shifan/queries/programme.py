"""What the organiser sees of packs and rounds: what can be opened, how a round is getting on, who is where."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from shifan import facts, packs
from shifan.core import quota, recommendation, stage
from shifan.core.pack import Pack, PackError, Stage
from shifan.core.quota import Entry
from shifan.models import Application, Body, DateChange, Notice, RankedList, Recommendation, Round, StageDate, User
from shifan.queries import access

STATE = Application.State


@dataclass(frozen=True, slots=True)
class Offer:
    """A pack in the programmes folder that a round can be opened of; `problems` when it cannot be read."""

    folder: str
    pack: Pack | None
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """One stage of the funnel: how many have come this far, how many stand here, are sent back, or ended here."""

    stage: Stage
    reached: int
    here: int
    returned: int
    ended: int


@dataclass(frozen=True, slots=True)
class BodyRow:
    """A recommending body on one track: what it has received, what it lists, its quota, whether it has sent."""

    body: Body
    stage: Stage
    track: str
    received: int
    counted: int
    exempt: int
    limit: int | None
    sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class Deadline:
    """A stage with its dates and the changes that have been published."""

    stage: Stage
    opens_at: datetime | None
    closes_at: datetime | None
    changes: tuple[DateChange, ...]


@dataclass(frozen=True, slots=True)
class Filters:
    """How the list of applications is narrowed; empty means all."""

    stage: str = ""
    state: str = ""
    track: str = ""
    body: str = ""
    words: str = ""


def offers() -> tuple[Offer, ...]:
    """This function will read the packs in the programmes folder; a broken one is listed with its mistakes."""
    return tuple(_offer(folder.name) for folder in packs.folders())


def offer(name: str) -> Offer:
    """This function will read one pack of the programmes folder, or raise LookupError."""
    if name not in {folder.name for folder in packs.folders()}:
        raise LookupError(name)
    return _offer(name)


def rounds(user: User) -> QuerySet[Round]:
    """This function will list the rounds a person organises, newest first, with counts of applications."""
    submitted = Count("applications", filter=Q(applications__submitted_at__isnull=False))
    final = Notice.objects.filter(round=OuterRef("pk"), kind=Notice.Kind.FINAL)
    counted = access.rounds(user).annotate(
        started=Count("applications"), submitted=submitted, is_announced=Exists(final)
    )
    return counted.order_by("-published_at", "-pk")


def funnel(round_: Round) -> tuple[Passage, ...]:
    """This function will count applications along the stages: one statement."""
    pack = facts.plan_of(round_).pack
    found = Application.objects.filter(round=round_).exclude(state=STATE.WITHDRAWN)
    counts: dict[tuple[str, str], int] = {}
    for stage_id, state, number in found.values_list("stage", "state").annotate(Count("pk")):
        counts[stage_id, state] = number
    passages = []
    ids = [planned.id for planned in pack.stages]
    for place, planned in enumerate(pack.stages):
        at_or_after = sum(number for (stage_id, _), number in counts.items() if stage_id in ids[place:])
        here = sum(counts.get((planned.id, state), 0) for state in (STATE.DRAFT, STATE.SUBMITTED, STATE.SELECTED))
        ended = sum(counts.get((planned.id, state), 0) for state in (STATE.DECLINED, STATE.NOT_SELECTED))
        passages.append(Passage(planned, at_or_after, here, counts.get((planned.id, STATE.RETURNED), 0), ended))
    return tuple(passages)


def bodies(round_: Round) -> tuple[BodyRow, ...]:
    """This function will show how far each recommending body is with its list: four statements."""
    plan = facts.plan_of(round_)
    received = _received(round_)
    lists = {(one.body_id, one.track): one for one in RankedList.objects.filter(round=round_)}
    entries: dict[int, list[Entry]] = {one.pk: [] for one in lists.values()}
    listed = Recommendation.objects.filter(ranked_list__round=round_, verdict=Recommendation.Verdict.RECOMMENDED)
    for item in listed.select_related("application__organisation"):
        application = item.application
        entry = Entry(application.pk, application.organisation.name, item.rank, application.facts)
        entries[item.ranked_list_id].append(entry)
    rows = []
    found = Body.objects.filter(round=round_).select_related("organisation").order_by("region", "kind")
    for body in found:
        planned = recommendation.stage_of(plan.pack, body.kind)
        for track in plan.pack.tracks:
            ranked = lists.get((body.pk, track.id))
            limit = quota.find(plan.pack, planned.id, track.id, body.kind, body.region)
            used = quota.count(plan, limit, entries[ranked.pk] if ranked else [])
            rows.append(
                BodyRow(
                    body=body,
                    stage=planned,
                    track=track.id,
                    received=received.get((body.pk, track.id), 0),
                    counted=used.counted,
                    exempt=used.exempt,
                    limit=limit.limit if limit else None,
                    sent_at=ranked.sent_at if ranked else None,
                )
            )
    return tuple(rows)


def deadlines(round_: Round) -> tuple[Deadline, ...]:
    """This function will give every stage with its dates and what was changed of them: two statements."""
    pack = facts.plan_of(round_).pack
    dates = {date.stage: date for date in StageDate.objects.filter(round=round_)}
    changes: dict[str, list[DateChange]] = {}
    for change in DateChange.objects.filter(round=round_).select_related("changed_by").order_by("changed_at"):
        changes.setdefault(change.stage, []).append(change)
    return tuple(
        Deadline(planned, dates[planned.id].opens_at, dates[planned.id].closes_at, tuple(changes.get(planned.id, ())))
        for planned in pack.stages
    )


def applications(round_: Round, filters: Filters) -> QuerySet[Application]:
    """This function will list what was submitted in a round, narrowed; no answer is loaded."""
    found = Application.objects.filter(round=round_, submitted_at__isnull=False)
    found = found.select_related("organisation", "body__organisation")
    for name in ("stage", "state", "track"):
        if value := getattr(filters, name):
            found = found.filter(**{name: value})
    if filters.body:
        body = int(filters.body) if filters.body.isdecimal() and len(filters.body) < 19 else 0
        found = found.filter(Q(body_id=body) | Q(body__parent_id=body))
    for word in filters.words.split():
        found = found.filter(
            Q(number__icontains=word) | Q(title__icontains=word) | Q(organisation__name__icontains=word)
        )
    return found.order_by("number")


def calendar(pack: Pack, shift_days: int) -> tuple[Deadline, ...]:
    """This function will preview the calendar of a round that is not open yet."""
    dates = stage.calendar(pack, shift_days)
    return tuple(Deadline(planned, *dates[planned.id], ()) for planned in pack.stages)


def _offer(name: str) -> Offer:
    folder = next(path for path in packs.folders() if path.name == name)
    try:
        return Offer(name, packs.load(folder))
    except PackError as error:
        return Offer(name, None, tuple(str(problem) for problem in error.problems))


def _received(round_: Round) -> Mapping[tuple[int, str], int]:
    """Count what was submitted through each body, and for a body above, what its bodies have passed on to it."""
    pack = facts.plan_of(round_).pack
    ids = [planned.id for planned in pack.stages]
    found: dict[tuple[int, str], int] = {}
    rows = Application.objects.filter(round=round_, submitted_at__isnull=False, body__isnull=False)
    grouped = rows.values_list("body_id", "body__parent_id", "body__parent__kind", "track", "stage")
    for body, parent, kind, track, stage_id, number in grouped.annotate(Count("pk")):
        found[body, track] = found.get((body, track), 0) + number
        if parent and ids.index(stage_id) >= ids.index(recommendation.stage_of(pack, kind).id):
            found[parent, track] = found.get((parent, track), 0) + number
    return found
