"""Know how an enterprise's size class follows from its figures.

Source: 《统计上大中小微型企业划分办法(2017)》 (国统字〔2017〕213号); clause 002-199 prints its row for industry. The
table is an argument.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Measure(StrEnum):
    """What a bound is set on; each is also the name of a field of `Figures`."""

    EMPLOYEES = "employees"
    REVENUE = "revenue"
    ASSETS = "assets"


class Size(StrEnum):
    """The four classes, from the highest down."""

    LARGE = "large"
    MEDIUM = "medium"
    SMALL = "small"
    MICRO = "micro"


_CLASSES = tuple(Size)


@dataclass(frozen=True, slots=True)
class Figures:
    """What an enterprise says of itself: persons employed, revenue and total assets in 万元; None is not told."""

    employees: int | None = None
    revenue: Decimal | None = None
    assets: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Bounds:
    """The least values of one measure for a large, a medium and a small enterprise (persons or 万元)."""

    measure: Measure
    large: Decimal
    medium: Decimal
    small: Decimal


@dataclass(frozen=True, slots=True)
class SizeRow:
    """One line of the table: an industry, the GB/T 4754-2017 codes it takes in (by their beginning), its bounds."""

    industry: str
    codes: tuple[str, ...]
    bounds: tuple[Bounds, ...]


def find_row(industry_code: str, rows: Sequence[SizeRow]) -> SizeRow | None:
    """Find the line for a GB/T 4754-2017 code of two to four digits: the one whose code fits it closest.

    A section letter before the digits is ignored (`C26` is `26`). None if the method leaves the industry out.
    """
    digits = industry_code.lstrip("ABCDEFGHIJKLMNOPQRST")
    fits = [(len(code), row) for row in rows for code in row.codes if digits.startswith(code)]
    return max(fits, key=lambda fit: fit[0])[1] if fits else None


def size_class(row: SizeRow, figures: Figures) -> Size | None:
    """Give the highest class all of whose lower bounds are met, or `micro`; None if a figure that decides is missing.

    The printed upper bounds leave gaps (1,200 persons with 30,000 万元 fits none), so they are not used: failing one
    lower bound moves an enterprise one class down, as the method's own note says.
    """
    ranks = [_rank(bounds, figures) for bounds in row.bounds]
    known = [rank for rank in ranks if rank is not None]
    lowest = max(known, default=0)
    if len(known) == len(ranks) or _CLASSES[lowest] is Size.MICRO:
        return _CLASSES[lowest]
    return None


def _rank(bounds: Bounds, figures: Figures) -> int | None:
    value = {
        Measure.EMPLOYEES: figures.employees,
        Measure.REVENUE: figures.revenue,
        Measure.ASSETS: figures.assets,
    }[bounds.measure]
    if value is None:
        return None
    return sum(value < bound for bound in (bounds.large, bounds.medium, bounds.small))
