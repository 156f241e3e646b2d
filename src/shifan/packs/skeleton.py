"""Know the skeleton of a pack: a small notice of ten sentences, carried out whole, that an author makes their own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from shifan.core.pack import PackError, Problem
from shifan.packs import schema

_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_ID = "id: PACK\n"


def write(folder: Path) -> tuple[Path, ...]:
    """Write the skeleton into a new folder, and the schema for editors beside it; gives the files written.

    Raises PackError for a name that no pack may have and for a folder in which something stands already.
    """
    name = folder.name
    if not _NAME.fullmatch(name):
        hint = "small letters, digits and hyphens, such as province-2030-workshops"
        raise PackError(_problem(folder, f"“{name}” cannot be the name of a pack", hint))
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise PackError(_problem(folder, "something stands there already", "name a new folder"))
    texts = {folder / path: text.replace(_ID, f"id: {name}\n") for path, text in parts().items()}
    beside = folder.parent / "schema"
    texts |= {beside / path: text for path, text in schema.written().items() if not (beside / path).exists()}
    try:
        for path, text in texts.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise PackError(_problem(folder, f"it cannot be written: {error.strerror}")) from error
    return tuple(texts)


def parts() -> dict[str, str]:
    """Read the files of the skeleton, by their path in the folder."""
    return dict(_walk(files("shifan.packs").joinpath("example_pack"), ""))


def _walk(place: Traversable, prefix: str) -> Iterator[tuple[str, str]]:
    for entry in sorted(place.iterdir(), key=lambda one: one.name):
        if entry.is_dir():
            yield from _walk(entry, f"{prefix}{entry.name}/")
        elif entry.name.endswith((".yaml", ".txt")):
            yield f"{prefix}{entry.name}", entry.read_text(encoding="utf-8")


def _problem(folder: Path, message: str, hint: str = "") -> Problem:
    return Problem(file=str(folder), line=1, column=1, message=message, hint=hint)
