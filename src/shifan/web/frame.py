"""What every page shows around its content: the desks a person has, the server's time."""

from django.http import HttpRequest
from django.utils import timezone

from shifan.queries import people


def frame(request: HttpRequest) -> dict[str, object]:
    """This function will give the base template its context."""
    user = getattr(request, "user", None)
    return {"hats": people.hats(user) if user else people.Hats(), "server_now": timezone.now()}
