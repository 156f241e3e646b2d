import re

import pytest
from django.test import Client
from django.urls import reverse

from shifan.actions import comment
from shifan.actions import row as rows
from shifan.models import Answer, AnswerVersion, Application, Comment, StageDate
from tests.make import LONG_AGO, NOW, make_application, make_change_request, make_member, make_user

pytestmark = pytest.mark.django_db
TITLE = "project.title"
TABLE = "project.scenarios.k3f.equipment"
ROW = f"{TABLE}.a1"
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def application() -> Application:
    application = make_application()
    make_change_request(application)
    application.change_requests.update(due_at=NOW.replace(year=2090))
    return application


@pytest.fixture
def browser(application, client: Client) -> Client:
    client.force_login(make_member(application.organisation))
    return client


@pytest.fixture
def draft(client: Client) -> tuple[Application, Client]:
    made = make_application(stage="draft")
    StageDate.objects.update(opens_at=None, closes_at=None)
    client.force_login(make_member(made.organisation))
    return made, client


def say(application: Application, text: str = "请核对。", path: str = TITLE) -> Comment:
    user = make_member(application.organisation)
    return comment.say(by=user, application=application, path=path, text=text, now=NOW)


def test_a_comment_is_said_answered_and_settled(application, browser):
    address = f"{reverse('comments', args=[application.pk])}?path={TITLE}"

    assert browser.post(address, {"path": TITLE, "text": "请<b>核对</b>。"}).status_code == 302
    thread = Comment.objects.get()
    page = browser.get(address).content.decode()
    assert "请&lt;b&gt;核对&lt;/b&gt;。" in page

    browser.post(address, {"path": TITLE, "text": "已核对。", "thread": thread.pk})
    part = browser.post(address, {"path": TITLE, "verb": "resolve", "thread": thread.pk}, **HTMX).content.decode()
    assert "<html" not in part
    assert "标为已解决" in part
    assert "已核对。" in part
    browser.post(address, {"path": TITLE, "verb": "reopen", "thread": thread.pk})
    assert Comment.objects.get(pk=thread.pk).resolved_at is None


def test_what_is_refused_stays_typed(application, browser):
    address = f"{reverse('comments', args=[application.pk])}?path={TITLE}"

    answer = browser.post(address, {"path": TITLE, "text": "字" * 2001}, **HTMX)

    assert answer.status_code == 422
    assert "字" * 2001 in answer.content.decode()


@pytest.mark.parametrize("count", [1, 5])
def test_a_section_shows_counts_for_the_same_statements(application, browser, count, django_assert_num_queries):
    for number in range(count):
        say(application, f"第{number}条")

    with django_assert_num_queries(8):
        page = browser.get(reverse("applicant_section", args=[application.pk, "project"])).content.decode()

    assert f'<span class="talk-count">{count}</span>' in page


@pytest.mark.parametrize("count", [1, 5])
def test_the_drawer_costs_the_same_for_many(application, browser, count, django_assert_num_queries):
    for number in range(count):
        say(application, f"第{number}条")

    with django_assert_num_queries(4):
        browser.get(reverse("comments", args=[application.pk]), {"path": TITLE}, **HTMX)


def test_section_row_and_cell_have_a_control_with_their_count(application, browser):
    cell = f"{ROW}.name"
    for path in ("project", ROW, ROW, cell, cell, cell):
        say(application, path=path)

    page = browser.get(reverse("applicant_section", args=[application.pk, "project"])).content.decode()

    controls = page.split('data-talk="')[1:]
    counts = {one.split('"')[0]: one.split('talk-count">')[1].split("<")[0] for one in controls}
    assert [counts[path] for path in ("project", ROW, cell)] == ["1", "2", "3"]


def test_page_of_proofs_counts_what_is_said_of_each_proof(application, browser):
    for _ in range(2):
        say(application, path="files.others")

    page = browser.get(reverse("applicant_proofs", args=[application.pk])).content.decode()

    assert re.search(r'data-dialog="talk-dialog" data-talk="files.others".*?talk-count">2<', page)
    assert 'id="talk-dialog"' in page


