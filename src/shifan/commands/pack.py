"""Know the commands about packs: list, check, test, coverage, show."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from shifan import packs
from shifan.commands.output import complain, find_pack, say_json
from shifan.core.pack import PackError, Problem


def main(arguments: Sequence[str]) -> int:
    """Run one command about packs."""
    options = _parser().parse_args(arguments)
    return int(options.run(options))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="shifan pack")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, run, summary, takes_packs in (
        ("list", list_packs, "name the packs that are here", False),
        ("check", check, "look for mistakes", True),
    ):
        command = commands.add_parser(name, help=summary, description=summary)
        command.set_defaults(run=run)
        command.add_argument("--json", action="store_true", help="print one JSON document")
        if takes_packs:
            command.add_argument("packs", nargs="*", metavar="PACK", help="a name or a folder")
            command.add_argument("--all", action="store_true", help="every pack that is here")
    return parser


def list_packs(options: argparse.Namespace) -> int:
    """Name the packs that are here, with version and Chinese title; broken ones are named too."""
    found, broken = [], []
    for folder in packs.folders():
        try:
            pack = packs.load(folder)
        except PackError as error:
            broken.append(folder.name)
            complain(error.problems[:1])
            continue
        found.append(pack)
    if options.json:
        shown = [
            {"pack": pack.id, "version": pack.version, "year": pack.year, "label": pack.label.model_dump()}
            for pack in found
        ]
        say_json({"packs": shown, "broken": broken})
    else:
        for pack in found:
            print(f"{pack.id}  {pack.version}  {pack.label.zh}")
    return 2 if broken else 0


def check(options: argparse.Namespace) -> int:
    """Look for every mistake in packs."""
    problems: list[Problem] = []
    folders = _chosen(options)
    for folder in folders:
        try:
            packs.load(folder)
        except PackError as error:
            problems.extend(error.problems)
    if options.json:
        say_json({"packs": [folder.name for folder in folders], "problems": [item.model_dump() for item in problems]})
    else:
        complain(problems)
        if not problems:
            print(f"{len(folders)} packs, no mistakes")
    return 2 if problems else 0


def _chosen(options: argparse.Namespace) -> tuple[Path, ...]:
    named = tuple(find_pack(name) for name in options.packs)
    if named and not options.all:
        return named
    return packs.folders() if options.all or not named else named
