"""Write files into a ZIP one after the other, never all in memory: the same files give the same bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from io import SEEK_END
from typing import IO, BinaryIO
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from shifan.core.package import SUMS, sums

_PIECE = 1 << 20
_MODE = 0o100644 << 16  # a plain file that everybody may read
_UNIX = 3


@dataclass(frozen=True, slots=True)
class Entry:
    """One file to be written: its path, and how to open it for reading from any place."""

    path: str
    open: Callable[[], AbstractContextManager[IO[bytes]]]


def write_zip(
    out: BinaryIO, top: str, entries: Iterable[Entry], *, made_at: datetime, told: Callable[[], None] = lambda: None
) -> None:
    """Write a ZIP with all files below the folder `top` and a list of their digests; `told` is called for each file.

    Files are stored, not squeezed: papers and scans are squeezed already, and so the bytes depend on no library.
    Names are UTF-8 and say so. Raises ValueError for a path that would leave the folder.
    """
    moment = max(made_at.astimezone(UTC), datetime(1980, 1, 1, tzinfo=UTC))
    seen: list[tuple[str, str]] = []
    with ZipFile(out, "w", ZIP_STORED) as archive:
        for entry in entries:
            seen.append((entry.path, _write(archive, top, entry, moment)))
            told()
        archive.writestr(_info(f"{top}/{SUMS}", moment), sums(seen))


def _write(archive: ZipFile, top: str, entry: Entry, moment: datetime) -> str:
    check_path(entry.path)
    found = hashlib.sha256()
    info = _info(f"{top}/{entry.path}", moment)
    with entry.open() as file:
        info.file_size = file.seek(0, SEEK_END)  # says whether the large form is needed, which old programs do not read
        file.seek(0)
        with archive.open(info, "w") as kept:
            while piece := file.read(_PIECE):
                found.update(piece)
                kept.write(piece)
    return found.hexdigest()


def check_path(path: str) -> None:
    """Raise ValueError for a path that leads out of its folder."""
    if path.startswith("/") or "\\" in path or any(part in ("", ".", "..") for part in path.split("/")):
        raise ValueError(f"“{path}” leads out of the package")


def _info(name: str, moment: datetime) -> ZipInfo:
    info = ZipInfo(name, date_time=moment.timetuple()[:6])
    info.compress_type, info.external_attr, info.create_system = ZIP_STORED, _MODE, _UNIX
    return info
