"""Know what a pack may say but its author probably did not mean: notes beside the mistakes that `compiler` finds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import product

from shifan.core import figures
from shifan.core.compiler import Fault, RulePlan, TrackPlan
from shifan.core.expression import Context, ExpressionError, Value
from shifan.core.form import ChoiceField, YesNoField
from shifan.core.pack import Pack
from shifan.core.plan import Plan
from shifan.core.question import Formula, Locator, Question

_MOST = 3000  # combinations of answers that a condition is tried on
_CODES = 400
_OTHER_FACTS = re.compile(r"\b(applicant|today|readings|year)\b")
_COMPARED = re.compile(r"""(?<![\w."'])([a-z]\w*(?:\.\w+)+)\s*[!=]=\s*(["'])([^"']*)\2""")
_AMONG = re.compile(r"""(?<![\w."'])([a-z]\w*(?:\.\w+)+)\s+in\s+\[([^\[\]]*)\]""")
_TEXTS = re.compile(r"""(["'])([^"']*)\1""")


def look(plan: Plan) -> tuple[Fault, ...]:
    """This function will give what to look at again in a pack without mistakes; none of it keeps the pack from use."""
    found = [
        *_clauses(plan.pack),
        *_stages(plan.pack),
        *_quotas(plan.pack),
        *_dates(plan.pack),
        *_lists(plan),
        *figures.look(plan),
        *(_hidden(question) for question in never_shown(plan)),
    ]
    for track in plan.tracks.values():
        found += _codes(plan, track)
        found += _rules(plan, track)
    return tuple(dict.fromkeys(found))


def never_shown(plan: Plan) -> tuple[Question, ...]:
    """This function will give the questions that no answer shows, those inside them included."""
    found: dict[str, Question] = {}
    for track in plan.tracks.values():
        for step in track.steps:
            if not step.is_value and True not in outcomes(plan, track, step.formula, step.question.pattern):
                found.update({f"{track.form.form.id}/{one.pattern}": one for one in step.question.walk()})
    return tuple(found.values())


def outcomes(plan: Plan, track: TrackPlan, formula: Formula, pattern: str) -> frozenset[bool]:
    """This function will give what a condition can come to, tried on every answer to the choices that it touches.

    A condition that touches anything else, or too many choices, is taken to come to both.
    """
    both = frozenset({True, False})
    asked = [track.form.by_leaf.get(name) for name in formula.patterns]
    if _OTHER_FACTS.search(formula.expression.source) or any(one is None for one in asked):
        return both
    choices = [(one.pattern, _possible(one)) for one in asked if one]
    count = 1
    for _, values in choices:
        count *= len(values)
    if not 0 < count <= _MOST:
        return both
    context = Context(plan.functions)
    context.put("track", track.track.id)
    found: set[bool] = set()
    for values in product(*(values for _, values in choices)):
        _put(context, track, {name: value for (name, _), value in zip(choices, values, strict=True)}, pattern)
        try:
            value = formula.expression.evaluate(context)
        except ExpressionError:
            return both
        found.update([value] if isinstance(value, bool) else [])
        if found == both:
            return both
    return frozenset(found)


def _possible(question: Question) -> tuple[Value | None, ...]:
    """Give the answers to a choice, None for none; nothing for a question that is not a choice of few."""
    item = question.field
    if isinstance(item, YesNoField):
        return (None, True, False)
    codes = sorted(question.codes or ())
    if not codes or len(codes) > _CODES or getattr(item, "own_text", False):
        return ()
    if isinstance(item, ChoiceField) and item.type == "multi":
        return (None, *([code] for code in codes), list(codes))
    return (None, *codes)


def _put(context: Context, track: TrackPlan, answers: Mapping[str, Value | None], pattern: str) -> None:
    """Let the expression see one row at each repeat, with these answers and no others."""
    whole: dict[str, Value] = {section.id: {} for section, _ in track.form.sections}
    for path in (*answers, pattern):
        here: dict[str, Value] = whole
        parts = path.split(".")
        for at, part in enumerate(parts[:-1]):
            if part == "*":
                continue
            inner = here.setdefault(part, [{}] if parts[at + 1] == "*" else {})
            here = inner[0] if isinstance(inner, list) else inner if isinstance(inner, dict) else {}
        value = answers.get(path)
        if value is not None:
            here[parts[-1]] = value
        rows = here if path == pattern and "*" in parts else None
        if rows is not None:
            context.put("row", rows)
    for name, section in whole.items():
        context.put(name, section)


def sources(plan: Plan) -> Iterator[str]:
    """This function will give every expression of a pack."""
    pack = plan.pack
    for rule in pack.rules:
        yield from (rule.holds, rule.when or "", *rule.values.values())
    yield from (item.when or "" for item in pack.checks)
    yield from (item.when or "" for item in pack.materials)
    yield from (item.when or "" for item in pack.documents)
    yield from (quota.exempt or "" for quota in pack.quotas)
    for track in plan.tracks.values():
        yield from (step.formula.expression.source for step in (*track.steps, *track.optional))


def _hidden(question: Question) -> Fault:
    return Fault((*question.locator, "visible_if"), f"“{question.pattern}” is never shown: no answer makes this true")


def _clauses(pack: Pack) -> Iterator[Fault]:
    cited = set(_cited(pack.model_dump(exclude={"clauses"})))
    known = {clause.id: clause for clause in pack.clauses}
    for at, clause in enumerate(pack.clauses):
        seen = {clause.id}
        while clause.id not in cited and clause.repeat_of in known and clause.repeat_of not in seen:
            clause = known[clause.repeat_of]
            seen.add(clause.id)
        if clause.id not in cited:
            yield Fault(("clauses", at, "id"), f"nothing cites the clause “{pack.clauses[at].id}”")


def _cited(value: object) -> Iterator[str]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from inner if name == "clause" else _cited(inner)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _cited(item)


def _stages(pack: Pack) -> Iterator[Fault]:
    """Look for stages that nobody reaches or at which nobody has anything to do."""
    ended = ""
    kinds = {body.kind for body in pack.bodies}
    levels = {kind.id: kind.level for kind in pack.body_kinds}
    highest = 0
    for at, stage in enumerate(pack.stages):
        if ended:
            yield Fault(("stages", at, "id"), f"the stage “{stage.id}” is never reached: “{ended}” ends the way")
        if stage.kind == "recommend":
            acting = {stage.body, *stage.other_bodies}
            if pack.bodies and not acting & kinds and not pack.territory:
                message = f"the stage “{stage.id}” is never reached: the pack has no body of the kind “{stage.body}”"
                yield Fault(("stages", at, "body"), message, "add it under `bodies:`")
            if levels.get(stage.body, 0) < highest:
                yield Fault(("stages", at, "body"), f"“{stage.body}” comes after a body of a higher level")
            highest = max(highest, levels.get(stage.body, 0))
        elif stage.kind == "check" and not any(stage.id in check.stages for check in pack.checks):
            yield Fault(("stages", at, "id"), f"nothing is asked at the stage “{stage.id}”", "add `checks:` for it")
        elif stage.kind == "review" and not any(sheet.stage == stage.id for sheet in pack.reviews):
            yield Fault(("stages", at, "id"), f"there is no score sheet for the stage “{stage.id}”", "add `reviews:`")
        ended = ended or (stage.id if stage.kind == "result" else "")


def _quotas(pack: Pack) -> Iterator[Fault]:
    bodies = {body.kind for body in pack.bodies}
    seen: dict[tuple[str, str, str, str], str] = {}
    for at, quota in enumerate(pack.quotas):
        if pack.bodies and quota.body not in bodies and not pack.territory:  # a territory has left out other bodies
            yield Fault(("quotas", at, "body"), f"the pack has no body of the kind “{quota.body}” for this quota")
        for region in quota.regions or ("",):
            key = (quota.stage, quota.track, quota.body, region)
            if key in seen:
                yield Fault(("quotas", at, "id"), f"“{quota.id}” is never used: “{seen[key]}” goes before it")
            seen.setdefault(key, quota.id)


def _dates(pack: Pack) -> Iterator[Fault]:
    """Look for days in an order that is allowed but unlikely."""
    issued = max((notice.issued for notice in pack.notices if notice.issued), default=None)
    opened = None
    for at, stage in enumerate(pack.stages):
        if stage.closes and issued and stage.closes < issued:
            yield Fault(("stages", at, "closes"), f"“{stage.id}” closes before the notice was issued on {issued}")
        if stage.opens and opened and stage.opens < opened:
            yield Fault(("stages", at, "opens"), f"“{stage.id}” opens before the stage that it follows")
        opened = stage.opens or opened


def _lists(plan: Plan) -> Iterator[Fault]:
    text = "\n".join(sources(plan))
    taken = {
        getattr(question.field, "options_from", "")
        for track in plan.tracks.values()
        for question in track.form.by_pattern.values()
    }
    for at, source in enumerate(plan.pack.lists):
        is_asked = f'"{source.id}"' in text or f"'{source.id}'" in text
        if source.id not in taken and not is_asked and source.id != "regions":
            yield Fault(("lists", at, "id"), f"nothing uses the list “{source.id}”")


def _rules(plan: Plan, track: TrackPlan) -> Iterator[Fault]:
    numbers = {rule.id: at for at, rule in enumerate(plan.pack.rules)}
    for item in track.rules:
        locator: Locator = ("rules", numbers[item.rule.id])
        pattern = f"{item.each}.*.x" if item.each else ""
        if item.when and True not in outcomes(plan, track, item.when, pattern):
            yield Fault((*locator, "when"), f"“{item.rule.id}” is never asked: no answer makes this true")
        if False not in outcomes(plan, track, item.holds, pattern):
            yield Fault((*locator, "holds"), f"“{item.rule.id}” never fails: every answer makes this true")


def _codes(plan: Plan, track: TrackPlan) -> Iterator[Fault]:
    """Look for comparisons of a choice with a code that is not among its options."""
    numbers = {rule.id: at for at, rule in enumerate(plan.pack.rules)}
    for step in (*track.steps, *track.optional):
        key = "value" if step.is_value else "visible_if" if step in track.steps else "optional_if"
        yield from _compared(track, step.formula, step.question.pattern, (*step.question.locator, key))
    for item in track.rules:
        for key, formula in (("when", item.when), ("holds", item.holds)):
            if formula:
                yield from _compared(track, formula, _row(item), ("rules", numbers[item.rule.id], key))


def _row(item: RulePlan) -> str:
    return f"{item.each}.*.x" if item.each else ""


def _compared(track: TrackPlan, formula: Formula, pattern: str, locator: Locator) -> Iterator[Fault]:
    source = formula.expression.source
    pairs = [(match[1], match[3]) for match in _COMPARED.finditer(source)]
    pairs += [(match[1], text[2]) for match in _AMONG.finditer(source) for text in _TEXTS.finditer(match[2])]
    for path, code in pairs:
        if path.startswith("row."):
            path = pattern.rpartition(".")[0] + path.removeprefix("row")
        question = track.form.by_leaf.get(path)
        codes = question.codes if question else None
        if (
            codes
            and code
            and code not in codes
            and not getattr(question.field if question else None, "own_text", False)
        ):
            few = f"known: {', '.join(sorted(codes))}" if len(codes) <= 30 else ""
            yield Fault(locator, f"“{path}” is compared with “{code}”, which is not among its options", few)
