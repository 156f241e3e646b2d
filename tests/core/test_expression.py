"""What we rely on in the CEL library, and what we correct: a new version must pass all of this before it is used."""

from decimal import Decimal

import pytest

from shifan.core.expression import (
    UNDETERMINED,
    Context,
    ExpressionError,
    compile_expression,
    number,
    own_functions,
)


def evaluate(source: str, **variables: object) -> object:
    context = Context(own_functions())
    for name, value in variables.items():
        context.put(name, value)
    return compile_expression(source).evaluate(context)


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("a.n > 1", False),
        ("a.rows.exists(r, r.x == 2)", True),
        ("a.rows.map(r, r.x)", [1, 2]),
        ('a.years["2029"] >= 1.5', True),
        ("has(a.missing)", False),
        ('a.text == "中文" && a.text.contains("文")', True),
        ('a.day <= "2030-06-01"', True),
        ("distinct([1, 1, 2])", [1, 2]),
        ("sum([1, 2])", 3),
        ("sum([0.1, 0.2, 0.3])", 0.6),
        ("sum([])", 0),
    ],
)
def test_expression_gives_a_value(source, value):
    a = {"n": 1, "rows": [{"x": 1}, {"x": 2}], "years": {"2029": 1.5}, "text": "中文", "day": "2030-01-01"}

    assert evaluate(source, a=a) == value


@pytest.mark.parametrize(
    "source", ["a.missing > 1", "a.rows.all(r, r.y > 0)", "a.rows[5].x == 1", "has(a.missing.x)", "sum([a.missing])"]
)
def test_missing_value_leaves_it_undetermined(source):
    assert evaluate(source, a={"rows": [{"x": 1}]}) is UNDETERMINED


@pytest.mark.parametrize("source", ["a.missing || true", "a.missing && false", "false && a.missing"])
def test_missing_value_that_decides_nothing_does_no_harm(source):
    assert evaluate(source, a={}) in (True, False)


@pytest.mark.parametrize("source", ["a.", "a &&", "", "a = 1", "a b", "'abc", "a.all(x, x > 0"])
def test_what_is_not_an_expression_is_an_error_when_compiled(source):
    with pytest.raises(ExpressionError):
        compile_expression(source)


def test_error_of_the_parser_says_where():
    with pytest.raises(ExpressionError, match="1:5"):
        compile_expression("a &&")


@pytest.mark.parametrize(
    "source",
    ["1 + 1.5", "a.text > 1", "a.text && true", "!a.text", "1 / 0", 'int("x")', "nobody", "nothing(1)", 'sum(["x"])'],
)
def test_values_that_do_not_fit_are_an_error(source):
    with pytest.raises(ExpressionError):
        evaluate(source, a={"text": "x"})


def test_condition_that_is_no_truth_is_an_error():
    context = Context(own_functions())

    with pytest.raises(ExpressionError, match="true or false"):
        compile_expression("1 + 1").is_true(context)


def test_numbers_of_two_kinds_compare_but_do_not_add():
    assert evaluate("1 == 1.0 && 1 < 1.5") is True
    with pytest.raises(ExpressionError):
        evaluate("1 + 1.5")


def test_decimal_becomes_a_double_in_the_library():
    assert evaluate("a + 0.2", a=Decimal("0.1")) == 0.1 + 0.2


def test_size_of_a_text_counts_bytes_in_the_library():
    assert evaluate("size(a)", a="中文") == 6


@pytest.mark.parametrize(
    ("text", "whole", "value"),
    [
        ("12", True, 12),
        ("12.5", False, 12.5),
        ("12.5", True, None),
        ("无", False, None),
        ("9" * 30, True, float("9" * 30)),
        ("9" * 400, True, None),
        ("1e999", False, None),
    ],
)
def test_digits_become_numbers_on_purpose(text, whole, value):
    assert number(text, whole=whole) == value


def test_variables_of_macros_are_among_the_variables():
    expression = compile_expression("a.all(x, x.y > size(b))")

    assert sorted(expression.variables()) == ["a", "b", "x"]
    assert expression.functions() == ("size",)


def test_variable_put_again_replaces_the_first():
    context = Context(own_functions())
    context.put("row", {"x": 1})
    context.put("row", {"y": 2})

    assert compile_expression("has(row.x)").evaluate(context) is False


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        ("2020-01-01", "2021-12-31", 24),
        ("2020-01-01", "2022-01-01", 25),
        ("2020-01-15", "2022-01-14", 24),
        ("2020-01-31", "2020-02-29", 2),
        ("2020-07", "2022-06", 24),
        ("2020-07", "2022-07", 25),
        ("2020-07", "2020-07", 1),
        ("2020-05-05", "2020-05-05", 1),
        ("2022-06", "2020-07", -24),
    ],
)
def test_months_of_a_term_count_its_last_day(first, last, months):
    assert own_functions()["months"](first, last) == months


@pytest.mark.parametrize(
    ("days", "widest"),
    [
        ([], 0),
        (["2020-01"], 0),
        (["2020-07", "2020-10", "2020-01"], 6),
        (["2020-01", "2020-04", "2020-07"], 3),
        (["2020-01-31", "2020-04-30"], 3),
        (["2020-01-31", "2020-05-01"], 4),
        (["2020-03", "2020-03-31"], 1),
    ],
)
def test_widest_is_the_longest_step_between_days(days, widest):
    assert own_functions()["widest"](days) == widest
