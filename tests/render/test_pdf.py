from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shifan.core import compose
from shifan.core.document import Block, Cell, Cover, Heading, PageBreak, Paragraph, Rich, Slots, Table
from shifan.render import fonts, joined
from shifan.render.characters import printable
from shifan.render.pdf import missing_glyphs, render_pdf, render_pdf_apart
from shifan.render.worker import RenderError
from tests.paper import (
    MADE_AT,
    PICTURE,
    doc,
    document,
    image,
    make_document,
    make_plan,
    make_submitted,
    pages,
    paragraph,
    png,
    printed,
    reader,
    text,
    tight,
    words,
)


def rich_table(*rows: tuple[dict[str, object], ...]) -> dict[str, object]:
    return {"type": "table", "content": [{"type": "tableRow", "content": list(row)} for row in rows]}


def rich_cell(words_: str, **attributes: int) -> dict[str, object]:
    return {"type": "tableCell", "attrs": attributes, "content": [paragraph(text(words_))]}


def list_item(words_: str) -> dict[str, object]:
    return {"type": "listItem", "content": [paragraph(text(words_))]}


def test_words_on_paper_are_the_answers() -> None:
    grid = {
        "part": "grid",
        "widths": [1, 2],
        "rows": [
            [{"head": True, "text": words("企业名称")}, {"field": "unit.name"}],
            [{"head": True, "text": words("企业性质")}, {"field": "unit.ownership", "tick": True}],
            [{"head": True, "text": words("收入")}, {"field": "unit.revenue.2020", "unit": True}],
        ],
    }

    made = compose.build(make_plan(), make_document(grid), make_submitted())

    assert printed(made) == tight(
        "企业名称示例装备有限公司企业性质☐中央企业☑民营收入128530.12万元第1页共1页"
        "HB-7第 2 次提交校验码 3f9a 1b2c 77d0 e1aa"
    )


def test_cover_and_contents_stand_before_page_one() -> None:
    made = document(
        Heading(1, "一、", "基本信息"),
        cover=Cover("附件 4-1", "申报书", "（优秀场景）", (("申报单位：", "示例公司", True),), "2022年"),
        contents=3,
    )

    cover, contents, body = pages(made)

    assert cover == "附件4-1申报书（优秀场景）申报单位：示例公司（盖章）2022年"
    assert contents.startswith("目录一、基本信息")
    assert contents.endswith("1")
    assert body == "一、基本信息"


def test_contents_give_the_page_on_which_each_heading_stands() -> None:
    blocks: list[Block] = []
    for chapter in range(1, 5):
        blocks.append(Heading(1, "", f"第{chapter}章"))
        for part in range(1, 4):
            blocks += [Heading(2, "", f"节{chapter}-{part}"), Paragraph("正文内容。" * 120)]
    files = tuple((Cell(str(n)), Cell(f"证明{n}号.pdf", entry=2)) for n in range(1, 60))
    blocks += [Heading(1, "", "附件目录"), Table((1, 5), files)]
    made = document(*blocks, contents=3)

    texts = [page.extract_text() for page in reader(made).pages]

    fronts = next(number for number, words_ in enumerate(texts) if "—1—" in tight(words_))
    lines = (tight(line) for words_ in texts[:fronts] for line in words_.splitlines())
    listed = [entry.groups() for line in lines if (entry := re.fullmatch(r"(.+?)\.{3,}(\d+)", line))]
    assert len(listed) == 4 + 12 + 1 + 59
    for name, number in listed:
        assert name in tight(texts[fronts + int(number) - 1]), (name, number)


def test_pages_can_be_numbered_with_their_total() -> None:
    made = document(Paragraph("甲"), PageBreak(), Paragraph("乙"), page_numbers="total", contents=1)

    assert [words_[-len("第1页共2页") :] for words_ in pages(made)[1:]] == ["第1页共2页", "第2页共2页"]


def test_mark_stands_on_every_page() -> None:
    made = document(Paragraph("甲"), PageBreak(), Paragraph("乙"), mark="校验码 3f9a", contents=1)

    assert [words_.count("校验码3f9a") for words_ in pages(made)] == [1, 1, 1]


def test_turned_pages_are_wide_and_no_page_is_empty() -> None:
    made = document(
        Paragraph("甲"), PageBreak(landscape=True), Paragraph("乙"), PageBreak(), PageBreak(), Paragraph("丙")
    )

    found = reader(made).pages

    assert [page.mediabox.width > page.mediabox.height for page in found] == [False, True, False]


