"""Hebei 2022, excellent scenarios, from the notice to the published list, told through the pages and nothing else."""

import hashlib
import json
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from io import BytesIO

import pytest
from django.db import transaction
from django.test import override_settings
from openpyxl import load_workbook

from shifan import packs
from shifan.models import Application, Notice, RankedList, Submission
from shifan.queries import event
from tests.journey.story import (
    PACK,
    ROOT,
    SHANGHAI,
    TRACK,
    Story,
    add_desks,
    add_enterprise,
    add_expert,
    add_organiser,
    admit,
    apply,
    assign,
    check_all,
    complete_answers,
    decide,
    fill_in,
    include,
    listed,
    paper,
    picture,
    rank,
    ranked_list,
    save,
    score,
    send,
    shift_to,
    sign,
    start,
    submit,
    telling,
    text_of,
    upload,
)

pytestmark = pytest.mark.django_db
TANGSHAN, DINGZHOU, HEBEI = "130200", "130682", "130000"
HERO = "示例冶金装备（唐山）有限公司"
PRIVATE = ("jia", "yi", "bing", "ding", "wu")  # with the hero six that count
SENTENCE = "各市推荐的优秀场景和示范工厂申报主体分别不超过 5 个和 3 个，"
CONTACT, MOBILE, LETTER = "李示例", "13900000002", "contact@example.com"
RESULT = "project.scenarios.s1.results"
SEVERAL = {"organiser_open": 2, "expert_file": 2}  # publishing and opening; keeping and filing
SILENT = {"applicant_answers", "applicant_rows"}  # who wrote an answer, and when, stands with the answer


@pytest.fixture(scope="module")
def story(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Story]:
    """Tell the story once for all tests of the file and leave nothing behind."""
    files = tmp_path_factory.mktemp("files")
    with (
        django_db_blocker.unblock(),
        override_settings(MEDIA_ROOT=files),
        transaction.atomic(),
        telling() as story,
    ):
        for chapter in (
            publish, fill, hand_in, others_apply, send_back, come_back, list_in_the_city, send_from_the_cities,
            go_through_the_province, review, select, tell_the_public,
        ):  # fmt: skip
            chapter(story)
        yield story
        transaction.set_rollback(True)


# --- the story -----------------------------------------------------------------------------------------------------


def publish(story: Story) -> None:
    """The organiser publishes the pack and opens the round, its calendar moved so that ten days are left to apply."""
    add_organiser(story)
    pack = packs.load(ROOT / "programmes" / PACK)
    shift = shift_to(pack.stage("fill").closes, (story.clock.at + timedelta(days=10)).date())
    sent = {"open": "1", "slug": story.slug, "label": "2022 年度智能制造试点示范", "label_en": "", "shift_days": shift}

    story.seen["packs"] = story.read("organiser", "organiser_new")
    story.seen["unconfirmed"] = story.do("organiser", "organiser_open", PACK, **sent)
    story.seen["opened"] = story.do("organiser", "organiser_open", PACK, **sent, **{"confirm-all": "按此读法执行。"})
    story.seen["round"] = story.read("", "round", story.slug)
    add_desks(story, "city", TANGSHAN)
    add_desks(story, "small", DINGZHOU)
    add_desks(story, "province", HEBEI)
    add_enterprise(story, "hero", HERO, "130205")
    for name in PRIVATE:
        add_enterprise(story, name, f"示例企业{name}（唐山）有限公司", "130202")
    add_enterprise(story, "central", "示例中央企业（唐山）有限公司", "130203")
    add_enterprise(story, "dingzhou", "示例定州装备有限公司", DINGZHOU)


def fill(story: Story) -> None:
    """An enterprise starts, writes, adds rows, a picture and a paper, and looks at its form on paper."""
    pk = start(story, "hero").pk
    before = complete_answers(story, "hero")
    fill_in(story, "hero", before)
    row = story.do("hero", "applicant_rows", pk, verb="add", path="project.scenarios.s1.equipment").json()["key"]
    place = f"project.scenarios.s1.equipment.{row}"
    save(story, "hero", {f"{place}.kind": "additive", f"{place}.name": "激光熔覆增材单元", f"{place}.model": "SL-AM3"})
    save(story, "hero", {f"{place}.supplier": "示例增材科技有限公司"})

    kept = upload(story, "hero", "project.scenarios.s1.description", "架构.png", picture())
    shown = {"type": "image", "attrs": {"digest": kept["digest"], "name": "架构.png", "caption": "图1 系统架构"}}
    written = before["project.scenarios.s1.description"]
    save(story, "hero", {"project.scenarios.s1.description": {**written, "content": [*written["content"], shown]}})
    story.seen["uploaded"] = upload(story, "hero", "attachments.finance", "2021年审计报告.pdf", paper("审计报告"))

    sections = ("unit", "people", "growth", "project", "results", "plan", "attachments")
    story.seen["pages"] = {one: story.read("hero", "applicant_section", pk, one) for one in sections}
    story.seen["preview"] = story.see("hero", "applicant_preview", pk).content


