"""Set a prepared folder as PDF: the one place where typst runs. It knows nothing of documents, so it starts fast."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import typst

from shifan.render.fonts import loaded


class RenderError(Exception):
    """The document could not be set; the message is the engine's own words, for the operator."""


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages on which the entries of the contents stand, in order, and the number of the last page."""

    entries: tuple[int, ...] = ()
    last: int = 0


def set_folder(folder: Path) -> bytes:
    """Set a folder (main.typ, data.json, job.json, pictures) as PDF; raises RenderError.

    `job.json` holds the folders with fonts, the file's date in seconds since 1970, so that the same folder gives
    the same bytes at any time, and the archive standard to keep to, if any.
    """
    job = json.loads((folder / "job.json").read_text("utf-8"))
    standards = [job["standard"]] if job["standard"] else []
    try:
        made = _compiler(folder, job["fonts"]).compile(format="pdf", timestamp=job["made_at"], pdf_standards=standards)
    except typst.TypstError as problem:
        raise RenderError(problem.diagnostic) from problem
    if not isinstance(made, bytes):
        raise RenderError("typst gave no single file")
    return made


def entry_pages(folder: Path) -> Pages:
    """Lay out a folder without writing it, and give where its entries stand; raises RenderError."""
    job = json.loads((folder / "job.json").read_text("utf-8"))
    try:
        found = _compiler(folder, job["fonts"]).query("<entries>", field="value", one=True)
    except typst.TypstError as problem:
        raise RenderError(problem.diagnostic) from problem
    told = json.loads(found)
    return Pages(tuple(told["entries"]), told["last"])


def _compiler(folder: Path, fonts: list[str]) -> typst.Compiler:
    typefaces = loaded(tuple(Path(name) for name in fonts))
    return typst.Compiler(str(folder / "main.typ"), root=str(folder), font_paths=typefaces, ignore_system_fonts=True)
