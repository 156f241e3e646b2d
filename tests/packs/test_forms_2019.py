"""The printed forms of the two notices of 2019, from the complete applications beside their packs."""

import re
from datetime import UTC, date, datetime
from functools import cache
from io import BytesIO
from pathlib import Path, PurePath

import pytest
import yaml
from pypdf import PdfReader

from shifan import packs
from shifan.core import answers, check, compose, display, handover, projection
from shifan.core import plan as plans
from shifan.core.document import Document
from shifan.core.facts import Facts
from shifan.core.form import AttachmentField, GroupField, RepeatField, RichField
from shifan.core.pack import by_id
from shifan.core.plan import Plan
from shifan.core.source import Entry, Listed, Submitted
from shifan.render.pdf import render_pdf

PROGRAMMES = Path(__file__).parents[2] / "programmes"
INTEGRATION, SHUANGCHUANG = "miit-2019-integration", "miit-2019-shuangchuang"
TRACKS = {INTEGRATION: "project", SHUANGCHUANG: "platform"}
A4 = (595, 842)
FORMS = [
    (INTEGRATION, "platform", "application_form"),
    (INTEGRATION, "german", "application_form_german"),
    (INTEGRATION, "iims", "application_form_iims"),
    (SHUANGCHUANG, "platform", "application_form"),
]
# Answers that the printed forms have no place for: they route, count or check a condition.
UNPRINTED = {
    INTEGRATION: {"unit.kind", "unit.legal_form", "unit.consortium", "german.coop.only_purchase"},
    SHUANGCHUANG: set(),
}


@cache
def plan_of(name: str) -> Plan:
    return plans.build(packs.load(PROGRAMMES / name))


@cache
def flat_of(name: str, base: str) -> dict[str, object]:
    nested = yaml.safe_load((PROGRAMMES / name / "cases" / "base" / f"{base}.yaml").read_text(encoding="utf-8"))
    return answers.read(plan_of(name), TRACKS[name], nested)[0]


def checked(name: str, base: str) -> check.Checked:
    track = TRACKS[name]
    return check.check(plan_of(name), track, flat_of(name, base), at="submit", facts=Facts(), today=date(2019, 7, 20))


@cache
def made(name: str, base: str, document: str) -> Document:
    plan, flat, found = plan_of(name), flat_of(name, base), checked(name, base)
    source = Submitted(
        flat=flat,
        applicant=str(flat["unit.name"]),
        recommender="示例工业和信息化厅",
        title=projection.title(plan, TRACKS[name], flat),
        day=date(2019, 7, 20),
        hidden=found.hidden,
        computed=found.computed,
    )
    return compose.build(plan, by_id(plan.pack.documents, document), source)


@cache
def reader(name: str, base: str, document: str) -> PdfReader:
    return PdfReader(BytesIO(render_pdf(made(name, base, document), {}, made_at=datetime(2019, 7, 20, tzinfo=UTC))))


@cache
def runs(name: str, base: str, document: str) -> tuple[tuple[str, str, float], ...]:
    """Give the pieces of text on all pages with font and size."""
    found: list[tuple[str, str, float]] = []

    def visit(text: str, _: object, __: object, font: dict | None, size: float) -> None:
        if text.strip() and font:
            found.append((text.strip(), str(font["/BaseFont"]).partition("+")[2], size))

    for page in reader(name, base, document).pages:
        page.extract_text(visitor_text=visit)
    return tuple(found)


def tight(text: str) -> str:
    return re.sub(r"\s", "", text)


def printed(name: str, base: str, document: str) -> str:
    pages = (tight(page.extract_text()) for page in reader(name, base, document).pages)
    return "".join(re.sub(r"—\d+—|预览稿，尚未提交", "", page) for page in pages)


@pytest.mark.parametrize(("name", "base", "document"), FORMS)
def test_form_is_upright_a4(name, base, document):
    sizes = {tuple(round(float(side)) for side in page.mediabox[2:]) for page in reader(name, base, document).pages}

    assert sizes == {A4}


@pytest.mark.parametrize(("name", "base", "document"), FORMS)
def test_body_and_headings_are_size_three_in_their_typefaces(name, base, document):
    found = runs(name, base, document)
    first, second = (
        next(one for one in found if one[0].startswith(mark) and one[2] == 16) for mark in ("二、", "（一）")
    )
    body = max((one for one in found if one[2] == 16 and "Fang" in one[1]), key=lambda one: len(one[0]))

    assert (first[1], second[1]) == ("FandolHei-Regular-Identity-H", "FandolKai-Regular-Identity-H")
    assert body[1] == "FandolFang-Regular-Identity-H"


