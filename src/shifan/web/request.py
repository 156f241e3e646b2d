"""What a request is here, once somebody has signed in and the middleware has seen it."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from shifan.models import User


class Request(HttpRequest):
    """A request of a person: `user` is never anonymous behind `login_required`.

    `round_slug` is set by a view whose address does not name the round, so that a refusal can link its clauses.
    """

    user: User
    htmx: HtmxDetails
    round_slug: str
