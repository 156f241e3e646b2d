"""Taking in pictures for formatted texts; where one stands in its text is saved with the text."""

from datetime import datetime
from io import BytesIO
from typing import IO

from django.db import transaction
from PIL import Image, ImageOps

from shifan.actions import answer, attachment, event, scan
from shifan.actions import file as file_store
from shifan.core.finding import Finding, Refused, Severity
from shifan.core.form import RichField
from shifan.models import Application, Attachment, User

MOST_SIDE = 2400  # pixels: enough for the width of a page at 300 dpi
LARGEST = 20  # megabytes


def add(*, by: User, application: Application, path: str, name: str, content: IO[bytes], now: datetime) -> Attachment:
    """This function will check a picture, make it no larger than needed and keep it for the text at a path.

    Drawing takes its time, so nothing is locked meanwhile; what may be added is asked before and after. Raises
    Refused with what is wrong with the picture, or that the text takes none.
    """
    name = attachment.clean_name(name)
    _require(by, application, path, now)
    kept = file_store.keep(*_smaller(content, attachment.checked(name, content, attachment.PICTURES, LARGEST)), now)
    scan.ask(file=kept)
    with transaction.atomic():
        _require(by, application, path, now)
        added = attachment.own(by=by, application=application, path=path, kept=kept, name=name, now=now)
        event.record(
            "picture.add", actor=by, now=now, subject=f"application:{application.pk}", application=application,
            path=path, digest=kept.digest, size=kept.size,
        )  # fmt: skip
    return added


def _require(by: User, application: Application, path: str, now: datetime) -> None:
    field = answer.open_field(by=by, application=application, path=path, now=now)
    if not isinstance(field, RichField) or not field.pictures:
        raise Refused(Finding("answer.unknown", Severity.BLOCK, path=path, params={"path": path}))


def _smaller(content: IO[bytes], kind: str) -> tuple[IO[bytes], str]:
    """Draw a picture anew: upright, at most MOST_SIDE wide and high, without what cameras write beside it."""
    with Image.open(content) as opened:
        picture = ImageOps.exif_transpose(opened)
        picture.thumbnail((MOST_SIDE, MOST_SIDE))
        is_photo = kind == "jpg" or (kind == "webp" and not picture.has_transparency_data)
        drawn = BytesIO()
        if is_photo:
            picture.convert("RGB").save(drawn, "JPEG", quality=88, optimize=True)
        else:
            picture.convert("RGBA" if picture.has_transparency_data else "RGB").save(drawn, "PNG", optimize=True)
    return drawn, "jpg" if is_photo else "png"
