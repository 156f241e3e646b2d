"""Taking values over into an application, each with a row that says where it came from."""

from collections.abc import Mapping
from datetime import datetime

from django.core.files.storage import default_storage
from django.db import transaction

from shifan import facts
from shifan.actions import answer, attachment, event
from shifan.actions.file import storage_name
from shifan.core import prefill
from shifan.core.answers import Json
from shifan.core.finding import Refused, refuse_if_blocked
from shifan.core.form import RepeatField
from shifan.core.history import Change
from shifan.models import AnswerOrigin, Application, Attachment, User
from shifan.queries import access
from shifan.queries import application as applications
from shifan.queries import prefill as sources
from shifan.queries.prefill import Gathered


def fill(*, by: User, application: Application, source: str, now: datetime) -> int:
    """This function will fill what is empty of an application from a source: how many answers it wrote.

    It belongs to the transaction and the event of whoever calls it. A field that is not open stays as it is.
    """
    track, window = application.track, applications.window(application)
    found = sources.gather(by, application.round, track, application.organisation, source)
    stored = applications.answers(application)
    flat = {path: value for path, (value, _) in stored.items()}
    given = {path: value for path, (value, _) in found.taken.items()}
    empty = prefill.into_empty(facts.plan_of(application.round), track, given, flat)
    changes = [
        Change(path, value, stored.get(path, (None, 0))[1]) for path, value in empty.items() if window.is_open_for(path)
    ]
    if not changes:
        return 0
    before = applications.kept(application, [change.path for change in changes])
    written = answer.store(application.pk, by, changes, before, now)
    values = {change.path: change.value for change in changes if change.path in written}
    _attach(application, found, values, by, now)
    remember(application, {path: (value, found.taken[path][1]) for path, value in values.items()}, now)
    answer.retitle(facts.plan_of(application.round), application, changes)
    return len(values)


@transaction.atomic
def take(*, by: User, application: Application, source: str, now: datetime) -> int:
    """This function will fill what is still empty from the profile or an earlier application; raises Refused."""
    access.require(by, application, "write")
    refuse_if_blocked(answer.not_writable(application, applications.window(application), now))
    answer.touch(application, now)
    count = fill(by=by, application=application, source=source, now=now)
    subject = f"application:{application.pk}"
    event.record(
        "application.take", actor=by, now=now, subject=subject, application=application, source=source, count=count
    )
    return count


@transaction.atomic
def take_back(*, by: User, application: Application, path: str, version: int, now: datetime) -> bool:
    """This function will set one answer to what its source says; False if somebody has changed it meanwhile."""
    field = answer.open_field(by=by, application=application, path=path, now=now)
    stored = applications.answers(application)
    said = sources.origins(application, by, {key: value for key, (value, _) in stored.items()}).get(path)
    if said is None:
        raise Refused(answer.finding("answer.unknown", path=path))
    change = Change(path, said.says, version)
    if not answer.store(application.pk, by, [change], applications.kept(application, [path]), now):
        return False
    AnswerOrigin.objects.filter(application=application, path=path).update(value=said.says, taken_at=now)
    answer.retitle(facts.plan_of(application.round), application, [change])
    subject = f"application:{application.pk}"
    event.record(
        "answer.take_back", actor=by, now=now, subject=subject, application=application,
        path=path, source=said.source, label=field.label.zh,
    )  # fmt: skip
    return True


def take_proof(*, by: User, application: Application, given: Attachment, path: str, now: datetime) -> Attachment:
    """This function will put a file of an earlier application behind a field, as if it were sent in again.

    Raises Refused with what the field does not take about it, or that nothing may be added.
    """
    with default_storage.open(storage_name(given.file_id)) as kept:
        return attachment.add(by=by, application=application, path=path, name=given.name, content=kept, now=now)


def remember(application: Application, values: Mapping[str, tuple[Json, str]], now: datetime) -> None:
    """This function will note where answers came from: path → (value, source). The order of rows comes from nowhere."""
    plan, track = facts.plan_of(application.round), application.track
    AnswerOrigin.objects.bulk_create(
        (
            AnswerOrigin(application=application, path=path, source=source, value=value, taken_at=now)
            for path, (value, source) in values.items()
            if not isinstance(plan.field(track, path), RepeatField)
        ),
        update_conflicts=True,
        unique_fields=["application", "path"],
        update_fields=["source", "value", "taken_at"],
    )


def _attach(application: Application, found: Gathered, values: Mapping[str, Json], by: User, now: datetime) -> None:
    """Let the files behind values belong to this application too; their bytes are kept once."""
    Attachment.objects.bulk_create(
        (
            Attachment(application=application, path=path, file_id=digest, name=name, added_at=now, added_by=by)
            for path, named in found.files.items()
            if path in values
            for digest, name in named.items()
        ),
        ignore_conflicts=True,
    )
