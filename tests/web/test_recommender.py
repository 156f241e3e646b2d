from datetime import timedelta

import pytest
from django.utils import timezone

from shifan.actions import recommendation
from shifan.models import Application, Body, Event, RankedList, Recommendation, StageDate
from tests.desks import make_clerk, make_listed, make_waiting
from tests.make import make_body, make_organisation, make_round, make_user

pytestmark = pytest.mark.django_db
TRACK = "scenario"


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def city(now) -> Body:
    """A city at work today: filling in closed yesterday, the city has ten days, the province twenty."""
    body = make_body()
    for stage, days in (("fill", -1), ("city", 10), ("province", 20)):
        StageDate.objects.filter(stage=stage).update(opens_at=None, closes_at=now + timedelta(days=days))
    return body


@pytest.fixture
def browser(city, sign_in):
    return sign_in(make_clerk(city))


def place(body: Body, rest: str = "") -> str:
    return f"/recommend/{body.pk}/{TRACK}/{rest}"


def at(body: Body, application: Application, rest: str = "") -> str:
    return f"/recommend/{body.pk}/applications/{application.pk}/{rest}"


# --- the desk ---


def test_desk_says_what_comes_next(city, browser) -> None:
    make_waiting()

    page = browser.get("/recommend/").content.decode()

    assert "优秀场景" in page
    assert "有 1 项申报等待审查" in page
    assert "名额 <strong>0</strong> / 2" in page


def test_desk_without_a_body_says_what_to_do(sign_in) -> None:
    page = sign_in(make_user(organisation=make_organisation())).get("/recommend/").content.decode()

    assert "您所在的单位还没有推荐任务" in page


def test_desk_leads_from_deciding_to_signing_to_sending(city, browser, now) -> None:
    make_listed(make_clerk(city), name="示例甲", now=now)
    before = browser.get("/recommend/").content.decode()
    ranked = RankedList.objects.get()
    for bureau in ("miit", "finance"):
        recommendation.sign(by=make_clerk(city, bureau), ranked_list=ranked, now=now)
    signed = browser.get("/recommend/").content.decode()
    recommendation.send(by=make_clerk(city), ranked_list=ranked, reason="", now=now)
    sent = browser.get("/recommend/").content.decode()

    assert "申报均已处理，请排定次序并会签" in before
    assert "会签已齐，可以报送" in signed
    assert "已办结" in sent
    assert "报送</span>" in sent


def test_desk_of_a_closed_stage_says_so(city, browser, now) -> None:
    make_waiting()
    StageDate.objects.filter(stage="city").update(closes_at=now - timedelta(minutes=1))

    assert "推荐已截止，名单未报送" in browser.get("/recommend/").content.decode()


def test_desk_puts_what_nobody_applied_to_aside(city, browser, now) -> None:
    StageDate.objects.filter(stage="city").update(closes_at=now - timedelta(minutes=1))

    page = browser.get("/recommend/").content.decode()

    assert "目前没有需要处理的任务" in page
    assert "没有收到申报" in page


@pytest.mark.parametrize("count", [1, 3])
def test_desk_needs_the_same_statements_for_any_number(city, browser, count, django_assert_num_queries) -> None:
    for _ in range(count):
        make_waiting()
    browser.get("/recommend/")

    with django_assert_num_queries(6):
        browser.get("/recommend/")


# --- the list page ---


def test_list_page_shows_and_narrows(city, browser) -> None:
    make_waiting("示例甲公司")
    make_waiting("示例乙公司", ownership="central")

    whole = browser.get(place(city)).content.decode()
    narrow = browser.get(place(city) + "?q=乙").content.decode()
    none = browser.get(place(city) + "?state=returned").content.decode()

    assert "示例甲公司" in whole
    assert "中央企业" in whole
    assert "示例甲公司" not in narrow
    assert "示例乙公司" in narrow
    assert "没有符合条件的申报" in none


def test_list_page_without_applications_says_so(city, browser) -> None:
    assert "还没有申报到达本单位" in browser.get(place(city)).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_list_page_needs_the_same_statements_for_any_number(city, browser, count, django_assert_num_queries) -> None:
    for number in range(count):
        make_waiting(ownership="central" if number else "private")
    browser.get(place(city))

    with django_assert_num_queries(10):
        browser.get(place(city))


