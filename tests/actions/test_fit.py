"""What was answered while looking for programmes is kept in the organisation's profile."""

import pytest

from shifan.actions import fit
from shifan.models import Event, Organisation
from tests import make
from tests.make import NOW

pytestmark = pytest.mark.django_db


def keep(mine, given, by=None):
    return fit.keep(by=by or make.make_member(mine), organisation=mine, given=given, now=NOW)


def profile(mine):
    return Organisation.objects.get(pk=mine.pk).profile


def test_facts_are_kept_beside_those_known_with_one_event():
    mine = make.make_organisation(profile={"ownership": "private"})

    assert keep(mine, {"established": "2015-06-01"}) == ("established",)

    assert profile(mine) == {"ownership": "private", "established": "2015-06-01"}
    assert Event.objects.get().verb == "organisation.save_profile"


def test_what_the_profile_does_not_take_is_left_out_and_the_rest_kept():
    mine = make.make_organisation()

    assert keep(mine, {"established": "2015-06-01", "legal_form": "no such", "nothing": "1"}) == ("established",)

    assert profile(mine) == {"established": "2015-06-01"}


def test_nothing_to_keep_is_nothing_done():
    mine = make.make_organisation(profile={"ownership": "private"})

    assert keep(mine, {"established": "yesterday"}) == ()

    assert profile(mine) == {"ownership": "private"}
    assert not Event.objects.exists()


def test_somebody_of_another_organisation_does_not_find_it():
    mine = make.make_organisation()
    stranger = make.make_user(organisation=make.make_organisation())

    with pytest.raises(Organisation.DoesNotExist):
        keep(mine, {"established": "2015-06-01"}, by=stranger)

    assert profile(mine) == {}
