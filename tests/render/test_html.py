from __future__ import annotations

import re
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from shifan.core.document import Block, Cell, Cover, Document, Heading, PageBreak, Paragraph, Rich, Slots, Table
from shifan.render.characters import printable
from shifan.render.html import render_html
from tests.paper import PICTURE, doc, image, paragraph, text


class Reader(HTMLParser):
    """Collects what a browser would see: tags, attributes, words."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.words = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.words += data


def html(*blocks: Block, **more: object) -> str:
    document = Document(**{"title": "申报书", "author": "", "blocks": blocks, **more})
    return render_html(document, lambda digest: f"/files/{digest[:4]}")


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    return reader


def test_document_is_one_article() -> None:
    page = html(
        Heading(1, "一、", "标题"), Paragraph("正文\n二行"), Slots("承诺", ("签章：",)), PageBreak(), mark="校验码"
    )

    assert page == (
        '<article class="paper" lang="zh"><h2 id="paper-1">一、标题</h2><p class="paper-text-body">正文<br>二行</p>'
        '<div class="paper-signatures"><p>承诺</p><ul class="paper-slots"><li>签章：</li></ul></div>'
        '<hr class="paper-break"><p class="paper-mark">校验码</p></article>'
    )


def test_cover_and_contents_lead() -> None:
    page = html(
        Heading(1, "一、", "甲"),
        Heading(2, "（一）", "乙"),
        cover=Cover("附件", "申报书", "（场景）", (("申报单位", "示例公司", True),), ""),
        contents=1,
    )

    assert '<p class="paper-title">申报书</p>' in page
    assert "<div><dt>申报单位</dt><dd>示例公司</dd></div>" in page
    assert '<ol><li class="paper-level-1"><a href="#paper-1">一、甲</a></li></ol>' in page


def test_table_has_heads_spans_widths_and_notes() -> None:
    rows = (
        (Cell("头", head=True, columns=2),),
        (Cell("名称", head=True, note="注释"), Cell("", hint="（填写）")),
        (Cell("☑是", rows=1, align="centre"), Cell("承诺", slots=("签章：",))),
    )

    page = html(Table((1, 3), rows, 1, "表名"))

    assert page == (
        '<article class="paper" lang="zh"><div class="paper-table"><table><caption>表名</caption>'
        '<colgroup><col width="25%"><col width="75%"></colgroup>'
        '<thead><tr><th scope="col" colspan="2">头</th></tr></thead>'
        '<tbody><tr><th scope="row">名称<sup><a href="#paper-note-1">1</a></sup></th>'
        '<td><span class="paper-hint">（填写）</span></td></tr>'
        '<tr><td class="paper-centre">☑是</td><td>承诺<ul class="paper-slots"><li>签章：</li></ul></td></tr></tbody>'
        '</table></div><ol class="paper-notes"><li id="paper-note-1">注释</li></ol><p class="paper-mark"></p></article>'
    )


def test_pictures_come_from_the_address_that_is_given() -> None:
    reader = read(html(Rich(doc(image(caption="图1"))), Table((1,), ((Cell(rich=doc(image(PICTURE, alt="甲"))),),))))

    assert [value for name, value in reader.attributes if name == "src"] == ["/files/aaaa", "/files/aaaa"]


@given(st.text("<>&\"'`=/ !-;:#{}scriptonload甲\x00\u202e\n", max_size=80))
def test_hostile_text_is_only_text(value: str) -> None:
    cell = Cell(value, hint=value, note=value, slots=(value,))
    page = html(
        Heading(1, "", value),
        Paragraph(value, "note"),
        Rich(doc(paragraph(text(value or "x")))),
        Table((1, 1), ((cell, Cell("", hint=value)),), 0, value),
        Slots(value, (value,)),
        cover=Cover(value, value, value, ((value, value, True),), value),
        contents=1,
        mark=value,
    )

    reader = read(page)

    assert set(reader.tags) <= {
        "article", "header", "dl", "div", "dt", "dd", "nav", "ol", "ul", "li", "a", "h2", "p", "br", "table", "caption",
        "colgroup", "col", "tbody", "tr", "td", "span", "sup",
    }  # fmt: skip
    assert {name for name, _ in reader.attributes} <= {"class", "lang", "id", "href", "width", "aria-label"}
    assert reader.words.count(printable(value).replace("\n", "")) >= 10 or not printable(value).strip()


def test_page_needs_no_inline_style_or_script() -> None:
    page = html(Rich(doc(paragraph(text("甲", "bold")), image())), Table((1, 2), ((Cell("甲"), Cell("乙")),)))

    assert not re.search(r"style=|<script|<style|\son\w+=", page)
