"""The applicant's pages, and what their scripts send."""

import json
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from shifan.models import Answer, Application, StageDate
from shifan.queries import application as applications
from tests import make

pytestmark = pytest.mark.django_db


def open_today(application):
    ends = timezone.now() + timedelta(days=9)
    StageDate.objects.filter(round=application.round).update(opens_at=None, closes_at=ends)


@pytest.fixture
def draft(sign_in):
    """An application that can be filled in today, and its person's browser."""
    application = make.make_application(stage="draft")
    open_today(application)
    return application, sign_in(make.make_member(application.organisation))


def save(client, application, *changes, **headers):
    address = reverse("applicant_answers", args=[application.pk])
    sent = [{"path": path, "value": value, "version": version} for path, value, version in changes]
    return client.post(address, json.dumps({"changes": sent}), content_type="application/json", **headers)


PAGES = [
    ("applicant_overview", ()),
    ("applicant_section", ("unit",)),
    ("applicant_section", ("project",)),
    ("applicant_submit", ()),
    ("applicant_receipt", ()),
    ("applicant_findings", ()),
    ("applicant_options", ("scenes",)),
    ("applicant_preview", ()),
    ("applicant_preview_word", ()),
]


@pytest.mark.parametrize(("name", "rest"), PAGES)
def test_page_of_somebody_else_is_not_found(draft, sign_in, name, rest):
    application, _ = draft
    stranger = sign_in(make.make_user(organisation=make.make_organisation()))

    assert stranger.get(reverse(name, args=[application.pk, *rest])).status_code == 404


@pytest.mark.parametrize(("name", "rest"), PAGES)
def test_page_asks_strangers_to_sign_in(draft, name, rest):
    application, _ = draft
    address = reverse(name, args=[application.pk, *rest])

    assert Client().get(address).url == f"{reverse('account_login')}?next={address}"


@pytest.mark.parametrize("name", ["applicant_answers", "applicant_rows", "applicant_picture", "applicant_submit"])
def test_change_by_somebody_else_is_not_found(draft, sign_in, name):
    application, _ = draft
    stranger = sign_in(make.make_user(organisation=make.make_organisation()))

    answer = stranger.post(reverse(name, args=[application.pk]), '{"changes": []}', content_type="application/json")

    assert answer.status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_desk_takes_as_many_statements_for_three_as_for_one(sign_in, rows, django_assert_num_queries):
    organisation = make.make_organisation()
    client = sign_in(make.make_user(organisation=organisation))
    for number in range(rows):
        make.make_application(round_=make.make_round(f"round-{number}"), organisation=organisation, stage="draft")
    client.get(reverse("applicant_desk"))

    with django_assert_num_queries(7):
        answer = client.get(reverse("applicant_desk"))

    assert answer.content.decode().count('class="card desk-card"') == rows


def test_desk_without_anything_says_what_to_do(sign_in):
    client = sign_in(make.make_user(organisation=make.make_organisation()))

    page = client.get(reverse("applicant_desk")).content.decode()

    assert "还没有申报" in page
    assert "目前没有正在受理的项目" in page


def test_start_opens_the_new_application_and_a_second_is_refused(sign_in):
    round_ = make.make_round()
    StageDate.objects.filter(round=round_).update(opens_at=None, closes_at=timezone.now() + timedelta(days=9))
    client = sign_in(make.make_user(organisation=make.make_organisation()))
    wanted = {"round": round_.slug, "track": "scenario"}

    first, second = (client.post(reverse("applicant_start"), wanted) for _ in range(2))

    application = Application.objects.get()
    assert first.url == reverse("applicant_filled", args=[application.pk]) + "?source=profile"
    assert second.status_code == 403
    assert application.number in second.content.decode()


@pytest.mark.parametrize("wanted", [{"round": "nothing"}, {"round": "example-2030", "track": "nothing"}])
def test_start_of_what_there_is_not_is_not_found(sign_in, wanted):
    make.make_round()
    client = sign_in(make.make_user(organisation=make.make_organisation()))

    assert client.post(reverse("applicant_start"), wanted).status_code == 404


def test_section_draws_every_field_with_its_answer(draft):
    application, client = draft

    page = client.get(reverse("applicant_section", args=[application.pk, "unit"])).content.decode()

    for path in make.ANSWERS:
        assert not path.startswith("unit.") or f'data-path="{path}"' in page
    assert 'id="f-unit.accident_name" tabindex="-1" hidden' in page
    assert "900-008" in page


@pytest.mark.parametrize("count", [1, 300])
@pytest.mark.parametrize(
    ("name", "rest", "statements"), [("applicant_section", ("project",), 7), ("applicant_findings", (), 4)]
)
def test_section_takes_as_many_statements_for_many_answers(
    draft, name, rest, statements, count, django_assert_num_queries
):
    application, client = draft
    by, table = application.answers.first().changed_by, "project.scenarios.k3f.equipment"
    keys = [f"e{number}" for number in range(count)]
    application.answers.filter(path=table).update(value=keys)
    new = {"changed_at": timezone.now(), "changed_by": by, "application": application, "version": 1}
    Answer.objects.bulk_create(Answer(path=f"{table}.{key}.name", value="示例设备", **new) for key in keys)
    address = reverse(name, args=[application.pk, *rest]) + "?section=project"
    client.get(address)

    with django_assert_num_queries(statements):
        page = client.get(address)

    assert page.status_code == 200


