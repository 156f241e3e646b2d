"""Adding to the append-only, hash-chained record; every action ends here."""

from datetime import datetime

from shifan.core import digest
from shifan.models import Application, Chain, Event, Round, User
from shifan.queries.event import content


def record(
    verb: str,
    *,
    actor: User | None,
    now: datetime,
    subject: str,
    round_: Round | None = None,
    application: Application | None = None,
    **data: object,
) -> Event:
    """This function will add one event to the chain, inside the caller's transaction.

    `verb` is file.function of the action, `subject` is `noun:pk`, `data` is JSON. The head of the chain stays
    locked until the transaction ends, so that events have one order and none can be put between two others.
    """
    Chain.objects.get_or_create(pk=1)
    head = Chain.objects.select_for_update().get(pk=1)
    event = Event(
        position=head.length + 1,
        at=now,
        actor=actor,
        verb=verb,
        subject=subject,
        round=round_ or (application.round if application else None),
        application=application,
        data=data,
        previous=head.head,
    )
    event.digest = digest.link(head.head, content(event))
    event.save(force_insert=True)
    Chain.objects.filter(pk=1).update(head=event.digest, length=event.position)
    return event
