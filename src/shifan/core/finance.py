"""Know the figures of an organisation's years: what may be typed, what follows from them, what is odd about them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from shifan.core.finding import Finding, Severity
from shifan.core.form import NumberField, Words
from shifan.core.profile import questions
from shifan.core.size import Figures, Size, SizeRow, find_row, size_class
from shifan.core.values import decimal, look

WAN = Words(zh="万元", en="10,000 yuan")
MOST = Decimal("9999999999999.99")
MOST_PEOPLE = Decimal(2_000_000_000)
SHOWN = 5  # years offered, the last full year first


def _money(name: str, zh: str, en: str, *, may_be_less: bool = False) -> NumberField:
    least = -MOST if may_be_less else Decimal(0)
    return NumberField(id=name, type="decimal", unit=WAN, least=least, most=MOST, label=Words(zh=zh, en=en))


COLUMNS = (
    _money("assets", "资产总额", "Total assets"),
    _money("liabilities", "负债总额", "Total liabilities"),
    _money("revenue", "营业收入", "Revenue"),
    _money("profit", "利润总额", "Profit", may_be_less=True),
    _money("tax", "税金", "Taxes", may_be_less=True),
    _money("research", "研发费用", "Research and development"),
    NumberField(
        id="headcount",
        type="integer",
        unit=Words(zh="人", en="persons"),
        least=Decimal(0),
        most=MOST_PEOPLE,
        label=Words(zh="年末从业人员", en="Persons employed at the end of the year"),
    ),
)

Year = Mapping[str, Decimal | None]


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The figures that can be kept, by year, and what is wrong or odd; a finding is at `<year>.<column>`."""

    years: Mapping[int, dict[str, Decimal | None]]
    findings: tuple[Finding, ...]

    @property
    def blocking(self) -> tuple[Finding, ...]:
        """This property will give the findings that stand against keeping anything."""
        return tuple(finding for finding in self.findings if finding.blocks)


@dataclass(frozen=True, slots=True)
class Sized:
    """A size class and what it was computed from; `size` is None where a figure or the industry is missing."""

    size: Size | None
    row: SizeRow | None
    figures: Figures
    year: int | None


def clean(typed: Mapping[str, str], years: Sequence[int]) -> Cleaned:
    """This function will read figures typed as `<year>.<column>`; a year without any figure is left out."""
    found: dict[int, dict[str, Decimal | None]] = {}
    findings: list[Finding] = []
    asked = questions(COLUMNS, {})
    for year in years:
        values: dict[str, Decimal | None] = {}
        for question in asked:
            place = f"{year}.{question.key}"
            kept, wrong = look(question, typed.get(place, "").replace(",", "").replace("，", "").strip())
            findings += [_said(one.code, year, question.key, one.params) for one in wrong]
            values[question.key] = None if wrong else decimal(kept)
        if any(value is not None for value in values.values()):
            found[year] = values
            findings += _odd(year, values)
    return Cleaned(found, tuple(findings))


def plain(value: Decimal | None) -> str:
    """This function will write a figure as people type it: no zeros behind the point, no exponent."""
    if value is None:
        return ""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def label(place: str) -> Words:
    """This function will name a figure at `<year>.<column>`; what is none is its own name."""
    year, _, name = place.partition(".")
    words = next((column.label for column in COLUMNS if column.id == name), None)
    return Words(zh=f"{year} 年{words.zh}", en=f"{words.en} {year}") if words else Words(zh=place, en=place)


def debt_ratio(year: Year) -> Decimal | None:
    """This function will give liabilities over assets in percent (资产负债率), or None where one is not told."""
    return percent(year.get("liabilities"), year.get("assets"))


def profit_margin(year: Year) -> Decimal | None:
    """This function will give profit over revenue in percent (利润率), or None where one is not told."""
    return percent(year.get("profit"), year.get("revenue"))


def research_share(year: Year) -> Decimal | None:
    """This function will give research and development over revenue in percent, or None where one is not told."""
    return percent(year.get("research"), year.get("revenue"))


def percent(part: Decimal | None, whole: Decimal | None) -> Decimal | None:
    """This function will give a part of a whole in percent, or None where one is not told or the whole is nothing."""
    if part is None or not whole:
        return None
    return (part * 100 / whole).quantize(Decimal("0.01"), ROUND_HALF_UP)


def sized(industry: str, years: Mapping[int, Year], headcount: Decimal | None, rows: Sequence[SizeRow]) -> Sized:
    """This function will size an enterprise by its last year that tells revenue or assets.

    Persons employed are those of that year, else those of the profile (`headcount`).
    """
    told = [year for year, values in years.items() if values.get("revenue") is not None or values.get("assets")]
    last = max(told, default=None)
    values: Year = years[last] if last is not None else {}
    people = values.get("headcount")
    people = headcount if people is None else people
    employees = int(people) if people is not None else None
    figures = Figures(employees=employees, revenue=values.get("revenue"), assets=values.get("assets"))
    row = find_row(industry, rows) if industry else None
    return Sized(size_class(row, figures) if row else None, row, figures, last)


def _odd(year: int, values: Year) -> list[Finding]:
    """Say what two figures of a year say together that is seldom so; it only asks to look again."""
    pairs = (("liabilities", "assets"), ("profit", "revenue"), ("research", "revenue"))
    found = []
    for less, more in pairs:
        low, high = values.get(less), values.get(more)
        if low is not None and high is not None and low > high:
            other = label(f"{year}.{more}")
            named = {"other": other.zh, "other_en": other.en}
            found.append(_said("finance.more", year, less, named, Severity.WARN))
    return found


def _said(rule: str, year: int, name: str, params: Mapping[str, str], severity: Severity = Severity.BLOCK) -> Finding:
    words, place = label(f"{year}.{name}"), f"{year}.{name}"
    return Finding(rule, severity, where=place, path=place, params={**params, "label": words.zh, "label_en": words.en})
