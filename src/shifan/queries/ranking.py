"""What a body's list page and its ranked list show."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Func, IntegerField, Q
from django.db.models.fields.json import KeyTransform

from shifan.core import digest, quota, recommendation
from shifan.core.display import Sheet, shown
from shifan.core.finding import Finding
from shifan.core.form import CascadeField, ChoiceField, ComputedField, FormField
from shifan.core.pack import Bureau, Information, Quota, Stage, Track
from shifan.core.plan import Plan
from shifan.core.spread import Spread
from shifan.facts import plan_of
from shifan.models import (
    Application,
    Body,
    ChangeRequest,
    CheckMark,
    RankedList,
    Recommendation,
    Signature,
    StageDate,
    User,
)
from shifan.queries import access
from shifan.queries import recommendation as lists
from shifan.queries.recommender import as_entries

Facts = tuple[tuple[str, str, FormField], ...]  # a fact's name, the path of its answer, the field there
LAST = 10_000  # behind every rank


@dataclass(frozen=True, slots=True)
class Row:
    """An application on the list page, with the rank that the body below gave it and the date of a change asked for."""

    application: Application
    region: str
    facts: tuple[str, ...]
    submission: int
    warnings: int
    marked: int
    failed: int
    from_body: str
    from_rank: int | None
    state: str  # waiting, returned, recommended, declined
    rank: int | None
    reason: str
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address of the list page narrows it to."""

    words: str = ""
    state: str = ""
    body: str = ""

    def takes(self, row: Row) -> bool:
        """This function will say whether a row is wanted."""
        application = row.application
        hay = f"{application.organisation.name} {application.title} {application.number}".casefold()
        wanted = all(word in hay for word in self.words.casefold().split())
        return wanted and self.state in ("", row.state) and self.body in ("", row.from_body)


