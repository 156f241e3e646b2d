"""Know the CEL library: how an expression is compiled and evaluated, and each habit of the library that is not CEL's.

The library (common-expression-language 0.10) turns a missing key into KeyError, an unknown name into RuntimeError, and
Decimal silently into a double; `size` of a text counts bytes. All of that stays in this file.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import lru_cache
from itertools import pairwise
from math import fsum, isfinite

import cel

from shifan.core.calendar import add_months

Value = bool | int | float | str | Sequence["Value"] | Mapping[str, "Value"]
Function = Callable[..., object]


class Undetermined(Enum):
    """The third truth value: something an expression touches has not been answered."""

    UNDETERMINED = "undetermined"


UNDETERMINED = Undetermined.UNDETERMINED

# What the library evaluates by itself; everything else must be one of our own functions.
BUILT_IN = frozenset({
    "size", "contains", "startsWith", "endsWith", "matches", "int", "double", "string", "has",
    "all", "exists", "exists_one", "map", "filter",
})  # fmt: skip
# Only what can be exchanged with a double or an int of 64 bits without a surprise.
_LARGEST = 2**63 - 1


class ExpressionError(Exception):
    """An expression is wrong, or its values are of kinds that do not go together."""


@dataclass(frozen=True, slots=True)
class Expression:
    """A compiled expression."""

    source: str
    program: cel.Program

    def evaluate(self, context: Context) -> Value | Undetermined:
        """Evaluate; UNDETERMINED if a value is missing. Raises ExpressionError if the values do not fit."""
        try:
            return _from_cel(self.program.execute(context.inner))
        except (KeyError, IndexError):
            return UNDETERMINED
        except (TypeError, ValueError, RuntimeError, ArithmeticError) as error:
            raise ExpressionError(_plain(str(error))) from error

    def variables(self) -> tuple[str, ...]:
        """Name the variables, those of macros such as all(x, …) included."""
        return tuple(self.program.variables())

    def functions(self) -> tuple[str, ...]:
        """Name the functions and methods called, operators left out."""
        return tuple(name for name in self.program.functions() if name.isidentifier())

    def is_true(self, context: Context) -> bool | Undetermined:
        """Evaluate a demand or condition; raises ExpressionError if it gives anything but true or false."""
        found = self.evaluate(context)
        if found is UNDETERMINED or isinstance(found, bool):
            return found
        raise ExpressionError(f"true or false is expected, not {found!r}")


class Context:
    """The variables and functions that expressions see."""

    def __init__(self, functions: Mapping[str, Function]) -> None:
        self.inner = cel.Context(functions=dict(functions))

    def put(self, name: str, value: Value) -> None:
        """Set a variable, replacing its earlier value."""
        self.inner.add_variable(name, value)


@lru_cache(maxsize=20_000)
def compile_expression(source: str) -> Expression:
    """Compile an expression; raises ExpressionError with what the parser says."""
    try:
        return Expression(source, cel.compile(source))
    except ValueError as error:
        raise ExpressionError(_plain(str(error))) from error


def number(text: str, *, whole: bool) -> int | float | None:
    """Turn the digits of an answer into the number that expressions see; None if they are none.

    Decimals become doubles here, on purpose and nowhere else: rules compare, they never reckon exact money.
    """
    try:
        value = int(text) if whole else float(text)
    except ValueError:
        return None
    if isinstance(value, int) and abs(value) > _LARGEST:
        value = float(value) if len(text) < 300 else float("inf")
    return value if isinstance(value, int) or isfinite(value) else None


def own_functions() -> dict[str, Function]:
    """Give the functions on lists of values and on days; those on code lists come from the plan."""
    return {"distinct": _distinct, "sum": _sum, "months": _months, "widest": _widest}


def _distinct(values: Sequence[object]) -> list[object]:
    return list({(type(value).__name__, str(value)): value for value in values}.values())


def _sum(values: Sequence[int | float]) -> int | float:
    for value in values:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise TypeError(f"sum of something that is not a number: {value!r}")
    return sum(values) if all(isinstance(value, int) for value in values) else fsum(values)


def _months(first: str, last: str) -> int:
    """Count the months from a day (or month) to another, begun ones in full: 2020-01-01 to 2021-12-31 are 24.

    The last day counts, so that a year ends on 31 December and not on 1 January. Backwards the count is below zero.
    """
    start, end = _day(first), _day(last)
    if end < start:
        return -_months(last, first)
    by_month = len(first) == 7 and len(last) == 7
    count = (end.year - start.year) * 12 + end.month - start.month
    return count + 1 if by_month or add_months(start, count) <= end else count


def _widest(days: Sequence[str]) -> int:
    """Give the longest of the steps between days that follow one another, in months; 0 for fewer than two days."""
    ordered = sorted(days)
    return max((_step(first, last) for first, last in pairwise(ordered)), default=0)


def _step(first: str, last: str) -> int:
    """Count the months between two days: from 31 March to 30 June are three, to 1 July four."""
    start, end = _day(first), _day(last)
    count = (end.year - start.year) * 12 + end.month - start.month
    return count + 1 if add_months(start, count) < end else count


def _day(text: str) -> date:
    return date.fromisoformat(f"{text}-01" if len(text) == 7 else text)


def _from_cel(value: object) -> Value:
    if isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, list | tuple):
        return [_from_cel(item) for item in value]
    if isinstance(value, dict):
        return {str(key): _from_cel(item) for key, item in value.items()}
    raise TypeError(f"a value of this kind cannot be used: {type(value).__name__}")


def _plain(message: str) -> str:
    """Shorten what the library says to its first sentence, without the expression that stands beside it anyway."""
    for mark in ("ERROR: <input>:", "Python function call failed: "):
        if mark in message:
            message = message.split(mark, 1)[1]
    return message.split("\n")[0].split("Check that")[0].split(". Check ")[0].strip()[:200]
