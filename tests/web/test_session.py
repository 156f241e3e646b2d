import json

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from shifan.models import CacheEntry, Session, StageDate, User
from tests.make import make_application, make_member, make_user

pytestmark = pytest.mark.django_db


def is_signed_in(browser: Client) -> bool:
    return browser.get(reverse("inbox")).status_code == 200


def test_session_and_person_are_read_with_one_statement(sign_in, django_assert_num_queries):
    browser = sign_in(make_user())
    browser.get(reverse("home"))

    with django_assert_num_queries(3):  # session with person, count of messages, messages: and nobody's hats
        browser.get(reverse("inbox_settings"))


def test_session_knows_whose_it_is(sign_in):
    person = make_user()
    sign_in(person)

    assert list(Session.objects.values_list("user", flat=True)) == [person.pk]


def test_signing_out_ends_the_session_for_every_copy_of_its_cookie(sign_in):
    browser, copy = sign_in(make_user()), Client()
    copy.cookies["sessionid"] = browser.cookies["sessionid"].value
    assert is_signed_in(copy)

    browser.post(reverse("account_logout"))

    assert not is_signed_in(copy)


def test_new_password_ends_every_session(sign_in):
    person = make_user()
    browser = sign_in(person)

    person.set_password("一个足够长的新密码")
    person.save()

    assert not is_signed_in(browser)


def test_person_who_is_shut_out_or_gone_is_not_signed_in(sign_in):
    shut_out, gone = make_user(), make_user()
    browsers = [sign_in(shut_out), sign_in(gone)]

    User.objects.filter(pk=shut_out.pk).update(is_active=False)
    User.objects.filter(pk=gone.pk).delete()

    assert [is_signed_in(browser) for browser in browsers] == [False, False]


def test_session_of_somebody_else_put_behind_a_key_is_not_believed(sign_in):
    person, other = make_user(), make_user()
    browser = sign_in(person)

    Session.objects.update(user=other)

    assert browser.get(reverse("inbox")).wsgi_request.user == person


def test_saving_after_the_session_has_ended_asks_to_sign_in(sign_in):
    application = make_application(stage="draft")
    browser = sign_in(make_member(application.organisation))
    StageDate.objects.update(closes_at=None)
    Session.objects.all().delete()
    sent = {"changes": [{"path": "unit.name", "value": "示例", "version": 1}]}

    reply = browser.post(
        reverse("applicant_answers", args=[application.pk]), json.dumps(sent), content_type="application/json"
    )

    assert (reply.status_code, reply.url.partition("?")[0]) == (302, reverse("account_login"))


def test_how_often_somebody_tried_to_sign_in_is_counted_for_all_processes_together(client):
    cache.clear()
    person = make_user()
    person.set_password("chang-mima-2030")
    person.save()

    for password in [*["wrong"] * 5, "chang-mima-2030"]:
        client.post(reverse("account_login"), {"login": person.username, "password": password})

    assert not is_signed_in(client)
    assert CacheEntry.objects.filter(cache_key__contains="login_failed").exists()


def test_no_page_of_somebody_who_is_signed_in_stays_in_the_browser(sign_in, client):
    mine = sign_in(make_user()).get(reverse("inbox"))

    assert mine["Cache-Control"] == "private, no-store"
    assert "Cache-Control" not in client.get(reverse("home"))