@dataclass(frozen=True, slots=True)
class ListPage:
    """One track's applications at the body's stage. `checks` counts its check lines, `required` those always asked."""

    body: Body
    track: Track
    stage: Stage
    date: StageDate
    ranked: RankedList | None
    rows: tuple[Row, ...]
    total: int
    counts: Mapping[str, int]
    bodies: tuple[str, ...]
    checks: int
    required: int
    used: quota.Count


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the ranked list."""

    row: Recommendation
    region: str
    facts: tuple[str, ...]
    is_exempt: bool
    is_beyond: bool


@dataclass(frozen=True, slots=True)
class Office:
    """An office that signs; a signature that is not `valid` was given for another content."""

    bureau: Bureau
    signature: Signature | None
    valid: bool
    is_mine: bool


@dataclass(frozen=True, slots=True)
class RankingPage:
    """The ranked list with all that is asked before it is sent."""

    body: Body
    track: Track
    stage: Stage
    date: StageDate
    ranked: RankedList
    places: tuple[Place, ...]
    declined: tuple[Recommendation, ...]
    used: quota.Count
    offices: tuple[Office, ...]
    may_sign: bool
    may_send: bool
    findings: tuple[Finding, ...]
    spreads: tuple[Spread, ...]
    information: tuple[Information, ...]
    digest: str


class _Length(Func):
    """How many entries a JSON list has."""

    function = "JSONB_ARRAY_LENGTH"
    output_field = IntegerField()

    def as_sqlite(self, compiler, connection, **extra):
        """This function will write it as SQLite calls it."""
        return super().as_sql(compiler, connection, function="JSON_ARRAY_LENGTH", **extra)


def list_page(body: Body, track_id: str, filters: Filters, language: str) -> ListPage:
    """This function will list a track's applications at the body's stage: seven statements, no answers."""
    plan = plan_of(body.round)
    track = plan.pack.track(track_id)
    at = recommendation.stage_of(plan.pack, body.kind)
    ranked = RankedList.objects.filter(body=body, stage=at.id, track=track.id).first()
    mine = {row.application_id: row for row in ranked.recommendations.all()} if ranked else {}
    through = Q(body=body) | Q(body__parent=body)
    standing = Q(stage=at.id, state__in=("submitted", "returned")) | Q(pk__in=list(mine))
    found = Application.objects.filter(through & standing, track=track.id)
    applications = list(found.select_related("organisation", "body__organisation").order_by("number"))
    fields = fact_fields(plan, track)
    rows = sorted(_rows(plan, body, at, applications, mine, fields, language), key=_order)
    listed = [row for row in mine.values() if row.verdict == Recommendation.Verdict.RECOMMENDED]
    lines = [when for check, when in plan.tracks[track.id].checks if at.id in check.stages]
    known = {application.pk: application for application in applications}
    for row in listed:
        row.application = known[row.application_id]
    return ListPage(
        body=body,
        track=track,
        stage=at,
        date=lists.stage_date(body.round, at.id),
        ranked=ranked,
        rows=tuple(row for row in rows if filters.takes(row)),
        total=len(rows),
        counts=Counter(row.state for row in rows),
        bodies=tuple(dict.fromkeys(row.from_body for row in rows if row.from_body)),
        checks=len(lines),
        required=sum(1 for when in lines if when is None),
        used=quota.count(plan, quota.find(plan.pack, at.id, track.id, body.kind, body.region), as_entries(listed)),
    )


def _order(row: Row) -> tuple[str, int, str]:
    """The lists of the bodies below one after the other, each in its order; then by number."""
    first = row.application.body
    return (first.region if first and row.from_body else "", row.from_rank or LAST, row.application.number)


def _rows(
    plan: Plan,
    body: Body,
    at: Stage,
    applications: Sequence[Application],
    mine: Mapping[int, Recommendation],
    fields: Facts,
    language: str,
) -> Iterable[Row]:
    ids = [application.pk for application in applications]
    frozen, marked, failed = _progress(ids, at.id)
    lower = Recommendation.objects.filter(application__in=ids, ranked_list__body__parent=body)
    ranks = dict(lower.filter(ranked_list__state=RankedList.State.SENT).values_list("application", "rank"))
    requests = ChangeRequest.objects.filter(application__in=ids, answered_at=None)
    due = dict(requests.values_list("application", "due_at"))
    for application in applications:
        submission, number, warnings = frozen[application.pk]
        decided = mine.get(application.pk)
        below = application.body if application.body_id != body.pk else None
        yield Row(
            application=application,
            region=region_below(plan, body, application.organisation.region),
            facts=fact_words(plan, application, fields, language),
            submission=number,
            warnings=warnings,
            marked=marked[submission],
            failed=failed[submission],
            from_body=below.organisation.name if below else "",
            from_rank=ranks.get(application.pk),
            state=decided.verdict if decided else "returned" if application.state == "returned" else "waiting",
            rank=decided.rank if decided else None,
            reason=decided.reason if decided else "",
            due_at=due.get(application.pk),
        )


def _progress(ids: Sequence[int], stage_id: str) -> tuple[dict[int, tuple[int, int, int]], Counter[int], Counter[int]]:
    """Read how far applications are checked: application → (submission, number, warnings), and lines marked and failed.

    Counts by the key of the submission; two statements for any number of applications.
    """
    newest = lists.latest_submissions(ids).annotate(warnings=_Length(KeyTransform("findings", "content")))
    rows = newest.values_list("application", "pk", "number", "warnings")
    frozen = {application: (pk, number, warnings or 0) for application, pk, number, warnings in rows}
    marks = CheckMark.objects.filter(submission__in=[pk for pk, _, _ in frozen.values()], stage=stage_id)
    marked, failed = Counter[int](), Counter[int]()
    for submission, verdict, count in marks.values_list("submission", "verdict").annotate(Count("pk")).order_by():
        marked[submission] += count
        failed[submission] += count if verdict == CheckMark.Verdict.FAIL else 0
    return frozen, marked, failed


def fact_fields(plan: Plan, track: Track) -> Facts:
    """This function will name the facts of a track that people compare by: choices, codes and what is worked out."""
    found = ((fact, path, plan.field(track.id, path)) for fact, path in track.facts.items())
    return tuple((fact, path, asked) for fact, path, asked in found if asked is not None and _speaks(asked))


def _speaks(asked: FormField) -> bool:
    """Say whether an answer tells something without its question: a yes or no does not, a number is no fact to read."""
    if isinstance(asked, ChoiceField | ComputedField):
        return asked.confidentiality != "personal" and {option.code for option in asked.options} != {"yes", "no"}
    return isinstance(asked, CascadeField)


def fact_words(plan: Plan, application: Application, fields: Facts, language: str) -> tuple[str, ...]:
    """This function will word the facts kept beside an application."""
    flat = {path: application.facts.get(fact) for fact, path, _ in fields}
    sheet = Sheet(plan, application.track, flat, flat, language="zh" if language.startswith("zh") else "en")
    words = (_shortest(asked, shown(sheet, path)) for _, path, asked in fields)
    return tuple(word for word in words if word)


def region_below(plan: Plan, body: Body, code: str) -> str:
    """This function will name a region from below the body's own: the district, for a province after its city."""
    above = list(plan.ancestors("regions", code))
    inside = above[: above.index(body.region)] if body.region in above else []
    items = (plan.item("regions", one) for one in [*reversed(inside), code])
    return "".join(item.name.zh for item in items if item)


