from datetime import datetime, timedelta

import pytest
from django.core import mail

from shifan.actions import invitation, membership, message
from shifan.core import digest
from shifan.core.finding import Refused
from shifan.models import Event, Invitation, Membership, Message, Organisation, User
from shifan.queries import message as messages
from shifan.queries.invitation import secret_of
from tests.make import NOW, make_member, make_organisation, make_user

pytestmark = pytest.mark.django_db
ADDRESS = "tongshi@example.com"


def invite(mine: Organisation, email: str = ADDRESS, *, is_manager: bool = False, now: datetime = NOW) -> Invitation:
    return invitation.invite(
        by=make_member(mine),
        organisation=mine,
        email=email,
        name="示例同事",
        is_manager=is_manager,
        now=now,
    )


def refused(act) -> list[str]:
    with pytest.raises(Refused) as refusal:
        act()
    return [finding.rule for finding in refusal.value.findings]


def test_an_invitation_keeps_no_secret_and_lasts_a_week():
    mine = make_organisation()

    made = invite(mine)

    secret = secret_of(made)
    assert made.secret == digest.sha256(secret.encode())
    assert made.expires_at == NOW + timedelta(days=7)
    event = Event.objects.get()
    assert (event.verb, event.data) == ("invitation.invite", {"invitation": made.pk, "is_manager": False})
    assert secret not in str([event.data, Message.objects.get().params, Message.objects.get().key])


def test_inviting_again_replaces_the_first_link():
    mine = make_organisation()
    first = invite(mine)
    second = invite(mine, now=NOW + timedelta(minutes=1))

    assert Invitation.objects.get() == second
    assert secret_of(first) != secret_of(second)
    assert list(Message.objects.order_by("pk").values_list("mail", flat=True)) == ["none", "queued"]


def test_who_cannot_be_invited():
    mine = make_organisation()
    colleague = make_user(organisation=mine)
    User.objects.filter(pk=colleague.pk).update(email="here@example.com")

    assert refused(lambda: invite(mine, "nonsense")) == ["field.email"]
    assert refused(lambda: invite(mine, "HERE@example.com")) == ["invitation.member"]


def test_not_too_many_at_once():
    mine = make_organisation()
    first = invite(mine)
    for number in range(invitation.MOST_OPEN - 1):
        first.pk, first.email, first.secret = None, f"{number}@example.com", str(number)
        first.save()

    assert refused(lambda: invite(mine, "second@example.com")) == ["invitation.many"]


def test_only_a_manager_invites():
    mine = make_organisation()
    make_member(mine).memberships.update(is_manager=False)

    assert refused(lambda: invite(mine)) == ["organisation.manager"]


def test_a_person_with_an_account_joins_once():
    mine, person = make_organisation(), make_user()
    secret = secret_of(invite(mine, is_manager=True))

    assert invitation.accept(by=person, secret=secret, now=NOW) == mine

    assert Membership.objects.get(user=person).is_manager
    assert Invitation.objects.get().accepted_by == person
    assert Event.objects.latest("position").verb == "invitation.accept"
    assert refused(lambda: invitation.accept(by=make_user(), secret=secret, now=NOW)) == ["invitation.gone"]


def test_a_member_who_is_invited_as_a_manager_becomes_one():
    mine = make_organisation()
    secret = secret_of(invite(mine, is_manager=True))
    colleague = make_user(organisation=mine)
    colleague.memberships.update(is_manager=False)

    invitation.accept(by=colleague, secret=secret, now=NOW)

    assert colleague.memberships.get().is_manager


def test_a_link_that_is_old_withdrawn_or_made_up_leads_nowhere():
    mine = make_organisation()
    made = invite(mine)
    secret = secret_of(made)

    assert refused(lambda: invitation.accept(by=make_user(), secret="made up", now=NOW)) == ["invitation.gone"]
    late = NOW + timedelta(days=7)
    assert refused(lambda: invitation.accept(by=make_user(), secret=secret, now=late)) == ["invitation.gone"]
    invitation.withdraw(by=make_member(mine), invitation=made, now=NOW)
    assert refused(lambda: invitation.accept(by=make_user(), secret=secret, now=NOW)) == ["invitation.gone"]
    assert Event.objects.latest("position").verb == "invitation.withdraw"


