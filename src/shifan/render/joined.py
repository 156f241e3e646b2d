"""Characters that are drawn together with the one before them, and where that must not be.

typst gives a letter and its mark to one font; where that has only one of the two, the other is lost on paper. Signs
with a joiner between, such as boxes to tick, are drawn twice but read as four.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

from shifan.render import fonts as typefaces
from shifan.render.characters import visible

JOINER = "\u200d"
_SIGNS = re.compile(f"{JOINER}+[^\\w\\s]")
FACES = ("fang", "hei", "kai", "song", "title")
_HALF_WIDTH = "\uff9e\uff9f"  # voiced sound marks, letters by their category


def torn(fonts: typefaces.Fonts, pieces: Collection[str]) -> tuple[str, ...]:
    """Give, longest first, what must be set character by character so that nothing of it is lost."""
    marks = {character for character in set().union(*pieces) if _is_mark(character)}
    if not marks:
        return ()
    after = "".join(map(re.escape, sorted(marks)))
    one = f"[^\n](?:{JOINER}[^\n]?|[{after}])+"
    found = {match[0] for piece in pieces for match in re.finditer(one, piece)}
    return tuple(sorted((each for each in found if _is_torn(fonts, each)), key=lambda each: (-len(each), each)))


def _is_mark(character: str) -> bool:
    return character == JOINER or character in _HALF_WIDTH or unicodedata.category(character)[0] == "M"


def _is_torn(fonts: typefaces.Fonts, together: str) -> bool:
    """Say whether signs are joined or, in any face, the first family that has a part of it has not all of it."""
    if _SIGNS.search(together):
        return True
    needed = visible(together)
    for face in FACES:
        chain = (*fonts.roles["latin"], *fonts.roles[face], *fonts.roles["fallback"])
        lacking = (len(typefaces.lacking(fonts, family, needed)) for family in chain)
        if next((number for number in lacking if number < len(needed)), 0):
            return True
    return False
