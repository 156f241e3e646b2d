"""Read a filled-in workbook, whatever a spreadsheet program or a person did to it, with every problem at its cell."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from io import BytesIO

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from shifan.core import answers
from shifan.core.finding import Finding, Severity
from shifan.core.form import GroupField, YearsField
from shifan.core.plan import Plan
from shifan.core.values import MOST_ROWS, ROW_KEY, Json
from shifan.render.workbook_cells import Cells, Value
from shifan.render.workbook_layout import ASIDE, LAYOUT, META, NUMBER, OF, TOO_LONG, Page, columns, pages

MOST_BYTES = 20_000_000
MOST_UNPACKED = 200_000_000
MOST_LINES = 20_000  # of one sheet
MOST_COLUMNS = 300
MOST_RATIO = 200  # unpacked to packed, above SMALL
SMALL = 20_000_000
STAMPED = 4  # the column of the hidden sheet from which versions stand
MOST_STAMPS = 100_000
_FORMULA = re.compile(rb"<(?:[a-z]+:)?f[ />]")
Stamps = Mapping[str, tuple[int, str]]
_BROKEN = (
    zipfile.BadZipFile, zlib.error, InvalidFileException, SyntaxError, KeyError, ValueError, TypeError, AttributeError,
    IndexError, EOFError, OSError, RuntimeError, NotImplementedError, OverflowError,
)  # fmt: skip


class WorkbookError(Exception):
    """A file is not a workbook of this form: `finding` says why."""

    def __init__(self, rule: str, **params: str) -> None:
        self.finding = Finding(rule, Severity.BLOCK, params=params)
        super().__init__(self.finding.text("en"))


@dataclass(frozen=True, slots=True)
class Meta:
    """What a workbook says of itself."""

    pack: str
    digest: str
    track: str
    made_at: str = ""
    application: str = ""


@dataclass(frozen=True, slots=True)
class Filled:
    """What a workbook holds: answers by path, and what could not be read, each with sheet and cell.

    `carried` are the paths that the workbook had a cell for: an answer that is not among them, such as a file or a
    text too long for a cell, was not the workbook's to change; nor the order of rows of which one was not understood.
    `stamps` are the versions it was written with.
    """

    meta: Meta
    flat: Mapping[str, Json]
    carried: frozenset[str]
    problems: tuple[Finding, ...]
    stamps: Stamps = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Fault:
    """What is no answer: an error value such as #N/A, or what a formula gives."""

    shown: str
    rule: str = "workbook.fault"


_Cell = Value | _Fault | None


@dataclass(frozen=True, slots=True)
class _Sheet:
    title: str
    tags: tuple[str, ...]
    rows: tuple[tuple[int, tuple[_Cell, ...]], ...]
    is_cut: bool


def identify(data: bytes) -> Meta:
    """Say what a workbook is of; raises WorkbookError for any other file."""
    return _open(data)[0]


def read(plan: Plan, data: bytes, *, track: str = "") -> Filled:
    """Read the answers out of a workbook; raises WorkbookError if it is none of this pack, or of this track if given.

    One of an older version of the pack is read as far as the form still knows it, with a warning.
    """
    meta, sheets, stamps = _open(data)
    if meta.pack != plan.pack.id:
        raise WorkbookError("workbook.pack", found=meta.pack[:80], wanted=plan.pack.id)
    if meta.track not in plan.tracks or (track and meta.track != track):
        raise WorkbookError("workbook.track", found=meta.track[:80], wanted=track or "、".join(plan.tracks))
    reader = _Reader(plan, meta.track)
    if meta.digest != plan.pack.digest:
        reader.problem("workbook.digest", "", severity=Severity.WARN)
    for page in pages(plan, meta.track):
        if page.mark not in sheets:
            reader.problem("workbook.sheet", "", severity=Severity.WARN, label=page.label.zh, label_en=page.label.en)
            continue
        sheet = sheets[page.mark]
        if sheet.is_cut:
            reader.problem("workbook.long", sheet.title, most=str(MOST_LINES))
        reader.section(sheet) if page.kind == "section" else _table(reader, page, sheet)
    return Filled(meta, reader.flat, frozenset(reader.carried), tuple(reader.problems), stamps)


