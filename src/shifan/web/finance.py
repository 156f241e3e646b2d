"""The figures of an organisation's years, and the size that follows from them."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from shifan.actions import finance as actions
from shifan.core import finance
from shifan.core.finding import Finding, Refused
from shifan.core.form import NumberField, Words
from shifan.core.size import Size
from shifan.queries import finance as finances
from shifan.queries import organisation as organisations
from shifan.web.organisation import frame
from shifan.web.request import Request

RATIOS = (
    (Words(zh="资产负债率", en="Debt ratio"), finance.debt_ratio),
    (Words(zh="利润率", en="Profit margin"), finance.profit_margin),
    (Words(zh="研发费用占比", en="Share of research and development"), finance.research_share),
)
SIZES = {
    Size.LARGE: Words(zh="大型企业", en="Large enterprise"),
    Size.MEDIUM: Words(zh="中型企业", en="Medium enterprise"),
    Size.SMALL: Words(zh="小型企业", en="Small enterprise"),
    Size.MICRO: Words(zh="微型企业", en="Micro enterprise"),
}
MEASURES = {
    "employees": Words(zh="从业人员（人）", en="Persons employed"),
    "revenue": Words(zh="营业收入（万元）", en="Revenue (10,000 yuan)"),
    "assets": Words(zh="资产总额（万元）", en="Assets (10,000 yuan)"),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure as it is drawn."""

    name: str
    year: int
    value: str
    findings: tuple[Finding, ...]

    @property
    def is_wrong(self) -> bool:
        """This property will say whether something blocks."""
        return any(finding.blocks for finding in self.findings)


@login_required
@require_http_methods(["GET", "POST"])
def years(request: Request) -> HttpResponse:
    """This function will edit the figures of the last years."""
    mine = organisations.own(request.user)
    known = finances.years(mine)
    shown = finances.offered(known, timezone.localdate())
    typed = {f"{year}.{name}": finance.plain(value) for year in known for name, value in known[year].items()}
    findings: tuple[Finding, ...] = ()
    if request.method == "POST":
        typed = {f"{year}.{name}": request.POST.get(f"{year}.{name}", "") for year in shown for name in finances.NAMES}
        try:
            kept = actions.save(by=request.user, organisation=mine, years=shown, typed=typed, now=timezone.now())
        except Refused as refusal:
            findings = refusal.findings
        else:
            messages.success(request, gettext("已保存。"))
            if not kept.findings:
                return redirect("finance")
            findings, known = kept.findings, finances.years(mine)
    wrong = sum(finding.blocks for finding in findings)
    context = frame(request, mine, "finance") | {
        "years": shown,
        "rows": [(column, [_cell(year, column, typed, findings) for year in shown]) for column in finance.COLUMNS],
        "ratios": [(words, [(year, work(known.get(year, {}))) for year in shown]) for words, work in RATIOS],
        "findings": findings,
        "wrong": wrong,
        "sized": _sized(finances.sized(mine, known)),
    }
    return render(request, "organisation/finance.html", context, status=422 if wrong else 200)


def _cell(year: int, column: NumberField, typed: Mapping[str, str], findings: tuple[Finding, ...]) -> Cell:
    name = f"{year}.{column.id}"
    return Cell(name, year, typed.get(name, ""), tuple(finding for finding in findings if finding.path == name))


def _sized(found: finance.Sized) -> dict[str, object]:
    """Word a size class with what it was computed from: each bound of the industry beside the figure told."""
    figures = {
        "employees": found.figures.employees,
        "revenue": found.figures.revenue,
        "assets": found.figures.assets,
    }
    bounds = found.row.bounds if found.row else ()
    return {
        "size": SIZES[found.size] if found.size else None,
        "row": found.row,
        "year": found.year,
        "bounds": [(MEASURES[one.measure], _figure(figures[one.measure]), one) for one in bounds],
    }


def _figure(value: Decimal | int | None) -> str:
    return finance.plain(Decimal(value)) if value is not None else ""


URLS = [path("organisation/finance/", years, name="finance")]
