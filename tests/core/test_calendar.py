from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shifan.core import calendar
from shifan.core.calendar import WorkCalendar

# Autumn 2022 as arranged: 1 to 7 October off, 8 and 9 October worked.
OCTOBER = WorkCalendar(
    holidays=frozenset(date(2022, 10, day) for day in range(1, 8)),
    make_up_days=frozenset({date(2022, 10, 8), date(2022, 10, 9)}),
    years=frozenset({2022}),
)
days = st.dates(date(2000, 1, 1), date(2100, 1, 1))
works = st.builds(
    lambda off, on: WorkCalendar(frozenset(off), frozenset(on - off)),
    st.sets(st.dates(date(2022, 1, 1), date(2022, 12, 31)), max_size=40),
    st.sets(st.dates(date(2022, 1, 1), date(2022, 12, 31)), max_size=20),
)


def test_day_ends_one_second_before_midnight_in_shanghai() -> None:
    assert calendar.end_of_day(date(2022, 10, 25)) == datetime(2022, 10, 25, 15, 59, 59, tzinfo=UTC)
    assert calendar.end_of_day(date(2022, 10, 25), time(17)) == datetime(2022, 10, 25, 9, tzinfo=UTC)
    assert calendar.start_of_day(date(2022, 10, 25)) == datetime(2022, 10, 24, 16, tzinfo=UTC)


def test_deadline_keeps_its_last_second() -> None:
    deadline = calendar.end_of_day(date(2022, 10, 25))

    assert not calendar.is_past(deadline + timedelta(milliseconds=900), deadline)
    assert calendar.is_past(deadline + timedelta(seconds=1), deadline)


def test_local_day_is_the_day_in_shanghai() -> None:
    assert calendar.local_day(datetime(2022, 10, 25, 16, tzinfo=UTC)) == date(2022, 10, 26)


def test_moment_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        calendar.local_day(datetime(2022, 10, 25))
    with pytest.raises(ValueError, match="time zone"):
        calendar.is_past(datetime(2022, 10, 25), calendar.end_of_day(date(2022, 10, 25)))


def test_working_day_follows_the_arrangement() -> None:
    worked = [day for day in range(1, 17) if calendar.is_working_day(date(2022, 10, day), OCTOBER)]

    assert worked == [8, 9, 10, 11, 12, 13, 14]


def test_working_days_are_counted_from_the_day_after() -> None:
    assert calendar.add_working_days(date(2022, 9, 30), 1, OCTOBER) == date(2022, 10, 8)
    assert calendar.add_working_days(date(2022, 9, 30), 7, OCTOBER) == date(2022, 10, 14)
    assert calendar.add_working_days(date(2022, 10, 8), -1, OCTOBER) == date(2022, 9, 30)


def test_no_working_days_added_moves_only_a_day_off() -> None:
    assert calendar.add_working_days(date(2022, 10, 3), 0, OCTOBER) == date(2022, 10, 8)
    assert calendar.add_working_days(date(2022, 10, 8), 0, OCTOBER) == date(2022, 10, 8)


def test_working_days_are_counted_with_both_ends() -> None:
    assert calendar.count_working_days(date(2022, 9, 30), date(2022, 10, 10), OCTOBER) == 4
    assert calendar.count_working_days(date(2022, 10, 10), date(2022, 9, 30), OCTOBER) == 0


def test_calendar_covers_only_years_with_an_arrangement() -> None:
    assert calendar.covers(OCTOBER, date(2022, 1, 1), date(2022, 12, 31))
    assert not calendar.covers(OCTOBER, date(2022, 12, 30), date(2023, 1, 9))


@given(st.dates(date(2022, 1, 1), date(2022, 12, 31)), st.integers(1, 60), works)
def test_working_days_added_are_worked_and_as_many(day: date, count: int, work: WorkCalendar) -> None:
    end = calendar.add_working_days(day, count, work)

    assert calendar.is_working_day(end, work)
    assert calendar.count_working_days(day + timedelta(days=1), end, work) == count
    assert calendar.add_working_days(end, -count, work) <= day


@pytest.mark.parametrize(
    ("day", "count", "result"),
    [
        (date(2022, 12, 15), 36, date(2025, 12, 15)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2022, 8, 31), 6, date(2023, 2, 28)),
        (date(2023, 1, 31), -2, date(2022, 11, 30)),
        (date(2022, 12, 31), 0, date(2022, 12, 31)),
    ],
)
def test_months_added_end_with_the_month_if_the_day_is_missing(day: date, count: int, result: date) -> None:
    assert calendar.add_months(day, count) == result


@given(days, st.integers(0, 240), st.integers(0, 240))
def test_months_added_never_pass_their_month(day: date, first: int, second: int) -> None:
    end = calendar.add_months(day, first + second)

    assert (end.year * 12 + end.month) - (day.year * 12 + day.month) == first + second
    assert end.day <= day.day


@given(st.dictionaries(st.text(max_size=5), days, min_size=1), st.integers(-3000, 3000))
def test_calendar_shifted_keeps_what_lies_between(dates: dict[str, date], by: int) -> None:
    moved = calendar.shift(dates, by)

    assert {name: day - dates[name] for name, day in moved.items()} == dict.fromkeys(dates, timedelta(days=by))


def test_calendar_of_moments_keeps_their_time_of_day() -> None:
    closes = {"closes": calendar.end_of_day(date(2022, 10, 28))}

    assert calendar.shift(closes, 365) == {"closes": calendar.end_of_day(date(2023, 10, 28))}
