"""What a public list says of an applicant, and when its publication ends."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from shifan.core import calendar, compose, papers, projection
from shifan.core.answers import Flat, Json
from shifan.core.calendar import WorkCalendar
from shifan.core.document import DocumentPlan, Table, TablePart
from shifan.core.form import RepeatField
from shifan.core.pack import Pack, Stage
from shifan.core.plan import Plan
from shifan.core.source import Entry, Listed


def ends(stage: Stage, opens_at: datetime, work: WorkCalendar) -> datetime | None:
    """This function will give when a public notice ends: the end of its last day; None when the pack says no days.

    The day of publication is not counted. Working days follow the holiday arrangements where they are known for
    every year concerned, else weekdays alone.
    """
    if stage.days is None:
        return None
    first = calendar.local_day(opens_at)
    if not stage.working_days:
        return calendar.end_of_day(first + timedelta(days=stage.days))
    last = calendar.add_working_days(first, stage.days, work)
    if not calendar.covers(work, first, last):
        last = calendar.add_working_days(first, stage.days, WorkCalendar())
    return calendar.end_of_day(last)


def plan_for(pack: Pack, track: str, kind: str) -> DocumentPlan | None:
    """This function will find the document of a proposed or final list: `proposed_list`, `final_list` of a track."""
    fitting = papers.made_of(pack, "notice", track)
    return next((item for item in fitting if item.id.startswith(kind)), None)


def content(round_: str, track: str, kind: str, opens_at: datetime, entries: object) -> dict[str, object]:
    """This function will give what a public list says in the shape whose digest is published with it."""
    when = opens_at.astimezone(UTC).isoformat()
    return {"round": round_, "track": track, "kind": kind, "opens_at": when, "entries": entries}


def title(plan: Plan, track: str, flat: Flat) -> str:
    """This function will name an application by its public answers alone."""
    return projection.title(plan, track, public_answers(plan, track, flat))


def public_answers(plan: Plan, track: str, flat: Flat) -> dict[str, Json]:
    """This function will keep the answers that the pack marks as public, and the order of rows."""
    return {path: value for path, value in flat.items() if _is_public(plan, track, path)}


def lines(plan: Plan, document: DocumentPlan | None, entry: Entry) -> tuple[str, ...]:
    """This function will give what a list document prints line by line for an applicant, such as its scenarios."""
    if document is None:
        return ()
    table = next((part for part in document.parts if isinstance(part, TablePart)), None)
    built = compose.build(plan, document, Listed(entries=(entry,)))
    printed = next((block for block in built.blocks if isinstance(block, Table)), None)
    if table is None or printed is None:
        return ()
    row = printed.rows[printed.head_rows]
    cells = (cell.text for column, cell in zip(table.columns, row, strict=False) if column.each)
    return tuple(line.strip() for text in cells for line in text.splitlines() if line.strip())


def region(plan: Plan, code: str) -> str:
    """This function will name a region down to its city by the pack's list of regions, or give an empty text."""
    codes = [*reversed(plan.ancestors("regions", code)), code] if code else []
    items = [plan.item("regions", one) for one in codes[:2]]
    return "".join(item.name.zh for item in items if item is not None)


def _is_public(plan: Plan, track: str, path: str) -> bool:
    field = plan.field(track, path) or plan.field(track, path.rpartition(".")[0])
    return field is not None and (isinstance(field, RepeatField) or field.confidentiality == "public")
