"""What the pictures of a document are: which can be used, how large they are."""

from __future__ import annotations

from io import BytesIO

from PIL import Image, UnidentifiedImageError

MOST_PIXELS = 60_000_000
_ENDINGS = {"PNG": "png", "JPEG": "jpg"}


def head(content: bytes) -> tuple[str, int, int] | None:
    """Read kind (png, jpg) and size from the first bytes; None for what is no PNG or JPEG, or too large to be used."""
    try:
        with Image.open(BytesIO(content), formats=tuple(_ENDINGS)) as picture:
            width, height = picture.size
            kind = _ENDINGS[picture.format or ""]
    except (UnidentifiedImageError, OSError, ValueError, KeyError, SyntaxError, Image.DecompressionBombError):
        return None
    return (kind, width, height) if 0 < width * height <= MOST_PIXELS else None


def is_whole(content: bytes) -> bool:
    """Say whether a picture can be read to its end: one whose head is sound may still be cut off."""
    try:
        with Image.open(BytesIO(content), formats=tuple(_ENDINGS)) as picture:
            picture.load()
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return False
    return True
