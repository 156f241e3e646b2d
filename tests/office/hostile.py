"""Every document of every pack, filled with text that tries to be an instruction; each piece stands in a frame."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count, cycle

from hypothesis import strategies as st

from shifan.core import answers, check, compose
from shifan.core.answers import Flat
from shifan.core.document import Document
from shifan.core.facts import Facts
from shifan.core.form import RichField, TextField
from shifan.core.pack import by_id
from shifan.core.plan import Plan
from shifan.core.source import Entry, Listed, Submitted
from shifan.packs import cases
from tests.packs.test_documents import FOLDERS, NOWHERE, ON, bases, plan_of
from tests.paper import doc, paragraph, text

SAMPLES = [
    '#set page(width: 1pt) $x$ *b* _i_ @ref <label> `raw` [c] // \\u{41} #import "a"',
    "</w:t></w:r><w:p/>]]>&lt;&amp;<!--<?xml?>",
    "<script>alert('x')</script><b>&quot;</b>{{ x }}{% y %}",
    "\\section{a}\\input{/etc/passwd}%$\\alpha$~^_&",
    "=1+1 +SUM(A1) @cmd -2 \t|\tx",
    "左\u202e右\u2066中\u2069\u200e\u200f",
    "零\u200b宽\u200d\ufeff\u2060",
    "控\x00\x07\x1b\x08制\x7f\x85行\u2028末",
    "𠮷𡘙䶮𬭎㛃喆堃镕祎赟",
    "x" * 90 + "/" + "很" * 30,
    "“引”‘号’——……·×÷±℃㎡²①☑☐➤",
    "  前后空格  ",
]
MARKUP = (
    "#$*_`@<>\\/[]{}()\"'~-=+|&^%!;:,.0aZ “”‘’…— 　中文仿宋\u200b\u200d\ufeff\x00\x07\x1b\u202e\u2066①²㎡𠮷䶮喆☑☐Ωжé\n"
)
PIECES = st.lists(st.text(MARKUP, min_size=1, max_size=30), min_size=1, max_size=12).map(lambda more: [*SAMPLES, *more])


def made(name: str, document_id: str, pieces: Sequence[str]) -> Document:
    """Make a document whose every text is hostile."""
    plan = plan_of(name)
    planned = by_id(plan.pack.documents, document_id)
    nested = cases.read_base(bases(name)[planned.track], FOLDERS[name], plan, NOWHERE)
    frames = _framed(pieces)
    flat = _filled(plan, planned.track, answers.flatten(plan, planned.track, nested), frames)
    checked = check.check(plan, planned.track, flat, at="submit", facts=Facts(), today=ON)
    kept = {"flat": flat, "hidden": checked.hidden, "computed": checked.computed}
    if planned.of == "submission":
        names = {key: next(frames) for key in ("applicant", "recommender", "title")}
        return compose.build(plan, planned, Submitted(**kept, **names, day=ON, number="1"))
    words = {key: next(frames) for key in ("applicant", "title", "region", "contact", "reason")}
    entries = tuple(Entry(rank=at, mobile="13900000000", scenarios=(next(frames),), **words, **kept) for at in (1, 2))
    return compose.build(plan, planned, Listed(entries, next(frames), ON, opens=ON, closes=ON))


def _framed(pieces: Sequence[str]) -> Iterator[str]:
    """Put each piece in a frame of its own, so that it is found on paper and nothing of it can be missing."""
    return (f"起{number}始{piece}终{number}止" for number, piece in zip(count(1), cycle(pieces), strict=False))


def _filled(plan: Plan, track: str, flat: Flat, frames: Iterator[str]) -> Flat:
    found = dict(flat)
    for path in flat:
        asked = plan.field(track, path)
        if isinstance(asked, TextField):
            found[path] = next(frames)
        elif isinstance(asked, RichField):
            found[path] = _rich(frames)
    return found


def _rich(frames: Iterator[str]) -> dict[str, object]:
    marked = paragraph(text(next(frames), "bold"), text(next(frames), "italic", "underline"), text(next(frames)))
    cell = {"type": "tableCell", "content": [paragraph(text(next(frames)))]}
    table = {"type": "table", "content": [{"type": "tableRow", "content": [cell]}]}
    item = {"type": "listItem", "content": [paragraph(text(next(frames)))]}
    heading = {"type": "heading", "attrs": {"level": 1}, "content": [text(next(frames))]}
    return doc(heading, marked, {"type": "orderedList", "attrs": {"start": 2}, "content": [item]}, table)
