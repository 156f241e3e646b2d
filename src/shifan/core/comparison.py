"""Two states of an application side by side: field by field, row by row, with what differs marked in the texts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from shifan.core import difference, display
from shifan.core.difference import Piece
from shifan.core.display import Sheet
from shifan.core.form import (
    AttachmentField,
    ComputedField,
    FormField,
    GroupField,
    RepeatField,
    RichField,
    Words,
    YearsField,
)
from shifan.core.values import Json

Fate = Literal["same", "new", "gone", "moved"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One answer on both sides: what stayed, went and came. `is_dressed` says that only its looks or files differ."""

    path: str
    pieces: tuple[Piece, ...]
    label: Words | None = None
    is_dressed: bool = False

    @property
    def is_changed(self) -> bool:
        """This property will say whether the two sides differ."""
        return self.is_dressed or any(piece.kind != "same" for piece in self.pieces)

    @property
    def before(self) -> tuple[Piece, ...]:
        """This property will give the text of the first side."""
        return tuple(piece for piece in self.pieces if piece.kind != "new")

    @property
    def after(self) -> tuple[Piece, ...]:
        """This property will give the text of the second side."""
        return tuple(piece for piece in self.pieces if piece.kind != "gone")


@dataclass(frozen=True, slots=True)
class Line:
    """A field with its one cell, or a row of a table with all of them; `number` counts rows."""

    path: str
    label: Words
    cells: tuple[Cell, ...]
    number: int = 0
    fate: Fate = "same"
    level: int = 0
    kind: Literal["line"] = "line"

    @property
    def is_changed(self) -> bool:
        """This property will say whether the two sides differ."""
        return self.fate != "same" or any(cell.is_changed for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Head:
    """What the lines after it belong to: a group, or a row of a repeat with its name."""

    path: str
    label: Words
    title: str = ""
    number: int = 0
    fate: Fate = "same"
    level: int = 0
    kind: Literal["head"] = "head"


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the form with its heads and lines in order."""

    id: str
    label: Words
    entries: tuple[Head | Line, ...]


@dataclass(frozen=True, slots=True)
class _Pair:
    before: Sheet
    after: Sheet
    everything: bool


def compare(before: Sheet, after: Sheet, *, everything: bool = False) -> tuple[Section, ...]:
    """This function will set two states of one form side by side: only what differs, or everything.

    Computed answers are compared where both sides have them.
    """
    pair = _Pair(before, after, everything)
    sections = (
        Section(section.id, section.label, tuple(_entries(pair, section.id, section.fields, 0)))
        for section in after.plan.pack.form(after.track).sections
    )
    return tuple(section for section in sections if section.entries)


def count(sections: Sequence[Section]) -> int:
    """This function will count the lines that differ."""
    return sum(_differs(entry) for section in sections for entry in section.entries)


def _differs(entry: Head | Line) -> bool:
    return entry.is_changed if isinstance(entry, Line) else entry.fate != "same"


def unknown(before: Sheet, after: Sheet) -> tuple[str, ...]:
    """This function will name the answers of either side for which the form has no field any more."""
    paths = {*before.flat, *after.flat}
    return tuple(sorted(path for path in paths if after.plan.question(after.track, path) is None))


def _entries(pair: _Pair, prefix: str, fields: Sequence[FormField], level: int) -> Iterator[Head | Line]:
    for asked in fields:
        path = f"{prefix}.{asked.id}"
        if isinstance(asked, GroupField):
            yield from _headed(Head(path, asked.label, level=level), _entries(pair, path, asked.fields, level + 1))
        elif isinstance(asked, RepeatField):
            yield from _rows(pair, path, asked, level)
        elif isinstance(asked, YearsField):
            for year in asked.years:
                label = Words(zh=f"{asked.label.zh}（{year}年）", en=f"{asked.label.en} ({year})")
                yield from _line(pair, f"{path}.{year}", label, asked, level)
        else:
            yield from _line(pair, path, asked.label, asked, level)


def _headed(head: Head, inner: Iterator[Head | Line]) -> Iterator[Head | Line]:
    """Give a head and what is below it, neither where there is nothing to tell."""
    below = tuple(inner)
    if below or head.fate != "same":
        yield head
        yield from below


def _line(pair: _Pair, path: str, label: Words, asked: FormField, level: int) -> Iterator[Line]:
    cell = _cell(pair, path, asked)
    if isinstance(asked, ComputedField) and not (pair.before.computed and pair.after.computed):
        return
    is_asked = asked.visible_if is None or bool(cell.pieces)
    if cell.is_changed or (pair.everything and is_asked):
        yield Line(path, label, (cell,), level=level)


def _cell(pair: _Pair, path: str, asked: FormField, label: Words | None = None) -> Cell:
    words = [display.shown(sheet, path, unit=True, titles=True) for sheet in (pair.before, pair.after)]
    is_dressed = (
        words[0] == words[1]
        and isinstance(asked, RichField | AttachmentField)
        and pair.before.value(path) != pair.after.value(path)
    )
    return Cell(path, difference.pieces(*words), label, is_dressed)


def _rows(pair: _Pair, path: str, asked: RepeatField, level: int) -> Iterator[Head | Line]:
    keys = {side: _keys(sheet.flat, path) for side, sheet in (("before", pair.before), ("after", pair.after))}
    is_table = asked.type == "table" and not any(isinstance(one, RepeatField | GroupField) for one in asked.fields)
    found: list[Head | Line] = []
    for key, number, fate in _fates(keys["before"], keys["after"]):
        place = f"{path}.{key}"
        label = asked.row_label or asked.label
        if is_table:
            cells = tuple(_cell(pair, f"{place}.{one.id}", one, one.label) for one in asked.fields)
            line = Line(place, label, cells, number, fate, level + 1)
            found += [line] if pair.everything or line.is_changed else []
            continue
        named = f"{place}.{asked.row_title or asked.fields[0].id}"
        title = display.shown(pair.before if fate == "gone" else pair.after, named)
        head = Head(place, label, title, number, fate, level + 1)
        found += _headed(head, _entries(pair, place, asked.fields, level + 2))
    yield from _headed(Head(path, asked.label, level=level), iter(found))


def _fates(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[str, int, Fate]]:
    """Give every row once, in its place: key, number, and what became of it; one taken away comes where it stood."""
    stayed = [key for key in before if key in after]
    order = [key for key in after if key in before]
    moved = {key for key in order if stayed.index(key) != order.index(key)}
    gone = {key: number for number, key in enumerate(before, start=1) if key not in after}
    shown = list(after)
    for key, number in gone.items():
        shown.insert(min(number - 1, len(shown)), key)
    for key in shown:
        if key in gone:
            yield key, gone[key], "gone"
        else:
            yield key, after.index(key) + 1, "new" if key not in before else "moved" if key in moved else "same"


def _keys(flat: Mapping[str, Json], path: str) -> list[str]:
    value = flat.get(path)
    return [str(key) for key in value] if isinstance(value, list) else []
