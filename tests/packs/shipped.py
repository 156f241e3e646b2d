"""The packs of programmes/, read once for all tests, and their cases as parameters."""

from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

import pytest

from shifan import packs
from shifan.core import plan
from shifan.core.pack import PackError
from shifan.core.plan import Plan

FOLDERS = packs.folders(Path(__file__).resolve().parents[2] / "programmes")


@cache
def compiled(folder: Path) -> Plan:
    """A pack, compiled."""
    return plan.build(packs.load(folder))


def every_case(results_of: Callable[[Path], Iterable]) -> list[object]:
    """List the cases; a pack that cannot be read has none here and fails in a test of its own."""
    found = []
    for folder in FOLDERS:
        try:
            found += [pytest.param(result, id=f"{folder.name}:{result.id}") for result in results_of(folder)]
        except PackError:
            continue
    return found
