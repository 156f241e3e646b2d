"""Where an answer was taken from, quietly below its field."""

from django import template
from django.template import Context
from django.utils.translation import get_language, gettext

from shifan.core.display import Sheet, shown
from shifan.core.finance import COLUMNS
from shifan.core.prefill import FIGURES, OWN
from shifan.queries.prefill import ACCOUNT, PROFILE, WORKBOOK

register = template.Library()
LONGEST = 600


def source_words(source: str, number: str) -> str:
    """This function will call a source as people know it."""
    known = {PROFILE: gettext("单位资料"), ACCOUNT: gettext("账户资料"), WORKBOOK: gettext("离线填报表")}
    return known.get(source) or gettext("%(number)s 申报") % {"number": number or "—"}


@register.inclusion_tag("applicant/fields/origin.html", takes_context=True)
def origin(context: Context, node):
    """This function will say where the answers of a field came from and, where they are others now, what it says."""
    origins = context.get("origins") or {}
    leaves = [(leaf.path, leaf.label, leaf.version) for leaf in node.leaves] or [(node.path, "", node.version)]
    said = [(origins[path], label, version) for path, label, version in leaves if path in origins]
    stands = context.get("stands")
    if not said or stands is None:
        return {"said": ()}
    language, track = get_language() or "zh-hans", stands.application.track
    others = [
        {
            "label": label,
            "take": f"{one.path} {version}",
            "says": shown(Sheet(stands.plan, track, {one.path: one.says}, language=language), one.path)[:LONGEST],
            "mine": shown(Sheet(stands.plan, track, stands.flat, language=language), one.path)[:LONGEST],
        }
        for one, label, version in said
        if one.is_other
    ]
    words = {one.source: source_words(one.source, one.number) + _fact(node, one.source) for one, _, _ in said}
    return {
        "said": tuple(words.values()),
        "others": others,
        "other_words": "、".join({source_words(one.source, one.number): 0 for one, _, _ in said if one.is_other}),
        "is_profile": any(one.source == PROFILE and one.is_other for one, _, _ in said),
        "is_figure": node.kind == "years_row" or any(f"{OWN}{one}." in node.field.profile for one in FIGURES),
        "locked": node.locked,
    }


def _fact(node, source: str) -> str:
    """Call a figure of the profile by its own name where the field has another: the two may not be the same."""
    ending = "." if node.kind == "years_row" else ""
    column = next((one for one in COLUMNS if (node.field.profile + ending).startswith(f"{OWN}{one.id}.")), None)
    if source != PROFILE or column is None or column.label.zh == node.field.label.zh:
        return ""
    language = get_language() or "zh-hans"
    return f"（{column.label.say(language)}）" if language.startswith("zh") else f" ({column.label.say(language)})"