def test_somebody_new_opens_an_account_with_the_address_that_was_invited():
    mine = make_organisation()
    secret = secret_of(invite(mine))
    new = {"username": "xinren", "name": " 示例新人 ", "mobile": "138 0000 0000", "password": "hashed"}

    assert refused(lambda: invitation.accept_anew(secret=secret, now=NOW, **new | {"name": ""})) == ["field.required"]
    assert refused(lambda: invitation.accept_anew(secret=secret, now=NOW, **new | {"mobile": "1"})) == ["field.mobile"]
    person = invitation.accept_anew(secret=secret, now=NOW, **new)

    assert (person.name, person.mobile, person.email) == ("示例新人", "13800000000", "tongshi@example.com")
    assert (person.memberships.get().organisation, person.memberships.get().is_manager) == (mine, False)


def test_the_link_is_mailed_to_somebody_who_has_no_account_yet(settings):
    settings.SITE = "https://shifan.example"
    made = invite(make_organisation())
    told = Message.objects.get()
    assert (told.user, told.address, told.in_inbox) == (None, ADDRESS, False)

    message.send_mail(now=NOW)

    sent = mail.outbox[0]
    assert sent.to == [ADDRESS]
    assert f"https://shifan.example/invitations/{secret_of(made)}/" in sent.body
    assert made.organisation.name in sent.subject
    assert "/inbox/" not in sent.body


def test_somebody_with_an_account_finds_the_invitation_in_the_inbox():
    person = make_user()
    User.objects.filter(pk=person.pk).update(email=ADDRESS)

    made = invite(make_organisation())

    told = Message.objects.get(user=person, in_inbox=True)
    assert messages.invited_to(told) == f"/invitations/{secret_of(made)}/"


def test_an_invitation_that_is_withdrawn_is_not_mailed_any_more():
    mine = make_organisation()
    invitation.withdraw(by=make_member(mine), invitation=invite(mine), now=NOW)

    assert message.send_mail(now=NOW) == 0
    assert mail.outbox == []


def test_asking_in_tells_the_managers_once_a_day_and_says_nothing_of_unknown_ones():
    mine = make_organisation()
    manager = make_member(mine)
    asked = {"uscc": mine.uscc, "name": "", "who": "示例人", "email": "shili@example.com", "note": ""}

    invitation.ask_in(**asked, now=NOW)
    invitation.ask_in(**asked, now=NOW)
    invitation.ask_in(**asked | {"uscc": "", "name": "示例无此单位"}, now=NOW)

    told = Message.objects.get()
    assert (told.user, told.kind) == (manager, "organisation.asked_in")
    assert told.params == {"who": "示例人", "email": "shili@example.com", "note": "—", "name": mine.name}
    assert {event.verb for event in Event.objects.all()} == {"invitation.ask_in"}
    assert "shili@example.com" not in str([event.data for event in Event.objects.all()])
    assert refused(lambda: invitation.ask_in(**asked | {"who": ""}, now=NOW)) == ["field.required"]
    assert refused(lambda: invitation.ask_in(**asked | {"email": "x"}, now=NOW)) == ["field.email"]


def test_a_manager_makes_another_and_the_last_one_stays():
    mine = make_organisation()
    first, second = make_member(mine), make_user(organisation=mine)
    second.memberships.update(is_manager=False)
    own, other = first.memberships.get(), second.memberships.get()

    assert refused(lambda: membership.set_manager(by=first, membership=own, is_manager=False, now=NOW)) == [
        "membership.last"
    ]
    membership.set_manager(by=first, membership=other, is_manager=True, now=NOW)
    membership.set_manager(by=first, membership=other, is_manager=True, now=NOW)
    membership.set_manager(by=second, membership=own, is_manager=False, now=NOW)

    assert [event.verb for event in Event.objects.all()] == ["membership.set_manager"] * 2
    assert refused(lambda: membership.set_manager(by=first, membership=other, is_manager=False, now=NOW)) == [
        "organisation.manager"
    ]


def test_a_member_is_removed_or_leaves_and_the_last_manager_does_not():
    mine = make_organisation()
    manager, one, two = make_member(mine), make_user(organisation=mine), make_user(organisation=mine)
    for person in (one, two):
        person.memberships.update(is_manager=False)

    membership.remove(by=manager, membership=one.memberships.get(), now=NOW)
    membership.remove(by=two, membership=two.memberships.get(), now=NOW)

    assert [each.user for each in mine.memberships.all()] == [manager]
    assert Event.objects.latest("position").verb == "membership.remove"
    assert refused(lambda: membership.remove(by=manager, membership=manager.memberships.get(), now=NOW)) == [
        "membership.last"
    ]


def test_nobody_removes_from_another_organisation():
    mine, other = make_organisation(), make_organisation()
    stranger = make_member(other)

    with pytest.raises(Organisation.DoesNotExist):
        membership.remove(by=stranger, membership=make_member(mine).memberships.get(), now=NOW)
