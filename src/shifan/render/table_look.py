"""How a table behaves at the end of a page, and how large its letters are: the same in every paged format."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from shifan.core.document import Cell, Table

SMALL_ROWS, SMALL_TEXT = 10, 500  # a table up to this is not parted at all
LOW_TEXT = 150  # a row whose cells all hold less is not parted
TOP_TEXT = 100  # a cell with more begins at the top: its row may go on over the page
BOXES = frozenset("☐☑")
LONG_LINE = 60  # a cell with a longer line is set in paragraphs


@dataclass(frozen=True, slots=True)
class RowLook:
    """Whether a row may be parted by the end of a page, and whether it stays with the row below."""

    parts: bool
    leads: bool


def points(table: Table) -> float:
    """Give the size of a table's letters: 小四, with many columns 五号 or 小五."""
    return 9 if len(table.widths) > 8 else 10.5 if len(table.widths) > 6 else 12


def is_small(table: Table) -> bool:
    """Say whether a table is not parted at all, so that no heading stands with its first row alone."""
    cells = [cell for row in table.rows for cell in row]
    return (
        len(table.rows) <= SMALL_ROWS
        and all(cell.rich is None and not cell.slots for cell in cells)
        and sum(len(cell.text) for cell in cells) < SMALL_TEXT
    )


def looks(rows: tuple[tuple[Cell, ...], ...]) -> Iterator[RowLook]:
    """Give the look of each row below the head rows."""
    reaching = 0  # rows that cells begun above still reach into
    for row in rows:
        reach = max((cell.rows for cell in row), default=1)
        is_alone = reaching == 0 and reach == 1
        is_low = is_alone and all(cell.rich is None and len(cell.text) < LOW_TEXT for cell in row)
        yield RowLook(parts=not is_low, leads=is_alone and len(row) > 1 and all(cell.head for cell in row))
        reaching = max(reaching, reach) - 1


def is_long(cell: Cell) -> bool:
    """Say whether a cell is set in paragraphs, with the first line indented; a line of options is not."""
    lines = (line for line in cell.text.split("\n") if not BOXES & set(line))
    return cell.rich is not None or any(len(line) > LONG_LINE for line in lines)


def begins_at_top(cell: Cell) -> bool:
    """Say whether a cell begins at the top of its row instead of the middle."""
    return cell.rich is not None or len(cell.text) > TOP_TEXT
