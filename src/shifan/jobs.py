"""What the worker does; each job calls one action and never loses why it failed."""

from django.utils import timezone
from django_tasks import task

from shifan.actions import document


@task
def make_document(document_id: int) -> str:
    """This function will make an issued document; a failure is kept with the document, where a person can try again."""
    try:
        return document.make(document_id=document_id, now=timezone.now()).state
    except Exception as problem:
        # Whatever a renderer may raise: the people who wait must see it, and the worker's own log keeps the trace.
        document.fail(document_id=document_id, problem=f"{type(problem).__name__}: {problem}", now=timezone.now())
        raise