def test_a_row_brought_back_shows_its_comments(draft):
    application, browser = draft
    say(application, path=ROW)
    address, sent = reverse("applicant_rows", args=[application.pk]), {"path": TABLE, "key": "a1", "place": "0"}
    browser.post(address, {"verb": "remove"} | sent)

    back = browser.post(address, {"verb": "restore"} | sent).json()

    assert f'data-talk="{ROW}"' in back["html"]
    assert '<span class="talk-count">1</span>' in back["html"]
    assert back["keys"] == ["a1"]


def test_the_drawer_calls_a_row_by_its_number(application, browser, django_assert_num_queries):
    Answer.objects.filter(application=application, path=TABLE).update(value=["b2", "a1"])
    say(application, path=ROW)

    with django_assert_num_queries(6):  # two of them ask for the order of the rows
        drawer = browser.get(reverse("comments", args=[application.pk]), {"path": ROW}, **HTMX).content.decode()

    assert re.search(r'drawer-title">[^<]* 1 · [^<]* 2<', drawer)


def test_the_overview_lists_what_is_open_with_a_link(application, browser):
    said = say(application, "请核对题目。")

    page = browser.get(reverse("applicant_overview", args=[application.pk])).content.decode()

    assert "请核对题目。" in page
    assert f"?path={TITLE}#thread-{said.pk}" in page


def test_comments_are_not_submitted_and_no_desk_sees_them(application, client):
    say(application, "只给同事看的话")
    client.force_login(make_member(application.round.organiser))

    page = client.get(reverse("organiser_application", args=[application.round.slug, application.pk]))

    assert page.status_code == 200
    assert "只给同事看的话" not in page.content.decode()


def test_an_earlier_value_is_shown_and_put_back(application, browser, django_assert_num_queries):
    Answer.objects.filter(application=application, path=TITLE).update(value="新标题", version=2)
    AnswerVersion.objects.create(
        application=application,
        path=TITLE,
        version=1,
        value="旧标题",
        changed_at=LONG_AGO,
        changed_by=make_member(application.organisation),
    )
    with django_assert_num_queries(5):
        page = browser.get(reverse("history", args=[application.pk]), {"path": TITLE}).content.decode()
    assert "<del>旧</del><ins>新</ins>标题" in page

    sent = browser.post(reverse("history_restore", args=[application.pk]), {"path": TITLE, "version": "1"})

    assert sent.url == f"{reverse('applicant_section', args=[application.pk, 'project'])}#f-{TITLE}"
    assert Answer.objects.get(application=application, path=TITLE).value == "旧标题"


def test_a_removed_row_is_brought_back(application, browser):
    path, user = "project.scenarios", make_member(application.organisation)
    rows.remove(by=user, application=application, path=path, key="k3f", now=NOW)
    assert "恢复这一行" in browser.get(reverse("history", args=[application.pk]), {"path": path}).content.decode()

    browser.post(reverse("history_restore", args=[application.pk]), {"path": path, "key": "k3f"})

    assert Answer.objects.get(application=application, path=path).value == ["k3f"]


@pytest.mark.parametrize("place", ["", "nothing", "project.scenarios.*.name", "project.title" + "x" * 300])
def test_no_such_place_is_not_found(application, browser, place):
    assert browser.get(reverse("comments", args=[application.pk]), {"path": place}).status_code == 404
    assert browser.get(reverse("history", args=[application.pk]), {"path": place}).status_code == 404


@pytest.mark.parametrize("sent", [{}, {"version": "x"}, {"version": "99999999999"}, {"version": "7"}])
def test_no_such_version_is_refused(application, browser, sent):
    answer = browser.post(reverse("history_restore", args=[application.pk]), {"path": TITLE} | sent)

    assert answer.status_code == 403


@pytest.mark.parametrize("page", ["comments", "history"])
def test_somebody_of_another_organisation_finds_nothing(application, client, page):
    client.force_login(make_user(organisation=make_application().organisation))

    assert client.get(reverse(page, args=[application.pk]), {"path": TITLE}).status_code == 404
