import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shifan.core import text

Json = dict[str, object]

DIGEST = "0123456789abcdef" * 4
chinese = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), max_size=20)
texts = st.text(max_size=60)
spaces = st.text(st.sampled_from(" \t\n\u3000\u00a0\u2003"), min_size=1, max_size=5)


def node(kind: str, *content: Json, **attrs: object) -> Json:
    made: Json = {"type": kind}
    if attrs:
        made["attrs"] = attrs
    if content:
        made["content"] = list(content)
    return made


def words(value: str, *marks: str) -> Json:
    made: Json = {"type": "text", "text": value}
    if marks:
        made["marks"] = [{"type": mark} for mark in marks]
    return made


def paragraph(value: str) -> Json:
    return node("paragraph", words(value))


def cell(value: str, **attrs: object) -> Json:
    return node("tableCell", paragraph(value), **attrs)


FULL = node(
    "doc",
    node("heading", words("一、概况", "bold"), level=2),
    node("paragraph", words("良率"), words("提升", "italic", "underline"), node("hardBreak"), words("12.5%")),
    node("bulletList", node("listItem", paragraph("设备"), node("orderedList", node("listItem", paragraph("联网"))))),
    node("blockquote", paragraph("引文")),
    node("horizontalRule"),
    node("image", digest=DIGEST, name="a.png", alt="看不见", caption="图1", width=600),
    node(
        "table",
        node("tableRow", node("tableHeader", paragraph("甲"), colspan=2), cell("乙", rowspan=2)),
        node("tableRow", cell("丙"), cell("丁")),
    ),
)


@pytest.mark.parametrize(
    ("value", "count"),
    [
        ("", 0),
        (" \u3000\n", 0),
        ("智能制造", 4),
        ("智能制造，示范。", 8),
        ("12.5", 1),
        ("3,000", 1),
        ("85%", 2),
        ("10万元", 3),
        ("GB/T 39116-2020", 2),
        ("AR/VR、5G", 3),
        ("R&D", 1),
        ("www.gov.cn", 1),
        ("A,B", 3),
        ("1, 2", 3),
        ("end.", 2),
        ("état", 1),
        ("e\u0301tat", 1),
        ("don’t", 1),
        ("μm", 1),
        ("m²", 1),
        ("①②", 2),
        ("Ａ１", 1),
        ("______", 6),
        ("……", 2),
        ("——", 2),
        ("𠮷野家", 3),
        ("\ud842\udfb7", 1),
        ("\ud842", 1),
        ("カタカナ", 4),
        ("ｶﾅ", 2),
        ("한국", 2),
        ("〇", 1),
        ("零\u200b宽", 2),
        ("a\u200bb", 1),
        ("5G技术5G", 4),
    ],
)
def test_zi_of_an_example_is(value: str, count: int) -> None:
    assert text.count_zi(value) == count


@given(texts, texts)
def test_zi_of_two_paragraphs_add_up(first: str, second: str) -> None:
    assert text.count_zi(first + "\n" + second) == text.count_zi(first) + text.count_zi(second)


@given(st.lists(texts, min_size=1, max_size=4), spaces, spaces)
def test_zi_do_not_depend_on_the_kind_of_white_space(parts: list[str], one: str, other: str) -> None:
    assert text.count_zi(one.join(parts)) == text.count_zi(other.join(["", *parts, ""]))


@given(chinese)
def test_zi_of_chinese_are_its_characters(value: str) -> None:
    assert text.count_zi(value) == sum(unicodedata.category(character) == "Lo" for character in value)


@given(texts)
def test_zi_are_never_more_than_characters(value: str) -> None:
    assert 0 <= text.count_zi(value) <= len(value)


@given(texts.filter(lambda value: not any("\ud800" <= character <= "\udfff" for character in value)))
def test_zi_are_the_same_for_halves_of_characters(value: str) -> None:
    units = value.encode("utf-16-be")
    split = "".join(chr(int.from_bytes(units[place : place + 2])) for place in range(0, len(units), 2))

    assert text.count_zi(split) == text.count_zi(value)


def test_rich_text_has_a_line_for_each_block_and_row() -> None:
    assert text.rich_text(FULL).split("\n") == [
        "一、概况",
        "良率提升",
        "12.5%",
        "设备",
        "联网",
        "引文",
        "图1",
        "甲\t乙",
        "丙\t丁",
    ]


def test_rich_text_counts_words_and_captions() -> None:
    assert text.count_doc(FULL) == 4 + 4 + 2 + 2 + 2 + 2 + 2 + 4


def test_rich_text_of_nothing_is_empty() -> None:
    assert text.rich_text({}) == ""
    assert text.rich_text(node("doc", node("paragraph"))) == ""


@given(st.lists(texts, max_size=5))
def test_rich_text_of_paragraphs_counts_as_their_texts(values: list[str]) -> None:
    doc = node("doc", *(paragraph(value) for value in values))

    assert text.count_doc(doc) == sum(map(text.count_zi, values))


