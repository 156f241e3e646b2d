from datetime import date

import pytest
from pydantic import ValidationError

from shifan.core import compose
from shifan.core.document import Cell, Document, DocumentPlan, Heading, PageBreak, Paragraph, Rich, Slots, Table, misfit
from shifan.core.source import Entry, Listed
from tests.paper import (
    FLAT,
    PICTURE,
    doc,
    image,
    make_document,
    make_plan,
    make_submitted,
    paragraph,
    text,
    words,
)


def built(*parts: dict[str, object], **changes: object) -> Document:
    return compose.build(make_plan(), make_document(*parts), make_submitted(**changes))


def rows_of(document: Document, at: int = 0) -> list[list[str]]:
    table = document.blocks[at]
    assert isinstance(table, Table)
    return [[cell.text for cell in row] for row in table.rows]


def heading(level: int, zh: str, **more: object) -> dict[str, object]:
    return {"part": "heading", "level": level, "text": words(zh), **more}


def test_headings_are_numbered_and_begin_anew_under_each_parent() -> None:
    document = built(
        heading(1, "甲"),
        heading(2, "乙"),
        heading(3, "丙"),
        heading(2, "丁"),
        heading(3, "戊"),
        heading(3, "己"),
        heading(1, "附1", numbered=False),
        heading(2, "庚"),
        heading(1, "辛"),
    )

    numbers = [block.number for block in document.blocks if isinstance(block, Heading)]
    assert numbers == ["一、", "（一）", "1. ", "（二）", "1. ", "2. ", "", "（一）", "二、"]


def test_cover_takes_facts_and_answers() -> None:
    cover = {
        "above": words("附件 4-1"),
        "title": words("申报书"),
        "lines": [
            {"label": words("场景名称："), "field": "project.scenarios.*.name"},
            {"label": words("申报单位"), "fact": "applicant", "seal": True},
            {"label": words("推荐单位"), "fact": "recommender"},
            {"label": words("申报日期"), "fact": "date"},
        ],
    }

    document = compose.build(make_plan(), make_document(cover=cover), make_submitted())

    assert document.cover is not None
    assert document.cover.lines == (
        ("场景名称：", "智能仓储、铸件缺陷闭环", False),
        ("申报单位", "示例装备有限公司", True),
        ("推荐单位", "示例市工业和信息化局", False),
        ("申报日期", "2022年10月20日", False),
    )


def test_mark_names_submission_and_digest_or_says_preview() -> None:
    assert built().mark == "HB-7　第 2 次提交　校验码 3f9a 1b2c 77d0 e1aa"
    assert built(digest="").mark == "预览稿，尚未提交"


def test_grid_cells_hold_words_answers_ticks_and_details() -> None:
    named = {"true": words("（名称：{unit.accident_name}）")}
    grid = {
        "part": "grid",
        "widths": [1, 2, 1],
        "rows": [
            [{"head": True, "text": words("企业名称")}, {"field": "unit.name", "columns": 2}],
            [
                {"head": True, "text": words("事故")},
                {"field": "unit.accident", "tick": True, "details": named, "columns": 2},
            ],
            [
                {"text": words("行业门类："), "field": "unit.industry", "level": "section"},
                {"field": "unit.revenue.2020", "unit": True},
                {"fact": "recommender"},
            ],
            [
                {"field": "unit.accident_name", "hint": words("（如有）"), "note": words("注释")},
                {"text": words("{unit.headcount} 人"), "columns": 2},
            ],
            [{"columns": 3, "text": words("承诺属实。"), "slots": [words("签章："), words("年 月 日")]}],
        ],
    }

    document = built(grid)

    table = document.blocks[0]
    assert isinstance(table, Table)
    assert table.rows == (
        (Cell("企业名称", head=True), Cell("示例装备有限公司", columns=2)),
        (Cell("事故", head=True), Cell("☐是（名称：　　　　）　☑否", columns=2)),
        (Cell("行业门类：制造业"), Cell("128530.12万元", align="centre"), Cell("示例市工业和信息化局")),
        (Cell("", hint="（如有）", note="注释"), Cell("320 人", columns=2)),
        (Cell("承诺属实。", columns=3, slots=("签章：", "年 月 日")),),
    )


def test_grid_rows_repeat_beside_one_lead_cell() -> None:
    rows = {
        "each": "row.devices",
        "lead": {"head": True, "text": words("装备")},
        "rows": [[{"field": "row.name"}, {"field": "row.model"}], [{"text": words("属于 {outer.name}"), "columns": 2}]],
    }
    grid = {"part": "grid", "widths": [1, 2, 2], "rows": [rows]}

    document = built({"part": "each", "each": "project.scenarios", "parts": [grid]})

    first, second = document.blocks
    assert isinstance(first, Table)
    assert isinstance(second, Table)
    assert first.rows == (
        (Cell("装备", head=True, rows=4), Cell("堆垛机"), Cell("")),
        (Cell("属于 智能仓储", columns=2),),
        (Cell("穿梭车"), Cell("")),
        (Cell("属于 智能仓储", columns=2),),
    )
    assert second.rows == (
        (Cell("装备", head=True, rows=2), Cell(""), Cell("")),
        (Cell("属于 铸件缺陷闭环", columns=2),),
    )


