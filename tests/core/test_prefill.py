from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from shifan.core import answers, identity, plan, prefill, projection
from tests.make import ANSWERS, TRACK, make_pack

EXAMPLE = plan.build(make_pack())
CODE = identity.make_uscc("91130100", "EXA00001")
FLAT = ANSWERS | {"unit.uscc": CODE}


def test_figures_are_named_by_year_with_the_ratios_that_can_be_worked_out():
    years = {
        2028: {"revenue": Decimal("100.00"), "assets": None},
        2029: {
            "revenue": Decimal("80"),
            "profit": Decimal("-8"),
            "assets": Decimal("300"),
            "liabilities": Decimal(100),
        },
    }

    assert prefill.figures(years) == {
        "organisation.revenue.2028": "100",
        "organisation.revenue.2029": "80",
        "organisation.profit.2029": "-8",
        "organisation.assets.2029": "300",
        "organisation.liabilities.2029": "100",
        "organisation.debt_ratio.2029": "33.33",
        "organisation.profit_margin.2029": "-10",
        "organisation.growth.2029": "-20",
    }


def test_figures_of_nothing_earned_have_no_ratio():
    assert prefill.figures({2029: {"revenue": 0, "profit": 5}}) == {
        "organisation.revenue.2029": "0",
        "organisation.profit.2029": "5",
    }


def test_by_name_answers_plain_fields_and_years_and_leaves_what_the_form_does_not_take():
    known = {
        "organisation.name": "示" * 51,
        "organisation.uscc": CODE,
        "organisation.revenue.2028": "38000.5",
        "organisation.revenue.2027": "1",
        "user.name": "示例",
    }

    found = prefill.by_name(EXAMPLE, TRACK, known)

    assert found.values == {"unit.uscc": CODE, "unit.revenue.2028": "38000.5"}
    assert [(one.path, [each.rule for each in one.findings]) for one in found.left] == [("unit.name", ["field.limit"])]


def test_named_gives_the_answers_that_packs_name_alike():
    flat = {"unit.name": "示例", "unit.revenue.2029": "42000", "project.title": "标题"}

    named = prefill.named(EXAMPLE, TRACK, flat)

    assert named == {"organisation.name": "示例", "organisation.revenue.2029": "42000"}
    assert prefill.shares(EXAMPLE, TRACK, EXAMPLE, TRACK)


def test_by_path_takes_the_whole_form_with_rows_under_new_keys():
    found = prefill.by_path(EXAMPLE, TRACK, FLAT)

    assert found.left == ()
    assert answers.nest(EXAMPLE, TRACK, found.values) != answers.nest(EXAMPLE, TRACK, FLAT)
    assert _without_keys(answers.nest(EXAMPLE, TRACK, found.values)) == _without_keys(
        answers.nest(EXAMPLE, TRACK, FLAT)
    )
    assert not any("k3f" in path or "a1" in path for path in found.values)


def test_by_path_lists_what_the_form_no_longer_asks_or_takes():
    flat = {"unit.old": "1", "unit.ownership": "gone", "project.title": "长" * 31, "unit.contact": "张示例"}

    found = prefill.by_path(EXAMPLE, TRACK, flat)

    assert found.values == {"unit.contact": "张示例"}
    assert [(one.path, [each.rule for each in one.findings]) for one in found.left] == [
        ("unit.old", ["answer.unknown"]),
        ("unit.ownership", ["field.option"]),
        ("project.title", ["field.limit"]),
    ]


def test_into_empty_touches_nothing_that_is_filled_and_no_table_with_rows():
    stored = {"unit.name": "已写", "unit.contact": "", "project.scenarios": ["zzz"]}

    kept = prefill.into_empty(EXAMPLE, TRACK, ANSWERS, stored)

    assert "unit.name" not in kept
    assert kept["unit.contact"] == "张示例"
    assert not any(path.startswith("project.scenarios") for path in kept)


def test_is_equal_compares_numbers_by_what_they_are_worth():
    assert prefill.is_equal("42000.00", "42000")
    assert not prefill.is_equal("42000", "4200")
    assert prefill.is_equal(True, True)


@given(st.lists(st.text("abc123", min_size=1, max_size=4), unique=True, max_size=6))
def test_by_path_keeps_every_row_once_and_lives(keys):
    flat = {"project.scenarios": keys} | {f"project.scenarios.{key}.summary": f"描述 {key}" for key in keys}

    found = prefill.by_path(EXAMPLE, TRACK, flat, taken=keys)

    rows = found.values.get("project.scenarios", [])
    assert [found.values[f"project.scenarios.{key}.summary"] for key in rows] == [f"描述 {key}" for key in keys]
    assert not set(rows) & set(keys)
    assert projection.living(EXAMPLE, TRACK, found.values).keys() == {
        path for path, value in found.values.items() if value
    }


def _without_keys(nested):
    if isinstance(nested, dict):
        return {name: _without_keys(value) for name, value in nested.items() if name != "_key"}
    return [_without_keys(one) for one in nested] if isinstance(nested, list) else nested
