import socket
from datetime import datetime, timedelta
from smtplib import SMTPRecipientsRefused

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message as MessageHandler
from django.core import mail

from shifan.actions import application as applications
from shifan.actions import message, programme
from shifan.actions.participation import certify
from shifan.core.finding import Refused
from shifan.models import ChangeRequest, Event, Membership, Message, Participant, StageDate, User
from shifan.queries import message as messages
from shifan.queries.message import Note
from tests.make import (
    NOW,
    make_application,
    make_change_request,
    make_member,
    make_organisation,
    make_review,
    make_round,
    make_user,
    open_review,
)

pytestmark = pytest.mark.django_db


def told(user: User) -> list[str]:
    return list(Message.objects.filter(user=user).order_by("pk").values_list("kind", flat=True))


def unread(user: User) -> int:
    return User.objects.values_list("unread", flat=True).get(pk=user.pk)


def note(*to: User, key: str = "k", kind: str = "stage.selected") -> Note:
    return Note(kind, to, key, {"number": "EX-1", "round": "示例年度", "round_en": "Example year"})


def with_mail(user: User) -> User:
    user.email = f"lianxi@{user.username}.example"
    user.save()
    return user


def test_tell_writes_once_to_each_and_counts_what_is_unread(django_assert_num_queries):
    first, second = make_user(), make_user()

    with django_assert_num_queries(3):
        assert message.tell([note(first, second), note(first, key="other")], now=NOW) == 3
    assert message.tell([note(first, second)], now=NOW) == 0

    assert (told(first), told(second)) == (["stage.selected"] * 2, ["stage.selected"])
    assert (unread(first), unread(second)) == (2, 1)


def test_tell_heeds_what_a_person_does_not_want():
    quiet, silent, no_address = with_mail(make_user()), with_mail(make_user()), make_user()
    quiet.muted, silent.muted = ["inbox:stage"], ["inbox:stage", "mail:stage"]

    message.tell([note(quiet, silent, no_address)], now=NOW)

    kept = Message.objects.order_by("pk").values_list("user", "in_inbox", "mail")
    assert list(kept) == [(quiet.pk, False, "queued"), (no_address.pk, True, "none")]
    assert unread(quiet) == 0


def test_mail_goes_out_once_in_the_language_of_its_reader():
    person = with_mail(make_user())
    person.language = "en"
    person.save()
    message.tell([note(person)], now=NOW)
    link = Message.objects.get().pk

    assert (message.send_mail(now=NOW), message.send_mail(now=NOW)) == (1, 0)

    (sent,) = mail.outbox
    assert (sent.to, sent.subject) == ([person.email], "EX-1 has been selected")
    assert f"/inbox/{link}/" in sent.body
    assert sent.extra_headers["Auto-Submitted"] == "auto-generated"
    assert Message.objects.get().mail == Message.Mail.SENT


