from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

import pytest
import yaml
from openpyxl import Workbook, load_workbook

from shifan import packs
from shifan.core import answers, plan
from shifan.core.text import rich_text
from shifan.packs import cases
from shifan.render import workbook
from tests.small import TRACK, code_list, element, plan_of, words

MADE_AT = datetime(2030, 6, 1, 8, 30, tzinfo=UTC)
HOSTILE = '=HYPERLINK("http://x")\n+1-2@\'“引号”\t<&>_x0041_ 𠮷 \u202eabc  '
CASES = [
    pytest.param(folder, path, id=f"{folder.name}-{path.stem}")
    for folder in packs.folders()
    for path in cases.case_files(folder)
]
LINE = [
    element("name"),
    element("count", "integer"),
    element("parts", "table", fields=[element("what"), element("when", "date")]),
]
PLAN = plan_of(
    element("name"),
    element("note", "longtext", none_allowed=True),
    element("story", "rich"),
    element("money", "decimal", unit=words("万元")),
    element("sales", "years", years=[2028, 2029]),
    element("day", "date"),
    element("month", "month"),
    element("span", "period"),
    element("safe", "yes_no"),
    element(
        "kind",
        "choice",
        own_text=True,
        options=[{"code": "a", "label": words("甲")}, {"code": "b", "label": words("乙")}],
    ),
    element("marks", "multi", options=[{"code": "x", "label": words("子")}, {"code": "y", "label": words("丑")}]),
    element("region", "cascade", options_from="regions", levels=["province", "city"]),
    element("files", "attachment"),
    element("twice", "computed", value="1 + 1"),
    element("lines", "repeat", fields=LINE, row_title="name"),
    element(
        "budget",
        "group",
        rows=[element("own", ""), element("grant", "", without=["basis"])],
        columns=[element("amount", "decimal"), element("basis")],
    ),
    lists=[code_list("regions", ("01", "", "province"), ("0101", "01", "city"), levels=["province", "city"])],
)
FLAT: dict[str, answers.Json] = {
    "unit.name": "示例企业",
    "unit.note": "无",
    "unit.money": "1000.50",
    "unit.sales.2028": "128530.12",
    "unit.sales.2029": "-8",
    "unit.day": "2030-01-05",
    "unit.month": "2030-02",
    "unit.span.start": "2029-01-01",
    "unit.safe": False,
    "unit.kind": {"own": "甲"},
    "unit.marks": ["y", "x"],
    "unit.region": "0101",
    "unit.lines": ["k2", "k1"],
    "unit.lines.k2.name": "第一行",
    "unit.lines.k2.count": "7",
    "unit.lines.k2.parts": ["p1", "p2"],
    "unit.lines.k2.parts.p1.what": "件",
    "unit.lines.k2.parts.p2.when": "2030-03-04",
    "unit.lines.k1.name": "第二行",
    "unit.lines.k1.parts": ["p1"],
    "unit.lines.k1.parts.p1.what": "别的件",
    "unit.budget.own.amount": "3",
    "unit.budget.own.basis": "合同",
    "unit.budget.grant.amount": "4.5",
}
LINES, PARTS = "1.1 lines", "1.2 parts"


def written(flat=FLAT, of=PLAN, track=TRACK, **more) -> bytes:
    return workbook.write(of, track, flat, made_at=MADE_AT, **more)


def changed(change, flat=FLAT) -> workbook.Filled:
    """Write a workbook, let somebody change it, and read it."""
    book = load_workbook(BytesIO(written(flat)))
    change(book)
    stream = BytesIO()
    book.save(stream)
    return workbook.read(PLAN, stream.getvalue())


def cell_of(book: Workbook, path: str):
    """Find the answer cell of a line of the section."""
    return next(row[3] for row in book["1 unit"].iter_rows() if row[0].value == path)


def carried(of, track, flat):
    """Give the answers that a workbook can carry: no files, and the words of formatted texts as paragraphs."""
    kept = {}
    for path, value in flat.items():
        kind = of.field(track, path).type
        if kind == "rich" and isinstance(value, dict):
            kept[path] = answers.clean(of, track, path, rich_text(value))[0]
        elif kind != "attachment":
            kept[path] = value
    return kept