def test_section_escapes_what_was_typed(draft):
    application, client = draft
    evil = "</script><script>alert(1)</script>"
    doc = {"type": "doc", "content": [{"type": "paragraph", "content": [{"type": "text", "text": evil}]}]}
    save(client, application, ("project.title", evil, 1), ("project.intro", doc, 1))

    for name, rest in (("applicant_section", ("project",)), ("applicant_overview", ()), ("applicant_submit", ())):
        assert "<script>alert" not in client.get(reverse(name, args=[application.pk, *rest])).content.decode()


@pytest.mark.parametrize("typed", ["2022-02-30", "二〇二二年三月", "2022-13-01"])
def test_day_that_there_is_not_stays_to_be_seen_and_mended(draft, typed):
    application, client = draft
    save(client, application, ("unit.founded", typed, 1))

    page = client.get(reverse("applicant_section", args=[application.pk, "unit"])).content.decode()

    assert re.search(rf'id="i-unit.founded" type="text" data-kind="text" value="{typed}"', page)
    assert f"不是有效日期（示例：2022-10-25），现为“{typed}”" in page


def test_section_that_there_is_not_is_not_found(draft):
    application, client = draft

    assert client.get(reverse("applicant_section", args=[application.pk, "nothing"])).status_code == 404


def test_save_answers_with_new_versions(draft):
    application, client = draft

    answer = save(client, application, ("unit.contact", "李示例", 1)).json()

    assert (answer["versions"], answer["conflicts"], answer["findings"]) == ({"unit.contact": 2}, [], [])


def test_save_shows_both_texts_of_a_conflict(draft):
    application, client = draft
    save(client, application, ("project.period.start", "2028-02-01", 1))

    answer = save(client, application, ("project.period.start", "2028-03-01", 1)).json()

    shown = [(each["label"], each["yours_text"], each["theirs_text"]) for each in answer["conflicts"]]
    assert shown == [("起止日期 开始", "2028年3月1日", "2028年2月1日")]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("number", [1, 200])
def test_save_takes_three_statements(sign_in, number, django_assert_num_queries):
    application = make.make_application(stage="draft")
    open_today(application)
    client = sign_in(make.make_member(application.organisation))
    save(client, application)  # compiles the pack, once for the process
    places = ["unit.contact", "project.scenarios.k3f.summary", "project.scenarios.k3f.equipment.a1.count"]
    places += [f"unit.revenue.{year}" for year in (2028, 2029)]
    changes = [(places[each % 5], str(each), 1) for each in range(number)]

    with django_assert_num_queries(3):
        answer = save(client, application, *changes)

    assert set(answer.json()["versions"]) == set(places[:number])


@pytest.mark.parametrize(
    ("body", "status", "rule"),
    [
        ("{", 400, "request.shape"),
        ("[]", 400, "request.shape"),
        ('{"changes": 1}', 400, "request.shape"),
        ('{"changes": [1]}', 400, "request.shape"),
        ('{"changes": [{"path": "unit.name", "value": 1}]}', 400, "request.shape"),
        ('{"changes": [{"path": "unit.name", "value": 1, "version": -1}]}', 400, "request.shape"),
        ('{"changes": [{"path": "unit.name", "value": 1, "version": 99999999999}]}', 400, "request.shape"),
        ('{"changes": [{"path": "", "value": 1, "version": 0}]}', 400, "request.shape"),
        ("[" * 100_000, 400, "request.shape"),
        (json.dumps({"changes": [{"path": "unit.name", "value": "x", "version": 0}] * 10_000}), 413, "request.many"),
        (
            json.dumps({"changes": [{"path": "unit.name", "value": "文" * 20_000_000, "version": 0}]}),
            413,
            "answer.large",
        ),
    ],
)
def test_save_of_what_nobody_typed_is_a_clear_refusal(draft, body, status, rule):
    application, client = draft

    answer = client.post(reverse("applicant_answers", args=[application.pk]), body, content_type="application/json")

    assert (answer.status_code, [each["rule"] for each in answer.json()["findings"]]) == (status, [rule])


@pytest.mark.parametrize(
    "value", ["\ud800", "a\x00b", [["a"] * 10] * 10, {"a": {"b": 1}}, 1e308, -0.0, True, ["k3f"] * 10_000]
)
@pytest.mark.parametrize(
    "path", ["unit.name", "unit.revenue.2029", "project.intro", "project.scenarios", "unit.accident"]
)
def test_save_of_any_json_is_answered(draft, path, value):
    application, client = draft

    assert save(client, application, (path, value, 1)).status_code == 200
    assert client.get(reverse("applicant_section", args=[application.pk, path.split(".")[0]])).status_code == 200


