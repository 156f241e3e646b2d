"""Which documents are made of what, and what each of them may print beside answers of the form."""

from __future__ import annotations

from collections.abc import Mapping

from shifan.core.document import DocumentPlan, Kind
from shifan.core.pack import Pack

# The names that printed words take in braces, by what a document is made of. Every document knows `round`.
FACTS: Mapping[Kind, tuple[str, ...]] = {
    "submission": ("applicant", "recommender", "date", "number", "title"),
    "recommendation": ("recommender", "organiser", "date", "number", "title", "count"),
    "notice": ("recommender", "date", "number", "title", "count", "opens", "closes"),
    "change_request": ("applicant", "number", "title", "issuer", "date", "submission", "count", "reason", "due"),
    "review": (
        "applicant", "number", "title", "issuer", "date", "submission", "sheet", "expert", "employer", "opinion",
        "total",
    ),
    "ending": ("applicant", "number", "title", "issuer", "date", "submission", "stage", "outcome", "reason", "count"),
    "selection": ("applicant", "number", "title", "issuer", "date", "list", "outcome"),
    "funding": ("issuer", "date", "list", "terms", "unit", "count", "sum", "matching", "open"),
}  # fmt: skip
ALWAYS = ("round", "index")

# The columns that a table knows, by what a document is made of and by the list that the table shows.
_ENTRY = ("number", "rank", "applicant", "title", "contact", "mobile", "region", "scenarios", "reason")
COLUMNS: Mapping[tuple[Kind, str], tuple[str, ...]] = {
    ("recommendation", ""): _ENTRY,
    ("notice", ""): _ENTRY,
    ("change_request", ""): ("number", "place", "reason"),
    ("ending", ""): ("number", "check", "clause", "reason"),
    ("review", ""): ("number", "criterion", "most", "weight", "score"),
    ("funding", ""): (
        "number", "applicant", "title", "level", "total", "base", "share", "cap", "full", "paid", "amount", "matching",
        "asked", "note",
    ),
    ("funding", "steps"): ("step", "item", "amount", "clause", "reason"),
}  # fmt: skip

OUTCOMES = ("selected", "not_selected")
ENDINGS = ("not_recommended", "turned_away")  # before the selection: by a body's list, at a completeness check


def made_of(pack: Pack, kind: Kind, track: str, case: str = "") -> tuple[DocumentPlan, ...]:
    """This function will give the documents that are made of something on a track, in the pack's order.

    `case` is the kind of body behind a list, or how an application ended, where documents differ by it. A document
    without a track gives way to one of the track that is made instead of it.
    """
    fitting = [item for item in pack.documents if item.of == kind and item.track in ("", track)]
    fitting = [item for item in fitting if not item.only or not case or case in item.only]
    own = {item.instead_of for item in pack.documents if item.track == track}
    return tuple(item for item in fitting if item.track or item.id not in own)
