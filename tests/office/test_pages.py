"""Fonts and page numbers of every form, read back with poppler."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from shifan.core.document import Document
from shifan.core.pack import by_id
from shifan.render.pdf import render_pdf
from tests.packs.test_documents import MADE_AT, every_document, made, plan_of

# Body, headings, titles and page numbers, Latin and digits; rare characters, then boxes to tick.
EXPECTED = {
    "FandolFang-Regular", "FandolHei-Regular", "FandolHei-Bold", "FandolKai-Regular", "FandolSong-Regular",
    "FandolSong-Bold", "LiberationSerif", "LiberationSerif-Bold", "NotoSansCJKsc-Regular", "DejaVuSans",
}  # fmt: skip
SMALLEST = {"FandolFang-Regular", "FandolSong-Regular", "LiberationSerif"}


@pytest.mark.parametrize(("name", "document_id"), every_document())
def test_fonts_are_embedded_and_those_expected(tmp_path: Path, name: str, document_id: str) -> None:
    file = written(tmp_path, made(name, document_id))

    lines = run("pdffonts", file).splitlines()[2:]
    fonts = {line.split()[0].partition("+")[2].removesuffix("-Identity-H") for line in lines}
    assert all(re.search(r" yes yes yes ", line) for line in lines)  # embedded, subset, with a map to Unicode
    assert fonts >= SMALLEST
    assert fonts <= EXPECTED


WITH_CONTENTS = [
    one for one in every_document() if by_id(plan_of(one.values[0]).pack.documents, one.values[1]).contents
]


@pytest.mark.parametrize(("name", "document_id"), WITH_CONTENTS)
def test_contents_name_the_page_on_which_each_heading_stands(tmp_path: Path, name: str, document_id: str) -> None:
    paper = made(name, document_id)
    file = written(tmp_path, paper)
    # Words that go on in the next line of a cell stand together only where the cell is read by itself.
    laid, read = ([tight(page) for page in run("pdftotext", way, file, "-").split("\f")] for way in ("-layout", "-raw"))
    pages = [f"{one}\f{other}" for one, other in zip(laid, read, strict=True)]

    first = next(at for at, page in enumerate(pages) if re.search(r"第1页共\d+页", page))
    raw = run("pdftotext", "-layout", "-l", str(first), tmp_path / "a.pdf", "-")
    entries = re.findall(r"(?m)^\s*(\S.*?)\s*(?:\.\s*){3,}\u2060?(\d+)\s*$", raw)
    assert len(entries) >= 5
    assert [entry for entry in entries if tight(entry[0]) not in pages[first + int(entry[1]) - 1]] == []


def written(folder: Path, paper: Document) -> Path:
    (folder / "a.pdf").write_bytes(render_pdf(paper, {}, made_at=MADE_AT))
    return folder / "a.pdf"


def run(*command: str | Path) -> str:
    return subprocess.run([*map(str, command)], capture_output=True, text=True, check=True).stdout


def tight(words: str) -> str:
    return re.sub(r"\s", "", words)