def test_save_with_a_forged_token_is_refused(draft):
    application, _ = draft
    client = Client(enforce_csrf_checks=True)
    client.force_login(make.make_member(application.organisation))

    assert save(client, application, ("unit.contact", "x", 1)).status_code == 403
    assert applications.answer_at(application, "unit.contact")[0] == "张示例"


def test_save_after_the_end_says_so_in_json(draft):
    application, client = draft
    StageDate.objects.filter(round=application.round).update(closes_at=timezone.now() - timedelta(seconds=1))

    answer = save(client, application, ("unit.contact", "x", 1), headers={"Accept": "application/json"})

    assert (answer.status_code, [each["rule"] for each in answer.json()["findings"]]) == (403, ["stage.closed"])


def test_findings_give_the_pieces_of_the_page(draft):
    application, client = draft
    save(
        client,
        application,
        ("unit.mobile", "12", 1),
        ("unit.accident", True, 1),
        ("project.scenarios.k3f.name", "2", 1),
    )

    unit = client.get(reverse("applicant_findings", args=[application.pk]), {"section": "unit"}).json()
    project = client.get(reverse("applicant_findings", args=[application.pk]), {"section": "project"}).json()

    assert list(unit["fields"]) == ["unit.accident", "unit.mobile"]
    assert (unit["hidden"], unit["computed"]) == ([], {"unit.size": "大型"})
    assert "事故名称" in unit["panel"]
    assert 'aria-current="page"' in unit["sections"]
    assert project["titles"] == {"project.scenarios.k3f": "数字孪生工厂建设"}


def test_rows_are_drawn_when_added_and_brought_back(draft):
    application, client = draft
    address = reverse("applicant_rows", args=[application.pk])

    block = client.post(address, {"verb": "add", "path": "project.scenarios"}).json()
    line = client.post(address, {"verb": "add", "path": "project.scenarios.k3f.equipment"}).json()
    moved = client.post(
        address, {"verb": "move", "path": "project.scenarios", "key": block["key"], "step": "-1"}
    ).json()
    gone = client.post(address, {"verb": "remove", "path": "project.scenarios", "key": "k3f"}).json()
    back = client.post(address, {"verb": "restore", "path": "project.scenarios", "key": "k3f", "place": "0"}).json()

    assert f'data-path="project.scenarios.{block["key"]}.summary"' in block["html"]
    assert line["html"].startswith("<tr")
    assert [answer["version"] for answer in (block, moved, gone, back)] == [2, 3, 4, 5]
    assert "工厂数字化设计" in back["html"]


def test_rows_with_an_unknown_verb_are_refused(draft):
    application, client = draft

    answer = client.post(
        reverse("applicant_rows", args=[application.pk]), {"verb": "burn", "path": "project.scenarios"}
    )

    assert answer.status_code == 400


def test_options_below_an_entry(draft):
    application, client = draft
    address = reverse("applicant_options", args=[application.pk, "regions"])

    found = client.get(address, {"parent": "130100", "level": "county"}).json()["options"]

    assert {"code": "130102", "name": "长安区", "level": "county"} in found
    assert client.get(reverse("applicant_options", args=[application.pk, "nothing"])).status_code == 404


def test_submit_shows_what_is_missing_and_then_a_receipt(draft):
    application, client = draft
    address = reverse("applicant_submit", args=[application.pk])

    refused = client.post(address, {"signatory": "张示例"})
    done = client.post(address, {"declared": ["truth"], "signatory": "张示例"})
    again = client.post(address, {"declared": ["truth"], "signatory": "张示例"})

    assert refused.status_code == 403
    assert "尚未作出声明" in refused.content.decode()
    assert done.url == again.url == reverse("applicant_receipt", args=[application.pk])
    submission = application.submissions.get()
    page = client.get(done.url).content.decode()
    assert submission.digest in page
    assert "示例石家庄市主管部门" in page


def test_submitted_application_shows_its_receipt_instead_of_the_form(sign_in):
    application = make.make_application()
    client = sign_in(make.make_member(application.organisation))
    receipt = reverse("applicant_receipt", args=[application.pk])

    assert client.get(reverse("applicant_overview", args=[application.pk])).url == receipt
    assert client.get(reverse("applicant_section", args=[application.pk, "unit"])).status_code == 302
    assert client.get(reverse("applicant_submit", args=[application.pk])).status_code == 302


def test_application_sent_back_opens_only_what_was_named(sign_in):
    application = make.make_application()
    client = sign_in(make.make_member(application.organisation))
    make.make_change_request(application, "unit.contact", now=timezone.now())
    save(client, application, ("unit.contact", "新联系人", 1))

    page = client.get(reverse("applicant_section", args=[application.pk, "unit"])).content.decode()
    submitting = client.get(reverse("applicant_submit", args=[application.pk])).content.decode()

    assert "请补充说明。" in page
    assert page.count("已锁定") > 5
    assert "<del>张示例</del>" in submitting
    assert "<ins>新联系人</ins>" in submitting
