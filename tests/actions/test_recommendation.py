from datetime import timedelta

import pytest

from shifan.actions import check, recommendation
from shifan.core.finding import Refused
from shifan.models import Event
from tests.desks import (
    LATER,
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
from tests.make import NOW, make_body

pytestmark = pytest.mark.django_db


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
