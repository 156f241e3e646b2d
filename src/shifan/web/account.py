"""Signing in, and finding the desk one works at."""

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path

from shifan.queries import people
from shifan.web.request import Request

DESKS = {
    "organiser": "organiser_rounds",
    "body": "recommender_desk",
    "enterprise": "applicant_desk",
    "expert": "expert_desk",
}


class Adapter(DefaultAccountAdapter):
    """Accounts are opened with a registration or an invitation (web/registration.py), or by an operator."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """This function will keep the page closed that opens an account for no organisation."""
        return False


@login_required
def desk(request: Request) -> HttpResponse:
    """This function will send a person to the desk of their first hat, or home without any."""
    names = people.hats(request.user).names
    return redirect(DESKS[names[0]] if names else "home")


URLS = [path("desk/", desk, name="desk")]
