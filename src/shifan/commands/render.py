"""Know the command that writes a document of an application file: the form as PDF, XLSX or HTML."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta, timezone
from pathlib import Path

from shifan import packs
from shifan.commands.application import ApplicationFile, compiled_track, day, problem, read_file
from shifan.commands.organisation import facts_of
from shifan.commands.output import complain, find_pack, say_json
from shifan.core import answers, check, compose, digest, projection
from shifan.core.document import Document, DocumentPlan
from shifan.core.pack import PackError, by_id
from shifan.core.plan import Plan
from shifan.core.source import Submitted
from shifan.render import fonts
from shifan.render.docx import render_docx
from shifan.render.html import render_html
from shifan.render.pdf import missing_glyphs, pages_of_entries, render_pdf
from shifan.render.worker import RenderError
from shifan.render.xlsx import render_xlsx

CHINA = timezone(timedelta(hours=8))


def main(arguments: Sequence[str]) -> int:
    """Write a document; 2 if the file or the command is wrong, or the document could not be set."""
    options = _parser().parse_args(arguments)
    pack = packs.load(find_pack(options.pack))
    compiled = compiled_track(pack, options.track, options.pack)
    planned = _planned(compiled, options)
    file = read_file(Path(options.application))
    flat, refused = answers.read(compiled, options.track, file.answers)
    complain(f"{finding.where or '-'}: {finding.text('zh')}" for finding in refused)
    document = compose.build(compiled, planned, _source(compiled, options, file, flat), options.language)
    typefaces = fonts.with_folders(tuple(options.fonts), {})
    try:
        data = _written(document, options, typefaces)
        options.out.write_bytes(data)
    except (RenderError, OSError) as error:
        complain([f"{options.out}: {error}"])
        return 2
    missing = missing_glyphs(document, typefaces) if options.format == "pdf" else ()
    if options.json:
        shown = {"pack": pack.id, "document": planned.id, "file": str(options.out), "bytes": len(data)}
        say_json({**shown, "missing_characters": list(missing)})
    else:
        print(options.out)
    complain(f"no font has the character {character} (U+{ord(character):04X})" for character in missing)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="shifan render", description="Write a document of an application file.")
    parser.add_argument("pack", metavar="PACK", help="a name or a folder")
    parser.add_argument("application", metavar="FILE", help="YAML or JSON with answers: and applicant:")
    parser.add_argument("--track", required=True, help="the track applied for")
    parser.add_argument("--document", default="application_form", help="which document of the pack (application_form)")
    parser.add_argument("--format", choices=("pdf", "pdfa", "docx", "xlsx", "html"), default="pdf")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="where to write it")
    parser.add_argument("--pictures", type=Path, metavar="FOLDER", help="PNG and JPEG files that the answers show")
    parser.add_argument("--fonts", type=Path, action="append", default=[], metavar="FOLDER", help="more fonts")
    parser.add_argument("--recommender", default="", help="the recommending body on the cover")
    parser.add_argument("--on", type=day, default=date.today(), metavar="DATE", help="the day on the cover (today)")
    parser.add_argument("--language", choices=("zh", "en"), default="zh")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    return parser


def _planned(compiled: Plan, options: argparse.Namespace) -> DocumentPlan:
    """Find a document that can be made of one application."""
    made = [one for one in compiled.pack.documents if one.of == "submission" and one.track == options.track]
    try:
        return by_id(tuple(made), options.document)
    except KeyError as error:
        hint = f"of an application of this track: {', '.join(one.id for one in made) or 'none'}"
        message = f"there is no document “{options.document}” that is made of an application"
        raise PackError(problem(options.pack, message, hint)) from error


def _source(compiled: Plan, options: argparse.Namespace, file: ApplicationFile, flat: answers.Flat) -> Submitted:
    checked = check.check(
        compiled,
        options.track,
        flat,
        at="submit",
        facts=facts_of(file.applicant, file.awards, compiled),
        today=options.on,
    )
    return Submitted(
        flat=flat,
        applicant=file.applicant.name or _name(compiled, options.track, flat),
        recommender=options.recommender,
        title=projection.title(compiled, options.track, flat),
        day=options.on,
        hidden=checked.hidden,
        computed=checked.computed,
    )


def _name(compiled: Plan, track: str, flat: answers.Flat) -> str:
    """Take the applicant's name from the answer that an organisation's own data fills."""
    named = (path for path, asked in compiled.pack.form(track).walk() if asked.profile == "organisation.name")
    return str(flat.get(next(named, ""), ""))


def _written(document: Document, options: argparse.Namespace, typefaces: fonts.Fonts) -> bytes:
    made_at = datetime.combine(options.on, time(), CHINA)
    pictures = _pictures(options.pictures) if options.pictures else {}
    if options.format == "xlsx":
        return render_xlsx(document, made_at=made_at)
    if options.format == "html":
        return render_html(document, lambda name: str(pictures[name]) if name in pictures else name).encode()
    contents = {name: pictures[name].read_bytes() for name in document.pictures if name in pictures}
    if options.format == "docx":
        pages = pages_of_entries(document, contents, fonts=typefaces)
        return render_docx(document, contents, made_at=made_at, pages=pages)
    return render_pdf(document, contents, made_at=made_at, fonts=typefaces, archive=options.format == "pdfa")


def _pictures(folder: Path) -> Mapping[str, Path]:
    """Find the pictures of a folder by the digest of what is in them, as answers name them."""
    return {digest.sha256(path.read_bytes()): path for path in sorted(folder.iterdir()) if path.is_file()}
