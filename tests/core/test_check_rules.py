from hypothesis import given
from hypothesis import strategies as st

from shifan.core import answers, check
from shifan.core.facts import Award, Facts
from tests.small import DAY, NOBODY, TRACK, checked, code_list, element, found, plan_of, rule, words

OPTIONS = [{"code": "a", "label": words("甲")}, {"code": "b", "label": words("乙")}]
YES_NO = element("flag", "yes_no")
SCENES = code_list(
    "scenes", ("L1", "", "segment"), ("L2", "", "segment"), ("1", "L1", "scene", "hot"), ("2", "L2", "scene"),
    levels=["segment", "scene"],
)  # fmt: skip


def test_rule_that_fails_says_why():
    plan = plan_of(
        element("n", "integer"),
        element("size", "choice", options=OPTIONS),
        YES_NO,
        rules=[
            rule(
                "r",
                "unit.n > 2",
                severity="warn",
                values={"n": "unit.n", "size": "unit.size", "flag": "unit.flag", "half": "double(unit.n) / 3.0"},
                message={"zh": "{n} {size} {flag} {half}", "en": "{n} {size} {flag} {half}"},
                fields=["unit.size"],
            )
        ],
    )

    (finding,) = checked(plan, {"unit.n": "1", "unit.size": "a", "unit.flag": True}).findings

    assert (finding.rule, finding.severity.value, finding.where) == ("r", "warn", "unit.size")
    assert finding.text("zh") == "1 甲 是 0.333333333333"
    assert finding.text("en") == "1 甲 yes 0.333333333333"


def test_value_of_a_message_that_is_not_answered_is_a_dash():
    plan = plan_of(
        element("n", "integer"),
        element("x", mandatory=False),
        rules=[rule("r", "unit.n > 2", values={"x": "unit.x"}, message=words("{x}"))],
    )

    assert checked(plan, {"unit.n": "1"}).findings[0].text("zh") == "—"


def test_answers_in_a_message_are_not_templates():
    plan = plan_of(element("x"), rules=[rule("r", "unit.x == ''", values={"x": "unit.x"}, message=words("“{x}”"))])

    assert checked(plan, {"unit.x": "{label} {0} %s"}).findings[0].text("zh") == "“{label} {0} %s”"


def test_rule_without_its_answers_is_undetermined():
    plan = plan_of(element("a", "integer"), element("b", "integer"), rules=[rule("r", "unit.a > 1 && unit.b > 1")])

    while_saving = checked(plan, {"unit.a": "2"}, "save")
    when_submitting = checked(plan, {"unit.a": "2"})

    assert (while_saving.findings, while_saving.undetermined) == ((), ("r",))
    assert when_submitting.undetermined == ("r",)
    assert [finding.text("zh") for finding in when_submitting.findings] == [
        "“b”尚未填写。",
        "规则“r”所需的内容尚未填写：b。",
    ]


def test_rule_whose_condition_is_false_is_not_asked():
    plan = plan_of(YES_NO, element("a", "integer", mandatory=False), rules=[
        rule("r", "has(unit.a) && unit.a > 1", when="unit.flag")
    ])  # fmt: skip

    assert found(plan, {"unit.flag": False}) == []
    assert found(plan, {"unit.flag": True}) == [("r", "unit.flag")]


def test_rule_of_each_row_is_asked_row_by_row():
    plan = plan_of(
        element(
            "rows", "repeat", fields=[element("n", "integer"), element("t", "table", fields=[element("m", "integer")])]
        ),
        rules=[
            rule("n", "row.n > 1", each="unit.rows", message=words("第{row}行"), fields=["row.n"]),
            rule("m", "row.m > outer.n", each="unit.rows.*.t"),
        ],
    )
    rows = [{"n": 1, "t": [{"m": 1}, {"m": 2}]}, {"n": 2, "t": [{"m": 3}]}, {"t": [{"m": 1}]}]
    flat = answers.flatten(plan, TRACK, {"unit": {"rows": rows}})

    result = checked(plan, flat, "save")

    assert [(finding.rule, finding.where, finding.text("zh")) for finding in result.findings] == [
        ("n", "unit.rows[0].n", "第1行"),
        ("m", "unit.rows[0].t[0].m", "m!"),
    ]
    assert result.undetermined == ("n", "m")
    assert result.held == {"n", "m"}


def test_rule_runs_only_when_it_says_so():
    plan = plan_of(element("a", "integer"), rules=[rule("r", "unit.a > 1", on=["recommend"])])

    assert found(plan, {"unit.a": "1"}) == []
    assert found(plan, {"unit.a": "1"}, "recommend") == [("r", "unit.a")]


def test_no_rows_are_an_answer_only_where_none_need_be():
    wanted, free = (
        plan_of(
            element("rows", "repeat", mandatory=mandatory, fields=[element("x")]),
            rules=[rule("r", "unit.rows.size() > 0")],
        )
        for mandatory in (True, False)
    )

    assert checked(wanted, {}, "save").undetermined == ("r",)
    assert found(free, {}, "save") == [("r", "unit.rows")]


