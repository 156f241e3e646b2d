"""Decide which earlier awards of an applicant a bar of the pack means: by kind, year, direction and project."""

from __future__ import annotations

import re
from collections.abc import Iterator

from shifan.core.answers import Flat
from shifan.core.facts import Award
from shifan.core.pack import PastAwardBar
from shifan.core.plan import Plan

_NOT_SAID = re.compile(r"[\W_]+")


def barring(plan: Plan, track: str, flat: Flat, bar: PastAwardBar, awards: tuple[Award, ...]) -> Iterator[Award]:
    """This function will give the awards that a bar means; none where the answers it compares are not given."""
    if bar.tracks and track not in bar.tracks:
        return
    for award in awards:
        is_meant = award.award in bar.awards and (not bar.years or award.year in bar.years)
        if is_meant and _is_same_direction(plan, track, flat, bar, award) and _is_same_project(flat, bar, award):
            yield award


def _is_same_direction(plan: Plan, track: str, flat: Flat, bar: PastAwardBar, award: Award) -> bool:
    """Compare the award's direction, a code or a name, with the chosen options and all that is above them."""
    if not bar.direction:
        return True
    value = flat.get(bar.direction)
    chosen = [one for one in (value if isinstance(value, list | tuple) else [value]) if isinstance(one, str)]
    source = getattr(plan.field(track, bar.direction), "options_from", "")
    codes = {code for one in chosen for code in (one, *plan.ancestors(source, one))}
    labels = (plan.item(source, code) for code in codes)
    names = {plain(item.name.zh) for item in labels if item}
    names |= {plain(words.zh) for one in chosen if (words := plan.option(track, bar.direction, one))}
    return award.direction in codes or plain(award.direction) in names


def _is_same_project(flat: Flat, bar: PastAwardBar, award: Award) -> bool:
    named = flat.get(bar.project) if bar.project else ""
    return not bar.project or (isinstance(named, str) and plain(named) != "" and plain(named) == plain(award.title))


def plain(name: str) -> str:
    """This function will reduce a name to what is said of it: no spaces, no marks, small letters.

    >>> plain("示例 “双创” 平台（V2）") == plain("示例双创平台v2")
    True
    """
    return _NOT_SAID.sub("", name).casefold()