def _open(data: bytes) -> tuple[Meta, dict[str, _Sheet], Stamps]:
    """Take all cells out of a file, by the mark in the first cell of each sheet, and the versions it came with."""
    if len(data) > MOST_BYTES:
        raise WorkbookError("workbook.large", most=str(MOST_BYTES // 1_000_000))
    try:
        has_formulas = _inspect(data)
        book = load_workbook(BytesIO(data), read_only=True, data_only=True, keep_links=False)
        if META not in book.sheetnames:
            raise WorkbookError("workbook.foreign")
        marks = {str(row[0]): str(row[1]) for row in book[META].iter_rows(max_row=20, max_col=2, values_only=True)}
        if marks.get("layout") != LAYOUT:
            raise WorkbookError("workbook.layout", found=marks.get("layout", "—")[:20], wanted=LAYOUT)
        formulas = _formulas(data) if has_formulas else {}
        sheets: dict[str, _Sheet] = {}
        for sheet in book.worksheets:
            sheet.reset_dimensions()
            lines = sheet.iter_rows(max_row=MOST_LINES + 1, max_col=MOST_COLUMNS)
            found = _cells(sheet.title, lines, formulas.get(sheet.title, frozenset()))
            if found.tags and ":" in found.tags[0]:
                sheets.setdefault(found.tags[0], found)
        stamps = _stamps(book[META].iter_rows(max_row=MOST_STAMPS, min_col=STAMPED, max_col=STAMPED + 2))
    except _BROKEN as error:
        raise WorkbookError("workbook.file") from error
    named = ("pack", "digest", "track", "made_at", "application")
    return Meta(*("" if marks.get(name) == "None" else marks.get(name, "") for name in named)), sheets, stamps


def _inspect(data: bytes) -> bool:
    """Look into a file before anything of it is understood: no bomb, no macros, no XML of its own making.

    It says whether there are formulas.
    """
    with zipfile.ZipFile(BytesIO(data)) as packed:
        entries = packed.infolist()
        unpacked = sum(entry.file_size for entry in entries)
        if unpacked > MOST_UNPACKED or (unpacked > SMALL and unpacked > MOST_RATIO * len(data)):
            raise WorkbookError("workbook.bomb")
        names = [entry.filename.lower() for entry in entries]
        if any(name.endswith(("vbaproject.bin", ".exe", ".dll", ".vbs", ".js")) for name in names):
            raise WorkbookError("workbook.macro")
        has_formulas = False
        for entry in entries:
            if not entry.filename.endswith(".xml"):
                continue
            with packed.open(entry) as stream:
                if b"<!DOCTYPE" in stream.read(2048):
                    raise WorkbookError("workbook.file")
            if entry.filename.startswith("xl/worksheets/") and not has_formulas:
                has_formulas = _FORMULA.search(packed.read(entry)) is not None
    return has_formulas


def _formulas(data: bytes) -> dict[str, frozenset[tuple[int, int]]]:
    """Find the cells that hold formulas, by sheet: (row, column) from 1."""
    book = load_workbook(BytesIO(data), read_only=True, data_only=False, keep_links=False)
    found: dict[str, frozenset[tuple[int, int]]] = {}
    for sheet in book.worksheets:
        sheet.reset_dimensions()
        found[sheet.title] = frozenset(
            (number, at)
            for number, line in enumerate(sheet.iter_rows(max_row=MOST_LINES, max_col=MOST_COLUMNS), start=1)
            for at, cell in enumerate(line, start=1)
            if cell.data_type == "f"
        )
    return found


def _stamps(lines: Iterable[Sequence[Cell | MergedCell]]) -> Stamps:
    """Read the versions that answers were written with; what somebody changed there is none."""
    found: dict[str, tuple[int, str]] = {}
    for path, version, mark in ([cell.value for cell in line] for line in lines if len(line) == 3):
        is_number = isinstance(version, int | float) and not isinstance(version, bool) and 0 <= version < 2**31
        if isinstance(path, str) and isinstance(version, int | float) and is_number and isinstance(mark, str):
            found[path] = (int(version), mark)
    return found


def _cells(title: str, lines: Iterable[Sequence[Cell | MergedCell]], formulas: frozenset[tuple[int, int]]) -> _Sheet:
    rows: list[tuple[int, tuple[_Cell, ...]]] = []
    number = 0
    for number, line in enumerate(lines, start=1):
        if number == 1 and not (line and isinstance(line[0].value, str)):
            break
        cells = tuple(
            _Fault(str(cell.value or "="), "workbook.formula")
            if (number, at) in formulas
            else (_Fault(str(cell.value)) if cell.data_type == "e" else _plain(cell.value))
            for at, cell in enumerate(line, start=1)
        )
        if any(cell is not None for cell in cells):
            rows.append((number, cells))
    first = rows[0][1] if rows and rows[0][0] == 1 else ()
    return _Sheet(title, tuple(str(cell or "") for cell in first), tuple(rows[1:]), number > MOST_LINES)


def _plain(value: object) -> _Cell:
    if isinstance(value, str):
        return value if value.strip() else None
    return value if value is None or isinstance(value, bool | int | float | datetime | date | time) else str(value)


class _Reader:
    """Collects answers and problems; a place is the sheet's name and a cell: `3 项目!E12`."""

    def __init__(self, plan: Plan, track: str) -> None:
        self.plan, self.track, self.cells = plan, track, Cells(plan)
        self.flat: dict[str, Json] = {}
        self.carried: set[str] = set()
        self.problems: list[Finding] = []
        self.numbered: dict[str, dict[str, list[str]]] = {}  # by pattern of a repeat: row paths by the number shown

    def problem(self, rule: str, where: str, severity: Severity = Severity.BLOCK, path: str = "", **said: str) -> None:
        """Note something that is wrong."""
        self.problems.append(Finding(rule, severity, where, path, params=said))

    def section(self, sheet: _Sheet) -> None:
        """Read the answers of a section, wherever its lines stand now."""
        places = {tag: at for at, tag in enumerate(sheet.tags) if tag.startswith("answer")}
        for number, cells in sheet.rows:
            key = str(cells[0] or "")
            if key.startswith(ASIDE):
                continue
            question = self.plan.question(self.track, key)
            is_years = question is not None and isinstance(question.field, YearsField) and question.pattern == key
            leaves = question.leaves if question and is_years else ("",)
            for order, leaf in enumerate(leaves, start=1):
                at = places.get(f"answer{order}", MOST_COLUMNS)
                self.answer(key + leaf, cells[at] if at < len(cells) else None, _place(sheet, number, at))

    def answer(self, path: str, cell: _Cell, where: str) -> None:
        """Read one cell; what cannot be kept is not carried, so that it changes nothing."""
        question = self.plan.question(self.track, path)
        if question is None or path[-1:] == ".":
            if cell is not None:
                self.problem("workbook.unknown", where, Severity.WARN, value=str(cell)[:40])
            return
        if isinstance(cell, _Fault):
            self.problem(cell.rule, where, path=path, value=cell.shown[:40])
            return
        if path in self.carried:
            if cell is not None:
                self.problem("workbook.twice", where, path=path, label=question.field.label.zh)
            return
        if cell in (TOO_LONG.zh, TOO_LONG.en):
            return
        given = None if cell is None else self.cells.take(question, cell)
        kept, findings = answers.clean(self.plan, self.track, path, given)
        refused = [replace(finding, where=where) for finding in findings if finding.blocks]
        self.problems += refused
        if not refused:
            self.carried.add(path)
            if kept is not None:
                self.flat[path] = kept


def _place(sheet: _Sheet, number: int, at: int) -> str:
    return f"{sheet.title}!{get_column_letter(min(at, MOST_COLUMNS) + 1)}{number}"


def _table(reader: _Reader, page: Page, sheet: _Sheet) -> None:
    """Read the rows of a table: in the order in which they stand, under the row whose number they show."""
    tags = {tag: at for at, tag in reversed(list(enumerate(sheet.tags))) if tag and tag != ASIDE and at}
    known = [column for column in columns(page.questions) if column.tag in tags]
    table = _Rows(reader, page, sheet, tags)
    for number, cells in sheet.rows:
        key = str(cells[0] or "")
        if key.startswith(ASIDE):
            continue
        filled = [column for column in known if _at(cells, tags[column.tag]) is not None]
        if not filled and not (key and _at(cells, tags.get(NUMBER)) is not None):
            continue
        prefix = table.row(number, cells, key)
        for column in known if prefix else ():
            at = tags[column.tag]
            path = f"{prefix}.{column.tag}"
            if column in filled or reader.plan.question(reader.track, path):
                reader.answer(path, _at(cells, at), _place(sheet, number, at))
    reader.numbered[page.pattern] = table.numbered
    if table.is_whole:  # else a row that could not be taken would look like one that was deleted
        reader.carried |= table.orders


class _Rows:
    """Finds for each line of a table the row that it is."""

    def __init__(self, reader: _Reader, page: Page, sheet: _Sheet, tags: Mapping[str, int]) -> None:
        self.reader, self.page, self.sheet, self.tags = reader, page, sheet, tags
        self.numbered: dict[str, list[str]] = {}
        self.taken = {str(cells[0]).rpartition("/")[2] for _, cells in sheet.rows if cells[0] is not None}
        self.parents = {path for paths in reader.numbered.get(page.parent, {}).values() for path in paths}
        ends = [page.pattern] if not page.parent else [path + self._end() for path in sorted(self.parents)]
        self.orders = frozenset(() if page.kind == "grid" else ends)
        self.is_whole = True

    def _end(self) -> str:
        return self.page.pattern[len(self.page.parent) + 2 :]

    def row(self, number: int, cells: Sequence[_Cell], key: str) -> str:
        """Give the path of the row on a line, "" if it cannot be taken."""
        page, reader = self.page, self.reader
        if isinstance(page.field, GroupField):
            if key not in {row.id for row in page.field.rows}:
                reader.problem("workbook.unknown", _place(self.sheet, number, 1), Severity.WARN, value=key[:40] or "—")
                return ""
            return f"{page.pattern}.{key}"
        above, _, name = key.rpartition("/")
        prefix = page.pattern
        if page.parent:
            parent = self._parent(number, cells, above)
            if not parent:
                return ""
            prefix = parent + self._end()
        path = self._placed(prefix, name, number)
        shown = _at(cells, self.tags.get(NUMBER))
        if path:
            self.numbered.setdefault("" if shown is None else _number(shown), []).append(path)
        return path

    def _parent(self, number: int, cells: Sequence[_Cell], above: str) -> str:
        """Find the row that a line belongs to: what people see counts, the hidden key where that is not enough."""
        shown = _at(cells, self.tags.get(OF))
        found = self.reader.numbered.get(self.page.parent, {}).get(_number(shown), []) if shown is not None else []
        if len(found) == 1 or above in found:
            return above if above in found else found[0]
        if shown is None and above in self.parents:
            return above
        self.is_whole = False
        place = _place(self.sheet, number, self.tags.get(OF, 0))
        self.reader.problem("workbook.row", place, value="—" if shown is None else _number(shown)[:40])
        return ""

    def _placed(self, prefix: str, name: str, number: int) -> str:
        """Put a row at the end of its repeat, under its key if that is free and else under a new one."""
        order = self.reader.flat.setdefault(prefix, [])
        assert isinstance(order, list)
        if len(order) >= MOST_ROWS:
            self.is_whole = False
            if not any(one.rule == "answer.large" and one.path == prefix for one in self.reader.problems):
                label = self.page.label
                params = {"label": label.zh, "label_en": label.en, "size": f"> {MOST_ROWS}", "most": str(MOST_ROWS)}
                place = _place(self.sheet, number, 1)
                self.reader.problems.append(Finding("answer.large", Severity.BLOCK, place, prefix, params=params))
            return ""
        if not ROW_KEY.fullmatch(name) or f"{prefix}.{name}" in self.reader.carried:
            name = answers.new_key(self.taken, f"{prefix}/{number}")
            self.taken.add(name)
        order.append(name)
        self.reader.carried.add(f"{prefix}.{name}")
        return f"{prefix}.{name}"


def _at(cells: Sequence[_Cell], at: int | None) -> _Cell:
    return cells[at] if at is not None and at < len(cells) else None


def _number(cell: _Cell) -> str:
    shown = cell.shown if isinstance(cell, _Fault) else cell
    return str(int(shown)) if isinstance(shown, float) and shown.is_integer() else str(shown).strip()
