"""The record of what was done: proving that nothing was changed in it, and reading it round by round."""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import Q, QuerySet

from shifan.core import digest
from shifan.models import Chain, Event, Round

CHUNK = 2000


@dataclass(frozen=True, slots=True)
class Verified:
    """What recomputing the chain found: events looked at, and the first position that does not fit, if any."""

    events: int
    head: str
    broken_at: int | None = None
    problem: str = ""


def content(event: Event) -> dict[str, object]:
    """This function will give what the digest of an event is made of: everything but the digest itself."""
    return {
        "position": event.position,
        "at": event.at.astimezone(UTC).isoformat(),
        "actor": event.actor_id,
        "verb": event.verb,
        "subject": event.subject,
        "round": event.round_id,
        "application": event.application_id,
        "data": event.data,
    }


def verify() -> Verified:
    """This function will recompute the chain of events from the first and name the first position that is broken.

    Broken is: an event changed, one missing or put in between, or a head that is not the last event's.
    """
    previous, position = "", 0
    for event in Event.objects.order_by("position").iterator(chunk_size=CHUNK):
        if event.position != position + 1:
            return Verified(position, previous, position + 1, "missing")
        if event.previous != previous or event.digest != digest.link(previous, content(event)):
            return Verified(position, previous, event.position, "changed")
        previous, position = event.digest, event.position
    head = Chain.objects.filter(pk=1).first()
    if (head.head if head else "", head.length if head else 0) != (previous, position):
        return Verified(position, previous, position + 1, "missing")
    return Verified(position, previous)


def of_round(round_: Round, *, verb: str = "", text: str = "", since: datetime | None = None) -> QuerySet[Event]:
    """This function will give the events of a round, newest first, narrowed by noun or verb, words and day."""
    events = Event.objects.filter(round=round_).select_related("actor", "application__organisation")
    if verb:
        events = events.filter(Q(verb=verb) | Q(verb__startswith=f"{verb}."))
    if text:
        events = events.filter(
            Q(actor__name__icontains=text)
            | Q(application__number__icontains=text)
            | Q(application__organisation__name__icontains=text)
        )
    if since is not None:
        events = events.filter(at__gte=since)
    return events.order_by("-position")


def verbs_of(round_: Round) -> tuple[str, ...]:
    """This function will name the verbs that occur in a round."""
    return tuple(Event.objects.filter(round=round_).order_by("verb").values_list("verb", flat=True).distinct())
