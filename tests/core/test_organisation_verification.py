from itertools import combinations

import pytest

from shifan.core import organisation_verification as verification
from shifan.core.organisation_verification import Step
from shifan.packs import national

REGIONS = national.index("regions")
COUNTY, CITY, PROVINCE = Step("county", "130102"), Step("prefecture", "130100"), Step("province", "130000")


@pytest.mark.parametrize("here", [each for count in range(4) for each in combinations((COUNTY, CITY, PROVINCE), count)])
def test_the_chain_is_made_of_the_authorities_that_are_here_lowest_first(here):
    found = verification.chain(REGIONS, "130102", {step.region for step in here} | {"110000", "130200"})

    assert found == here


def test_an_organisation_of_a_city_starts_there():
    assert verification.chain(REGIONS, "130100", {"130102", "130100", "130000"}) == (CITY, PROVINCE)


def test_a_municipality_has_no_city_between():
    found = verification.chain(REGIONS, "110101", {"110000", "110101"})

    assert found == (Step("county", "110101"), Step("province", "110000"))


def test_a_region_that_is_unknown_has_no_chain():
    assert verification.chain(REGIONS, "999999", {"999999"}) == ()
    assert verification.chain(REGIONS, "", {""}) == ()


def test_every_county_is_led_up_to_its_province():
    provinces = {code for code, item in REGIONS.by_code.items() if item.level == "province"}

    for code, item in REGIONS.by_code.items():
        if item.level == "county":
            assert [step.level for step in verification.chain(REGIONS, code, provinces)] == ["province"]


def test_the_next_step_is_the_one_above():
    steps = (COUNTY, CITY, PROVINCE)

    assert verification.after(steps, "130102") == CITY
    assert verification.after(steps, "130100") == PROVINCE
    assert verification.after(steps, "130000") is None


def test_an_authority_that_is_no_step_any_more_leads_to_the_first():
    assert verification.after((CITY, PROVINCE), "130102") == CITY
    assert verification.after((), "130102") is None


def test_only_name_code_and_region_ask_anew():
    before = {"name": "示例甲", "uscc": "1", "region": "130100", "address": "示例路 1 号"}

    assert not verification.is_anew(before, before | {"address": "示例路 2 号"})
    for name in ("name", "uscc", "region"):
        assert verification.is_anew(before, before | {name: "x"})
