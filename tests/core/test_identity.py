import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from shifan.core import identity
from shifan.core.identity import CodeCheck

# Published codes of well-known companies.
REAL = [
    "914403001922038216",
    "91330100799655058B",
    "91110000802100433B",
    "91440400192548256N",
    "914300007121944054",
    "9152000071430580XT",
    "912201011239989159",
]
firsts = st.builds(
    lambda kind, region: kind + region,
    st.text(identity.USCC_CHARACTERS, min_size=2, max_size=2),
    st.from_regex(r"[0-9]{6}", fullmatch=True),
)
orgs = st.text(identity.USCC_CHARACTERS, min_size=8, max_size=8)


def uscc_places() -> st.SearchStrategy[str]:
    return st.builds(identity.make_uscc, firsts, orgs)


@pytest.mark.parametrize("code", REAL)
def test_uscc_of_a_real_company_is_valid(code: str) -> None:
    assert identity.check_uscc(code) == CodeCheck(code)
    assert identity.make_uscc(code[:8], code[8:16]) == code


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "format"),
        ("91110000710925032", "format"),
        ("9I110000710925032B", "format"),  # the letter I is not used
        ("91A10000710925032B", "format"),  # the region is digits
        ("91110000710925032O", "format"),
        ("914403001922038217", "uscc-check"),
    ],
)
def test_uscc_that_is_wrong_names_the_problem(text: str, problem: str) -> None:
    assert identity.check_uscc(text).problem == problem


def test_uscc_typed_wide_small_or_spaced_is_read() -> None:
    assert identity.check_uscc(" 9133 0100 7996 5505 8b ") == CodeCheck("91330100799655058B")
    assert identity.check_uscc("９１３３０１００７９９６５５０５８Ｂ") == CodeCheck("91330100799655058B")


def test_uscc_with_a_foreign_organisation_digit_only_warns() -> None:
    wrong_inside = "9144030019220382" + "5"
    code = wrong_inside + next(c for c in identity.USCC_CHARACTERS if not identity.check_uscc(wrong_inside + c).problem)

    found = identity.check_uscc(code)

    assert (found.is_valid, found.warning) == (True, "org-check")


@given(uscc_places())
def test_uscc_made_is_valid(code: str) -> None:
    assert identity.check_uscc(code) == CodeCheck(code)


@given(uscc_places(), st.integers(0, 17), st.sampled_from(identity.USCC_CHARACTERS))
def test_uscc_with_any_one_character_changed_is_caught(code: str, place: int, other: str) -> None:
    assume(code[place] != other)

    assert identity.check_uscc(code[:place] + other + code[place + 1 :]).problem in ("format", "uscc-check")


@given(uscc_places(), st.integers(0, 16))
def test_uscc_with_two_neighbours_swapped_is_caught(code: str, place: int) -> None:
    assume(code[place] != code[place + 1])

    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]

    assert identity.check_uscc(swapped).problem in ("format", "uscc-check")


@given(st.text(max_size=30))
def test_checks_of_any_text_raise_nothing(text: str) -> None:
    for check in (
        identity.check_uscc,
        identity.check_org_code,
        identity.check_unit_code,
        identity.check_mobile,
        identity.check_phone,
        identity.check_fax,
        identity.check_email,
        identity.check_postcode,
    ):
        assert isinstance(check(text), CodeCheck)
    for mask in (identity.mask_mobile, identity.mask_phone, identity.mask_email, identity.mask_id):
        assert isinstance(mask(text), str)


def test_uscc_gives_its_region() -> None:
    assert identity.region_of_uscc("914403001922038216") == "440300"


@pytest.mark.parametrize(
    ("first8", "org8"), [("91440300", "1922038"), ("9I440300", "19220382"), ("91440300", "1922038I")]
)
def test_uscc_from_parts_that_cannot_be_one_is_refused(first8: str, org8: str) -> None:
    with pytest.raises(ValueError, match=r"code"):
        identity.make_uscc(first8, org8)


def test_org_code_is_stored_without_its_hyphen() -> None:
    assert identity.check_org_code("19220382-1") == CodeCheck("192203821")
    assert identity.check_org_code("71430580-x") == CodeCheck("71430580X")
    assert identity.check_org_code("19220382-2") == CodeCheck("192203822", "org-check")
    assert identity.check_org_code("1922038-21") == CodeCheck("1922038-21", "format")


