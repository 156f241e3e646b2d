"""What stood at a field before: versions with who and when, rows taken away."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.db.models import Q

from shifan.core import difference
from shifan.core.difference import Piece
from shifan.core.display import Sheet, shown
from shifan.core.form import RepeatField, Words, YearsField
from shifan.core.plan import Plan
from shifan.core.values import Json
from shifan.models import Answer, AnswerVersion, Application
from shifan.queries import application as applications

MOST = 100  # versions that one page shows, the newest


@dataclass(frozen=True, slots=True)
class Entry:
    """A value of an answer: who wrote it when, and how it differs from the one remembered before it."""

    path: str
    label: Words
    version: int
    who: str
    when: datetime
    pieces: tuple[Piece, ...]
    is_present: bool
    is_order: bool = False


@dataclass(frozen=True, slots=True)
class Removed:
    """A row that was taken away and can be brought back: the repeat it stood in, its key, what it was called."""

    path: str
    key: str
    label: Words
    title: str


@dataclass(frozen=True, slots=True)
class Past:
    """What is remembered of a field, the newest first, and its rows that were taken away."""

    entries: tuple[Entry, ...]
    removed: tuple[Removed, ...]


def past(application: Application, path: str, language: str) -> Past:
    """This function will tell what stood at a field and in its parts (years, ends, cells): two statements."""
    plan = applications.plan_of(application)
    mine = Q(path=path) | Q(path__startswith=f"{path}.")
    present = list(application.answers.filter(mine).select_related("changed_by"))
    versions = AnswerVersion.objects.filter(mine, application=application).select_related("changed_by")
    flat = {one.path: one.value for one in present}
    spoken = "zh" if language.startswith("zh") else "en"
    rows: list[Answer | AnswerVersion] = [*versions, *present]
    rows.sort(key=lambda one: (one.path, one.changed_at, one.version))
    entries = [
        entry
        for _, group in groupby(rows, key=lambda one: one.path)
        for entry in _entries(plan, application.track, list(group), flat, spoken)
    ]
    entries.sort(key=lambda one: one.when, reverse=True)
    repeat = plan.field(application.track, path)
    removed = _removed(plan, application.track, path, repeat, flat, spoken) if isinstance(repeat, RepeatField) else ()
    return Past(tuple(entries[:MOST]), removed)


def remembered(application: Application, path: str, version: int) -> AnswerVersion:
    """This function will fetch an earlier value of an answer, or raise AnswerVersion.DoesNotExist."""
    return AnswerVersion.objects.get(application=application, path=path, version=version)


def _entries(
    plan: Plan, track: str, rows: Sequence[Answer | AnswerVersion], flat: Mapping[str, Json], language: str
) -> list[Entry]:
    """Word the values of one path, the oldest first, each against the one before."""
    found: list[Entry] = []
    before = ""
    for row in rows:
        asked = plan.field(track, row.path)
        is_order = isinstance(asked, RepeatField)
        if is_order:
            words = _order(row.value, language)
        else:
            words = shown(
                Sheet(plan, track, {row.path: row.value}, language=language), row.path, unit=True, titles=True
            )
        found.append(
            Entry(
                path=row.path,
                label=_label(plan, track, row.path, flat),
                version=row.version,
                who=str(row.changed_by),
                when=row.changed_at,
                pieces=difference.pieces(before, words) if found else difference.pieces(words, words),
                is_present=isinstance(row, Answer),
                is_order=is_order,
            )
        )
        before = words
    return found


def _label(plan: Plan, track: str, path: str, flat: Mapping[str, Json]) -> Words:
    label = plan.label(track, path, flat)
    year = path.rpartition(".")[2]
    if isinstance(plan.field(track, path), YearsField) and year.isdecimal() and year not in label.zh:
        return Words(zh=f"{label.zh}（{year}年）", en=f"{label.en} ({year})")
    return label


def _order(value: object, language: str) -> str:
    count = len(value) if isinstance(value, list) else 0
    return f"共 {count} 行" if language == "zh" else f"{count} row(s)"


def _removed(
    plan: Plan, track: str, path: str, repeat: RepeatField, flat: Mapping[str, Json], language: str
) -> tuple[Removed, ...]:
    order = flat.get(path)
    kept = {str(key) for key in order} if isinstance(order, list) else set()
    keys = dict.fromkeys(one[len(path) + 1 :].split(".")[0] for one in flat if one.startswith(f"{path}."))
    sheet = Sheet(plan, track, flat, language=language)
    named = repeat.row_title or repeat.fields[0].id
    label = repeat.row_label or repeat.label
    return tuple(
        Removed(path, key, label, shown(sheet, f"{path}.{key}.{named}") or _any_words(sheet, f"{path}.{key}."))
        for key in keys
        if key not in kept
    )


def _any_words(sheet: Sheet, start: str) -> str:
    """Name a row without a title by the first thing written in it."""
    return next((words for one in sheet.flat if one.startswith(start) and (words := shown(sheet, one))), "")[:60]
