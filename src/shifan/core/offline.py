"""Decide what an offline workbook changes: against what it was written with, and against what is stored now."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Literal

from shifan.core import answers, digest
from shifan.core.form import RepeatField, RichField
from shifan.core.plan import Plan
from shifan.core.values import Json

Kind = Literal["new", "changed", "conflict", "locked", "gone"]
Stored = Mapping[str, tuple[Json, int]]
Stamps = Mapping[str, tuple[int, str]]


@dataclass(frozen=True, slots=True)
class Difference:
    """An answer that the workbook has otherwise: what is stored, in which version, and what the workbook says.

    `within` is the order of rows that has to be taken first, for an answer in a row that the workbook adds. `loses`
    says that formatting, pictures or tables of a text would be gone.
    """

    path: str
    kind: Kind
    now: Json
    given: Json
    version: int
    within: str = ""
    loses: bool = False


def stamps(stored: Stored, carried: Collection[str], flat: Mapping[str, Json]) -> dict[str, tuple[int, str]]:
    """This function will say for each answer that a workbook carries its version and what the workbook makes of it."""
    return {path: (stored.get(path, (None, 0))[1], mark(flat.get(path))) for path in carried}


def mark(value: Json) -> str:
    """This function will give a short digest of an answer."""
    return "#" + digest.of([value])[:16]


def compare(
    plan: Plan,
    track: str,
    stored: Stored,
    *,
    flat: Mapping[str, Json],
    carried: Collection[str],
    base: Stamps,
    is_open: Callable[[str], bool],
) -> tuple[Difference, ...]:
    """This function will list what a workbook has otherwise than what is stored, the order of rows before the rows.

    An answer that the workbook was written with and left as it was is none, however new what is stored. Without stamps
    nobody knows what was there before: then any answer that is stored already is a conflict.
    """
    comparison = _Comparison(plan, track, stored, flat, base, is_open)
    leaves = [path for path in carried if plan.question(track, path) is not None]
    orders = [path for path in leaves if isinstance(plan.field(track, path), RepeatField)]
    found = [one for path in sorted(orders, key=_depth) if (one := comparison.order(path))]
    found += [one for path in leaves if path not in set(orders) and (one := comparison.leaf(path))]
    return tuple(found)


class _Comparison:
    def __init__(
        self,
        plan: Plan,
        track: str,
        stored: Stored,
        flat: Mapping[str, Json],
        base: Stamps,
        is_open: Callable[[str], bool],
    ) -> None:
        self.plan, self.track, self.stored, self.flat = plan, track, stored, flat
        self.base, self.is_open = base, is_open
        self.rows: dict[str, tuple[set[str], set[str]]] = {}  # by repeat: keys there now, keys the workbook adds

    def order(self, path: str) -> Difference | None:
        """Compare the rows of a repeat; rows that came after the workbook was written stay, at the end."""
        now, version = self.stored.get(path, (None, 0))
        here = list(answers.rows({path: now}, path))
        wanted = [str(key) for key in answers.rows(self.flat, path)]
        wanted += [key for key in here if key not in wanted and self.base and f"{path}.{key}" not in self.base]
        self.rows[path] = (set(here), set(wanted) - set(here))
        if wanted == here or self._is_left(path):
            self.rows[path] = (set(here), set())
            return None
        return self._difference(path, list(wanted), now, version)

    def leaf(self, path: str) -> Difference | None:
        """Compare one answer."""
        now, version = self.stored.get(path, (None, 0))
        given = self.flat.get(path)
        if (_empty(now) and _empty(given)) or now == given or self._is_left(path):
            return None
        return self._difference(path, given, now, version)

    def _is_left(self, path: str) -> bool:
        return path in self.base and self.base[path][1] == mark(self.flat.get(path))

    def _difference(self, path: str, given: Json, now: Json, version: int) -> Difference | None:
        within, is_gone = self._row_of(path)
        kind: Kind = "new" if _empty(now) else "changed"
        if is_gone:
            kind = "gone"
        elif not self.is_open(path):
            kind = "locked"
        elif (path in self.base and version != self.base[path][0]) or (path not in self.base and not _empty(now)):
            kind = "conflict"
        asked = self.plan.field(self.track, path)
        loses = isinstance(asked, RichField) and isinstance(now, Mapping) and not _is_plain(now)
        if loses and kind == "changed":
            kind = "conflict"
        return Difference(path, kind, now, given, version, within, loses)

    def _row_of(self, path: str) -> tuple[str, bool]:
        """Find the repeat whose order adds the row a path lies in, and whether that row is there at all."""
        parts = path.split(".")
        for end in range(2, len(parts)):
            repeat = ".".join(parts[:end])
            if not isinstance(self.plan.field(self.track, repeat), RepeatField):
                continue
            here = set(answers.rows({repeat: self.stored.get(repeat, (None, 0))[0]}, repeat))
            known, added = self.rows.get(repeat, (here, set()))
            if parts[end] in added:
                return repeat, False
            if parts[end] not in known:
                return "", True
        return "", False


def _is_plain(text: Mapping[str, Json]) -> bool:
    """Say whether a formatted text is nothing but paragraphs, which a workbook gives back as they are."""
    content = text.get("content")
    for block in content if isinstance(content, list | tuple) else ():
        if not isinstance(block, Mapping) or block.get("type") != "paragraph":
            return False
        inner = block.get("content")
        for part in inner if isinstance(inner, list | tuple) else ():
            if not isinstance(part, Mapping) or part.get("type") != "text" or part.get("marks"):
                return False
    return True


def _depth(path: str) -> int:
    return path.count(".")


def _empty(value: Json) -> bool:
    return value is None or value == "" or value == []
