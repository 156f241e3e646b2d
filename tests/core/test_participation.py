from datetime import timedelta

import pytest

from shifan.core.participation import ALL, HERE, Rights, is_here, may_manage, missing, rights, uncertified
from tests.make import NOW


@pytest.mark.parametrize(
    ("is_manager", "given", "expected"),
    [
        (True, None, ALL),
        (True, Rights(), ALL),
        (False, None, Rights()),
        (False, Rights(write=True), Rights(write=True)),
    ],
)
def test_a_manager_may_all_and_others_what_they_were_given(is_manager, given, expected):
    assert rights(is_manager=is_manager, given=given) == expected


def test_a_right_that_is_missing_is_a_finding_of_its_name():
    assert missing(Rights(write=True), "write") == ()
    assert [finding.rule for finding in missing(Rights(write=True), "submit")] == ["participation.submit"]


@pytest.mark.parametrize("held", [Rights(), Rights(write=True), Rights(submit=True), Rights(certify=True)])
def test_who_may_not_write_and_submit_does_not_choose_the_others(held):
    assert not may_manage(held)
    assert may_manage(Rights(write=True, submit=True))


def test_somebody_is_here_for_a_minute():
    assert is_here(NOW, NOW + HERE)
    assert not is_here(NOW, NOW + HERE + timedelta(seconds=1))


def test_certifying_is_wanted_only_where_somebody_else_can_and_has_not():
    assert uncertified((), False) == uncertified(("示例甲",), True) == ()
    (finding,) = uncertified(("示例甲", "示例乙"), False)
    assert finding.params == {"names": "示例甲、示例乙"}
