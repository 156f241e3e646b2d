"""Filling in: the pages of a form, and what its scripts ask for while somebody types."""

import json
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.decorators import login_required
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET, require_POST

from shifan.actions import application as actions
from shifan.actions import row
from shifan.core.answers import Json
from shifan.core.check import asked_sections
from shifan.core.display import Sheet, shown
from shifan.core.finding import Finding, Severity
from shifan.core.form import FormField, RepeatField, Section
from shifan.core.history import Change
from shifan.core.pack import by_id
from shifan.models import Application
from shifan.queries import application as applications
from shifan.queries.standing import Standing, standing
from shifan.web import applicant_fields as fields
from shifan.web import applicant_words
from shifan.web.request import Request
from shifan.web.templatetags.shifan import named

MOST_CHANGES = 500
LONGEST_PATH = 200
MOST_VERSION = 2**31 - 2


@login_required
@require_GET
def section(request: Request, pk: int, section_id: str) -> HttpResponse:
    """This function will show one section of the form to be filled in."""
    application = applications.of(request.user, pk)
    now = timezone.now()
    stands = standing(application, now)
    if not stands.is_writable:
        return redirect("applicant_overview", pk)
    part = _section(stands, section_id)
    nodes = fields.draw(drawn(stands, now), part)
    sections = [one for one in stands.plan.pack.form(application.track).sections if one == part or one in asked(stands)]
    place = sections.index(part)
    context = frame(application, stands) | {
        "section": part,
        "nodes": nodes,
        "has_rich": _has_rich(part.fields),
        "words": applicant_words.form_words(),
        "rich_words": json.dumps(applicant_words.rich_text_words(), ensure_ascii=False),
        "closed": stands.window.closed(now),
        "panel": panel(stands, part.id),
        "sections": progress_of(stands, part.id),
        "before": sections[place - 1] if place else None,
        "after": sections[place + 1] if place + 1 < len(sections) else None,
        "ask": gettext("修改退回的栏目，然后重新提交")
        if stands.window.request
        else gettext("填写申报书，写完的内容自动保存"),
    }
    return render(request, "applicant/section.html", context)


@login_required
@require_POST
def answers(request: Request, pk: int) -> HttpResponse:
    """This function will save some answers, sent as JSON: {"changes": [{"path", "value", "version"}]}."""
    application = applications.for_saving(request.user, pk)
    try:
        changes = _changes(request.body if request.content_type == "application/json" else b"")
    except RequestDataTooBig:
        most = Finding(
            "answer.large", Severity.BLOCK, params={"label": gettext("内容"), "size": "> 3 MB", "most": "3 MB"}
        )
        return _refusal(most, 413)
    if isinstance(changes, Finding):
        return _refusal(changes, 413 if changes.rule == "request.many" else 400)
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


@login_required
@require_GET
def findings(request: Request, pk: int) -> HttpResponse:
    """This function will give what a check says now, in the pieces that the page of a section consists of."""
    application = applications.of(request.user, pk)
    now = timezone.now()
    stands = standing(application, now)
    part = _section(stands, request.GET.get("section", ""))
    nodes = list(fields.walk(fields.draw(drawn(stands, now), part)))
    places: list[fields.Node | fields.Row] = [*nodes, *(row for node in nodes for row in node.rows)]
    about = frame(application, stands)
    return JsonResponse(
        {
            "panel": _fragment("applicant/panel.html", about | {"panel": panel(stands, part.id)}),
            "sections": _fragment(
                "applicant/sections.html", about | {"sections": progress_of(stands, part.id), "section": part}
            ),
            "fields": {
                node.path: _fragment("fragments/findings.html", about | {"findings": node.findings})
                for node in places
                if node.findings
            },
            "hidden": [node.path for node in nodes if node.hidden],
            "computed": {node.path: node.shown for node in nodes if node.kind == "computed"},
            "titles": {row.path: row.title for node in nodes for row in node.rows if row.title},
        }
    )


