from decimal import Decimal

import pytest

from shifan.actions import notice, selection
from shifan.core.finding import Refused
from shifan.models import Application, Event, Selection
from tests.make import (
    NOW,
    TRACK,
    make_application,
    make_member,
    make_organisation,
    make_reviewed,
    make_round,
)

pytestmark = pytest.mark.django_db


def decide(application: Application, outcome: str = "selected", reason: str = "", by=None) -> Selection:
    return selection.decide(
        by=by or make_member(make_round().organiser), application=application, outcome=outcome, reason=reason, now=NOW
    )


def finish():
    return selection.finish(by=make_member(make_round().organiser), round_=make_round(), track=TRACK, now=NOW)


def rules(refused) -> list[str]:
    return [finding.rule for finding in refused.value.findings]


def test_a_decision_keeps_the_mean_of_that_moment():
    application = make_reviewed(88)

    found = decide(application)

    assert (found.outcome, found.mean, found.reason) == ("selected", Decimal("88.00"), "")
    event = Event.objects.get(verb="selection.decide")
    assert (event.application, event.data) == (application, {"outcome": "selected", "reason": "", "mean": "88.00"})


def test_a_decision_can_be_changed():
    application = make_reviewed(88)
    decide(application)

    decide(application, "not_selected", "重复申报")

    assert list(Selection.objects.values_list("outcome", "reason")) == [("not_selected", "重复申报")]
    assert Event.objects.filter(verb="selection.decide").count() == 2


def test_departing_from_the_order_of_means_needs_a_reason():
    better, worse = make_reviewed(90), make_reviewed(80)
    decide(worse)

    with pytest.raises(Refused) as refused:
        decide(better, "not_selected")

    assert rules(refused) == ["selection.order"]
    assert refused.value.findings[0].params == {"names": worse.organisation.name}


def test_departing_from_the_order_with_a_reason_is_recorded():
    better, worse = make_reviewed(90), make_reviewed(80)
    decide(better, "not_selected", "同类项目已入选")

    found = decide(worse)

    assert (found.outcome, found.reason) == ("selected", "")


def test_a_reason_cannot_be_taken_away_from_a_departure():
    better, worse = make_reviewed(90), make_reviewed(80)
    decide(better, "not_selected", "同类项目已入选")
    decide(worse)

    with pytest.raises(Refused) as refused:
        decide(better, "not_selected", "")

    assert rules(refused) == ["selection.order"]


def test_a_decision_before_the_selection_is_refused():
    with pytest.raises(Refused) as refused:
        decide(make_application(stage="review"))

    assert rules(refused) == ["stage.wrong"]


def test_an_unknown_outcome_is_refused():
    with pytest.raises(Refused) as refused:
        decide(make_reviewed(88), "perhaps")

    assert rules(refused) == ["selection.open"]


def test_a_decision_of_another_organisation_is_refused():
    application = make_reviewed(88)

    with pytest.raises(Refused) as refused:
        decide(application, by=make_member(make_organisation(kind="organiser")))

    assert rules(refused) == ["role.wrong"]


def test_finishing_passes_all_on_to_the_notice():
    chosen, left = make_reviewed(90), make_reviewed(80)
    decide(chosen)
    decide(left, "not_selected")

    count = finish()

    assert count == 2
    assert set(Application.objects.values_list("stage", "state")) == {("public_notice", "submitted")}
    event = Event.objects.get(verb="selection.finish")
    assert event.data == {"track": TRACK, "applications": [chosen.pk, left.pk], "selected": 1}


def test_finishing_is_refused_while_one_is_undecided():
    decide(make_reviewed(90))
    make_reviewed(80)

    with pytest.raises(Refused) as refused:
        finish()

    assert rules(refused) == ["selection.open"]
    assert refused.value.findings[0].params == {"count": "1"}


def test_finishing_nothing_is_refused():
    with pytest.raises(Refused) as refused:
        finish()

    assert rules(refused) == ["review.none"]


def test_finishing_is_refused_after_the_list_was_published():
    decide(make_reviewed(90))
    finish()
    notice.propose(by=make_member(make_round().organiser), round_=make_round(), track=TRACK, now=NOW)
    decide(make_reviewed(70))

    with pytest.raises(Refused) as refused:
        finish()

    assert rules(refused) == ["notice.once"]


def test_finishing_by_another_organisation_is_refused():
    decide(make_reviewed(90))

    with pytest.raises(Refused) as refused:
        selection.finish(by=make_member(make_organisation(kind="organiser")), round_=make_round(), track=TRACK, now=NOW)

    assert rules(refused) == ["role.wrong"]
