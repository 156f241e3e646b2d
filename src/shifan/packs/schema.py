"""Know the schema of pack files as editors understand it, and what every key means, in both languages."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import TypeAlias, get_args

from pydantic import BaseModel, JsonValue
from pydantic.json_schema import models_json_schema

from shifan.core.document import DocumentPlan
from shifan.core.form import Form
from shifan.core.pack import Clause, CodeList, Pack
from shifan.packs import national
from shifan.packs.award_cases import AwardFile
from shifan.packs.cases import CaseFile
from shifan.packs.files import COMPUTED
from shifan.packs.nodes import read

Schema: TypeAlias = dict[str, JsonValue]

ROOTS: tuple[type[BaseModel], ...] = (Pack, CaseFile, AwardFile)
DIALECT = "https://json-schema.org/draft/2020-12/schema"
_OWN = ("id", "version", "label", "summary")  # what pack.yaml itself has to say
_LAYER = {"extends": "Pack", "use_lists": "Pack"}
_BESIDE = {"before": "Stage", "after": "Stage"}


@cache
def meanings() -> Mapping[str, Mapping[str, tuple[str, str]]]:
    """Read what every key means: model → key → (Chinese, English); `_` is the element itself."""
    root, problems = read(files("shifan.packs").joinpath("keys.yaml").read_bytes(), "keys.yaml")
    if problems:
        raise ValueError(str(problems[0]))
    return {
        model: {key: _parted(str(node.value)) for key, node in entries.mapping().items()}
        for model, entries in root.mapping().items()
    }


def _parted(text: str) -> tuple[str, str]:
    zh, _, en = text.partition(" | ")
    return zh.strip(), en.strip()


def meaning(model: type[BaseModel], key: str) -> tuple[str, str] | None:
    """Say what a key means, looking at the model and at those it is made from; `key` is as written in files."""
    known = meanings()
    return next((known[one.__name__][key] for one in model.__mro__ if key in known.get(one.__name__, {})), None)


def models() -> tuple[type[BaseModel], ...]:
    """List every model that a file may hold, in the order in which they are met."""
    found: dict[type[BaseModel], None] = {}
    for root in ROOTS:
        _gather(root, found)
    return tuple(found)


def _gather(model: type[BaseModel], found: dict[type[BaseModel], None]) -> None:
    if model in found:
        return
    found[model] = None
    for info in model.model_fields.values():
        for inner in _models_in(info.annotation):
            _gather(inner, found)


def _models_in(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models_in(part)


def schemas() -> dict[str, Schema]:
    """Give the schema of each kind of file, by its name: pack, part, form, list, document, clauses, cases, awards."""
    _, whole = models_json_schema([(root, "validation") for root in ROOTS])
    shared: dict[str, Schema] = whole["$defs"]
    for model in models():
        if model.__name__ in shared:
            _explain(model, shared[model.__name__])
    stage = shared["Stage"]["properties"]
    if isinstance(stage, dict):
        stage.update({key: {"type": "string", "description": _hint("Stage", key)} for key in _BESIDE})
    layer = _layer(shared.pop("Pack"))
    kinds: dict[str, Schema] = {
        "pack": {**layer, "required": list(_OWN)},
        "part": layer,
        "form": _one_or_more(Form, "forms"),
        "list": _one_or_more(CodeList, "lists"),
        "document": _one_or_more(DocumentPlan, "documents"),
        "clauses": _one_or_more(Clause, "clauses"),
        "cases": {"$ref": "#/$defs/CaseFile"},
        "awards": {"$ref": "#/$defs/AwardFile"},
    }
    return {
        name: {"$schema": DIALECT, "title": f"shifan {name}", **body, "$defs": _needed(body, shared)}
        for name, body in kinds.items()
    }


def written() -> dict[str, str]:
    """Give the schemas as the files that editors read, by file name."""
    return {f"{name}.json": json.dumps(body, ensure_ascii=False, indent=1) + "\n" for name, body in schemas().items()}


def _layer(pack: Schema) -> Schema:
    """Describe what a file of a pack folder may hold: any of the keys, since several files make a pack."""
    listed: Schema = {"type": "string", "enum": [*national.LABELS]}
    codes: Schema = {"type": "array", "items": {"type": "string"}}
    taken: Schema = {"type": "object", "required": ["use"], "additionalProperties": False}
    taken["properties"] = {"use": listed, "levels": codes, "under": codes}
    own = pack["properties"]
    properties = {key: value for key, value in own.items() if key not in COMPUTED} if isinstance(own, dict) else {}
    properties["extends"] = {"type": "string", "description": _hint("Pack", "extends")}
    either: list[JsonValue] = [listed, taken]
    properties["use_lists"] = {
        "type": "array",
        "items": {"anyOf": either},
        "description": _hint("Pack", "use_lists"),
    }
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _one_or_more(model: type[BaseModel], section: str) -> Schema:
    """Describe a file with one element, a list of them, or a list under its key."""
    one: Schema = {"$ref": f"#/$defs/{model.__name__}"}
    several: Schema = {"type": "array", "items": one}
    keyed: Schema = {"type": "object", "properties": {section: several}, "required": [section]}
    keyed["additionalProperties"] = False
    return {"anyOf": [one, several, keyed]}


def _explain(model: type[BaseModel], schema: Schema) -> None:
    """Put what keys mean where editors show it, and take out titles that only repeat the key."""
    said = meaning(model, "_")
    schema["description"] = "\n".join(said) if said else ""
    properties = schema.get("properties")
    for key, value in properties.items() if isinstance(properties, dict) else ():
        if isinstance(value, dict):
            value.pop("title", None)
            value["description"] = _words(meaning(model, key))


def _hint(model: str, key: str) -> str:
    return _words(meanings()[model].get(key))


def _words(said: tuple[str, str] | None) -> str:
    return "\n".join(said) if said else ""


def _needed(body: JsonValue, shared: Mapping[str, Schema]) -> Schema:
    """Give the shared parts that a schema refers to, and those that they refer to."""
    found: Schema = {}
    waiting = list(_references(body))
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = shared[name]
            waiting += _references(shared[name])
    return dict(sorted(found.items()))


def _references(value: JsonValue) -> Iterator[str]:
    if isinstance(value, dict):
        reference = value.get("$ref")
        if isinstance(reference, str):
            yield reference.rpartition("/")[2]
        for inner in value.values():
            yield from _references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _references(inner)