@pytest.mark.parametrize(("folder", "path"), CASES)
def test_base_of_every_pack_comes_back(folder: Path, path: Path):
    of = plan.build(packs.load(folder))
    file = yaml.safe_load(path.read_text(encoding="utf-8"))
    base = next(
        found
        for place in (folder, *packs.folders())
        if (found := place / "cases" / "base" / f"{file['base']}.yaml").is_file()
    )
    flat = answers.flatten(of, file["track"], yaml.safe_load(base.read_text(encoding="utf-8")))

    filled = workbook.read(of, written(flat, of, file["track"]), track=file["track"])

    assert filled.flat == carried(of, file["track"], flat)
    assert filled.problems == ()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_kind_of_answer_comes_back(language: str):
    filled = workbook.read(PLAN, written(language=language))

    assert filled.flat == FLAT
    assert filled.problems == ()
    assert filled.meta == workbook.Meta("small", PLAN.pack.digest, TRACK, MADE_AT.isoformat())


def test_same_answers_give_the_same_bytes():
    assert written() == written()


def test_hostile_text_stays_text():
    flat = {"unit.note": HOSTILE, "unit.kind": {"own": "=1+1"}, "unit.lines": ["k1"], "unit.lines.k1.name": "#N/A"}

    data = written(flat)

    assert workbook.read(PLAN, data).flat == flat
    assert all(cell.data_type != "f" for sheet in load_workbook(BytesIO(data)) for row in sheet for cell in row)


def test_hidden_sheets_stay_hidden_and_what_is_computed_is_shown():
    book = load_workbook(BytesIO(written(computed={"unit.twice": 2})))

    assert (book["_meta"].sheet_state, book["_lists"].sheet_state) == ("veryHidden", "hidden")
    assert ("twice", "2") in [(row[1].value, row[3].value) for row in book["1 unit"].iter_rows()]
    assert book["1 unit"].column_dimensions["A"].hidden


def test_text_too_long_for_a_cell_is_not_the_workbooks_to_change():
    filled = workbook.read(PLAN, written({"unit.note": "长" * 40_000, "unit.name": "x"}))

    assert filled.flat == {"unit.name": "x"}
    assert "unit.note" not in filled.carried
    assert "unit.files" not in filled.carried
    assert "unit.day" in filled.carried


@pytest.mark.parametrize(
    ("path", "typed", "kept"),
    [
        ("unit.day", date(2030, 5, 6), "2030-05-06"),
        ("unit.day", datetime(2030, 5, 6), "2030-05-06"),
        ("unit.day", 47609, "2030-05-06"),
        ("unit.day", 20300506, "2030-05-06"),
        ("unit.day", "2030年5月6日", "2030-05-06"),
        ("unit.month", date(2030, 5, 1), "2030-05"),
        ("unit.money", 12.5, "12.5"),
        ("unit.money", "1,250.5 ", "1250.5"),
        ("unit.name", 13800000000, "13800000000"),
        ("unit.safe", True, True),
        ("unit.safe", "是", True),
        ("unit.kind", "乙", "b"),
        ("unit.kind", "b", "b"),
        ("unit.kind", "丙", {"own": "丙"}),
        ("unit.marks", "子、丑", ["x", "y"]),
        ("unit.region", 101, "0101"),
        ("unit.region", "名0101", "0101"),
        ("unit.note", " 无 ", "无"),
    ],
)
def test_what_people_type_is_understood(path: str, typed: object, kept: object):
    def change(book):
        cell_of(book, path).value = typed

    filled = changed(change, {})

    assert filled.flat == {path: kept}
    assert filled.problems == ()


def test_answer_that_is_no_option_is_named_with_sheet_and_cell_and_changes_nothing():
    def change(book):
        cell_of(book, "unit.region").value = "海底"

    filled = changed(change)

    place = next(one.where for one in filled.problems)
    assert [(one.rule, one.path) for one in filled.problems] == [("field.option", "unit.region")]
    assert place.startswith("1 unit!D")
    assert "unit.region" not in filled.flat
    assert "unit.region" not in filled.carried


def test_error_in_a_cell_is_named():
    def change(book):
        cell_of(book, "unit.money").value = "#DIV/0!"

    assert [one.rule for one in changed(change).problems] == ["workbook.fault"]


