"""How a list is spread over the entries of a code list: what people look at who heed coverage or fear crowding."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shifan.core.form import CascadeField, ChoiceField, Words
from shifan.core.plan import Plan

Facts = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Line:
    """One branch: how many of the listed and how many of the others are in it."""

    name: str
    listed: int
    others: int


@dataclass(frozen=True, slots=True)
class Spread:
    """The spread over one fact, at the highest level of its list where applicants differ."""

    fact: str
    label: Words
    lines: tuple[Line, ...]


def spread_of(plan: Plan, track: str, listed: Sequence[Facts], others: Sequence[Facts]) -> tuple[Spread, ...]:
    """This function will count by every fact that is chosen from a list; the largest branch comes first.

    Codes of a tree are counted at one of its levels; whoever chose several entries counts for each of them.
    """
    found = []
    for fact, path in plan.pack.track(track).facts.items():
        asked = plan.field(track, path)
        if not isinstance(asked, CascadeField | ChoiceField) or not asked.options_from:
            continue
        level = _level(plan, asked, [*_codes(fact, listed), *_codes(fact, others)])
        here = Counter(_branch(plan, asked, code, level) for code in _codes(fact, listed))
        there = Counter(_branch(plan, asked, code, level) for code in _codes(fact, others))
        names = sorted({*here, *there}, key=lambda name: (-here[name], -there[name], name))
        lines = tuple(Line(name, here[name], there[name]) for name in names)
        found.append(Spread(fact, asked.label, lines))
    return tuple(found)


def _codes(fact: str, rows: Sequence[Facts]) -> list[str]:
    values = [row.get(fact) for row in rows]
    chosen = [one for value in values for one in (value if isinstance(value, list | tuple) else [value])]
    return [one for one in chosen if isinstance(one, str) and one]


def _level(plan: Plan, asked: CascadeField | ChoiceField, codes: Sequence[str]) -> str:
    """Choose the highest level at which the codes differ; with one code only, the second level."""
    if isinstance(asked, ChoiceField):
        return asked.level
    for level in asked.levels:
        if len({_branch(plan, asked, code, level) for code in codes}) > 1:
            return level
    return asked.levels[min(1, len(asked.levels) - 1)]


def _branch(plan: Plan, asked: CascadeField | ChoiceField, code: str, level: str) -> str:
    """Climb from a code to its branch at a level, and give the branch's name."""
    item = plan.item(asked.options_from, code)
    for _ in asked.levels if isinstance(asked, CascadeField) else ():
        if item is None or item.level == level or not item.parent:
            break
        item = plan.item(asked.options_from, item.parent) or item
    return item.name.zh if item else code
