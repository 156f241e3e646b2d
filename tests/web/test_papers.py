"""Papers of desks stand where people look for them, and lead nobody else to them."""

import pytest
from django.test import Client
from django.urls import reverse

from shifan.actions import document, review
from shifan.models import IssuedDocument
from tests.actions.test_notice import make_decided, propose
from tests.actions.test_paper import filed
from tests.desks import LATER, make_clerk, make_sent, make_waiting, send_back
from tests.make import NOW, make_application, make_member, make_round

pytestmark = pytest.mark.django_db


def address(plan: str) -> str:
    return reverse("document_state", args=[IssuedDocument.objects.filter(plan=plan).earliest("pk").pk])


def test_applicant_finds_the_notice_of_changes(sign_in) -> None:
    application = make_waiting("示例甲")
    send_back(make_clerk(), application)
    browser = sign_in(make_member(application.organisation))

    for page in ("applicant_overview", "applicant_receipt"):
        assert address("change_notice") in browser.get(reverse(page, args=[application.pk])).content.decode()


def test_desks_find_it_on_the_application(sign_in) -> None:
    clerk, application = make_clerk(), make_waiting("示例甲")
    send_back(clerk, application)
    organiser = make_member(application.round.organiser)

    mine = reverse("recommender_application", args=[application.body_id, application.pk])
    theirs = reverse("organiser_application", args=[application.round.slug, application.pk])
    assert address("change_notice") in sign_in(clerk).get(mine).content.decode()
    assert address("change_notice") in sign_in(organiser).get(theirs).content.decode()


def test_applicant_and_organiser_find_why_an_application_was_turned_away(sign_in) -> None:
    application = make_application(stage="completeness")
    organiser, mine = make_member(application.round.organiser), make_member(application.organisation)
    place = reverse("organiser_application", args=[application.round.slug, application.pk])
    assert "缺推荐函，不受理" not in sign_in(organiser).get(place).content.decode()

    review.turn_away(by=organiser, application=application, reason="缺推荐函，不受理", now=NOW)

    desk = sign_in(organiser).get(place).content.decode()
    receipt = sign_in(mine).get(reverse("applicant_receipt", args=[application.pk])).content.decode()
    assert [address("ending_turned_away") in page for page in (desk, receipt)] == [True, True]
    assert "缺推荐函，不受理" in desk


def test_only_expert_and_organiser_find_the_review_sheet(sign_in) -> None:
    application = make_application(stage="review")
    done = filed(application)
    organiser, mine = make_member(application.round.organiser), make_member(application.organisation)

    sheet = sign_in(done.expert).get(reverse("expert_review", args=[done.pk])).content.decode()
    desk = sign_in(organiser).get(reverse("organiser_application", args=[application.round.slug, application.pk]))
    receipt = sign_in(mine).get(reverse("applicant_receipt", args=[application.pk]))

    found = [address("review_sheet") in page for page in (sheet, desk.content.decode(), receipt.content.decode())]
    assert found == [True, True, False]


def test_organiser_finds_lists_and_what_bodies_sent(sign_in) -> None:
    make_sent()
    make_decided()
    propose()
    browser, slug = sign_in(make_member(make_round().organiser)), make_round().slug

    assert address("proposed_list") in browser.get(reverse("organiser_selection", args=[slug])).content.decode()
    dashboard = browser.get(reverse("organiser_round", args=[slug])).content.decode()
    assert address("summary_table") in dashboard
    assert address("recommendation_letter") in dashboard


def test_nobody_reads_papers_without_signing_in() -> None:
    send_back(make_clerk(), make_waiting("示例甲"))
    filed(make_application(stage="review"))
    make_decided()
    propose()

    for plan in ("change_notice", "review_sheet", "result_not_selected"):
        place = reverse("document", args=[IssuedDocument.objects.filter(plan=plan).earliest("pk").pk])
        assert Client().get(place).status_code in (302, 404)


def test_the_code_on_a_paper_leads_to_what_it_is() -> None:
    send_back(make_clerk(), make_waiting("示例甲"))
    issued = IssuedDocument.objects.get(plan="change_notice", form="pdf")
    document.make(document_id=issued.pk, now=LATER)

    page = Client().get(f"/verify/{issued.source}/").content.decode()

    assert ("退回修改通知" in page, "内容未改动" in page, "示例甲" in page) == (True, True, False)
