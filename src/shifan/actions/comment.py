"""Commenting on a place of an application among colleagues, answering, settling and reopening."""

from datetime import datetime

from django.db import transaction

from shifan.actions import answer, event, message
from shifan.core.finding import Finding, Refused
from shifan.models import Application, Comment, User
from shifan.queries import access
from shifan.queries import comment as comments
from shifan.queries import message as messages

LONGEST = 2000


@transaction.atomic
def say(
    *, by: User, application: Application, path: str, text: str, now: datetime, parent: int | None = None
) -> Comment:
    """This function will keep a comment on a section or field, or a reply to one, and tell the others at work.

    Whoever may read the application as an applicant may comment. A reply to what was settled opens it again.
    Raises Refused: empty, too long, no such place; Comment.DoesNotExist where there is nothing to reply to.
    """
    application = access.get_own_application(by, application.pk)
    words = text.strip().replace("\r\n", "\n")
    if not words:
        raise Refused(answer.finding("comment.empty"))
    if len(words) > LONGEST:
        raise Refused(answer.finding("comment.long", most=str(LONGEST), count=str(len(words))))
    if not comments.is_place(application, path):
        raise Refused(_unknown(path))
    above = _thread(application, parent) if parent else None
    said = Comment.objects.create(
        application=application, path=above.path if above else path, parent=above, text=words, said_at=now, said_by=by
    )
    if above and above.resolved_at:
        _settle(above, None, None)
    _tell(application, said, by, now)
    _record("comment.say", said, by, now)
    return said


@transaction.atomic
def resolve(*, by: User, application: Application, pk: int, now: datetime) -> Comment:
    """This function will settle a thread, once for all of it; raises Comment.DoesNotExist."""
    application = access.get_own_application(by, application.pk)
    thread = _thread(application, pk)
    _settle(thread, by, now)
    _record("comment.resolve", thread, by, now)
    return thread


@transaction.atomic
def reopen(*, by: User, application: Application, pk: int, now: datetime) -> Comment:
    """This function will open a settled thread again; raises Comment.DoesNotExist."""
    application = access.get_own_application(by, application.pk)
    thread = _thread(application, pk)
    _settle(thread, None, None)
    _record("comment.reopen", thread, by, now)
    return thread


def _thread(application: Application, pk: int) -> Comment:
    return Comment.objects.select_for_update().get(pk=pk, application=application, parent=None)


def _settle(thread: Comment, by: User | None, now: datetime | None) -> None:
    thread.resolved_by, thread.resolved_at = by, now
    thread.save(update_fields=["resolved_by", "resolved_at"])


def _tell(application: Application, said: Comment, by: User, now: datetime) -> None:
    """Tell those at work on the application and those who spoke in the thread, without what was written."""
    people = {one.pk: one for one in messages.at_work_on([application])[application.pk]}
    if said.parent:
        spoke = User.objects.filter(pk__in=Comment.objects.filter(parent=said.parent_id).values("said_by"))
        people |= {one.pk: one for one in (*spoke, said.parent.said_by)}
    others = [one for pk, one in people.items() if pk != by.pk]
    label = comments.place(application, said.path)
    params = {"who": by.name or by.username, "path": said.path, "place": label.zh, "place_en": label.en}
    note = messages.to_applicant("comment.said", application, others, f"comment.said:{said.pk}", **params)
    message.tell([note], now=now)


def _record(verb: str, said: Comment, by: User, now: datetime) -> None:
    subject = f"comment:{said.pk}"
    event.record(verb, actor=by, now=now, subject=subject, application=said.application, path=said.path)


def _unknown(path: str) -> Finding:
    return answer.finding("answer.unknown", path=path)
