"""What a document says, line by line in reading order, worked out from the document alone: paper is held against it."""

from __future__ import annotations

from collections.abc import Iterator

from shifan.core.document import Block, Cell, Document, Heading, PageBreak, Paragraph, Rich, Slots, Table
from shifan.render.characters import printable
from shifan.render.rich import Node, attribute, children, number, tidy


def lines(document: Document) -> list[str]:
    """Give every line that has something in it, as it is printed; then the footnotes.

    By design, and only this, differs from what was typed: control and direction characters are left out, a tab is
    spaces, what is no character is U+FFFD (`printable`), and lines of nothing but white space are not printed.
    """
    notes: list[str] = []
    found = [*_cover(document), *(line for block in document.blocks for line in _block(block, notes))]
    return [line for words in [*found, *notes] for line in printable(words).split("\n") if line.strip()]


def _cover(document: Document) -> Iterator[str]:
    if cover := document.cover:
        yield from (cover.above, cover.title, cover.subtitle)
        for label, words, sealed in cover.lines:
            yield from (label, words, "（盖章）" if sealed else "")
        yield cover.foot


def _block(block: Block, notes: list[str]) -> Iterator[str]:
    match block:
        case Heading():
            yield block.number + printable(block.text).replace("\n", " ")
        case Paragraph():
            yield block.text
        case Rich():
            yield from rich(block.doc)
        case Table():
            yield block.caption
            for row in block.rows:
                for cell in row:
                    yield from _cell(cell, notes)
        case Slots():
            yield from (block.text, *block.slots)
        case PageBreak():
            return


def _cell(cell: Cell, notes: list[str]) -> Iterator[str]:
    if cell.rich is not None:
        yield from rich(cell.rich)
    else:
        yield cell.text or cell.hint
    yield from cell.slots
    notes.append(cell.note)


def rich(doc: Node) -> Iterator[str]:
    """Give the lines of a rich text, with the numbers of its lists."""
    yield from _flow(children(tidy(doc)))


def _flow(nodes: list[Node], mark: str = "") -> Iterator[str]:
    for node in nodes:
        if node["type"] in ("paragraph", "heading"):
            yield mark + "".join(str(child.get("text", "\n")) for child in children(node))
        elif node["type"] == "image":
            yield attribute(node, "caption")
        elif node["type"] == "orderedList":
            for at, item in enumerate(children(node), start=number(node, "start")):
                yield from _flow(children(item)[:1], f"{at}.")
                yield from _flow(children(item)[1:])
        else:
            yield from _flow(children(node))
        mark = ""
