"""Decide what is wrong with an application: each field in itself, the rules of the pack, earlier awards."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from shifan.core import applicant, funding, handover, past_award, proof, sums, text, unchanged
from shifan.core.answers import Flat, readable, rows, say
from shifan.core.compiler import RulePlan
from shifan.core.evaluation import Evaluation, Seen
from shifan.core.expression import UNDETERMINED, ExpressionError
from shifan.core.facts import Facts
from shifan.core.finding import Finding, Severity
from shifan.core.form import (
    AttachmentField,
    CascadeField,
    ChoiceField,
    ComputedField,
    GroupField,
    PeriodField,
    RepeatField,
    RichField,
    Section,
    TextField,
)
from shifan.core.message import fill_values
from shifan.core.pack import Check
from shifan.core.plan import Plan
from shifan.core.question import Formula, Question
from shifan.core.values import Json, Trouble, look, over_limit, trouble

Moment = Literal["save", "submit", "recommend", "select"]


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found. Findings carry the severity of their rule; `blocking` are those that stop this move.

    `undetermined` are ids of rules that touch an answer not given yet, `held` those of rules and sums that were asked
    and held (rules with `each`: of some row); `optional` are paths that need not be filled in here, `hidden` paths of
    fields, groups and repeats that are not asked, `unsure` those of which it is not known yet; `computed` has the
    values nobody types, by path; `documents` are the ids of the documents that are made of such an application.
    """

    findings: tuple[Finding, ...]
    undetermined: tuple[str, ...]
    hidden: frozenset[str]
    computed: Mapping[str, Json]
    unsure: frozenset[str] = frozenset()
    held: frozenset[str] = frozenset()
    optional: frozenset[str] = frozenset()
    documents: tuple[str, ...] = ()
    at: Moment = "save"

    @property
    def blocking(self) -> tuple[Finding, ...]:
        """This property will give the findings that stop the move; saving is never stopped."""
        return () if self.at == "save" else tuple(finding for finding in self.findings if finding.blocks)

    def is_hidden(self, path: str) -> bool:
        """This function will say whether a path is not asked, or lies in something that is not."""
        parts = path.split(".")
        return any(".".join(parts[:end]) in self.hidden for end in range(2, len(parts) + 1))


def check(plan: Plan, track: str, flat: Flat, *, at: Moment, facts: Facts, today: date) -> Checked:
    """This function will check an application for a move; raises KeyError for a track that the pack does not have.

    While saving, what is only missing is silent. Hidden answers are kept but nothing is said of them.
    """
    run = _Run(plan, track, flat, at, facts, today)
    run.fields()
    run.rules()
    run.amounts()
    run.awards(facts)
    run.findings += applicant.check(plan.pack, facts, at)
    if at == "submit" and facts.earlier is not None:
        asked = {path: value for path, value in flat.items() if not run.evaluation.is_hidden(path)}
        run.findings += unchanged.check(plan, track, asked, facts.earlier)
    order = run.positions
    found = sorted(run.findings, key=lambda finding: _position(order, finding.path))
    evaluation = run.evaluation
    return Checked(
        findings=tuple(found),
        undetermined=tuple(dict.fromkeys(run.undetermined)),
        hidden=frozenset(evaluation.hidden),
        computed=evaluation.computed,
        unsure=frozenset(evaluation.unsure),
        held=frozenset(run.held),
        optional=frozenset(evaluation.optional),
        documents=tuple(item.id for item in handover.documents(plan, track, evaluation)),
        at=at,
    )


def sheet(plan: Plan, track: str, stage: str, flat: Flat, *, facts: Facts, today: date) -> tuple[Check, ...]:
    """This function will give the questions of a stage's check sheet that concern an application.

    A question whose condition cannot be decided is asked: a person sees why.
    """
    evaluation = Evaluation(plan, track, flat, facts, today)
    return tuple(
        item
        for item, when in plan.tracks[track].checks
        if stage in item.stages and (when is None or _is_asked(evaluation, when))
    )


