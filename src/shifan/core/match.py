"""Decide for which tracks an organisation may apply, from what is known of it before it fills in anything."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from shifan.core import past_award, prefill, stage
from shifan.core.answers import Flat
from shifan.core.compiler import RulePlan
from shifan.core.evaluation import Evaluation
from shifan.core.expression import UNDETERMINED, ExpressionError
from shifan.core.facts import Facts
from shifan.core.finding import Finding, Severity
from shifan.core.form import AttachmentField, GroupField, RepeatField, RichField, Words
from shifan.core.message import fill_values
from shifan.core.plan import Plan
from shifan.core.prefill import OWN
from shifan.core.question import Question
from shifan.core.values import Json

Verdict = Literal["eligible", "not_eligible", "undetermined"]


@dataclass(frozen=True, slots=True)
class Open:
    """A condition that cannot be decided yet: its rule, and the answers it needs, each with its label."""

    rule: str
    label: Words
    clause: tuple[str, ...]
    answers: tuple[tuple[str, Words], ...]


@dataclass(frozen=True, slots=True)
class Match:
    """What is known of an organisation and a track: `against` it, `remarks` that do not stop it, what is `open`."""

    track: str
    verdict: Verdict
    against: tuple[Finding, ...]
    remarks: tuple[Finding, ...]
    open: tuple[Open, ...]


def match(plan: Plan, track: str, facts: Facts, known: Mapping[str, Json], given: Flat, today: date) -> Match:
    """This function will say whether an organisation may apply on a track.

    `known` is the organisation's own data by name (`established`), as fields name it in `profile`; `given` are answers
    by path that it adds for this pack. What rules out goes before what is open; raises KeyError for an unknown track.
    """
    own = prefill.by_name(plan, track, {OWN + name: value for name, value in known.items()}).values
    flat = {**own, **given}
    evaluation = Evaluation(plan, track, flat, facts, today)
    found = list(_outside(plan, facts, flat))
    pending: list[Open] = []
    for rule in conditions(plan, track):
        decided = _decide(plan, track, evaluation, rule, flat)
        if isinstance(decided, Finding):
            found.append(decided)
        elif decided is not None and rule.rule.severity is Severity.BLOCK:
            pending.append(decided)
    barred, unsure = _bars(plan, track, flat, facts)
    found += barred
    pending += unsure
    against = tuple(finding for finding in found if finding.blocks)
    remarks = tuple(finding for finding in found if not finding.blocks)
    verdict: Verdict = "not_eligible" if against else "undetermined" if pending else "eligible"
    return Match(track, verdict, against, remarks, tuple(pending))


def conditions(plan: Plan, track: str) -> tuple[RulePlan, ...]:
    """This function will give the rules that say who may apply.

    A rule says so itself (`eligibility`). One that is silent is taken to, if it is asked once and touches nothing but
    facts of the applicant and plain answers in those sections of the form that an organisation's own data begins.
    """
    form = plan.tracks[track].form
    own = {
        section.id
        for section, questions in form.sections
        if any(inner.field.profile.startswith(OWN) for question in questions for inner in question.walk())
    }
    return tuple(rule for rule in plan.tracks[track].rules if _is_condition(plan, track, rule, own))


def _is_condition(plan: Plan, track: str, rule: RulePlan, own: set[str]) -> bool:
    if rule.rule.eligibility is not None:
        return rule.rule.eligibility and not rule.each
    asked = [plan.question(track, pattern) for pattern in rule.patterns]
    is_about_applicant = bool(asked) or "applicant" in rule.holds.expression.source
    return not rule.each and is_about_applicant and all(question and _is_plain(question, own) for question in asked)


def _is_plain(question: Question, own: set[str]) -> bool:
    is_one = not isinstance(question.field, AttachmentField | RichField | RepeatField | GroupField)
    return is_one and "*" not in question.pattern and question.pattern.partition(".")[0] in own


def _decide(plan: Plan, track: str, evaluation: Evaluation, rule: RulePlan, flat: Flat) -> Finding | Open | None:
    """Ask one condition: a finding if it fails, what is missing if it is open, None if it holds or does not apply."""
    clause = rule.rule.clause
    try:
        for formula in filter(None, (rule.when, rule.holds)):
            found = evaluation.holds(formula)
            if found is UNDETERMINED:
                missing, _ = evaluation.missing(formula, "")
                named = tuple((path, plan.label(track, path, flat)) for path in missing)
                return Open(rule.rule.id, rule.rule.label, clause, named) if named else None
            if found is (formula is rule.holds):
                return None
        params = fill_values(plan, track, evaluation, rule, ())
    except ExpressionError as error:
        broken = {"rule": rule.rule.label.zh, "rule_en": rule.rule.label.en, "problem": str(error)}
        return Finding("rule.broken", rule.rule.severity, "", "", clause, broken)
    message = (rule.rule.message.zh, rule.rule.message.en)
    return Finding(rule.rule.id, rule.rule.severity, rule.place, rule.place, clause, params, message)


def _outside(plan: Plan, facts: Facts, flat: Flat) -> Iterator[Finding]:
    """Say that an organisation is outside the territory of a pack, or that no body recommends there."""
    pack, region = plan.pack, facts.region
    if not region:
        return
    around = {*facts.regions, region, region[:2] + "0000", region[:4] + "00"}
    if pack.territory and pack.territory not in around:
        item = plan.item("regions", pack.territory)
        params = {"region": region, "territory": item.name.zh if item else pack.territory}
        params["territory_en"] = item.name.en if item else pack.territory
        clause = tuple(dict.fromkeys(one for body in pack.bodies for one in body.clause))[:3]
        yield Finding("match.territory", Severity.BLOCK, clause=clause, params=params)
        return
    bodies = {(body.kind, body.region) for body in pack.bodies}
    regions = facts.regions if len(facts.regions) > 1 else (region, region[:4] + "00", region[:2] + "0000")
    if bodies and stage.desk(pack, regions, bodies, flat) is None:
        yield Finding("body.none", Severity.WARN, params={"region": region})


def _bars(plan: Plan, track: str, flat: Flat, facts: Facts) -> tuple[list[Finding], list[Open]]:
    """Look at earlier awards; a bar that compares an answer is open as long as that is not given."""
    found: list[Finding] = []
    pending: list[Open] = []
    for bar in plan.pack.past_awards:
        meant = past_award.meant(track, bar, facts.awards)
        paths = [path for path in (bar.direction, bar.project) if path and flat.get(path) in (None, "", [])]
        if meant and paths:
            named = tuple((path, plan.label(track, path, flat)) for path in paths)
            pending += [Open(bar.id, bar.label, bar.clause, named)] if bar.severity is Severity.BLOCK else []
            continue
        for award in past_award.barring(plan, track, flat, bar, facts.awards):
            params = {"award": award.award, "year": str(award.year or ""), "title": award.title}
            message = (bar.message.zh, bar.message.en)
            found.append(Finding(bar.id, bar.severity, "", "", bar.clause, params, message))
    return found, pending
