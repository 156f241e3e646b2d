from datetime import date

import pytest

from shifan.core import figures
from tests.small import element, plan_of, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("不超过 15 个，其中至少两个", {15, 2}),
        ("纸质材料一式三份", {1, 3}),
        ("十个工作日、二十家、十五项、二十三人", {10, 20, 15, 23}),
        ("比例 ２．５，１０ 家", {2, 5, 10}),
        ("占比 2.5%", {2.5}),
        ("没有数", set()),
    ],
)
def test_numbers_of_a_sentence_are_read_in_digits_and_in_chinese(text, expected):
    assert {float(number) for number in figures.numbers(text)} == expected


def test_days_and_lengths_of_time_are_read():
    assert figures.days("2022 年 10 月 28 日前、12月底前") == {(10, 28), (12, 31)}
    assert {6, 24} <= {int(number) for number in figures.months("每半年一次，有效期 2 年")}
    assert 12 in figures.months("每年报送")


def notes(quote: str, **more) -> list[str]:
    clauses = [{"id": "c", "line": 1, "kind": "a", "how": "a", "strength": "a", "quote": quote}]
    field = element("text", "longtext", limit=500, clause=more.pop("cites", []))
    plan = plan_of(field, clauses=clauses, **more)
    return [note.message for note in figures.look(plan)]


STAGES = [
    element("fill", "", kind="fill", closes=date(2030, 3, 31), clause=["c"]),
    element("city", "", kind="recommend", body="city"),
]
QUOTA = element("q", "", stage="city", track="main", body="city", limit=5, clause=["c"])
MORE = {"stages": STAGES, "body_kinds": [element("city", "", level=1)], "quotas": [QUOTA]}


def test_number_that_the_sentence_holds_is_silent():
    assert notes("各市推荐不超过 5 家，请于 3 月 31 日前报送", **MORE) == []
    assert notes("各市推荐不超过五家，3月31日截止", **MORE) == []


def test_number_and_day_that_the_sentence_does_not_hold_are_noted():
    assert notes("各市推荐不超过 6 家，请于 3 月 30 日前报送", **MORE) == [
        "“5” does not stand in the sentences that “q” cites",
        "“2030-03-31” does not stand in the sentences that “fill” cites",
    ]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("", []),
        ("5", []),
        ("6", ["“5” does not stand in the sentences that “q” cites"]),
    ],
)
def test_reading_of_a_placeholder_is_the_value_that_it_gives(value, expected):
    reading = element("p", "", reading=words("读法"), kind="integer", value=value, fills=["quota:q.limit"])

    assert notes("名额另行通知，3 月 31 日截止", placeholders=[reading], **MORE) == expected


def test_limit_of_characters_is_that_of_the_sentence():
    assert notes("建设内容（不超过 500 字）", cites=["c"]) == []
    assert notes("建设内容（不超过 300 字）", cites=["c"]) == ["“unit.text” may have 500 字, but “c” says 300"]


@pytest.mark.parametrize(
    ("quote", "count"), [("按总投资的 20% 补助，最高 300 万元", 0), ("按 25% 补助，最高 200 万元", 2)]
)
def test_share_and_cap_are_those_of_the_sentence(quote, count):
    base = element("b", "", each="unit.rows", name="n", amount="a")
    rates = [element("one", "", share="0.20", cap="300", clause=["c"])]
    terms = element("f", "", unit=words("万元"), base=base, level="unit.level", rates=rates)
    clauses = [{"id": "c", "line": 1, "kind": "a", "how": "a", "strength": "a", "quote": quote}]
    rows = element("rows", "repeat", fields=[element("n"), element("a", "decimal")])
    level = element("level", "choice", options=[{"code": "one", "label": words("一")}])

    assert len(list(figures.look(plan_of(rows, level, clauses=clauses, funding=[terms])))) == count