def hand_in(story: Story) -> None:
    """Without the declarations it is refused; with them it is frozen, once, however often the button is pressed."""
    pk = story.applications["hero"].pk
    story.seen["undeclared"] = story.do("hero", "applicant_submit", pk)
    story.seen["submitted"] = [submit(story, "hero"), submit(story, "hero")]
    story.seen["count"] = Submission.objects.filter(application=pk).count()
    story.seen["receipt"] = story.read("hero", "applicant_receipt", pk)
    story.seen["late"] = save(story, "hero", {"growth.profile": "提交之后再改一个字。"})


def others_apply(story: Story) -> None:
    for name in PRIVATE:
        apply(story, name)
    apply(story, "central", unit__ownership="central")
    apply(story, "dingzhou")


def send_back(story: Story) -> None:
    """The city reads the form beside its sheet, finds the results without a date, and sends exactly that back."""
    story.clock.wait(days=1)
    body, pk = story.body(TANGSHAN).pk, story.applications["hero"].pk
    story.seen["city"] = story.read("city-miit", "recommender_applications", body, TRACK)
    sent = {"verdict": "fail", "reason": "成效未写明测定时间。"}
    story.seen["failed"] = story.do("city-miit", "recommender_check", body, pk, "city_scenarios", **sent)
    story.seen["beside"] = story.read("city-miit", "recommender_application", body, pk)
    due = (story.clock.at + timedelta(days=4)).date().isoformat()
    back = {"paths": [RESULT], "reason": "请写明测定时间和口径。", "due_at": due}
    story.do("city-miit", "recommender_send_back", body, pk, **back)
    story.seen["asked"] = story.read("hero", "applicant_overview", pk)


def come_back(story: Story) -> None:
    """The enterprise may change what was named and nothing else; the city sees what differs."""
    story.clock.wait(days=1)
    story.seen["locked"] = save(story, "hero", {"unit.headcount": "900"})
    story.seen["unchanged"] = submit(story, "hero")
    before = story.applications["hero"].answers.get(path=RESULT).value
    story.seen["reopened"] = save(story, "hero", {RESULT: before.replace("2021 年 7 月", "2021 年 8 月")})
    story.seen["again"] = submit(story, "hero")
    place = (story.body(TANGSHAN).pk, story.applications["hero"].pk)
    story.seen["difference"] = story.read("city-miit", "recommender_application", *place)


def list_in_the_city(story: Story) -> None:
    """Five that count fill the quota, the sixth is stopped, a central enterprise is not counted; then the order."""
    for name in ("hero", *PRIVATE, "central"):
        check_all(story, "city-miit", name, TANGSHAN)
    for name in ("jia", "hero", "yi", "bing", "ding"):
        assert include(story, "city-miit", name, TANGSHAN).status_code == 302
    story.seen["sixth"] = include(story, "city-miit", "wu", TANGSHAN)
    story.seen["central"] = include(story, "city-miit", "central", TANGSHAN)
    place = (story.body(TANGSHAN).pk, story.applications["wu"].pk)
    story.do("city-miit", "recommender_decline", *place, reason="名额已满，建议下一年度申报。")
    story.seen["unsigned"] = send(story, "city-miit", TANGSHAN)
    sign(story, "city", TANGSHAN)
    story.seen["ranked"] = rank(story, "city-miit", ("hero", "jia", "central", "yi", "bing", "ding"), TANGSHAN)
    story.seen["voided"] = story.read("city-miit", "recommender_ranking", story.body(TANGSHAN).pk, TRACK)


def send_from_the_cities(story: Story) -> None:
    sign(story, "city", TANGSHAN)
    story.seen["sent by finance"] = send(story, "city-finance", TANGSHAN)
    story.seen["sent"] = send(story, "city-miit", TANGSHAN)
    story.seen["table"] = story.papers(f"ranked_list:{ranked_list(story, TANGSHAN).pk}")
    check_all(story, "small-miit", "dingzhou", DINGZHOU)
    include(story, "small-miit", "dingzhou", DINGZHOU)
    sign(story, "small", DINGZHOU)
    assert send(story, "small-miit", DINGZHOU).status_code == 302


