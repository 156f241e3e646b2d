from shifan.core import unchanged
from tests.small import element, plan_of

ROWS = element("items", "table", mandatory=False, fields=[element("name"), element("size", "integer")])
PLAN = plan_of(
    element("name"),
    element("paid", "decimal", mandatory=False),
    ROWS,
    tracks=[element("first", "", form="form"), element("again", "", form="form")],
    unchanged=[element("same", "", track="again", earlier="first", except_for=["unit.paid"])],
)
BEFORE = {
    "unit.name": "甲",
    "unit.items": ["a", "b"],
    "unit.items.a.name": "一",
    "unit.items.a.size": "1",
    "unit.items.b.name": "二",
    "unit.items.gone.name": "旧",
}
AGAIN = {
    "unit.name": "甲",
    "unit.paid": "5",
    "unit.items": ["x", "y"],
    "unit.items.x.name": "一",
    "unit.items.x.size": "1",
    "unit.items.y.name": "二",
}


def differing(flat: dict[str, object], earlier: dict[str, object]) -> list[str]:
    return [finding.where for finding in unchanged.check(PLAN, "again", flat, {"first": earlier})]


def test_same_answers_in_rows_typed_anew_are_no_difference():
    assert differing(AGAIN, BEFORE) == []


def test_changed_added_and_missing_answers_are_named():
    assert differing({**AGAIN, "unit.name": "乙"}, BEFORE) == ["unit.name"]
    assert differing({**AGAIN, "unit.items.y.size": "9"}, BEFORE) == ["unit.items[1].size"]
    assert differing({**AGAIN, "unit.items": ["x"]}, BEFORE) == ["unit.items[1].name"]


def test_rows_in_another_order_differ():
    assert sorted(differing({**AGAIN, "unit.items": ["y", "x"]}, BEFORE)) == [
        "unit.items[0].name",
        "unit.items[0].size",
        "unit.items[1].name",
        "unit.items[1].size",
    ]


def test_without_an_earlier_application_there_is_nothing_to_repeat():
    (finding,) = unchanged.check(PLAN, "again", AGAIN, {})

    assert (finding.rule, finding.blocks) == ("unchanged.none", True)
    assert finding.text("zh") == "未找到本单位“first”的原申报，重新申报须与原申报材料一致。"


def test_other_tracks_are_free():
    assert unchanged.check(PLAN, "first", BEFORE, {}) == ()
