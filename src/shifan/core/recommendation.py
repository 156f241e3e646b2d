"""What a body does with what came in: its stage, its offices, what its list says and what the list still lacks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict

from shifan.core.calendar import SHANGHAI, local_day
from shifan.core.finding import Finding, Severity
from shifan.core.pack import Bureau, Pack, Stage, by_id
from shifan.core.values import Json

LONGEST_REASON = 1000  # 字 for one place that is sent back


class ListedEntry(TypedDict):
    """One applicant on a list as it is signed and frozen; `digest` is that of the submission behind it."""

    rank: int
    number: str
    applicant: str
    uscc: str
    region: str
    title: str
    lines: list[str]
    contact: str
    mobile: str
    facts: Mapping[str, Json]
    submission: int
    digest: str


class DeclinedEntry(TypedDict):
    """One applicant that is not recommended, and why."""

    number: str
    applicant: str
    reason: str


class ListContent(TypedDict):
    """What a list says: the body, the recommended in their order, the declined."""

    pack: str
    round: str
    stage: str
    track: str
    body: dict[str, str]
    entries: list[ListedEntry]
    declined: list[DeclinedEntry]


def stage_of(pack: Pack, body_kind: str) -> Stage:
    """This function will give the stage at which bodies of a kind recommend, or raise KeyError."""
    for stage in pack.stages:
        if stage.kind == "recommend" and body_kind in (stage.body, *stage.other_bodies):
            return stage
    raise KeyError(body_kind)


def acts_at(stage: Stage, body_kind: str) -> bool:
    """This function will say whether bodies of a kind act at a stage."""
    return stage.kind == "recommend" and body_kind in (stage.body, *stage.other_bodies)


def bureaus_of(pack: Pack, body_kind: str, region: str) -> tuple[Bureau, ...]:
    """This function will give the offices of a body: its own where the pack names them, else those of its kind."""
    for body in pack.bodies:
        if (body.kind, body.region) == (body_kind, region) and body.bureaus:
            return body.bureaus
    return by_id(pack.body_kinds, body_kind).bureaus


def is_lead(bureaus: Sequence[Bureau], bureau: str) -> bool:
    """This function will say whether an office may send the list; a body without offices is its own lead."""
    return not bureaus or any(office.id == bureau and office.part == "lead" for office in bureaus)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a list stands when it is about to be sent; all names are of applicants, offices by id.

    `unchecked` counts check lines without a verdict by applicant, `failed` names applicants with a decisive line
    failed. `groups` counts the recommended by industry (or what the pack follows), `others` the groups that only
    appear among the rest.
    """

    pending: Sequence[str]
    recommended: Sequence[str]
    declined: Sequence[str]
    unchecked: Mapping[str, int]
    failed: Collection[str]
    signed: Collection[str]
    groups: Mapping[str, int]
    others: Collection[str]
    filling_closes: datetime | None


def before_sending(bureaus: Sequence[Bureau], standing: Standing, now: datetime) -> tuple[Finding, ...]:
    """This function will say what stands in the way of sending a list, and what asks for a recorded reason."""
    findings: list[Finding] = []
    if not standing.recommended:
        severity = Severity.WARN if standing.declined else Severity.BLOCK
        findings.append(Finding("list.empty", severity))
    if standing.pending:
        findings.append(_named("list.pending", standing.pending))
    if standing.unchecked:
        count = sum(standing.unchecked.values())
        findings.append(_named("check.open", tuple(standing.unchecked), count))
    if standing.failed:
        findings.append(_named("check.failed", tuple(standing.failed)))
    if unsigned := [office for office in bureaus if office.id not in standing.signed]:
        clause = tuple(dict.fromkeys(clause for office in unsigned for clause in office.clause))
        english = ", ".join(office.label.en for office in unsigned)
        params = {"names": "、".join(office.label.zh for office in unsigned), "names_en": english}
        findings.append(Finding("list.unsigned", Severity.BLOCK, clause=clause, params=params))
    if standing.filling_closes is not None and now <= standing.filling_closes:
        params = {"closes": f"{local_day(standing.filling_closes):%Y-%m-%d}"}
        findings.append(Finding("list.early", Severity.WARN, params=params))
    if narrow := narrow_coverage(standing.groups, standing.others):
        findings.append(narrow)
    return tuple(findings)


def narrow_coverage(groups: Mapping[str, int], others: Collection[str]) -> Finding | None:
    """This function will warn that most of a list is of one group while other groups are left out entirely.

    The notices ask to heed the coverage of industries without a threshold (002-060); the reading is: of three or
    more, over half in one group, and applicants of groups not on the list at all.
    """
    total = sum(groups.values())
    missing = sorted(set(others) - set(groups))
    if total < 3 or not missing:
        return None
    name, most = Counter(groups).most_common(1)[0]
    if most * 2 <= total:
        return None
    params = {"name": name, "count": str(most), "total": str(total), "missing": "、".join(missing)}
    return Finding("coverage.narrow", Severity.WARN, params=params)


def reasons_of(paths: Sequence[str], typed: Mapping[str, str]) -> dict[str, str]:
    """This function will keep what was typed for each of the places that are sent back, and nothing else."""
    return {path: words for path in paths if (words := typed.get(path, "").strip()[:LONGEST_REASON])}


def before_sending_back(
    at: Stage,
    paths: Sequence[str],
    reason: str,
    reasons: Mapping[str, str],
    due_at: datetime | None,
    closes_at: datetime | None,
    now: datetime,
) -> tuple[Finding, ...]:
    """This function will say what a request for changes lacks: fields, a reason, a date within the stage."""
    findings: list[Finding] = []
    if not paths:
        findings.append(Finding("fields.missing", Severity.BLOCK))
    if not reason.strip() and (not paths or set(paths) - set(reasons)):
        findings.append(Finding("reason.missing", Severity.BLOCK))
    if due_at is None or due_at <= now or (closes_at is not None and due_at > closes_at):
        closes = f"{closes_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" if closes_at else "—"
        findings.append(Finding("due.past", Severity.BLOCK, clause=at.clause, params={"closes": closes}))
    return tuple(findings)


def is_order(order: Sequence[int], listed: Collection[int]) -> bool:
    """This function will say whether an order names each application on the list once and no other."""
    return len(order) == len(listed) and set(order) == set(listed)


def _named(rule: str, names: Sequence[str], count: int | None = None) -> Finding:
    params = {"count": str(len(names) if count is None else count), "names": "、".join(names)}
    return Finding(rule, Severity.BLOCK, params=params)
