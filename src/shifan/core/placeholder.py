"""Readings of what a notice leaves open that are values: what expressions see of them, and putting others in place."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

from pydantic import ValidationError

from shifan.core.finding import Finding, Severity
from shifan.core.form import Element, Model
from shifan.core.pack import Pack, Placeholder

# What `fills` calls the sections of a pack that a reading may fill.
SECTIONS: Mapping[str, str] = {
    "stage": "stages",
    "quota": "quotas",
    "limit": "limits",
    "cap": "caps",
    "funding": "funding",
    "duty": "duties",
    "review": "reviews",
    "paper": "papers",
}
Value = date | int | Decimal | str


def settle(pack: Pack, values: Mapping[str, str]) -> tuple[Pack, tuple[Finding, ...]]:
    """This function will put values into the readings of a pack and into the places that these fill.

    `values` has what was typed, by the reading's id; readings that are not in it keep theirs. The findings name
    readings without a value and values that cannot be one; the pack is then as far settled as it goes.
    """
    findings = []
    settled = []
    for item in pack.placeholders:
        typed = values.get(item.id, item.value).strip()
        value = read(item, typed) if item.kind else None
        if item.kind and value is None:
            findings.append(_wrong(item, typed))
        elif value is not None:
            item = item.model_copy(update={"value": typed})
            for place in item.fills:
                filled = fill(pack, place, value)
                if filled is None:
                    findings.append(_wrong(item, typed))
                else:
                    pack = filled
        settled.append(item)
    return pack.model_copy(update={"placeholders": tuple(settled)}), tuple(findings)


def read(item: Placeholder, typed: str) -> Value | None:
    """This function will read a value of the kind that a reading has, or give None."""
    try:
        if item.kind == "date":
            return date.fromisoformat(typed)
        if item.kind == "integer":
            return int(typed)
        if item.kind == "decimal":
            number = Decimal(typed)
            return number if number.is_finite() else None
    except (ValueError, InvalidOperation):
        return None
    return typed or None


def seen(pack: Pack) -> dict[str, int | float | str]:
    """This function will give the variable `readings` of expressions: days as texts, decimals as doubles."""
    found: dict[str, int | float | str] = {}
    for item in pack.placeholders:
        value = read(item, item.value) if item.kind else None
        if isinstance(value, Decimal):
            found[item.id] = float(value)
        elif value is not None:
            found[item.id] = value if isinstance(value, int) else str(value)
    return found


def fill(pack: Pack, place: str, value: Value) -> Pack | None:
    """This function will put a value at a place such as `stage:fill.closes`; None if there is no such place."""
    kind, _, path = place.partition(":")
    name, *steps = path.split(".")
    section = SECTIONS.get(kind, "")
    elements = getattr(pack, section, ())
    if not any(element.id == name for element in elements) or not steps:
        return None
    filled = tuple(_put(element, steps, value) if element.id == name else element for element in elements)
    return None if None in filled else pack.model_copy(update={section: filled})


def _put(element: Model, steps: list[str], value: Value) -> Model | None:
    """Put a value at the end of a way through fields and, inside lists, ids; the schema has to allow it."""
    step, *rest = steps
    if step not in type(element).model_fields or step == "id":
        return None
    here = getattr(element, step)
    put: object = value
    if rest and isinstance(here, tuple):
        inner = [_put(one, rest[1:], value) if _is(one, rest[0]) and rest[1:] else one for one in here]
        if inner == list(here) and not any(_is(one, rest[0]) for one in here):
            return None
        put = tuple(inner)
    elif rest:
        put = _put(here, rest, value) if isinstance(here, Model) else None
    if put is None or (isinstance(put, tuple) and None in put):
        return None
    try:
        return type(element).model_validate({**element.__dict__, step: put})
    except ValidationError:
        return None


def _is(one: object, name: str) -> bool:
    return isinstance(one, Element) and one.id == name


def _wrong(item: Placeholder, typed: str) -> Finding:
    params = {"label": item.label.zh, "label_en": item.label.en, "value": typed[:40]}
    rule = "reading.value" if typed else "reading.unset"
    return Finding(rule, Severity.BLOCK, where=item.id, clause=item.clause, params=params)
