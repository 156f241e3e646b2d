from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from shifan.core.history import Kept
from shifan.core.moment import Stood, sheet, stood

START = datetime(2030, 3, 1, 9, 0, tzinfo=UTC)


def after(minutes: int) -> datetime:
    return START + timedelta(minutes=minutes)


def kept(value: str, version: int, minutes: int) -> Kept:
    return Kept(value, version, after(minutes), 1)


def test_what_has_not_been_written_since_is_known_for_sure():
    assert stood([kept("甲", 1, 0)], after(5)) == Stood("甲", is_sure=True)


def test_before_the_first_writing_there_was_nothing():
    assert stood([kept("甲", 1, 10)], after(5)) == Stood(None, is_sure=True)


def test_before_the_first_that_is_remembered_nothing_is_known():
    assert stood([kept("乙", 7, 10)], after(5)) == Stood(None, is_sure=False)


def test_between_two_writings_that_follow_each_other_the_first_is_known_for_sure():
    assert stood([kept("甲", 1, 0), kept("乙", 2, 60)], after(30)) == Stood("甲", is_sure=True)


def test_where_writings_between_were_not_remembered_the_last_one_is_given_as_not_sure():
    assert stood([kept("甲", 1, 0), kept("甲乙丙", 9, 60)], after(30)) == Stood("甲", is_sure=False)


def test_what_was_taken_away_since_is_not_sure():
    assert stood([kept("甲", 1, 0)], after(30), is_alive=False) == Stood("甲", is_sure=False)


def test_sheet_gives_the_answers_and_names_those_not_known_for_sure():
    remembered = {"a": [kept("甲", 1, 0)], "b": [kept("丙", 3, 20)]}
    present = {"a": kept("乙", 2, 60), "b": kept("丁", 8, 60), "c": kept("戊", 1, 90)}

    assert sheet(remembered, present, after(30)) == ({"a": "甲", "b": "丙"}, frozenset({"b"}))


@given(st.lists(st.integers(1, 500), min_size=1, max_size=8, unique=True), st.integers(0, 600))
def test_with_every_writing_remembered_every_moment_is_known(moments: list[int], at: int):
    written = [kept(str(minutes), number, minutes) for number, minutes in enumerate(sorted(moments), start=1)]
    past = [minutes for minutes in sorted(moments) if minutes <= at]

    assert stood(written, after(at)) == Stood(str(past[-1]) if past else None, is_sure=True)
