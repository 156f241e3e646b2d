from dataclasses import replace
from datetime import timedelta

import pytest

from shifan.core import recommendation
from shifan.core.recommendation import Standing
from tests.make import NOW, make_pack

PACK = make_pack()
CITY = recommendation.bureaus_of(PACK, "city", "130100")
READY = Standing(
    pending=(),
    recommended=("甲",),
    declined=(),
    unchecked={},
    failed=(),
    signed=("miit", "finance"),
    groups={},
    others=(),
    filling_closes=NOW - timedelta(days=1),
)


def found(**changes) -> list[tuple[str, str]]:
    standing = replace(READY, **changes)
    return [(one.rule, one.severity.value) for one in recommendation.before_sending(CITY, standing, NOW)]


def test_each_kind_of_body_has_its_stage() -> None:
    assert [recommendation.stage_of(PACK, kind).id for kind in ("city", "province")] == ["city", "province"]
    with pytest.raises(KeyError):
        recommendation.stage_of(PACK, "county")


def test_only_recommending_stages_have_acting_bodies() -> None:
    assert recommendation.acts_at(PACK.stage("city"), "city")
    assert not recommendation.acts_at(PACK.stage("city"), "province")
    assert not recommendation.acts_at(PACK.stage("completeness"), "city")


def test_a_body_may_have_offices_of_its_own() -> None:
    own = CITY[:1]
    bodies = tuple(body.model_copy(update={"bureaus": own}) for body in PACK.bodies if body.region == "130100")

    pack = PACK.model_copy(update={"bodies": bodies})

    assert recommendation.bureaus_of(pack, "city", "130100") == own
    assert recommendation.bureaus_of(pack, "city", "130200") == CITY


def test_a_lead_office_leads_and_a_body_without_offices_too() -> None:
    assert recommendation.is_lead(CITY, "miit")
    assert not recommendation.is_lead(CITY, "finance")
    assert not recommendation.is_lead(CITY, "")
    assert recommendation.is_lead((), "")


def test_nothing_stands_in_the_way_of_a_ready_list() -> None:
    assert found() == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"recommended": ()}, ("list.empty", "block")),
        ({"recommended": (), "declined": ("乙",)}, ("list.empty", "warn")),
        ({"pending": ("乙",)}, ("list.pending", "block")),
        ({"unchecked": {"甲": 2}}, ("check.open", "block")),
        ({"failed": ("甲",)}, ("check.failed", "block")),
        ({"signed": ("miit",)}, ("list.unsigned", "block")),
        ({"filling_closes": NOW}, ("list.early", "warn")),
        ({"groups": {"汽车": 3}, "others": ("医药",)}, ("coverage.narrow", "warn")),
    ],
)
def test_each_thing_that_is_missing_is_said(changes: dict[str, object], expected: tuple[str, str]) -> None:
    assert found(**changes) == [expected]


def test_a_stage_without_an_end_has_no_early_list() -> None:
    assert found(filling_closes=None) == []


@pytest.mark.parametrize(
    ("groups", "others"),
    [({"汽车": 2}, {"医药"}), ({"汽车": 3}, {"汽车"}), ({"汽车": 2, "钢铁": 2}, {"医药"}), ({}, set())],
)
def test_coverage_is_not_narrow(groups: dict[str, int], others: set[str]) -> None:
    assert recommendation.narrow_coverage(groups, others) is None


def test_narrow_coverage_names_what_is_left_out() -> None:
    finding = recommendation.narrow_coverage({"汽车": 3, "钢铁": 1}, {"医药", "汽车"})

    assert finding is not None
    assert finding.params == {"name": "汽车", "count": "3", "total": "4", "missing": "医药"}


@pytest.mark.parametrize(("order", "is_one"), [((2, 1), True), ((1,), False), ((1, 1), False), ((1, 3), False)])
def test_an_order_names_each_once(order: tuple[int, ...], is_one: bool) -> None:
    assert recommendation.is_order(order, (1, 2)) is is_one
