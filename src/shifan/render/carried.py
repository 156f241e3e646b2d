"""What a file carries of what it was made from: the mark in its keywords and, in a PDF, the frozen content."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape
from io import BytesIO
from typing import IO, BinaryIO
from zipfile import BadZipFile, LargeZipFile, ZipFile

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import DictionaryObject

from shifan.core.verification import Mark, mark
from shifan.render.pdf import CARRIED

_PIECE, _OVERLAP = 1 << 20, 1 << 10
_MOST_XML = 1 << 18
_PROPERTIES = "docProps/core.xml"
_UNREADABLE = (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, OSError)
_STAMP = re.compile(r"D:(\d{14})")


def mark_of(file: BinaryIO) -> Mark | None:
    """Find the mark of a PDF, DOCX or XLSX without parsing it, so that no file can be a trap; None if there is none."""
    file.seek(0)
    head = file.read(4)
    if head.startswith(b"PK"):
        return _in_zip(file)
    return next(filter(None, map(mark, _pieces(file))), None) if head == b"%PDF" else None


def _pieces(file: BinaryIO) -> Iterator[str]:
    """Give a file as text a piece at a time; pieces overlap, so that nothing is cut in two."""
    before = b""
    while piece := file.read(_PIECE):
        yield unescape((before + piece).decode("latin-1")) if b"sha256:" in before + piece else ""
        before = piece[-_OVERLAP:]


def _in_zip(file: BinaryIO) -> Mark | None:
    try:
        with ZipFile(file) as archive, archive.open(_PROPERTIES) as properties:
            return mark(unescape(properties.read(_MOST_XML).decode("utf-8", "replace")))
    except (BadZipFile, LargeZipFile, KeyError, OSError, RuntimeError, NotImplementedError, ValueError, EOFError):
        return None


@dataclass(frozen=True, slots=True)
class Paper:
    """A PDF as it is read back: its mark, content and date, the text of its pages, the sizes of its pictures."""

    mark: Mark | None
    content: bytes | None
    made_at: datetime | None
    pages: tuple[str, ...]
    pictures: tuple[tuple[int, int], ...]


class PaperError(Exception):
    """A PDF cannot be read; the message says why."""


def read_pdf(data: bytes) -> Paper:
    """Read a PDF whole; for files of one's own machine, since hostile ones may take long. Raises PaperError."""
    try:
        reader = PdfReader(BytesIO(data))
        about = reader.metadata or DictionaryObject()
        stamp = _STAMP.match(str(about.get("/CreationDate", "")))
        carried = reader.attachments.get(CARRIED)
        return Paper(
            mark=mark(str(about.get("/Keywords", ""))),
            content=carried[0] if carried else None,
            made_at=datetime.strptime(stamp[1], "%Y%m%d%H%M%S").replace(tzinfo=UTC) if stamp else None,
            pages=tuple(page.extract_text() for page in reader.pages),
            pictures=tuple(_sizes(reader)),
        )
    except _UNREADABLE as problem:
        raise PaperError(str(problem) or type(problem).__name__) from problem


def pages_of(file: IO[bytes]) -> int:
    """Count the pages of a PDF of our own making. Raises PaperError."""
    try:
        return len(PdfReader(file).pages)
    except _UNREADABLE as problem:
        raise PaperError(str(problem)) from problem


def _sizes(reader: PdfReader) -> Iterator[tuple[int, int]]:
    """Give the size in pixels of every picture, in the order in which pages first show it."""
    seen: set[object] = set()
    for page in reader.pages:
        resources = page.get("/Resources")
        shown = resources.get_object().get("/XObject") if resources is not None else None
        for name, reference in sorted((shown.get_object() if shown is not None else {}).items()):
            drawn = reference.get_object()
            key = getattr(reference, "idnum", name)
            if drawn.get("/Subtype") == "/Image" and key not in seen:
                seen.add(key)
                yield int(drawn["/Width"]), int(drawn["/Height"])
