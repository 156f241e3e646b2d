"""How answers are written into pages: formatted text, file sizes."""

from functools import partial

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from shifan.core import catalogue
from shifan.models import IssuedDocument
from shifan.queries import document
from shifan.render.rich_html import rich_html

register = template.Library()


def _address(application_id: int, digest: str) -> str:
    return reverse("file", args=[application_id, digest])


@register.simple_tag
def rich(doc: dict, application_id: int) -> SafeString:
    """This function will write a formatted text; the renderer knows only harmless nodes and escapes every text."""
    return mark_safe(rich_html(doc, partial(_address, application_id)))


@register.filter
def can_be_retried(issued: IssuedDocument) -> bool:
    """This function will say whether the button that makes a document again is shown."""
    return document.can_be_retried(issued, timezone.now())


@register.filter
def size(count: int) -> str:
    """This function will write a number of bytes as people read it."""
    return catalogue.readable(count)
