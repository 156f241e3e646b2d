"""Know answers as expressions see them: typed, nested, without what is not shown, with what is computed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from shifan.core import text
from shifan.core.answers import Flat, rows
from shifan.core.compiler import FIXED_NAMES, ROW_NAMES, Step
from shifan.core.expression import UNDETERMINED, Context, ExpressionError, Undetermined, Value, number
from shifan.core.facts import Facts
from shifan.core.form import (
    AttachmentField,
    ChoiceField,
    DateField,
    GroupField,
    NumberField,
    PeriodField,
    RepeatField,
    RichField,
    YearsField,
    YesNoField,
)
from shifan.core.plan import Plan
from shifan.core.question import Formula, Question
from shifan.core.values import Json, is_day

Seen = dict[str, Value]


@dataclass(frozen=True, slots=True)
class Spot:
    """One place where a question stands: its path with row keys, and the rows around it, the nearest first."""

    path: str
    home: Seen
    around: tuple[Seen, ...]


class Evaluation:
    """Works out one application: which fields are shown, what is computed; then any formula can be asked.

    `hidden` holds the paths of fields, groups and repeats that are not shown; `unsure` those of which it is not
    known yet; `optional` those that need not be filled in here; `broken` what cannot be worked out, by path.
    """

    def __init__(self, plan: Plan, track: str, flat: Flat, facts: Facts, today: date) -> None:
        self.flat = flat
        self.track = plan.tracks[track]
        self.hidden: set[str] = set()
        self.unsure: set[str] = set()
        self.optional: set[str] = set()
        self.computed: dict[str, Json] = {}
        self.broken: dict[str, str] = {}
        self.context = Context(plan.functions)
        self.standing: dict[str, Seen] = {}
        fixed: dict[str, Value] = {"track": track, "today": today.isoformat(), "year": plan.pack.year}
        fixed["readings"] = dict(plan.readings)
        for name in FIXED_NAMES:
            self.context.put(name, fixed[name] if name in fixed else _value(facts.seen()))
        form = self.track.form
        self.seen = {section.id: self._inside(questions, section.id) for section, questions in form.sections}
        self.stale: set[str] = set(self.seen)
        for step in self.track.steps:
            self._take(step)
        for step in self.track.optional:
            self._free(step)

    def ask(self, formula: Formula, around: tuple[Seen, ...] = ()) -> Value | Undetermined:
        """Work out a formula for a row, given the rows around it; raises ExpressionError."""
        for pattern in formula.patterns:
            section = pattern.partition(".")[0]
            if section in self.stale:
                self.context.put(section, self.seen[section])
                self.stale.discard(section)
        self._stand(around)
        return formula.expression.evaluate(self.context)

    def holds(self, formula: Formula, around: tuple[Seen, ...] = ()) -> bool | Undetermined:
        """Work out a condition; raises ExpressionError."""
        found = self.ask(formula, around)
        if found is UNDETERMINED or isinstance(found, bool):
            return found
        raise ExpressionError(f"true or false is expected, not {found!r}")

    def is_hidden(self, path: str) -> bool:
        """Say whether a path is not shown, or lies in something that is not."""
        while path:
            if path in self.hidden:
                return True
            path = path.rpartition(".")[0]
        return False

    def spots(self, pattern: str) -> Iterator[Spot]:
        """Give each place where a question stands, leaving out what lies in hidden rows and groups."""
        section, _, rest = pattern.partition(".")
        yield from self._spots(section, self.seen.get(section, {}), rest.split("."), ())

    def missing(self, formula: Formula, path: str) -> tuple[tuple[str, ...], bool]:
        """Name the unanswered paths that a formula touches from a place, and say whether it touches hidden ones."""
        found: dict[str, None] = {}
        touches_hidden = False
        for pattern in formula.patterns:
            question = self.track.form.by_leaf.get(pattern) or self.track.form.by_pattern.get(pattern)
            if question is None:
                continue
            for concrete in self._concrete(pattern, path):
                if self.is_hidden(concrete):
                    touches_hidden = True
                elif question.leaves:
                    leaves = (
                        [concrete]
                        if pattern in self.track.form.by_leaf
                        else [concrete + leaf for leaf in question.leaves]
                    )
                    found.update(dict.fromkeys(leaf for leaf in leaves if self.flat.get(leaf) in (None, "", [])))
                elif concrete not in self.computed and not question.questions:
                    found[concrete] = None
        return tuple(found), touches_hidden

    def _concrete(self, pattern: str, path: str) -> list[str]:
        """Put row keys into a pattern: those of the place asked from where it lies in the same rows, else every row."""
        paths, here = [""], path.split(".")
        for at, part in enumerate(pattern.split(".")):
            if part != "*":
                paths = [f"{one}.{part}" if one else part for one in paths]
            elif len(here) > at and [".".join(here[:at])] == paths and here[at] in rows(self.flat, paths[0]):
                paths = [f"{paths[0]}.{here[at]}"]
            else:
                paths = [f"{one}.{key}" for one in paths for key in rows(self.flat, one)]
        return paths

    def _stand(self, around: tuple[Seen, ...]) -> None:
        """Let `row` and `outer` be these rows; what stands there already and has not changed is not put again."""
        for name, row in zip(ROW_NAMES, around, strict=False):
            if self.standing.get(name) is not row:
                self.context.put(name, row)
                self.standing[name] = row

    def _spots(self, path: str, home: Value | None, parts: list[str], around: tuple[Seen, ...]) -> Iterator[Spot]:
        if not isinstance(home, dict):
            return
        if len(parts) == 1:
            yield Spot(f"{path}.{parts[0]}", home, around)
            return
        path, inner = f"{path}.{parts[0]}", home.get(parts[0])
        if parts[1] != "*":
            yield from self._spots(path, inner, parts[1:], around)
            return
        for key, row in zip(rows(self.flat, path), inner if isinstance(inner, list) else (), strict=False):
            if isinstance(row, dict):
                yield from self._spots(f"{path}.{key}", row, parts[2:], (row, *around))

    def _take(self, step: Step) -> None:
        """Take a step at every place where its question stands."""
        for spot in list(self.spots(step.question.pattern)):
            try:
                if step.is_value:
                    self._compute(step, spot)
                else:
                    self._show(step, spot)
            except ExpressionError as error:
                self.broken[spot.path] = str(error)

    def _free(self, step: Step) -> None:
        """Note where something need not be filled in; while that is not known, it must."""
        for spot in list(self.spots(step.question.pattern)):
            try:
                if self.holds(step.formula, spot.around) is True:
                    self.optional.add(spot.path)
            except ExpressionError as error:
                self.broken[spot.path] = str(error)

    def _show(self, step: Step, spot: Spot) -> None:
        found = self.holds(step.formula, spot.around)
        if found is UNDETERMINED:
            missing, touches_hidden = self.missing(step.formula, spot.path)
            # What hangs on something that is not asked is not asked either.
            found = False if touches_hidden and not missing else UNDETERMINED
        if found is False:
            self.hidden.add(spot.path)
            if spot.home.pop(step.question.key, None) is not None:
                self._change(spot)
        elif found is UNDETERMINED:
            self.unsure.add(spot.path)

    def _compute(self, step: Step, spot: Spot) -> None:
        if self.is_hidden(spot.path):
            return
        found = self.ask(step.formula, spot.around)
        if isinstance(found, Undetermined):
            return
        self.computed[spot.path] = _kept(found)
        if step.question.pattern in self.track.touched:
            spot.home[step.question.key] = found
            self._change(spot)

    def _change(self, spot: Spot) -> None:
        """Note that expressions have to be shown a section, and the rows in it, anew."""
        self.stale.add(spot.path.partition(".")[0])
        self.standing.clear()

    def _inside(self, questions: tuple[Question, ...], prefix: str) -> Seen:
        """Give a section, group or row as expressions see it; what no expression touches is left out."""
        found: Seen = {}
        for question in questions:
            path = f"{prefix}.{question.key}"
            item = question.field
            if isinstance(item, GroupField):
                found[question.key] = self._inside(question.questions, path)
            elif isinstance(item, RepeatField):
                keys = rows(self.flat, path)
                # No rows where rows are wanted is an answer not given yet, else it is the answer “none”.
                if keys or not question.is_wanted:
                    found[question.key] = [self._inside(question.questions, f"{path}.{key}") for key in keys]
            elif question.pattern in self.track.touched:
                value = seen_value(question, self.flat, path)
                if value is not None:
                    found[question.key] = value
        return found


def seen_value(question: Question, flat: Mapping[str, Json], path: str) -> Value | None:
    """Give one answer in the type that expressions see, None if there is none or it is not of its type."""
    item = question.field
    if len(question.leaves) > 1 or isinstance(item, YearsField):
        ends = {leaf[1:]: _leaf(question, flat.get(path + leaf)) for leaf in question.leaves}
        return {key: value for key, value in ends.items() if value is not None} or None
    return _leaf(question, flat.get(path)) if question.leaves else None


def _leaf(question: Question, value: Json) -> Value | None:
    item = question.field
    if isinstance(item, YesNoField):
        return value if isinstance(value, bool) else None
    if isinstance(item, RichField):
        return text.rich_text(value) if isinstance(value, Mapping) else value if isinstance(value, str) else None
    if isinstance(item, AttachmentField):
        files = value if isinstance(value, list | tuple) else ()
        return [str(entry["name"]) for entry in files if isinstance(entry, Mapping) and "name" in entry] or None
    if isinstance(item, ChoiceField) and item.type == "multi":
        chosen = value if isinstance(value, list | tuple) else ()
        return [code for entry in chosen if (code := _code(entry))] or None
    if isinstance(item, ChoiceField):
        return _code(value) or None
    if not isinstance(value, str) or value == "":
        return None
    if isinstance(item, NumberField | YearsField):
        return number(value, whole=item.type == "integer")
    if isinstance(item, DateField | PeriodField):  # a day that is none is for its field to say, not for rules
        return value if is_day(value) else None
    return value


def _code(value: Json) -> str:
    """Give a chosen code, or the applicant's own text."""
    own = value.get("own") if isinstance(value, Mapping) else value
    return own if isinstance(own, str) else ""


def _value(seen: object) -> Value:
    if isinstance(seen, Mapping):
        return {str(key): _value(inner) for key, inner in seen.items()}
    if isinstance(seen, list | tuple):
        return [_value(inner) for inner in seen]
    return seen if isinstance(seen, bool | int | float | str) else ""


def _kept(value: Value) -> Json:
    """Give a computed value as JSON."""
    if isinstance(value, Mapping):
        return {key: _kept(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_kept(inner) for inner in value]
    return value