def test_typed_answers_are_what_rules_see():
    plan = plan_of(
        element("whole", "integer"),
        element("money", "decimal"),
        element("own", "choice", options=OPTIONS, own_text=True),
        element("several", "multi", options=OPTIONS),
        element("rich", "rich"),
        element("files", "attachment"),
        element("years", "years", years=[2029]),
        element("span", "period"),
        rules=[
            rule(
                "r",
                'unit.whole == 3 && unit.money > 1.5 && unit.own == "别的" && "b" in unit.several && '
                'unit.rich.contains("富") && unit.files == ["a.pdf"] && unit.years["2029"] == 2.0 && '
                'unit.span.start < unit.span.end && track == "main" && today == "2030-06-01" && year == 2030 && '
                'applicant.name == "示例厂" && applicant.city_region == "130200" && applicant.awards[0].year == 2020',
            )
        ],
    )
    nested = {
        "whole": 3,
        "money": "1.6",
        "own": {"own": "别的"},
        "several": ["a", "b"],
        "rich": "富文本",
        "files": [{"digest": "0" * 64, "name": "a.pdf", "size": 1}],
        "years": {"2029": "2"},
        "span": {"start": "2030-01-01", "end": "2030-02-01"},
    }
    facts = Facts(name="示例厂", region="130203", awards=(Award("pilot", 2020),))

    result = checked(plan, answers.flatten(plan, TRACK, {"unit": nested}), facts=facts)

    assert (result.findings, result.held) == ((), {"r"})


def test_functions_on_lists_know_the_pack():
    holds = (
        'parent("scenes", unit.scene) == "L1" && ancestor("scenes", unit.scene, "segment") == "L1" && '
        'listed("scenes", unit.scene) && !listed("scenes", "9") && tagged("scenes", unit.scene, "hot") && '
        'names("scenes", [unit.scene, "9"]) == ["名1", "9"] && parent("scenes", "9") == ""'
    )
    plan = plan_of(
        element("scene", "choice", options_from="scenes", level="scene"), lists=[SCENES], rules=[rule("r", holds)]
    )

    assert found(plan, {"unit.scene": "1"}) == []


def test_earlier_award_is_found():
    bar = element("bar", "", severity="warn", awards=["pilot"], message=words("{award} {year} {title}"), clause=[])
    plan = plan_of(element("a"), past_awards=[bar])
    facts = Facts(awards=(Award("pilot", 2020, "旧项目"), Award("other", 2021)))

    (finding,) = checked(plan, {"unit.a": "x"}, facts=facts).findings

    assert (finding.rule, finding.severity.value, finding.text("zh")) == ("bar", "warn", "pilot 2020 旧项目")


# --- check sheets and progress ---


def test_check_sheet_asks_what_concerns_the_application():
    plan = plan_of(
        YES_NO,
        stages=[element("fill", "", kind="fill"), element("look", "", kind="check")],
        checks=[
            element("always", "", stages=["look"]),
            element("flagged", "", stages=["look"], when="unit.flag"),
            element("elsewhere", "", stages=["fill"]),
        ],
    )

    def asked(flat):
        return [item.id for item in check.sheet(plan, TRACK, "look", flat, facts=NOBODY, today=DAY)]

    assert asked({"unit.flag": True}) == ["always", "flagged"]
    assert asked({"unit.flag": False}) == ["always"]
    assert asked({}) == ["always", "flagged"]


def test_progress_counts_what_is_asked():
    plan = plan_of(
        YES_NO,
        element("why", visible_if="unit.flag"),
        element("free", mandatory=False),
        element("years", "years", years=[2029, 2030]),
        element("rows", "repeat", least=2, fields=[element("x"), element("y", mandatory=False)]),
    )

    def counted(flat):
        return check.progress(plan, TRACK, flat, checked(plan, flat))["unit"]

    assert counted({}) == (0, 3)
    assert counted({"unit.flag": True, "unit.years.2029": "1"}) == (1, 4)
    assert counted({"unit.flag": False, "unit.years.2029": "1", "unit.years.2030": "2"}) == (2, 3)
    assert counted({"unit.flag": False, "unit.rows": ["a", "b"], "unit.rows.a.x": "1"}) == (3, 5)


# --- whatever is stored ---

EVERYTHING = plan_of(
    YES_NO,
    element("whole", "integer"),
    element("several", "multi", options=OPTIONS),
    element("rich", "rich", limit=5),
    element("span", "period"),
    element("files", "attachment"),
    element("sum", "computed", value="unit.whole + 1"),
    element("rows", "repeat", limit=5, visible_if="unit.flag", fields=[element("x"), element("n", "integer")]),
    rules=[rule("r", "unit.rows.all(x, x.n > unit.whole)"), rule("each", "row.n > 1", each="unit.rows")],
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=10,
)
PATHS = st.sampled_from(
    [
        "unit.flag",
        "unit.whole",
        "unit.several",
        "unit.rich",
        "unit.span.start",
        "unit.files",
        "unit.rows",
        "unit.rows.k1.n",
    ]
)


@given(flat=st.dictionaries(PATHS, JSON | st.just(["k1"]) | st.just(True)), at=st.sampled_from(["save", "submit"]))
def test_check_takes_whatever_is_stored(flat, at):
    result = checked(EVERYTHING, flat, at)

    assert all(finding.text("zh") and finding.text("en") for finding in result.findings)
    check.progress(EVERYTHING, TRACK, flat, result)


def test_day_that_is_none_is_for_its_field_to_say():
    plan = plan_of(element("day", "date"), rules=[rule("late", 'months(unit.day, "2030-12-31") > 3')])

    assert found(plan, {"unit.day": "2030-13-45"}) == [("field.date", "unit.day")]
    assert found(plan, {"unit.day": "2030-12-01"}) == [("late", "unit.day")]
