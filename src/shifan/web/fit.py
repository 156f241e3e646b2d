"""Which programmes fit: every open round against the profile, and what is still to be answered."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from shifan.actions import fit as actions
from shifan.queries import application as applications
from shifan.queries import fit
from shifan.web.request import Request

MOST_GIVEN = 60
LONGEST = 200


@login_required
@require_http_methods(["GET", "POST"])
def fitting(request: Request) -> HttpResponse:
    """This function will show which rounds fit, and take the answers that decide it."""
    mine = applications.enterprise(request.user)
    now = timezone.now()
    sent = request.POST if request.method == "POST" else request.GET
    given = {name: str(value)[:LONGEST] for name, value in sent.items() if ":" in name and value}
    given = dict(list(given.items())[:MOST_GIVEN])
    if request.method == "POST":
        kept = actions.keep(by=request.user, organisation=mine, given=fit.facts_asked(mine, given), now=now)
        if kept:
            messages.success(request, gettext("%(count)s 项已保存到单位资料。") % {"count": len(kept)})
        return redirect(f"{reverse('fit')}?{urlencode(given)}")
    offers = fit.offers(request.user, mine, now, given)
    context = {
        "desk": "applicant",
        "organisation": mine,
        "offers": [_shown(offer) for offer in offers],
        "open": sum(offer.is_open for offer in offers),
        "is_empty": not mine.profile,
        "ask": gettext("回答未知条件，选择可以申报的项目"),
    }
    return render(request, "fit.html", context)


def _shown(offer: fit.Offer) -> dict[str, object]:
    """Put beside each finding the sentence that it goes by."""
    fits = [
        {
            "fit": one,
            "against": [(finding, fit.quote_of(one, finding)) for finding in one.match.against],
            "remarks": [(finding, fit.quote_of(one, finding)) for finding in one.match.remarks],
        }
        for one in offer.fits
    ]
    return {
        "offer": offer,
        "fits": fits,
        "asks": [ask for ask in offer.asks if ask.kind],
        "elsewhere": [ask for ask in offer.asks if not ask.kind],
    }


URLS = [path("fit/", fitting, name="fit")]
