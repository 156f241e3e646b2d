"""Filling in: the pages of a form, and what its scripts ask for while somebody types."""

import json
from datetime import datetime

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import path
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET, require_POST

from shifan.actions import row
from shifan.core.finding import Finding, Severity
from shifan.core.form import FormField, RepeatField, Section
from shifan.core.pack import by_id
from shifan.models import Application
from shifan.queries import application as applications
from shifan.queries import comment as comments
from shifan.queries import prefill
from shifan.queries.standing import Standing, standing
from shifan.web import applicant_fields as fields
from shifan.web import applicant_words
from shifan.web.applicant_frame import asked, frame, panel, progress_of
from shifan.web.applicant_saving import refusal
from shifan.web.request import Request


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
        "open_comments": comments.open_by_path(application),
        "origins": prefill.origins(application, request.user, stands.flat, part.id),
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
        return refusal(Finding("request.shape", Severity.BLOCK), 400)
    html = _row(application, place, key, now) if verb in ("add", "restore") else ""
    keys, _ = applications.rows_at(application.pk, [place]).get(place, ([], version))
    return JsonResponse({"key": key, "version": version, "html": html, "keys": keys})


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
        is_open=stands.is_writable and stands.rights.write and not stands.window.closed(now),
        by_path=fields.findings_by_path(stands.checked.findings),
    )


def _has_rich(parts: tuple[FormField, ...]) -> bool:
    """Say whether formatted text is or may come to be on a page: rows are added without loading it again."""
    inner = (getattr(part, "fields", ()) for part in parts)
    return any(part.type == "rich" for part in parts) or any(_has_rich(each) for each in inner)


def _section(stands: Standing, section_id: str) -> Section:
    try:
        return by_id(stands.plan.pack.form(stands.application.track).sections, section_id)
    except KeyError as missing:
        raise Http404 from missing


def _row(application: Application, place: str, key: str, now: datetime) -> str:
    stands = standing(application, now)
    field = stands.plan.field(application.track, place)
    try:
        row = fields.draw_row(drawn(stands, now), place, key)
    except (LookupError, StopIteration):
        return ""
    template = "table_row" if isinstance(field, RepeatField) and field.type == "table" else "row"
    node = {"path": place, "field": field, "locked": False}
    talk = comments.open_by_path(application)
    context = frame(application, stands) | {"row": row, "node": node, "open_comments": talk}
    return _fragment(f"applicant/fields/{template}.html", context)


def _fragment(template: str, context: dict[str, object]) -> str:
    return render_to_string(template, context, request=None)


def _number(request: Request, name: str) -> int:
    given = request.POST.get(name, "")
    return int(given) if given.lstrip("-").isdecimal() and len(given) < 6 else 0


URLS = [
    path("apply/<int:pk>/findings/", findings, name="applicant_findings"),
    path("apply/<int:pk>/rows/", rows, name="applicant_rows"),
    path("apply/<int:pk>/options/<slug:list_id>/", options, name="applicant_options"),
    path("apply/<int:pk>/fill/<slug:section_id>/", section, name="applicant_section"),
]
