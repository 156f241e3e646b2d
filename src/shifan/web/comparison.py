"""Any two versions of an application side by side: for those who fill it in, and among submissions for the desks."""

from datetime import UTC, datetime, timedelta

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET

from shifan.core.calendar import SHANGHAI
from shifan.models import Application, Submission
from shifan.queries import access
from shifan.queries import application as applications
from shifan.queries import comparison as queries
from shifan.queries.comparison import Side
from shifan.web.request import Request
from shifan.web.templatetags.shifan import moment, named

MOMENT = "moment"


@login_required
@require_GET
def applicant(request: Request, pk: int) -> HttpResponse:
    """This function will compare any two of submissions, what stands now, and what stood at a moment."""
    application = applications.of(request.user, pk)
    made = queries.submissions(application)
    numbers = [one.number for one in made]
    default = str(numbers[-1]) if numbers else MOMENT
    second = queries.NOW
    if application.state not in applications.WRITABLE and numbers:
        default, second = str(numbers[-2] if len(numbers) > 1 else numbers[-1]), str(numbers[-1])
    return _page(request, application, made, (default, second), is_desk=False)


@login_required
@require_GET
def desk(request: Request, pk: int) -> HttpResponse:
    """This function will compare two submissions for a body or organiser that may read them."""
    application = access.get_submitted_application(request.user, pk)
    made = queries.submissions(application)
    last = made[-1].number
    return _page(request, application, made, (str(max(1, last - 1)), str(last)), is_desk=True)


def _page(
    request: Request, application: Application, made: list[Submission], default: tuple[str, str], *, is_desk: bool
) -> HttpResponse:
    now = timezone.now()
    chosen = [request.GET.get(name, usual) for name, usual in zip(("a", "b"), default, strict=True)]
    typed = [request.GET.get(name, "") for name in ("at_a", "at_b")]
    moments = [_moment(one, application, now) for one in typed]
    sides = [_side(application, key, at, may_see_drafts=not is_desk) for key, at in zip(chosen, moments, strict=True)]
    everything = request.GET.get("all") == "1"
    language = get_language() or "zh-hans"
    found = queries.compared(application, sides[0], sides[1], language=language, everything=everything)
    plan = applications.plan_of(application)
    context = {
        "desk": "" if is_desk else "applicant",
        "is_desk": is_desk,
        "application": application,
        "submissions": made,
        "found": found,
        "everything": everything,
        "unsure": [side for side in sides if side.unsure],
        "choices": [
            {"name": name, "key": key, "at": f"{at.astimezone(SHANGHAI):%Y-%m-%dT%H:%M}", "label": _label(side)}
            for name, key, at, side in zip(("a", "b"), chosen, moments, sides, strict=True)
        ],
        "earliest": f"{application.created_at.astimezone(SHANGHAI):%Y-%m-%dT%H:%M}",
        "round_slug": application.round.slug,
        "round_label": named(application.round),
        "stage_label": plan.pack.stage(application.stage).label,
        "ask": gettext("选择两个版本进行比较"),
    }
    return render(request, "applicant/comparison.html", context)


def _side(application: Application, key: str, at: datetime, *, may_see_drafts: bool) -> Side:
    """Give what was chosen; raises Http404 for what does not exist, and for a draft at a desk."""
    if key.isdecimal() and len(key) < 6:
        return queries.numbered(application, int(key))
    if may_see_drafts and key == queries.NOW:
        return queries.living(application)
    if may_see_drafts and key == MOMENT:
        return queries.standing_at(application, at)
    raise Http404


def _moment(typed: str, application: Application, now: datetime) -> datetime:
    """Read a moment in China's time; without a good one, a day ago. Nothing is older than the application."""
    try:
        found = parse_datetime(typed)
    except ValueError:
        found = None
    if found is None:
        found = now.replace(second=0, microsecond=0) - timedelta(days=1)
    elif found.tzinfo is None:
        found = found.replace(second=59, tzinfo=SHANGHAI)
    return min(max(found, application.created_at), now).astimezone(UTC)


def _label(side: Side) -> str:
    if side.number:
        return gettext("第 %(n)s 次提交") % {"n": side.number}
    return moment(side.at) if side.at else gettext("现在的填报内容")


URLS = [
    path("apply/<int:pk>/versions/", applicant, name="applicant_versions"),
    path("submitted/<int:pk>/versions/", desk, name="desk_versions"),
]
