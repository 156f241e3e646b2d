"""How an answer reads: the words that paper and screen show for what is stored, and nothing that is not stored."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from shifan.core import text
from shifan.core.answers import Flat
from shifan.core.form import (
    AttachmentField,
    CascadeField,
    ChoiceField,
    ComputedField,
    DateField,
    FormField,
    NumberField,
    Option,
    PeriodField,
    RepeatField,
    RichField,
    Words,
    YearsField,
    YesNoField,
)
from shifan.core.pack import ListItem
from shifan.core.plan import Plan
from shifan.core.values import NONE, Json

TICKED, EMPTY = "☑", "☐"
GAP = "　"  # between the options of one line
OTHER = "*"  # in place of a code: what the applicant adds in words of its own
MOST_LEVELS = 12
YES: Mapping[str, Words] = {"true": Words(zh="是", en="Yes"), "false": Words(zh="否", en="No")}


@dataclass(frozen=True, slots=True)
class Sheet:
    """Frozen answers, and what is needed to word them.

    `hidden` holds paths or patterns of fields that are not asked; they read as unanswered, like what is not public
    on a sheet that is `public`. `computed` holds the values nobody typed, by path.
    """

    plan: Plan
    track: str
    flat: Flat
    computed: Flat = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()
    language: str = "zh"
    public: bool = False

    def asked(self, path: str) -> FormField | None:
        """Find the field an answer belongs to; a year or an end of a period belongs to the field above it."""
        return self.plan.field(self.track, path)

    def value(self, path: str) -> Json:
        """Give the stored or computed value at a path, None if there is none or it may not be shown."""
        question = self.plan.question(self.track, path)
        if question is None or any(start in self.hidden for start in (*_starts(path), *_starts(question.pattern))):
            return None
        asked = question.field
        if self.public and asked.confidentiality != "public" and not isinstance(asked, RepeatField):
            return None  # the order of rows says nothing by itself
        value = self.computed.get(path) if isinstance(asked, ComputedField) else self.flat.get(path)
        return None if value in ("", []) else value


def shown(sheet: Sheet, path: str, *, level: str = "", unit: bool = False, titles: bool = False) -> str:
    """Word one answer: names for codes, 2022年10月25日 for days, numbers as typed; unanswered is an empty text.

    Files are named; with `titles` also by what the applicant calls them, so that two answers are told apart.
    """
    asked = sheet.asked(path)
    if isinstance(asked, PeriodField) and not path.endswith((".start", ".end")):
        ends = (shown(sheet, f"{path}.{end}") for end in ("start", "end"))
        return (" – " if sheet.language == "en" else "至").join(end for end in ends if end)
    value = sheet.value(path)
    if asked is None or value is None:
        return ""
    if titles and isinstance(asked, AttachmentField) and isinstance(value, list):
        return _titled(sheet, value)
    words = _worded(sheet, asked, value, level)
    measure = None if value == NONE else getattr(asked, "unit", None)
    return words + beside(measure.say(sheet.language), sheet.language) if unit and isinstance(measure, Words) else words


def beside(measure: str, language: str) -> str:
    """Write a unit as it stands after its number: English parts words from it, and 10,000 yuan is a factor."""
    if language.startswith("zh") or not measure[:1].isalnum():
        return measure
    return f" × {measure}" if measure[:1].isdigit() else f" {measure}"


def ticked(
    sheet: Sheet,
    path: str,
    details: Mapping[str, str] | None = None,
    under: str = "",
    *,
    gap: str = GAP,
    numbered: bool = False,
) -> str:
    """Print every option in the notice's order with ☑ or ☐, and after an option its detail; own text comes last.

    A detail for `*` names the option that own text stands for, such as 其他（请注明）.

    `under` keeps to the options below a code of the list that they are taken from, `gap` parts them, and `numbered`
    puts their codes before their names.
    """
    asked, chosen, codes = sheet.asked(path), _many(sheet.value(path)), codes_chosen(sheet, path)
    pieces = [
        (TICKED if code in codes else EMPTY) + (f"{code}. " if numbered else "") + name + (details or {}).get(code, "")
        for code, name in _options(sheet, asked)
        if not under or _is_under(sheet, asked, code, under)
    ]
    own = [str(one.get("own", "")) for one in chosen if isinstance(one, dict)]
    if other := (details or {}).get(OTHER):
        pieces.append(f"{TICKED}{other}：{'、'.join(own)}" if own else EMPTY + other)
    else:
        pieces += [TICKED + words for words in own]
    return gap.join(pieces)


def codes_chosen(sheet: Sheet, path: str) -> list[str]:
    """Give the codes of the options that are ticked, `true` and `false` for yes and no; own text has none."""
    chosen = _many(sheet.value(path))
    return [str(one).lower() if isinstance(one, bool) else one for one in chosen if isinstance(one, bool | str)]


def _many(value: Json) -> list[Json]:
    return value if isinstance(value, list) else [value]


def _is_under(sheet: Sheet, asked: FormField | None, code: str, above: str) -> bool:
    source = getattr(asked, "options_from", "")
    return bool(source) and above in sheet.plan.ancestors(source, code)


def code(sheet: Sheet, path: str) -> str:
    """Give the codes that were chosen, without names; text of one's own has none."""
    value = sheet.value(path)
    chosen = value if isinstance(value, list) else [value]
    return "、".join(one for one in chosen if isinstance(one, str))


