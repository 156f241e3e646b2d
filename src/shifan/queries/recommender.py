"""What waits at a recommending desk, and the door to its bodies, applications and lists."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from shifan.core import calendar, quota, recommendation, stage
from shifan.core.calendar import WorkCalendar
from shifan.core.pack import Stage, Track
from shifan.core.plan import Plan
from shifan.core.reading import Reader
from shifan.facts import plan_of
from shifan.models import Application, Body, RankedList, Recommendation, StageDate, User
from shifan.queries import access, check
from shifan.queries import recommendation as lists
from shifan.queries import submission as submissions
from shifan.queries.check import Sheet
from shifan.queries.submission import Change, View

WORKING_DAYS = 3  # for changes, unless the desk says otherwise


@dataclass(frozen=True, slots=True)
class Task:
    """One track of one round on the desk of a body: what is there, until when, and what comes next.

    `next` is decide, rank, sign, send, sent, closed, early or wait.
    """

    body: Body
    track: Track
    stage: Stage
    date: StageDate
    waiting: int
    returned: int
    listed: int
    declined: int
    below: int
    used: quota.Count
    ranked: RankedList | None
    next: str

    @property
    def is_finished(self) -> bool:
        """This property will say that nothing is left to do: the list was sent, or nothing came before the end."""
        is_bare = not (self.waiting or self.returned or self.listed or self.declined)
        return self.next == "sent" or (self.next == "closed" and is_bare)


def bodies(user: User) -> QuerySet[Body]:
    """This function will give the person's bodies without loading the packs of their rounds."""
    return access.bodies(user).defer("round__pack_version__content").order_by("-round__published_at", "pk")


def get_body(user: User, pk: int) -> Body:
    """This function will fetch a body the person works for, or raise Body.DoesNotExist."""
    return bodies(user).get(pk=pk)


def get_application(body: Body, pk: int) -> Application:
    """This function will fetch what was submitted through a body or one below it, or raise Application.DoesNotExist."""
    return access.submitted_to(body).defer("round__pack_version__content").get(pk=pk)


def ranked_list(body: Body, stage_id: str, track: str) -> RankedList | None:
    """This function will fetch a body's list, None while nothing has been decided."""
    related = ("round__pack_version", "body__organisation")
    found = RankedList.objects.select_related(*related).defer("round__pack_version__content")
    return found.filter(body=body, stage=stage_id, track=track).first()


def desk(user: User, now: datetime) -> tuple[Task, ...]:
    """This function will list the person's work, round by round: five statements for any number of bodies."""
    mine = list(bodies(user))
    dates = {(one.round_id, one.stage): one for one in StageDate.objects.filter(round__bodies__in=mine)}
    through = Q(body__in=mine) | Q(body__parent__in=mine)
    groups = Application.objects.filter(through, submitted_at__isnull=False)
    keys = ("body", "body__parent", "track", "stage", "state")
    counted = list(groups.values_list(*keys).annotate(count=Count("pk")).order_by())
    kept = {
        (one.body_id, one.track): one for one in RankedList.objects.filter(body__in=mine).prefetch_related("signatures")
    }
    chosen: dict[int, list[Recommendation]] = {}
    related = Recommendation.objects.filter(ranked_list__in=kept.values()).select_related("application__organisation")
    for row in related:
        chosen.setdefault(row.ranked_list_id, []).append(row)
    return tuple(
        _task(body, track, dates, counted, kept.get((body.pk, track.id)), chosen, now)
        for body in mine
        for track in plan_of(body.round).pack.tracks
    )


def _task(
    body: Body,
    track: Track,
    dates: Mapping[tuple[int, str], StageDate],
    counted: Sequence[tuple],
    ranked: RankedList | None,
    chosen: Mapping[int, list[Recommendation]],
    now: datetime,
) -> Task:
    plan = plan_of(body.round)
    at = recommendation.stage_of(plan.pack, body.kind)
    here: Counter[str] = Counter()
    below = 0
    for own, parent, track_id, stage_id, state, count in counted:
        if track_id == track.id and body.pk in (own, parent):
            here[state] += count if stage_id == at.id else 0
            below += count if stage_id != at.id and parent == body.pk and _is_before(plan, stage_id, at.id) else 0
    rows = chosen.get(ranked.pk, []) if ranked else []
    listed = [row for row in rows if row.verdict == Recommendation.Verdict.RECOMMENDED]
    declined = len(rows) - len(listed)
    is_open = ranked is None or ranked.state == RankedList.State.OPEN
    waiting = here["submitted"] - (sum(1 for row in rows if row.application.state == "submitted") if is_open else 0)
    date = dates.get((body.round_id, at.id)) or StageDate(round=body.round, stage=at.id)
    task = Task(
        body=body,
        track=track,
        stage=at,
        date=date,
        waiting=waiting,
        returned=here["returned"],
        listed=len(listed),
        declined=declined,
        below=below,
        used=quota.count(plan, quota.find(plan.pack, at.id, track.id, body.kind, body.region), as_entries(listed)),
        ranked=ranked,
        next="",
    )
    return replace(task, next=_next(plan, task, now))


