"""Documents made by the worker: whether they are ready, fetching them, trying again."""

from urllib.parse import quote

from django.contrib.auth.decorators import login_required
from django.core.files.storage import default_storage
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST

from shifan.actions import document as documents
from shifan.actions.file import storage_name
from shifan.models import IssuedDocument
from shifan.queries import document
from shifan.web.request import Request


@require_GET
def download(request: Request, pk: int) -> HttpResponseBase:
    """This function will hand out a document to whoever may have it; one that is not ready shows its state."""
    issued = document.get(request.user, pk, timezone.now())
    if issued.file is None or not default_storage.exists(storage_name(issued.file.digest)):
        return render(request, "recommender/document.html", {"issued": issued, "label": document.label(issued)})
    name = document.label(issued).label.say(get_language() or "zh-hans")
    reply = FileResponse(default_storage.open(storage_name(issued.file.digest)), content_type=issued.file.media_type)
    kind = "inline" if issued.form == "pdf" else "attachment"
    ending = "pdf" if issued.form == "pdfa" else issued.form
    reply["Content-Disposition"] = f"{kind}; filename*=UTF-8''{quote(name)}.{ending}"
    reply["X-Content-Type-Options"] = "nosniff"
    reply["Cache-Control"] = "private, max-age=3600"
    return reply


@require_GET
def state(request: Request, pk: int) -> HttpResponse:
    """This function will give the state of a document as a fragment that asks again while it is being made."""
    return _fragment(request, document.get(request.user, pk, timezone.now()))


@login_required
@require_POST
def retry(request: Request, pk: int) -> HttpResponse:
    """This function will queue a document again that could not be made."""
    issued = document.get(request.user, pk, timezone.now())
    return _fragment(request, documents.retry(by=request.user, document=issued, now=timezone.now()))


@login_required
@require_POST
def archive(request: Request, pk: int) -> HttpResponse:
    """This function will ask for a PDF as PDF/A-2b too, and give both lines of the list, or the page of the new one."""
    issued, now = document.get(request.user, pk, timezone.now()), timezone.now()
    asked = documents.ask_archive(by=request.user, document=issued, now=now)
    if not request.htmx:
        return redirect("document", asked.pk)
    both = [_fragment(request, document.get(request.user, one, now)) for one in (issued.pk, asked.pk)]
    return HttpResponse(b"".join(one.content for one in both))


def _fragment(request: Request, issued: IssuedDocument) -> HttpResponse:
    return render(request, "fragments/document.html", {"issued": issued, "label": document.label(issued)})


URLS = [
    path("documents/<int:pk>/", download, name="document"),
    path("documents/<int:pk>/state/", state, name="document_state"),
    path("documents/<int:pk>/archive/", archive, name="document_archive"),
    path("documents/<int:pk>/retry/", retry, name="document_retry"),
]
