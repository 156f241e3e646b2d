"""What a document is made from: a submission, a list of applicants, a deed at a desk; and the facts each gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from shifan.core.answers import Flat
from shifan.core.display import day as worded_day
from shifan.core.document import Kind
from shifan.core.form import Words


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
    track: str = ""


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
    organiser: str = ""
    offices: tuple[Words, ...] = ()
    track: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A row that the engine knows by its columns, or, with a heading, a row over those that follow."""

    cells: Mapping[str, Words | str] = field(default_factory=dict)
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """A deed at a desk as documents see it: changes asked for, a review, a decision, what is paid.

    `words` and `lines` have the names of `core/papers.py`. `digest` is of what the deed froze; without it the paper is
    a draft.
    """

    of: Kind
    track: str
    words: Mapping[str, Words | str]
    day: date | None = None
    lines: Mapping[str, tuple[Line, ...]] = field(default_factory=dict)
    digest: str = ""


Source = Submitted | Listed | Record


def facts(source: Source, language: str) -> dict[str, str]:
    """Word what a source knows beside the answers, by the names that plans use; a day not fixed is left to the pen."""
    unset = "　　　　年　　月　　日" if language == "zh" else ""
    if isinstance(source, Record):
        known = {name: worded(words, language) for name, words in source.words.items()}
        return {**known, "date": worded_day(source.day, language) if source.day else unset}
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
    return {**found, **words, "organiser": source.organiser, "count": str(len(source.entries))}


def worded(words: Words | str, language: str) -> str:
    """Say something that may have two languages."""
    return words.say(language) if isinstance(words, Words) else words


def issuer(source: Source) -> str:
    """Name who stands behind a document: the applicant of a form, the body of a list, the desk of a deed."""
    if isinstance(source, Record):
        return worded(source.words["issuer"], "zh")
    return source.applicant if isinstance(source, Submitted) else source.recommender


def mark(source: Source, language: str) -> str:
    """Word what the foot of each page says of the source: number, version, digest; or that it is only a preview."""
    zh = language == "zh"
    if isinstance(source, Record) and not source.digest:
        return "草稿，尚未定稿" if zh else "Draft, not final"
    if not source.digest:
        return "预览稿，尚未提交" if zh else "Preview, not submitted"
    check = ("校验码 " if zh else "Digest ") + short(source.digest)
    if isinstance(source, Submitted):
        version = f"第 {source.submission} 次提交" if zh else f"Submission {source.submission}"
        return "　".join(piece for piece in (source.number, version, check) if piece)
    number = worded(source.words.get("number", ""), language) if isinstance(source, Record) else source.number
    return "　".join(piece for piece in (number, check) if piece)


def short(digest: str) -> str:
    """Give the beginning of a digest as people compare it: four groups of four.

    >>> short("3f9a1b2c77d0e1aa55")
    '3f9a 1b2c 77d0 e1aa'
    """
    return " ".join(digest[start : start + 4] for start in range(0, min(16, len(digest)), 4))
