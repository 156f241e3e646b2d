"""Turning answers as the samples write them into answers as they are kept: rows get keys, texts get formatted."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shifan.core import answers
from shifan.core.form import AttachmentField, FormField, GroupField, RepeatField, RichField, YearsField
from shifan.core.plan import Plan
from shifan.core.values import Json

Node = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Ready:
    """Answers in the order of the form, those with pictures apart, and the papers that belong to each attachment."""

    plain: Mapping[str, Json]
    rich: Mapping[str, Sequence[object]]
    papers: Mapping[str, Sequence[str]]


def prepare(plan: Plan, track: str, written: Mapping[str, object]) -> Ready:
    """This function will sort out the answers of one enterprise for the form of a track."""
    rich: dict[str, Sequence[object]] = {}
    papers: dict[str, Sequence[str]] = {}
    nested: dict[str, Any] = {}
    for section in plan.pack.form(track).sections:
        if section.id in written:
            nested[section.id] = _fields(section.fields, written[section.id], section.id, rich, papers)
    return Ready(answers.flatten(plan, track, nested), rich, papers)


def pictures_of(blocks: Sequence[object]) -> list[str]:
    """This function will name the pictures that a formatted text shows."""
    return [block["picture"] for block in blocks if isinstance(block, dict) and "picture" in block]


def document(blocks: Sequence[object], digest_of: Callable[[str], str]) -> Node:
    """This function will make the formatted text (a ProseMirror document) of blocks as the samples write them."""
    return {"type": "doc", "content": [_block(block, digest_of) for block in blocks]}


def _fields(fields: Sequence[FormField], written, path: str, rich: dict, papers: dict) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for field in fields:
        if field.id not in written:
            continue
        value, place = written[field.id], f"{path}.{field.id}"
        if isinstance(field, RichField):
            rich[place] = value
        elif isinstance(field, AttachmentField):
            papers[place] = value
        elif isinstance(field, GroupField):
            found[field.id] = _fields(field.fields, value, place, rich, papers)
        elif isinstance(field, RepeatField):
            found[field.id] = [
                {"_key": key} | _fields(field.fields, row, f"{place}.{key}", rich, papers)
                for key, row in zip("abcdefghijklmnopqrstuvwxyz", value, strict=False)
            ]
        elif isinstance(field, YearsField):
            found[field.id] = {str(year): str(number) for year, number in value.items()}
        else:
            found[field.id] = str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value
    return found


def _block(block: object, digest_of: Callable[[str], str]) -> Node:
    if isinstance(block, str):
        return _paragraph(block)
    assert isinstance(block, dict)
    if "h" in block:
        return {"type": "heading", "attrs": {"level": 3}, "content": [_text(block["h"])]}
    if "picture" in block:
        caption = block["caption"]
        attrs = {"digest": digest_of(block["picture"]), "name": f"{block['picture']}.png", "alt": caption}
        return {"type": "image", "attrs": attrs | {"caption": caption}}
    if "table" in block:
        rows = [
            [{"type": "tableCell" if at else "tableHeader", "content": [_paragraph(cell)]} for cell in row]
            for at, row in enumerate(block["table"])
        ]
        return {"type": "table", "content": [{"type": "tableRow", "content": row} for row in rows]}
    kind, items = ("orderedList", block["ol"]) if "ol" in block else ("bulletList", block["list"])
    return {"type": kind, "content": [{"type": "listItem", "content": [_paragraph(item)]} for item in items]}


def _paragraph(text: object) -> Node:
    return {"type": "paragraph", "content": [_text(text)]}


def _text(text: object) -> Node:
    return {"type": "text", "text": str(text)}
