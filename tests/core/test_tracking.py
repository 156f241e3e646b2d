from datetime import date

import pytest

from shifan.core import tracking
from shifan.core.display import Sheet
from shifan.core.form import Words
from shifan.core.tracking import Target, Validity
from tests.small import TRACK, element, pack_of, plan_of

LIST = {"list": date(2021, 1, 31)}


def duty(id: str, **more: object) -> dict[str, object]:
    return element(id, "", by="applicant", **more)


def stands(*duties: dict[str, object], on: date, events=LIST, **more: object) -> list[str]:
    """Say how duties stand as of a day: id, turn, state, first and last day."""
    found = tracking.due(pack_of(element("x"), duties=list(duties)), TRACK, events, as_of=on, **more)
    return [
        " ".join(map(str, filter(None, (item.duty.id, item.number, item.state, item.opens, item.closes))))
        for item in found
    ]


def test_duty_waits_for_what_it_counts_from():
    assert stands(duty("a", since="completion", after_months=6), on=date(2021, 6, 1)) == ["a 1 waiting"]


@pytest.mark.parametrize(
    ("day", "state"),
    [
        (date(2021, 1, 31), "open"),
        (date(2021, 7, 31), "open"),
        (date(2021, 8, 1), "overdue"),
    ],
)
def test_last_day_of_a_duty_belongs_to_it(day, state):
    assert stands(duty("a", after_months=6), on=day) == [f"a 1 {state} 2021-01-31 2021-07-31"]


def test_month_without_the_day_ends_on_its_last():
    assert stands(duty("a", after_months=1), on=date(2021, 2, 1)) == ["a 1 open 2021-01-31 2021-02-28"]


def test_returning_duty_has_a_turn_for_every_interval():
    found = stands(duty("a", every_months=6), on=date(2022, 2, 1), done=[("a", 1)])

    assert found == [
        "a 1 done 2021-01-31 2021-07-31",
        "a 2 overdue 2021-07-31 2022-01-31",
        "a 3 open 2022-01-31 2022-07-31",
    ]


def test_turns_are_counted_from_the_start_so_that_short_months_do_not_shift_them():
    assert stands(duty("a", every_months=1), on=date(2021, 3, 31))[-1] == "a 3 open 2021-03-31 2021-04-30"


def test_duty_that_hangs_on_something_ends_with_it():
    events = {**LIST, "acceptance": date(2021, 9, 1)}

    found = stands(duty("a", every_months=6, until="acceptance"), on=date(2022, 6, 1), events=events)

    assert found == ["a 1 overdue 2021-01-31 2021-07-31", "a 2 ended 2021-07-31 2022-01-31"]


def test_revoked_award_owes_only_what_was_due_before():
    duties = (duty("once", after_months=3), duty("late", after_months=12), duty("standing"))

    found = stands(*duties, on=date(2021, 12, 1), revoked=date(2021, 6, 1))

    assert found == [
        "once 1 overdue 2021-01-31 2021-04-30",
        "standing 1 ended 2021-01-31 2021-06-01",
        "late 1 ended 2021-01-31 2022-01-31",
    ]


def test_day_that_the_notice_names_is_the_last_day():
    fixed = duty("a", on="2021-12-31")

    assert stands(fixed, on=date(2021, 12, 31)) == ["a 1 open 2021-01-31 2021-12-31"]
    assert stands(fixed, on=date(2022, 1, 1)) == ["a 1 overdue 2021-01-31 2021-12-31"]
    assert stands(fixed, on=date(2021, 6, 1), events={}) == ["a 1 open 2021-12-31"]
    assert stands(fixed, on=date(2021, 1, 30)) == ["a 1 waiting 2021-01-31 2021-12-31"]


def test_duty_without_a_term_stands_as_long_as_the_award():
    assert stands(duty("a"), on=date(2030, 1, 1)) == ["a 1 standing 2021-01-31"]


def test_duties_are_those_of_track_and_level():
    duties = (duty("all"), duty("other", tracks=[TRACK], levels=["nation"]), duty("city", levels=["city"]))

    assert stands(*duties, on=date(2021, 2, 1), level="city") == [
        "all 1 standing 2021-01-31",
        "city 1 standing 2021-01-31",
    ]


def test_returning_duty_of_a_limited_award_stops_with_it():
    found = stands(duty("a", every_months=12, valid_months=24), on=date(2030, 1, 1))

    assert [line.split()[1] for line in found] == ["1", "2", "3"]


def validity(on: date, events=LIST, **more: object) -> Validity:
    pack = pack_of(element("x"), duties=[duty("again", what="renewal", valid_months=36, failing="revoke")])
    return tracking.validity(pack, TRACK, events, as_of=on, **more)


def test_award_counts_from_its_list_for_its_term():
    since, until = date(2021, 1, 31), date(2024, 1, 31)

    assert validity(date(2021, 1, 1), {}) == Validity(None, None, "pending")
    assert validity(date(2024, 1, 31)) == Validity(since, until, "valid")
    assert validity(date(2024, 2, 1)) == Validity(since, until, "expired")
    assert validity(date(2025, 1, 1), renewed=date(2024, 1, 15)) == Validity(since, date(2027, 1, 15), "valid")
    assert validity(date(2022, 1, 1), revoked=date(2021, 9, 1)) == Validity(since, date(2021, 9, 1), "revoked")
    assert validity(date(2021, 8, 1), revoked=date(2021, 9, 1)).state == "valid"


def test_award_without_a_term_counts_until_it_is_withdrawn():
    pack = pack_of(element("x"))

    assert tracking.validity(pack, TRACK, LIST, as_of=date(2099, 1, 1)) == Validity(date(2021, 1, 31), None, "valid")


def test_grounds_of_revocation_are_those_of_the_track():
    pack = pack_of(element("x"), revocations=[element("a", ""), element("b", "", tracks=[TRACK])])

    assert [item.id for item in tracking.grounds(pack, TRACK)] == ["a", "b"]
    assert [item.id for item in tracking.grounds(pack, "other")] == ["a"]


def test_targets_are_the_frozen_answers_that_a_duty_compares():
    goals = element("goals", "table", fields=[element("name"), element("value", "decimal", unit=words_of("个"))])
    plan = plan_of(element("other"), goals, element("aim"), duties=[duty("a", compares=["unit.aim", "unit.goals"])])
    flat = {
        "unit.other": "不比",
        "unit.aim": "建成",
        "unit.goals": ["k"],
        "unit.goals.k.name": "应用",
        "unit.goals.k.value": "80",
    }

    found = tracking.targets(plan, Sheet(plan, TRACK, flat), plan.pack.duties[0])

    assert found == (
        Target("unit.aim", Words(zh="aim", en="aim"), "建成"),
        Target("unit.goals.k.name", Words(zh="goals 1 · name", en="goals 1 · name"), "应用"),
        Target("unit.goals.k.value", Words(zh="goals 1 · value", en="goals 1 · value"), "80个"),
    )


def words_of(text: str) -> dict[str, str]:
    return {"zh": text, "en": text}
