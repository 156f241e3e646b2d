"""Having files scanned, once each, by the job worker."""

from datetime import datetime, timedelta
from functools import partial

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.module_loading import import_string

from shifan.actions import event, message
from shifan.actions.file import storage_name
from shifan.models import Attachment, Certificate, File, User
from shifan.queries import access, scanner
from shifan.queries import message as messages

JOB = "shifan.jobs.scan_file"
LATE = timedelta(minutes=30)  # waiting for longer than this, its job was lost


def ask(*, file: File) -> bool:
    """This function will queue a file for the scanner, unless there is none or it has looked at these bytes before.

    It is part of what brings a file in, whose event covers it. Says whether it was queued.
    """
    unseen = File.objects.filter(pk=file.pk, scan__in=(File.Scan.NOT_SCANNED, File.Scan.FAILED))
    if not scanner.is_configured() or not unseen.update(scan=File.Scan.WAITING, scan_note=""):
        return False
    file.scan = File.Scan.WAITING
    transaction.on_commit(partial(import_string(JOB).enqueue, file.pk))
    return True


@transaction.atomic
def ask_for_proof(*, by: User, attachment: Attachment, now: datetime) -> None:
    """This function will have a proof scanned again whose scan failed. Raises Refused unless the person may write."""
    application = access.own_applications(by).get(pk=attachment.application_id)
    access.require(by, application, "write")
    if ask(file=attachment.file):
        subject = f"application:{application.pk}"
        event.record("scan.ask", actor=by, now=now, subject=subject, application=application, digest=attachment.file_id)


@transaction.atomic
def ask_for_certificate(*, by: User, certificate: Certificate, now: datetime) -> None:
    """This function will have a certificate scanned again whose scan failed; raises DoesNotExist for other people."""
    mine = access.get_own_organisation(by, certificate.organisation_id)
    if certificate.file and ask(file=certificate.file):
        subject = f"organisation:{mine.pk}"
        event.record("scan.ask", actor=by, now=now, subject=subject, digest=certificate.file_id)


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
    """Write down what was found, and tell the people at work on each application that has the file."""
    held = Attachment.objects.filter(file=file).select_related("application__round__organiser", "added_by")
    first = {one.application_id: one for one in held.defer(f"application__{access.PACK}").order_by("-pk")}
    people = messages.at_work_on([one.application for one in first.values()]) if first else {}
    notes = [
        messages.to_applicant(
            "file.infected",
            one.application,
            {*people[one.application_id], one.added_by},
            f"scan:{file.pk}",
            name=one.name,
            found=file.scan_note,
        )
        for one in first.values()
    ]
    message.tell(notes, now=now)
    application = min(first.values(), key=lambda one: one.pk).application if first else None
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
