from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from shifan.core.document import Cell, Document, Heading, Paragraph, Rich, Slots, Table
from shifan.render.xlsx import LONGEST, render_xlsx
from tests.paper import MADE_AT, doc, paragraph, text

HEAD = (Cell("序号", head=True), Cell("企业", head=True), Cell("场景", head=True))


def listed(*rows: tuple[Cell, ...], **more: object) -> Document:
    blocks = (
        Paragraph("附件 5", "label"),
        Paragraph("推荐汇总表", "title"),
        Paragraph("推荐单位（盖章）：示例市"),
        Table((8, 30, 60), (HEAD, *rows), 1),
        Paragraph("注：排名有先后。", "note"),
    )
    return Document(
        **{"title": "推荐汇总表", "author": "示例市", "blocks": blocks, "mark": "校验码 3f9a & 1b2c", **more}
    )


def sheet(document: Document) -> Worksheet:
    found = load_workbook(BytesIO(render_xlsx(document, made_at=MADE_AT))).active
    assert isinstance(found, Worksheet)
    return found


def values(found: Worksheet) -> list[list[object]]:
    return [[cell.value for cell in row] for row in found.iter_rows()]


def test_list_is_written_row_by_row() -> None:
    found = sheet(listed((Cell("1", align="centre"), Cell("示例公司"), Cell("1. 甲\n2. 乙"))))

    assert values(found) == [
        ["附件 5", None, None],
        ["推荐汇总表", None, None],
        ["推荐单位（盖章）：示例市", None, None],
        ["序号", "企业", "场景"],
        [1, "示例公司", "1. 甲\n2. 乙"],
        ["注：排名有先后。", None, None],
    ]
    assert {str(area) for area in found.merged_cells.ranges} == {"A1:C1", "A2:C2", "A3:C3", "A6:C6"}
    assert found["C5"].alignment.wrap_text
    assert found["C5"].border.left.style == "thin"


def test_list_is_set_up_for_print() -> None:
    found = sheet(listed())

    assert (found.page_setup.orientation, found.page_setup.paperSize, found.page_setup.fitToHeight) == (
        "landscape",
        9,
        0,
    )
    assert found.print_title_rows == "$4:$4"
    assert found.freeze_panes == "A5"
    assert found.oddFooter.right.text == "校验码 3f9a && 1b2c"


@pytest.mark.parametrize(
    "hostile",
    [
        "=1+1",
        "+1",
        "-2+3",
        "@SUM(A1)",
        '=HYPERLINK("http://example.org","x")',
        "\t=1",
        "=cmd|' /C calc'!A0",
        "#REF!",
        "{=1}",
    ],
)
def test_text_like_a_formula_stays_text(hostile: str) -> None:
    data = render_xlsx(listed((Cell("1"), Cell(hostile), Cell(""))), made_at=MADE_AT)

    cell = load_workbook(BytesIO(data)).active["B5"]
    assert (cell.value, cell.data_type) == (hostile.expandtabs(4), "s")
    assert cell.quotePrefix == hostile.startswith(("=", "+", "-", "@"))
    assert b"<f>" not in ZipFile(BytesIO(data)).read("xl/worksheets/sheet1.xml")


def test_long_numbers_and_codes_stay_text() -> None:
    found = sheet(listed((Cell("007"), Cell("13800000000"), Cell("12"))))

    assert values(found)[4] == ["007", "13800000000", 12]


def test_characters_that_a_sheet_cannot_hold_do_not_break_it() -> None:
    found = sheet(listed((Cell("\x00甲\x0b\ud800"), Cell("\U00020bb7\u202e<b>&"), Cell("_x0041_ \uffff"))))

    assert values(found)[4] == ["甲\n\ufffd", "\U00020bb7<b>&", "_x005F_x0041_ \ufffd"]


def test_text_beyond_a_cell_says_where_the_rest_is() -> None:
    found = sheet(listed((Cell("甲" * (LONGEST + 1)), Cell(""), Cell(""))))

    value = str(found["A5"].value)
    assert len(value) <= LONGEST
    assert value.endswith("……（全文见 PDF）")


def test_merged_cells_keep_their_place_and_narrow_tables_fill_the_width() -> None:
    rows = ((Cell("左", rows=2), Cell("上", columns=2)), (Cell("中"), Cell("下")))
    document = Document(
        "表[1]",
        "",
        (Heading(1, "一、", "标题"), Table((1, 1, 1), rows), Table((1, 1), ((Cell("甲"), Cell("乙")),), 0, "表名")),
    )

    found = sheet(document)

    assert values(found) == [
        ["一、标题", None, None],
        ["左", "上", None],
        [None, "中", "下"],
        ["表名", None, None],
        ["甲", "乙", None],
    ]
    assert {str(area) for area in found.merged_cells.ranges} == {"A1:C1", "A2:A3", "B2:C2", "A4:C4", "B5:C5"}


def test_rich_text_and_signatures_are_written_as_words() -> None:
    written = doc(paragraph(text("第一")), paragraph(text("第二")))
    document = Document(
        "文", "", (Rich(written), Slots("承诺", ("签章：",)), Table((1,), ((Cell(rich=written, slots=("日期",)),),)))
    )

    assert values(sheet(document)) == [["第一\n第二"], ["承诺"], ["签章："], ["第一\n第二\n日期"]]


def test_same_list_and_moment_give_the_same_bytes() -> None:
    document = listed((Cell("1"), Cell("甲"), Cell("乙")))

    assert render_xlsx(document, made_at=MADE_AT) == render_xlsx(document, made_at=MADE_AT)
