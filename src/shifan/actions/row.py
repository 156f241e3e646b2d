"""Rows of a repeat: added, taken away, brought back and moved; their order is itself an answer."""

from datetime import datetime

from django.db import transaction

from shifan.actions import answer
from shifan.core import answers
from shifan.core.finding import Refused
from shifan.core.form import RepeatField
from shifan.models import Application, User
from shifan.queries import application as applications


@transaction.atomic
def add(*, by: User, application: Application, path: str, now: datetime) -> tuple[str, int]:
    """This function will add an empty row at the end of a repeat: (key, version of the order). Raises Refused."""
    field, keys, version = _rows(by, application, path, now)
    if len(keys) >= field.most:
        limit = {"label": field.label.zh, "most": str(field.most), "count": str(len(keys) + 1)}
        raise Refused(answer.finding("rows.most", path=path, clause=field.clause, **limit))
    used = application.answers.filter(path__startswith=f"{path}.").values_list("path", flat=True)
    taken = {*keys, *(other[len(path) + 1 :].split(".")[0] for other in used)}
    key = answers.new_key(taken, f"{application.pk}/{path}/{version}")
    return key, answer.put(by=by, application=application, path=path, value=[*keys, key], version=version, now=now)


@transaction.atomic
def remove(*, by: User, application: Application, path: str, key: str, now: datetime) -> int:
    """This function will take a row out of its repeat; `restore` can bring it back until the next submission."""
    _, keys, version = _rows(by, application, path, now)
    if key not in keys:
        return version
    keys.remove(key)
    return answer.put(by=by, application=application, path=path, value=keys, version=version, now=now)


@transaction.atomic
def restore(*, by: User, application: Application, path: str, key: str, place: int, now: datetime) -> int:
    """This function will put a removed row back at a place, counted from 0."""
    _, keys, version = _rows(by, application, path, now)
    is_known = application.answers.filter(path__startswith=f"{path}.{key}.").exists()
    if key in keys or not is_known:
        return version
    keys.insert(place, key)
    return answer.put(by=by, application=application, path=path, value=keys, version=version, now=now)


@transaction.atomic
def move(*, by: User, application: Application, path: str, key: str, step: int, now: datetime) -> int:
    """This function will move a row up (step -1) or down (step 1); at either end it stays."""
    _, keys, version = _rows(by, application, path, now)
    if key not in keys:
        return version
    place = max(0, keys.index(key) + step)
    keys.remove(key)
    keys.insert(place, key)
    return answer.put(by=by, application=application, path=path, value=keys, version=version, now=now)


def _rows(by: User, application: Application, path: str, now: datetime) -> tuple[RepeatField, list[str], int]:
    """Lock an application and give the repeat at a path, its rows and the version of their order, or refuse."""
    field = answer.open_field(by=by, application=application, path=path, now=now)
    if not isinstance(field, RepeatField):
        raise Refused(answer.finding("answer.unknown", path=path))
    keys, version = applications.rows_at(application.pk, [path]).get(path, ([], 0))
    return field, keys, version
