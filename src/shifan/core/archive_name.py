"""Names of files that every system takes: Windows, with its reserved words, and whoever does not tell A from a."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

LONGEST = 64  # characters of one name as UTF-16 counts them, what Joliet allows on a disc
LONGEST_BYTES = 200  # in UTF-8; Linux takes 255
LONGEST_PATH = 240  # Windows takes 259, and the folder it is unpacked to has a name too
_FORBIDDEN = str.maketrans(dict.fromkeys('<>:"/\\|?*', "_"))
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?=\.|$)")
_ENDING = re.compile(r"\.[A-Za-z0-9]{1,8}$")


def safe(name: str, longest: int = LONGEST) -> str:
    """This function will make a name that every file system takes, as near to the given one as it can be.

    What is forbidden becomes `_`, what cannot be seen is left out; long names lose their end, but never their ending.

    >>> safe("a/b: c?.pdf"), safe("CON.txt"), safe("报告. ."), safe("../..")
    ('a_b_ c_.pdf', '_CON.txt', '报告', '_')
    """
    seen = unicodedata.normalize("NFC", name)
    kept = (letter for letter in seen if letter.isspace() or unicodedata.category(letter)[0] != "C")
    seen = "".join(" " if letter.isspace() else letter for letter in kept).translate(_FORBIDDEN)
    seen = re.sub(" +", " ", seen).strip(" .")
    ending = found[0] if (found := _ENDING.search(seen)) and found.start() else ""
    stem = seen.removesuffix(ending)
    while stem and is_long(stem + ending, longest):
        stem = stem[:-1]
    made = (stem.rstrip(" .") or "_") + ending
    return f"_{made}" if _RESERVED.match(made) else made


def is_long(name: str, longest: int = LONGEST) -> bool:
    """This function will say whether a name is longer than some system takes."""
    return len(name.encode("utf-16-le")) > 2 * longest or len(name.encode()) > LONGEST_BYTES


def different(names: Iterable[str], longest: int = LONGEST) -> Iterator[str]:
    """This function will make names safe and different from one another, also where A and a are one.

    >>> list(different(["报告.pdf", "报告.PDF", "a.txt", "A.TXT"]))
    ['报告.pdf', '报告 (2).PDF', 'a.txt', 'A (2).TXT']
    """
    taken: set[str] = set()
    for name in names:
        first = made = safe(name, longest)
        ending = found[0] if (found := _ENDING.search(first)) and found.start() else ""
        number = 1
        while _folded(made) in taken:
            number += 1
            mark = f" ({number}){ending}"
            made = safe(first.removesuffix(ending), longest - len(mark)) + mark
        taken.add(_folded(made))
        yield made


def filled(pattern: str, facts: dict[str, str], longest: int = LONGEST) -> str:
    """This function will name something by a pattern of the notice; a fact that is not there takes its dash along.

    The title gives way where the whole would be too long.

    >>> filled("{recommender}—{rank}—{title}—{applicant}", {"recommender": "甲市", "title": "项目", "applicant": "乙"})
    '甲市—项目—乙'
    """
    parts = re.split(r"\{([a-z]+)\}", pattern)
    known = {name: safe(value, longest) if value else "" for name, value in facts.items()}
    while True:
        made = _joined(parts, known)
        if not is_long(made, longest) or len(known.get("title", "")) < 2:
            return safe(made, longest)
        known["title"] = known["title"][:-1]


def _joined(parts: list[str], known: dict[str, str]) -> str:
    """Put a pattern’s words and facts together; a fact that is missing takes the words before it along."""
    made = parts[0]
    has_fact = False
    for place in range(1, len(parts), 2):
        if value := known.get(parts[place], ""):
            made += (parts[place - 1] if has_fact else "") + value
            has_fact = True
    return made + parts[-1]


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", name.casefold()).casefold()
