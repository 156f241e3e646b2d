"""From a sentence of the notice to all that the system makes of it."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import groupby

from pydantic import BaseModel

from shifan import facts
from shifan.core.form import Element, Words
from shifan.core.pack import Clause, Pack
from shifan.queries import access

MOST_QUOTED = 3  # more sentences than that are links only

# What the parts of a pack are called where a reader meets them; the key is the name of the list they stand in.
KINDS = (
    "notices",
    "tracks",
    "sections",
    "fields",
    "options",
    "rows",
    "sums",
    "items",
    "body_kinds",
    "bureaus",
    "bodies",
    "stages",
    "rules",
    "past_awards",
    "quotas",
    "declarations",
    "checks",
    "reviews",
    "criteria",
    "limits",
    "caps",
    "unchanged",
    "funding",
    "excluded",
    "rates",
    "matching",
    "duties",
    "revocations",
    "materials",
    "papers",
    "signatures",
    "documents",
    "placeholders",
    "information",
    "replaces",
)


@dataclass(frozen=True, slots=True)
class Use:
    """One element that executes a clause: in which list of the pack it stands, and what it is called."""

    kind: str
    label: Words


@dataclass(frozen=True, slots=True)
class Explained:
    """A clause with its neighbours and what executes it."""

    clause: Clause
    uses: tuple[Use, ...]
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """The clauses of one line of the notice."""

    line: int
    clauses: tuple[Clause, ...]


def explain(pack: Pack, clause_id: str) -> Explained:
    """This function will give a clause with the elements that execute it, or raise LookupError."""
    clause = pack.clause(clause_id)
    order = [item.id for item in in_order(pack)]
    place = order.index(clause_id)
    return Explained(
        clause=clause,
        uses=tuple(dict.fromkeys(_uses(pack, clause_id))),
        before=order[place - 1] if place else "",
        after=order[place + 1] if place + 1 < len(order) else "",
    )


def sentences(slug: str, ids: Collection[str]) -> tuple[Clause, ...]:
    """This function will give the sentences of a round's notice that something rests on, none where they are many."""
    if not slug or len(ids) > MOST_QUOTED:
        return ()
    pack = facts.plan_of(access.public_round(slug)).pack
    return tuple(one for one in in_order(pack) if one.id in ids)


def in_order(pack: Pack) -> tuple[Clause, ...]:
    """This function will give all clauses in the order of the notice."""
    return tuple(sorted(pack.clauses, key=lambda clause: (clause.line, clause.id)))


def text(pack: Pack) -> tuple[Paragraph, ...]:
    """This function will give the notice as far as the pack quotes it: clause after clause, a line a paragraph."""
    lines = groupby(in_order(pack), key=lambda clause: clause.line)
    return tuple(Paragraph(line, tuple(clauses)) for line, clauses in lines)


def _uses(part: BaseModel, clause_id: str, kind: str = "") -> Iterator[Use]:
    cited = getattr(part, "clause", ())
    if isinstance(cited, tuple) and clause_id in cited and kind in KINDS and (label := _label(part)):
        yield Use(kind, label)
    for name in type(part).model_fields:
        value = getattr(part, name)
        for child in value if isinstance(value, tuple) else (value,):
            if isinstance(child, BaseModel) and name != "clauses":
                yield from _uses(child, clause_id, name if isinstance(value, tuple) else kind)


def _label(part: BaseModel) -> Words | None:
    if isinstance(part, Element):
        return part.label
    named = (getattr(part, name, None) for name in ("label", "name", "title", "why"))
    return next((word for word in named if isinstance(word, Words)), None)
