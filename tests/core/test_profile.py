from shifan.core import prefill, profile
from shifan.core.form import CascadeField, ChoiceField
from shifan.packs import national
from tests.packs.shipped import FOLDERS, compiled

LISTS = {name: national.index(name) for name in ("regions", "gbt4754")}
BASIC = {"uscc": "91130100MA0EXA007H", "name": "示例装备有限公司", "region": "130102", "address": "示例路 1 号"}


def rules(fields, typed):
    return {(finding.path, finding.rule) for finding in profile.clean(fields, typed, LISTS).findings}


def test_good_values_are_kept_in_the_form_that_is_stored():
    typed = BASIC | {
        "uscc": " 91130100ma0exa007h ",
        "person": "张示例",
        "mobile": "+86 138 0000 0000",
        "email": "A@B.example",
    }

    cleaned = profile.clean((*profile.BASIC, *profile.PERSON), typed, LISTS)

    kept = {"person": "张示例", "mobile": "13800000000", "email": "A@b.example"}
    assert (cleaned.values, cleaned.findings) == (BASIC | kept, ())


def test_what_is_missing_is_named_field_by_field():
    assert rules(profile.BASIC, {}) == {(name, "field.required") for name in BASIC}
    assert rules(profile.FACTS, {}) == set()


def test_what_is_wrong_is_named_and_not_kept():
    typed = {
        "established": "2015-02-30",
        "headcount": "0",
        "phone": "12",
        "legal_form": "club",
        "introduction": "字" * 501,
    }

    cleaned = profile.clean(profile.FACTS, typed, LISTS)

    assert cleaned.values == {}
    assert {(one.path, one.rule) for one in cleaned.blocking} == {
        ("established", "field.date"),
        ("headcount", "field.least"),
        ("phone", "field.phone"),
        ("legal_form", "field.option"),
        ("introduction", "field.limit"),
    }


def test_a_region_and_an_industry_are_chosen_to_the_end():
    assert rules(profile.BASIC, BASIC | {"region": "130000"}) == {("region", "field.deeper")}
    assert rules(profile.FACTS, {"industry": "C"}) == {("industry", "field.deeper")}
    assert rules(profile.FACTS, {"industry": "272"}) == set()
    assert rules(profile.BASIC, BASIC | {"region": "990000"}) == {("region", "field.option")}


def test_a_code_is_explained_and_its_warning_lets_it_pass():
    assert rules(profile.BASIC, BASIC | {"uscc": "91130100MA0EXA0074"}) == {("uscc", "uscc.check")}


def test_changes_are_short_and_never_tell_what_is_personal():
    before = {"name": "示例甲", "legal_name": "示例人", "headcount": "10"}

    found = profile.changes(before, {"name": "示" * 70, "legal_name": "另一示例人", "headcount": "10"})

    assert found == [{"name": "name", "before": "示例甲", "now": "示" * 60 + "…"}, {"name": "legal_name"}]


def test_a_label_is_found_or_is_the_name_itself():
    assert profile.label("uscc").en == "Unified social credit code"
    assert profile.label("unknown").zh == "unknown"


def test_every_fact_that_a_pack_fills_from_a_profile_can_be_edited_as_the_pack_takes_it():
    own = {one.id: one for one in (*profile.BASIC, *profile.FACTS)}
    yearly = {*prefill.FIGURES, *prefill.RATIOS}  # these are in the figures by year

    for pack in (compiled(folder).pack for folder in FOLDERS):
        for form in pack.forms:
            for _, asked in form.walk():
                whose, _, name = asked.profile.partition(".")
                if whose != "organisation" or name.partition(".")[0] in yearly:
                    continue
                assert name in own, f"{pack.id}: {asked.profile}"
                if isinstance(asked, ChoiceField) and asked.options:
                    known = {option.code for option in own[name].options}
                    assert {option.code for option in asked.options} <= known, f"{pack.id}: {asked.profile}"
                if isinstance(asked, CascadeField):
                    assert isinstance(own[name], CascadeField)
