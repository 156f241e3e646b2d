"""Write a document as PDF: its words as JSON and its pictures as files, set by typst with our own template.

Text never reaches typst as source, only as strings of `data.json`, so nothing anybody types can be an instruction.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

from shifan.core.document import Block, Cell, Document, Heading, PageBreak, Paragraph, Rich, Slots, Table
from shifan.render import fonts as typefaces
from shifan.render import joined, qr, table_look
from shifan.render.characters import printable, visible
from shifan.render.page_look import is_spread, signed
from shifan.render.parts import parts
from shifan.render.pictures import head, is_whole
from shifan.render.rich import tidy
from shifan.render.worker import Pages, RenderError, entry_pages, set_folder

Json = dict[str, object]
Made = TypeVar("Made")
SetApart = Callable[[str, float, Path], bytes]  # the file that is wanted, the time in seconds, the prepared folder

TEMPLATE = Path(__file__).parent / "typst"
ARCHIVE = "a-2b"
CARRIED = "content.json"  # what a PDF was made from, inside it


def render_pdf(
    document: Document,
    pictures: Mapping[str, bytes],
    *,
    made_at: datetime,
    fonts: typefaces.Fonts | None = None,
    archive: bool = False,
) -> bytes:
    """Set a document as tagged PDF in this process; the same input gives the same bytes.

    `pictures` are PNG or JPEG by digest; one that is missing or broken leaves a box with its name; so does a character
    that no font has, with its code point. `made_at` is the file's date, with a time zone. `archive` gives PDF/A-2b,
    for which every character must have a font. Raises RenderError.
    """
    job = _job(document, pictures, made_at, fonts, archive=archive)
    return _attempt(set_folder, document, job)


def render_pdf_apart(
    document: Document,
    pictures: Mapping[str, bytes],
    *,
    made_at: datetime,
    fonts: typefaces.Fonts | None = None,
    archive: bool = False,
    timeout: float = 60,
    setter: SetApart | None = None,
) -> bytes:
    """Do what `render_pdf` does in another process that ends after `timeout` seconds: one of its own, or a `setter`'s.

    For workers: a document that never ends takes only itself along, and its memory goes with it. Raises RenderError.
    """
    job = _job(document, pictures, made_at, fonts, archive=archive)
    return _attempt(partial(setter or _apart, "out.pdf", timeout), document, job)


def pages_of_entries(
    document: Document, pictures: Mapping[str, bytes], *, fonts: typefaces.Fonts | None = None
) -> Pages:
    """Give on which page each entry of the table of contents stands in the PDF, in order. Raises RenderError."""
    job = _job(document, pictures, datetime.fromtimestamp(0, UTC), fonts)
    return _attempt(entry_pages, document, job)


def pages_of_entries_apart(
    document: Document,
    pictures: Mapping[str, bytes],
    *,
    fonts: typefaces.Fonts | None = None,
    timeout: float = 60,
    setter: SetApart | None = None,
) -> Pages:
    """Do what `pages_of_entries` does in another process. Raises RenderError."""
    job = replace(_job(document, pictures, datetime.fromtimestamp(0, UTC), fonts), wanted="pages")
    found = json.loads(_attempt(partial(setter or _apart, "pages.json", timeout), document, job))
    return Pages(tuple(found["entries"]), found["last"])


def _apart(made: str, timeout: float, folder: Path) -> bytes:
    """Run this package on a prepared folder, and give the file that it made there."""
    command = [sys.executable, "-m", "shifan.render", str(folder)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=timeout, check=False)
    except subprocess.TimeoutExpired as late:
        raise RenderError(f"not set within {timeout:g} s") from late
    if done.returncode != 0:
        raise RenderError(done.stderr.decode(errors="replace").strip())
    return (folder / made).read_bytes()


def missing_glyphs(document: Document, fonts: typefaces.Fonts | None = None) -> tuple[str, ...]:
    """Give the characters of a document that no font has; on paper each is a box with its code point."""
    return _missing(fonts or typefaces.shipped(), _pieces(document))


def _missing(fonts: typefaces.Fonts, pieces: Collection[str]) -> tuple[str, ...]:
    return typefaces.missing(fonts, set().union(*map(visible, pieces)))


def _pieces(document: Document) -> list[str]:
    return list(_strings(_data(document, {}, typefaces.ROLES)))


@dataclass(frozen=True, slots=True)
class _Job:
    """What a document is set with; `wanted` is read by the process that sets it apart."""

    pictures: Mapping[str, bytes]
    made_at: datetime
    fonts: typefaces.Fonts
    missing: tuple[str, ...]
    torn: tuple[str, ...]
    archive: bool
    wanted: str = "pdf"

    def words(self) -> Json:
        """Give what the process that sets the folder must know."""
        return {
            "fonts": [str(place) for place in self.fonts.folders],
            "made_at": int(self.made_at.timestamp()),
            "standard": ARCHIVE if self.archive else "",
            "wanted": self.wanted,
        }


def _job(
    document: Document,
    pictures: Mapping[str, bytes],
    made_at: datetime,
    fonts: typefaces.Fonts | None,
    *,
    archive: bool = False,
) -> _Job:
    fonts = fonts or typefaces.shipped()
    pieces = _pieces(document)
    missing = _missing(fonts, pieces)
    if archive and missing:
        named = ", ".join(f"{character} (U+{ord(character):04X})" for character in missing)
        raise RenderError(f"PDF/A needs a font for every character; none has {named}")
    used = {digest: pictures[digest] for digest in document.pictures if digest in pictures}
    return _Job(used, made_at, fonts, missing, joined.torn(fonts, pieces), archive)


def _attempt(set_it: Callable[[Path], Made], document: Document, job: _Job) -> Made:
    with tempfile.TemporaryDirectory(prefix="shifan-pdf-") as name:
        folder = Path(name)
        shutil.copytree(TEMPLATE, folder, dirs_exist_ok=True)
        (folder / "job.json").write_text(json.dumps(job.words()), "utf-8")
        if document.verify:
            (folder / "qr.svg").write_bytes(qr.svg(document.verify))
        try:
            _write(folder, document, job)
            return set_it(folder)
        except RenderError:
            # A picture whose head is sound may still be cut off: look at each whole, and go on without the broken.
            sound = {digest: content for digest, content in job.pictures.items() if is_whole(content)}
            if len(sound) == len(job.pictures):
                raise
            _write(folder, document, replace(job, pictures=sound))
            return set_it(folder)


def _write(folder: Path, document: Document, job: _Job) -> None:
    found: dict[str, Json] = {}
    for number, (digest, content) in enumerate(job.pictures.items(), start=1):
        if known := head(content):
            ending, width, height = known
            file = f"picture-{number}.{ending}"
            (folder / file).write_bytes(content)
            found[digest] = {"file": file, "width": width, "height": height}
    data = _data(document, found, job.fonts.roles)
    data["missing"] = _expression("".join(job.missing))
    data["torn"] = "|".join(map(_expression, job.torn))
    data["carries"] = bool(document.frozen) and not job.archive  # PDF/A-2b carries no other files
    (folder / "data.json").write_text(json.dumps(data, ensure_ascii=False), "utf-8")
    if data["carries"]:
        (folder / CARRIED).write_bytes(document.frozen.encode())


def _expression(words: str) -> str:
    """Write words for an expression, each character by its code point, as any may have a meaning there."""
    return "".join(f"\\x{{{ord(character):X}}}" for character in words)


def _data(document: Document, pictures: Mapping[str, Json], roles: Mapping[str, tuple[str, ...]]) -> Json:
    cover = document.cover
    return {
        "title": printable(document.title),
        "author": printable(document.author),
        "language": document.language,
        "mark": printable(document.mark),
        "keywords": document.keywords,
        "page_numbers": document.page_numbers,
        "spacing": document.spacing,
        "contents": document.contents,
        "double_sided": document.double_sided,
        "qr": printable(document.verify),
        "qr_side": qr.SIDE_MM,
        "fonts": {role: list(families) for role, families in roles.items()},
        "pictures": pictures,
        "cover": cover
        and {
            "above": printable(cover.above),
            "title": printable(cover.title),
            "subtitle": printable(cover.subtitle),
            "lines": [[printable(label), printable(value), seal] for label, value, seal in cover.lines],
            "spread": is_spread(cover),
            "foot": printable(cover.foot),
        },
        "parts": [
            {"landscape": part.landscape, "blocks": list(_blocks(part.blocks, f"note-{at}"))}
            for at, part in enumerate(parts(document))
        ],
    }


def _blocks(blocks: tuple[Block, ...], place: str) -> Iterator[Json]:
    """Write blocks; what is signed takes along the paragraph or the last row above it."""
    is_signed = [*signed(blocks), False]
    tail: list[Json] | None = None  # what is signed below a table
    for at, block in enumerate(blocks):
        written = {**_block(block, f"{place}-{at}"), "stays": is_signed[at + 1]}
        if tail is not None and is_signed[at]:
            tail.append(written)
            continue
        tail = [] if isinstance(block, Table) else None
        yield {**written, "tail": tail}


def _block(block: Block, place: str) -> Json:
    match block:
        case Heading():
            text = printable(block.text).replace("\n", " ")
            return {"kind": "heading", "level": block.level, "number": block.number, "text": text}
        case Paragraph():
            return {"kind": "paragraph", "text": printable(block.text), "style": block.style}
        case Rich():
            return {"kind": "rich", "doc": tidy(block.doc), "level": block.level}
        case Table():
            return _table(block, place)
        case Slots():
            return {"kind": "slots", "text": printable(block.text), "slots": [printable(slot) for slot in block.slots]}
        case PageBreak():
            return {"kind": "page"}


def _table(table: Table, place: str) -> Json:
    written = [_row(row, f"{place}-{at}") for at, row in enumerate(table.rows)]
    looks = [{"parts": one.parts, "leads": one.leads, "joins": one.joins} for one in table_look.looks(table)]
    return {
        "kind": "table",
        "widths": table.widths,
        "heads": written[: table.head_rows],
        "rows": [{"cells": row, **one} for row, one in zip(written[table.head_rows :], looks, strict=True)],
        "size": table_look.points(table),
        "small": table_look.is_small(table),
        "caption": printable(table.caption),
    }


def _row(row: tuple[Cell, ...], place: str) -> list[Json]:
    """Write a row. The note of a cell over several rows is set with another cell, as typst sets that one last."""
    written = [_cell(cell) for cell in row]
    carrier = next((at for at, cell in enumerate(row) if cell.rows == 1), None)
    for at, cell in enumerate(row):
        if carrier is not None and cell.rows > 1 and cell.note:
            written[at]["note_at"] = f"{place}-{at}"
            written[carrier]["carries"] = {"note": written[at]["note"], "at": written[at]["note_at"]}
    return written


def _cell(cell: Cell) -> Json:
    return {
        "text": printable(cell.text),
        "rich": None if cell.rich is None else tidy(cell.rich),
        "head": cell.head,
        "columns": cell.columns,
        "rows": cell.rows,
        "align": cell.align,
        "hint": printable(cell.hint),
        "note": printable(cell.note),
        "note_at": "",
        "carries": None,
        "slots": [printable(slot) for slot in cell.slots],
        "entry": cell.entry,
        "long": table_look.is_long(cell),
        "top": table_look.begins_at_top(cell),
    }


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _strings(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _strings(item)
