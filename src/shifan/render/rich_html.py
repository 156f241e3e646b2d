"""Write a rich text as HTML: known nodes only, every text escaped, pictures by an address that the caller gives."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from shifan.render.rich import Node, attribute, children, marks, number, tidy

_TAGS = {
    "paragraph": "p",
    "bulletList": "ul",
    "listItem": "li",
    "blockquote": "blockquote",
    "tableRow": "tr",
    "tableCell": "td",
    "tableHeader": "th",
}
_MARKS = {"bold": "strong", "italic": "em", "underline": "u", "strike": "s", "superscript": "sup", "subscript": "sub"}
_HIGHEST = 4  # the page has its own headings above those inside an answer


def rich_html(doc: Node, address: Callable[[str], str]) -> str:
    """This function will give the HTML of a rich text; `address` turns the digest of a picture into its address."""
    return "".join(_html(child, address) for child in children(tidy(doc)))


def _html(node: Node, address: Callable[[str], str]) -> str:
    kind = str(node["type"])
    if kind == "text":
        return _text(node)
    if kind == "hardBreak":
        return "<br>"
    if kind == "horizontalRule":
        return "<hr>"
    if kind == "image":
        return _picture(node, address)
    inner = "".join(_html(child, address) for child in children(node))
    if kind == "heading":
        level = min(6, _HIGHEST + number(node, "level") - 1)
        return f"<h{level}>{inner}</h{level}>"
    if kind == "orderedList":
        return f'<ol start="{number(node, "start")}">{inner}</ol>'
    if kind == "table":
        return f'<div class="rich-table"><table class="table table-bordered">{inner}</table></div>'
    tag = _TAGS[kind]
    return f"<{tag}{_spans(node)}>{inner}</{tag}>"


def _text(node: Node) -> str:
    words = escape(str(node.get("text", "")))
    for mark in marks(node):
        tag = _MARKS[mark]
        words = f"<{tag}>{words}</{tag}>"
    return words


def _picture(node: Node, address: Callable[[str], str]) -> str:
    caption = attribute(node, "caption")
    alt = attribute(node, "alt") or caption or attribute(node, "name")
    source = escape(address(attribute(node, "digest")))
    below = f"<figcaption>{escape(caption)}</figcaption>" if caption else ""
    return f'<figure><img src="{source}" alt="{escape(alt)}" loading="lazy">{below}</figure>'


def _spans(node: Node) -> str:
    spans = ((name, number(node, name)) for name in ("colspan", "rowspan"))
    return "".join(f' {name}="{value}"' for name, value in spans if value > 1)
