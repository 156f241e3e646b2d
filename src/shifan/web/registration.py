"""Registering an organisation by oneself, and asking to be let into one that is known already."""

from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from shifan.actions import invitation
from shifan.actions import organisation as actions
from shifan.actions.organisation import Account
from shifan.core import profile
from shifan.core.finding import Finding, Refused
from shifan.core.form import FormField
from shifan.models import User
from shifan.queries import organisation as organisations
from shifan.web import boxes

TAKEN = ("organisation.taken_uscc", "organisation.taken_name")


@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """This function will take in an organisation and the account of its first manager, unless they have one."""
    by = request.user if isinstance(request.user, User) else None
    fields = profile.BASIC if by else (*profile.BASIC, *profile.PERSON)
    if request.method == "GET":
        return _page(request, fields, {})
    typed = boxes.typed(request, fields)
    if not ratelimit.consume(request, action="register"):
        return _page(request, fields, typed, is_slowed=True, status=429)
    cleaned = profile.clean(fields, typed, organisations.lists())
    troubles = {} if by else account_troubles(request)
    warned = [finding for finding in cleaned.findings if not finding.blocks]
    if cleaned.blocking or troubles or (warned and not request.POST.get("compared")):
        return _page(request, fields, typed, cleaned.findings, troubles, status=422)
    try:
        _, person = actions.register(by=by, typed=typed, account=None if by else account(request), now=timezone.now())
    except Refused as refusal:
        return _page(request, fields, typed, refusal.findings, status=422)
    if by is None:
        enter(request, person)
    messages.success(request, gettext("已登记。主管部门核验期间可以填报，核验通过后即可提交。"))
    return redirect("organisation")


@require_http_methods(["POST"])
def ask_to_join(request: HttpRequest) -> HttpResponse:
    """This function will tell the managers of a known organisation that somebody asks to be invited.

    What is answered is the same whether the organisation is known or not, and says nothing about its people.
    """
    if not ratelimit.consume(request, action="ask_to_join"):
        messages.error(request, gettext("请求过于频繁，请一小时后再试，或直接联系您的单位管理员。"))
        return redirect("register")
    told = {name: request.POST.get(name, "").strip()[:200] for name in ("uscc", "name", "who", "email", "note")}
    try:
        invitation.ask_in(**told, now=timezone.now())
    except Refused as refusal:
        return render(request, "organisation/asked_in.html", {"findings": refusal.findings, "told": told}, status=422)
    return render(request, "organisation/asked_in.html", {"told": None})


def account_troubles(request: HttpRequest) -> dict[str, list[str]]:
    """This function will say what is wrong with a user name and a password, by the rules of signing in."""
    adapter, troubles = get_adapter(request), {}
    username, password = request.POST.get("username", "").strip(), request.POST.get("password", "")
    try:
        if not username:
            raise ValidationError(gettext("请填写用户名。"))
        adapter.clean_username(username)
    except ValidationError as wrong:
        troubles["username"] = _worded(wrong)
    try:
        about = User(username=username, email=request.POST.get("email", ""), name=request.POST.get("person", ""))
        adapter.clean_password(password, about)
    except ValidationError as wrong:
        troubles["password"] = _worded(wrong)
    if not troubles and password != request.POST.get("again", ""):
        troubles["again"] = [gettext("两次输入的密码不一致。")]
    return troubles


def _worded(wrong: ValidationError) -> list[str]:
    """Word what is wrong with a name or a password; the frameworks' own words are not all in Chinese."""
    said = {
        "password_too_short": gettext("密码至少 10 个字符。"),
        "password_too_common": gettext("这个密码太常见。"),
        "password_too_similar": gettext("密码与用户名、姓名或邮箱相近。"),
        "username_taken": gettext("这个用户名已被使用。"),
    }
    return [said.get(str(one.code), " ".join(one.messages)) for one in wrong.error_list]


def account(request: HttpRequest) -> Account:
    """This function will give the account that was typed, its password hashed."""
    return Account(request.POST["username"].strip(), make_password(request.POST["password"]))


def enter(request: HttpRequest, person: User) -> None:
    """This function will sign in a person whose account was opened this moment."""
    get_adapter(request).login(request, person)


def _page(
    request: HttpRequest,
    fields: tuple[FormField, ...],
    typed: dict[str, str],
    findings: tuple[Finding, ...] = (),
    troubles: dict[str, list[str]] | None = None,
    *,
    is_slowed: bool = False,
    status: int = 200,
) -> HttpResponse:
    troubles = dict(troubles or {})
    for finding in findings:
        if finding.path == "username":
            troubles["username"] = [finding.text(request.LANGUAGE_CODE)]
    basic = boxes.draw(profile.BASIC, typed, findings)
    context = {
        "basic": basic,
        "person": boxes.draw([one for one in fields if one not in profile.BASIC], typed, findings),
        "username": request.POST.get("username", ""),
        "troubles": troubles,
        "wrong": sum(finding.blocks for finding in findings) + len(troubles),
        "warned": any(not finding.blocks for finding in findings),
        "compared": bool(request.POST.get("compared")),
        "taken": next((finding for finding in findings if finding.rule in TAKEN), None),
        "typed": typed,
        "is_slowed": is_slowed,
    }
    return render(request, "organisation/register.html", context, status=status)


URLS = [
    path("register/", register, name="register"),
    path("register/join/", ask_to_join, name="ask_to_join"),
    *boxes.URLS,
]
