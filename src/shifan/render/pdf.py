"""Write a document as PDF: its words as JSON and its pictures as files, set by typst with our own template.

Text never reaches typst as source, only as strings of `data.json`, so nothing anybody types can be an instruction.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from io import BytesIO
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from shifan.core.document import Block, Cell, Document, Heading, PageBreak, Paragraph, Rich, Slots, Table
from shifan.render import fonts as typefaces
from shifan.render.characters import printable, visible
from shifan.render.rich import tidy
from shifan.render.worker import RenderError, set_folder

Json = dict[str, object]

TEMPLATE = Path(__file__).parent / "typst"
CARRIED = "content.json"  # what a PDF was made from, inside it
MOST_PIXELS = 60_000_000
_ENDINGS = {"PNG": "png", "JPEG": "jpg"}


def render_pdf(
    document: Document,
    pictures: Mapping[str, bytes],
    *,
    made_at: datetime,
    fonts: typefaces.Fonts | None = None,
) -> bytes:
    """Set a document as tagged PDF in this process; the same input gives the same bytes.

    `pictures` are PNG or JPEG by digest; one that is missing or broken leaves a box with its name. `made_at` is the
    file's date, with a time zone. Raises RenderError.
    """
    return _attempt(set_folder, document, pictures, made_at, fonts or typefaces.shipped())


def render_pdf_apart(
    document: Document,
    pictures: Mapping[str, bytes],
    *,
    made_at: datetime,
    fonts: typefaces.Fonts | None = None,
    timeout: float = 60,
) -> bytes:
    """Do what `render_pdf` does in a process of its own that ends after `timeout` seconds.

    For workers: a document that never ends takes only itself along, and its memory goes with it. Raises RenderError.
    """

    def set_apart(folder: Path) -> bytes:
        command = [sys.executable, "-m", "shifan.render", str(folder)]
        try:
            done = subprocess.run(command, capture_output=True, timeout=timeout, check=False)
        except subprocess.TimeoutExpired as late:
            raise TimeoutError(f"not set within {timeout:g} s") from late
        if done.returncode != 0:
            raise RenderError(done.stderr.decode(errors="replace").strip())
        return (folder / "out.pdf").read_bytes()

    try:
        return _attempt(set_apart, document, pictures, made_at, fonts or typefaces.shipped())
    except TimeoutError as late:
        raise RenderError(str(late)) from late


def missing_glyphs(document: Document, fonts: typefaces.Fonts | None = None) -> tuple[str, ...]:
    """Give the characters of a document that no font has; on paper they are empty boxes."""
    seen: set[str] = set()
    for piece in _strings(_data(document, {}, typefaces.ROLES)):
        seen |= visible(piece)
    return typefaces.missing(fonts or typefaces.shipped(), seen)


def _attempt(
    set_it: Callable[[Path], bytes],
    document: Document,
    pictures: Mapping[str, bytes],
    made_at: datetime,
    fonts: typefaces.Fonts,
) -> bytes:
    used = {digest: pictures[digest] for digest in document.pictures if digest in pictures}
    with tempfile.TemporaryDirectory(prefix="shifan-pdf-") as name:
        folder = Path(name)
        shutil.copytree(TEMPLATE, folder, dirs_exist_ok=True)
        job = {"fonts": [str(place) for place in fonts.folders], "made_at": int(made_at.timestamp())}
        (folder / "job.json").write_text(json.dumps(job), "utf-8")
        try:
            _write(folder, document, used, fonts)
            return set_it(folder)
        except RenderError:
            # A picture whose head is sound may still be cut off: look at each whole, and go on without the broken.
            sound = {digest: content for digest, content in used.items() if _is_whole(content)}
            if len(sound) == len(used):
                raise
            _write(folder, document, sound, fonts)
            return set_it(folder)


def _write(folder: Path, document: Document, pictures: Mapping[str, bytes], fonts: typefaces.Fonts) -> None:
    found: dict[str, Json] = {}
    for number, (digest, content) in enumerate(pictures.items(), start=1):
        if head := _head(content):
            ending, width, height = head
            file = f"picture-{number}.{ending}"
            (folder / file).write_bytes(content)
            found[digest] = {"file": file, "width": width, "height": height}
    data = _data(document, found, fonts.roles)
    (folder / "data.json").write_text(json.dumps(data, ensure_ascii=False), "utf-8")
    if document.frozen:
        (folder / CARRIED).write_bytes(document.frozen.encode())


def _head(content: bytes) -> tuple[str, int, int] | None:
    """Read kind and size from the first bytes; what is no PNG or JPEG, or too large, is not used."""
    try:
        with Image.open(BytesIO(content), formats=tuple(_ENDINGS)) as picture:
            width, height = picture.size
            kind = _ENDINGS[picture.format or ""]
    except (UnidentifiedImageError, OSError, ValueError, KeyError, SyntaxError, Image.DecompressionBombError):
        return None
    return (kind, width, height) if 0 < width * height <= MOST_PIXELS else None


def _is_whole(content: bytes) -> bool:
    try:
        with Image.open(BytesIO(content), formats=tuple(_ENDINGS)) as picture:
            picture.load()
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return False
    return True


def _data(document: Document, pictures: Mapping[str, Json], roles: Mapping[str, tuple[str, ...]]) -> Json:
    cover = document.cover
    return {
        "title": printable(document.title),
        "author": printable(document.author),
        "language": document.language,
        "mark": printable(document.mark),
        "keywords": document.keywords,
        "carries": bool(document.frozen),
        "page_numbers": document.page_numbers,
        "spacing": document.spacing,
        "contents": document.contents,
        "fonts": {role: list(families) for role, families in roles.items()},
        "pictures": pictures,
        "cover": cover
        and {
            "above": printable(cover.above),
            "title": printable(cover.title),
            "subtitle": printable(cover.subtitle),
            "lines": [[printable(label), printable(value), seal] for label, value, seal in cover.lines],
            "foot": printable(cover.foot),
        },
        "parts": _parts(document),
    }


def _parts(document: Document) -> list[Json]:
    """Group the blocks by the way the page is turned; a turn is a new page by itself."""
    landscape = document.landscape
    blocks: list[Json] = []
    parts: list[Json] = []
    for block in document.blocks:
        if isinstance(block, PageBreak) and block.landscape != landscape:
            if blocks:
                parts.append({"landscape": landscape, "blocks": blocks})
            blocks, landscape = [], block.landscape
        elif not isinstance(block, PageBreak) or (blocks and blocks[-1]["kind"] != "page"):
            blocks.append(_block(block))
    if blocks or not parts:
        parts.append({"landscape": landscape, "blocks": blocks})
    return parts


def _block(block: Block) -> Json:
    match block:
        case Heading():
            text = printable(block.text).replace("\n", " ")
            return {"kind": "heading", "level": block.level, "number": block.number, "text": text}
        case Paragraph():
            return {"kind": "paragraph", "text": printable(block.text), "style": block.style}
        case Rich():
            return {"kind": "rich", "doc": tidy(block.doc), "level": block.level}
        case Table():
            rows = [[_cell(cell) for cell in row] for row in block.rows]
            caption = printable(block.caption)
            return {
                "kind": "table",
                "widths": block.widths,
                "rows": rows,
                "head_rows": block.head_rows,
                "caption": caption,
            }
        case Slots():
            return {"kind": "slots", "text": printable(block.text), "slots": [printable(slot) for slot in block.slots]}
        case PageBreak():
            return {"kind": "page"}


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
        "slots": [printable(slot) for slot in cell.slots],
        "entry": cell.entry,
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
