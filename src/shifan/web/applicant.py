"""The applicant's pages around the form: desk, start, overview, preview, submission, receipt."""

from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET, require_http_methods

from shifan.actions import application as actions
from shifan.actions import document
from shifan.actions.file import MEDIA_TYPES
from shifan.core.display import Sheet, shown
from shifan.core.finding import Finding, Refused
from shifan.core.reading import findings_of
from shifan.models import Application, Submission
from shifan.queries import application as applications
from shifan.queries import comment as comments
from shifan.queries import document as documents
from shifan.queries import participation as people
from shifan.queries.standing import Standing, paper, standing, unprintable
from shifan.render.worker import RenderError
from shifan.web import applicant_form, applicant_saving, applicant_team, files, proofs, uploads
from shifan.web.applicant_frame import frame, panel, progress_of, said
from shifan.web.request import Request
from shifan.web.templatetags.shifan import moment, named


@login_required
@require_GET
def desk(request: Request) -> HttpResponse:
    """This function will list a person's applications and the rounds that take new ones."""
    now = timezone.now()
    cards = applications.cards(request.user)
    offers = applications.offers(request.user, now, cards)
    waiting = [card for card in cards if card.is_writable]
    returned = [card for card in waiting if card.request]
    if returned:
        ask = gettext("按退回原因修改后重新提交")
    elif waiting:
        ask = gettext("填写并提交申报书")
    else:
        ask = gettext("选择项目开始申报") if offers else gettext("暂无")
    ends = [card.closes_at for card in returned or waiting if card.closes_at]
    context = {
        "desk": "applicant",
        "cards": cards,
        "offers": offers,
        "several": len({card.application.organisation_id for card in cards}) > 1,
        "ask": ask,
        "closes_at": min(ends, default=None),
    }
    return render(request, "applicant/desk.html", context)


