"""Keeping the figures of an organisation's years."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from shifan.actions import event
from shifan.core import finance, profile
from shifan.core.finding import Refused
from shifan.models import FinanceYear, Organisation, User
from shifan.queries import access
from shifan.queries import finance as finances


@transaction.atomic
def save(
    *, by: User, organisation: Organisation, years: Sequence[int], typed: Mapping[str, str], now: datetime
) -> finance.Cleaned:
    """This function will keep the figures of some years as typed; a year without figures has none any more.

    Raises Refused with what is wrong, and then keeps nothing. What is only odd comes back with what was kept.
    """
    mine = access.get_own_organisation(by, organisation.pk, lock=True)
    cleaned = finance.clean(typed, years)
    if cleaned.blocking:
        raise Refused(*cleaned.blocking)
    before = {year: values for year, values in finances.years(mine).items() if year in years}
    changes = profile.changes(_flat(before), _flat(cleaned.years))
    if not changes:
        return cleaned
    mine.finance_years.filter(year__in=set(years) - set(cleaned.years)).delete()
    FinanceYear.objects.bulk_create(
        [FinanceYear(organisation=mine, year=year, **values) for year, values in cleaned.years.items()],
        update_conflicts=True,
        unique_fields=["organisation", "year"],
        update_fields=[column.id for column in finance.COLUMNS],
    )
    event.record("finance.save", actor=by, now=now, subject=f"organisation:{mine.pk}", changes=changes)
    return cleaned


def _flat(years: Mapping[int, Mapping[str, Decimal | None]]) -> dict[str, str]:
    return {
        f"{year}.{name}": finance.plain(value)
        for year, values in sorted(years.items())
        for name, value in values.items()
        if value is not None
    }
