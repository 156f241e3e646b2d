import pytest

from shifan.core import sums
from tests.small import TRACK, checked, element, plan_of

YEARS = [2020, 2021]
BUDGET = element(
    "budget",
    "group",
    rows=[element("total", ""), element("own", ""), element("asked", "")],
    columns=[
        element("amount", "decimal", mandatory=False),
        element("by_year", "years", years=YEARS, mandatory=False),
    ],
)
ITEMS = element(
    "items",
    "table",
    mandatory=False,
    fields=[element("kind"), element("amount", "decimal"), element("paid", "decimal", mandatory=False)],
)


def form(*declared: dict[str, object], **more: object) -> list[dict[str, object]]:
    sections = [element("unit", "", fields=[BUDGET, ITEMS], **more)]
    return [element("form", "", sections=sections, sums=list(declared))]


def add(id: str, total: str, *of: str, **more: object) -> dict[str, object]:
    return element(id, "", total=total, of=list(of), **more)


def wrong(declared: dict[str, object], flat: dict[str, object]) -> list[str]:
    plan = plan_of(forms=form(declared))
    return [
        f"{finding.where}: {finding.params['value']} ≠ {finding.params['sum']}"
        for finding in sums.check(plan, TRACK, flat)
    ]


BY_KIND = add(
    "by_kind", "unit.budget.total.{}", "unit.budget.own.{}", "unit.budget.asked.{}", over=["amount", "by_year.2020"]
)


@pytest.mark.parametrize(
    ("total", "own", "asked", "found"),
    [
        ("0.3", "0.1", "0.2", []),
        ("1000.00", "800", "200.0", []),
        ("1000", "799.99", "200", ["unit.budget.total.amount: 1000 ≠ 999.99"]),
        ("-1", "-2", "1", []),
        ("800", "800", None, []),
        (None, "800", "200", []),
        ("1000", None, None, []),
        ("一千", "800", "200", []),
        ("99999999999999999999.01", "99999999999999999999", "0.01", []),
    ],
)
def test_total_is_the_exact_sum_of_its_parts(total, own, asked, found):
    flat = {"unit.budget.total.amount": total, "unit.budget.own.amount": own, "unit.budget.asked.amount": asked}

    assert wrong(BY_KIND, flat) == found


def test_sum_is_asked_of_every_column():
    flat = {"unit.budget.total.by_year.2020": "5", "unit.budget.own.by_year.2020": "3"}

    assert wrong(BY_KIND, flat) == ["unit.budget.total.by_year.2020: 5 ≠ 3"]


def test_part_of_a_total_may_not_be_above_it():
    within = add("within", "unit.budget.asked.amount", "unit.budget.total.amount", relation="at_most")

    assert wrong(within, {"unit.budget.asked.amount": "5", "unit.budget.total.amount": "5"}) == []
    assert wrong(within, {"unit.budget.asked.amount": "5.01", "unit.budget.total.amount": "5"}) == [
        "unit.budget.asked.amount: 5.01 ≠ 5"
    ]


ROWS = {
    "unit.items": ["a", "b", "c"],
    "unit.items.a.kind": "soft",
    "unit.items.a.amount": "10.5",
    "unit.items.b.kind": "hard",
    "unit.items.b.amount": "4",
    "unit.items.c.kind": "soft",
    "unit.items.c.amount": "1",
    "unit.items.gone.kind": "soft",
    "unit.items.gone.amount": "99",
}


def test_rows_that_are_there_are_added_up():
    every = add("every", "unit.budget.total.amount", "unit.items.*.amount")

    assert wrong(every, {**ROWS, "unit.budget.total.amount": "15.5"}) == []
    assert wrong(every, {**ROWS, "unit.budget.total.amount": "15"}) == ["unit.budget.total.amount: 15 ≠ 15.5"]


def test_only_rows_with_the_wanted_answers_are_added_up():
    of_kind = add("of_kind", "unit.budget.{}.amount", "unit.items.*.amount", where={"kind": ["{}"]}, over=["own"])
    soft = {**of_kind, "where": {"kind": ["soft"]}}

    assert wrong(soft, {**ROWS, "unit.budget.own.amount": "11.5"}) == []
    assert wrong(of_kind, {**ROWS, "unit.budget.own.amount": "11.5"}) == []
    assert wrong(soft, {**ROWS, "unit.budget.own.amount": "11"}) == ["unit.budget.own.amount: 11 ≠ 11.5"]


def test_sum_within_rows_is_asked_of_every_row():
    flat = {**ROWS, "unit.items.a.paid": "10.5", "unit.items.b.paid": "4.5", "unit.items.gone.paid": "1000"}

    assert wrong(add("paid", "unit.items.*.paid", "unit.items.*.amount", relation="at_most"), flat) == [
        "unit.items[1].paid: 4.5 ≠ 4"
    ]


def test_hidden_parts_are_not_counted():
    plan = plan_of(forms=form(BY_KIND))
    flat = {"unit.budget.total.amount": "1", "unit.budget.own.amount": "1", "unit.budget.asked.amount": "7"}

    assert sums.check(plan, TRACK, flat, frozenset({"unit.budget.asked"})) == ()
    assert sums.check(plan, TRACK, flat, frozenset({"unit.budget.total"})) == ()


def test_check_of_an_application_says_what_does_not_add_up_and_what_does():
    plan = plan_of(forms=form(BY_KIND, add("every", "unit.budget.own.amount", "unit.items.*.amount", severity="warn")))
    flat = {
        "unit.budget.total.amount": "2",
        "unit.budget.own.amount": "1",
        "unit.items": ["a"],
        "unit.items.a.amount": "1",
    }

    found = checked(plan, {**flat, "unit.items.a.kind": "x"})

    assert [(finding.rule, finding.severity.value) for finding in found.findings] == [("by_kind", "block")]
    assert found.findings[0].text("zh") == "“budget · total · amount”填写为 2，而应为各分项之和 1，相差 1（by_kind）。"
    assert "every" in found.held
    assert "by_kind" not in found.held


def test_paths_of_a_sum_name_every_column():
    declared = plan_of(forms=form(BY_KIND)).pack.forms[0].sums[0]

    assert declared.paths() == (
        "unit.budget.total.amount",
        "unit.budget.own.amount",
        "unit.budget.asked.amount",
        "unit.budget.total.by_year.2020",
        "unit.budget.own.by_year.2020",
        "unit.budget.asked.by_year.2020",
    )
