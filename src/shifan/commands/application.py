"""Know what an application file is and how a command reads it, with every mistake at its place."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from pydantic import Field, JsonValue

from shifan.commands.output import read_source
from shifan.core import plan
from shifan.core.form import Model
from shifan.core.pack import Pack, PackError, Problem
from shifan.core.plan import Plan
from shifan.packs.cases import Applicant, GivenAward
from shifan.packs.nodes import Node, read
from shifan.packs.places import validate


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
