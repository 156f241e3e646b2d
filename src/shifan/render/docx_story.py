"""What a Word file gathers while it is written: numbers, lists, entries of the contents, footnotes, pictures."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count

from shifan.core.numbering import heading_number
from shifan.render.docx_styles import HEADINGS, NUMBERED, ORDERED
from shifan.render.docx_xml import UNNUMBERED, Look, bookmarked


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture in the file: its relation and its size in pixels."""

    relation: str
    width: int
    height: int


@dataclass(slots=True)
class Numbers:
    """Headings as Word counts them, so that it comes to the numbers that are printed.

    Where counting on would give another number, a list begins that counts anew; `begin` makes it. What is no number
    at all stands as words.
    """

    language: str
    begin: Callable[[int, dict[int, int]], int]
    counts: dict[int, int] = field(default_factory=dict)  # the last number given, by level
    firsts: dict[int, int] = field(default_factory=dict)  # where levels of the list in use begin, if not with 1
    list_: int = HEADINGS

    def look(self, level: int, printed: str) -> tuple[Look, str]:
        """Give the look of the paragraph, and the words that stand in place of a number."""
        if level > NUMBERED:
            return Look(), printed
        wanted = next((at for at in range(1, 100) if printed == heading_number(level, at, self.language)), 0)
        if not wanted:
            return UNNUMBERED, printed
        if wanted != self.counts.get(level, self.firsts.get(level, 1) - 1) + 1:
            above = {one: self.counts.get(one, 0) + 1 for one in range(1, level)}
            self.firsts = {**above, level: wanted}
            self.list_ = self.begin(HEADINGS, {one - 1: first for one, first in self.firsts.items()})
        self.counts = {one: count for one, count in self.counts.items() if one < level} | {level: wanted}
        return Look(number=None if self.list_ == HEADINGS else (self.list_, level - 1)), ""


@dataclass(slots=True)
class Story:
    """What a document gathers while it is written: footnotes, entries of the contents, lists, numbers for drawings."""

    language: str
    numbers: Numbers = field(init=False)
    pictures: Mapping[str, Picture] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    entries: list[tuple[int, str]] = field(default_factory=list)  # level, words
    lists: list[tuple[int, int, dict[int, int]]] = field(default_factory=list)  # number, kind, first by level
    ids: Iterator[int] = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        self.numbers = Numbers(self.language, self.begin)

    def begin(self, kind: int, firsts: dict[int, int]) -> int:
        """Begin a list that counts from other numbers than 1 at some levels, and give its own number."""
        number = ORDERED + 1 + len(self.lists)
        self.lists.append((number, kind, firsts))
        return number

    def entry(self, level: int, words: str, content: str) -> str:
        """Make content an entry of the contents."""
        self.entries.append((level, words))
        return bookmarked(entry_name(len(self.entries)), next(self.ids), content)


def entry_name(number: int) -> str:
    """Name the bookmark of an entry."""
    return f"_Toc{number:08}"
