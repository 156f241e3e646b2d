"""Putting back what stood at a field before."""

from datetime import datetime

from django.db import transaction

from shifan.actions import answer
from shifan.core.finding import Refused
from shifan.core.form import RepeatField
from shifan.models import AnswerVersion, Application, User
from shifan.queries import application as applications
from shifan.queries import history


@transaction.atomic
def restore(*, by: User, application: Application, path: str, version: int, now: datetime) -> int:
    """This function will put an earlier value back as any other save does: the new version of the answer.

    What it replaces is always remembered, whoever wrote it and when, so that putting back can be undone. Raises
    Refused: nothing may change, no such version, or its files do not belong to the application any more.
    """
    field = answer.open_field(by=by, application=application, path=path, now=now)
    label = applications.plan_of(application).label(application.track, path, {}).zh
    try:
        old = history.remembered(application, path, version)
    except AnswerVersion.DoesNotExist as missing:
        raise Refused(answer.finding("history.unknown", path=path, label=label)) from missing
    if isinstance(field, RepeatField):  # rows are brought back one by one; their order as a whole is not
        raise Refused(answer.finding("history.unknown", path=path, label=label))
    if applications.foreign_files(application, {path: old.value}):
        raise Refused(answer.finding("file.unknown", path=path, label=label))
    before = applications.kept(application, [path])
    answer.remember(application.pk, before)
    present = before[path].version if path in before else 0
    return answer.put(by=by, application=application, path=path, value=old.value, version=present, now=now)
