import pytest

from shifan.core import plan as plans
from shifan.core.pack import PackError
from shifan.core.question import index_list
from tests.small import code_list, element, faults_of, pack_of, plan_of, rule, words

A = element("a", "integer")
FLAG = element("flag", "yes_no")
ROWS = element("rows", "repeat", fields=[element("name"), element("n", "integer")], row_title="name")
SCENES = code_list("scenes", ("L1", "", "segment"), ("1", "L1", "scene", "hot"), levels=["segment", "scene"])
CLAUSE = {"id": "c1", "line": 1, "kind": "a", "how": "auto", "strength": "hard", "quote": "甲"}
KINDS = [element("city", "", level=1), element("province", "", level=2)]
FILL = {"id": "f", "label": words("f"), "kind": "fill"}


def stages(*later, **fill):
    return {"stages": [FILL | fill, *later]}


def document(part=None, track="main"):
    return {"documents": [element("d", "", of="submission", track=track, parts=[part] if part else [])]}


def quota(**more):
    return {"quotas": [element("q", "", **{"stage": "fill", "track": "main", "body": "city", "limit": 1} | more)]}


def test_pack_without_mistakes_becomes_a_plan():
    plan = plan_of(A, ROWS, rules=[rule("r", "unit.a > 1")], lists=[SCENES])

    assert plan.field("main", "unit.rows.k3f.name").id == "name"
    assert plan.field("main", "unit.rows.*.name").id == "name"
    assert plan.field("main", "unit.nothing") is None
    assert plan.field("other", "unit.a") is None
    assert plan.ancestors("scenes", "1") == ("L1",)
    assert plan.children("scenes", "L1") == ("1",)
    assert plan.item("scenes", "9") is None
    assert plan.items("nothing") == ()


def test_label_of_a_row_has_its_number():
    plan = plan_of(ROWS, element("when", "period"))

    label = plan.label("main", "unit.rows.k9a.name", {"unit.rows": ["k3f", "k9a"]})

    assert (label.zh, label.en) == ("rows 2 · name", "rows 2 · name")
    assert plan.label("main", "unit.when.start", {}).zh == "when 开始"
    assert plan.label("main", "unit", {}).zh == "unit"
    assert plan.label("main", "nothing.at", {}).zh == "nothing.at"


