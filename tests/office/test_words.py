"""What is on paper is what was answered, character by character, in every format and for every form of every notice."""

from __future__ import annotations

import re
import subprocess
from html.parser import HTMLParser
from itertools import zip_longest
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from shifan.core.document import Document
from shifan.render.docx import render_docx
from shifan.render.html import render_html
from shifan.render.pdf import render_pdf
from tests import said, word
from tests.office import hostile
from tests.packs.test_documents import JILIN, MADE_AT, every_document

# White space, which lines break at, and characters without a look, which a PDF has no ink for.
UNSEEN = re.compile("[\\s\x00-\x1f\xad\u200b-\u200d\u2060\ufeff]")


@pytest.mark.parametrize(("name", "document_id"), every_document())
def test_every_answer_stands_on_every_paper(tmp_path: Path, name: str, document_id: str) -> None:
    assert lost(hostile.made(name, document_id, hostile.SAMPLES), tmp_path) == []


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(hostile.PIECES)
def test_any_answer_stands_on_paper(tmp_path: Path, pieces: list[str]) -> None:
    assert lost(hostile.made(JILIN, "performance_targets", pieces), tmp_path) == []


def lost(made: Document, folder: Path) -> list[str]:
    """Name the lines that are not on every paper as they were written; Word files are compared whole."""
    expected = said.lines(made)
    found = word.read(render_docx(made, {}, made_at=MADE_AT)).lines()
    missing = [f"docx: {mine!r} for {line!r}" for mine, line in zip_longest(found, expected) if mine != line]
    papers = {"pdf": pdf_words(made, folder), "html": tight(html_words(made))}
    return missing + [
        f"{kind}: {line!r}"
        for kind, words in papers.items()
        for line in framed(expected)
        if not stands(tight(line), words)
    ]


def stands(line: str, words: str) -> bool:
    """Say whether a line is on a paper: in one piece, or in two where the end of a page parts a cell beside others."""
    cuts = range(1, len(line))
    return line in words or any(line[:cut] in words and line[cut:] in words for cut in cuts if "始" in line[:cut])


def framed(lines: list[str]) -> list[str]:
    return [line for line in lines if re.search("起\\d+始|终\\d+止", line)]


def tight(words: str) -> str:
    return UNSEEN.sub("", words)


def pdf_words(made: Document, folder: Path) -> str:
    (folder / "a.pdf").write_bytes(render_pdf(made, {}, made_at=MADE_AT))
    command = ["pdftotext", "-raw", "-nopgbrk", str(folder / "a.pdf"), "-"]
    found = tight(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    # Words go on from page to page, so what stands at the foot of each is taken out.
    return re.sub(f"(—\\d+—)?{re.escape(tight(made.mark))}", "", found)


def html_words(made: Document) -> str:
    reader = _Reader()
    reader.feed(render_html(made, str))
    return "".join(reader.pieces)


class _Reader(HTMLParser):
    """Reads what a page shows, with the numbers that a browser gives to a list."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self.numbers: list[int] = []

    def handle_data(self, data: str) -> None:
        self.pieces.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "ol" and "start" in given:
            self.numbers.append(int(given["start"] or 1))
        elif tag == "li" and self.numbers:
            self.pieces.append(f"{self.numbers[-1]}.")
            self.numbers[-1] += 1

    def handle_endtag(self, tag: str) -> None:
        if tag == "ol" and self.numbers:
            self.numbers.pop()
