"""Write a form and its answers as a workbook to be filled in without a network; `read` takes it back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.cell.cell import MergedCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from shifan.core import answers
from shifan.core.answers import Flat
from shifan.core.form import GroupField, RepeatField, YearsField
from shifan.core.plan import Plan
from shifan.core.question import FormPlan, Question
from shifan.core.values import Json, clean_text
from shifan.render import workbook_layout as layout
from shifan.render.workbook_cells import Cells
from shifan.render.workbook_layout import ASIDE, LAYOUT, META, NUMBER, OF, Column, Page
from shifan.render.workbook_paper import (
    BODY,
    BOLD,
    FIRST,
    HEAD,
    MUST,
    NOTE,
    TITLE,
    Menus,
    align_of,
    fit,
    format_of,
    put,
    shape,
    width_of,
)
from shifan.render.workbook_reading import MOST_BYTES, STAMPED, Filled, Meta, Stamps, WorkbookError, identify, read
from shifan.render.xlsx import settled

__all__ = ["MOST_BYTES", "Filled", "Meta", "Stamps", "WorkbookError", "identify", "read", "write"]

_SPARE = 12  # empty rows with a frame below those that are filled


def write(
    plan: Plan,
    track: str,
    flat: Flat,
    *,
    made_at: datetime,
    computed: Flat | None = None,
    language: str = "zh",
    application: str = "",
    stamps: Stamps | None = None,
) -> bytes:
    """Write the whole form with the answers there are; the same input gives the same bytes.

    `computed` are the values nobody types, by path; they are shown and not read back. Every text is a text. `stamps`
    travel hidden with the answers: path → (version, digest of what the cell gives back).
    """
    book = Workbook()
    writer = _Writer(plan, track, {**flat, **(computed or {})}, book, language)
    writer.guide(made_at)
    for page in writer.pages:
        fit(writer.section(page) if page.kind == "section" else writer.table(page))
    writer.menus.write(book)
    writer.meta(made_at, application, stamps or {})
    book.properties.title = clean_text(plan.pack.label.say(language), lines=False)
    stream = BytesIO()
    book.save(stream)
    return settled(stream.getvalue(), made_at)


class _Writer:
    def __init__(self, plan: Plan, track: str, flat: Flat, book: Workbook, language: str) -> None:
        self.plan, self.track, self.flat, self.book = plan, track, flat, book
        self.language = "zh" if language.startswith("zh") else "en"
        self.form: FormPlan = plan.tracks[track].form
        self.cells, self.pages = Cells(plan, self.language), layout.pages(plan, track, self.language)
        self.titles = {page.pattern: page.title for page in self.pages if page.kind != "section"}
        self.menus = Menus(self.cells)

    def guide(self, made_at: datetime) -> None:
        """Write the first sheet: how to fill in, and where everything is."""
        sheet = self.book.active
        assert isinstance(sheet, Worksheet)
        sheet.title = "填写说明" if self.language == "zh" else "Guide"
        sheet.column_dimensions["A"].width = 110
        track = next(track.label for track in self.plan.pack.tracks if track.id == self.track)
        put(sheet.cell(1, 1), self.plan.pack.label.say(self.language), TITLE)
        put(sheet.cell(2, 1), f"{track.say(self.language)}　{made_at:%Y-%m-%d %H:%M}", NOTE)
        for at, words in enumerate(layout.GUIDE[self.language], start=4):
            put(sheet.cell(at, 1), f"{at - 3}. {words}", BODY)
        for at, page in enumerate(self.pages, start=sheet.max_row + 2):
            self.link(sheet.cell(at, 1), page.title)

    def section(self, page: Page) -> Worksheet:
        """Write a section: a line for each answer, years side by side."""
        sheet: Worksheet = self.book.create_sheet(page.title)
        wide = _years_wide(page)
        marks = [page.mark, ASIDE, ASIDE, *(f"answer{at + 1}" for at in range(wide)), ASIDE, ASIDE]
        item, asked, answer, unit, told = layout.HEADINGS[self.language]
        self._head(sheet, marks, [ASIDE, item, asked, answer, *[""] * (wide - 1), unit, told])
        put(sheet.cell(2, 2), page.label.say(self.language), TITLE)
        sheet.cell(2, 1, ASIDE)
        widths = [0, 34, 24, 60 if wide == 1 else 34, *[14] * (wide - 1), 9, 56]
        shape(sheet, widths, f"C{FIRST}")
        lines = _Lines(self, sheet, wide)
        for question in page.questions:
            lines.question(question, page.pattern)
        return sheet

    def table(self, page: Page) -> Worksheet:
        """Write a table: a line for each row of a repeat, or for each row that is printed."""
        sheet: Worksheet = self.book.create_sheet(page.title)
        columns = tuple(layout.columns(page.questions))
        number, of = layout.ROWS[self.language]
        parent = self.titles.get(page.parent, "")
        marks = [page.mark, NUMBER, *([OF, ASIDE] if parent else []), *(self._tag(column) for column in columns)]
        heads = [ASIDE, number if page.kind == "rows" else page.label.say(self.language)]
        heads += [f"{of}（{parent}）", ""] if parent else []
        asked = [ASIDE] + [""] * (len(heads) - 1) + [self._asked(column) for column in columns]
        heads += [column.label.say(self.language) for column in columns]
        self._head(sheet, marks, asked, heads)
        widths = [0, 8 if page.kind == "rows" else 34, *([12, 24] if parent else []), *map(width_of, columns)]
        shape(sheet, widths, f"{get_column_letter(5 if parent else 3)}{FIRST}")
        entries = self._grid(page) if isinstance(page.field, GroupField) else self._rows(page)
        row = FIRST
        for row, (start, prefix) in enumerate(entries, start=FIRST):
            for at, value in enumerate(start, start=1):
                put(sheet.cell(row, at), value, BODY, is_open=1 < at < 4 and page.kind == "rows")
            for at, column in enumerate(columns, start=len(start) + 1):
                path = f"{prefix}.{column.tag}"
                is_asked = self.plan.question(self.track, path) is not None
                self.answer(sheet.cell(row, at), column.question, path, is_asked=is_asked)
        most = min(page.field.most, 1000) if isinstance(page.field, RepeatField) else 0
        last = max(row, FIRST + min(most, row - FIRST + 1 + _SPARE) - 1)
        self._empty(sheet, page, columns, (row + 1 if entries else FIRST, last, max(most + FIRST - 1, last)))
        return sheet

    def _empty(self, sheet: Worksheet, page: Page, columns: Sequence[Column], rows: tuple[int, int, int]) -> None:
        """Frame the rows that are still free, and give the columns their menus down to the last row allowed."""
        first, last, bottom = rows
        ahead = 4 if page.parent else 2
        if page.parent:
            self.menus.add(
                sheet, f"C{FIRST}:C{bottom}", f"'{self.titles[page.parent]}'!$B${FIRST}:$B$203", strict=False
            )
        for at, column in enumerate(columns, start=ahead + 1):
            letter = get_column_letter(at)
            sheet.column_dimensions[letter].number_format = format_of(column.question)
            self.menus.choose(sheet, f"{letter}{FIRST}:{letter}{bottom}", column.question)
        for row in range(first, last + 1):
            for at in range(2, ahead + len(columns) + 1):
                read_only = at > ahead and layout.is_read_only(columns[at - ahead - 1].question.field)
                put(sheet.cell(row, at), "", BODY, is_open=not read_only and (at < 4 or at > ahead))
                if at > ahead:
                    sheet.cell(row, at).number_format = format_of(columns[at - ahead - 1].question)

    def _grid(self, page: Page) -> list[tuple[list[str | int], str]]:
        assert isinstance(page.field, GroupField)
        return [([row.id, row.label.say(self.language)], f"{page.pattern}.{row.id}") for row in page.field.rows]

    def _rows(self, page: Page) -> list[tuple[list[str | int], str]]:
        """List the rows of a repeat, with key, number, and the number and title of the row that they are in."""
        above = page.parent and next(one for one in self.pages if one.pattern == page.parent)
        if not isinstance(above, Page):
            return [([key, at], path) for at, key, path in self._keys(page.pattern)]
        found: list[tuple[list[str | int], str]] = []
        for start, prefix in self._rows(above):
            title = self._named(above, prefix)
            path = prefix + page.pattern[len(page.parent) + 2 :]
            found += [([f"{prefix}/{key}", at, start[1], title], row) for at, key, row in self._keys(path)]
        return found

    def _keys(self, path: str) -> list[tuple[int, str, str]]:
        return [(at, key, f"{path}.{key}") for at, key in enumerate(answers.rows(self.flat, path), start=1)]

    def _named(self, page: Page, prefix: str) -> str:
        title = getattr(page.field, "row_title", "")
        found = (
            str(self.cells.put(one, self.flat.get(f"{prefix}.{title}"))) for one in page.questions if one.key == title
        )
        return next(found, "")[:60]

    def _head(self, sheet: Worksheet, marks: list[str], asked: list[str], heads: Iterable[str] = ()) -> None:
        for at, words in enumerate(marks, start=1):
            put(sheet.cell(1, at), words, NOTE)
        sheet.row_dimensions[1].hidden = True
        for at, words in enumerate(heads, start=1):
            put(sheet.cell(2, at), words, BOLD, fill=HEAD)
        for at, words in enumerate(asked, start=1):
            put(sheet.cell(3, at), words, NOTE if heads else BOLD, fill=HEAD)

    def _tag(self, column: Column) -> str:
        return ASIDE if layout.is_read_only(column.question.field) else column.tag

    def _asked(self, column: Column) -> str:
        asked = column.question.field
        unit = getattr(asked, "unit", None)
        parts = [layout.duty(self.form, column.question).say(self.language), layout.rules(asked, self.language)]
        parts += [unit.say(self.language) if unit else "", asked.help.say(self.language) if asked.help else ""]
        return "\n".join(filter(None, (*parts, self.options_listed(column.question))))

    def options_listed(self, question: Question) -> str:
        """Write out the options of a question that takes several, if they are few."""
        choices = self.cells.choices(question) if question.field.type == "multi" else None
        return "、".join(choices.shown.values()) if choices and len(choices.shown) <= 20 else ""

    def answer(self, cell: SheetCell | MergedCell, question: Question, path: str, *, is_asked: bool = True) -> None:
        """Write one answer, grey where it is only to be read."""
        read_only = not is_asked or layout.is_read_only(question.field)
        value: Json = self.flat.get(path)
        put(cell, self.cells.put(question, value), BODY, is_open=not read_only)
        cell.number_format, cell.alignment = format_of(question), align_of(question)

    def link(self, cell: SheetCell | MergedCell, title: str) -> None:
        """Write the name of a sheet so that a click opens it."""
        put(cell, title, BODY)
        assert isinstance(cell, SheetCell)
        cell.hyperlink = f"#'{title.replace(chr(39), chr(39) * 2)}'!B2"
        cell.font = Font(name="宋体", size=11, color="0563C1", underline="single")

    def meta(self, made_at: datetime, application: str, stamps: Stamps) -> None:
        """Write the hidden sheet that says what the workbook is."""
        sheet = self.book.create_sheet(META)
        sheet.sheet_state = "veryHidden"
        said = {"layout": LAYOUT, "pack": self.plan.pack.id, "digest": self.plan.pack.digest, "track": self.track}
        said |= {"made_at": made_at.isoformat(), "application": application}
        for row, (name, value) in enumerate(said.items(), start=1):
            put(sheet.cell(row, 1), name)
            put(sheet.cell(row, 2), value)
        for row, (path, (version, mark)) in enumerate(sorted(stamps.items()), start=1):
            put(sheet.cell(row, STAMPED), path)
            put(sheet.cell(row, STAMPED + 1), version)
            put(sheet.cell(row, STAMPED + 2), mark)


class _Lines:
    """Writes the answers of a section one below the other, with headings of groups and of years."""

    def __init__(self, writer: _Writer, sheet: Worksheet, wide: int) -> None:
        self.writer, self.sheet, self.wide, self.row = writer, sheet, wide, FIRST
        self.years: tuple[int, ...] = ()

    def question(self, question: Question, within: str) -> None:
        """Write what stands at a question: a heading and what is in it, a reference to a sheet, or its answers."""
        writer, asked, path = self.writer, question.field, f"{within}.{question.key}"
        if asked.heading:
            self._heading(asked.heading.say(writer.language))
        if path in writer.titles:
            self._heading(asked.label.say(writer.language), writer.titles[path])
        elif isinstance(asked, GroupField):
            self._heading(asked.label.say(writer.language))
            for inner in question.questions:
                self.question(inner, path)
            self.years = ()
        elif isinstance(asked, YearsField):
            self._years(asked)
            self._line(question, path, asked.label.say(writer.language), question.leaves)
        else:
            self.years = ()
            for leaf in question.leaves or ("",):
                self._line(question, path + leaf, layout.leaf_label(asked.label, leaf).say(writer.language), ("",))

    def _heading(self, words: str, title: str = "") -> None:
        self.years = ()
        put(self.sheet.cell(self.row, 1), ASIDE)
        put(self.sheet.cell(self.row, 2), words, BOLD)
        if title:
            put(self.sheet.cell(self.row, 3), layout.SEE[self.writer.language], NOTE)
            self.writer.link(self.sheet.cell(self.row, 4), title)
        self.row += 1

    def _years(self, asked: YearsField) -> None:
        if asked.years == self.years:
            return
        self.years = asked.years
        put(self.sheet.cell(self.row, 1), ASIDE)
        for at, year in enumerate(asked.years, start=4):
            put(
                self.sheet.cell(self.row, at),
                f"{year} 年" if self.writer.language == "zh" else str(year),
                BOLD,
                fill=HEAD,
            )
        self.row += 1

    def _line(self, question: Question, path: str, label: str, leaves: Sequence[str]) -> None:
        writer, sheet, row, asked = self.writer, self.sheet, self.row, question.field
        duty = layout.duty(writer.form, question)
        said = "\n".join(filter(None, (duty.say(writer.language), layout.rules(asked, writer.language))))
        put(sheet.cell(row, 1), ASIDE if layout.is_read_only(asked) else path)
        put(sheet.cell(row, 2), label, BODY, is_open=False)
        put(sheet.cell(row, 3), said, MUST if duty.en == "Required" else NOTE, is_open=False)
        for at, leaf in enumerate(leaves, start=4):
            writer.answer(sheet.cell(row, at), question, path + leaf)
            writer.menus.choose(sheet, sheet.cell(row, at).coordinate, question)
        if unit := getattr(asked, "unit", None):
            put(sheet.cell(row, 4 + self.wide), unit.say(writer.language), BODY)
        told = [asked.help.say(writer.language) if asked.help else "", writer.options_listed(question)]
        told += [("示例：" if writer.language == "zh" else "Example: ") + asked.example] if asked.example else []
        put(sheet.cell(row, 5 + self.wide), "\n".join(filter(None, told)), NOTE)
        self.row += 1


def _years_wide(page: Page) -> int:
    """Count the years of the widest line of a section."""
    inner = (one for top in page.questions for one in top.walk() if one.depth == 0)
    return max((len(one.leaves) for one in inner if isinstance(one.field, YearsField)), default=1)
