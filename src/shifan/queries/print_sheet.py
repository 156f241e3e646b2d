"""What a print sheet is made of: the applications of a list or one alone, with the pages of their papers."""

from collections.abc import Mapping, Sequence

from django.core.files.storage import default_storage

from shifan import facts
from shifan.core import print_sheet, source
from shifan.core.document import Document, DocumentPlan
from shifan.core.print_sheet import Printed
from shifan.models import IssuedDocument, RankedList, Submission
from shifan.queries import document, package
from shifan.render.carried import PaperError, pages_of


def composed(issued: IssuedDocument) -> Document:
    """This function will compose a print sheet with the pages of all papers that have been made by now."""
    plan = facts.plan_of(issued.round)
    pack = plan.pack
    kind, _, number = issued.subject.partition(":")
    if kind == "submission":
        row = Submission.objects.select_related("application").get(pk=number)
        stage = print_sheet.stage_of(pack)
        signing = next(one.id for one in pack.stages if one.kind == "fill")
        tracks = [print_sheet.Track(row.application.track, [_printed(row, 0)])]
        title = f"{row.application.title}　{pack.track(row.application.track).label.zh}"
    else:
        lists = package.lists_of(int(number), issued.source)
        stage, title, signing = lists[0].stage, lists[0].body.organisation.name, ""
        title += f"　{pack.track(lists[0].track).label.zh}" if len(lists) == 1 else ""
        tracks = [print_sheet.Track(ranked.track, _listed(ranked), _own(ranked)) for ranked in lists]
    mark = f"校验码 {source.short(issued.source)}"
    return document.marked(print_sheet.build(pack, stage, tracks, title, mark, signing=signing), issued)


def _own(ranked: RankedList) -> list[tuple[DocumentPlan, int | None]]:
    """Give what was made of a list, with its pages as far as it is there."""
    _, pages = _papers(f"ranked_list:{ranked.pk}", ranked.digest)
    return [(one, pages.get(one.id)) for one in document.papers_of(ranked)]


def _listed(ranked: RankedList) -> list[Printed]:
    places = {entry["digest"]: entry["rank"] for entry in (ranked.content or {})["entries"]}
    rows = Submission.objects.filter(digest__in=places).select_related("application")
    return sorted((_printed(row, places[row.digest]) for row in rows), key=lambda one: one.rank)


def _printed(row: Submission, rank: int) -> Printed:
    content = row.content
    documents, pages = _papers(f"submission:{row.pk}", row.digest)
    return Printed(
        number=content["number"],
        applicant=content["applicant"]["name"],
        title=row.application.title,
        rank=rank,
        flat=content["answers"],
        pages=pages,
        documents=documents,
    )


def _papers(subject: str, source: str) -> tuple[frozenset[str], Mapping[str, int]]:
    """Give which documents there are of something, and the pages of those that are ready as PDF: one statement."""
    papers = IssuedDocument.objects.filter(subject=subject, source=source, form="pdf")
    rows = list(papers.values_list("plan", "file_id"))
    return frozenset(plan for plan, _ in rows), _pages([(plan, digest) for plan, digest in rows if digest])


def _pages(papers: Sequence[tuple[str, str]]) -> Mapping[str, int]:
    found = {}
    for plan_id, digest in papers:
        place = f"{digest[:2]}/{digest[2:4]}/{digest}"
        try:
            with default_storage.open(place) as file:
                found[plan_id] = pages_of(file)
        except (FileNotFoundError, PaperError):
            continue  # the sheet shows a dash: it is there to help, not to stop the printing
    return found
