"""What papers say of a deed at a desk: changes that were asked for, a review that was filed, an end, a decision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from shifan.core import digest, scoring
from shifan.core.document import Kind
from shifan.core.form import Words
from shifan.core.pack import ReviewSheet
from shifan.core.plan import Plan
from shifan.core.source import Line, Record
from shifan.core.values import Json

_OUTCOMES: Mapping[str, Words] = {
    "not_recommended": Words(zh="不予推荐", en="not recommended"),
    "turned_away": Words(zh="形式审查不通过", en="turned away at the completeness check"),
    "selected": Words(zh="入选", en="selected"),
    "not_selected": Words(zh="未入选", en="not selected"),
}


def about(frozen: Mapping[str, Json], number: int, title: str, issuer: str) -> dict[str, str]:
    """This function will give what papers on an application say of it: the names are those of its submission."""
    applicant = frozen.get("applicant")
    name = applicant.get("name") if isinstance(applicant, Mapping) else ""
    return {
        "applicant": str(name or ""),
        "number": str(frozen.get("number") or ""),
        "title": title,
        "submission": str(number),
        "issuer": issuer,
    }


def changes(
    plan: Plan,
    track: str,
    known: Mapping[str, str],
    answers: Mapping[str, Json],
    *,
    places: Sequence[str],
    reason: str,
    reasons: Mapping[str, str],
    due: str,
    day: date,
    submission: str,
) -> Record:
    """This function will word a request for changes: each place that is open again, with its own reason if it has one.

    `known` is of `about`, `submission` the digest of the answers that the request is on.
    """
    rows = tuple(Line({"place": plan.label(track, path, answers), "reason": reasons.get(path, "")}) for path in places)
    words: dict[str, Words | str] = {**known, "reason": reason, "due": due, "count": str(len(rows))}
    frozen: Json = {
        "submission": submission, "places": list(places), "reason": reason, "reasons": dict(reasons), "due": due,
        "day": day.isoformat(),
    }  # fmt: skip
    return _sealed("change_request", track, words, day, rows, frozen)


def review(
    track: str,
    known: Mapping[str, str],
    sheet: ReviewSheet,
    *,
    scores: Mapping[str, Decimal],
    opinion: str,
    expert: str,
    employer: str,
    day: date,
    submission: str,
) -> Record:
    """This function will word a score sheet as it was filed; `submission` is the digest of what was reviewed."""
    rows = tuple(
        Line(
            {
                "criterion": criterion.label,
                "most": str(criterion.most),
                "weight": str(criterion.weight),
                "score": f"{scores[criterion.id]:f}",
            }
        )
        for criterion in sheet.criteria
    )
    words: dict[str, Words | str] = {
        **known,
        "sheet": sheet.label,
        "expert": expert,
        "employer": employer,
        "opinion": opinion,
        "total": f"{scoring.total(sheet, scores):f}",
    }
    filed: Json = {name: f"{scores[name]:f}" for name in sorted(scores)}
    frozen: Json = {"submission": submission, "scores": filed, "opinion": opinion, "day": day.isoformat()}
    return _sealed("review", track, words, day, rows, frozen)


def ending(
    plan: Plan,
    track: str,
    known: Mapping[str, str],
    *,
    outcome: str,
    stage: str,
    reason: str,
    failed: Mapping[str, str],
    day: date,
    submission: str,
) -> Record:
    """This function will word why an application ended before the selection: the reason, and the checks it failed.

    `failed` holds what was noted beside each line of the stage's check sheet that failed; a line is printed with the
    sentences of the notice that it rests on.
    """
    words: dict[str, Words | str] = {**known, "outcome": _OUTCOMES[outcome], "stage": plan.pack.stage(stage).label}
    words |= {"reason": reason, "count": str(len(failed))}
    rows = tuple(
        Line({"check": line.label, "clause": _quoted(plan, line.clause), "reason": failed[line.id]})
        for line in plan.pack.checks
        if line.id in failed
    )
    frozen: Json = {
        "submission": submission, "outcome": outcome, "stage": stage, "reason": reason, "failed": dict(failed),
        "day": day.isoformat(),
    }  # fmt: skip
    return _sealed("ending", track, words, day, rows, frozen)


def _quoted(plan: Plan, clauses: Sequence[str]) -> str:
    return "\n".join(f"“{plan.pack.clause(name).quote.strip()}”" for name in clauses)


def result(
    track: str, known: Mapping[str, str], *, outcome: str, listed: Words | str, day: date, basis: Json
) -> Record:
    """This function will word what came of an application; `listed` names the list that says so.

    Why one was chosen before another stays with the organiser. `basis` is what the list and the submission are known
    by.
    """
    words: dict[str, Words | str] = {name: told for name, told in known.items() if name != "submission"}
    words |= {"outcome": _OUTCOMES[outcome], "list": listed}
    return _sealed("selection", track, words, day, (), {"outcome": outcome, "basis": basis, "day": day.isoformat()})


def _sealed(
    of: Kind, track: str, words: Mapping[str, Words | str], day: date, rows: tuple[Line, ...], frozen: Json
) -> Record:
    return Record(of, track, words, day, {"": rows}, digest.of({"of": of, "frozen": frozen}))
