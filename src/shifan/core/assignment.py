"""Who may review what: an expert's conflicts of interest with an applicant."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection
from dataclasses import dataclass

from shifan.core import words
from shifan.core.finding import Finding, Severity
from shifan.core.pack import Pack, ReviewSheet

REASONS = {
    "employer": ("专家任职于申报单位", "the expert works for the applicant"),
    "body": ("专家任职于该项申报的推荐单位", "the expert works for a body that recommends it"),
    "recused": ("专家已对该项申报申请回避", "the expert has recused from it"),
}


@dataclass(frozen=True, slots=True)
class Expert:
    """What matters of an expert: name, employer as written, the organisations they belong to, their regions."""

    name: str
    employer: str
    organisations: frozenset[int] = frozenset()
    regions: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Applicant:
    """What matters of an application: its organisation, the bodies it went through, and its region's ancestors."""

    name: str
    organisation: int
    bodies: frozenset[int] = frozenset()
    regions: tuple[str, ...] = ()
    recused: bool = False


def conflicts(expert: Expert, applicant: Applicant) -> tuple[Finding, ...]:
    """This function will say why an expert must not review an applicant (block) or had better not (warn)."""
    found: list[tuple[str, Severity]] = []
    if applicant.organisation in expert.organisations or same_name(expert.employer, applicant.name):
        found.append(("employer", Severity.BLOCK))
    if expert.organisations & applicant.bodies:
        found.append(("body", Severity.BLOCK))
    if applicant.recused:
        found.append(("recused", Severity.BLOCK))
    if not found and is_near(expert.regions, applicant.regions):
        found.append(("region", Severity.WARN))
    return tuple(_finding(reason, severity, expert, applicant) for reason, severity in found)


def sheet_of(pack: Pack, stage: str, track: str) -> ReviewSheet | None:
    """This function will find the score sheet of a track at a review stage, or None."""
    return next((sheet for sheet in pack.reviews if sheet.stage == stage and track in (sheet.tracks or (track,))), None)


def same_name(one: str, other: str) -> bool:
    """This function will say whether two names of an organisation are the same but for width, case and blanks.

    >>> same_name("示例 装备（石家庄）有限公司", "示例装备(石家庄)有限公司")
    True
    """
    return bool(_plain(one)) and _plain(one) == _plain(other)


def is_near(regions: Collection[str], applicant: tuple[str, ...]) -> bool:
    """This function will say whether an expert belongs to the applicant's region or city, the province aside."""
    return any(region in regions for region in applicant if not region.endswith("0000"))


def _plain(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


def _finding(reason: str, severity: Severity, expert: Expert, applicant: Applicant) -> Finding:
    params = {"expert": expert.name, "applicant": applicant.name}
    if severity is Severity.WARN:
        return Finding("expert.near", severity, where="expert", params=params)
    zh, en = (
        message.replace("{reason}", because)
        for message, because in zip(words.MESSAGES["expert.conflict"], REASONS[reason], strict=True)
    )
    return Finding("expert.conflict", severity, where="expert", params=params, message=(zh, en))
