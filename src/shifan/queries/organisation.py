"""Reading an organisation for its own people: what it says of itself, who works there, what was changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from shifan.core.question import ListIndex
from shifan.models import Event, Invitation, Membership, Message, Organisation, User
from shifan.packs import national
from shifan.queries import access

MOST_EVENTS = 30
MOST_ASKING = 20


@dataclass(frozen=True, slots=True)
class Staff:
    """The people of an organisation and the invitations that nobody has used yet."""

    members: tuple[Membership, ...]
    invitations: tuple[Invitation, ...]
    own: Membership

    @property
    def managers(self) -> int:
        """This property will count the managers."""
        return sum(member.is_manager for member in self.members)


def lists() -> dict[str, ListIndex]:
    """This function will give the national lists that the fields of an organisation are chosen from."""
    return {name: national.index(name) for name in ("regions", "gbt4754")}


def own(user: User) -> Organisation:
    """This function will fetch the enterprise a person works for, or raise Organisation.DoesNotExist."""
    return access.organisations(user, Organisation.Kind.ENTERPRISE).order_by("pk")[:1].get()


def is_manager(user: User, organisation: Organisation) -> bool:
    """This function will say whether a person speaks for an organisation."""
    return user.memberships.filter(organisation=organisation, is_manager=True).exists()


def managers(organisation: Organisation) -> tuple[User, ...]:
    """This function will give the people who speak for an organisation: one statement."""
    mine = organisation.memberships.filter(is_manager=True, user__is_active=True).select_related("user")
    return tuple(membership.user for membership in mine.order_by("pk"))


def staff(user: User, organisation: Organisation, now: datetime) -> Staff:
    """This function will give who works for the person's organisation and who is invited: two statements."""
    members = tuple(organisation.memberships.select_related("user").order_by("-is_manager", "pk"))
    waiting = organisation.invitations.filter(accepted_at=None).select_related("invited_by").order_by("-pk")
    own_ = next(member for member in members if member.user_id == user.pk)
    return Staff(members, tuple(waiting), own_)


def asking(user: User, organisation: Organisation) -> tuple[Mapping[str, str], ...]:
    """This function will give who asked the person, a manager, to be invited and is not yet: one statement."""
    told = Message.objects.filter(user=user, kind="organisation.asked_in").order_by("-pk")[:MOST_ASKING]
    found = {one.params["email"]: one.params for one in told if one.params["name"] == organisation.name}
    return tuple(found.values())


def get_member(user: User, pk: int) -> Membership:
    """This function will fetch who works for an enterprise of the person's, or raise Membership.DoesNotExist."""
    mine = access.organisations(user, Organisation.Kind.ENTERPRISE)
    return Membership.objects.select_related("user", "organisation").get(pk=pk, organisation__in=mine)


def get_invitation(user: User, pk: int) -> Invitation:
    """This function will fetch an open invitation of the person's enterprise, or raise Invitation.DoesNotExist."""
    mine = access.organisations(user, Organisation.Kind.ENTERPRISE)
    return Invitation.objects.get(pk=pk, organisation__in=mine, accepted_at=None)


def history(organisation: Organisation) -> QuerySet[Event]:
    """This function will give what was done about an organisation, the newest first."""
    subject = f"organisation:{organisation.pk}"
    return Event.objects.filter(subject=subject).select_related("actor").order_by("-position")[:MOST_EVENTS]