def test_mail_that_fails_says_why_and_is_tried_again_later(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # nobody listens there
    message.tell([note(with_mail(make_user()))], now=NOW)

    assert message.send_mail(now=NOW) == 0

    failed = Message.objects.get()
    assert (failed.mail, failed.mail_tries) == ("failed", 1)
    assert "ConnectionRefusedError" in failed.mail_problem
    assert messages.to_send(NOW) == []
    assert messages.to_send(NOW + timedelta(minutes=11)) == [failed.pk]
    Message.objects.update(mail_tries=messages.MOST_TRIES)
    assert messages.to_send(NOW + timedelta(minutes=11)) == []


def test_mail_of_a_worker_that_was_lost_is_sent_by_another():
    message.tell([note(with_mail(make_user()))], now=NOW)
    Message.objects.update(mail=Message.Mail.SENDING, mailed_at=NOW)

    assert message.send_mail(now=NOW + timedelta(minutes=5)) == 0
    assert message.send_mail(now=NOW + timedelta(minutes=11)) == 1


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Kept(MessageHandler):
    """What a mail server has taken, and one address that it does not take."""

    def __init__(self) -> None:
        super().__init__()
        self.taken = []

    def handle_message(self, message) -> None:
        self.taken.append(message)

    async def handle_RCPT(self, server, session, envelope, address, options) -> str:
        if address.startswith("nobody"):
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"


def test_mail_reaches_a_real_server(settings):
    handler, port = Kept(), free_port()
    server = Controller(handler, hostname="127.0.0.1", port=port)
    server.start()
    try:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        first, second = with_mail(make_user()), make_user()
        second.email = "nobody@weizhi.example"
        second.save()
        message.tell([note(first, second)], now=NOW)

        assert message.send_mail(now=NOW) == 1
    finally:
        server.stop()

    (taken,) = handler.taken
    assert taken["To"] == first.email
    assert "最终名单已公布" in taken.get_payload(decode=True).decode("utf-8")
    assert SMTPRecipientsRefused.__name__ in Message.objects.get(user=second).mail_problem


def test_a_subject_has_no_line_breaks():
    person = with_mail(make_user())
    message.tell([Note("stage.selected", (person,), "k", {"number": "EX-1\nBcc: x@y.example"})], now=NOW)

    message.send_mail(now=NOW)

    assert mail.outbox[0].subject == "EX-1 Bcc: x@y.example 入选"


def test_submitting_tells_colleagues_and_the_desk():
    application = make_application(stage="draft")
    by = make_member(application.organisation)
    desk = make_user(organisation=application.round.bodies.get(region="130100").organisation, bureau="miit")

    applications.submit(by=by, application=application, declared=["truth"], now=NOW)

    assert (told(by), told(desk)) == (["stage.submitted"], ["task.arrived"])
    arrived = Message.objects.get(user=desk)
    assert arrived.params["body_id"] == str(application.round.bodies.get(region="130100").pk)


def test_at_work_are_managers_and_those_who_may_write_or_submit(django_assert_num_queries):
    application = make_application(stage="draft")
    manager = make_member(application.organisation)
    member, reader, writer = make_user(), make_user(), make_user(organisation=make_organisation())
    Membership.objects.create(user=member, organisation=application.organisation, is_manager=False)
    for user, may_write in ((reader, False), (writer, True)):
        Participant.objects.create(
            application=application, user=user, may_write=may_write, added_at=NOW, added_by=manager
        )

    with django_assert_num_queries(2):
        found = messages.at_work_on([application])

    assert found == {application.pk: (manager, writer)}


def closes(stage: str, days: int) -> datetime:
    StageDate.objects.filter(stage=stage).update(closes_at=NOW + timedelta(days=days))
    return NOW + timedelta(days=days)


def test_reminders_of_drafts_come_at_seven_three_and_one_days_and_anew_when_the_date_moves():
    application = make_application(stage="draft")
    by = make_member(application.organisation)
    closes("fill", 7)

    runs = [message.remind(now=NOW + timedelta(days=day)) for day in (0, 0, 1, 4, 5, 6)]

    assert runs == [1, 0, 0, 1, 0, 1]
    assert [one.params["days"] for one in Message.objects.order_by("pk")] == ["7", "3", "1"]
    assert Event.objects.filter(verb="message.remind").count() == 3
    closes("fill", 8)
    assert message.remind(now=NOW + timedelta(days=7)) == 1
    assert told(by) == ["deadline.fill"] * 4


def test_who_has_to_certify_is_reminded_until_the_answers_are_certified():
    application = make_application(stage="draft")
    first, certifier = make_member(application.organisation), make_user(organisation=make_organisation())
    asked = Participant.objects.create(
        application=application, user=certifier, may_certify=True, added_at=NOW, added_by=first
    )
    closes("fill", 7)

    message.remind(now=NOW)
    certify(by=certifier, application=application, now=NOW)
    message.remind(now=NOW + timedelta(days=4))
    application.answers.filter(path="unit.contact").update(value="李示例")  # what was certified is void
    message.remind(now=NOW + timedelta(days=6))

    reminders = Message.objects.filter(user=certifier).order_by("pk")
    assert [(one.kind, one.params["days"]) for one in reminders] == [
        ("deadline.certify", "7"),
        ("deadline.certify", "1"),
    ]
    assert told(first) == ["deadline.fill"] * 3
    asked.delete()
    application.answers.filter(path="unit.contact").update(value="王示例")
    assert message.remind(now=NOW + timedelta(days=6)) == 0


def test_who_has_to_certify_is_reminded_of_changes_that_are_due():
    application = make_application()
    certifier = make_user(organisation=make_organisation())
    Participant.objects.create(
        application=application, user=certifier, may_certify=True, added_at=NOW, added_by=certifier
    )
    make_change_request(application, "unit")
    StageDate.objects.update(closes_at=None)

    message.remind(now=NOW)

    assert told(certifier) == ["deadline.certify"]


def test_what_is_submitted_or_over_reminds_nobody():
    make_application(stage="submitted", organisation=make_organisation())
    closes("fill", 3)
    StageDate.objects.exclude(stage="fill").update(closes_at=None)

    assert message.remind(now=NOW) == 0
    make_application(stage="draft")
    assert message.remind(now=NOW + timedelta(days=4)) == 0


def test_reminder_of_changes_ends_with_the_answer():
    application = make_application()
    make_change_request(application, "unit")  # due in three days
    StageDate.objects.update(closes_at=None)

    assert message.remind(now=NOW) == 1
    assert told(make_member(application.organisation)) == ["deadline.changes"]
    ChangeRequest.objects.update(answered_at=NOW)
    assert message.remind(now=NOW + timedelta(days=2)) == 0


def test_reminder_of_a_body_that_has_not_sent_its_list():
    application = make_application()
    clerk = make_user(organisation=application.body.organisation, bureau="miit")
    StageDate.objects.exclude(stage="city").update(closes_at=None)
    closes("city", 3)

    assert message.remind(now=NOW) == 1

    reminder = Message.objects.get(user=clerk)
    assert (reminder.kind, reminder.params["body"]) == ("deadline.desk", application.body.organisation.name)


def test_reminder_of_reviews_counts_what_is_open():
    application, other = make_application(stage="review"), make_application(stage="review")
    review = make_review(application)
    make_review(other, review.expert)
    make_review(application, scores={"advanced": "80", "spread": "80"})
    StageDate.objects.update(closes_at=None)
    open_review(closes_at=NOW + timedelta(days=1))

    assert message.remind(now=NOW) == 1

    assert Message.objects.get(user=review.expert).params["count"] == "2"


def test_moving_a_date_tells_those_who_still_have_to_submit():
    draft, done = make_application(stage="draft"), make_application()
    organiser = make_member(draft.round.organiser)
    before = StageDate.objects.get(round=draft.round, stage="fill").closes_at

    programme.move_date(
        by=organiser,
        round_=make_round(),
        stage="fill",
        closes_at=before + timedelta(days=1),
        reason="系统维护",
        now=NOW,
    )

    assert told(make_member(draft.organisation)) == ["stage.date_moved"]
    assert told(make_member(done.organisation)) == []


def test_choosing_keeps_what_is_not_wanted_and_refuses_what_does_not_exist():
    person = make_user()

    message.choose(by=person, muted=["mail:stage"], language="en", now=NOW)

    person.refresh_from_db()
    assert (person.muted, person.language) == (["mail:stage"], "en")
    assert Event.objects.latest("position").verb == "message.choose"
    with pytest.raises(Refused):
        message.choose(by=person, muted=["mail:weather"], language="en", now=NOW)
    with pytest.raises(Refused):
        message.choose(by=person, muted=[], language="fr", now=NOW)
