import pytest

from shifan.core import applicant, consortium
from shifan.core.consortium import Consortium, Member
from shifan.core.facts import Facts
from tests.make import make_pack

LEAD = "L"
NONE, ALLOWED = Consortium(), Consortium(kind="allowed", most=2, clause=("900-001",))
REQUIRED = Consortium(kind="required")
ONE, TWO, THREE = (Member(f"示例{code}", code, is_confirmed=True) for code in "ABC")


def rules(rule: Consortium, *members: Member) -> list[tuple[str, bool]]:
    return [(finding.rule, finding.blocks) for finding in consortium.check(rule, LEAD, members)]


@pytest.mark.parametrize(
    ("rule", "members", "expected"),
    [
        (NONE, (), []),
        (NONE, (ONE, ONE), [("consortium.none", True)]),
        (ALLOWED, (), []),
        (ALLOWED, (ONE, TWO), []),
        (ALLOWED, (ONE, TWO, THREE), [("consortium.most", True)]),
        (ALLOWED, (Member("示例牵头", LEAD, True),), [("consortium.lead", True)]),
        (ALLOWED, (ONE, ONE), [("consortium.twice", True)]),
        (REQUIRED, (), [("consortium.required", True)]),
        (REQUIRED, (Member("示例", "A"), TWO), [("consortium.unconfirmed", False)]),
    ],
)
def test_what_is_wrong_with_a_consortium(rule, members, expected):
    assert rules(rule, *members) == expected


def test_a_finding_cites_the_clause_and_names_whom():
    (found,) = consortium.check(ALLOWED, LEAD, [Member("示例甲", "A"), TWO])

    assert found.clause == ("900-001",)
    assert found.text("zh") == "以下成员单位尚未确认参加：示例甲。"


def test_saving_is_never_stopped_and_submitting_is():
    pack = make_pack()
    facts = Facts(uscc=LEAD, is_verified=False, consortium=(ONE,))

    assert applicant.check(pack, facts, "save") == ()
    assert [one.rule for one in applicant.check(pack, facts, "submit")] == [
        "organisation.unverified",
        "consortium.none",
    ]
