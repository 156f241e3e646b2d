"""Make a paper anew from the content it carries, and say whether it is the same: byte for byte, or word for word."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from html import unescape
from io import BytesIO
from typing import Literal
from zipfile import ZipFile

from PIL import Image

from shifan.core import compose, verification
from shifan.core.document import Document
from shifan.core.pack import by_id
from shifan.core.plan import Plan
from shifan.core.verification import Mark
from shifan.render.carried import Paper, read_pdf
from shifan.render.docx import render_docx
from shifan.render.fonts import Fonts
from shifan.render.pdf import pages_of_entries, render_pdf
from shifan.render.xlsx import render_xlsx

_CREATED = re.compile(r"<dcterms:created[^>]*>([^<]+)<")
_TEXTS = re.compile(r"<(?:w:t|t)(?: [^>]*)?>([^<]*)</(?:w:t|t)>")
Sameness = Literal["bytes", "words", "different"]
AROUND = 12  # characters shown around the first difference


@dataclass(frozen=True, slots=True)
class Compared:
    """How a paper compares with the one made anew.

    `found` and `wanted` show the first difference on a page, `lacking` counts the pictures that are not at hand.
    """

    sameness: Sameness
    page: int = 0
    found: str = ""
    wanted: str = ""
    lacking: int = 0


def document_of(plan: Plan, mark: Mark, content: Mapping[str, object]) -> Document:
    """Compose the document that a mark names from the content that it pins.

    Raises KeyError if the pack has no such document, KeyError, TypeError or ValueError if the content is none.
    """
    planned = by_id(plan.pack.documents, mark.document)
    built = compose.build(plan, planned, verification.submitted(plan, content, mark.digest))
    return verification.marked(built, mark, content)


def compare_pdf(
    data: bytes, paper: Paper, document: Document, pictures: Mapping[str, bytes], fonts: Fonts | None = None
) -> Compared:
    """Compare a PDF with its document set anew, with its own date; blank pictures of its sizes stand in for lost ones.

    Raises RenderError.
    """
    made_at = paper.made_at or datetime(1970, 1, 1, tzinfo=UTC)
    used = dict(pictures)
    lacking = [digest for digest in document.pictures if digest not in used]
    if lacking and len(paper.pictures) == len(document.pictures):
        sizes = dict(zip(document.pictures, paper.pictures, strict=True))
        used |= {digest: _blank(*sizes[digest]) for digest in lacking}
    anew = render_pdf(document, used, made_at=made_at, fonts=fonts)
    if anew == data:
        return Compared("bytes")
    return replace(_words(paper.pages, read_pdf(anew).pages), lacking=len(lacking))


def compare_office(
    data: bytes, document: Document, pictures: Mapping[str, bytes], fonts: Fonts | None = None
) -> Compared:
    """Compare a DOCX or XLSX with its document written anew, with its own date. Raises RenderError, ValueError."""
    with ZipFile(BytesIO(data)) as archive:
        stamp = _CREATED.search(archive.read("docProps/core.xml").decode("utf-8", "replace"))
        is_docx = "word/document.xml" in archive.namelist()
    if stamp is None:
        raise ValueError("the file does not say when it was made")
    made_at = datetime.fromisoformat(stamp[1])
    if is_docx:
        pages = pages_of_entries(document, pictures, fonts=fonts)
        anew = render_docx(document, pictures, made_at=made_at, pages=pages)
    else:
        anew = render_xlsx(document, made_at=made_at)
    if anew == data:
        return Compared("bytes")
    return _words((_text(data),), (_text(anew),))


def _text(data: bytes) -> str:
    """Give all that a DOCX or XLSX says, in the order of its parts."""
    with ZipFile(BytesIO(data)) as archive:
        names = [
            name for name in sorted(archive.namelist()) if name.startswith(("word/", "xl/")) and name.endswith("xml")
        ]
        xml = "".join(archive.read(name).decode("utf-8", "replace") for name in names)
    return unescape("".join(_TEXTS.findall(xml)))


def _words(found: tuple[str, ...], wanted: tuple[str, ...]) -> Compared:
    """Compare two texts page by page, without regard to how lines are broken."""
    for number in range(max(len(found), len(wanted))):
        mine = "".join(found[number].split()) if number < len(found) else ""
        theirs = "".join(wanted[number].split()) if number < len(wanted) else ""
        if mine != theirs:
            place = next((at for at, (a, b) in enumerate(zip(mine, theirs, strict=False)) if a != b), len(theirs))
            begin, end = max(0, place - AROUND), place + AROUND
            return Compared("different", number + 1, mine[begin:end], theirs[begin:end])
    return Compared("words")


def _blank(width: int, height: int) -> bytes:
    stream = BytesIO()
    Image.new("L", (width, height), 255).save(stream, "PNG")
    return stream.getvalue()
