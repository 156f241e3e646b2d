from datetime import timedelta

import pytest

from shifan.actions import check, recommendation
from shifan.core.finding import Refused
from shifan.models import Application, Event, IssuedDocument, RankedList
from tests.desks import LATER, check_all, make_clerk, make_list, make_listed, make_sent, make_waiting, sign_all
from tests.make import NOW, make_body, make_round, make_submission, make_user

pytestmark = pytest.mark.django_db


def rules(refusal: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [finding.rule for finding in refusal.value.findings]


def last_event() -> tuple[str, str, dict[str, object]]:
    event = Event.objects.latest("position")
    return event.verb, event.subject, event.data


def ranks(ranked: RankedList) -> list[tuple[int, str]]:
    rows = ranked.recommendations.filter(rank__isnull=False).order_by("rank")
    return list(rows.values_list("rank", "application__organisation__name"))


# --- include ---


def test_include_puts_an_application_last() -> None:
    by = make_clerk()
    make_listed(by, name="示例甲")
    application = make_waiting("示例乙")

    row = recommendation.include(by=by, body=make_body(), application=application, now=LATER)

    assert ranks(row.ranked_list) == [(1, "示例甲"), (2, "示例乙")]
    assert last_event() == ("recommendation.include", f"ranked_list:{row.ranked_list_id}", {"rank": 2, "voided": []})


def test_include_beyond_the_quota_names_the_clause() -> None:
    by = make_clerk()
    make_list(by)
    before = Event.objects.count()

    with pytest.raises(Refused) as refusal:
        recommendation.include(by=by, body=make_body(), application=make_waiting(), now=LATER)

    finding = refusal.value.findings[0]
    assert (finding.rule, finding.clause, finding.params["limit"]) == ("quota.exceeded", ("900-005",), "2")
    assert Event.objects.count() == before


def test_include_does_not_count_a_central_enterprise() -> None:
    by = make_clerk()
    ranked = make_list(by)

    recommendation.include(
        by=by, body=make_body(), application=make_waiting("示例央企", ownership="central"), now=LATER
    )

    assert ranks(ranked)[2] == (3, "示例央企")


def test_include_of_somebody_elses_application_is_refused() -> None:
    other = make_body(region="130200")

    with pytest.raises(Refused) as refusal:
        recommendation.include(by=make_clerk(), body=make_body(), application=make_waiting(body=other), now=LATER)

    assert rules(refusal) == ["stage.wrong"]


def test_include_by_another_organisation_is_refused() -> None:
    stranger = make_clerk(make_body(region="130200"))

    with pytest.raises(Refused) as refusal:
        recommendation.include(by=stranger, body=make_body(), application=make_waiting(), now=LATER)

    assert rules(refusal) == ["role.wrong"]


def test_include_after_the_stage_has_closed_is_refused_with_its_clause() -> None:
    with pytest.raises(Refused) as refusal:
        recommendation.include(
            by=make_clerk(), body=make_body(), application=make_waiting(), now=NOW.replace(month=4, day=21)
        )

    finding = refusal.value.findings[0]
    assert (finding.rule, finding.clause) == ("stage.closed", ("900-004",))


def test_include_of_an_application_with_a_failed_decisive_check_is_refused() -> None:
    by, application = make_clerk(), make_waiting()
    check.mark(
        by=by, application=application, stage="city", check_id="complete", verdict="fail", reason="缺附件", now=LATER
    )

    with pytest.raises(Refused) as refusal:
        recommendation.include(by=by, body=make_body(), application=application, now=LATER)

    finding = refusal.value.findings[0]
    assert (finding.rule, finding.params["names"]) == ("check.failed", "材料齐全")


def test_include_of_a_returned_application_is_refused() -> None:
    by, application = make_clerk(), make_waiting()
    send_back(by, application)

    with pytest.raises(Refused) as refusal:
        recommendation.include(by=by, body=make_body(), application=application, now=LATER)

    assert rules(refusal) == ["move.unknown"]


def test_include_on_a_list_that_was_sent_is_refused() -> None:
    make_sent()
    late = make_waiting()

    with pytest.raises(Refused) as refusal:
        recommendation.include(by=make_clerk(), body=make_body(), application=late, now=LATER + timedelta(hours=2))

    assert rules(refusal) == ["list.sent"]


# --- decline, undo ---


def test_decline_keeps_the_reason_and_closes_the_gap_in_the_ranks() -> None:
    by = make_clerk()
    ranked = make_list(by)
    first = ranked.recommendations.get(rank=1).application

    recommendation.decline(by=by, body=make_body(), application=first, reason=" 不属于制造业 ", now=LATER)

    assert ranks(ranked) == [(1, "示例乙")]
    assert ranked.recommendations.get(rank=None).reason == "不属于制造业"
    assert last_event()[::2] == ("recommendation.decline", {"reason": "不属于制造业", "voided": []})


def test_decline_without_a_reason_is_refused() -> None:
    with pytest.raises(Refused) as refusal:
        recommendation.decline(by=make_clerk(), body=make_body(), application=make_waiting(), reason=" ", now=LATER)

    assert rules(refusal) == ["reason.missing"]


def test_decline_before_a_change_is_due_is_refused() -> None:
    by, application = make_clerk(), make_waiting()
    send_back(by, application)

    with pytest.raises(Refused) as refusal:
        recommendation.decline(by=by, body=make_body(), application=application, reason="未改", now=LATER)

    assert rules(refusal) == ["change.running"]


def test_decline_after_a_change_was_due_is_possible() -> None:
    by, application = make_clerk(), make_waiting()
    send_back(by, application)

    row = recommendation.decline(
        by=by, body=make_body(), application=application, reason="未改", now=LATER + timedelta(days=3)
    )

    assert row.verdict == "declined"


def test_undo_makes_an_application_wait_again() -> None:
    by = make_clerk()
    ranked = make_list(by)
    first = ranked.recommendations.get(rank=1).application

    recommendation.undo(by=by, body=make_body(), application=first, now=LATER)

    assert ranks(ranked) == [(1, "示例乙")]
    assert last_event()[::2] == ("recommendation.undo", {"voided": []})


def test_undo_of_what_is_not_on_the_list_is_refused() -> None:
    with pytest.raises(Refused) as refusal:
        recommendation.undo(by=make_clerk(), body=make_body(), application=make_waiting(), now=LATER)

    assert rules(refusal) == ["list.absent"]


# --- rank ---


def test_rank_changes_the_order_and_voids_signatures() -> None:
    by = make_clerk()
    ranked = make_list(by)
    sign_all(ranked)
    before = [row.application_id for row in ranked.recommendations.order_by("rank")]

    recommendation.rank(by=by, ranked_list=ranked, order=before[::-1], now=LATER)

    assert ranks(ranked) == [(1, "示例乙"), (2, "示例甲")]
    assert set(ranked.signatures.values_list("digest", flat=True)) == {""}
    data = {"before": before, "after": before[::-1], "voided": ["finance", "miit"]}
    assert last_event() == ("recommendation.rank", f"ranked_list:{ranked.pk}", data)


def test_rank_in_the_same_order_changes_nothing() -> None:
    by = make_clerk()
    ranked = make_list(by)
    sign_all(ranked)
    order = [row.application_id for row in ranked.recommendations.order_by("rank")]

    recommendation.rank(by=by, ranked_list=ranked, order=order, now=LATER)

    assert ranked.signatures.count() == 2
    assert last_event()[0] == "recommendation.sign"


@pytest.mark.parametrize("order", [[], [1], [1, 1], [1, 2, 3]])
def test_rank_of_anything_but_each_entry_once_is_refused(order: list[int]) -> None:
    by = make_clerk()
    ranked = make_list(by)

    with pytest.raises(Refused) as refusal:
        recommendation.rank(by=by, ranked_list=ranked, order=order, now=LATER)

    assert rules(refusal) == ["rank.order"]


# --- sign ---


def test_sign_seals_the_list_as_it_stands() -> None:
    by = make_clerk()
    ranked = make_list(by)

    signature = recommendation.sign(by=by, ranked_list=ranked, now=LATER)

    assert (signature.bureau, len(signature.digest)) == ("miit", 64)
    assert last_event()[::2] == ("recommendation.sign", {"bureau": "miit", "digest": signature.digest})


def test_sign_without_an_office_is_refused() -> None:
    ranked = make_list(make_clerk())

    with pytest.raises(Refused) as refusal:
        recommendation.sign(by=make_clerk(bureau=""), ranked_list=ranked, now=LATER)

    assert rules(refusal) == ["role.wrong"]


def test_sign_of_an_empty_list_is_refused() -> None:
    by, application = make_clerk(), make_waiting()
    row = recommendation.include(by=by, body=make_body(), application=application, now=LATER)
    recommendation.undo(by=by, body=make_body(), application=application, now=LATER)

    with pytest.raises(Refused) as refusal:
        recommendation.sign(by=by, ranked_list=row.ranked_list, now=LATER)

    assert rules(refusal) == ["list.empty"]


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
    asked = IssuedDocument.objects.order_by("form").values_list("subject", "plan", "form", "source", "state")
    subject = f"ranked_list:{sent.pk}"
    assert list(asked) == [
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


def send_back(by, application, **more):
    given = {"paths": ["project.title"], "reason": "名称不规范", "due_at": LATER + timedelta(days=2), "now": LATER}
    return recommendation.send_back(by=by, application=application, **(given | more))


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
