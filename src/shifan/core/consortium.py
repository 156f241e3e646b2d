"""Decide whether organisations may apply together: what a programme says of consortia, and what is wrong with one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from shifan.core.finding import Finding, Severity
from shifan.core.form import Model, TextField, Words

FIELDS = (
    TextField(id="uscc", type="text", code="uscc", label=Words(zh="统一社会信用代码", en="Unified social credit code")),
    TextField(id="name", type="text", limit=100, label=Words(zh="单位名称", en="Name")),
    TextField(
        id="duties",
        type="longtext",
        limit=500,
        label=Words(zh="承担的任务", en="Duties"),
        help=Words(zh="在申报项目中负责的工作。", en="What it does in the project."),
    ),
)


class Consortium(Model):
    """Whether organisations apply together: the lead fills in and submits, `most` is the number beside the lead."""

    kind: Literal["none", "allowed", "required"] = "none"
    most: int | None = None
    clause: tuple[str, ...] = ()

    @property
    def is_possible(self) -> bool:
        """This property will say whether an application may have members at all."""
        return self.kind != "none"


@dataclass(frozen=True, slots=True)
class Member:
    """A member beside the lead, and whether its own people have confirmed that it takes part."""

    name: str
    uscc: str
    is_confirmed: bool = False


def check(rule: Consortium, lead: str, members: Sequence[Member]) -> tuple[Finding, ...]:
    """This function will say what is wrong with the members of an application whose lead has the code `lead`."""
    found: list[Finding] = []
    if members and not rule.is_possible:
        return (_finding(rule, "consortium.none"),)
    if rule.kind == "required" and not members:
        found.append(_finding(rule, "consortium.required"))
    if rule.most is not None and len(members) > rule.most:
        found.append(_finding(rule, "consortium.most", most=str(rule.most), count=str(len(members))))
    found += [_finding(rule, "consortium.lead", name=one.name) for one in members if one.uscc == lead]
    counted = Counter(one.uscc for one in members)
    found += [_finding(rule, "consortium.twice", uscc=uscc) for uscc, count in counted.items() if count > 1]
    open_ = [one.name for one in members if not one.is_confirmed]
    if open_:
        found.append(_finding(rule, "consortium.unconfirmed", Severity.WARN, names="、".join(open_)))
    return tuple(found)


def _finding(rule: Consortium, code: str, severity: Severity = Severity.BLOCK, **params: str) -> Finding:
    return Finding(code, severity, where="consortium", clause=rule.clause, params=params)
