"""Know the commands for those who write packs: a new one, the reference page, the schema for editors."""

from __future__ import annotations

import argparse
from pathlib import Path

from shifan.commands.application import problem
from shifan.commands.output import say_json
from shifan.core.pack import PackError
from shifan.packs import reference, schema, skeleton


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add these commands to those about packs."""
    new = commands.add_parser("new", help="write a skeleton", description="Write a commented skeleton of a pack.")
    new.add_argument("folder", metavar="FOLDER", help="a new folder, such as programmes/province-2030-workshops")
    new.set_defaults(run=write_new)
    docs = commands.add_parser("docs", help="write the reference of all keys", description="Write every key of a pack.")
    docs.add_argument("file", nargs="?", metavar="FILE", help="a page whose generated part is written anew")
    docs.set_defaults(run=write_docs)
    schemas = commands.add_parser("schema", help="write JSON Schema for editors", description="Write JSON Schema.")
    schemas.add_argument("folder", metavar="FOLDER", help="such as programmes/schema")
    schemas.set_defaults(run=write_schema)
    for command in (new, docs, schemas):
        command.add_argument("--json", action="store_true", help="print one JSON document")


def write_new(options: argparse.Namespace) -> int:
    """Write a skeleton that passes `pack check`, `pack test` and `pack coverage`."""
    made = skeleton.write(Path(options.folder))
    if options.json:
        say_json({"files": [str(path) for path in made]})
    else:
        print("\n".join(str(path) for path in made))
        print(f"next: shifan pack check {options.folder}; docs/packs.md says how to go on")
    return 0


def write_docs(options: argparse.Namespace) -> int:
    """Print the reference, or write it into a page after its mark."""
    page = reference.page()
    if not options.file:
        print(page)
        return 0
    path = Path(options.file)
    before, mark, _ = path.read_text(encoding="utf-8").partition(reference.MARK) if path.is_file() else ("", "", "")
    if not mark:
        raise PackError(problem(str(path), "the mark of the generated part is not there", f"add {reference.MARK}"))
    path.write_text(before + page + "\n", encoding="utf-8")
    return 0


def write_schema(options: argparse.Namespace) -> int:
    """Write the schema of every kind of file."""
    folder = Path(options.folder)
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in schema.written().items():
        (folder / name).write_text(text, encoding="utf-8")
    if options.json:
        say_json({"files": [str(folder / name) for name in schema.written()]})
    return 0
