from datetime import timedelta

import pytest

from shifan.queries import notice
from tests.make import NOW, make_body, make_organisation, make_pack, make_reviewed, make_round

pytestmark = pytest.mark.django_db


def test_a_list_is_ordered_by_region_and_number_not_by_score():
    shijiazhuang = make_reviewed(70)
    tangshan = make_reviewed(99, organisation=make_organisation(region="130202"), body=make_body(region="130200"))
    again = make_reviewed(90)

    found = notice.entries(make_round(), "scenario", [tangshan, again, shijiazhuang])

    assert [entry["applicant"] for entry in found] == [one.organisation.name for one in (shijiazhuang, again, tangshan)]
    assert [entry["region"] for entry in found] == ["河北省石家庄市", "河北省石家庄市", "河北省唐山市"]


@pytest.mark.parametrize(
    ("days", "expected"),
    [(0, "fill"), (30, "city"), (40, "province"), (90, "completeness"), (-60, "fill")],
)
def test_the_current_step_is_the_one_that_runs_or_comes_next(days, expected):
    make_round()

    (_, step) = notice.open_rounds(NOW + timedelta(days=days))[0]

    assert step.stage.id == expected


def test_a_closed_round_is_not_listed():
    round_ = make_round()
    round_.state = "closed"
    round_.save()

    assert notice.open_rounds(NOW) == ()


def test_conditions_are_the_clauses_that_blocking_rules_rest_on():
    found = notice.conditions(make_pack(), "scenario")

    assert [(one.clause.id, [(who, label.zh) for who, label in one.looked]) for one in found] == [
        ("900-009", [("block", "近三年无重大事故"), ("warn", "收入增长")])
    ]


def test_clauses_on_eligibility_go_before_rules():
    pack = make_pack()
    clauses = tuple(
        one.model_copy(update={"kind": "eligibility"}) if one.id == "900-004" else one for one in pack.clauses
    )

    found = notice.conditions(pack.model_copy(update={"clauses": clauses}), "scenario")

    assert [(one.clause.id, [who for who, _ in one.looked]) for one in found] == [("900-004", ["check", "check"])]
