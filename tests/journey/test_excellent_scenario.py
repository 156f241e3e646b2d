"""Hebei 2022, excellent scenarios, from the notice to the published list, told through the pages and nothing else."""

import hashlib
import json
from collections.abc import Iterator
from html import unescape
from io import BytesIO

import pytest
from django.db import transaction
from django.test import override_settings
from openpyxl import load_workbook

from shifan import packs
from shifan.models import Application, Event, Notice, RankedList, Submission
from shifan.queries import event
from tests import word
from tests.journey.excellent_scenario import HEBEI, HERO, PRIVATE, RESULT, TANGSHAN, tell
from tests.journey.story import PACK, ROOT, SHANGHAI, Story, listed, ranked_list, telling, text_of

pytestmark = pytest.mark.django_db
SENTENCE = "各市推荐的优秀场景和示范工厂申报主体分别不超过 5 个和 3 个，"
CONTACT, MOBILE, LETTER = "李示例", "13900000002", "contact@example.com"
LIST = (
    ("summary_table", "pdf"),
    ("summary_table", "xlsx"),
    ("recommendation_letter", "pdf"),
    ("recommendation_letter", "docx"),
)
# What the worker was let make: the tables and letters of the city and of the province, and the proposed list.
PAPERS = [
    *(("ranked_list", *one) for one in (*LIST, *LIST)),
    *(("notice", "proposed_list", form) for form in ("pdf", "docx")),
]
SEVERAL = {"organiser_open": 2, "expert_file": 2}  # publishing and opening; keeping and filing
SILENT = {"applicant_answers", "applicant_rows"}  # who wrote an answer, and when, stands with the answer


@pytest.fixture(scope="module")
def story(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Story]:
    """Tell the story once for all tests of the file and leave nothing behind."""
    files = tmp_path_factory.mktemp("files")
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=files), transaction.atomic(), telling() as story:
        tell(story)
        yield story
        transaction.set_rollback(True)


def test_round_opens_once_every_open_reading_is_confirmed(story):
    assert PACK in story.seen["packs"]
    assert story.seen["unconfirmed"].status_code == 403
    assert "10 月 25 日与 10 月 28 日" in unescape(story.seen["unconfirmed"].content.decode())
    assert story.seen["opened"].status_code == 302
    assert story.round.shift_days != 0
    assert story.round.confirmations.count() == len(packs.load(ROOT / "programmes" / PACK).placeholders)
    assert f"{story.closes_at('fill'):%Y-%m-%d}" in story.seen["round"]


def test_what_was_written_stands_in_the_form_and_on_paper(story):
    paper_text = text_of(story.seen["preview"])
    word_file = story.seen["word"]

    for words in (HERO, "激光熔覆增材单元", "2860.50", "91.5", "图1系统架构", "2021年审计报告", "☑"):
        assert words in paper_text, words
    assert word_file["Content-Type"].endswith("wordprocessingml.document")
    assert word_file["Content-Disposition"].endswith('-preview.docx"')
    word_text = "".join(word.read(word_file.content).lines())
    for words in (HERO, "激光熔覆增材单元", "2860.50", "91.5", "2021年审计报告", "☑"):
        assert words in word_text, words
    assert "激光熔覆增材单元" in story.seen["pages"]["project"]
    assert story.seen["uploaded"] in story.seen["pages"]["attachments"]
    assert "中型企业" in story.seen["pages"]["unit"]


