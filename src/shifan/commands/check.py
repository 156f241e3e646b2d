"""Know the command that checks an application file against a pack."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from shifan import packs
from shifan.commands.application import ApplicationFile, compiled_track, day, problem, read_application, track_of
from shifan.commands.organisation import OrganisationFile, facts_of, read_awards, read_organisation
from shifan.commands.output import complain, find_pack, say_json
from shifan.core import check
from shifan.core.facts import Award, Facts
from shifan.core.finding import Finding
from shifan.core.pack import PackError
from shifan.core.plan import Plan
from shifan.packs.cases import Applicant

MARKS = {"block": "✗", "warn": "!", "note": "·"}


def main(arguments: Sequence[str]) -> int:
    """Check an application file; 1 if something blocks, 2 if the file or the command is wrong."""
    options = _parser().parse_args(arguments)
    pack = packs.load(find_pack(options.pack))
    path = Path(options.application)
    track = track_of(path, pack, options.track)
    compiled = compiled_track(pack, track, options.pack)
    file, flat, refused = read_application(path, compiled, track)
    facts = _facts(options, file, compiled)
    checked = check.check(compiled, track, flat, at=options.at, facts=facts, today=options.on)
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
    return 1 if checked.blocking or any(finding.blocks for finding in refused) else 0


def _facts(options: argparse.Namespace, file: ApplicationFile, compiled: Plan) -> Facts:
    """Put together what is known of the applicant; what the application says goes before the organisation file."""
    organisation = read_organisation(Path(options.organisation)) if options.organisation else OrganisationFile()
    said = {name: value for name, value in file.applicant.model_dump(exclude_unset=True).items() if value}
    known = organisation.model_dump(include={"name", "uscc", "region", "kind"})
    applicant = Applicant(**{**known, **said})
    listed: tuple[Award, ...] = ()
    if options.awards:
        if not (applicant.name or applicant.uscc):
            hint = "give applicant: {name: …, uscc: …}, or --organisation"
            raise PackError(problem(options.application, "whose earlier awards to look for is not said", hint))
        listed = read_awards(Path(options.awards), applicant.name, applicant.uscc)
    return facts_of(applicant, (*file.awards, *organisation.awards), compiled, listed)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="shifan check", description="Check an application file against a pack.")
    parser.add_argument("pack", metavar="PACK", help="a name or a folder")
    parser.add_argument(
        "application", metavar="FILE", help="YAML or JSON with answers:, applicant: and awards:, or a workbook"
    )
    parser.add_argument("--track", default="", help="the track applied for; a workbook says it itself")
    parser.add_argument("--on", type=day, default=date.today(), metavar="DATE", help="the day to check for (today)")
    parser.add_argument("--at", choices=("save", "submit", "recommend", "select"), default="submit")
    parser.add_argument("--organisation", metavar="FILE", help="YAML or JSON with facts of the applicant")
    parser.add_argument("--awards", metavar="FILE", help="list of earlier awards: CSV, XLSX, YAML or JSON")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    return parser


def _print(findings: Sequence[Finding], undetermined: Sequence[str]) -> None:
    for finding in findings:
        clauses = f" [{', '.join(finding.clause)}]" if finding.clause else ""
        print(f"{MARKS[finding.severity.value]} {finding.where or '-'}: {finding.text('zh')}{clauses}")
    blocking = sum(finding.blocks for finding in findings)
    print(f"{len(findings)} findings, {blocking} blocking")
    complain(f"undetermined: {rule}" for rule in undetermined)