def go_through_the_province(story: Story) -> None:
    """The province ranks the cities' lists anew and declines the rest."""
    story.clock.wait(days=10)
    body = story.body(HEBEI).pk
    story.seen["province"] = story.read("province-miit", "recommender_applications", body, TRACK)
    for name in ("hero", "dingzhou", "central"):
        check_all(story, "province-miit", name, HEBEI)
        assert include(story, "province-miit", name, HEBEI).status_code == 302
    for name in ("jia", "yi", "bing", "ding"):
        reason = "综合比较，本年度不予推荐。"
        story.do("province-miit", "recommender_decline", body, story.applications[name].pk, reason=reason)
    rank(story, "province-miit", ("dingzhou", "hero", "central"), HEBEI)
    sign(story, "province", HEBEI)
    story.seen["sent on"] = send(story, "province-drc", HEBEI)
    story.seen["second table"] = story.papers(f"ranked_list:{ranked_list(story, HEBEI).pk}")


def review(story: Story) -> None:
    """The organiser checks and assigns; an expert of the applicant is refused; all score."""
    story.clock.wait(days=9)
    for name, employer in (("first", "示例大学"), ("second", "示例研究院"), ("third", "示例学会"), ("own", HERO)):
        add_expert(story, name, employer)
    for name in ("hero", "dingzhou", "central"):
        admit(story, name)
        assert assign(story, name, "first").status_code == 302
    story.seen["conflict"] = assign(story, "hero", "own")
    story.seen["too few"] = story.do("organiser", "organiser_start_review", story.slug)
    for name in ("hero", "dingzhou", "central"):
        for expert in ("second", "third"):
            assign(story, name, expert)
    story.seen["too early"] = score(story, "first", "hero", (90, 90, 90, 90, 90))
    closes = f"{story.clock.at + timedelta(days=10):%Y-%m-%dT%H:%M}"
    story.seen["started"] = story.do("organiser", "organiser_start_review", story.slug, closes_at=closes)
    story.seen["expert's page"] = story.read("first", "expert_review", story.application("hero").reviews.first().pk)
    story.seen["out of range"] = score(story, "first", "hero", (90, 90, 130, 90, 90))
    points = {"hero": (92, 90, 88, 85, 90), "dingzhou": (85, 80, 84, 80, 82), "central": (70, 72, 75, 70, 68)}
    for expert in ("first", "second", "third"):
        for name, given in points.items():
            assert score(story, expert, name, given).status_code == 302
    story.seen["finished"] = story.do("organiser", "organiser_finish_review", story.slug)


def select(story: Story) -> None:
    """Departing from the order of the means needs a reason; the list is proposed."""
    decide(story, "central", "selected")
    story.seen["against the order"] = decide(story, "dingzhou", "not_selected")
    decide(story, "dingzhou", "selected")
    decide(story, "hero", "selected")
    decide(story, "central", "not_selected")
    story.do("organiser", "organiser_finish_selection", story.slug, TRACK)
    story.seen["before"] = story.see("", "list", story.slug, TRACK, "proposed").status_code
    story.seen["proposed"] = story.do("organiser", "organiser_propose", story.slug, TRACK)


def tell_the_public(story: Story) -> None:
    """The notice runs its working days; only then is the final list announced."""
    story.seen["list"] = story.read("", "list", story.slug, TRACK, "proposed")
    story.seen["notice papers"] = story.papers(f"notice:{Notice.objects.get().pk}")
    story.seen["announced too early"] = story.do("organiser", "organiser_announce", story.slug, TRACK)
    story.clock.wait(days=16)
    story.seen["announced"] = story.do("organiser", "organiser_announce", story.slug, TRACK)
    story.seen["final"] = story.read("", "list", story.slug, TRACK, "final")
    story.seen["home"] = story.read("", "home")


# --- what came of it -----------------------------------------------------------------------------------------------


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

    for words in (HERO, "激光熔覆增材单元", "2860.50", "91.5", "图1系统架构", "2021年审计报告", "☑"):
        assert words in paper_text, words
    assert "激光熔覆增材单元" in story.seen["pages"]["project"]
    assert story.seen["uploaded"]["digest"] in story.seen["pages"]["attachments"]
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
    made = sum(len(documents) for name, documents in story.seen.items() if "table" in name or "papers" in name)

    assert [move for move in written if move.events and len(move.events) != SEVERAL.get(move.page, 1)] == []
    assert [move.page for move in idle] == ["applicant_submit"]  # the second press of the button
    assert [events for events in refused if events] == [("review.save",)]  # what was typed is kept, out of range or not
    assert event.verify().broken_at is None
    assert event.verify().events == sum(len(move.events) for move in story.moves) + made
