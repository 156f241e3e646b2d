from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from shifan import facts
from shifan.models import Answer, AnswerVersion, Application
from tests.make import (
    ANSWERS,
    LONG_AGO,
    make_application,
    make_body,
    make_change_request,
    make_member,
    make_submission,
    make_user,
)

pytestmark = pytest.mark.django_db
TITLE = "project.title"


def test_living_draft_is_compared_with_the_last_submission(client: Client, django_assert_num_queries):
    application = make_application()
    make_change_request(application)
    Answer.objects.filter(application=application, path=TITLE).update(value="示例智能化车间", version=2)
    client.force_login(make_member(application.organisation))

    facts.plan_of(application.round)  # compiled once for the process

    with django_assert_num_queries(6):
        page = client.get(reverse("applicant_versions", args=[application.pk])).content.decode()

    assert "<del>数字</del>化车间" in page
    assert "<ins>智能</ins>化车间" in page
    assert "示例装备" not in page.split("</form>")[-1]


def test_everything_shows_answers_that_stayed(client: Client):
    application = make_application()
    client.force_login(make_member(application.organisation))

    page = client.get(reverse("applicant_versions", args=[application.pk]), {"a": "1", "b": "1", "all": "1"})

    assert "两个版本内容相同" in page.content.decode()
    assert ANSWERS[TITLE] in page.content.decode()


def test_a_moment_says_what_is_not_known_for_sure(client: Client, django_assert_num_queries):
    application = make_application(stage="draft")
    user = make_member(application.organisation)
    before, now = LONG_AGO + timedelta(days=2), LONG_AGO + timedelta(days=4)
    Application.objects.update(created_at=LONG_AGO)
    Answer.objects.filter(application=application).update(changed_at=before - timedelta(hours=1))
    Answer.objects.filter(application=application, path=TITLE).update(value="新题目", version=9, changed_at=now)
    AnswerVersion.objects.create(
        application=application,
        path=TITLE,
        version=3,
        value="旧题目",
        changed_at=before - timedelta(hours=1),
        changed_by=user,
    )
    client.force_login(user)

    facts.plan_of(application.round)

    with django_assert_num_queries(7):
        answer = client.get(
            reverse("applicant_versions", args=[application.pk]),
            {"a": "moment", "at_a": f"{before + timedelta(days=1):%Y-%m-%dT%H:%M}", "b": "now"},
        )

    page = answer.content.decode()
    assert "<del>旧</del>题目" in page
    assert "其中 1 项在该时刻的文字不能确知" in page


def test_desk_compares_submissions(client: Client, django_assert_num_queries):
    application = make_application()
    make_submission(application, ANSWERS | {TITLE: "示例智能化车间"})
    client.force_login(make_member(make_body().organisation))

    facts.plan_of(application.round)

    with django_assert_num_queries(6):
        page = client.get(reverse("desk_versions", args=[application.pk])).content.decode()

    assert "<ins>智能</ins>化车间" in page
    assert "现在的填报内容" not in page


@pytest.mark.parametrize("key", ["now", "moment", "7", "x", "99999999999999"])
def test_desk_sees_no_draft_and_nothing_that_is_not(client: Client, key: str):
    application = make_application()
    client.force_login(make_member(make_body().organisation))

    assert client.get(reverse("desk_versions", args=[application.pk]), {"a": key}).status_code == 404


@pytest.mark.parametrize("typed", ["", "x", "2030-13-45T99:99", "0001-01-01T00:00", "9999-12-31T23:59"])
def test_any_moment_typed_is_taken(client: Client, typed: str):
    application = make_application(stage="draft")
    client.force_login(make_member(application.organisation))

    answer = client.get(reverse("applicant_versions", args=[application.pk]), {"a": "moment", "at_a": typed})

    assert answer.status_code == 200


@pytest.mark.parametrize("page", ["applicant_versions", "desk_versions"])
def test_somebody_else_finds_nothing(client: Client, page: str):
    application = make_application()
    client.force_login(make_user(organisation=make_application().organisation))

    assert client.get(reverse(page, args=[application.pk])).status_code == 404
