"""Know what goes wrong only when an expression is evaluated: each is tried on two made-up complete applications."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from shifan.core.compiler import FIXED_NAMES, Fault, RulePlan, Step, TrackPlan
from shifan.core.expression import UNDETERMINED, Context, Expression, ExpressionError, Function, Value
from shifan.core.form import (
    AttachmentField,
    CascadeField,
    ChoiceField,
    ContactField,
    DateField,
    GroupField,
    NumberField,
    PeriodField,
    RepeatField,
    YearsField,
    YesNoField,
)
from shifan.core.pack import Pack, Placeholder
from shifan.core.question import FormPlan, Locator, Question

Made = dict[str, Value]


def try_out(pack: Pack, tracks: Iterable[TrackPlan], functions: Mapping[str, Function]) -> list[Fault]:
    """Evaluate every expression twice, on the first and on the last options; give those whose values do not fit."""
    faults: dict[Locator, Fault] = {}
    readings: Made = {item.id: _reading(item) for item in pack.placeholders if item.kind}
    at = {rule.id: number for number, rule in enumerate(pack.rules)}
    for track in tracks:
        for is_last in (False, True):
            trial = _Trial(track, is_last, functions, pack.year, readings)
            for step in track.steps:
                key = "value" if step.is_value else "visible_if"
                trial.step(step, (*step.question.locator, key))
            for step in track.optional:
                trial.step(step, (*step.question.locator, "optional_if"))
            for plan in track.rules:
                trial.rule(plan, ("rules", at[plan.rule.id]))
            faults.update({fault.locator: fault for fault in trial.faults})
    return list(faults.values())


class _Trial:
    def __init__(
        self, track: TrackPlan, is_last: bool, functions: Mapping[str, Function], year: int, readings: Made
    ) -> None:
        self.form: FormPlan = track.form
        self.faults: list[Fault] = []
        self.answers: dict[str, Made] = {
            section.id: {item.key: value for item in questions if (value := _make(item, is_last)) is not None}
            for section, questions in track.form.sections
        }
        self.context = Context(functions)
        awards: list[Value] = [{"award": "a", "year": year, "title": "t", "direction": "d", "role": "r"}]
        texts = dict.fromkeys(("name", "uscc", "region", "kind", "province_region", "city_region"), "130100")
        applicant: dict[str, Value] = {**texts, "regions": ["130100"], "awards": awards}
        fixed: dict[str, Value] = {
            "applicant": applicant,
            "track": track.track.id,
            "today": f"{year}-12-31",
            "year": year,
            "readings": readings,
        }
        for name in FIXED_NAMES:
            self.context.put(name, fixed[name])
        self.refresh(self.answers)

    def refresh(self, sections: Collection[str]) -> None:
        for name in sections:
            self.context.put(name, self.answers[name])

    def rows(self, pattern: str) -> None:
        """Let `row` and `outer` stand for the one row made up at each repeat around a pattern."""
        parts = pattern.split(".")
        here: Value = self.answers.get(parts[0], {})
        rows: list[Value] = []
        for part in parts[1:-1]:
            if part == "*":
                here = here[0] if isinstance(here, list) and here else {}
                rows.append(here)
            else:
                here = here.get(part, {}) if isinstance(here, dict) else {}
        for name, row in zip(("row", "outer"), reversed(rows), strict=False):
            self.context.put(name, row)

    def evaluate(self, expression: Expression, locator: Locator, is_demand: bool) -> Value | None:
        try:
            found = expression.is_true(self.context) if is_demand else expression.evaluate(self.context)
        except ExpressionError as error:
            self.faults.append(
                Fault(locator, f"“{expression.source}” cannot be worked out: {error}", _hint(str(error)))
            )
            return None
        return None if found is UNDETERMINED else found

    def step(self, step: Step, locator: Locator) -> None:
        self.rows(step.question.pattern)
        found = self.evaluate(step.formula.expression, locator, not step.is_value)
        if not step.is_value or found is None:
            return
        parts = step.question.pattern.split(".")
        here: Value = self.answers[parts[0]]
        for part in parts[1:-1]:
            here = here[0] if part == "*" and isinstance(here, list) else here[part] if isinstance(here, dict) else {}
        if isinstance(here, dict):
            here[parts[-1]] = found
        self.refresh([parts[0]])

    def rule(self, plan: RulePlan, locator: Locator) -> None:
        self.rows(f"{plan.each}.*.x" if plan.each else "")
        if plan.when:
            self.evaluate(plan.when.expression, (*locator, "when"), True)
        self.evaluate(plan.holds.expression, (*locator, "holds"), True)
        for name, formula in plan.values:
            self.evaluate(formula.expression, (*locator, "values", name), False)


def _make(question: Question, is_last: bool) -> Value | None:
    """Make up an answer in the shape that expressions see; computed values come later."""
    item = question.field
    match item:
        case GroupField():
            return dict(_inside(question, is_last))
        case RepeatField():
            return [dict(_inside(question, is_last))]
        case YearsField():
            return {str(year): 2.0 for year in item.years}
        case PeriodField():
            return {"start": "2022-01-01", "end": "2022-12-31"}
        case NumberField():
            return 2 if item.type == "integer" else 2.0
        case YesNoField():
            return is_last
        case DateField():
            return "2022-01-01" if item.type == "date" else "2022-01"
        case ChoiceField() | CascadeField():
            codes = sorted(question.codes or ())
            chosen = codes[-1 if is_last else 0] if codes else "1"
            return [chosen] if item.type == "multi" else chosen
        case AttachmentField():
            return ["1.pdf"]
        case ContactField():
            return "13000000000"
        case _:
            # A text that also reads as a number, since int(…) and double(…) of a text depend on what is typed.
            return None if item.type == "computed" else "1"


def _reading(item: Placeholder) -> Value:
    """Make up a value for a reading: the kind matters, not what it is."""
    made: Made = {"integer": 2, "decimal": 2.0, "date": "2022-01-01"}
    return made.get(item.kind, "1")


def _inside(question: Question, is_last: bool) -> Iterator[tuple[str, Value]]:
    for inner in question.questions:
        value = _make(inner, is_last)
        if value is not None:
            yield inner.key, value


def _hint(message: str) -> str:
    if "No such overload" in message or "Unsupported operation" in message:
        return "kinds do not mix: compare numbers with numbers; add decimals to decimals (1.0), or use double(…)"
    return ""
