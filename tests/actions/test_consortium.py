from datetime import timedelta

import pytest

from shifan.actions import application as applications
from shifan.actions import consortium, organisation
from shifan.core import identity
from shifan.core.consortium import Consortium
from shifan.core.finding import Refused
from shifan.models import Application, ConsortiumMember, Event, Membership, Message
from shifan.queries import access
from tests.make import (
    NOW,
    make_application,
    make_change_request,
    make_member,
    make_organisation,
    make_pack,
    make_round,
    make_user,
)

pytestmark = pytest.mark.django_db
ALLOWED = Consortium(kind="allowed", most=2)
CODES = [identity.make_uscc("91130102", f"MA0EXB{number}0") for number in range(4)]


def make_led(stage: str = "draft", rule: Consortium = ALLOWED) -> Application:
    round_ = make_round("joint", changed=make_pack().model_copy(update={"consortium": rule}))
    return make_application(round_=round_, stage=stage)


def add(application: Application, uscc: str = CODES[0], **changes: str) -> ConsortiumMember:
    typed = {"uscc": uscc, "name": f"示例成员{uscc[-4:]}", "duties": "提供设备。"} | changes
    return consortium.add(by=make_member(application.organisation), application=application, typed=typed, now=NOW)


def refused(act) -> list[str]:
    with pytest.raises(Refused) as refusal:
        act()
    return [finding.rule for finding in refusal.value.findings]


def test_a_member_is_listed_and_told_where_it_is_registered():
    application, partner = make_led(), make_organisation()
    manager = make_member(partner)

    first, second = add(application, partner.uscc), add(application)

    assert (first.organisation, first.place, first.confirmed_at) == (partner, 1, None)
    assert (second.organisation, second.place) == (None, 2)
    told = Message.objects.get()
    assert (told.user, told.kind) == (manager, "organisation.consortium")
    event = Event.objects.latest("position")
    assert (event.verb, event.application) == ("consortium.add", application)
    assert event.data == {"member": second.pk, "name": second.name, "uscc": CODES[0]}


def test_what_cannot_be_listed():
    application = make_led()

    assert refused(lambda: add(application, application.organisation.uscc)) == ["consortium.lead"]
    assert refused(lambda: add(application, "1")) == ["uscc.length"]
    assert refused(lambda: add(application, duties="")) == ["field.required"]
    add(application)
    assert refused(lambda: add(application)) == ["consortium.twice"]
    add(application, CODES[1])
    assert refused(lambda: add(application, CODES[2])) == ["consortium.most"]
    assert refused(lambda: add(make_application(stage="draft"))) == ["consortium.none"]


def test_the_list_is_closed_with_the_form():
    submitted = make_led("submitted")
    assert refused(lambda: add(submitted)) == ["answer.frozen"]
    make_change_request(submitted, "unit.name")
    assert refused(lambda: add(submitted)) == ["consortium.closed"]


def test_the_list_is_open_when_everything_was_sent_back():
    submitted = make_led("submitted")
    make_change_request(submitted)

    assert add(submitted).place == 1


def test_a_change_asks_the_member_anew_and_no_change_does_not():
    application, partner = make_led(), make_organisation()
    member, lead = add(application, partner.uscc), make_member(application.organisation)
    consortium.confirm(by=make_member(partner), member=member, now=NOW)
    member.refresh_from_db()
    same = {"uscc": member.uscc, "name": member.name, "duties": member.duties}

    consortium.change(by=lead, member=member, typed=same, now=NOW)
    member.refresh_from_db()
    assert member.confirmed_at == NOW
    consortium.change(by=lead, member=member, typed=same | {"duties": "另一任务。"}, now=NOW + timedelta(minutes=1))

    member.refresh_from_db()
    assert (member.duties, member.confirmed_at) == ("另一任务。", None)
    assert [event.verb for event in Event.objects.all()] == [
        "consortium.add",
        "consortium.confirm",
        "consortium.change",
    ]


def test_members_are_moved_and_removed():
    application = make_led()
    lead, first, second = make_member(application.organisation), add(application), add(application, CODES[1])

    consortium.move(by=lead, member=second, step=-1, now=NOW)
    consortium.move(by=lead, member=second, step=-1, now=NOW)
    assert [one.pk for one in application.consortium.order_by("place")] == [second.pk, first.pk]
    consortium.move(by=lead, member=second, step=1, now=NOW)
    consortium.remove(by=lead, member=first, now=NOW)

    assert [one.pk for one in application.consortium.all()] == [second.pk]
    assert Event.objects.latest("position").verb == "consortium.remove"


