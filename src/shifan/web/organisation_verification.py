"""The desk of a competent authority that verifies organisations."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from shifan.actions import organisation_verification as actions
from shifan.core.finding import Finding, Refused
from shifan.models import Verification
from shifan.queries import access, people
from shifan.queries import organisation_verification as verifications
from shifan.web.request import Request


@login_required
@require_GET
def queue(request: Request) -> HttpResponse:
    """This function will list the organisations that wait for the person's authority, or those it has decided."""
    if people.hats(request.user).body is None:
        raise Http404
    state = "decided" if request.GET.get("state") == "decided" else "asked"
    pages = Paginator(verifications.queue(request.user, state), verifications.PER_PAGE)
    context = {"desk": "verification", "page": pages.get_page(request.GET.get("page")), "state": state}
    return render(request, "organisation_verification/queue.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def verify(request: Request, pk: int) -> HttpResponse:
    """This function will show everything to compare, and take the authority's decision."""
    findings: tuple[Finding, ...] = ()
    if request.method == "POST":
        try:
            _decide(request, access.verifications(request.user).get(pk=pk))
        except Refused as refusal:
            findings = refusal.findings
        except Verification.DoesNotExist:  # decided by a colleague, or asked anew, while the page was open
            messages.error(request, gettext("该单位已处理，或已更正资料重新提请核验，请核对新的内容。"))
            return redirect("verification_queue")
        else:
            return redirect("verification_queue")
    page = verifications.page(request.user, pk)
    context = {"desk": "verification", "page": page, "findings": findings, "reason": request.POST.get("reason", "")}
    return render(request, "organisation_verification/verify.html", context, status=422 if findings else 200)


def _decide(request: Request, asked: Verification) -> None:
    now, name = timezone.now(), asked.data.get("name", "")
    if request.POST.get("verdict") == "agree":
        following = actions.agree(by=request.user, verification=asked, now=now)
        if following is None:
            messages.success(request, gettext("已同意，%(name)s 核验完成。") % {"name": name})
        else:
            said = {"name": name, "desk": following.desk.name}
            messages.success(request, gettext("已同意，%(name)s 已送 %(desk)s 核验。") % said)
        return
    reason = request.POST.get("reason", "")
    actions.send_back(by=request.user, verification=asked, reason=reason, now=now)
    messages.success(request, gettext("已退回 %(name)s，请其更正后重新提请。") % {"name": name})


URLS = [
    path("organisations/verify/", queue, name="verification_queue"),
    path("organisations/verify/<int:pk>/", verify, name="verification"),
]
