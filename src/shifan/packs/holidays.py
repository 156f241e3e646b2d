"""Know the holiday arrangements that ship with the project."""

from __future__ import annotations

import csv
from datetime import date
from functools import lru_cache
from importlib import resources

from shifan.core.calendar import WorkCalendar


@lru_cache(maxsize=1)
def work_calendar() -> WorkCalendar:
    """This function will read days off and make-up working days of every year that has an arrangement."""
    text = resources.files("shifan").joinpath("lists", "holidays_cn.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    days = {
        kind: frozenset(date.fromisoformat(row["date"]) for row in rows if row["kind"] == kind)
        for kind in ("off", "work")
    }
    return WorkCalendar(days["off"], days["work"], frozenset(int(row["arrangement"]) for row in rows))
