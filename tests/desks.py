"""Desks for tests to work at: bodies with people in each office, and applications brought as far as wanted."""

from datetime import datetime, timedelta

import pytest

from shifan.actions import check, recommendation
from shifan.core.finding import Refused
from shifan.facts import plan_of
from shifan.models import Application, Body, ChangeRequest, Event, RankedList, User
from shifan.queries import check as sheets
from tests.make import NOW, make_application, make_body, make_organisation, make_round, make_user

LATER = NOW.replace(month=4, day=12)  # filling in has closed, the cities are at work


def make_clerk(body: Body | None = None, bureau: str = "miit") -> User:
    """Somebody of an office of a body: the lead one unless another is named."""
    return make_user(organisation=(body or make_body()).organisation, bureau=bureau)


def make_waiting(name: str = "", *, body: Body | None = None, ownership: str = "private", **more) -> Application:
    """A submitted application that waits at a body."""
    organisation = make_organisation(name=name)
    answers = {"unit.ownership": ownership, **more.pop("answers", {})}
    return make_application(organisation=organisation, body=body, answers=answers, **more)


def check_all(by: User, application: Application, now: datetime = LATER) -> None:
    """Pass every line of the check sheet at the stage where the application stands."""
    submission = application.submissions.latest("number")
    for line in sheets.asked(plan_of(application.round), submission, application.stage):
        check.mark(
            by=by,
            application=application,
            stage=application.stage,
            check_id=line.id,
            verdict="pass",
            reason="",
            now=now,
        )


def make_listed(by: User, *, body: Body | None = None, name: str = "", now: datetime = LATER, **more) -> Application:
    """An application that was checked and put on the body's list."""
    application = make_waiting(name, body=body, **more)
    check_all(by, application, now)
    recommendation.include(by=by, body=body or make_body(), application=application, now=now)
    return application


def make_list(by: User, *, names: tuple[str, ...] = ("示例甲", "示例乙"), body: Body | None = None) -> RankedList:
    """A body's list with some applications on it, in their order."""
    body = body or make_body()
    for name in names:
        make_listed(by, body=body, name=name)
    return RankedList.objects.get(body=body)


def send_back(by: User, application: Application, **more) -> ChangeRequest:
    """Ask for changes to the title within two days, or to whatever `more` says."""
    given = {"paths": ["project.title"], "reason": "名称不规范", "due_at": LATER + timedelta(days=2), "now": LATER}
    return recommendation.send_back(by=by, application=application, **(given | more))


def sign_all(ranked: RankedList, now: datetime = LATER) -> None:
    """Let every office of a city sign."""
    for bureau in ("miit", "finance"):
        recommendation.sign(by=make_clerk(ranked.body, bureau), ranked_list=ranked, now=now)


def make_sent(*, names: tuple[str, ...] = ("示例甲", "示例乙"), region: str = "130100") -> RankedList:
    """A city's list that has been sent to the province."""
    body = make_body(make_round(), region=region)
    by = make_clerk(body)
    ranked = make_list(by, names=names, body=body)
    sign_all(ranked)
    return recommendation.send(by=by, ranked_list=ranked, reason="", now=LATER + timedelta(hours=1))


def rules(refusal: pytest.ExceptionInfo[Refused]) -> list[str]:
    """Which findings an action was refused for."""
    return [finding.rule for finding in refusal.value.findings]


def last_event() -> tuple[str, str, dict[str, object]]:
    """What was recorded last: verb, subject, data."""
    event = Event.objects.latest("position")
    return event.verb, event.subject, event.data


def ranks(ranked: RankedList) -> list[tuple[int, str]]:
    """The list as it stands: rank and applicant."""
    rows = ranked.recommendations.filter(rank__isnull=False).order_by("rank")
    return list(rows.values_list("rank", "application__organisation__name"))
