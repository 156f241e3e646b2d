"""One application at the organiser's desk: what was submitted, the check sheet, and all that was said about it."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from shifan import facts
from shifan.core import assignment, calendar, scoring
from shifan.core.calendar import WorkCalendar
from shifan.core.pack import Stage, Track
from shifan.core.reading import Reader
from shifan.models import Application, Recommendation, Review, Selection, StageDate, TurnedAway
from shifan.queries import check
from shifan.queries import recommendation as lists
from shifan.queries import submission as submissions
from shifan.queries.check import Sheet
from shifan.queries.submission import Change, View

WORKING_DAYS = 3  # for changes, unless the desk says otherwise


@dataclass(frozen=True, slots=True)
class Opinion:
    """An expert's review with its total once it is filed."""

    review: Review
    total: Decimal | None


@dataclass(frozen=True, slots=True)
class ApplicationPage:
    """An application as the organiser reads it; `may` names what can be done now: mark, admit, send_back, turn_away."""

    application: Application
    track: Track
    stage: Stage
    date: StageDate
    view: View
    changes: tuple[Change, ...]
    sheet: Sheet | None
    recommendations: tuple[tuple[Stage, Recommendation], ...]
    opinions: tuple[Opinion, ...]
    selection: Selection | None
    ended: TurnedAway | None
    may: frozenset[str]
    due_at: datetime


def page(
    application: Application, now: datetime, work: WorkCalendar, language: str, reader: Reader = "desk"
) -> ApplicationPage:
    """This function will read one application for the organiser, personal data masked unless it is revealed."""
    plan = facts.plan_of(application.round)
    at = plan.pack.stage(application.stage)
    submission = submissions.latest(application)
    before = submissions.previous(submission)
    date = lists.stage_date(application.round, at.id)
    checking = next((one for one in plan.pack.stages if one.kind == "check"), None)
    is_here = at.kind == "check" and application.state == Application.State.SUBMITTED
    due = calendar.end_of_day(calendar.add_working_days(calendar.local_day(now), WORKING_DAYS, work))
    return ApplicationPage(
        application=application,
        track=plan.pack.track(application.track),
        stage=at,
        date=date,
        view=submissions.view(plan, submission, reader, compared_with=before, language=language),
        changes=submissions.changes(plan, application, submission),
        sheet=check.sheet_of(plan, submission, checking.id, before) if checking else None,
        recommendations=_recommendations(application),
        opinions=_opinions(application),
        selection=Selection.objects.filter(application=application).first(),
        ended=_ended(application),
        may=frozenset({"mark", "admit", "send_back", "turn_away"}) if is_here else frozenset(),
        due_at=min(due, date.closes_at) if date.closes_at else due,
    )


def _ended(application: Application) -> TurnedAway | None:
    if application.state != Application.State.DECLINED:
        return None
    return TurnedAway.objects.filter(application=application).select_related("decided_by").first()


def _recommendations(application: Application) -> tuple[tuple[Stage, Recommendation], ...]:
    pack = facts.plan_of(application.round).pack
    found = Recommendation.objects.filter(application=application).order_by("decided_at")
    rows = found.select_related("ranked_list__body__organisation", "decided_by")
    return tuple((pack.stage(row.ranked_list.stage), row) for row in rows)


def _opinions(application: Application) -> tuple[Opinion, ...]:
    pack = facts.plan_of(application.round).pack
    rows = Review.objects.filter(application=application).select_related("expert").prefetch_related("scores")
    sheets = (assignment.sheet_of(pack, one.id, application.track) for one in pack.stages if one.kind == "review")
    sheet = next((one for one in sheets if one), None)
    return tuple(
        Opinion(
            row,
            scoring.total(sheet, {score.criterion: score.value for score in row.scores.all()})
            if sheet and row.state == Review.State.FILED
            else None,
        )
        for row in rows.order_by("pk")
    )
