"""The page of an application's proofs, and what its scripts ask for: scans, uploads on their way, moving a file."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from shifan.actions import attachment, scan
from shifan.core import catalogue
from shifan.core.form import AttachmentField, Words
from shifan.core.plan import Plan
from shifan.core.values import NONE
from shifan.queries import application as applications
from shifan.queries import comment as comments
from shifan.queries import proof, upload
from shifan.queries.standing import standing
from shifan.web import applicant_fields as fields
from shifan.web import applicant_words
from shifan.web.applicant_form import drawn
from shifan.web.applicant_frame import frame, progress_of
from shifan.web.request import Request


@dataclass(frozen=True, slots=True)
class Place:
    """A field for proofs: what is drawn, what it proves, and how it stands: given, none, wanted or free."""

    node: fields.Node
    section: Words
    proves: tuple[Words, ...]
    state: str


@login_required
@require_GET
def page(request: Request, pk: int) -> HttpResponse:
    """This function will show every field for proofs with its files, and the catalogue as it will be printed."""
    application = applications.of(request.user, pk)
    now = timezone.now()
    stands = standing(application, now)
    if not stands.is_writable:
        return redirect("applicant_overview", pk)
    form, places = drawn(stands, now), []
    for part in stands.plan.pack.form(application.track).sections:
        for node in fields.walk(fields.draw(form, part)):
            if isinstance(node.field, AttachmentField) and not node.hidden:
                proves = _proved(stands.plan, application.track, node.field)
                places.append(Place(node, part.label, proves, _state(node)))
    files = catalogue.listed(stands.plan.pack.form(application.track), stands.flat, stands.checked.hidden)
    also = catalogue.elsewhere(files)
    context = frame(application, stands) | {
        "places": places,
        "wanted": sum(place.state == "wanted" for place in places),
        "files": files,
        "lines": [(file, also[file.path, file.digest]) for file in files],
        "pages": sum(one.pages for one in files),
        "size": sum({one.digest: one.size for one in files}.values()),
        "sections": progress_of(stands),
        "words": applicant_words.form_words(),
        "closed": stands.window.closed(now),
        "open_comments": comments.open_by_path(application),
        "ask": gettext("上传佐证材料，排好顺序，写明名称"),
    }
    return render(request, "applicant/proofs.html", context)


@login_required
@require_GET
def state(request: Request, pk: int) -> HttpResponse:
    """This function will tell a page's script what was scanned, what is on its way, and where files may be put."""
    application = applications.of(request.user, pk)
    value, version = applications.answer_at(application, request.GET.get("path", "")[:200])
    begun = upload.unfinished(request.user, pk)
    return JsonResponse(
        {
            "value": value,
            "version": version,
            "scans": {digest: {"state": state, "note": note} for digest, (state, note) in proof.scans(pk).items()},
            "uploads": [
                {"path": one.path, "name": one.name, "size": one.size, "received": one.received, "key": str(one.key)}
                for one in begun
            ],
        }
    )


@login_required
@require_POST
def rescan(request: Request, pk: int, digest: str) -> HttpResponse:
    """This function will have a file scanned again whose scan failed, for a person who may write."""
    application = applications.of(request.user, pk)
    held = applications.file_of(application.pk, digest)
    scan.ask_for_proof(by=request.user, attachment=held, now=timezone.now())
    return HttpResponse(status=204)


@login_required
@require_POST
def move(request: Request, pk: int) -> HttpResponse:
    """This function will move a file from one field to another: form fields digest_at (`digest|path`), to."""
    application = applications.of(request.user, pk)
    digest, _, place = request.POST.get("digest_at", "")[:300].partition("|")
    to = request.POST.get("to", "")[:200]
    attachment.move(by=request.user, application=application, path=place, digest=digest, to=to, now=timezone.now())
    return redirect("applicant_proofs", pk)


def _proved(plan: Plan, track: str, field: AttachmentField) -> tuple[Words, ...]:
    return tuple(plan.label(track, place, {}) for place in field.proves)


def _state(node: fields.Node) -> str:
    if node.value == NONE:
        return "none"
    if catalogue.entries(node.value):
        return "given"
    missing = {"field.required", "field.proof", "field.files"}
    is_wanted = any(finding.rule in missing for finding in node.findings)
    return "wanted" if is_wanted else "free"


URLS = [
    path("apply/<int:pk>/proofs/", page, name="applicant_proofs"),
    path("apply/<int:pk>/proofs/state/", state, name="applicant_proof_state"),
    path("apply/<int:pk>/proofs/move/", move, name="applicant_proof_move"),
    path("apply/<int:pk>/proofs/<slug:digest>/scan/", rescan, name="applicant_proof_scan"),
]
