import pytest
from django.urls import reverse

from shifan.actions import message
from shifan.models import Message, User
from shifan.queries.invitation import secret
from shifan.queries.message import Note
from tests.desks import make_clerk, make_waiting, send_back
from tests.make import (
    NOW,
    make_application,
    make_change_request,
    make_member,
    make_organisation,
    make_review,
    make_user,
)

pytestmark = pytest.mark.django_db


def tell(user: User, count: int = 1, kind: str = "stage.selected", **params: str) -> None:
    values = {"number": "EX-1", "round": "示例年度"} | params
    message.tell([Note(kind, (user,), f"k{number}", values) for number in range(count)], now=NOW)


@pytest.mark.parametrize("count", [1, 40])
def test_inbox_costs_the_same_for_many(sign_in, django_assert_num_queries, count):
    person = make_user()
    tell(person, count)

    browser = sign_in(person)

    with django_assert_num_queries(4):
        page = browser.get(reverse("inbox"))

    assert page.content.decode().count('<li class="is-unread">') == min(count, 30)


def test_no_message_is_a_sentence(sign_in):
    assert "还没有消息" in sign_in(make_user()).get(reverse("inbox")).content.decode()


def test_opening_a_message_reads_it_and_leads_to_its_application(sign_in):
    application = make_application()
    person = make_member(application.organisation)
    message.tell([Note("stage.selected", (person,), "k", {"number": "EX-1"}, application)], now=NOW)
    browser = sign_in(person)
    assert "data-unread" in browser.get(reverse("home")).content.decode()

    reply = browser.get(reverse("inbox_message", args=[Message.objects.get().pk]))

    assert reply.url == reverse("applicant_overview", args=[application.pk])
    assert Message.objects.get().read_at is not None
    assert "data-unread" not in browser.get(reverse("home")).content.decode()


def test_message_of_somebody_else_does_not_exist(sign_in):
    tell(make_user())

    assert sign_in(make_user()).get(reverse("inbox_message", args=[Message.objects.get().pk])).status_code == 404


def test_every_kind_of_place_leads_somewhere(sign_in):
    application = make_application(stage="review")
    review, organiser = make_review(application), make_member(application.round.organiser)
    slug, body = application.round.slug, str(application.body_id)
    invited = {"organisation": "7", "email": "a@example.com", "at": NOW.isoformat()}
    places = {
        ("task.arrived", "body"): (
            {"slug": slug, "body_id": body},
            f"/recommend/{body}/applications/{application.pk}/",
        ),
        ("task.arrived", ""): ({"slug": slug, "body_id": ""}, f"/organise/{slug}/applications/{application.pk}/"),
        ("task.list", "body"): ({"slug": slug, "body_id": body}, "/recommend/"),
        ("task.list", ""): ({"slug": slug, "body_id": ""}, f"/organise/{slug}/"),
        ("deadline.desk", ""): ({"slug": slug, "body_id": body}, "/recommend/"),
        ("deadline.review", ""): ({}, "/review/"),
        ("organisation.invited", ""): (invited, f"/invitations/{secret(7, 'a@example.com', NOW)}/"),
        ("deadline.certify", ""): ({}, f"/apply/{application.pk}/team/"),
        ("task.review", ""): ({"review_id": str(review.pk)}, f"/review/{review.pk}/"),
    }
    browser = sign_in(organiser)
    for number, ((kind, _), (params, _)) in enumerate(places.items()):
        message.tell([Note(kind, (organiser,), f"k{number}", params, application)], now=NOW)

    found = [browser.get(reverse("inbox_message", args=[one.pk])).url for one in Message.objects.order_by("pk")]

    assert found == [address for _, address in places.values()]


def test_reading_all_leaves_nothing_unread(sign_in):
    person = make_user()
    tell(person, 3)

    sign_in(person).post(reverse("inbox_read"))

    person.refresh_from_db()
    assert person.unread == 0


def test_choices_are_kept_and_shown_again(sign_in):
    person = make_user()
    browser = sign_in(person)

    browser.post(reverse("inbox_settings"), {"wanted": ["inbox:stage", "mail:deadline"], "language": "en"})

    person.refresh_from_db()
    assert "inbox:stage" not in person.muted
    assert {"inbox:deadline", "mail:stage"} <= set(person.muted)
    page = browser.get(reverse("inbox_settings")).content.decode()
    assert page.count(" checked") == 2


def test_outbox_is_only_in_a_demo(sign_in, client, settings):
    person = make_user()
    person.email = "lianxi@example.example"
    person.save()
    tell(person)
    assert client.get(reverse("outbox")).status_code == 404

    settings.DEMO = True

    assert "EX-1 入选" in client.get(reverse("outbox")).content.decode()


def test_reason_of_a_place_stands_beside_its_field_and_the_reply_comes_back_to_the_desk(sign_in):
    application, clerk = make_waiting(), make_clerk()
    send_back(clerk, application, paths=["unit.name"], reasons={"unit.name": "与执照不一致"})
    applicant = sign_in(make_member(application.organisation))

    page = applicant.get(reverse("applicant_section", args=[application.pk, "unit"])).content.decode()

    assert page.count("与执照不一致") == 2  # in the list at the top and beside the field
    _, _, after = page.partition('id="h-unit.name"')
    assert "与执照不一致" in after[:400]


def test_desk_reads_the_reply(sign_in):
    application = make_application(organisation=make_organisation())
    request = make_change_request(application, "unit")
    request.reply, request.answered_at = "已按执照改正名称。", NOW
    request.save()
    clerk = make_clerk(application.body)
    address = reverse("recommender_application", args=[application.body_id, application.pk])

    assert "已按执照改正名称。" in sign_in(clerk).get(address).content.decode()
