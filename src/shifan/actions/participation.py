"""The people at work on an application: taking part, handing over, vouching for the answers, being somewhere."""

from datetime import datetime

from django.db import transaction

from shifan.actions import answer, event, message
from shifan.core import participation
from shifan.core.finding import Finding, Refused, Severity, refuse_if_blocked
from shifan.core.participation import RIGHTS, Rights
from shifan.models import Application, Certification, Participant, Presence, User
from shifan.queries import access
from shifan.queries import application as applications
from shifan.queries import message as messages
from shifan.queries import participation as people


@transaction.atomic
def give(*, by: User, application: Application, person: str, rights: Rights, now: datetime) -> Participant:
    """This function will let somebody, named by user name or e-mail, take part with some rights; raises Refused."""
    locked = _managed(by, application)
    row = _take_in(by, locked, person, rights, now)
    _keep_one(locked)
    _record("give", by, locked, now, person=row.user_id, **_as_columns(rights))
    return row


@transaction.atomic
def remove(*, by: User, application: Application, user: User, now: datetime) -> None:
    """This function will end somebody's part in an application; raises Refused if nobody could submit it then."""
    locked = _managed(by, application)
    locked.participants.filter(user=user).delete()
    _keep_one(locked)
    _record("remove", by, locked, now, person=user.pk)


@transaction.atomic
def hand_over(*, by: User, application: Application, person: str, kept: Rights, now: datetime) -> Participant:
    """This function will hand an application over to a colleague, who writes and submits then; one keeps `kept`."""
    locked = _managed(by, application)
    row = _take_in(by, locked, person, Rights(write=True, submit=True), now)
    locked.participants.filter(user=by).exclude(pk=row.pk).update(**_as_columns(kept))
    _keep_one(locked)
    _record("hand_over", by, locked, now, person=row.user_id, kept=_as_columns(kept))
    return row


@transaction.atomic
def certify(*, by: User, application: Application, now: datetime) -> Certification:
    """This function will note that somebody vouches for the answers as they stand; any change makes it void."""
    access.require(by, application, "certify")
    refuse_if_blocked(answer.not_writable(application, applications.window(application), now))
    answer.touch(application, now)
    current = people.fingerprint(application)
    made, _ = Certification.objects.get_or_create(
        application=application, digest=current, certified_by=by, defaults={"certified_at": now}
    )
    _record("certify", by, application, now, digest=current)
    return made


def be_here(*, by: User, application: Application, section: str, now: datetime) -> None:
    """This function will note in which section somebody is; where people are is not for the record, so no event."""
    Presence.objects.update_or_create(
        application=application, user=by, defaults={"section": section[:60], "seen_at": now}
    )


def _managed(by: User, application: Application) -> Application:
    """Lock an application whose people somebody may choose, or refuse."""
    locked = access.own_applications(by).select_for_update(of=("self",)).get(pk=application.pk)
    if not participation.may_manage(access.rights(by, locked)):
        raise Refused(Finding("participation.manage", Severity.BLOCK))
    return locked


def _take_in(by: User, application: Application, person: str, rights: Rights, now: datetime) -> Participant:
    """Give somebody some rights, and tell those who take part for the first time; raises Refused for nobody known."""
    user = people.person(person)
    if user is None:
        named = {"person": person.strip()[:80]}
        raise Refused(Finding("participation.person", Severity.BLOCK, where="person", params=named))
    given = _as_columns(rights)
    row, is_new = Participant.objects.update_or_create(
        application=application, user=user, defaults=given, create_defaults={**given, "added_at": now, "added_by": by}
    )
    if is_new and user != by:
        note = messages.to_applicant("organisation.joined", application, [user], f"participant:{row.pk}", who=by.name)
        message.tell([note], now=now)
    return row


def _as_columns(rights: Rights) -> dict[str, bool]:
    return {f"may_{right}": getattr(rights, right) for right in RIGHTS}


def _keep_one(application: Application) -> None:
    if not any(one.rights.submit for one in people.people(application)):
        raise Refused(Finding("participation.last", Severity.BLOCK))


def _record(verb: str, by: User, application: Application, now: datetime, **data: object) -> None:
    subject = f"application:{application.pk}"
    event.record(
        f"participation.{verb}", actor=by, now=now, subject=subject, round_=None, application=application, **data
    )
