"""Know how the expressions of a pack become formulas, in which order they are worked out, what is wrong with them."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from shifan.core import papers
from shifan.core.document import DocumentPlan
from shifan.core.dossier import Material
from shifan.core.expression import BUILT_IN, ExpressionError, Function, compile_expression, own_functions
from shifan.core.facts import APPLICANT
from shifan.core.form import ComputedField
from shifan.core.pack import Check, Pack, Rule, Track
from shifan.core.question import FormPlan, Formula, ListIndex, Locator, Question, shapes_of
from shifan.core.reference import Shape, touch

ROW_NAMES = ("row", "outer")
_TEXT = Shape("text")
FIXED_NAMES: Mapping[str, Shape] = {
    "applicant": APPLICANT, "track": _TEXT, "today": _TEXT, "year": Shape("number"), "readings": Shape("map"),
}  # fmt: skip
LIST_FUNCTIONS = frozenset({"parent", "ancestor", "listed", "tagged", "names"})
OWN_FUNCTIONS = frozenset({"distinct", "sum", "months", "widest"}) | LIST_FUNCTIONS


@dataclass(frozen=True, slots=True)
class Fault:
    """A mistake in a pack, at a locator such as `("rules", 3, "holds")`.

    `about` is the section that `name` was looked up in, where that is the mistake; without a name, the section that is
    not as it should be as a whole.
    """

    locator: Locator
    message: str
    hint: str = ""
    about: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """Something to be worked out before rules are asked: whether a question is shown, or its value."""

    question: Question
    formula: Formula
    is_value: bool


@dataclass(frozen=True, slots=True)
class RulePlan:
    """A rule for one track. `place` is the pattern that a finding points at; `each` is the repeat it is asked in."""

    rule: Rule
    each: str
    holds: Formula
    when: Formula | None
    values: tuple[tuple[str, Formula], ...]
    patterns: tuple[str, ...]
    place: str


@dataclass(frozen=True, slots=True)
class TrackPlan:
    """All that concerns one track: its form, what is worked out in which order, its rules and its check sheet.

    `optional` are the parts of the form that need not be filled in where their formula holds.
    """

    track: Track
    form: FormPlan
    steps: tuple[Step, ...]
    rules: tuple[RulePlan, ...]
    checks: tuple[tuple[Check, Formula | None], ...]
    materials: tuple[tuple[Material, Formula | None], ...]
    documents: tuple[tuple[DocumentPlan, Formula | None], ...]
    optional: tuple[Step, ...]
    touched: frozenset[str]  # the patterns of questions that any expression touches


@dataclass(slots=True)
class Compiler:
    """Compiles the expressions of a pack, collecting every fault."""

    pack: Pack
    lists: Mapping[str, ListIndex]
    faults: list[Fault] = field(default_factory=list)

    def track(self, track: Track, form: FormPlan) -> TrackPlan:
        """Compile all that concerns a track."""
        shapes = {**fixed_names(self.pack), **shapes_of(form)}
        rules = tuple(
            plan
            for at, rule in enumerate(self.pack.rules)
            if not rule.tracks or track.id in rule.tracks
            for plan in self.rule(rule, form, shapes, ("rules", at))
        )
        checks = tuple(
            (check, self.formula(check.when, shapes, ("checks", at, "when")) if check.when else None)
            for at, check in enumerate(self.pack.checks)
            if not check.tracks or track.id in check.tracks
        )
        materials = tuple(
            (item, self.formula(item.when, shapes, ("materials", at, "when")) if item.when else None)
            for at, item in enumerate(self.pack.materials)
            if not item.tracks or track.id in item.tracks
        )
        made = {item.id for item in papers.made_of(self.pack, "submission", track.id)}
        documents = tuple(
            (item, self.formula(item.when, shapes, ("documents", at, "when")) if item.when else None)
            for at, item in enumerate(self.pack.documents)
            if item.id in made
        )
        steps, optional = self.steps(form, shapes), self.optional(form, shapes)
        formulas = [step.formula for step in (*steps, *optional)]
        formulas += [formula for _, formula in (*checks, *materials, *documents) if formula]
        for plan in rules:
            formulas += [plan.holds, *([plan.when] if plan.when else []), *(value for _, value in plan.values)]
        return TrackPlan(track, form, steps, rules, checks, materials, documents, optional, _touched(formulas, form))

    def formula(self, source: str, names: Mapping[str, Shape], locator: Locator) -> Formula | None:
        """Compile one expression that sees some names; None, with faults, if it cannot be used."""
        before = len(self.faults)
        try:
            expression = compile_expression(source)
        except ExpressionError as error:
            self.faults.append(Fault(locator, f"“{source}” is not an expression: {error}"))
            return None
        touched = touch(source, names, LIST_FUNCTIONS)
        unknown = dict(touched.unknown)
        free = set(expression.variables()) - set(names) - touched.bound
        unknown.update({name: tuple(names) for name in free if name not in unknown})
        for name, known in unknown.items():
            self.unknown(locator, name, known, "forms", f"there is no answer or fact “{name}”")
        for name in expression.functions():
            if name not in BUILT_IN | OWN_FUNCTIONS:
                self.unknown(locator, name, BUILT_IN | OWN_FUNCTIONS, "", f"there is no function “{name}”")
        for name in touched.lists:
            if name not in self.lists:
                self.unknown(locator, name, self.lists, "lists", f"there is no list “{name}”")
        for pattern in touched.sized:
            hint = 'CEL counts bytes, not 字: give the field a limit, or compare with ""'
            self.faults.append(Fault(locator, f"size() of the text “{pattern}”", hint))
        if len(self.faults) > before:
            return None
        return Formula(expression, tuple(touched.patterns), frozenset(touched.guarded))

    def fault(self, locator: Locator, message: str, hint: str = "", about: str = "") -> None:
        """Note a mistake; `about` names a section that it is about as a whole."""
        self.faults.append(Fault(locator, message, hint, about))

    def unknown(self, locator: Locator, name: str, known: Iterable[str], about: str, message: str) -> None:
        """Note a name that is not known, with the nearest known one."""
        words = sorted(known)
        last = name.rsplit(".", 1)[-1]
        near = difflib.get_close_matches(last, words, n=1, cutoff=0.6)
        few = f"known: {', '.join(words)}" if 0 < len(words) <= 30 else ""
        self.faults.append(Fault(locator, message, f"did you mean “{near[0]}”?" if near else few, about, name))

    def rule(self, rule: Rule, form: FormPlan, shapes: Mapping[str, Shape], locator: Locator) -> tuple[RulePlan, ...]:
        """Compile a rule for a form; nothing if it has faults."""
        if rule.each and not _is_repeat(form, rule.each):
            self.unknown((*locator, "each"), rule.each, form.by_pattern, "forms", f"there is no repeat “{rule.each}”")
            return ()
        names = {**shapes, **row_names(form, f"{rule.each}.*.x" if rule.each else "", shapes)}
        holds = self.formula(rule.holds, names, (*locator, "holds"))
        when = self.formula(rule.when, names, (*locator, "when")) if rule.when else None
        values = {key: self.formula(source, names, (*locator, "values", key)) for key, source in rule.values.items()}
        if holds is None or (rule.when and when is None):
            return ()
        patterns = tuple(dict.fromkeys((*(when.patterns if when else ()), *holds.patterns)))
        self.check_guards(rule, form, patterns, holds.guarded | (when.guarded if when else frozenset()), locator)
        fields = tuple(
            name.replace("row.", f"{rule.each}.*.", 1) if name.startswith("row.") else name for name in rule.fields
        )
        for at, name in enumerate(fields):
            if name not in form.by_pattern and name not in form.by_leaf and name not in _section_ids(form):
                self.unknown((*locator, "fields", at), name, form.by_pattern, "forms", f"there is no field “{name}”")
        place = next(iter((*fields, *patterns)), rule.each)
        kept = tuple((key, formula) for key, formula in values.items() if formula)
        return (RulePlan(rule, rule.each, holds, when, kept, patterns, place),)

    def check_guards(
        self, rule: Rule, form: FormPlan, patterns: tuple[str, ...], guarded: frozenset[str], locator: Locator
    ) -> None:
        """Note answers that may stay empty but that a rule cannot do without: it would never be decided."""
        for pattern in patterns:
            question = form.by_leaf.get(pattern)
            is_free = question and any(one.field.optional_if for one in (*form.around(question.pattern), question))
            may_lack = question and (is_free or not question.is_wanted) and not question.questions
            if may_lack and pattern not in guarded:
                hint = f"say has({_written(pattern, rule.each)}) in `when` or `holds`, or make the field mandatory"
                message = f"“{pattern}” may stay empty, and then this rule is never decided"
                self.faults.append(Fault((*locator, "holds"), message, hint))

    def optional(self, form: FormPlan, shapes: Mapping[str, Shape]) -> tuple[Step, ...]:
        """Compile what says that parts of the form need not be filled in."""
        found = []
        for pattern, question in form.by_pattern.items():
            if source := question.field.optional_if:
                names = {**shapes, **row_names(form, pattern, shapes)}
                formula = self.formula(source, names, (*question.locator, "optional_if"))
                found += [Step(question, formula, is_value=False)] if formula else []
        return tuple(found)

    def steps(self, form: FormPlan, shapes: Mapping[str, Shape]) -> tuple[Step, ...]:
        """Compile what is shown and worked out, each after all it depends on; a cycle is a fault."""
        steps: dict[tuple[str, bool], Step] = {}
        for pattern, question in form.by_pattern.items():
            names = {**shapes, **row_names(form, pattern, shapes)}
            for is_value, key in ((False, "visible_if"), (True, "value")):
                source = _source(question, is_value)
                formula = self.formula(source, names, (*question.locator, key)) if source else None
                if formula:
                    steps[pattern, is_value] = Step(question, formula, is_value)
        done: dict[tuple[str, bool], Step] = {}
        for node in steps:
            self.visit(node, steps, form, done, ())
        return tuple(done.values())

    def visit(
        self,
        node: tuple[str, bool],
        steps: Mapping[tuple[str, bool], Step],
        form: FormPlan,
        done: dict[tuple[str, bool], Step],
        trail: tuple[tuple[str, bool], ...],
    ) -> None:
        """Put a step after those it depends on."""
        if node in done or node not in steps:
            return
        if node in trail:
            names = [pattern for pattern, _ in (*trail[trail.index(node) :], node)]
            question, is_value = steps[node].question, node[1]
            locator = (*question.locator, "value" if is_value else "visible_if")
            self.faults.append(Fault(locator, f"these depend on one another: {' → '.join(names)}"))
            done[node] = steps[node]
            return
        for other in _needs(steps[node], form):
            self.visit(other, steps, form, done, (*trail, node))
        done[node] = steps[node]


def fixed_names(pack: Pack) -> dict[str, Shape]:
    """Give the names that every expression of a pack sees, its readings that are values among them."""
    kinds = {item.id: Shape("number" if item.kind in _NUMBERS else "text") for item in pack.placeholders if item.kind}
    return {**FIXED_NAMES, "readings": Shape("map", children=kinds)}


_NUMBERS = frozenset({"integer", "decimal"})


def row_names(form: FormPlan, pattern: str, shapes: Mapping[str, Shape]) -> dict[str, Shape]:
    """Give the names `row` and `outer` for something at a pattern: the row it stands in and the row around that."""
    rows = [shape for shape in _rows_around(pattern, shapes) if shape]
    return dict(zip(ROW_NAMES, reversed(rows), strict=False))


def _rows_around(pattern: str, shapes: Mapping[str, Shape]) -> list[Shape]:
    found: list[Shape] = []
    here: Shape | None = Shape("map", children=shapes)
    for part in pattern.split(".")[:-1]:
        here = here.item if here and part == "*" else here.children.get(part) if here else None
        if here and part == "*":
            found.append(here)
    return found


def _touched(formulas: Iterable[Formula], form: FormPlan) -> frozenset[str]:
    """Name the questions that formulas touch; a map that is touched as a whole counts with all inside it."""
    patterns = {pattern.removesuffix(".*") for formula in formulas for pattern in formula.patterns}
    wholes = {pattern for pattern in patterns if (question := form.by_pattern.get(pattern)) and question.questions}
    wholes -= {pattern for pattern in wholes if _is_repeat(form, pattern)}
    wholes |= {pattern[:-2] for formula in formulas for pattern in formula.patterns if pattern.endswith(".*")}
    return frozenset(
        pattern
        for pattern, question in form.by_pattern.items()
        if pattern in patterns
        or any(pattern + leaf in patterns for leaf in question.leaves)
        or any(outer.pattern in wholes for outer in form.around(pattern))
    )


def _needs(step: Step, form: FormPlan) -> list[tuple[str, bool]]:
    """Name the steps that a step waits for: what shows it, and what shows or works out all it touches."""
    needs = [(outer.pattern, False) for outer in form.around(step.question.pattern)]
    if step.is_value:
        needs.append((step.question.pattern, False))
    for pattern in step.formula.patterns:
        question = form.by_leaf.get(pattern) or form.by_pattern.get(pattern)
        if question:
            needs += [(outer.pattern, False) for outer in form.around(question.pattern)]
            needs += [(question.pattern, False), (question.pattern, True)]
    return needs


def _source(question: Question, is_value: bool) -> str | None:
    if not is_value:
        return question.field.visible_if
    return question.field.value if isinstance(question.field, ComputedField) else None


def _is_repeat(form: FormPlan, pattern: str) -> bool:
    question = form.by_pattern.get(pattern)
    return question is not None and question.field.type in ("repeat", "table")


def _section_ids(form: FormPlan) -> frozenset[str]:
    return frozenset(section.id for section, _ in form.sections)


def _written(pattern: str, each: str) -> str:
    return pattern.replace(f"{each}.*.", "row.", 1) if each and pattern.startswith(f"{each}.*.") else pattern


def list_functions(lists: Mapping[str, ListIndex]) -> dict[str, Function]:
    """Give the functions on code lists; a code that is not in a list has no parent, level, tag or name."""

    def parent(list_id: str, code: str) -> str:
        item = lists[list_id].by_code.get(code) if list_id in lists else None
        return item.parent if item else ""

    def ancestor(list_id: str, code: str, level: str) -> str:
        return lists[list_id].at_level(code, level) if list_id in lists else ""

    def listed(list_id: str, code: str) -> bool:
        return list_id in lists and code in lists[list_id].by_code

    def tagged(list_id: str, code: str, tag: str) -> bool:
        item = lists[list_id].by_code.get(code) if list_id in lists else None
        return item is not None and tag in item.tags

    def names(list_id: str, codes: list[str] | str) -> list[str]:
        wanted = [codes] if isinstance(codes, str) else codes
        known = lists[list_id].by_code if list_id in lists else {}
        return [known[code].name.zh if code in known else code for code in wanted]

    return {"parent": parent, "ancestor": ancestor, "listed": listed, "tagged": tagged, "names": names}


def all_functions(lists: Mapping[str, ListIndex]) -> dict[str, Function]:
    """Give every function that expressions may call."""
    return {**own_functions(), **list_functions(lists)}
