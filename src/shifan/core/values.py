"""Know, for each type of field, what an answer may be: how it is kept, and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import TypeAlias

from shifan.core import attached, identity, text
from shifan.core.form import (
    AttachmentField,
    CascadeField,
    ChoiceField,
    ContactField,
    DateField,
    NumberField,
    PeriodField,
    RepeatField,
    RichField,
    TextField,
    YearsField,
    YesNoField,
)
from shifan.core.question import Question

Json: TypeAlias = "bool | int | float | str | Sequence[Json] | Mapping[str, Json] | None"

MOST_TEXT = 200_000
MOST_RICH = 2_000_000
MOST_SHORT = 1_000  # numbers, dates, codes, contacts, own text
MOST_ROWS = 1_000
MOST_FILES = 200
MOST_CHOSEN = 500
NONE = "无"
ROW_KEY = re.compile(r"[a-z0-9]{1,12}")

_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_NUMBER = re.compile(r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_PLAIN = re.compile(r"-?[0-9]{1,18}(?:\.[0-9]{1,6})?")
_DAY = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})(?:[-/.月]([0-9]{1,2})日?|月?)")
# What cannot be kept at all; everything else is kept as typed and said to be wrong.
REFUSED = frozenset({"field.shape", "field.option", "answer.large", "answer.unknown"})


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong with a value: a code of `words.MESSAGES` and what its message shows beside the label."""

    code: str
    params: Mapping[str, str]

    @property
    def is_refused(self) -> bool:
        """This property will say whether the value cannot be kept at all."""
        return self.code in REFUSED


Looked = tuple[Json, tuple[Trouble, ...]]


def look(question: Question, value: Json) -> Looked:
    """This function will give a leaf's value as it is kept, None for unanswered, and what is wrong with it.

    It takes whatever JSON there is and never raises.
    """
    item = question.field
    if value is None or value == "":
        return None, ()
    if not _is_small(value, MOST_RICH if isinstance(item, RichField) else MOST_TEXT * 2):
        most = MOST_RICH if isinstance(item, RichField) else MOST_TEXT
        return None, (trouble("answer.large", size=f"> {most}", most=str(most)),)
    if item.none_allowed and isinstance(value, str) and value.strip() == NONE:
        return NONE, ()
    for kind, looker in _LOOKERS:
        if isinstance(item, kind):
            return looker(question, value)
    return None, (trouble("field.shape"),)


def trouble(code: str, **params: str) -> Trouble:
    """This function will name what is wrong."""
    return Trouble(code, params)


def clean_text(value: str, *, lines: bool) -> str:
    """This function will keep a text as typed but for characters nobody sees; without `lines` it is one line."""
    if value.isprintable():  # most answers: nothing to take out, and quick to know
        return value
    kept = value.replace("\r\n", "\n").replace("\r", "\n")
    kept = _UNSEEN.sub("", kept)
    return kept if lines else re.sub(r"[\n\t]+", " ", kept)


def decimal(value: Json) -> Decimal | None:
    """This function will read the digits of an answer, or give None."""
    if not isinstance(value, str) or len(value) > MOST_SHORT:
        return None
    try:
        return Decimal(value) if _NUMBER.fullmatch(value) else None
    except InvalidOperation:
        return None


def _is_small(value: Json, most: int) -> bool:
    """Weigh a value without recursion: the characters of its texts and names, and one for each part."""
    if isinstance(value, str):
        return len(value) <= most
    weight = 0
    waiting: list[Json] = [value]
    while waiting:
        part = waiting.pop()
        weight += len(part) + 1 if isinstance(part, str) else 1
        if isinstance(part, int) and not isinstance(part, bool) and part.bit_length() > 4 * MOST_SHORT:
            return False
        if isinstance(part, Mapping):
            weight += sum(len(str(key)) for key in part)
            waiting.extend(part.values())
        elif isinstance(part, list | tuple):
            waiting.extend(part)
        if weight > most:
            return False
    return True


