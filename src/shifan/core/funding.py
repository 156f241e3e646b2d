"""Work out what an award is paid: which costs count, the share, the cap, what was paid before; exact, step by step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import Literal

from shifan.core.answers import Flat, rows
from shifan.core.award import Base, Funding, Matching, Rate
from shifan.core.finding import Finding, Severity
from shifan.core.form import Words
from shifan.core.pack import Pack
from shifan.core.plan import Plan
from shifan.core.values import Json, decimal

NOTHING = Decimal(0)
StepKind = Literal["counted", "excluded", "base", "share", "cap", "paid", "result", "matching"]

_EARLY = Words(zh="发生在 {day} 之前", en="spent before {day}")
_LATE = Words(zh="发生在 {day} 之后", en="spent after {day}")
_UNDATED = Words(zh="未填发生日期", en="without a day")


@dataclass(frozen=True, slots=True)
class Item:
    """One cost: what it is for, its amount, the day (2018-01-01) or month it fell on, its kind."""

    name: str
    amount: Decimal
    day: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Figures:
    """What an amount is worked out from; `paid` is what has been received for the same project before."""

    level: str
    items: tuple[Item, ...]
    paid: Decimal = NOTHING
    is_difference: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the working: what, how much, by which clause, and for an excluded cost why."""

    kind: StepKind
    label: Words
    amount: Decimal
    clause: tuple[str, ...] = ()
    reason: Words | None = None


@dataclass(frozen=True, slots=True)
class Payment:
    """An amount and how it came about.

    `total` is the sum of all costs, `base` of those that count, `full` the share of the base after the cap, `amount`
    what is paid: `full`, or what `full` is above `paid`. No rate for the level: `rate` is None and nothing is paid.
    `matching` is what bodies of a kind add.
    """

    total: Decimal
    base: Decimal
    rate: Rate | None
    full: Decimal
    paid: Decimal
    amount: Decimal
    matching: tuple[tuple[Matching, Decimal], ...]
    steps: tuple[Step, ...]


def terms_of(pack: Pack, track: str) -> Funding | None:
    """This function will find the terms on which awards of a track are paid, or None."""
    return next((item for item in pack.funding if not item.tracks or track in item.tracks), None)


def work_out(terms: Funding, figures: Figures) -> Payment:
    """This function will work out what an award is paid, in the terms' unit, exact until the one rounding at the end.

    A cost without a day does not count where the terms have a first or last day. Nothing is ever less than zero.
    """
    steps = [_weighed(terms.base, item) for item in figures.items]
    total = sum((item.amount for item in figures.items), NOTHING)
    base = max(NOTHING, sum((step.amount for step in steps if step.kind == "counted"), NOTHING))
    steps.append(Step("base", terms.base.label, base, terms.base.clause))
    rate = next((rate for rate in terms.rates if rate.id == figures.level), None)
    if rate is None:
        return Payment(total, base, None, NOTHING, figures.paid, NOTHING, (), tuple(steps))
    share = base * rate.share
    steps.append(Step("share", rate.label, share, rate.clause))
    full = _rounded(terms, share if rate.cap is None else min(share, rate.cap))
    if rate.cap is not None and share > rate.cap:
        steps.append(Step("cap", rate.label, rate.cap, rate.clause))
    amount = full
    if figures.is_difference and terms.difference is not None:
        amount = max(NOTHING, full - figures.paid)
        steps.append(Step("paid", terms.difference.label, figures.paid, terms.difference.clause))
    steps.append(Step("result", terms.label, amount, terms.clause))
    matching = tuple((item, _rounded(terms, amount * item.share)) for item in terms.matching)
    steps += [Step("matching", item.label, added, item.clause) for item, added in matching]
    return Payment(total, base, rate, full, figures.paid, amount, matching, tuple(steps))


