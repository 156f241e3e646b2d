"""Packages of an application or of a sent list: the ZIP, the disc's image, the print sheet."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from shifan.actions import package as actions
from shifan.core.package import medium
from shifan.queries import document, package
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
    context = {
        "packaged": packaged,
        "round": packaged.round,
        "documents": [(one, document.label(one)) for one in made],
        "asked": {actions.kind_of(one) for one in made},
        "medium": medium(size) if size else None,
        "is_list": kind == "ranked_list",
        "kind": kind,
        "pk": pk,
    }
    return render(request, "packages.html", context)


URLS = [path("packages/<slug:kind>/<int:pk>/", page, name="package")]
