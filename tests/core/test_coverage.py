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
    }
    assert found.idle == {
        "c_bare": "“bare” has no passing and failing case",
        "c_idle": "nothing uses the list “unused”",
    }


def test_rule_without_cases_does_not_count():
    assert "c_rule" in coverage(PLAN, ()).missing


def test_clauses_that_repeat_each_other_end():
    plan = plan_of(element("a"), clauses=[clause("x", repeat_of="y"), clause("y", repeat_of="x")])

    assert coverage(plan, ()).missing == ("x", "y")
