from decimal import Decimal

import pytest

from shifan.models import RankedList, Recommendation
from shifan.queries import selection
from tests.make import NOW, TRACK, make_application, make_member, make_reviewed, make_round

pytestmark = pytest.mark.django_db


def recommend(application, rank: int) -> None:
    ranked, _ = RankedList.objects.get_or_create(
        round=application.round, body=application.body, stage="city", track=TRACK
    )
    Recommendation.objects.create(
        ranked_list=ranked,
        application=application,
        verdict="recommended",
        rank=rank,
        decided_at=NOW,
        decided_by=make_member(application.body.organisation),
    )


def test_the_table_goes_from_the_highest_mean_to_the_lowest():
    low, high = make_reviewed(80), make_reviewed(90)
    unreviewed = make_application(stage="selection")
    recommend(low, 1)
    recommend(high, 2)

    rows = selection.table(make_round(), "selection", TRACK)

    assert [(row.place, row.application, row.combined.mean, dict(row.ranks)) for row in rows] == [
        (1, high, Decimal("90.00"), {"city": 2}),
        (2, low, Decimal("80.00"), {"city": 1}),
        (3, unreviewed, None, {}),
    ]
    assert [str(total) for _, total in rows[0].totals] == ["89.00", "91.00"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_table_takes_the_same_statements(count, django_assert_num_queries):
    for number in range(count):
        recommend(make_reviewed(80 + number), number + 1)
    round_ = make_round()

    with django_assert_num_queries(4):
        selection.table(round_, "selection", TRACK)


def test_only_what_stands_in_the_stage_is_in_the_table():
    make_application(stage="review")

    assert selection.table(make_round(), "selection", TRACK) == ()
    assert selection.tracks(make_round(), "selection") == ()
