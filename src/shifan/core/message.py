"""Know how the values of a rule read in its message, in Chinese and in English."""

from __future__ import annotations

import re
from collections.abc import Mapping

from shifan.core.compiler import RulePlan
from shifan.core.evaluation import Evaluation, Seen
from shifan.core.expression import UNDETERMINED, Value
from shifan.core.form import Words
from shifan.core.plan import Plan
from shifan.core.question import Formula

UNKNOWN = "—"
_MOST = 300
_NAME = re.compile(r"[a-z_][\w.]*")


def fill_values(
    plan: Plan, track: str, evaluation: Evaluation, rule: RulePlan, around: tuple[Seen, ...]
) -> dict[str, str]:
    """Work out the values of a rule's message; raises ExpressionError. What differs in English is under `<name>_en`."""
    found: dict[str, str] = {}
    for name, formula in rule.values:
        value = evaluation.ask(formula, around)
        words = Words(zh=UNKNOWN, en=UNKNOWN) if value is UNDETERMINED else _said(plan, track, formula, value)
        found[name] = words.zh
        if words.en != words.zh:
            found[f"{name}_en"] = words.en
    return found


def _said(plan: Plan, track: str, formula: Formula, value: Value | object) -> Words:
    """Say a value: codes of a choice by their names, decimals without trailing digits, lists with 、."""
    if isinstance(value, bool):
        return Words(zh="是" if value else "否", en="yes" if value else "no")
    if isinstance(value, float):
        return _both(f"{value:.12g}")
    if isinstance(value, list | tuple):
        parts = [_said(plan, track, formula, item) for item in value]
        return Words(zh=_cut("、".join(part.zh for part in parts)), en=_cut(", ".join(part.en for part in parts)))
    if isinstance(value, Mapping):
        return _both(UNKNOWN)
    if isinstance(value, str) and len(formula.patterns) == 1 and _NAME.fullmatch(formula.expression.source.strip()):
        return plan.option(track, formula.patterns[0], value) or _both(value)
    return _both(str(value))


def _both(text: str) -> Words:
    return Words(zh=_cut(text), en=_cut(text))


def _cut(text: str) -> str:
    return text if len(text) <= _MOST else text[:_MOST] + "…"
