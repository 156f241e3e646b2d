"""Who reviews what: panels and their conflicts for the organiser, an expert's own list and score sheet."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Count, Prefetch, Q

from shifan import facts
from shifan.core import assignment, scoring, stage
from shifan.core.assignment import Applicant, Expert
from shifan.core.finding import Finding, Severity
from shifan.core.pack import Check, Criterion, Pack, ReviewSheet, Stage
from shifan.models import Application, Organisation, Review, Round, StageDate, User
from shifan.queries import access, check

ACTIVE = (Review.State.ASSIGNED, Review.State.FILED)


@dataclass(frozen=True, slots=True)
class Panel:
    """How far the review of one application is: experts at work, reviews filed, how many the sheet asks for."""

    application: int
    sheet: ReviewSheet
    count: int
    filed: int

    @property
    def short(self) -> bool:
        """This property will say whether there are fewer experts than the sheet asks for."""
        return self.count < self.sheet.experts


@dataclass(frozen=True, slots=True)
class Candidate:
    """An expert as seen from one application: how much they have to do already, and what speaks against them."""

    expert: User
    load: int
    findings: tuple[Finding, ...]
    review: Review | None

    @property
    def barred(self) -> bool:
        """This property will say whether a conflict forbids the assignment."""
        return any(finding.blocks for finding in self.findings)


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One application on the board of panels, with its reviews and their experts."""

    application: Application
    reviews: tuple[Review, ...]
    least: int
    count: int

    @property
    def short(self) -> bool:
        """This property will say whether experts are missing."""
        return self.count < self.least


@dataclass(frozen=True, slots=True)
class Line:
    """A criterion of a score sheet with what the expert has typed."""

    criterion: Criterion
    typed: str


@dataclass(frozen=True, slots=True)
class Work:
    """A review as its expert sees it: the sheet, what has been typed, what is missing, and until when."""

    review: Review
    stage: Stage
    sheet: ReviewSheet
    lines: tuple[Line, ...]
    findings: tuple[Finding, ...]
    total: Decimal | None
    opens_at: datetime | None
    closes_at: datetime | None
    shut: tuple[Finding, ...]

    @property
    def is_open(self) -> bool:
        """This property will say whether the expert can still write."""
        return self.review.state == Review.State.ASSIGNED and not self.shut


@dataclass(frozen=True, slots=True)
class DeskRow:
    """One review on an expert's list, and when its stage opens and closes."""

    review: Review
    opens_at: datetime | None
    closes_at: datetime | None


def check_problems(application: Application) -> tuple[Finding, ...]:
    """This function will say what keeps an application from passing the check sheet of the stage it stands in."""
    plan = facts.plan_of(application.round)
    state = check.sheet_of(plan, application.submissions.latest("number"), application.stage)
    found = (("check.open", state.open), ("check.failed", state.failed))
    return tuple(_lines(rule, lines) for rule, lines in found if lines)


def too_few(sheet: ReviewSheet, count: int) -> Finding:
    """This function will say that an application has fewer experts than its sheet asks for."""
    params = {"least": str(sheet.experts), "count": str(count)}
    return Finding("expert.few", Severity.BLOCK, where="experts", clause=sheet.clause, params=params)


def panels(round_: Round, stage_id: str) -> tuple[Panel, ...]:
    """This function will give the panel of every application that stands in a review stage: one statement."""
    pack = facts.plan_of(round_).pack
    rows = (
        Application.objects.filter(round=round_, stage=stage_id, state=Application.State.SUBMITTED)
        .annotate(
            count=Count("reviews", filter=Q(reviews__state__in=ACTIVE)),
            filed=Count("reviews", filter=Q(reviews__state=Review.State.FILED)),
        )
        .order_by("pk")
    )
    found = ((row, assignment.sheet_of(pack, stage_id, row.track)) for row in rows)
    return tuple(Panel(row.pk, sheet, row.count, row.filed) for row, sheet in found if sheet)


def board(round_: Round, stage_id: str) -> tuple[BoardRow, ...]:
    """This function will list the applications of a review stage with their experts: two statements."""
    pack = facts.plan_of(round_).pack
    experts = Prefetch("reviews", Review.objects.select_related("expert").order_by("assigned_at", "pk"))
    rows = Application.objects.filter(round=round_, stage=stage_id, state=Application.State.SUBMITTED)
    return tuple(
        BoardRow(row, tuple(row.reviews.all()), sheet.experts if sheet else 0, _active(row.reviews.all()))
        for row in rows.select_related("organisation").prefetch_related(experts).order_by("number")
        for sheet in (assignment.sheet_of(pack, stage_id, row.track),)
    )


def conflicts(application: Application, expert: User) -> tuple[Finding, ...]:
    """This function will say what speaks against giving an application to an expert."""
    recused = application.reviews.filter(expert=expert, state=Review.State.RECUSED).exists()
    return assignment.conflicts(expert_facts([expert])[expert.pk], applicant_facts(application, recused=recused))


