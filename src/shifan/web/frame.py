"""What every page shows around its content: the desks a person has, the server's time."""

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from shifan.demo.guide import guide
from shifan.queries import people


def frame(request: HttpRequest) -> dict[str, object]:
    """This function will give the base template its context."""
    user = getattr(request, "user", None)
    return {
        "hats": people.hats(user) if user else people.Hats(),
        "is_demo": settings.DEMO,
        "server_now": timezone.now(),
        "demo_accounts": SimpleLazyObject(guide) if settings.DEMO else None,
    }
