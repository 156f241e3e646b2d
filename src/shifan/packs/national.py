"""Know the national lists that ship with the project and how a pack takes over a part of one."""

from __future__ import annotations

import csv
from functools import lru_cache
from importlib import resources

from shifan.core.form import Words
from shifan.core.pack import CodeList, ListItem
from shifan.core.question import ListIndex, index_list

LABELS = {
    "gbt4754": ("国民经济行业分类（GB/T 4754-2017）", "Industrial classification (GB/T 4754-2017)", "gbt4754_2017.csv"),
    "regions": ("行政区划", "Administrative divisions", "regions.csv"),
    "central_enterprises": ("中央企业名录", "Central enterprises", "central_enterprises.csv"),
}


@lru_cache(maxsize=64)
def take(name: str, levels: tuple[str, ...] = (), under: tuple[str, ...] = ()) -> CodeList:
    """Take a national list, or only some levels of it, or only some codes with all that is below them.

    Raises KeyError for an unknown list and ValueError, with the unknown word, for an unknown level or code.
    """
    zh, en, file = LABELS[name]
    items = _items(name, file)
    known = tuple(dict.fromkeys(item.level for item in items if item.level))
    codes = {item.code for item in items}
    for word in (*(level for level in levels if level not in known), *(code for code in under if code not in codes)):
        raise ValueError(word)
    if under:
        items = _below(items, frozenset(under))
    if levels:
        items = tuple(item for item in items if item.level in levels)
    return CodeList.model_construct(
        id=name, label=Words(zh=zh, en=en), levels=levels or known, source=file.removesuffix(".csv"), items=items
    )


@lru_cache(maxsize=8)
def index(name: str) -> ListIndex:
    """Index a whole national list, once; raises KeyError for an unknown one."""
    return index_list(take(name))


def levels_of(name: str) -> tuple[str, ...]:
    """Name the levels of a national list, the highest first."""
    return take(name).levels


def _below(items: tuple[ListItem, ...], under: frozenset[str]) -> tuple[ListItem, ...]:
    parents = {item.code: item.parent for item in items}

    def is_below(code: str) -> bool:
        while code and code not in under:
            code = parents.get(code, "")
        return bool(code)

    return tuple(item for item in items if is_below(item.code))


@lru_cache(maxsize=8)
def _items(name: str, file: str) -> tuple[ListItem, ...]:
    text = resources.files("shifan").joinpath("lists", file).read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return tuple(_enterprise(row) if name == "central_enterprises" else _item(row) for row in rows)


def _item(row: dict[str, str]) -> ListItem:
    return ListItem(
        code=row["code"],
        name=Words(zh=row["name"], en=row["name"]),
        parent=row["parent"],
        level=row["level"],
        tags=tuple(filter(None, row.get("tags", "").split("|"))),
    )


def _enterprise(row: dict[str, str]) -> ListItem:
    """Name an enterprise by its name: the list has no codes, and answers are compared by name."""
    return ListItem(
        code=row["name"], name=Words(zh=row["name"], en=row["name"]), tags=tuple(filter(None, (row["other_name"],)))
    )
