"""Know how the schema of packs reads as a page: every key with its type, what it is without being said, its meaning."""

from __future__ import annotations

import types
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Annotated, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from shifan.core.form import Element, FieldBase
from shifan.packs import schema

MARK = "<!-- from here on written by `shifan pack docs docs/packs.md` -->"
_SHORT: dict[object, str] = {
    str: "文字 text", int: "整数 whole number", bool: "true/false", Decimal: "小数 decimal", date: "日期 day",
}  # fmt: skip
_HEAD = ("| 键 key | 类型 type | 默认 default | 含义 | meaning |", "|---|---|---|---|---|")


def page() -> str:
    """Write the reference: one table for each kind of element."""
    lines = [MARK, "", "## 全部键 Every key", ""]
    lines += [
        "“—”为必须写。有名称的元素都有 `id`、`label`、`help`、`clause`，栏目都有 FieldBase 的设置，下表不再重复。",
        "“—” has to be given. Whatever has a name has `id`, `label`, `help` and `clause`, every field has the keys of",
        "FieldBase; these are not repeated.",
        "",
    ]
    shared: tuple[type[BaseModel], ...] = (Element, FieldBase)
    for model in (*shared, *schema.models()):
        lines += list(_table(model))
    return "\n".join(lines)


def _table(model: type[BaseModel]) -> Iterator[str]:
    said = schema.meaning(model, "_") or ("", "")
    yield f"### {model.__name__}"
    yield ""
    yield f"{said[0]}。{said[1]}."
    yield ""
    keys = list(_keys(model))
    if keys:
        yield from _HEAD
        yield from keys
        yield ""


def _keys(model: type[BaseModel]) -> Iterator[str]:
    shared = {
        key
        for base in (Element, FieldBase)
        if model is not base and issubclass(model, base)
        for key in base.model_fields
    }
    own = {"confidentiality"} if "confidentiality" in vars(model).get("__annotations__", {}) else set()
    for name, info in model.model_fields.items():
        key = info.alias or name
        if name in shared - own:
            continue
        zh, en = schema.meaning(model, key) or ("", "")
        cells = (f"`{key}`", _kind(info.annotation, info), _default(info), zh, en)
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
    for key in (
        ("extends", "use_lists")
        if model.__name__ == "Pack"
        else ("before", "after")
        if model.__name__ == "Stage"
        else ()
    ):
        zh, en = schema.meaning(model, key) or ("", "")
        yield f"| `{key}` | {'列表 list' if key == 'use_lists' else '文字 text'} | 无 none | {zh} | {en} |"


def _kind(annotation: object, info: FieldInfo | None = None) -> str:
    """Say what stands at a key."""
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _kind(parts[0])
    if origin in (Union, types.UnionType):
        kinds = dict.fromkeys(_kind(part) for part in parts if part is not type(None))
        many = [part for part in parts if isinstance(part, type) and issubclass(part, FieldBase)]
        return "栏目 field" if len(many) > 3 else " / ".join(kinds)
    if origin is tuple:
        return f"列表 list: {_kind(parts[0])}"
    if origin is dict:
        return f"键→值 map: {_kind(parts[1])}"
    if origin is Literal:
        return ", ".join(f"`{part}`" for part in parts if part != "")
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return ", ".join(f"`{member.value}`" for member in annotation)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return f"[{annotation.__name__}](#{annotation.__name__.lower()})"
    return _SHORT.get(annotation, "任意 any")


def _default(info: FieldInfo) -> str:
    if info.is_required():
        return "—"
    value = info.get_default(call_default_factory=True)
    if value in ((), {}, "", None) or value is PydanticUndefined or isinstance(value, BaseModel):
        return "无 none"
    if isinstance(value, tuple):
        return ", ".join(f"`{item}`" for item in value)
    text = str(value.value) if isinstance(value, Enum) else str(value)
    return f"`{text.lower() if isinstance(value, bool) else text}`"
