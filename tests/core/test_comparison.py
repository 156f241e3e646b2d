from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from shifan.core import comparison, plan
from shifan.core.comparison import Cell, Head, Line
from shifan.core.difference import Piece
from shifan.core.display import Sheet
from tests.make import ANSWERS, TRACK, make_pack

PLAN = plan.build(make_pack())
SCENARIO = "project.scenarios.k3f"


def sheet(**changes: Any) -> Sheet:
    flat = ANSWERS | {path.replace("__", "."): value for path, value in changes.items()}
    return Sheet(PLAN, TRACK, {path: value for path, value in flat.items() if value is not None})


def entries(before: Sheet, after: Sheet) -> list[Head | Line]:
    return [entry for section in comparison.compare(before, after) for entry in section.entries]


def test_two_equal_states_differ_nowhere():
    assert comparison.compare(sheet(), sheet()) == ()


def test_a_text_shows_what_went_and_what_came():
    found = entries(sheet(project__title="数字化车间"), sheet(project__title="智能化车间"))

    label = PLAN.field(TRACK, "project.title").label
    pieces = (Piece("gone", "数字"), Piece("new", "智能"), Piece("same", "化车间"))
    assert found == [Line("project.title", label, (Cell("project.title", pieces),))]
    assert "".join(piece.text for piece in found[0].cells[0].before) == "数字化车间"
    assert "".join(piece.text for piece in found[0].cells[0].after) == "智能化车间"


def test_a_row_that_came_is_named_with_what_it_holds():
    added = {"project.scenarios": ["k3f", "n1"], "project.scenarios.n1.summary": "远程运维。"}
    found = entries(sheet(), sheet(**added))

    heads = [(head.path, head.number, head.fate) for head in found if isinstance(head, Head)]
    assert heads == [("project.scenarios", 0, "same"), ("project.scenarios.n1", 2, "new")]
    assert [line.path for line in found if isinstance(line, Line)] == ["project.scenarios.n1.summary"]


def test_a_row_that_went_shows_what_it_held():
    after = {path: value for path, value in ANSWERS.items() if not path.startswith(SCENARIO)}
    found = entries(sheet(), Sheet(PLAN, TRACK, after | {"project.scenarios": []}))

    assert [(head.path, head.fate) for head in found if isinstance(head, Head)][1] == (SCENARIO, "gone")
    assert f"{SCENARIO}.summary" in [line.path for line in found if isinstance(line, Line)]


def test_a_table_is_compared_row_by_row():
    changes = {f"{SCENARIO}.equipment.a1.count": "15"}
    found = [entry for entry in entries(sheet(), sheet(**changes)) if isinstance(entry, Line)]

    assert [(line.path, line.number, line.fate) for line in found] == [(f"{SCENARIO}.equipment.a1", 1, "same")]
    assert [cell.is_changed for cell in found[0].cells if cell.path.endswith(("name", "count"))] == [False, True]


def test_rows_in_another_order_are_said_to_be_moved():
    rows = {"project.scenarios.b2.summary": "乙"}
    before = sheet(**rows, **{"project.scenarios": ["k3f", "b2"]})
    after = sheet(**rows, **{"project.scenarios": ["b2", "k3f"]})

    fates = [(head.path, head.fate) for head in entries(before, after) if isinstance(head, Head)]
    assert fates == [
        ("project.scenarios", "same"),
        ("project.scenarios.b2", "moved"),
        (SCENARIO, "moved"),
    ]


def test_formatting_alone_is_a_difference():
    bold = {"type": "text", "text": "面向装备行业的数字化车间。", "marks": [{"type": "bold"}]}
    intro = {"type": "doc", "content": [{"type": "paragraph", "content": [bold]}]}
    found = entries(sheet(), sheet(project__intro=intro))

    assert [(line.path, line.cells[0].is_dressed) for line in found if isinstance(line, Line)] == [
        ("project.intro", True)
    ]


def test_everything_shows_what_stayed_as_well():
    all_of_it = comparison.compare(sheet(), sheet(project__title="别的"), everything=True)

    assert comparison.count(all_of_it) == 1
    assert [section.id for section in all_of_it] == [each.id for each in make_pack().form(TRACK).sections]


def test_an_answer_without_a_field_is_counted_apart():
    assert comparison.unknown(sheet(), sheet(project__nothing="甲")) == ("project.nothing",)


@given(st.text(max_size=60), st.text(max_size=60))
def test_both_texts_can_be_read_whole(before: str, after: str):
    found = entries(sheet(project__title=before or None), sheet(project__title=after or None))

    for line in found:
        assert isinstance(line, Line)
        sides = ("".join(piece.text for piece in side) for side in (line.cells[0].before, line.cells[0].after))
        assert tuple(sides) == (before, after)
    assert bool(found) == (before != after)
