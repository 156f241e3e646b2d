from __future__ import annotations

import re
from dataclasses import replace
from io import BytesIO

import docx
import pytest
import zxingcpp
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from shifan.core.document import Block, Cell, Cover, Document, Heading, PageBreak, Paragraph, Rich, Slots, Table
from shifan.core.numbering import heading_number
from shifan.render.docx import render_docx
from shifan.render.pdf import pages_of_entries
from shifan.render.worker import Pages
from tests import said, word
from tests.paper import MADE_AT, PICTURE, doc, document, image, paragraph, png, text
from tests.word import W, WordPaper

COVER = Cover("附件 4-1", "申报书", "（优秀场景）", (("申报单位", "示例公司", True), ("日期", "", False)), "2022年")


def written(made: Document, pictures: dict[str, bytes] | None = None, pages: Pages | None = None) -> WordPaper:
    return word.read(render_docx(made, pictures or {}, made_at=MADE_AT, pages=pages))


def sections(paper: WordPaper) -> list[dict[str, str]]:
    """Give for each section its start, its first number, and whether it is turned."""
    found = []
    for one in paper.parts["word/document.xml"].iter(f"{W}sectPr"):
        first = one.find(f"{W}pgNumType")
        size = one.find(f"{W}pgSz")
        found.append(
            {
                "starts": word.value(one, "type"),
                "number": "" if first is None else first.get(f"{W}start"),
                "orient": size.get(f"{W}orient", "portrait"),
            }
        )
    return found


def test_every_block_says_its_words_in_order() -> None:
    table = Table(
        (1, 2, 1),
        (
            (Cell("表头", head=True, columns=3),),
            (Cell("左", rows=2), Cell("☑是　☐否", note="脚注一"), Cell("", hint="如有请填")),
            (Cell("长文" * 60 + "\n  \n第二段"), Cell("右", slots=("签章：", "年  月  日"))),
        ),
        1,
        "表1",
    )
    made = document(
        Heading(1, "一、", "基本\n信息"), Paragraph("甲\n乙 "), Paragraph("说明", "note"), Paragraph("附件", "label"),
        Paragraph("题", "title"), Paragraph("中", "centre"), Paragraph("右", "right"), table, table, PageBreak(),
        Slots("我单位承诺\n属实", ("盖章：",)), cover=COVER, contents=2, mark="校验码 3f9a",
    )  # fmt: skip

    assert written(made).lines() == said.lines(made)


def test_numbers_that_word_counts_are_those_printed() -> None:
    steps = [
        (1, 1),
        (2, 1),
        (2, 2),
        (3, 1),
        (1, 2),
        (2, 1),
        (1, 0),
        (2, 1),
        (2, 2),
        (3, 1),
        (1, 3),
        (2, 7),
        (2, 8),
        (4, 1),
    ]
    for language in ("zh", "en"):
        blocks = [Heading(level, heading_number(level, at, language) if at else "", f"第{at}") for level, at in steps]

        made = document(*blocks, Heading(1, "附A ", "别的"), language=language)

        assert written(made).lines() == said.lines(made)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 4), st.integers(0, 30)), max_size=14))
def test_any_row_of_numbers_comes_out_as_printed(steps: list[tuple[int, int]]) -> None:
    blocks = [Heading(level, heading_number(level, at) if at else "", "题") for level, at in steps]

    made = document(*blocks)

    assert written(made).lines() == said.lines(made)


def test_rich_text_keeps_words_marks_lists_and_tables() -> None:
    inner = {
        "type": "table",
        "content": [row(("tableHeader", "头", {"colspan": 2})), row(("tableCell", "格", {"colspan": 2}))],
    }
    content = doc(
        {"type": "heading", "attrs": {"level": 1}, "content": [text("小标题")]},
        paragraph(text("粗", "bold"), text("斜", "italic"), text("下", "underline", "strike"), text("2", "subscript")),
        ordered(3, [paragraph(text("第三"))], [paragraph(text("第四")), paragraph(text("续"))]),
        ordered(1, [paragraph(text("又一")), ordered(2, [paragraph(text("里"))])]),
        {"type": "bulletList", "content": [{"type": "listItem", "content": [paragraph(text("点"))]}]},
        {"type": "blockquote", "content": [paragraph(text("引"), {"type": "hardBreak"}, text("文"))]},
        {"type": "horizontalRule"},
        inner,
    )

    made = document(Rich(content, 2), Table((1,), ((Cell(rich=content),),)), contents=3)
    paper = written(made)

    assert paper.lines() == said.lines(made)
    runs = {word.text_of(one): properties(one) for one in paper.parts["word/document.xml"].iter(f"{W}r")}
    assert runs["粗"] == {"rStyle": "Strong"}
    assert runs["斜"] == {"rStyle": "Emphasis"}
    assert runs["下"] == {"strike": None, "u": "single"}
    assert runs["2"] == {"vertAlign": "subscript"}
    assert paper.contents() == ["小标题\t"]


