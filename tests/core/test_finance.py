from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from shifan.core import finance
from shifan.core.size import Figures, Size
from shifan.packs import sizes

YEARS = (2028, 2029)


def test_figures_are_read_by_year_and_an_empty_year_is_left_out():
    cleaned = finance.clean({"2029.assets": " 1,200.50 ", "2029.headcount": "30", "2028.tax": " "}, YEARS)

    empty = dict.fromkeys(("liabilities", "revenue", "profit", "tax", "research"))
    assert cleaned.years == {2029: {"assets": Decimal("1200.50"), "headcount": Decimal(30), **empty}}
    assert cleaned.findings == ()


def test_what_is_no_figure_is_named_with_its_year():
    typed = {"2028.assets": "-1", "2029.headcount": "2.5", "2029.revenue": "much", "2029.profit": "-20.123"}

    found = {(one.path, one.rule) for one in finance.clean(typed, YEARS).blocking}

    assert found == {
        ("2028.assets", "field.least"),
        ("2029.headcount", "field.integer"),
        ("2029.revenue", "field.number"),
        ("2029.profit", "field.places"),
    }
    (first,) = finance.clean({"2028.assets": "-1"}, YEARS).findings
    assert first.text("zh") == "“2028 年资产总额”不得小于 0，现为 -1。"
    assert "Total assets 2028" in first.text("en")


def test_what_is_odd_warns_and_is_kept():
    cleaned = finance.clean(
        {"2029.assets": "10", "2029.liabilities": "12", "2029.revenue": "5", "2029.research": "6"}, YEARS
    )

    assert [(one.path, one.rule, one.blocks) for one in cleaned.findings] == [
        ("2029.liabilities", "finance.more", False),
        ("2029.research", "finance.more", False),
    ]
    assert cleaned.years[2029]["liabilities"] == 12


def test_ratios_are_exact_to_two_places_and_nothing_without_a_figure():
    year = {
        "assets": Decimal(3),
        "liabilities": Decimal(1),
        "revenue": Decimal(0),
        "profit": Decimal(1),
        "research": None,
    }

    assert finance.debt_ratio(year) == Decimal("33.33")
    assert finance.profit_margin(year) is None
    assert finance.research_share(year) is None
    assert finance.debt_ratio({}) is None


def test_an_industrial_enterprise_is_sized_by_its_last_year():
    years = {
        2028: {"revenue": Decimal(50000), "headcount": Decimal(1200)},
        2029: {"revenue": Decimal(3000), "headcount": Decimal(1200)},
    }

    found = finance.sized("272", years, Decimal(10), sizes.rows())

    assert (found.size, found.year, found.figures) == (Size.MEDIUM, 2029, Figures(1200, Decimal(3000), None))
    assert found.row is not None
    assert found.row.industry == "工业"


def test_persons_of_the_profile_stand_in_for_those_of_the_year():
    found = finance.sized("272", {2029: {"revenue": Decimal(50000)}}, Decimal(1200), sizes.rows())

    assert (found.size, found.figures.employees) == (Size.LARGE, 1200)


def test_without_industry_or_figures_there_is_no_size():
    assert finance.sized("", {}, None, sizes.rows()).row is None
    found = finance.sized("272", {2029: {"tax": Decimal(1)}}, None, sizes.rows())
    assert (found.size, found.year) == (None, None)


def test_a_figure_is_named_and_what_is_none_is_its_own_name():
    assert finance.label("2029.tax").zh == "2029 年税金"
    assert finance.label("tax").en == "tax"


@given(st.decimals(min_value=-(10**10), max_value=10**10, places=2))
def test_a_figure_that_is_written_reads_back_as_itself(value):
    assert Decimal(finance.plain(value)) == value
    assert finance.plain(None) == ""
