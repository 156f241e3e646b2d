"""LibreOffice opens every Word file and sheet of every notice, and says the same words when it writes them anew."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest
from openpyxl import load_workbook

from shifan.core.document import Document
from shifan.core.pack import by_id
from shifan.render.docx import render_docx
from shifan.render.pdf import pages_of_entries
from shifan.render.xlsx import render_xlsx
from tests import said
from tests.office import hostile
from tests.office.test_words import framed
from tests.packs.test_documents import MADE_AT, every_document, plan_of

KEYS = [tuple(parameter.values) for parameter in every_document()]
SHEETS = [key for key in KEYS if "xlsx" in by_id(plan_of(key[0]).pack.documents, key[1]).formats]


@pytest.fixture(scope="module")
def papers() -> dict[tuple[str, str], Document]:
    return {key: hostile.made(*key, hostile.SAMPLES) for key in KEYS}


def convert(folder: Path, files: list[Path], kind: str) -> None:
    """Open files and write each anew beside itself, all in one run."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [os.environ.get("SOFFICE", "soffice"), profile, "--headless", "--convert-to", kind, "--outdir"]
    subprocess.run([*command, str(folder / "out"), *map(str, files)], check=True, capture_output=True, timeout=300)


def test_word_files_say_the_same_after_libreoffice(tmp_path: Path, papers: dict[tuple[str, str], Document]) -> None:
    files = {}
    for number, (key, made) in enumerate(papers.items()):
        files[key] = tmp_path / f"{number}.docx"
        pages = pages_of_entries(made, {}) if made.contents else None
        files[key].write_bytes(render_docx(made, {}, made_at=MADE_AT, pages=pages))

    convert(tmp_path, [*files.values()], "txt:Text (encoded):UTF8")

    lost = []
    for key, file in files.items():
        words = tight((tmp_path / "out" / f"{file.stem}.txt").read_text("utf-8"))
        lost += [(key, line) for line in framed(said.lines(papers[key])) if tight(line) not in words]
    assert lost == []


def tight(words: str) -> str:
    return re.sub(r"\s", "", words)


def test_sheets_say_the_same_after_libreoffice(tmp_path: Path, papers: dict[tuple[str, str], Document]) -> None:
    files = {}
    for number, key in enumerate(SHEETS):
        files[key] = tmp_path / f"{number}.xlsx"
        files[key].write_bytes(render_xlsx(papers[key], made_at=MADE_AT))

    convert(tmp_path, [*files.values()], "xlsx")

    for file in files.values():
        assert cells(tmp_path / "out" / file.name) == cells(file)


def cells(file: Path) -> list[tuple[str, object]]:
    sheet = load_workbook(file).active
    return [(cell.coordinate, cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]