@pytest.mark.parametrize(("name", "base", "document"), FORMS)
def test_contents_reach_three_levels_and_list_the_proofs(name, base, document):
    contents = tight(reader(name, base, document).pages[1].extract_text())
    values = (value for value in flat_of(name, base).values() if isinstance(value, list))
    files = [one["name"] for value in values for one in value if isinstance(one, dict)]

    assert made(name, base, document).contents == 3
    assert contents.startswith("目录一、")
    assert [file for file in files if tight(file) not in printed(name, base, document)] == []
    assert tight(PurePath(files[0]).stem) in contents


@pytest.mark.parametrize(("name", "base", "document"), FORMS)
def test_every_answer_is_printed(name, base, document):
    plan, track, flat = plan_of(name), TRACKS[name], flat_of(name, base)
    found = checked(name, base)
    sheet = display.Sheet(plan, track, flat, found.computed, found.hidden)
    words = printed(name, base, document)
    missing = set()
    for path in flat:
        asked = plan.field(track, path)
        if isinstance(asked, GroupField | RepeatField | AttachmentField):
            continue
        pieces = (
            display.shown(sheet, path).split("\n") if isinstance(asked, RichField) else [display.shown(sheet, path)]
        )
        if any(tight(part) not in words for piece in pieces for part in piece.split("、")):
            missing.add(path)

    assert missing - UNPRINTED[name] == set()


@pytest.mark.parametrize(
    ("base", "documents"),
    [
        ("platform", ("application_form",)),
        ("german", ("application_form_german",)),
        ("iims", ("application_form_iims",)),
        ("two", ("application_form", "application_form_iims")),
    ],
)
def test_form_follows_from_the_categories(base, documents):
    assert checked(INTEGRATION, base).documents == documents


def test_cover_names_the_categories_and_who_compiled_the_form():
    first = tight(reader(INTEGRATION, "platform", "application_form").pages[0].extract_text())

    assert "（重点行业工业互联网平台试点示范、工业互联网大数据应用服务试点示范方向）" in first
    assert [word for word in ("申报单位（盖章）", "推荐单位（盖章）", "工业和信息化部编制") if word not in first] == []


@pytest.mark.parametrize(
    ("name", "base", "document", "is_marked"),
    [(*FORMS[0], True), (*FORMS[1], False), (*FORMS[2], False), (*FORMS[3], True)],
)
def test_parts_that_are_a_reading_are_marked_on_paper(name, base, document, is_marked):
    words = printed(name, base, document)

    assert ("待核" in words, "需按发布机关原件校核" in words) == (is_marked, is_marked)


def test_options_are_printed_as_the_form_has_them():
    words = printed(INTEGRATION, "platform", "application_form")

    assert "➤重点行业工业互联网平台试点示范☑离散行业重点工业互联网平台☐流程行业重点工业互联网平台" in words
    assert "☑1.面向产品全生命周期创新与服务的新型能力建设☐2." in printed(INTEGRATION, "iims", "application_form_iims")
    assert "☑产业合作☑标准化合作☐示范园区合作☐人才培养合作" in printed(INTEGRATION, "german", "application_form_german")


@pytest.mark.parametrize(("base", "copies"), [("platform", 4), ("german", 2), ("iims", 2), ("two", 4)])
def test_two_copies_for_each_category(base, copies):
    plan = plan_of(INTEGRATION)
    handed = {one.paper.id: one.copies for one in handover.papers(plan.pack, "recommend", flat_of(INTEGRATION, base))}

    assert handed == {"paper": copies, "disc": 1}


def test_two_copies_for_each_direction_and_files_named_by_rank():
    plan, flat = plan_of(SHUANGCHUANG), flat_of(SHUANGCHUANG, "platform")
    handed = {one.paper.id: one.copies for one in handover.papers(plan.pack, "recommend", flat)}
    facts = {"recommender": "沈阳市工业和信息化局", "rank": "2", "title": "示例平台", "applicant": "示例公司"}
    disc = by_id(plan.pack.papers, "disc")

    assert handed == {"paper": 6, "paper_lists": 1, "scan": None, "disc": 1, "mail": None}
    assert handover.file_name(disc, facts, "docx") == "沈阳市工业和信息化局—2—示例平台—示例公司.docx"


@pytest.mark.parametrize(
    ("name", "document"), [(INTEGRATION, "recommendation_letter"), (SHUANGCHUANG, "summary_table")]
)
def test_list_of_a_body_names_its_projects_in_their_order_and_leaves_room_for_its_seal(name, document):
    plan, flat = plan_of(name), flat_of(name, "platform")
    entries = tuple(Entry(f"示例单位{rank}", rank=rank, title="示例", flat=flat) for rank in (1, 2))
    listed = Listed(entries=entries, recommender="示例市工业和信息化局", title="示例")

    words = tight(str(compose.build(plan, by_id(plan.pack.documents, document), listed)))

    assert words.index("示例单位1") < words.index("示例单位2")
    assert [flat[path] for path in ("project.name", "unit.contact.mobile") if str(flat[path]) not in words] == []
    assert "盖章" in words
