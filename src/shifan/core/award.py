"""What a pack says of awards: how many there may be, what is paid, what is owed afterwards, how they end."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

from pydantic import Field

from shifan.core.finding import Severity
from shifan.core.form import Cel, Element, Id, Words

# What duties, validity and payments count from: the notice was issued, the list published, the award designated, the
# project finished, its acceptance passed, its evaluation passed.
Occasion = Literal["notice", "list", "designation", "completion", "acceptance", "evaluation"]


class Limit(Element):
    """How many applications one applicant may have in a round, on these tracks together (all, if none is named)."""

    tracks: tuple[Id, ...] = ()
    most: int = Field(default=1, ge=1)
    severity: Severity = Severity.BLOCK


class Cap(Element):
    """How many applications may be selected on a track, or of those whose facts are as `where` says."""

    stage: Id
    track: Id
    where: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    most: int = Field(ge=0)
    severity: Severity = Severity.BLOCK


class Unchanged(Element):
    """That a renewed application repeats an earlier one: every answer of `earlier` (a track), but for `except_for`.

    `except_for` are paths of sections, groups or fields that may differ.
    """

    track: Id
    earlier: Id
    except_for: tuple[str, ...] = ()
    severity: Severity = Severity.BLOCK


# --- money ---------------------------------------------------------------------------------------------


class Exclusion(Element):
    """Kinds of cost that do not count towards a base."""

    kinds: tuple[str, ...] = Field(min_length=1)


class Base(Element):
    """What a share is taken of: the rows of a repeat, each with an amount, a day (or month) and a kind of cost.

    `name`, `amount`, `day` and `kind` are fields of the row. Rows before `since` or after `until` (both days count)
    and rows of an excluded kind do not count, and are shown with the reason.
    """

    each: str
    name: str
    amount: str
    day: str = ""
    kind: str = ""
    since: date | None = None
    until: date | None = None
    excluded: tuple[Exclusion, ...] = ()


class Rate(Element):
    """What an award of one level is paid: a share of the base, at most `cap`. Its id is the level's."""

    share: Decimal = Field(gt=0, le=1)
    cap: Decimal | None = Field(default=None, gt=0)


class Matching(Element):
    """What the body of a kind adds to an award: a share of it (1 = the same again)."""

    body: Id
    share: Decimal = Field(gt=0)


class Difference(Element):
    """That on these tracks only what is missing is paid: the new amount less `paid`, the path of what was received."""

    tracks: tuple[Id, ...] = Field(min_length=1)
    paid: str


class Funding(Element):
    """What an award is paid. Exactly one rate applies, that of the award's `level` (a path); rates do not add up.

    Sums are in `unit`, kept to `places` decimals and rounded as `rounding` says. `asked` is the path of the sum that
    the applicant asks for, which should not be more.
    """

    tracks: tuple[Id, ...] = ()
    unit: Words
    base: Base
    level: str
    rates: tuple[Rate, ...] = Field(min_length=1)
    difference: Difference | None = None
    matching: tuple[Matching, ...] = ()
    asked: str = ""
    places: int = Field(default=2, ge=0, le=6)
    rounding: Literal["down", "half_up"] = "down"


# --- afterwards ----------------------------------------------------------------------------------------


class Duty(Element):
    """What is owed after an award: what, by whom, from when until when, how often.

    Months count from `since`; `on` is a day that the notice itself names. `after_months` is the last day of a duty
    owed once, `every_months` the interval of one that returns, `valid_months` how long the award counts before it has
    to be renewed. A duty without any of them stands as long as the award. `until` names what ends it. `levels` are
    the award's levels that owe it. `compares` are paths of the form, frozen with the award, that what was achieved is
    held against. `soft` duties are encouraged; `failing` says what not fulfilling one may lead to.
    """

    tracks: tuple[Id, ...] = ()
    levels: tuple[str, ...] = ()
    by: Literal["applicant", "recommender", "organiser"]
    what: Literal["report", "inspection", "evaluation", "acceptance", "promotion", "support", "renewal", "other"] = (
        "other"
    )
    since: Occasion = "list"
    on: date | None = None
    after_months: int | None = None
    every_months: int | None = None
    valid_months: int | None = None
    until: Occasion | None = None
    compares: tuple[str, ...] = ()
    soft: bool = False
    failing: Literal["", "warn", "revoke"] = ""


class Revocation(Element):
    """A ground on which an award is withdrawn; a person decides and records it. `label` is the ground."""

    tracks: tuple[Id, ...] = ()
    by: Literal["recommender", "organiser"] = "organiser"
    proof: Cel | None = None
