"""Decide whether a renewed application repeats an earlier one, answer by answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from shifan.core.answers import Flat, readable, rows, stored
from shifan.core.award import Unchanged
from shifan.core.finding import Finding
from shifan.core.form import RepeatField
from shifan.core.plan import Plan
from shifan.core.values import Json

MOST = 50  # differences that are named


def check(plan: Plan, track: str, flat: Flat, earlier: Mapping[str, Flat]) -> tuple[Finding, ...]:
    """This function will name the answers that differ from those of an earlier application where none may.

    `earlier` are the frozen answers of the applicant's earlier applications by track. Rows are compared by their
    place, so that typing them anew is no difference. No earlier application to repeat is a finding of its own.
    """
    found = []
    for demand in plan.pack.unchanged:
        if demand.track != track:
            continue
        if demand.earlier not in earlier:
            params = {
                "track": plan.pack.track(demand.earlier).label.zh,
                "track_en": plan.pack.track(demand.earlier).label.en,
            }
            found.append(Finding("unchanged.none", demand.severity, clause=demand.clause, params=params))
            continue
        found += list(_differences(plan, demand, flat, earlier[demand.earlier]))[:MOST]
    return tuple(found)


def _differences(plan: Plan, demand: Unchanged, flat: Flat, earlier: Flat) -> Iterator[Finding]:
    now = _by_place(plan, demand.track, flat)
    before = _by_place(plan, demand.earlier, earlier)
    for where in dict.fromkeys((*now, *before)):
        if now.get(where) == before.get(where) or _is_excepted(demand, plan, where, flat):
            continue
        path = stored(flat, where)
        label = plan.label(demand.track, path, flat)
        params = {"label": label.zh, "label_en": label.en}
        yield Finding("unchanged.differs", demand.severity, where, path, demand.clause, params)


def _by_place(plan: Plan, track: str, flat: Flat) -> dict[str, Json]:
    """Give answers by readable path: rows by their place, the order of rows itself left out."""
    found: dict[str, Json] = {}
    for path, value in flat.items():
        question = plan.question(track, path)
        if question is None or isinstance(question.field, RepeatField) or value in (None, "", []):
            continue
        if _is_living(plan, track, flat, path):
            found[readable(flat, path)] = value
    return found


def _is_living(plan: Plan, track: str, flat: Flat, path: str) -> bool:
    """Say whether every row that a path runs through is there."""
    parts = path.split(".")
    for at in range(2, len(parts)):
        above = ".".join(parts[:at])
        if isinstance(plan.field(track, above), RepeatField) and parts[at] not in rows(flat, above):
            return False
    return True


def _is_excepted(demand: Unchanged, plan: Plan, where: str, flat: Flat) -> bool:
    question = plan.question(demand.track, stored(flat, where))
    pattern = question.pattern if question else where
    return any(f"{pattern}.".startswith(f"{one}.") for one in demand.except_for)
