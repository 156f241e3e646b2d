from shifan.core import print_sheet
from shifan.core.document import Document, DocumentPlan, Paragraph, Table
from shifan.core.pack import Pack
from shifan.core.print_sheet import Count, Printed, Track
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
    assert "没有规定" in said(print_sheet.build(pack, "fill", [Track("main", [ONE])], "示例市", "校验码"))


def test_the_sheet_says_medium_copies_binding_and_total() -> None:
    pack = pack_of(papers=PAPERS)

    text = said(print_sheet.build(pack, "fill", [Track("main", [ONE, ONE])], "示例市", "校验码"))

    for word in ("纸质", "光盘", "2 份（每个方向或类别各计）", "A4 双面胶装", "邮寄", "示例公司", "168"):
        assert word in text


def test_a_stage_with_desks_counts_the_copies_of_each() -> None:
    desks = [words("装备处"), words("财政处")]
    stage = element("fill", "", kind="fill", copies=2, destinations=desks)
    pack = pack_of(stages=[stage])

    assert print_sheet.count(pack, "fill", form_of(pack), ONE).copies == 4
    assert "装备处、财政处，每处 2 份" in said(print_sheet.build(pack, "fill", [Track("main", [ONE])], "", ""))


LETTER = {
    "id": "undertaking_letter",
    "label": words("承诺书"),
    "of": "submission",
    "parts": [{"part": "slots", "slots": [words("申报单位（公章）："), words("　　　　年　　月　　日")]}],
}
OTHER = {**FORM, "id": "other_form", "label": words("另一申报书")}
TABLE = {**LETTER, "id": "summary_table", "label": words("推荐汇总表"), "of": "recommendation", "track": "main"}


def wide_pack(*documents: dict, **more: object) -> Pack:
    fields = [element("directions", "multi", options=[{"code": code, "label": words(code)} for code in "ab"])]
    return Pack.model_validate(pack_data({"unit": fields}, documents=[FORM, *documents], **more))


def test_general_letter_goes_along_with_the_form_in_as_many_copies() -> None:
    papers = [{**PAPERS[0], "documents": ["application_form"]}]
    pack = wide_pack(LETTER, papers=papers)
    one = Printed("SL-1", "示例公司", "示例项目", 1, ONE.flat, {"application_form": 41, "undertaking_letter": 1})

    assert print_sheet.count(pack, "fill", pack.documents[1], one) == Count(4, 1, False)
    text = said(print_sheet.build(pack, "fill", [Track("main", [one])], "示例市", ""))
    assert "承诺书|申报单位（公章）；年　　月　　日|申报单位" in text
    assert [table.caption for table in tables(pack, Track("main", [one]))] == ["《申报书》", "《承诺书》"]


def test_letter_that_the_papers_name_has_its_own_copies() -> None:
    papers = [{**PAPERS[0], "documents": ["application_form"]}, element("one", "", stage="fill", copies=1)]
    papers[1]["documents"] = ["undertaking_letter"]
    pack = wide_pack(LETTER, papers=papers)

    assert print_sheet.count(pack, "fill", pack.documents[1], ONE).copies == 1


def test_forms_that_an_application_does_not_have_are_left_out() -> None:
    pack = wide_pack(OTHER, papers=PAPERS)
    some = Printed("SL-1", "甲公司", "甲", documents=frozenset({"application_form"}))
    both = Printed("SL-2", "乙公司", "乙", documents=frozenset({"application_form", "other_form"}))

    first, second = tables(pack, Track("main", [some, both]))

    assert [row[2].text for row in first.rows[1:-1]] == ["甲公司", "乙公司"]
    assert [row[2].text for row in second.rows[1:-1]] == ["乙公司"]
    assert [table.caption for table in tables(pack, Track("main", [some]))] == ["《申报书》"]


def test_what_a_body_makes_of_its_list_is_printed_too() -> None:
    pack = wide_pack(TABLE, papers=[{**PAPERS[0], "per": "", "copies": 3}])

    first, *_ = tables(pack, Track("main", [ONE], [(pack.documents[1], 2)]))

    assert [cell.text for cell in first.rows[1]] == ["推荐汇总表", "2", "3", "6"]


def test_an_applicant_prints_what_the_first_stage_that_asks_for_paper_wants() -> None:
    stages = [element("fill", "", kind="fill"), element("city", "", kind="recommend", copies=2)]

    assert print_sheet.stage_of(pack_of(stages=stages)) == "city"
    assert print_sheet.stage_of(pack_of(stages=stages[:1])) == "fill"
    assert print_sheet.stage_of(pack_of(stages=stages, papers=PAPERS)) == "fill"


def tables(pack: Pack, track: Track) -> list[Table]:
    built = print_sheet.build(pack, "fill", [track], "示例市", "")
    return [block for block in built.blocks if isinstance(block, Table) and block.caption]
