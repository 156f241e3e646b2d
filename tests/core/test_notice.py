from datetime import date, datetime

import pytest

from shifan.core import notice, plan
from shifan.core.calendar import SHANGHAI, WorkCalendar, end_of_day
from shifan.core.source import Entry
from shifan.packs import holidays
from tests.make import ANSWERS, TRACK, make_pack

FRIDAY = datetime(2026, 9, 25, 10, 0, tzinfo=SHANGHAI)


def stage(**changes):
    return make_pack().stage("public_notice").model_copy(update=changes)


@pytest.mark.parametrize(
    ("changes", "opens_at", "expected"),
    [
        ({}, datetime(2026, 6, 8, 9, 0, tzinfo=SHANGHAI), date(2026, 6, 15)),
        ({"working_days": False}, datetime(2026, 6, 8, 9, 0, tzinfo=SHANGHAI), date(2026, 6, 13)),
        ({"days": 3}, datetime(2030, 3, 15, 23, 0, tzinfo=SHANGHAI), date(2030, 3, 20)),
    ],
)
def test_a_notice_ends_with_its_last_day(changes, opens_at, expected):
    assert notice.ends(stage(**changes), opens_at, holidays.work_calendar()) == end_of_day(expected)


def test_a_notice_over_a_holiday_waits_for_working_days():
    work = WorkCalendar(holidays=frozenset({date(2030, 3, 18)}), years=frozenset({2030}))

    ends = notice.ends(stage(days=1), datetime(2030, 3, 15, 9, 0, tzinfo=SHANGHAI), work)

    assert ends == end_of_day(date(2030, 3, 19))


def test_a_holiday_outside_the_arranged_years_is_not_known():
    work = WorkCalendar(holidays=frozenset({date(2030, 3, 18)}), years=frozenset({2029}))

    ends = notice.ends(stage(days=1), datetime(2030, 3, 15, 9, 0, tzinfo=SHANGHAI), work)

    assert ends == end_of_day(date(2030, 3, 18))


def test_a_pack_without_days_says_none():
    assert notice.ends(stage(days=None), FRIDAY, holidays.work_calendar()) is None


def test_the_national_day_is_not_counted():
    assert notice.ends(stage(), datetime(2025, 9, 29, 9, 0, tzinfo=SHANGHAI), holidays.work_calendar()) == end_of_day(
        date(2025, 10, 13)
    )


def test_only_public_answers_and_the_order_of_rows_are_kept():
    compiled = plan.build(make_pack())

    kept = notice.public_answers(compiled, TRACK, ANSWERS)

    assert sorted(kept) == ["project.scenarios", "project.scenarios.k3f.equipment", "project.title", "unit.name"]


def test_a_title_is_made_of_public_answers_alone():
    compiled = plan.build(make_pack())

    assert notice.title(compiled, TRACK, ANSWERS) == "示例数字化车间"
    assert notice.title(compiled, TRACK, {**ANSWERS, "project.title": None}) == ""


def test_a_list_without_a_document_has_no_lines():
    assert notice.lines(plan.build(make_pack()), None, Entry(applicant="示例")) == ()


def test_a_region_is_named_down_to_its_city():
    compiled = plan.build(make_pack())

    assert [notice.region(compiled, code) for code in ("130102", "130100", "130000", "", "999999")] == [
        "河北省石家庄市",
        "河北省石家庄市",
        "河北省",
        "",
        "",
    ]
