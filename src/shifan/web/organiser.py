"""The organiser's rounds: opening one, its dashboard and calendar, the list of applications."""

from dataclasses import asdict

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from shifan import facts
from shifan.actions import programme
from shifan.core import placeholder
from shifan.core.finding import Finding, Refused
from shifan.core.pack import Pack
from shifan.models import Application, Organisation
from shifan.queries import access, document, progress
from shifan.queries import programme as programmes
from shifan.queries.programme import Filters
from shifan.web import organiser_application, organiser_charts, organiser_experts, organiser_selection
from shifan.web.organiser_frame import DESK, frame, moment
from shifan.web.request import Request

PAGE = 50


@login_required
@require_GET
def rounds(request: Request) -> HttpResponse:
    """This function will list the rounds of the organiser."""
    found = programmes.rounds(request.user)
    return render(request, "organiser/rounds.html", DESK | {"rounds": found, "can_open": _organisers(request)})


@login_required
@require_GET
def new(request: Request) -> HttpResponse:
    """This function will offer the packs that a round can be opened of."""
    _require_organisers(request)
    return render(request, "organiser/packs.html", DESK | {"offers": programmes.offers()})


@login_required
def open_round(request: Request, folder: str) -> HttpResponse:
    """This function will preview the calendar and open a round once every open reading is confirmed."""
    organisers = _require_organisers(request)
    pack = _pack(folder)
    typed = request.POST if request.method == "POST" else request.GET
    shift = _whole(typed.get("shift_days", "0"))
    values = _values(typed, pack)
    findings: tuple[Finding, ...] = ()
    if request.method == "POST" and "open" in request.POST:
        try:
            return _opened(request, organisers, pack, shift, values)
        except Refused as refusal:
            findings = refusal.findings
    settled, _ = placeholder.settle(pack, values)
    confirmed = [(item, typed.get(f"confirm-{item.id}", "")) for item in settled.placeholders]
    context = {
        "pack": pack,
        "folder": folder,
        "shift": shift,
        "calendar": programmes.calendar(settled, shift),
        "confirmed": confirmed,
        "common": typed.get("confirm-all", ""),
        "slug": typed.get("slug", folder),
        "label": typed.get("label", pack.label.zh),
        "label_en": typed.get("label_en", pack.label.en),
        "findings": findings,
    }
    return render(request, "organiser/new.html", DESK | context, status=403 if findings else 200)


@login_required
@require_GET
def dashboard(request: Request, slug: str) -> HttpResponse:
    """This function will show how a round is getting on and what is to be done next."""
    round_ = access.get_round(request.user, slug)
    now = timezone.now()
    funnel = programmes.funnel(round_)
    context = {
        "funnel": funnel,
        "chart": organiser_charts.funnel(funnel),
        "bodies": programmes.bodies(round_),
        "received": document.received(round_),
        "tracks": _tracks(round_),
        "deadlines": programmes.deadlines(round_),
        "steps": progress.next_steps(round_, now),
        "now": now,
    }
    return render(request, "organiser/round.html", frame(round_) | context)


@login_required
@require_POST
def move_date(request: Request, slug: str) -> HttpResponse:
    """This function will extend a stage, published with its reason."""
    round_ = access.get_round(request.user, slug)
    closes_at = moment(request.POST.get("closes_at", ""))
    stage = request.POST.get("stage", "")
    if closes_at is None or stage not in {one.id for one in facts.plan_of(round_).pack.stages}:
        messages.error(request, gettext("请填写新的截止日期和时间。"))
        return redirect("organiser_round", slug)
    programme.move_date(
        by=request.user,
        round_=round_,
        stage=stage,
        closes_at=closes_at,
        reason=request.POST.get("reason", ""),
        now=timezone.now(),
    )
    messages.success(request, gettext("截止时间已调整，并已在公开页面公布。"))
    return redirect("organiser_round", slug)