def test_submission_is_frozen_once_and_named_by_what_it_says(story):
    first = Submission.objects.get(application=story.applications["hero"], number=1)
    canonical = json.dumps(first.content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()

    assert story.seen["undeclared"].status_code == 403
    assert "真实" in story.seen["undeclared"].content.decode()
    assert [reply.status_code for reply in story.seen["submitted"]] == [302, 302]
    assert story.seen["count"] == 1
    assert hashlib.sha256(canonical).hexdigest() == first.digest
    assert first.digest in story.seen["receipt"]
    assert first.content["pack"] == story.round.pack_version.digest
    assert story.seen["late"]["status"] == 403


def test_city_sees_its_own_and_what_it_found(story):
    names = [name for name in ("hero", *PRIVATE, "central") if story.applications[name].number in story.seen["city"]]

    assert names == ["hero", *PRIVATE, "central"]
    assert story.applications["dingzhou"].number not in story.seen["city"]
    assert "成效未写明测定时间。" in story.seen["beside"]
    assert "连铸辊堆焊层长达数小时" in story.seen["beside"]


def test_only_what_was_sent_back_may_change(story):
    assert "请写明测定时间和口径。" in story.seen["asked"]
    assert [(each["rule"], each["path"]) for each in story.seen["locked"]["findings"]] == [
        ("answer.locked", "unit.headcount")
    ]
    assert story.seen["locked"]["versions"] == {}
    assert story.seen["unchanged"].status_code == 403
    assert list(story.seen["reopened"]["versions"]) == [RESULT]


def test_second_submission_shows_what_differs(story):
    first, second = Submission.objects.filter(application=story.applications["hero"]).order_by("number")
    before, after = first.content["answers"], second.content["answers"]

    assert story.seen["again"].status_code == 302
    assert {path for path in before | after if before.get(path) != after.get(path)} == {RESULT}
    assert first.digest != second.digest
    assert "<del>7</del>" in story.seen["difference"]
    assert "<ins>8</ins>" in story.seen["difference"]


def test_sixth_is_stopped_with_the_sentence_of_the_notice(story):
    page = unescape(story.seen["sixth"].content.decode())

    assert story.seen["sixth"].status_code == 403
    assert "推荐名额为 5 个，已列入 6 个" in page
    assert SENTENCE in page
    assert f"/rounds/{story.slug}/clauses/002-013" in page
    assert SENTENCE in unescape(story.read("", "clause", story.slug, "002-013"))


def test_central_enterprise_does_not_count(story):
    assert story.seen["central"].status_code == 302
    assert listed(story, TANGSHAN) == ["hero", "jia", "central", "yi", "bing", "ding"]
    assert story.application("wu").state == Application.State.DECLINED


def test_list_is_sent_by_a_lead_office_once_all_have_signed(story):
    assert story.seen["unsigned"].status_code == 403
    assert "会签单位尚未全部会签" in story.seen["unsigned"].content.decode()
    assert story.seen["voided"].count("会签已失效") == 4
    assert story.seen["sent by finance"].status_code == 403
    assert story.seen["sent"].status_code == 302
    assert ranked_list(story, TANGSHAN).state == RankedList.State.SENT


@pytest.mark.parametrize(
    ("seen", "region", "names"),
    [
        ("table", TANGSHAN, ("hero", "jia", "central", "yi", "bing", "ding")),
        ("second table", HEBEI, ("dingzhou", "hero", "central")),
    ],
)
def test_summary_table_holds_the_list_in_its_order_and_its_digest(story, seen, region, names):
    made, sent = story.seen[seen], ranked_list(story, region)
    sheet = load_workbook(BytesIO(made["xlsx"])).active
    rows = ["|".join(str(cell.value or "") for cell in row) for row in sheet.iter_rows()]
    told = text_of(made["pdf"])
    titles = [story.application(name).organisation.name for name in names]
    places = [next(at for at, row in enumerate(rows) if title in row) for title in titles]

    assert places == sorted(places)
    assert [told.index(title) for title in titles] == sorted(told.index(title) for title in titles)
    assert sent.digest[:8] in told.replace(" ", "")
    assert sent.digest[:8] in sheet.oddFooter.right.text.replace(" ", "")
    assert MOBILE in told


def test_province_sees_what_its_cities_sent(story):
    sent = [name for name in story.applications if story.applications[name].number in story.seen["province"]]

    assert sorted(sent) == sorted(("hero", "jia", "yi", "bing", "ding", "central", "dingzhou"))
    assert story.seen["sent on"].status_code == 302
    assert listed(story, HEBEI) == ["dingzhou", "hero", "central"]


def test_experts_of_the_applicant_are_refused_and_scores_are_checked(story):
    said = {name: unescape(story.seen[name].content.decode()) for name in ("conflict", "too few", "out of range")}

    assert story.seen["conflict"].status_code == 403
    assert "专家任职于申报单位" in said["conflict"]
    assert story.seen["too few"].status_code == 403
    assert "至少需要 3 名专家" in said["too few"]
    assert story.seen["too early"].status_code == 403
    assert story.seen["started"].status_code == 302
    assert story.seen["out of range"].status_code == 403
    assert "应在 0 至 100 之间" in said["out of range"]
    assert story.seen["finished"].status_code == 302


def test_expert_does_not_see_telephone_numbers(story):
    assert "已隐去" in story.seen["expert's page"]
    assert MOBILE not in story.seen["expert's page"]
    assert LETTER not in story.seen["expert's page"]


def test_decision_against_the_order_needs_a_reason(story):
    assert story.seen["against the order"].status_code == 403
    assert "请填写理由" in story.seen["against the order"].content.decode()


def test_public_list_has_its_dates_and_nothing_personal(story):
    published = Notice.objects.get(kind=Notice.Kind.PROPOSED)
    page = story.seen["list"]

    assert story.seen["before"] == 404
    assert HERO in page
    assert "示例定州装备有限公司" in page
    assert "示例中央企业" not in page
    for moment in (published.opens_at, published.closes_at):
        assert f"{moment.astimezone(SHANGHAI):%Y-%m-%d}" in page
    for public in (page, story.seen["final"], story.seen["home"], text_of(story.seen["notice papers"]["pdf"])):
        assert [word for word in (CONTACT, MOBILE, LETTER, "0315-88000002", "张示例") if word in public] == []


def test_final_list_comes_after_the_notice(story):
    assert story.seen["announced too early"].status_code == 403
    assert "公示期至" in story.seen["announced too early"].content.decode()
    assert story.seen["announced"].status_code == 302
    assert HERO in story.seen["final"]
    states = {name: story.application(name).state for name in story.applications}
    assert states == {
        "hero": "selected",
        "dingzhou": "selected",
        "central": "not_selected",
        "wu": "declined",
    } | dict.fromkeys(("jia", "yi", "bing", "ding"), "declined")


def test_every_move_wrote_exactly_one_event_and_the_chain_holds(story):
    written = [move for move in story.moves if move.status < 400 and move.page not in SILENT]
    idle = [move for move in written if not move.events]
    refused = [move.events for move in story.moves if move.status >= 400]
    told = Event.objects.filter(verb="document.make").order_by("position")  # the worker's, beside those of the moves
    made = [(one.data["about"].partition(":")[0], one.data["plan"], one.data["form"]) for one in told]

    assert [move for move in written if move.events and len(move.events) != SEVERAL.get(move.page, 1)] == []
    assert [move.page for move in idle] == ["applicant_submit"]  # the second press of the button
    assert [events for events in refused if events] == [("review.save",)]  # what was typed is kept, out of range or not
    assert event.verify().broken_at is None
    assert event.verify().events == sum(len(move.events) for move in story.moves) + len(story.made)
    assert made == story.made
    assert sorted(made) == sorted(PAPERS)
