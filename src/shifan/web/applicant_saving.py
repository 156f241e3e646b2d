"""Saving: what a form's script sends while somebody types, and what it is told."""

import json

from django.contrib.auth.decorators import login_required
from django.core.exceptions import RequestDataTooBig
from django.http import HttpResponse, JsonResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_POST

from shifan.actions import application as actions
from shifan.core.answers import Json
from shifan.core.display import Sheet, shown
from shifan.core.finding import Finding, Severity
from shifan.core.history import Change
from shifan.models import Application
from shifan.queries import application as applications
from shifan.web.request import Request

MOST_CHANGES = 500
LONGEST_PATH = 200
MOST_VERSION = 2**31 - 2


@login_required
@require_POST
def answers(request: Request, pk: int) -> HttpResponse:
    """This function will save some answers, sent as JSON: {"changes": [{"path", "value", "version"}]}."""
    changes = _sent(request)
    places = () if isinstance(changes, Finding) else [change.path for change in changes]
    application = applications.for_saving(request.user, pk, places)
    if isinstance(changes, Finding):
        return refusal(changes, 400 if changes.rule == "request.shape" else 413)
    now = timezone.now()
    saved = actions.save_answers(by=request.user, application=application, changes=changes, now=now)
    return JsonResponse(
        {
            "versions": saved.versions,
            "conflicts": [_conflict(application, conflict) for conflict in saved.conflicts],
            "findings": [_finding(finding) for finding in saved.findings],
            "saved_at": f"{timezone.localtime(now):%H:%M:%S}",
        }
    )


def refusal(finding: Finding, status: int) -> JsonResponse:
    """This function will say in words what was asked wrongly."""
    return JsonResponse({"findings": [_finding(finding)]}, status=status)


def _sent(request: Request) -> list[Change] | Finding:
    """Read what was sent; one finding if it is too much or not what the form sends."""
    try:
        return _changes(request.body if request.content_type == "application/json" else b"")
    except RequestDataTooBig:
        params = {"label": gettext("内容"), "size": "> 3 MB", "most": "3 MB"}
        return Finding("answer.large", Severity.BLOCK, params=params)


def _changes(body: bytes) -> list[Change] | Finding:
    """Read changes from JSON; anything else is one finding."""
    malformed = Finding("request.shape", Severity.BLOCK)
    try:
        sent = json.loads(body)["changes"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return malformed
    if not isinstance(sent, list):
        return malformed
    if len(sent) > MOST_CHANGES:
        params = {"most": str(MOST_CHANGES), "count": str(len(sent))}
        return Finding("request.many", Severity.BLOCK, params=params)
    found = []
    for each in sent:
        if not isinstance(each, dict) or "value" not in each:
            return malformed
        place, version = each.get("path"), each.get("version")
        if not isinstance(place, str) or not 0 < len(place) <= LONGEST_PATH:
            return malformed
        if not isinstance(version, int) or isinstance(version, bool) or not 0 <= version <= MOST_VERSION:
            return malformed
        found.append(Change(place, each["value"], version))
    return found


def _finding(finding: Finding) -> dict[str, object]:
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "path": finding.path,
        "text": finding.text(get_language() or "zh-hans"),
        "clause": list(finding.clause),
    }


def _conflict(application: Application, conflict: actions.Conflict) -> dict[str, object]:
    plan, language = applications.plan_of(application), get_language() or "zh-hans"

    def read(value: Json) -> str:
        sheet = Sheet(plan, application.track, {conflict.path: value}, language=language)
        return shown(sheet, conflict.path, titles=True)

    return {
        "path": conflict.path,
        "label": plan.label(application.track, conflict.path, {}).say(language),
        "yours": conflict.yours,
        "theirs": conflict.theirs,
        "yours_text": read(conflict.yours),
        "theirs_text": read(conflict.theirs),
        "version": conflict.version,
        "who": conflict.who,
        "when": f"{timezone.localtime(conflict.when):%Y-%m-%d %H:%M:%S}",
    }


URLS = [path("apply/<int:pk>/answers/", answers, name="applicant_answers")]
