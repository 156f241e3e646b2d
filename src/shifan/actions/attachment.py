"""Taking in proofs: what files really are, whether they are safe to keep, and storing them once by their content."""

import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from io import SEEK_END
from struct import unpack
from typing import IO

from django.db import transaction
from PIL import Image, UnidentifiedImageError

from shifan.actions import answer, event, scan
from shifan.actions import file as file_store
from shifan.core import catalogue
from shifan.core.answers import Json
from shifan.core.finding import Finding, Refused, Severity, refuse_if_blocked
from shifan.core.form import AttachmentField
from shifan.models import Application, Attachment, File, User
from shifan.queries import application as applications
from shifan.queries import proof
from shifan.render.page_count import page_count

MEGABYTE = 1024 * 1024
MOST_PIXELS = 40_000_000
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


def add(
    *,
    by: User,
    application: Application,
    path: str,
    name: str,
    content: IO[bytes],
    now: datetime,
    replaces: str = "",
) -> Attachment:
    """This function will check a file, store it once, and put it behind the files of an answer, or in another's place.

    Looking at a large file and storing it take their time, so nothing is locked meanwhile; what may be added is asked
    before and after. Raises Refused with what is wrong with the file, or that nothing may be added.
    """
    name = clean_name(name)
    field = answer.open_field(by=by, application=application, path=path, now=now)
    if not isinstance(field, AttachmentField):
        raise Refused(_finding("answer.unknown", path=path))
    kind = checked(name, content, field.accept, field.size)
    kept = file_store.keep(content, kind, now)
    proof.refuse_infected(kept, name)
    scan.ask(file=kept)
    listed: dict[str, Json] = {"digest": kept.digest, "name": name, "size": kept.size}
    if kind == "pdf" and (pages := page_count(content)):
        listed["pages"] = pages
    return _belong(by, application, path, kept, listed, replaces, now)


@transaction.atomic
def _belong(
    by: User, application: Application, path: str, kept: File, listed: dict[str, Json], replaces: str, now: datetime
) -> Attachment:
    """Write down that a file belongs to a field, and list it in the answer."""
    answer.open_field(by=by, application=application, path=path, now=now)
    attachment = own(by=by, application=application, path=path, kept=kept, name=str(listed["name"]), now=now)
    value, version = applications.answer_at(application, path)
    files: Json = _placed(catalogue.entries(value), listed, replaces)
    answer.put(by=by, application=application, path=path, value=files, version=version, now=now)
    event.record(
        "attachment.add", actor=by, now=now, subject=f"application:{application.pk}", application=application,
        path=path, digest=kept.digest, size=kept.size,
    )  # fmt: skip
    return attachment


def own(*, by: User, application: Application, path: str, kept: File, name: str, now: datetime) -> Attachment:
    """This function will write down that a file belongs to a field: part of an action, whose event covers it."""
    owned = {"application": application, "path": path, "file": kept}
    return Attachment.objects.get_or_create(**owned, defaults={"name": name, "added_at": now, "added_by": by})[0]


def _placed(before: Sequence[Mapping[str, Json]], new: Mapping[str, Json], replaces: str) -> list[Json]:
    """Put a file in the place and under the title of the one it replaces, else behind all others."""
    others = [dict(each) for each in before if each["digest"] != new["digest"] or each["digest"] == replaces]
    for place, each in enumerate(others):
        if each["digest"] == replaces:
            title = {"title": each["title"]} if each.get("title") else {}
            others[place] = {**new, **title}
            return [*others]
    return [*others, dict(new)]


@transaction.atomic
def move(*, by: User, application: Application, path: str, digest: str, to: str, now: datetime) -> None:
    """This function will move a file with its title from one field to the end of another.

    Raises Refused if either may not change, or the other takes no such file.
    """
    answer.open_field(by=by, application=application, path=path, now=now)
    field = answer.open_field(by=by, application=application, path=to, now=now)
    value, version = applications.answer_at(application, path)
    here = catalogue.entries(value)
    moved = next((each for each in here if each["digest"] == digest), None)
    if moved is None or not isinstance(field, AttachmentField) or path == to:
        raise Refused(_finding("file.gone", path=path))
    there_value, there_version = applications.answer_at(application, to)
    there = catalogue.entries(there_value)
    held = Attachment.objects.select_related("file").get(application=application, path=path, file=digest)
    _refuse_unfit(held, field, len(there), to)
    owned = {"application": application, "path": to, "file": held.file}
    given = {"name": held.name, "added_at": held.added_at, "added_by": held.added_by}
    Attachment.objects.get_or_create(**owned, defaults=given)
    left: list[Json] = [dict(each) for each in here if each is not moved]
    answer.put(by=by, application=application, path=path, value=left, version=version, now=now)
    files: Json = _placed(there, moved, "")
    answer.put(by=by, application=application, path=to, value=files, version=there_version, now=now)
    event.record(
        "attachment.move", actor=by, now=now, subject=f"application:{application.pk}", application=application,
        path=path, to=to, digest=digest,
    )  # fmt: skip


