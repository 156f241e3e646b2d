"""Know the command that checks an application file against a pack."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from pydantic import Field, JsonValue

from shifan import packs
from shifan.commands.output import complain, find_pack, say_json
from shifan.core import answers, check, plan
from shifan.core.facts import Award, Facts
from shifan.core.finding import Finding
from shifan.core.form import Model
from shifan.core.pack import PackError, Problem
from shifan.core.plan import Plan
from shifan.packs.cases import Applicant, GivenAward
from shifan.packs.nodes import Node, read
from shifan.packs.places import validate

MARKS = {"block": "✗", "warn": "!", "note": "·"}


class ApplicationFile(Model):
    """An application as a file: answers, nested or by path, and what is known of the applicant besides."""

    answers: dict[str, JsonValue]
    applicant: Applicant = Applicant()
    awards: tuple[GivenAward, ...] = Field(default=())


def main(arguments: Sequence[str]) -> int:
    """Check an application file; 1 if something blocks, 2 if the file or the command is wrong."""
    options = _parser().parse_args(arguments)
    pack = packs.load(find_pack(options.pack))
    compiled = plan.build(pack)
    if options.track not in compiled.tracks:
        known = ", ".join(compiled.tracks)
        raise PackError(_problem(options.pack, f"there is no track “{options.track}”", f"known: {known}"))
    file = _read(Path(options.application))
    flat, refused = answers.read(compiled, options.track, file.answers)
    facts = _facts(file, compiled)
    checked = check.check(compiled, options.track, flat, at=options.at, facts=facts, today=options.on)
    findings = (*refused, *checked.findings)
    if options.json:
        say_json({
            "pack": pack.id,
            "digest": pack.digest,
            "findings": [finding.as_json() for finding in findings],
            "undetermined": list(checked.undetermined),
        })  # fmt: skip
    else:
        _print(findings, checked.undetermined)
    return 1 if refused or checked.blocking else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="shifan check", description="Check an application file against a pack.")
    parser.add_argument("pack", metavar="PACK", help="a name or a folder")
    parser.add_argument("application", metavar="FILE", help="YAML or JSON with answers:, applicant: and awards:")
    parser.add_argument("--track", required=True, help="the track applied for")
    parser.add_argument("--on", type=_day, default=date.today(), metavar="DATE", help="the day to check for (today)")
    parser.add_argument("--at", choices=("save", "submit", "recommend", "select"), default="submit")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    return parser


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"“{text}” is not a date such as 2022-10-20") from error


def _read(path: Path) -> ApplicationFile:
    """Read an application file; a mapping without `answers:` is taken as the answers themselves."""
    try:
        source = path.read_bytes()
    except OSError as error:
        raise PackError(_problem(str(path), f"the file cannot be read: {error.strerror}")) from error
    root, problems = read(source, str(path))
    if problems:
        raise PackError(*problems)
    if root.mapping() and "answers" not in root.mapping():
        root = Node({"answers": root}, root.place, {"answers": root.place})
    return validate(ApplicationFile, root)


def _facts(file: ApplicationFile, compiled: Plan) -> Facts:
    region = file.applicant.region
    return Facts(
        name=file.applicant.name,
        uscc=file.applicant.uscc,
        region=region,
        kind=file.applicant.kind,
        regions=(region, *compiled.ancestors("regions", region)) if region else (),
        awards=tuple(Award(award.award, award.year, award.title) for award in file.awards),
    )


def _print(findings: Sequence[Finding], undetermined: Sequence[str]) -> None:
    for finding in findings:
        clauses = f" [{', '.join(finding.clause)}]" if finding.clause else ""
        print(f"{MARKS[finding.severity.value]} {finding.where or '-'}: {finding.text('zh')}{clauses}")
    blocking = sum(finding.blocks for finding in findings)
    print(f"{len(findings)} findings, {blocking} blocking")
    complain(f"undetermined: {rule}" for rule in undetermined)


def _problem(file: str, message: str, hint: str = "") -> Problem:
    return Problem(file=file, line=1, column=1, message=message, hint=hint)
