"""The people at work on an application: who may what, who is where now, who vouched for the answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import Q

from shifan import facts
from shifan.core import digest, participation, projection
from shifan.core.answers import Json
from shifan.core.finding import Finding
from shifan.core.participation import Rights
from shifan.models import Application, Certification, Membership, Participant, Presence, User
from shifan.queries import access
from shifan.queries import application as applications


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody at work on an application; a manager of the applicant has every right without a row."""

    user: User
    rights: Rights
    is_manager: bool
    is_member: bool
    row: Participant | None


def people(application: Application) -> tuple[Person, ...]:
    """This function will list everybody who may read an application, managers first: two statements."""
    memberships = Membership.objects.filter(organisation=application.organisation_id).select_related("user")
    rows = {one.user_id: one for one in application.participants.select_related("user").order_by("pk")}
    found = {one.user_id: _person(one.user, one, rows.get(one.user_id)) for one in memberships.order_by("pk")}
    found |= {pk: _person(row.user, None, row) for pk, row in rows.items() if pk not in found}
    return tuple(sorted(found.values(), key=lambda one: (not one.is_manager, not one.is_member, one.user.pk)))


def _person(user: User, membership: Membership | None, row: Participant | None) -> Person:
    is_manager = membership is not None and membership.is_manager
    given = Rights(row.may_write, row.may_submit, row.may_certify) if row else None
    held = participation.rights(is_manager=is_manager, given=given)
    return Person(user, held, is_manager, membership is not None, row)


def person(typed: str) -> User | None:
    """This function will find an account by its user name or e-mail, exactly as typed."""
    wanted = typed.strip()
    if not wanted:
        return None
    return User.objects.filter(Q(username=wanted) | Q(email__iexact=wanted), is_active=True).order_by("pk").first()


def participant(application: Application, user_id: int) -> User:
    """This function will fetch somebody who takes part in an application, or raise Participant.DoesNotExist."""
    return application.participants.select_related("user").get(user=user_id).user


def here(application: Application, user: User, now: datetime) -> tuple[Presence, ...]:
    """This function will say who else is in which section now: one statement."""
    seen = application.presences.filter(seen_at__gte=now - participation.HERE).exclude(user=user)
    return tuple(seen.select_related("user").order_by("user"))


def changed_since(application: Application, user: User, since: datetime) -> dict[str, tuple[Json, int, str]]:
    """This function will give what others wrote since a moment: path → (value, version, who); one statement."""
    found = application.answers.filter(changed_at__gt=since).exclude(changed_by=user)
    rows = found.values_list("path", "value", "version", "changed_by__name").order_by("path")[:200]
    return {path: (value, version, who) for path, value, version, who in rows}


def fingerprint(application: Application) -> str:
    """This function will name the living answers by their SHA-256, as a certification keeps it: one statement."""
    flat = {path: value for path, (value, _) in applications.answers(application).items()}
    return digest.of(dict(projection.living(facts.plan_of(application.round), application.track, flat)))


def certification(application: Application, current: str) -> Certification | None:
    """This function will give the certification of the answers as they stand, if there is one."""
    return application.certifications.filter(digest=current).select_related("certified_by").order_by("pk").first()


def last_certification(application: Application) -> Certification | None:
    """This function will give the last certification, void or not."""
    return application.certifications.select_related("certified_by").order_by("-certified_at").first()


def certifiers(application: Application, but: User) -> tuple[str, ...]:
    """This function will name those who were asked to certify an application, without one person."""
    asked = application.participants.filter(may_certify=True, user__is_active=True).exclude(user=but)
    return tuple(asked.order_by("pk").values_list("user__name", flat=True))


def certified(application: Application, flat: Mapping[str, Json]) -> dict[str, Json]:
    """This function will give what a submission keeps of a certification of its answers; empty without one."""
    made = certification(application, digest.of(dict(flat)))
    if made is None:
        return {}
    return {"certified": {"by": made.certified_by.name, "at": made.certified_at.astimezone(UTC).isoformat()}}


def standing_against(application: Application, user: User, flat: Mapping[str, Json]) -> tuple[Finding, ...]:
    """This function will say what keeps a person from submitting: the right to, somebody who has to certify."""
    held = access.rights(user, application)
    return (*participation.missing(held, "submit"), *uncertified(application, user, flat))


def uncertified(application: Application, user: User, flat: Mapping[str, Json]) -> tuple[Finding, ...]:
    """This function will say that somebody else has still to certify what a person is about to submit."""
    names = certifiers(application, user)
    is_certified = bool(names) and certification(application, digest.of(dict(flat))) is not None
    return participation.uncertified(names, is_certified)
