from datetime import timedelta

import pytest

from shifan.core.history import PAUSE, Change, Kept, is_remembered
from tests.make import NOW

ME, OTHER = 1, 2
BEFORE = Kept("旧", 3, NOW, ME)


@pytest.mark.parametrize(
    ("before", "change", "by", "after", "expected"),
    [
        (None, Change("a.b", "新", 0), ME, timedelta(0), False),
        (BEFORE, Change("a.b", "新", 3), ME, PAUSE, False),
        (BEFORE, Change("a.b", "新", 3), ME, PAUSE + timedelta(seconds=1), True),
        (BEFORE, Change("a.b", "新", 3), OTHER, timedelta(0), True),
        (BEFORE, Change("a.b", "旧", 3), OTHER, timedelta(0), False),
        (BEFORE, Change("a.b", "新", 2), OTHER, timedelta(0), False),
    ],
    ids=["first", "same person", "after a pause", "somebody else", "same value", "not what was seen"],
)
def test_a_value_is_remembered_where_it_passes_on_or_after_a_pause(before, change, by, after, expected):
    assert is_remembered(before, change, by, NOW + after) is expected
