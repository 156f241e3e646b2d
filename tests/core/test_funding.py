from datetime import date
from decimal import Decimal

import pytest

from shifan.core import funding
from shifan.core.award import Base, Difference, Exclusion, Funding, Matching, Rate
from shifan.core.form import Words
from shifan.core.funding import Figures, Item, Step
from tests.small import TRACK, element, plan_of

NAME = Words(zh="项", en="item")


def named(id: str) -> dict[str, object]:
    return {"id": id, "label": NAME, "clause": (f"9-{id}",)}


def terms(**more: object) -> Funding:
    base = Base(
        **named("base"),
        each="unit.items",
        name="name",
        amount="amount",
        day="day",
        kind="kind",
        since=date(2018, 1, 1),
        excluded=(Exclusion(**named("machines"), kinds=("machine",)),),
    )
    rates = (
        Rate(**named("city"), share=Decimal("0.20"), cap=Decimal(300)),
        Rate(**named("nation"), share=Decimal("0.30"), cap=Decimal(500)),
        Rate(**named("open"), share=Decimal("0.10")),
    )
    whole = {"unit": NAME, "base": base, "level": "unit.level", "rates": rates, **more}
    return Funding(**named("subsidy"), **whole)


def paid(amount: str, level: str = "city", *, given: Funding | None = None, **more: object) -> funding.Payment:
    item = Item("甲", Decimal(amount), "2019-05-01")
    return funding.work_out(given or terms(), Figures(level, (item,), **more))


@pytest.mark.parametrize(
    ("base", "level", "amount"),
    [
        ("1000", "city", "200.00"),
        ("1499.95", "city", "299.99"),
        ("1500", "city", "300.00"),
        ("1500.01", "city", "300.00"),
        ("1000", "nation", "300.00"),
        ("1666.66", "nation", "499.99"),
        ("1666.67", "nation", "500.00"),
        ("99999999999999999999", "nation", "500.00"),
        ("99999999999999999999", "open", "9999999999999999999.90"),
        ("0", "city", "0.00"),
    ],
)
def test_amount_is_share_of_base_up_to_cap(base, level, amount):
    assert paid(base, level).amount == Decimal(amount)


def test_amount_is_cut_not_rounded():
    assert paid("1000.49").amount == Decimal("200.09")
    assert paid("1000.49", given=terms(rounding="half_up")).amount == Decimal("200.10")
    assert paid("1000.49", given=terms(places=0)).amount == Decimal("200")


def test_thirds_and_tenths_stay_exact():
    items = tuple(Item(str(number), Decimal("0.1"), "2020-01-01") for number in range(30))

    payment = funding.work_out(terms(), Figures("open", items))

    assert payment.base == Decimal("3.0")
    assert payment.amount == Decimal("0.30")


def test_costs_outside_window_or_of_excluded_kind_do_not_count_and_say_why():
    items = (
        Item("系统", Decimal(100), "2018-01-01", "software"),
        Item("前期", Decimal(10), "2017-12-31", "software"),
        Item("机床", Decimal(50), "2019-01-01", "machine"),
        Item("未填", Decimal(5)),
        Item("月份", Decimal(20), "2018-01"),
    )

    payment = funding.work_out(terms(), Figures("city", items))

    assert (payment.total, payment.base, payment.amount) == (Decimal(185), Decimal(120), Decimal("24.00"))
    assert [(step.label.zh, step.reason.zh, step.clause) for step in payment.steps if step.kind == "excluded"] == [
        ("前期", "发生在 2018-01-01 之前", ("9-base",)),
        ("机床", "项", ("9-machines",)),
        ("未填", "未填发生日期", ("9-base",)),
    ]


def test_last_day_counts_and_the_day_after_does_not():
    given = terms()
    given = given.model_copy(update={"base": given.base.model_copy(update={"until": date(2020, 12, 31)})})
    items = (Item("在", Decimal(10), "2020-12-31"), Item("过", Decimal(7), "2021-01-01"))

    payment = funding.work_out(given, Figures("city", items))

    assert payment.base == Decimal(10)
    assert payment.steps[1].reason == Words(zh="发生在 2020-12-31 之后", en="spent after 2020-12-31")


def test_working_is_shown_step_by_step():
    payment = paid("2000")

    assert payment.steps == (
        Step("counted", Words(zh="甲", en="甲"), Decimal(2000), ("9-base",)),
        Step("base", NAME, Decimal(2000), ("9-base",)),
        Step("share", NAME, Decimal("400.00"), ("9-city",)),
        Step("cap", NAME, Decimal(300), ("9-city",)),
        Step("result", NAME, Decimal("300.00"), ("9-subsidy",)),
    )


