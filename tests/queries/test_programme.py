import pytest

from shifan import packs
from shifan.actions import recommendation
from shifan.models import Application
from shifan.queries import programme
from shifan.queries.programme import Filters
from tests.desks import LATER, make_clerk, make_list, sign_all
from tests.make import make_application, make_body, make_member, make_organisation, make_round

pytestmark = pytest.mark.django_db


def test_packs_on_offer_are_those_of_the_folder():
    offers = programme.offers()

    assert [offer.folder for offer in offers] == [folder.name for folder in packs.folders()]
    assert [offer.folder for offer in offers if (offer.pack is None) != bool(offer.problems)] == []


def test_an_unknown_pack_is_an_error():
    with pytest.raises(LookupError):
        programme.offer("../secrets")


def test_rounds_are_counted(django_assert_num_queries):
    make_application(stage="draft")
    make_application()
    person = make_member(make_round().organiser)

    with django_assert_num_queries(1):
        found = [(one.slug, one.started, one.submitted) for one in programme.rounds(person)]

    assert found == [("example-2030", 2, 1)]
    assert not programme.rounds(make_member(make_organisation(kind="organiser")))


def test_the_funnel_counts_each_application_once_where_it_stands(django_assert_num_queries):
    make_application(stage="draft")
    make_application()
    returned = make_application(stage="completeness")
    Application.objects.filter(pk=returned.pk).update(state="returned")
    ended = make_application(stage="completeness")
    Application.objects.filter(pk=ended.pk).update(state="declined")
    withdrawn = make_application()
    Application.objects.filter(pk=withdrawn.pk).update(state="withdrawn")
    round_ = make_round()

    with django_assert_num_queries(1):
        passages = programme.funnel(round_)

    assert {one.stage.id: (one.reached, one.here, one.returned, one.ended) for one in passages} == {
        "fill": (4, 1, 0, 0),
        "city": (3, 1, 0, 0),
        "province": (2, 0, 0, 0),
        "completeness": (2, 0, 1, 1),
        "review": (0, 0, 0, 0),
        "selection": (0, 0, 0, 0),
        "public_notice": (0, 0, 0, 0),
        "result": (0, 0, 0, 0),
    }


def test_bodies_show_their_quota_and_whether_they_have_sent(django_assert_num_queries):
    clerk = make_clerk()
    ranked = make_list(clerk)
    sign_all(ranked)
    recommendation.send(by=clerk, ranked_list=ranked, reason="演练", now=LATER)
    round_ = make_round()

    with django_assert_num_queries(4):
        rows = programme.bodies(round_)

    found = {row.body.region: (row.stage.id, row.received, row.counted, row.exempt, row.limit) for row in rows}
    assert found == {
        "130000": ("province", 2, 0, 0, 3),
        "130100": ("city", 2, 2, 0, 2),
        "130200": ("city", 0, 0, 0, 2),
    }
    assert {row.body.region: row.sent_at for row in rows} == {"130000": None, "130100": LATER, "130200": None}


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(), {"甲", "乙"}),
        (Filters(words="示例甲"), {"甲"}),
        (Filters(words="数字化 乙"), {"乙"}),
        (Filters(stage="city"), {"甲"}),
        (Filters(state="returned"), set()),
        (Filters(track="scenario"), {"甲", "乙"}),
        (Filters(track="none"), set()),
        (Filters(body="none"), set()),
        (Filters(body="9" * 30), set()),
    ],
)
def test_applications_are_narrowed(filters, expected):
    make_application(organisation=make_organisation(name="示例甲"))
    make_application(organisation=make_organisation(name="示例乙"), stage="review", body=make_body(region="130200"))
    make_application(organisation=make_organisation(name="示例丙"), stage="draft")

    found = programme.applications(make_round(), filters)

    assert {one.organisation.name.removeprefix("示例") for one in found} == expected


def test_a_list_of_applications_loads_no_answer(django_assert_num_queries):
    for _ in range(3):
        make_application()
    round_ = make_round()

    with django_assert_num_queries(1):
        found = [one.body.organisation.name for one in programme.applications(round_, Filters())]

    assert len(found) == 3
