from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shifan.core import size
from shifan.core.size import Bounds, Figures, Measure, Size, SizeRow


def bounds(measure: Measure, *values: int) -> Bounds:
    large, medium, small = map(Decimal, values)
    return Bounds(measure, large, medium, small)


INDUSTRY = SizeRow(
    "工业",
    ("13", "26", "46"),
    (bounds(Measure.EMPLOYEES, 1000, 300, 20), bounds(Measure.REVENUE, 40000, 2000, 300)),
)
FARMING = SizeRow("农、林、牧、渔业", ("01",), (bounds(Measure.REVENUE, 20000, 500, 50),))
BUILDING = SizeRow(
    "建筑业",
    ("47",),
    (bounds(Measure.REVENUE, 80000, 6000, 300), bounds(Measure.ASSETS, 80000, 5000, 300)),
)
LOADING = SizeRow("交通运输业", ("54", "591"), INDUSTRY.bounds)
STORING = SizeRow("仓储业", ("59",), INDUSTRY.bounds)

numbers = st.integers(0, 100_000)


@pytest.mark.parametrize(
    ("employees", "revenue", "expected"),
    [
        (1000, 40000, Size.LARGE),
        (1200, 30000, Size.MEDIUM),  # the gap in the printed classes, clause 002-199
        (999, 40000, Size.MEDIUM),
        (300, 2000, Size.MEDIUM),
        (5000, 1999, Size.SMALL),
        (20, 300, Size.SMALL),
        (19, 90000, Size.MICRO),
        (5000, 299, Size.MICRO),
        (0, 0, Size.MICRO),
    ],
)
def test_industry_takes_the_highest_class_whose_bounds_are_met(employees: int, revenue: int, expected: Size) -> None:
    assert size.size_class(INDUSTRY, Figures(employees, Decimal(revenue))) is expected


def test_class_just_under_a_bound_is_the_one_below() -> None:
    assert size.size_class(INDUSTRY, Figures(1000, Decimal("39999.99"))) is Size.MEDIUM


def test_industry_with_one_measure_needs_one_figure() -> None:
    assert size.size_class(FARMING, Figures(revenue=Decimal(20000))) is Size.LARGE


def test_building_is_judged_by_revenue_and_assets() -> None:
    assert size.size_class(BUILDING, Figures(revenue=Decimal(80000), assets=Decimal(6000))) is Size.MEDIUM


def test_missing_figure_leaves_the_class_open_unless_it_is_micro_anyway() -> None:
    assert size.size_class(INDUSTRY, Figures(employees=5000)) is None
    assert size.size_class(INDUSTRY, Figures()) is None
    assert size.size_class(INDUSTRY, Figures(employees=19)) is Size.MICRO


def test_row_is_found_by_the_closest_code() -> None:
    rows = (INDUSTRY, FARMING, STORING, LOADING)

    assert size.find_row("2614", rows) is INDUSTRY
    assert size.find_row("C261", rows) is INDUSTRY
    assert size.find_row("5910", rows) is LOADING
    assert size.find_row("5941", rows) is STORING
    assert size.find_row("66", rows) is None


@given(numbers, numbers, numbers, numbers)
def test_more_of_everything_never_lowers_the_class(employees: int, revenue: int, more: int, richer: int) -> None:
    order = [Size.LARGE, Size.MEDIUM, Size.SMALL, Size.MICRO]

    before = size.size_class(INDUSTRY, Figures(employees, Decimal(revenue)))
    after = size.size_class(INDUSTRY, Figures(employees + more, Decimal(revenue + richer)))

    assert before is not None
    assert after is not None
    assert order.index(after) <= order.index(before)
