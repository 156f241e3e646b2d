"""Know which clauses of a notice a pack carries out, and by what; only what acts counts."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from pydantic import BaseModel

from shifan.core.acting import Acting
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


@dataclass(frozen=True, slots=True)
class How:
    """One element that carries a clause out: its kind and its id within the pack."""

    kind: str
    id: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """The clauses of a pack and of those below it: which are carried out, by which elements, which are not.

    `how` names for each clause the elements that act on it; `idle` names for a clause that is not carried out why what
    cites it does not act: an untested rule, an unused list, a field never shown.
    """

    pack: str
    clauses: tuple[str, ...]
    how: Mapping[str, tuple[How, ...]]
    missing: tuple[str, ...]
    unknown: tuple[str, ...]
    idle: Mapping[str, str]

    @property
    def by(self) -> dict[str, frozenset[str]]:
        """This property will give the clauses that each kind of element carries out."""
        found: dict[str, set[str]] = {}
        for clause, elements in self.how.items():
            for element in elements:
                found.setdefault(element.kind, set()).add(clause)
        return {kind: frozenset(ids) for kind, ids in found.items()}

    def as_json(self) -> dict[str, object]:
        """This function will give the coverage in the shape that the command line prints (design.md)."""
        return {
            "pack": self.pack,
            "clauses": len(self.clauses),
            "executed": len(self.clauses) - len(self.missing),
            "by": {kind: len(ids) for kind, ids in sorted(self.by.items(), key=lambda item: -len(item[1]))},
            "missing": list(self.missing),
            "unknown": list(self.unknown),
            "idle": dict(self.idle),
            "how": {clause: [{"kind": one.kind, "id": one.id} for one in self.how[clause]] for clause in self.how},
        }


def coverage(plan: Plan, tested: Collection[str]) -> Coverage:
    """This function will find which clauses are carried out; `tested` are the rules, sums and terms that cases let say
    yes and no.

    A clause that repeats another is carried out with it. Only what acts counts (core/acting.py).
    """
    known = {clause.id: clause for clause in plan.pack.clauses}
    acting = Acting(plan, tested)
    found: dict[str, dict[How, None]] = {}
    idle: dict[str, str] = {}
    cited: set[str] = set()
    for kind, element, name, owner in _citations(plan.pack):
        clauses: tuple[str, ...] = getattr(element, "clause", ())
        cited.update(clauses)
        reason = acting.why_not(kind, element, name, owner)
        for clause in clauses:
            if reason:
                idle[clause] = reason
            elif clause in known:
                found.setdefault(clause, {})[How(kind, name)] = None
    for name, said in known.items():
        original = _original(said, known)
        if name not in found and original in found and original != name:
            found[name] = {How("repeat", original): None}
    return Coverage(
        pack=plan.pack.id,
        clauses=tuple(known),
        how={name: tuple(found[name]) for name in known if name in found},
        missing=tuple(name for name in known if name not in found),
        unknown=tuple(sorted(cited - set(known))),
        idle={clause: reason for clause, reason in idle.items() if clause not in found},
    )


def _original(clause: Clause, known: Mapping[str, Clause]) -> str:
    """Follow what a clause repeats to its first wording; a chain that bites its tail ends."""
    seen = {clause.id}
    while clause.repeat_of and clause.repeat_of in known and clause.repeat_of not in seen:
        clause = known[clause.repeat_of]
        seen.add(clause.id)
    return clause.id


def _citations(pack: Pack) -> Iterator[tuple[str, BaseModel, str, str]]:
    """Give every element that cites clauses: its kind, itself, its name, the name of the top element it is in."""
    for section in Pack.model_fields:
        elements = getattr(pack, section)
        for top in elements if isinstance(elements, tuple) and section != "clauses" else ():
            if isinstance(top, BaseModel):
                owner = name_of(top)
                for element in _walk(top):
                    kind = next((kind for model, kind in KINDS if isinstance(element, model)), "")
                    clauses: tuple[str, ...] = getattr(element, "clause", ())
                    if kind and clauses:
                        yield kind, element, name_of(element), owner


def name_of(element: BaseModel) -> str:
    """This function will name an element: its id, its code, a body's kind and region, a notice's number."""
    if isinstance(element, Body):
        return f"{element.kind}/{element.region}"
    names = (getattr(element, key, "") for key in ("id", "code", "number", "what"))
    return next((str(name) for name in names if name), "")


def _walk(element: BaseModel) -> Iterator[BaseModel]:
    yield element
    for name in type(element).model_fields:
        inner = getattr(element, name)
        for item in inner if isinstance(inner, tuple) else (inner,):
            if isinstance(item, Model):
                yield from _walk(item)
