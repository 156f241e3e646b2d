"""Taking an offline workbook back: kept until somebody has looked at what it changes, and never over newer text."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.files.storage import default_storage
from django.db import transaction

from shifan.actions import answer, event, file, prefill, scan
from shifan.actions import application as applying
from shifan.core.answers import Json
from shifan.core.finding import Finding, refuse_if_blocked
from shifan.core.history import Change
from shifan.core.offline import Difference
from shifan.models import Application, File, User
from shifan.queries import access, proof
from shifan.queries import application as applications
from shifan.queries import workbook as workbooks
from shifan.queries.prefill import WORKBOOK

KEPT = timedelta(days=7)  # that a workbook waits to be looked at
BATCH = 400  # answers written in one statement


@dataclass(frozen=True, slots=True)
class Taken:
    """How many answers were written, which were not because somebody was quicker, and what is wrong with others."""

    count: int
    late: tuple[str, ...]
    findings: tuple[Finding, ...]


@transaction.atomic
def hold(*, by: User, application: Application, data: bytes, now: datetime) -> File:
    """This function will keep a workbook that is one of this application's form until it is taken; raises Refused."""
    access.require(by, application, "write")
    refuse_if_blocked(answer.not_writable(application, applications.window(application), now))
    workbooks.read(application, data)
    held = file.store(data, "xlsx", now)
    proof.refuse_infected(held, workbooks.file_name(application))
    scan.ask(file=held)
    subject = f"application:{application.pk}"
    event.record(
        "workbook.hold", actor=by, now=now, subject=subject, application=application, digest=held.digest, size=held.size
    )
    return held


def kept(held: str) -> bytes:
    """This function will give the bytes of a workbook that waits."""
    with default_storage.open(file.storage_name(held)) as waiting:
        return bytes(waiting.read())


@transaction.atomic
def take(
    *,
    by: User,
    application: Application,
    held: str,
    chosen: Collection[str],
    versions: Mapping[str, int],
    now: datetime,
) -> Taken:
    """This function will write the chosen differences of a kept workbook, in place of the versions that were seen.

    What somebody has changed since then stays. Rows go first, so that answers have somewhere to stand.
    """
    access.require(by, application, "write")
    refuse_if_blocked(answer.not_writable(application, applications.window(application), now))
    workbooks.held(application, held)
    found = workbooks.differences(application, kept(held)).differences
    wanted = [one for one in found if one.kind not in ("locked", "gone") and (one.within or one.path) in chosen]
    wanted = [one for one in wanted if one.path in versions or one.within]
    orders = sorted((one for one in wanted if isinstance(one.given, list) and _is_order(one)), key=_depth)
    others = [one for one in wanted if one not in orders]
    written: dict[str, Json] = {}
    late: list[str] = []
    findings: list[Finding] = []
    pieces = [others[at : at + BATCH] for at in range(0, len(others), BATCH)]
    for batch in (*([one] for one in orders), *pieces):
        changes = [Change(one.path, one.given, versions.get(one.path, one.version)) for one in batch]
        saved = applying.save_answers(by=by, application=application, changes=changes, now=now)
        written |= {change.path: change.value for change in changes if change.path in saved.versions}
        late += [conflict.path for conflict in saved.conflicts]
        findings += [finding for finding in saved.findings if finding.blocks]
    prefill.remember(application, {path: (value, WORKBOOK) for path, value in written.items()}, now)
    event.record(
        "workbook.take", actor=by, now=now, subject=f"application:{application.pk}", application=application,
        digest=held, count=len(written), late=len(late),
    )  # fmt: skip
    return Taken(len(written), tuple(late), tuple(findings))


def _is_order(one: Difference) -> bool:
    return all(isinstance(key, str) for key in one.given) if isinstance(one.given, list) else False


def _depth(one: Difference) -> int:
    return one.path.count(".")
