"""Know how what the schema says about a value becomes a problem at a place, with a hint how to mend it."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable, Sequence
from types import UnionType
from typing import Annotated, Literal, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from shifan.core.pack import Pack, PackError, Problem
from shifan.packs.nodes import Node, Place

Locator = Sequence[str | int]
M = TypeVar("M", bound=BaseModel)
_TAGS = ("type", "part")


def find(root: Node, locator: Locator) -> tuple[Node, Place]:
    """Follow a locator as far as it leads; give the last node and the place to point at.

    A tag of the schema's own (`text` between a field and its keys) is passed over.
    """
    node, place, tag = root, root.place, ""
    for step in locator:
        items = node.items()
        if isinstance(step, int):
            if step >= len(items):
                break
            node = items[step]
            place = node.place
            tag = next((node.text(name) for name in _TAGS if node.text(name)), "")
        elif step == tag:
            tag = ""
        elif step in node.mapping():
            place = node.keys.get(step, node.place)
            node, tag = node.mapping()[step], ""
            place = node.place if isinstance(node.value, str | int | float | bool) else place
    return node, place


def problem(root: Node, error: ErrorDetails, schema: type[BaseModel] = Pack) -> Problem:
    """Word one error of the schema with its place."""
    locator = error["loc"]
    key = str(locator[-1]) if locator else ""
    node, place = find(root, locator)
    context = error.get("ctx", {})
    kind = error["type"]
    if kind == "extra_forbidden":
        owner, _ = find(root, locator[:-1])
        hint = closest(key, _known_keys(schema, locator[:-1]))
        return owner.keys.get(key, place).problem(f"“{key}” is not known here", hint)
    if kind == "missing":
        return place.problem(f"“{key}” is missing")
    if kind == "union_tag_not_found":
        name = str(context.get("discriminator", "type")).strip("'")
        return place.problem(f"“{name}” is missing", "it says what kind of element this is")
    if kind == "union_tag_invalid":
        name = str(context.get("discriminator", "type")).strip("'")
        tag = node.mapping().get(name, node)
        return tag.place.problem(
            f"“{name}: {context['tag']}” is not known", closest(str(context["tag"]), _words(context["expected_tags"]))
        )
    if kind in ("literal_error", "enum"):
        return place.problem(f"“{_show(node)}” is not allowed", closest(_show(node), _words(str(context["expected"]))))
    return place.problem(*_word(kind, error["msg"], node, key))


def validate(kind: type[M], root: Node) -> M:
    """Hold a tree against a schema of its own, such as that of a case file; raises PackError with every mistake."""
    try:
        return kind.model_validate_json(json.dumps(root.plain()), strict=True)
    except ValidationError as error:
        raise PackError(*(problem(root, item, kind) for item in error.errors(include_url=False))) from error


def _word(kind: str, message: str, node: Node, key: str) -> tuple[str, str]:
    if kind == "string_type" and isinstance(node.value, int | float):
        return f"“{key}” is a text, but {_show(node)} reads as something else", "put it in quotes"
    if kind == "string_pattern_mismatch":
        return f"“{_show(node)}” is not a name", "small letters, digits and _, beginning with a letter"
    if kind == "bool_type":
        return f"“{_show(node)}” is neither true nor false", "write true or false"
    if kind in ("tuple_type", "list_type"):
        return f"“{key}” holds a list", "write [a, b] or one item a line after -"
    if kind in ("model_type", "model_attributes_type", "dict_type") and not key:
        return f"keys and values are expected here, not “{_show(node)}”", ""
    if kind in ("model_type", "model_attributes_type", "dict_type"):
        return f"“{key}” holds keys and values, not “{_show(node)}”", ""
    return f"“{key}”: {message[:1].lower()}{message[1:]}, not “{_show(node)}”", ""


def closest(word: str, known: Iterable[str]) -> str:
    """Word a hint: the known word nearest to a mistaken one, else all of them if they are few."""
    words = sorted(set(known))
    near = difflib.get_close_matches(word, words, n=1, cutoff=0.6)
    if near:
        return f"did you mean “{near[0]}”?"
    return f"known: {', '.join(words)}" if 0 < len(words) <= 30 else ""


def _show(node: Node) -> str:
    if isinstance(node.value, dict):
        return "{…}"
    if isinstance(node.value, list):
        return "[…]"
    if node.value is None:
        return "nothing"
    text = str(node.value).lower() if isinstance(node.value, bool) else str(node.value)
    return text if len(text) <= 60 else text[:60] + "…"


def _words(expected: object) -> list[str]:
    return [word.strip(" '") for word in str(expected).replace(" or ", ", ").split(",")]


def _known_keys(schema: type[BaseModel], locator: Locator) -> list[str]:
    """Name the keys that the schema allows at a place."""
    kinds: list[type[BaseModel]] = [schema]
    for step in locator:
        if isinstance(step, int):
            continue
        inner = [
            kind
            for owner in kinds
            if step in owner.model_fields
            for kind in _models(owner.model_fields[step].annotation)
        ]
        tagged = [kind for kind in kinds if len(kinds) > 1 and step in _tags(kind)]
        kinds = tagged or inner or kinds
    return [info.alias or name for kind in kinds for name, info in kind.model_fields.items()]


def _models(annotation: object) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    if get_origin(annotation) in (Union, UnionType, tuple, dict, Annotated):
        return [kind for part in get_args(annotation) for kind in _models(part)]
    return []


def _tags(kind: type[BaseModel]) -> tuple[str, ...]:
    for name in _TAGS:
        if name in kind.model_fields and get_origin(kind.model_fields[name].annotation) is Literal:
            return get_args(kind.model_fields[name].annotation)
    return ()
