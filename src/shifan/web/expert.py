"""An expert's desk: what to review, the form beside the score sheet, filing and recusing."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET, require_POST

from shifan import facts
from shifan.actions import review as actions
from shifan.core.finding import Refused
from shifan.models import Review
from shifan.queries import access, document, submission
from shifan.queries import review as reviews
from shifan.web.request import Request
from shifan.web.templatetags.shifan import named

PREFIX = "score-"
LONGEST = 20_000


@login_required
@require_GET
def desk(request: Request) -> HttpResponse:
    """This function will list what the person has to review."""
    now = timezone.now()
    rows = reviews.desk(request.user)
    waiting = [row for row in rows if row.review.state == Review.State.ASSIGNED]
    context = {
        "desk": "expert",
        "rows": rows,
        "waiting": len(waiting),
        "closes_at": min((row.closes_at for row in waiting if row.closes_at and row.closes_at >= now), default=None),
        "now": now,
    }
    return render(request, "expert/desk.html", context)


@login_required
@require_GET
def sheet(request: Request, pk: int) -> HttpResponse:
    """This function will show an application beside its score sheet."""
    return _sheet(request, access.get_review(request.user, pk))


@login_required
@require_POST
def save(request: Request, pk: int) -> HttpResponse:
    """This function will keep what has just been typed and say how the sheet stands."""
    review = access.get_review(request.user, pk)
    scores, opinion = _typed(request)
    actions.save(by=request.user, review=review, scores=scores, opinion=opinion, now=timezone.now())
    if not request.htmx:
        return redirect("expert_review", pk)
    work = reviews.work(access.get_review(request.user, pk), timezone.now())
    return render(request, "expert/state.html", {"work": work, "saved_at": timezone.now()})


@login_required
@require_POST
def file(request: Request, pk: int) -> HttpResponse:
    """This function will keep the sheet as it was sent and file it; a refusal shows it again with what is wrong."""
    review = access.get_review(request.user, pk)
    scores, opinion = _typed(request)
    now = timezone.now()
    actions.save(by=request.user, review=review, scores=scores, opinion=opinion, now=now)
    try:
        actions.file(by=request.user, review=review, now=now)
    except Refused as refusal:
        return _sheet(request, access.get_review(request.user, pk), refusal)
    messages.success(request, gettext("评审意见已提交，不能再修改。感谢您的评审。"))
    return redirect("expert_desk")


@login_required
@require_POST
def recuse(request: Request, pk: int) -> HttpResponse:
    """This function will take the person off an application, with their reason."""
    review = access.get_review(request.user, pk)
    actions.recuse(by=request.user, review=review, reason=request.POST.get("reason", "")[:2000], now=timezone.now())
    messages.success(request, gettext("已登记回避，组织单位会另行安排。"))
    return redirect("expert_desk")


def _sheet(request: Request, review: Review, refusal: Refused | None = None) -> HttpResponse:
    round_ = review.application.round
    work = reviews.work(review, timezone.now())
    shown = None
    if review.state != Review.State.RECUSED:
        plan = facts.plan_of(round_)
        shown = submission.view(plan, review.submission, "expert", language=get_language() or "zh")
    context = {
        "desk": "expert",
        "round_slug": round_.slug,
        "round_label": named(round_),
        "work": work,
        "review": review,
        "application": review.application,
        "view": shown,
        "papers": [(one, document.label(one)) for one in document.of(f"review:{review.pk}")],
        "refused": refusal.findings if refusal else (),
    }
    return render(request, "expert/review.html", context, status=403 if refusal else 200)


def _typed(request: Request) -> tuple[dict[str, str], str | None]:
    """Read what was changed: each field is sent beside what it was (`was-…`), so that a page left open in another
    window does not write old text over new."""
    sent = {name: text.replace("\r\n", "\n")[:LONGEST] for name, text in request.POST.dict().items()}
    changed = {name: text for name, text in sent.items() if sent.get(f"was-{name}", "").replace("\r\n", "\n") != text}
    scores = {name.removeprefix(PREFIX): text for name, text in changed.items() if name.startswith(PREFIX)}
    return scores, changed.get("opinion")


URLS = [
    path("review/", desk, name="expert_desk"),
    path("review/<int:pk>/", sheet, name="expert_review"),
    path("review/<int:pk>/save/", save, name="expert_save"),
    path("review/<int:pk>/file/", file, name="expert_file"),
    path("review/<int:pk>/recuse/", recuse, name="expert_recuse"),
]
