"""Packages of an application or of what a body hands in: the ZIP, the disc's image, the print sheet."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from shifan.actions import package as actions
from shifan.core.package import medium
from shifan.queries import access, document, package
from shifan.web.organiser_frame import frame
from shifan.web.request import Request


@login_required
@require_http_methods(["GET", "POST"])
def page(request: Request, kind: str, pk: int) -> HttpResponse:
    """This function will show the packages of a subject and how far they are, and take the wish for another."""
    now = timezone.now()
    packaged = package.get(request.user, kind, pk, now)
    if request.method == "POST":
        actions.ask(by=request.user, packaged=packaged, kind=request.POST.get("kind", ""), now=now)
        return redirect("package", kind, pk)
    made = package.made(packaged)
    size = max((one.file.size for one in made if one.form == "zip" and one.file), default=0)
    seat = package.seat(request.user, packaged)
    context = {
        "desk": seat.role,
        "packaged": packaged,
        "round": packaged.round,
        "seat": seat,
        "documents": [(one, document.label(one)) for one in made],
        "asked": {actions.kind_of(one) for one in made},
        "medium": medium(size) if size else None,
        "tracks": package.tracks(packaged),
        "kind": kind,
        "pk": pk,
    }
    return render(request, "packages.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def handed_in(request: Request, slug: str) -> HttpResponse:
    """This function will list what the bodies of a round hand in, and take the wish for all of it at once."""
    round_ = access.get_round(request.user, slug)
    if request.method == "POST":
        kind, now = request.POST.get("kind", ""), timezone.now()
        count = actions.ask_all(by=request.user, round_=round_, kind=kind, now=now)
        messages.success(request, gettext("已开始生成 %(count)s 个推荐单位的材料。") % {"count": count})
        return redirect("organiser_packages", slug)
    rows = package.of_round(round_)
    context = {"rows": rows, "is_queued": package.is_queued(rows), "lacking": package.lacking(rows)}
    return render(request, "organiser/packages.html", frame(round_) | context)


URLS = [
    path("packages/<slug:kind>/<int:pk>/", page, name="package"),
    path("organise/<slug:slug>/packages/", handed_in, name="organiser_packages"),
]
