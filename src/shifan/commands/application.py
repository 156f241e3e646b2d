"""Know what an application file is and how a command reads it, with every mistake at its place."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from pydantic import Field, JsonValue

from shifan.commands.output import read_source
from shifan.core import answers, plan
from shifan.core.finding import Finding
from shifan.core.form import Model
from shifan.core.pack import Pack, PackError, Problem
from shifan.core.plan import Plan
from shifan.core.values import Json
from shifan.packs.cases import Applicant, GivenAward
from shifan.packs.nodes import Node, read
from shifan.packs.places import validate
from shifan.render import workbook


class ApplicationFile(Model):
    """An application as a file: answers, nested or by path, and what is known of the applicant besides."""

    answers: dict[str, JsonValue]
    applicant: Applicant = Applicant()
    awards: tuple[GivenAward, ...] = Field(default=())


def read_file(path: Path) -> ApplicationFile:
    """Read an application file; a mapping without `answers:` is taken as the answers themselves."""
    root, problems = read(read_source(path), str(path))
    if problems:
        raise PackError(*problems)
    if root.mapping() and "answers" not in root.mapping():
        root = Node({"answers": root}, root.place, {"answers": root.place})
    return validate(ApplicationFile, root)


def is_workbook(path: Path) -> bool:
    """Say whether a file is to be read as an offline workbook: by its name, or because it is a zip file."""
    return path.suffix.lower() == ".xlsx" or read_source(path)[:2] == b"PK"


def read_application(
    path: Path, compiled: Plan, track: str
) -> tuple[ApplicationFile, dict[str, Json], tuple[Finding, ...]]:
    """Read an application file or a workbook: the file, its answers by path, and what could not be read."""
    if is_workbook(path):
        try:
            filled = workbook.read(compiled, read_source(path), track=track)
        except workbook.WorkbookError as error:
            raise PackError(problem(str(path), str(error))) from error
        return ApplicationFile(answers={}), dict(filled.flat), filled.problems
    file = read_file(path)
    return file, *answers.read(compiled, track, file.answers)


def track_of(path: Path, pack: Pack, given: str) -> str:
    """Name the track of an application: the one given, else the one that a workbook says it is of."""
    if given:
        return given
    if not is_workbook(path):
        message = "which track it applies for is not said"
        raise PackError(problem(str(path), message, "give --track"))
    try:
        meta = workbook.identify(read_source(path))
        if meta.pack != pack.id:
            raise workbook.WorkbookError("workbook.pack", found=meta.pack[:80], wanted=pack.id)
    except workbook.WorkbookError as error:
        raise PackError(problem(str(path), str(error))) from error
    return meta.track


def compiled_track(pack: Pack, track: str, name: str) -> Plan:
    """Compile a pack; raises PackError, also if it has no such track."""
    compiled = plan.build(pack)
    if track not in compiled.tracks:
        known = ", ".join(compiled.tracks)
        raise PackError(problem(name, f"there is no track “{track}”", f"known: {known}"))
    return compiled


def day(text: str) -> date:
    """Read a day from the command line."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"“{text}” is not a date such as 2022-10-20") from error


def problem(file: str, message: str, hint: str = "") -> Problem:
    """Make a problem of a file as a whole."""
    return Problem(file=file, line=1, column=1, message=message, hint=hint)
