"""What a person has been told: the inbox, what to be told and how; in the demo the mails of everybody."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages as flash
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shifan.actions import message as actions
from shifan.core import telling
from shifan.models import Message
from shifan.queries import message as messages
from shifan.web.request import Request

SHOWN = 50  # mails on the page of the demo


def _own(message: Message) -> str:
    return reverse("applicant_overview", args=[message.application_id])


def _at_desk(message: Message) -> str:
    """Lead to the application at the desk it came to: a body's where one is named, else the organiser's."""
    if body := message.params.get("body_id"):
        return reverse("recommender_application", args=[body, message.application_id])
    return reverse("organiser_application", args=[message.params["slug"], message.application_id])


def _list(message: Message) -> str:
    if message.params.get("body_id"):
        return reverse("recommender_desk")
    return reverse("organiser_round", args=[message.params["slug"]])


def _comment(message: Message) -> str:
    return f"{reverse('comments', args=[message.application_id])}?{urlencode({'path': message.params['path']})}"


# Where a message leads; the others lead to the application of its reader.
PLACES: dict[str, Callable[[Message], str]] = {
    "comment.said": _comment,
    "deadline.certify": lambda message: reverse("applicant_team", args=[message.application_id]),
    "deadline.desk": _list,
    "deadline.review": lambda _: reverse("expert_desk"),
    "task.arrived": _at_desk,
    "task.list": _list,
    "task.verify": lambda message: reverse("verification", args=[message.params["verification_id"]]),
    "organisation.verified": lambda _: reverse("organisation"),
    "organisation.returned": lambda _: reverse("organisation"),
    "organisation.asked_in": lambda _: reverse("organisation_people"),
    "organisation.invited": messages.invited_to,
    "organisation.consortium": lambda _: reverse("consortia"),
    "organisation.partner_answered": lambda message: reverse("consortium", args=[message.application_id]),
    "task.review": lambda message: reverse("expert_review", args=[message.params["review_id"]]),
}


@login_required
@require_GET
def inbox(request: Request) -> HttpResponse:
    """This function will list what a person has been told, the newest first."""
    pages = Paginator(messages.inbox(request.user), messages.PER_PAGE)
    page = pages.get_page(request.GET.get("page"))
    told = messages.worded(page.object_list, get_language() or "zh-hans")
    return render(request, "inbox/inbox.html", {"page": page, "told": told, "desk": "inbox"})


@login_required
@require_GET
def open_message(request: Request, pk: int) -> HttpResponse:
    """This function will note a message as read and lead to what it is about; mails link here."""
    found = messages.get(request.user, pk)
    actions.read(by=request.user, messages_=Message.objects.filter(pk=found.pk), now=timezone.now())
    return redirect(PLACES.get(found.kind, _own)(found))


@login_required
@require_POST
def read_all(request: Request) -> HttpResponse:
    """This function will note everything as read."""
    actions.read(by=request.user, messages_=messages.inbox(request.user), now=timezone.now())
    return redirect("inbox")


@login_required
@require_http_methods(["GET", "POST"])
def choose(request: Request) -> HttpResponse:
    """This function will let a person choose what to be told, where, and in which language."""
    if request.method == "POST":
        wanted = set(request.POST.getlist("wanted"))
        every = [f"{channel}:{name}" for channel in telling.CHANNELS for name in telling.GROUPS]
        muted = [one for one in every if one not in wanted]
        language = request.POST.get("language", "")
        actions.choose(by=request.user, muted=muted, language=language, now=timezone.now())
        flash.success(request, gettext("已保存消息设置。"))
        return redirect("inbox_settings")
    rows = [
        (words, [(f"{channel}:{name}", label, telling.is_wanted(name, channel, request.user.muted))
                 for channel, label in telling.CHANNELS.items()])
        for name, words in telling.GROUPS.items()
    ]  # fmt: skip
    return render(request, "inbox/settings.html", {"rows": rows, "channels": telling.CHANNELS, "desk": "inbox"})


@require_GET
def outbox(request: Request) -> HttpResponse:
    """This function will show the last mails of a demo, which leave it only for the terminal."""
    if not settings.DEMO:
        raise Http404
    return render(request, "inbox/outbox.html", {"told": messages.mailed(SHOWN)})


URLS = [
    path("inbox/", inbox, name="inbox"),
    path("inbox/<int:pk>/", open_message, name="inbox_message"),
    path("inbox/read/", read_all, name="inbox_read"),
    path("inbox/settings/", choose, name="inbox_settings"),
    path("outbox/", outbox, name="outbox"),
]
