"""Files that belong to applications, shown to whoever may read them; pictures sent in for formatted texts."""

from urllib.parse import quote

from django.contrib.auth.decorators import login_required
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET, require_POST

from shifan.actions import picture
from shifan.actions.attachment import MEGABYTE
from shifan.actions.file import storage_name
from shifan.core.finding import Finding, Refused
from shifan.models import File
from shifan.queries import access, proof
from shifan.queries import application as applications
from shifan.web.request import Request

# Shown in the page; everything else is only ever saved to disk.
SHOWN = frozenset({"image/png", "image/jpeg", "application/pdf"})
# Whatever a file holds, nothing of it runs here. A browser's own PDF viewer does not open in a sandbox.
POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self'"
PDF_POLICY = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; img-src 'self'"
LARGEST = picture.LARGEST * MEGABYTE  # looked at before anything is read into memory


@login_required
@require_POST
def add_picture(request: Request, pk: int) -> HttpResponse:
    """This function will take in a picture for a formatted text: {"digest", "name"}, or {"error"}."""
    application = applications.of(request.user, pk)
    sent, place = request.FILES.get("file"), request.GET.get("path", "")
    if sent is None or not sent.name or sent.size is None or sent.file is None:
        return JsonResponse({"error": gettext("没有收到文件，请重新选择。")}, status=400)
    if sent.size > LARGEST:
        return JsonResponse({"error": gettext("文件过大，未上传。")}, status=413)
    try:
        added = picture.add(
            by=request.user, application=application, path=place, name=sent.name, content=sent.file, now=timezone.now()
        )
    except Refused as refusal:
        return JsonResponse({"error": _worded(refusal.findings)}, status=400)
    return JsonResponse({"digest": added.file_id, "name": added.name})


@login_required
@require_GET
def show(request: Request, pk: int, digest: str) -> HttpResponseBase:
    """This function will hand out a file of an application to a person who may read it."""
    if not access.can_read_files_of(request.user, pk):
        raise Http404
    found = applications.file_of(pk, digest)
    proof.refuse_unsafe(request.user, found.file, found.name, found.added_by_id)
    return handed_out(found.file, found.name)


def handed_out(file: File, name: str) -> HttpResponseBase:
    """This function will send a file under a name, so that nothing in it can run here; raises Http404 if it is gone."""
    place = storage_name(file.digest)
    if not default_storage.exists(place):
        raise Http404
    answer = FileResponse(default_storage.open(place), content_type=file.media_type)
    kind = "inline" if file.media_type in SHOWN else "attachment"
    answer["Content-Disposition"] = f"{kind}; filename*=UTF-8''{quote(name)}"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = PDF_POLICY if file.media_type == "application/pdf" else POLICY
    answer["Cache-Control"] = "private, max-age=3600"
    return answer


def _worded(findings: tuple[Finding, ...]) -> str:
    return " ".join(finding.text(get_language() or "zh-hans") for finding in findings)


URLS = [
    path("apply/<int:pk>/pictures/", add_picture, name="applicant_picture"),
    path("files/<int:pk>/<slug:digest>/", show, name="file"),
]
