"""What the worker does; each job calls one action and never loses why it failed."""

from datetime import datetime, timedelta

from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from shifan.actions import document, file, message, package, scan, upload

EVERY = timedelta(hours=1)


@task
def make_document(document_id: int) -> str:
    """This function will make an issued document; a failure is kept with the document, where a person can try again."""
    try:
        return package.make(document_id=document_id, now=timezone.now(), clock=timezone.now).state
    except Exception as problem:
        # Whatever a renderer may raise: the people who wait must see it, and the worker's own log keeps the trace.
        document.fail(document_id=document_id, problem=f"{type(problem).__name__}: {problem}", now=timezone.now())
        raise


@task
def send_mail() -> int:
    """This function will send the mails that wait; one that fails is kept with its message and tried again."""
    return message.send_mail(now=timezone.now())


@task
def scan_file(digest: str) -> str:
    """This function will have the virus scanner look at a file; a scan that fails is kept with it and tried again."""
    return scan.look(digest=digest, now=timezone.now()).scan


@task
def hourly() -> int:
    """This function will do what is due by the clock; the next hour is planned first, so that no failure ends it."""
    start_clock(first=timezone.now() + EVERY)
    told = message.remind(now=timezone.now())
    message.send_mail(now=timezone.now())
    upload.sweep(now=timezone.now())
    file.sweep(now=timezone.now())
    scan.ask_again(now=timezone.now())
    return told


def start_clock(first: datetime | None = None) -> None:
    """This function will plan the hourly job unless it is planned already; whoever starts a worker calls it."""
    planned = DBTaskResult.objects.filter(task_path=hourly.module_path, status=TaskResultStatus.READY)
    if not planned.exists():
        hourly.using(run_after=first).enqueue()
