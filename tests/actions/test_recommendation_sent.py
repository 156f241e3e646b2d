from datetime import timedelta

import pytest

from shifan.actions import recommendation
from shifan.core.finding import Refused
from shifan.models import Application, IssuedDocument, Message, RankedList
from tests.desks import (
    LATER,
    check_all,
    last_event,
    make_clerk,
    make_list,
    make_listed,
    make_sent,
    make_waiting,
    ranks,
    rules,
    send_back,
    sign_all,
)
from tests.make import NOW, make_body, make_round, make_submission, make_user

pytestmark = pytest.mark.django_db


# --- send ---


def test_send_freezes_the_list_and_passes_applications_on() -> None:
    by = make_clerk()
    ranked = make_list(by)
    out = make_waiting("示例丙")
    recommendation.decline(by=by, body=make_body(), application=out, reason="不属于制造业", now=LATER)
    sign_all(ranked)

    sent = recommendation.send(by=by, ranked_list=ranked, reason="", now=LATER)

    assert [entry["applicant"] for entry in sent.content["entries"]] == ["示例甲", "示例乙"]
    first = sent.content["entries"][0]
    assert (first["rank"], first["submission"], first["mobile"]) == (1, 1, "13800000000")
    assert first["lines"] == ["1. 1. 工厂数字化设计"]
    assert sent.content["declined"][0]["reason"] == "不属于制造业"
    assert set(sent.signatures.values_list("digest", flat=True)) == {sent.digest}
    standing = Application.objects.order_by("number").values_list("stage", "state")
    assert list(standing) == [("province", "submitted"), ("province", "submitted"), ("city", "declined")]
    subject = f"ranked_list:{sent.pk}"
    asked = IssuedDocument.objects.exclude(form="docx").order_by("plan", "form")
    letters = asked.exclude(subject=subject).values_list("subject", "plan", "form", "state")
    assert list(letters) == [(f"ending:{out.pk}", "ending_not_recommended", "pdf", "queued")]
    asked = asked.filter(subject=subject).values_list("subject", "plan", "form", "source", "state")
    assert list(asked) == [
        (subject, "recommendation_letter", "pdf", sent.digest, "queued"),
        (subject, "summary_table", "pdf", sent.digest, "queued"),
        (subject, "summary_table", "xlsx", sent.digest, "queued"),
    ]
    verb, about, data = last_event()
    assert (verb, about) == ("recommendation.send", subject)
    assert data == {"digest": sent.digest, "reason": "", "warnings": [], "entries": 2, "declined": 1}


def test_send_with_everything_missing_says_all_of_it() -> None:
    by = make_clerk()
    application = make_waiting("示例甲")
    ranked = recommendation.include(by=by, body=make_body(), application=application, now=LATER).ranked_list
    make_waiting("示例乙")

    with pytest.raises(Refused) as refusal:
        recommendation.send(by=by, ranked_list=ranked, reason="", now=LATER)

    found = {finding.rule: finding.params.get("names") for finding in refusal.value.findings}
    assert found == {
        "list.pending": "示例乙",
        "check.open": "示例甲",
        "list.unsigned": "工业和信息化局、财政局",
    }


def test_send_by_an_office_that_does_not_lead_is_refused() -> None:
    ranked = make_list(make_clerk())
    sign_all(ranked)

    with pytest.raises(Refused) as refusal:
        recommendation.send(by=make_clerk(bureau="finance"), ranked_list=ranked, reason="", now=LATER)

    assert rules(refusal) == ["role.wrong"]


def test_send_while_applications_may_still_come_needs_a_reason() -> None:
    by = make_clerk()
    early = NOW + timedelta(days=1)
    make_listed(by, name="示例甲", now=early)
    ranked = RankedList.objects.get()
    sign_all(ranked, early)

    with pytest.raises(Refused) as refusal:
        recommendation.send(by=by, ranked_list=ranked, reason=" ", now=early)
    sent = recommendation.send(by=by, ranked_list=ranked, reason="本市企业均已提交", now=early)

    assert rules(refusal) == ["list.early", "list.reason"]
    data = last_event()[2]
    assert (sent.state, data["reason"], data["warnings"][0]["rule"]) == ("sent", "本市企业均已提交", "list.early")


def test_send_twice_is_refused() -> None:
    ranked = make_sent()

    with pytest.raises(Refused) as refusal:
        recommendation.send(by=make_clerk(), ranked_list=ranked, reason="", now=LATER + timedelta(hours=2))

    assert rules(refusal) == ["list.sent"]


def test_a_resubmission_after_signing_voids_the_signatures() -> None:
    by = make_clerk()
    ranked = make_list(by)
    sign_all(ranked)
    application = ranked.recommendations.get(rank=1).application
    make_submission(application, {**application.submissions.get().content["answers"], "project.title": "改"})
    check_all(by, application)

    with pytest.raises(Refused) as refusal:
        recommendation.send(by=by, ranked_list=ranked, reason="", now=LATER)

    assert rules(refusal) == ["list.unsigned"]


