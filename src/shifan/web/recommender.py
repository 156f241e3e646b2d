"""The recommending desk: its work by round, a track's applications, the ranked list."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET, require_POST

from shifan.actions import document as documents
from shifan.actions import recommendation
from shifan.actions.file import MEDIA_TYPES
from shifan.core.recommendation import stage_of
from shifan.facts import plan_of
from shifan.models import Body, RankedList
from shifan.queries import document, ranking, recommender
from shifan.web import recommender_charts as charts
from shifan.web.request import Request
from shifan.web.templatetags.shifan import named


@login_required
@require_GET
def desk(request: Request) -> HttpResponse:
    """This function will show what waits at the desks of the person's bodies."""
    tasks = recommender.desk(request.user, timezone.now())
    running, finished = ([task for task in tasks if task.is_finished is over] for over in (False, True))
    return render(request, "recommender/desk.html", {"desk": "recommender", "running": running, "finished": finished})


@login_required
@require_GET
def applications(request: Request, body_id: int, track: str) -> HttpResponse:
    """This function will list a track's applications, narrowed by what the address says."""
    body = _body(request, body_id, track)
    filters = ranking.Filters(*(request.GET.get(name, "").strip() for name in ("q", "state", "from")))
    page = ranking.list_page(body, track, filters, get_language() or "zh-hans")
    context = {
        **_frame(page),
        "page": page,
        "filters": filters,
        "ask": gettext("逐项审查并作出处理"),
        "is_sent": page.ranked is not None and page.ranked.state == RankedList.State.SENT,
    }
    return render(request, "recommender/applications.html", context)


@login_required
def ranked(request: Request, body_id: int, track: str) -> HttpResponse:
    """This function will show the ranked list; a POST saves its order and gives the side of the page anew."""
    found = _ranked_list(request, body_id, track)
    if request.method == "POST":
        order = [int(value) for value in request.POST.getlist("order") if value.isdecimal()]
        recommendation.rank(by=request.user, ranked_list=found, order=order, now=timezone.now())
    page = ranking.ranking_page(request.user, found, timezone.now(), get_language() or "zh-hans")
    is_sent = found.state == RankedList.State.SENT
    context = {
        **_frame(page),
        "page": page,
        "ask": gettext("查阅已报送的名单") if is_sent else gettext("排定先后次序，会签后报送"),
        "is_sent": is_sent,
        "charts": [(spread, charts.spread(spread)) for spread in page.spreads if spread.lines],
        "documents": [(one, document.label(one)) for one in document.of(f"ranked_list:{found.pk}")],
        "drafts": () if is_sent else document.papers_of(found),
        "just_saved": request.method == "POST",
    }
    if request.method == "POST" and request.htmx:
        return render(request, "recommender/ranking_side.html", context)
    return render(request, "recommender/ranking.html", context)


@login_required
@require_POST
def sign(request: Request, body_id: int, track: str) -> HttpResponse:
    """This function will sign the list for the person's office."""
    found = _ranked_list(request, body_id, track)
    recommendation.sign(by=request.user, ranked_list=found, now=timezone.now())
    messages.success(request, gettext("已会签。名单如有变动，需要重新会签。"))
    return moved(request, reverse("recommender_ranking", args=[body_id, track]))


@login_required
@require_POST
def send(request: Request, body_id: int, track: str) -> HttpResponse:
    """This function will send the list on."""
    found = _ranked_list(request, body_id, track)
    recommendation.send(by=request.user, ranked_list=found, reason=request.POST.get("reason", ""), now=timezone.now())
    messages.success(request, gettext("推荐名单已报送，汇总表正在生成。"))
    return moved(request, reverse("recommender_ranking", args=[body_id, track]))


@login_required
@require_GET
def table(request: Request, body_id: int, track: str, form: str) -> HttpResponse:
    """This function will give the summary table as the list stands in a format, marked as a draft until sent."""
    found = _ranked_list(request, body_id, track)
    composed = document.preview(plan_of(found.round), found, form, request.GET.get("paper", ""))
    if composed is None:
        raise RankedList.DoesNotExist
    data = documents.written(composed, form, timezone.now())
    reply = HttpResponse(data, content_type=MEDIA_TYPES[form])
    reply["Content-Disposition"] = (
        f'{"inline" if form == "pdf" else "attachment"}; filename="summary-{found.pk}.{form}"'
    )
    return reply


def _body(request: Request, body_id: int, track: str) -> Body:
    """Find the person's body, and that its round has the track; both are 404 otherwise."""
    body = recommender.get_body(request.user, body_id)
    request.round_slug = body.round.slug  # a refusal links its clauses
    if track not in plan_of(body.round).tracks:
        raise Body.DoesNotExist
    return body


def _ranked_list(request: Request, body_id: int, track: str) -> RankedList:
    """Find the list; before anything has been decided there is none, which is 404."""
    body = _body(request, body_id, track)
    at = stage_of(plan_of(body.round).pack, body.kind)
    found = recommender.ranked_list(body, at.id, track)
    if found is None:
        raise RankedList.DoesNotExist
    return found


def _frame(page: ranking.ListPage | ranking.RankingPage) -> dict[str, object]:
    """Give what the top of each page answers: which round and stage, until when."""
    return {
        "desk": "recommender",
        "round_slug": page.body.round.slug,
        "round_label": named(page.body.round),
        "stage_label": page.stage.label,
        "closes_at": page.date.closes_at,
    }


def moved(request: Request, to: str) -> HttpResponse:
    """This function will lead on after a deed: a redirect, or for htmx the header that does the same."""
    if request.htmx:
        return HttpResponse(headers={"HX-Redirect": to})
    return redirect(to)


URLS = [
    path("recommend/", desk, name="recommender_desk"),
    path("recommend/<int:body_id>/<slug:track>/", applications, name="recommender_applications"),
    path("recommend/<int:body_id>/<slug:track>/ranking/", ranked, name="recommender_ranking"),
    path("recommend/<int:body_id>/<slug:track>/ranking/sign/", sign, name="recommender_sign"),
    path("recommend/<int:body_id>/<slug:track>/ranking/send/", send, name="recommender_send"),
    path("recommend/<int:body_id>/<slug:track>/table.<str:form>", table, name="recommender_table"),
]
