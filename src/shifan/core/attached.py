"""Read one file of an attachment's answer: its digest, name and size, the title it was given, the pages it has."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeGuard

LONGEST_NAME = 255
LONGEST_TITLE = 100  # as the catalogue prints it
MOST_PAGES = 100_000
_DIGEST = re.compile(r"[0-9a-f]{64}")


def read(entry: object, clean: Callable[[str], str]) -> dict[str, str | int] | None:
    """This function will give a file as it is kept, None if it is not one; `clean` makes a text one line."""
    if not isinstance(entry, dict):
        return None
    digest, name, size = entry.get("digest"), entry.get("name"), entry.get("size")
    if not (isinstance(digest, str) and _DIGEST.fullmatch(digest) and isinstance(name, str) and _is_whole(size)):
        return None
    kept: dict[str, str | int] = {"digest": digest, "name": clean(name)[:LONGEST_NAME] or digest[:8], "size": size}
    title, pages = entry.get("title"), entry.get("pages")
    if isinstance(title, str) and (words := clean(title).strip()[:LONGEST_TITLE]):
        kept["title"] = words
    if _is_whole(pages) and 0 < pages < MOST_PAGES:
        kept["pages"] = pages
    return kept


def _is_whole(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**53
