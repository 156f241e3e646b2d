"""Beginning an application from what is known, what came of it, and taking more over later."""

from collections.abc import Iterable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shifan.actions import application as applying
from shifan.actions import prefill as actions
from shifan.core.answers import Json
from shifan.core.display import Sheet, shown
from shifan.core.finding import Refused
from shifan.core.pack import by_id
from shifan.queries import application as applications
from shifan.queries import prefill
from shifan.queries.standing import Standing, standing
from shifan.web.applicant_frame import frame
from shifan.web.request import Request
from shifan.web.templatetags.origin import source_words
from shifan.web.templatetags.shifan import named, text

MOST_VERSION = 2**31 - 2


@login_required
@require_http_methods(["GET", "POST"])
def start(request: Request) -> HttpResponse:
    """This function will ask what a new application is to begin with, and begin it."""
    given = request.POST if request.method == "POST" else request.GET
    round_ = applications.open_round(given.get("round", ""))
    request.round_slug = round_.slug  # a refusal links its clauses
    track = given.get("track", "")
    if track not in {each.id for each in applications.tracks_of(round_)}:
        raise Http404
    mine = applications.enterprise(request.user)
    if request.method == "POST":
        source, now = given.get("source", prefill.PROFILE), timezone.now()
        begun = applying.start(by=request.user, round_=round_, organisation=mine, track=track, now=now, source=source)
        messages.success(request, gettext("已建立申报，编号 %(number)s。") % {"number": begun.number})
        return redirect(_filled(begun.pk, source))
    offered = prefill.sources(request.user, round_, track, mine)
    context = {
        "desk": "applicant",
        "round": round_,
        "round_slug": round_.slug,
        "round_label": named(round_),
        "track": by_id(applications.tracks_of(round_), track),
        "offered": offered,
        "chosen": next((one.name for one in offered if one.is_same), prefill.PROFILE),
        "ask": gettext("选择从哪里带入已有内容"),
    }
    return render(request, "prefill/start.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def take(request: Request, pk: int) -> HttpResponse:
    """This function will take values over into fields that are still empty."""
    application = applications.of(request.user, pk)
    now = timezone.now()
    if request.method == "POST":
        source = request.POST.get("source", "")
        if source == prefill.EMPTY or not (source == prefill.PROFILE or source.startswith(prefill.EARLIER)):
            return HttpResponseBadRequest()
        count = actions.take(by=request.user, application=application, source=source, now=now)
        messages.success(request, gettext("已带入 %(count)s 项；已填写的内容没有改动。") % {"count": count})
        return redirect(_filled(pk, source))
    stands = standing(application, now)
    if not stands.is_writable:
        return redirect("applicant_overview", pk)
    offered = prefill.sources(request.user, application.round, application.track, application.organisation, pk)
    context = frame(application, stands) | {
        "offered": offered,
        "chosen": offered[0].name if offered else prefill.PROFILE,
        "ask": gettext("选择从哪里带入已有内容"),
    }
    return render(request, "prefill/take.html", context)


@login_required
@require_GET
def filled(request: Request, pk: int) -> HttpResponse:
    """This function will say what was taken from where, what was not and why, and which files are offered."""
    application = applications.of(request.user, pk)
    stands = standing(application, timezone.now())
    source = request.GET.get("source", "") or prefill.PROFILE
    organisation, user = application.organisation, request.user
    found = prefill.gather(user, application.round, application.track, organisation, source)
    other = prefill.earlier(user, source, organisation)
    origins = prefill.origins(application, user, stands.flat)
    left = [
        {
            "label": _label(stands, one.path),
            "source": source_words(name, other.number if other else ""),
            "value": _shown(stands, one.path, one.value),
            "why": [text(each) for each in one.findings],
            "href": _place(stands, one.path),
        }
        for name, one in found.left
        if stands.flat.get(one.path) is None
    ]
    offers = prefill.proofs(other, user) if other and not found.files else ()
    fields = [
        (place, _label(stands, place))
        for place, question in stands.plan.tracks[application.track].form.by_pattern.items()
        if question.field.type == "attachment" and "*" not in place
    ]
    context = frame(application, stands) | {
        "groups": _groups(stands, origins.values()),
        "count": len(origins),
        "left": left,
        "other": other,
        "proofs": offers,
        "file_fields": fields,
        "source": source,
        "ask": gettext("核对带入的内容，继续填写"),
    }
    return render(request, "prefill/filled.html", context)


@login_required
@require_POST
def take_proof(request: Request, pk: int) -> HttpResponse:
    """This function will put a file of an earlier application behind the files of a field."""
    application = applications.of(request.user, pk)
    source, number = request.POST.get("source", ""), request.POST.get("file", "")
    other = prefill.earlier(request.user, source, application.organisation)
    offered = prefill.proofs(other, request.user) if other else ()
    row = next((each for each in offered if str(each.pk) == number), None)
    if row is None:
        messages.error(request, gettext("没有找到要放入的附件。"))
        return redirect(_filled(pk, source))
    try:
        actions.take_proof(
            by=request.user,
            application=application,
            given=row,
            path=request.POST.get("path", ""),
            now=timezone.now(),
        )
    except Refused as refusal:
        messages.error(request, " ".join(text(finding) for finding in refusal.findings))
    else:
        messages.success(request, gettext("已放入附件“%(name)s”。") % {"name": row.name})
    return redirect(_filled(pk, source))


@login_required
@require_POST
def take_back(request: Request, pk: int) -> HttpResponse:
    """This function will set an answer to what its source says, unless it has changed meanwhile."""
    application = applications.of(request.user, pk)
    place, _, version = request.POST.get("take", "").partition(" ")
    if not (version.isascii() and version.isdigit() and len(version) < 11 and int(version) <= MOST_VERSION):
        return HttpResponseBadRequest()
    done = actions.take_back(
        by=request.user, application=application, path=place, version=int(version), now=timezone.now()
    )
    if done:
        messages.success(request, gettext("已采用来源的内容。"))
    else:
        messages.warning(request, gettext("这一项刚被修改，没有改动；请核对后再采用。"))
    section = place.partition(".")[0]
    return redirect(f"{reverse('applicant_section', args=[pk, section])}#f-{place}")


def _filled(pk: int, source: str) -> str:
    return f"{reverse('applicant_filled', args=[pk])}?{urlencode({'source': source})}"


def _groups(stands: Standing, origins: Iterable[prefill.Said]) -> list[dict[str, object]]:
    """Put what was taken together by source and section, in the order of the form."""
    form, track = stands.plan.tracks[stands.application.track].form, stands.application.track
    order = form.order
    language = get_language() or "zh-hans"
    found: dict[str, dict[str, list[dict[str, str]]]] = {}
    words: dict[str, str] = {}

    def placed(said: prefill.Said) -> int:
        question = stands.plan.question(track, said.path)
        return order.get(question.pattern, 0) if question else 0

    labels = {section.id: section.label.say(language) for section, _ in form.sections}
    for said in sorted(origins, key=placed):
        words[said.source] = source_words(said.source, said.number)
        section = labels.get(said.path.partition(".")[0], "")
        shown_ = _shown(stands, said.path, stands.flat.get(said.path))
        line = {"label": _label(stands, said.path), "value": shown_, "href": _place(stands, said.path)}
        found.setdefault(said.source, {}).setdefault(section, []).append(line)
    return [
        {"words": words[source], "count": sum(map(len, sections.values())), "sections": list(sections.items())}
        for source, sections in found.items()
    ]


def _label(stands: Standing, place: str) -> str:
    return stands.plan.label(stands.application.track, place, stands.flat).say(get_language() or "zh-hans")


def _shown(stands: Standing, place: str, value: Json) -> str:
    sheet = Sheet(stands.plan, stands.application.track, {place: value}, language=get_language() or "zh-hans")
    return (shown(sheet, place) or (value if isinstance(value, str) else ""))[:200]


def _place(stands: Standing, place: str) -> str:
    page = reverse("applicant_section", args=[stands.application.pk, place.partition(".")[0]])
    return f"{page}#f-{place}"


URLS = [
    path("apply/start/", start, name="applicant_start"),
    path("apply/<int:pk>/take/", take, name="applicant_take"),
    path("apply/<int:pk>/filled/", filled, name="applicant_filled"),
    path("apply/<int:pk>/take-back/", take_back, name="applicant_take_back"),
    path("apply/<int:pk>/take-proof/", take_proof, name="applicant_take_proof"),
]
