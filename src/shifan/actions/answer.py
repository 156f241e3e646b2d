"""What every change of an answer shares: whether it may change, and writing it so that nobody is overwritten."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from shifan import facts
from shifan.core import projection
from shifan.core.answers import Json
from shifan.core.finding import Finding, Refused, Severity, refuse_if_blocked
from shifan.core.form import FormField
from shifan.core.plan import Plan
from shifan.models import Answer, Application, User
from shifan.queries import application as applications
from shifan.queries.application import Window


@dataclass(frozen=True, slots=True)
class Change:
    """One answer as somebody wants it; `version` is the one they saw, 0 for none."""

    path: str
    value: Json
    version: int


def finding(rule: str, *, path: str = "", clause: tuple[str, ...] = (), **params: str) -> Finding:
    """This function will make a finding that stops a change, from a built-in rule and its values."""
    return Finding(rule, Severity.BLOCK, path=path, clause=clause, params={"path": path, **params})


def not_writable(application: Application, window: Window, now: datetime) -> tuple[Finding, ...]:
    """This function will say that an application is not with the applicant, or that the time is over."""
    if application.state not in applications.WRITABLE:
        return (finding("stage.wrong", clause=window.stage.clause, stage=window.stage.label.zh),)
    return window.closed(now)


def open_field(*, application: Application, path: str, now: datetime) -> FormField:
    """This function will lock an application and give the field at a path, or raise Refused if it may not change."""
    field = facts.plan_of(application.round).field(application.track, path)
    window = applications.window(application)
    refuse_if_blocked(not_writable(application, window, now))
    if field is None or "*" in path:
        raise Refused(finding("answer.unknown", path=path))
    if not window.is_open_for(path):
        raise Refused(finding("answer.locked", path=path, label=field.label.zh))
    if applications.gone(application, [path]):
        raise Refused(finding("row.gone", path=path, label=field.label.zh))
    touch(application, now)
    return field


def touch(application: Application, now: datetime) -> None:
    """This function will lock an application for a change; raises Refused if somebody has just submitted it."""
    mine = Application.objects.filter(pk=application.pk, state__in=applications.WRITABLE)
    if not mine.update(changed_at=now):
        raise Refused(finding("move.unknown", state=Application.State.SUBMITTED, verb="save"))


def upsert(application_id: int, by: User, changes: Sequence[Change], now: datetime) -> dict[str, int]:
    """This function will write answers in one statement: path → new version; one changed meanwhile is not named."""
    moment = connection.ops.adapt_datetimefield_value(now)
    row = "(%s, %s, %s, %s, %s, %s)"
    values: list[Any] = []
    for change in changes:
        value = connection.ops.adapt_json_value(change.value, None)
        values += [application_id, change.path, value, change.version + 1, moment, by.pk]
    table = connection.ops.quote_name(Answer._meta.db_table)
    statement = (
        f"INSERT INTO {table} AS kept (application_id, path, value, version, changed_at, changed_by_id) "
        f"VALUES {', '.join([row] * len(changes))} ON CONFLICT (application_id, path) DO UPDATE SET "
        "value = excluded.value, version = excluded.version, changed_at = excluded.changed_at, "
        "changed_by_id = excluded.changed_by_id WHERE kept.version = excluded.version - 1 RETURNING path, version"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return dict(cursor.fetchall())


def put(*, by: User, application: Application, path: str, value: Json, version: int, now: datetime) -> int:
    """This function will write one answer of a locked application, in place of `version`: its new version."""
    changes = [Change(path, value, version)]
    upsert(application.pk, by, changes, now)
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
