from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from shifan.actions import notice, programme, selection
from shifan.models import Event, Notice, StageDate
from tests.make import (
    ANSWERS,
    LONG_AGO,
    NOW,
    TRACK,
    make_member,
    make_pack,
    make_reviewed,
    make_round,
)

pytestmark = pytest.mark.django_db
ROUND = "/rounds/example-2030/"


@pytest.fixture
def anybody() -> Client:
    return Client()


def text(reply) -> str:
    return reply.content.decode()


def publish(*applications, final: bool = False) -> Notice:
    """The proposed list of some applications, published long ago so that any clock sees it; or the final one."""
    by, round_ = make_member(make_round().organiser), make_round()
    for application in applications or (make_reviewed(90),):
        selection.decide(by=by, application=application, outcome="selected", reason="", now=NOW)
    selection.finish(by=by, round_=round_, track=TRACK, now=NOW)
    published = notice.propose(by=by, round_=round_, track=TRACK, now=LONG_AGO)
    return notice.announce(by=by, round_=round_, track=TRACK, now=LONG_AGO + timedelta(days=30)) if final else published


def test_the_home_page_shows_rounds_and_lists(anybody):
    publish()

    reply = anybody.get("/")

    assert reply.status_code == 200
    assert "示例试点示范（example-2030）" in text(reply)
    assert "优秀场景拟入选名单公示" in text(reply)


def test_the_home_page_without_rounds_says_what_comes(anybody):
    assert "目前没有正在进行的申报" in text(anybody.get("/"))


def test_a_round_tells_who_may_apply_until_when_and_on_what_ground(anybody):
    make_round()

    shown = text(anybody.get(ROUND))

    for words in (
        "2030-04-10 23:59",
        "近三年无重大事故",
        "不超过 2 个",
        "真实、完整",
        "取 5 个工作日。",
        "010-00000000",
    ):
        assert words in shown
    assert f'href="{ROUND}clauses/900-005/"' in shown


def test_an_unconfirmed_reading_is_marked(anybody):
    make_round()

    assert "待核" in text(anybody.get(ROUND))


def test_a_change_of_dates_is_shown_with_its_reason(anybody):
    round_ = make_round()
    closes_at = StageDate.objects.get(round=round_, stage="fill").closes_at + timedelta(days=3)
    programme.move_date(
        by=make_member(round_.organiser), round_=round_, stage="fill", closes_at=closes_at, reason="系统拥堵", now=NOW
    )

    shown = text(anybody.get(ROUND))

    assert "延长至 2030-04-13 23:59" in shown
    assert "系统拥堵" in shown


def test_a_round_in_english(anybody):
    make_round()
    anybody.cookies["django_language"] = "en"

    shown = text(anybody.get(ROUND))

    assert "Example pilot demonstration" in shown
    assert "City recommendation" in shown


def test_the_notice_is_shown_clause_by_clause(anybody):
    make_round()

    shown = text(anybody.get(f"{ROUND}notice/"))

    for clause in make_pack().clauses:
        assert f'id="c{clause.id}"' in shown
        assert clause.quote in shown


def test_a_clause_names_what_executes_it(anybody):
    make_round()

    page = anybody.get(f"{ROUND}clauses/900-005/")
    fragment = anybody.get(f"{ROUND}clauses/900-005/", headers={"HX-Request": "true"})

    assert [label.zh for _, label in page.context["found"][0][1]] == ["市级名额", "省级名额"]
    assert "<html" in text(page)
    assert "<html" not in text(fragment)
    assert "各市推荐的申报主体不超过2个" in text(fragment)


def test_several_clauses_are_shown_together(anybody):
    make_round()

    shown = text(anybody.get(f"{ROUND}clauses/900-004+900-005/"))

    assert "各市组织对本地区申报项目进行推荐" in shown
    assert "各市推荐的申报主体不超过2个" in shown


@pytest.mark.parametrize("clause", ["900-999", "x", "<script>", "900-005+900-999"])
def test_an_unknown_clause_does_not_exist(anybody, clause):
    make_round()

    assert anybody.get(reverse("clause", args=["example-2030", clause])).status_code == 404


def test_a_proposed_list_shows_its_dates_and_how_to_object(anybody):
    published = publish()

    shown = text(anybody.get(f"{ROUND}lists/{TRACK}/proposed/"))

    assert "公示时间：2020-01-01 08:00 至 2020-01-08 23:59" in shown
    assert "书面形式" in shown
    assert published.digest in shown


def test_a_final_list_shows_its_day(anybody):
    publish(final=True)

    shown = text(anybody.get(f"{ROUND}lists/{TRACK}/final/"))

    assert "公布时间：2020-01-31 08:00" in shown


def test_a_list_is_searched(anybody):
    one, other = make_reviewed(90), make_reviewed(80)
    publish(one, other)

    reply = anybody.get(f"{ROUND}lists/{TRACK}/proposed/?q={one.organisation.name}")
    nothing = anybody.get(f"{ROUND}lists/{TRACK}/proposed/?q=%3Cscript%3E")

    assert [entry["applicant"] for _, entry in reply.context["entries"]] == [one.organisation.name]
    assert "名单中没有" in text(nothing)
    assert "<script>”" not in text(nothing)


@pytest.mark.parametrize(
    "place", ["rounds/none/", "rounds/none/notice/", f"rounds/example-2030/lists/{TRACK}/proposed/"]
)
def test_what_was_not_published_does_not_exist(anybody, place):
    make_round()

    assert anybody.get(f"/{place}").status_code == 404


def test_a_list_of_the_future_does_not_exist_yet(anybody):
    publish()
    Notice.objects.update(opens_at=NOW + timedelta(days=40_000))

    assert anybody.get(f"{ROUND}lists/{TRACK}/proposed/").status_code == 404


def test_no_public_page_shows_what_is_not_public(anybody):
    marked = {
        path: f"MARK{number}"
        for number, (path, value) in enumerate(ANSWERS.items())
        if isinstance(value, str) and path not in ("unit.name", "unit.uscc", "project.title")
    }
    application = make_reviewed(90, answers={**marked, "unit.mobile": "13912345678"})
    publish(application, final=True)

    pages = [
        "/",
        ROUND,
        f"{ROUND}notice/",
        *(f"{ROUND}clauses/{clause.id}/" for clause in make_pack().clauses),
        f"{ROUND}lists/{TRACK}/proposed/",
        f"{ROUND}lists/{TRACK}/final/",
    ]

    shown = {page: text(anybody.get(page)) for page in pages}
    for page, words in shown.items():
        assert "MARK" not in words, page
        assert "13912345678" not in words, page
        assert application.organisation.uscc not in words, page
    assert "MARK" not in str(list(Notice.objects.values_list("entries", flat=True)))
    assert application.organisation.name in shown[f"{ROUND}lists/{TRACK}/final/"]


def test_nul_characters_are_turned_away(anybody):
    make_round()

    assert anybody.get(f"{ROUND}?q=%00").status_code == 400
    assert anybody.post("/account/login/", {"login": "a\0b", "password": "x"}).status_code == 400


def test_reading_writes_nothing(anybody):
    publish()
    before = Event.objects.count()

    for page in ("/", ROUND, f"{ROUND}notice/", f"{ROUND}lists/{TRACK}/proposed/"):
        assert anybody.get(page).status_code == 200

    assert Event.objects.count() == before
