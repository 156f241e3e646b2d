"""What the enterprises of the samples do for themselves: one registers, one keeps its certificates and figures."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.hashers import make_password

from shifan.actions import certificate, finance, organisation
from shifan.actions.organisation import Account
from shifan.core.calendar import SHANGHAI
from shifan.demo import pictures
from shifan.demo.samples import Samples
from shifan.models import Organisation, User


def add_own_doings(samples: Samples, now: datetime) -> None:
    """This function will register the enterprises that wait to be verified and enter certificates and figures."""
    now -= timedelta(minutes=1)  # the story is over by then, and nothing is in the future
    for one in samples.people["registered"]:
        _register(one, samples.password, now)
    for user, listed in samples.people["certificates"].items():
        for one in listed:
            _certify(*_of(user), one, now)
    for user, years in samples.people["finance"].items():
        this_year = now.astimezone(SHANGHAI).year
        typed = {
            f"{this_year - int(ago)}.{name}": str(value) for ago, row in years.items() for name, value in row.items()
        }
        by, mine = _of(user)
        shown = [this_year - int(ago) for ago in years]
        finance.save(by=by, organisation=mine, years=shown, typed=typed, now=now)


def _register(one: Mapping[str, Any], password: str, now: datetime) -> None:
    own = {"person": one["person"], "mobile": one["mobile"], "email": f"lianxi@{one['user']}.example"}
    account = Account(one["user"], make_password(password))
    organisation.register(by=None, typed=one["organisation"] | own, account=account, now=now)


def _certify(by: User, mine: Organisation, one: Mapping[str, Any], now: datetime) -> None:
    today = now.astimezone(SHANGHAI).date()
    issued, expires = (str(today + timedelta(days=days)) for days in one["days"])
    typed = {name: one[name] for name in ("kind", "name", "number", "issuer")}
    drawn = {"title": one["name"], "lines": [one["number"], one["issuer"], f"{issued} — {expires}"]}
    certificate.add(
        by=by,
        organisation=mine,
        typed=typed | {"issued_date": issued, "expires_date": expires},
        name=f"{one['name']}.pdf",
        data=pictures.paper(drawn),
        now=now,
    )


def _of(user: str) -> tuple[User, Organisation]:
    by = User.objects.get(username=user)
    return by, by.memberships.select_related("organisation").get().organisation