@login_required
@require_POST
def rows(request: Request, pk: int) -> HttpResponse:
    """This function will add, remove, restore or move a row: form fields verb, path, key, step, place."""
    application = applications.of(request.user, pk)
    verb, place, key = (request.POST.get(name, "") for name in ("verb", "path", "key"))
    by, now = request.user, timezone.now()
    if verb == "add":
        key, version = row.add(by=by, application=application, path=place, now=now)
    elif verb == "remove":
        version = row.remove(by=by, application=application, path=place, key=key, now=now)
    elif verb == "restore":
        at = _number(request, "place")
        version = row.restore(by=by, application=application, path=place, key=key, place=at, now=now)
    elif verb == "move":
        step = -1 if _number(request, "step") < 0 else 1
        version = row.move(by=by, application=application, path=place, key=key, step=step, now=now)
    else:
        return _refusal(Finding("request.shape", Severity.BLOCK), 400)
    html = _row(application, place, key, now) if verb in ("add", "restore") else ""
    return JsonResponse({"key": key, "version": version, "html": html})


@login_required
@require_GET
def options(request: Request, pk: int, list_id: str) -> HttpResponse:
    """This function will list what stands below an entry of a code list, or its entries of a level."""
    application = applications.of(request.user, pk)
    plan = applications.plan_of(application)
    parent, level = request.GET.get("parent", ""), request.GET.get("level", "")
    items = plan.items(list_id)
    if not items:
        raise Http404
    if parent:
        items = tuple(item for code in plan.children(list_id, parent) if (item := plan.item(list_id, code)))
    if level:
        levels = level.split(",")
        items = tuple(item for item in items if item.level in levels)
    language = get_language() or "zh-hans"
    found = [{"code": item.code, "name": item.name.say(language), "level": item.level} for item in items]
    answer = JsonResponse({"options": found})
    answer["Cache-Control"] = "private, max-age=3600"
    return answer


def frame(application: Application, stands: Standing) -> dict[str, object]:
    """This function will give what all pages about an application show around their content."""
    window = stands.window
    return {
        "desk": "applicant",
        "application": application,
        "stands": stands,
        "track": stands.plan.pack.track(application.track),
        "round_slug": application.round.slug,
        "round_label": named(application.round),
        "stage_label": window.stage.label.say(get_language() or "zh-hans"),
        "closes_at": window.closes_at if stands.is_writable else None,
        "change_request": window.request,
        "asked_for": _asked_for(stands),
        "has_paper": stands.paper_plan is not None,
    }


def drawn(stands: Standing, now: datetime) -> fields.Form:
    """This function will put together what drawing the form needs."""
    return fields.Form(
        plan=stands.plan,
        track=stands.application.track,
        stored=stands.stored,
        flat=stands.flat,
        checked=stands.checked,
        window=stands.window,
        language=get_language() or "zh-hans",
        is_open=stands.is_writable and not stands.window.closed(now),
        by_path=fields.findings_by_path(stands.checked.findings),
    )


@dataclass(frozen=True, slots=True)
class Said:
    """A finding at the side of the page: where it leads and what that place is called."""

    finding: Finding
    href: str
    label: str


def panel(stands: Standing, section_id: str = "") -> dict[str, list[Said]]:
    """This function will sort the findings of a section, or of the whole form, as the side panel shows them."""
    language = get_language() or "zh-hans"
    mine = [
        Said(finding, href(stands, finding), label(stands, finding, language))
        for finding in stands.checked.findings
        if not section_id or not finding.path or finding.path.split(".")[0] == section_id
    ]
    asked = tuple(item.finding.path for item in mine if item.finding.rule == "field.required")
    mine = [item for item in mine if not _is_said(item.finding, asked)]
    loud = [item for item in mine if item.finding.rule not in fields.QUIET]
    return {
        "missing": list({item.href: item for item in mine if item not in loud}.values()),
        "must": [item for item in loud if item.finding.blocks],
        "should": [item for item in loud if item.finding.severity == Severity.WARN],
        "notes": [item for item in loud if item.finding.severity == Severity.NOTE],
    }


def _is_said(finding: Finding, missing: tuple[str, ...]) -> bool:
    """Say whether a rule that waits for an answer adds nothing to the answer being missing."""
    return finding.rule == "rule.undetermined" and any(f"{finding.path}.".startswith(f"{path}.") for path in missing)


