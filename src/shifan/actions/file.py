"""Keeping bytes once, under their SHA-256, wherever the storage is."""

import hashlib
from datetime import datetime
from typing import IO

from django.core.files.base import ContentFile
from django.core.files.base import File as Contents
from django.core.files.storage import default_storage

from shifan.core import digest
from shifan.models import File

PIECE = 1 << 20
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
    fingerprint = digest.sha256(data)
    place = storage_name(fingerprint)
    if not default_storage.exists(place):
        default_storage.save(place, ContentFile(data))
    kept = {"size": len(data), "media_type": MEDIA_TYPES[kind], "stored_at": now}
    return File.objects.get_or_create(digest=fingerprint, defaults=kept)[0]


def keep(made: IO[bytes], kind: str, now: datetime) -> File:
    """This function will keep a file of any size, a piece at a time; it must be open for reading from any place."""
    found = hashlib.sha256()
    made.seek(0)
    while piece := made.read(PIECE):
        found.update(piece)
    size, place = made.tell(), storage_name(found.hexdigest())
    if not default_storage.exists(place):
        made.seek(0)
        default_storage.save(place, Contents(made))
    kept = {"size": size, "media_type": MEDIA_TYPES[kind], "stored_at": now}
    return File.objects.get_or_create(digest=found.hexdigest(), defaults=kept)[0]


def storage_name(fingerprint: str) -> str:
    """This function will give the name under which the storage keeps a file."""
    return f"{fingerprint[:2]}/{fingerprint[2:4]}/{fingerprint}"
