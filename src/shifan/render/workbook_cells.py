"""Know how an answer stands in a cell of a workbook, and how what people typed into a cell is read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from openpyxl.utils.datetime import from_excel

from shifan.core import text
from shifan.core.form import (
    AttachmentField,
    CascadeField,
    ChoiceField,
    ComputedField,
    DateField,
    NumberField,
    PeriodField,
    RichField,
    Words,
    YearsField,
    YesNoField,
)
from shifan.core.plan import Plan
from shifan.core.question import Question
from shifan.core.values import NONE, Json, clean_text
from shifan.render.workbook_layout import LONGEST, OWN, TOO_LONG

YES, NO = Words(zh="是", en="Yes"), Words(zh="否", en="No")
Value = bool | int | float | str | date | datetime | time
_NUMBER = re.compile(r"0|-?[1-9][0-9]{0,14}|-?(?:0|[1-9][0-9]{0,9})\.[0-9]{0,3}[1-9]")
_COMPACT = re.compile(r"([12][0-9]{3})([01][0-9])([0-3][0-9])?")
_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_SERIALS = range(10_000, 80_000)  # days of Excel's calendar from 1927 to 2119


@dataclass(frozen=True, slots=True)
class Choices:
    """The options of a question: how each code is shown, and the code that each spelling means."""

    shown: Mapping[str, str]
    codes: Mapping[str, str]


class Cells:
    """Puts answers into cells and takes them out again, in the words of one language; both are read."""

    def __init__(self, plan: Plan, language: str = "zh") -> None:
        self.plan, self.language = plan, language
        self.known: dict[tuple[str, ...], Choices] = {}

    def choices(self, question: Question) -> Choices | None:
        """Give the options of a question, None if it has none."""
        asked = question.field
        if isinstance(asked, YesNoField):
            codes = {YES.zh: "true", YES.en: "true", NO.zh: "false", NO.en: "false", "true": "true", "false": "false"}
            return Choices({"true": YES.say(self.language), "false": NO.say(self.language)}, codes)
        if not isinstance(asked, ChoiceField | CascadeField):
            return None
        levels = asked.levels if isinstance(asked, CascadeField) else (asked.level,)
        key = (asked.options_from, *levels) if asked.options_from else (question.pattern,)
        if key not in self.known:
            self.known[key] = self._listed(question) if asked.options_from else _named(asked, self.language)
        return self.known[key]

    def _listed(self, question: Question) -> Choices:
        """Show entries of a list as code and name, those of a tree with the names above them."""
        asked = question.field
        assert isinstance(asked, ChoiceField | CascadeField)
        shown: dict[str, str] = {}
        spelled: list[tuple[str, str]] = []
        for item in self.plan.items(asked.options_from):
            if item.code not in (question.codes or ()):
                continue
            above = self.plan.ancestors(asked.options_from, item.code) if isinstance(asked, CascadeField) else ()
            names = [item.name, *(found.name for code in above if (found := self.plan.item(asked.options_from, code)))]
            for language in ("zh", "en"):
                branch = "／".join(clean_text(name.say(language), lines=False) for name in reversed(names))
                spelled += [(f"{item.code} {branch}", item.code), (item.name.say(language).strip(), item.code)]
                if language == self.language[:2]:
                    shown[item.code] = f"{item.code} {branch}"
        return Choices(shown, _unique(spelled, shown))

    def put(self, question: Question, value: Json) -> str | int | float:
        """Give what stands in the cell of an answer."""
        asked = question.field
        if value is None or (value == NONE and asked.none_allowed):
            return "" if value is None else NONE
        if isinstance(asked, NumberField | YearsField) and isinstance(value, str) and _NUMBER.fullmatch(value):
            return float(value) if "." in value else int(value)
        words = self._words(question, value)
        return TOO_LONG.say(self.language) if len(escaped(words)) > LONGEST else words

    def _words(self, question: Question, value: Json) -> str:
        asked, choices = question.field, self.choices(question)
        if isinstance(asked, AttachmentField):
            files = value if isinstance(value, list) else []
            return "\n".join(str(one.get("name", "")) for one in files if isinstance(one, dict))
        if isinstance(asked, RichField):
            return text.rich_text(value) if isinstance(value, dict) else str(value)
        if isinstance(asked, ComputedField):
            names = {option.code: option.label.say(self.language) for option in asked.options}
            return names.get(str(value), f"{value:.12g}" if isinstance(value, float) else str(value))
        if choices:
            chosen = value if isinstance(value, list) else [value]
            return "\n".join(self._chosen(choices, one) for one in chosen)
        return str(value)

    def _chosen(self, choices: Choices, value: Json) -> str:
        if not isinstance(value, Mapping):
            key = str(value).lower() if isinstance(value, bool) else str(value)
            return choices.shown.get(key, key)
        own = str(value.get("own", ""))
        collides = own in choices.codes or own == NONE or own.startswith((OWN.zh, OWN.en))
        return OWN.say(self.language) + own if collides else own

    def take(self, question: Question, value: Value) -> Json:
        """Give the answer that somebody typed, still to be cleaned; what cannot be understood stays as typed."""
        asked = question.field
        if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
            value = int(value)
        if isinstance(asked, NumberField | YearsField) and isinstance(value, int | float):
            return str(value) if isinstance(value, bool) else value
        if isinstance(asked, DateField | PeriodField):
            return _day(asked, value)
        if isinstance(asked, YesNoField) and isinstance(value, bool):
            return value
        typed = unescaped(_typed(value))
        choices = self.choices(question)
        if choices is None or (asked.none_allowed and typed.strip() == NONE):
            return typed
        if isinstance(asked, YesNoField):
            return choices.codes.get(typed.strip(), typed)
        own_text = isinstance(asked, ChoiceField) and asked.own_text
        if asked.type != "multi":
            return _meant(choices, typed, own_text)
        lines = [line for line in typed.split("\n") if line.strip()]
        if not own_text:  # several on one line, as people write them; own text may have such marks in it
            lines = [
                part
                for line in lines
                for part in ([line] if line.strip() in choices.codes else re.split("[;；、,，]", line))
                if part.strip()
            ]
        return [_meant(choices, line, own_text) for line in lines]


def _named(asked: ChoiceField | CascadeField, language: str) -> Choices:
    """Show options by their label, and those that share it with their code as well."""
    options = asked.options if isinstance(asked, ChoiceField) else ()
    labels = [clean_text(option.label.say(language), lines=False).strip() for option in options]
    shown = {
        option.code: label if labels.count(label) == 1 else f"{label} ({option.code})"
        for option, label in zip(options, labels, strict=True)
    }
    spelled = [(option.label.say(one).strip(), option.code) for option in options for one in ("zh", "en")]
    spelled += [(f"{name} ({code})", code) for name, code in list(spelled)]
    return Choices(shown, _unique(spelled, shown))


def _unique(spelled: list[tuple[str, str]], shown: Mapping[str, str]) -> dict[str, str]:
    """Keep the spellings that mean one code; a code itself and what is shown for it always do."""
    meant: dict[str, set[str]] = {}
    for words, code in spelled:
        meant.setdefault(words, set()).add(code)
    found = {words: next(iter(codes)) for words, codes in meant.items() if len(codes) == 1}
    return {**found, **{code: code for code in shown}, **{words: code for code, words in shown.items()}}


def _meant(choices: Choices, typed: str, own_text: bool) -> Json:
    """Find the code that a text means: as shown, by code or by name, by the code that it begins with."""
    word = typed.strip()
    if word in choices.codes:
        return choices.codes[word]
    if own_text:
        before = next((one for one in (OWN.zh, OWN.en) if word.startswith(one.strip())), "").strip()
        return {"own": word[len(before) :].strip()}
    first = word.split(maxsplit=1)[0] if word else ""
    if first in choices.shown:
        return first
    bare = [code for code in choices.shown if word.isdigit() and code.lstrip("0") == word.lstrip("0")]
    return bare[0] if len(bare) == 1 else word


def _day(asked: DateField | PeriodField, value: Value) -> str:
    """Read a day that a spreadsheet made a date, a number of its calendar, or digits without marks."""
    by_month = asked.type == "month" or (isinstance(asked, PeriodField) and asked.precision == "month")
    if isinstance(value, int) and not isinstance(value, bool) and value in _SERIALS:
        found = from_excel(value)
        value = found if isinstance(found, datetime) else value
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return value.isoformat()[: 7 if by_month else 10]
    typed = unescaped(_typed(value))
    compact = _COMPACT.fullmatch(typed.strip())
    return "-".join(filter(None, compact.groups())) if compact else typed


def _typed(value: Value) -> str:
    if isinstance(value, datetime) and value.time() == time():
        value = value.date()
    if isinstance(value, bool):
        return str(value).lower()
    return repr(value) if isinstance(value, float) else str(value)


def escaped(words: str) -> str:
    """Write what a spreadsheet would take for a coded character so that it stays text."""
    return _ESCAPED.sub("_x005F_", words)


def unescaped(words: str) -> str:
    """Undo `escaped`."""
    return re.sub(r"_x005F_(?=x[0-9A-Fa-f]{4}_)", "_", words)