def test_level_without_rate_is_paid_nothing():
    payment = paid("1000", "elsewhere")

    assert (payment.rate, payment.amount, payment.base) == (None, Decimal(0), Decimal(1000))


def test_difference_is_what_the_new_amount_is_above_the_old():
    given = terms(difference=Difference(**named("rest"), tracks=("again",), paid="unit.paid"))

    again = {"given": given, "is_difference": True}

    assert paid("1000", "nation", paid=Decimal(200), **again).amount == Decimal("100.00")
    assert paid("1000", "nation", paid=Decimal(300), **again).amount == Decimal("0.00")
    assert paid("1000", "nation", paid=Decimal("350.01"), **again).amount == Decimal(0)
    assert paid("1000", "nation", paid=Decimal(200), given=given).amount == Decimal("300.00")


def test_matching_is_a_share_of_the_award():
    given = terms(matching=(Matching(**named("match"), body="city", share=Decimal("0.5")),))

    payment = paid("1000.05", given=given)

    assert [(item.id, amount) for item, amount in payment.matching] == [("match", Decimal("100.00"))]


def test_negative_costs_never_make_a_negative_amount():
    assert paid("-100").amount == Decimal("0.00")


PLAN = plan_of(
    element("level"),
    element("paid", "decimal"),
    element("asked", "decimal"),
    element(
        "items",
        "table",
        fields=[element("name"), element("amount", "decimal"), element("day", "date"), element("kind")],
    ),
)
FIELDS = PLAN.pack.forms[0].sections[0].model_dump()["fields"]
CLAUSES = [
    {"id": f"9-{name}", "line": 1, "kind": "funding", "how": "auto", "strength": "hard", "quote": name}
    for name in ("base", "machines", "city", "nation", "open", "subsidy", "rest", "match")
]
ANSWERS = {
    "unit.level": "city",
    "unit.paid": "12.5",
    "unit.items": ["a", "b"],
    "unit.items.a.name": "系统",
    "unit.items.a.amount": "1000.50",
    "unit.items.a.day": "2019-01-01",
    "unit.items.b.name": "空",
    "unit.items.b.amount": "不详",
    "unit.items.gone.amount": "5",
}


def test_figures_are_read_from_rows_that_are_there():
    given = terms(difference=Difference(**named("rest"), tracks=(TRACK,), paid="unit.paid"))

    found = funding.figures_of(PLAN, TRACK, given, ANSWERS, {})

    assert found == Figures("city", (Item("系统", Decimal("1000.50"), "2019-01-01"),), Decimal("12.5"), True)
    assert funding.figures_of(PLAN, TRACK, given, ANSWERS, {}, frozenset({"unit.items"})).items == ()
    assert funding.figures_of(PLAN, TRACK, given, {}, {"unit.level": "nation"}).level == "nation"


@pytest.mark.parametrize(("asked", "found"), [("200.10", []), ("200.11", ["200.11"]), ("", []), ("很多", [])])
def test_asking_for_more_than_the_terms_give_is_a_warning(asked, found):
    plan = plan_of(*FIELDS, funding=[terms(asked="unit.asked").model_dump()], clauses=CLAUSES)
    answers = {**ANSWERS, "unit.asked": asked}

    findings = funding.check(plan, TRACK, answers, {})

    assert [finding.params["asked"] for finding in findings] == found
    assert all(not finding.blocks and finding.clause == ("9-city", "9-base") for finding in findings)


def test_nothing_is_said_where_nothing_is_paid_or_only_a_difference():
    rest = Difference(**named("rest"), tracks=(TRACK,), paid="unit.paid")
    differing = plan_of(*FIELDS, funding=[terms(asked="unit.asked", difference=rest).model_dump()], clauses=CLAUSES)

    assert funding.check(PLAN, TRACK, {**ANSWERS, "unit.asked": "999"}, {}) == ()
    assert funding.check(differing, TRACK, {**ANSWERS, "unit.asked": "999"}, {}) == ()


def test_terms_are_those_of_the_track():
    pack = PLAN.pack.model_copy(update={"funding": (terms(tracks=("other",)), terms())})

    assert funding.terms_of(pack, TRACK) == terms()
    assert funding.terms_of(pack, "other") == terms(tracks=("other",))
    assert funding.terms_of(PLAN.pack, TRACK) is None