def test_doc_of_all_allowed_kinds_is_accepted_and_unchanged() -> None:
    assert text.validate_doc(FULL) == ()
    assert text.clean_doc(FULL) == FULL


@pytest.mark.parametrize(
    ("doc", "problems"),
    [
        ({}, ("shape",)),
        (paragraph("a"), ("shape",)),
        (node("doc", node("script")), ("node:script",)),
        (node("doc", words("a")), ("place:text",)),
        (node("doc", node("paragraph", node("table"))), ("place:table", "table:shape")),
        (node("doc", node("paragraph", words("a", "link"))), ("mark:link",)),
        (node("doc", node("paragraph", {"type": "text"})), ("shape",)),
        (node("doc", {"type": "paragraph", "content": "a"}), ("shape",)),
        (node("doc", {"type": "paragraph", "content": ["a"]}), ("shape",)),
        (node("doc", {"type": "paragraph", "attrs": 1}), ("shape",)),
        (node("doc", node("heading", level=9)), ("attribute:heading.level",)),
        (node("doc", node("heading", level=True)), ("attribute:heading.level",)),
        (node("doc", node("image", name="a")), ("attribute:image.digest",)),
        (node("doc", node("image", digest="../x")), ("attribute:image.digest",)),
        (node("doc", node("image", digest=DIGEST, alt="a" * 1001)), ("attribute:image.alt",)),
        (node("doc", node("table")), ("table:shape",)),
        (node("doc", node("table", node("tableRow"))), ("table:shape",)),
        (node("doc", node("table", node("tableRow", cell("a", rowspan=2)))), ("table:shape",)),
        (
            node("doc", node("table", node("tableRow", cell("a"), cell("b")), node("tableRow", cell("c")))),
            ("table:shape",),
        ),
        (node("doc", node("table", node("tableRow", cell("a", colspan=99)))), ("attribute:tableCell.colspan",)),
    ],
)
def test_doc_that_is_wrong_names_the_problem(doc: Json, problems: tuple[str, ...]) -> None:
    assert text.validate_doc(doc) == problems


def nested(depth: int) -> Json:
    inner = paragraph("a")
    for _ in range(depth):
        inner = node("blockquote", inner)
    return node("doc", inner)


def test_doc_nested_to_the_limit_is_accepted_and_not_deeper() -> None:
    assert text.validate_doc(nested(text.MAX_NESTING - 2)) == ()
    assert text.validate_doc(nested(text.MAX_NESTING - 1)) == ("nesting",)


def test_doc_nested_beyond_all_measure_breaks_nothing() -> None:
    deep = nested(100_000)

    assert text.validate_doc(deep) == ("nesting",)
    assert text.count_doc(deep) == 1
    assert len(json.dumps(text.clean_doc(deep))) < 2000


def test_doc_that_is_too_large_is_refused() -> None:
    assert text.validate_doc(node("doc", paragraph("长" * (text.MAX_CHARACTERS + 1)))) == ("size",)
    assert text.validate_doc(node("doc", *[node("paragraph")] * text.MAX_NODES)) == ("size",)


def test_clean_doc_drops_what_is_unknown() -> None:
    dirty: Json = {
        "type": "doc",
        "onload": "x",
        "content": [
            {
                "type": "paragraph",
                "attrs": {"style": "color:red"},
                "content": [
                    {"type": "text", "text": "a", "marks": [{"type": "bold", "attrs": {"x": 1}}, {"type": "link"}]},
                    {"type": "script", "text": "x"},
                ],
            }
        ],
    }

    assert text.clean_doc(dirty) == node("doc", node("paragraph", words("a", "bold")))


leaves = st.builds(words, st.text(min_size=1, max_size=5), st.sampled_from(["bold", "strike", "evil"]))
docs = st.recursive(
    leaves | st.dictionaries(st.sampled_from(["type", "text", "attrs", "content", "marks"]), st.text() | st.integers()),
    lambda inner: st.builds(
        lambda kind, content: node(kind, *content),
        st.sampled_from(["paragraph", "table", "tableRow", "tableCell", "image", "listItem", "x"]),
        st.lists(inner, max_size=4),
    ),
    max_leaves=20,
).map(lambda inner: node("doc", inner))


@given(docs)
def test_clean_doc_is_stable_and_adds_no_problem(doc: Json) -> None:
    cleaned = text.clean_doc(doc)

    assert text.clean_doc(cleaned) == cleaned
    assert not any(problem.startswith(("node:", "mark:", "place:")) for problem in text.validate_doc(cleaned))


@given(docs)
def test_clean_doc_keeps_every_word_of_an_accepted_doc(doc: Json) -> None:
    if not text.validate_doc(doc):
        assert text.rich_text(text.clean_doc(doc)) == text.rich_text(doc)
