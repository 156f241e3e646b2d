"""What the steps of the samples' story act on: one thing that one person does, and what has come into being so far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from shifan.core import stage as stages
from shifan.core.plan import Plan
from shifan.demo.answers import Ready
from shifan.demo.samples import Samples
from shifan.facts import plan_of
from shifan.models import Application, Body, Round, User

Data = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that one person does in a round: when, by which verb, with which enterprise, and how."""

    at: datetime
    slug: str
    verb: str
    by: str
    of: str
    data: Data


@dataclass
class Scene:
    """What has come into being so far, by the names that the samples use."""

    samples: Samples
    today: date
    users: dict[str, User] = field(default_factory=dict)
    rounds: dict[str, Round] = field(default_factory=dict)
    ready: dict[tuple[str, str], Ready] = field(default_factory=dict)
    opinions: dict[str, int] = field(default_factory=dict)

    def user(self, name: str) -> User:
        """This function will fetch a person by user name, once."""
        if name not in self.users:
            self.users[name] = User.objects.get(username=name)
        return self.users[name]

    def application(self, step: Step) -> Application:
        """This function will fetch the application of the enterprise of a step in its round."""
        related = ("organisation", "body__organisation", "body__parent")
        found = Application.objects.select_related(*related).get(
            round=self.rounds[step.slug], organisation__memberships__user=self.user(step.of)
        )
        found.round = self.rounds[step.slug]
        return found

    def body(self, step: Step) -> Body:
        """This function will fetch the recommending body that the person of a step works for."""
        found = Body.objects.select_related("organisation").get(
            round=self.rounds[step.slug], organisation__memberships__user=self.user(step.by)
        )
        found.round = self.rounds[step.slug]
        return found

    def plan(self, slug: str) -> Plan:
        """This function will give the compiled pack of a round."""
        return plan_of(self.rounds[slug])

    def track(self, slug: str) -> str:
        """This function will name the track that the samples apply on."""
        return next(str(one["track"]) for one in self.samples.rounds if one["slug"] == slug)

    def stage(self, slug: str, kind: str) -> str:
        """This function will name the first stage of a kind."""
        return stages.stages_of_kind(self.plan(slug).pack, kind)[0].id
