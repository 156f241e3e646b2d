"""The offline workbook of an application: taken away, brought back, looked at, and only then written."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET, require_http_methods

from shifan.actions import workbook as actions
from shifan.actions.file import MEDIA_TYPES
from shifan.core.answers import Json
from shifan.core.display import Sheet, shown
from shifan.core.finding import Finding, Refused, Severity
from shifan.core.form import RepeatField, RichField
from shifan.core.offline import Difference
from shifan.core.text import rich_text
from shifan.models import Application
from shifan.queries import application as applications
from shifan.queries import workbook as workbooks
from shifan.queries.standing import Standing, standing
from shifan.queries.workbook import Compared
from shifan.render.workbook import MOST_BYTES
from shifan.web.applicant_frame import frame
from shifan.web.request import Request
from shifan.web.templatetags.shifan import text

SALT = "shifan.workbook"
SHOWN = 2000


@login_required
@require_GET
def download(request: Request, pk: int) -> HttpResponse:
    """This function will hand out the form with its answers as they stand, each with its version."""
    application = applications.of(request.user, pk)
    now = timezone.now()
    data = workbooks.written(standing(application, now), get_language() or "zh-hans", timezone.localtime(now))
    answer = HttpResponse(data, content_type=MEDIA_TYPES["xlsx"])
    answer["Content-Disposition"] = f'attachment; filename="{workbooks.file_name(application)}"'
    answer["Cache-Control"] = "private, no-store"
    return answer


@login_required
@require_http_methods(["GET", "POST"])
def workbook(request: Request, pk: int) -> HttpResponse:
    """This function will offer the workbook, and keep the one that is brought back until it has been looked at."""
    application = applications.of(request.user, pk)
    now = timezone.now()
    refused: tuple[Finding, ...] = ()
    if request.method == "POST":
        sent = request.FILES.get("file")
        try:
            if sent is None or sent.size is None:
                raise Refused(Finding("workbook.none", Severity.BLOCK))
            if sent.size > MOST_BYTES:
                most = str(MOST_BYTES // 1_000_000)
                raise Refused(Finding("workbook.large", Severity.BLOCK, params={"most": most}))
            held = actions.hold(by=request.user, application=application, data=sent.read(), now=now)
        except Refused as refusal:
            refused = refusal.findings
        else:
            token = signing.dumps([pk, request.user.pk, held.digest], salt=SALT)
            return redirect(f"{reverse('applicant_workbook_compare', args=[pk])}?{urlencode({'held': token})}")
    stands = standing(application, now)
    context = frame(application, stands) | {
        "refused": refused,
        "most": MOST_BYTES // 1_000_000,
        "ask": gettext("下载离线填报表，填好后上传"),
    }
    return render(request, "workbook/workbook.html", context, status=422 if refused else 200)


@login_required
@require_http_methods(["GET", "POST"])
def compare(request: Request, pk: int) -> HttpResponse:
    """This function will show what a workbook changes and write what was chosen."""
    application = applications.of(request.user, pk)
    now = timezone.now()
    token = (request.POST if request.method == "POST" else request.GET).get("held", "")
    held = _held(request, pk, token)
    if request.method == "POST":
        _take(request, application, held)
        return redirect(f"{reverse('applicant_workbook_compare', args=[pk])}?{urlencode({'held': token})}")
    file = workbooks.held(application, held)
    stands = standing(application, now)
    found = workbooks.differences(application, actions.kept(held))
    language = get_language() or "zh-hans"
    groups = _groups(stands, found, language)
    context = (
        frame(application, stands)
        | groups
        | {
            "held": token,
            "file": file,
            "seen": signing.dumps({one.path: one.version for one in found.differences}, salt=SALT, compress=True),
            "problems": found.problems,
            "is_own": found.is_own,
            "total": len(found.differences),
            "writable": stands.is_writable and not stands.window.closed(now),
            "ask": gettext("核对差异，确认后写入"),
        }
    )
    return render(request, "workbook/compare.html", context)


def _take(request: Request, application: Application, held: str) -> None:
    """Write what was chosen and say what became of it."""
    chosen = set(request.POST.getlist("take"))
    chosen |= {one.removeprefix("c:") for one, value in request.POST.items() if value == "workbook"}
    taken = actions.take(
        by=request.user,
        application=application,
        held=held,
        chosen=chosen,
        versions=_opened(request.POST.get("seen", "")),
        now=timezone.now(),
    )
    messages.success(request, gettext("已写入 %(count)s 项。") % {"count": taken.count})
    if taken.late:
        said = gettext("有 %(count)s 项刚被他人修改，没有写入，请再核对。")
        messages.warning(request, said % {"count": len(taken.late)})
    for finding in taken.findings[:5]:
        messages.warning(request, text(finding))


def _held(request: Request, pk: int, token: str) -> str:
    try:
        application, user, held = signing.loads(token, salt=SALT, max_age=actions.KEPT)
    except (signing.BadSignature, ValueError, TypeError) as wrong:
        raise Http404 from wrong
    if (application, user) != (pk, request.user.pk):
        raise Http404
    return str(held)


def _opened(token: str) -> dict[str, int]:
    try:
        return dict(signing.loads(token, salt=SALT, max_age=actions.KEPT))
    except (signing.BadSignature, ValueError, TypeError) as wrong:
        raise Http404 from wrong


def _groups(stands: Standing, found: Compared, language: str) -> dict[str, object]:
    """Sort differences by what is to be done about them; answers of a new row stand below it."""
    below: dict[str, list[dict[str, str]]] = {}
    lines: dict[str, list[dict[str, object]]] = {}
    for one in found.differences:
        line = _line(stands, found, one, language)
        if one.within:
            below.setdefault(one.within, []).append({"label": str(line["label"]), "given": str(line["given"])})
        else:
            lines.setdefault(one.kind, []).append(line)
    for group in lines.values():
        for line in group:
            line["below"] = below.get(str(line["path"]), [])
    return {"groups": lines}


def _line(stands: Standing, found: Compared, one: Difference, language: str) -> dict[str, object]:
    writer = found.writers.get(one.path)
    track = stands.application.track
    return {
        "path": one.path,
        "label": stands.plan.label(track, one.path, found.flat).say(language),
        "now": _shown(stands, one.path, one.now, language),
        "given": _shown(stands, one.path, one.given, language),
        "loses": one.loses,
        "who": str(writer.changed_by) if writer else "",
        "when": writer.changed_at if writer else None,
    }


def _shown(stands: Standing, place: str, value: Json, language: str) -> str:
    field = stands.plan.field(stands.application.track, place)
    if isinstance(field, RepeatField):
        count = len(value) if isinstance(value, list) else 0
        return gettext("%(count)s 行") % {"count": count}
    if isinstance(field, RichField) and isinstance(value, dict):
        return rich_text(value)[:SHOWN]
    sheet = Sheet(stands.plan, stands.application.track, {place: value}, language=language)
    return shown(sheet, place)[:SHOWN]


URLS = [
    path("apply/<int:pk>/form.xlsx", download, name="applicant_workbook_file"),
    path("apply/<int:pk>/workbook/", workbook, name="applicant_workbook"),
    path("apply/<int:pk>/workbook/compare/", compare, name="applicant_workbook_compare"),
]
