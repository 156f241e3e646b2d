"""Know what is owed after an award: who owes what from when until when; whether an award still counts."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from shifan.core.award import Duty, Occasion, Revocation
from shifan.core.calendar import add_months
from shifan.core.display import Sheet, shown
from shifan.core.form import Words
from shifan.core.pack import Pack
from shifan.core.plan import Plan

State = Literal["waiting", "open", "overdue", "done", "standing", "ended"]
MOST_TURNS = 600  # of one returning duty


@dataclass(frozen=True, slots=True)
class Due:
    """One duty of an award, or one turn of a duty that returns: `number` counts turns from 1.

    It can be fulfilled from `opens` and has to be by `closes`, both days included. `waiting`: what it counts from has
    not happened. `standing`: it has no last day. `ended`: the award or what the duty hangs on is over.
    """

    duty: Duty
    number: int
    opens: date | None
    closes: date | None
    state: State

    @property
    def clause(self) -> tuple[str, ...]:
        """This property will give the clauses that lay the duty down."""
        return self.duty.clause


@dataclass(frozen=True, slots=True)
class Validity:
    """How long an award counts: from `since` to `until`, both included; no `until`: until it is withdrawn."""

    since: date | None
    until: date | None
    state: Literal["pending", "valid", "expired", "revoked"]


@dataclass(frozen=True, slots=True)
class Target:
    """Something promised in the frozen application that a duty holds against what was achieved."""

    path: str
    label: Words
    text: str


def due(
    pack: Pack,
    track: str,
    events: Mapping[Occasion, date],
    *,
    as_of: date,
    level: str = "",
    done: Collection[tuple[str, int]] = (),
    revoked: date | None = None,
) -> tuple[Due, ...]:
    """This function will give all that is owed for an award as of a day, past turns and the running one.

    `events` are the days of what has happened, `done` the duties fulfilled as (id, number). What is owed first comes
    first; duties without a last day and duties that wait come after those with one.
    """
    found = [
        item
        for duty in duties_of(pack, track, level)
        for item in _turns(duty, events, as_of, _end(duty, events, revoked), done)
    ]
    return tuple(sorted(found, key=lambda item: (item.closes is None, item.closes or date.max, item.opens or date.max)))


def duties_of(pack: Pack, track: str, level: str = "") -> tuple[Duty, ...]:
    """This function will give the duties that awards of a track and level bring, in the pack's order."""
    return tuple(
        duty
        for duty in pack.duties
        if (not duty.tracks or track in duty.tracks) and (not duty.levels or level in duty.levels)
    )


def validity(
    pack: Pack,
    track: str,
    events: Mapping[Occasion, date],
    *,
    as_of: date,
    level: str = "",
    renewed: date | None = None,
    revoked: date | None = None,
) -> Validity:
    """This function will say how long an award counts; `renewed` is the day of the last renewal that was passed."""
    limited = next((duty for duty in duties_of(pack, track, level) if duty.valid_months is not None), None)
    since = events.get(limited.since if limited else "list")
    if since is None:
        return Validity(None, None, "pending")
    until = None
    if limited is not None and limited.valid_months is not None:
        until = add_months(renewed or since, limited.valid_months)
    if revoked is not None and revoked <= as_of:
        return Validity(since, revoked, "revoked")
    return Validity(since, until, "expired" if until is not None and as_of > until else "valid")


def grounds(pack: Pack, track: str) -> tuple[Revocation, ...]:
    """This function will give the grounds on which an award of a track may be withdrawn."""
    return tuple(item for item in pack.revocations if not item.tracks or track in item.tracks)


def targets(plan: Plan, sheet: Sheet, duty: Duty) -> tuple[Target, ...]:
    """This function will give what the application promised that a duty compares: each answer in words.

    `sheet` holds the frozen answers. A section, group or repeat gives every answer in it.
    """
    paths = [path for wanted in duty.compares for path in _answered(sheet, wanted)]
    found = ((path, shown(sheet, path, unit=True)) for path in dict.fromkeys(paths))
    return tuple(Target(path, plan.label(sheet.track, path, sheet.flat), text) for path, text in found if text)


def _answered(sheet: Sheet, wanted: str) -> Iterator[str]:
    """Find the answers at or below a path whose rows may be written as `*`, in the order of the form."""
    form = sheet.plan.tracks[sheet.track].form
    found = []
    for path in (*sheet.flat, *sheet.computed):
        question = sheet.plan.question(sheet.track, path)
        is_answer = question is not None and not question.questions
        if question and is_answer and f"{question.pattern}.".startswith(f"{wanted}."):
            found.append((form.order[question.pattern], path))
    yield from (path for _, path in sorted(found, key=lambda pair: pair[0]))


def _end(duty: Duty, events: Mapping[Occasion, date], revoked: date | None) -> date | None:
    ends = [day for day in (events.get(duty.until) if duty.until else None, revoked) if day is not None]
    return min(ends, default=None)


def _turns(
    duty: Duty, events: Mapping[Occasion, date], as_of: date, end: date | None, done: Collection[tuple[str, int]]
) -> Iterator[Due]:
    start = events.get(duty.since)
    if duty.on is not None:
        yield _due(duty, 1, start, duty.on, as_of, end, done)
    elif start is None:
        yield Due(duty, 1, None, None, "waiting")
    elif duty.every_months is not None:
        last = as_of if end is None else min(as_of, end)
        if duty.valid_months is not None:
            last = min(last, add_months(start, duty.valid_months))
        for number in range(1, MOST_TURNS + 1):
            opens = add_months(start, duty.every_months * (number - 1))
            if number > 1 and opens > last:
                return
            yield _due(duty, number, opens, add_months(start, duty.every_months * number), as_of, end, done)
    else:
        months = duty.after_months if duty.after_months is not None else duty.valid_months
        closes = None if months is None else add_months(start, months)
        yield _due(duty, 1, start, closes, as_of, end, done)


def _due(
    duty: Duty, number: int, opens: date | None, closes: date | None, as_of: date, end: date | None,
    done: Collection[tuple[str, int]],
) -> Due:  # fmt: skip
    """Say how one turn stands; what had to be done before the end is still owed after it."""
    if (duty.id, number) in done:
        return Due(duty, number, opens, closes, "done")
    if end is not None and end <= as_of and (closes is None or closes > end):
        return Due(duty, number, opens, closes or end, "ended")
    if closes is None:
        return Due(duty, number, opens, None, "standing")
    if opens is not None and opens > as_of:
        return Due(duty, number, opens, closes, "waiting")
    return Due(duty, number, opens, closes, "overdue" if as_of > closes else "open")
