"""The page on which an application is submitted: where findings lead, reasons for warnings, who was first."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from shifan.core import reading
from shifan.core.consortium import Consortium
from shifan.models import Membership, Participant, StageDate
from tests import make

pytestmark = pytest.mark.django_db
REASON = "2029 年搬迁，停产四个月。"
BOX = 'name="why:revenue_grows:unit.revenue"'


@pytest.fixture
def draft():
    """An application of an enterprise whose revenue fell, to be submitted today."""
    application = make.make_application(stage="draft", answers={"unit.revenue.2029": "30000"})
    StageDate.objects.filter(round=application.round).update(
        opens_at=None, closes_at=timezone.now() + timedelta(days=9)
    )
    return application


@pytest.fixture
def client(draft, sign_in):
    return sign_in(make.make_member(draft.organisation))


def address(application, name="applicant_submit"):
    return reverse(name, args=[application.pk])


def test_warning_has_its_clause_and_a_box_for_the_reason(draft, client):
    page = client.get(address(draft)).content.decode()

    assert BOX in page
    assert reverse("clause", args=["example-2030", "900-009"]) in page
    assert BOX not in client.get(reverse("applicant_section", args=[draft.pk, "unit"])).content.decode()


def test_reason_stays_typed_when_refused_and_stands_beside_the_warning_at_the_desk(draft, client, sign_in):
    typed = {"signatory": "张示例", "why:revenue_grows:unit.revenue": REASON}

    refused = client.post(address(draft), typed)
    client.post(address(draft), typed | {"declared": ["truth"]})

    assert (refused.status_code, REASON in refused.content.decode()) == (403, True)
    draft.refresh_from_db()
    official = sign_in(make.make_user(organisation=draft.body.organisation))
    page = official.get(reverse("recommender_application", args=[draft.body_id, draft.pk])).content.decode()
    warned = page[page.index("主营业务收入由") :]
    assert REASON in warned[: warned.index("</section>")]


def test_reason_of_the_last_submission_is_there_again_when_sent_back(draft, client):
    client.post(
        address(draft), {"signatory": "张示例", "declared": ["truth"], "why:revenue_grows:unit.revenue": REASON}
    )
    draft.refresh_from_db()
    make.make_change_request(draft, now=timezone.now())

    assert f">{REASON}</textarea>" in client.get(address(draft)).content.decode()


def test_reasons_in_two_boxes_of_one_warning_are_both_kept(draft, client):
    client.post(
        address(draft),
        {"signatory": "张示例", "declared": ["truth"], "why:revenue_grows:unit.revenue": ["甲", "乙", "甲"]},
    )

    (warned,) = reading.findings_of(draft.submissions.get().content)
    assert warned.reason == "甲\n乙"


def test_second_to_submit_is_told_who_was_first(draft, client, sign_in):
    other = make.make_user("王示例", organisation=draft.organisation)
    Membership.objects.filter(user=other).update(is_manager=False)
    now = timezone.now()
    Participant.objects.create(
        application=draft, user=other, may_submit=True, added_at=now, added_by=make.make_member(draft.organisation)
    )
    typed = {"declared": ["truth"], "signatory": "张示例"}

    first = client.post(address(draft), typed, follow=True).content.decode()
    second = sign_in(other).post(address(draft), typed, follow=True).content.decode()

    submission = draft.submissions.get()
    assert "没有重复提交" not in first
    assert f"{submission.submitted_by}已于 " in second
    assert "（第 1 次提交），没有重复提交。" in second
    assert submission.digest in second


def test_findings_of_no_field_lead_to_where_they_are_mended(draft, client):
    draft.organisation.verified_at = None
    draft.organisation.save()

    page = client.get(address(draft)).content.decode()

    assert f'<a href="{reverse("organisation")}">单位资料与核验</a>' in page


def test_right_that_is_missing_leads_to_the_people(draft, sign_in):
    other = make.make_user(organisation=draft.organisation)
    Membership.objects.filter(user=other).update(is_manager=False)

    page = sign_in(other).get(address(draft)).content.decode()

    assert f'<a href="{address(draft, "applicant_team")}">填报人员</a><br><span class="finding-text">您没有提交' in page


def test_consortium_that_is_missing_leads_to_its_page(sign_in):
    changed = make.make_pack().model_copy(update={"consortium": Consortium(kind="required")})
    application = make.make_application(stage="draft", round_=make.make_round(changed=changed))
    mine = sign_in(make.make_member(application.organisation))

    page = mine.get(reverse("applicant_section", args=[application.pk, "unit"])).content.decode()

    assert f'<a href="{address(application, "consortium")}">联合体</a><br><span class="finding-text">本项目须以' in page
