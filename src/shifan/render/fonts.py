"""Which fonts a document is set in: folders, families for each role, and which characters none of them has."""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import typst

# 仿宋 for the body, 黑 for level-1 headings and bold, 楷 for level 2, 宋 for page numbers, a heavy Song for titles
# (小标宋), a Times-like face for Latin; `fallback` stands behind all: rare characters, then ☑ and ☐.
ROLES: Mapping[str, tuple[str, ...]] = {
    "fang": ("FandolFang R",),
    "hei": ("FandolHei",),
    "kai": ("FandolKai",),
    "song": ("FandolSong",),
    "title": ("FandolSong",),
    "latin": ("Liberation Serif",),
    "fallback": ("Noto Sans CJK SC", "DejaVu Sans"),
}

# What offices have bought, by the names these fonts give themselves; first wherever an operator's folders hold them.
OFFICE: Mapping[str, tuple[str, ...]] = {
    "fang": ("FangSong_GB2312", "仿宋_GB2312", "FZFangSong-Z02", "方正仿宋_GBK", "FangSong"),
    "hei": ("FZHei-B01", "方正黑体_GBK", "SimHei"),
    "kai": ("KaiTi_GB2312", "楷体_GB2312", "FZKai-Z03", "方正楷体_GBK", "KaiTi"),
    "song": ("FZShuSong-Z01", "方正书宋_GBK", "SimSun"),
    "title": ("FZXiaoBiaoSong-B05", "方正小标宋_GBK", "方正小标宋简体"),
    "latin": ("Times New Roman",),
}


Ranges = tuple[tuple[int, int], ...]  # sorted: first and last code point


@dataclass(frozen=True)
class Fonts:
    """Folders that hold font files, and the families wanted for each role, best first."""

    folders: tuple[Path, ...]
    roles: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: ROLES)


def shipped() -> Fonts:
    """Give the free fonts that come with the project."""
    return with_folders((), {})


def configured(folders: tuple[Path, ...]) -> Fonts:
    """Give the fonts of an operator, by the names that offices' fonts have, before the free ones; else those alone."""
    return with_folders(folders, OFFICE) if folders else shipped()


def with_folders(folders: tuple[Path, ...], roles: Mapping[str, tuple[str, ...]]) -> Fonts:
    """Put an operator's own fonts before the free ones: their folders, and families by role."""
    free = import_module("shifan_fonts").folders() if find_spec("shifan_fonts") else []
    merged = {role: (*roles.get(role, ()), *families) for role, families in ROLES.items()}
    return Fonts((*folders, *free), merged)


def wanting(fonts: Fonts) -> dict[str, tuple[str, ...]]:
    """Name, for each role, the families that no folder holds."""
    found = set(loaded(fonts.folders).families())
    return {role: tuple(name for name in names if name not in found) for role, names in fonts.roles.items()}


def missing(fonts: Fonts, characters: set[str]) -> tuple[str, ...]:
    """Give, sorted, the characters that no font at hand has; on paper they are empty boxes."""
    left = sorted(characters)
    for ranges in _maps(fonts.folders):
        left = [character for character in left if not _has(ranges, ord(character))]
    return tuple(left)


def lacking(fonts: Fonts, family: str, characters: set[str]) -> set[str]:
    """Give which characters a family lacks; all of them where no folder holds it."""
    ranges = _families(fonts.folders).get(family, ())
    return {character for character in characters if not any(_has(one, ord(character)) for one in ranges)}


@lru_cache(maxsize=4)
def loaded(folders: tuple[Path, ...]) -> typst.Fonts:
    """Read the fonts of some folders once for the whole process."""
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder) for folder in folders]
    )


def _has(ranges: Ranges, code: int) -> bool:
    place = bisect_right(ranges, (code, 0x110000)) - 1
    return place >= 0 and code <= ranges[place][1]


@lru_cache(maxsize=4)
def _maps(folders: tuple[Path, ...]) -> tuple[Ranges, ...]:
    """Give the character map of every face of some folders, each once: faces of a collection often share theirs."""
    return tuple(dict.fromkeys(one for maps in _families(folders).values() for one in maps))


@lru_cache(maxsize=4)
def _families(folders: tuple[Path, ...]) -> dict[str, tuple[Ranges, ...]]:
    """Read the character maps of the families of some folders; bold and regular may have different ones."""
    faces = {(font.path, font.index): font.family for font in loaded(folders).fonts() if font.path}
    found: dict[str, dict[Ranges, None]] = {}
    for path in sorted({path for path, _ in faces}):
        data = Path(path).read_bytes()
        read: dict[int, Ranges] = {}
        for number, table in enumerate(_tables(data)):
            if family := faces.get((path, number)):
                read[table] = read.get(table) or _ranges(data, table)
                found.setdefault(family, {})[read[table]] = None
    return {family: tuple(maps) for family, maps in found.items()}


def _tables(data: bytes) -> list[int]:
    """Find the `cmap` table of each face of a font file or a collection of fonts."""
    collection = data[:4] == b"ttcf"
    faces = struct.unpack_from(f">{struct.unpack_from('>I', data, 8)[0]}I", data, 12) if collection else (0,)
    return [_table(data, start) for start in faces]


def _table(data: bytes, start: int) -> int:
    for number in range(struct.unpack_from(">H", data, start + 4)[0]):
        tag, _, offset, _ = struct.unpack_from(">4sIII", data, start + 12 + 16 * number)
        if tag == b"cmap":
            return int(offset)
    return 0  # no font at all: it has no characters


def _ranges(data: bytes, offset: int) -> Ranges:
    """Read a `cmap` as sorted ranges of code points: format 12 where there is one (it has all), else format 4."""
    kinds: dict[int, int] = {}
    if not offset:
        return ()
    for number in range(struct.unpack_from(">H", data, offset + 2)[0]):
        table = offset + struct.unpack_from(">HHI", data, offset + 4 + 8 * number)[2]
        kinds[struct.unpack_from(">H", data, table)[0]] = table
    if 12 in kinds:
        groups = struct.unpack_from(">I", data, kinds[12] + 12)[0]
        rows = struct.iter_unpack(">III", data[kinds[12] + 16 : kinds[12] + 16 + 12 * groups])
        return tuple(sorted((first + (glyph == 0), last) for first, last, glyph in rows))
    return tuple(_segments(data, kinds[4])) if 4 in kinds else ()


def _segments(data: bytes, table: int) -> Iterator[tuple[int, int]]:
    count = struct.unpack_from(">H", data, table + 6)[0] // 2
    at = [table + 14, table + 16 + 2 * count, table + 16 + 4 * count, table + 16 + 6 * count]
    lasts, firsts, deltas, offsets = (struct.unpack_from(f">{count}H", data, place) for place in at)
    for number, (first, last, delta, offset) in enumerate(zip(firsts, lasts, deltas, offsets, strict=True)):
        base = at[3] + 2 * number + offset - 2 * first
        for code in range(first, min(last, 0xFFFE) + 1):
            glyph = struct.unpack_from(">H", data, base + 2 * code)[0] if offset else (code + delta) % 0x10000
            if glyph:
                yield code, code
