"""Entering lists of earlier awards into the register."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from shifan.actions import event
from shifan.core import digest
from shifan.core.past_award import Listing
from shifan.models import PastAward, User

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did: lines that are new, lines that gained a code or a role, lines that were there already."""

    added: int
    completed: int
    known: int


@transaction.atomic
def import_rows(*, by: User | None, rows: Sequence[Listing], source: str, now: datetime) -> Imported:
    """This function will enter the lines of a list; those that are in the register already are not entered again.

    A line that was entered without code or role takes them from the new one. `source` names the file.
    """
    known = _known(rows)
    new = [row for row in {row.key: row for row in rows}.values() if row.key not in known]
    changed = [found for row in rows if (found := known.get(row.key)) is not None and _complete(found, row)]
    PastAward.objects.bulk_create([_made(row, by, now) for row in new], batch_size=_AT_ONCE)
    PastAward.objects.bulk_update(changed, ["uscc", "role"], batch_size=_AT_ONCE)
    done = Imported(len(new), len(changed), len(rows) - len(new) - len(changed))
    event.record(
        "past_award.import_rows",
        actor=by,
        now=now,
        subject="past_award:register",
        source=source,
        rows=digest.of([[*row.key, row.uscc, row.role] for row in rows]),
        added=done.added,
        completed=done.completed,
        known=done.known,
    )
    return done


def _known(rows: Sequence[Listing]) -> dict[tuple[str, int, str, str, str], PastAward]:
    """Find the lines of the register of the same awards and years."""
    found = PastAward.objects.filter(award__in={row.award for row in rows}, year__in={row.year for row in rows})
    return {(one.award, one.year, one.name_key, one.title_key, one.direction_key): one for one in found}


def _complete(found: PastAward, row: Listing) -> bool:
    gains = {name: getattr(row, name) for name in ("uscc", "role") if getattr(row, name) and not getattr(found, name)}
    for name, value in gains.items():
        setattr(found, name, value)
    return bool(gains)


def _made(row: Listing, by: User | None, now: datetime) -> PastAward:
    _, _, name_key, title_key, direction_key = row.key
    return PastAward(
        award=row.award,
        year=row.year,
        name=row.name,
        name_key=name_key,
        uscc=row.uscc,
        title=row.title,
        title_key=title_key,
        direction=row.direction,
        direction_key=direction_key,
        role=row.role,
        added_at=now,
        added_by=by,
    )
