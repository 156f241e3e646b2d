"""The certificates of an organisation, with their files and their ends."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shifan.actions import certificate as actions
from shifan.actions import scan
from shifan.core import certificate as core
from shifan.core.finding import Finding, Refused
from shifan.queries import certificate as certificates
from shifan.queries import organisation as organisations
from shifan.queries import proof
from shifan.web import boxes
from shifan.web.files import LARGEST, handed_out
from shifan.web.organisation import frame
from shifan.web.request import Request


@login_required
@require_http_methods(["GET", "POST"])
def listed(request: Request) -> HttpResponse:
    """This function will list the certificates of an organisation, and enter one more."""
    mine = organisations.own(request.user)
    findings: tuple[Finding, ...] = ()
    typed: dict[str, str] = {}
    if request.method == "POST":
        typed = boxes.typed(request, core.FIELDS)
        sent = request.FILES.get("file")
        is_sent = sent is not None and sent.size is not None and sent.size <= LARGEST
        name, data = (str(sent.name), sent.read()) if sent is not None and is_sent else ("", None)
        try:
            actions.add(by=request.user, organisation=mine, typed=typed, name=name, data=data, now=timezone.now())
        except Refused as refusal:
            findings = refusal.findings
        else:
            messages.success(request, gettext("已登记证书。"))
            return redirect("certificates")
    fields = {one.id for one in core.FIELDS}
    cards = certificates.cards(mine, timezone.localdate())
    context = frame(request, mine, "certificates") | {
        "cards": cards,
        "is_scanning": any(card.is_scanning for card in cards),
        "boxes": boxes.draw(core.FIELDS, typed, findings),
        "of_file": [finding for finding in findings if finding.path not in fields],
        "wrong": len(findings),
        "size": actions.LARGEST,
    }
    return render(request, "organisation/certificates.html", context, status=422 if findings else 200)


@login_required
@require_POST
def remove(request: Request, pk: int) -> HttpResponse:
    """This function will take a certificate out of the profile."""
    found = certificates.get(request.user, pk)
    actions.remove(by=request.user, certificate=found, now=timezone.now())
    messages.success(request, gettext("已删除证书“%(name)s”。") % {"name": found.name})
    return redirect("certificates")


@login_required
@require_GET
def show(request: Request, pk: int) -> HttpResponseBase:
    """This function will hand out the file of a certificate to its own people and to the authority that verifies."""
    found = certificates.readable(request.user, pk)
    if found.file is None:
        raise Http404
    proof.refuse_unsafe(request.user, found.file, found.file_name, found.added_by_id)
    return handed_out(found.file, found.file_name)


@login_required
@require_POST
def rescan(request: Request, pk: int) -> HttpResponse:
    """This function will have the file of a certificate scanned again whose scan failed."""
    found = certificates.get(request.user, pk)
    scan.ask_for_certificate(by=request.user, certificate=found, now=timezone.now())
    return redirect("certificates")


URLS = [
    path("organisation/certificates/", listed, name="certificates"),
    path("organisation/certificates/<int:pk>/remove/", remove, name="certificate_remove"),
    path("organisation/certificates/<int:pk>/scan/", rescan, name="certificate_scan"),
    path("organisation/certificates/<int:pk>/file/", show, name="certificate_file"),
]
