from datetime import timedelta

import pytest

from shifan.actions import application as applications
from shifan.actions import organisation_verification as verification
from shifan.core.finding import Refused
from shifan.models import Event, Message, Organisation, Verification
from tests.make import NOW, make_application, make_member, make_organisation, make_user

pytestmark = pytest.mark.django_db


def make_asked(*regions: str) -> tuple[Organisation, list[Organisation], Verification]:
    """An organisation of 130102 that is asked about, and the authorities of some regions, the lowest first."""
    desks = [make_organisation(kind="body", region=region) for region in regions]
    mine = make_organisation(is_verified=False)
    return mine, desks, verification.ask(by=make_member(mine), organisation=mine, now=NOW)


def refused(act) -> list[str]:
    with pytest.raises(Refused) as refusal:
        act()
    return [finding.rule for finding in refusal.value.findings]


def test_asking_goes_to_the_lowest_authority_and_is_recorded():
    mine, (city, _), asked = make_asked("130100", "130000")

    assert (asked.desk, asked.level, asked.state, asked.asked_at) == (city, "prefecture", "asked", NOW)
    event = Event.objects.get()
    assert (event.verb, event.subject, event.data) == (
        "organisation_verification.ask", f"organisation:{mine.pk}", {"desk": city.pk, "level": "prefecture"},
    )  # fmt: skip


def test_asking_twice_and_asking_nobody_is_refused():
    mine, _, _ = make_asked("130100")
    assert refused(lambda: verification.ask(by=make_member(mine), organisation=mine, now=NOW)) == ["verification.same"]

    far = make_organisation(region="310101", is_verified=False)
    assert refused(lambda: verification.ask(by=make_member(far), organisation=far, now=NOW)) == ["verification.none"]


def test_each_level_asks_the_next_and_the_last_verifies():
    mine, (county, city, province), first = make_asked("130102", "130100", "130000")

    second = verification.agree(by=make_member(county), verification=first, now=NOW)
    third = verification.agree(by=make_member(city), verification=second, now=NOW)
    mine.refresh_from_db()
    assert mine.verified_at is None
    assert verification.agree(by=make_member(province), verification=third, now=NOW + timedelta(days=1)) is None

    mine.refresh_from_db()
    assert mine.verified_at == NOW + timedelta(days=1)
    assert list(mine.verifications.order_by("pk").values_list("level", "desk", "state")) == [
        ("county", county.pk, "agreed"),
        ("prefecture", city.pk, "agreed"),
        ("province", province.pk, "agreed"),
    ]
    assert [event.verb for event in Event.objects.order_by("position")] == ["organisation_verification.ask"] + [
        "organisation_verification.agree"
    ] * 3
    assert Event.objects.latest("position").data == {"verification": third.pk, "level": "province", "is_last": True}
    assert Message.objects.filter(kind="organisation.verified", user=make_member(mine)).count() == 1


def test_a_return_needs_a_reason_and_tells_the_managers():
    mine, (city,), asked = make_asked("130100")
    official = make_member(city)

    assert refused(lambda: verification.send_back(by=official, verification=asked, reason=" ", now=NOW)) == [
        "reason.missing"
    ]
    verification.send_back(by=official, verification=asked, reason="名称与执照不符。", now=NOW)

    asked.refresh_from_db()
    assert (asked.state, asked.reason, asked.decided_by) == ("returned", "名称与执照不符。", official)
    told = Message.objects.get(kind="organisation.returned")
    assert (told.user, told.params["reason"]) == (make_member(mine), "名称与执照不符。")
    mine.refresh_from_db()
    assert mine.verified_at is None


def test_what_was_decided_is_decided_once():
    _, (city,), asked = make_asked("130100")
    official = make_member(city)
    verification.agree(by=official, verification=asked, now=NOW)

    with pytest.raises(Verification.DoesNotExist):
        verification.agree(by=official, verification=asked, now=NOW)
    with pytest.raises(Verification.DoesNotExist):
        verification.send_back(by=official, verification=asked, reason="迟了。", now=NOW)


def test_another_authority_and_a_stranger_decide_nothing():
    _, _, asked = make_asked("130100")
    other = make_organisation(kind="body", region="130200")

    for person in (make_member(other), make_user()):
        with pytest.raises(Verification.DoesNotExist):
            verification.agree(by=person, verification=asked, now=NOW)


def test_the_higher_level_is_not_asked_before_the_lower_agreed():
    _, (_, province), _ = make_asked("130100", "130000")

    assert not Verification.objects.filter(desk=province).exists()


def test_an_organisation_that_is_not_verified_fills_in_and_cannot_submit():
    mine = make_organisation(is_verified=False)
    application = make_application(organisation=mine, stage="draft")
    person = make_member(mine)

    assert refused(lambda: applications.submit(by=person, application=application, declared=["truth"], now=NOW)) == [
        "organisation.unverified"
    ]

    mine.verified_at = NOW
    mine.save()
    assert applications.submit(by=person, application=application, declared=["truth"], now=NOW).number == 1