def test_the_province_sees_from_which_city_and_with_which_rank(city, browser, now, sign_in) -> None:
    make_listed(make_clerk(city), name="示例甲", now=now)
    make_listed(make_clerk(city), name="示例乙", now=now)
    ranked = RankedList.objects.get()
    for bureau in ("miit", "finance"):
        recommendation.sign(by=make_clerk(city, bureau), ranked_list=ranked, now=now)
    recommendation.send(by=make_clerk(city), ranked_list=ranked, reason="", now=now)

    page = sign_in(make_clerk(city.parent)).get(place(city.parent)).content.decode()

    assert page.index("示例甲") < page.index("示例乙")
    assert "示例石家庄市主管部门 <strong>第 1 位</strong>" in page


# --- one application ---


def test_application_page_shows_submission_and_sheet(city, browser) -> None:
    application = make_waiting("示例甲公司")

    page = browser.get(at(city, application)).content.decode()

    for words in ("示例数字化车间", "面向装备行业的数字化车间", "38000.5", "138****0000", "材料齐全", "真实、完整"):
        assert words in page


@pytest.mark.parametrize("count", [1, 3])
def test_application_page_needs_the_same_statements_for_any_number_of_rows(
    city, browser, count, django_assert_num_queries
) -> None:
    keys = [f"k{number}" for number in range(count)]
    rows = {f"project.scenarios.{key}.name": "1" for key in keys}
    application = make_waiting(answers={"project.scenarios": keys, **rows})
    browser.get(at(city, application))

    with django_assert_num_queries(14):
        browser.get(at(city, application))


def test_application_of_another_body_is_not_found(city, browser) -> None:
    application = make_waiting(body=make_body(region="130200"))

    assert browser.get(at(city, application)).status_code == 404
    assert browser.get(at(application.body, application)).status_code == 404


@pytest.mark.parametrize(
    "rest", ["", "include/", "decline/", "undo/", "send-back/", "checks/complete/"], ids=lambda rest: rest or "read"
)
def test_an_applicant_finds_nothing_at_a_desk(city, sign_in, rest: str) -> None:
    application = make_waiting()
    browser = sign_in(make_user(organisation=application.organisation))

    reply = browser.get(at(city, application)) if not rest else browser.post(at(city, application, rest))

    assert reply.status_code == 404


@pytest.mark.parametrize("rest", ["", "ranking/", "table.pdf"], ids=lambda rest: rest or "list")
def test_a_body_of_another_round_is_not_found(city, browser, rest: str) -> None:
    other = make_body(make_round("example-2031"))

    assert browser.get(place(other, rest)).status_code == 404


def test_pages_ask_to_sign_in(city, client) -> None:
    assert client.get(place(city)).headers["Location"].startswith("/account/login/")


def test_mark_saves_one_line(city, browser) -> None:
    application = make_waiting()

    reply = browser.post(at(city, application, "checks/complete/"), {"verdict": "pass"}, headers={"HX-Request": "true"})

    assert reply.status_code == 200
    assert "已填写 1 / 2 项" in reply.content.decode()


def test_mark_of_a_failure_without_reason_keeps_the_choice_and_says_why(city, browser) -> None:
    application = make_waiting()

    reply = browser.post(
        at(city, application, "checks/complete/"), {"verdict": "fail", "reason": " "}, headers={"HX-Request": "true"}
    )

    assert reply.status_code == 422
    assert 'id="check-complete-fail" checked' in reply.content.decode()
    assert "请填写理由" in reply.content.decode()
    assert not Event.objects.exists()


def test_include_leads_back_to_the_list(city, browser) -> None:
    application = make_waiting()

    reply = browser.post(at(city, application, "include/"), {"from": "list"})

    assert (reply.status_code, reply.headers["Location"]) == (302, place(city))
    assert Recommendation.objects.get().rank == 1


def test_include_beyond_the_quota_shows_the_clause(city, browser, now) -> None:
    by = make_clerk(city)
    make_listed(by, name="示例甲", now=now)
    make_listed(by, name="示例乙", now=now)

    reply = browser.post(at(city, make_waiting(), "include/"))
    part = browser.post(at(city, make_waiting(), "include/"), headers={"HX-Request": "true"})

    assert (reply.status_code, part.status_code) == (403, 403)
    for page in (reply.content.decode(), part.content.decode()):
        assert "推荐名额为 2 个，已列入 3 个" in page
        assert "900-005" in page


def test_decline_and_undo(city, browser) -> None:
    application = make_waiting()

    declined = browser.post(at(city, application, "decline/"), {"reason": "不属于制造业"}, follow=True)
    undone = browser.post(at(city, application, "undo/"), follow=True)

    assert "不属于制造业" in declined.content.decode()
    assert "已撤回处理" in undone.content.decode()


