"""How a refusal, a missing row and a fault are shown."""

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import get_language

from shifan.core.finding import Refused
from shifan.queries import clause
from shifan.render.worker import RenderError

MOST_SHOWN = 2000


class RefusalMiddleware:
    """Turns `Refused` into a 403 page with its findings and clauses, and a row one may not see into a 404."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> HttpResponse | None:
        """This function will turn away text with NUL characters, which no keyboard makes and no database keeps."""
        sent = (*request.GET.lists(), *request.POST.lists())
        if any("\0" in text for name, values in sent for text in (name, *values)):
            return render(request, "unreadable.html", status=400)
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """This function will answer for the exceptions that are part of the language of actions, and for paper."""
        if isinstance(exception, Refused):
            return refused(request, exception)
        if isinstance(exception, ObjectDoesNotExist):
            return not_found(request, Http404())
        if isinstance(exception, RenderError):
            return not_set(request, exception)
        return None


def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """This function will show what was refused and why, as a page, a fragment or JSON as the caller reads."""
    language = get_language() or "zh-hans"
    if "application/json" in request.headers.get("Accept", ""):
        found = [{**finding.as_json(), "text": finding.text(language)} for finding in refusal.findings]
        return JsonResponse({"findings": found}, status=403)
    template = "fragments/refusal.html" if getattr(request, "htmx", False) else "refused.html"
    slug = _round_slug(request)
    quoted = [(finding, clause.sentences(slug, finding.clause)) for finding in refusal.findings]
    return render(request, template, {"quoted": quoted, "round_slug": slug}, status=403)


def _round_slug(request: HttpRequest) -> str:
    """Name the round whose notice a refusal cites: from the address, or as the view has noted it on the request."""
    match = request.resolver_match
    return getattr(request, "round_slug", "") or (match.kwargs.get("slug", "") if match else "")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """This function will show that a page does not exist, or not for this person."""
    return render(request, "404.html", status=404)


def not_set(request: HttpRequest, problem: RenderError) -> HttpResponse:
    """This function will show that a paper could not be set, why, and a way to try again; no file is given."""
    context = {"again": request.get_full_path(), "problem": str(problem)[:MOST_SHOWN]}
    return render(request, "not_set.html", context, status=503)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """This function will explain a form token that is missing or old: go back, nothing typed is lost."""
    return render(request, "forged.html", status=403)
