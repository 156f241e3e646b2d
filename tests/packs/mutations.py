"""Breaks a pack in one place at a time, and says whether anything beside the pack notices."""

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path

from shifan import packs
from shifan.core import advice, plan
from shifan.core.coverage import coverage
from shifan.core.form import Form, GroupField, Model, RepeatField
from shifan.core.pack import Pack, PackError, Rule
from shifan.packs import award_cases, cases

TEXTS = r"""r?"(?:\\.|[^"\\])*"|r?'(?:\\.|[^'\\])*'"""
COMPARISON = re.compile(rf"{TEXTS}|(?P<found>[<>]=?|[!=]=)")
NUMBER = re.compile(rf"{TEXTS}|(?<![\w.])(?P<found>[0-9]+(?:\.[0-9]+)?)(?![\w.])")
WORD = re.compile(r"""["'](?P<found>[a-z0-9_]+)["']""")
OTHERS = {">=": (">", "<"), "<=": ("<", ">"), ">": (">=", "<"), "<": ("<=", ">"), "==": ("!=",), "!=": ("==",)}
# What decides by itself; whether a person is asked what a check sheet asks is for people to see.
DELETED = ("rules", "past_awards", "limits", "caps", "unchanged", "funding")


@dataclass(frozen=True)
class Mutant:
    """A pack that was broken in one place: in which way, in which element, how it was before and is now."""

    folder: Path
    kind: str
    name: str
    pack: Pack

    def __str__(self) -> str:
        return f"{self.folder.name}: {self.kind} {self.name}"


@dataclass(frozen=True)
class Base:
    """A pack as it is, and what is known of it without a mutation."""

    pack: Pack
    tested: frozenset[str]
    notes: frozenset[str]
    missing: frozenset[str]


@cache
def base_of(folder: Path) -> Base:
    pack = packs.load(folder)
    compiled = plan.build(pack)
    tested = cases.tested(folder, compiled) | award_cases.tested(folder, compiled)
    notes = frozenset(note.message for note in advice.look(compiled))
    return Base(pack, tested, notes, frozenset(coverage(compiled, tested).missing))


def noticed(mutant: Mutant) -> str:
    """Say what notices a mutant: the check of packs, its notes, the coverage, a case; "" if nothing does."""
    base = base_of(mutant.folder)
    compiled, faults = plan.inspect(mutant.pack)
    if faults:
        return "check"
    if {note.message for note in advice.look(compiled)} - base.notes:
        return "note"
    if set(coverage(compiled, base.tested).missing) - base.missing:
        return "coverage"
    try:
        for results in (cases.run(mutant.folder, compiled), award_cases.run(mutant.folder, compiled)):
            if any(result.wrong for result in results):
                return "case"
    except PackError:
        return "case"
    return ""


def mutants(folder: Path, chance: random.Random) -> Iterator[Mutant]:
    """Break every rule and every declared number of a pack once in each way that fits it."""
    pack = base_of(folder).pack
    below = packs.load(folder.parent / pack.layers[0]) if pack.layers else None
    for section in DELETED:
        for at, element in enumerate(getattr(pack, section)):
            if below is None or element not in getattr(below, section):
                yield Mutant(folder, "delete", f"{section}/{element.id}", _without(pack, section, at))
    asked = _asked_apart(pack)
    for at, rule in enumerate(pack.rules):
        if below is None or rule not in below.rules:
            for kind, changed in _rules(rule, chance):
                if kind == "drop when" and rule.id in asked:
                    continue
                yield Mutant(folder, kind, rule.id, _with(pack, "rules", at, changed))
    for kind, name, changed in _numbers(pack, below):
        yield Mutant(folder, kind, name, changed)
    yield from _citations(folder, pack, below)
    for form in pack.forms if below is None else ():
        yield from _fields(folder, pack, form)


def _asked_apart(pack: Pack) -> frozenset[str]:
    """Name the rules all of whose answers are shown only under a condition: without `when` they say the same."""
    found = set()
    for track in plan.build(pack).tracks.values():
        for item in track.rules:
            touched = [
                track.form.by_leaf.get(pattern) or track.form.by_pattern.get(pattern) for pattern in item.holds.patterns
            ]
            around = [[one, *track.form.around(one.pattern)] for one in touched if one]
            if around and all(any(one.field.visible_if for one in ones) for ones in around):
                found.add(item.rule.id)
    return frozenset(found)


