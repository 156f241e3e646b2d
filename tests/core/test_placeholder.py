from datetime import date
from decimal import Decimal

import pytest

from shifan.core import placeholder
from shifan.core.award import Funding
from tests.small import DAY, checked, element, pack_of, plan_of, rule, words


def reading(id: str, kind: str = "", value: str = "", *fills: str) -> dict[str, object]:
    return element(id, "", reading=words(id), kind=kind, value=value, fills=list(fills))


def pack(*readings: dict[str, object]):
    return pack_of(
        element("x"),
        stages=[element("fill", "", kind="fill"), element("show", "", kind="notice", days=3)],
        reviews=[],
        duties=[element("report", "", by="applicant", every_months=6)],
        placeholders=list(readings),
    )


def test_reading_without_a_value_is_asked_for():
    given = pack(reading("closing", "date", "", "stage:fill.closes"), reading("words_only"))

    settled, findings = placeholder.settle(given, {})

    assert [(finding.rule, finding.where, finding.blocks) for finding in findings] == [
        ("reading.unset", "closing", True)
    ]
    assert settled == given


def test_value_goes_to_every_place_that_takes_it():
    given = pack(
        reading("closing", "date", "", "stage:fill.closes"),
        reading("days", "integer", "5", "stage:show.days"),
        reading("interval", "integer", "12", "duty:report.every_months"),
    )

    settled, findings = placeholder.settle(given, {"closing": " 2030-05-01 ", "days": "7"})

    assert findings == ()
    assert settled.stage("fill").closes == date(2030, 5, 1)
    assert settled.stage("show").days == 7
    assert settled.duties[0].every_months == 12
    assert [item.value for item in settled.placeholders] == ["2030-05-01", "7", "12"]
    assert given.stage("show").days == 3


@pytest.mark.parametrize(
    ("kind", "typed", "fills"),
    [
        ("date", "明天", "stage:fill.closes"),
        ("date", "2030-02-30", "stage:fill.closes"),
        ("integer", "五", "stage:show.days"),
        ("decimal", "inf", "stage:show.days"),
        ("date", "2030-05-01", "stage:nowhere.closes"),
        ("date", "2030-05-01", "stage:fill.nowhere"),
        ("date", "2030-05-01", "stage:fill"),
        ("date", "2030-05-01", "shelf:fill.closes"),
        ("date", "2030-05-01", "stage:fill.id"),
        ("text", "manual", "stage:fill.kind"),
    ],
)
def test_value_that_cannot_be_is_refused(kind, typed, fills):
    given = pack(reading("a", kind, "", fills))

    settled, findings = placeholder.settle(given, {"a": typed})

    assert [(finding.rule, finding.params["value"]) for finding in findings] == [("reading.value", typed)]
    assert settled.stages == given.stages


def test_value_reaches_into_lists_by_id():
    money = {
        "unit": words("万元"),
        "base": element("base", "", each="unit.x", name="a", amount="b"),
        "level": "unit.x",
        "rates": [element("city", "", share="0.2", cap="300"), element("nation", "", share="0.3")],
    }
    given = pack(reading("cap", "decimal", "", "funding:paid.rates.city.cap"))
    given = given.model_copy(update={"funding": (Funding.model_validate(element("paid", "", **money)),)})

    settled, findings = placeholder.settle(given, {"cap": "450.5"})

    assert findings == ()
    assert [rate.cap for rate in settled.funding[0].rates] == [Decimal("450.5"), None]
    assert placeholder.fill(given, "funding:paid.rates.province.cap", Decimal(1)) is None
    assert placeholder.fill(given, "funding:paid.rates.city.share", Decimal(2)) is None


def test_expressions_see_readings_that_have_a_value():
    plan = plan_of(
        element("day", "date"),
        rules=[rule("early", "unit.day <= readings.notice_day"), rule("open", "readings.later <= unit.day")],
        placeholders=[reading("notice_day", "date", "2030-06-15"), reading("later", "date"), reading("note")],
    )

    found = checked(plan, {"unit.day": "2030-06-16"})

    assert dict(plan.readings) == {"notice_day": "2030-06-15"}
    assert [finding.rule for finding in found.findings] == ["early"]
    assert DAY.year == plan.pack.year


def test_numbers_are_seen_as_numbers():
    given = pack(reading("a", "integer", "3"), reading("b", "decimal", "0.5"), reading("c", "text", "甲"))

    assert placeholder.seen(given) == {"a": 3, "b": 0.5, "c": "甲"}
