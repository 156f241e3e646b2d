import pytest
from hypothesis import given
from hypothesis import strategies as st

from shifan.core.reference import Shape, touch

ROW = Shape(
    "map", children={"x": Shape("number", "p.rows.*.x"), "tags": Shape("list", "p.rows.*.tags", item=Shape("text"))}
)
NAMES = {
    "p": Shape(
        "map",
        children={
            "name": Shape("text", "p.name"),
            "rows": Shape("rows", "p.rows", item=ROW),
            "years": Shape("map", "p.years", {"2029": Shape("number", "p.years.2029")}),
        },
    ),
    "row": ROW,
}
LISTS = frozenset({"parent"})


@pytest.mark.parametrize(
    ("source", "patterns"),
    [
        ("p.name == 'p.rows'", ["p.name"]),
        ('p["name"] == "a"', ["p.name"]),
        ("p.rows.all(r, r.x > 1)", ["p.rows", "p.rows.*.x"]),
        ("p.rows.filter(r, r.x > 1).map(s, s.tags).size() > 0", ["p.rows", "p.rows.*.x", "p.rows.*.tags"]),
        ("p.rows[0].x > 1 && row.x > 2", ["p.rows.*.x"]),
        ('p.years["2029"] > 1.0', ["p.years.2029"]),
        ("p.years.all(y, p.years[y] > 1.0)", ["p.years"]),
        ("(row.x + 1) > 2 || [row.x] == [1] || {'a': p.name} == {'a': 'b'}", ["p.rows.*.x", "p.name"]),
        ("// p.name\nrow.x > 1", ["p.rows.*.x"]),
        ("row.tags.exists(t, t in ['a'])", ["p.rows.*.tags"]),
    ],
)
def test_touched_paths_are_found(source, patterns):
    touched = touch(source, NAMES, LISTS)

    assert list(touched.patterns) == patterns
    assert touched.unknown == []


@pytest.mark.parametrize(
    ("source", "unknown"),
    [
        ("q.name", "q"),
        ("p.nmae", "nmae"),
        ("p.rows.x", "p.rows.x"),
        ("p.rows.all(r, r.y > 1)", "y"),
        ("p.rows.all(row, row.x > 1)", "row (the name is taken)"),
        ('p.years["2031"]', "p.years.2031"),
    ],
)
def test_unknown_names_are_found(source, unknown):
    assert [name for name, _ in touch(source, NAMES, LISTS).unknown] == [unknown]


def test_guards_and_lists_are_found():
    touched = touch('has(row.x) && parent("codes", p.name) == "a"', NAMES, LISTS)

    assert touched.guarded == {"p.rows.*.x"}
    assert list(touched.lists) == ["codes"]


@pytest.mark.parametrize(
    "source", ["size(p.name) > 1", "p.name.size() > 1", "p.rows.all(r, r.tags.all(t, size(t) > 1))"]
)
def test_size_of_a_text_is_found(source):
    assert len(touch(source, NAMES, LISTS).sized) == 1


def test_size_of_rows_and_lists_is_fine():
    assert touch("p.rows.size() > size(row.tags)", NAMES, LISTS).sized == []


@given(st.text(alphabet="p.rowsx()[]{},'\"&|!<> 1?:\n/", max_size=60))
def test_any_text_is_walked_to_its_end(source):
    touch(source, NAMES, LISTS)
