"""How many applicants a body may recommend, and whether a ranked list keeps to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shifan.core.finding import Finding, Severity
from shifan.core.pack import Pack, Quota
from shifan.core.plan import Plan


@dataclass(frozen=True, slots=True)
class Entry:
    """One applicant on a list: its application, its rank and the few facts that quotas ask about."""

    application: int
    applicant: str
    rank: int | None
    facts: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Count:
    """How far a quota is used: `counted` towards it, `exempt` beside it. No quota: `quota` is None."""

    quota: Quota | None
    counted: int
    exempt: int

    @property
    def left(self) -> int | None:
        """This property will say how many places are left, or None when there is no quota."""
        return None if self.quota is None else self.quota.limit - self.counted


def find(pack: Pack, stage: str, track: str, body_kind: str, region: str) -> Quota | None:
    """This function will find the quota of a body; one that names the body's region goes first."""
    fitting = [q for q in pack.quotas if (q.stage, q.track, q.body) == (stage, track, body_kind)]
    named = [q for q in fitting if region in q.regions]
    general = [q for q in fitting if not q.regions]
    return next(iter([*named, *general]), None)


def count(plan: Plan, quota: Quota | None, entries: Sequence[Entry]) -> Count:
    """This function will count applicants (not scenarios, clause 002-013) towards a quota."""
    if quota is None or quota.exempt is None:
        return Count(quota, len(entries), 0)
    exempt = sum(1 for entry in entries if plan.is_exempt(quota, entry.facts))
    return Count(quota, len(entries) - exempt, exempt)


def check_list(
    plan: Plan, stage: str, track: str, body_kind: str, region: str, body_name: str, entries: Sequence[Entry]
) -> tuple[Finding, ...]:
    """This function will say what is wrong with a list: too many for the quota, or ranks that are no order."""
    quota = find(plan.pack, stage, track, body_kind, region)
    used = count(plan, quota, entries)
    findings: list[Finding] = []
    if quota is not None and used.counted > quota.limit:
        params = {
            "body": body_name,
            "track": plan.pack.track(track).label.zh,
            "limit": str(quota.limit),
            "count": str(used.counted),
        }
        findings.append(Finding("quota.exceeded", quota.severity, where=quota.id, clause=quota.clause, params=params))
    if sorted(entry.rank or 0 for entry in entries) != list(range(1, len(entries) + 1)):
        findings.append(Finding("rank.order", Severity.BLOCK, params={"count": str(len(entries))}))
    return tuple(findings)