def row(*cells: tuple[str, str, dict[str, int]]) -> dict[str, object]:
    made = [{"type": kind, "attrs": spans, "content": [paragraph(text(said_))]} for kind, said_, spans in cells]
    return {"type": "tableRow", "content": made}


def ordered(start: int, *items: list[dict[str, object]]) -> dict[str, object]:
    content = [{"type": "listItem", "content": item} for item in items]
    return {"type": "orderedList", "attrs": {"start": start}, "content": content}


def properties(run: object) -> dict[str, str | None]:
    found = run.find(f"{W}rPr")
    return {} if found is None else {one.tag.removeprefix(W): one.get(f"{W}val") for one in found}


def test_contents_are_a_field_with_the_pages_of_the_other_paper() -> None:
    proofs = Table((1,), ((Cell("证明.pdf", entry=2),), (Cell("审计.pdf", entry=2),)))
    made = document(
        Heading(1, "一、", "甲"), PageBreak(), Heading(4, "", "深"), Heading(1, "", "目录"), proofs, contents=3
    )

    paper = written(made, pages=pages_of_entries(made, {}))

    assert paper.contents() == ["一、甲\t1", "目录\t2", "证明.pdf\t2", "审计.pdf\t2"]
    instructions = [one.text.strip() for one in paper.parts["word/document.xml"].iter(f"{W}instrText")]
    assert instructions[:2] == [r"TOC \o \"1-3\" \h \z \u".replace('\\"', '"'), r"PAGEREF _Toc00000001 \h"]
    bookmarks = {one.get(f"{W}name") for one in paper.parts["word/document.xml"].iter(f"{W}bookmarkStart")}
    pointed = {line.split()[1] for line in instructions if line.startswith("PAGEREF")}
    assert pointed <= bookmarks
    assert not any(one.get(f"{W}dirty") for one in paper.parts["word/document.xml"].iter(f"{W}fldChar"))


def test_contents_without_pages_are_left_to_word() -> None:
    paper = written(document(Heading(1, "一、", "甲"), contents=1))

    assert paper.contents() == ["一、甲\t"]
    assert next(paper.parts["word/document.xml"].iter(f"{W}fldChar")).get(f"{W}dirty") == "true"


def test_sections_follow_cover_contents_and_turns() -> None:
    made = document(
        Paragraph("甲"), PageBreak(landscape=True), Paragraph("乙"), PageBreak(), PageBreak(), Paragraph("丙"),
        cover=COVER, contents=1, double_sided=True,
    )  # fmt: skip

    paper = written(made)

    assert sections(paper) == [
        {"starts": "nextPage", "number": "", "orient": "portrait"},
        {"starts": "nextPage", "number": "", "orient": "portrait"},
        {"starts": "oddPage", "number": "1", "orient": "portrait"},
        {"starts": "nextPage", "number": "", "orient": "landscape"},
        {"starts": "nextPage", "number": "", "orient": "portrait"},
    ]
    assert paper.parts["word/settings.xml"].find(f"{W}mirrorMargins") is not None


def test_foot_has_number_mark_and_on_the_first_page_the_code() -> None:
    made = document(Paragraph("甲"), mark="校验码 3f9a", verify="https://shifan.example/v/1", page_numbers="total")

    paper = written(made, pages=Pages((), 7))

    feet = {
        name: "|".join(paper.paragraphs(one)) for name, one in paper.parts.items() if name.startswith("word/footer")
    }
    assert feet == {
        "word/footer1.xml": "第 1 页　共 7 页|校验码 3f9a",
        "word/footer2.xml": "第 1 页　共 7 页|扫码核验|校验码 3f9a",
    }
    frame = paper.parts["word/footer2.xml"].find(f".//{W}framePr")
    assert frame is not None
    assert frame.get(f"{W}vAnchor") == "page"  # the caption stands below the code, wherever the lines of the foot are
    (code,) = (content for name, content in paper.files.items() if name.endswith(".png"))
    picture = Image.open(BytesIO(code)).convert("L")
    quiet = Image.new("L", (picture.width + 80, picture.height + 80), 255)
    quiet.paste(picture, (40, 40))
    assert [one.text for one in zxingcpp.read_barcodes(quiet)] == ["https://shifan.example/v/1"]


def test_fonts_stand_in_styles_under_the_names_of_chinese_offices() -> None:
    made = document(
        Heading(1, "一、", "甲"), Paragraph("乙“丙”"), Table((1,), ((Cell("丁", head=True),),)), cover=COVER
    )

    paper = written(made)

    names = {font for one in paper.parts["word/styles.xml"].iter(f"{W}rFonts") for font in one.attrib.values()}
    assert names == {"仿宋_GB2312", "黑体", "楷体_GB2312", "宋体", "方正小标宋简体", "Times New Roman"}
    direct = [one.attrib for one in paper.parts["word/document.xml"].iter(f"{W}rFonts")]
    assert direct == [{f"{W}hint": "eastAsia"}]
    known = {one.get(f"{W}styleId") for one in paper.parts["word/styles.xml"].iter(f"{W}style")}
    assert {style for style, _ in paper.styles()} <= known


