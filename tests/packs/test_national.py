import pytest

from shifan.packs import national


def test_industries_are_taken_by_level():
    industries = national.take("gbt4754", ("section", "division"))

    assert industries.levels == ("section", "division")
    assert len(industries.items) == 20 + 97
    assert {item.level for item in industries.items} == {"section", "division"}


def test_regions_are_taken_below_a_code():
    regions = national.take("regions", (), ("130000",))

    assert regions.items[0].name.zh == "河北省"
    assert {item.code[:2] for item in regions.items} == {"13"}


def test_enterprises_are_known_by_name():
    assert "中国核工业集团有限公司" in {item.code for item in national.take("central_enterprises").items}


@pytest.mark.parametrize(("levels", "under", "word"), [(("deep",), (), "deep"), ((), ("99",), "99")])
def test_unknown_level_or_code_is_refused(levels, under, word):
    with pytest.raises(ValueError, match=word):
        national.take("gbt4754", levels, under)
