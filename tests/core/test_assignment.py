import pytest

from shifan.core import assignment
from shifan.core.assignment import Applicant, Expert

APPLICANT = Applicant("示例装备有限公司", 7, frozenset({20, 21}), ("130102", "130100", "130000"))


def expert(employer: str = "示例大学", organisations: tuple[int, ...] = (), regions: tuple[str, ...] = ()) -> Expert:
    return Expert("李专家", employer, frozenset(organisations), frozenset(regions))


@pytest.mark.parametrize(
    ("person", "expected"),
    [
        (expert(), []),
        (expert(employer=""), []),
        (expert(employer="示例装备有限公司"), [("expert.conflict", "block")]),
        (expert(employer=" 示例装备 有限公司 "), [("expert.conflict", "block")]),
        (expert(organisations=(7,)), [("expert.conflict", "block")]),
        (expert(organisations=(21,)), [("expert.conflict", "block")]),
        (expert(organisations=(7, 20)), [("expert.conflict", "block")] * 2),
        (expert(regions=("130100",)), [("expert.near", "warn")]),
        (expert(regions=("130102",)), [("expert.near", "warn")]),
        (expert(regions=("130000",)), []),
        (expert(regions=("130200",)), []),
        (expert(organisations=(7,), regions=("130100",)), [("expert.conflict", "block")]),
    ],
)
def test_conflicts_are_named(person, expected):
    found = assignment.conflicts(person, APPLICANT)

    assert [(finding.rule, finding.severity) for finding in found] == expected


def test_a_conflict_says_why_in_both_languages():
    finding = assignment.conflicts(expert(organisations=(20,)), APPLICANT)[0]

    assert finding.text("zh") == "李专家与示例装备有限公司存在利害关系，应当回避：专家任职于该项申报的推荐单位。"
    assert finding.text("en").endswith("the expert works for a body that recommends it.")
