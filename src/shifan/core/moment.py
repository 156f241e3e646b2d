"""What an answer was at a moment, as far as what is remembered of it tells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from shifan.core.history import Kept
from shifan.core.values import Json


@dataclass(frozen=True, slots=True)
class Stood:
    """An answer at a moment. `is_sure` is False where it was written meanwhile and that writing was not remembered."""

    value: Json
    is_sure: bool


def stood(known: Sequence[Kept], at: datetime, *, is_alive: bool = True) -> Stood:
    """This function will say what stood at a moment, from what is remembered and what stands now, in any order.

    `is_alive` says whether the newest of them still stands; if not, it was taken away at a time nobody noted.
    """
    ordered = sorted(known, key=lambda one: one.changed_at)
    past = sum(one.changed_at <= at for one in ordered)
    if not past:
        return Stood(None, is_sure=not ordered or ordered[0].version == 1)
    last = ordered[past - 1]
    if past == len(ordered):
        return Stood(last.value, is_sure=is_alive)
    return Stood(last.value, is_sure=ordered[past].version == last.version + 1)


def sheet(
    remembered: Mapping[str, Sequence[Kept]], present: Mapping[str, Kept], at: datetime
) -> tuple[dict[str, Json], frozenset[str]]:
    """This function will give the answers at a moment, and the paths at which they are not known for sure."""
    flat: dict[str, Json] = {}
    unsure = set()
    for path in sorted({*remembered, *present}):
        alive = [present[path]] if path in present else []
        found = stood([*remembered.get(path, ()), *alive], at, is_alive=bool(alive))
        if found.value is not None:
            flat[path] = found.value
        if not found.is_sure:
            unsure.add(path)
    return flat, frozenset(unsure)
