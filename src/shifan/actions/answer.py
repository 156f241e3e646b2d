"""What every change of an answer shares: whether it may change, and writing it so that nobody is overwritten."""

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from shifan import facts
from shifan.core import history, projection
from shifan.core.answers import Json
from shifan.core.finding import Finding, Refused, Severity, refuse_if_blocked
from shifan.core.form import FormField
from shifan.core.history import Change, Kept
from shifan.core.plan import Plan
from shifan.models import AnswerVersion, Application, User
from shifan.queries import access
from shifan.queries import application as applications
from shifan.queries.application import Window


def finding(rule: str, *, path: str = "", clause: tuple[str, ...] = (), **params: str) -> Finding:
    """This function will make a finding that stops a change, from a built-in rule and its values."""
    return Finding(rule, Severity.BLOCK, path=path, clause=clause, params={"path": path, **params})


def not_writable(application: Application, window: Window, now: datetime) -> tuple[Finding, ...]:
    """This function will say that an application is not with the applicant, or that the time is over."""
    if application.state not in applications.WRITABLE:
        return (_frozen(),)
    return window.closed(now)


def open_field(*, by: User, application: Application, path: str, now: datetime) -> FormField:
    """This function will lock an application and give the field at a path, or raise Refused if it may not change."""
    field = facts.plan_of(application.round).field(application.track, path)
    window = applications.window(application)
    access.require(by, application, "write")
    refuse_if_blocked(not_writable(application, window, now))
    if field is None or "*" in path:
        raise Refused(finding("answer.unknown", path=path))
    if not window.is_open_for(path):
        raise Refused(finding("answer.locked", path=path, label=field.label.zh))
    inside = applications.orders(application, [path])
    around = [repeat for rows in inside.values() for repeat, _ in rows]
    if applications.gone(inside, applications.kept(application, around)):
        raise Refused(finding("row.gone", path=path, label=field.label.zh))
    touch(application, now)
    return field


def touch(application: Application, now: datetime) -> None:
    """This function will lock an application for a change; raises Refused if somebody has just submitted it."""
    mine = Application.objects.filter(pk=application.pk, state__in=applications.WRITABLE)
    if not mine.update(changed_at=now):
        raise Refused(_frozen())


def refuse_if_submitted(application: Application) -> None:
    """This function will raise Refused if an application is not with the applicant any more."""
    if not Application.objects.filter(pk=application.pk, state__in=applications.WRITABLE).exists():
        raise Refused(_frozen())


def _frozen() -> Finding:
    return finding("answer.frozen")


def store(
    application_id: int, by: User, changes: Sequence[Change], before: Mapping[str, Kept], now: datetime
) -> dict[str, int]:
    """This function will write answers: path → new version; one changed meanwhile is not named.

    `before` is what stood there. What somebody else wrote, or the same person before a pause, is remembered; that
    costs a statement more, saving itself is one.
    """
    old = [change.path for change in changes if history.is_remembered(before.get(change.path), change, by.pk, now)]
    with transaction.atomic() if old else nullcontext():
        if old:
            remember(application_id, {path: before[path] for path in old})
        return _upsert(application_id, by, changes, now)


def remember(application_id: int, kept: Mapping[str, Kept]) -> None:
    """This function will keep what stood at some paths before it is replaced; what is remembered already stays."""
    AnswerVersion.objects.bulk_create(
        (
            AnswerVersion(
                application_id=application_id,
                path=path,
                version=one.version,
                value=one.value,
                changed_at=one.changed_at,
                changed_by_id=one.changed_by,
            )
            for path, one in kept.items()
        ),
        ignore_conflicts=True,
    )


def _upsert(application_id: int, by: User, changes: Sequence[Change], now: datetime) -> dict[str, int]:
    """Write answers in one statement, which is a transaction by itself, as long as the application can be written.

    The row of the application is locked against a submission meanwhile: either the answer is in what is frozen, or
    it is not written at all. One changed by somebody else is not written either.
    """
    given = ", ".join(["(%s, %s, %s)"] * len(changes))
    values: list[Any] = [connection.ops.adapt_datetimefield_value(now), by.pk, application_id]
    for change in changes:
        values += [change.path, connection.ops.adapt_json_value(change.value, None), change.version + 1]
    with connection.cursor() as cursor:
        cursor.execute(_UPSERT.format(given=given, lock=_LOCK.get(connection.vendor, "")), values)
        return dict(cursor.fetchall())


_LOCK = {"postgresql": "FOR SHARE OF a"}  # SQLite has one writer at a time
_UPSERT = """
INSERT INTO shifan_answer AS kept (application_id, path, value, version, changed_at, changed_by_id)
SELECT a.id, given.path, given.value, given.version, given_at.at, given_at.who
  FROM (SELECT %s AS at, %s AS who, %s AS application) given_at
  JOIN shifan_application a ON a.id = given_at.application AND a.state IN ('draft', 'returned')
  CROSS JOIN (SELECT column1 AS path, column2 AS value, column3 AS version FROM (VALUES {given}) typed) given
 WHERE true {lock}
    ON CONFLICT (application_id, path) DO UPDATE
   SET value = excluded.value, version = excluded.version, changed_at = excluded.changed_at,
       changed_by_id = excluded.changed_by_id
 WHERE kept.version = excluded.version - 1
RETURNING path, version
"""


def put(*, by: User, application: Application, path: str, value: Json, version: int, now: datetime) -> int:
    """This function will write one answer of a locked application, in place of `version`: its new version."""
    changes = [Change(path, value, version)]
    store(application.pk, by, changes, applications.kept(application, [path]), now)
    retitle(facts.plan_of(application.round), application, changes)
    return version + 1


def retitle(plan: Plan, application: Application, changes: Sequence[Change]) -> None:
    """This function will keep the name shown in lists in step with the answers it is made of."""
    if not projection.is_titled_by(plan, application.track, [change.path for change in changes]):
        return
    before, _, after = plan.pack.track(application.track).title.partition(".*")
    parts = application.answers.filter(path__startswith=before, path__endswith=after)
    flat = dict(parts.values_list("path", "value"))
    flat[before] = applications.answer_at(application, before)[0]
    Application.objects.filter(pk=application.pk).update(title=projection.title(plan, application.track, flat))
