"""The one door: for every kind of row, who gets it and who is told that it does not exist."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.core.exceptions import ObjectDoesNotExist

from shifan.models import Application, RankedList, Review, Round, User
from shifan.queries import access
from tests.make import (
    TRACK,
    make_application,
    make_body,
    make_expert,
    make_member,
    make_organisation,
    make_review,
    make_round,
    make_user,
)

pytestmark = pytest.mark.django_db


@dataclass
class World:
    """Two cities of a province, an application in each, and everybody who could look at the first."""

    round: Round
    draft: Application
    submitted: Application
    elsewhere: Application
    review: Review
    recused: Review
    open_list: RankedList
    sent_list: RankedList
    people: dict[str, User]


PEOPLE = (
    "applicant",
    "colleague",
    "other_applicant",
    "city",
    "other_city",
    "province",
    "organiser",
    "other_organiser",
    "expert",
    "recused_expert",
    "other_expert",
    "nobody",
)


@pytest.fixture
def world() -> World:
    round_ = make_round()
    first = make_organisation(name="示例甲")
    draft = make_application(stage="draft", organisation=make_organisation(name="示例丙"))
    submitted = make_application(organisation=first)
    elsewhere = make_application(organisation=make_organisation(region="130202"), body=make_body(region="130200"))
    expert, recused = make_expert(), make_expert()
    city = make_body()
    return World(
        round=round_,
        draft=draft,
        submitted=submitted,
        elsewhere=elsewhere,
        review=make_review(submitted, expert),
        recused=_recused(make_review(submitted, recused)),
        open_list=RankedList.objects.create(round=round_, body=city, stage="city", track=TRACK),
        sent_list=RankedList.objects.create(
            round=round_, body=make_body(region="130200"), stage="city", track=TRACK, state="sent"
        ),
        people={
            "applicant": make_member(first),
            "colleague": make_user(organisation=first),
            "other_applicant": make_member(elsewhere.organisation),
            "city": make_user(organisation=city.organisation),
            "other_city": make_user(organisation=make_body(region="130200").organisation),
            "province": make_user(organisation=make_body(region="130000").organisation),
            "organiser": make_member(round_.organiser),
            "other_organiser": make_member(make_organisation(kind="organiser")),
            "expert": expert,
            "recused_expert": recused,
            "other_expert": make_expert(),
            "nobody": make_user(),
        },
    )


def _recused(review: Review) -> Review:
    review.state = Review.State.RECUSED
    review.save()
    return review


def is_given(door: Callable[[], object]) -> bool:
    try:
        return bool(door())
    except ObjectDoesNotExist:
        return False


DOORS = {
    "round": (lambda w, who: access.get_round(who, w.round.slug), {"organiser"}),
    "body": (lambda w, who: access.get_body(who, make_body().pk), {"city"}),
    "own draft": (lambda w, who: access.get_own_application(who, w.draft.pk), set()),
    "own application": (lambda w, who: access.get_own_application(who, w.submitted.pk), {"applicant", "colleague"}),
    "submitted application": (
        lambda w, who: access.get_submitted_application(who, w.submitted.pk),
        {"city", "province", "organiser"},
    ),
    "application of another city": (
        lambda w, who: access.get_submitted_application(who, w.elsewhere.pk),
        {"other_city", "province", "organiser"},
    ),
    "a draft at a desk": (lambda w, who: access.get_submitted_application(who, w.draft.pk), set()),
    "organised application": (
        lambda w, who: access.get_organised_application(who, w.round.slug, w.submitted.pk),
        {"organiser"},
    ),
    "organised draft": (lambda w, who: access.get_organised_application(who, w.round.slug, w.draft.pk), set()),
    "organised application by the wrong round": (
        lambda w, who: access.get_organised_application(who, "another", w.submitted.pk),
        set(),
    ),
    "organised review": (lambda w, who: access.get_organised_review(who, w.round.slug, w.review.pk), {"organiser"}),
    "review": (lambda w, who: access.get_review(who, w.review.pk), {"expert"}),
    "open list": (lambda w, who: access.get_ranked_list(who, w.open_list.pk), {"city"}),
    "sent list": (
        lambda w, who: access.get_ranked_list(who, w.sent_list.pk),
        {"other_city", "province", "organiser"},
    ),
    "files": (
        lambda w, who: access.can_read_files_of(who, w.submitted.pk),
        {"applicant", "colleague", "city", "province", "organiser", "expert"},
    ),
    "files of a draft": (lambda w, who: access.can_read_files_of(who, w.draft.pk), set()),
}


@pytest.mark.parametrize("name", DOORS)
def test_a_row_is_given_to_its_people_and_nobody_else(world, name):
    door, expected = DOORS[name]

    given = {who for who in PEOPLE if is_given(lambda who=who: door(world, world.people[who]))}

    assert given == expected


def test_a_published_round_is_for_everybody(world):
    assert access.public_round(world.round.slug) == world.round


@pytest.mark.parametrize("typed", ["", "x", "-1", "0", "9" * 40])
def test_an_expert_is_found_by_a_key_or_not_at_all(typed):
    with pytest.raises(User.DoesNotExist):
        access.get_expert(typed)


def test_only_an_expert_is_found_as_an_expert():
    expert, other = make_expert(), make_user()

    assert access.get_expert(str(expert.pk)) == expert
    with pytest.raises(User.DoesNotExist):
        access.get_expert(str(other.pk))


def test_an_organisation_organises_only_as_an_organiser(world):
    organiser = world.people["organiser"]

    assert access.organises(organiser, world.round.organiser)
    assert not access.organises(world.people["city"], make_body().organisation)
    assert not access.organises(world.people["nobody"], world.round.organiser)
