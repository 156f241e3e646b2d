from dataclasses import replace

import pytest

from shifan.core import match
from shifan.core.facts import Award, Facts
from tests.small import DAY, TRACK, element, plan_of, rule, words

OWN = Facts(name="示例单位", uscc="u", region="130205", kind="enterprise")
NAME = element("name", profile="organisation.name")
AGE = element("age", "integer", profile="organisation.age")
BAD = element("accident", "yes_no")
OLD = rule("old", "unit.age >= 3", clause=["c1"])
SAFE = rule("safe", "!unit.accident")


def found(*fields, known=None, given=None, facts=OWN, **more):
    clauses = [{"id": "c1", "line": 1, "kind": "a", "how": "auto", "strength": "hard", "quote": "甲"}]
    plan = plan_of(NAME, *fields, clauses=clauses, **more)
    return match.match(plan, TRACK, facts, {"name": "示例单位", **(known or {})}, given or {}, DAY)


def brief(result: match.Match) -> tuple[str, list[str], list[str], list[tuple[str, list[str]]]]:
    return (
        result.verdict,
        [finding.rule for finding in result.against],
        [finding.rule for finding in result.remarks],
        [(item.rule, [path for path, _ in item.answers]) for item in result.open],
    )


@pytest.mark.parametrize(
    ("known", "given", "expected"),
    [
        ({"age": 5}, {"unit.accident": False}, ("eligible", [], [], [])),
        ({"age": 5}, {}, ("undetermined", [], [], [("safe", ["unit.accident"])])),
        ({"age": 2}, {}, ("not_eligible", ["old"], [], [("safe", ["unit.accident"])])),
        ({}, {"unit.accident": False}, ("undetermined", [], [], [("old", ["unit.age"])])),
        ({"age": "many"}, {"unit.accident": False}, ("undetermined", [], [], [("old", ["unit.age"])])),
        ({"age": 2}, {"unit.age": "4", "unit.accident": False}, ("eligible", [], [], [])),
    ],
)
def test_verdict_follows_from_what_is_known(known, given, expected):
    assert brief(found(AGE, BAD, known=known, given=given, rules=[OLD, SAFE])) == expected


def test_finding_against_cites_its_clause():
    (finding,) = found(AGE, known={"age": 1}, rules=[OLD]).against

    assert (finding.rule, finding.clause, finding.where) == ("old", ("c1",), "unit.age")


@pytest.mark.parametrize(
    ("changed", "is_asked"),
    [
        ({}, True),
        ({"eligibility": False}, False),
        ({"severity": "warn"}, False),
        ({"holds": "size(unit.proof) > 0"}, False),
        ({"holds": "size(unit.proof) > 0", "eligibility": True}, True),
        ({"holds": "unit.rows.exists(r, r.x == 'a')"}, False),
        ({"holds": "row.x == 'a'", "each": "unit.rows"}, False),
        ({"holds": "year > 2029"}, False),
    ],
)
def test_condition_touches_plain_answers_of_the_applicant_or_says_so(changed, is_asked):
    rows = element("rows", "repeat", fields=[element("x")])

    result = found(AGE, element("proof", "attachment"), rows, rules=[{**OLD, **changed}])

    assert bool(result.open) is is_asked


@pytest.mark.parametrize(
    ("award", "given", "expected"),
    [
        (Award("some", 2020), {}, ("eligible", [], [], [])),
        (Award("other", 2021), {}, ("eligible", [], [], [])),
        (Award("some", 2021), {}, ("not_eligible", ["again"], [], [])),
        (Award("project", title="示例平台"), {}, ("undetermined", [], [], [("same", ["unit.title"])])),
        (Award("project", title="示例平台"), {"unit.title": "示例 平台"}, ("not_eligible", ["same"], [], [])),
        (Award("project", title="示例平台"), {"unit.title": "另一个"}, ("eligible", [], [], [])),
    ],
)
def test_earlier_award_bars(award, given, expected):
    bar = {"label": words("bar"), "severity": "block", "message": words("{award}")}
    bars = [
        {**bar, "id": "again", "awards": ["some"], "years": [2021]},
        {**bar, "id": "same", "awards": ["project"], "project": "unit.title"},
    ]

    result = found(element("title"), given=given, facts=replace(OWN, awards=(award,)), past_awards=bars)

    assert brief(result) == expected


@pytest.mark.parametrize(
    ("region", "expected"),
    [
        ("130205", ("eligible", [], [], [])),
        ("130305", ("eligible", [], ["body.none"], [])),
        ("220100", ("not_eligible", ["match.territory"], [], [])),
        ("", ("eligible", [], [], [])),
    ],
)
def test_territory_and_body_are_looked_at(region, expected):
    kinds = [element("city", "", level=1)]
    bodies = [{"kind": "city", "region": "130200", "name": words("市")}]

    result = found(facts=Facts(region=region), territory="130000", body_kinds=kinds, bodies=bodies)

    assert brief(result) == expected
