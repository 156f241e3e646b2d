"""Showing personal data to a desk that needs it, which is recorded."""

from datetime import datetime

from django.db import transaction

from shifan.actions import event
from shifan.models import Application, User
from shifan.queries import access


@transaction.atomic
def reveal(*, by: User, application: Application, now: datetime) -> None:
    """This function will record that a person at a desk has the personal data of an application shown.

    Raises Application.DoesNotExist unless it has come to that desk.
    """
    found = access.get_submitted_application(by, application.pk)
    subject = f"application:{found.pk}"
    event.record("personal_data.reveal", actor=by, now=now, subject=subject, application=found)
