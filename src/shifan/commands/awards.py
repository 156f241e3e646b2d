"""Know the command by which an operator enters lists of earlier awards into the register."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from django.utils.module_loading import import_string

from shifan import packs
from shifan.commands.operating import language, start_django
from shifan.commands.output import say_json
from shifan.core.pack import PackError
from shifan.core.past_award import Listing
from shifan.packs.past_award import read_list
from shifan.packs.places import closest

_MOST = 50  # mistakes that are printed
_ASKED = re.compile(r"""\.award\s*==\s*["']([a-z0-9_]+)["']""")


def main(arguments: Sequence[str]) -> int:
    """Import a list: 2 if the file cannot be read or a line is wrong; then nothing is entered."""
    options = _parser().parse_args(arguments)
    return int(options.run(options))


def import_list(options: argparse.Namespace) -> int:
    """Read a file whole, and enter it if every line of it is right."""
    path = Path(options.file)
    try:
        source = path.read_bytes()
    except OSError as error:
        print(f"shifan awards: {path}: {error.strerror}", file=sys.stderr)
        return 2
    rows, wrong = read_list(source, path.name, award=options.award, year=options.year)
    _complain(path.name, [finding.text(language()) for finding in wrong])
    if options.json and wrong:
        say_json({"file": path.name, "findings": [finding.as_json() for finding in wrong]})
    if wrong:
        return 2
    notes = tuple(_unasked(rows))
    _complain(path.name, notes)
    start_django()
    now = datetime.now(ZoneInfo("Asia/Shanghai"))
    done = import_string("shifan.actions.past_award.import_rows")(by=None, rows=rows, source=path.name, now=now)
    if options.json:
        counts = {"added": done.added, "completed": done.completed, "known": done.known}
        say_json({"file": path.name, **counts, "notes": list(notes)})
    elif language() == "zh":
        print(f"新增 {done.added} 条，补充 {done.completed} 条，已有 {done.known} 条")
    else:
        print(f"{done.added} added, {done.completed} completed, {done.known} known already")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="shifan awards", description="the register of earlier awards")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    command = commands.add_parser("import", help="enter a list (CSV, XLSX, YAML or JSON)")
    command.set_defaults(run=import_list)
    command.add_argument(
        "file", metavar="FILE", help="columns 单位名称, 年度, 奖项, 统一社会信用代码, 项目名称, 方向, 角色"
    )
    command.add_argument("--award", default="", help="the list, as packs name it, where the file does not say it")
    command.add_argument("--year", type=int, help="the year, where the file does not say it")
    command.add_argument("--json", action="store_true", help="print one JSON document")
    return parser


def _unasked(rows: Iterable[Listing]) -> Iterable[str]:
    """Note kinds of awards that no pack here asks about: a name typed wrongly would bar nobody."""
    known = set()
    for folder in packs.folders():
        try:
            pack = packs.load(folder)
        except PackError:
            continue
        known |= {award for bar in pack.past_awards for award in bar.awards}
        known |= {award for rule in pack.rules for award in _ASKED.findall(f"{rule.when or ''} {rule.holds}")}
    for award in sorted({row.award for row in rows} - known):
        hint = f"（{closest(award, known)}）" if language() == "zh" else f" ({closest(award, known)})"
        said = f"没有申报方案用到名单“{award}”" if language() == "zh" else f"no pack asks about “{award}”"
        yield said + (hint if closest(award, known) else "")


def _complain(name: str, lines: Sequence[str]) -> None:
    for line in lines[:_MOST]:
        print(f"{name}: {line}", file=sys.stderr)
    if len(lines) > _MOST:
        print(f"{name}: … {len(lines) - _MOST}", file=sys.stderr)
