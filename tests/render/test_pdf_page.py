"""What a sheet of paper needs beside its words: the code to verify, binding, boxes for characters, the archive form."""

from __future__ import annotations

from io import BytesIO

import pytest
from pypdf import PdfReader

from shifan.core.document import Cell, Cover, Heading, PageBreak, Paragraph, Rich, Table
from shifan.render.pdf import pages_of_entries, pages_of_entries_apart, render_pdf
from shifan.render.worker import Pages, RenderError
from tests.paper import MADE_AT, PICTURE, doc, document, image, pages, png, printed, reader, text


def test_margin_for_binding_is_inside_where_both_sides_are_printed() -> None:
    made = document(Paragraph("甲"), PageBreak(), Paragraph("乙"), double_sided=True)
    lefts: list[float] = []

    def note(words_: str, outer: list[float], matrix: list[float], *_: object) -> None:
        if words_.strip() in ("甲", "乙"):
            lefts.append(round((outer[4] + matrix[4]) / 72 * 25.4, 1))

    for page in reader(made).pages:
        page.extract_text(visitor_text=note)

    indent = round(32 / 72 * 25.4, 1)
    assert lefts == pytest.approx([28 + indent, 26 + indent], abs=0.2)


def test_body_printed_on_both_sides_begins_on_a_right_hand_page() -> None:
    made = document(Paragraph("甲"), cover=Cover("", "申报书", "", (), ""), double_sided=True)

    assert pages(made) == ["申报书", "", "甲"]


def test_character_without_a_font_is_a_box_with_its_code_point() -> None:
    made = document(Paragraph("起\U0001fae0止"), Table((1,), ((Cell("\u0e44"),),)))

    assert printed(made) == "起U+1FAE0止U+0E44"


def test_archive_is_pdf_a_2b_and_looks_the_same() -> None:
    made = document(Heading(1, "一、", "甲"), Rich(doc(image(caption="图1"))), contents=1, pictures=(PICTURE,))

    archive = PdfReader(BytesIO(render_pdf(made, {PICTURE: png()}, made_at=MADE_AT, archive=True)))

    told = archive.root_object["/Metadata"].get_data().decode()
    assert "<pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>" in told
    assert [page.extract_text() for page in archive.pages] == [
        page.extract_text() for page in reader(made, {PICTURE: png()}).pages
    ]


def test_archive_names_the_characters_that_have_no_font() -> None:
    with pytest.raises(RenderError, match=r"\u0e44 \(U\+0E44\), \U0001fae0 \(U\+1FAE0\)"):
        render_pdf(document(Paragraph("\U0001fae0\u0e44")), {}, made_at=MADE_AT, archive=True)


def test_pages_of_entries_are_those_of_the_contents() -> None:
    made = document(
        Heading(1, "一、", "甲"),
        PageBreak(),
        Rich(doc({"type": "heading", "attrs": {"level": 1}, "content": [text("小标题")]}), 1),
        PageBreak(),
        Table((1,), ((Cell("证明.pdf", entry=2),),)),
        Heading(3, "", "不列入"),
        contents=2,
    )

    assert pages_of_entries(made, {}) == Pages((1, 2, 3), 3)
    assert pages_of_entries_apart(made, {}) == Pages((1, 2, 3), 3)


@pytest.mark.parametrize("count", [22, 24, 26])
def test_what_is_signed_takes_the_last_row_along_below_the_repeated_head(count: int) -> None:
    rows = tuple((Cell(f"第{at}行"), Cell("格")) for at in range(count))
    table = Table((1, 3), ((Cell("头", head=True), Cell("名", head=True)), *rows), 1)

    first, second = pages(document(table, Paragraph("某厅\n某日", "closing")))

    assert first.startswith("头名第0行格")
    assert second.startswith("头名第")
    assert second.endswith(f"第{count - 1}行格某厅某日")


def test_notes_are_numbered_as_they_are_read_where_a_cell_reaches_over_rows() -> None:
    table = Table(
        (1, 1, 1), ((Cell("组", rows=2, note="注甲"), Cell("一"), Cell("二")), (Cell("三", note="注乙"), Cell("四")))
    )

    whole = printed(document(table))

    assert whole.endswith("1注甲2注乙")
    assert "组1" in whole
    assert "三2" in whole


def test_tags_name_headings_table_heads_and_pictures() -> None:
    table = Table((1, 1), ((Cell("头", head=True), Cell("头", head=True)), (Cell("格"), Cell("格"))), 1)
    made = document(
        Heading(1, "一、", "甲"),
        Heading(2, "（一）", "乙"),
        table,
        Rich(doc(image(caption="图1"))),
        pictures=(PICTURE,),
    )

    found = reader(made, {PICTURE: png()})

    kinds, words = tags(found.root_object["/StructTreeRoot"])
    assert {"/H1", "/H2", "/Table", "/THead", "/TH", "/TD", "/Figure"} <= set(kinds)
    assert words == ["图1"]
    assert [entry.title for entry in flat(found.outline)] == ["一、甲", "（一）乙"]


def tags(node: object) -> tuple[list[str], list[str]]:
    """Give the kinds of tags below a node, and the words that stand for pictures."""
    kinds, words, waiting = [], [], [node]
    while waiting:
        one = waiting.pop()
        one = one.get_object() if hasattr(one, "get_object") else one
        if isinstance(one, list):
            waiting += one
        elif isinstance(one, dict):
            kinds += [str(one["/S"])] if "/S" in one else []
            words += [str(one["/Alt"])] if "/Alt" in one else []
            waiting += [one["/K"]] if "/K" in one else []
    return kinds, words


def flat(entries: list[object]) -> list[object]:
    return [one for entry in entries for one in (flat(entry) if isinstance(entry, list) else [entry])]
