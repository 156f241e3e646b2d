"""Asking for packages, discs and print sheets, and making them a piece at a time."""

import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, closing
from datetime import datetime
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import IO

from django.core.files.storage import default_storage
from django.db import transaction

from shifan.actions import document, event
from shifan.actions import file as files
from shifan.actions.programme import require_organiser
from shifan.core import archive_name, package
from shifan.core.finding import Finding, Refused, Severity
from shifan.core.package import Piece
from shifan.models import File, IssuedDocument, Round, User
from shifan.queries import document as documents
from shifan.queries import package as packages
from shifan.queries.package import Contents, Packaged
from shifan.render.archive import Entry, write_zip
from shifan.render.disc import lay_out, write_iso

KINDS = {"zip": package.PACKAGE, "iso": package.DISC, "sheet": package.SHEET}
FORMS = {"zip": ("zip",), "iso": ("iso",), "sheet": ("pdf", "xlsx")}
ARCHIVES = ("zip", "iso")
PAPER = 2_000_000  # bytes that a paper not made yet is taken to have, when discs are counted
EVERY = 20  # files between two reports of progress


class PackageError(Exception):
    """A package cannot be made; the message says of which piece, and why."""


Clock = Callable[[], datetime]


@transaction.atomic
def ask(*, by: User, packaged: Packaged, kind: str, now: datetime) -> list[IssuedDocument]:
    """This function will queue a package (zip), the images of its discs (iso) or its print sheet (sheet).

    Asked again, it gives those that exist. Raises Refused for anything else.
    """
    asked = _queue(packaged, kind, now)
    event.record("package.ask", actor=by, now=now, subject=packaged.subject, round_=packaged.round, kind=kind)
    return asked


@transaction.atomic
def ask_all(*, by: User, round_: Round, kind: str, now: datetime) -> int:
    """This function will queue what every body of a round has handed in, as packages or discs; it gives how many.

    Raises Refused for another kind, or unless the person organises the round.
    """
    require_organiser(by, round_.organiser)
    found = [one.packaged for one in packages.of_round(round_) if one.packaged and kind not in one.made]
    for packaged in found:
        _queue(packaged, kind, now)
    count = len(found)
    subject = f"round:{round_.pk}"
    event.record("package.ask_all", actor=by, now=now, subject=subject, round_=round_, kind=kind, count=count)
    return count


def _queue(packaged: Packaged, kind: str, now: datetime) -> list[IssuedDocument]:
    """Ask for one kind; what a body hands in has its print sheet inside, so that is asked for with it."""
    if kind not in KINDS:
        raise Refused(Finding("package.kind", Severity.BLOCK))
    wanted = [(KINDS[kind], form) for form in FORMS[kind]]
    if kind == "iso":
        count = len(discs(packages.contents(packaged), {}))
        wanted = [(_disc(number, count), "iso") for number in range(1, count + 1)]
    if packaged.lists and kind != "sheet":
        wanted += [(package.SHEET, form) for form in FORMS["sheet"]]
    queue = partial(document.ask, round_=packaged.round, subject=packaged.subject, source=packaged.source, now=now)
    return [queue(plan_id=plan_id, form=form) for plan_id, form in wanted]


def _disc(number: int, count: int) -> str:
    return f"{package.DISC}/{number}" if count > 1 else package.DISC


def kind_of(issued: IssuedDocument) -> str:
    """This function will say by which kind a document was asked for."""
    return next((kind for kind, plan_id in KINDS.items() if issued.plan.partition("/")[0] == plan_id), "")


def make(*, document_id: int, now: datetime, clock: Clock) -> IssuedDocument:
    """This function will write a queued package or document and store it; one that is ready stays as it is.

    Progress is stored while it goes on, outside of any transaction. Raises whatever the writer raises, with the name
    of the application and paper where one of those failed.
    """
    issued = IssuedDocument.objects.select_related("round__pack_version").get(pk=document_id)
    if issued.form not in ARCHIVES:
        return document.make(document_id=document_id, now=now)
    if issued.state == IssuedDocument.State.READY:
        return issued

    packaged = packages.of(issued.subject, issued.source)
    if packaged is None or packaged.source != issued.source:
        raise ValueError("what the package was asked of is not there any more")
    contents = packages.contents(packaged)
    step = _Steps(issued, len(contents.pieces), clock)
    papers = _made(dict.fromkeys(piece.paper for piece in contents.pieces if piece.paper), now, step)
    with tempfile.TemporaryDirectory(prefix="shifan-package-") as name:
        made = Path(name) / "made"
        if issued.form == "zip":
            with made.open("wb") as out:
                top = archive_name.safe(contents.top)
                write_zip(out, top, _entries(contents.pieces, papers), made_at=packaged.at, told=step)
        else:
            _iso(made, issued, contents, papers, step)
        with made.open("rb") as kept:
            return document.finish(issued, files.keep(kept, issued.form, now), now)


