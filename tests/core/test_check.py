import pytest

from shifan.core import answers
from shifan.core import plan as plans
from shifan.core.check import asked_sections
from shifan.core.finding import Severity
from shifan.core.pack import Pack
from tests.small import TRACK, checked, code_list, element, found, pack_data, plan_of, rule, words

OPTIONS = [{"code": "a", "label": words("甲")}, {"code": "b", "label": words("乙")}]
YES_NO = element("flag", "yes_no")
SCENES = code_list(
    "scenes", ("L1", "", "segment"), ("L2", "", "segment"), ("1", "L1", "scene", "hot"), ("2", "L2", "scene"),
    levels=["segment", "scene"],
)  # fmt: skip


# --- fields ---


def test_saving_says_nothing_of_what_is_only_missing():
    plan = plan_of(element("name"), element("rows", "repeat", least=1, fields=[element("x")]))

    assert found(plan, {}, "save") == []
    assert found(plan, {}) == [("field.required", "unit.name"), ("rows.least", "unit.rows")]


def test_saving_stops_nothing_and_submitting_does():
    plan = plan_of(element("name", limit=1))

    while_saving = checked(plan, {"unit.name": "中文"}, "save")
    when_submitting = checked(plan, {"unit.name": "中文"})

    assert [finding.severity for finding in while_saving.findings] == [Severity.BLOCK]
    assert while_saving.blocking == ()
    assert when_submitting.blocking == when_submitting.findings


def test_what_is_not_mandatory_may_stay_empty():
    plan = plan_of(
        element("name", mandatory=False),
        element("group", "group", mandatory=False, fields=[element("x")]),
        element("rows", "repeat", mandatory=False, fields=[element("x")]),
    )

    assert found(plan, {}) == []


def test_row_that_is_there_is_filled_in():
    plan = plan_of(element("rows", "repeat", mandatory=False, fields=[element("x"), element("y", mandatory=False)]))

    assert found(plan, {"unit.rows": ["k1"]}) == [("field.required", "unit.rows[0].x")]


def test_part_of_an_answer_is_asked_for_by_itself():
    plan = plan_of(element("years", "years", years=[2029, 2030]), element("span", "period"))

    assert found(plan, {}) == [("field.required", "unit.years"), ("field.required", "unit.span")]
    assert found(plan, {"unit.years.2029": "1", "unit.span.end": "2030-01-01"}) == [
        ("field.required", "unit.years.2030"),
        ("field.required", "unit.span.start"),
    ]


def test_none_is_an_answer_where_the_notice_allows_it():
    plan = plan_of(element("money", "decimal", none_allowed=True))

    assert found(plan, {"unit.money": "无"}) == []


@pytest.mark.parametrize(
    ("start", "end", "findings"),
    [
        ("2030-01-02", "2030-01-01", [("field.period", "unit.span")]),
        ("2030-01-01", "2030-01-01", []),
        ("soon", "2030-01-01", [("field.date", "unit.span.start")]),
    ],
)
def test_period_ends_after_it_begins(start, end, findings):
    plan = plan_of(element("span", "period"))

    assert found(plan, {"unit.span.start": start, "unit.span.end": end}) == findings


def test_text_of_a_row_is_counted_altogether():
    plan = plan_of(
        element("rows", "repeat", limit=5, fields=[
            element("a", limit=4), element("rich", "rich"), element("inner", "table", fields=[element("b")]),
        ])
    )  # fmt: skip
    flat = answers.flatten(plan, TRACK, {"unit": {"rows": [{"a": "一二", "rich": "三四", "inner": [{"b": "五六"}]}]}})

    findings = checked(plan, flat).findings

    assert [(finding.rule, finding.where, finding.params["over"]) for finding in findings] == [
        ("group.limit", "unit.rows[0]", "1")
    ]


