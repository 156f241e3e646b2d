import pytest
from pydantic import ValidationError

from shifan.core import answers
from shifan.core.form import Form, GroupField
from tests.small import TRACK, checked, element, found, plan_of

ROWS = [element("total", "", clause=("c1",)), element("own", "")]
COLUMNS = [element("amount", "decimal"), element("years", "years", years=[2030, 2031], mandatory=False)]
TABLE = element("budget", "group", rows=ROWS, columns=COLUMNS)


def test_table_with_printed_rows_is_a_group_for_each_row_with_every_column():
    plan = plan_of(TABLE, clauses=[_clause("c1")])
    table = plan.field(TRACK, "unit.budget")

    assert isinstance(table, GroupField)
    assert [(row.id, row.clause, [inner.id for inner in row.fields]) for row in table.fields] == [
        ("total", ("c1",), ["amount", "years"]),
        ("own", (), ["amount", "years"]),
    ]
    assert answers.clean(plan, TRACK, "unit.budget.own.years.2031", "1,5")[0] == "15"
    assert answers.nest(plan, TRACK, {"unit.budget.own.amount": "5"}) == {
        "unit": {"budget": {"total": {}, "own": {"amount": "5"}}}
    }


def test_table_with_printed_rows_survives_being_stored():
    plan = plan_of(TABLE, clauses=[_clause("c1")])
    form = plan.pack.forms[0]

    assert Form.model_validate(form.model_dump(mode="json")) == form


def test_printed_row_may_leave_out_a_column():
    rows = [element("total", "", without=["years"]), element("own", "")]
    plan = plan_of(element("budget", "group", rows=rows, columns=COLUMNS))

    assert plan.field(TRACK, "unit.budget.total.years.2030") is None
    assert plan.field(TRACK, "unit.budget.own.years.2030") is not None
    with pytest.raises(ValidationError, match="no column is “gone”"):
        GroupField.model_validate(
            element("budget", "group", rows=[element("a", "", without=["gone"])], columns=COLUMNS)
        )


@pytest.mark.parametrize("half", [{"rows": ROWS}, {"columns": COLUMNS}])
def test_printed_rows_and_columns_need_one_another(half):
    with pytest.raises(ValidationError, match="printed rows need columns"):
        GroupField.model_validate(element("budget", "group", **half))


ADAPTED = [
    element("kind", mandatory=False),
    element(
        "figures",
        "group",
        optional_if='has(unit.kind) && unit.kind == "own"',
        fields=[element("first", "integer"), element("more", "repeat", least=2, fields=[element("name")])],
    ),
    element("last", "integer", optional_if="has(unit.figures.first) && unit.figures.first > 9"),
]


def test_part_that_may_be_adapted_may_stay_empty():
    plan = plan_of(*ADAPTED)

    assert found(plan, {"unit.kind": "usual"}) == [
        ("field.required", "unit.figures.first"),
        ("rows.least", "unit.figures.more"),
        ("field.required", "unit.last"),
    ]
    assert found(plan, {"unit.kind": "own"}) == [("field.required", "unit.last")]
    assert checked(plan, {"unit.kind": "own"}).optional == {"unit.figures"}


def test_part_must_be_filled_in_while_it_is_not_known_whether_it_may_stay_empty():
    assert ("field.required", "unit.figures.first") in found(plan_of(*ADAPTED), {})


def test_single_field_may_stay_empty_by_another_answer():
    flat = {"unit.kind": "usual", "unit.figures.more": ["a", "b"], "unit.figures.more.a.name": "x"}
    flat["unit.figures.more.b.name"] = "y"

    assert found(plan_of(*ADAPTED), {**flat, "unit.figures.first": "10"}) == []
    assert found(plan_of(*ADAPTED), {**flat, "unit.figures.first": "9"}) == [("field.required", "unit.last")]


def test_what_is_filled_in_is_still_looked_at():
    flat = {"unit.kind": "own", "unit.figures.first": "many", "unit.last": "1"}

    assert found(plan_of(*ADAPTED), flat) == [("field.number", "unit.figures.first")]


@pytest.mark.parametrize(("value", "found"), [("3", ["field.proof"]), ("0", []), ("0.00", []), ("无", []), (None, [])])
def test_proof_is_asked_of_what_claims_something(value, found):
    number = element("count", "decimal", proof_required=True, none_allowed=True, mandatory=False)
    plan = plan_of(number, element("proof", "attachment", mandatory=False, proves=["unit.count"]))

    assert [finding.rule for finding in checked(plan, {"unit.count": value}).findings] == found


def _clause(id: str) -> dict[str, object]:
    return {"id": id, "line": 1, "kind": "a", "how": "auto", "strength": "hard", "quote": id}
