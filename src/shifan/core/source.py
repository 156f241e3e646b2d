"""What a document is made from: a frozen submission or a list of applicants, and the facts each of them gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from shifan.core.answers import Flat
from shifan.core.display import day as worded_day


@dataclass(frozen=True, slots=True)
class Submitted:
    """A submission, frozen (`digest`) or as it stands now (no digest), and what the form does not say itself.

    `hidden` and `computed` are those of the check of the same answers; `pages` counts the pages of attached files
    by digest.
    """

    flat: Flat
    applicant: str
    recommender: str = ""
    title: str = ""
    day: date | None = None
    number: str = ""
    submission: int = 0
    digest: str = ""
    hidden: frozenset[str] = frozenset()
    computed: Flat = field(default_factory=dict)
    pages: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Entry:
    """One applicant on a list; `flat` are the frozen answers behind it, with `hidden` and `computed` of their check."""

    applicant: str
    rank: int = 0
    title: str = ""
    region: str = ""
    contact: str = ""
    mobile: str = ""
    reason: str = ""
    scenarios: tuple[str, ...] = ()
    flat: Flat = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()
    computed: Flat = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Listed:
    """A ranked list of a recommending body, or a public list (then `opens` and `closes` bound the notice)."""

    entries: tuple[Entry, ...]
    recommender: str = ""
    day: date | None = None
    number: str = ""
    title: str = ""
    opens: date | None = None
    closes: date | None = None
    digest: str = ""


Source = Submitted | Listed


def facts(source: Source, language: str) -> dict[str, str]:
    """Word what a source knows beside the answers, by the names that plans use; a day not fixed is left to the pen."""
    unset = "　　　　年　　月　　日" if language == "zh" else ""
    found = {
        "recommender": source.recommender,
        "number": source.number,
        "title": source.title,
        "date": worded_day(source.day, language) if source.day else unset,
    }
    if isinstance(source, Submitted):
        return {**found, "applicant": source.applicant}
    edges = {"opens": source.opens, "closes": source.closes}
    words = {name: worded_day(edge, language) if edge else unset for name, edge in edges.items()}
    return {**found, **words, "count": str(len(source.entries))}


def mark(source: Source, language: str) -> str:
    """Word what the foot of each page says of the source: number, version, digest; or that it is only a preview."""
    zh = language == "zh"
    if not source.digest:
        return "预览稿，尚未提交" if zh else "Preview, not submitted"
    check = ("校验码 " if zh else "Digest ") + short(source.digest)
    if isinstance(source, Submitted):
        version = f"第 {source.submission} 次提交" if zh else f"Submission {source.submission}"
        return "　".join(piece for piece in (source.number, version, check) if piece)
    return "　".join(piece for piece in (source.number, check) if piece)


def short(digest: str) -> str:
    """Give the beginning of a digest as people compare it: four groups of four.

    >>> short("3f9a1b2c77d0e1aa55")
    '3f9a 1b2c 77d0 e1aa'
    """
    return " ".join(digest[start : start + 4] for start in range(0, min(16, len(digest)), 4))
