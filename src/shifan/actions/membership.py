"""Who works for an organisation and who speaks for it: managers, the others, leaving."""

from datetime import datetime
from typing import Any

from django.db import transaction

from shifan.actions import event
from shifan.core.finding import Finding, Refused, Severity
from shifan.models import Membership, User
from shifan.queries import access


@transaction.atomic
def set_manager(*, by: User, membership: Membership, is_manager: bool, now: datetime) -> None:
    """This function will make a member a manager, or no longer one. Raises Refused for the last manager."""
    found = _managed(by, membership)
    if found.is_manager == is_manager:
        return
    if not is_manager:
        _refuse_the_last(found)
    found.is_manager = is_manager
    found.save(update_fields=["is_manager"])
    _record("membership.set_manager", by, found, now, is_manager=is_manager)


@transaction.atomic
def remove(*, by: User, membership: Membership, now: datetime) -> None:
    """This function will end that a person works for an organisation; what they did stays under their name.

    A manager removes anybody, others leave by themselves. Raises Refused for the last manager.
    """
    found = _managed(by, membership) if membership.user_id != by.pk else _own(by, membership)
    if found.is_manager:
        _refuse_the_last(found)
    _record("membership.remove", by, found, now)
    found.delete()


def _managed(by: User, membership: Membership) -> Membership:
    organisation = access.get_managed(by, membership.organisation_id)  # locked, so that two cannot remove each other
    return organisation.memberships.select_related("user").get(pk=membership.pk)


def _own(by: User, membership: Membership) -> Membership:
    organisation = access.get_own_organisation(by, membership.organisation_id, lock=True)
    return organisation.memberships.select_related("user").get(pk=membership.pk, user=by)


def _refuse_the_last(found: Membership) -> None:
    others = Membership.objects.filter(organisation=found.organisation_id, is_manager=True).exclude(pk=found.pk)
    if not others.exists():
        raise Refused(Finding("membership.last", Severity.BLOCK))


def _record(verb: str, by: User, found: Membership, now: datetime, **data: Any) -> None:
    subject = f"organisation:{found.organisation_id}"
    event.record(verb, actor=by, now=now, subject=subject, user=found.user_id, **data)