def test_ancestors_of_a_list_that_runs_in_a_circle_end():
    index = index_list(pack_of(A, lists=[code_list("l", ("a", "b"), ("b", "a"))]).lists[0])

    assert len(index.ancestors("a")) == 2


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"rules": [rule("r", "unit.b > 1")]}, "there is no answer or fact “unit.b”"),
        ({"rules": [rule("r", "nobody.b > 1")]}, "there is no answer or fact “nobody”"),
        ({"rules": [rule("r", "row.n > 1")]}, "there is no answer or fact “row”"),
        ({"rules": [rule("r", "foo(unit.a)")]}, "there is no function “foo”"),
        ({"rules": [rule("r", "unit.a >")]}, "“unit.a >” is not an expression: 1:9: Syntax error"),
        ({"rules": [rule("r", "unit.a > 1", each="unit.rwos")]}, "there is no repeat “unit.rwos”"),
        ({"rules": [rule("r", "unit.a > 1", fields=["unit.b"])]}, "there is no field “unit.b”"),
        ({"rules": [rule("r", "unit.a > 1", tracks=["other"])]}, "there is no track “other”"),
        ({"rules": [rule("r", "unit.a > 1", clause=["c9"])]}, "there is no clause “c9”"),
        ({"rules": [rule("r", "unit.a > 1"), rule("r", "unit.a > 2")]}, "the id “r” stands here twice"),
        ({"rules": [rule("r", "unit.a + 1.5 > 2.0")]}, "cannot be worked out"),
        ({"rules": [rule("r", "unit.a")]}, "cannot be worked out: true or false is expected"),
        ({"rules": [rule("r", 'listed("nothing", "1")')]}, "there is no list “nothing”"),
        ({"rules": [rule("r", "unit.a > 1", message=words("{b}"))]}, "the message shows {b}, which is not declared"),
        ({"rules": [rule("r", "unit.a > 1", message=words("{"))]}, "the message cannot be filled in"),
        ({"rules": [rule("r", "unit.a > 1", message=words("{b!r}"), values={"b": "unit.a"})]}, "the message shows {b}"),
        ({"rules": [rule("r", "unit.a > 1", values={"b": "unit.c"})]}, "there is no answer or fact “unit.c”"),
        ({"tracks": [element("main", "", form="other")]}, "there is no form “other”"),
        ({"tracks": [element("main", "", form="form", title="unit.b")]}, "there is no field “unit.b”"),
        ({"tracks": [element("main", "", form="form", facts={"x": "unit.b"})]}, "there is no field “unit.b”"),
        ({"stages": []}, "the first stage is of the kind fill"),
        ({"stages": [element("c", "", kind="check")]}, "the first stage is of the kind fill"),
        (stages(element("r", "", kind="recommend")), "does not say which body"),
        (stages(body="city"), "there is no kind of body “city”"),
        (stages(opens="2030-02-01", closes="2030-01-01"), "closes before it opens"),
        (
            stages(element("c", "", kind="check", closes="2030-01-01"), closes="2030-02-01"),
            "the stage “c” closes on 2030-01-01, before “f” does",
        ),
        ({"bodies": [{"kind": "city", "region": "1", "name": words("市")}]}, "there is no kind of body “city”"),
        (
            {"body_kinds": KINDS, "bodies": [{"kind": "city", "region": "1", "name": words("市"), "parent": "2"}]},
            "there is no body of a higher level in the region “2”",
        ),
        (
            quota(stage="s"),
            "there is no stage “s”",
        ),
        (
            quota(),
            "“city” does not act at the stage “fill”",
        ),
        (
            quota(exempt="own"),
            "there is no answer or fact “own”",
        ),
        ({"checks": [element("c", "", stages=["s"])]}, "there is no stage “s”"),
        (
            {"reviews": [element("r", "", stage="fill", criteria=[])]},
            "“fill” is not a stage of the kind review",
        ),
        ({"lists": [code_list("l", ("a",), ("a",))]}, "the code “a” stands here twice"),
        ({"lists": [code_list("l", ("a",), ("b", "c"))]}, "there is no code “c”"),
        ({"lists": [code_list("l", ("a", "", "x"), levels=["y"])]}, "there is no level “x”"),
        (
            {"placeholders": [element("p", "", reading=words("读"), concerns=["nothing"])]},
            "there is no element “nothing”",
        ),
        ({"clauses": [CLAUSE, CLAUSE]}, "the id “c1” stands here twice"),
        (
            {"past_awards": [element("b", "", severity="warn", awards=["x"], message=words("{who}"))]},
            "the message shows {who}",
        ),
        (
            document({"part": "field", "field": "unit.b"}),
            "the document prints “unit.b”, which is not in the form",
        ),
        (
            document({"part": "text", "text": words("{unit.b}")}),
            "the document prints “unit.b”",
        ),
        (document(track="x"), "there is no track “x”"),
    ],
)  # fmt: skip
def test_mistake_between_elements_is_found(more, message):
    found = faults_of(A, ROWS, **more)

    assert any(text.startswith(message) or message in text for text in found), found


@pytest.mark.parametrize(
    ("field", "message"),
    [
        (element("c", "choice"), "needs either options or options_from"),
        (element("c", "choice", options_from="nothing"), "there is no list “nothing”"),
        (element("c", "choice", options_from="scenes", level="deep"), "there is no level “deep”"),
        (element("c", "choice", options_from="scenes", parent_field="zz"), "there is no field “zz”"),
        (element("c", "cascade", options_from="scenes", levels=["deep"]), "there is no level “deep”"),
        (element("c", "choice", options=[{"code": "x", "label": words("x")}] * 2), "the option “x” stands here twice"),
        (element("c", "integer", least=2, most=1), "at least 2 and at most 1"),
        (element("c", "text", limit=0), "a limit is at least 1"),
        (element("c", "years", years=[2030, 2030]), "a year stands here twice"),
        (element("c", "repeat", fields=[element("x")], least=3, most=2), "at least 3 and at most 2 rows"),
        (element("c", "repeat", fields=[element("x")], row_title="y"), "no field of the row is “y”"),
        (element("c", "group", fields=[]), "there are no fields"),
        (element("a"), "the field “a” stands here twice"),
        (element("c", "text", visible_if="unit.c == 'x'"), "these depend on one another: unit.c → unit.c"),
        (element("c", "computed", value="unit.d + 1"), "there is no answer or fact “unit.d”"),
        (element("c", "text", visible_if="unit.a"), "true or false is expected"),
        (element("c", "text", visible_if="outer.a > 1"), "there is no answer or fact “outer”"),
    ],
)
def test_mistake_of_a_field_is_found(field, message):
    found = faults_of(A, field, lists=[SCENES])

    assert any(message in text for text in found), found