def _typed(value: Json) -> str | None:
    """Take a text, or a number where somebody wrote one without quotes."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return format(Decimal(str(value)), "f") if str(value) not in ("inf", "-inf", "nan") else str(value)
    return value if isinstance(value, str) else None


def _short(value: Json) -> tuple[str, tuple[Trouble, ...]]:
    typed = _typed(value)
    if typed is None:
        return "", (trouble("field.shape"),)
    if len(typed) > MOST_SHORT:
        return "", (trouble("answer.large", size=str(len(typed)), most=str(MOST_SHORT)),)
    return clean_text(typed, lines=False), ()


def _text(question: Question, value: Json) -> Looked:
    item = question.field
    assert isinstance(item, TextField)
    typed = _typed(value)
    if typed is None:
        return None, (trouble("field.shape"),)
    if len(typed) > MOST_TEXT:
        return None, (trouble("answer.large", size=str(len(typed)), most=str(MOST_TEXT)),)
    kept = clean_text(typed, lines=item.type == "longtext")
    if not kept.strip():
        return None, ()
    if item.code:
        return _code(item.code, kept)
    return kept, over_limit(text.count_zi(kept), item.limit) if item.limit and len(kept) > item.limit else ()


def over_limit(count: int, limit: int, code: str = "field.limit") -> tuple[Trouble, ...]:
    """This function will say by how much a count of 字 exceeds a limit."""
    if count <= limit:
        return ()
    return (trouble(code, limit=str(limit), count=str(count), over=str(count - limit)),)


def _code(kind: str, typed: str) -> Looked:
    if len(typed) > MOST_SHORT:
        return None, (trouble("answer.large", size=str(len(typed)), most=str(MOST_SHORT)),)
    check = {
        "uscc": identity.check_uscc,
        "org_code": identity.check_unit_code,
        "postcode": identity.check_postcode,
    }[kind](typed)
    if not check.is_valid:
        name = "field.unit_code" if kind == "org_code" else f"field.{kind}"
        return typed, (trouble(name, value=typed),)
    return check.value, (trouble("field.org_code", value=check.value),) if check.warning else ()


def _contact(question: Question, value: Json) -> Looked:
    typed, wrong = _short(value)
    if wrong or not typed.strip():
        return None, wrong
    kind = question.field.type
    check = {
        "mobile": identity.check_mobile,
        "phone": identity.check_phone,
        "fax": identity.check_fax,
        "email": identity.check_email,
    }[kind](typed)
    code = "field.phone" if kind == "fax" else f"field.{kind}"
    return (check.value, ()) if check.is_valid else (typed, (trouble(code, value=typed),))


def _rich(question: Question, value: Json) -> Looked:
    item = question.field
    assert isinstance(item, RichField)
    doc = _paragraphs(value) if isinstance(value, str) else value
    if not isinstance(doc, Mapping) or text.validate_doc(doc):
        return None, (trouble("field.shape"),)
    kept: Mapping[str, Json] = _json(text.clean_doc(doc))
    has_picture = _has_picture(kept)
    if has_picture and not item.pictures:
        return None, (trouble("field.shape"),)
    words = text.rich_text(kept)
    if not words.strip() and not has_picture:
        return None, ()
    return kept, over_limit(text.count_zi(words), item.limit) if item.limit and len(words) > item.limit else ()


def _paragraphs(value: str) -> Mapping[str, Json]:
    """Make a rich text of a plain one, a paragraph for each line."""
    lines = (clean_text(value, lines=True)).replace("\t", " ").split("\n")
    return {
        "type": "doc",
        "content": [
            {"type": "paragraph", "content": [{"type": "text", "text": line}]} if line else {"type": "paragraph"}
            for line in lines
        ],
    }


def _json(doc: Mapping[str, object]) -> dict[str, Json]:
    """Tell the type checker what a rebuilt rich text is, and take unseen characters out of its texts."""

    def plain(value: object) -> Json:
        if isinstance(value, Mapping):
            return {str(key): plain(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [plain(inner) for inner in value]
        if isinstance(value, str):
            return _UNSEEN.sub("", value) or " "
        return value if isinstance(value, int | float) else None

    return {key: plain(value) for key, value in doc.items()}


def _has_picture(doc: Mapping[str, Json]) -> bool:
    waiting: list[Json] = [doc]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Mapping):
            if part.get("type") == "image":
                return True
            waiting.append(part.get("content"))
        elif isinstance(part, list):
            waiting.extend(part)
    return False


def _number(question: Question, value: Json) -> Looked:
    item = question.field
    assert isinstance(item, NumberField | YearsField)
    if isinstance(value, str) and _PLAIN.fullmatch(value):
        digits = typed = value
    else:
        typed, wrong = _short(value)
        if wrong or not typed.strip():
            return None, wrong
        digits = re.sub(r"[\s,]", "", identity.narrow(typed)).removeprefix("+")
    found = decimal(digits)
    if found is None or len(digits) > 40:
        return typed, (trouble("field.number", value=typed[:40]),)
    problems = []
    if item.type == "integer":
        if found != found.to_integral_value():
            problems.append(trouble("field.integer", value=digits))
        else:
            digits = format(found.to_integral_value(), "f")
    elif -int(found.as_tuple().exponent) > item.places:
        problems.append(trouble("field.places", places=str(item.places), value=digits))
    if item.least is not None and found < item.least:
        problems.append(trouble("field.least", least=str(item.least), value=digits))
    if item.most is not None and found > item.most:
        problems.append(trouble("field.most", most=str(item.most), value=digits))
    return digits, tuple(problems)


def _date(question: Question, value: Json) -> Looked:
    item = question.field
    typed, wrong = _short(value)
    if wrong or not typed.strip():
        return None, wrong
    by_month = item.type == "month" or (isinstance(item, PeriodField) and item.precision == "month")
    kept = _day(identity.narrow(typed), by_month)
    if kept is None:
        return typed, (trouble("field.date", value=typed[:40]),)
    year = item.year if isinstance(item, DateField) else None
    return kept, (trouble("field.year", year=str(year), value=kept),) if year and int(kept[:4]) != year else ()


def _day(typed: str, by_month: bool) -> str | None:
    """Read 2022-10-05, 2022/10/5 or 2022年10月5日, or a month in the same ways."""
    match = _DAY.fullmatch(typed)
    if not match or (match[3] is None and not by_month):
        return None
    try:
        day = date(int(match[1]), int(match[2]), int(match[3] or 1))
    except ValueError:
        return None
    return day.isoformat()[: 7 if by_month else 10]


def is_day(text: str) -> bool:
    """This function will say whether a text is a day or a month as answers keep them: 2022-10-05 or 2022-10."""
    return _day(text, by_month=len(text) == 7) == text


def _yes_no(question: Question, value: Json) -> Looked:
    if isinstance(value, bool):
        return value, ()
    words = {"true": True, "false": False, "是": True, "否": False}
    if isinstance(value, str) and value.strip().lower() in words:
        return words[value.strip().lower()], ()
    return None, (trouble("field.shape"),)


def _choice(question: Question, value: Json) -> Looked:
    item = question.field
    assert isinstance(item, ChoiceField | CascadeField)
    if item.type != "multi":
        return _chosen(question, value)
    if not isinstance(value, list | tuple):
        value = [value]
    kept: list[Json] = []
    problems: dict[str, Trouble] = {}
    for entry in value[:MOST_CHOSEN]:
        one, wrong = _chosen(question, entry)
        problems.update({inner.code: inner for inner in wrong})
        if one is not None and one not in kept:
            kept.append(one)
    if isinstance(item, ChoiceField) and item.most and len(kept) > item.most:
        problems["field.choices"] = trouble("field.choices", most=str(item.most), count=str(len(kept)))
    return kept or None, tuple(problems.values())


def _chosen(question: Question, value: Json) -> Looked:
    item = question.field
    takes_own = isinstance(item, ChoiceField) and item.own_text
    own = value.get("own") if isinstance(value, Mapping) and len(value) == 1 else None
    typed, wrong = _short(own if own is not None else value)
    if wrong or not typed.strip():
        return None, wrong
    if own is None and typed in (question.codes or ()):
        return typed, ()
    if takes_own:
        return {"own": typed.strip()}, ()
    return None, (trouble("field.option", value=typed[:40]),)


def _files(question: Question, value: Json) -> Looked:
    item = question.field
    assert isinstance(item, AttachmentField)
    if not isinstance(value, list | tuple) or len(value) > MOST_FILES:
        return None, (trouble("field.shape"),)
    files = [attached.read(entry, partial(clean_text, lines=False)) for entry in value]
    kept = {str(file["digest"]): file for file in files if file}
    if None in files:
        return None, (trouble("field.shape"),)
    if len(kept) > item.most:
        params = {"least": str(item.least), "most": str(item.most), "count": str(len(kept))}
        return list(kept.values()), (Trouble("field.files", params),)
    return list(kept.values()) or None, ()


def _rows(question: Question, value: Json) -> Looked:
    item = question.field
    assert isinstance(item, RepeatField)
    if not isinstance(value, list | tuple):
        return None, (trouble("field.shape"),)
    if len(value) > MOST_ROWS:
        return None, (trouble("answer.large", size=str(len(value)), most=str(MOST_ROWS)),)
    if not all(isinstance(key, str) and ROW_KEY.fullmatch(key) for key in value):
        return None, (trouble("field.shape"),)
    kept: list[Json] = list(dict.fromkeys(str(key) for key in value))
    if len(kept) > item.most:
        return kept, (trouble("rows.most", most=str(item.most), count=str(len(kept))),)
    return kept or None, ()


_LOOKERS: tuple[tuple[type | tuple[type, ...], Callable[[Question, Json], Looked]], ...] = (
    (TextField, _text),
    ((NumberField, YearsField), _number),
    ((ChoiceField, CascadeField), _choice),
    (RepeatField, _rows),
    (YesNoField, _yes_no),
    ((DateField, PeriodField), _date),
    (ContactField, _contact),
    (RichField, _rich),
    (AttachmentField, _files),
)
