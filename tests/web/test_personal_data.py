import pytest
from django.urls import reverse

from shifan.models import Event
from tests.make import (
    make_application,
    make_body,
    make_expert,
    make_member,
    make_organisation,
    make_review,
    make_user,
    open_review,
)

pytestmark = pytest.mark.django_db
MOBILE, MASKED = "13800000000", "138****0000"


def page_of(reply) -> str:
    return reply.content.decode()


def test_a_desk_reads_masked_until_it_asks_and_that_is_recorded(sign_in):
    application = make_application()
    body = make_body(application.round)
    browser = sign_in(make_user(organisation=body.organisation, bureau="miit"))
    place = reverse("recommender_application", args=[body.pk, application.pk])

    page = page_of(browser.get(place))
    assert (MASKED in page, MOBILE in page) == (True, False)
    reply = browser.post(reverse("personal_data", args=[application.pk]), {"next": place})

    assert reply.url == place
    page = page_of(browser.get(place))
    assert (MASKED in page, MOBILE in page) == (False, True)
    event = Event.objects.get()
    assert (event.verb, event.application) == ("personal_data.reveal", application)
    other = sign_in(make_user(organisation=body.organisation, bureau="miit"))
    assert MOBILE not in page_of(other.get(place))


def test_an_organiser_reads_masked_until_it_asks(sign_in):
    application = make_application(stage="completeness")
    browser = sign_in(make_member(application.round.organiser))
    place = reverse("organiser_application", args=[application.round.slug, application.pk])

    assert MOBILE not in page_of(browser.get(place))
    browser.post(reverse("personal_data", args=[application.pk]), {"next": place})
    assert MOBILE in page_of(browser.get(place))


def test_an_address_elsewhere_is_not_followed(sign_in):
    application = make_application()
    browser = sign_in(make_user(organisation=make_body(application.round).organisation, bureau="miit"))

    for target in ("https://example.com/", "//example.com/", "javascript:alert(1)", ""):
        reply = browser.post(reverse("personal_data", args=[application.pk]), {"next": target})
        assert reply.url == reverse("desk")


def test_experts_and_strangers_cannot_have_it_shown(sign_in):
    application = make_application(stage="review")
    open_review()
    expert = make_expert()
    make_review(application, expert)

    for person in (expert, make_member(make_organisation()), make_member(application.organisation)):
        assert sign_in(person).post(reverse("personal_data", args=[application.pk])).status_code == 404
    assert not Event.objects.exists()
