"""Fields on plain forms that are sent as a whole: each with what was typed, its options and what is wrong with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from shifan.core import profile
from shifan.core.finding import Finding
from shifan.core.form import CascadeField, ChoiceField, FormField, NumberField, TextField
from shifan.core.pack import ListItem
from shifan.core.question import ListIndex
from shifan.queries import organisation as organisations
from shifan.web.applicant_fields import Choice, level_name

TYPES = {"date": "date", "mobile": "tel", "phone": "tel", "fax": "tel", "email": "email"}
FILLED_BY = {"name": "organization", "person": "name", "mobile": "tel", "email": "email", "username": "username"}


@dataclass(frozen=True, slots=True)
class Box:
    """One field as it is drawn; `groups` are the options of a choice, or of each level of a cascade."""

    field: FormField
    value: str
    findings: tuple[Finding, ...]
    groups: tuple[tuple[str, tuple[Choice, ...]], ...] = ()

    @property
    def kind(self) -> str:
        """This property will name the control: text, longtext, number, choice or cascade."""
        if isinstance(self.field, CascadeField | ChoiceField):
            return "cascade" if isinstance(self.field, CascadeField) else "choice"
        if isinstance(self.field, NumberField):
            return "number"
        return "longtext" if isinstance(self.field, TextField) and self.field.type == "longtext" else "text"

    @property
    def input_type(self) -> str:
        """This property will name the kind of input; a date that no date input can show stays a text."""
        wanted = TYPES.get(self.field.type, "text")
        return "text" if wanted == "date" and self.value and len(self.value) != 10 else wanted

    @property
    def filled_by(self) -> str:
        """This property will say what a browser may fill in by itself."""
        return FILLED_BY.get(self.field.id, "off")

    @property
    def is_wrong(self) -> bool:
        """This property will say whether something blocks."""
        return any(finding.blocks for finding in self.findings)

    @property
    def level_names(self) -> str:
        """This property will name the levels of a cascade, as its script writes them."""
        levels = self.field.levels if isinstance(self.field, CascadeField) else ()
        return ",".join(level_name(level) for level in levels)


def draw(
    fields: Sequence[FormField], values: Mapping[str, object], findings: Sequence[Finding] = ()
) -> tuple[Box, ...]:
    """This function will draw fields with what stands in them and what is wrong with it."""
    lists = organisations.lists()
    drawn = []
    for each in fields:
        value = values.get(each.id)
        shown = "" if value is None else str(value)
        wrong = tuple(finding for finding in findings if finding.path == each.id)
        drawn.append(Box(each, shown, wrong, _groups(each, shown, lists)))
    return tuple(drawn)


def typed(request: HttpRequest, fields: Sequence[FormField]) -> dict[str, str]:
    """This function will read what was typed; of a cascade the deepest code that lies below those before it."""
    lists = organisations.lists()
    found = {each.id: request.POST.get(each.id, "") for each in fields}
    for each in fields:
        if isinstance(each, CascadeField):
            found[each.id] = _deepest(lists[each.options_from], request.POST.getlist(each.id))
    return found


@require_GET
def options(request: HttpRequest, list_id: str) -> HttpResponse:
    """This function will list what stands below an entry of a national list, for everybody."""
    lists = organisations.lists()
    if list_id not in lists:
        raise Http404
    index, levels = lists[list_id], request.GET.get("level", "").split(",")
    below = (index.by_code[code] for code in index.children.get(request.GET.get("parent", ""), ()))
    language = get_language() or "zh-hans"
    found = [
        {"code": item.code, "name": item.name.say(language), "level": item.level}
        for item in below
        if item.level in levels
    ]
    answer = JsonResponse({"options": found})
    answer["Cache-Control"] = "public, max-age=3600"
    return answer


def _deepest(index: ListIndex, codes: Sequence[str]) -> str:
    deepest = ""
    for code in codes:
        item = index.by_code.get(code)
        if item is None or item.parent != deepest:
            break
        deepest = code
    return deepest or next((code for code in codes if code), "")


def _groups(each: FormField, value: str, lists: profile.Lists) -> tuple[tuple[str, tuple[Choice, ...]], ...]:
    language = get_language() or "zh-hans"
    if isinstance(each, ChoiceField):
        return (("", tuple(Choice(one.code, one.label.say(language), one.code == value) for one in each.options)),)
    return _levels(each, value, lists[each.options_from]) if isinstance(each, CascadeField) else ()


def _levels(each: CascadeField, value: str, index: ListIndex) -> tuple[tuple[str, tuple[Choice, ...]], ...]:
    """Give the options of the first level, and of each level below what is chosen."""
    language = get_language() or "zh-hans"
    known = index.by_code.get(value)
    chain = [one.code for one in (*reversed(index.ancestors(value)), known) if one] if known else []
    items: list[ListItem] = [one for one in index.source.items if one.level == each.levels[0]]
    found = []
    for chosen in (*chain, ""):
        if not items:
            break
        choices = tuple(Choice(one.code, one.name.say(language), one.code == chosen) for one in items)
        found.append((level_name(items[0].level), choices))
        below = (index.by_code[code] for code in index.children.get(chosen, ())) if chosen else ()
        items = [one for one in below if one.level in each.levels]
    return tuple(found)


URLS = [path("lists/<slug:list_id>/", options, name="national_options")]