@login_required
@require_GET
def applications(request: Request, slug: str) -> HttpResponse:
    """This function will list what was submitted, narrowed by the filters in the address."""
    round_ = access.get_round(request.user, slug)
    filters = Filters(**{name: request.GET.get(name, "").strip()[:100] for name in asdict(Filters())})
    found = programmes.applications(round_, filters)
    pack = facts.plan_of(round_).pack
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "filters": filters,
        "stages": {stage.id: stage.label for stage in pack.stages},
        "tracks": _tracks(round_),
        "states": states(),
        "bodies": round_.bodies.select_related("organisation").order_by("region"),
        "query": request.GET.urlencode(),
    }
    return render(request, "organiser/applications.html", frame(round_) | context)


def states() -> dict[str, str]:
    """This function will name the states of an application."""
    state = Application.State
    return {
        state.SUBMITTED.value: gettext("办理中"),
        state.RETURNED.value: gettext("退回修改"),
        state.DECLINED.value: gettext("不予推荐或未通过"),
        state.SELECTED.value: gettext("入选"),
        state.NOT_SELECTED.value: gettext("未入选"),
        state.WITHDRAWN.value: gettext("已撤回"),
    }


def _opened(
    request: Request, organisers: list[Organisation], pack: Pack, shift: int, values: dict[str, str]
) -> HttpResponse:
    now = timezone.now()
    with transaction.atomic():
        round_ = programme.open_round(
            by=request.user,
            pack_version=programme.publish_pack(by=request.user, pack=pack, now=now, values=values),
            organiser=organisers[0],
            slug=request.POST.get("slug", "").strip(),
            label=request.POST.get("label", "").strip()[:200] or pack.label.zh,
            label_en=request.POST.get("label_en", "").strip()[:200] or pack.label.en,
            shift_days=shift,
            bodies={},
            confirmed=_confirmed(request, pack),
            now=now,
        )
    messages.success(request, gettext("新一批次已开始，申报须知已公开。"))
    return redirect("organiser_round", round_.slug)


def _values(typed: QueryDict, pack: Pack) -> dict[str, str]:
    """Read what was typed in place of the pack's own readings; what has not been shown yet keeps the pack's value."""
    return {item.id: typed.get(f"value-{item.id}", item.value) for item in pack.placeholders if item.kind}


def _confirmed(request: Request, pack: Pack) -> dict[str, str]:
    """Read the note on each open reading; those left empty take the note that was written for all the others."""
    common = request.POST.get("confirm-all", "")
    return {item.id: request.POST.get(f"confirm-{item.id}", "").strip() or common for item in pack.placeholders}


def _organisers(request: Request) -> list[Organisation]:
    return list(access.organisations(request.user, Organisation.Kind.ORGANISER))


def _require_organisers(request: Request) -> list[Organisation]:
    if not (found := _organisers(request)):
        raise Http404
    return found


def _pack(folder: str) -> Pack:
    try:
        found = programmes.offer(folder)
    except LookupError as missing:
        raise Http404 from missing
    if found.pack is None:
        raise Http404
    return found.pack


def _tracks(round_) -> dict[str, object]:
    return {track.id: track.label for track in facts.plan_of(round_).pack.tracks}


def _whole(text: str) -> int:
    """Read a number of days; anything else, or more than a century, is none."""
    try:
        return max(-36500, min(36500, int(text)))
    except ValueError:
        return 0


URLS = [
    path("organise/", rounds, name="organiser_rounds"),
    path("organise/new/", new, name="organiser_new"),
    path("organise/new/<slug:folder>/", open_round, name="organiser_open"),
    path("organise/<slug:slug>/", dashboard, name="organiser_round"),
    path("organise/<slug:slug>/dates/", move_date, name="organiser_move_date"),
    path("organise/<slug:slug>/applications/", applications, name="organiser_applications"),
    *organiser_application.URLS,
    *organiser_experts.URLS,
    *organiser_selection.URLS,
]
