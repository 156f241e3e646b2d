"""Set a prepared folder as PDF: the one place where typst runs. It knows nothing of documents, so it starts fast."""

from __future__ import annotations

import json
from pathlib import Path

import typst

from shifan.render.fonts import loaded


class RenderError(Exception):
    """The document could not be set; the message is the engine's own words, for the operator."""


def set_folder(folder: Path) -> bytes:
    """Set a folder (main.typ, data.json, job.json, pictures) as PDF; raises RenderError.

    `job.json` holds the folders with fonts and the file's date in seconds since 1970, so that the same folder gives
    the same bytes at any time.
    """
    job = json.loads((folder / "job.json").read_text("utf-8"))
    typefaces = loaded(tuple(Path(name) for name in job["fonts"]))
    try:
        compiler = typst.Compiler(
            str(folder / "main.typ"), root=str(folder), font_paths=typefaces, ignore_system_fonts=True
        )
        made = compiler.compile(format="pdf", timestamp=job["made_at"])
    except typst.TypstError as problem:
        raise RenderError(problem.diagnostic) from problem
    if not isinstance(made, bytes):
        raise RenderError("typst gave no single file")
    return made