def item(sheet: Sheet, path: str) -> str:
    """Give code and name of what was chosen, as lists of the notice print them: 43. 大规模个性化定制."""
    asked, value = sheet.asked(path), sheet.value(path)
    if asked is None or value is None:
        return ""
    chosen = value if isinstance(value, list) else [value]
    words = (_worded(sheet, asked, one, "") for one in chosen)
    return "、".join(
        f"{one}. {name}" if isinstance(one, str) else name for one, name in zip(chosen, words, strict=True)
    )


def rich(sheet: Sheet, path: str) -> dict[str, object] | None:
    """Give the formatted text at a path, None if there is none."""
    value = sheet.value(path)
    return dict(value) if isinstance(sheet.asked(path), RichField) and isinstance(value, dict) else None


def day(value: date | str, language: str = "zh") -> str:
    """Word a day (2022-10-25) or month (2022-10); what is neither comes back as it is.

    >>> day("2022-10-05")
    '2022年10月5日'
    """
    parts = str(value).split("-")
    if language == "en" or len(parts) not in (2, 3) or not all(part.isdigit() for part in parts):
        return str(value)
    return "".join(f"{int(part)}{mark}" for part, mark in zip(parts, "年月日", strict=False))


def _worded(sheet: Sheet, asked: FormField, value: Json, level: str) -> str:
    match asked:
        case YesNoField():
            return YES[str(value).lower()].say(sheet.language) if isinstance(value, bool) else str(value)
        case DateField() | PeriodField():
            return day(str(value), sheet.language)
        case ChoiceField():
            chosen = value if isinstance(value, list) else [value]
            return ("、" if sheet.language == "zh" else ", ").join(_chosen(sheet, asked, one, level) for one in chosen)
        case CascadeField():
            return _branch(sheet, asked, str(value), level)
        case ComputedField():
            names = dict(_options(sheet, asked))
            key = str(value).lower() if isinstance(value, bool) else str(value)
            return names.get(key, _number(value))
        case AttachmentField():
            files = value if isinstance(value, list) else []
            return "\n".join(str(one.get("name", "")) for one in files if isinstance(one, dict))
        case RichField():
            return text.rich_text(value) if isinstance(value, dict) else str(value)
        case NumberField() | YearsField():
            return _number(value)
        case _:
            return str(value)


def _number(value: Json) -> str:
    return f"{value:.12g}" if isinstance(value, float) else str(value)


def _titled(sheet: Sheet, files: Sequence[Json]) -> str:
    bracketed = "{}（{}）" if sheet.language == "zh" else "{} ({})"
    pairs = ((str(one.get("name", "")), one.get("title")) for one in files if isinstance(one, dict))
    return "\n".join(bracketed.format(name, title) if title else name for name, title in pairs)


def _chosen(sheet: Sheet, asked: ChoiceField, value: Json, level: str) -> str:
    if isinstance(value, dict):
        return str(value.get("own", ""))
    if asked.options_from:
        found = _ancestor(sheet, asked.options_from, str(value), level)
        return found.name.say(sheet.language) if found else str(value)
    return dict(_options(sheet, asked)).get(str(value), str(value))


def _branch(sheet: Sheet, asked: CascadeField, value: str, level: str) -> str:
    levels = (level,) if level else asked.levels
    found = (_ancestor(sheet, asked.options_from, value, one) for one in levels)
    names = list(dict.fromkeys(one.name.say(sheet.language) for one in found if one))
    return "／".join(names) if names or level else value


def _ancestor(sheet: Sheet, list_id: str, value: str, level: str) -> ListItem | None:
    """Climb from a code to the entry at a level, or take the entry itself where no level is asked."""
    found = sheet.plan.item(list_id, value)
    for _ in range(MOST_LEVELS):
        if found is None or not level or found.level == level:
            return found
        found = sheet.plan.item(list_id, found.parent) if found.parent else None
    return None


def _options(sheet: Sheet, asked: FormField | None) -> list[tuple[str, str]]:
    if isinstance(asked, YesNoField):
        return [(key, name.say(sheet.language)) for key, name in YES.items()]
    options: tuple[Option, ...] = asked.options if isinstance(asked, ChoiceField | ComputedField) else ()
    listed = sheet.plan.items(asked.options_from) if isinstance(asked, ChoiceField) and asked.options_from else ()
    level = asked.level if isinstance(asked, ChoiceField) else ""
    return [(one.code, one.label.say(sheet.language)) for one in options] + [
        (one.code, one.name.say(sheet.language)) for one in listed if not level or one.level == level
    ]


def _starts(path: str) -> Iterator[str]:
    while path:
        yield path
        path = path.rpartition(".")[0]