def test_file_carries_title_author_language_and_date() -> None:
    found = docx.Document(
        BytesIO(render_docx(document(Paragraph("甲"), title="长" * 300), {}, made_at=MADE_AT))
    ).core_properties

    assert (found.title, found.author, found.language) == ("长" * 255, "示例公司", "zh-CN")
    assert (found.created, found.modified) == (MADE_AT, MADE_AT)


def test_pictures_have_words_and_keep_their_proportions() -> None:
    made = document(
        Rich(doc(image(caption="图1 架构"), image("b" * 64, alt="别的", name="缺.png"))), pictures=(PICTURE, "b" * 64)
    )

    paper = written(made, {PICTURE: png(400, 200), "b" * 64: png(400, 400)[:300]})

    assert paper.lines() == ["图1 架构", "［图片无法显示：缺.png］"]
    (shown,) = paper.parts["word/document.xml"].iter(
        "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}inline"
    )
    assert shown[1].get("descr") == "图1 架构"
    assert int(shown[0].get("cx")) == 2 * int(shown[0].get("cy"))


def test_rows_repeat_and_hold_together_as_on_the_other_paper() -> None:
    rows = tuple((Cell(f"第{at}行"), Cell("长" * (500 if at == 3 else 5))) for at in range(12))
    made = document(Table((1, 3), ((Cell("头", head=True), Cell("头", head=True)), *rows), 1))

    found = [
        {one.tag.removeprefix(W) for one in tr.find(f"{W}trPr") or ()}
        for tr in written(made).parts["word/document.xml"].iter(f"{W}tr")
    ]

    assert found == [{"cantSplit", "tblHeader"}, *[set() if at == 3 else {"cantSplit"} for at in range(12)]]


def test_what_is_signed_below_a_table_is_its_last_row_without_lines() -> None:
    table = Table((1, 3), tuple((Cell(str(at)), Cell("行")) for at in range(12)))
    made = document(
        table, Paragraph("注：一", "note"), Slots("", ("盖章：",)), Paragraph("局\n日", "closing"), Paragraph("后")
    )

    paper = written(made)

    assert paper.lines() == said.lines(made)
    *_, above, last = paper.parts["word/document.xml"].iter(f"{W}tr")
    assert paper.paragraphs(last) == ["注：一", "盖章：", "局\n日"]
    assert {one.tag.removeprefix(W): one.get(f"{W}val") for one in last.find(f".//{W}tcBorders")} == {
        "left": "nil", "bottom": "nil", "right": "nil"
    }  # fmt: skip
    assert (last.find(f".//{W}gridSpan").get(f"{W}val"), last.find(f".//{W}cantSplit") is None) == ("2", False)
    assert all(one.find(f".//{W}keepNext") is not None for one in above.iter(f"{W}p"))


def test_same_document_gives_the_same_bytes() -> None:
    made = document(Heading(1, "一、", "甲"), Rich(doc(image())), contents=2, pictures=(PICTURE,), verify="x")

    first = render_docx(made, {PICTURE: png()}, made_at=MADE_AT)

    assert render_docx(made, {PICTURE: png()}, made_at=MADE_AT) == first


@pytest.mark.parametrize(
    "content",
    [
        doc(),
        doc(paragraph()),
        doc({"type": "heading", "attrs": {"level": 9}}),
        doc({"type": "table"}, {"type": "bulletList"}, {"type": "orderedList", "content": [{"type": "listItem"}]}),
        doc({"type": "script", "content": [paragraph(text("alert"))]}, {"type": "image"}),
        {"type": "doc", "content": "nonsense"},
    ],
)
def test_odd_rich_text_is_written_all_the_same(content: dict[str, object]) -> None:
    made = document(Paragraph("前"), Rich(content), Table((1,), ((Cell(rich=content),),)), Paragraph("后"))

    lines = written(made).lines()

    assert (lines[0], lines[-1]) == ("前", "后")


HOSTILE = st.text(
    st.one_of(
        st.sampled_from(
            "#$*_`<>&\\/[]{}()\"'~=%;\x00\x07\x0b\x0c\x1b\r\n\t \u200b\u200d\ufeff\u202e\u2066\ufffe\u2028𠮷䶮①☑"
        ),
        st.characters(),
    ),
    max_size=40,
)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(HOSTILE, min_size=10, max_size=10))
def test_hostile_text_comes_back_unchanged(given_: list[str]) -> None:
    words = iter(given_)
    blocks: list[Block] = [
        Paragraph(next(words)),
        Heading(2, "（一）", next(words)),
        Table((1, 3), ((Cell(next(words)), Cell("", hint=next(words), note=next(words))),), caption=next(words)),
        Rich(doc(paragraph(text(next(words), "bold", "underline")))),
        Slots(next(words), (next(words),)),
    ]
    made = replace(document(*blocks, contents=2), title=next(words) or "题")

    paper = written(made, pages=Pages())

    assert paper.lines() == [line for line in said.lines(made) if line]
    assert re.sub(r"\s", "", "".join(paper.contents()))[:3] == "（一）"
