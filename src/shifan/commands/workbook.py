"""Know the command that writes the offline workbook of a form."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from shifan import packs
from shifan.commands.application import ApplicationFile, compiled_track, day, problem, read_file
from shifan.commands.organisation import facts_of
from shifan.commands.output import complain, find_pack
from shifan.core import answers, check
from shifan.core.pack import PackError
from shifan.render import workbook


def main(arguments: Sequence[str]) -> int:
    """Write a workbook, empty or with the answers of an application file; 2 if the command or a file is wrong."""
    options = _parser().parse_args(arguments)
    pack = packs.load(find_pack(options.pack))
    compiled = compiled_track(pack, options.track, options.pack)
    file = read_file(options.given) if options.given else ApplicationFile(answers={})
    flat, refused = answers.read(compiled, options.track, file.answers)
    complain(f"{finding.where or '-'}: {finding.text('zh')}" for finding in refused)
    facts = facts_of(file.applicant, file.awards, compiled)
    checked = check.check(compiled, options.track, flat, at="save", facts=facts, today=options.on)
    made_at = datetime.combine(options.on, datetime.min.time(), UTC)
    data = workbook.write(
        compiled, options.track, flat, made_at=made_at, computed=checked.computed, language=options.language
    )
    try:
        options.out.write_bytes(data)
    except OSError as error:
        message = f"the file cannot be written: {error.strerror}"
        raise PackError(problem(str(options.out), message)) from error
    print(options.out)
    return 1 if refused else 0


def _parser() -> argparse.ArgumentParser:
    description = "Write a form as a workbook to be filled in offline; `shifan check` reads it."
    parser = argparse.ArgumentParser(prog="shifan workbook", description=description)
    parser.add_argument("pack", metavar="PACK", help="a name or a folder")
    parser.add_argument("--track", required=True, help="the track applied for")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="where to write it (.xlsx)")
    parser.add_argument("--from", dest="given", type=Path, metavar="FILE", help="an application file to begin with")
    parser.add_argument("--on", type=day, default=date.today(), metavar="DATE", help="the day it is made on (today)")
    parser.add_argument("--language", choices=("zh", "en"), default="zh")
    return parser
