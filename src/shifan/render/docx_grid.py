"""Tables of Word: rows of cells with spans, built as text, since a cell of python-docx costs a walk over its table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

Given = TypeVar("Given")
PAD = 100  # twips at each side of a cell
PAD_NARROW = 60
NOTHING = '<w:p><w:pPr><w:pStyle w:val="Turn"/></w:pPr></w:p>'  # a cell must hold a paragraph; this one has no height


@dataclass(frozen=True, slots=True)
class Box:
    """A cell ready to be written."""

    content: str
    top: bool = False


def columns(shares: Sequence[int], width: int) -> tuple[int, ...]:
    """Part a width into columns, so that nothing is lost by rounding."""
    whole, edges, sum_ = sum(shares) or 1, [0], 0
    for share in shares:
        sum_ += share
        edges.append(round(width * sum_ / whole))
    return tuple(right - left for left, right in pairwise(edges))


def table(
    rows: Sequence[Sequence[Given]],
    spans: Callable[[Given], tuple[int, int]],
    box: Callable[[Given, int], Box],
    widths: Sequence[int],
    *,
    head_rows: int = 0,
    parts: Sequence[bool] = (),
    left: int = 0,
    tail: str = "",
) -> str:
    """Write a table. `box` writes a cell for an inner width, `spans` gives its columns and rows.

    The first `head_rows` repeat on every page; `parts` says for each row whether the end of a page may part it; `tail`
    stands below all rows, as wide as they are, in one without lines.
    """
    pad = PAD_NARROW if len(widths) > 6 else PAD
    written = []
    for number, line in enumerate(_laid(rows, spans)):
        flags = "" if (parts[number] if number < len(parts) else True) else "<w:cantSplit/>"
        flags += "<w:tblHeader/>" if number < head_rows else ""
        cells = "".join(_cell(cell, at, wide, widths, pad, spans, box) for cell, at, wide in line)
        written.append(f"<w:tr>{f'<w:trPr>{flags}</w:trPr>' if flags else ''}{cells}</w:tr>")
    if tail:
        written.append(_open_row(tail, widths))
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    margins = "".join(
        f'<w:{side} w:w="{size}" w:type="dxa"/>'
        for side, size in (("top", 100), ("left", pad), ("bottom", 100), ("right", pad))
    )
    indent = f'<w:tblInd w:w="{left}" w:type="dxa"/>' if left else ""
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>{indent}'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{margins}</w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(written)}</w:tbl>"
    )


def _open_row(content: str, widths: Sequence[int]) -> str:
    """Write a row of one cell without lines and without room at its sides."""
    span = f'<w:gridSpan w:val="{len(widths)}"/>' if len(widths) > 1 else ""
    borders = "".join(f'<w:{side} w:val="nil"/>' for side in ("left", "bottom", "right"))
    margins = "".join(f'<w:{side} w:w="0" w:type="dxa"/>' for side in ("left", "right"))
    return (
        f'<w:tr><w:trPr><w:cantSplit/></w:trPr><w:tc><w:tcPr><w:tcW w:w="{sum(widths)}" w:type="dxa"/>{span}'
        f"<w:tcBorders>{borders}</w:tcBorders><w:tcMar>{margins}</w:tcMar></w:tcPr>{content}</w:tc></w:tr>"
    )


def _cell(
    cell: Given | None,
    at: int,
    wide: int,
    widths: Sequence[int],
    pad: int,
    spans: Callable[[Given], tuple[int, int]],
    box: Callable[[Given, int], Box],
) -> str:
    width = sum(widths[at : at + wide])
    span = f'<w:gridSpan w:val="{wide}"/>' if wide > 1 else ""
    size = f'<w:tcW w:w="{width}" w:type="dxa"/>{span}'
    if cell is None:
        return f"<w:tc><w:tcPr>{size}<w:vMerge/></w:tcPr>{NOTHING}</w:tc>"
    made = box(cell, max(1, width - 2 * pad))
    merge = '<w:vMerge w:val="restart"/>' if spans(cell)[1] > 1 else ""
    middle = "" if made.top else '<w:vAlign w:val="center"/>'
    # A cell ends with a paragraph: after a table of its own there is one that takes no room.
    return f"<w:tc><w:tcPr>{size}{merge}{middle}</w:tcPr>{made.content or NOTHING}</w:tc>"


def _laid(
    rows: Sequence[Sequence[Given]], spans: Callable[[Given], tuple[int, int]]
) -> Iterator[list[tuple[Given | None, int, int]]]:
    """Give each row as (cell, column, columns); None where a cell of a row above goes on."""
    open_: dict[int, tuple[int, int]] = {}  # column → rows still to fill, columns
    for row in rows:
        line: list[tuple[Given | None, int, int]] = []
        at, waiting, begun = 0, list(row), {}
        while waiting or at in open_:
            if at in open_:
                left, wide = open_.pop(at)
                line.append((None, at, wide))
                begun[at] = (left - 1, wide)
            else:
                cell = waiting.pop(0)
                wide, reach = spans(cell)
                line.append((cell, at, wide))
                begun[at] = (reach - 1, wide)
            at += wide
        open_ = {column: (left, wide) for column, (left, wide) in begun.items() if left > 0}
        yield line
