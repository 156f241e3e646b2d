from datetime import timedelta

import pytest

from shifan.actions import application as applications
from shifan.actions import participation, row
from shifan.core.finding import Refused
from shifan.core.history import Change
from shifan.core.participation import Rights
from shifan.models import Application, Event, Membership, Message, Participant, User
from shifan.queries import access
from shifan.queries import participation as people
from tests.desks import rules
from tests.make import NOW, TRACK, make_application, make_member, make_organisation, make_round, make_user

pytestmark = pytest.mark.django_db
WRITE, NOTHING = Rights(write=True), Rights()


def colleague(application: Application) -> User:
    user = make_user()
    Membership.objects.create(user=user, organisation=application.organisation, is_manager=False)
    return user


def give(application: Application, user: User, rights: Rights = WRITE, by: User | None = None) -> Participant:
    by = by or make_member(application.organisation)
    return participation.give(by=by, application=application, person=user.username, rights=rights, now=NOW)


def save(by: User, application: Application):
    return applications.save_answers(
        by=by, application=application, changes=[Change("unit.contact", "李示例", 1)], now=NOW
    )


def submit(by: User, application: Application):
    return applications.submit(by=by, application=application, declared=["truth"], now=NOW)


def test_whoever_starts_may_write_and_submit_though_not_a_manager():
    organisation = make_organisation()
    user = make_user()
    Membership.objects.create(user=user, organisation=organisation, is_manager=False)

    started = applications.start(by=user, round_=make_round(), organisation=organisation, track=TRACK, now=NOW)

    assert access.rights(user, started) == Rights(write=True, submit=True)


def test_a_colleague_reads_and_nothing_else_until_given_more():
    application = make_application(stage="draft")
    reader = colleague(application)

    with pytest.raises(Refused) as writing:
        save(reader, application)
    with pytest.raises(Refused) as adding:
        row.add(by=reader, application=application, path="project.scenarios", now=NOW)
    with pytest.raises(Refused) as submitting:
        submit(reader, application)

    assert [rules(one) for one in (writing, adding, submitting)] == [
        ["participation.write"],
        ["participation.write"],
        ["participation.submit"],
    ]
    give(application, reader)
    assert save(reader, application).versions == {"unit.contact": 2}


def test_somebody_of_another_organisation_reads_once_added():
    application = make_application(stage="draft")
    stranger = make_user(organisation=make_organisation())
    with pytest.raises(Application.DoesNotExist):
        access.get_own_application(stranger, application.pk)

    give(application, stranger, NOTHING)

    assert access.get_own_application(stranger, application.pk) == application
    assert access.rights(stranger, application) == NOTHING
    assert Message.objects.get(user=stranger).kind == "organisation.joined"
    assert Event.objects.latest("position").verb == "participation.give"


def test_giving_asks_for_an_account_and_for_the_right_to():
    application = make_application(stage="draft")
    writer = colleague(application)
    give(application, writer)

    with pytest.raises(Refused) as unknown:
        participation.give(
            by=make_member(application.organisation), application=application, person="nobody", rights=WRITE, now=NOW
        )
    with pytest.raises(Refused) as not_allowed:
        give(application, make_user(), by=writer)

    assert (rules(unknown), rules(not_allowed)) == (["participation.person"], ["participation.manage"])


def test_the_last_who_can_submit_stays():
    organisation = make_organisation()
    user = make_user()
    Membership.objects.create(user=user, organisation=organisation, is_manager=False)
    started = applications.start(by=user, round_=make_round(), organisation=organisation, track=TRACK, now=NOW)

    with pytest.raises(Refused) as refusal:
        participation.remove(by=user, application=started, user=user, now=NOW)

    assert rules(refusal) == ["participation.last"]


def test_handing_over_gives_the_new_one_all_and_leaves_the_old_one_what_was_chosen():
    organisation = make_organisation()
    old, new = make_user(), make_user()
    for user in (old, new):
        Membership.objects.create(user=user, organisation=organisation, is_manager=False)
    started = applications.start(by=old, round_=make_round(), organisation=organisation, track=TRACK, now=NOW)

    participation.hand_over(by=old, application=started, person=new.username, kept=NOTHING, now=NOW)

    assert access.rights(new, Application.objects.get()) == Rights(write=True, submit=True)
    assert access.rights(old, Application.objects.get()) == NOTHING
    last = Event.objects.latest("position")
    assert (last.verb, last.data["person"]) == ("participation.hand_over", new.pk)
    assert Message.objects.get(user=new).kind == "organisation.joined"


def test_submitting_waits_for_whoever_certifies_and_a_change_makes_it_void():
    application = make_application(stage="draft")
    by, certifier = make_member(application.organisation), colleague(application)
    give(application, certifier, Rights(certify=True))

    with pytest.raises(Refused) as first:
        submit(by, application)
    participation.certify(by=certifier, application=application, now=NOW)
    save(by, application)
    with pytest.raises(Refused) as second:
        submit(by, application)
    participation.certify(by=certifier, application=application, now=NOW + timedelta(hours=1))

    assert (rules(first), rules(second)) == (["participation.uncertified"], ["participation.uncertified"])
    assert submit(by, application).content["certified"]["by"] == certifier.name


def test_certifying_needs_the_right():
    application = make_application(stage="draft")

    with pytest.raises(Refused) as refusal:
        participation.certify(by=colleague(application), application=application, now=NOW)

    assert rules(refusal) == ["participation.certify"]


def test_people_are_listed_with_two_statements(django_assert_num_queries):
    application = make_application(stage="draft")
    manager, reader, stranger = make_member(application.organisation), colleague(application), make_user()
    give(application, stranger)

    with django_assert_num_queries(2):
        found = people.people(application)

    assert [(one.user, one.is_manager, one.is_member, one.rights.write) for one in found] == [
        (manager, True, True, True),
        (reader, False, True, False),
        (stranger, False, False, True),
    ]


def test_presence_says_who_else_is_where_for_a_minute():
    application = make_application(stage="draft")
    me, other = make_member(application.organisation), colleague(application)
    for user in (me, other):
        participation.be_here(by=user, application=application, section="unit", now=NOW)

    found = people.here(application, me, NOW + timedelta(seconds=50))

    assert [(one.user, one.section) for one in found] == [(other, "unit")]
    assert people.here(application, me, NOW + timedelta(seconds=61)) == ()


def test_what_others_changed_since_is_told_with_its_version():
    application = make_application(stage="draft")
    me, other = make_member(application.organisation), colleague(application)
    give(application, other)
    save(other, application)

    since = NOW - timedelta(seconds=1)
    assert people.changed_since(application, me, since) == {"unit.contact": ("李示例", 2, other.name)}
    assert people.changed_since(application, other, since) == {}
