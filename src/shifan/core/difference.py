"""What changed between two versions of a text, in pieces short enough to read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Kind = Literal["same", "gone", "new"]

# One ideograph or mark at a time, Latin words and numbers whole.
_SMALL = re.compile(r"[A-Za-z0-9.%]+|\s+|.", re.DOTALL)
_LARGE = re.compile(r"[^。；！？\n]*[。；！？\n]+|[^。；！？\n]+")
_MOST = 1_000_000  # comparisons; beyond that whole sentences are compared
_NEAR = 24  # characters kept on either side of a change


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that stayed, went or came."""

    kind: Kind
    text: str


def pieces(before: str, after: str) -> tuple[Piece, ...]:
    """Tell two texts apart piece by piece; long stretches that stayed are shortened by an ellipsis.

    >>> [(piece.kind, piece.text) for piece in pieces("良率 98%", "良率 99.5%")]
    [('same', '良率 '), ('gone', '98%'), ('new', '99.5%')]
    """
    if before == after:
        return (Piece("same", after),) if after else ()
    old, new = _SMALL.findall(before), _SMALL.findall(after)
    if len(old) * len(new) > _MOST:
        old, new = _LARGE.findall(before), _LARGE.findall(after)
    found: list[Piece] = []
    for kind, start, end, new_start, new_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            found.append(Piece("same", "".join(new[new_start:new_end])))
            continue
        found += [Piece("gone", "".join(old[start:end]))] if end > start else []
        found += [Piece("new", "".join(new[new_start:new_end]))] if new_end > new_start else []
    last = len(found) - 1
    return tuple(_shortened(piece, index == 0, index == last) for index, piece in enumerate(found))


def _shortened(piece: Piece, first: bool, last: bool) -> Piece:
    if piece.kind != "same" or len(piece.text) <= 3 * _NEAR:
        return piece
    head = "" if first else piece.text[:_NEAR]
    tail = "" if last else piece.text[-_NEAR:]
    return Piece("same", f"{head}…{tail}")
