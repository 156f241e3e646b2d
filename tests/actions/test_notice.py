from datetime import date, timedelta

import pytest

from shifan.actions import document, notice, selection
from shifan.core.calendar import end_of_day
from shifan.core.finding import Refused
from shifan.models import Application, Event, IssuedDocument, Notice, StageDate
from tests.make import NOW, TRACK, make_member, make_organisation, make_reviewed, make_round

pytestmark = pytest.mark.django_db


def organiser():
    return make_member(make_round().organiser)


def make_decided(*, selected: tuple[int, ...] = (90,), left: tuple[int, ...] = (70,)) -> list[Application]:
    """Applications with a decision each, past the selection."""
    applications = []
    for mean, outcome in [*((mean, "selected") for mean in selected), *((mean, "not_selected") for mean in left)]:
        application = make_reviewed(mean)
        selection.decide(by=organiser(), application=application, outcome=outcome, reason="", now=NOW)
        applications.append(application)
    selection.finish(by=organiser(), round_=make_round(), track=TRACK, now=NOW)
    return applications


def propose(**changes) -> Notice:
    return notice.propose(**{"by": organiser(), "round_": make_round(), "track": TRACK, "now": NOW, **changes})


def announce(**changes) -> Notice:
    return notice.announce(**{"by": organiser(), "round_": make_round(), "track": TRACK, "now": NOW, **changes})


def rules(refused) -> list[str]:
    return [finding.rule for finding in refused.value.findings]


def test_proposing_publishes_the_selected_for_five_working_days():
    chosen, left = make_decided()

    published = propose()

    assert (published.kind, published.opens_at, published.closes_at) == (
        "proposed",
        NOW,
        end_of_day(date(2030, 3, 22)),  # published on Friday 15 March
    )
    assert published.entries == [
        {
            "applicant": chosen.organisation.name,
            "title": "示例数字化车间",
            "lines": [],
            "region": "河北省石家庄市",
            "recommender": chosen.body.parent.organisation.name,
            "submission": chosen.submissions.get().digest,
        }
    ]
    assert set(Application.objects.values_list("pk", "stage", "state")) == {
        (chosen.pk, "public_notice", "submitted"),
        (left.pk, "public_notice", "not_selected"),
    }
    date_ = StageDate.objects.get(round=make_round(), stage="public_notice")
    assert (date_.opens_at, date_.closes_at) == (NOW, published.closes_at)
    event = Event.objects.get(verb="notice.propose")
    assert (event.subject, event.data["applications"]) == (f"notice:{published.pk}", [chosen.pk])


def test_announcing_publishes_the_same_entries_once_the_notice_is_over():
    chosen, left = make_decided()
    proposed = propose()
    later = proposed.closes_at + timedelta(seconds=1)

    published = announce(now=later)

    assert (published.kind, published.opens_at, published.closes_at) == ("final", later, None)
    assert published.entries == proposed.entries
    assert set(Application.objects.values_list("pk", "stage", "state")) == {
        (chosen.pk, "result", "selected"),
        (left.pk, "public_notice", "not_selected"),
    }
    assert Event.objects.get(verb="notice.announce").data["applications"] == [chosen.pk]


def test_announcing_is_refused_while_the_notice_runs():
    make_decided()
    proposed = propose()

    with pytest.raises(Refused) as refused:
        announce(now=proposed.closes_at)

    assert rules(refused) == ["notice.open"]
    assert refused.value.findings[0].params == {"closes": "2030-03-22 23:59"}


def test_announcing_is_refused_before_anything_was_proposed():
    make_decided()

    with pytest.raises(Refused) as refused:
        announce()

    assert rules(refused) == ["notice.none"]


@pytest.mark.parametrize("act", [propose, announce])
def test_publishing_twice_is_refused(act):
    make_decided()
    proposed = propose()
    later = proposed.closes_at + timedelta(days=1)
    announce(now=later)

    with pytest.raises(Refused) as refused:
        act(now=later)

    assert rules(refused) == ["notice.once"]
    assert Notice.objects.count() == 2


def test_an_empty_list_is_not_published():
    make_decided(selected=(), left=(70,))

    with pytest.raises(Refused) as refused:
        propose()

    assert rules(refused) == ["selection.none"]


@pytest.mark.parametrize("act", [propose, announce])
def test_publishing_by_another_organisation_is_refused(act):
    make_decided()

    with pytest.raises(Refused) as refused:
        act(by=make_member(make_organisation(kind="organiser")))

    assert rules(refused) == ["role.wrong"]


def test_the_pack_s_documents_of_a_list_are_asked_for():
    make_decided()

    published = propose()

    asked = IssuedDocument.objects.filter(subject=f"notice:{published.pk}", source=published.digest)
    wanted = [form for form in ("docx", "pdf") if form in document.WRITERS]
    assert list(asked.order_by("form").values_list("plan", "form")) == [("proposed_list", form) for form in wanted]
