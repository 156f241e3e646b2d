"""What colleagues say to each other about an application; only those who fill it in ever read it."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from shifan.core.form import Words
from shifan.models import Application, Comment
from shifan.queries import application as applications


@dataclass(frozen=True, slots=True)
class Thread:
    """A comment with its replies, and what the place is called that it is about."""

    comment: Comment
    replies: tuple[Comment, ...]
    label: Words


def open_counts(applications_: Collection[int]) -> dict[int, int]:
    """This function will count the open threads of each of some applications: one statement."""
    found = _open().filter(application__in=applications_)
    return dict(found.values_list("application").annotate(count=Count("pk")))


def open_by_path(application: Application) -> dict[str, int]:
    """This function will count the open threads at each place of an application: one statement."""
    return dict(_open().filter(application=application).values_list("path").annotate(count=Count("pk")))


def threads(application: Application, path: str) -> tuple[Thread, ...]:
    """This function will give what was said about a place, open threads first and the oldest first: one statement."""
    found = _threads(application, Comment.objects.filter(application=application, path=path))
    return tuple(sorted(found, key=lambda one: one.comment.resolved_at is not None))


def open_threads(application: Application) -> tuple[Thread, ...]:
    """This function will give every open thread of an application in the order of the form: one statement."""
    form = applications.plan_of(application).pack.form(application.track)
    place = {section.id: number for number, section in enumerate(form.sections)}
    found = _threads(application, Comment.objects.filter(application=application))
    still = [one for one in found if one.comment.resolved_at is None]
    return tuple(sorted(still, key=lambda one: place.get(one.comment.path.split(".")[0], len(place))))


def is_place(application: Application, path: str) -> bool:
    """This function will say whether a path names a section, a field or a row that the form can have."""
    plan = applications.plan_of(application)
    sections = {section.id for section in plan.pack.form(application.track).sections}
    return path in sections or ("*" not in path and plan.field(application.track, path) is not None)


def place(application: Application, path: str) -> Words:
    """This function will call the place of a comment by its name in the form."""
    return applications.plan_of(application).label(application.track, path, {})


def _open() -> QuerySet[Comment]:
    return Comment.objects.filter(parent=None, resolved_at=None).order_by()


def _threads(application: Application, found: QuerySet[Comment]) -> list[Thread]:
    plan = applications.plan_of(application)
    said = list(found.select_related("said_by", "resolved_by").order_by("said_at", "pk"))
    replies: dict[int, list[Comment]] = {}
    for one in said:
        if one.parent_id:
            replies.setdefault(one.parent_id, []).append(one)
    return [
        Thread(one, tuple(replies.get(one.pk, ())), plan.label(application.track, one.path, {}))
        for one in said
        if one.parent_id is None
    ]
