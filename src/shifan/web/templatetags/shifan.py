"""The few filters and tags that all templates share."""

import re
from datetime import datetime

from django import template
from django.template import Context
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from shifan.core import masking
from shifan.core.finding import Finding
from shifan.core.form import Words
from shifan.core.participation import Rights
from shifan.models import Round

register = template.Library()
HAN, LATIN = re.compile(r"[\u4e00-\u9fff]"), re.compile(r"[A-Za-z]")
SIGNS = {"、": ", ", "，": ", ", "：": ": ", "；": "; ", "（": " (", "）": ")", "。": ". "}


@register.filter
def say(words: Words | None) -> str:
    """This function will give a text of a pack in the reader's language."""
    return words.say(get_language() or "zh-hans") if words else ""


@register.filter
def named(round_: Round) -> str:
    """This function will call a round in the reader's language."""
    return round_.label if (get_language() or "zh-hans").startswith("zh") else round_.label_en


@register.filter
def text(finding: Finding) -> str:
    """This function will word a finding in the reader's language."""
    return finding.text(get_language() or "zh-hans")


@register.filter
def form_name(form: str) -> str:
    """This function will name the format of a file as people know it."""
    return "PDF/A-2b" if form == "pdfa" else form.upper()


@register.filter
def lang(text: object) -> SafeString:
    """This function will give the attribute of an element whose text is Chinese, on pages that are not."""
    words = "" if (get_language() or "zh-hans").startswith("zh") else str(text)
    rest = (
        LATIN.findall(words) if isinstance(text, str) else ()
    )  # what is no text has names of its own in Latin letters
    is_chinese = len(HAN.findall(words)) > len(rest)
    return mark_safe(' lang="zh-CN"') if is_chinese else SafeString("")


@register.filter
def moment(when: datetime | None) -> str:
    """This function will write a moment to the minute in the server's time zone, or a dash."""
    return f"{timezone.localtime(when):%Y-%m-%d %H:%M}" if when else "—"


@register.filter
def day(when: datetime | None) -> str:
    """This function will write the day of a moment in the server's time zone, or a dash."""
    return f"{timezone.localtime(when):%Y-%m-%d}" if when else "—"


@register.filter
def masked(text: str, kind: str) -> str:
    """This function will hide most of what is personal, by its kind: mobile, email, name."""
    return masking.mask(kind, text)


@register.filter
def at(mapping, key):
    """This function will look a key up in a mapping, or give None."""
    return mapping.get(key) if mapping else None


@register.filter
def right(rights: Rights, name: str) -> bool:
    """This function will say whether somebody has a right to an application."""
    return bool(getattr(rights, name))


@register.simple_tag
def sign(mark: str) -> str:
    """This function will give a Chinese punctuation mark, on English pages the one that stands for it there."""
    return mark if (get_language() or "zh-hans").startswith("zh") else SIGNS[mark]


@register.simple_tag
def icon(name: str) -> str:
    """This function will draw an icon of the sprite; it is decoration, so a word must stand beside it."""
    source = static("shifan/icons.svg")
    return format_html('<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>', source, name)


@register.inclusion_tag("fragments/clauses.html", takes_context=True)
def clauses(context: Context, ids, slug: str = ""):
    """This function will link clause ids to the sentences of the notice, opened in a dialog on the same page."""
    return {"ids": ids, "slug": slug or context.get("round_slug", "")}


@register.inclusion_tag("fragments/finding.html", takes_context=True)
def finding(context: Context, item: Finding):
    """This function will show one finding: gravity as icon and word, sentence, place, clauses."""
    return {"item": item, "round_slug": context.get("round_slug", "")}
