from pathlib import Path

from shifan import packs
from shifan.core import plan as plans
from shifan.core.spread import Line, spread_of
from tests import small

PROGRAMME = Path(__file__).parents[2] / "programmes" / "miit-2022-smart-manufacturing"
PLAN = plans.build(packs.load(PROGRAMME))


def lines(listed: list[str], others: list[str]) -> tuple[Line, ...]:
    given = ([{"industry": code} for code in codes] for codes in (listed, others))
    return next(spread for spread in spread_of(PLAN, "scenario", *given) if spread.fact == "industry").lines


def test_applicants_are_counted_at_the_level_where_they_differ() -> None:
    assert lines(["361", "367", "272"], ["311"]) == (
        Line("汽车制造业", 2, 0),
        Line("医药制造业", 1, 0),
        Line("黑色金属冶炼和压延加工业", 0, 1),
    )


def test_one_branch_is_divided_further() -> None:
    assert lines(["361"], ["367"]) == (Line("汽车整车制造", 1, 0), Line("汽车零部件及配件制造", 0, 1))


def test_a_single_applicant_is_counted_at_the_second_level() -> None:
    assert lines(["361"], []) == (Line("汽车制造业", 1, 0),)


def test_applicants_without_a_code_are_left_out() -> None:
    assert lines([""], []) == ()


def test_a_code_that_is_not_listed_stands_for_itself() -> None:
    assert lines(["X99"], []) == (Line("X99", 1, 0),)


def test_whoever_chose_several_entries_counts_for_each() -> None:
    plan = small.plan_of(
        small.element("ways", "multi", options_from="ways", level="way"),
        lists=[small.code_list("ways", ("a", "", "way"), ("b", "", "way"), levels=("way",))],
        tracks=[small.element("main", "", form="form", facts={"ways": "unit.ways"})],
    )

    (found,) = spread_of(plan, "main", [{"ways": ["a", "b"]}, {"ways": ["a"]}], [{"ways": ["b", {"own": "别的"}]}])

    assert found.lines == (Line("名a", 2, 0), Line("名b", 1, 1))