# --- the province ---


def test_the_province_lists_what_its_cities_sent_and_sends_it_to_the_organiser() -> None:
    make_sent(names=("示例甲",))
    make_sent(names=("示例乙",), region="130200")
    province = make_body(make_round(), region="130000")
    by, when = make_clerk(province), LATER + timedelta(days=10)
    for application in Application.objects.order_by("-number"):
        check_all(by, application, when)
        recommendation.include(by=by, body=province, application=application, now=when)
    ranked = RankedList.objects.get(body=province)
    recommendation.sign(by=by, ranked_list=ranked, now=when)

    sent = recommendation.send(by=by, ranked_list=ranked, reason="", now=when)

    assert [entry["applicant"] for entry in sent.content["entries"]] == ["示例乙", "示例甲"]
    assert set(Application.objects.values_list("stage", flat=True)) == {"completeness"}


def test_the_province_cannot_list_what_is_still_with_the_city() -> None:
    province = make_body(make_round(), region="130000")

    with pytest.raises(Refused) as refusal:
        recommendation.include(by=make_clerk(province), body=province, application=make_waiting(), now=LATER)

    assert rules(refusal) == ["stage.wrong"]


# --- send back ---


def test_send_back_opens_what_was_named() -> None:
    application = make_waiting()

    request = send_back(make_clerk(), application, paths=["project.title", "unit", "project.scenarios.k3f", "x.y"])

    assert (request.paths, request.stage, request.submission.number) == (
        ["project.title", "unit", "project.scenarios.k3f"],
        "city",
        1,
    )
    assert Application.objects.get().state == "returned"
    verb, subject, data = last_event()
    assert (verb, subject, data["reason"]) == (
        "recommendation.send_back",
        f"application:{application.pk}",
        "名称不规范",
    )


def test_send_back_takes_an_application_off_the_list_and_voids_signatures() -> None:
    by = make_clerk()
    ranked = make_list(by)
    sign_all(ranked)

    send_back(by, ranked.recommendations.get(rank=1).application)

    assert ranks(ranked) == [(1, "示例乙")]
    assert last_event()[2]["voided"] == ["finance", "miit"]


def test_send_back_with_nothing_right_says_all_of_it() -> None:
    with pytest.raises(Refused) as refusal:
        send_back(make_clerk(), make_waiting(), paths=["none"], reason="", due_at=LATER + timedelta(days=30))

    assert rules(refusal) == ["fields.missing", "reason.missing", "due.past"]


def test_send_back_keeps_the_reason_of_each_place_and_then_needs_none_for_the_whole() -> None:
    reasons = {"project.title": "名称不规范", "unit.name": "  ", "unit.revenue": "没有退回的栏目"}

    request = send_back(make_clerk(), make_waiting(), paths=["project.title"], reason="", reasons=reasons)

    assert (request.reason, request.reasons) == ("", {"project.title": "名称不规范"})
    assert Message.objects.get(kind="changes.asked").params["reason"] == "名称不规范"


def test_send_back_without_a_reason_for_one_of_the_places_is_refused() -> None:
    reasons = {"project.title": "名称不规范"}

    with pytest.raises(Refused) as refusal:
        send_back(make_clerk(), make_waiting(), paths=["project.title", "unit.name"], reason="", reasons=reasons)

    assert rules(refusal) == ["reason.missing"]


def test_send_back_by_the_province_before_the_city_has_sent_is_refused() -> None:
    by = make_clerk(make_body(make_round(), region="130000"))

    with pytest.raises(Refused) as refusal:
        send_back(by, make_waiting())

    assert rules(refusal) == ["stage.wrong"]


def test_send_back_by_a_stranger_is_refused() -> None:
    stranger = make_clerk(make_body(region="130200"))

    with pytest.raises(Refused) as refusal:
        send_back(stranger, make_waiting())

    assert rules(refusal) == ["role.wrong"]


def test_send_back_by_the_province_returns_to_the_province() -> None:
    ranked = make_sent(names=("示例甲",))
    by = make_clerk(ranked.body.parent)
    application = Application.objects.get()

    request = send_back(by, application, now=LATER + timedelta(days=1))

    assert (request.stage, request.body) == ("province", ranked.body.parent)


def test_send_back_by_the_organiser_at_the_completeness_check() -> None:
    application = make_waiting(stage="completeness")
    organiser = make_user(organisation=make_round().organiser)

    request = send_back(organiser, application)

    assert (request.stage, request.body) == ("completeness", None)


def test_send_back_by_a_body_at_the_completeness_check_is_refused() -> None:
    with pytest.raises(Refused) as refusal:
        send_back(make_clerk(), make_waiting(stage="completeness"))

    assert rules(refusal) == ["stage.wrong"]