def href(stands: Standing, finding: Finding) -> str:
    """This function will give the address of the field a finding is about, or an empty text."""
    if not finding.path:
        return ""
    page = reverse("applicant_section", args=[stands.application.pk, finding.path.split(".")[0]])
    return f"{page}#f-{finding.path}"


def label(stands: Standing, finding: Finding, language: str) -> str:
    """This function will name the place of a finding."""
    if not finding.path:
        return ""
    return stands.plan.label(stands.application.track, finding.path, stands.flat).say(language)


def progress_of(stands: Standing, current: str = "") -> list[dict[str, object]]:
    """This function will list the sections with what is answered of what is wanted and what is wrong."""
    wrong: dict[str, int] = {}
    for finding in stands.checked.findings:
        if finding.blocks and finding.rule not in fields.QUIET:
            place = finding.path.split(".")[0]
            wrong[place] = wrong.get(place, 0) + 1
    found = []
    for part in asked(stands):
        answered, wanted = stands.progress.get(part.id, (0, 0))
        is_open = stands.window.paths is None or any(path.split(".")[0] == part.id for path in stands.window.paths)
        found.append(
            {
                "section": part,
                "answered": answered,
                "wanted": wanted,
                "wrong": wrong.get(part.id, 0),
                "done": 0 < wanted <= answered and not wrong.get(part.id),
                "current": part.id == current,
                "locked": not is_open,
            }
        )
    return found


def asked(stands: Standing) -> tuple[Section, ...]:
    """This function will give the sections in which something is asked of this applicant."""
    return asked_sections(stands.plan, stands.application.track, stands.checked)


def _asked_for(stands: Standing) -> list[dict[str, str]]:
    """Name what a desk asked to be changed, each with the address of its place and what is wrong there."""
    language, track = get_language() or "zh-hans", stands.application.track
    found = []
    for place in stands.window.paths or ():
        page = reverse("applicant_section", args=[stands.application.pk, place.split(".")[0]])
        address = f"{page}#f-{place}" if "." in place else page
        words = stands.plan.label(track, place, stands.flat).say(language)
        reason = stands.window.request.reasons.get(place, "") if stands.window.request else ""
        found.append({"href": address, "label": words, "reason": reason})
    return found


def _has_rich(parts: tuple[FormField, ...]) -> bool:
    """Say whether formatted text is or may come to be on a page: rows are added without loading it again."""
    inner = (getattr(part, "fields", ()) for part in parts)
    return any(part.type == "rich" for part in parts) or any(_has_rich(each) for each in inner)


def _section(stands: Standing, section_id: str) -> Section:
    try:
        return by_id(stands.plan.pack.form(stands.application.track).sections, section_id)
    except KeyError as missing:
        raise Http404 from missing


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


def _refusal(finding: Finding, status: int) -> JsonResponse:
    return JsonResponse({"findings": [_finding(finding)]}, status=status)


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
        return shown(Sheet(plan, application.track, {conflict.path: value}, language=language), conflict.path)

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


def _row(application: Application, place: str, key: str, now: datetime) -> str:
    stands = standing(application, now)
    field = stands.plan.field(application.track, place)
    try:
        row = fields.draw_row(drawn(stands, now), place, key)
    except (LookupError, StopIteration):
        return ""
    template = "table_row" if isinstance(field, RepeatField) and field.type == "table" else "row"
    node = {"path": place, "field": field, "locked": False}
    context = frame(application, stands) | {"row": row, "node": node}
    return _fragment(f"applicant/fields/{template}.html", context)


def _fragment(template: str, context: dict[str, object]) -> str:
    return render_to_string(template, context, request=None)


def _number(request: Request, name: str) -> int:
    given = request.POST.get(name, "")
    return int(given) if given.lstrip("-").isdecimal() and len(given) < 6 else 0


def _is_chinese() -> bool:
    return (get_language() or "zh").startswith("zh")


URLS = [
    path("apply/<int:pk>/answers/", answers, name="applicant_answers"),
    path("apply/<int:pk>/findings/", findings, name="applicant_findings"),
    path("apply/<int:pk>/rows/", rows, name="applicant_rows"),
    path("apply/<int:pk>/options/<slug:list_id>/", options, name="applicant_options"),
    path("apply/<int:pk>/fill/<slug:section_id>/", section, name="applicant_section"),
]
