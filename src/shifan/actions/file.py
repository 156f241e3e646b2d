"""Keeping bytes once, under their SHA-256, wherever the storage is; removing what nothing names any more."""

import hashlib
from datetime import datetime, timedelta
from io import BytesIO
from typing import IO

from django.core.files.base import File as Contents
from django.core.files.storage import default_storage
from django.db import transaction

from shifan.actions import event
from shifan.models import File
from shifan.queries import stored

PIECE = 1 << 20
UNNAMED = timedelta(days=8)  # longer than a workbook waits to be confirmed (actions/workbook.KEPT)
BATCH = 500  # files swept in an hour
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "pdfa": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "webp": "image/webp",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "zip": "application/zip",
    "iso": "application/x-iso9660-image",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def store(data: bytes, kind: str, now: datetime) -> File:
    """This function will keep bytes of a kind of MEDIA_TYPES; bytes that are kept already are not kept twice."""
    return keep(BytesIO(data), kind, now)


def keep(made: IO[bytes], kind: str, now: datetime) -> File:
    """This function will keep a file of any size, a piece at a time; it must be open for reading from any place.

    The row comes first: from then on the sweep takes the file for new, and what is missing of its bytes is written.
    """
    found = hashlib.sha256()
    made.seek(0)
    while piece := made.read(PIECE):
        found.update(piece)
    fresh = File(digest=found.hexdigest(), size=made.tell(), media_type=MEDIA_TYPES[kind], stored_at=now)
    File.objects.bulk_create(
        [fresh], update_conflicts=True, unique_fields=["digest"], update_fields=["stored_at"]
    )  # fmt: skip
    _write(made, storage_name(fresh.digest), fresh.size)
    return File.objects.get(pk=fresh.digest)


def _write(made: IO[bytes], place: str, size: int) -> None:
    """Write bytes to their place, unless they are there as a whole: a process that died may have left half of them."""
    if default_storage.exists(place):
        if default_storage.size(place) == size:
            return
        default_storage.delete(place)
    made.seek(0)
    written = default_storage.save(place, Contents(made))
    if written != place:  # somebody else was faster with the same bytes
        default_storage.delete(written)


def sweep(*, now: datetime) -> int:
    """This function will remove files that nothing names any more: how many.

    Such are workbooks that were brought in to be looked at, and the files of certificates taken out again.
    """
    digests = list(stored.unnamed(now - UNNAMED).values_list("pk", flat=True)[:BATCH])
    removed = sum(_remove(each, now) for each in digests)
    if removed:
        event.record("file.sweep", actor=None, now=now, subject="file:0", count=removed)
    return removed


@transaction.atomic
def _remove(fingerprint: str, now: datetime) -> bool:
    """Remove one file; the row is held meanwhile, so that whoever brings in the same bytes waits and writes anew."""
    row = stored.unnamed(now - UNNAMED).select_for_update(of=("self",)).filter(pk=fingerprint).first()
    if row is None:
        return False
    row.delete()
    default_storage.delete(storage_name(fingerprint))
    return True


def storage_name(fingerprint: str) -> str:
    """This function will give the name under which the storage keeps a file."""
    return f"{fingerprint[:2]}/{fingerprint[2:4]}/{fingerprint}"
