"""What a notice allows at most: applications of one applicant, selected applications of one kind."""

import pytest

from shifan.actions import application, selection
from shifan.core import digest
from shifan.core.award import Cap, Limit
from shifan.core.finding import Refused
from shifan.core.form import Words
from shifan.core.pack import Pack
from shifan.models import Application, PackVersion, Round
from tests.make import (
    NOW,
    TRACK,
    make_application,
    make_member,
    make_organisation,
    make_pack,
    make_reviewed,
    make_round,
)

pytestmark = pytest.mark.django_db
NAME = Words(zh="上限", en="Limit")
OTHER = "factory"


def make_limited_round(**sections: object) -> Round:
    """The example's round under a pack that also has a second track and some limits."""
    pack = make_pack()
    second = pack.tracks[0].model_copy(update={"id": OTHER})
    content = pack.model_copy(update={"tracks": (*pack.tracks, second), **sections}).model_dump(mode="json")
    round_ = make_round()
    round_.pack_version = PackVersion.objects.create(
        pack=pack.id, version="2", digest=digest.of(content), content=content, published_at=NOW
    )
    round_.save()
    assert Pack.model_validate(content).tracks[1].id == OTHER
    return round_


def start(round_: Round, track: str, organisation) -> Application:
    return application.start(
        by=make_member(organisation), round_=round_, organisation=organisation, track=track, now=NOW
    )


def test_an_applicant_has_no_more_applications_than_the_limit():
    round_ = make_limited_round(limits=(Limit(id="one", label=NAME),))
    organisation = make_organisation()
    first = start(round_, TRACK, organisation)

    with pytest.raises(Refused) as refused:
        start(round_, OTHER, organisation)

    assert [finding.rule for finding in refused.value.findings] == ["limit.applications"]
    assert refused.value.findings[0].params["numbers"] == first.number
    assert Application.objects.count() == 1


def test_tracks_outside_the_limit_and_other_applicants_are_free():
    round_ = make_limited_round(limits=(Limit(id="one", label=NAME, tracks=(TRACK,)),))
    organisation = make_organisation()

    start(round_, TRACK, organisation)
    start(round_, OTHER, organisation)
    start(round_, TRACK, make_organisation())

    assert Application.objects.count() == 3


def decide(application: Application, outcome: str = "selected"):
    organiser = make_member(application.round.organiser)
    return selection.decide(by=organiser, application=application, outcome=outcome, reason="综合考虑", now=NOW)


def test_a_selection_keeps_to_the_cap():
    cap = Cap(id="few", label=NAME, stage="selection", track=TRACK, where={"ownership": ("private",)}, most=1)
    make_limited_round(caps=(cap,))
    first, second, third = make_reviewed(90), make_reviewed(80), make_reviewed(70)
    for one, ownership in ((first, "private"), (second, "private"), (third, "central")):
        one.facts = {"ownership": ownership}
        one.save()
    decide(first)

    with pytest.raises(Refused) as refused:
        decide(second)
    decide(third)
    decide(first)

    assert [finding.rule for finding in refused.value.findings] == ["cap.exceeded"]
    assert set(Application.objects.filter(selection__outcome="selected")) == {first, third}


def test_a_place_that_is_given_back_can_be_given_again():
    make_limited_round(caps=(Cap(id="few", label=NAME, stage="selection", track=TRACK, most=1),))
    first, second = make_reviewed(90), make_reviewed(80)
    decide(first)
    decide(first, "not_selected")

    decide(second)

    assert list(Application.objects.filter(selection__outcome="selected")) == [second]
    assert make_application(stage="draft").state == "draft"
