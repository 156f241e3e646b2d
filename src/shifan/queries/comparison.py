"""Any two states of an application: what was submitted, what stands now, what stood at a moment."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from shifan.core import comparison, moment, projection
from shifan.core.answers import Json
from shifan.core.comparison import Section
from shifan.core.display import Sheet
from shifan.core.history import Kept
from shifan.models import AnswerVersion, Application, Submission
from shifan.queries import application as applications

NOW = "now"


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two: a submission (its number), a moment, or, with neither, what stands now."""

    flat: dict[str, Json]
    computed: dict[str, Json]
    number: int = 0
    at: datetime | None = None
    unsure: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Compared:
    """Both sides and what differs; `unknown` counts answers the form has no field for any more."""

    before: Side
    after: Side
    sections: tuple[Section, ...]
    count: int
    unknown: int


def submissions(application: Application) -> list[Submission]:
    """This function will list the submissions of an application without their content: one statement."""
    found = application.submissions.select_related("submitted_by").defer("content")
    return list(found.order_by("number"))


def numbered(application: Application, number: int) -> Side:
    """This function will give a submission as a side, or raise Submission.DoesNotExist: one statement."""
    found = application.submissions.get(number=number)
    return Side(found.content["answers"], found.content.get("computed", {}), number=number)


def living(application: Application) -> Side:
    """This function will give what stands now: one statement."""
    stored = applications.answers(application)
    return Side(_living(application, {path: value for path, (value, _) in stored.items()}), {})


def standing_at(application: Application, at: datetime) -> Side:
    """This function will give what stood at a moment, as far as it was remembered: two statements.

    What one person typed without a pause of ten minutes was remembered once, so that a state in between is not known
    for sure; `unsure` names the answers that this concerns.
    """
    columns = ("path", "value", "version", "changed_at", "changed_by")
    remembered: dict[str, list[Kept]] = {}
    for path, *rest in AnswerVersion.objects.filter(application=application).values_list(*columns):
        remembered.setdefault(path, []).append(Kept(*rest))
    present = {path: Kept(*rest) for path, *rest in application.answers.values_list(*columns)}
    flat, unsure = moment.sheet(remembered, present, at)
    return Side(_living(application, flat), {}, at=at, unsure=unsure)


def compared(
    application: Application, before: Side, after: Side, *, language: str, everything: bool = False
) -> Compared:
    """This function will set two sides against each other, without any statement."""
    plan = applications.plan_of(application)
    spoken = "zh" if language.startswith("zh") else "en"
    first, second = (
        Sheet(plan, application.track, side.flat, side.computed, language=spoken) for side in (before, after)
    )
    sections = comparison.compare(first, second, everything=everything)
    return Compared(before, after, sections, comparison.count(sections), len(comparison.unknown(first, second)))


def unsure(side: Side, paths: Collection[str]) -> int:
    """This function will count the answers among some that are not known for sure on a side."""
    return len(side.unsure.intersection(paths))


def _living(application: Application, flat: dict[str, Json]) -> dict[str, Json]:
    return projection.living(applications.plan_of(application), application.track, flat)
