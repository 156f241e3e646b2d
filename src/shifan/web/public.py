"""What anybody may read: open rounds, a round and its notice, lists."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy

from shifan import facts
from shifan.queries import access, clause, notice
from shifan.queries import document as documents
from shifan.web.request import Request

KINDS = {
    "notices": gettext_lazy("通知"),
    "tracks": gettext_lazy("申报方向"),
    "sections": gettext_lazy("申报书章节"),
    "fields": gettext_lazy("填写项"),
    "options": gettext_lazy("选项"),
    "items": gettext_lazy("名录条目"),
    "body_kinds": gettext_lazy("推荐单位类别"),
    "bureaus": gettext_lazy("会签部门"),
    "bodies": gettext_lazy("推荐单位"),
    "stages": gettext_lazy("阶段与期限"),
    "rules": gettext_lazy("校验规则"),
    "past_awards": gettext_lazy("既往入选限制"),
    "quotas": gettext_lazy("推荐名额"),
    "declarations": gettext_lazy("申报承诺"),
    "checks": gettext_lazy("审查要点"),
    "reviews": gettext_lazy("评审表"),
    "criteria": gettext_lazy("评审指标"),
    "rows": gettext_lazy("表格栏目"),
    "sums": gettext_lazy("合计关系"),
    "limits": gettext_lazy("申报数量限制"),
    "caps": gettext_lazy("支持数量上限"),
    "unchanged": gettext_lazy("材料一致性要求"),
    "funding": gettext_lazy("资金支持"),
    "excluded": gettext_lazy("不予支持的费用"),
    "rates": gettext_lazy("补助标准"),
    "matching": gettext_lazy("配套资金"),
    "duties": gettext_lazy("后续义务"),
    "revocations": gettext_lazy("撤销情形"),
    "materials": gettext_lazy("申报材料"),
    "papers": gettext_lazy("报送方式"),
    "signatures": gettext_lazy("签字盖章"),
    "documents": gettext_lazy("文书"),
    "placeholders": gettext_lazy("待确认事项"),
    "information": gettext_lazy("告知事项"),
    "replaces": gettext_lazy("地方调整"),
}
LISTS = {"proposed": gettext_lazy("拟入选名单公示"), "final": gettext_lazy("入选名单公布")}


def home(request: Request) -> HttpResponse:
    """This function will show open rounds, lists, and how it works."""
    now = timezone.now()
    running: list[dict[str, object]] = []
    done: list[dict[str, object]] = []
    for round_, step in notice.open_rounds(now):
        row = {"round": round_, "pack": facts.plan_of(round_).pack, "step": step}
        (done if step and step.stage.kind == "result" else running).append(row)
    context = {
        "rounds": running,
        "done": done,
        "notices": [
            {"notice": one, "track": facts.plan_of(one.round).pack.track(one.track), "kind": LISTS[one.kind]}
            for one in notice.lately(now)
        ],
    }
    return render(request, "public/home.html", context)


def round_page(request: Request, slug: str) -> HttpResponse:
    """This function will show a round: calendar, who may apply, quotas, duties, readings, contacts."""
    found = notice.public_round(access.public_round(slug), timezone.now())
    tracks = [
        {
            "track": track,
            "conditions": found.conditions[track.id],
            "quotas": [quota for quota in found.pack.quotas if quota.track == track.id],
            "declarations": [one for one in found.pack.declarations if track.id in (one.tracks or (track.id,))],
            "duties": [one for one in found.pack.duties if track.id in (one.tracks or (track.id,))],
        }
        for track in found.pack.tracks
    ]
    context = {
        "found": found,
        "tracks": tracks,
        "readings": [(item, found.confirmed.get(item.id)) for item in found.pack.placeholders],
        "unconfirmed": [item for item in found.pack.placeholders if item.id not in found.confirmed],
        "lists": [(one, found.pack.track(one.track), LISTS[one.kind]) for one in found.notices],
        "kinds": {kind.id: kind for kind in found.pack.body_kinds},
        "stages": {stage.id: stage for stage in found.pack.stages},
    }
    return render(request, "public/round.html", _frame(found.round) | context)


def notice_text(request: Request, slug: str) -> HttpResponse:
    """This function will show the notice clause by clause, each with an address of its own."""
    round_ = access.public_round(slug)
    pack = facts.plan_of(round_).pack
    return render(request, "public/notice.html", _frame(round_) | {"pack": pack, "paragraphs": clause.text(pack)})


def clause_page(request: Request, slug: str, clause_id: str) -> HttpResponse:
    """This function will show sentences of the notice and what executes each, as a page or for the dialog.

    `clause_id` is one id, or several joined by `+`.
    """
    round_ = access.public_round(slug)
    pack = facts.plan_of(round_).pack
    try:
        explained = [clause.explain(pack, one) for one in dict.fromkeys(clause_id.split("+"))]
    except LookupError as missing:
        raise Http404 from missing
    found = [(one, [(KINDS[use.kind], use.label) for use in one.uses]) for one in explained]
    template = "public/clause_body.html" if request.htmx else "public/clause.html"
    return render(request, template, _frame(round_) | {"found": found, "clause_ids": clause_id})


def list_page(request: Request, slug: str, track: str, kind: str) -> HttpResponse:
    """This function will show a proposed or final list, searchable by its words."""
    round_ = access.public_round(slug)
    published = notice.get_list(round_, track, kind, timezone.now())
    pack = facts.plan_of(round_).pack
    words = request.GET.get("q", "").strip()[:100]
    context = {
        "published": published,
        "track": pack.track(track),
        "kind": LISTS[kind],
        "is_proposed": kind == "proposed",
        "is_open": published.closes_at is not None and published.closes_at >= timezone.now(),
        "words": words,
        "entries": notice.search(published, words),
        "contacts": [contact for one in pack.notices for contact in one.contacts],
        "files": documents.of(f"notice:{published.pk}", published.digest),
        "ask": gettext("查阅名单；有异议的，在公示期内书面提出") if kind == "proposed" else gettext("查阅名单"),
    }
    return render(request, "public/list.html", _frame(round_) | context)


def _frame(round_) -> dict[str, object]:
    return {"round": round_, "round_slug": round_.slug}


URLS = [
    path("", home, name="home"),
    path("rounds/<slug:slug>/", round_page, name="round"),
    path("rounds/<slug:slug>/notice/", notice_text, name="notice_text"),
    path("rounds/<slug:slug>/clauses/<str:clause_id>/", clause_page, name="clause"),
    path("rounds/<slug:slug>/lists/<slug:track>/<slug:kind>/", list_page, name="list"),
]
