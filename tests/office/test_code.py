"""The QR code on paper, read back as a telephone reads it."""

from __future__ import annotations

import subprocess
import tempfile
from io import BytesIO
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from shifan.core.document import Cover, Document, PageBreak, Paragraph
from shifan.render.pdf import render_pdf
from tests.paper import MADE_AT, document

VERIFY = "https://shifan.example/verify/" + "3f9a1b2c" * 8


@pytest.mark.parametrize("cover", [None, Cover("", "申报书", "", (("申报单位", "示例公司", True),), "")])
def test_code_on_the_first_page_says_what_to_verify(cover: Cover | None) -> None:
    made = document(Paragraph("甲"), PageBreak(), Paragraph("乙"), cover=cover, mark="校验码 3f9a", verify=VERIFY)

    pictures = drawn(made)

    assert [[code.text for code in zxingcpp.read_barcodes(page)] for page in pictures] == [[VERIFY]] + [[]] * (
        len(pictures) - 1
    )


def drawn(made: Document) -> list[Image.Image]:
    """Give the pages as pictures, as a scanner would."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "a.pdf").write_bytes(render_pdf(made, {}, made_at=MADE_AT))
        subprocess.run(["pdftoppm", "-r", "150", "-png", "a.pdf", "p"], cwd=folder, check=True)
        return [Image.open(BytesIO(page.read_bytes())) for page in sorted(Path(folder).glob("p-*.png"))]
