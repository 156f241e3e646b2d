"""The drawer beside the form: what colleagues say about a field, and what stood there before."""

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shifan.actions import comment as actions
from shifan.actions import history as past
from shifan.actions import row as rows
from shifan.core.finding import Finding, Refused
from shifan.models import Application
from shifan.queries import access, history
from shifan.queries import application as applications
from shifan.queries import comment as queries
from shifan.web.request import Request
from shifan.web.templatetags.shifan import named

LAST = 10_000  # a place behind every row


@login_required
@require_http_methods(["GET", "POST"])
def comments(request: Request, pk: int) -> HttpResponse:
    """This function will show what was said about a place, and take comment, reply, resolve and reopen."""
    application = applications.of(request.user, pk)
    place = _place(request, application)
    findings: tuple[Finding, ...] = ()
    status = 200
    if request.method == "POST":
        try:
            _carry_out(request, application, place)
        except Refused as refusal:
            findings, status = refusal.findings, 422
        else:
            if not request.htmx:
                return redirect(_address("comments", pk, place))
    context = _frame(application, place) | {
        "threads": queries.threads(application, place),
        "findings": findings,
        "typed": request.POST.get("text", "") if findings else "",
        "longest": actions.LONGEST,
    }
    template = "applicant/comments_body.html" if request.htmx else "applicant/comments.html"
    return render(request, template, context, status=status)


def _carry_out(request: Request, application: Application, place: str) -> None:
    verb, by, now = request.POST.get("verb", "say"), request.user, timezone.now()
    thread = _number(request.POST.get("thread", ""))
    if verb == "resolve":
        actions.resolve(by=by, application=application, pk=thread, now=now)
    elif verb == "reopen":
        actions.reopen(by=by, application=application, pk=thread, now=now)
    else:
        text = request.POST.get("text", "")
        actions.say(by=by, application=application, path=place, text=text, parent=thread or None, now=now)


@login_required
@require_GET
def versions(request: Request, pk: int) -> HttpResponse:
    """This function will show what stood at a field before, with what differs marked, and its removed rows."""
    application = applications.of(request.user, pk)
    place = _place(request, application)
    found = history.past(application, place, get_language() or "zh-hans")
    context = _frame(application, place) | {
        "past": found,
        "may_restore": application.state in applications.WRITABLE
        and access.rights(request.user, application).write
        and _is_field(application, place),
    }
    template = "applicant/history_body.html" if request.htmx else "applicant/history.html"
    return render(request, template, context)


@login_required
@require_POST
def restore(request: Request, pk: int) -> HttpResponse:
    """This function will put an earlier value or a removed row back and return to the field."""
    application = applications.of(request.user, pk)
    place, by, now = _place(request, application), request.user, timezone.now()
    if key := request.POST.get("key", ""):
        rows.restore(by=by, application=application, path=place, key=key, place=LAST, now=now)
        messages.success(request, gettext("已恢复这一行，排在最后。"))
    else:
        version = _number(request.POST.get("version", ""))
        past.restore(by=by, application=application, path=place, version=version, now=now)
        messages.success(request, gettext("已恢复所选内容；被替换的内容仍在修改记录中，可以再换回来。"))
    return redirect(f"{reverse('applicant_section', args=[pk, place.split('.')[0]])}#f-{request.POST.get('at', place)}")


def _place(request: Request, application: Application) -> str:
    given = request.POST if request.method == "POST" else request.GET
    place = given.get("path", "")
    if len(place) > 200 or not queries.is_place(application, place):
        raise Http404
    return place


def _is_field(application: Application, place: str) -> bool:
    return applications.plan_of(application).field(application.track, place) is not None


def _frame(application: Application, place: str) -> dict[str, object]:
    section = place.split(".")[0]
    page = reverse("applicant_section", args=[application.pk, section])
    return {
        "desk": "applicant",
        "application": application,
        "place": place,
        "label": queries.place(application, place),
        "back": f"{page}#f-{place}" if "." in place else page,
        "comments_url": _address("comments", application.pk, place),
        "history_url": _address("history", application.pk, place) if "." in place else "",
        "round_slug": application.round.slug,
        "round_label": named(application.round),
    }


def _address(name: str, pk: int, place: str) -> str:
    return f"{reverse(name, args=[pk])}?{urlencode({'path': place})}"


def _number(typed: str) -> int:
    return int(typed) if typed.isdecimal() and len(typed) < 10 else 0


URLS = [
    path("apply/<int:pk>/comments/", comments, name="comments"),
    path("apply/<int:pk>/history/", versions, name="history"),
    path("apply/<int:pk>/history/restore/", restore, name="history_restore"),
]
