from shifan.core import print_sheet
from shifan.core.document import Document, DocumentPlan, Paragraph, Table
from shifan.core.pack import Pack
from shifan.core.print_sheet import Count, Printed
from tests.small import element, pack_data, words

FORM = {
    "id": "application_form",
    "label": words("申报书"),
    "of": "submission",
    "track": "main",
    "double_sided": True,
    "parts": [{"part": "text", "text": words("文")}],
}
PAPERS = [
    element("bound", "", stage="fill", copies=2, per="unit.directions", binding=words("A4 双面胶装"), delivery="post"),
    element("disc", "", stage="fill", copies=1, medium="disc"),
]
ONE = Printed("SL-1", "示例公司", "示例项目", 1, {"unit.directions": ["a", "b"]}, {"application_form": 41})


def pack_of(**more: object) -> Pack:
    fields = [element("directions", "multi", options=[{"code": code, "label": words(code)} for code in "ab"])]
    return Pack.model_validate(pack_data({"unit": fields}, documents=[FORM], **more))


def said(document: Document) -> str:
    texts = [block.text for block in document.blocks if isinstance(block, Paragraph)]
    tables = [block for block in document.blocks if isinstance(block, Table)]
    return "|".join([*texts, *(cell.text for table in tables for row in table.rows for cell in row)])


def form_of(pack: Pack) -> DocumentPlan:
    return pack.documents[0]


def test_copies_are_counted_for_each_direction_and_sheets_on_both_sides() -> None:
    pack = pack_of(papers=PAPERS)

    counted = print_sheet.count(pack, "fill", form_of(pack), ONE)

    assert (counted, counted.sheets) == (Count(4, 41, True), 84)  # 21 sheets, four times


def test_what_is_not_known_is_a_dash() -> None:
    pack = pack_of(papers=[])

    counted = print_sheet.count(pack, "fill", form_of(pack), Printed("1", "甲", "乙"))

    assert (counted, counted.sheets) == (Count(None, None, True), None)
    assert "没有规定" in said(print_sheet.build(pack, "fill", [("main", [ONE])], "示例市", "校验码"))


def test_the_sheet_says_medium_copies_binding_and_total() -> None:
    pack = pack_of(papers=PAPERS)

    text = said(print_sheet.build(pack, "fill", [("main", [ONE, ONE])], "示例市", "校验码"))

    for word in ("纸质", "光盘", "2 份（每个方向或类别各计）", "A4 双面胶装", "邮寄", "示例公司", "168"):
        assert word in text


def test_a_stage_with_desks_counts_the_copies_of_each() -> None:
    desks = [words("装备处"), words("财政处")]
    stage = element("fill", "", kind="fill", copies=2, destinations=desks)
    pack = pack_of(stages=[stage])

    assert print_sheet.count(pack, "fill", form_of(pack), ONE).copies == 4
    assert "装备处、财政处，每处 2 份" in said(print_sheet.build(pack, "fill", [("main", [ONE])], "", ""))
