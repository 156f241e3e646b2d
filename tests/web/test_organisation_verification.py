import pytest
from django.urls import reverse

from shifan.actions import organisation_verification as verification
from shifan.models import User, Verification
from tests.make import NOW, make_member, make_organisation

pytestmark = pytest.mark.django_db


def make_asked(**given) -> Verification:
    mine = make_organisation(is_verified=False, **given)
    return verification.ask(by=make_member(mine), organisation=mine, now=NOW)


def page_of(reply) -> str:
    return reply.content.decode()


@pytest.fixture
def city():
    return make_organisation(kind="body", name="示例市主管部门", region="130100")


def test_an_authority_sees_who_waits_and_what_the_code_says(city, sign_in):
    asked = make_asked()
    browser = sign_in(make_member(city))

    assert asked.organisation.name in page_of(browser.get(reverse("verification_queue")))
    page = page_of(browser.get(reverse("verification", args=[asked.pk])))

    for words in ("市场监督管理（工商）部门", "企业", "河北省石家庄市（130100）", "校验均相符", "河北省石家庄市长安区"):
        assert words in page


def test_what_is_unusual_is_pointed_out(city, sign_in):
    make_organisation(name="示例同名单位")
    asked = make_asked(name="示例同名单位")
    asked.data |= {"region": "130202", "uscc": asked.data["uscc"][:17] + "?"}
    asked.save()

    page = page_of(sign_in(make_member(city)).get(reverse("verification", args=[asked.pk])))

    for words in ("已有同名单位", "可能已迁址", "第 18 位“?”不是代码用字"):
        assert words in page


def test_agreeing_leads_back_to_the_queue_and_says_who_is_next(city, sign_in):
    make_organisation(kind="body", name="示例省主管部门", region="130000")
    asked = make_asked()
    browser = sign_in(make_member(city))

    reply = browser.post(reverse("verification", args=[asked.pk]), {"verdict": "agree"}, follow=True)

    assert "已送 示例省主管部门 核验" in page_of(reply)
    assert asked.organisation.name in page_of(browser.get(reverse("verification_queue") + "?state=decided"))


def test_agreeing_at_the_last_level_verifies(city, sign_in):
    asked = make_asked()

    sign_in(make_member(city)).post(reverse("verification", args=[asked.pk]), {"verdict": "agree"})

    asked.organisation.refresh_from_db()
    assert asked.organisation.verified_at is not None


def test_how_to_reach_a_person_is_shown_while_it_is_needed(city, sign_in):
    asked = make_asked()
    User.objects.filter(pk=asked.asked_by_id).update(mobile="13800000000")
    browser, place = sign_in(make_member(city)), reverse("verification", args=[asked.pk])

    assert "13800000000" in page_of(browser.get(place))
    browser.post(place, {"verdict": "agree"})
    page = page_of(browser.get(place))
    assert ("138****0000" in page, "13800000000" in page) == (True, False)


def test_a_return_without_a_reason_stays_on_the_page(city, sign_in):
    asked = make_asked()
    browser, place = sign_in(make_member(city)), reverse("verification", args=[asked.pk])

    wrong = browser.post(place, {"verdict": "return", "reason": ""})
    assert (wrong.status_code, "请填写理由" in page_of(wrong)) == (422, True)
    assert browser.post(place, {"verdict": "return", "reason": "请附执照。"}).status_code == 302
    assert "请附执照" in page_of(browser.get(place))

    applicant = sign_in(make_member(asked.organisation))
    assert "请附执照" in page_of(applicant.get(reverse("organisation")))


def test_a_question_that_was_asked_anew_is_explained(city, sign_in):
    asked = make_asked()
    place = reverse("verification", args=[asked.pk])
    asked.delete()

    reply = sign_in(make_member(city)).post(place, {"verdict": "agree"}, follow=True)

    assert "重新提请核验" in page_of(reply)


def test_another_authority_and_people_of_enterprises_see_nothing(city, sign_in):
    asked = make_asked()
    other = make_organisation(kind="body", region="130200")

    assert asked.organisation.name not in page_of(sign_in(make_member(other)).get(reverse("verification_queue")))
    assert sign_in(make_member(other)).get(reverse("verification", args=[asked.pk])).status_code == 404
    stranger = sign_in(make_member(make_organisation()))
    assert stranger.get(reverse("verification_queue")).status_code == 404
    assert stranger.get(reverse("verification", args=[asked.pk])).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_queue_costs_the_same_however_long_it_is(city, sign_in, django_assert_num_queries, count):
    browser = sign_in(make_member(city))
    for _ in range(count):
        make_asked()

    with django_assert_num_queries(5):
        browser.get(reverse("verification_queue"))
