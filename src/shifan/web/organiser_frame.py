"""What the organiser's pages have in common."""

from datetime import datetime

from django.utils.dateparse import parse_datetime

from shifan.core.calendar import SHANGHAI
from shifan.models import Round
from shifan.web.templatetags.shifan import named

DESK = {"desk": "organiser"}


def frame(round_: Round) -> dict[str, object]:
    """This function will give what every page of a round has around it."""
    return DESK | {"round": round_, "round_slug": round_.slug, "round_label": named(round_)}


def moment(text: str) -> datetime | None:
    """This function will read a moment typed in Beijing time, or give None."""
    try:
        typed = parse_datetime(text)
    except ValueError:
        return None
    return typed.replace(tzinfo=SHANGHAI) if typed and typed.tzinfo is None else typed