def _is_asked(evaluation: Evaluation, when: Formula) -> bool:
    try:
        return evaluation.holds(when) is not False
    except ExpressionError:
        return True


def asked_sections(plan: Plan, track: str, checked: Checked) -> tuple[Section, ...]:
    """This function will give the sections of a form in which something is asked, in their order."""
    return tuple(
        section
        for section, questions in plan.tracks[track].form.sections
        if any(f"{section.id}.{question.key}" not in checked.hidden for question in questions)
    )


def progress(plan: Plan, track: str, flat: Flat, checked: Checked) -> dict[str, tuple[int, int]]:
    """This function will count, for each section, the mandatory fields that are answered and all that are asked."""
    found = {}
    for section, questions in plan.tracks[track].form.sections:
        wanted = list(_wanted(questions, section.id, flat, checked))
        found[section.id] = (sum(wanted), len(wanted))
    return found


def _wanted(questions: tuple[Question, ...], prefix: str, flat: Flat, checked: Checked) -> Iterator[bool]:
    for question in questions:
        path = f"{prefix}.{question.key}"
        if path in checked.hidden or path in checked.unsure or path in checked.optional:
            continue
        item = question.field
        if isinstance(item, GroupField):
            yield from _wanted(question.questions, path, flat, checked)
        elif isinstance(item, RepeatField):
            keys = rows(flat, path)
            if question.is_wanted:
                yield len(keys) >= max(item.least, 1)
            for key in keys:
                yield from _wanted(question.questions, f"{path}.{key}", flat, checked)
        elif question.is_wanted and question.leaves:
            yield all(_is_answered(flat.get(path + leaf)) for leaf in question.leaves)


def _is_answered(value: Json) -> bool:
    return value not in (None, "", [])


def _position(order: Mapping[str, int], path: str) -> int:
    while path:
        if path in order:
            return order[path]
        path = path.rpartition(".")[0]
    return len(order)


