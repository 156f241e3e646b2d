"""Know how days are counted: when a day ends in China, working days, months, and a calendar moved as a whole."""

import calendar as months
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone
from typing import TypeVar

# A fixed offset is pure (`zoneinfo` reads files) and right for every date since 1992: China keeps no summer time.
SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")
END_OF_DAY = time(23, 59, 59)
_ONE_DAY = timedelta(days=1)
_Day = TypeVar("_Day", date, datetime)


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """The days off and the make-up working days that the State Council arranged, and the years it did so for.

    `holidays` holds every day off of an arrangement, weekends in it included. A year outside `years` knows only
    weekends.
    """

    holidays: frozenset[date] = field(default_factory=frozenset)
    make_up_days: frozenset[date] = field(default_factory=frozenset)
    years: frozenset[int] = field(default_factory=frozenset)


def end_of_day(day: date, at: time = END_OF_DAY) -> datetime:
    """Give the moment a day closes in China: 23:59:59 unless the notice names a time."""
    return datetime.combine(day, at, tzinfo=SHANGHAI)


def start_of_day(day: date) -> datetime:
    """Give the first moment of a day in China."""
    return datetime.combine(day, time.min, tzinfo=SHANGHAI)


def local_day(moment: datetime) -> date:
    """Name the day in China at a moment; raise ValueError if the moment has no time zone."""
    return _aware(moment).astimezone(SHANGHAI).date()


def is_past(moment: datetime, deadline: datetime) -> bool:
    """Say whether a deadline has gone by; its last second belongs to it whole, so 23:59:59.9 is still in time."""
    return _aware(moment).replace(microsecond=0) > _aware(deadline)


def is_working_day(day: date, work: WorkCalendar) -> bool:
    """Say whether a day is worked: a weekday that is not off, or a weekend day that makes up for one."""
    if day in work.make_up_days:
        return True
    return day.weekday() < 5 and day not in work.holidays


def covers(work: WorkCalendar, first: date, last: date) -> bool:
    """Say whether every year from one day to another has an arrangement; else a count of working days is a guess."""
    return work.years.issuperset(range(first.year, last.year + 1))


def add_working_days(day: date, count: int, work: WorkCalendar) -> date:
    """Give the working day that lies `count` working days after a day, or before it if `count` is negative.

    The day itself is not counted (Civil Code, art. 201). With a count of 0: that day, or the next that is worked
    (art. 203).
    """
    if count == 0:
        return day if is_working_day(day, work) else add_working_days(day, 1, work)
    step, left = (_ONE_DAY, count) if count > 0 else (-_ONE_DAY, -count)
    while left:
        day += step
        left -= is_working_day(day, work)
    return day


def count_working_days(first: date, last: date, work: WorkCalendar) -> int:
    """Count the working days from one day to another, both included; 0 if the last lies before the first."""
    return sum(is_working_day(first + _ONE_DAY * step, work) for step in range((last - first).days + 1))


def add_months(day: date, count: int) -> date:
    """Give the same day of the month `count` months later, or that month's last day if it has none (art. 202).

    >>> add_months(date(2024, 1, 31), 1)
    datetime.date(2024, 2, 29)
    """
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, min(day.day, months.monthrange(year, month + 1)[1]))


def shift(dates: Mapping[str, _Day], days: int) -> dict[str, _Day]:
    """Move every date or moment of a calendar by the same number of days, so that what lies between them is kept."""
    return {name: moment + _ONE_DAY * days for name, moment in dates.items()}


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError(f"a moment needs a time zone: {moment!r}")
    return moment
