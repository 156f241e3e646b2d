from datetime import timedelta

import pytest

from shifan.actions import check, recommendation
from shifan.core.finding import Refused
from shifan.models import CheckMark, Event
from tests.desks import LATER, make_clerk, make_waiting
from tests.make import make_body, make_round, make_user

pytestmark = pytest.mark.django_db


def mark(application, **more) -> CheckMark:
    given = {"by": make_clerk(), "stage": "city", "check_id": "complete", "verdict": "pass", "reason": "", "now": LATER}
    return check.mark(application=application, **(given | more))


def test_mark_records_a_verdict() -> None:
    application = make_waiting()

    kept = mark(application, verdict="fail", reason=" 缺附件 ")

    assert (kept.submission.number, kept.check_id, kept.verdict, kept.reason) == (1, "complete", "fail", "缺附件")
    event = Event.objects.get()
    assert (event.verb, event.subject) == ("check.mark", f"application:{application.pk}")
    assert event.data == {
        "submission": 1,
        "stage": "city",
        "check": "complete",
        "verdict": "fail",
        "reason": "缺附件",
    }


def test_mark_again_replaces_the_verdict() -> None:
    application = make_waiting()
    mark(application, verdict="fail", reason="缺附件")

    mark(application, verdict="pass")

    assert list(CheckMark.objects.values_list("verdict", "reason")) == [("pass", "")]


def test_mark_by_the_organiser_at_the_completeness_check() -> None:
    application = make_waiting(stage="completeness")

    kept = mark(application, by=make_user(organisation=make_round().organiser), stage="completeness")

    assert kept.stage == "completeness"


@pytest.mark.parametrize(
    ("given", "rule"),
    [
        ({"verdict": "fail", "reason": " "}, "reason.missing"),
        ({"verdict": "perhaps"}, "check.verdict"),
        ({"check_id": "none"}, "check.unknown"),
        ({"stage": "province"}, "stage.wrong"),
        ({"now": LATER + timedelta(days=30)}, "stage.closed"),
    ],
)
def test_mark_that_cannot_be_is_refused(given: dict[str, object], rule: str) -> None:
    application = make_waiting()

    with pytest.raises(Refused) as refusal:
        mark(application, **given)

    assert [finding.rule for finding in refusal.value.findings] == [rule]
    assert not Event.objects.exists()


def test_mark_by_another_body_is_refused() -> None:
    application = make_waiting()

    with pytest.raises(Refused) as refusal:
        mark(application, by=make_clerk(make_body(region="130200")))

    assert refusal.value.findings[0].rule == "role.wrong"


def test_mark_while_the_applicant_changes_the_form_is_refused() -> None:
    application, by = make_waiting(), make_clerk()
    due = LATER + timedelta(days=2)
    recommendation.send_back(by=by, application=application, paths=["unit"], reason="改", due_at=due, now=LATER)

    with pytest.raises(Refused) as refusal:
        mark(application, by=by)

    assert refusal.value.findings[0].rule == "stage.wrong"
