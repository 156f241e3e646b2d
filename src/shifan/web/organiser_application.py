"""One application at the organiser's desk: the submission beside the check sheet, and what follows from it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET, require_POST

from shifan import facts
from shifan.actions import check, review
from shifan.core.finding import Finding, Refused
from shifan.packs.holidays import work_calendar
from shifan.queries import access, admission, document
from shifan.queries import check as sheets
from shifan.queries import submission as submissions
from shifan.web import personal_data
from shifan.web.organiser_frame import frame
from shifan.web.recommender import moved
from shifan.web.recommender_application import ask_for_changes
from shifan.web.request import Request


@login_required
@require_GET
def application(request: Request, slug: str, pk: int) -> HttpResponse:
    """This function will show a submission beside the organiser's check sheet, with all that was said about it."""
    found = access.get_organised_application(request.user, slug, pk)
    reader = personal_data.reader(request, found.pk)
    page = admission.page(found, timezone.now(), work_calendar(), get_language() or "zh-hans", reader)
    context = {
        "page": page,
        "papers": document.of_application(found, with_reviews=True),
        "may_tick": "send_back" in page.may,
        "ask": gettext("核对材料，填写审查结论，再作出处理") if page.may else gettext("查阅"),
        "closes_at": page.date.closes_at,
        "check_url": "organiser_check",
        "place": slug,
    }
    return render(request, "organiser/application.html", frame(found.round) | context)


@login_required
@require_POST
def mark(request: Request, slug: str, pk: int, check_id: str) -> HttpResponse:
    """This function will save one verdict and give its line anew; what is refused stays typed, with the reason why."""
    found = access.get_organised_application(request.user, slug, pk)
    stage = found.stage
    typed = {"verdict": request.POST.get("verdict", ""), "reason": request.POST.get("reason", "")}
    findings: tuple[Finding, ...] = ()
    try:
        check.mark(by=request.user, application=found, stage=stage, check_id=check_id, **typed, now=timezone.now())
    except Refused as refusal:
        if not request.htmx:
            raise
        findings = refusal.findings
    if not request.htmx:
        return moved(request, reverse("organiser_application", args=[slug, pk]))
    submission = submissions.latest(found)
    sheet = sheets.sheet_of(facts.plan_of(found.round), submission, stage, submissions.previous(submission))
    context = {
        "line": next((one for one in sheet.lines if one.check.id == check_id), None),
        "sheet": sheet,
        "application": found,
        "findings": findings,
        "typed": typed if findings else None,
        "may_mark": True,
        "just_saved": not findings,
        "check_url": "organiser_check",
        "place": slug,
        "round_slug": slug,
    }
    return render(request, "recommender/check_saved.html", context, status=422 if findings else 200)


@login_required
@require_POST
def admit(request: Request, slug: str, pk: int) -> HttpResponse:
    """This function will pass an application on to the experts."""
    found = access.get_organised_application(request.user, slug, pk)
    review.admit(by=request.user, application=found, now=timezone.now())
    messages.success(request, gettext("形式审查通过，已进入下一阶段。"))
    return moved(request, reverse("organiser_application", args=[slug, pk]))


@login_required
@require_POST
def turn_away(request: Request, slug: str, pk: int) -> HttpResponse:
    """This function will end an application at the completeness check."""
    found = access.get_organised_application(request.user, slug, pk)
    review.turn_away(by=request.user, application=found, reason=request.POST.get("reason", ""), now=timezone.now())
    messages.success(request, gettext("已记为形式审查不通过。"))
    return moved(request, reverse("organiser_application", args=[slug, pk]))


@login_required
@require_POST
def send_back(request: Request, slug: str, pk: int) -> HttpResponse:
    """This function will send an application back for changes to what was ticked."""
    found = access.get_organised_application(request.user, slug, pk)
    ask_for_changes(request, found)
    return moved(request, reverse("organiser_application", args=[slug, pk]))


PLACE = "organise/<slug:slug>/applications/<int:pk>/"
URLS = [
    path(PLACE, application, name="organiser_application"),
    path(PLACE + "checks/<str:check_id>/", mark, name="organiser_check"),
    path(PLACE + "admit/", admit, name="organiser_admit"),
    path(PLACE + "turn-away/", turn_away, name="organiser_turn_away"),
    path(PLACE + "send-back/", send_back, name="organiser_send_back"),
]
