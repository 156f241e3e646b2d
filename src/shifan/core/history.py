"""Know which values of an answer are worth remembering: where it passes to somebody else, or after a pause."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from shifan.core.values import Json

PAUSE = timedelta(minutes=10)  # what one person types without a longer pause is one piece of work


@dataclass(frozen=True, slots=True)
class Change:
    """One answer as somebody wants it; `version` is the one they saw, 0 for none."""

    path: str
    value: Json
    version: int


@dataclass(frozen=True, slots=True)
class Kept:
    """One answer as it is stored: its value and version, when it was written, and by whom (a key)."""

    value: Json
    version: int
    changed_at: datetime
    changed_by: int


def is_remembered(before: Kept | None, change: Change, by: int, now: datetime) -> bool:
    """This function will say whether what stood there is to be remembered before a change by somebody replaces it."""
    if before is None or before.version != change.version or before.value == change.value:
        return False
    return before.changed_by != by or now - before.changed_at > PAUSE
