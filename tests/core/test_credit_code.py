from hypothesis import given
from hypothesis import strategies as st

from shifan.core import credit_code, identity
from shifan.core.finding import Severity

GOOD = "91130100MA0EXA007H"


def said(code: str) -> list[tuple[str, dict[str, str]]]:
    return [(finding.rule, dict(finding.params)) for finding in credit_code.problems(code)]


def test_a_good_code_has_no_problem_however_it_is_typed():
    assert said(GOOD) == said(" 91130100 ma0exa007h ") == said("９１１３０１００ＭＡ０ＥＸＡ００７Ｈ") == []
    assert credit_code.plain("９１１３ 0100ma0exa007h") == GOOD


def test_nothing_typed_is_for_the_form_to_say():
    assert said("") == said("  ") == []


def test_a_code_of_another_length_says_how_long_it_is():
    assert said(GOOD[:17]) == [("uscc.length", {"count": "17"})]
    assert said(GOOD + "1") == [("uscc.length", {"count": "19"})]


def test_a_character_that_looks_like_another_is_named_with_its_place():
    assert said("9113O100MA0EXA0013") == [("uscc.region", {"place": "5", "character": "O"})]
    assert said("91130100MAOEXA0013") == [("uscc.mistyped", {"place": "11", "character": "O", "meant": "0"})]
    assert said("91130100MAVEXA0I13") == [
        ("uscc.character", {"place": "11", "character": "V"}),
        ("uscc.mistyped", {"place": "16", "character": "I", "meant": "1"}),
    ]


def test_a_wrong_check_character_says_which_it_should_be():
    assert said(GOOD[:17] + "4") == [("uscc.check", {"wanted": "H", "found": "4"})]


def test_a_wrong_organisation_digit_only_warns():
    first = "91130100MA0EXA00" + "2"
    code = first + identity.check_digits(first + "0")[1]

    (found,) = credit_code.problems(code)

    assert (found.rule, found.severity) == ("uscc.organisation", Severity.WARN)
    assert found.params == {"wanted": "7", "found": "2"}
    assert found.path == "uscc"


def test_a_code_is_read_into_its_parts():
    found = credit_code.decode(GOOD)

    assert found is not None
    assert (found.authority.zh, found.kind.zh) == ("市场监督管理（工商）部门", "企业")
    assert (found.region, found.number) == ("130100", "MA0EXA007")


def test_what_the_standard_does_not_list_is_other():
    found = credit_code.decode("X9130100MA0EXA0013")

    assert found is not None
    assert (found.authority, found.kind) == (credit_code.OTHER, credit_code.OTHER)
    assert credit_code.decode(GOOD[:17]) is None


@given(st.text(max_size=30))
def test_whatever_is_typed_is_answered_and_agrees_with_the_check(typed):
    blocks = any(finding.blocks for finding in credit_code.problems(typed))

    assert not credit_code.plain(typed) or blocks == (not identity.check_uscc(typed).is_valid)


@given(
    st.from_regex(r"[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}", fullmatch=True),
    st.from_regex(r"[0-9A-HJ-NPQRTUWXY]{8}", fullmatch=True),
)
def test_every_made_code_is_right_and_one_changed_character_is_not(first, number):
    code = identity.make_uscc(first, number)

    assert said(code) == []
    for place in (0, 9, 17):
        other = "1" if code[place] != "1" else "2"
        assert said(code[:place] + other + code[place + 1 :])