class _Steps:
    """Counts what has been done of a package, and stores it now and then."""

    def __init__(self, issued: IssuedDocument, total: int, clock: Clock) -> None:
        self.rows, self.total, self.done, self.clock = IssuedDocument.objects.filter(pk=issued.pk), total, 0, clock
        self.store()

    def __call__(self) -> None:
        self.done += 1
        if self.done % EVERY == 0 or self.done == self.total:
            self.store()

    def store(self) -> None:
        """Store how far it is."""
        self.rows.update(done=min(self.done, self.total), total=self.total, moved_at=self.clock())


def _made(papers: Iterable[int], now: datetime, step: _Steps) -> dict[int, File]:
    """Make every paper that is not there yet; one that fails says so itself, and ends the package."""
    found = {}
    rows = IssuedDocument.objects.filter(pk__in=list(papers)).select_related("file")
    # A print sheet counts the pages of the others, so it comes last.
    for issued in sorted(rows, key=lambda one: (one.plan == package.SHEET, one.pk)):
        if issued.file is None:
            try:
                issued = document.make(document_id=issued.pk, now=now)
            except Exception as problem:
                document.fail(document_id=issued.pk, problem=f"{type(problem).__name__}: {problem}", now=now)
                raise PackageError(f"{documents.label(issued).label.zh}（{issued.subject}）：{problem}") from problem
            step.store()
        assert issued.file is not None
        found[issued.pk] = issued.file
    return found


def _entries(pieces: Iterable[Piece], papers: Mapping[int, File]) -> Iterator[Entry]:
    for piece in pieces:
        stored = papers[piece.paper].digest if piece.paper else piece.stored
        yield Entry(piece.path, partial(_open, stored, piece))


def _open(stored: str, piece: Piece) -> AbstractContextManager[IO[bytes]]:
    if not stored:
        return closing(BytesIO(piece.data))
    place = files.storage_name(stored)
    if not default_storage.exists(place):
        raise PackageError(f"{piece.path}：文件 {stored} 不在存储中 / is not in the storage")
    return default_storage.open(place)


def _iso(made: Path, issued: IssuedDocument, contents: Contents, papers: Mapping[int, File], step: _Steps) -> None:
    """Lay the pieces of one disc out as files, with their list of digests, and write the image of that folder."""
    number = int(issued.plan.partition("/")[2] or 1)
    spread = discs(contents, {key: file.size for key, file in papers.items()})
    if number > len(spread):
        raise PackageError(f"只需 {len(spread)} 张光盘 / only {len(spread)} discs are needed")
    mine = [piece for place in spread[number - 1] for piece in contents.applications[place]]
    folder = made.parent / "disc"
    lay_out(folder, _entries((*contents.own, *mine), papers), step)
    write_iso(made, folder, label=f"SHIFAN_{number}")
    if number == 1:
        _ask_for_others(issued, len(spread))


def _ask_for_others(first: IssuedDocument, count: int) -> None:
    """Ask for discs that were not known to be needed before all papers were made and had a size."""
    again = partial(document.ask, round_=first.round, subject=first.subject, source=first.source, now=first.asked_at)
    for number in range(2, count + 1):
        again(plan_id=f"{package.DISC}/{number}", form=first.form)


def discs(contents: Contents, papers: Mapping[int, int]) -> tuple[tuple[int, ...], ...]:
    """This function will spread the applications of a package over discs; each disc also holds the list's own papers.

    `papers` are the sizes of those that are made. Raises PackageError if one application alone is too large.
    """

    def room(pieces: Iterable[Piece]) -> int:
        return package.size_on_disc(papers.get(one.paper, PAPER) if one.paper else one.size for one in pieces)

    capacity = package.DVD - room(contents.own) - package.OVERHEAD
    try:
        return package.discs([room(one) for one in contents.applications], capacity) or ((),)
    except ValueError as too_large:
        path = contents.applications[int(str(too_large))][0].path
        raise PackageError(f"{path}：单个申报超过一张 DVD 的容量 / does not fit on one DVD") from too_large
