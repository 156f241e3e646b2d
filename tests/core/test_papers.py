from datetime import date

import pytest

from shifan.core import check, handover
from shifan.core.dossier import Paper
from tests import small

PATTERN = "{recommender}—{rank}—{title}—{applicant}"
FACTS = {"recommender": "示例市工信局", "rank": "3", "title": "示例“双创”平台", "applicant": "示例公司"}


def paper(**more: object) -> Paper:
    return Paper.model_validate({"id": "disc", "label": small.words("光盘"), "stage": "fill", **more})


def test_file_is_named_by_the_pattern() -> None:
    named = handover.file_name(paper(file_name=PATTERN), FACTS, "pdf")

    assert named == "示例市工信局—3—示例“双创”平台—示例公司.pdf"


def test_what_no_file_system_takes_is_left_out() -> None:
    facts = FACTS | {"title": 'A/B: "C" <D>|E?*\n', "applicant": " 示例公司. "}

    assert handover.file_name(paper(file_name=PATTERN), facts, "docx") == "示例市工信局—3—AB C DE—示例公司.docx"


def test_title_is_shortened_until_the_name_fits() -> None:
    named = handover.file_name(paper(file_name=PATTERN), FACTS | {"title": "平" * 200}, "pdf")

    assert (len(named.encode()) <= 255, named.endswith("—示例公司.pdf")) == (True, True)
    assert len(named.encode()) > 250


def test_without_a_pattern_the_number_names_the_file() -> None:
    assert handover.file_name(paper(), FACTS | {"number": "2019-001"}, "pdf") == "2019-001.pdf"


@pytest.mark.parametrize(("chosen", "copies"), [(["a"], 2), (["a", "b"], 4), (["a", "b", "c"], 6), (None, 2)])
def test_copies_are_counted_for_each_choice(chosen: list[str] | None, copies: int) -> None:
    pack = small.pack_of(small.element("ways", "multi", options=[]), papers=[paper(copies=2, per="unit.ways")])

    (handed,) = handover.papers(pack, "fill", {"unit.ways": chosen})

    assert handed.copies == copies


@pytest.mark.parametrize(
    ("flat", "made"),
    [
        ({"unit.ways": ["a"]}, ("form_a", "letter")),
        ({"unit.ways": ["a", "b"]}, ("form_a", "form_b", "letter")),
        ({}, ("form_a", "form_b", "letter")),
    ],
)
def test_documents_are_made_of_the_submissions_they_are_for(flat: dict[str, list[str]], made: tuple[str, ...]) -> None:
    options = [{"code": code, "label": small.words(code)} for code in "ab"]
    document = {"of": "submission", "track": "main", "parts": []}
    plan = small.plan_of(
        small.element("ways", "multi", options=options),
        documents=[
            small.element("form_a", "", when='"a" in unit.ways', **document),
            small.element("form_b", "", when='"b" in unit.ways', **document),
            small.element("letter", "", **document),
            small.element("list", "", **{**document, "of": "notice"}),
        ],
    )

    checked = check.check(plan, "main", flat, at="submit", facts=small.NOBODY, today=date(2030, 1, 1))

    assert checked.documents == made
