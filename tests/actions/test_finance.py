from decimal import Decimal

import pytest

from shifan.actions import finance
from shifan.core.finding import Refused
from shifan.models import Event, FinanceYear, Organisation
from tests.make import NOW, make_member, make_organisation, make_user

pytestmark = pytest.mark.django_db
YEARS = (2028, 2029)


def save(mine: Organisation, typed: dict[str, str]):
    return finance.save(by=make_member(mine), organisation=mine, years=YEARS, typed=typed, now=NOW)


def test_figures_are_kept_changed_and_taken_away():
    mine = make_organisation()

    save(mine, {"2028.assets": "10", "2029.assets": "12.5", "2029.headcount": "3"})
    save(mine, {"2029.assets": "13", "2029.headcount": "3"})

    assert list(FinanceYear.objects.values_list("year", "assets", "headcount")) == [(2029, Decimal(13), 3)]
    assert [event.verb for event in Event.objects.all()] == ["finance.save"] * 2
    assert Event.objects.latest("position").data == {
        "changes": [
            {"name": "2028.assets", "before": "10", "now": ""},
            {"name": "2029.assets", "before": "12.5", "now": "13"},
        ]
    }


def test_the_same_figures_are_no_event():
    mine = make_organisation()
    save(mine, {"2029.assets": "10"})
    save(mine, {"2029.assets": "10.00"})

    assert Event.objects.count() == 1


def test_a_mistake_keeps_nothing():
    mine = make_organisation()

    with pytest.raises(Refused) as refusal:
        save(mine, {"2029.assets": "10", "2028.assets": "x"})

    assert [finding.path for finding in refusal.value.findings] == ["2028.assets"]
    assert not FinanceYear.objects.exists()


def test_years_beyond_those_shown_are_left_alone():
    mine = make_organisation()
    FinanceYear.objects.create(organisation=mine, year=2020, assets=1)

    save(mine, {"2029.assets": "10"})

    assert set(FinanceYear.objects.values_list("year", flat=True)) == {2020, 2029}


def test_another_organisation_has_no_figures_for_a_stranger():
    with pytest.raises(Organisation.DoesNotExist):
        finance.save(by=make_user(), organisation=make_organisation(), years=YEARS, typed={}, now=NOW)
