"""Know the command that writes documents of application files: papers in every format, packages, discs."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from shifan import packs
from shifan.commands import given
from shifan.commands.application import compiled_track, day, problem
from shifan.commands.deed import published, read_deed, source_of
from shifan.commands.given import Given, read_given
from shifan.commands.output import complain, find_pack, say_json
from shifan.commands.written import Desk, files_in, sheet, write_package
from shifan.core import compose
from shifan.core.document import Document, DocumentPlan
from shifan.core.pack import PackError, by_id
from shifan.core.papers import FACTS, made_of
from shifan.core.plan import Plan
from shifan.core.source import Source
from shifan.render import fonts
from shifan.render.disc import DiscError
from shifan.render.pdf import missing_glyphs
from shifan.render.worker import RenderError

PRINT_SHEET = "print_sheet"
PACKAGES = ("zip", "iso")
OF_MANY = ("recommendation", "notice", "funding")


def main(arguments: Sequence[str]) -> int:
    """Write a document or a package; 2 if a file or the command is wrong, or something could not be set."""
    options = _parser().parse_args(arguments)
    pack = packs.load(find_pack(options.pack))
    compiled = compiled_track(pack, options.track, options.pack)
    typefaces = fonts.configured(tuple(options.fonts))
    many = [read_given(compiled, options.track, Path(name), options.on) for name in options.applications]
    desk = Desk(options.on, typefaces, files_in(options.files))
    missing: tuple[str, ...] = ()
    try:
        if options.format in PACKAGES:
            out = _named(options.out, options.format)
            write_package(desk, out, compiled, options.track, many, options.recommender)
        else:
            document = _document(desk, compiled, options, many)
            options.out.write_bytes(desk.write(document, options.format))
            missing = missing_glyphs(document, typefaces) if options.format == "pdf" else ()
    except (RenderError, DiscError, OSError) as error:
        complain([f"{options.out}: {error}"])
        return 2
    if options.json:
        made = options.format if options.format in PACKAGES else options.document
        shown = {"pack": pack.id, "document": made, "file": str(options.out), "bytes": options.out.stat().st_size}
        say_json({**shown, "missing_characters": list(missing)})
    else:
        print(options.out)
    complain(f"no font has the character {character} (U+{ord(character):04X})" for character in missing)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="shifan render",
        description="Write a document of an application file, a table or package of several, in the order of rank.",
    )
    parser.add_argument("pack", metavar="PACK", help="a name or a folder")
    parser.add_argument("applications", metavar="FILE", nargs="+", help="YAML or JSON with answers: and applicant:")
    parser.add_argument("--track", required=True, help="the track applied for")
    parser.add_argument(
        "--document",
        default="application_form",
        help=f"which document of the pack (application_form), of one application or of a list, or {PRINT_SHEET}",
    )
    parser.add_argument("--format", choices=("pdf", "pdfa", "docx", "xlsx", "html", *PACKAGES), default="pdf")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="where to write it")
    parser.add_argument(
        "--files", "--pictures", type=Path, metavar="FOLDER", help="files that the answers name: pictures, proofs"
    )
    parser.add_argument("--fonts", type=Path, action="append", default=[], metavar="FOLDER", help="more fonts")
    parser.add_argument("--recommender", default="", help="the recommending body on the cover")
    parser.add_argument("--deed", type=Path, metavar="FILE", help="YAML with what a desk did: issuer:, review: …")
    parser.add_argument("--on", type=day, default=date.today(), metavar="DATE", help="the day on the cover (today)")
    parser.add_argument("--language", choices=("zh", "en"), default="zh")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    return parser


def _document(desk: Desk, compiled: Plan, options: argparse.Namespace, many: Sequence[Given]) -> Document:
    """Compose what was asked for. Raises PackError where it cannot be made of what was given."""
    if options.document == PRINT_SHEET:
        return sheet(desk, compiled, options.track, many, options.recommender)
    papers = [one for kind in FACTS for one in made_of(compiled.pack, kind, options.track)]
    try:
        planned = by_id(tuple(papers), options.document)
    except KeyError as error:
        known = [one.id for one in papers] + [PRINT_SHEET]
        message = f"there is no document “{options.document}”"
        raise PackError(problem(options.pack, message, f"of this track: {', '.join(known)}")) from error
    if len(many) > 1 and planned.of not in OF_MANY:
        message = f"“{planned.id}” is made of one application, {len(many)} were given"
        raise PackError(problem(options.pack, message, "name one, or --format zip for a package of all"))
    return compose.build(compiled, planned, _source(compiled, options, planned, many), options.language)


def _source(compiled: Plan, options: argparse.Namespace, planned: DocumentPlan, many: Sequence[Given]) -> Source:
    """Give what a document is made of. Raises PackError where the file with the deed lacks it."""
    track, today = options.track, options.on
    if planned.of == "submission":
        return given.submitted(many[0], options.recommender, today, track)
    if planned.of == "recommendation":
        return given.listed(compiled, track, planned, many, options.recommender, today)
    if options.deed is None:
        message = f"“{planned.id}” is made of a {planned.of}, which no application file holds"
        raise PackError(problem(options.pack, message, "name a file with it: --deed FILE"))
    known, place = read_deed(options.deed), str(options.deed)
    if planned.of == "notice":
        return published(given.listed(compiled, track, planned, many, known.issuer, today), known, place)
    return source_of(planned.of, compiled, track, many, known, place, today)


def _named(out: Path, form: str) -> Path:
    if out.suffix.lower() != f".{form}":
        raise PackError(problem(str(out), f"the name of a package must end in .{form}"))
    return out
