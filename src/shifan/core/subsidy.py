"""The table of what the selected of a track are paid: one row each, every step behind it, what could not be said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from shifan.core import digest, funding
from shifan.core.answers import Flat, rows
from shifan.core.award import Funding
from shifan.core.form import Words
from shifan.core.funding import Figures, Payment, Step, plain
from shifan.core.plan import Plan
from shifan.core.source import Line, Record
from shifan.core.values import Json, decimal

STEPS: Mapping[str, Words] = {
    "counted": Words(zh="计入", en="counted"),
    "excluded": Words(zh="不计入", en="not counted"),
    "base": Words(zh="基数", en="base"),
    "share": Words(zh="按比例", en="share"),
    "cap": Words(zh="封顶", en="cap"),
    "paid": Words(zh="减已付", en="paid before"),
    "result": Words(zh="应付", en="payable"),
    "matching": Words(zh="配套", en="matching"),
}
_NO_LEVEL = Words(zh="未填{what}，未测算", en="{what} not answered, not worked out")
_NO_RATE = Words(zh="“{what}”没有对应的补助标准，未测算", en="no rate for “{what}”, not worked out")
_NO_ROWS = Words(zh="没有填写{what}，基数为 0", en="{what} not filled in, the base is 0")
_NO_AMOUNT = Words(zh="{count} 项费用没有金额，未计入", en="{count} costs have no amount and were not counted")
_NO_PAID = Words(zh="未填{what}，按 0 计", en="{what} not answered, taken for 0")
_LESS = Words(zh="申请 {asked}，少于测算金额", en="asks for {asked}, less than worked out")
_MORE = Words(zh="申请 {asked}，多于测算金额", en="asks for {asked}, more than worked out")


@dataclass(frozen=True, slots=True)
class Claim:
    """One of the selected with the frozen answers that its amount is worked out from."""

    applicant: str
    title: str
    flat: Flat
    computed: Mapping[str, Json] = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()


def record(
    plan: Plan,
    track: str,
    claims: Sequence[Claim],
    *,
    issuer: str,
    listed: Words | str,
    day: date | None,
    basis: Json = None,
) -> Record:
    """This function will work out the table for the selected, in their order; raises LookupError without terms.

    Sums are exact. `basis` is the digest of the list that is frozen; without it the table is a draft.
    """
    terms = funding.terms_of(plan.pack, track)
    if terms is None:
        raise LookupError(track)
    worked = [(claim, *_worked(plan, track, terms, claim)) for claim in claims]
    paid = [payment for _, _, payment in worked]
    added = [amount for payment in paid for _, amount in payment.matching]
    words: dict[str, Words | str] = {
        "issuer": issuer,
        "list": listed,
        "terms": terms.label,
        "unit": terms.unit,
        "count": str(len(claims)),
        "sum": plain(sum((payment.amount for payment in paid), Decimal(0))),
        "matching": plain(sum(added, Decimal(0))),
        "open": str(sum(1 for payment in paid if payment.rate is None)),
    }
    table = tuple(_row(plan, track, terms, *one) for one in worked)
    steps = tuple(line for claim, _, payment in worked for line in _steps(claim, payment))
    seal = digest.of({"of": "funding", "basis": basis, "pack": plan.pack.digest}) if basis else ""
    return Record("funding", track, words, day, {"": table, "steps": steps}, seal)


def _worked(plan: Plan, track: str, terms: Funding, claim: Claim) -> tuple[Figures, Payment]:
    figures = funding.figures_of(plan, track, terms, claim.flat, claim.computed, claim.hidden)
    return figures, funding.work_out(terms, figures)


def _row(plan: Plan, track: str, terms: Funding, claim: Claim, figures: Figures, payment: Payment) -> Line:
    rate = payment.rate
    asked = decimal(claim.flat.get(terms.asked)) if terms.asked else None
    notes = tuple(_notes(plan, track, terms, claim, figures, payment))
    cells: dict[str, Words | str] = {
        "applicant": claim.applicant,
        "title": claim.title,
        "level": rate.label if rate else "—",
        "total": plain(payment.total),
        "base": plain(payment.base),
        "share": f"{plain(rate.share * 100)}%" if rate else "—",
        "cap": "—" if rate is None or rate.cap is None else plain(rate.cap),
        "full": plain(payment.full) if rate else "—",
        "paid": plain(payment.paid) if figures.is_difference else "—",
        "amount": plain(payment.amount) if rate else "—",
        "matching": plain(sum((amount for _, amount in payment.matching), Decimal(0))) if rate else "—",
        "asked": "—" if asked is None else plain(asked),
        "note": Words(zh="；".join(one.zh for one in notes), en="; ".join(one.en for one in notes)),
    }
    return Line(cells)


def _notes(plan: Plan, track: str, terms: Funding, claim: Claim, figures: Figures, payment: Payment) -> Iterator[Words]:
    """Say which inputs are missing, and where what is asked for is not what was worked out."""
    answers = {**claim.flat, **claim.computed}
    if not figures.level:
        yield _put(_NO_LEVEL, plan.label(track, terms.level, answers))
    elif payment.rate is None:
        known = plan.option(track, terms.level, figures.level)
        yield _put(_NO_RATE, known or Words(zh=figures.level, en=figures.level))
    keys = rows(answers, terms.base.each)
    if not keys or terms.base.each in claim.hidden:
        yield _put(_NO_ROWS, plan.label(track, terms.base.each, answers))
    elif missing := len(keys) - len(figures.items):
        yield Words(zh=_NO_AMOUNT.zh.format(count=missing), en=_NO_AMOUNT.en.format(count=missing))
    if figures.is_difference and terms.difference and decimal(answers.get(terms.difference.paid)) is None:
        yield _put(_NO_PAID, plan.label(track, terms.difference.paid, answers))
    asked = decimal(claim.flat.get(terms.asked)) if terms.asked and payment.rate else None
    if asked is not None and asked != payment.amount and not figures.is_difference:
        differs = _LESS if asked < payment.amount else _MORE
        yield Words(zh=differs.zh.format(asked=plain(asked)), en=differs.en.format(asked=plain(asked)))


def _put(words: Words, what: Words) -> Words:
    return Words(zh=words.zh.format(what=what.zh), en=words.en.format(what=what.en))


def _steps(claim: Claim, payment: Payment) -> Iterator[Line]:
    yield Line(heading=f"{claim.applicant}　{claim.title}".strip("　"))
    for step in payment.steps:
        yield Line(_step(step))


def _step(step: Step) -> dict[str, Words | str]:
    return {
        "step": STEPS[step.kind],
        "item": step.label,
        "amount": plain(step.amount),
        "clause": "" if step.kind == "counted" else "、".join(step.clause),  # those of the base, named in its row
        "reason": step.reason or "",
    }