def _rules(rule: Rule, chance: random.Random) -> Iterator[tuple[str, Rule]]:
    yield "negate", rule.model_copy(update={"holds": f"!({rule.holds})"})
    if rule.when:
        yield "drop when", rule.model_copy(update={"when": None})
    for kind, pattern, change in (
        ("comparison", COMPARISON, lambda found: chance.choice(OTHERS[found])),
        ("number", NUMBER, lambda found: str(Decimal(found) + chance.choice((1, 2, 10)))),
        ("text", WORD, lambda found: found + "_x"),
    ):
        for key in ("holds", "when"):
            source = getattr(rule, key) or ""
            places = [match for match in pattern.finditer(source) if match["found"]]
            if places:
                yield f"{kind} in {key}", rule.model_copy(update={key: _changed(source, chance.choice(places), change)})


def _changed(source: str, match: re.Match[str], change: Callable[[str], str]) -> str:
    start, end = match.span("found")
    return source[:start] + change(match["found"]) + source[end:]


def _numbers(pack: Pack, below: Pack | None) -> Iterator[tuple[str, str, Pack]]:
    """Change each quota, cap, limit, rate, day and length of time a little."""
    for section, key in (("quotas", "limit"), ("caps", "most"), ("limits", "most"), ("stages", "closes"),
                         ("duties", "valid_months"), ("duties", "every_months"), ("stages", "copies")):  # fmt: skip
        for at, element in enumerate(getattr(pack, section)):
            value = getattr(element, key)
            is_own = below is None or element not in getattr(below, section)
            if value and is_own:
                changed = value + timedelta(days=1) if key == "closes" else value + 1
                yield (
                    f"{section}.{key}",
                    element.id,
                    _with(pack, section, at, element.model_copy(update={key: changed})),
                )
    for at, terms in enumerate(pack.funding):
        for place, rate in enumerate(terms.rates):
            for key in ("share", "cap"):
                if (value := getattr(rate, key)) is not None:
                    rates = list(terms.rates)
                    rates[place] = rate.model_copy(update={key: value * Decimal("1.01")})
                    changed = terms.model_copy(update={"rates": tuple(rates)})
                    yield f"rate.{key}", rate.id, _with(pack, "funding", at, changed)


def _citations(folder: Path, pack: Pack, below: Pack | None) -> Iterator[Mutant]:
    """Take the citation of a clause from the rule, quota, check … that alone carries it out."""
    how = coverage(plan.build(pack), base_of(folder).tested).how
    for section in ("rules", "quotas", "checks", "past_awards", "declarations", "stages", "duties", "materials"):
        for at, element in enumerate(getattr(pack, section)):
            alone = [clause for clause in element.clause if len(how.get(clause, ())) == 1]
            if alone and (below is None or element not in getattr(below, section)):
                left = tuple(clause for clause in element.clause if clause not in alone)
                changed = element.model_copy(update={"clause": left})
                yield Mutant(folder, "citation", f"{section}/{element.id}", _with(pack, section, at, changed))


def _fields(folder: Path, pack: Pack, form: Form) -> Iterator[Mutant]:
    """Change each limit of a field, and whether it is mandatory."""
    at = pack.forms.index(form)
    for path, item in form.walk():
        for key, change in (
            ("limit", lambda value: value + 1),
            ("least", lambda value: value + 1),
            ("most", lambda value: value + 1),
            ("mandatory", lambda value: not value),
        ):
            value = getattr(item, key, None)
            if value is not None and not isinstance(item, GroupField):
                whole = form.model_copy(update={"sections": _replaced(form.sections, item, {key: change(value)})})
                yield Mutant(folder, f"field.{key}", path, _with(pack, "forms", at, whole))


def _replaced(items: tuple[Model, ...], wanted: Model, update: dict[str, object]) -> tuple[Model, ...]:
    """Change one field wherever it stands in sections, groups and repeats."""
    found = []
    for item in items:
        if item is wanted:
            item = item.model_copy(update=update)
        elif isinstance(item, GroupField | RepeatField) or hasattr(item, "fields"):
            inner = _replaced(item.fields, wanted, update)
            changed = any(new is not old for new, old in zip(inner, item.fields, strict=True))
            item = item.model_copy(update={"fields": inner}) if changed else item
        found.append(item)
    return tuple(found)


def _with(pack: Pack, section: str, at: int, element: Model) -> Pack:
    elements = list(getattr(pack, section))
    elements[at] = element
    return pack.model_copy(update={section: tuple(elements)})


def _without(pack: Pack, section: str, at: int) -> Pack:
    elements = getattr(pack, section)
    return pack.model_copy(update={section: elements[:at] + elements[at + 1 :]})