def test_head_rows_and_cells_beside_many_rows_go_on_over_the_page() -> None:
    rows = tuple(
        ((Cell("左侧合并", head=True, rows=60),) if number == 0 else ()) + (Cell(f"第{number}行"), Cell("值"))
        for number in range(60)
    )
    made = document(Table((1, 2, 1), ((Cell("表头", head=True, columns=3),), *rows), 1))

    texts = pages(made)

    assert len(texts) > 1
    assert all(words_.startswith("表头") for words_ in texts)
    assert [number for number in range(60) if f"第{number}行" not in "".join(texts)] == []


def test_a_run_without_spaces_stays_on_the_paper() -> None:
    long = "x" * 400
    made = document(Paragraph(long), Table((1,) * 6, (tuple(Cell(long) for _ in range(6)),)))
    edges: list[float] = []

    def note(words_: str, _: object, matrix: list[float], *__: object) -> None:
        edges.append(matrix[4])

    for page in reader(made).pages:
        page.extract_text(visitor_text=note)

    assert max(edges) < 595
    assert printed(made).count("x") == 400 * 7


def test_rich_text_keeps_words_marks_lists_and_tables() -> None:
    marked = (text("粗", "bold"), text("斜", "italic"), text("下", "underline", "strike"), text("2", "subscript"))
    content = doc(
        {"type": "heading", "attrs": {"level": 1}, "content": [text("小标题")]},
        paragraph(*marked),
        {"type": "orderedList", "attrs": {"start": 3}, "content": [list_item("第三")]},
        {"type": "bulletList", "content": [list_item("一点")]},
        {"type": "blockquote", "content": [paragraph(text("引文"))]},
        {"type": "horizontalRule"},
        rich_table((rich_cell("跨两列", colspan=2),), (rich_cell("左"), rich_cell("右"))),
    )  # fmt: skip

    made = document(Rich(content, 2), Table((1,), ((Cell(rich=content),),)), contents=3)

    assert pages(made)[0].startswith("目录小标题")
    assert printed(made).count("小标题粗斜下23.第三•一点引文跨两列左右") == 2


@pytest.mark.parametrize(
    "content",
    [
        doc(),
        doc(paragraph()),
        doc({"type": "heading", "attrs": {"level": 9}}),
        doc({"type": "table"}, {"type": "bulletList"}, {"type": "orderedList", "content": [{"type": "listItem"}]}),
        doc(rich_table((rich_cell("甲", colspan=3, rowspan=9),), (rich_cell("乙"), rich_cell("丙", colspan=40)), ())),
        doc({"type": "script", "content": [paragraph(text("alert"))]}, {"type": "image"}),
        {"type": "doc", "content": "nonsense"},
    ],
)
def test_odd_rich_text_is_set_all_the_same(content: dict[str, object]) -> None:
    made = document(Paragraph("前"), Rich(content), Table((1,), ((Cell(rich=content),),)), Paragraph("后"))

    whole = printed(made)

    assert whole.startswith("前")
    assert whole.endswith("后")


def test_picture_fits_its_place() -> None:
    made = document(
        Rich(doc(image(caption="图1 架构"))), Table((1,) * 5, ((Cell(rich=doc(image())),) * 5,)), pictures=(PICTURE,)
    )

    found = reader(made, {PICTURE: png(900, 2400)})

    assert len(found.pages) <= 2
    assert "图1架构" in tight(found.pages[0].extract_text())
    assert sum(len(page.images) for page in found.pages) >= 2


@pytest.mark.parametrize(
    "content",
    [
        None,
        b"",
        b"GIF89a",
        b"\x89PNG\r\n\x1a\nnonsense",
        png(400, 400)[:300],
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    ],
)
def test_broken_picture_leaves_a_box_with_its_name(content: bytes | None) -> None:
    made = document(Rich(doc(image(), image("b" * 64, name="好.png"))), Paragraph("后文"), pictures=(PICTURE, "b" * 64))
    pictures = {"b" * 64: png(), **({PICTURE: content} if content is not None else {})}

    whole = printed(made, pictures)

    assert "图片无法显示：架构.png" in whole
    assert "好.png" not in whole
    assert "后文" in whole


def test_picture_of_too_many_pixels_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shifan.render.pictures.MOST_PIXELS", 1000)
    made = document(Rich(doc(image())), pictures=(PICTURE,))

    assert "图片无法显示" in printed(made, {PICTURE: png(60, 40)})


def test_same_document_and_moment_give_the_same_bytes_in_any_process() -> None:
    made = document(Heading(1, "一、", "甲"), Rich(doc(image())), contents=2, pictures=(PICTURE,))
    pictures = {PICTURE: png()}

    first = render_pdf(made, pictures, made_at=MADE_AT)

    assert render_pdf(made, pictures, made_at=MADE_AT) == first
    assert render_pdf_apart(made, pictures, made_at=MADE_AT) == first


