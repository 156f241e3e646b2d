"""Know the table by which enterprises are sized, as it ships with the project."""

from __future__ import annotations

import csv
from decimal import Decimal
from functools import lru_cache
from importlib import resources

from shifan.core.size import Bounds, Measure, SizeRow


@lru_cache(maxsize=1)
def rows() -> tuple[SizeRow, ...]:
    """Read the table of 国统字〔2017〕213号, whose bounds for industry are those of the classification of 2011."""
    text = resources.files("shifan").joinpath("lists", "enterprise_size.csv").read_text(encoding="utf-8")
    return tuple(_row(row) for row in csv.DictReader(text.splitlines()))


def _row(row: dict[str, str]) -> SizeRow:
    bounds = tuple(_bounds(row, number) for number in ("1", "2") if row[f"measure{number}"])
    return SizeRow(row["industry"], tuple(row["codes"].split()), bounds)


def _bounds(row: dict[str, str], number: str) -> Bounds:
    large, medium, small = (Decimal(row[f"{name}{number}"]) for name in ("large", "medium", "small"))
    return Bounds(Measure(row[f"measure{number}"]), large, medium, small)