def test_cycle_over_several_fields_is_named():
    found = faults_of(
        element("a", "computed", value="unit.b + 1"),
        element("b", "computed", value="unit.rows.size() + unit.c"),
        element("c", "integer", visible_if="unit.a > 1"),
        element("rows", "repeat", fields=[element("x")], mandatory=False),
    )

    assert found == ["these depend on one another: unit.a → unit.b → unit.c → unit.a"]


def test_container_that_depends_on_what_is_in_it_is_a_cycle():
    found = faults_of(element("g", "group", fields=[FLAG], visible_if="unit.g.flag"))

    assert found == ["these depend on one another: unit.g → unit.g"]


def test_section_with_a_name_of_the_engine_is_a_mistake():
    found = [fault.message for fault in plans.inspect(pack_of(A))[1]]

    assert found == []
    assert faults_of(A, forms=[element("form", "", sections=[element("row", "", fields=[A])])]) == [
        "“row” is what expressions call something else"
    ]


def test_rule_on_a_field_that_may_stay_empty_needs_has():
    optional = element("c", "integer", mandatory=False)

    assert faults_of(optional, rules=[rule("r", "unit.c > 1")]) == [
        "“unit.c” may stay empty, and then this rule is never decided"
    ]
    assert faults_of(optional, rules=[rule("r", "unit.c > 1", when="has(unit.c)")]) == []


def test_size_of_a_text_is_refused():
    assert faults_of(element("t"), rules=[rule("r", "size(unit.t) < 10")]) == ["size() of the text “unit.t”"]


def test_form_that_no_track_uses_is_a_mistake():
    pack = pack_of(A)
    other = pack.forms[0].model_copy(update={"id": "other"})

    found = plans.inspect(pack.model_copy(update={"forms": (*pack.forms, other)}))[1]

    assert [(fault.locator, fault.message) for fault in found] == [
        (("forms", 1, "id"), "no track uses the form “other”")
    ]


def test_fault_says_where_and_which_name_was_meant():
    _, faults = plans.inspect(pack_of(element("count", "integer"), rules=[rule("r", "unit.cuont > 1")]))

    assert [(fault.locator, fault.hint) for fault in faults] == [(("rules", 0, "holds"), "did you mean “count”?")]


def test_build_refuses_a_pack_with_mistakes_all_at_once():
    with pytest.raises(PackError) as error:
        plans.build(pack_of(A, rules=[rule("r", "unit.b > 1", clause=["c9"])]))

    assert [str(problem) for problem in error.value.problems] == [
        "small:1:1: rules.0.clause.0: there is no clause “c9”",
        "small:1:1: rules.0.holds: there is no answer or fact “unit.b” (known: a)",
    ]


def test_quota_exempts_by_facts():
    plan = plan_of(
        element("own", "choice", options=[{"code": "central", "label": words("央企")}]),
        tracks=[element("main", "", form="form", facts={"own": "unit.own"})],
        body_kinds=KINDS,
        stages=[element("fill", "", kind="fill"), element("city", "", kind="recommend", body="city")],
        quotas=[element("q", "", stage="city", track="main", body="city", limit=1, exempt='own == "central"')],
    )
    city = plan.pack.quotas[0]

    assert plan.is_exempt(city, {"own": "central"})
    assert not plan.is_exempt(city, {"own": "private"})
    assert not plan.is_exempt(city, {"own": None})
    assert not plan.is_exempt(city.model_copy(update={"exempt": None}), {})
