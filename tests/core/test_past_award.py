import pytest

from shifan.core.facts import Award, Facts
from tests import small

DIRECTIONS = small.code_list(
    "directions", ("c1", "", "category"), ("1", "c1", "item"), ("c2", "", "category"), levels=("category", "item")
)
FIELDS = (
    small.element("name"),
    small.element("ways", "multi", options_from="directions", level="item"),
)
FLAT = {"unit.name": "示例“双创”平台", "unit.ways": ["1"]}


def found(award: Award, **bar: object) -> list[tuple[str, str]]:
    bars = [
        {"id": "bar", "label": small.words("bar"), "severity": "block", "awards": ["pilot"]}
        | {"message": small.words("{title} {year}")}
        | bar
    ]
    plan = small.plan_of(*FIELDS, lists=[DIRECTIONS], past_awards=bars)
    return small.found(plan, FLAT, facts=Facts(awards=(award,)))


def test_award_of_the_kind_bars() -> None:
    assert found(Award("pilot", 2018)) == [("bar", "")]
    assert found(Award("another", 2018)) == []


def test_only_awards_of_the_years_bar() -> None:
    assert found(Award("pilot", 2018), years=[2017, 2018]) == [("bar", "")]
    assert found(Award("pilot", 2016), years=[2017, 2018]) == []
    assert found(Award("pilot"), years=[2017, 2018]) == []


@pytest.mark.parametrize("direction", ["1", "c1", "名1", "名 c1"])
def test_award_in_the_same_direction_or_the_one_above_bars(direction: str) -> None:
    assert found(Award("pilot", 2018, direction=direction), direction="unit.ways") == [("bar", "unit.ways")]


@pytest.mark.parametrize("direction", ["c2", "名c2", ""])
def test_award_in_another_direction_does_not_bar(direction: str) -> None:
    assert found(Award("pilot", 2018, direction=direction), direction="unit.ways") == []


@pytest.mark.parametrize("title", ["示例“双创”平台", "示例双创平台", "示例 双创 平台"])
def test_award_of_the_same_project_bars_whatever_its_marks(title: str) -> None:
    assert found(Award("pilot", 2018, title), project="unit.name") == [("bar", "unit.name")]


@pytest.mark.parametrize("title", ["示例平台", ""])
def test_award_of_another_project_does_not_bar(title: str) -> None:
    assert found(Award("pilot", 2018, title), project="unit.name") == []


def test_bar_names_answers_that_the_form_has() -> None:
    bar = {
        "id": "bar",
        "label": small.words("bar"),
        "severity": "warn",
        "awards": ["pilot"],
        "message": small.words(""),
    }

    faults = small.faults_of(*FIELDS, lists=[DIRECTIONS], past_awards=[{**bar, "project": "unit.title"}])

    assert faults == ["there is no answer “unit.title”"]
