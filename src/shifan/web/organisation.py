"""An organisation's own pages: how it stands, its basic data, the facts that fill forms."""

from collections.abc import Callable, Mapping

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shifan.actions import organisation as actions
from shifan.actions import organisation_verification as verification
from shifan.core import finance, profile
from shifan.core.finding import Finding, Refused
from shifan.core.form import FormField
from shifan.models import Event, Organisation
from shifan.queries import certificate as certificates
from shifan.queries import organisation as organisations
from shifan.queries import organisation_verification as verifications
from shifan.web import boxes
from shifan.web.request import Request
from shifan.web.verbs import VERBS


@login_required
@require_GET
def hub(request: Request) -> HttpResponse:
    """This function will show how the person's organisation stands and what is to be done about it."""
    mine = organisations.own(request.user)
    language = get_language() or "zh-hans"
    cards = certificates.cards(mine, timezone.localdate())
    context = frame(request, mine, "hub") | {
        "standing": verifications.standing(mine),
        "urgent": [card for card in cards if card.is_urgent],
        "place": verifications.place(mine.region, language),
        "events": [
            (event, VERBS.get(event.verb, event.verb), _changes(event)) for event in organisations.history(mine)
        ],
    }
    return render(request, "organisation/hub.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def basic(request: Request) -> HttpResponse:
    """This function will correct name, code, region and address; that may ask the authorities anew."""
    mine = organisations.own(request.user)

    def keep(typed: dict[str, str]) -> str:
        asks = actions.correct(by=request.user, organisation=mine, typed=typed, now=timezone.now())
        return gettext("已保存，并重新提请主管部门核验。") if asks else gettext("已保存。")

    return _edit(request, mine, "basic", profile.BASIC, verifications.data_of(mine), keep)


@login_required
@require_http_methods(["GET", "POST"])
def facts(request: Request) -> HttpResponse:
    """This function will edit the facts that fill forms."""
    mine = organisations.own(request.user)

    def keep(typed: dict[str, str]) -> str:
        actions.save_profile(by=request.user, organisation=mine, typed=typed, now=timezone.now())
        return gettext("已保存。")

    return _edit(request, mine, "profile", profile.FACTS, mine.profile, keep)


@login_required
@require_POST
def ask(request: Request) -> HttpResponse:
    """This function will ask the authorities for verification again."""
    verification.ask(by=request.user, organisation=organisations.own(request.user), now=timezone.now())
    messages.success(request, gettext("已提请主管部门核验。"))
    return redirect("organisation")


def frame(request: Request, mine: Organisation, here: str) -> dict[str, object]:
    """This function will give what all pages about an organisation show around their content."""
    return {
        "desk": "organisation",
        "organisation": mine,
        "here": here,
        "is_manager": organisations.is_manager(request.user, mine),
    }


def _edit(
    request: Request,
    mine: Organisation,
    here: str,
    fields: tuple[FormField, ...],
    values: Mapping[str, object],
    keep: Callable[[dict[str, str]], str],
) -> HttpResponse:
    """Show fields; keep what is sent, or show it again with what is wrong."""
    findings: tuple[Finding, ...] = ()
    shown = values
    if request.method == "POST":
        shown = typed = boxes.typed(request, fields)
        try:
            messages.success(request, keep(typed))
        except Refused as refusal:
            findings = refusal.findings
        else:
            return redirect(f"organisation_{here}")
    context = frame(request, mine, here) | {
        "boxes": boxes.draw(fields, shown, findings),
        "wrong": sum(finding.blocks for finding in findings),
        "others": [finding for finding in findings if not finding.path],
        "state": verifications.standing(mine).state if here == "basic" else "",
    }
    return render(request, f"organisation/{here}.html", context, status=422 if findings else 200)


def _changes(event: Event) -> list[dict[str, str]]:
    """Name the changes of an event in the reader's language."""
    language = get_language() or "zh-hans"
    words = finance.label if event.verb == "finance.save" else profile.label
    return [{**one, "label": words(one["name"]).say(language)} for one in event.data.get("changes", [])]


URLS = [
    path("organisation/", hub, name="organisation"),
    path("organisation/basic/", basic, name="organisation_basic"),
    path("organisation/profile/", facts, name="organisation_profile"),
    path("organisation/verify/", ask, name="organisation_ask"),
]