class _Run:
    def __init__(self, plan: Plan, track: str, flat: Flat, at: Moment, facts: Facts, today: date) -> None:
        self.plan, self.track, self.flat, self.at = plan, track, flat, at
        self.evaluation = Evaluation(plan, track, flat, facts, today)
        self.findings: list[Finding] = []
        self.undetermined: list[str] = []
        self.held: set[str] = set()
        self.positions: dict[str, int] = {}

    # --- fields ---

    def fields(self) -> None:
        """Look at every field that is asked."""
        for section, questions in self.plan.tracks[self.track].form.sections:
            self.positions[section.id] = len(self.positions)
            self.inside(questions, section.id)
        if self.at != "save":
            self.proofs()
        for path, problem in self.evaluation.broken.items():
            self.note(path, trouble("rule.broken", rule=readable(self.flat, path), problem=problem))

    def proofs(self) -> None:
        """Look for answers that need proof and have none."""
        for question, paths in proof.missing(self.plan.tracks[self.track].form, self.flat, self.evaluation.hidden):
            labels = [self.plan.label(self.track, path, self.flat) for path in paths]
            named = {"of": "、".join(one.zh for one in labels), "of_en": ", ".join(one.en for one in labels)}
            self.note(question.pattern, Trouble("field.proof", named), question)

    def inside(
        self, questions: tuple[Question, ...], prefix: str, *, wanted: bool = True, counted: bool = False
    ) -> int:
        """Look at the fields of a section, group or row; give its count of 字 if that is `counted`."""
        count = 0
        for question in questions:
            path = f"{prefix}.{question.key}"
            self.positions[path] = len(self.positions)
            if path in self.evaluation.hidden:
                continue
            is_wanted = wanted and path not in self.evaluation.unsure and path not in self.evaluation.optional
            if isinstance(question.field, GroupField):
                count += self.inside(question.questions, path, wanted=is_wanted, counted=counted)
            elif isinstance(question.field, RepeatField):
                count += self.repeat(question, question.field, path, is_wanted, counted)
            elif not isinstance(question.field, ComputedField):
                self.field(question, path, is_wanted and question.is_wanted)
                count += _zi(question, self.flat.get(path)) if counted else 0
        return count

    def repeat(self, question: Question, item: RepeatField, path: str, wanted: bool, counted: bool) -> int:
        """Look at the rows of a repeat: how many, each in itself, and its text altogether."""
        keys = rows(self.flat, path)
        must = wanted and question.is_wanted and self.at != "save"
        if not keys and must:
            least = trouble("rows.least", least=str(item.least), count="0")
            self.note(path, least if item.least else trouble("field.required"), question)
        elif 0 < len(keys) < item.least and self.at != "save":
            self.note(path, trouble("rows.least", least=str(item.least), count=str(len(keys))), question)
        elif len(keys) > item.most:
            self.note(path, trouble("rows.most", most=str(item.most), count=str(len(keys))), question)
        total = 0
        for key in keys:
            self.positions[f"{path}.{key}"] = len(self.positions)
            counted_here = counted or item.limit is not None
            count = self.inside(question.questions, f"{path}.{key}", wanted=wanted, counted=counted_here)
            if item.limit is not None:
                for problem in over_limit(count, item.limit, "group.limit"):
                    self.note(f"{path}.{key}", problem, question)
            total += count
        return total

    def field(self, question: Question, path: str, wanted: bool) -> None:
        """Look at one field."""
        values = {leaf: self.flat.get(path + leaf) for leaf in question.leaves}
        missing = [leaf for leaf, value in values.items() if not _is_answered(value)]
        if missing and wanted and self.at != "save":
            for leaf in missing if len(missing) < len(values) else [""]:
                self.note(path + leaf, trouble("field.required"), question)
        for leaf, value in values.items():
            if leaf not in missing:
                for problem in look(question, value)[1]:
                    self.note(path + leaf, problem, question)
        if len(missing) < len(values):
            self.together(question, path, values)

    def together(self, question: Question, path: str, values: Mapping[str, Json]) -> None:
        """Look at what the parts of an answer say together, or with another answer."""
        item, value = question.field, values.get("")
        if isinstance(item, PeriodField):
            start, end = values[".start"], values[".end"]
            if isinstance(start, str) and isinstance(end, str) and start > end and len(start) == len(end):
                self.note(path, trouble("field.period"), question)
        elif isinstance(item, AttachmentField) and isinstance(value, list | tuple) and self.at != "save":
            if len(value) < item.least:
                params = {"least": str(item.least), "most": str(item.most), "count": str(len(value))}
                self.note(path, Trouble("field.files", params), question)
        elif isinstance(item, CascadeField) and isinstance(value, str) and self.at != "save":
            if question.codes and question.codes.intersection(self.plan.children(item.options_from, value)):
                entry = self.plan.item(item.options_from, value)
                self.note(path, trouble("field.deeper", value=entry.name.zh if entry else value), question)
        elif isinstance(item, ChoiceField) and item.parent_field:
            self.narrowed(question, item, path, value)

    def narrowed(self, question: Question, item: ChoiceField, path: str, value: Json) -> None:
        """Look whether chosen codes lie below the answer that narrows them."""
        beside = path.rpartition(".")[0] + "." + item.parent_field
        above = self.flat.get(beside if self.plan.field(self.track, beside) else item.parent_field)
        parents = set(above) if isinstance(above, list | tuple) else {above}
        for code in value if isinstance(value, list | tuple) else (value,):
            if (
                isinstance(code, str)
                and above
                and not parents.intersection(self.plan.ancestors(item.options_from, code))
            ):
                name = self.plan.option(self.track, path, code)
                self.note(path, trouble("field.option", value=name.zh if name else code), question)

    def note(self, path: str, problem: Trouble, question: Question | None = None) -> None:
        """Note what is wrong at a path."""
        question = question or self.plan.question(self.track, path)
        if question:
            self.findings.append(say(self.plan, self.track, self.flat, path, question, problem))

    # --- rules ---

    def rules(self) -> None:
        """Ask every rule of this move, those with `each` of every row."""
        asked = [plan for plan in self.plan.tracks[self.track].rules if self.at in plan.rule.on]
        for each in dict.fromkeys(plan.each for plan in asked):
            plans = [plan for plan in asked if plan.each == each]
            if not each:
                for plan in plans:
                    self.rule(plan, "", ())
                continue
            # Row by row, so that a row is shown to the expressions only once.
            for spot in list(self.evaluation.spots(f"{each}.*.x")):
                if not self.evaluation.is_hidden(spot.path):
                    for plan in plans:
                        self.rule(plan, spot.path.removesuffix(".x"), spot.around)

    def rule(self, plan: RulePlan, row: str, around: tuple[Seen, ...]) -> None:
        """Ask one rule, of one row if it has `each`."""
        try:
            for formula in filter(None, (plan.when, plan.holds)):
                found = self.evaluation.holds(formula, around)
                if found is UNDETERMINED:
                    self.leave_open(plan, formula, row)
                    return
                if found is (formula is plan.holds):
                    self.held.update([plan.rule.id] if found else [])
                    return
            params = fill_values(self.plan, self.track, self.evaluation, plan, around)
        except ExpressionError as error:
            self.find(
                plan,
                row,
                "rule.broken",
                {"rule": plan.rule.label.zh, "rule_en": plan.rule.label.en, "problem": str(error)},
            )
            return
        number = readable(self.flat, row).rpartition("[")[2].rstrip("]")
        counted = {"row": str(int(number) + 1)} if plan.each and number.isdigit() else {}
        self.find(plan, row, plan.rule.id, {**counted, **params})

    def leave_open(self, plan: RulePlan, formula: Formula, row: str) -> None:
        """Note a rule that touches an answer not given; one that only touches what is not asked does not apply."""
        missing, _ = self.evaluation.missing(formula, f"{row}.x" if row else "")
        if not missing:
            return
        self.undetermined.append(plan.rule.id)
        if self.at == "save":
            return
        labels = [self.plan.label(self.track, path, self.flat) for path in missing[:5]]
        more = "…" if len(missing) > 5 else ""
        params = {
            "rule": plan.rule.label.zh,
            "rule_en": plan.rule.label.en,
            "fields": "、".join(label.zh for label in labels) + more,
            "fields_en": ", ".join(label.en for label in labels) + more,
        }
        self.find(plan, row, "rule.undetermined", params, missing[0])

    def find(self, plan: RulePlan, row: str, code: str, params: Mapping[str, str], path: str = "") -> None:
        """Note a finding of a rule at the first field it concerns, or at a path."""
        rule = plan.rule
        if not path:
            path = plan.place
            if row:
                path = row + path.removeprefix(f"{plan.each}.*") if path.startswith(f"{plan.each}.*") else path
            path = path.partition(".*")[0]
        message = (rule.message.zh, rule.message.en) if code == rule.id else ("", "")
        where = readable(self.flat, path)
        self.findings.append(Finding(code, rule.severity, where, path, rule.clause, params, message))

    def amounts(self) -> None:
        """Look at totals and at what is asked for, in exact decimals."""
        hidden = frozenset(self.evaluation.hidden)
        self.findings += sums.check(self.plan, self.track, self.flat, hidden)
        self.held |= sums.held(self.plan, self.track, self.flat, hidden)
        self.findings += funding.check(self.plan, self.track, self.flat, self.evaluation.computed, hidden)

    def awards(self, facts: Facts) -> None:
        """Look for earlier awards that bar or are to be looked at."""
        for bar in self.plan.pack.past_awards:
            for award in past_award.barring(self.plan, self.track, self.flat, bar, facts.awards):
                params = {"award": award.award, "year": str(award.year or ""), "title": award.title}
                message = (bar.message.zh, bar.message.en)
                path = bar.project or bar.direction
                self.findings.append(Finding(bar.id, Severity(bar.severity), path, path, bar.clause, params, message))


def _zi(question: Question, value: Json) -> int:
    """Count the 字 of a text answer; other answers have none."""
    if isinstance(question.field, RichField) and isinstance(value, Mapping):
        return text.count_doc(value)
    return text.count_zi(value) if isinstance(question.field, TextField) and isinstance(value, str) else 0
