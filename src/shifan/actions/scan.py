"""Having files scanned, once each, by the job worker."""

from datetime import datetime, timedelta
from functools import partial

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.module_loading import import_string

from shifan.actions import event
from shifan.actions.file import storage_name
from shifan.models import Attachment, File
from shifan.queries import scanner

JOB = "shifan.jobs.scan_file"
LATE = timedelta(minutes=30)  # waiting for longer than this, its job was lost


def ask(*, file: File) -> None:
    """This function will queue a file for the scanner, unless there is none or it has looked at these bytes before."""
    if not scanner.is_configured():
        return
    unseen = (File.Scan.NOT_SCANNED, File.Scan.FAILED)
    if File.objects.filter(pk=file.pk, scan__in=unseen).update(scan=File.Scan.WAITING, scan_note=""):
        file.scan = File.Scan.WAITING
        transaction.on_commit(partial(import_string(JOB).enqueue, file.pk))


def look(*, digest: str, now: datetime) -> File:
    """This function will have the scanner look at a file that waits; what it says is kept with the file."""
    file = File.objects.get(pk=digest)
    if file.scan != File.Scan.WAITING:
        return file
    with default_storage.open(storage_name(digest)) as content:
        file.scan, file.scan_note = scanner.verdict(content)
    file.scanned_at = now
    with transaction.atomic():
        file.save(update_fields=["scan", "scan_note", "scanned_at"])
        if file.scan == File.Scan.INFECTED:
            _record(file, now)
    return file


def _record(file: File, now: datetime) -> None:
    held = Attachment.objects.filter(file=file).select_related("application__round").order_by("pk").first()
    application = held.application if held else None
    event.record(
        "scan.look", actor=None, now=now, subject=f"file:{file.pk}", application=application, found=file.scan_note
    )


def ask_again(*, now: datetime) -> int:
    """This function will queue the files whose scan failed, and those whose job was lost."""
    if not scanner.is_configured():
        return 0
    failed = File.objects.filter(scan=File.Scan.FAILED)
    lost = File.objects.filter(scan=File.Scan.WAITING, stored_at__lt=now - LATE)
    digests = [*failed.values_list("pk", flat=True), *lost.values_list("pk", flat=True)]
    File.objects.filter(pk__in=digests).update(scan=File.Scan.WAITING)
    for digest in digests:
        import_string(JOB).enqueue(digest)
    return len(digests)