def test_rows_may_be_inserted_deleted_and_sorted():
    def change(book):
        rows = [[cell.value for cell in row] for row in book[LINES].iter_rows(min_row=4, max_row=5)]
        for at, row in enumerate([rows[1], [None, 3, "新行", 5], rows[0]], start=4):
            for column, value in enumerate(row, start=1):
                book[LINES].cell(at, column).value = value
        book[PARTS].delete_rows(4)
        book[PARTS].insert_rows(4)
        for column, value in ((3, 3), (5, "新件")):
            book[PARTS].cell(4, column).value = value

    flat = dict(changed(change).flat)

    first, new, last = flat["unit.lines"]
    part = flat[f"unit.lines.{new}.parts"]
    assert (first, last) == ("k1", "k2")
    assert (flat[f"unit.lines.{new}.name"], flat[f"unit.lines.{new}.count"]) == ("新行", "5")
    assert [flat[f"unit.lines.{new}.parts.{key}.what"] for key in part] == ["新件"]
    assert flat["unit.lines.k2.parts"] == ["p2"]


def test_row_that_was_copied_is_a_new_row_and_one_that_was_emptied_is_gone():
    def change(book):
        for column, cell in enumerate(book[LINES][4], start=1):
            book[LINES].cell(6, column).value = cell.value
        for cell in book[LINES][5][1:]:
            cell.value = None
        for row in (4, 5, 6):
            book[PARTS].cell(row, 3).value = None  # whose parts they are, the hidden key still says

    filled = changed(change)

    first, copy = filled.flat["unit.lines"]
    assert first == "k2" != copy
    assert filled.flat[f"unit.lines.{copy}.name"] == "第一行"
    assert [(one.rule, one.where) for one in filled.problems] == [("workbook.row", f"{PARTS}!C6")]
    assert "unit.lines" in filled.carried
    assert "unit.lines.k2.parts" not in filled.carried  # a row that was not understood is not one that was deleted


def test_columns_may_be_inserted_and_sheets_renamed():
    def change(book):
        book[LINES].insert_cols(3)
        book["1 unit"].insert_cols(3)
        book["1 unit"].title = "别名"

    filled = changed(change)

    assert filled.flat == FLAT


def test_sheet_that_is_missing_is_said_and_its_answers_are_not_carried():
    filled = changed(lambda book: book.remove(book[PARTS]))

    assert [(one.rule, one.params["label"]) for one in filled.problems] == [("workbook.sheet", "parts")]
    assert not [path for path in filled.carried if ".parts" in path]


def test_ten_thousand_rows_are_one_problem():
    def change(book):
        for number in range(10_000):
            book[LINES].append([None, None, f"行{number}"])

    filled = changed(change, {})

    assert [one.rule for one in filled.problems] == ["answer.large"]
    assert len(filled.flat["unit.lines"]) == 1_000


def other(change) -> bytes:
    book = load_workbook(BytesIO(written()))
    change(book)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (b"", "workbook.file"),
        (b"answers: {}", "workbook.file"),
        (written()[:-2000], "workbook.file"),
        (other(lambda book: book.remove(book["_meta"])), "workbook.foreign"),
        (other(lambda book: book["_meta"].cell(1, 2, "9")), "workbook.layout"),
        (other(lambda book: book["_meta"].cell(2, 2, "elsewhere")), "workbook.pack"),
        (other(lambda book: book["_meta"].cell(4, 2, "elsewhere")), "workbook.track"),
        (b"x" * (workbook.MOST_BYTES + 1), "workbook.large"),
    ],
    ids=["empty", "yaml", "cut", "foreign", "layout", "pack", "track", "large"],
)
def test_other_file_is_refused_with_the_reason(data: bytes, rule: str):
    with pytest.raises(workbook.WorkbookError) as caught:
        workbook.read(PLAN, data)

    assert caught.value.finding.rule == rule
    assert caught.value.finding.text("zh")


def test_workbook_of_an_older_form_is_read_with_a_warning():
    filled = workbook.read(PLAN, other(lambda book: book["_meta"].cell(3, 2, "0" * 64)))

    assert [(one.rule, one.blocks) for one in filled.problems] == [("workbook.digest", False)]
    assert filled.flat == FLAT
