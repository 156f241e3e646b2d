"""Telling people: writing messages as part of what happened, mailing them, reminding of dates, reading them."""

from collections.abc import Collection, Sequence
from datetime import datetime
from smtplib import SMTPException

from django.db import transaction
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.module_loading import import_string

from shifan import mail
from shifan.actions import event
from shifan.core import telling
from shifan.core.finding import Finding, Refused, Severity
from shifan.models import Message, User
from shifan.queries import message as messages
from shifan.queries.message import Note

# Jobs stand above actions, so that they may call them; here the job is only named.
JOB = "shifan.jobs.send_mail"
LANGUAGES = ("zh-hans", "en")


def tell(notes: Sequence[Note], *, now: datetime) -> int:
    """This function will tell people something once each, as they want to be told: how many it told.

    It is part of the action in which it happened, whose event covers it, so it records none of its own. Five
    statements, however many notes there are.
    """
    rows = [row for note in notes for user in note.to if (row := _row(note, user, now))]
    keys, users = {row.key for row in rows}, {row.user_id for row in rows}
    known = set(Message.objects.filter(key__in=keys, user__in=users).values_list("key", "user")) if rows else set()
    fresh = [row for row in rows if (row.key, row.user_id) not in known]
    if not fresh:
        return 0
    Message.objects.bulk_create(fresh, ignore_conflicts=True)
    _count({row.user_id for row in fresh if row.user_id})
    if any(row.mail == Message.Mail.QUEUED for row in fresh):
        transaction.on_commit(import_string(JOB).enqueue)
    return len(fresh)


def write_to(address: str, *, kind: str, key: str, params: dict[str, str], now: datetime) -> None:
    """This function will mail something to an address without an account, as part of what happened there."""
    given = {"in_inbox": False, "mail": Message.Mail.QUEUED, "told_at": now}
    Message.objects.create(address=address, kind=kind, key=key, params=params, **given)
    transaction.on_commit(import_string(JOB).enqueue)


def take_back(keys: Collection[str]) -> None:
    """This function will keep mails that have not gone out from going out, as part of what happened."""
    waiting = Message.objects.filter(key__in=keys).exclude(mail=Message.Mail.SENT)
    waiting.update(mail=Message.Mail.NONE)


@transaction.atomic
def remind(*, now: datetime) -> int:
    """This function will tell people of the dates that are 7, 3 or 1 days away: how many messages it wrote."""
    told = tell(messages.reminders(now), now=now)
    if told:
        event.record("message.remind", actor=None, now=now, subject="message:0", count=told)
    return told


def send_mail(*, now: datetime) -> int:
    """This function will send the mails that wait, one after the other: how many went out.

    No transaction is open while the mail server answers. A mail that it does not take is tried again later.
    """
    sent = 0
    for pk in messages.to_send(now):
        claimed = Message.objects.filter(pk=pk).exclude(mail=Message.Mail.SENT)
        before = Message.objects.select_related("user").get(pk=pk)
        mine = claimed.filter(mail=before.mail, mail_tries=before.mail_tries)
        if not mine.update(mail=Message.Mail.SENDING, mail_tries=before.mail_tries + 1, mailed_at=now):
            continue  # another worker has it
        problem = _post(before)
        state = Message.Mail.FAILED if problem else Message.Mail.SENT
        Message.objects.filter(pk=pk).update(mail=state, mail_problem=problem, mailed_at=now)
        sent += not problem
    return sent


def read(*, by: User, messages_: QuerySet[Message], now: datetime) -> None:
    """This function will note that a person has read messages; reading is nobody else's business, so no event."""
    messages_.filter(user=by, read_at=None).update(read_at=now)
    _count({by.pk})


@transaction.atomic
def choose(*, by: User, muted: Collection[str], language: str, now: datetime) -> None:
    """This function will keep what a person wants to be told, where, and in which language; raises Refused."""
    known = {f"{channel}:{name}" for channel in telling.CHANNELS for name in telling.GROUPS}
    if language not in LANGUAGES or set(muted) - known:
        raise Refused(Finding("request.shape", Severity.BLOCK))
    by.muted, by.language = sorted(muted), language
    by.save(update_fields=["muted", "language"])
    event.record("message.choose", actor=by, now=now, subject=f"user:{by.pk}", muted=by.muted, language=language)


def _row(note: Note, user: User, now: datetime) -> Message | None:
    shown = telling.is_wanted(note.kind, "inbox", user.muted)
    by_mail = bool(user.email) and telling.is_wanted(note.kind, "mail", user.muted)
    if not shown and not by_mail:
        return None
    return Message(
        user=user,
        kind=note.kind,
        key=note.key,
        params=note.params,
        told_at=now,
        in_inbox=shown,
        mail=Message.Mail.QUEUED if by_mail else Message.Mail.NONE,
        application=note.application,
    )


def _count(users: Collection[int]) -> None:
    """Keep the number of unread messages with each person, so that no page has to count them."""
    unread = Message.objects.filter(user=OuterRef("pk"), in_inbox=True, read_at=None).order_by()
    count = unread.values("user").annotate(count=Count("pk")).values("count")
    found = Coalesce(Subquery(count, output_field=IntegerField()), 0)
    User.objects.filter(pk__in=users).update(unread=found)


def _post(message: Message) -> str:
    """Send one mail and give what went wrong, or nothing."""
    said = telling.say(message.kind, message.params, message.language)
    text = mail.worded(said, messages.way(message), message.language, is_stranger=message.user is None)
    try:
        mail.send(to=message.to, subject=said.title, text=text)
    except (OSError, SMTPException, ValueError) as problem:
        return f"{type(problem).__name__}: {problem}"[:500]
    return ""
