"""Know how the cells of a workbook look, how texts are put into them as texts, and which menus they have."""

from __future__ import annotations

from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.cell.cell import MergedCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from shifan.core.form import ChoiceField, NumberField, RichField, TextField, YearsField
from shifan.core.question import Question
from shifan.core.values import clean_text
from shifan.render.workbook_cells import Cells, escaped
from shifan.render.workbook_layout import LISTS, LONGEST, Column
from shifan.render.xlsx import lines_of

_THIN = Side(style="thin", color="A6A6A6")
GRID = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
HEAD = PatternFill("solid", fgColor="DCE6F1")
GREY = PatternFill("solid", fgColor="EDEDED")
OPEN = PatternFill("solid", fgColor="FFFDF0")
WRAP = Alignment(vertical="top", wrap_text=True)
RIGHT = Alignment(horizontal="right", vertical="top", wrap_text=True)
BODY, BOLD, TITLE = Font(name="宋体", size=11), Font(name="宋体", size=11, bold=True), Font(name="黑体", size=15)
NOTE, MUST = Font(name="宋体", size=9, color="595959"), Font(name="宋体", size=11, bold=True, color="C00000")
FIRST = 4  # row of the first answer: above are hidden marks, a title or heading, and what is asked
_HIGHEST = 210.0  # points
_FEW = 20  # a menu up to this length refuses what is not in it; in longer ones people type codes


def put(
    cell: SheetCell | MergedCell,
    value: str | int | float,
    font: Font = BODY,
    *,
    fill: PatternFill | None = None,
    is_open: bool | None = None,
) -> None:
    """Put a text or number into a cell, a text always as a text.

    `is_open` frames the cell, light yellow if something is to be filled in and grey if not.
    """
    if isinstance(cell, MergedCell):
        raise TypeError("a merged cell holds no text")
    if value != "":
        words = escaped(clean_text(value, lines=True))[:LONGEST] if isinstance(value, str) else value
        cell.value = words
        if isinstance(words, str):
            cell.data_type = "s"  # whatever it begins with
            cell.quotePrefix = words.startswith(("=", "+", "-", "@"))
    cell.font, cell.alignment = font, WRAP
    if is_open is not None:
        cell.border, cell.fill = GRID, OPEN if is_open else GREY
    elif fill:
        cell.fill, cell.border = fill, GRID


def format_of(question: Question) -> str:
    """Say how a cell takes what is typed: numbers as numbers, everything else as it is typed."""
    return "General" if isinstance(question.field, NumberField | YearsField) else "@"


def align_of(question: Question) -> Alignment:
    """Say on which side a cell has what is typed."""
    return RIGHT if isinstance(question.field, NumberField | YearsField) else WRAP


def width_of(column: Column) -> float:
    """Say how wide a column of a table should be, in digits."""
    asked = column.question.field
    if isinstance(asked, RichField) or asked.type == "longtext":
        return 50
    if isinstance(asked, NumberField | YearsField):
        return 14
    return 26 if isinstance(asked, TextField | ChoiceField) else 18


def shape(sheet: Worksheet, widths: Sequence[float], frozen: str) -> None:
    """Set the widths of columns, 0 for a hidden one, and what stays in sight."""
    for at, width in enumerate(widths, start=1):
        column = sheet.column_dimensions[get_column_letter(at)]
        column.width, column.hidden = width or 8, not width
    sheet.freeze_panes = frozen
    sheet.sheet_view.showGridLines = False
    sheet.page_setup.paperSize, sheet.page_setup.orientation = sheet.PAPERSIZE_A4, "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def fit(sheet: Worksheet) -> None:
    """Make every row as high as its texts need, up to a height that still leaves others in sight."""
    for number, row in enumerate(sheet.iter_rows(min_row=2), start=2):
        needed = 1
        for cell in row:
            if cell.value is not None and cell.column > 1:
                width = sheet.column_dimensions[get_column_letter(cell.column)].width
                needed = max(needed, lines_of(str(cell.value), width) if cell.font.size != TITLE.size else 2)
        sheet.row_dimensions[number].height = min(_HIGHEST, 15.0 * needed + 3)


class Menus:
    """The menus of cells; their options stand on a hidden sheet."""

    def __init__(self, cells: Cells) -> None:
        self.cells = cells
        self.places: dict[tuple[str, ...], str] = {}
        self.made: dict[tuple[str, str, bool], DataValidation] = {}

    def choose(self, sheet: Worksheet, where: str, question: Question) -> None:
        """Give cells a menu of the options of a question; what else may stand there the form checks."""
        choices, asked = self.cells.choices(question), question.field
        texts = tuple(choices.shown.values()) if choices else ()
        if not texts:
            return
        if texts not in self.places:
            letter = get_column_letter(len(self.places) + 1)
            self.places[texts] = f"{LISTS}!${letter}$1:${letter}${len(texts)}"
        is_free = isinstance(asked, ChoiceField) and (asked.own_text or asked.type == "multi")
        self.add(sheet, where, self.places[texts], strict=not is_free and not asked.none_allowed and len(texts) <= _FEW)

    def add(self, sheet: Worksheet, where: str, source: str, *, strict: bool) -> None:
        """Give cells a menu of what stands in a range."""
        key = (sheet.title, source, strict)
        if key not in self.made:
            self.made[key] = DataValidation("list", formula1=source, allow_blank=True, showErrorMessage=strict)
            sheet.add_data_validation(self.made[key])
        self.made[key].add(where)

    def write(self, book: Workbook) -> None:
        """Write the hidden sheet with the options of all menus."""
        sheet = book.create_sheet(LISTS)
        sheet.sheet_state = "hidden"
        for at, texts in enumerate(self.places, start=1):
            for row, words in enumerate(texts, start=1):
                put(sheet.cell(row, at), words)
