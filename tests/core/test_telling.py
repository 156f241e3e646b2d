from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shifan.core import telling
from shifan.core.calendar import SHANGHAI
from shifan.core.telling import MESSAGES, Said

CLOSES = datetime(2030, 3, 20, 23, 59, 59, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("day", "expected"),
    [(12, None), (13, 7), (14, 7), (16, 7), (17, 3), (18, 3), (19, 1), (20, 1), (21, None)],
)
def test_step_is_seven_three_or_one_days_before(day, expected):
    assert telling.step(CLOSES, datetime(2030, 3, day, 9, 0, tzinfo=SHANGHAI)) == expected


def test_step_is_over_the_second_a_date_has_gone_by():
    assert telling.step(CLOSES, CLOSES - timedelta(seconds=1)) == 1
    assert telling.step(CLOSES, CLOSES) is None


@given(st.integers(0, 40 * 24))
def test_steps_of_an_hourly_run_are_told_once_each_and_never_go_back(start):
    runs = [CLOSES - timedelta(hours=start - hour) for hour in range(start)]

    told = list(dict.fromkeys(step for run in runs if (step := telling.step(CLOSES, run))))

    assert told == [step for step in telling.STEPS if step in told]
    assert start < 24 or told[-1] == 1


def test_days_are_counted_in_china():
    evening = datetime(2030, 3, 19, 23, 30, tzinfo=SHANGHAI)

    assert telling.days_left(CLOSES, evening) == 1
    assert telling.days_left(CLOSES, evening + timedelta(hours=1)) == 0


def test_say_fills_in_values_and_takes_the_english_of_those_that_have_it():
    params = {
        "round": "示例年度",
        "round_en": "Example year",
        "number": "EX-1",
        "days": "3",
        "closes": "2030-03-20 23:59",
    }

    assert telling.say("deadline.fill", params, "zh-hans") == Said(
        "EX-1 距申报截止还有 3 天", "“示例年度”于 2030-03-20 23:59（北京时间）截止申报，EX-1 尚未提交。"
    )
    assert telling.say("deadline.fill", params, "en").body == (
        "“Example year” closes at 2030-03-20 23:59 (Beijing time) and EX-1 has not been submitted."
    )


def test_a_value_with_braces_is_not_filled_in_again():
    said = telling.say("changes.asked", {"number": "{reason}", "reason": "{body}"}, "zh")

    assert said.title == "{reason} 被退回修改"
    assert said.body.endswith("退回理由：{body}")


@pytest.mark.parametrize("kind", MESSAGES)
def test_every_kind_can_be_switched_off_and_speaks_both_languages(kind):
    assert telling.group(kind) in telling.GROUPS
    assert not telling.is_wanted(kind, "mail", [f"mail:{telling.group(kind)}"])
    assert telling.is_wanted(kind, "inbox", [f"mail:{telling.group(kind)}"])
    assert all(words.zh and words.en and words.zh != words.en for words in MESSAGES[kind])


def test_every_kind_fits_the_column_it_is_kept_in():
    """SQLite keeps what is too long; PostgreSQL does not."""
    assert [kind for kind in telling.MESSAGES if len(kind) > 30] == []
