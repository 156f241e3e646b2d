"""Every case beside a pack of this repository, each with an id of its own, and that no rule goes untried."""

from functools import cache
from pathlib import Path

import pytest

from shifan import packs
from shifan.packs import cases
from tests.packs.shipped import FOLDERS, compiled, every_case


@cache
def results_of(folder: Path) -> tuple[cases.Result, ...]:
    return tuple(cases.run(folder, compiled(folder)))


@pytest.mark.parametrize("result", every_case(results_of))
def test_case_brings_what_it_expects(result):
    assert result.wrong == ()


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_pack_has_no_mistakes_and_every_rule_its_cases(folder):
    pack = packs.load(folder)
    below = packs.load(folder.parent / pack.layers[0]) if pack.layers else None

    assert cases.untested(pack, below, results_of(folder)) == ()
    assert pack.id == folder.name
