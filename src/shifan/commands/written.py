"""Know how commands write a document in each format, and put documents and files together in a package."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import IO

from shifan.commands import given
from shifan.commands.given import Given
from shifan.core import archive_name, compose, digest, package, print_sheet, projection
from shifan.core.document import Document, DocumentPlan
from shifan.core.package import Piece
from shifan.core.papers import made_of
from shifan.core.plan import Plan
from shifan.core.print_sheet import Printed
from shifan.render.archive import Entry, write_zip
from shifan.render.carried import pages_of
from shifan.render.disc import lay_out, write_iso
from shifan.render.docx import render_docx
from shifan.render.fonts import Fonts
from shifan.render.html import render_html
from shifan.render.pdf import pages_of_entries, render_pdf
from shifan.render.xlsx import render_xlsx

CHINA = timezone(timedelta(hours=8))


@dataclass(frozen=True, slots=True)
class Desk:
    """What writing needs besides the document: the day, fonts, files by digest."""

    today: date
    fonts: Fonts
    files: Mapping[str, Path]

    @property
    def made_at(self) -> datetime:
        """This property will give the moment that is noted in every file."""
        return datetime.combine(self.today, time(), CHINA)

    def write(self, document: Document, form: str) -> bytes:
        """Write a document as pdf, pdfa, docx, xlsx or html. Raises RenderError, OSError."""
        if form == "xlsx":
            return render_xlsx(document, made_at=self.made_at)
        if form == "html":
            return render_html(document, lambda name: str(self.files.get(name, name))).encode()
        contents = {name: self.files[name].read_bytes() for name in document.pictures if name in self.files}
        if form == "docx":
            pages = pages_of_entries(document, contents, fonts=self.fonts)
            return render_docx(document, contents, made_at=self.made_at, pages=pages)
        return render_pdf(document, contents, made_at=self.made_at, fonts=self.fonts, archive=form == "pdfa")


def files_in(folder: Path | None) -> Mapping[str, Path]:
    """Find the files of a folder by the digest of what is in them, as answers name them."""
    found = sorted(path for path in folder.rglob("*") if path.is_file()) if folder else []
    return {digest.sha256(path.read_bytes()): path for path in found}


def sheet(desk: Desk, compiled: Plan, track: str, many: Sequence[Given], recommender: str) -> Document:
    """Compose the print sheet of an application, or of several as a list; the pages are counted by setting them."""
    pack = compiled.pack
    stages = [one.id for one in pack.stages if one.kind == "recommend"]
    stage = stages[0] if len(many) > 1 and stages else print_sheet.stage_of(pack)
    filling = next((one.id for one in pack.stages if one.kind == "fill"), stage)
    printed = [
        Printed(
            one.file.applicant.uscc, one.applicant, one.title, rank, one.flat, _pages(desk, compiled, track, one),
            frozenset(one.checked.documents),
        )
        for rank, one in enumerate(many, start=1)
    ]  # fmt: skip
    own = _own_pages(desk, compiled, track, many, recommender) if len(many) > 1 else []
    title = f"{recommender}　{pack.track(track).label.zh}".strip()
    signing = stage if len(many) > 1 else filling
    return print_sheet.build(pack, stage, [print_sheet.Track(track, printed, own)], title, "", signing=signing)


def write_package(desk: Desk, out: Path, compiled: Plan, track: str, many: Sequence[Given], recommender: str) -> None:
    """Write a ZIP or, where the name ends so, the image of a disc. Raises RenderError, OSError, DiscError."""
    papers: list[bytes] = []
    laid = [_application(desk, compiled, track, one, recommender, papers) for one in many]
    if len(many) == 1:
        top, pieces = package.folder(compiled.pack, _facts(many[0], recommender, 0), is_ranked=False), laid[0]
    else:
        names = [
            package.folder(compiled.pack, _facts(one, recommender, rank), is_ranked=True)
            for rank, one in enumerate(many, start=1)
        ]
        own = _list_papers(desk, compiled, track, many, recommender, papers)
        top, label = recommender or compiled.pack.label.zh, compiled.pack.track(track).label.zh
        laid_out: package.Track = (label, own, list(zip(names, laid, strict=True)))
        around, each = package.handed_in([], [laid_out], [top, f"{label}：推荐 {len(many)} 项"])
        pieces = [*around, *(piece for one in each for piece in one)]
    entries = [Entry(piece.path, partial(_open, desk, papers, piece)) for piece in pieces]
    if out.suffix.lower() == ".iso":
        with tempfile.TemporaryDirectory(prefix="shifan-disc-") as folder:
            lay_out(Path(folder), entries)
            write_iso(out, Path(folder), label="SHIFAN")
    else:
        with out.open("wb") as file:
            write_zip(file, archive_name.safe(top), entries, made_at=desk.made_at)


def _application(
    desk: Desk, compiled: Plan, track: str, one: Given, recommender: str, papers: list[bytes]
) -> list[Piece]:
    named = {name: (path.name, path.stat().st_size) for name, path in desk.files.items()}
    content = given.content(compiled, track, one, named, desk.today)
    source = given.submitted(one, recommender, desk.today)
    made = [
        (document, form)
        for document in made_of(compiled.pack, "submission", track)
        if document.id in one.checked.documents
        for form in document.formats
    ]
    keys = [
        _keep(papers, desk.write(compose.build(compiled, document, source), form), form, document)
        for document, form in made
    ]
    proofs, pictures = package.files(compiled, content)
    lost = sorted({name for name, _ in _named(one)} - desk.files.keys())
    pack = digest.canonical(compiled.pack.model_dump(mode="json"))
    return package.application(content, keys, proofs, pictures, pack, lost)


def _list_papers(
    desk: Desk, compiled: Plan, track: str, many: Sequence[Given], recommender: str, papers: list[bytes]
) -> list[package.Paper]:
    found = []
    for document in made_of(compiled.pack, "recommendation", track):
        source = given.listed(compiled, track, document, many, recommender, desk.today)
        built = compose.build(compiled, document, source)
        found += [_keep(papers, desk.write(built, form), form, document) for form in document.formats]
    return found


def _keep(papers: list[bytes], data: bytes, form: str, document: DocumentPlan) -> package.Paper:
    papers.append(data)
    return len(papers), form, document.label.zh


def _open(desk: Desk, papers: Sequence[bytes], piece: Piece) -> AbstractContextManager[IO[bytes]]:
    if piece.stored:
        return desk.files[piece.stored].open("rb")
    return closing(BytesIO(papers[piece.paper - 1] if piece.paper else piece.data))


def _named(one: Given) -> Iterable[tuple[str, str]]:
    return (found for value in one.flat.values() for found in projection.digests(value))


def _facts(one: Given, recommender: str, rank: int) -> dict[str, str]:
    shown = f"{rank:02}" if rank else ""
    return {"recommender": recommender, "rank": shown, "title": one.title, "applicant": one.applicant, "number": ""}


def _pages(desk: Desk, compiled: Plan, track: str, one: Given) -> dict[str, int]:
    source = given.submitted(one, "", desk.today)
    asked = [paper for paper in made_of(compiled.pack, "submission", track) if paper.id in one.checked.documents]
    return {paper.id: pages_of(BytesIO(desk.write(compose.build(compiled, paper, source), "pdf"))) for paper in asked}


def _own_pages(
    desk: Desk, compiled: Plan, track: str, many: Sequence[Given], recommender: str
) -> list[tuple[DocumentPlan, int | None]]:
    found: list[tuple[DocumentPlan, int | None]] = []
    for document in made_of(compiled.pack, "recommendation", track):
        source = given.listed(compiled, track, document, many, recommender, desk.today)
        made = desk.write(compose.build(compiled, document, source), "pdf")
        found.append((document, pages_of(BytesIO(made))))
    return found
