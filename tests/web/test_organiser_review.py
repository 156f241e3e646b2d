from datetime import timedelta

import pytest
from django.test import Client

from shifan.actions import check
from shifan.models import Application, Notice, Review, Selection
from tests.make import (
    NOW,
    TRACK,
    make_application,
    make_expert,
    make_member,
    make_organisation,
    make_review,
    make_reviewed,
    make_round,
)

pytestmark = pytest.mark.django_db
BASE = "/organise/example-2030/"


@pytest.fixture
def organiser(sign_in) -> Client:
    return sign_in(make_member(make_round().organiser))


def text(reply) -> str:
    return reply.content.decode()


def pass_check(application: Application) -> None:
    check.mark(
        by=make_member(make_round().organiser),
        application=application,
        stage="completeness",
        check_id="complete",
        verdict="pass",
        reason="",
        now=NOW,
    )


def test_experts_are_assigned_the_review_started_and_ended(organiser):
    application = make_application(stage="completeness")
    pass_check(application)
    organiser.post(f"{BASE}applications/{application.pk}/admit/")
    experts = [make_expert("示例专家甲"), make_expert("示例专家乙")]
    for expert in experts:
        organiser.post(f"{BASE}experts/{application.pk}/assign/", {"expert": expert.pk})
    assert "可以启动评审" in text(organiser.get(BASE))

    started = organiser.post(f"{BASE}experts/start/", {"closes_at": ""})

    assert started.status_code == 302
    assert "已提交 0 份" in text(organiser.get(f"{BASE}experts/"))
    assert organiser.post(f"{BASE}experts/finish/").status_code == 403
    Review.objects.update(state="filed")
    assert organiser.post(f"{BASE}experts/finish/").url == f"{BASE}selection/"


def test_the_panel_shows_load_and_conflicts(organiser):
    application = make_application(stage="review", organisation=make_organisation(name="示例甲公司"))
    make_expert("示例回避专家", employer="示例甲公司")
    busy = make_expert("示例忙专家")
    make_review(make_application(stage="review"), busy)

    reply = organiser.get(f"{BASE}experts/{application.pk}/")

    found = {one.expert.name: (one.load, one.barred) for one in reply.context["candidates"]}
    assert found == {"示例回避专家": (0, True), "示例忙专家": (1, False)}
    assert "专家任职于申报单位" in text(reply)


def test_a_conflicted_expert_is_refused(organiser):
    application = make_application(stage="review", organisation=make_organisation(name="示例甲公司"))
    expert = make_expert(employer="示例甲公司")

    reply = organiser.post(f"{BASE}experts/{application.pk}/assign/", {"expert": expert.pk})

    assert reply.status_code == 403
    assert Review.objects.count() == 0


@pytest.mark.parametrize("typed", ["", "x", "999999", "9" * 30])
def test_an_unknown_expert_does_not_exist(organiser, typed):
    application = make_application(stage="review")

    assert organiser.post(f"{BASE}experts/{application.pk}/assign/", {"expert": typed}).status_code == 404


def test_an_assignment_is_taken_back(organiser):
    review = make_review(make_application(stage="review"))

    reply = organiser.post(f"{BASE}reviews/{review.pk}/unassign/")

    assert reply.status_code == 302
    assert Review.objects.count() == 0


def test_selection_shows_scores_in_order(organiser):
    make_reviewed(80)
    best = make_reviewed(92)

    reply = organiser.get(f"{BASE}selection/")

    rows = reply.context["tracks"][0]["rows"]
    first = rows[0]
    assert (first.place, first.application.pk) == (1, best.pk)
    assert (str(first.combined.mean), str(first.combined.spread)) == ("92.00", "2.00")
    assert "92.00" in text(reply)


def test_a_decision_against_the_order_keeps_what_was_typed(organiser):
    better, worse = make_reviewed(90), make_reviewed(80)
    organiser.post(f"{BASE}selection/{better.pk}/", {"outcome": "not_selected"})

    reply = organiser.post(f"{BASE}selection/{worse.pk}/", {"outcome": "selected", "reason": " "})

    assert reply.status_code == 403
    assert "与专家平均分的先后次序不一致" in text(reply)
    assert Selection.objects.count() == 1


def test_a_list_goes_from_decision_to_announcement(organiser):
    chosen, left = make_reviewed(90), make_reviewed(70)
    organiser.post(f"{BASE}selection/{chosen.pk}/", {"outcome": "selected"})
    organiser.post(f"{BASE}selection/{left.pk}/", {"outcome": "not_selected"})
    organiser.post(f"{BASE}selection/{TRACK}/finish/")

    proposed = organiser.post(f"{BASE}lists/{TRACK}/propose/")
    too_early = organiser.post(f"{BASE}lists/{TRACK}/announce/")
    Notice.objects.update(closes_at=NOW - timedelta(days=9000))
    announced = organiser.post(f"{BASE}lists/{TRACK}/announce/")

    assert [proposed.status_code, too_early.status_code, announced.status_code] == [302, 403, 302]
    assert "公示期至" in text(too_early)
    page = text(Client().get(f"/rounds/example-2030/lists/{TRACK}/final/"))
    assert chosen.organisation.name in page
    assert left.organisation.name not in page


def test_an_unknown_track_does_not_exist(organiser):
    for verb in ("lists/nothing/propose", "lists/nothing/announce", "selection/nothing/finish"):
        assert organiser.post(f"{BASE}{verb}/").status_code == 404


def test_the_log_tells_who_did_what(organiser):
    application = make_application(stage="completeness")
    organiser.post(f"{BASE}applications/{application.pk}/turn-away/", {"reason": "不符合要求"})

    reply = organiser.get(f"{BASE}log/?verb=review.turn_away&q={application.number}&since=2020-01-01&verify=1")

    assert [one.verb for one in reply.context["page"]] == ["review.turn_away"]
    assert "形式审查不通过" in text(reply)
    assert "记录完整" in text(reply)


@pytest.mark.parametrize("query", ["?since=yesterday", "?since=2030-99-99", "?verb=nothing", "?page=999"])
def test_the_log_bears_any_filter(organiser, query):
    assert organiser.get(f"{BASE}log/{query}").status_code == 200
