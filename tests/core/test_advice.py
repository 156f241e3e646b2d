import pytest

from shifan.core import advice
from tests.small import code_list, element, plan_of, rule, words

COLOURS = element("colour", "choice", options=[{"code": code, "label": words(code)} for code in ("red", "blue")])
OTHER = element("other", "yes_no")
FILL = element("fill", "", kind="fill")
CITY = element("city", "", kind="recommend", body="city")
RESULT = element("result", "", kind="result")
KINDS = [element("city", "", level=1), element("province", "", level=2)]
BODY = {"kind": "province", "region": "130000", "name": words("省")}


def notes(*fields, **more) -> list[str]:
    return [note.message for note in advice.look(plan_of(element("name"), COLOURS, OTHER, *fields, **more))]


def shown(condition: str) -> list[str]:
    return notes(element("x", visible_if=condition))


@pytest.mark.parametrize(
    "condition",
    [
        'unit.colour == "red"',
        'unit.colour in ["red", "blue"]',
        'unit.colour != "red" && unit.other',
        'has(unit.colour) || unit.name == "x"',
        '!has(unit.colour)',
        'unit.name == "green"',
        'applicant.kind == "x"',
        'track == "main"',
    ],
)  # fmt: skip
def test_condition_that_an_answer_makes_true_is_silent(condition):
    assert shown(condition) == []


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ('unit.colour == "red" && unit.colour == "blue"', ["“unit.x” is never shown: no answer makes this true"]),
        ("unit.other && !unit.other", ["“unit.x” is never shown: no answer makes this true"]),
        ('track == "elsewhere"', ["“unit.x” is never shown: no answer makes this true"]),
        ('unit.colour in ["red", "green"]', ["“unit.colour” is compared with “green”, which is not among its options"]),
    ],
)
def test_field_that_no_answer_shows_is_noted(condition, said):
    assert shown(condition) == said


def test_field_in_a_row_sees_its_row():
    fields = [COLOURS, element("x", visible_if='row.colour == "red"'), element("y", visible_if='row.colour == "green"')]

    assert notes(element("rows", "repeat", fields=fields)) == [
        "“unit.rows.*.y” is never shown: no answer makes this true",
        "“unit.rows.*.colour” is compared with “green”, which is not among its options",
    ]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"holds": 'unit.colour == "red"'}, []),
        ({"holds": 'unit.colour in ["red", "blue"]'}, ["“r” never fails: every answer makes this true"]),
        (
            {"holds": "unit.other", "when": "unit.other && !unit.other"},
            ["“r” is never asked: no answer makes this true"],
        ),
    ],
)
def test_rule_that_decides_nothing_is_noted(changed, said):
    assert notes(rules=[{**rule("r", "true"), **changed}]) == said


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"stages": [FILL, RESULT, CITY], "body_kinds": KINDS},
         ["the stage “city” is never reached: “result” ends the way"]),
        ({"stages": [FILL, CITY], "body_kinds": KINDS, "bodies": [BODY]},
         ["the stage “city” is never reached: the pack has no body of the kind “city”"]),
        ({"stages": [FILL, element("high", "", kind="recommend", body="province"), CITY], "body_kinds": KINDS},
         ["“city” comes after a body of a higher level"]),
        ({"stages": [FILL, element("sheet", "", kind="check")]}, ["nothing is asked at the stage “sheet”"]),
        ({"stages": [FILL, element("review", "", kind="review")]}, ["there is no score sheet for the stage “review”"]),
        ({"stages": [element("fill", "", kind="fill", closes="2030-01-01")],
          "notices": [{"title": words("通知"), "issuers": [], "issued": "2030-02-01"}]},
         ["“fill” closes before the notice was issued on 2030-02-01"]),
        ({"stages": [element("fill", "", kind="fill", opens="2030-02-01"),
                     element("result", "", kind="result", opens="2030-01-01")]},
         ["“result” opens before the stage that it follows"]),
        ({"lists": [code_list("unused", ("a",))]}, ["nothing uses the list “unused”"]),
        ({"clauses": [{"id": "c", "line": 1, "kind": "a", "how": "a", "strength": "a", "quote": "a"}]},
         ["nothing cites the clause “c”"]),
    ],
)  # fmt: skip
def test_what_nobody_reaches_or_uses_is_noted(more, said):
    assert notes(**more) == said


def test_quota_without_a_body_and_quota_behind_another_are_noted():
    stages = [FILL, element("up", "", kind="recommend", body="province", other_bodies=["city"])]
    quota = {"stage": "up", "track": "main", "limit": 1}
    quotas = [
        element("one", "", body="province", **quota),
        element("two", "", body="province", **quota),
        element("three", "", body="city", **quota),
    ]

    assert notes(stages=stages, body_kinds=KINDS, bodies=[BODY], quotas=quotas) == [
        "“two” is never used: “one” goes before it",
        "the pack has no body of the kind “city” for this quota",
    ]