def test_rows_have_a_least_and_a_greatest_number():
    plan = plan_of(element("rows", "repeat", least=2, most=3, fields=[element("x", mandatory=False)]))

    assert found(plan, {"unit.rows": ["k1"]}) == [("rows.least", "unit.rows")]
    assert found(plan, {"unit.rows": ["k1"]}, "save") == []
    assert found(plan, {"unit.rows": ["k1", "k2", "k3", "k4"]}) == [("rows.most", "unit.rows")]


def test_attachments_have_a_least_number():
    plan = plan_of(element("files", "attachment", least=2, most=3))
    one = {"unit.files": [{"digest": "0" * 64, "name": "a.pdf", "size": 1}]}

    assert found(plan, one) == [("field.files", "unit.files")]
    assert found(plan, one, "save") == []


def test_cascade_is_chosen_to_the_last_level():
    plan = plan_of(element("tree", "cascade", options_from="scenes", levels=["segment", "scene"]), lists=[SCENES])

    assert found(plan, {"unit.tree": "L1"}) == [("field.deeper", "unit.tree")]
    assert found(plan, {"unit.tree": "L1"}, "save") == []
    assert found(plan, {"unit.tree": "1"}) == []


def test_choice_is_narrowed_by_the_answer_above():
    plan = plan_of(
        element("segment", "choice", options_from="scenes", level="segment"),
        element("scene", "choice", options_from="scenes", level="scene", parent_field="segment"),
        lists=[SCENES],
    )

    assert found(plan, {"unit.segment": "L1", "unit.scene": "1"}) == []
    assert found(plan, {"unit.segment": "L2", "unit.scene": "1"}) == [("field.option", "unit.scene")]


def test_finding_names_the_field_in_both_languages():
    plan = plan_of(element("name", label={"zh": "名称", "en": "Name"}, clause=["c1"]), clauses=[
        {"id": "c1", "line": 1, "kind": "a", "how": "auto", "strength": "hard", "quote": "甲"}
    ])  # fmt: skip

    (finding,) = checked(plan, {}).findings

    assert finding.as_json() == {
        "rule": "field.required",
        "severity": "block",
        "where": "unit.name",
        "clause": ["c1"],
        "message": {"zh": "“名称”尚未填写。", "en": "“Name” has not been filled in."},
    }


def test_findings_come_in_the_order_of_the_form():
    plan = plan_of(
        element("a", "integer"),
        element("rows", "repeat", fields=[element("x"), element("y", "integer")]),
        element("z"),
        rules=[rule("last", "unit.z == '1'"), rule("row", "row.y > 1", each="unit.rows"), rule("first", "unit.a > 1")],
    )
    flat = {"unit.a": "1", "unit.rows": ["k2", "k1"], "unit.rows.k1.y": "1", "unit.rows.k2.y": "1", "unit.z": "0"}

    assert found(plan, flat) == [
        ("first", "unit.a"),
        ("field.required", "unit.rows[0].x"),
        ("row", "unit.rows[0].y"),
        ("field.required", "unit.rows[1].x"),
        ("row", "unit.rows[1].y"),
        ("last", "unit.z"),
    ]


# --- what is shown and what is computed ---

HIDING = (YES_NO, element("why", visible_if="unit.flag"))


def test_hidden_answer_is_kept_out_of_everything():
    plan = plan_of(*HIDING, rules=[rule("r", "unit.why == '好'")])

    result = checked(plan, {"unit.flag": False, "unit.why": "x" * 300})

    assert result.findings == ()
    assert result.undetermined == ()
    assert result.hidden == {"unit.why"}
    assert result.is_hidden("unit.why")


def test_field_of_which_it_is_not_known_whether_it_shows_is_shown_but_not_required():
    plan = plan_of(*HIDING)

    result = checked(plan, {})

    assert [(finding.rule, finding.where) for finding in result.findings] == [("field.required", "unit.flag")]
    assert result.unsure == {"unit.why"}
    assert result.hidden == set()


def test_what_hangs_on_something_hidden_is_hidden():
    plan = plan_of(*HIDING, element("more", visible_if="unit.why == '好'"))

    assert checked(plan, {"unit.flag": False}).hidden == {"unit.why", "unit.more"}


