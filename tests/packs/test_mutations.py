"""A pack that is broken in one place is noticed: by the check of packs, its notes, the coverage, or a case beside it.

A sample of every kind of break, always the same one. With SHIFAN_MUTATIONS=all every rule and number is broken in
every way (some minutes), and what nobody notices is listed for the authors of the packs. What a person is asked on a
check sheet is not broken here: whether it is asked well is not for a machine to see.
"""

import os
import random
from collections import defaultdict
from pathlib import Path

import pytest

from shifan import packs
from tests.packs.mutations import Mutant, mutants, noticed

FOLDERS = packs.folders(Path(__file__).resolve().parents[2] / "programmes")
SEED = 2022
SAMPLE = 70
LEAST = 0.95


def chosen() -> list[Mutant]:
    """Take breaks of every kind in turn, until there are enough."""
    chance = random.Random(SEED)
    by_kind: dict[str, list[Mutant]] = defaultdict(list)
    for folder in FOLDERS:
        for mutant in mutants(folder, chance):
            if not mutant.kind.startswith("field."):
                by_kind[mutant.kind].append(mutant)
    if os.environ.get("SHIFAN_MUTATIONS") == "all":
        return [mutant for kind in by_kind.values() for mutant in kind]
    whole = sum(len(kind) for kind in by_kind.values())
    return [mutant for kind in by_kind.values() for mutant in chance.sample(kind, max(1, len(kind) * SAMPLE // whole))]


def test_almost_every_break_is_noticed():
    broken = chosen()

    by = {str(mutant): noticed(mutant) for mutant in broken}

    missed = sorted(name for name, what in by.items() if not what)
    counts = {what: list(by.values()).count(what) for what in ("check", "note", "coverage", "case")}
    print(f"\n{len(by) - len(missed)} of {len(by)} breaks are noticed: {counts}", *missed, sep="\n  ")
    assert len(by) - len(missed) >= LEAST * len(by), missed


@pytest.mark.parametrize("kind", ["field.limit", "field.least", "field.most", "field.mandatory"])
def test_fields_are_broken_too(kind):
    """Not every field has a case of its own: how many are noticed is printed, not asked."""
    chance = random.Random(SEED)
    broken = [mutant for folder in FOLDERS for mutant in mutants(folder, chance) if mutant.kind == kind]
    if os.environ.get("SHIFAN_MUTATIONS") != "all":
        broken = chance.sample(broken, 4)

    found = [bool(noticed(mutant)) for mutant in broken]

    print(f"\n{kind}: {sum(found)} of {len(found)} breaks are noticed")
    assert found
