"""Decide what earlier awards mean: how a list of them is read, whose they are, which of them a bar means."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from shifan.core import identity
from shifan.core.answers import Flat
from shifan.core.facts import Award
from shifan.core.finding import Finding, Severity
from shifan.core.pack import PastAwardBar
from shifan.core.plan import Plan

_NOT_SAID = re.compile(r"[\W_]+")


def barring(plan: Plan, track: str, flat: Flat, bar: PastAwardBar, awards: tuple[Award, ...]) -> Iterator[Award]:
    """This function will give the awards that a bar means; none where the answers it compares are not given."""
    for award in meant(track, bar, awards):
        if _is_same_direction(plan, track, flat, bar, award) and _is_same_project(flat, bar, award):
            yield award


def meant(track: str, bar: PastAwardBar, awards: Sequence[Award]) -> tuple[Award, ...]:
    """This function will give the awards that a bar is about by their kind and year alone."""
    if bar.tracks and track not in bar.tracks:
        return ()
    return tuple(one for one in awards if one.award in bar.awards and (not bar.years or one.year in bar.years))


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

    >>> plain("示例 “互联” 平台（V2）") == plain("示例互联平台v2")
    True
    """
    return _NOT_SAID.sub("", name).casefold()


# --- the register of earlier awards --------------------------------------------------------------------

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "award": ("奖项", "名单", "类别", "award"),
    "year": ("年度", "年份", "年", "year"),
    "name": ("单位名称", "企业名称", "申报单位", "单位", "企业", "name", "organisation"),
    "uscc": ("统一社会信用代码", "信用代码", "社会信用代码", "uscc"),
    "title": ("项目名称", "项目", "title", "project"),
    "direction": ("方向", "试点方向", "direction"),
    "role": ("角色", "role"),
}
ROLES: Mapping[str, str] = {"牵头": "lead", "牵头单位": "lead", "联合": "joint", "参与": "joint", "联合单位": "joint"}
_KIND = re.compile(r"[a-z][a-z0-9_]*")
_YEAR = re.compile(r"((?:19|20)[0-9]{2})\s*年?度?(?:\.0)?")
_MOST: Mapping[str, int] = {"award": 80, "name": 200, "title": 300, "direction": 100, "role": 20}


@dataclass(frozen=True, slots=True)
class Listing:
    """One line of a list of earlier awards: the kind of award as packs name it, its year, and who is on the list."""

    award: str
    year: int
    name: str
    uscc: str = ""
    title: str = ""
    direction: str = ""
    role: str = ""

    @property
    def key(self) -> tuple[str, int, str, str, str]:
        """This property will give what makes a line the same line when a list is read again."""
        return self.award, self.year, plain(self.name), plain(self.title), plain(self.direction)

    @property
    def seen(self) -> Award:
        """This property will give the award as rules see it."""
        return Award(self.award, self.year, self.title, self.direction, self.role)


def heading(cells: Sequence[str]) -> dict[str, int]:
    """This function will say which column holds what, by the words of a heading line; words that are unknown do not.

    >>> heading(["序号", "单位名称", "年度"])
    {'name': 1, 'year': 2}
    """
    known = {plain(word): column for column, words in COLUMNS.items() for word in words}
    found: dict[str, int] = {}
    for at, cell in enumerate(cells):
        column = known.get(plain(cell))
        if column:
            found.setdefault(column, at)
    return found


def listing(row: Mapping[str, str], number: int) -> tuple[Listing | None, tuple[Finding, ...]]:
    """This function will read one line of a list, named by its number; a line with mistakes is None."""
    cells = {name: row.get(name, "").strip() for name in COLUMNS}
    year = _YEAR.fullmatch(cells["year"])
    code = identity.check_uscc(cells["uscc"])
    found = [_wrong("past_award.missing", number, name) for name in ("award", "year", "name") if not cells[name]]
    found += [
        _wrong("past_award.large", number, name, str(most)) for name, most in _MOST.items() if len(cells[name]) > most
    ]
    if cells["award"] and not _KIND.fullmatch(cells["award"]):
        found.append(_wrong("past_award.award", number, "award", cells["award"]))
    if cells["year"] and not year:
        found.append(_wrong("past_award.year", number, "year", cells["year"]))
    if cells["uscc"] and code.problem:
        found.append(_wrong("past_award.uscc", number, "uscc", cells["uscc"]))
    if found or not year:
        return None, tuple(found)
    role = ROLES.get(cells["role"], cells["role"])
    uscc = code.value if cells["uscc"] else ""
    return Listing(cells["award"], int(year[1]), cells["name"], uscc, cells["title"], cells["direction"], role), ()


def is_of(entry: Listing, name: str, uscc: str) -> bool:
    """This function will say whether a line means an organisation: by code, by name where one has no code."""
    if entry.uscc and uscc:
        return entry.uscc == uscc
    return plain(name) != "" and plain(entry.name) == plain(name)


def _wrong(rule: str, number: int, column: str, value: str = "") -> Finding:
    params = {"row": str(number), "column": COLUMNS[column][0], "column_en": column, "value": value}
    return Finding(rule, Severity.BLOCK, where=str(number), params=params)
