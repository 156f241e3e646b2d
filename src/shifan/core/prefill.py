"""Decide what a form takes from what is known already: facts and figures by name, an earlier form by path."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from shifan.core import answers, finance
from shifan.core.answers import Flat
from shifan.core.finding import Finding
from shifan.core.form import AttachmentField, RepeatField
from shifan.core.plan import Plan
from shifan.core.question import Question
from shifan.core.values import Json, decimal, look

# Of an organisation's years; packs name them as `profile: organisation.<name>` on a field of years, and with the year
# behind (`organisation.revenue.2018`) on a field of one number. Money is in 万元, ratios are in per cent.
FIGURES = tuple(column.id for column in finance.COLUMNS)
RATIOS = ("debt_ratio", "profit_margin", "growth")
OWN = "organisation."


@dataclass(frozen=True, slots=True)
class Left:
    """A value that the form does not take as it is, and why."""

    path: str
    value: Json
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Prefill:
    """What a form takes from one source, by path; what it does not; `came` says by new path where a value stood."""

    values: Mapping[str, Json]
    left: tuple[Left, ...] = ()
    came: Mapping[str, str] = field(default_factory=dict)


def figures(years: Mapping[int, Mapping[str, Decimal | int | None]]) -> dict[str, Json]:
    """This function will name the figures of years as packs do, with the ratios that can be worked out of them.

    >>> figures({2020: {"revenue": 100}, 2021: {"revenue": 125, "profit": 10}})["organisation.growth.2021"]
    '25'
    """
    found: dict[str, Json] = {}
    for year, row in years.items():
        told = {name: Decimal(value) for name, value in row.items() if name in FIGURES and value is not None}
        before = years.get(year - 1, {}).get("revenue")
        rise = told["revenue"] - before if before is not None and "revenue" in told else None
        ratios = {
            "debt_ratio": finance.debt_ratio(told),
            "profit_margin": finance.profit_margin(told),
            "growth": finance.percent(rise, None if before is None else Decimal(before)),
        }
        known = told | {name: value for name, value in ratios.items() if value is not None}
        found |= {f"{OWN}{name}.{year}": finance.plain(value) for name, value in known.items()}
    return found


def by_name(plan: Plan, track: str, known: Mapping[str, Json]) -> Prefill:
    """This function will answer the fields that name in `profile` something that is known.

    A value that the form finds anything wrong with is left, so that nobody has to mend what they did not write.
    """
    values: dict[str, Json] = {}
    left: list[Left] = []
    for path, name in _names(plan, track):
        if name not in known or known[name] in (None, ""):
            continue
        kept, findings = answers.clean(plan, track, path, known[name])
        if findings or kept is None:
            left.append(Left(path, known[name], findings))
        else:
            values[path] = kept
    return Prefill(values, tuple(left))


def named(plan: Plan, track: str, flat: Flat) -> dict[str, Json]:
    """This function will give the answers of a form under the names that its pack gives them."""
    return {name: flat[path] for path, name in _names(plan, track) if flat.get(path) is not None}


def shares(one: Plan, track: str, other: Plan, other_track: str) -> bool:
    """This function will say whether two forms ask for anything under the same name."""
    return bool({name for _, name in _names(one, track)} & {name for _, name in _names(other, other_track)})


def is_same_form(one: Plan, track: str, other: Plan, other_track: str) -> bool:
    """This function will say whether two forms are of the same programme and track, whatever the version."""
    return one.pack.id == other.pack.id and track == other_track


def by_path(plan: Plan, track: str, flat: Flat, taken: Collection[str] = ()) -> Prefill:
    """This function will take over the answers of an earlier copy of the same form, rows under keys of their own.

    `flat` holds what is alive of the other; `taken` are keys that may not be used. What a later version of the form
    no longer asks, or does not take, is left.
    """
    renamed = _renamed(plan, track, flat, taken)
    values: dict[str, Json] = {}
    left: list[Left] = []
    came: dict[str, str] = {}
    for path, value in flat.items():
        place = renamed.get(path, path)
        question = plan.question(track, path)
        if question is not None and isinstance(question.field, RepeatField) and isinstance(value, list | tuple):
            values[place] = [renamed[f"{path}.{key}"].rpartition(".")[2] for key in value if f"{path}.{key}" in renamed]
            continue
        kept, findings = answers.clean(plan, track, place, value)
        if any(finding.blocks for finding in findings) or (question and look(question, value)[1]):
            left.append(Left(place, value, findings))
        elif kept is not None:
            values[place], came[place] = kept, path
    return Prefill(values, tuple(left), came)


def into_empty(plan: Plan, track: str, values: Flat, stored: Flat) -> dict[str, Json]:
    """This function will keep of some values those whose fields, and the rows around them, nobody has filled."""
    full = {
        path
        for path, value in stored.items()
        if value not in (None, "", []) and isinstance(plan.field(track, path), RepeatField)
    }
    return {
        path: value
        for path, value in values.items()
        if stored.get(path) in (None, "", []) and not any(path.startswith(f"{repeat}.") for repeat in full)
    }


def is_proof(plan: Plan, track: str, path: str) -> bool:
    """This function will say whether a path is one of files."""
    return isinstance(plan.field(track, path), AttachmentField)


def is_equal(one: Json, other: Json) -> bool:
    """This function will compare two answers; numbers by what they are worth."""
    first, second = decimal(one), decimal(other)
    return first == second if first is not None and second is not None else one == other


def _names(plan: Plan, track: str) -> list[tuple[str, str]]:
    """List the paths that a pack names, each with its name; years have the year behind both."""
    return [
        (pattern + leaf, question.field.profile + leaf)
        for pattern, question in plan.tracks[track].form.by_pattern.items()
        if question.field.profile and "*" not in pattern and not isinstance(question.field, AttachmentField)
        for leaf in question.leaves
    ]


def _renamed(plan: Plan, track: str, flat: Flat, taken: Collection[str]) -> dict[str, str]:
    """Give every path that lies in rows its new one: a key says nothing outside its own application."""
    used = {*taken, *(part for path in flat for part in path.split("."))}
    places: dict[str, str] = {}
    for path in sorted(flat, key=lambda one: one.count(".")):
        question: Question | None = plan.question(track, path)
        if question is None or not isinstance(question.field, RepeatField):
            continue
        place = _moved(path, places)
        places[path] = place
        for key in answers.rows(flat, path):
            new = answers.new_key(used, f"{path}.{key}")
            used.add(new)
            places[f"{path}.{key}"] = f"{place}.{new}"
    return {path: _moved(path, places) for path in {*flat, *places}}


def _moved(path: str, places: Mapping[str, str]) -> str:
    parts = path.split(".")
    for end in range(len(parts), 0, -1):
        above = ".".join(parts[:end])
        if above in places:
            return ".".join([places[above], *parts[end:]])
    return path
