"""The people of an organisation: who is there, who is invited, and joining by a link."""

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from shifan.actions import invitation, membership
from shifan.core.finding import Finding, Refused
from shifan.models import User
from shifan.queries import invitation as invitations
from shifan.queries import organisation as organisations
from shifan.web import registration
from shifan.web.organisation import frame
from shifan.web.request import Request

LINK = "invitation_link"  # kept with the session until the page has shown it, once


@login_required
@require_http_methods(["GET", "POST"])
def people(request: Request) -> HttpResponse:
    """This function will show the people of an organisation, and invite one more."""
    mine = organisations.own(request.user)
    now = timezone.now()
    findings: tuple[Finding, ...] = ()
    typed = {name: (request.POST or request.GET).get(name, "") for name in ("email", "name", "is_manager")}
    if request.method == "POST":
        if not ratelimit.consume(request, action="invite", user=request.user):
            messages.error(request, gettext("发送邀请过于频繁，请一小时后再试。"))
            return redirect("organisation_people")
        try:
            made = invitation.invite(
                by=request.user,
                organisation=mine,
                email=typed["email"],
                name=typed["name"],
                is_manager=bool(typed["is_manager"]),
                now=now,
            )
        except Refused as refusal:
            findings = refusal.findings
        else:
            link = request.build_absolute_uri(reverse("invitation", args=[invitations.secret_of(made)]))
            request.session[LINK] = {"link": link, "email": made.email}
            return redirect("organisation_people")
    context = frame(request, mine, "people") | {
        "staff": organisations.staff(request.user, mine, now),
        "asking": organisations.asking(request.user, mine),
        "findings": findings,
        "typed": typed,
        "made": request.session.pop(LINK, None),
        "now": now,
    }
    return render(request, "organisation/people.html", context, status=422 if findings else 200)


@login_required
@require_POST
def member(request: Request, pk: int) -> HttpResponse:
    """This function will make a member a manager or no longer one, or end the membership."""
    found = organisations.get_member(request.user, pk)
    now, verb = timezone.now(), request.POST.get("verb", "")
    if verb == "remove":
        membership.remove(by=request.user, membership=found, now=now)
        messages.success(request, gettext("%(name)s 不再是本单位人员。") % {"name": found.user})
        return redirect("organisation_people" if found.user_id != request.user.pk else "home")
    membership.set_manager(by=request.user, membership=found, is_manager=verb == "manager", now=now)
    messages.success(request, gettext("已更改 %(name)s 的权限。") % {"name": found.user})
    return redirect("organisation_people")


@login_required
@require_POST
def withdraw(request: Request, pk: int) -> HttpResponse:
    """This function will take an invitation back."""
    found = organisations.get_invitation(request.user, pk)
    invitation.withdraw(by=request.user, invitation=found, now=timezone.now())
    messages.success(request, gettext("已撤回给 %(email)s 的邀请。") % {"email": found.email})
    return redirect("organisation_people")


@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, secret: str) -> HttpResponse:
    """This function will let a person join by a link: with the account they have, or with one they open here."""
    now = timezone.now()
    is_known = isinstance(request.user, User)
    if not ratelimit.consume(request, action="join"):
        return render(request, "organisation/join.html", {"is_slowed": True}, status=429)
    link = invitations.opened(secret, now)
    if not link.is_good:
        return render(request, "organisation/join_gone.html", {"link": link}, status=410 if link.invitation else 404)
    if request.method == "GET":
        typed = {"name": link.invitation.name if link.invitation else ""}
        return render(request, "organisation/join.html", {"invitation": link.invitation, "typed": typed})
    troubles = {} if is_known else registration.account_troubles(request)
    findings: tuple[Finding, ...] = ()
    if not troubles:
        try:
            _join(request, secret)
        except Refused as refusal:
            findings = refusal.findings
        else:
            messages.success(request, gettext("已加入单位。"))
            return redirect("organisation")
    context = {
        "invitation": link.invitation,
        "typed": {name: request.POST.get(name, "") for name in ("name", "mobile")},
        "username": request.POST.get("username", ""),
        "troubles": troubles,
        "findings": findings,
        "wrong": len(findings) + len(troubles),
    }
    return render(request, "organisation/join.html", context, status=422)


def _join(request: HttpRequest, secret: str) -> None:
    now = timezone.now()
    if isinstance(request.user, User):
        invitation.accept(by=request.user, secret=secret, now=now)
        return
    account = registration.account(request)
    own = {"name": request.POST.get("name", ""), "mobile": request.POST.get("mobile", "")}
    opened = {"username": account.username, "password": account.password}
    registration.enter(request, invitation.accept_anew(secret=secret, now=now, **opened, **own))


URLS = [
    path("organisation/people/", people, name="organisation_people"),
    path("organisation/people/<int:pk>/", member, name="organisation_member"),
    path("organisation/invitations/<int:pk>/withdraw/", withdraw, name="organisation_withdraw"),
    path("invitations/<str:secret>/", join, name="invitation"),
]