def test_send_back_shows_the_request_and_then_the_changes(city, browser, now) -> None:
    application = make_waiting()
    due = timezone.localtime(now + timedelta(days=2))

    reply = browser.post(
        at(city, application, "send-back/"),
        {"paths": ["project.title"], "reason": "名称不规范", "due_at": f"{due:%Y-%m-%dT%H:%M}"},
        follow=True,
    )

    page = reply.content.decode()
    assert "名称不规范" in page
    assert "项目名称" in page
    assert Application.objects.get().state == "returned"


def test_send_back_with_nonsense_is_refused_not_broken(city, browser) -> None:
    application = make_waiting()

    reply = browser.post(
        at(city, application, "send-back/"), {"paths": ["..", "x" * 300], "due_at": "2030-13-45T99:99"}
    )

    assert reply.status_code == 403
    assert "请指明需要修改的栏目" in reply.content.decode()


# --- the ranked list ---


def test_ranking_page_shows_what_is_missing(city, browser, now) -> None:
    make_listed(make_clerk(city), name="示例甲", now=now)
    make_listed(make_clerk(city), name="示例央企", ownership="central", now=now)

    page = browser.get(place(city, "ranking/")).content.decode()

    assert "不占名额" in page
    assert "另有 1 家不占名额" in page
    assert "会签单位尚未全部会签：工业和信息化局、财政局" in page


@pytest.mark.parametrize("count", [1, 3])
def test_ranking_page_needs_the_same_statements_for_any_number(
    city, browser, now, count, django_assert_num_queries
) -> None:
    for _ in range(count):
        make_listed(make_clerk(city), ownership="central", now=now)
    browser.get(place(city, "ranking/"))

    with django_assert_num_queries(22):
        browser.get(place(city, "ranking/"))


def test_order_is_saved_and_the_side_drawn_anew(city, browser, now) -> None:
    first = make_listed(make_clerk(city), name="示例甲", now=now)
    second = make_listed(make_clerk(city), name="示例乙", now=now)

    reply = browser.post(place(city, "ranking/"), {"order": [second.pk, first.pk]}, headers={"HX-Request": "true"})

    assert "次序已保存" in reply.content.decode()
    assert list(Recommendation.objects.order_by("rank").values_list("application", flat=True)) == [second.pk, first.pk]


def test_a_change_says_whose_signature_is_void(city, browser, now) -> None:
    first = make_listed(make_clerk(city), name="示例甲", now=now)
    second = make_listed(make_clerk(city), name="示例乙", now=now)
    browser.post(place(city, "ranking/sign/"))

    browser.post(place(city, "ranking/"), {"order": [second.pk, first.pk]}, headers={"HX-Request": "true"})

    assert "会签后名单有变动，会签已失效" in browser.get(place(city, "ranking/")).content.decode()


@pytest.mark.parametrize("order", [["x"], ["-1"], [], ["99999999999999999999"]])
def test_an_order_of_nonsense_is_refused_not_broken(city, browser, now, order: list[str]) -> None:
    make_listed(make_clerk(city), now=now)

    assert browser.post(place(city, "ranking/"), {"order": order}).status_code == 403


def test_sign_and_send_in_the_browser(city, browser, now, sign_in) -> None:
    make_listed(make_clerk(city), name="示例甲", now=now)

    early = browser.post(place(city, "ranking/send/"))
    browser.post(place(city, "ranking/sign/"))
    sign_in(make_clerk(city, "finance")).post(place(city, "ranking/sign/"))
    wrong = sign_in(make_clerk(city, "finance")).post(place(city, "ranking/send/"))
    page = browser.post(place(city, "ranking/send/"), follow=True).content.decode()

    assert (early.status_code, wrong.status_code) == (403, 403)
    assert "推荐名单已报送" in page
    assert "正在生成" in page


@pytest.mark.parametrize(("form", "start"), [("pdf", b"%PDF"), ("xlsx", b"PK")])
def test_the_table_can_be_looked_at_before_it_is_sent(city, browser, now, form: str, start: bytes) -> None:
    make_listed(make_clerk(city), name="示例甲", now=now)

    reply = browser.get(place(city, f"table.{form}"))

    assert reply.content.startswith(start)


@pytest.mark.parametrize("form", ["docx?paper=summary_table", "odt", "exe", "pdf.html"])
def test_the_table_in_an_unknown_format_is_not_found(city, browser, now, form: str) -> None:
    make_listed(make_clerk(city), now=now)

    assert browser.get(place(city, f"table.{form}")).status_code == 404


def test_an_unknown_track_is_not_found(city, browser) -> None:
    assert browser.get(f"/recommend/{city.pk}/none/").status_code == 404
