"""Score sheets: what makes one complete, its total, and what several totals say together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from shifan.core.finding import Finding, Severity
from shifan.core.pack import ReviewSheet
from shifan.core.text import count_zi

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Combined:
    """The totals of several experts: how many, their mean and the distance between highest and lowest."""

    count: int
    mean: Decimal | None
    spread: Decimal | None


def read_score(text: str) -> Decimal | None:
    """This function will read a typed score, or give None when it is no finite number of two decimals."""
    try:
        value = Decimal(text.strip())
    except InvalidOperation:
        return None
    return value if value.is_finite() and value == value.quantize(CENT) else None


def check_sheet(sheet: ReviewSheet, scores: Mapping[str, str], opinion: str) -> tuple[Finding, ...]:
    """This function will say what is missing or out of range on a score sheet; scores are as typed."""
    findings: list[Finding] = []
    for criterion in sheet.criteria:
        label = {"label": criterion.label.zh}
        text = scores.get(criterion.id, "").strip()
        if not text:
            findings.append(
                Finding("score.missing", Severity.BLOCK, where=criterion.id, clause=criterion.clause, params=label)
            )
            continue
        value = read_score(text)
        if value is None or not 0 <= value <= criterion.most:
            params = {**label, "most": str(criterion.most), "value": text}
            findings.append(
                Finding("score.range", Severity.BLOCK, where=criterion.id, clause=criterion.clause, params=params)
            )
    if count_zi(opinion) < sheet.opinion:
        findings.append(
            Finding("opinion.missing", Severity.BLOCK, where="opinion", params={"least": str(sheet.opinion)})
        )
    return tuple(findings)


def total(sheet: ReviewSheet, scores: Mapping[str, Decimal]) -> Decimal:
    """This function will give the weighted mean on a scale of 100, rounded half up to two decimals."""
    weights = sum(criterion.weight for criterion in sheet.criteria)
    points = sum(
        (scores[criterion.id] / criterion.most * 100 * criterion.weight for criterion in sheet.criteria), Decimal(0)
    )
    return (points / weights).quantize(CENT, ROUND_HALF_UP)


def combine(totals: Sequence[Decimal]) -> Combined:
    """This function will give the mean of the experts' totals, rounded half up, and their spread."""
    if not totals:
        return Combined(0, None, None)
    mean = (sum(totals, Decimal(0)) / len(totals)).quantize(CENT, ROUND_HALF_UP)
    return Combined(len(totals), mean, max(totals) - min(totals))
