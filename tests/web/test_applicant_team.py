import json

import pytest
from django.urls import reverse

from shifan.actions import comment
from shifan.models import Membership, StageDate, User
from tests.make import NOW, make_application, make_member, make_organisation, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def application():
    made = make_application(stage="draft")
    StageDate.objects.update(opens_at=None, closes_at=None)
    return made


def colleague(application) -> User:
    user = make_user()
    Membership.objects.create(user=user, organisation=application.organisation, is_manager=False)
    return user


def address(name: str, application, *more: object) -> str:
    return reverse(name, args=[application.pk, *more])


def test_a_person_is_added_changed_and_removed_on_the_page(application, sign_in):
    browser, new = sign_in(make_member(application.organisation)), make_user()
    browser.post(address("applicant_team_give", application), {"person": new.username, "rights": ["write"]})
    assert new.username in browser.get(address("applicant_team", application)).content.decode()

    browser.post(address("applicant_team_give", application), {"person": new.username, "rights": ["submit"]})
    row = application.participants.get(user=new)
    browser.post(address("applicant_team_remove", application, new.pk))

    assert (row.may_write, row.may_submit) == (False, True)
    assert not application.participants.filter(user=new).exists()


def test_a_reader_sees_the_form_locked_and_is_told_so(application, sign_in):
    browser = sign_in(colleague(application))

    page = browser.get(address("applicant_section", application, "unit")).content.decode()
    saved = browser.post(
        address("applicant_answers", application),
        json.dumps({"changes": [{"path": "unit.contact", "value": "李示例", "version": 1}]}),
        content_type="application/json",
        headers={"Accept": "application/json"},
    )

    assert "没有填写权限" in page
    assert " disabled" in page
    assert (saved.status_code, saved.json()["findings"][0]["rule"]) == (403, "participation.write")


def test_the_submit_page_names_who_has_to_certify(application, sign_in):
    certifier = colleague(application)
    browser = sign_in(make_member(application.organisation))
    browser.post(address("applicant_team_give", application), {"person": certifier.username, "rights": ["certify"]})

    assert certifier.name in browser.get(address("applicant_submit", application)).content.decode()


def test_being_here_tells_the_others_and_what_was_changed(application, sign_in):
    mine, other = sign_in(make_member(application.organisation)), colleague(application)
    theirs = sign_in(other)
    theirs.post(address("applicant_here", application), {"section": "unit"})
    application.answers.filter(path="unit.contact").update(changed_by=other)

    sent = {"section": "project", "since": "2001-01-01T00:00:00+00:00"}
    reply = mine.post(address("applicant_here", application), sent).json()

    assert other.name in reply["html"]
    assert [(one["path"], one["who"]) for one in reply["changed"]] == [("unit.contact", other.name)]
    assert mine.post(address("applicant_here", application), {"since": "gestern"}).json()["changed"] == []


def test_being_here_tells_how_many_comments_are_open(application, sign_in):
    mine, other = sign_in(make_member(application.organisation)), colleague(application)
    comment.say(by=other, application=application, path="unit.contact", text="请核对。", now=NOW)

    told = mine.post(address("applicant_here", application), {"section": "unit"}).json()["comments"]

    assert told == {"unit.contact": 1}


def test_presence_costs_the_same_for_many(application, sign_in, django_assert_num_queries):
    browser = sign_in(make_member(application.organisation))
    for _ in range(4):
        sign_in(colleague(application)).post(address("applicant_here", application), {"section": "unit"})
    browser.post(address("applicant_here", application), {"section": "unit"})

    with django_assert_num_queries(9):
        browser.post(address("applicant_here", application), {"section": "unit", "since": NOW.isoformat()})


def test_a_stranger_finds_nothing(application, sign_in):
    browser = sign_in(make_member(make_organisation()))

    assert browser.get(address("applicant_team", application)).status_code == 404
    assert browser.post(address("applicant_here", application), {"section": "unit"}).status_code == 404
