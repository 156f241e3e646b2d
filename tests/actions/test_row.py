"""The rows of a repeat: added, moved, taken out, brought back."""

import pytest

from shifan.actions import row
from shifan.core.finding import Refused
from shifan.queries import application as applications
from tests import make
from tests.make import NOW

pytestmark = pytest.mark.django_db


def scenarios(application) -> dict[str, object]:
    user = make.make_member(application.organisation)
    return {"by": user, "application": application, "path": "project.scenarios", "now": NOW}


def order(application) -> list[str]:
    return applications.answer_at(application, "project.scenarios")[0]


def rules(refusal) -> list[str]:
    return [finding.rule for finding in refusal.value.findings]


def test_row_is_added_moved_removed_and_brought_back():
    application = make.make_application(stage="draft")
    about = scenarios(application)

    key, version = row.add(**about)
    added = order(application)
    row.move(key=key, step=-1, **about)
    moved = order(application)
    row.remove(key="k3f", **about)
    removed = order(application)
    row.restore(key="k3f", place=0, **about)

    assert (added, moved, removed, version) == (["k3f", key], [key, "k3f"], [key], 2)
    assert order(application) == ["k3f", key]


def test_row_beyond_the_most_is_refused():
    application = make.make_application(stage="draft", answers={"project.scenarios": ["a", "b", "c", "d", "e"]})
    about = scenarios(application)

    with pytest.raises(Refused) as refusal:
        row.add(**about)

    assert rules(refusal) == ["rows.most"]


@pytest.mark.parametrize(
    ("path", "rule"),
    [("unit.name", "answer.unknown"), ("nothing", "answer.unknown"), ("project.scenarios.zz.equipment", "row.gone")],
)
def test_row_of_what_does_not_repeat_is_refused(path, rule):
    application = make.make_application(stage="draft")

    with pytest.raises(Refused) as refusal:
        row.add(**scenarios(application) | {"path": path})

    assert rules(refusal) == [rule]


def test_row_outside_of_what_was_sent_back_is_refused():
    application = make.make_application()
    make.make_change_request(application, "unit")

    with pytest.raises(Refused) as refusal:
        row.add(**scenarios(application))

    assert rules(refusal) == ["answer.locked"]


def test_row_that_is_not_there_stays_as_it_is():
    application = make.make_application(stage="draft")
    about = scenarios(application)

    versions = (
        row.remove(key="zzz", **about),
        row.move(key="zzz", step=1, **about),
        row.restore(key="zzz", place=0, **about),
    )

    assert versions == (1, 1, 1)
