"""How a table behaves at the end of a page, and how large its letters are: the same in every paged format."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import ceil
from unicodedata import east_asian_width

from shifan.core.document import Cell, Table
from shifan.render.rich import Node, children

# Lines are guessed for an upright page; one that is turned is wider, so nothing takes more lines there than this says.
WIDTH = 442  # points across an upright page
INSET = 10  # points of a cell that are not for letters
PAD = 0.75  # room above and below the letters of a row, in lines
SMALL = 14  # lines of a table that is not parted at all
LOW = 14  # lines of a row that is not parted
GROUP = 12  # lines of rows with a cell beside all of them that are not parted from each other
PAIR = 8  # lines of the first two rows, and of the last two, that stay together
SLOT = 1.6  # lines that a place to sign takes
UNKNOWN = 1000  # lines of what cannot be guessed: a picture, a table inside a cell
TOP_TEXT = 100  # a cell with more begins at the top: its row may go on over the page
BOXES = frozenset("☐☑")
LONG_LINE = 60  # a cell with a longer line is set in paragraphs


@dataclass(frozen=True, slots=True)
class RowLook:
    """How a row behaves at the end of a page."""

    parts: bool  # the page may end inside it
    leads: bool  # it is of nothing but head cells, and stays with the row below
    joins: bool  # it stays with the row below for another reason


def points(table: Table) -> float:
    """Give the size of a table's letters: 小四, with many columns 五号 or 小五."""
    return 9 if len(table.widths) > 8 else 10.5 if len(table.widths) > 6 else 12


def is_small(table: Table) -> bool:
    """Say whether a table is not parted at all: it is low, and so is surely lower than a page."""
    return sum(_heights(table, table.rows)) <= SMALL


def looks(table: Table) -> tuple[RowLook, ...]:
    """Give the look of each row below the head rows."""
    rows = table.rows[table.head_rows :]
    heights = _heights(table, rows)
    found: list[RowLook] = []
    for start, end in _groups(rows):
        is_alone = end - start == 1
        is_kept = not is_alone and sum(heights[start:end]) <= GROUP
        for at in range(start, end):
            leads = is_alone and len(rows[at]) > 1 and all(cell.head for cell in rows[at])
            found.append(RowLook(heights[at] > LOW, leads, joins=is_kept and at < end - 1))
    # Neither a low first row nor a low last row stands on a page by itself.
    for at in {0, len(found) - 2} if len(found) > 3 else ():
        if sum(heights[at : at + 2]) <= PAIR and not any(look.leads for look in found[at : at + 2]):
            found[at] = replace(found[at], joins=True)
    return tuple(found)


def _groups(rows: Sequence[tuple[Cell, ...]]) -> Iterator[tuple[int, int]]:
    """Part rows where no cell reaches over, and give each group as its first row and the row after its last."""
    start = reach = 0
    for at, row in enumerate(rows, start=1):
        reach = max(reach, at - 1 + max((cell.rows for cell in row), default=1))
        if reach <= at:
            yield start, at
            start = at
    if start < len(rows):
        yield start, len(rows)


def _heights(table: Table, rows: Sequence[tuple[Cell, ...]]) -> list[float]:
    """Guess the height of rows in lines; a cell over several rows lends what it needs beyond them to the last."""
    share = WIDTH / (sum(table.widths) or 1)
    size = points(table)
    found: list[float] = []
    waiting: list[tuple[int, int, float]] = []  # first row, row after the last, lines
    free: dict[int, int] = {}  # column → rows that a cell from above still takes
    for at, row in enumerate(rows):
        lines, column = 0.0, 0
        for cell in row:
            while free.get(column, 0) > at:
                column += 1
            wide = sum(table.widths[column : column + cell.columns]) * share - INSET
            need = _lines(cell, max(1, wide / size))
            lines = max(lines, need if cell.rows == 1 else 0)
            waiting += [(at, at + cell.rows, need)] if cell.rows > 1 else []
            free |= {column + step: at + cell.rows for step in range(cell.columns)}
            column += cell.columns
        found.append(max(1, lines) + PAD)
        for start, end, need in waiting:
            if end == at + 1:
                found[at] += max(0, need - sum(found[start:end]))
    return found


def _lines(cell: Cell, letters: float) -> float:
    """Guess how many lines a cell takes, so many letters wide."""
    texts = (cell.text or cell.hint).split("\n") if cell.rich is None else _texts(cell.rich)
    room = SLOT * (len(cell.slots) + 1) if cell.slots else 0
    return room + sum(UNKNOWN if text is None else max(1, ceil(_width(text) / letters)) for text in texts)


def _width(text: str) -> float:
    return sum(1 if east_asian_width(letter) in "WFA" else 0.55 for letter in text)


def _texts(node: Node) -> Iterator[str | None]:
    """Give the paragraphs of rich text; None for what is not text."""
    kind = node.get("type")
    if kind in ("image", "table"):
        yield None
    elif kind in ("paragraph", "heading"):
        yield "".join(str(child.get("text", "")) for child in children(node))
    else:
        for child in children(node):
            yield from _texts(child)


def is_long(cell: Cell) -> bool:
    """Say whether a cell is set in paragraphs, with the first line indented; a line of options is not."""
    lines = (line for line in cell.text.split("\n") if not BOXES & set(line))
    return cell.rich is not None or any(len(line) > LONG_LINE for line in lines)


def begins_at_top(cell: Cell) -> bool:
    """Say whether a cell begins at the top of its row instead of the middle."""
    return cell.rich is not None or len(cell.text) > TOP_TEXT
