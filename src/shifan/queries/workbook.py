"""Reading an application as an offline workbook, and a workbook as what it would change."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from shifan.core import offline
from shifan.core.answers import Json
from shifan.core.finding import Finding, Refused
from shifan.core.offline import Difference
from shifan.models import Answer, Application, File
from shifan.queries import application as applications
from shifan.queries import proof
from shifan.queries.standing import Standing
from shifan.render import workbook
from shifan.render.workbook import Filled, WorkbookError


@dataclass(frozen=True, slots=True)
class Compared:
    """What a workbook has otherwise, what of it was not understood, and who changed the conflicting answers last."""

    differences: tuple[Difference, ...]
    problems: tuple[Finding, ...]
    writers: Mapping[str, Answer]
    flat: Mapping[str, Json]
    is_own: bool
    made_at: str


def written(stands: Standing, language: str, now: datetime) -> bytes:
    """This function will write an application as a workbook, each answer with its version and what it was.

    It is written twice: what a cell gives back is known only from reading it.
    """
    application, flat, computed = stands.application, stands.flat, stands.checked.computed
    make = partial(
        workbook.write,
        stands.plan,
        application.track,
        flat,
        made_at=now,
        computed=computed,
        language=language,
        application=str(application.pk),
    )
    plain = make()
    filled = workbook.read(stands.plan, plain, track=application.track)
    stamps = offline.stamps(stands.stored, filled.carried, filled.flat)
    return make(stamps=stamps)


def read(application: Application, data: bytes) -> Filled:
    """This function will read a workbook of an application's form, or raise Refused with why it is none."""
    try:
        return workbook.read(applications.plan_of(application), data, track=application.track)
    except WorkbookError as error:
        raise Refused(error.finding) from error


def file_name(application: Application) -> str:
    """This function will name the workbook of an application as it was handed out."""
    return f"{application.number}.xlsx"


def held(application: Application, digest: str) -> File:
    """This function will fetch a workbook that waits to be confirmed; raises File.DoesNotExist, Refused if infected."""
    found = File.objects.get(pk=digest)
    proof.refuse_infected(found, file_name(application))
    return found


def differences(application: Application, data: bytes) -> Compared:
    """This function will compare a workbook with what is stored: three statements."""
    filled = read(application, data)
    plan, stored = applications.plan_of(application), applications.answers(application)
    window = applications.window(application)
    is_own = filled.meta.application == str(application.pk)
    found = offline.compare(
        plan,
        application.track,
        stored,
        flat=filled.flat,
        carried=filled.carried,
        base=filled.stamps if is_own else {},
        is_open=window.is_open_for,
    )
    writers = applications.stored(application.pk, [one.path for one in found if one.kind == "conflict"])
    flat = {path: value for path, (value, _) in stored.items()} | dict(filled.flat)
    return Compared(found, filled.problems, writers, flat, is_own, filled.meta.made_at)
