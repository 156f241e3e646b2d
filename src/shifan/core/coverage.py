"""Know which clauses of a notice a pack carries out, and by what; only what acts counts."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from pydantic import BaseModel

from shifan.core.award import (
    Base,
    Cap,
    Difference,
    Duty,
    Exclusion,
    Funding,
    Limit,
    Matching,
    Rate,
    Revocation,
    Unchanged,
)
from shifan.core.document import DocumentPlan
from shifan.core.dossier import Material, Paper, Signature
from shifan.core.form import FieldBase, Form, Model, Option, PrintedRow, Section, Sum
from shifan.core.pack import (
    Body,
    BodyKind,
    Bureau,
    Check,
    Clause,
    CodeList,
    Criterion,
    Declaration,
    Information,
    ListItem,
    Notice,
    Pack,
    PastAwardBar,
    Placeholder,
    Quota,
    Replacement,
    ReviewSheet,
    Rule,
    Stage,
    Track,
)
from shifan.core.plan import Plan

KINDS: tuple[tuple[type[BaseModel], str], ...] = (
    (FieldBase, "field"),
    (PrintedRow, "field"),
    (Sum, "sum"),
    (Section, "section"),
    (Form, "form"),
    (Option, "option"),
    (CodeList, "list"),
    (ListItem, "list"),
    (Track, "track"),
    (BodyKind, "body"),
    (Bureau, "body"),
    (Body, "body"),
    (Stage, "stage"),
    (Rule, "rule"),
    (PastAwardBar, "past_award"),
    (Quota, "quota"),
    (Declaration, "declaration"),
    (Check, "check"),
    (Criterion, "review"),
    (ReviewSheet, "review"),
    (Limit, "limit"),
    (Cap, "cap"),
    (Unchanged, "unchanged"),
    *((part, "funding") for part in (Funding, Base, Exclusion, Rate, Matching, Difference)),
    (Duty, "duty"),
    (Revocation, "duty"),
    (Material, "material"),
    (Paper, "paper"),
    (Signature, "signature"),
    (DocumentPlan, "document"),
    (Placeholder, "placeholder"),
    (Information, "information"),
    (Notice, "notice"),
    (Replacement, "replacement"),
)

# What decides by itself has to be seen to decide: it counts once cases let it pass and fail.
PROVEN = frozenset({"rule", "past_award", "sum", "limit", "cap", "unchanged", "funding"})


@dataclass(frozen=True, slots=True)
class Coverage:
    """The clauses of a pack and of those below it: which are carried out, by which kinds of elements, which are not.

    `idle` names cited clauses whose only elements do not act, with the reason: an untested rule, an unused list.
    """

    pack: str
    clauses: tuple[str, ...]
    by: Mapping[str, frozenset[str]]
    missing: tuple[str, ...]
    unknown: tuple[str, ...]
    idle: Mapping[str, str]

    def as_json(self) -> dict[str, object]:
        """This function will give the coverage in the shape that the command line prints (design.md)."""
        return {
            "pack": self.pack,
            "clauses": len(self.clauses),
            "executed": len(self.clauses) - len(self.missing),
            "by": {kind: len(ids) for kind, ids in sorted(self.by.items(), key=lambda item: -len(item[1]))},
            "missing": list(self.missing),
            "unknown": list(self.unknown),
        }


def coverage(plan: Plan, tested: Collection[str]) -> Coverage:
    """This function will find which clauses are carried out; `tested` are the rules, sums and terms that cases let pass
    and fail.

    A clause that repeats another is carried out with it. What decides but is not tested, and a list that nothing
    uses, do not count.
    """
    pack = plan.pack
    known = {clause.id: clause for clause in pack.clauses}
    used = _used_lists(plan)
    by: dict[str, set[str]] = {}
    idle: dict[str, str] = {}
    cited: set[str] = set()
    for kind, element, owner, clauses in _citations(pack):
        cited.update(clauses)
        if kind in PROVEN and (owner if kind == "funding" else element) not in tested:
            idle.update((clause, f"“{element}” has no passing and failing case") for clause in clauses)
        elif kind == "list" and owner not in used:
            idle.update((clause, f"nothing uses the list “{owner}”") for clause in clauses)
        else:
            by.setdefault(kind, set()).update(clause for clause in clauses if clause in known)
    done = set().union(*by.values()) if by else set()
    repeated = {name for name, clause in known.items() if name not in done and _original(clause, known) in done}
    if repeated:
        by["repeat"] = repeated
        done |= repeated
    return Coverage(
        pack=pack.id,
        clauses=tuple(known),
        by={kind: frozenset(ids) for kind, ids in by.items()},
        missing=tuple(name for name in known if name not in done),
        unknown=tuple(sorted(cited - set(known))),
        idle={clause: reason for clause, reason in idle.items() if clause not in done},
    )


def _original(clause: Clause, known: Mapping[str, Clause]) -> str:
    """Follow what a clause repeats to its first wording; a chain that bites its tail ends."""
    seen = {clause.id}
    while clause.repeat_of and clause.repeat_of in known and clause.repeat_of not in seen:
        clause = known[clause.repeat_of]
        seen.add(clause.id)
    return clause.id


def _used_lists(plan: Plan) -> frozenset[str]:
    """Name the lists that a field takes its options from or an expression asks."""
    used = set()
    for track in plan.tracks.values():
        for question in track.form.by_pattern.values():
            used.add(getattr(question.field, "options_from", ""))
    sources = [rule.holds + (rule.when or "") for rule in plan.pack.rules]
    sources += [step.formula.expression.source for track in plan.tracks.values() for step in track.steps]
    return frozenset(
        used
        | {name for name in plan.lists if any(f'"{name}"' in source or f"'{name}'" in source for source in sources)}
    )


def _citations(pack: Pack) -> Iterator[tuple[str, str, str, tuple[str, ...]]]:
    """Give every element that cites clauses: its kind, its id, the id of the top element it is in, the clauses."""
    for name in Pack.model_fields:
        section = getattr(pack, name)
        for top in section if isinstance(section, tuple) and name != "clauses" else ():
            if isinstance(top, BaseModel):
                owner = str(getattr(top, "id", ""))
                for element in _walk(top):
                    clauses = getattr(element, "clause", ())
                    kind = next((kind for model, kind in KINDS if isinstance(element, model)), "")
                    if clauses and kind:
                        yield kind, str(getattr(element, "id", "")), owner, clauses


def _walk(element: BaseModel) -> Iterator[BaseModel]:
    yield element
    for name in type(element).model_fields:
        inner = getattr(element, name)
        for item in inner if isinstance(inner, tuple) else (inner,):
            if isinstance(item, Model):
                yield from _walk(item)
