"""Keeping in the profile what was answered while looking for programmes."""

from collections.abc import Mapping
from datetime import datetime

from shifan.actions import organisation as organisations
from shifan.core import profile
from shifan.models import Organisation, User
from shifan.queries.organisation import lists


def keep(*, by: User, organisation: Organisation, given: Mapping[str, str], now: datetime) -> tuple[str, ...]:
    """This function will keep facts in the profile, those that it takes: their names. Others are not touched."""
    known = lists()
    taken = {
        field.id: given[field.id]
        for field in profile.FACTS
        if field.id in given and not profile.clean((field,), given, known).blocking
    }
    if taken:
        typed = {name: str(value) for name, value in organisation.profile.items()} | taken
        organisations.save_profile(by=by, organisation=organisation, typed=typed, now=now)
    return tuple(taken)
