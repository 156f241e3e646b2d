"""Reading the figures of an organisation's years, and the size that follows from them."""

from datetime import date
from decimal import Decimal

from shifan.core import finance
from shifan.core.finance import Sized
from shifan.core.values import decimal
from shifan.models import Organisation
from shifan.packs import sizes

NAMES = tuple(column.id for column in finance.COLUMNS)


def years(organisation: Organisation) -> dict[int, dict[str, Decimal | None]]:
    """This function will give the figures of an organisation by year, the last first: one statement."""
    rows = organisation.finance_years.order_by("-year")
    return {row.year: {name: _exact(getattr(row, name)) for name in NAMES} for row in rows}


def offered(known: dict[int, dict[str, Decimal | None]], today: date) -> list[int]:
    """This function will name the years of the table: the last full ones and those that have figures."""
    return sorted({*range(today.year - finance.SHOWN, today.year), *known})


def sized(organisation: Organisation, known: dict[int, dict[str, Decimal | None]]) -> Sized:
    """This function will size an organisation from its figures and its profile, without a statement."""
    industry = str(organisation.profile.get("industry") or "")
    headcount = decimal(str(organisation.profile.get("headcount") or ""))
    return finance.sized(industry, known, headcount, sizes.rows())


def _exact(value: Decimal | int | None) -> Decimal | None:
    return None if value is None else Decimal(value)
