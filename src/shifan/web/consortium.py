"""Applying together: the lead lists members, members confirm on their own desk and read along."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shifan.actions import consortium as actions
from shifan.core import consortium as core
from shifan.core.finding import Finding, Refused
from shifan.models import Application, ConsortiumMember
from shifan.queries import application as applications
from shifan.queries import consortium as consortia
from shifan.queries import organisation as organisations
from shifan.web import boxes
from shifan.web.organisation import frame
from shifan.web.request import Request
from shifan.web.templatetags.shifan import named


@login_required
@require_http_methods(["GET", "POST"])
def members(request: Request, pk: int) -> HttpResponse:
    """This function will list the members of a consortium for its lead, and change the list."""
    application = applications.of(request.user, pk)
    pack = applications.plan_of(application).pack
    if not pack.consortium.is_possible:
        raise Http404
    findings: tuple[Finding, ...] = ()
    typed: dict[str, str] = {}
    if request.method == "POST":
        typed = boxes.typed(request, core.FIELDS)
        try:
            _change(request, application, typed)
        except Refused as refusal:
            findings = refusal.findings
        else:
            return redirect("consortium", pk)
    edited = _edited(request, application)
    if edited and not typed:
        typed = {"uscc": edited.uscc, "name": edited.name, "duties": edited.duties}
    listed = consortia.members(application)
    context = {
        "desk": "applicant",
        "application": application,
        "round_slug": application.round.slug,
        "round_label": named(application.round),
        "stage_label": pack.stage(application.stage).label.say(get_language() or "zh-hans"),
        "ask": gettext("列出联合体成员，请各成员单位确认"),
        "rule": pack.consortium,
        "members": listed,
        "edited": edited,
        "boxes": boxes.draw(core.FIELDS, typed, findings),
        "others": [finding for finding in findings if not finding.path],
        "wrong": len(findings),
        "is_writable": application.state in applications.WRITABLE,
    }
    return render(request, "consortium/members.html", context, status=422 if findings else 200)


@login_required
@require_GET
def listed(request: Request) -> HttpResponse:
    """This function will list the consortia that the person's organisation is a member of."""
    mine = organisations.own(request.user)
    context = frame(request, mine, "consortia") | {"places": consortia.of(request.user)}
    return render(request, "consortium/listed.html", context)


@login_required
@require_GET
def read(request: Request, pk: int) -> HttpResponse:
    """This function will show an application to a member that has confirmed, to read and no more."""
    mine = organisations.own(request.user)
    page = consortia.page(request.user, pk, timezone.now(), get_language() or "zh-hans")
    context = frame(request, mine, "consortia") | {"page": page, "round_slug": page.application.round.slug}
    return render(request, "consortium/read.html", context)


@login_required
@require_POST
def answer(request: Request, pk: int) -> HttpResponse:
    """This function will confirm or decline for the person's organisation."""
    place = consortia.own(request.user, pk)
    if request.POST.get("verb") == "confirm":
        actions.confirm(by=request.user, member=place, now=timezone.now())
        messages.success(request, gettext("已确认参加联合体，可以查阅申报。"))
    else:
        actions.decline(by=request.user, member=place, now=timezone.now())
        messages.success(request, gettext("已答复不参加，并告知牵头单位。"))
    return redirect("consortia")


def _change(request: Request, application: Application, typed: dict[str, str]) -> None:
    now, verb = timezone.now(), request.POST.get("verb", "add")
    if verb == "add":
        actions.add(by=request.user, application=application, typed=typed, now=now)
        return
    found = _edited(request, application)
    if found is None:
        raise Http404
    if verb == "change":
        actions.change(by=request.user, member=found, typed=typed, now=now)
    elif verb == "remove":
        actions.remove(by=request.user, member=found, now=now)
    elif verb in ("up", "down"):
        actions.move(by=request.user, member=found, step=-1 if verb == "up" else 1, now=now)


def _edited(request: Request, application: Application) -> ConsortiumMember | None:
    """Find the member that a request names, None where it names none."""
    given = request.POST.get("member") or request.GET.get("member") or ""
    return consortia.get(application, int(given)) if given.isdecimal() and len(given) < 19 else None


URLS = [
    path("apply/<int:pk>/consortium/", members, name="consortium"),
    path("organisation/consortia/", listed, name="consortia"),
    path("organisation/consortia/<int:pk>/", read, name="consortium_read"),
    path("organisation/consortia/<int:pk>/answer/", answer, name="consortium_answer"),
]
