"""The organisations and accounts of the samples."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth.hashers import make_password

from shifan.actions import invitation, people
from shifan.core import recommendation
from shifan.core.pack import Pack
from shifan.demo.samples import Samples
from shifan.models import Body, Organisation, Round, User
from shifan.queries.invitation import secret_of

MOBILE = 15400000000


def add_organiser(samples: Samples, now: datetime) -> User:
    """This function will enter the organiser and give the person who works there."""
    given = samples.people["organiser"]
    organisation = people.add_organisation(by=None, kind=Organisation.Kind.ORGANISER, now=now, **given["organisation"])
    password = make_password(samples.password)
    return people.add_person(by=None, password=password, organisation=organisation, now=now, **given["person"])


def add_applicants_and_experts(samples: Samples, by: User, now: datetime) -> None:
    """This function will enter the enterprises with one manager each, their colleagues, and the experts."""
    password = make_password(samples.password)  # one for all: hashing takes a third of a second
    for number, one in enumerate(samples.enterprises, start=1):
        organisation = people.add_organisation(
            by=by, kind=Organisation.Kind.ENTERPRISE, now=now, **_as_text(one.organisation)
        )
        people.add_person(
            by=by,
            username=one.user,
            name=one.contact,
            password=password,
            organisation=organisation,
            email=f"lianxi@{one.user}.example",
            mobile=str(MOBILE + number),
            now=now,
        )
    for one in samples.people["colleagues"]:
        _add_colleague(one, password, now)
    for one in samples.people["experts"]:
        people.add_person(
            by=by,
            username=one["user"],
            name=one["name"],
            password=password,
            is_expert=True,
            expertise=one["expertise"],
            employer=one["employer"],
            now=now,
        )


def _add_colleague(one: Mapping[str, Any], password: str, now: datetime) -> None:
    """Let a manager invite a colleague, who opens an account by the link."""
    manager = User.objects.get(username=one["of"])
    mine = manager.memberships.select_related("organisation").get().organisation
    email = f"{one['user']}@{one['of']}.example"
    made = invitation.invite(by=manager, organisation=mine, email=email, name=one["name"], is_manager=False, now=now)
    own = {"username": one["user"], "name": one["name"], "mobile": one["mobile"]}
    invitation.accept_anew(secret=secret_of(made), password=password, now=now, **own)


def add_desks(samples: Samples, opened: Round, pack: Pack, by: User, now: datetime) -> None:
    """This function will open an account for every office of the recommending bodies that the samples name."""
    password = make_password(samples.password)
    words: Mapping[str, str] = samples.people["offices"]
    for one in samples.people["bodies"]:
        body = Body.objects.select_related("organisation").get(round=opened, kind=one["kind"], region=one["region"])
        for at, office in enumerate(recommendation.bureaus_of(pack, body.kind, body.region)):
            people.add_person(
                by=by,
                username=one["user"] if at == 0 else f"{one['user']}-{words[office.id]}",
                name="示例经办人",
                password=password,
                organisation=body.organisation,
                bureau=office.id,
                now=now,
            )


def _as_text(organisation: Mapping[str, Any]) -> dict[str, Any]:
    """Keep a profile as people would have typed it."""
    profile = {name: str(value) for name, value in organisation["profile"].items()}
    return {**organisation, "profile": profile}
