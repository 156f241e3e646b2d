from datetime import timedelta

import pytest

from shifan.actions import check, review
from shifan.core.finding import Refused
from shifan.models import Application, Event, Membership, Review, StageDate
from tests.make import (
    NOW,
    make_application,
    make_expert,
    make_member,
    make_organisation,
    make_review,
    make_round,
    make_user,
    open_review,
)

pytestmark = pytest.mark.django_db
GOOD = {"advanced": "90", "spread": "81.5"}


def organiser():
    return make_member(make_round().organiser)


def stranger():
    return make_member(make_organisation(kind="organiser"))


def rules(refused) -> list[str]:
    return [finding.rule for finding in refused.value.findings]


def passed(application: Application) -> Application:
    check.mark(
        by=organiser(),
        application=application,
        stage="completeness",
        check_id="complete",
        verdict="pass",
        reason="",
        now=NOW,
    )
    return application


def test_admitting_passes_an_application_on_to_the_review():
    application = passed(make_application(stage="completeness"))

    review.admit(by=organiser(), application=application, now=NOW)

    application.refresh_from_db()
    assert (application.stage, application.state) == ("review", "submitted")
    event = Event.objects.get(verb="review.admit")
    assert (event.application, event.data) == (application, {"stage": "completeness", "to": "review"})


def test_admitting_is_refused_while_the_sheet_is_open():
    application = make_application(stage="completeness")

    with pytest.raises(Refused) as refused:
        review.admit(by=organiser(), application=application, now=NOW)

    assert rules(refused) == ["check.open"]
    assert refused.value.findings[0].clause == ("900-004",)


def test_admitting_is_refused_when_a_decisive_line_failed():
    application = make_application(stage="completeness")
    check.mark(
        by=organiser(),
        application=application,
        stage="completeness",
        check_id="complete",
        verdict="fail",
        reason="缺推荐函",
        now=NOW,
    )

    with pytest.raises(Refused) as refused:
        review.admit(by=organiser(), application=application, now=NOW)

    assert rules(refused) == ["check.failed"]


@pytest.mark.parametrize("stage", ["submitted", "review", "selection"])
def test_admitting_is_refused_at_another_stage(stage):
    application = make_application(stage=stage)

    with pytest.raises(Refused) as refused:
        review.admit(by=organiser(), application=application, now=NOW)

    assert rules(refused) == ["stage.wrong"]


def test_admitting_is_refused_while_changes_are_awaited():
    application = make_application(stage="completeness")
    Application.objects.filter(pk=application.pk).update(state="returned")

    with pytest.raises(Refused) as refused:
        review.admit(by=organiser(), application=application, now=NOW)

    assert rules(refused) == ["move.unknown"]


def test_turning_away_ends_an_application_with_a_reason():
    application = make_application(stage="completeness")

    review.turn_away(by=organiser(), application=application, reason=" 材料不齐 ", now=NOW)

    application.refresh_from_db()
    assert (application.stage, application.state) == ("completeness", "declined")
    assert Event.objects.get(verb="review.turn_away").data == {"stage": "completeness", "reason": "材料不齐"}
    assert (application.turned_away.reason, application.turned_away.stage) == ("材料不齐", "completeness")


def test_turning_away_needs_a_reason():
    with pytest.raises(Refused) as refused:
        review.turn_away(by=organiser(), application=make_application(stage="completeness"), reason=" ", now=NOW)

    assert rules(refused) == ["reason.missing"]


def test_an_application_is_assigned_to_an_expert():
    application, expert = make_application(stage="review"), make_expert()

    found = review.assign(by=organiser(), application=application, expert=expert, now=NOW)

    assert (found.state, found.submission, found.expert) == ("assigned", application.submissions.get(), expert)
    assert Event.objects.get(verb="review.assign").data == {"review": found.pk, "expert": expert.pk}


def test_an_expert_of_the_applicant_is_not_assigned():
    application = make_application(stage="review", organisation=make_organisation(name="示例装备（石家庄）有限公司"))
    expert = make_expert(employer="示例装备(石家庄) 有限公司")

    with pytest.raises(Refused) as refused:
        review.assign(by=organiser(), application=application, expert=expert, now=NOW)

    assert rules(refused) == ["expert.conflict"]
    assert "专家任职于申报单位" in refused.value.findings[0].text("zh")
    assert Event.objects.count() == 0


def test_a_member_of_the_applicant_is_not_assigned():
    application, expert = make_application(stage="review"), make_expert()
    Membership.objects.create(user=expert, organisation=application.organisation)

    with pytest.raises(Refused) as refused:
        review.assign(by=organiser(), application=application, expert=expert, now=NOW)

    assert rules(refused) == ["expert.conflict"]


@pytest.mark.parametrize("level", ["body", "parent"])
def test_a_member_of_a_recommending_body_is_not_assigned(level):
    application, expert = make_application(stage="review"), make_expert()
    body = application.body if level == "body" else application.body.parent
    Membership.objects.create(user=expert, organisation=body.organisation)

    with pytest.raises(Refused) as refused:
        review.assign(by=organiser(), application=application, expert=expert, now=NOW)

    assert rules(refused) == ["expert.conflict"]


def test_an_expert_who_recused_is_not_assigned_again():
    application, expert = make_application(stage="review"), make_expert()
    found = make_review(application, expert)
    review.recuse(by=expert, review=found, reason="与申报单位有合作", now=NOW)

    with pytest.raises(Refused) as refused:
        review.assign(by=organiser(), application=application, expert=expert, now=NOW)

    assert rules(refused) == ["expert.conflict"]