def test_group_and_rows_are_hidden_whole():
    plan = plan_of(
        YES_NO,
        element("group", "group", visible_if="unit.flag", fields=[element("x")]),
        element("rows", "repeat", visible_if="unit.flag", fields=[element("y", "integer")]),
        rules=[rule("each", "row.y > 5", each="unit.rows"), rule("all", "unit.rows.all(r, r.y > 5)")],
    )

    result = checked(plan, {"unit.flag": False, "unit.rows": ["k1"], "unit.rows.k1.y": "1"})

    assert (result.findings, result.undetermined) == ((), ())
    assert result.is_hidden("unit.group.x")
    assert result.is_hidden("unit.rows.k1.y")


def test_row_decides_what_shows_in_it_and_below():
    plan = plan_of(
        element("rows", "repeat", fields=[
            YES_NO, element("why", visible_if="row.flag"),
            element("inner", "table", fields=[
                element("deep", visible_if="outer.flag && row.n > 1"), element("n", "integer"),
            ]),
        ])
    )  # fmt: skip
    rows = [{"flag": flag, "inner": [{"n": 1}, {"n": 2}]} for flag in (True, False)]

    result = checked(plan, answers.flatten(plan, TRACK, {"unit": {"rows": rows}}))

    assert [(finding.rule, finding.where) for finding in result.findings] == [
        ("field.required", "unit.rows[0].why"),
        ("field.required", "unit.rows[0].inner[1].deep"),
    ]
    assert result.hidden == {
        "unit.rows.r2.why", "unit.rows.r1.inner.r1.deep", "unit.rows.r2.inner.r1.deep", "unit.rows.r2.inner.r2.deep",
    }  # fmt: skip


def test_computed_values_follow_one_another():
    plan = plan_of(
        element("last", "computed", value="unit.total * 2"),
        element("total", "computed", value="sum(unit.rows.map(r, r.double))"),
        element("rows", "repeat", fields=[element("n", "integer"), element("double", "computed", value="row.n * 2")]),
        element("shown", mandatory=False, visible_if="unit.total > 5"),
        rules=[rule("r", "unit.last < 10")],
    )
    flat = {"unit.rows": ["a", "b"], "unit.rows.a.n": "1", "unit.rows.b.n": "2"}

    result = checked(plan, flat)

    assert result.computed == {
        "unit.rows.a.double": 2,
        "unit.rows.b.double": 4,
        "unit.total": 6,
        "unit.last": 12,
    }
    assert [finding.rule for finding in result.findings] == ["r"]


def test_computed_value_without_its_answers_is_not_there():
    plan = plan_of(
        element("n", "integer"), element("sum", "computed", value="unit.n + 1"), rules=[rule("r", "unit.sum > 1")]
    )

    result = checked(plan, {}, "save")

    assert (result.computed, result.undetermined) == ({}, ("r",))


def test_value_that_cannot_be_worked_out_is_a_finding():
    plan = plan_of(
        element("a", "integer"),
        element("b", "integer"),
        element("ratio", "computed", value="unit.a / unit.b"),
        rules=[rule("r", "unit.a / unit.b > 1", severity="warn")],
    )

    findings = checked(plan, {"unit.a": "1", "unit.b": "0"}).findings

    assert [(finding.rule, finding.where, finding.severity.value) for finding in findings] == [
        ("rule.broken", "unit.a", "warn"),
        ("rule.broken", "unit.ratio", "block"),
    ]
    assert "division by zero" in findings[0].text("zh")


def test_section_in_which_nothing_is_asked_is_left_out():
    group = element("more", "group", visible_if="unit.flag", fields=[element("name")])
    plan = plans.build(Pack.model_validate(pack_data({"unit": [YES_NO], "other": [group]})))

    shown = {
        answer: [one.id for one in asked_sections(plan, TRACK, checked(plan, {"unit.flag": answer}))]
        for answer in (True, False)
    }

    assert shown == {True: ["unit", "other"], False: ["unit"]}