def _is_before(plan: Plan, first: str, second: str) -> bool:
    ids = [one.id for one in plan.pack.stages]
    return ids.index(first) < ids.index(second)


def as_entries(rows: Iterable[Recommendation]) -> list[quota.Entry]:
    """This function will give recommendations, fetched with application and organisation, as the quota sees them."""
    return [
        quota.Entry(row.application_id, row.application.organisation.name, row.rank, row.application.facts)
        for row in rows
    ]


def _next(plan: Plan, task: Task, now: datetime) -> str:
    if task.ranked and task.ranked.state == RankedList.State.SENT:
        return "sent"
    if finding := stage.closed(task.stage, task.date.opens_at, task.date.closes_at, now):
        return "closed" if finding[0].rule == "stage.closed" else "early"
    if task.waiting:
        return "decide"
    if not task.listed and not task.declined:
        return "wait"
    offices = recommendation.bureaus_of(plan.pack, task.body.kind, task.body.region)
    signed = {one.bureau for one in task.ranked.signatures.all() if one.digest} if task.ranked else set()
    return "send" if all(one.id in signed for one in offices) else "sign"


@dataclass(frozen=True, slots=True)
class ApplicationPage:
    """One application at a desk: what was submitted beside the check sheet, and what may be done.

    `may` names the deeds that are possible now: mark, include, decline, undo, send_back.
    """

    body: Body
    application: Application
    track: Track
    stage: Stage
    stands_at: Stage
    date: StageDate
    view: View
    changes: tuple[Change, ...]
    sheet: Sheet
    decision: Recommendation | None
    may: frozenset[str]
    due_at: datetime


def application_page(
    body: Body, application: Application, now: datetime, work: WorkCalendar, language: str, reader: Reader = "desk"
) -> ApplicationPage:
    """This function will read one application for a desk: seven statements whatever it holds."""
    plan = plan_of(body.round)
    at = recommendation.stage_of(plan.pack, body.kind)
    submission = submissions.latest(application)
    before = submissions.previous(submission)
    date = lists.stage_date(body.round, at.id)
    related = Recommendation.objects.select_related("ranked_list", "decided_by")
    decision = related.filter(ranked_list__body=body, application=application).first()
    is_sent = RankedList.objects.filter(
        body=body, stage=at.id, track=application.track, state=RankedList.State.SENT
    ).exists()
    is_open = application.stage == at.id and not is_sent
    is_open = is_open and not stage.closed(at, date.opens_at, date.closes_at, now)
    return ApplicationPage(
        body=body,
        application=application,
        track=plan.pack.track(application.track),
        stage=at,
        stands_at=plan.pack.stage(application.stage),
        date=date,
        view=submissions.view(plan, submission, reader, compared_with=before, language=language),
        changes=submissions.changes(plan, application, submission),
        sheet=check.sheet_of(plan, submission, at.id, before),
        decision=decision,
        may=_deeds(application, decision) if is_open else frozenset(),
        due_at=default_due(now, date.closes_at, work),
    )


def _deeds(application: Application, decision: Recommendation | None) -> frozenset[str]:
    if application.state == Application.State.RETURNED:
        return frozenset({"undo"} if decision else {"decline"})
    if decision is None:
        return frozenset({"mark", "include", "decline", "send_back"})
    return frozenset({"mark", "undo", "send_back"})


def default_due(now: datetime, closes_at: datetime | None, work: WorkCalendar) -> datetime:
    """This function will propose the date for changes: three working days, but not after the stage closes."""
    due = calendar.end_of_day(calendar.add_working_days(calendar.local_day(now), WORKING_DAYS, work))
    return min(due, closes_at) if closes_at else due
