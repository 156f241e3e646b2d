"""Showing the personal data of an application to a desk: asked for, recorded, and then shown while signed in."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from shifan.actions import personal_data
from shifan.core.reading import Reader
from shifan.queries import access
from shifan.web.request import Request

REVEALED = "revealed"  # applications whose personal data the person of this session has had shown
MOST = 200


def reader(request: Request, application_id: int) -> Reader:
    """This function will say how a desk reads an application: masked, or revealed to the person of this session."""
    return "revealed" if application_id in request.session.get(REVEALED, []) else "desk"


@login_required
@require_POST
def reveal(request: Request, pk: int) -> HttpResponse:
    """This function will show the personal data of an application from now on and go back to its page."""
    found = access.get_submitted_application(request.user, pk)
    personal_data.reveal(by=request.user, application=found, now=timezone.now())
    others = [one for one in request.session.get(REVEALED, []) if one != pk]
    request.session[REVEALED] = [*others, pk][-MOST:]
    messages.info(request, gettext("已显示个人信息，本次查看已留痕。"))
    target = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(target, allowed_hosts=None)
    return redirect(target if is_ours and target.startswith("/") else "desk")


URLS = [path("applications/<int:pk>/personal-data/", reveal, name="personal_data")]
