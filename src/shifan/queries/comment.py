"""What colleagues say to each other about an application; only those who fill it in ever read it."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from shifan.core.form import RepeatField, Words
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
    plan, track = applications.plan_of(application), application.track
    if path in {section.id for section in plan.pack.form(track).sections}:
        return True
    around, _, key = path.rpartition(".")
    is_row = key.isalnum() and isinstance(plan.field(track, around), RepeatField)
    return "*" not in path and (is_row or plan.field(track, path) is not None)


def place(application: Application, path: str) -> Words:
    """This function will call the place of a comment by its name in the form: one statement where it is in a row."""
    plan = applications.plan_of(application)
    return plan.label(application.track, path, _orders(application, [path]))


def _open() -> QuerySet[Comment]:
    return Comment.objects.filter(parent=None, resolved_at=None).order_by()


def _orders(application: Application, paths: Collection[str]) -> dict[str, list[str]]:
    """Give the order of the rows in which places lie, so that a row is called by its number; else no statement."""
    parts = [path.split(".") for path in set(paths)]
    above = sorted({".".join(each[:end]) for each in parts for end in range(2, len(each))})
    found = applications.rows_at(application.pk, above) if above else {}
    return {path: keys for path, (keys, _) in found.items() if isinstance(keys, list)}


def _threads(application: Application, found: QuerySet[Comment]) -> list[Thread]:
    plan = applications.plan_of(application)
    said = list(found.select_related("said_by", "resolved_by").order_by("said_at", "pk"))
    orders = _orders(application, [one.path for one in said])
    replies: dict[int, list[Comment]] = {}
    for one in said:
        if one.parent_id:
            replies.setdefault(one.parent_id, []).append(one)
    return [
        Thread(one, tuple(replies.get(one.pk, ())), plan.label(application.track, one.path, orders))
        for one in said
        if one.parent_id is None
    ]
