import pytest

from shifan.core.coverage import coverage
from tests.small import code_list, element, plan_of, rule, words


def clause(id: str, **more: object) -> dict[str, object]:
    return {"id": id, "line": 1, "kind": "a", "how": "auto", "strength": "hard", "quote": "原文", **more}


USED = code_list("used", ("a",)) | {"items": [{"code": "a", "name": words("甲"), "clause": ["c_item"]}]}
UNUSED = code_list("unused", ("a",)) | {"items": [{"code": "a", "name": words("甲"), "clause": ["c_idle"]}]}
PLAN = plan_of(
    element("name", clause=["c_field"]),
    element("one", "choice", options_from="used"),
    element("two", "choice", options=[{"code": "x", "label": words("x"), "clause": ["c_option"]}]),
    lists=[USED, UNUSED],
    rules=[rule("proven", "unit.name == 'x'", clause=["c_rule"]), rule("bare", "unit.name == 'y'", clause=["c_bare"])],
    information=[element("i", "", text=words("说明"), clause=["c_shown", "c_field"])],
    clauses=[
        *(clause(f"c_{name}") for name in ("field", "item", "option", "rule", "bare", "idle", "shown", "nobody")),
        clause("c_again", repeat_of="c_field"),
        clause("c_again_nobody", repeat_of="c_nobody"),
    ],
)


def test_clause_counts_when_something_that_acts_cites_it():
    found = coverage(PLAN, {"proven"})

    assert found.as_json() == {
        "pack": "small",
        "clauses": 10,
        "executed": 6,
        "by": {"information": 2, "field": 1, "list": 1, "option": 1, "rule": 1, "repeat": 1},
        "missing": ["c_bare", "c_idle", "c_nobody", "c_again_nobody"],
        "unknown": [],
        "idle": {
            "c_bare": "“bare” has no passing and failing case",
            "c_idle": "nothing uses the list “unused”",
        },
        "how": {
            "c_field": [{"kind": "field", "id": "name"}, {"kind": "information", "id": "i"}],
            "c_item": [{"kind": "list", "id": "a"}],
            "c_option": [{"kind": "option", "id": "x"}],
            "c_rule": [{"kind": "rule", "id": "proven"}],
            "c_shown": [{"kind": "information", "id": "i"}],
            "c_again": [{"kind": "repeat", "id": "c_field"}],
        },
    }


def test_rule_without_cases_does_not_count():
    assert "c_rule" in coverage(PLAN, ()).missing


def test_clauses_that_repeat_each_other_end():
    plan = plan_of(element("a"), clauses=[clause("x", repeat_of="y"), clause("y", repeat_of="x")])

    assert coverage(plan, ()).missing == ("x", "y")


STAGES = [element("fill", "", kind="fill"), element("city", "", kind="recommend", body="city")]
KINDS = [element("city", "", level=1), element("idle", "", level=2, clause=["c"])]


@pytest.mark.parametrize(
    ("fields", "more", "reason"),
    [
        ([element("a", "yes_no"), element("b", visible_if="false", clause=["c"])], {}, "“b” is never shown"),
        ([], {"past_awards": [element("p", "", severity="block", awards=["x"], message=words("m"), clause=["c"])]},
         "“p” has no passing and failing case"),
        ([], {"checks": [element("k", "", stages=["fill"], clause=["c"])]},
         "nobody fills in a check sheet at the stages of “k”"),
        ([], {"duties": [element("d", "", by="applicant", since="list", until="list", levels=[], clause=["c"])]},
         "nothing lets the duty “d” begin"),
        ([], {"stages": STAGES, "body_kinds": KINDS}, "“idle” acts at no stage"),
    ],
)  # fmt: skip
def test_what_does_not_act_does_not_count(fields, more, reason):
    plan = plan_of(element("name"), *fields, clauses=[clause("c")], **more)

    found = coverage(plan, ())

    assert (found.missing, dict(found.idle)) == (("c",), {"c": reason})


def test_funding_and_limits_count_with_their_cases():
    limits = [element("one", "", most=1, clause=["c"])]
    plan = plan_of(element("name"), limits=limits, clauses=[clause("c")])

    assert coverage(plan, ()).missing == ("c",)
    assert coverage(plan, {"one"}).missing == ()
