"""The people at work on an application: who may what, who vouches for it, who is where now."""

from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import path
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import get_language, gettext, gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from shifan.actions import participation as actions
from shifan.core import participation as core
from shifan.core.display import Sheet, shown
from shifan.core.participation import RIGHTS, Rights
from shifan.queries import access
from shifan.queries import application as applications
from shifan.queries import comment as comments
from shifan.queries import participation as people
from shifan.web.request import Request
from shifan.web.templatetags.shifan import named


@login_required
@require_GET
def team(request: Request, pk: int) -> HttpResponse:
    """This function will show who may do what with an application, and who vouches for it."""
    application = applications.of(request.user, pk)
    mine = access.rights(request.user, application)
    last = people.last_certification(application)
    context = {
        "desk": "applicant",
        "application": application,
        "round_label": named(application.round),
        "round_slug": application.round.slug,
        "people": people.people(application),
        "rights": [(right, LABELS[right]) for right in RIGHTS],
        "mine": mine,
        "may_manage": core.may_manage(mine),
        "is_writable": application.state in applications.WRITABLE,
        "certification": last,
        "is_void": last is not None and last.digest != people.fingerprint(application),
        "ask": gettext("确定由谁填写、提交和确认内容属实"),
    }
    return render(request, "applicant/team.html", context)


@login_required
@require_POST
def give(request: Request, pk: int) -> HttpResponse:
    """This function will let somebody take part, or change what they may do."""
    application, person = applications.of(request.user, pk), request.POST.get("person", "")
    wanted = _rights(request)
    actions.give(by=request.user, application=application, person=person, rights=wanted, now=timezone.now())
    messages.success(request, gettext("已保存填报人员的权限。"))
    return redirect("applicant_team", pk)


@login_required
@require_POST
def remove(request: Request, pk: int, user_id: int) -> HttpResponse:
    """This function will end somebody's part in an application."""
    application = applications.of(request.user, pk)
    user = people.participant(application, user_id)
    actions.remove(by=request.user, application=application, user=user, now=timezone.now())
    messages.success(request, gettext("已移除填报人员。"))
    return redirect("applicant_desk") if user == request.user else redirect("applicant_team", pk)


@login_required
@require_POST
def hand_over(request: Request, pk: int) -> HttpResponse:
    """This function will hand an application over to a colleague."""
    application, person = applications.of(request.user, pk), request.POST.get("person", "")
    kept = _rights(request)
    actions.hand_over(by=request.user, application=application, person=person, kept=kept, now=timezone.now())
    messages.success(request, gettext("已移交申报。"))
    return redirect("applicant_team", pk)


@login_required
@require_POST
def certify(request: Request, pk: int) -> HttpResponse:
    """This function will note that the person vouches for the answers as they stand."""
    application = applications.of(request.user, pk)
    actions.certify(by=request.user, application=application, now=timezone.now())
    messages.success(request, gettext("已确认内容属实。此后再有改动，须重新确认。"))
    return redirect("applicant_team", pk)


@login_required
@require_POST
def here(request: Request, pk: int) -> HttpResponse:
    """This function will note where a person is, and say where the others are, what they changed and commented."""
    application, now = applications.of(request.user, pk), timezone.now()
    since = _moment(request.POST.get("since", ""))
    actions.be_here(by=request.user, application=application, section=request.POST.get("section", ""), now=now)
    plan, language = applications.plan_of(application), get_language() or "zh-hans"
    labels = {part.id: part.label.say(language) for part in plan.pack.form(application.track).sections}
    others = [(one.user, labels.get(one.section, "")) for one in people.here(application, request.user, now)]
    found = people.changed_since(application, request.user, since) if since else {}
    changed = [
        {
            "path": place,
            "value": value,
            "version": version,
            "who": who,
            "text": shown(Sheet(plan, application.track, {place: value}, language=language), place),
        }
        for place, (value, version, who) in found.items()
    ]
    html = render_to_string("applicant/here.html", {"others": others})
    talk = comments.open_by_path(application)
    return JsonResponse({"html": html, "changed": changed, "comments": talk, "now": now.isoformat()})


def _rights(request: Request) -> Rights:
    return Rights(**{right: right in request.POST.getlist("rights") for right in RIGHTS})


def _moment(typed: str) -> datetime | None:
    try:
        found = parse_datetime(typed)
    except ValueError:
        return None
    return found if found and timezone.is_aware(found) else None


LABELS = {"write": gettext_lazy("填写"), "submit": gettext_lazy("提交"), "certify": gettext_lazy("确认属实")}
URLS = [
    path("apply/<int:pk>/team/", team, name="applicant_team"),
    path("apply/<int:pk>/team/give/", give, name="applicant_team_give"),
    path("apply/<int:pk>/team/<int:user_id>/remove/", remove, name="applicant_team_remove"),
    path("apply/<int:pk>/team/hand-over/", hand_over, name="applicant_hand_over"),
    path("apply/<int:pk>/team/certify/", certify, name="applicant_certify"),
    path("apply/<int:pk>/here/", here, name="applicant_here"),
]
