from decimal import Decimal

import pytest

from shifan.core import selection
from shifan.core.selection import Decision


def decision(pk: int, mean: str | None, selected: bool, reason: str = "") -> Decision:
    return Decision(pk, Decimal(mean) if mean else None, selected, reason)


@pytest.mark.parametrize(
    ("one", "others", "expected"),
    [
        (decision(1, "90", True), [decision(2, "80", False)], ()),
        (decision(1, "80", True), [decision(2, "90", False)], (2,)),
        (decision(1, "90", False), [decision(2, "80", True), decision(3, "85", True)], (2, 3)),
        (decision(1, "80", True, "补短板"), [decision(2, "90", False)], ()),
        (decision(1, "80", True), [decision(2, "90", False, "已退出")], ()),
        (decision(1, "80", True), [decision(2, "80", False)], ()),
        (decision(1, "80", True), [decision(2, "90", True)], ()),
        (decision(1, None, True), [decision(2, "90", False)], ()),
        (decision(1, "80", True), [decision(2, None, False)], ()),
        (decision(1, "80", True), [decision(1, "90", False)], ()),
    ],
)
def test_a_departure_from_the_order_is_found(one, others, expected):
    assert selection.needs_reason(one, others) == expected


def test_order_is_by_mean_with_the_unreviewed_last():
    means = [(1, Decimal("80")), (2, None), (3, Decimal("90.5")), (4, Decimal("80"))]

    assert selection.order(means) == (3, 1, 4, 2)
