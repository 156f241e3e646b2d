"""Taking in files: what they really are, whether they are safe to keep, and storing them once by their content."""

import zipfile
from datetime import datetime
from io import BytesIO
from struct import unpack

from django.db import transaction
from PIL import Image, ImageOps, UnidentifiedImageError

from shifan.actions import answer, event
from shifan.actions import file as file_store
from shifan.core.answers import Json
from shifan.core.finding import Finding, Refused, Severity, refuse_if_blocked
from shifan.core.form import AttachmentField, RichField
from shifan.models import Application, Attachment, User
from shifan.queries import application as applications

MEGABYTE = 1024 * 1024
MOST_PIXELS = 40_000_000
MOST_SIDE = 2400  # a picture in a text, in pixels: enough for the width of a page at 300 dpi
PICTURE_SIZE = 20  # megabytes, for a picture in a text
MOST_RATIO = 100  # unpacked to packed, above SMALL_ARCHIVE
SMALL_ARCHIVE = 50 * MEGABYTE
MOST_MEMBERS = 10_000
NAME_LENGTH = 200
PICTURES = ("png", "jpg", "webp")
MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpg"),
    (b"PK\x03\x04", "zip"),
    (b"MZ", "exe"),
    (b"\x7fELF", "elf"),
    (b"\xd0\xcf\x11\xe0", "ole"),  # .doc, .xls
    (b"Rar!", "rar"),
    (b"7z\xbc\xaf", "7z"),
    (b"GIF8", "gif"),
)


@transaction.atomic
def add(*, by: User, application: Application, path: str, name: str, data: bytes, now: datetime) -> Attachment:
    """This function will check a file, store it once, and put it behind the files of an answer.

    A picture for a formatted text is made no larger than needed; its place in the text is saved with the text.
    Raises Refused with what is wrong with the file, or that nothing may be added.
    """
    name = clean_name(name)
    field = answer.open_field(by=by, application=application, path=path, now=now)
    if isinstance(field, RichField) and field.pictures:
        kind = checked(name, data, PICTURES, PICTURE_SIZE)
        data, kind = _smaller(data, kind)
    elif isinstance(field, AttachmentField):
        kind = checked(name, data, field.accept, field.size)
    else:
        raise Refused(_finding("answer.unknown", path=path))

    file = file_store.store(data, kind, now)
    owned = {"application": application, "path": path, "file": file}
    attachment, _ = Attachment.objects.get_or_create(**owned, defaults={"name": name, "added_at": now, "added_by": by})
    if isinstance(field, AttachmentField):
        listed, version = applications.answer_at(application, path)
        others = [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
        files: list[Json] = [each for each in others if each.get("digest") != file.digest]
        files.append({"digest": file.digest, "name": name, "size": file.size})
        answer.put(by=by, application=application, path=path, value=files, version=version, now=now)
    subject = f"application:{application.pk}"
    event.record(
        "attachment.add", actor=by, now=now, subject=subject, application=application,
        path=path, digest=file.digest, size=file.size,
    )  # fmt: skip
    return attachment


def clean_name(name: str) -> str:
    """This function will take what can be shown and saved of a file's name: no folders, no invisible characters."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    seen = "".join(character for character in last if character.isprintable() and character not in '<>:"|?*')
    stem, dot, ending = seen.strip(" .").rpartition(".")
    if not dot:
        return ending[:NAME_LENGTH] or "file"
    return f"{stem[: NAME_LENGTH - len(ending) - 1]}.{ending[:10]}"


def sniff(data: bytes) -> str:
    """This function will say what bytes are, whatever their name: a kind of MEDIA_TYPES or another short word."""
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    kind = next((kind for magic, kind in MAGIC if data.startswith(magic)), "")
    if kind == "zip":
        return _office_kind(data)
    return kind or "unknown"


def _finding(rule: str, **params: str) -> Finding:
    path = params.get("path", "")
    return Finding(rule, Severity.BLOCK, path=path, params=params)


def checked(name: str, data: bytes, accept: tuple[str, ...], megabytes: int) -> str:
    """This function will say what kind of file it is, or raise Refused with the first thing that is wrong with it."""
    if len(data) > megabytes * MEGABYTE:
        size = f"{len(data) / MEGABYTE:.1f} MB"
        raise Refused(_finding("file.large", name=name, size=size, most=f"{megabytes} MB"))
    if not data:
        raise Refused(_finding("file.broken", name=name))
    kind = sniff(data)
    if kind not in accept:
        accepted = "、".join(each.upper() for each in accept)
        raise Refused(_finding("file.type", name=name, found=kind.upper(), accepted=accepted))
    problems = _picture_problems(name, data) if kind in PICTURES else ()
    problems = _archive_problems(name, data) if kind in ("docx", "xlsx") else problems
    refuse_if_blocked(problems)
    return kind


def _picture_problems(name: str, data: bytes) -> tuple[Finding, ...]:
    """Look at the size a picture says it has before any of it is unpacked; then unpack it to see that it is whole."""
    try:
        with Image.open(BytesIO(data)) as picture:
            width, height = picture.size
            if width * height > MOST_PIXELS:
                return (_too_many_pixels(name, str(width), str(height)),)
            picture.load()
    except Image.DecompressionBombError:
        # So large that Pillow does not even say how large; a PNG says it at the same place in every file.
        sides = unpack(">II", data[16:24]) if data.startswith(MAGIC[0][0]) else ("?", "?")
        return (_too_many_pixels(name, *map(str, sides)),)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError):
        return (_finding("file.broken", name=name),)
    return ()


def _too_many_pixels(name: str, width: str, height: str) -> Finding:
    most = f"{MOST_PIXELS // 1_000_000} 百万像素"
    return _finding("file.pixels", name=name, width=width, height=height, most=most)


def _smaller(data: bytes, kind: str) -> tuple[bytes, str]:
    """Draw a picture anew: upright, at most MOST_SIDE wide and high, without what cameras write beside it."""
    with Image.open(BytesIO(data)) as opened:
        picture = ImageOps.exif_transpose(opened)
        picture.thumbnail((MOST_SIDE, MOST_SIDE))
        is_photo = kind == "jpg" or (kind == "webp" and not picture.has_transparency_data)
        drawn = BytesIO()
        if is_photo:
            picture.convert("RGB").save(drawn, "JPEG", quality=88, optimize=True)
        else:
            picture.convert("RGBA" if picture.has_transparency_data else "RGB").save(drawn, "PNG", optimize=True)
    return drawn.getvalue(), "jpg" if is_photo else "png"


def _office_kind(data: bytes) -> str:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return "zip"
    if "[Content_Types].xml" not in names:
        return "zip"
    folders = {name.split("/", 1)[0] for name in names}
    return "docx" if "word" in folders else "xlsx" if "xl" in folders else "zip"


def _archive_problems(name: str, data: bytes) -> tuple[Finding, ...]:
    """Read the listing of an Office file: no macros, no programs, nothing that unpacks to far more than it is."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        members = archive.infolist()
    unpacked = sum(member.file_size for member in members)
    is_bomb = unpacked > SMALL_ARCHIVE and unpacked > MOST_RATIO * len(data)
    if len(members) > MOST_MEMBERS or is_bomb:
        return (_finding("file.bomb", name=name),)
    endings = ("vbaproject.bin", ".exe", ".dll", ".bat", ".js", ".vbs")
    if any(member.filename.lower().endswith(endings) for member in members):
        return (_finding("file.macro", name=name),)
    return ()
