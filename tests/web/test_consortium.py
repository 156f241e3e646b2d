import pytest
from django.urls import reverse

from shifan.actions import consortium as actions
from shifan.core import identity
from shifan.core.consortium import Consortium
from shifan.models import Application, ConsortiumMember
from tests.make import (
    NOW,
    make_application,
    make_body,
    make_member,
    make_organisation,
    make_pack,
    make_round,
    make_user,
)

pytestmark = pytest.mark.django_db
CODE = identity.make_uscc("91130102", "MA0EXC00")


def make_led(stage: str = "draft") -> Application:
    rule = Consortium(kind="allowed", most=2, clause=("900-001",))
    round_ = make_round("joint", changed=make_pack().model_copy(update={"consortium": rule}))
    return make_application(round_=round_, stage=stage)


@pytest.fixture
def led() -> Application:
    application = make_led()
    Application.objects.update(created_at=NOW)
    return application


def page_of(reply) -> str:
    return reply.content.decode()


def member_of(application: Application, uscc: str) -> ConsortiumMember:
    typed = {"uscc": uscc, "name": "示例成员单位", "duties": "提供设备。"}
    return actions.add(by=make_member(application.organisation), application=application, typed=typed, now=NOW)


@pytest.fixture
def _now(monkeypatch):
    """The clock of the pages stands while the example's applicants fill in."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.mark.usefixtures("_now")
def test_the_lead_lists_changes_and_removes_members(led, sign_in):
    browser, place = sign_in(make_member(led.organisation)), reverse("consortium", args=[led.pk])
    assert "还没有成员单位" in page_of(browser.get(place))

    wrong = browser.post(place, {"uscc": CODE[:17], "name": "示例成员单位", "duties": "提供设备。"})
    assert (wrong.status_code, 'value="示例成员单位"' in page_of(wrong)) == (422, True)
    browser.post(place, {"uscc": CODE, "name": "示例成员单位", "duties": "提供设备。"})
    member = ConsortiumMember.objects.get()
    assert "尚未登记" in page_of(browser.get(place))
    assert "提供设备。" in page_of(browser.get(f"{place}?member={member.pk}"))
    change = {"verb": "change", "member": member.pk, "uscc": CODE, "name": "示例改名", "duties": "提供设备。"}
    assert browser.post(place, change).status_code == 302
    assert "示例改名" in page_of(browser.get(place))
    browser.post(place, {"verb": "up", "member": member.pk})
    browser.post(place, {"verb": "remove", "member": member.pk})
    assert not ConsortiumMember.objects.exists()
    assert browser.post(place, {"verb": "remove", "member": "999"}).status_code == 404


@pytest.mark.usefixtures("_now")
def test_a_member_confirms_on_its_own_desk_and_reads_along(led, sign_in):
    partner = make_organisation()
    member = member_of(led, partner.uscc)
    browser, place = sign_in(make_member(partner)), reverse("consortium_read", args=[member.pk])

    assert browser.get(place).status_code == 404
    assert led.organisation.name in page_of(browser.get(reverse("consortia")))
    browser.post(reverse("consortium_answer", args=[member.pk]), {"verb": "confirm"})

    page = page_of(browser.get(place))
    assert "示例数字化车间" in page
    assert "13800000000" not in page
    assert browser.get(reverse("applicant_overview", args=[led.pk])).status_code == 404
    assert sign_in(make_member(make_organisation())).get(place).status_code == 404


@pytest.mark.usefixtures("_now")
def test_a_member_declines(led, sign_in):
    partner = make_organisation()
    member = member_of(led, partner.uscc)

    sign_in(make_member(partner)).post(reverse("consortium_answer", args=[member.pk]), {"verb": "decline"})

    assert not ConsortiumMember.objects.exists()


def test_a_programme_without_consortia_has_no_such_page(sign_in):
    application = make_application(stage="draft")

    assert (
        sign_in(make_member(application.organisation)).get(reverse("consortium", args=[application.pk])).status_code
        == 404
    )


def test_desks_see_the_members_as_they_were_submitted(sign_in):
    application = make_led("submitted")
    submission = application.submissions.get()
    submission.content["consortium"] = [
        {"name": "示例成员单位", "uscc": CODE, "duties": "提供设备。", "confirmed": True}
    ]
    submission.save()
    body = make_body(application.round)
    browser = sign_in(make_user(organisation=body.organisation, bureau="miit"))

    page = page_of(browser.get(reverse("recommender_application", args=[body.pk, application.pk])))

    assert "示例成员单位" in page
    assert "单位已核验" in page


def test_the_page_of_the_lead_costs_the_same_however_many_members(sign_in, django_assert_num_queries):
    application = make_led()
    browser = sign_in(make_member(application.organisation))
    for place in range(2):
        ConsortiumMember.objects.create(
            application=application, name="示例", uscc=str(place), place=place, added_at=NOW, added_by=make_user()
        )

    with django_assert_num_queries(4):
        browser.get(reverse("consortium", args=[application.pk]))
