import pytest
from django.urls import reverse

from shifan import jobs
from shifan.models import IssuedDocument
from tests.desks import make_clerk, make_sent
from tests.make import make_application, make_body, make_member, make_organisation, make_round, make_user

pytestmark = pytest.mark.django_db


def test_a_body_asks_for_each_kind_once_and_sees_how_far_it_is(sign_in) -> None:
    ranked = make_sent(names=("示例甲",))
    browser, url = sign_in(make_clerk()), f"/packages/body/{ranked.body_id}/"

    empty = browser.get(url).content.decode()
    replies = [browser.post(url, {"kind": kind}) for kind in ("zip", "iso", "sheet", "zip")]
    page = browser.get(url).content.decode()

    assert empty.count('name="kind"') == 3
    assert [(reply.status_code, reply.url) for reply in replies] == [(302, url)] * 4
    assert 'name="kind"' not in page
    assert page.count("正在生成…") == 4  # the sheet comes as PDF and XLSX
    made = IssuedDocument.objects.filter(plan__startswith="engine.").values_list("plan", "form").order_by("pk")
    assert list(made) == [
        ("engine.package", "zip"),
        ("engine.print_sheet", "pdf"),  # is inside, so it is made with the package
        ("engine.print_sheet", "xlsx"),
        ("engine.disc", "iso"),
    ]


def test_progress_is_shown_and_a_silent_worker_is_noticed(sign_in) -> None:
    ranked = make_sent(names=("示例甲",))
    browser = sign_in(make_clerk())
    browser.post(f"/packages/body/{ranked.body_id}/", {"kind": "zip"})
    issued = IssuedDocument.objects.get(form="zip")
    IssuedDocument.objects.filter(pk=issued.pk).update(done=3, total=12, asked_at="2020-01-01T00:00:00Z")

    shown = browser.get(f"/documents/{issued.pk}/state/").content.decode()

    assert '<progress max="12" value="3"' in shown
    assert "正在生成：3 / 12" in shown
    assert "久无进展" in shown
    assert "重新生成" in shown


def test_what_is_no_kind_is_refused(sign_in) -> None:
    ranked = make_sent(names=("示例甲",))

    assert sign_in(make_clerk()).post(f"/packages/body/{ranked.body_id}/", {"kind": "rar"}).status_code == 403


@pytest.mark.parametrize("address", ["submission/999", "ranked_list/1", "body/999", "notice/1", "round/1"])
def test_what_is_not_there_is_not_found(sign_in, address: str) -> None:
    assert sign_in(make_clerk()).get(f"/packages/{address}/").status_code == 404


def test_a_list_is_for_its_body_the_one_above_and_the_organiser(sign_in) -> None:
    ranked = make_sent(names=("示例甲",))
    people = {
        "own": make_clerk(),
        "above": make_clerk(make_body(region="130000")),
        "organiser": make_member(make_round().organiser),
        "other body": make_clerk(make_body(region="130200")),
        "enterprise": make_user(organisation=make_organisation()),
        "expert": make_user(is_expert=True),
    }

    seen = {who: sign_in(user).get(f"/packages/body/{ranked.body_id}/").status_code for who, user in people.items()}

    assert seen == {
        "own": 200, "above": 200, "organiser": 200, "other body": 404, "enterprise": 404, "expert": 404,
    }  # fmt: skip


def test_packages_of_an_older_submission_stay_its_own(sign_in) -> None:
    application = make_application()
    browser = sign_in(make_member(application.organisation))

    page = browser.get(f"/packages/submission/{application.submissions.get().pk}/").content.decode()

    assert application.number in page
    assert page.count('name="kind"') == 3


def test_the_page_asks_a_fixed_number_of_statements(sign_in, django_assert_num_queries) -> None:
    ranked = make_sent(names=("示例甲", "示例乙"))
    browser, url = sign_in(make_clerk()), f"/packages/body/{ranked.body_id}/"
    for kind in ("zip", "iso", "sheet"):
        browser.post(url, {"kind": kind})
    browser.get(url)

    with django_assert_num_queries(6):
        browser.get(url)


def test_the_way_back_leads_to_where_each_came_from(sign_in) -> None:
    ranked = make_sent(names=("示例甲",))
    row = ranked.recommendations.get().application.submissions.get()
    application = row.application
    organiser, body = make_member(make_round().organiser), ranked.body
    form, list_ = f"/packages/submission/{row.pk}/", f"/packages/body/{body.pk}/"
    ways = {
        (make_member(application.organisation), form): reverse("applicant_receipt", args=[application.pk]),
        (make_clerk(), form): reverse("recommender_application", args=[body.pk, application.pk]),
        (make_clerk(body.parent), form): reverse("recommender_application", args=[body.parent_id, application.pk]),
        (organiser, form): reverse("organiser_application", args=[application.round.slug, application.pk]),
        (make_clerk(), list_): reverse("recommender_desk"),
        (make_clerk(body.parent), list_): reverse("recommender_desk"),
        (organiser, list_): reverse("organiser_packages", args=[application.round.slug]),
    }

    for (user, url), back in ways.items():
        page = sign_in(user).get(url).content.decode()
        assert f'<p class="crumb"><a href="{back}">' in page.replace("\n", "")
        assert sign_in(user).get(back).status_code == 200


def test_the_organiser_sees_all_bodies_and_asks_for_all(sign_in, django_assert_num_queries) -> None:
    ranked = make_sent(names=("示例甲",))
    browser, url = sign_in(make_member(make_round().organiser)), reverse("organiser_packages", args=[make_round().slug])

    empty = browser.get(url).content.decode()
    asked = browser.post(url, {"kind": "zip"})
    IssuedDocument.objects.filter(form="zip").update(done=3, total=12)
    waiting = browser.get(url).content.decode()
    jobs.make_document.func(IssuedDocument.objects.get(form="zip").pk)
    with django_assert_num_queries(6):
        ready = browser.get(url).content.decode()

    assert "生成全部材料包（1 个单位）" in empty
    assert "hx-trigger" not in empty
    assert (asked.status_code, asked.url) == (302, url)
    assert ("正在生成：3 / 12" in waiting, "every 3s" in waiting, "生成全部材料包" in waiting) == (True, True, False)
    assert reverse("document", args=[IssuedDocument.objects.get(form="zip").pk]) in ready
    assert reverse("package", args=["body", ranked.body_id]) in ready
    assert "hx-trigger" not in ready
    assert browser.post(url, {"kind": "rar"}).status_code == 403
