import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shifan.core.pack import PackError
from shifan.packs.nodes import read

BOMB = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join('*' + before for _ in range(10))}]\n"
    for before, name in zip("abcdefg", "bcdefgh", strict=True)
)


def plain(text: str) -> object:
    root, problems = read(text.encode(), "f.yaml")
    assert problems == ()
    return root.plain()


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("no", "no"),
        ("yes", "yes"),
        ("on", "on"),
        ("012", 12),
        ("1:30", "1:30"),
        ("2022-10-25", "2022-10-25"),
        ("0x1F", 31),
        ("0o17", 15),
        ("1.50", 1.5),
        ("1e3", 1000.0),
        (".inf", ".inf"),
        ("true", True),
        ("False", False),
        ("~", None),
        ("", None),
        ('"12"', "12"),
        ("'no'", "no"),
        ("002-041", "002-041"),
        ("|-\n  两行\n  文字", "两行\n文字"),
        ("9" * 5000, "9" * 5000),
    ],
)
def test_scalars_are_those_of_yaml_1_2(written, value):
    assert plain(f"a: {written}\n") == {"a": value}


def test_key_named_on_stays_a_word():
    assert plain("on: 1\nno: 2\n") == {"on": 1, "no": 2}


def test_aliases_stand_for_what_they_name():
    assert plain("a: &x [1, 2]\nb: *x\n") == {"a": [1, 2], "b": [1, 2]}


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("a: 1\na: 2\n", "2:1", "the key “a” stands here twice"),
        ("a: !rule\n", "1:4", "tags such as !rule are not used here"),
        ("a: !!python/object/apply:os.system [ls]\n", "1:4", "tags such as"),
        ("a: *x\n", "1:4", "there is no &x before *x"),
        ("? [a]\n: 1\n", "1:3", "a key must be a plain word"),
        ("a: 1\n---\nb: 2\n", "2:1", "a file holds one document"),
    ],
)
def test_mistake_that_reading_survives_is_collected(text, place, message):
    _, problems = read(text.encode(), "f.yaml")

    assert [f"{problem.line}:{problem.column}" for problem in problems] == [place]
    assert problems[0].message.startswith(message)


@pytest.mark.parametrize(
    ("text", "place", "hint"),
    [
        ("a:\n\tb: 1\n", "2:1", "indent with spaces"),
        ("a: 1\n b: 2\n", "2:3", "indentation"),
        ("- a\nb: 1\n", "2:1", "indentation"),
        ("a: [1, 2\nb: 3\n", "2:2", "bracket"),
        ("a: 'x\n", "2:1", "not closed"),
        ("a: @x\n", "1:4", "quotes"),
        ("x: a: b\n", "1:5", "quotes"),
        ('a: "\\q"\n', "1:5", "backslash"),
    ],
)
def test_what_is_not_yaml_is_refused_with_its_place(text, place, hint):
    with pytest.raises(PackError) as error:
        read(text.encode(), "f.yaml")

    (problem,) = error.value.problems
    assert f"{problem.line}:{problem.column}" == place
    assert hint in problem.hint


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (b"a: \xff\xfe\n", "not UTF-8"),
        (b"a: \x00\n", "character that YAML does not allow"),
        (b"#" * 5_000_001, "the limit is"),
        (("[" * 100 + "]" * 100).encode(), "levels deep"),
        (("{a: " * 100 + "}" * 100).encode(), "levels deep"),
        (BOMB.encode(), "aliases repeat too much"),
    ],
)
def test_what_cannot_be_read_is_refused(source, message):
    with pytest.raises(PackError, match=message):
        read(source, "f.yaml")


def test_file_saved_with_a_byte_order_mark_is_read():
    assert read("a: 中\n".encode("utf-8-sig"), "f.yaml")[0].plain() == {"a": "中"}


@given(st.binary(max_size=200) | st.text(alphabet="ab:-[]{}&*!|>'\"#\n\t ,?%@0.", max_size=80).map(str.encode))
def test_any_bytes_are_read_or_refused(source):
    with contextlib.suppress(PackError):
        read(source, "f.yaml")
