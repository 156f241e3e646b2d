"""Know which numbers and days stand in the sentences of a notice, and whether what a pack declares stands in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from shifan.core import placeholder
from shifan.core.compiler import Fault
from shifan.core.form import FormField, RepeatField, RichField, TextField
from shifan.core.pack import Pack
from shifan.core.plan import Plan
from shifan.core.question import Locator, Question

_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0, "双": 2}
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_CHINESE = re.compile(r"([一二三四五六七八九]?)十([一二三四五六七八九]?)|([零〇一二两三四五六七八九双])")
_DAY = re.compile(r"([0-9]{1,2})\s*月\s*([0-9]{1,2})\s*日")
_MONTH_END = re.compile(r"([0-9]{1,2})\s*月底")
_CHARACTERS = re.compile(r"([0-9]+)\s*字")
_YEARLY = re.compile("每年|年度|年底")


def numbers(text: str) -> frozenset[Decimal]:
    """This function will give the numbers of a sentence, written in digits or in Chinese; 百分之 and 万 are left out.

    >>> sorted(map(int, numbers("推荐总数不超过 15 个，其中至少两个")))
    [2, 15]
    """
    wide = text.translate({0xFF10 + digit: ord("0") + digit for digit in range(10)})
    found = {Decimal(match[0]) for match in _NUMBER.finditer(wide)}
    for match in _CHINESE.finditer(wide):
        if match[3]:
            found.add(Decimal(_DIGITS[match[3]]))
        else:
            found.add(Decimal(10 * _DIGITS.get(match[1] or "一", 1) + _DIGITS.get(match[2] or "零", 0)))
    return frozenset(found)


def months(text: str) -> frozenset[Decimal]:
    """This function will give the lengths of time in a sentence in months: those said in months, and in years."""
    plain = numbers(text)
    yearly = {Decimal(12)} if _YEARLY.search(text) else set()
    half = {Decimal(6)} if "半年" in text else set()
    return frozenset({*plain, *(12 * number for number in plain), *yearly, *half})


def days(text: str) -> frozenset[tuple[int, int]]:
    """This function will give the days of a sentence as (month, day)."""
    found = {(int(match[1]), int(match[2])) for match in _DAY.finditer(text)}
    return frozenset(found | {(int(match[1]), 31) for match in _MONTH_END.finditer(text)})


def look(plan: Plan) -> Iterator[Fault]:
    """This function will note declared numbers and days that none of the sentences they cite holds.

    What a placeholder fills is a reading and has to be the value that the placeholder gives, if it gives one. What
    cites nothing is not looked at.
    """
    pack = plan.pack
    quotes = {clause.id: f"{clause.quote} {clause.note}" for clause in pack.clauses}
    readings = {name: item.value for item in pack.placeholders for name in item.fills}
    singular = {section: name for name, section in placeholder.SECTIONS.items()}
    for locator, name, clauses, value in _declared(pack):
        text = " ".join(quotes.get(clause, "") for clause in clauses)
        place = f"{singular.get(str(locator[0]), '')}:{name}.{locator[-1]}"
        if not text or not readings.get(place, str(value)):
            continue
        if str(value) == readings.get(place) or _is_said(str(locator[-1]), value, text):
            continue
        message = f"“{value}” does not stand in the sentences that “{name}” cites"
        yield Fault(locator, message, "cite the one that says it, or give the reading under `placeholders`")
    yield from _characters(plan, quotes)


def _is_said(key: str, value: Decimal | date, text: str) -> bool:
    if isinstance(value, date):
        return not days(text) or (value.month, value.day) in days(text)
    if key.endswith("months"):
        return value in months(text)
    if key == "share":
        return value * 100 in numbers(text)
    return value in numbers(text)


def _declared(pack: Pack) -> Iterator[tuple[Locator, str, tuple[str, ...], Decimal | date]]:
    """Give what a pack declares in numbers: where, in which element, by which clauses, the number."""
    for at, quota in enumerate(pack.quotas):
        yield ("quotas", at, "limit"), quota.id, quota.clause, Decimal(quota.limit)
    for at, cap in enumerate(pack.caps):
        yield ("caps", at, "most"), cap.id, cap.clause, Decimal(cap.most)
    for at, stage in enumerate(pack.stages):
        if stage.closes:
            yield ("stages", at, "closes"), stage.id, stage.clause, stage.closes
        if stage.copies:
            yield ("stages", at, "copies"), stage.id, stage.clause, Decimal(stage.copies)
    for at, terms in enumerate(pack.funding):
        for place, rate in enumerate(terms.rates):
            yield ("funding", at, "rates", place, "share"), rate.id, rate.clause, rate.share
            if rate.cap is not None:
                yield ("funding", at, "rates", place, "cap"), rate.id, rate.clause, rate.cap
    for at, duty in enumerate(pack.duties):
        for key in ("after_months", "every_months", "valid_months"):
            if (months_given := getattr(duty, key)) is not None:
                yield ("duties", at, key), duty.id, duty.clause, Decimal(months_given)
    for at, paper in enumerate(pack.papers):
        if paper.copies is not None:
            yield ("papers", at, "copies"), paper.id, paper.clause, Decimal(paper.copies)


def _characters(plan: Plan, quotes: dict[str, str]) -> Iterator[Fault]:
    """Note sentences with one limit in 字 that none of the fields citing them has."""
    for track in plan.tracks.values():
        citing: dict[str, list[Question]] = {}
        for question in track.form.by_pattern.values():
            for clause in question.field.clause if _limit(question.field) is not None else ():
                citing.setdefault(clause, []).append(question)
        for clause, questions in citing.items():
            said = {int(match[1]) for match in _CHARACTERS.finditer(quotes.get(clause, ""))}
            if len(said) == 1 and not any(_limit(question.field) in said for question in questions):
                first = questions[0]
                message = f"“{first.pattern}” may have {_limit(first.field)} 字, but “{clause}” says {min(said)}"
                yield Fault((*first.locator, "limit"), message)


def _limit(item: FormField) -> int | None:
    return item.limit if isinstance(item, TextField | RichField | RepeatField) else None
