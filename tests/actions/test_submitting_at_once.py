"""Submitting while somebody else submits or saves at the same moment: real threads, each with its connection."""

import threading
from datetime import timedelta
from time import sleep

import pytest
from django.db import transaction

from shifan.actions import application as actions
from shifan.core.finding import Refused
from shifan.core.history import Change
from shifan.models import Answer, Event, Membership, Participant, Submission
from shifan.queries import application as applications
from tests import make
from tests.at_once import at_once, several_connections
from tests.make import NOW

pytestmark = pytest.mark.django_db(transaction=True)
SECOND = timedelta(seconds=1)


@pytest.fixture
def draft(tmp_path):
    """An application ready to be submitted, in a database of several connections."""
    with several_connections(tmp_path):
        yield make.make_application(stage="draft")


def colleague(application):
    user = make.make_user("王示例", organisation=application.organisation)
    first = make.make_member(application.organisation)
    Membership.objects.filter(user=user).update(is_manager=False)
    about = {"may_write": True, "may_submit": True, "added_at": NOW, "added_by": first}
    Participant.objects.create(application=application, user=user, **about)
    return user


def submitting(application, by, now):
    return lambda: actions.submit(by=by, application=application, declared=["truth"], now=now)


def saving(application, by, value):
    def save():
        mine = applications.for_saving(by, application.pk)
        return actions.save_answers(by=by, application=mine, changes=[Change("unit.contact", value, 1)], now=NOW)

    return save


def held(deed, written):
    """Do something and commit it only a moment later, when the other has certainly begun."""

    def do():
        with transaction.atomic():
            result = deed()
            written.set()
            sleep(0.4)
        return result

    return do


def after(written, deed):
    def do():
        assert written.wait(20)
        return deed()

    return do


@pytest.mark.parametrize("is_same_person", [True, False])
def test_two_submissions_at_one_moment_are_one(draft, is_same_person):
    first = make.make_member(draft.organisation)
    second = first if is_same_person else colleague(draft)

    given = at_once(submitting(draft, first, NOW), submitting(draft, second, NOW + SECOND))

    kept = Submission.objects.get(application=draft)
    assert [(one.pk, one.number, one.submitted_at) for one in given] == [(kept.pk, 1, kept.submitted_at)] * 2
    assert Event.objects.filter(verb="application.submit", application=draft).count() == 1
    assert kept.submitted_by in (first, second)


def test_many_clicks_are_one_submission(draft):
    by = make.make_member(draft.organisation)

    given = at_once(*(submitting(draft, by, NOW + SECOND * place) for place in range(6)))

    assert {one.pk for one in given} == {Submission.objects.get(application=draft).pk}
    assert Event.objects.filter(verb="application.submit").count() == 1


@pytest.mark.parametrize("value", ["李示例", "王示例", "赵示例", "钱示例", "孙示例"])
def test_answer_saved_while_somebody_submits_is_frozen_or_refused(draft, value):
    """Whichever comes first: what was acknowledged is in the submission, what is not in it was refused."""
    first, second = make.make_member(draft.organisation), colleague(draft)

    submission, saved = at_once(submitting(draft, first, NOW), saving(draft, second, value))

    frozen = submission.content["answers"]["unit.contact"]
    living = Answer.objects.get(application=draft, path="unit.contact").value
    if isinstance(saved, Refused):
        assert [finding.rule for finding in saved.findings] == ["answer.frozen"]
        assert (frozen, living) == ("张示例", "张示例")
    else:
        assert saved.versions == {"unit.contact": 2}
        assert (frozen, living) == (value, value)
    submission.refresh_from_db()
    assert submission.content["answers"]["unit.contact"] == frozen


def test_answer_that_comes_while_a_submission_is_written_is_refused(draft):
    first, second, written = make.make_member(draft.organisation), colleague(draft), threading.Event()

    submission, saved = at_once(
        held(submitting(draft, first, NOW), written), after(written, saving(draft, second, "李示例"))
    )

    assert isinstance(saved, Refused)
    assert submission.content["answers"]["unit.contact"] == "张示例"
    assert Answer.objects.get(application=draft, path="unit.contact").value == "张示例"


def test_submission_that_comes_while_an_answer_is_written_has_it(draft):
    first, second, written = make.make_member(draft.organisation), colleague(draft), threading.Event()

    saved, submission = at_once(
        held(saving(draft, second, "李示例"), written), after(written, submitting(draft, first, NOW))
    )

    assert saved.versions == {"unit.contact": 2}
    assert submission.content["answers"]["unit.contact"] == "李示例"
