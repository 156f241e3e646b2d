"""Know how application files become what documents are made of: one submission, or the entries of a list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from shifan.commands.application import ApplicationFile, read_file
from shifan.commands.organisation import facts_of
from shifan.commands.output import complain
from shifan.core import answers, check, notice, projection
from shifan.core.answers import Flat
from shifan.core.check import Checked
from shifan.core.document import DocumentPlan
from shifan.core.plan import Plan
from shifan.core.source import Entry, Listed, Submitted


@dataclass(frozen=True, slots=True)
class Given:
    """An application file that was read: its answers, what a check says of them, and its applicant's name."""

    file: ApplicationFile
    flat: Flat
    checked: Checked
    applicant: str
    title: str


def read_given(compiled: Plan, track: str, path: Path, today: date) -> Given:
    """Read an application file and check it; what cannot be read of it is said. Raises PackError."""
    file = read_file(path)
    flat, refused = answers.read(compiled, track, file.answers)
    complain(f"{path}: {finding.where or '-'}: {finding.text('zh')}" for finding in refused)
    facts = facts_of(file.applicant, file.awards, compiled)
    checked = check.check(compiled, track, flat, at="submit", facts=facts, today=today)
    name = file.applicant.name or _name(compiled, track, flat)
    return Given(file, flat, checked, name, projection.title(compiled, track, flat))


def submitted(given: Given, recommender: str, today: date, track: str = "") -> Submitted:
    """Give one application as documents see it: a preview, since nothing was submitted."""
    return Submitted(
        flat=given.flat,
        applicant=given.applicant,
        recommender=recommender,
        title=given.title,
        day=today,
        hidden=given.checked.hidden,
        computed=given.checked.computed,
        track=track,
    )


def listed(
    compiled: Plan, track: str, planned: DocumentPlan, many: Sequence[Given], recommender: str, today: date
) -> Listed:
    """Give several applications as a ranked list, in the order of their files."""
    return Listed(
        entries=tuple(_entry(compiled, track, planned, one, rank) for rank, one in enumerate(many, start=1)),
        recommender=recommender,
        day=today,
        title=compiled.pack.label.zh,
        track=track,
        organiser="、".join(issuer.zh for notice in compiled.pack.notices[:1] for issuer in notice.issuers),
    )


def content(compiled: Plan, track: str, given: Given, files: Mapping[str, tuple[str, int]], today: date) -> dict:
    """Give what a submission of this file would freeze; `submission` is 0, since it is none."""
    hidden, computed = given.checked.hidden, given.checked.computed
    kept = projection.frozen(compiled, track, given.flat, hidden=hidden, computed=computed, names=files)
    pack, applicant = compiled.pack, given.file.applicant
    return {
        "pack": pack.digest,
        "pack_id": pack.id,
        "pack_version": pack.version,
        "track": track,
        "number": "",
        "submission": 0,
        "applicant": {"name": given.applicant, "uscc": applicant.uscc, "region": applicant.region},
        "recommender": "",
        "submitted_at": f"{today:%Y-%m-%d}T00:00:00+08:00",
        "findings": [finding.as_json() for finding in given.checked.findings],
        **kept,
    }


def _entry(compiled: Plan, track: str, planned: DocumentPlan, given: Given, rank: int) -> Entry:
    kept = projection.facts(compiled, track, {**given.flat, **given.checked.computed})
    named = Entry(given.applicant, flat=given.flat, hidden=given.checked.hidden, computed=given.checked.computed)
    return Entry(
        applicant=given.applicant,
        rank=rank,
        title=given.title,
        region=notice.region(compiled, given.file.applicant.region),
        contact=str(kept.get("contact") or ""),
        mobile=str(kept.get("mobile") or ""),
        scenarios=notice.lines(compiled, planned, named),
        flat=given.flat,
        hidden=given.checked.hidden,
        computed=given.checked.computed,
    )


def _name(compiled: Plan, track: str, flat: Flat) -> str:
    """Take the applicant's name from the answer that an organisation's own data fills."""
    named = (path for path, asked in compiled.pack.form(track).walk() if asked.profile == "organisation.name")
    return str(flat.get(next(named, ""), ""))
