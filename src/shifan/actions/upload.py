"""Taking in a file a piece at a time: begun, continued after whatever broke it off, finished, given up, swept away."""

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial
from tempfile import TemporaryFile

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from shifan.actions import answer, attachment
from shifan.actions.attachment import MEGABYTE
from shifan.core import catalogue
from shifan.core.finding import Finding, Refused, Severity
from shifan.core.form import AttachmentField
from shifan.models import Application, Upload, User
from shifan.queries import application as applications
from shifan.queries import upload as uploads

KEPT = timedelta(days=1)  # an upload that nobody finished is swept away after this
PIECE = 8 * MEGABYTE  # the most that is taken at once, and held in memory


def begin(
    *, by: User, application: Application, path: str, name: str, size: int, now: datetime, replaces: str = ""
) -> Upload:
    """This function will make ready for a file of `size` bytes at an attachment field, perhaps in another's place.

    Nothing is recorded before the file is there. Raises Refused if the field takes no such file.
    """
    name = attachment.clean_name(name)
    field = answer.open_field(by=by, application=application, path=path, now=now)
    if not isinstance(field, AttachmentField):
        raise Refused(Finding("answer.unknown", Severity.BLOCK, path=path, params={"path": path}))
    attachment.refuse_size(name, size, field.size)
    listed = catalogue.entries(applications.answer_at(application, path)[0])
    if len(listed) >= field.most and replaces not in {entry["digest"] for entry in listed}:
        most = {"name": name, "most": str(field.most)}
        raise Refused(Finding("file.many", Severity.BLOCK, path=path, params=most))
    return Upload.objects.create(
        key=uuid.uuid4(),
        application=application,
        path=path,
        name=name,
        size=size,
        replaces=replaces,
        begun_at=now,
        begun_by=by,
    )


def append(*, by: User, upload: Upload, offset: int, data: bytes, now: datetime) -> int:
    """This function will keep the piece that begins at an offset and say how much has come; the last one ends it.

    A piece that is not the next one changes nothing. The file is put together before its last piece counts as
    received: whatever breaks in between, that piece is sent again. Raises Refused with what is wrong with the file;
    then nothing of it is kept.
    """
    received = offset + len(data)
    if offset != upload.received or not data or received > upload.size:
        return upload.received
    piece = default_storage.save(f"uploads/{upload.key}/{offset:015}", ContentFile(data))
    pieces = [*upload.pieces, piece]
    mine = Upload.objects.filter(pk=upload.pk, received=offset)
    if received < upload.size:
        if mine.update(received=received, pieces=pieces):
            return received
        default_storage.delete(piece)  # somebody else was faster
        return uploads.of(by, upload.application_id, upload.pk).received
    try:
        added = _joined(by, upload, pieces, now)
    except Refused:
        _forget(upload, pieces)
        raise
    with transaction.atomic():
        if mine.update(received=received, attachment=added, pieces=[]):
            transaction.on_commit(partial(_delete, pieces))
    return received


def _joined(by: User, upload: Upload, pieces: Iterable[str], now: datetime) -> attachment.Attachment:
    """Put the pieces together on disk, whatever the storage is, and hand the whole to where all files go."""
    with TemporaryFile(prefix="shifan-upload-") as whole:
        for piece in pieces:
            with default_storage.open(piece) as part:
                for block in part.chunks(MEGABYTE):
                    whole.write(block)
        return attachment.add(
            by=by,
            application=upload.application,
            path=upload.path,
            name=upload.name,
            content=whole,
            replaces=upload.replaces,
            now=now,
        )


def cancel(*, upload: Upload) -> None:
    """This function will give up an upload with all that has come of it; a finished file stays where it is."""
    _forget(upload, upload.pieces)


def sweep(*, now: datetime) -> int:
    """This function will remove uploads that nobody finished within a day, and what is left of those that ended."""
    old = list(Upload.objects.filter(begun_at__lt=now - KEPT))
    for upload in old:
        _forget(upload, upload.pieces)
    return sum(upload.attachment_id is None for upload in old)


def _forget(upload: Upload, pieces: Iterable[str]) -> None:
    Upload.objects.filter(pk=upload.pk).delete()
    _delete(pieces)


def _delete(pieces: Iterable[str]) -> None:
    for piece in pieces:
        default_storage.delete(piece)
