"""Decide which competent authorities verify an organisation, level by level, and what makes them do it anew."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from shifan.core.question import ListIndex

LEVELS = ("county", "prefecture", "province")  # the lowest first, as the list of regions names them
VERIFIED = ("name", "uscc", "region")  # what an authority vouches for; changing one of these asks anew


@dataclass(frozen=True, slots=True)
class Step:
    """A level that verifies: its name, and the region whose authority does."""

    level: str
    region: str


def chain(regions: ListIndex, region: str, authorities: Collection[str]) -> tuple[Step, ...]:
    """This function will give the steps for an organisation of a region, the lowest first.

    `authorities` are the regions that have one here. A level without an authority is left out, so that the next higher
    one does its work; a region that the list does not know has no steps.
    """
    item = regions.by_code.get(region)
    above = (item, *regions.ancestors(region)) if item else ()
    return tuple(Step(one.level, one.code) for one in above if one.code in authorities and one.level in LEVELS)


def after(steps: tuple[Step, ...], region: str) -> Step | None:
    """This function will give the step above the one that the authority of a region took, or None at the last.

    A region that is no step (any more) leads to the first one: better verified twice than not at all.
    """
    at = next((at for at, step in enumerate(steps) if step.region == region), -1)
    return steps[at + 1] if at + 1 < len(steps) else None


def is_anew(before: Mapping[str, str], now: Mapping[str, str]) -> bool:
    """This function will say whether what was verified has changed since."""
    return any(before.get(name, "") != now.get(name, "") for name in VERIFIED)