def test_one_cell_stands_beside_rows_of_which_some_are_repeated() -> None:
    names = {"each": "row.devices", "lead": {"text": words("装备")}, "rows": [[{"field": "row.name"}]]}
    beside = {"lead": {"text": words("全部")}, "rows": [[{"text": words("类")}, {"text": words("名")}], names]}
    grid = {"part": "grid", "widths": [1, 1, 1], "rows": [beside]}

    first, _ = built({"part": "each", "each": "project.scenarios", "parts": [grid]}).blocks

    assert isinstance(first, Table)
    assert first.rows == (
        (Cell("全部", rows=3), Cell("类"), Cell("名")),
        (Cell("装备", rows=2), Cell("堆垛机")),
        (Cell("穿梭车"),),
    )


def test_cells_beside_rows_are_counted_in_their_widths() -> None:
    beside = {"lead": {"text": words("全部")}, "rows": [[{"text": words("类")}]]}

    with pytest.raises(ValidationError, match="row 1 of the grid fills 1 of 2 columns"):
        make_document({"part": "grid", "widths": [1, 1, 1], "rows": [beside]})


def test_what_is_not_answered_is_room_to_write_with_its_unit_and_its_help() -> None:
    cells = [[{"field": "unit.revenue.2020", "unit": True}, {"head": True, "text": words("{unit.name}名称")}]]
    grid = {"part": "grid", "widths": [1, 1], "rows": cells}
    said = {"part": "text", "text": words("由{unit.name}申报。")}

    document = built(grid, said, flat={})

    assert rows_of(document) == [["　　　　万元", "名称"]]
    assert document.blocks[1:] == (Paragraph("由　　　　申报。"),)


def test_table_has_one_row_for_each_row_of_a_repeat_in_its_order() -> None:
    table = {
        "part": "table",
        "each": "project.scenarios",
        "columns": [
            {"label": words("序号"), "fact": "number"},
            {"label": words("环节"), "field": "row.segments"},
            {"label": words("场景"), "field": "row.name"},
        ],
    }

    document = built(table)

    assert rows_of(document) == [
        ["序号", "环节", "场景"],
        ["1", "仓储物流", "智能仓储"],
        ["2", "仓储物流、回收", "铸件缺陷闭环"],
    ]


def test_blank_form_keeps_its_rows_and_boxes() -> None:
    each = {
        "part": "each",
        "each": "project.scenarios",
        "parts": [
            {"part": "heading", "level": 3, "field": "row.name"},
            {"part": "grid", "widths": [1], "rows": [[{"field": "row.segments", "tick": True}]]},
            {"part": "field", "field": "row.text"},
        ],
    }

    document = built(each, flat={})

    assert rows_of(document) == [["☐仓储物流"]]


def test_rich_answer_becomes_a_block_under_its_heading_and_names_its_pictures() -> None:
    written = doc(paragraph(text("正文")), image())
    document = built(
        heading(2, "计划"),
        {"part": "field", "field": "project.plan"},
        {"part": "grid", "widths": [1], "rows": [[{"field": "project.scenarios.k2.text"}]]},
        flat={**FLAT, "project.plan": written, "project.scenarios.k2.text": doc(image("b" * 64))},
    )

    assert document.blocks[1] == Rich(written, 2)
    assert set(document.pictures) == {PICTURE, "b" * 64}


def test_long_text_answer_becomes_a_paragraph() -> None:
    assert built({"part": "field", "field": "project.outlook"}).blocks == (Paragraph("无"),)


def test_text_takes_facts_and_leaves_unknown_braces_alone() -> None:
    part = {
        "part": "text",
        "style": "note",
        "text": words("{applicant}、{date}、{nothing.known}、{round}、{unit.size:tick}"),
    }

    document = built(part)

    expected = "示例装备有限公司、2022年10月20日、{nothing.known}、示例行动、☑大型　☐小型"
    assert document.blocks == (Paragraph(expected, "note"),)


def test_answer_that_looks_like_a_placeholder_is_not_filled_again() -> None:
    document = built({"part": "text", "text": words("{unit.name}")}, flat={"unit.name": "{applicant}{date}"})

    assert document.blocks == (Paragraph("{applicant}{date}"),)


def test_files_are_catalogued_by_field_with_entries_for_the_contents() -> None:
    document = built(heading(1, "附件"), {"part": "files"})

    table = document.blocks[1]
    assert isinstance(table, Table)
    assert table.rows[1:] == (
        (
            Cell("1", align="centre"),
            Cell("审计报告", rows=2),
            Cell("2020年度审计报告", entry=2),
            Cell("2020年审计报告.pdf"),
            Cell("36", align="centre"),
            Cell("1 KB"),
            Cell("11111111"),
        ),
        (
            Cell("2", align="centre"),
            Cell("2021年审计报告", entry=2),
            Cell("2021年审计报告.pdf"),
            Cell("", align="centre"),
            Cell("1 KB"),
            Cell("22222222"),
        ),
    )