def figures_of(
    plan: Plan,
    track: str,
    terms: Funding,
    flat: Flat,
    computed: Mapping[str, Json],
    hidden: frozenset[str] = frozenset(),
) -> Figures:
    """This function will read from the answers of an application what its amount is worked out from.

    Rows without an amount that can be read count as nothing; `computed` and `hidden` are those of the check.
    """
    answers = {**flat, **computed}
    difference = terms.difference
    is_difference = difference is not None and track in difference.tracks
    paid = decimal(answers.get(difference.paid)) if difference is not None and is_difference else None
    found = answers.get(terms.level)
    return Figures(
        level=found if isinstance(found, str) else "",
        items=() if terms.base.each in hidden else tuple(_items(terms.base, answers)),
        paid=paid or NOTHING,
        is_difference=is_difference,
    )


def check(
    plan: Plan, track: str, flat: Flat, computed: Mapping[str, Json], hidden: frozenset[str] = frozenset()
) -> tuple[Finding, ...]:
    """This function will warn where an applicant asks for more than the terms give.

    On a track that pays a difference the application repeats what was asked for before, and nothing is said of it.
    """
    terms = terms_of(plan.pack, track)
    asked = decimal(flat.get(terms.asked)) if terms is not None and terms.asked else None
    if terms is None or asked is None:
        return ()
    figures = figures_of(plan, track, terms, flat, computed, hidden)
    payment = work_out(terms, figures)
    if payment.rate is None or figures.is_difference or asked <= payment.amount:
        return ()
    params = {
        "asked": plain(asked),
        "amount": plain(payment.amount),
        "base": plain(payment.base),
        "share": plain(payment.rate.share * 100) + "%",
        "cap": "—" if payment.rate.cap is None else plain(payment.rate.cap),
        "unit": terms.unit.zh,
        "unit_en": terms.unit.en,
    }
    clause = tuple(dict.fromkeys((*payment.rate.clause, *terms.base.clause)))
    return (Finding("funding.asked", Severity.WARN, terms.asked, terms.asked, clause, params),)


def plain(amount: Decimal) -> str:
    """This function will write an amount without an exponent and without zeros that say nothing.

    >>> plain(Decimal("300.00")), plain(Decimal("1E+2"))
    ('300', '100')
    """
    text = format(amount, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _weighed(base: Base, item: Item) -> Step:
    """Say whether a cost counts; if not, why and by which clause."""
    label = Words(zh=item.name, en=item.name)
    excluded = next((one for one in base.excluded if item.kind and item.kind in one.kinds), None)
    if excluded is not None:
        return Step("excluded", label, item.amount, excluded.clause, excluded.label)
    if reason := _outside(base, item.day):
        return Step("excluded", label, item.amount, base.clause, reason)
    return Step("counted", label, item.amount, base.clause)


def _outside(base: Base, day: str) -> Words | None:
    if base.since is None and base.until is None:
        return None
    if not day:
        return _UNDATED
    whole = f"{day}-01" if len(day) == 7 else day
    if base.since is not None and whole < base.since.isoformat():
        return _on(_EARLY, base.since)
    if base.until is not None and whole > base.until.isoformat():
        return _on(_LATE, base.until)
    return None


def _on(reason: Words, day: date) -> Words:
    return Words(zh=reason.zh.format(day=day), en=reason.en.format(day=day))


def _items(base: Base, answers: Flat) -> Iterator[Item]:
    for key in rows(answers, base.each):
        amount = decimal(answers.get(f"{base.each}.{key}.{base.amount}"))
        if amount is not None:
            name, day, kind = (
                answers.get(f"{base.each}.{key}.{field}") if field else None
                for field in (base.name, base.day, base.kind)
            )
            yield Item(_text(name), amount, _text(day), _text(kind))


def _text(value: Json) -> str:
    own = value.get("own") if isinstance(value, Mapping) else value
    return own if isinstance(own, str) else ""


def _rounded(terms: Funding, amount: Decimal) -> Decimal:
    """Round to the terms' places: down by default, for a sum rounded up would be above the share or the cap."""
    mode = ROUND_DOWN if terms.rounding == "down" else ROUND_HALF_UP
    return amount.quantize(Decimal(1).scaleb(-terms.places), rounding=mode)
