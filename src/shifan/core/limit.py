"""Decide how many: applications of one applicant, and selected applications of one kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from shifan.core.award import Cap, Limit
from shifan.core.finding import Finding
from shifan.core.pack import Pack


def check_applicant(pack: Pack, track: str, others: Sequence[tuple[str, str]]) -> tuple[Finding, ...]:
    """This function will say whether an applicant may have one more application on a track.

    `others` are the track and number of each application that it already has in the round, withdrawn ones left out.
    """
    findings = []
    for limit in pack.limits:
        counted = [number for other, number in others if _counts(limit, other)]
        if _counts(limit, track) and len(counted) >= limit.most:
            params = {"most": str(limit.most), "numbers": "、".join(counted), "numbers_en": ", ".join(counted)}
            findings.append(Finding("limit.applications", limit.severity, limit.id, "", limit.clause, params))
    return tuple(findings)


def check_selected(pack: Pack, stage: str, track: str, selected: Sequence[Mapping[str, object]]) -> tuple[Finding, ...]:
    """This function will say which caps a selection goes beyond; `selected` are the facts of each application in it."""
    findings = []
    for cap in pack.caps:
        if (cap.stage, cap.track) != (stage, track):
            continue
        count = sum(1 for facts in selected if is_counted(cap, facts))
        if count > cap.most:
            params = {"cap": cap.label.zh, "cap_en": cap.label.en, "most": str(cap.most), "count": str(count)}
            findings.append(Finding("cap.exceeded", cap.severity, cap.id, "", cap.clause, params))
    return tuple(findings)


def is_counted(cap: Cap, facts: Mapping[str, object]) -> bool:
    """This function will say whether an application with these facts counts towards a cap."""
    return all(str(facts.get(name, "")) in values for name, values in cap.where.items())


def room(pack: Pack, stage: str, track: str, selected: Sequence[Mapping[str, object]]) -> dict[str, int]:
    """This function will give how many places each cap of a stage and track still has, never below zero."""
    return {
        cap.id: max(0, cap.most - sum(1 for facts in selected if is_counted(cap, facts)))
        for cap in pack.caps
        if (cap.stage, cap.track) == (stage, track)
    }


def _counts(limit: Limit, track: str) -> bool:
    return not limit.tracks or track in limit.tracks
