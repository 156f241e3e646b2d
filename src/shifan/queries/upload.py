"""Uploads on their way: each is seen by the person who began it, and by nobody else."""

from datetime import datetime, timedelta
from uuid import UUID

from shifan.models import Upload, User
from shifan.queries import application as applications


def of(user: User, application_id: int, key: UUID) -> Upload:
    """This function will fetch an upload that a person began, or raise DoesNotExist."""
    application = applications.of(user, application_id)
    upload = Upload.objects.get(pk=key, application=application, begun_by=user)
    upload.application = application
    return upload


def unfinished(user: User, application_id: int) -> list[Upload]:
    """This function will list what a person began to send to an application and has not finished."""
    mine = Upload.objects.filter(application=application_id, begun_by=user, attachment=None)
    return list(mine.order_by("begun_at"))


def count(before: datetime) -> tuple[int, int]:
    """This function will count the unfinished uploads, and those begun before a moment that should be gone."""
    waiting = Upload.objects.filter(attachment=None)
    return waiting.count(), waiting.filter(begun_at__lt=before - timedelta(days=1, hours=2)).count()
