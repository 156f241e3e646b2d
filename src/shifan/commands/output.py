"""Know how commands find a pack and how they print: JSON alone on standard output, problems on standard error."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path

from shifan import packs
from shifan.core.pack import PackError, Problem


def find_pack(name: str) -> Path:
    """Find a pack folder by its path or its name; raises PackError if there is none."""
    path = Path(name)
    if (path / "pack.yaml").is_file():
        return path.resolve()
    known = packs.folders()
    for folder in known:
        if folder.name == name:
            return folder.resolve()
    hint = f"known: {', '.join(folder.name for folder in known)}" if known else "no folder with packs was found"
    raise PackError(Problem(file=name, line=1, column=1, message="there is no such pack", hint=hint))


def read_source(path: Path) -> bytes:
    """Read a file that was named; raises PackError if that cannot be done."""
    try:
        return path.read_bytes()
    except OSError as error:
        message = f"the file cannot be read: {error.strerror}"
        raise PackError(Problem(file=str(path), line=1, column=1, message=message)) from error


def say_json(value: object) -> None:
    """Print one JSON document."""
    print(json.dumps(value, ensure_ascii=False, indent=2))


def complain(problems: Iterable[object]) -> None:
    """Print problems to standard error, one a line."""
    for problem in problems:
        print(problem, file=sys.stderr)