def test_file_is_tagged_and_carries_title_author_language_and_date() -> None:
    found = reader(document(Paragraph("甲")))

    assert found.metadata is not None
    assert (found.metadata.title, found.metadata.author) == ("申报书", "示例公司")
    assert found.metadata.creation_date == MADE_AT
    root = found.root_object
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "zh-CN"


def test_fonts_are_those_of_official_paper() -> None:
    made = document(
        Heading(1, "一、", "黑体"),
        Heading(2, "（一）", "楷体"),
        Paragraph("仿宋 Latin ☑"),
        Rich(doc(paragraph(text("粗", "bold")))),
    )

    used = [font.get_object() for page in reader(made).pages for font in page["/Resources"]["/Font"].values()]
    names = {str(font["/BaseFont"]).partition("+")[2].removesuffix("-Identity-H") for font in used}
    assert names == {
        "FandolHei-Regular", "FandolHei-Bold", "FandolKai-Regular", "FandolFang-Regular", "FandolSong-Regular",
        "LiberationSerif", "DejaVuSans",
    }  # fmt: skip


def test_late_document_is_stopped(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    sleeper = tmp_path / "python"
    sleeper.write_text(f"#!{sys.executable}\nimport time\ntime.sleep(30)\n")
    sleeper.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(sleeper))

    with pytest.raises(RenderError, match=r"not set within 0\.5 s"):
        render_pdf_apart(document(Paragraph("甲")), {}, made_at=MADE_AT, timeout=0.5)


def test_characters_without_a_font_are_named() -> None:
    made = document(Paragraph("喆𠮷䶮①㎡²☑ \u200b"), Table((1,), ((Cell("\U0001fae0"),),)), Slots("", ("\u0e44",)))

    assert missing_glyphs(made) == ("\u0e44", "\U0001fae0")


def test_missing_fonts_are_found_by_role(tmp_path: Path) -> None:
    own = fonts.with_folders((tmp_path,), {"fang": ("方正仿宋_GBK",)})

    assert own.roles["fang"] == ("方正仿宋_GBK", "FandolFang R")
    assert fonts.wanting(own)["fang"] == ("方正仿宋_GBK",)
    assert set(fonts.wanting(fonts.shipped()).values()) == {()}


@pytest.mark.parametrize(
    "together",
    ["甲\u200d☐", "☐\u200d☐", "☑\u200d\u200d☑", "：\u200d☑", "①\u0301", "☑\u20dd", "𠮷\u0308\u0301", "（\u3099"],
)
def test_letter_whose_mark_is_of_another_font_is_not_lost(together: str) -> None:
    inside = f"起{together}止"
    bold = Rich(doc(paragraph(text(inside, "bold"))))
    made = document(Paragraph(inside), Heading(1, "", inside), bold, Table((1,), ((Cell(inside),),)), contents=1)

    assert (
        re.findall(f"起({together[0]}).{{0,3}}?({tight(together[-1])})止", printed(made))
        == [(together[0], tight(together[-1]))] * 5
    )


def test_letter_and_mark_of_one_font_are_set_together() -> None:
    pieces = ["e\u0301", "甲\u200d乙", "a\u0308\u0301b", "甲☐"]

    assert joined.torn(fonts.shipped(), pieces) == ()
    assert joined.torn(fonts.shipped(), [*pieces, "a☐\u0301甲\u200d☐"]) == ("甲\u200d☐", "☐\u0301")


MARKUP = (
    "#$*_`@<>\\/[]{}()\"'~-=+|&^%!;:,.0aZ “”‘’…— 　中文仿宋\u200b\u200d\ufeff\x00\x07\x1b\u202e\u2066①²㎡𠮷䶮喆☑☐Ωжé"
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.text(MARKUP, min_size=1, max_size=60), min_size=4, max_size=30))
def test_hostile_text_comes_back_unchanged(given_: list[str]) -> None:
    blocks: list[Block] = []
    for number, value in enumerate(given_):
        framed = f"起{number}：{value}：止{number}"
        blocks.append(
            (
                Paragraph(framed),
                Heading(3, "", framed),
                Table((1, 3), ((Cell("格"), Cell(framed)),)),
                Rich(doc(paragraph(text(framed, "bold", "underline")))),
            )[number % 4]
        )

    whole = printed(document(*blocks))

    for number, value in enumerate(given_):
        assert tight(printable(f"起{number}：{value}：止{number}")) in whole


@settings(max_examples=10, deadline=None)
@given(st.text("אבגד ابت，、甲乙\u202e\u2067", min_size=1, max_size=30))
def test_text_from_right_to_left_loses_no_letter(value: str) -> None:
    whole = printed(document(Paragraph(f"起{value}止")))

    assert sorted(whole) == sorted(tight(printable(f"起{value}止")))
