"""The organiser selects, proposes and announces; and reads the record of what was done."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from shifan import facts
from shifan.actions import document as documents
from shifan.actions import notice, selection
from shifan.actions.file import MEDIA_TYPES
from shifan.core import calendar, funding, stage
from shifan.core.finding import Refused
from shifan.models import Round
from shifan.queries import access, document
from shifan.queries import event as events
from shifan.queries import notice as notices
from shifan.queries import selection as selections
from shifan.web import organiser_charts as charts
from shifan.web.organiser_frame import frame, moment
from shifan.web.request import Request
from shifan.web.verbs import VERBS

PAGE = 100


@login_required
@require_GET
def table(request: Request, slug: str) -> HttpResponse:
    """This function will show the table that is selected from, and the lists that came of it."""
    return _table(request, access.get_round(request.user, slug))


@login_required
@require_POST
def decide(request: Request, slug: str, pk: int) -> HttpResponse:
    """This function will record whether an application is selected; a refusal keeps what was typed."""
    application = access.get_organised_application(request.user, slug, pk)
    outcome, reason = request.POST.get("outcome", ""), request.POST.get("reason", "")[:2000]
    try:
        selection.decide(by=request.user, application=application, outcome=outcome, reason=reason, now=timezone.now())
    except Refused as refusal:
        refused = {"application": application, "outcome": outcome, "reason": reason, "findings": refusal.findings}
        return _table(request, application.round, refused)
    messages.success(request, gettext("已记录对%(name)s的决定。") % {"name": application.organisation.name})
    return redirect("organiser_selection", slug)


@login_required
@require_POST
def finish(request: Request, slug: str, track: str) -> HttpResponse:
    """This function will end the selection of a track."""
    round_ = _round(request, slug, track)
    count = selection.finish(by=request.user, round_=round_, track=track, now=timezone.now())
    messages.success(request, gettext("遴选已结束，%(count)s 项申报的决定已确定，可以发布公示。") % {"count": count})
    return redirect("organiser_selection", slug)


@login_required
@require_POST
def propose(request: Request, slug: str, track: str) -> HttpResponse:
    """This function will publish the proposed list of a track."""
    round_ = _round(request, slug, track)
    closes_at = moment(request.POST.get("closes_at", ""))
    notice.propose(by=request.user, round_=round_, track=track, now=timezone.now(), closes_at=closes_at)
    messages.success(request, gettext("拟入选名单已公示。"))
    return redirect("organiser_selection", slug)


@login_required
@require_POST
def announce(request: Request, slug: str, track: str) -> HttpResponse:
    """This function will publish the final list of a track."""
    round_ = _round(request, slug, track)
    notice.announce(by=request.user, round_=round_, track=track, now=timezone.now())
    messages.success(request, gettext("入选名单已公布。"))
    return redirect("organiser_selection", slug)


@login_required
@require_GET
def subsidy(request: Request, slug: str, track: str, form: str) -> HttpResponse:
    """This function will work out what those selected so far are paid, as a draft; 404 where nothing is paid."""
    round_ = _round(request, slug, track)
    composed = document.subsidy_draft(round_, track)
    if composed is None or form not in documents.WRITERS:
        raise Http404
    reply = HttpResponse(documents.written(composed, form, timezone.now()), content_type=MEDIA_TYPES[form])
    kind = "inline" if form == "pdf" else "attachment"
    reply["Content-Disposition"] = f'{kind}; filename="subsidy-{slug}-{track}.{form}"'
    return reply


@login_required
@require_GET
def log(request: Request, slug: str) -> HttpResponse:
    """This function will show the record of a round, and whether the chain of all events holds."""
    round_ = access.get_round(request.user, slug)
    verb, words = request.GET.get("verb", ""), request.GET.get("q", "").strip()[:100]
    try:
        day = parse_date(request.GET.get("since", ""))
    except ValueError:
        day = None
    since = calendar.start_of_day(day) if day else None
    found = events.of_round(round_, verb=verb, text=words, since=since)
    known = [(one, VERBS.get(one, one)) for one in events.verbs_of(round_)]
    context = {
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "verbs": known,
        "words_of": VERBS,
        "verb": verb,
        "q": words,
        "since": day,
        "verified": events.verify() if "verify" in request.GET else None,
    }
    return render(request, "organiser/log.html", frame(round_) | context)


def _table(request: Request, round_: Round, refused: dict[str, object] | None = None) -> HttpResponse:
    pack = facts.plan_of(round_).pack
    planned = stage.stages_of_kind(pack, "select")[0]
    shown = []
    for track in pack.tracks:
        rows = selections.table(round_, planned.id, track.id)
        shown.append(
            {
                "track": track,
                "rows": rows,
                "decided": sum(1 for row in rows if row.decision),
                "selected": sum(1 for row in rows if row.decision and row.decision.selected),
                "chart": charts.spread(rows),
                "height": charts.height(rows),
                "pays": funding.terms_of(pack, track.id) is not None,
            }
        )
    papers = document.of_lists(round_)
    context = {
        "stage": planned,
        "tracks": shown,
        "ranked_at": stage.stages_of_kind(pack, "recommend"),
        "lists": [(one, papers.get(one.track.id, [])) for one in notices.for_organiser(round_, timezone.now())],
        "refused": refused,
        "outcomes": (("selected", gettext("入选")), ("not_selected", gettext("不入选"))),
    }
    status = 403 if refused else 200
    return render(request, "organiser/selection.html", frame(round_) | context, status=status)


def _round(request: Request, slug: str, track: str) -> Round:
    round_ = access.get_round(request.user, slug)
    if track not in {one.id for one in facts.plan_of(round_).pack.tracks}:
        raise Http404
    return round_


URLS = [
    path("organise/<slug:slug>/selection/", table, name="organiser_selection"),
    path("organise/<slug:slug>/selection/<int:pk>/", decide, name="organiser_decide"),
    path("organise/<slug:slug>/selection/<slug:track>/finish/", finish, name="organiser_finish_selection"),
    path("organise/<slug:slug>/selection/<slug:track>/subsidy.<slug:form>", subsidy, name="organiser_subsidy"),
    path("organise/<slug:slug>/lists/<slug:track>/propose/", propose, name="organiser_propose"),
    path("organise/<slug:slug>/lists/<slug:track>/announce/", announce, name="organiser_announce"),
    path("organise/<slug:slug>/log/", log, name="organiser_log"),
]
