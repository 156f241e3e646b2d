"""Asking for documents, making them, and trying again where making one failed."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import partial
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.module_loading import import_string

from shifan import facts
from shifan.actions import event
from shifan.actions import file as files
from shifan.core import package, papers
from shifan.core.document import Document, DocumentPlan, Kind
from shifan.core.finding import Finding, Refused, Severity
from shifan.models import File, IssuedDocument, Round, User
from shifan.queries import document as documents
from shifan.queries import print_sheet as print_sheets
from shifan.render.docx import render_docx
from shifan.render.fonts import Fonts, configured
from shifan.render.pdf import pages_of_entries_apart, render_pdf_apart
from shifan.render.pool import Setters
from shifan.render.xlsx import render_xlsx

# Jobs stand above actions, so that they may call them; here the job is only named.
JOB = "shifan.jobs.make_document"
# Processes that set paper, as many as threads write at once; none runs before it is needed.
SETTERS = Setters(4)


@transaction.atomic
def ask(*, round_: Round, subject: str, plan_id: str, form: str, source: str, now: datetime) -> IssuedDocument:
    """This function will queue a document of something frozen; asked again, it gives the one that exists.

    It is part of the action that froze the source, whose event covers it, so it records none of its own.
    """
    issued, is_new = IssuedDocument.objects.get_or_create(
        subject=subject, plan=plan_id, form=form, source=source, defaults={"round": round_, "asked_at": now}
    )
    if is_new:
        _queue(issued)
    return issued


def ask_all(*, round_: Round, subject: str, papers: Iterable[DocumentPlan], source: str, now: datetime) -> None:
    """This function will ask for documents in every format that a pack names."""
    for paper in papers:
        for form in paper.formats:
            ask(round_=round_, subject=subject, plan_id=paper.id, form=form, source=source, now=now)


def ask_of(*, kind: Kind, pk: int, round_: Round, track: str, now: datetime, case: str = "") -> None:
    """This function will ask for all documents that a pack makes of a deed that has just been recorded.

    `case` is the outcome, where documents differ by it. What the deed froze is the digest of its source.
    """
    plan = facts.plan_of(round_)
    made = papers.made_of(plan.pack, kind, track, case)
    if made:
        source = documents.SUBJECTS[kind].source(plan, pk).digest
        ask_all(round_=round_, subject=f"{kind}:{pk}", papers=made, source=source, now=now)


@transaction.atomic
def ask_archive(*, by: User, document: IssuedDocument, now: datetime) -> IssuedDocument:
    """This function will queue a paper that there is as PDF in the form for archives, PDF/A-2b; else raise Refused.

    Asked again, it gives the one that exists.
    """
    if document.form != "pdf":
        raise Refused(Finding("document.archive", Severity.BLOCK))

    asked = ask(
        round_=document.round,
        subject=document.subject,
        plan_id=document.plan,
        form="pdfa",
        source=document.source,
        now=now,
    )
    subject = f"document:{asked.pk}"
    event.record("document.archive", actor=by, now=now, subject=subject, round_=document.round, about=document.subject)
    return asked


@transaction.atomic
def retry(*, by: User, document: IssuedDocument, now: datetime) -> IssuedDocument:
    """This function will queue a document again that failed, or whose worker was lost; else raise Refused."""
    issued = IssuedDocument.objects.select_for_update().get(pk=document.pk)
    if not documents.can_be_retried(issued, now):
        raise Refused(Finding("document.fine", Severity.BLOCK))

    issued.state, issued.problem, issued.asked_at = IssuedDocument.State.QUEUED, "", now
    issued.done, issued.moved_at = 0, None
    issued.save(update_fields=["state", "problem", "asked_at", "done", "moved_at"])
    _queue(issued)
    event.record(
        "document.retry",
        actor=by,
        now=now,
        subject=f"document:{issued.pk}",
        round_=document.round,
        about=issued.subject,
    )
    return issued


def make(*, document_id: int, now: datetime) -> IssuedDocument:
    """This function will write a queued document and store it; one that is ready stays as it is.

    Writing takes seconds, so no transaction is open meanwhile. Raises whatever the renderer raises.
    """
    issued = IssuedDocument.objects.select_related("round__pack_version").get(pk=document_id)
    if issued.state == IssuedDocument.State.READY:
        return issued

    is_sheet = issued.plan == package.SHEET
    composed = print_sheets.composed(issued) if is_sheet else documents.composed(issued)
    data = written(composed, issued.form, now)
    return finish(issued, files.store(data, issued.form, now), now)


@transaction.atomic
def finish(issued: IssuedDocument, made: File, now: datetime) -> IssuedDocument:
    """This function will note that a document is ready, with the file that was made of it."""
    issued.file, issued.state, issued.problem, issued.made_at = made, IssuedDocument.State.READY, "", now
    issued.save(update_fields=["file", "state", "problem", "made_at"])
    about = {"plan": issued.plan, "form": issued.form, "source": issued.source, "digest": issued.file_id}
    _record("make", issued, now, **about)
    return issued


@transaction.atomic
def fail(*, document_id: int, problem: str, now: datetime) -> None:
    """This function will note why a document could not be made, for the people who wait for it."""
    issued = IssuedDocument.objects.select_related("round").get(pk=document_id)
    issued.state, issued.problem = IssuedDocument.State.FAILED, problem[:2000]
    issued.save(update_fields=["state", "problem"])
    _record("fail", issued, now, problem=issued.problem)


def written(document: Document, form: str, now: datetime) -> bytes:
    """This function will write a composed document in a format of `WRITERS`. Raises RenderError."""
    return WRITERS[form](document, now)


def _pdf(document: Document, now: datetime) -> bytes:
    return render_pdf_apart(document, _pictures(document), made_at=now, fonts=_fonts(), setter=SETTERS)


def _pdfa(document: Document, now: datetime) -> bytes:
    return render_pdf_apart(document, _pictures(document), made_at=now, fonts=_fonts(), archive=True, setter=SETTERS)


def _docx(document: Document, now: datetime) -> bytes:
    pictures = _pictures(document)
    pages = pages_of_entries_apart(document, pictures, fonts=_fonts(), setter=SETTERS)
    return render_docx(document, pictures, made_at=now, pages=pages)


def _xlsx(document: Document, now: datetime) -> bytes:
    return render_xlsx(document, made_at=now)


WRITERS: Mapping[str, Callable[[Document, datetime], bytes]] = {
    "pdf": _pdf,
    "pdfa": _pdfa,
    "docx": _docx,
    "xlsx": _xlsx,
}


def _fonts() -> Fonts:
    return configured(tuple(Path(folder) for folder in settings.FONT_DIRS))


def _pictures(document: Document) -> dict[str, bytes]:
    """Read the pictures of a document; one that is lost leaves a box on paper, which the renderer draws."""
    found = {}
    for name in document.pictures:
        place = files.storage_name(name)
        if default_storage.exists(place):
            with default_storage.open(place) as stored:
                found[name] = stored.read()
    return found


def _queue(issued: IssuedDocument) -> None:
    """Queue the job once the row can be seen by the worker."""
    transaction.on_commit(partial(import_string(JOB).enqueue, issued.pk))


def _record(verb: str, issued: IssuedDocument, now: datetime, **data: str | None) -> None:
    subject = f"document:{issued.pk}"
    round_, about = issued.round, {"about": issued.subject, **data}
    event.record(f"document.{verb}", actor=None, now=now, subject=subject, round_=round_, application=None, **about)
