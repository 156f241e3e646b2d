"""Asking people to join an organisation by a link, joining, and asking to be invited."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from shifan.actions import event, message
from shifan.actions import people as accounts
from shifan.core import digest, identity
from shifan.core.finding import Finding, Refused, Severity
from shifan.models import Invitation, Membership, Organisation, User
from shifan.queries import access
from shifan.queries import invitation as invitations
from shifan.queries import message as messages
from shifan.queries import organisation as organisations
from shifan.queries.message import Note

LASTS = timedelta(days=7)
MOST_OPEN = 50  # invitations of one organisation that nobody has used yet
ASKED_ONCE = "%Y-%m-%d"  # a manager is told once a day that an address asks


@transaction.atomic
def invite(
    *, by: User, organisation: Organisation, email: str, name: str, is_manager: bool, now: datetime
) -> Invitation:
    """This function will invite a person for a week and mail them the link; only the SHA-256 of its secret is kept.

    Raises Refused: no manager, no e-mail address, somebody who belongs here already, too many open invitations.
    """
    mine = access.get_managed(by, organisation.pk)
    address = identity.check_email(email)
    if not address.is_valid:
        raise Refused(_finding("field.email", "email", value=email[:80], label="电子邮箱", label_en="E-mail"))
    if mine.memberships.filter(user__email__iexact=address.value).exists():
        raise Refused(_finding("invitation.member", "email", email=address.value))
    earlier = mine.invitations.filter(email__iexact=address.value, accepted_at=None)
    message.take_back([_key(one) for one in earlier])
    earlier.delete()
    if mine.invitations.filter(accepted_at=None, expires_at__gt=now).count() >= MOST_OPEN:
        raise Refused(_finding("invitation.many", "email", most=str(MOST_OPEN)))
    made = Invitation.objects.create(
        organisation=mine,
        email=address.value,
        name=name.strip()[:80],
        secret=digest.sha256(invitations.secret(mine.pk, address.value, now).encode()),
        is_manager=is_manager,
        invited_at=now,
        invited_by=by,
        expires_at=now + LASTS,
    )
    _tell(made, by, now)
    _record("invitation.invite", by, made, now, is_manager=is_manager)
    return made


@transaction.atomic
def withdraw(*, by: User, invitation: Invitation, now: datetime) -> None:
    """This function will take an invitation back that nobody has used; its link leads nowhere then."""
    access.get_managed(by, invitation.organisation_id)
    found = Invitation.objects.select_for_update().get(
        pk=invitation.pk, organisation=invitation.organisation_id, accepted_at=None
    )
    message.take_back([_key(found)])
    _record("invitation.withdraw", by, found, now)
    found.delete()


@transaction.atomic
def accept(*, by: User, secret: str, now: datetime) -> Organisation:
    """This function will let a person join by a link, once. Raises Refused when it is used, old or taken back."""
    found = _open(secret, now)
    _join(found, by, now)
    return found.organisation


@transaction.atomic
def accept_anew(*, secret: str, username: str, name: str, mobile: str, password: str, now: datetime) -> User:
    """This function will open an account for somebody who was invited and let them join; `password` is hashed.

    The account has the address that was invited. Raises Refused.
    """
    found = _open(secret, now)
    if not name.strip():
        raise Refused(_finding("field.required", "person", label="姓名", label_en="Name"))
    phone = identity.check_mobile(mobile)
    if not phone.is_valid:
        raise Refused(_finding("field.mobile", "mobile", value=mobile[:40], label="手机", label_en="Mobile number"))
    accounts.refuse_if_known(username, found.email)
    person = User.objects.create(
        username=username,
        password=password,
        name=name.strip()[:80],
        mobile=phone.value,
        email=found.email,
        date_joined=now,
    )
    _join(found, person, now)
    return person


@transaction.atomic
def ask_in(*, uscc: str, name: str, who: str, email: str, note: str, now: datetime) -> None:
    """This function will tell the managers of an organisation that somebody asks to be invited.

    It does the same, outwardly, where no such organisation is known. Raises Refused without a name and an address.
    """
    address = identity.check_email(email)
    if not who.strip():
        raise Refused(_finding("field.required", "who", label="姓名", label_en="Name"))
    if not address.is_valid:
        raise Refused(_finding("field.email", "email", value=email[:80], label="电子邮箱", label_en="E-mail"))
    code = identity.check_uscc(uscc).value
    known = Organisation.objects.filter(kind=Organisation.Kind.ENTERPRISE)
    found = known.filter((Q(uscc=code) & ~Q(uscc="")) | Q(name=name.strip())).order_by("pk").first()
    if found is None:
        return
    told = {"who": who.strip(), "email": address.value, "note": note.strip() or "—", "name": found.name}
    key = f"asked_in:{found.pk}:{digest.sha256(address.value.encode())[:16]}:{now:{ASKED_ONCE}}"
    message.tell([Note("organisation.asked_in", organisations.managers(found), key, told)], now=now)
    event.record("invitation.ask_in", actor=None, now=now, subject=f"organisation:{found.pk}")


def _key(invitation: Invitation) -> str:
    return f"invitation:{invitation.pk}"


def _tell(made: Invitation, by: User, now: datetime) -> None:
    """Mail the link; whoever has an account with the address finds it in the inbox too, unless switched off there."""
    told = {"who": by.name or by.username, "name": made.organisation.name, "closes": messages.moment(made.expires_at)}
    told |= {"person": made.name, "email": made.email, "organisation": str(made.organisation_id), "at": now.isoformat()}
    known = tuple(User.objects.filter(email__iexact=made.email, is_active=True).order_by("pk")[:1])
    if known:
        message.tell([Note("organisation.invited", known, _key(made), told)], now=now)
    else:
        message.write_to(made.email, kind="organisation.invited", key=_key(made), params=told, now=now)


def _open(secret: str, now: datetime) -> Invitation:
    rows = Invitation.objects.select_for_update(of=("self",)).select_related("organisation")
    found = rows.filter(secret=digest.sha256(secret.encode())).first()
    if found is None or found.accepted_at or found.expires_at <= now:
        raise Refused(_finding("invitation.gone"))
    return found


def _join(found: Invitation, person: User, now: datetime) -> None:
    membership, is_new = Membership.objects.get_or_create(
        user=person, organisation=found.organisation, defaults={"is_manager": found.is_manager}
    )
    if found.is_manager and not membership.is_manager:
        membership.is_manager = True
        membership.save(update_fields=["is_manager"])
    found.accepted_at, found.accepted_by = now, person
    found.save(update_fields=["accepted_at", "accepted_by"])
    _record("invitation.accept", person, found, now, user=person.pk, is_new=is_new)


def _record(verb: str, by: User, found: Invitation, now: datetime, **data: Any) -> None:
    subject = f"organisation:{found.organisation_id}"
    event.record(verb, actor=by, now=now, subject=subject, invitation=found.pk, **data)


def _finding(rule: str, where: str = "", **params: str) -> Finding:
    return Finding(rule, Severity.BLOCK, where=where, path=where, params=params)
