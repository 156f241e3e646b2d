"""Know the command that says what a file proves by itself, without any installation at hand."""

from __future__ import annotations

import argparse
import json
import logging
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from pydantic import ValidationError

from shifan import packs
from shifan.commands.application import problem
from shifan.commands.operating import language
from shifan.commands.output import complain, find_pack, read_source, say_json
from shifan.core import digest, plan
from shifan.core.pack import Pack, PackError
from shifan.core.plan import Plan
from shifan.core.verification import SHORTEST, code
from shifan.render import fonts, package_reading
from shifan.render.proof_reading import Known, Seen, UnreadableError, look

MARKS = {"proven": "✓", "broken": "✗", "open": "·"}


def main(arguments: Sequence[str]) -> int:
    """Look at a file: 0 if all that could be looked at fits, 1 if something does not, 2 if nothing can be said."""
    options = _parser().parse_args(arguments)
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what is wrong with a PDF is said once, by us
    path = Path(options.file)
    known = Known(
        plan_of=partial(_plan, options.pack),
        content=read_source(Path(options.content)) if options.content else None,
        pictures=_pictures(options.pictures) if options.pictures else {},
        given=options.digest or "",
        fonts=fonts.configured(tuple(options.fonts)),
    )
    try:
        if package_reading.is_package(path):
            seen = package_reading.look_at(path, known)
        else:
            seen = look(read_source(path), known)
    except UnreadableError as error:
        complain([f"{path}: {error}"])
        return 2
    if options.json:
        say_json(_as_json(path, seen))
    else:
        _print(seen)
    return 1 if any(line.state == "broken" for line in seen.lines) else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="shifan verify", description="Say what a file proves by itself.")
    parser.add_argument("file", metavar="FILE", help="PDF, DOCX, XLSX, a package (ZIP) or the JSON of a submission")
    parser.add_argument("--digest", type=_digest, help="a digest you trust: of the receipt, of the page")
    parser.add_argument("--pack", default="", metavar="PACK", help="the pack: a name, a folder, or its JSON")
    parser.add_argument("--content", metavar="FILE", help="the JSON of the submission, for files that do not carry it")
    parser.add_argument("--pictures", type=Path, metavar="FOLDER", help="the pictures that the form shows")
    parser.add_argument("--fonts", type=Path, action="append", default=[], metavar="FOLDER", help="more fonts")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    return parser


def _digest(text: str) -> str:
    if found := code(text):
        return found
    raise argparse.ArgumentTypeError(f"“{text}” is no digest: at least {SHORTEST} hexadecimal digits")


def _plan(named: str, wanted: str) -> Plan | None:
    """Find the pack with a digest: the one that was named, else among those at hand."""
    if named.endswith(".json"):
        return plan_from(read_source(Path(named)), wanted, named)
    folders = [find_pack(named)] if named else packs.folders()
    for folder in folders:
        try:
            found = packs.load(folder)
        except PackError:
            continue
        if found.digest == wanted:
            return plan.build(found)
    if named:
        message = "this is not the pack of the application"
        raise PackError(problem(named, message, f"wanted is the one with the digest {wanted[:16]}…"))
    return None


def plan_from(data: bytes, wanted: str, name: str) -> Plan | None:
    """Read a pack from its JSON; None if it has another digest than the wanted. Raises PackError."""
    try:
        content = json.loads(data)
        return plan.build(Pack.model_validate(content)) if digest.of(content) == wanted else None
    except (ValidationError, ValueError, RecursionError) as error:
        raise PackError(problem(name, "this is no pack", str(error).splitlines()[0])) from error


def _pictures(folder: Path) -> dict[str, bytes]:
    found = (path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file())
    return {digest.sha256(data): data for data in found}


def _as_json(path: Path, seen: Seen) -> dict[str, object]:
    is_fine = all(line.state != "broken" for line in seen.lines)
    lines = [line.as_json() for line in seen.lines]
    return {"file": str(path), "ok": is_fine, "digest": seen.digest, "about": _about(seen), "lines": lines}


def _about(seen: Seen) -> dict[str, object]:
    names = ("number", "submission", "round", "track", "submitted_at", "pack_id", "pack_version", "recommender")
    applicant = seen.about.get("applicant")
    named = {"applicant": applicant.get("name", "")} if isinstance(applicant, dict) else {}
    return {name: seen.about[name] for name in names if name in seen.about} | named


def _print(seen: Seen) -> None:
    spoken = language()
    about = _about(seen)
    if about:
        print("  ".join(str(value) for value in about.values() if value not in ("", None)))
    for line in seen.lines:
        print(f"{MARKS[line.state]} {f'{line.file}: ' if line.file else ''}{line.text(spoken)}")