@login_required
@require_GET
def overview(request: Request, pk: int) -> HttpResponse:
    """This function will show how far an application has come and what is to be done next."""
    application = applications.of(request.user, pk)
    now = timezone.now()
    stands = standing(application, now)
    last = applications.last_submission(application)
    if not stands.is_writable and last:
        return redirect("applicant_receipt", pk)
    context = frame(application, stands) | {
        "sections": progress_of(stands),
        "panel": panel(stands),
        "last": last,
        "open_threads": comments.open_threads(application),
        "changed": _changed(stands, last),
        "closed": stands.window.closed(now),
        "papers": documents.of_application(application) if last else [],
        "ask": gettext("修改退回的栏目，然后重新提交") if stands.window.request else gettext("逐节填写，核对后提交"),
    }
    return render(request, "applicant/overview.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def submit(request: Request, pk: int) -> HttpResponse:
    """This function will show what stands against submitting, and submit."""
    application = applications.of(request.user, pk)
    now = timezone.now()
    refused: tuple[Finding, ...] = ()
    if request.method == "POST":
        try:
            submission = _submit(request, application, now)
        except Refused as refusal:
            refused = refusal.findings
        else:
            if submission.submitted_at != now:  # a colleague, or the same person in another window, was first
                messages.info(request, _was_first(submission))
            return redirect("applicant_receipt", pk)
    stands = standing(application, now)
    if not stands.is_writable:
        return redirect("applicant_overview", pk)
    last = applications.last_submission(application)
    asked = [item for item in stands.plan.pack.declarations if not item.tracks or application.track in item.tracks]
    context = frame(application, stands) | {
        "panel": panel(stands, reasons=_reasons(request, last)),
        "at_submit": True,
        "refused": said(stands, [finding for finding in refused if finding not in stands.checked.findings]),
        "declarations": asked,
        "declared": request.POST.getlist("declared"),
        "reply": request.POST.get("reply", ""),
        "signatory": request.POST.get("signatory", request.user.name),
        "last": last,
        "changed": _changed(stands, last),
        "closed": stands.window.closed(now),
        "team": said(stands, (*people.standing_against(application, request.user, stands.flat), *unprintable(stands))),
        "ask": gettext("核对、作出声明并提交"),
    }
    return render(request, "applicant/submit.html", context, status=403 if refused else 200)


def _submit(request: Request, application: Application, now: datetime) -> Submission:
    return actions.submit(
        by=request.user,
        application=application,
        declared=request.POST.getlist("declared"),
        signatory=request.POST.get("signatory", "")[:80],
        reply=request.POST.get("reply", ""),
        reasons=_reasons(request),
        now=now,
    )


def _reasons(request: Request, last: Submission | None = None) -> dict[str, str]:
    """Give what was typed about each warning, else what the last submission says about it."""
    if request.method != "POST":
        return {finding.key: finding.reason for finding in findings_of(last.content)} if last else {}
    names = [name for name in request.POST if name.startswith("why:")]
    return {name[4:]: "\n".join(dict.fromkeys(filter(None, request.POST.getlist(name)))) for name in names}


def _was_first(submission: Submission) -> str:
    said = {"n": submission.number, "who": submission.submitted_by, "when": moment(submission.submitted_at)}
    return gettext("%(who)s已于 %(when)s 提交（第 %(n)s 次提交），没有重复提交。") % said


@login_required
@require_GET
def receipt(request: Request, pk: int) -> HttpResponse:
    """This function will show what was submitted, when, and where it is now."""
    application = applications.of(request.user, pk)
    submission = applications.last_submission(application)
    if submission is None:
        return redirect("applicant_overview", pk)
    plan = applications.plan_of(application)
    language = get_language() or "zh-hans"
    context = {
        "desk": "applicant",
        "application": application,
        "submission": submission,
        "track": plan.pack.track(application.track),
        "stage": plan.pack.stage(application.stage),
        "papers": documents.of_application(application),
        "round_slug": application.round.slug,
        "round_label": named(application.round),
        "stage_label": plan.pack.stage(application.stage).label.say(language),
        "ask": gettext("暂无，等待审核结果"),
        "is_back": application.state == application.State.RETURNED,
    }
    return render(request, "applicant/receipt.html", context)


@login_required
@require_GET
def preview(request: Request, pk: int, form: str = "pdf") -> HttpResponse:
    """This function will print the form, or the paper that is named, as it stands: a preview, as pdf or docx."""
    application = applications.of(request.user, pk)
    now = timezone.now()
    composed = paper(standing(application, now), request.GET.get("paper", ""))
    if composed is None:
        raise Http404
    try:
        data = document.written(composed, form, now)
    except RenderError:
        return render(
            request, "applicant/no_preview.html", {"desk": "applicant", "application": application}, status=503
        )
    answer = HttpResponse(data, content_type=MEDIA_TYPES[form])
    way = "inline" if form == "pdf" else "attachment"
    answer["Content-Disposition"] = f'{way}; filename="{application.number}-preview.{form}"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def _changed(stands: Standing, last) -> list[dict[str, str]]:
    """Name what differs from the last submission, with both wordings."""
    if last is None:
        return []
    language, track = get_language() or "zh-hans", stands.application.track
    before, now = last.content["answers"], stands.flat
    return [
        {
            "label": stands.plan.label(track, place, {**before, **now}).say(language),
            "before": shown(Sheet(stands.plan, track, before, language=language), place),
            "now": shown(Sheet(stands.plan, track, now, language=language), place),
        }
        for place in applications.changed_since(now, last)
    ]


URLS = [
    path("apply/", desk, name="applicant_desk"),
    path("apply/<int:pk>/", overview, name="applicant_overview"),
    path("apply/<int:pk>/submit/", submit, name="applicant_submit"),
    path("apply/<int:pk>/receipt/", receipt, name="applicant_receipt"),
    path("apply/<int:pk>/preview.pdf", preview, name="applicant_preview"),
    path("apply/<int:pk>/preview.docx", preview, {"form": "docx"}, name="applicant_preview_word"),
    *applicant_form.URLS,
    *applicant_team.URLS,
    *applicant_saving.URLS,
    *files.URLS,
    *uploads.URLS,
    *proofs.URLS,
]
