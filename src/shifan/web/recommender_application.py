"""One application at a recommending desk: the submission beside the check sheet, and the deeds below."""

from datetime import datetime, time

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET, require_POST

from shifan.actions import check, recommendation
from shifan.core.calendar import SHANGHAI, end_of_day
from shifan.core.finding import Finding, Refused
from shifan.core.recommendation import stage_of
from shifan.facts import plan_of
from shifan.models import Application, Body
from shifan.packs.holidays import work_calendar
from shifan.queries import check as sheets
from shifan.queries import document, recommender
from shifan.queries import submission as submissions
from shifan.web import personal_data
from shifan.web.recommender import moved
from shifan.web.request import Request
from shifan.web.templatetags.shifan import named


@login_required
@require_GET
def application(request: Request, body_id: int, pk: int) -> HttpResponse:
    """This function will show a submission beside its check sheet."""
    body, found = _found(request, body_id, pk)
    language = get_language() or "zh-hans"
    reader = personal_data.reader(request, found.pk)
    page = recommender.application_page(body, found, timezone.now(), work_calendar(), language, reader)
    context = {
        "desk": "recommender",
        "page": page,
        "papers": document.of_application(found),
        "round_slug": body.round.slug,
        "round_label": named(body.round),
        "stage_label": page.stage.label,
        "closes_at": page.date.closes_at,
        "ask": gettext("核对材料，填写审查意见，再作出处理") if page.may else gettext("查阅"),
        "may_tick": "send_back" in page.may,
    }
    return render(request, "recommender/application.html", context)


@login_required
@require_POST
def mark(request: Request, body_id: int, pk: int, check_id: str) -> HttpResponse:
    """This function will save one verdict and give its line anew; what is refused stays typed, with the reason why."""
    body, found = _found(request, body_id, pk)
    plan = plan_of(body.round)
    at = stage_of(plan.pack, body.kind)
    typed = {"verdict": request.POST.get("verdict", ""), "reason": request.POST.get("reason", "")}
    findings: tuple[Finding, ...] = ()
    try:
        check.mark(by=request.user, application=found, stage=at.id, check_id=check_id, **typed, now=timezone.now())
    except Refused as refusal:
        if not request.htmx:
            raise
        findings = refusal.findings
    if not request.htmx:
        return moved(request, reverse("recommender_application", args=[body_id, pk]))
    submission = submissions.latest(found)
    sheet = sheets.sheet_of(plan, submission, at.id, submissions.previous(submission))
    line = next((one for one in sheet.lines if one.check.id == check_id), None)
    context = {
        "line": line,
        "sheet": sheet,
        "body_id": body_id,
        "application": found,
        "findings": findings,
        "typed": typed if findings else None,
        "may_mark": True,
        "round_slug": body.round.slug,
    }
    return render(request, "recommender/check_saved.html", context, status=422 if findings else 200)


@login_required
@require_POST
def include(request: Request, body_id: int, pk: int) -> HttpResponse:
    """This function will put an application last on the ranked list."""
    body, found = _found(request, body_id, pk)
    row = recommendation.include(by=request.user, body=body, application=found, now=timezone.now())
    messages.success(request, gettext("已列入推荐名单，暂列第 %(rank)s 位。") % {"rank": row.rank})
    return _back(request, body, found)


@login_required
@require_POST
def decline(request: Request, body_id: int, pk: int) -> HttpResponse:
    """This function will note that an application is not recommended."""
    body, found = _found(request, body_id, pk)
    reason = request.POST.get("reason", "")
    recommendation.decline(by=request.user, body=body, application=found, reason=reason, now=timezone.now())
    messages.success(request, gettext("已记为不予推荐，名单报送时生效。"))
    return _back(request, body, found)


@login_required
@require_POST
def undo(request: Request, body_id: int, pk: int) -> HttpResponse:
    """This function will take a decision back."""
    body, found = _found(request, body_id, pk)
    recommendation.undo(by=request.user, body=body, application=found, now=timezone.now())
    messages.success(request, gettext("已撤回处理，请重新决定。"))
    return _back(request, body, found)


@login_required
@require_POST
def send_back(request: Request, body_id: int, pk: int) -> HttpResponse:
    """This function will send an application back for changes to what was ticked."""
    body, found = _found(request, body_id, pk)
    ask_for_changes(request, found)
    return moved(request, reverse("recommender_application", args=[body.pk, found.pk]))


def ask_for_changes(request: Request, found: Application) -> None:
    """This function will send an application back with the ticked places, the reason and the date of a form."""
    recommendation.send_back(
        by=request.user,
        application=found,
        paths=request.POST.getlist("paths"),
        reason=request.POST.get("reason", ""),
        reasons={name[4:]: request.POST.get(name, "") for name in request.POST if name.startswith("why:")},
        due_at=parse_due(request.POST.get("due_at", "")),
        now=timezone.now(),
    )
    messages.success(request, gettext("已退回修改，申报单位可在期限内修改所列栏目并重新提交。"))


def parse_due(typed: str) -> datetime | None:
    """This function will read a day, or a day and time, as meant in China; a day alone ends at 23:59:59."""
    try:
        moment = parse_datetime(typed) if "T" in typed else None
        day = parse_date(typed[:10])
    except ValueError:
        return None
    if moment:
        last = moment.time() == time(23, 59)  # the browser's field knows no seconds
        return end_of_day(moment.date()) if last else moment.replace(tzinfo=SHANGHAI)
    return end_of_day(day) if day else None


def _found(request: Request, body_id: int, pk: int) -> tuple[Body, Application]:
    body = recommender.get_body(request.user, body_id)
    request.round_slug = body.round.slug  # a refusal links its clauses
    return body, recommender.get_application(body, pk)


def _back(request: Request, body: Body, found: Application) -> HttpResponse:
    """Lead back to where the deed was done: the list page or the application."""
    if request.POST.get("from") == "list":
        return moved(request, reverse("recommender_applications", args=[body.pk, found.track]))
    return moved(request, reverse("recommender_application", args=[body.pk, found.pk]))


PLACE = "recommend/<int:body_id>/applications/<int:pk>/"
URLS = [
    path(PLACE, application, name="recommender_application"),
    path(PLACE + "checks/<str:check_id>/", mark, name="recommender_check"),
    path(PLACE + "include/", include, name="recommender_include"),
    path(PLACE + "decline/", decline, name="recommender_decline"),
    path(PLACE + "undo/", undo, name="recommender_undo"),
    path(PLACE + "send-back/", send_back, name="recommender_send_back"),
]