def _shortest(asked: FormField, words: str) -> str:
    """A branch of a tree is long; its last name says most."""
    return words.split("／")[-1] if isinstance(asked, CascadeField) else words


def ranking_page(user: User, ranked: RankedList, now: datetime, language: str) -> RankingPage:
    """This function will give the ranked list of a body with quota, signatures, coverage and what is still missing."""
    plan, body = plan_of(ranked.round), ranked.body
    track, at = plan.pack.track(ranked.track), plan.pack.stage(ranked.stage)
    chosen, out = list(lists.recommended(ranked)), list(lists.declined(ranked))
    limit = quota.find(plan.pack, at.id, track.id, body.kind, body.region)
    is_sent = ranked.state == RankedList.State.SENT
    stands = ranked.digest if is_sent else digest.of(lists.content(plan, ranked))
    offices = recommendation.bureaus_of(plan.pack, body.kind, body.region)
    bureau = access.bureau(user, body.organisation_id)
    signatures = {one.bureau: one for one in ranked.signatures.select_related("signed_by")}
    valid = {name for name, one in signatures.items() if one.digest == stands}
    waiting = [] if is_sent else list(lists.at_desk(body, at.id, track.id))
    listed = [row.application for row in chosen]
    rest = {one.pk: one for one in (*waiting, *(row.application for row in out))}
    others = [one for pk, one in rest.items() if pk not in {known.pk for known in listed}]
    fields = fact_fields(plan, track)
    return RankingPage(
        body=body,
        track=track,
        stage=at,
        date=lists.stage_date(ranked.round, at.id),
        ranked=ranked,
        places=_places(plan, body, chosen, limit, fields, language),
        declined=tuple(out),
        used=quota.count(plan, limit, as_entries(chosen)),
        offices=tuple(Office(one, signatures.get(one.id), one.id in valid, one.id == bureau) for one in offices),
        may_sign=bureau in {one.id for one in offices},
        may_send=recommendation.is_lead(offices, bureau),
        findings=() if is_sent else lists.before_sending(plan, ranked, valid, now),
        spreads=lists.spreads(plan, track.id, listed, others),
        information=tuple(one for one in plan.pack.information if one.place == "recommend"),
        digest=stands,
    )


def _places(
    plan: Plan,
    body: Body,
    chosen: Sequence[Recommendation],
    limit: Quota | None,
    fields: Facts,
    language: str,
) -> tuple[Place, ...]:
    places = []
    counted = 0
    for row in chosen:
        exempt = limit is not None and plan.is_exempt(limit, row.application.facts)
        counted += not exempt
        places.append(
            Place(
                row=row,
                region=region_below(plan, body, row.application.organisation.region),
                facts=fact_words(plan, row.application, fields, language),
                is_exempt=exempt,
                is_beyond=limit is not None and not exempt and counted > limit.limit,
            )
        )
    return tuple(places)
