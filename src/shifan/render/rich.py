"""Make any rich text safe to write: known nodes only, printable text, tables whose cells fill a rectangle."""

from __future__ import annotations

from collections.abc import Iterator

from shifan.core import text as words
from shifan.render.characters import printable

Node = dict[str, object]

_HOLDERS = frozenset({"bulletList", "orderedList", "listItem", "table", "tableRow"})  # nothing without content


def tidy(doc: Node) -> Node:
    """Rebuild a rich text so that a renderer can follow it without looking left or right."""
    return _tidied(words.clean_doc(doc))


def walk(doc: Node) -> Iterator[Node]:
    """Give every node of a rich text, parents first."""
    yield doc
    for child in children(doc):
        yield from walk(child)


def children(node: Node) -> list[Node]:
    """Give the child nodes of a node."""
    content = node.get("content")
    return [child for child in content if isinstance(child, dict)] if isinstance(content, list) else []


def attribute(node: Node, name: str, default: str = "") -> str:
    """Give a text attribute of a node."""
    attributes = node.get("attrs")
    value = attributes.get(name) if isinstance(attributes, dict) else None
    return value if isinstance(value, str) else default


def number(node: Node, name: str, default: int = 1) -> int:
    """Give a number attribute of a node."""
    attributes = node.get("attrs")
    value = attributes.get(name) if isinstance(attributes, dict) else None
    return value if isinstance(value, int) else default


def marks(node: Node) -> tuple[str, ...]:
    """Give the names of the marks on a piece of text."""
    given = node.get("marks")
    return tuple(str(mark["type"]) for mark in given if isinstance(mark, dict)) if isinstance(given, list) else ()


def _tidied(node: Node) -> Node:
    kind = node["type"]
    result: Node = {"type": kind}
    if kind == "text":
        result["text"] = printable(str(node.get("text", "")))
        if "marks" in node:
            result["marks"] = node["marks"]
        return result
    attributes = node.get("attrs")
    if isinstance(attributes, dict):
        result["attrs"] = {
            key: printable(value) if isinstance(value, str) else value for key, value in attributes.items()
        }
    content = [child for child in map(_tidied, children(node)) if child["type"] not in _HOLDERS or children(child)]
    if kind == "table":
        content = _rectangle(content)
    if content:
        result["content"] = content
    return result


def _rectangle(rows: list[Node]) -> list[Node]:
    """Clip spans to the rows there are, and fill short rows with empty cells."""
    widths: list[int] = []
    reaching: list[tuple[int, int]] = []
    for index, row in enumerate(rows):
        for cell in children(row):
            spans = {"colspan": number(cell, "colspan"), "rowspan": min(number(cell, "rowspan"), len(rows) - index)}
            cell["attrs"] = spans
            reaching.append((spans["rowspan"], spans["colspan"]))
        widths.append(sum(columns for _, columns in reaching))
        reaching = [(left - 1, columns) for left, columns in reaching if left > 1]
    widest = max(widths, default=0)
    for row, width in zip(rows, widths, strict=True):
        empty: Node = {"type": "tableCell"}
        row["content"] = [*children(row), *([empty] * (widest - width))]
    return rows
