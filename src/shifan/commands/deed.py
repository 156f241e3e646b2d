"""Know the file that says what a desk did, and how papers of desks are made from it and from application files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Literal

from pydantic import Field

from shifan.commands.application import problem
from shifan.commands.given import Given
from shifan.commands.output import read_source
from shifan.core import funding, records, scoring, subsidy
from shifan.core.document import Kind
from shifan.core.form import Model
from shifan.core.pack import PackError, ReviewSheet
from shifan.core.plan import Plan
from shifan.core.source import Listed, Record, Source
from shifan.core.subsidy import Claim
from shifan.packs.nodes import read
from shifan.packs.places import validate


class Changes(Model):
    """Changes that were asked for: sections or paths of fields, why, until when."""

    places: tuple[str, ...] = Field(min_length=1)
    reason: str
    reasons: dict[str, str] = Field(default_factory=dict)
    due: str


class ReviewFile(Model):
    """A score sheet: scores by criterion, as typed, and the opinion."""

    expert: str = ""
    employer: str = ""
    scores: dict[str, str]
    opinion: str


class Ending(Model):
    """Why an application ended before the selection, and the lines of the check sheet that failed, with remarks."""

    outcome: Literal["not_recommended", "turned_away"]
    stage: str
    reason: str
    failed: dict[str, str] = Field(default_factory=dict)


class Result(Model):
    """What came of an application, and the list that says so."""

    outcome: Literal["selected", "not_selected"]
    list: str


class Lists(Model):
    """A public list: from when until when, if it is one that is open to objections."""

    opens: date
    closes: date | None = None


class DeedFile(Model):
    """What a desk did, as a file: who it is, and one of what papers are made of."""

    issuer: str
    number: str = ""
    submission: int = 1
    change_request: Changes | None = None
    review: ReviewFile | None = None
    ending: Ending | None = None
    selection: Result | None = None
    notice: Lists | None = None


def read_deed(path: Path) -> DeedFile:
    """Read what a desk did. Raises PackError with every mistake at its place."""
    root, problems = read(read_source(path), str(path))
    if problems:
        raise PackError(*problems)
    return validate(DeedFile, root)


def source_of(
    kind: Kind, compiled: Plan, track: str, many: Sequence[Given], deed: DeedFile, place: str, today: date
) -> Source:
    """Give what a paper of a desk is made of, as a draft: nothing was frozen. Raises PackError."""
    if kind == "funding":
        return _subsidies(compiled, track, many, deed, place)
    one = many[0]
    about = records.about({"applicant": {"name": one.applicant}}, deed.submission, one.title, deed.issuer)
    known = about | {"number": deed.number}
    if kind == "change_request" and deed.change_request:
        return _draft(_changes(compiled, track, one, known, deed.change_request, place, today))
    if kind == "review" and deed.review:
        return _draft(_review(compiled, track, known, deed.review, place, today))
    if kind == "ending" and deed.ending:
        return _draft(_ending(compiled, track, known, deed.ending, place, today))
    if kind == "selection" and deed.selection:
        asked = deed.selection
        result = records.result(track, known, outcome=asked.outcome, listed=asked.list, day=today, basis=None)
        return _draft(result)
    raise PackError(problem(place, f"it says nothing of a {kind}", f"add `{kind}:`"))


def published(listed: Listed, deed: DeedFile, place: str) -> Listed:
    """Give a list as it is published, with the days that it is open. Raises PackError where they are not said."""
    if deed.notice is None:
        raise PackError(problem(place, "it says nothing of a notice", "add `notice:`"))
    return replace(
        listed, recommender=deed.issuer, day=deed.notice.opens, opens=deed.notice.opens, closes=deed.notice.closes
    )


def _draft(record: Record) -> Record:
    return replace(record, digest="")


def _changes(
    compiled: Plan, track: str, one: Given, known: Mapping[str, str], asked: Changes, place: str, today: date
) -> Record:
    sections = {section.id for section in compiled.pack.form(track).sections}
    for path in asked.places:
        if path not in sections and compiled.question(track, path) is None:
            raise PackError(problem(place, f"the form has no section or field “{path}”"))
    return records.changes(
        compiled, track, known, one.flat, places=asked.places, reason=asked.reason, reasons=asked.reasons,
        due=asked.due, day=today, submission="",
    )  # fmt: skip


def _ending(compiled: Plan, track: str, known: Mapping[str, str], told: Ending, place: str, today: date) -> Record:
    if told.stage not in {stage.id for stage in compiled.pack.stages}:
        raise PackError(problem(place, f"the pack has no stage “{told.stage}”"))
    lines = {line.id for line in compiled.pack.checks if told.stage in line.stages}
    if unknown := sorted(told.failed.keys() - lines):
        message = f"the check sheet of “{told.stage}” has no line “{unknown[0]}”"
        raise PackError(problem(place, message, f"its lines: {', '.join(sorted(lines))}"))
    return records.ending(
        compiled, track, known, outcome=told.outcome, stage=told.stage, reason=told.reason, failed=told.failed,
        day=today, submission="",
    )  # fmt: skip


def _review(compiled: Plan, track: str, known: Mapping[str, str], filed: ReviewFile, place: str, today: date) -> Record:
    sheet = _sheet(compiled, track, place)
    if wrong := scoring.check_sheet(sheet, filed.scores, filed.opinion):
        raise PackError(*(problem(place, finding.text("en"), finding.where) for finding in wrong))
    scores = {criterion.id: Decimal(filed.scores[criterion.id].strip()) for criterion in sheet.criteria}
    return records.review(
        track, known, sheet, scores=scores, opinion=filed.opinion, expert=filed.expert, employer=filed.employer,
        day=today, submission="",
    )  # fmt: skip


def _sheet(compiled: Plan, track: str, place: str) -> ReviewSheet:
    for sheet in compiled.pack.reviews:
        if not sheet.tracks or track in sheet.tracks:
            return sheet
    raise PackError(problem(place, f"the pack has no score sheet of “{track}”"))


def _subsidies(compiled: Plan, track: str, many: Sequence[Given], deed: DeedFile, place: str) -> Record:
    if funding.terms_of(compiled.pack, track) is None:
        raise PackError(problem(place, f"the pack pays nothing on “{track}”"))
    claims = [Claim(one.applicant, one.title, one.flat, one.checked.computed, one.checked.hidden) for one in many]
    listed = "所给名单"
    return subsidy.record(compiled, track, claims, issuer=deed.issuer, listed=listed, day=None)
