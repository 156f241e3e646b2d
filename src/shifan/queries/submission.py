"""Frozen submissions, for every desk that reads them."""

from dataclasses import dataclass

from shifan.core import reading
from shifan.core.form import Words
from shifan.core.plan import Plan
from shifan.core.reading import Reader, Reading
from shifan.models import Application, ChangeRequest, Submission


@dataclass(frozen=True, slots=True)
class View:
    """A submission for reading; `before` is the number of the submission it is compared with, 0 = none."""

    submission: Submission
    reading: Reading
    before: int = 0
    is_masked: bool = False  # of a desk, which may have it revealed


def latest(application: Application) -> Submission:
    """This function will fetch the last submission of an application, or raise Submission.DoesNotExist."""
    return application.submissions.select_related("submitted_by").latest("number")


def previous(submission: Submission) -> Submission | None:
    """This function will fetch the submission before this one, if there is one; the first one costs no statement."""
    if submission.number == 1:
        return None
    return Submission.objects.filter(application=submission.application_id, number=submission.number - 1).first()


def view(
    plan: Plan,
    submission: Submission,
    for_whom: Reader,
    *,
    compared_with: Submission | None = None,
    language: str = "zh",
) -> View:
    """This function will word a submission for a reader (desk, revealed, expert, public), without any statement."""
    read = reading.read(
        plan,
        submission.content,
        for_whom,
        earlier=compared_with.content if compared_with else None,
        language="zh" if language.startswith("zh") else "en",
    )
    return View(submission, read, compared_with.number if compared_with else 0, for_whom == "desk")


@dataclass(frozen=True, slots=True)
class Place:
    """A section or field that was sent back, and what is wrong there where the desk said it apart."""

    label: Words
    reason: str


@dataclass(frozen=True, slots=True)
class Change:
    """That an application was sent back: for which sections and fields, in words."""

    request: ChangeRequest
    places: tuple[Place, ...]


def changes(plan: Plan, application: Application, submission: Submission) -> tuple[Change, ...]:
    """This function will give what an application was sent back for, the last first: one statement."""
    related = ("body__organisation", "asked_by", "submission")
    found = application.change_requests.select_related(*related).defer("submission__content").order_by("-asked_at")
    flat = submission.content["answers"]
    return tuple(
        Change(
            one,
            tuple(Place(plan.label(application.track, path, flat), one.reasons.get(path, "")) for path in one.paths),
        )
        for one in found
    )
