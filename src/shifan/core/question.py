"""Know a form as the engine uses it: each field with its path, what shows it, what it is worked out from, its codes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from shifan.core.expression import Expression
from shifan.core.form import (
    AttachmentField,
    CascadeField,
    ChoiceField,
    ComputedField,
    Form,
    FormField,
    GroupField,
    NumberField,
    PeriodField,
    RepeatField,
    Section,
    Words,
    YearsField,
    YesNoField,
)
from shifan.core.pack import CodeList, ListItem
from shifan.core.reference import Shape

Locator = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Formula:
    """A compiled expression and the paths it touches; `guarded` are those it asks for with has()."""

    expression: Expression
    patterns: tuple[str, ...] = ()
    guarded: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Question:
    """A field at its place in a form. `leaves` are the ends of the paths its answers are kept under.

    `depth` counts the repeats around it; `codes` are the options it takes, None if it takes anything.
    `is_wanted` says that it and all groups around it are mandatory.
    """

    pattern: str
    field: FormField
    locator: Locator
    depth: int
    is_wanted: bool
    questions: tuple[Question, ...] = ()
    leaves: tuple[str, ...] = ()
    codes: frozenset[str] | None = None

    @property
    def key(self) -> str:
        """This property will give the last part of the path."""
        return self.field.id

    def walk(self) -> Iterator[Question]:
        """This function will give the question and all inside it, in form order."""
        yield self
        for inner in self.questions:
            yield from inner.walk()


@dataclass(frozen=True, slots=True)
class ListIndex:
    """A code list, by code and by parent."""

    source: CodeList
    by_code: Mapping[str, ListItem]
    children: Mapping[str, tuple[str, ...]]

    def ancestors(self, code: str) -> tuple[ListItem, ...]:
        """This function will give what lies above a code, nearest first; an unknown code has nothing above it."""
        found: list[ListItem] = []
        item = self.by_code.get(code)
        while item and item.parent and item.parent in self.by_code and len(found) < len(self.by_code):
            item = self.by_code[item.parent]
            found.append(item)
        return tuple(found)

    def at_level(self, code: str, level: str) -> str:
        """This function will give the code at a level on the way up from a code, itself included, or ""."""
        item = self.by_code.get(code)
        steps = (item, *self.ancestors(code)) if item else ()
        return next((step.code for step in steps if step.level == level), "")


@dataclass(frozen=True, slots=True)
class FormPlan:
    """A form with its questions: by section, and by pattern path."""

    form: Form
    sections: tuple[tuple[Section, tuple[Question, ...]], ...]
    by_pattern: Mapping[str, Question] = field(default_factory=dict)
    by_leaf: Mapping[str, Question] = field(default_factory=dict)
    order: Mapping[str, int] = field(default_factory=dict)

    def around(self, pattern: str) -> tuple[Question, ...]:
        """This function will give the groups and repeats that a pattern lies in, the outermost first."""
        parts = pattern.split(".")
        paths = (".".join(parts[:end]) for end in range(2, len(parts)))
        return tuple(self.by_pattern[path] for path in paths if path in self.by_pattern)


def index_list(source: CodeList) -> ListIndex:
    """This function will index a code list."""
    children: dict[str, list[str]] = {}
    for item in source.items:
        children.setdefault(item.parent, []).append(item.code)
    return ListIndex(
        source, {item.code: item for item in source.items}, {key: tuple(codes) for key, codes in children.items()}
    )


def plan_form(form: Form, locator: Locator, lists: Mapping[str, ListIndex]) -> FormPlan:
    """This function will lay out the questions of a form."""
    sections = tuple(
        (section, _questions(section.id, section.fields, (*locator, "sections", at), 0, True, lists))
        for at, section in enumerate(form.sections)
    )
    every = [inner for _, questions in sections for question in questions for inner in question.walk()]
    return FormPlan(
        form=form,
        sections=sections,
        by_pattern={question.pattern: question for question in every},
        by_leaf={question.pattern + leaf: question for question in every for leaf in question.leaves},
        order={question.pattern: at for at, question in enumerate(every)},
    )


def _questions(
    prefix: str,
    fields: tuple[FormField, ...],
    locator: Locator,
    depth: int,
    wanted: bool,
    lists: Mapping[str, ListIndex],
) -> tuple[Question, ...]:
    return tuple(
        _question(f"{prefix}.{item.id}", item, (*locator, "fields", at), depth, wanted, lists)
        for at, item in enumerate(fields)
    )


def _question(
    pattern: str, item: FormField, locator: Locator, depth: int, wanted: bool, lists: Mapping[str, ListIndex]
) -> Question:
    wanted = wanted and item.mandatory
    inner: tuple[Question, ...] = ()
    if isinstance(item, GroupField):
        inner = _questions(pattern, item.fields, locator, depth, wanted, lists)
    elif isinstance(item, RepeatField):
        inner = _questions(f"{pattern}.*", item.fields, locator, depth + 1, True, lists)
    return Question(pattern, item, locator, depth, wanted, inner, leaves_of(item), codes_of(item, lists))


def leaves_of(item: FormField) -> tuple[str, ...]:
    """This function will name the ends of the paths under which answers of a field are kept."""
    if isinstance(item, PeriodField):
        return (".start", ".end")
    if isinstance(item, YearsField):
        return tuple(f".{year}" for year in item.years)
    return () if isinstance(item, GroupField | ComputedField) else ("",)


def codes_of(item: FormField, lists: Mapping[str, ListIndex]) -> frozenset[str] | None:
    """This function will give the codes a field takes, or None if it is no choice."""
    if isinstance(item, ChoiceField | CascadeField) and item.options_from:
        index = lists.get(item.options_from)
        levels = item.levels if isinstance(item, CascadeField) else (item.level,) if item.level else ()
        items = index.source.items if index else ()
        return frozenset(entry.code for entry in items if not levels or entry.level in levels)
    if isinstance(item, ChoiceField):
        return frozenset(option.code for option in item.options)
    return None


def shapes_of(plan: FormPlan) -> dict[str, Shape]:
    """This function will give the names that expressions see of a form: a map for each section."""
    return {
        section.id: Shape("map", section.id, {item.key: shape_of(item) for item in questions})
        for section, questions in plan.sections
    }


def shape_of(question: Question) -> Shape:
    """This function will give the shape in which expressions see an answer."""
    item, pattern = question.field, question.pattern
    if isinstance(item, GroupField | RepeatField):
        inner = Shape("map", f"{pattern}.*", {part.key: shape_of(part) for part in question.questions})
        return (
            Shape("rows", pattern, item=inner)
            if isinstance(item, RepeatField)
            else Shape("map", pattern, inner.children)
        )
    if isinstance(item, YearsField):
        years = {str(year): Shape("number", f"{pattern}.{year}") for year in item.years}
        return Shape("map", pattern, years, item=Shape("text"))
    if isinstance(item, PeriodField):
        return Shape("map", pattern, {end: Shape("text", f"{pattern}.{end}") for end in ("start", "end")})
    if isinstance(item, NumberField):
        return Shape("number", pattern)
    if isinstance(item, YesNoField):
        return Shape("boolean", pattern)
    if isinstance(item, AttachmentField) or (isinstance(item, ChoiceField) and item.type == "multi"):
        return Shape("list", pattern, item=Shape("text", pattern))
    return Shape("any", pattern) if isinstance(item, ComputedField) else Shape("text", pattern)


def find_option(question: Question, code: str, lists: Mapping[str, ListIndex]) -> Words | None:
    """This function will give the label of a code that a question takes, or None."""
    item = question.field
    if isinstance(item, ChoiceField | CascadeField) and item.options_from:
        index = lists.get(item.options_from)
        entry = index.by_code.get(code) if index else None
        return entry.name if entry else None
    if isinstance(item, ChoiceField | ComputedField):
        return next((option.label for option in item.options if option.code == code), None)
    return None
