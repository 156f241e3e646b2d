"""Know the commands about packs: list, check, test, coverage, show."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from shifan import packs
from shifan.commands.output import complain, find_pack, say_json
from shifan.core import coverage as coverages
from shifan.core import plan
from shifan.core.pack import Pack, PackError, Problem
from shifan.packs import cases, outline


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
        ("test", test, "run the cases beside packs", True),
        ("coverage", coverage, "say which clauses nothing carries out", True),
        ("show", show, "print an outline", True),
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


def test(options: argparse.Namespace) -> int:
    """Run the cases of packs, and name the rules that no case lets pass or fail."""
    shown, wrong = [], 0
    for folder in _chosen(options):
        pack = packs.load(folder)
        results = tuple(cases.run(folder, plan.build(pack)))
        untested = cases.untested(pack, _below(folder, pack), results)
        wrong += len(untested) + sum(bool(result.wrong) for result in results)
        shown.append({
            "pack": pack.id,
            "cases": [{"id": result.id, "ok": not result.wrong, "wrong": list(result.wrong)} for result in results],
            "untested": list(untested),
        })  # fmt: skip
        if not options.json:
            for result in results:
                for line in result.wrong:
                    print(f"{result.place.file}:{result.place.line}: {result.id}: {line}")
            for line in untested:
                print(f"{pack.id}: {line}")
            passed = sum(not result.wrong for result in results)
            print(f"{pack.id}: {passed} of {len(results)} cases as expected")
    if options.json:
        _say(options, shown)
    return 1 if wrong else 0


def coverage(options: argparse.Namespace) -> int:
    """Say which clauses nothing carries out, and by what the others are."""
    shown, is_whole = [], True
    for folder in _chosen(options):
        pack = packs.load(folder)
        compiled = plan.build(pack)
        found = coverages.coverage(compiled, cases.tested(folder, compiled))
        is_whole = is_whole and not found.missing and not found.unknown
        shown.append(found.as_json())
        if not options.json:
            quotes = {clause.id: clause.quote for clause in pack.clauses}
            print(
                f"{pack.id}: {len(found.clauses) - len(found.missing)} of {len(found.clauses)} clauses are carried out"
            )
            for clause in found.missing:
                print(f"  {clause}  {found.idle.get(clause, 'nothing cites it')}: {quotes[clause][:60]}")
    if options.json:
        _say(options, shown)
    return 0 if is_whole else 1


def show(options: argparse.Namespace) -> int:
    """Print an outline of packs: tracks, stages with their dates, quotas, fields, what is to be confirmed."""
    found = [packs.load(folder) for folder in _chosen(options)]
    if options.json:
        _say(options, [outline.outline(pack) for pack in found])
    else:
        print("\n\n".join("\n".join(outline.lines(pack)) for pack in found))
    return 0


def _say(options: argparse.Namespace, shown: Sequence[object]) -> None:
    """Print one object for one pack that was named, else a list."""
    say_json(shown[0] if len(options.packs) == 1 and not options.all else shown)


def _below(folder: Path, pack: Pack) -> Pack | None:
    return packs.load(folder.parent / pack.layers[0]) if pack.layers else None


def _chosen(options: argparse.Namespace) -> tuple[Path, ...]:
    named = tuple(find_pack(name) for name in options.packs)
    if named and not options.all:
        return named
    return packs.folders() if options.all or not named else named
