"""Findings: what a check says about an application, as data; wording lives in the pack and in `words`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from shifan.core import words

LONGEST_REASON = 500  # characters of what an applicant says about one warning


class Severity(StrEnum):
    """How much a finding weighs: block stops the move, warn asks for a look or a reason, note informs."""

    BLOCK = "block"
    WARN = "warn"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a programme has to say: which rule, how grave, where, on the ground of which clauses.

    `rule` is the id of a pack element (a rule, quota, stage …) or a built-in code such as `field.required`.
    `where` is a readable path such as `project.scenarios[2].summary`; `path` is the stored path with row keys.
    `params` fill the message; where a value has an English form of its own, it stands beside it under `<name>_en`.
    `message` holds the pack's own wording (zh, en), else empty: then `words.MESSAGES[rule]` has it.
    `reason` is what the applicant says about a warning that it submits with.
    """

    rule: str
    severity: Severity
    where: str = ""
    path: str = ""
    clause: tuple[str, ...] = ()
    params: Mapping[str, str] = field(default_factory=dict)
    message: tuple[str, str] = ("", "")
    reason: str = ""

    @property
    def key(self) -> str:
        """This property will name the finding among those of one application: its rule and its place."""
        return f"{self.rule}:{self.where}"

    @property
    def blocks(self) -> bool:
        """This property will say whether the finding stops a move."""
        return self.severity is Severity.BLOCK

    def text(self, language: str) -> str:
        """This function will word the finding in `zh` or `en` with its values filled in."""
        zh, en = self.message if any(self.message) else words.MESSAGES[self.rule]
        if language.startswith("zh"):
            return words.fill(zh, self.params)
        english = {key.removesuffix("_en"): value for key, value in self.params.items() if key.endswith("_en")}
        return words.fill(en, {**self.params, **english})

    def as_json(self) -> dict[str, object]:
        """This function will give the finding in the shape that the command line prints (design.md)."""
        return {
            "rule": self.rule,
            "severity": self.severity.value,
            "where": self.where,
            "clause": list(self.clause),
            "message": {"zh": self.text("zh"), "en": self.text("en")},
            **({"reason": self.reason} if self.reason else {}),
        }


def explained(findings: Iterable[Finding], reasons: Mapping[str, str]) -> tuple[Finding, ...]:
    """This function will put beside each warning what the applicant says about it; `reasons` are by `Finding.key`.

    Soft words of a notice (原则上, 一般, 优先) ask for a reason and never stop anybody; notes and blocks take none.
    """
    return tuple(
        replace(finding, reason=reasons.get(finding.key, "").strip()[:LONGEST_REASON])
        if finding.severity is Severity.WARN
        else finding
        for finding in findings
    )


class Refused(Exception):
    """An action was refused by the programme's rules; the web shows the findings with status 403."""

    def __init__(self, *findings: Finding) -> None:
        super().__init__("; ".join(finding.text("zh") for finding in findings))
        self.findings = findings


def refuse_if_blocked(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """This function will raise `Refused` with the blocking findings, else hand back the others."""
    blocking = tuple(finding for finding in findings if finding.blocks)
    if blocking:
        raise Refused(*blocking)
    return findings