def test_catalogue_without_files_says_so() -> None:
    assert rows_of(built({"part": "files"}, flat={}))[1:] == [["无"]]


def test_slots_and_breaks_are_kept() -> None:
    document = built(
        {"part": "slots", "text": words("{applicant}承诺"), "slots": [words("签章：")]},
        {"part": "page", "landscape": True},
    )

    assert document.blocks == (Slots("示例装备有限公司承诺", ("签章：",)), PageBreak(landscape=True))


LIST = {
    "part": "table",
    "blank_rows": 2,
    "columns": [
        {"label": words("序号"), "fact": "rank"},
        {"label": words("企业"), "fact": "applicant"},
        {
            "label": words("场景"),
            "each": "project.scenarios",
            "line": words("{index}. {row.segments}——{row.name:item}"),
        },
        {"label": words("手机"), "field": "unit.mobile"},
        {"label": words("联系方式"), "fact": "mobile"},
        {"label": words("罗列"), "fact": "scenarios"},
    ],
}
ENTRY = Entry("示例装备有限公司", rank=1, mobile="13900000000", scenarios=("甲", "乙"), flat=FLAT)


def test_ranked_list_prints_an_entry_from_its_frozen_answers() -> None:
    plan = make_document({"part": "text", "text": words("{recommender}推荐 {count} 家")}, LIST, of="recommendation")

    document = compose.build(make_plan(), plan, Listed((ENTRY,), recommender="示例市", digest="ab" * 32))

    assert document.blocks[0] == Paragraph("示例市推荐 1 家")
    lines = "1. 仓储物流——22. 智能仓储\n2. 仓储物流、回收——铸件缺陷闭环"
    assert rows_of(document, 1)[1:] == [["1", "示例装备有限公司", lines, "13800000000", "13900000000", "甲\n乙"]]
    assert document.mark == "校验码 abab abab abab abab"


def test_empty_list_prints_its_blank_rows() -> None:
    document = compose.build(make_plan(), make_document(LIST, of="recommendation"), Listed(()))

    assert rows_of(document)[1:] == [["1", "", "", "", "", ""], ["2", "", "", "", "", ""]]


def test_public_list_never_shows_a_number_to_call() -> None:
    source = Listed((ENTRY,), opens=date(2022, 12, 1), closes=date(2022, 12, 7), digest="ab" * 32)
    plan = make_document({"part": "text", "text": words("{opens}至{closes}")}, LIST, of="notice")

    document = compose.build(make_plan(), plan, source)

    assert document.blocks[0] == Paragraph("2022年12月1日至2022年12月7日")
    assert rows_of(document, 1)[1][3:5] == ["", ""]
    assert rows_of(document, 1)[1][2].startswith("1. 仓储物流——22. 智能仓储")


def test_source_of_another_kind_is_refused() -> None:
    with pytest.raises(TypeError, match="made of a submission"):
        compose.build(make_plan(), make_document(), Listed(()))


def test_english_document_has_english_numbers_and_words() -> None:
    part = {"part": "heading", "level": 1, "text": words("甲", "First")}

    document = compose.build(make_plan(), make_document(part), make_submitted(day=None), "en")

    assert document.blocks == (Heading(1, "1. ", "First"),)
    assert document.mark == "HB-7　Submission 2　Digest 3f9a 1b2c 77d0 e1aa"


def test_grid_that_is_not_filled_names_the_row() -> None:
    grid = {"part": "grid", "widths": [1, 1], "rows": [[{"columns": 2}], [{"text": words("一")}]]}

    with pytest.raises(ValidationError, match="row 2 of the grid fills 1 of 2 columns"):
        make_document(grid)


def test_misfit_counts_cells_that_reach_down() -> None:
    assert misfit(2, [(Cell(rows=2), Cell()), (Cell(),)]) == ""
    assert misfit(2, [(Cell(rows=2), Cell()), (Cell(), Cell())]) == "row 2 of the grid fills 3 of 2 columns"
    assert misfit(1, [(Cell(rows=3),)]) == "a cell of the grid reaches 2 rows below the last"


def test_pages_have_their_total_but_those_of_letters() -> None:
    body = {"part": "text", "text": {"zh": "文", "en": "text"}}
    closing = {**body, "style": "closing"}

    def numbers(*parts: dict[str, object], **more: object) -> str:
        given = {"id": "paper", "label": {"zh": "文", "en": "text"}, "of": "submission", "parts": parts, **more}
        return DocumentPlan.model_validate(given).numbers

    assert numbers(body) == "total"
    assert numbers(body, closing) == numbers({**body, "style": "addressee"}, body) == "dash"
    assert (numbers(body, page_numbers="dash"), numbers(body, closing, page_numbers="total")) == ("dash", "total")