def test_a_member_confirms_once_and_only_its_manager_does():
    application, partner = make_led(), make_organisation()
    member, manager = add(application, partner.uscc), make_member(partner)
    colleague = make_user(organisation=partner)
    colleague.memberships.update(is_manager=False)

    assert refused(lambda: consortium.confirm(by=colleague, member=member, now=NOW)) == ["organisation.manager"]
    with pytest.raises(ConsortiumMember.DoesNotExist):
        consortium.confirm(by=make_member(make_organisation()), member=member, now=NOW)
    consortium.confirm(by=manager, member=member, now=NOW)
    consortium.confirm(by=manager, member=member, now=NOW + timedelta(days=1))

    member.refresh_from_db()
    assert (member.confirmed_at, member.confirmed_by) == (NOW, manager)
    told = Message.objects.get(kind="organisation.partner_answered")
    assert (told.user, told.params["answer"]) == (make_member(application.organisation), "同意参加")


def test_reading_begins_with_confirming_and_is_only_reading():
    application, partner = make_led(), make_organisation()
    member, manager = add(application, partner.uscc), make_member(partner)

    assert not access.partner_applications(manager).exists()
    assert not access.can_read_files_of(manager, application.pk)
    consortium.confirm(by=manager, member=member, now=NOW)

    assert access.partner_applications(manager).get() == application
    assert access.can_read_files_of(manager, application.pk)
    assert not access.own_applications(manager).exists()


def test_a_member_that_declines_is_off_the_list_until_it_is_submitted():
    application, partner = make_led(), make_organisation()
    member, manager = add(application, partner.uscc), make_member(partner)
    application.state = Application.State.SUBMITTED
    application.save()
    assert refused(lambda: consortium.decline(by=manager, member=member, now=NOW)) == ["consortium.closed"]
    application.state = Application.State.DRAFT
    application.save()

    consortium.decline(by=manager, member=member, now=NOW)

    assert not ConsortiumMember.objects.exists()
    assert Event.objects.latest("position").verb == "consortium.decline"
    assert Message.objects.get(kind="organisation.partner_answered").params["answer"] == "不参加"


def test_a_member_that_registers_later_is_known_from_then_on():
    application = make_led()
    member = add(application, CODES[3])
    typed = {"uscc": CODES[3], "name": "示例后来登记", "region": "130102", "address": "示例路"}

    made, _ = organisation.register(by=make_user(), typed=typed, account=None, now=NOW)

    member.refresh_from_db()
    assert member.organisation == made


def submit(application: Application):
    person = make_member(application.organisation)
    return applications.submit(by=person, application=application, declared=["truth"], now=NOW)


def test_the_members_are_frozen_and_unconfirmed_ones_are_a_warning():
    application = make_led()
    add(application)

    submission = submit(application)

    assert submission.content["consortium"] == [
        {"name": "示例成员" + CODES[0][-4:], "uscc": CODES[0], "duties": "提供设备。", "confirmed": False}
    ]
    assert "consortium.unconfirmed" in [one["rule"] for one in submission.content["findings"]]


def test_a_changed_consortium_is_a_change_of_the_submission():
    application = make_led()
    submit(application)
    application.refresh_from_db()
    make_change_request(application)
    assert refused(lambda: submit(application)) == ["submission.same"]
    add(application)

    assert submit(application).number == 2


def test_a_consortium_that_is_demanded_stands_against_submitting_alone():
    assert refused(lambda: submit(make_led(rule=Consortium(kind="required")))) == ["consortium.required"]


def test_a_programme_without_consortia_freezes_nothing_of_them():
    assert "consortium" not in submit(make_application(stage="draft")).content


def test_a_colleague_who_may_only_read_does_not_change_the_list():
    application = make_led()
    reader = make_user()
    Membership.objects.create(user=reader, organisation=application.organisation, is_manager=False)
    typed = {"uscc": CODES[0], "name": "示例成员", "duties": "提供设备。"}

    refusal = refused(lambda: consortium.add(by=reader, application=application, typed=typed, now=NOW))

    assert refusal == ["participation.write"]
    assert not application.consortium.exists()
