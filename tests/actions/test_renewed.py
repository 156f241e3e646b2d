"""A renewed application has to repeat the earlier one (004-034): looked at while filling in, and when submitting."""

import copy
from datetime import timedelta
from functools import cache

import pytest

from shifan import packs
from shifan.actions import application as actions
from shifan.core import answers, projection
from shifan.core import plan as plans
from shifan.core.check import check
from shifan.core.facts import Facts
from shifan.core.finding import Refused
from shifan.facts import earlier_of, plan_of
from shifan.models import Answer, Application, Round, StageDate, Submission
from shifan.packs.cases import put, read_base
from shifan.packs.nodes import read
from shifan.queries.standing import standing
from tests import make
from tests.make import NOW
from tests.packs.shipped import FOLDERS

pytestmark = pytest.mark.django_db
FOLDER = next(folder for folder in FOLDERS if folder.name == "tianjin-2020-it-manufacturing")


@cache
def pack():
    return packs.load(FOLDER)


def answered(base: str, track: str, **change: object) -> dict[str, object]:
    """The answers of one of the pack's own cases, changed."""
    plan = plans.build(pack())
    nested = copy.deepcopy(read_base(base, FOLDER, plan, read(b"{}", "none")[0]))
    assert all(put(nested, path.replace("__", "."), value) for path, value in change.items())
    return answers.read(plan, track, nested)[0]


@pytest.fixture
def round_():
    made = Round.objects.create(
        pack_version=make.make_pack_version(pack()),
        organiser=make.make_organisation(kind="organiser", region=""),
        slug="tianjin",
        label="天津",
        published_at=NOW,
    )
    for stage in pack().stages:
        StageDate.objects.create(round=made, stage=stage.id, opens_at=None, closes_at=NOW + timedelta(days=9))
    return made


@pytest.fixture
def mine():
    return make.make_organisation(region="120111")


def applied(round_, mine, track, flat, *, days_ago, state="draft"):
    by = make.make_member(mine)
    application = Application.objects.create(
        round=round_,
        organisation=mine,
        track=track,
        number=f"TJ-{days_ago}",
        stage=pack().stages[0].id,
        state=state,
        created_at=NOW - timedelta(days=days_ago),
        changed_at=NOW,
    )
    if state == "draft":
        about = {"application": application, "changed_at": NOW, "changed_by": by}
        Answer.objects.bulk_create(Answer(path=path, value=value, **about) for path, value in flat.items())
        return application
    plan = plan_of(round_)
    checked = check(plan, track, flat, at="submit", facts=Facts(), today=NOW.date())
    content = projection.frozen(plan, track, flat, hidden=checked.hidden, computed=checked.computed, names={})
    Submission.objects.create(
        application=application,
        number=1,
        pack_version=round_.pack_version,
        content=content,
        digest=f"{application.pk:064}",
        submitted_at=application.created_at,
        submitted_by=by,
    )
    return application


def differing(application):
    found = standing(application, NOW).checked.findings
    return [(one.rule, one.where, one.clause) for one in found if one.rule.startswith("unchanged")]


def test_same_material_is_no_finding(round_, mine):
    applied(round_, mine, "demonstration", answered("complete", "demonstration"), days_ago=300, state="selected")

    assert differing(applied(round_, mine, "top_up", answered("top_up", "top_up"), days_ago=3)) == []


def test_other_goals_are_named_with_the_clause_and_stop_the_submission(round_, mine):
    applied(round_, mine, "demonstration", answered("complete", "demonstration"), days_ago=300, state="selected")
    flat = answered("top_up", "top_up", outline__goals="改为其他目标。")
    renewed = applied(round_, mine, "top_up", flat, days_ago=3)

    assert differing(renewed) == [("unchanged.differs", "outline.goals", ("004-034",))]
    with pytest.raises(Refused) as refusal:
        actions.submit(by=make.make_member(mine), application=renewed, declared=[], now=NOW)
    assert "unchanged.differs" in [one.rule for one in refusal.value.findings]


def test_without_an_earlier_application_there_is_nothing_to_renew(round_, mine):
    other = make.make_organisation(region="120111")
    applied(round_, other, "demonstration", answered("complete", "demonstration"), days_ago=300, state="selected")
    renewed = applied(round_, mine, "top_up", answered("top_up", "top_up"), days_ago=3)

    assert differing(renewed) == [("unchanged.none", "", ("004-034",))]


def test_of_several_earlier_ones_the_selected_counts_and_no_later_one(round_, mine, django_assert_num_queries):
    first = {"outline.goals": "入选的"}
    applied(round_, mine, "demonstration", first, days_ago=300, state="selected")
    again = Round.objects.create(
        pack_version=round_.pack_version, organiser=round_.organiser, slug="again", label="再", published_at=NOW
    )
    applied(again, mine, "demonstration", {"outline.goals": "未入选的"}, days_ago=200, state="not_selected")
    renewed = applied(round_, mine, "top_up", {}, days_ago=3)
    third = Round.objects.create(
        pack_version=round_.pack_version, organiser=round_.organiser, slug="third", label="后", published_at=NOW
    )
    applied(third, mine, "demonstration", {"outline.goals": "以后的"}, days_ago=1, state="selected")
    plan = plan_of(round_)

    with django_assert_num_queries(1):
        assert earlier_of(plan, renewed) == {"demonstration": first}
