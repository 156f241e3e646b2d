import pytest

from shifan.models import IssuedDocument
from tests.desks import make_clerk, make_sent
from tests.make import make_application, make_body, make_member, make_organisation, make_round, make_user

pytestmark = pytest.mark.django_db


def test_a_body_asks_for_each_kind_once_and_sees_how_far_it_is(sign_in) -> None:
    ranked = make_sent(names=("示例甲",))
    browser, url = sign_in(make_clerk()), f"/packages/ranked_list/{ranked.pk}/"

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
        ("engine.disc", "iso"),
        ("engine.print_sheet", "pdf"),
        ("engine.print_sheet", "xlsx"),
    ]


def test_progress_is_shown_and_a_silent_worker_is_noticed(sign_in) -> None:
    ranked = make_sent(names=("示例甲",))
    browser = sign_in(make_clerk())
    browser.post(f"/packages/ranked_list/{ranked.pk}/", {"kind": "zip"})
    issued = IssuedDocument.objects.get(form="zip")
    IssuedDocument.objects.filter(pk=issued.pk).update(done=3, total=12, asked_at="2020-01-01T00:00:00Z")

    shown = browser.get(f"/documents/{issued.pk}/state/").content.decode()

    assert '<progress max="12" value="3"' in shown
    assert "正在生成：3 / 12" in shown
    assert "久无进展" in shown
    assert "重新生成" in shown


def test_what_is_no_kind_is_refused(sign_in) -> None:
    ranked = make_sent(names=("示例甲",))

    assert sign_in(make_clerk()).post(f"/packages/ranked_list/{ranked.pk}/", {"kind": "rar"}).status_code == 403


@pytest.mark.parametrize("address", ["submission/999", "ranked_list/999", "notice/1", "round/1"])
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

    seen = {who: sign_in(user).get(f"/packages/ranked_list/{ranked.pk}/").status_code for who, user in people.items()}

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
    browser, url = sign_in(make_clerk()), f"/packages/ranked_list/{ranked.pk}/"
    for kind in ("zip", "iso", "sheet"):
        browser.post(url, {"kind": kind})
    browser.get(url)

    with django_assert_num_queries(5):
        browser.get(url)
