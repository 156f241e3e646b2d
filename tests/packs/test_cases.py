"""Every case beside a pack of this repository, each with an id of its own, and that no rule goes untried."""

from functools import cache
from pathlib import Path

import pytest

from shifan import packs
from shifan.core import plan
from shifan.core.pack import PackError
from shifan.packs import cases

FOLDERS = packs.folders(Path(__file__).resolve().parents[2] / "programmes")


@cache
def results_of(folder: Path) -> tuple[cases.Result, ...]:
    return tuple(cases.run(folder, plan.build(packs.load(folder))))


def every_case() -> list[object]:
    """List the cases; a pack that cannot be read has none here and fails in a test of its own."""
    found = []
    for folder in FOLDERS:
        try:
            found += [pytest.param(result, id=f"{folder.name}:{result.id}") for result in results_of(folder)]
        except PackError:
            continue
    return found


@pytest.mark.parametrize("result", every_case())
def test_case_brings_what_it_expects(result):
    assert result.wrong == ()


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_pack_has_no_mistakes_and_every_rule_its_cases(folder):
    pack = packs.load(folder)
    below = packs.load(folder.parent / pack.layers[0]) if pack.layers else None

    assert cases.untested(pack, below, results_of(folder)) == ()
    assert pack.id == folder.name
