"""What papers of desks say equals what they are made from."""

from datetime import date
from decimal import Decimal

import pytest

from shifan.core import compose, papers, records
from shifan.core.document import DocumentPlan, Paragraph, Table
from shifan.core.form import Words
from shifan.core.pack import ReviewSheet
from shifan.core.source import Listed, Record
from shifan.packs import papers as general
from tests import small

DAY = date(2030, 6, 1)
PLAN = small.plan_of(small.element("name"), small.element("code"))
KNOWN = records.about({"applicant": {"name": "示例公司"}, "number": "N-1"}, 2, "示例{date}项目", "示例市工信局")
SHEET = ReviewSheet.model_validate(
    small.element(
        "sheet", "", stage="fill", criteria=[small.element("a", "", most=20, weight=2), small.element("b", "")]
    )
)


def shipped(name: str) -> DocumentPlan:
    return next(one for one in general.shipped() if one.id == name)


def told(record: Record, name: str, language: str = "zh") -> list[str]:
    """All words of a composed document, block by block."""
    found: list[str] = []
    for block in compose.build(PLAN, shipped(name), record, language).blocks:
        if isinstance(block, Paragraph):
            found.append(block.text)
        elif isinstance(block, Table):
            found += ["|".join((cell.text, *cell.slots)) for row in block.rows for cell in row]
    return found


def changed(**more: object) -> Record:
    given: dict[str, object] = {
        "places": ["unit", "unit.code"],
        "reason": "数字不符。\n请补充。",
        "reasons": {"unit.code": "少一位"},
        "due": "2030-06-10 23:59",
        "day": DAY,
        "submission": "d" * 64,
    }
    return records.changes(PLAN, small.TRACK, KNOWN, {}, **(given | more))  # type: ignore[arg-type]


def reviewed(**more: object) -> Record:
    given: dict[str, object] = {
        "scores": {"a": Decimal("18.50"), "b": Decimal(80)},
        "opinion": "很好{total}",
        "expert": "示例专家",
        "employer": "示例大学",
        "day": DAY,
        "submission": "d" * 64,
    }
    return records.review(small.TRACK, KNOWN, SHEET, **(given | more))  # type: ignore[arg-type]


def decided(outcome: str) -> Record:
    listed = Words(zh="示例名单", en="example list")
    return records.result(small.TRACK, KNOWN, outcome=outcome, listed=listed, day=DAY, basis={"notice": "n"})


def ended(outcome: str = "turned_away", **more: object) -> Record:
    line = {**small.element("sealed", "", stages=["fill"], clause=["900-001"]), "label": small.words("盖章齐全？")}
    quote = {"id": "900-001", "line": 1, "kind": "k", "how": "h", "strength": "s", "quote": "加盖公章。"}
    pack = {"checks": [line, small.element("bound", "", stages=["fill"])], "clauses": [quote]}
    plan = small.plan_of(small.element("name"), **pack)
    given: dict[str, object] = {
        "outcome": outcome, "stage": "fill", "reason": "材料不齐", "failed": {"sealed": "第 3 页未盖章"}, "day": DAY,
        "submission": "d" * 64,
    }  # fmt: skip
    return records.ending(plan, small.TRACK, KNOWN, **(given | more))  # type: ignore[arg-type]


def test_letter_on_an_end_has_the_reason_and_what_failed_with_the_sentence_of_the_notice() -> None:
    words = told(ended(), "ending_turned_away")

    assert words[3] == "理由：材料不齐"
    assert [word.rstrip("|") for word in words if "章" in word] == ["盖章齐全？", "“加盖公章。”", "第 3 页未盖章"]
    assert words[-1] == "示例市工信局\n2030年6月1日"


def test_letter_on_an_end_without_failed_checks_has_no_table() -> None:
    built = compose.build(PLAN, shipped("ending_not_recommended"), ended("not_recommended", failed={}))

    assert [block for block in built.blocks if isinstance(block, Table)] == []


@pytest.mark.parametrize("other", [{"reason": "别的"}, {"failed": {}}, {"outcome": "not_recommended"}])
def test_digest_of_an_end_is_of_reason_and_checks(other: dict[str, object]) -> None:
    assert ended(**other).digest != ended().digest


def test_notice_of_changes_names_each_place_with_its_reason() -> None:
    words = told(changed(), "change_notice")

    assert words[1] == "示例公司："
    assert "（编号 N-1，第 2 次提交）" in words[2]
    assert "示例{date}项目" in words[2]  # what an applicant types is never taken for a fact
    assert words[3] == "退回理由：数字不符。\n请补充。"
    rows = [word.rstrip("|") for word in words if word.rstrip("|") in ("1", "2", "unit", "code", "少一位")]
    assert rows == ["1", "unit", "2", "code", "少一位"]
    assert "2030-06-10 23:59" in words[-2]
    assert words[-1] == "示例市工信局\n2030年6月1日"


def test_review_sheet_has_scores_total_and_opinion_as_filed() -> None:
    words = told(reviewed(), "review_sheet")

    assert [one for one in words if one in ("a", "20", "2", "18.50", "b", "100", "1", "80")] == [
        "1", "a", "20", "2", "18.50", "2", "b", "100", "1", "80",
    ]  # fmt: skip
    assert "88.33" in words  # (18.5 / 20 * 100 * 2 + 80) / 3
    assert "很好{total}|评审专家：示例专家|工作单位：示例大学|签名：|2030年6月1日" in words


@pytest.mark.parametrize(("outcome", "says"), [("selected", "已列入示例名单"), ("not_selected", "未列入示例名单")])
def test_letter_on_the_result_says_what_the_list_says(outcome: str, says: str) -> None:
    words = told(decided(outcome), f"result_{outcome}")

    assert (says in words[2], words[1], words[-1]) == (True, "示例公司：", "示例市工信局\n2030年6月1日")


def test_papers_speak_english_too() -> None:
    assert told(changed(), "change_notice", "en")[3].startswith("Reason: ")


@pytest.mark.parametrize(
    "other",
    [
        {"places": ["unit"]},
        {"reason": "别的"},
        {"reasons": {}},
        {"due": "2030-06-11 23:59"},
        {"submission": "e" * 64},
    ],
)
def test_digest_of_changes_is_of_what_was_asked(other: dict[str, object]) -> None:
    assert changed().digest == changed().digest
    assert changed(**other).digest != changed().digest


@pytest.mark.parametrize("other", [{"opinion": "别的"}, {"scores": {"a": Decimal(18), "b": Decimal(80)}}])
def test_digest_of_a_review_is_of_scores_and_opinion(other: dict[str, object]) -> None:
    assert reviewed(**other).digest != reviewed().digest
    assert reviewed(expert="改名").digest == reviewed().digest  # a new name is no new review


@pytest.mark.parametrize("record", [changed(), reviewed(), ended(), decided("selected")])
def test_records_have_the_facts_and_columns_that_are_declared(record: Record) -> None:
    assert {*record.words, "date"} == set(papers.FACTS[record.of])
    for name, lines in record.lines.items():
        for line in lines:
            assert {*line.cells, "number"} == set(papers.COLUMNS[record.of, name])


def test_a_document_is_not_made_of_something_else() -> None:
    with pytest.raises(TypeError, match="change_notice is made of a change_request, not of Listed"):
        compose.build(PLAN, shipped("change_notice"), Listed(entries=()))
    with pytest.raises(TypeError, match="of a change_request, not of Record"):
        compose.build(PLAN, shipped("change_notice"), reviewed())
