"""The table that selections are made from: experts' totals, mean, spread, and the ranks that bodies gave."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Prefetch

from shifan import facts
from shifan.core import assignment, scoring, selection
from shifan.core.pack import ReviewSheet
from shifan.core.scoring import Combined
from shifan.core.selection import Decision
from shifan.models import Application, Recommendation, Review, Round, Selection
from shifan.queries.review import sheet_stage


@dataclass(frozen=True, slots=True)
class Row:
    """One application with what speaks for it; `ranks` are the bodies' ranks by the stage they recommended at."""

    place: int
    application: Application
    totals: tuple[tuple[str, Decimal], ...]  # expert's name, total
    combined: Combined
    ranks: Mapping[str, int]
    selection: Selection | None
    decision: Decision | None


def table(round_: Round, stage_id: str, track: str) -> tuple[Row, ...]:
    """This function will give the applications of a track that stand in a stage, by mean: four statements."""
    pack = facts.plan_of(round_).pack
    sheet = assignment.sheet_of(pack, sheet_stage(pack, track), track)
    filed = Review.objects.filter(state=Review.State.FILED).select_related("expert").prefetch_related("scores")
    listed = Recommendation.objects.filter(verdict=Recommendation.Verdict.RECOMMENDED).select_related("ranked_list")
    applications = {
        application.pk: application
        for application in Application.objects.filter(
            round=round_, stage=stage_id, track=track, state=Application.State.SUBMITTED
        )
        .select_related("organisation", "body__organisation", "body__parent__organisation", "selection")
        .prefetch_related(
            Prefetch("reviews", filed.order_by("pk"), to_attr="filed"),
            Prefetch("recommendations", listed, to_attr="listed"),
        )
    }
    totals = {pk: _totals(sheet, application.filed) for pk, application in applications.items()}
    combined = {pk: scoring.combine([total for _, total in found]) for pk, found in totals.items()}
    order = selection.order([(pk, combined[pk].mean) for pk in applications])
    return tuple(
        _row(place, applications[pk], applications[pk].listed, totals[pk], combined[pk])
        for place, pk in enumerate(order, start=1)
    )


def tracks(round_: Round, stage_id: str) -> tuple[str, ...]:
    """This function will name the tracks that have applications in a stage."""
    found = Application.objects.filter(round=round_, stage=stage_id, state=Application.State.SUBMITTED)
    return tuple(found.order_by("track").values_list("track", flat=True).distinct())


def _totals(sheet: ReviewSheet | None, reviews: list[Review]) -> tuple[tuple[str, Decimal], ...]:
    if sheet is None:
        return ()
    return tuple(
        (review.expert.name, scoring.total(sheet, {score.criterion: score.value for score in review.scores.all()}))
        for review in reviews
    )


def _row(
    place: int,
    application: Application,
    listed: list[Recommendation],
    totals: tuple[tuple[str, Decimal], ...],
    combined: Combined,
) -> Row:
    decided = getattr(application, "selection", None)
    decision = None
    if decided is not None:
        chosen = decided.outcome == Selection.Outcome.SELECTED
        decision = Decision(application.pk, combined.mean, chosen, decided.reason)
    return Row(
        place=place,
        application=application,
        totals=totals,
        combined=combined,
        ranks={item.ranked_list.stage: item.rank for item in listed if item.rank},
        selection=decided,
        decision=decision,
    )