def test_unit_code_may_be_old_or_new() -> None:
    assert identity.check_unit_code("19220382-1") == CodeCheck("192203821")
    assert identity.check_unit_code("914403001922038216") == CodeCheck("914403001922038216")
    assert identity.check_unit_code("12345").problem == "format"


@pytest.mark.parametrize("text", ["13812345678", "+86 138-1234-5678", "0086 13812345678", "１３８１２３４５６７８"])
def test_mobile_is_stored_as_eleven_digits(text: str) -> None:
    assert identity.check_mobile(text) == CodeCheck("13812345678")


@pytest.mark.parametrize("text", ["", "1381234567", "12812345678", "138123456789", "0311-87800820"])
def test_mobile_of_another_form_is_refused(text: str) -> None:
    assert identity.check_mobile(text).problem == "format"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("010-68205630", "010-68205630"),
        ("０３１１－８７８００８２０", "0311-87800820"),
        ("(0311) 8780 0820", "0311-87800820"),
        ("+86-10-6820-5630", "010-68205630"),
        ("010—68205630转123", "010-68205630-123"),
        ("010-68205630-8012", "010-68205630-8012"),
        ("0937-6222222 ext. 5", "0937-6222222-5"),
        ("400-810-8888", "400-8108888"),
        ("13812345678", "13812345678"),
    ],
)
def test_phone_is_stored_in_one_form(text: str, value: str) -> None:
    assert identity.check_phone(text) == CodeCheck(value)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("68205630", "area-code"),
        ("6820-5630", "area-code"),
        ("68205630转1", "area-code"),
        ("010-6820563", "format"),
        ("010-08205630", "format"),
        ("99", "format"),
        ("无", "format"),
    ],
)
def test_phone_that_is_wrong_names_the_problem(text: str, problem: str) -> None:
    assert identity.check_phone(text).problem == problem


def test_fax_is_not_a_mobile() -> None:
    assert identity.check_fax("0311-87800820").is_valid
    assert not identity.check_fax("13812345678").is_valid


@pytest.mark.parametrize("text", ["zhang.san@Example.com.cn", "a@b.co", "x+y@实验室.中国", "li＠example.com"])
def test_email_of_the_right_form_is_valid(text: str) -> None:
    assert identity.check_email(text).is_valid


@pytest.mark.parametrize(
    "text",
    [
        "",
        "zhang",
        "@b.co",
        "a@b",
        "a..b@c.com",
        ".a@c.com",
        "a.@c.com",
        "a@-b.com",
        "a b@c.com",
        "a@1.2.3.4",
        "a@b..co",
    ],
)
def test_email_of_another_form_is_refused(text: str) -> None:
    assert identity.check_email(text).problem == "format"


def test_email_keeps_its_name_and_lowers_its_domain() -> None:
    assert identity.check_email(" Zhang@EXAMPLE.com ").value == "Zhang@example.com"


def test_postcode_has_six_digits() -> None:
    assert identity.check_postcode("０５００５１") == CodeCheck("050051")
    assert [identity.check_postcode(text).problem for text in ("05005", "000000", "0500511")] == ["format"] * 3


def test_mask_leaves_enough_to_recognise_and_no_more() -> None:
    assert identity.mask_mobile("138-1234-5678") == "138****5678"
    assert identity.mask_phone("0311-87800820-12") == "0311-****0820"
    assert identity.mask_phone("13812345678") == "138****5678"
    assert identity.mask_email("zhang.san@Example.com") == "z***@example.com"
    assert identity.mask_email("z@example.com") == "***@example.com"
    assert identity.mask_id("130102199001011234") == "130***********1234"


def test_mask_hides_the_whole_of_what_it_does_not_know() -> None:
    masked = (
        identity.mask_mobile("1381234567"),
        identity.mask_phone("电话8"),
        identity.mask_email("zhang"),
        identity.mask_id("12345678901"),
    )

    assert masked == ("*" * 10, "*" * 3, "*" * 5, "*" * 11)
