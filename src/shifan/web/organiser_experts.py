"""The organiser gives applications to experts, opens the review and ends it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from shifan import facts
from shifan.actions import review
from shifan.core import stage
from shifan.core.pack import Stage
from shifan.models import Round
from shifan.queries import access
from shifan.queries import recommendation as recommendations
from shifan.queries import review as reviews
from shifan.web.organiser_frame import frame, moment
from shifan.web.request import Request


@login_required
@require_GET
def board(request: Request, slug: str) -> HttpResponse:
    """This function will show every application under review with its experts."""
    round_ = access.get_round(request.user, slug)
    planned = _stage(round_)
    rows = reviews.board(round_, planned.id)
    date = recommendations.stage_date(round_, planned.id)
    filed = sum(1 for row in rows for one in row.reviews if one.state == "filed")
    context = {
        "stage": planned,
        "rows": rows,
        "date": date,
        "short": sum(1 for row in rows if row.short),
        "filed": filed,
        "assigned": sum(row.count for row in rows),
    }
    return render(request, "organiser/experts.html", frame(round_) | context)


@login_required
@require_GET
def panel(request: Request, slug: str, pk: int) -> HttpResponse:
    """This function will show all experts for one application, with their load and conflicts."""
    round_ = access.get_round(request.user, slug)
    application = access.get_organised_application(request.user, slug, pk)
    found = reviews.candidates(application)
    context = {
        "application": application,
        "stage": facts.plan_of(round_).pack.stage(application.stage),
        "candidates": found,
        "count": sum(1 for one in found if one.review and one.review.state != "recused"),
    }
    return render(request, "organiser/panel.html", frame(round_) | context)


@login_required
@require_POST
def assign(request: Request, slug: str, pk: int) -> HttpResponse:
    """This function will give an application to the expert chosen."""
    application = access.get_organised_application(request.user, slug, pk)
    expert = access.get_expert(request.POST.get("expert", ""))
    review.assign(by=request.user, application=application, expert=expert, now=timezone.now())
    messages.success(request, gettext("已分派给%(name)s。") % {"name": expert.name})
    return redirect("organiser_panel", slug, pk)


@login_required
@require_POST
def unassign(request: Request, slug: str, pk: int) -> HttpResponse:
    """This function will take an application from an expert again."""
    found = access.get_organised_review(request.user, slug, pk)
    review.unassign(by=request.user, review=found, now=timezone.now())
    messages.success(request, gettext("已取消对%(name)s的分派。") % {"name": found.expert.name})
    return redirect("organiser_panel", slug, found.application_id)


@login_required
@require_POST
def start(request: Request, slug: str) -> HttpResponse:
    """This function will open the review to the experts."""
    round_ = access.get_round(request.user, slug)
    closes_at = moment(request.POST.get("closes_at", ""))
    review.start(by=request.user, round_=round_, stage=_stage(round_).id, closes_at=closes_at, now=timezone.now())
    messages.success(request, gettext("专家评审已启动，专家现在可以评分。"))
    return redirect("organiser_experts", slug)


@login_required
@require_POST
def finish(request: Request, slug: str) -> HttpResponse:
    """This function will end the review; the applications go on to the selection."""
    round_ = access.get_round(request.user, slug)
    count = review.finish(by=request.user, round_=round_, stage=_stage(round_).id, now=timezone.now())
    messages.success(request, gettext("专家评审已结束，%(count)s 项申报进入遴选。") % {"count": count})
    return redirect("organiser_selection", slug)


def _stage(round_: Round) -> Stage:
    found = stage.stages_of_kind(facts.plan_of(round_).pack, "review")
    if not found:
        raise Http404
    return found[0]


URLS = [
    path("organise/<slug:slug>/experts/", board, name="organiser_experts"),
    path("organise/<slug:slug>/experts/start/", start, name="organiser_start_review"),
    path("organise/<slug:slug>/experts/finish/", finish, name="organiser_finish_review"),
    path("organise/<slug:slug>/experts/<int:pk>/", panel, name="organiser_panel"),
    path("organise/<slug:slug>/experts/<int:pk>/assign/", assign, name="organiser_assign"),
    path("organise/<slug:slug>/reviews/<int:pk>/unassign/", unassign, name="organiser_unassign"),
]
