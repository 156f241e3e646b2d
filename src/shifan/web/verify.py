"""Verifying a paper: by its digest, typed or scanned, or by the file itself. Nobody need sign in for it."""

import hashlib
from typing import BinaryIO, cast

from allauth.account.adapter import get_adapter
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from shifan.core import verification as codes
from shifan.queries import verification
from shifan.render.carried import mark_of

LARGEST = 64 * 1024 * 1024  # larger files are verified where they lie, by `shifan verify`

A_MINUTE = {"digest": 60, "file": 20}  # questions from one address


@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """This function will take a digest or a file to verify; a digest leads to its own address, a file is not kept."""
    if request.method == "POST":
        return _file(request)
    typed = request.GET.get("q", "").strip()[:500]
    if not typed:
        return render(request, "public/verify.html", _shown())
    if code := codes.code(typed):
        return redirect("verify_digest", code)
    problem = gettext("未能识别校验码。请输入页脚所印的 16 位校验码，或 64 位全码，或二维码中的网址。")
    return render(request, "public/verify.html", _shown(typed=typed, problem=problem), status=400)


@require_GET
def by_digest(request: HttpRequest, digest: str) -> HttpResponse:
    """This function will say what a digest, or its beginning, stands for."""
    code = codes.code(digest)
    if _is_too_often(request, "digest"):
        return _busy(request)
    if not code:
        problem = gettext("网址中的校验码不完整：至少 12 位，由数字和字母 a–f 组成。")
        return render(request, "public/verify.html", _shown(typed=digest, problem=problem), status=404)
    found = verification.find(request.user, code, timezone.now())
    context = _shown(typed=code, code=code, found=found[: verification.MOST], more=len(found) > verification.MOST)
    return render(request, "public/verify.html", context, status=200 if found else 404)


def _file(request: HttpRequest) -> HttpResponse:
    """Look at an uploaded file while the request lasts: its bytes first, then the mark it carries."""
    if _is_too_often(request, "file"):
        return _busy(request)
    sent = request.FILES.get("file")
    problem = ""
    if sent is None or sent.size is None:
        problem = gettext("没有收到文件，请选择一个文件。")
    elif sent.size > LARGEST:
        problem = gettext("文件超过 64 MB，请用命令 shifan verify 在本机核验。")
    if problem or sent is None:
        return render(request, "public/verify.html", _shown(problem=problem), status=400)

    file = cast(BinaryIO, sent.file)
    now, fingerprint = timezone.now(), hashlib.sha256()
    for piece in sent.chunks():
        fingerprint.update(piece)
    known = verification.find(request.user, fingerprint.hexdigest(), now)
    mark = None if known else mark_of(file)
    based_on = verification.find(request.user, mark.digest, now) if mark else ()
    context = _shown(
        file_name=sent.name, code=fingerprint.hexdigest(), found=known, is_file=True, mark=mark, based_on=based_on
    )
    return render(request, "public/verify.html", context)


def _is_too_often(request: HttpRequest, what: str) -> bool:
    """Count a question of an address to this process; the count begins anew a minute after the first."""
    counted = caches["process"]
    key = f"verify:{what}:{get_adapter().get_client_ip(request)}"
    counted.add(key, 0, 60)
    try:
        return counted.incr(key) > A_MINUTE[what]
    except ValueError:  # the minute ended between the two
        return False


def _busy(request: HttpRequest) -> HttpResponse:
    problem = gettext("核验过于频繁，请一分钟后再试。")
    return render(request, "public/verify.html", _shown(problem=problem), status=429)


def _shown(**more: object) -> dict[str, object]:
    return {"typed": "", "problem": "", "found": None, **more}


URLS = [
    path("verify/", start, name="verify"),
    path("verify/<str:digest>/", by_digest, name="verify_digest"),
]
