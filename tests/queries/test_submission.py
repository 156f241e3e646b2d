from datetime import timedelta

import pytest

from shifan.actions import recommendation
from shifan.facts import plan_of
from shifan.queries import submission
from tests.desks import LATER, make_clerk, make_waiting
from tests.make import ANSWERS, make_submission

pytestmark = pytest.mark.django_db


def test_view_needs_no_statement_and_compares_with_the_one_before(django_assert_num_queries) -> None:
    application = make_waiting()
    plan, first = plan_of(application.round), application.submissions.get()
    second = make_submission(application, {**first.content["answers"], "project.title": "改"})

    with django_assert_num_queries(0):
        view = submission.view(plan, second, "desk", compared_with=first)

    assert (view.submission.number, view.before, view.reading.compared) == (2, 1, True)


def test_the_first_submission_has_none_before_it(django_assert_num_queries) -> None:
    application = make_waiting()
    first = submission.latest(application)
    second = make_submission(application, dict(ANSWERS))

    with django_assert_num_queries(0):
        assert submission.previous(first) is None
    assert submission.previous(second) == first


def test_changes_name_what_was_sent_back_in_words(django_assert_num_queries) -> None:
    application = make_waiting()
    recommendation.send_back(
        by=make_clerk(),
        application=application,
        paths=["unit", "project.scenarios.k3f.summary"],
        reason="改",
        reasons={"unit": "名称有误"},
        due_at=LATER + timedelta(days=1),
        now=LATER,
    )
    plan, latest = plan_of(application.round), submission.latest(application)

    with django_assert_num_queries(1):
        changes = submission.changes(plan, application, latest)

    places = [[(place.label.zh, place.reason) for place in change.places] for change in changes]
    assert places == [[("一、申报单位", "名称有误"), ("场景 1 · 场景描述", "")]]
