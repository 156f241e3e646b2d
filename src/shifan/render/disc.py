"""Write a folder as the image of a disc: ISO 9660 with Rock Ridge, Joliet and UDF.

Windows and macOS read UDF first, Linux UDF or Rock Ridge, and both hold Chinese names whole; Joliet is for what reads
neither, and has long names cut.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pycdlib
from pycdlib.pycdlibexception import PyCdlibException

from shifan.core.package import DVD, SUMS, sums
from shifan.render.archive import Entry, check_path

_PIECE = 1 << 20
JOLIET = 64  # bytes in UTF-8 that the library takes for a name; Joliet itself would take 64 characters


class DiscError(Exception):
    """The image cannot be written; the message says why."""


def write_iso(out: Path, folder: Path, *, label: str, capacity: int = DVD) -> int:
    """Write all that is in a folder as an image and give its size in bytes; files are read when they are written.

    Raises DiscError, also where the image would be larger than a disc holds.
    """
    image = pycdlib.PyCdlib()
    try:
        image.new(interchange_level=3, joliet=3, rock_ridge="1.09", udf="2.60", vol_ident=label[:32])
        places = {folder: _Place()}
        for number, path in enumerate(_walk(folder), start=1):
            places[path] = places[path.parent].below(path, number)
            _add(image, path, places[path])
        image.write(str(out))
        image.close()
    except (PyCdlibException, OSError) as problem:
        raise DiscError(f"{type(problem).__name__}: {problem}") from problem
    size = out.stat().st_size
    if size > capacity:
        out.unlink()
        raise DiscError(f"the image has {size:,} bytes, the disc holds {capacity:,}")
    return size


def lay_out(folder: Path, entries: Iterable[Entry], told: Callable[[], None] = lambda: None) -> None:
    """Write files and the list of their digests into a folder, ready to become an image. Raises ValueError."""
    summed = []
    for entry in entries:
        check_path(entry.path)
        place = folder / entry.path
        place.parent.mkdir(parents=True, exist_ok=True)
        found = hashlib.sha256()
        with entry.open() as stored, place.open("wb") as kept:
            while piece := stored.read(_PIECE):
                found.update(piece)
                kept.write(piece)
        summed.append((entry.path, found.hexdigest()))
        told()
    (folder / SUMS).write_bytes(sums(summed))


def read_iso(path: Path, name: str) -> bytes:
    """Read a file of an image by its full name, as a computer with UDF would. Raises DiscError."""
    image = pycdlib.PyCdlib()
    try:
        image.open(str(path))
        stream = BytesIO()
        image.get_file_from_iso_fp(stream, udf_path=f"/{name}")
        image.close()
    except (PyCdlibException, OSError) as problem:
        raise DiscError(f"{name}: {problem}") from problem
    return stream.getvalue()


def _walk(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        yield path
        if path.is_dir():
            yield from _walk(path)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where something stands in each of the three file systems."""

    iso: str = ""
    joliet: str = ""
    udf: str = ""

    def below(self, path: Path, number: int) -> _Place:
        """Name what stands in a folder: whole in UDF and Rock Ridge, cut in Joliet, by a number in plain ISO 9660."""
        iso = f"{self.iso}/{'D' if path.is_dir() else 'F'}{number:07}"
        return _Place(iso, f"{self.joliet}/{_cut(path.name, number)}", f"{self.udf}/{path.name}")


def _cut(name: str, number: int) -> str:
    """Cut a name to what the library takes for Joliet; its number keeps it different from its neighbours."""
    if len(name.encode()) <= JOLIET:
        return name
    stem, dot, ending = name.rpartition(".")
    end = f"~{number}.{ending}" if dot and len(ending) <= 5 else f"~{number}"
    stem = stem if dot and len(ending) <= 5 else name
    while len((stem + end).encode()) > JOLIET:
        stem = stem[:-1]
    return stem + end


def _add(image: pycdlib.PyCdlib, path: Path, place: _Place) -> None:
    if path.is_dir():
        image.add_directory(place.iso, rr_name=path.name, joliet_path=place.joliet, udf_path=place.udf)
    else:
        file = f"{place.iso}.;1"
        image.add_file(str(path), file, rr_name=path.name, joliet_path=place.joliet, udf_path=place.udf)
