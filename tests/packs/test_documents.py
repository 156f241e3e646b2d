"""Every document of every pack, made from a base application beside it; and what single notices say of their papers."""

import re
from datetime import UTC, date, datetime
from functools import cache
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pytest
from pypdf import PdfReader

from shifan import packs
from shifan.core import answers, check, compose, handover
from shifan.core.document import Document, Table
from shifan.core.facts import Facts
from shifan.core.pack import PackError, by_id
from shifan.core.plan import Plan, build
from shifan.core.source import Entry, Listed, Submitted
from shifan.packs import cases
from shifan.packs.nodes import Node, Place
from shifan.render import pdf

FOLDERS = {folder.name: folder for folder in packs.folders(Path(__file__).resolve().parents[2] / "programmes")}
JILIN, TIANJIN = "jilin-2020-industrial-internet", "tianjin-2020-it-manufacturing"
ON = date(2020, 7, 6)
MADE_AT = datetime(2020, 7, 6, tzinfo=UTC)
NOWHERE = Node({}, Place("test", 1, 1))


@cache
def plan_of(name: str) -> Plan:
    return build(packs.load(FOLDERS[name]))


def bases(name: str) -> dict[str, str]:
    """Give a base application for each track that has cases: track → name of the base."""
    found = {}
    for place in (name, *plan_of(name).pack.layers):
        for path in cases.case_files(FOLDERS[place]):
            head = cases.read(path.read_bytes(), path.name)[0]
            found.setdefault(head.text("track"), head.text("base"))
    return found


def made(name: str, document_id: str, language: str = "zh") -> Document:
    """Make a document from the base application of its track."""
    plan = plan_of(name)
    document = by_id(plan.pack.documents, document_id)
    nested = cases.read_base(bases(name)[document.track], FOLDERS[name], plan, NOWHERE)
    flat = answers.flatten(plan, document.track, nested)
    checked = check.check(plan, document.track, flat, at="submit", facts=Facts(), today=ON)
    kept = {"flat": flat, "hidden": checked.hidden, "computed": checked.computed}
    if document.of == "submission":
        source = Submitted(applicant="示例单位", recommender="示例推荐单位", day=ON, number="1", **kept)
        return compose.build(plan, document, source, language)
    entry = Entry(
        applicant="示例单位", rank=1, title="示例", region="示例市", contact="甲", mobile="13900000000", **kept
    )
    return compose.build(plan, document, Listed((entry,), "示例推荐单位", ON, opens=ON, closes=ON), language)


def every_document() -> list[object]:
    found = []
    for name in FOLDERS:
        try:
            documents = plan_of(name).pack.documents
        except PackError:
            continue  # a pack that cannot be read fails in a test of its own
        known = bases(name)
        found += [pytest.param(name, one.id, id=f"{name}:{one.id}") for one in documents if one.track in known]
    return found


@pytest.mark.parametrize(("name", "document_id"), every_document())
def test_document_is_made_whole(name, document_id):
    for language in ("zh", "en"):
        document = made(name, document_id, language)

        assert document.blocks
        assert re.findall(r"\{[a-z][^}]*\}", words(document)) == []


def words(document: Document) -> str:
    """Give all that a document says, one piece a line."""
    found: list[str] = [document.title]
    if document.cover:
        found += [document.cover.title, document.cover.foot]
        found += [f"{label}{value}" for label, value, _ in document.cover.lines]
    for block in document.blocks:
        if isinstance(block, Table):
            found += [cell.text for row in block.rows for cell in row]
        else:
            found += [str(getattr(block, "text", "")), *getattr(block, "slots", ())]
    return "\n".join(found)


@cache
def paper(name: str, document_id: str) -> PdfReader:
    return PdfReader(BytesIO(pdf.render_pdf(made(name, document_id), {}, made_at=MADE_AT)))


def test_form_of_jilin_is_set_as_its_instruction_six_asks():
    """003-085: A4, body FangSong, level-1 headings Hei, level-2 Kai, all of size 3 (16 pt), single-spaced."""
    reader = paper(JILIN, "application_form")

    sizes: set[tuple[str, float]] = set()
    for page in reader.pages:
        page.extract_text(visitor_text=lambda text, cm, tm, font, size: sizes.add((_font(font), round(size, 1))))
    box = reader.pages[0].mediabox
    assert (round(box.width), round(box.height)) == (595, 842)
    assert {("FandolFang", 16.0), ("FandolHei", 16.0), ("FandolKai", 16.0)} <= sizes


def _font(font: object) -> str:
    name = str(font.get("/BaseFont", "")) if isinstance(font, dict) else ""
    return name.rpartition("+")[2].partition("-")[0]


def test_lines_of_jilin_are_single_spaced():
    """003-085: 单倍行距, 1.3 of the size, against the 28.5 pt of official letters."""
    lines: dict[float, None] = {}

    def note(text: str, cm: list[float], tm: list[float], font: object, size: float) -> None:
        if text.strip() and (_font(font), round(size)) == ("FandolFang", 16):
            lines[round(tm[5] + cm[5], 1)] = None

    paper(JILIN, "application_form").pages[2].extract_text(visitor_text=note)

    assert {round(above - below, 1) for above, below in pairwise(lines)} == {20.8}


def test_undertaking_of_jilin_says_the_words_of_the_notice():
    said = words(made(JILIN, "commitment_letter"))

    text = (FOLDERS[JILIN] / "notice.txt").read_text(encoding="utf-8")
    sentence = next(
        line for line in text.splitlines() if line.strip().startswith("我单位项目申报提供的所有文件")
    ).strip()
    assert sentence in said
    assert "法定代表人（授权人）签章：\n公章：\n　　　　年　　月　　日" in said


def test_table_of_a_city_of_jilin_has_the_columns_of_annex_4_5():
    (table,) = (block for block in made(JILIN, "summary_table").blocks if isinstance(block, Table))

    assert [cell.text for cell in table.rows[0]] == [
        "序号",
        "项目名称",
        "依托企业",
        "项目类别",
        "联系人",
        "联系方式（手机）",
    ]
    assert [cell.text for cell in table.rows[1]] == [
        "1",
        "示例汽车零部件行业工业互联网平台",
        "示例智造科技（长春）有限公司",
        "行业级工业互联网平台项目",
        "吴示例",
        "13900000102",
    ]


def test_budget_of_tianjin_prints_its_lines_and_years():
    tables = [block for block in made(TIANJIN, "construction_plan").blocks if isinstance(block, Table)]

    funds = next(table for table in tables if table.caption == "项目资金预算总表\n单位：万元")
    assert [cell.text for cell in funds.rows[2]] == ["投资总额", "1000.00", "0", "300.00", "630.00", "70.00"]
    assert [cell.text for cell in funds.rows[5]][:2] == ["资金支出预算", "预算金额"]
    assert "、".join(row[0].text for row in funds.rows[6:]) == (
        "合计、方案（系统）设计费、设备购置及安装费、软件购置及安装费、软件开发费、网络建设改造费、云服务购置费、"
        "系统集成、监理及实施费、试验外协费、专家论证咨询等费用、贷款贴息费、审计等管理费、其它费用"
    )


def test_district_of_tianjin_hands_in_two_of_each_in_person():
    """004-052 and 004-053."""
    handed = handover.papers(plan_of(TIANJIN).pack, "district")

    assert [(item.paper.medium, item.copies, item.paper.format, item.paper.delivery) for item in handed] == [
        ("paper", 2, "", "in_person"),
        ("paper", 2, "", "in_person"),
        ("disc", 2, "docx", "in_person"),
    ]
