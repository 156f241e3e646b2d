"""Reading consortia: the members of an application for its lead, and for members what they take part in."""

from dataclasses import dataclass
from datetime import datetime

from shifan.core import projection, reading
from shifan.core.form import Words
from shifan.core.reading import Reading
from shifan.models import Application, ConsortiumMember, User
from shifan.queries import access
from shifan.queries import application as applications
from shifan.queries.standing import standing


@dataclass(frozen=True, slots=True)
class Page:
    """An application as a member reads it: as it stands, personal data masked."""

    member: ConsortiumMember
    application: Application
    track: Words
    reading: Reading


def members(application: Application) -> tuple[ConsortiumMember, ...]:
    """This function will give the members beside the lead in their order: one statement."""
    return tuple(application.consortium.select_related("organisation").order_by("place", "pk"))


def get(application: Application, pk: int) -> ConsortiumMember:
    """This function will fetch a member of an application, or raise ConsortiumMember.DoesNotExist."""
    member = application.consortium.select_related("organisation").get(pk=pk)
    member.application = application
    return member


def frozen(application: Application) -> list[dict[str, object]]:
    """This function will give the members in the shape that a submission keeps."""
    return [
        {"name": one.name, "uscc": one.uscc, "duties": one.duties, "confirmed": one.confirmed_at is not None}
        for one in members(application)
    ]


def of(user: User) -> tuple[ConsortiumMember, ...]:
    """This function will list the consortia that a person's enterprises are in, the newest first: one statement."""
    return tuple(access.partnerships(user).order_by("-pk"))


def own(user: User, pk: int) -> ConsortiumMember:
    """This function will fetch a place in a consortium of the person's, or raise ConsortiumMember.DoesNotExist."""
    return access.partnerships(user).get(pk=pk)


def page(user: User, pk: int, now: datetime, language: str) -> Page:
    """This function will word an application for a member that has confirmed, or raise Application.DoesNotExist.

    Five statements, whatever the number of answers.
    """
    member = own(user, pk)
    application = access.partner_applications(user).get(pk=member.application_id)
    stands = standing(application, now)
    plan, track, checked = stands.plan, application.track, stands.checked
    files = applications.files(application)
    kept = projection.frozen(plan, track, stands.flat, hidden=checked.hidden, computed=checked.computed, names=files)
    content = {"track": track, **kept}
    read = reading.read(plan, content, "expert", language="zh" if language.startswith("zh") else "en")
    return Page(member, application, plan.pack.track(track).label, read)