def candidates(application: Application) -> tuple[Candidate, ...]:
    """This function will list all experts for one application, the least busy first, conflicts said."""
    experts = list(
        User.objects.filter(is_expert=True, is_active=True).annotate(
            load=Count(
                "reviews",
                filter=Q(reviews__state=Review.State.ASSIGNED, reviews__application__round=application.round),
            )
        )
    )
    known = expert_facts(experts)
    reviews = {review.expert_id: review for review in application.reviews.all()}
    found = []
    for expert in experts:
        review = reviews.get(expert.pk)
        recused = review is not None and review.state == Review.State.RECUSED
        against = assignment.conflicts(known[expert.pk], applicant_facts(application, recused=recused))
        found.append(Candidate(expert, expert.load, against, review))
    return tuple(sorted(found, key=lambda one: (one.review is None, one.barred, one.load, one.expert.name)))


def expert_facts(experts: Sequence[User]) -> Mapping[int, Expert]:
    """This function will give what matters of experts for conflicts, by their keys: three statements."""
    members: dict[int, list[Organisation]] = {expert.pk: [] for expert in experts}
    for organisation in Organisation.objects.filter(memberships__user__in=experts).prefetch_related("memberships"):
        for membership in organisation.memberships.all():
            members.get(membership.user_id, []).append(organisation)
    employers = {expert.employer for expert in experts if expert.employer}
    by_name = {one.name: one for one in Organisation.objects.filter(name__in=employers)}
    return {
        expert.pk: _expert(expert, (*members[expert.pk], *filter(None, (by_name.get(expert.employer),))))
        for expert in experts
    }


def applicant_facts(application: Application, *, recused: bool) -> Applicant:
    """This function will give what matters of an application for conflicts; fetch it with body, parent and round."""
    body = application.body
    bodies = {body.organisation_id, *({body.parent.organisation_id} if body.parent else ())} if body else set()
    return Applicant(
        name=application.organisation.name,
        organisation=application.organisation_id,
        bodies=frozenset(bodies),
        regions=facts.regions_of(facts.plan_of(application.round), application.organisation.region),
        recused=recused,
    )


def desk(user: User) -> tuple[DeskRow, ...]:
    """This function will list an expert's reviews, open ones first, with when their stage opens and closes."""
    reviews = list(access.reviews(user).defer("submission__content"))
    rounds = {review.application.round_id for review in reviews}
    dates = {(date.round_id, date.stage): date for date in StageDate.objects.filter(round__in=rounds)}
    found = []
    for review in reviews:
        pack = facts.plan_of(review.application.round).pack
        date = dates.get((review.application.round_id, sheet_stage(pack, review.application.track)))
        found.append(DeskRow(review, date.opens_at if date else None, date.closes_at if date else None))
    order = [str(state) for state in (Review.State.ASSIGNED, Review.State.FILED, Review.State.RECUSED)]
    return tuple(sorted(found, key=lambda row: (order.index(row.review.state), row.review.application.number)))


def work(review: Review, now: datetime) -> Work:
    """This function will give an expert's own review with its sheet, drafts and what is still wrong."""
    application = review.application
    pack = facts.plan_of(application.round).pack
    planned = pack.stage(sheet_stage(pack, application.track))
    sheet = assignment.sheet_of(pack, planned.id, application.track)
    assert sheet is not None
    date = StageDate.objects.get(round=application.round, stage=planned.id)
    found = scoring.check_sheet(sheet, review.draft, review.opinion)
    scores = {line.id: scoring.read_score(review.draft.get(line.id, "")) for line in sheet.criteria}
    complete = {name: value for name, value in scores.items() if value is not None}
    wrong = {finding.where for finding in found} & set(scores)
    return Work(
        review=review,
        stage=planned,
        sheet=sheet,
        lines=tuple(Line(line, review.draft.get(line.id, "")) for line in sheet.criteria),
        findings=found,
        total=scoring.total(sheet, complete) if not wrong else None,
        opens_at=date.opens_at,
        closes_at=date.closes_at,
        shut=_shut(application, planned, date, now),
    )


def sheet_stage(pack: Pack, track: str) -> str:
    """This function will name the stage at which a track is reviewed, or raise LookupError."""
    for planned in stage.stages_of_kind(pack, "review"):
        if assignment.sheet_of(pack, planned.id, track):
            return planned.id
    raise LookupError(track)


def _lines(rule: str, lines: Sequence[Check]) -> Finding:
    clause = tuple(dict.fromkeys(clause for line in lines for clause in line.clause))
    params = {"count": str(len(lines)), "names": "、".join(line.label.zh for line in lines)}
    return Finding(rule, Severity.BLOCK, clause=clause, params=params)


def _shut(application: Application, planned: Stage, date: StageDate, now: datetime) -> tuple[Finding, ...]:
    if application.stage != planned.id or date.opens_at is None:
        return (Finding("review.closed", Severity.BLOCK, clause=planned.clause),)
    return stage.closed(planned, date.opens_at, date.closes_at, now)


def _active(reviews: Iterable[Review]) -> int:
    return sum(1 for review in reviews if review.state in ACTIVE)


def _expert(user: User, organisations: Iterable[Organisation]) -> Expert:
    known = tuple(organisations)
    return Expert(
        name=user.name,
        employer=user.employer,
        organisations=frozenset(one.pk for one in known),
        regions=frozenset(one.region for one in known if one.region),
    )
