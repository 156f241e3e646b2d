"""Know the commands about packs: list, check, test, coverage, show; those that write files are in `author`."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path

from shifan import packs
from shifan.commands import author
from shifan.commands.output import complain, find_pack, say_json
from shifan.core import coverage as coverages
from shifan.core import plan
from shifan.core.pack import Pack, PackError, Problem
from shifan.packs import award_cases, cases, outline


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
    author.add_to(commands)
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
    """Look for every mistake in packs; what is only worth a second look is noted and fails nothing."""
    problems: list[Problem] = []
    noted: list[Problem] = []
    folders = _chosen(options)
    for folder in folders:
        try:
            noted.extend(packs.notes(folder))
        except PackError as error:
            problems.extend(error.problems)
    problems = list(dict.fromkeys(problems))  # a pack below is read with each that lies over it
    noted = list(dict.fromkeys(noted))
    complain(problems)
    if options.json:
        found = {"problems": problems, "notes": noted}
        shown = {name: [item.model_dump() for item in items] for name, items in found.items()}
        say_json({"packs": [folder.name for folder in folders], **shown})
    else:
        for note in noted:
            print(f"note: {note}")
        if not problems:
            print(f"{len(folders)} packs, no mistakes{f', {len(noted)} notes' if noted else ''}")
    return 2 if problems else 0


def test(options: argparse.Namespace) -> int:
    """Run the cases of packs, and name the rules that no case lets pass or fail."""
    shown: list[object] = []

    def run(folder: Path) -> int:
        pack = packs.load(folder)
        compiled, below = plan.build(pack), _below(folder, pack)
        results = (*cases.run(folder, compiled), *award_cases.run(folder, compiled))
        untested = (*cases.untested(pack, below, results), *award_cases.untested(pack, below, results))
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
            print(f"{pack.id}: {sum(not result.wrong for result in results)} of {len(results)} cases as expected")
        return 1 if untested or any(result.wrong for result in results) else 0

    return _over(options, run, shown)


def coverage(options: argparse.Namespace) -> int:
    """Say which clauses nothing carries out, and by what the others are."""
    shown: list[object] = []

    def run(folder: Path) -> int:
        pack = packs.load(folder)
        compiled = plan.build(pack)
        found = coverages.coverage(compiled, cases.tested(folder, compiled) | award_cases.tested(folder, compiled))
        shown.append(found.as_json())
        if not options.json:
            quotes = {clause.id: clause.quote for clause in pack.clauses}
            done = len(found.clauses) - len(found.missing)
            print(f"{pack.id}: {done} of {len(found.clauses)} clauses are carried out")
            for clause in found.missing:
                print(f"  {clause}  {found.idle.get(clause, 'nothing cites it')}: {quotes[clause][:60]}")
        return 1 if found.missing or found.unknown else 0

    return _over(options, run, shown)


def show(options: argparse.Namespace) -> int:
    """Print an outline of packs: tracks, stages with their dates, quotas, fields, what is to be confirmed."""
    shown: list[object] = []

    def run(folder: Path) -> int:
        pack = packs.load(folder)
        shown.append(outline.outline(pack))
        if not options.json:
            print("\n".join(outline.lines(pack)), end="\n\n" if len(_chosen(options)) > 1 else "\n")
        return 0

    return _over(options, run, shown)


def _over(options: argparse.Namespace, run: Callable[[Path], int], shown: list[object]) -> int:
    """Do something for each pack; one that is broken is complained about and does not keep the others from it."""
    worst = 0
    for folder in _chosen(options):
        try:
            worst = max(worst, run(folder))
        except PackError as error:
            complain(error.problems)
            worst = 2
    if options.json:
        _say(options, shown)
    return worst


def _say(options: argparse.Namespace, shown: Sequence[object]) -> None:
    """Print one object for one pack that was named, else a list; nothing for one that is broken."""
    is_one = len(options.packs) == 1 and not options.all
    if shown or not is_one:
        say_json(shown[0] if is_one else shown)


def _below(folder: Path, pack: Pack) -> Pack | None:
    return packs.load(folder.parent / pack.layers[0]) if pack.layers else None


def _chosen(options: argparse.Namespace) -> tuple[Path, ...]:
    """Find the packs that were named, else all; raises PackError if there is none."""
    named = tuple(find_pack(name) for name in options.packs)
    found = named if named and not options.all else packs.folders()
    if not found:
        message = "no folder with packs was found"
        raise PackError(Problem(file="programmes", line=1, column=1, message=message, hint="name a folder"))
    return found