def test_an_expert_is_not_assigned_twice():
    application, expert = make_application(stage="review"), make_expert()
    make_review(application, expert)

    with pytest.raises(Refused) as refused:
        review.assign(by=organiser(), application=application, expert=expert, now=NOW)

    assert rules(refused) == ["expert.twice"]


def test_only_an_expert_is_assigned():
    with pytest.raises(Refused) as refused:
        review.assign(by=organiser(), application=make_application(stage="review"), expert=make_user(), now=NOW)

    assert rules(refused) == ["expert.unknown"]


def test_an_application_that_is_not_under_review_is_not_assigned():
    application = make_application(stage="completeness")

    with pytest.raises(Refused) as refused:
        review.assign(by=organiser(), application=application, expert=make_expert(), now=NOW)

    assert rules(refused) == ["stage.wrong"]


def test_an_assignment_is_taken_back():
    found = make_review(make_application(stage="review"))

    review.unassign(by=organiser(), review=found, now=NOW)

    assert Review.objects.count() == 0
    assert Event.objects.get(verb="review.unassign").data == {"review": found.pk, "expert": found.expert_id}


def test_a_filed_review_is_not_taken_back():
    found = make_review(make_application(stage="review"), scores=GOOD)

    with pytest.raises(Refused) as refused:
        review.unassign(by=organiser(), review=found, now=NOW)

    assert rules(refused) == ["move.unknown"]
    assert Review.objects.count() == 1


def test_the_review_starts_once_every_application_has_enough_experts():
    application = make_application(stage="review")
    make_review(application)
    make_review(application)
    closes_at = NOW + timedelta(days=7)

    review.start(by=organiser(), round_=make_round(), stage="review", closes_at=closes_at, now=NOW)

    date = StageDate.objects.get(round=make_round(), stage="review")
    assert (date.opens_at, date.closes_at) == (NOW, closes_at)
    assert Event.objects.get().data == {"stage": "review", "closes_at": closes_at.isoformat()}


def test_the_review_does_not_start_with_too_few_experts():
    application = make_application(stage="review")
    make_review(application)
    review.recuse(by=make_review(application).expert, review=application.reviews.last(), reason="合作", now=NOW)

    with pytest.raises(Refused) as refused:
        review.start(by=organiser(), round_=make_round(), stage="review", closes_at=None, now=NOW)

    assert rules(refused) == ["expert.few"]
    assert refused.value.findings[0].params == {"least": "2", "count": "1"}


def test_the_review_does_not_start_without_applications():
    with pytest.raises(Refused) as refused:
        review.start(by=organiser(), round_=make_round(), stage="review", closes_at=None, now=NOW)

    assert rules(refused) == ["review.none"]


def test_the_review_does_not_start_with_an_end_gone_by():
    make_application(stage="review")

    with pytest.raises(Refused) as refused:
        review.start(by=organiser(), round_=make_round(), stage="review", closes_at=NOW, now=NOW)

    assert rules(refused) == ["date.past"]


def test_the_review_ends_when_all_is_filed():
    open_review()
    applications = [make_application(stage="review") for _ in range(2)]
    for application in applications:
        make_review(application, scores=GOOD)
        make_review(application, scores=GOOD)

    count = review.finish(by=organiser(), round_=make_round(), stage="review", now=NOW)

    assert count == 2
    assert set(Application.objects.values_list("stage", "state")) == {("selection", "submitted")}
    assert Event.objects.get().data == {
        "stage": "review",
        "to": "selection",
        "applications": [application.pk for application in applications],
    }


def test_the_review_does_not_end_with_one_outstanding():
    application = make_application(stage="review")
    make_review(application, scores=GOOD)
    make_review(application)

    with pytest.raises(Refused) as refused:
        review.finish(by=organiser(), round_=make_round(), stage="review", now=NOW)

    assert rules(refused) == ["review.open"]
    assert refused.value.findings[0].params == {"count": "1"}


def test_the_review_does_not_end_when_a_recusal_left_too_few():
    application = make_application(stage="review")
    make_review(application, scores=GOOD)

    with pytest.raises(Refused) as refused:
        review.finish(by=organiser(), round_=make_round(), stage="review", now=NOW)

    assert rules(refused) == ["expert.few"]


def test_an_empty_review_does_not_end():
    with pytest.raises(Refused) as refused:
        review.finish(by=organiser(), round_=make_round(), stage="review", now=NOW)

    assert rules(refused) == ["review.none"]


@pytest.mark.parametrize(
    "act",
    [
        lambda by, one: review.admit(by=by, application=one.application, now=NOW),
        lambda by, one: review.turn_away(by=by, application=one.application, reason="理由", now=NOW),
        lambda by, one: review.assign(by=by, application=one.application, expert=make_expert(), now=NOW),
        lambda by, one: review.unassign(by=by, review=one, now=NOW),
        lambda by, one: review.start(by=by, round_=make_round(), stage="review", closes_at=None, now=NOW),
        lambda by, one: review.finish(by=by, round_=make_round(), stage="review", now=NOW),
        lambda by, one: review.save(by=by, review=one, scores=GOOD, opinion=None, now=NOW),
        lambda by, one: review.file(by=by, review=one, now=NOW),
        lambda by, one: review.recuse(by=by, review=one, reason="理由", now=NOW),
    ],
)
def test_another_organisation_or_expert_is_refused(act):
    open_review()
    found = make_review(make_application(stage="review"))

    with pytest.raises(Refused) as refused:
        act(stranger(), found)

    assert rules(refused) == ["role.wrong"]
    assert Event.objects.count() == 0
