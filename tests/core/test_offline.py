from hypothesis import given
from hypothesis import strategies as st

from shifan.core import offline, plan
from shifan.core.offline import Difference
from tests.make import ANSWERS, TRACK, make_pack

EXAMPLE = plan.build(make_pack())
STORED = {path: (value, 3) for path, value in ANSWERS.items()}
FLAT = {path: value for path, value in ANSWERS.items() if path != "project.intro"}


def compare(flat, stored=None, base=None, is_open=lambda path: True):
    stored = STORED if stored is None else stored
    base = offline.stamps(STORED, FLAT.keys(), FLAT) if base is None else base
    carried = FLAT.keys() | flat.keys()
    return offline.compare(EXAMPLE, TRACK, stored, flat=flat, carried=carried, base=base, is_open=is_open)


def test_what_was_left_as_it_was_is_no_difference_however_new_the_other():
    assert compare(FLAT, STORED | {"project.title": ("新的", 9)}) == ()


def test_change_of_the_same_version_is_a_change_and_of_a_newer_a_conflict():
    flat = FLAT | {"project.title": "表格"}

    assert compare(flat) == (Difference("project.title", "changed", "示例数字化车间", "表格", 3),)
    newer = STORED | {"project.title": ("新的", 4)}
    assert compare(flat, newer) == (Difference("project.title", "conflict", "新的", "表格", 4),)


def test_emptied_cell_clears_and_one_that_somebody_cleared_is_a_conflict():
    cleared = {path: value for path, value in FLAT.items() if path != "project.title"}

    assert compare(cleared) == (Difference("project.title", "changed", "示例数字化车间", None, 3),)
    assert compare(FLAT | {"project.title": "表格"}, STORED | {"project.title": (None, 4)}) == (
        Difference("project.title", "conflict", None, "表格", 4),
    )


def test_without_versions_what_is_filled_is_to_be_chosen_and_what_is_empty_is_new():
    stored = {path: pair for path, pair in STORED.items() if path != "unit.contact"}

    found = compare(FLAT | {"project.title": "表格"}, stored, base={})

    assert {(one.path, one.kind) for one in found} == {("project.title", "conflict"), ("unit.contact", "new")}


def test_closed_fields_are_locked():
    (found,) = compare(FLAT | {"project.title": "表格"}, is_open=lambda path: path.startswith("unit"))

    assert (found.path, found.kind) == ("project.title", "locked")


def test_answers_of_a_row_that_is_gone_are_said():
    flat = FLAT | {"project.scenarios.k3f.summary": "表格"}

    found = compare(flat, STORED | {"project.scenarios": ([], 4)})

    assert [(one.path, one.kind) for one in found] == [("project.scenarios.k3f.summary", "gone")]


@given(st.dictionaries(st.sampled_from(["project.title", "unit.contact"]), st.sampled_from(["甲", "乙", None])))
def test_nothing_newer_is_ever_anything_but_a_conflict(theirs):
    stored = STORED | {path: (value, 4) for path, value in theirs.items()}

    found = compare(FLAT | {"project.title": "表格", "unit.contact": "表格"}, stored)

    assert all(one.kind == "conflict" for one in found if one.path in theirs)
