from datetime import timedelta

import pytest

from shifan.actions import notice, selection
from shifan.queries import progress
from tests.make import (
    NOW,
    TRACK,
    make_application,
    make_member,
    make_review,
    make_reviewed,
    make_round,
    open_review,
)

pytestmark = pytest.mark.django_db
SCORES = {"advanced": "90", "spread": "80"}


def steps(now=NOW) -> list[tuple[str, int, int]]:
    return [(step.kind, step.count, step.total) for step in progress.next_steps(make_round(), now)]


def by():
    return make_member(make_round().organiser)


def test_an_empty_round_waits_for_nothing():
    assert steps() == []


def test_drafts_are_waited_for_until_filling_closes():
    make_application(stage="draft")

    assert steps() == [("filling", 1, 0)]
    assert steps(NOW + timedelta(days=60)) == []


def test_bodies_are_waited_for():
    make_application()

    assert steps() == [("recommending", 0, 2)]


def test_a_check_is_waited_for():
    make_application(stage="completeness")

    assert steps() == [("check", 1, 0)]


def test_the_review_goes_from_experts_to_its_end():
    application = make_application(stage="review")
    make_review(application, scores=SCORES)
    assert steps() == [("experts", 1, 1)]

    second = make_review(application)
    assert steps() == [("start", 1, 0)]

    open_review()
    assert steps() == [("reviewing", 1, 2)]

    second.delete()
    make_review(application, scores=SCORES)
    assert steps() == [("finish_review", 2, 2)]


def test_the_selection_goes_from_decisions_to_the_list():
    chosen, left = make_reviewed(90), make_reviewed(80)
    assert steps() == [("decide", 0, 2)]

    selection.decide(by=by(), application=chosen, outcome="selected", reason="", now=NOW)
    assert steps() == [("decide", 1, 2)]

    selection.decide(by=by(), application=left, outcome="not_selected", reason="", now=NOW)
    assert steps() == [("finish_selection", 2, 2)]

    selection.finish(by=by(), round_=make_round(), track=TRACK, now=NOW)
    assert steps() == [("propose", 2, 0)]

    published = notice.propose(by=by(), round_=make_round(), track=TRACK, now=NOW)
    assert steps() == [("in_notice", 1, 0)]
    assert steps(published.closes_at + timedelta(minutes=1)) == [("announce", 1, 0)]

    notice.announce(by=by(), round_=make_round(), track=TRACK, now=published.closes_at + timedelta(minutes=1))
    assert steps() == []
