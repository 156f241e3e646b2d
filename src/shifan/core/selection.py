"""Selecting by the experts' means: their order, and which decisions depart from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Decision:
    """What has been decided on one application: the experts' mean, selected or not, and the reason given."""

    application: int
    mean: Decimal | None
    selected: bool
    reason: str = ""


def needs_reason(decision: Decision, others: Sequence[Decision]) -> tuple[int, ...]:
    """This function will name the applications whose order of means a decision departs from, unexplained so far.

    Nobody is bound to the order of scores; balance of regions and trades is a usual ground (the final list of such
    programmes is not a pure order of scores). But where one with a lower mean is selected and one with a higher
    mean is not, one of the two decisions has to say why.
    """
    if decision.reason.strip():
        return ()
    return tuple(
        other.application
        for other in others
        if other.application != decision.application
        and other.selected != decision.selected
        and not other.reason.strip()
        and _is_against_order(decision, other)
    )


def order(decisions: Sequence[tuple[int, Decimal | None]]) -> tuple[int, ...]:
    """This function will give application ids from the highest mean to the lowest, those without one at the end."""
    return tuple(pk for pk, mean in sorted(decisions, key=lambda pair: (pair[1] is None, -(pair[1] or 0), pair[0])))


def _is_against_order(one: Decision, other: Decision) -> bool:
    if one.mean is None or other.mean is None:
        return False
    chosen, left = (one, other) if one.selected else (other, one)
    return (chosen.mean or Decimal(0)) < (left.mean or Decimal(0))
