"""Decide whether the totals of a form are the sums of their parts, in exact decimals."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal

from shifan.core import words
from shifan.core.answers import Flat, readable, rows
from shifan.core.finding import Finding
from shifan.core.form import Sum
from shifan.core.funding import plain
from shifan.core.plan import Plan
from shifan.core.values import Json, decimal

ROW = "*"


def check(plan: Plan, track: str, flat: Flat, hidden: Collection[str] = ()) -> tuple[Finding, ...]:
    """This function will name every total that is not what its parts give; the rule of a finding is the sum's id.

    An empty part counts as nothing. A total without a number, or of parts none of which has one, is not looked at:
    what must be filled in is for the fields to say.
    """
    return tuple(
        finding
        for item in plan.pack.form(track).sums
        for stated in item.stated()
        for finding in _look(plan, track, flat, stated, frozenset(hidden))
    )


def held(plan: Plan, track: str, flat: Flat, hidden: Collection[str] = ()) -> frozenset[str]:
    """This function will name the sums that were looked at and are right everywhere."""
    wrong = {finding.rule for finding in check(plan, track, flat, hidden)}
    return frozenset(
        item.id
        for item in plan.pack.form(track).sums
        for stated in item.stated()
        for total in _paths(flat, stated.total)
        if item.id not in wrong and _numbers(flat, stated, total, frozenset(hidden)) is not None
    )


def _look(plan: Plan, track: str, flat: Flat, item: Sum, hidden: frozenset[str]) -> Iterator[Finding]:
    for total in _paths(flat, item.total):
        numbers = _numbers(flat, item, total, hidden)
        if numbers is None:
            continue
        value, found = numbers
        if value == found or (item.relation == "at_most" and value < found):
            continue
        label = plan.label(track, total, flat)
        params = {
            "label": label.zh,
            "label_en": label.en,
            "rule": item.label.zh,
            "rule_en": item.label.en,
            "value": plain(value),
            "sum": plain(found),
            "difference": plain(abs(value - found)),
        }
        message = words.MESSAGES[f"sum.{item.relation}"]
        yield Finding(item.id, item.severity, readable(flat, total), total, item.clause, params, message)


def _numbers(flat: Flat, item: Sum, total: str, hidden: frozenset[str]) -> tuple[Decimal, Decimal] | None:
    """Give the number at a total and what its parts add up to; None if the total or every part is empty."""
    value = None if _is_hidden(total, hidden) else decimal(flat.get(total))
    parts = [
        number
        for pattern in item.of
        for path in _paths(flat, _beside(pattern, item.total, total), item.where)
        if not _is_hidden(path, hidden) and (number := decimal(flat.get(path))) is not None
    ]
    return (value, sum(parts, Decimal(0))) if value is not None and parts else None


def _beside(pattern: str, total_pattern: str, total: str) -> str:
    """Put the rows that a total stands in into the pattern of a part, as far as both run through the same rows."""
    found = []
    is_same = True
    for place, step in enumerate(pattern.split(".")):
        same = total_pattern.split(".")[place : place + 1]
        is_same = is_same and same == [step]
        found.append(total.split(".")[place] if is_same else step)
    return ".".join(found)


def _paths(flat: Flat, pattern: str, where: Mapping[str, tuple[str, ...]] | None = None) -> Iterator[str]:
    """Give the paths behind a pattern, one for each row whose answers are among those wanted."""
    before, star, after = pattern.partition(f".{ROW}.")
    if not star:
        yield pattern
        return
    for key in rows(flat, before):
        if all(_is_among(flat.get(f"{before}.{key}.{field}"), codes) for field, codes in (where or {}).items()):
            yield from _paths(flat, f"{before}.{key}.{after}", where)


def _is_among(value: Json, codes: tuple[str, ...]) -> bool:
    chosen = value if isinstance(value, list | tuple) else [value]
    return any(one in codes for one in chosen if isinstance(one, str))


def _is_hidden(path: str, hidden: frozenset[str]) -> bool:
    while path:
        if path in hidden:
            return True
        path = path.rpartition(".")[0]
    return False
