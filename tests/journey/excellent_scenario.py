"""The story of an excellent scenario in Hebei, chapter by chapter: who does what, and what is kept to be looked at."""

from datetime import timedelta

from shifan import packs
from shifan.models import Notice, Submission
from tests.journey.story import (
    PACK,
    ROOT,
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
    paper,
    picture,
    put_picture,
    rank,
    ranked_list,
    save,
    score,
    send,
    shift_to,
    sign,
    start,
    submit,
    upload,
)

TANGSHAN, DINGZHOU, HEBEI = "130200", "130682", "130000"
HERO = "示例冶金装备（唐山）有限公司"
PRIVATE = ("jia", "yi", "bing", "ding", "wu")  # with the hero six that count
RESULT = "project.scenarios.s1.results"


def tell(story: Story) -> None:
    """Tell all of it, from the notice to the final list."""
    for chapter in (
        publish, fill, hand_in, others_apply, send_back, come_back, list_in_the_city, send_from_the_cities,
        go_through_the_province, review, select, tell_the_public,
    ):  # fmt: skip
        chapter(story)


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

    kept = put_picture(story, "hero", "project.scenarios.s1.description", "架构.png", picture())
    shown = {"type": "image", "attrs": {"digest": kept, "name": "架构.png", "caption": "图1 系统架构"}}
    written = before["project.scenarios.s1.description"]
    save(story, "hero", {"project.scenarios.s1.description": {**written, "content": [*written["content"], shown]}})
    story.seen["uploaded"] = upload(story, "hero", "attachments.finance", "2021年审计报告.pdf", paper("审计报告"))

    sections = ("unit", "people", "growth", "project", "results", "plan", "attachments")
    story.seen["pages"] = {one: story.read("hero", "applicant_section", pk, one) for one in sections}
    story.seen["preview"] = story.see("hero", "applicant_preview", pk).content
    story.seen["word"] = story.see("hero", "applicant_preview_word", pk)


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
