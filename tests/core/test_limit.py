import pytest

from shifan.core import limit
from tests.small import element, pack_of

TWO = [element("first", "", form="form"), element("again", "", form="form")]
PACK = pack_of(
    element("x"),
    tracks=TWO,
    limits=[element("one", "", tracks=["first"], most=1), element("three", "", most=3)],
    stages=[element("fill", "", kind="fill"), element("choice", "", kind="select")],
    caps=[
        element("ten", "", stage="choice", track="first", where={"direction": ["1.1", "1.2"]}, most=2),
        element("whole", "", stage="choice", track="first", most=4, severity="warn"),
    ],
)


@pytest.mark.parametrize(
    ("track", "others", "found"),
    [
        ("first", [], []),
        ("first", ["again"], []),
        ("first", ["first"], ["one"]),
        ("again", ["first", "first"], []),
        ("again", ["first", "again", "again"], ["three"]),
        ("first", ["first", "again", "again"], ["one", "three"]),
    ],
)
def test_applicant_may_have_as_many_applications_as_the_limits_say(track, others, found):
    numbered = [(other, f"N{at}") for at, other in enumerate(others)]

    assert [finding.where for finding in limit.check_applicant(PACK, track, numbered)] == found


def test_limit_names_the_applications_that_are_there():
    (finding,) = limit.check_applicant(PACK, "first", [("first", "A-1")])

    assert finding.blocks
    assert finding.text("zh") == "每个申报主体在本批次最多申报 1 项，已有：A-1。"


def facts(*directions: str) -> list[dict[str, object]]:
    return [{"direction": direction} for direction in directions]


@pytest.mark.parametrize(
    ("selected", "found"),
    [
        (facts("1.1", "1.2", "2.1", "2.1"), []),
        (facts("1.1", "1.2", "1.1"), ["ten"]),
        (facts("2.1", "2.1", "2.1", "2.1", "2.1"), ["whole"]),
        (facts("1.1", "1.1", "1.1", "2.1", "2.1"), ["ten", "whole"]),
        ([{}, {}, {}], []),
    ],
)
def test_selection_goes_beyond_caps(selected, found):
    assert [finding.where for finding in limit.check_selected(PACK, "choice", "first", selected)] == found
    assert limit.check_selected(PACK, "fill", "first", selected) == ()
    assert limit.check_selected(PACK, "choice", "again", selected) == ()


def test_room_is_what_a_cap_has_left():
    assert limit.room(PACK, "choice", "first", facts("1.1")) == {"ten": 1, "whole": 3}
    assert limit.room(PACK, "choice", "first", facts("1.1", "1.1", "1.1")) == {"ten": 0, "whole": 1}
