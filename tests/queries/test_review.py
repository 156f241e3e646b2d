from decimal import Decimal

import pytest

from shifan.models import Membership
from shifan.queries import review
from tests.make import (
    NOW,
    make_application,
    make_expert,
    make_organisation,
    make_review,
    make_round,
    open_review,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("count", [1, 3])
def test_the_board_takes_the_same_statements(count, django_assert_num_queries):
    for _ in range(count):
        make_review(make_application(stage="review"))
    round_ = make_round()
    review.board(round_, "review")

    with django_assert_num_queries(2):
        rows = review.board(round_, "review")

    assert [(row.count, row.least, row.short) for row in rows] == [(1, 2, True)] * count


def test_a_recused_expert_does_not_count():
    application = make_application(stage="review")
    make_review(application)
    recused = make_review(application)
    recused.state = "recused"
    recused.save()

    panel = review.panels(make_round(), "review")[0]

    assert (panel.count, panel.filed, panel.short) == (1, 0, True)


def test_candidates_are_ordered_by_what_they_have_to_do():
    application = make_application(stage="review", organisation=make_organisation(name="示例甲公司"))
    busy, free = make_expert("示例忙"), make_expert("示例闲")
    make_expert("示例有利害关系", employer="示例甲公司")
    assigned = make_review(application, make_expert("示例已分派"))
    make_review(make_application(stage="review"), busy)

    found = review.candidates(application)

    assert [(one.expert.name, one.load, one.barred) for one in found] == [
        (assigned.expert.name, 1, False),
        (free.name, 0, False),
        (busy.name, 1, False),
        ("示例有利害关系", 0, True),
    ]


def test_an_expert_of_the_same_city_is_warned_of():
    application = make_application(stage="review")
    university = make_organisation(name="示例大学", region="130100")
    by_employer, by_membership = make_expert(employer="示例大学"), make_expert()
    Membership.objects.create(user=by_membership, organisation=university)

    found = [review.conflicts(application, expert) for expert in (by_employer, by_membership, make_expert())]

    assert [[(finding.rule, finding.severity) for finding in one] for one in found] == [
        [("expert.near", "warn")],
        [("expert.near", "warn")],
        [],
    ]


def test_experts_are_read_in_three_statements(django_assert_num_queries):
    experts = [make_expert(employer=f"示例单位{number}") for number in range(3)]
    for expert in experts:
        Membership.objects.create(user=expert, organisation=make_organisation(region=""))

    with django_assert_num_queries(3):
        review.expert_facts(experts)


@pytest.mark.parametrize(
    ("draft", "total"), [({}, None), ({"advanced": "90"}, None), ({"advanced": "90", "spread": "81.5"}, "87.17")]
)
def test_a_total_is_shown_once_every_score_is_right(draft, total):
    open_review()
    found = make_review(make_application(stage="review"))
    found.draft = draft
    found.save()

    work = review.work(found, NOW)

    assert work.total == (Decimal(total) if total else None)
    assert work.is_open


def test_a_review_that_has_not_begun_is_not_open():
    work = review.work(make_review(make_application(stage="review")), NOW)

    assert not work.is_open
    assert [finding.rule for finding in work.shut] == ["review.closed"]