def _refuse_unfit(held: Attachment, field: AttachmentField, count: int, path: str) -> None:
    accepted = {file_store.MEDIA_TYPES[kind] for kind in field.accept}
    if held.file.media_type not in accepted:
        kinds = "、".join(kind.upper() for kind in field.accept)
        found = held.file.media_type.rpartition("/")[2].upper()
        raise Refused(_finding("file.type", path=path, name=held.name, found=found, accepted=kinds))
    refuse_size(held.name, held.file.size, field.size)
    if count >= field.most:
        raise Refused(_finding("file.many", path=path, name=held.name, most=str(field.most)))


def clean_name(name: str) -> str:
    """This function will take what can be shown and saved of a file's name: no folders, no invisible characters."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    seen = "".join(character for character in last if character.isprintable() and character not in '<>:"|?*')
    stem, dot, ending = seen.strip(" .").rpartition(".")
    if not dot:
        return ending[:NAME_LENGTH] or "file"
    return f"{stem[: NAME_LENGTH - len(ending) - 1]}.{ending[:10]}"


def sniff(content: IO[bytes]) -> str:
    """This function will say what a file is, whatever its name: a kind of MEDIA_TYPES or another short word."""
    content.seek(0)
    data = content.read(1024)
    if b"%PDF-" in data:
        return "pdf"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    kind = next((kind for magic, kind in MAGIC if data.startswith(magic)), "")
    if kind == "zip":
        return _office_kind(content)
    return kind or "unknown"


def _finding(rule: str, **params: str) -> Finding:
    path = params.get("path", "")
    return Finding(rule, Severity.BLOCK, path=path, params=params)


def refuse_size(name: str, size: int, megabytes: int) -> None:
    """This function will raise Refused if a file is empty or larger than it may be."""
    if size > megabytes * MEGABYTE:
        said = f"{size / MEGABYTE:.1f} MB"
        raise Refused(_finding("file.large", name=name, size=said, most=f"{megabytes} MB"))
    if not size:
        raise Refused(_finding("file.broken", name=name))


def checked(name: str, content: IO[bytes], accept: tuple[str, ...], megabytes: int) -> str:
    """This function will say what kind of file it is, or raise Refused with the first thing that is wrong with it."""
    refuse_size(name, content.seek(0, SEEK_END), megabytes)
    kind = sniff(content)
    if kind not in accept:
        accepted = "、".join(each.upper() for each in accept)
        raise Refused(_finding("file.type", name=name, found=kind.upper(), accepted=accepted))
    problems = _picture_problems(name, content) if kind in PICTURES else ()
    problems = _archive_problems(name, content) if kind in ("docx", "xlsx") else problems
    refuse_if_blocked(problems)
    return kind


def _picture_problems(name: str, content: IO[bytes]) -> tuple[Finding, ...]:
    """Look at the size a picture says it has before any of it is unpacked; then unpack it to see that it is whole."""
    try:
        with Image.open(content) as picture:
            width, height = picture.size
            if width * height > MOST_PIXELS:
                return (_too_many_pixels(name, str(width), str(height)),)
            picture.load()
    except Image.DecompressionBombError:
        # So large that Pillow does not even say how large; a PNG says it at the same place in every file.
        content.seek(0)
        data = content.read(24)
        sides = unpack(">II", data[16:24]) if data.startswith(MAGIC[0][0]) else ("?", "?")
        return (_too_many_pixels(name, *map(str, sides)),)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError):
        return (_finding("file.broken", name=name),)
    return ()


def _too_many_pixels(name: str, width: str, height: str) -> Finding:
    most = f"{MOST_PIXELS // 1_000_000} 百万像素"
    return _finding("file.pixels", name=name, width=width, height=height, most=most)


def _office_kind(content: IO[bytes]) -> str:
    try:
        with zipfile.ZipFile(content) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return "zip"
    if "[Content_Types].xml" not in names:
        return "zip"
    folders = {name.split("/", 1)[0] for name in names}
    return "docx" if "word" in folders else "xlsx" if "xl" in folders else "zip"


def _archive_problems(name: str, content: IO[bytes]) -> tuple[Finding, ...]:
    """Read the listing of an Office file: no macros, no programs, nothing that unpacks to far more than it is."""
    with zipfile.ZipFile(content) as archive:
        members = archive.infolist()
    size = content.seek(0, SEEK_END)
    unpacked = sum(member.file_size for member in members)
    is_bomb = unpacked > SMALL_ARCHIVE and unpacked > MOST_RATIO * size
    if len(members) > MOST_MEMBERS or is_bomb:
        return (_finding("file.bomb", name=name),)
    endings = ("vbaproject.bin", ".exe", ".dll", ".bat", ".js", ".vbs")
    if any(member.filename.lower().endswith(endings) for member in members):
        return (_finding("file.macro", name=name),)
    return ()
