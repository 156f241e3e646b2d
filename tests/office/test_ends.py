"""No heading stands alone at the end of a page, and no seal alone at its beginning: every form, as given and long."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from shifan.core.document import Cell, Document, Heading, Paragraph, Slots, Table
from shifan.render.docx import render_docx
from shifan.render.pdf import render_pdf
from tests.office import hostile
from tests.office.test_libreoffice import convert
from tests.packs.test_documents import MADE_AT, every_document, made
from tests.paper import document

LONG = ["项目面向“多品种、小批量”的生产特点建设平台（含采集、治理、模型管理），设备联网率提高到92%。" * 4]


@pytest.mark.parametrize("is_long", [False, True])
@pytest.mark.parametrize(("name", "document_id"), every_document())
def test_pages_end_and_begin_well(tmp_path: Path, name: str, document_id: str, is_long: bool) -> None:
    paper = hostile.made(name, document_id, LONG) if is_long else made(name, document_id)

    pages = lines_of_pages(paper, tmp_path)

    assert [(at, page[-1]) for at, page in enumerate(pages[:-1], start=1) if page and page[-1] in leading(paper)] == []
    assert [(at, page) for at, page in enumerate(pages, start=1) if page and set(page) <= signed(paper)] == []


def test_seal_of_a_word_file_has_a_row_of_the_list_above_it_wherever_the_list_ends(tmp_path: Path) -> None:
    files = []
    for count in range(30, 50):
        files.append(tmp_path / f"{count}.docx")
        files[-1].write_bytes(render_docx(long_list(count), {}, made_at=MADE_AT))

    convert(tmp_path, files, "pdf")

    for file in files:
        pages = read_pages(tmp_path / "out" / f"{file.stem}.pdf")
        (last,) = (page for page in pages if "示例市工业和信息化局" in page)
        assert any(line.startswith(f"{file.stem}示例项目") for line in last), file.stem


def long_list(count: int) -> Document:
    head = tuple(Cell(word, head=True) for word in ("序号", "项目名称", "申报单位"))
    rows = ((Cell(str(at)), Cell(f"示例项目{at}"), Cell("示例公司")) for at in range(1, count + 1))
    closing = Paragraph("示例市工业和信息化局\n2022年10月1日", "closing")
    return document(Paragraph("名单", "title"), Table((1, 4, 4), (head, *rows), 1), closing)


def lines_of_pages(paper: Document, folder: Path) -> list[list[str]]:
    """Give the lines of each page, without what stands at its foot."""
    (folder / "a.pdf").write_bytes(render_pdf(paper, {}, made_at=MADE_AT))
    found = read_pages(folder / "a.pdf")
    return [
        [line for line in page if line != tight(paper.mark) and not re.fullmatch(r"—\d+—|第\d+页共\d+页", line)]
        for page in found
        if "目录" not in page
    ]


def read_pages(file: Path) -> list[list[str]]:
    command = ["pdftotext", "-layout", str(file), "-"]
    pages = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split("\f")[:-1]
    return [[tight(line) for line in page.splitlines() if tight(line)] for page in pages]


def leading(paper: Document) -> set[str]:
    """Give the lines that stay with what follows them; a heading that nothing is written under may end a page."""
    found = set()
    for block, below in zip(paper.blocks, paper.blocks[1:], strict=False):
        if isinstance(block, Heading) and isinstance(below, Paragraph | Table):
            found.add(tight(block.number + block.text))
        elif isinstance(block, Table) and block.caption:
            found |= set(map(tight, block.caption.splitlines()))
    return found - {""}


def signed(paper: Document) -> set[str]:
    """Give the lines for signatures, seals and dates; a place for an opinion is more than that."""
    found: set[str] = set()
    for block in paper.blocks:
        if isinstance(block, Slots):
            found |= {tight(slot) for slot in block.slots if not slot.endswith("意见：")}
        elif isinstance(block, Paragraph) and block.style == "closing":
            found |= set(map(tight, block.text.splitlines()))
    return found


def tight(words: str) -> str:
    return re.sub(r"\s", "", words)
