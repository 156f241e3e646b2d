"""Write a list document as XLSX: printed words above and below, tables with borders, ready to print on A4."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.cell.cell import MergedCell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from shifan.core.document import Block, Cell, Document, Heading, Paragraph, Rich, Slots, Table
from shifan.core.text import rich_text
from shifan.render.characters import printable

WIDTH = 130  # columns of a landscape page together, in digits of the body font
LONGEST = 32_767  # characters of one cell
LINE = 17.0  # points of one line
_THIN = Side(style="thin")
_GRID = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_ALIGN = {"left": "left", "centre": "center", "right": "right"}
_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_MERGED = re.compile(rb"(?:<mergeCell ref=\"[A-Z0-9:]+\" ?/>)+")
_CLOCK = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*")


def render_xlsx(document: Document, *, made_at: datetime) -> bytes:
    """Write a document as one sheet; the same input gives the same bytes.

    Every text is a text: one that begins like a formula is not one. Pictures are left out.
    """
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = re.sub(r"[\\/*?:\[\]]", " ", printable(document.title))[:31] or "1"
    tables = [block for block in document.blocks if isinstance(block, Table)]
    widest = max(tables, key=lambda table: len(table.widths), default=Table((1,), ()))
    _Writer(sheet, widest.widths).write(document)
    _print_setup(sheet, document)
    book.properties.title = printable(document.title)
    book.properties.creator = printable(document.author)
    book.properties.keywords = ", ".join(document.keywords) or None
    stream = BytesIO()
    book.save(stream)
    return settled(stream.getvalue(), made_at)


class _Writer:
    """Writes blocks one below the other; a table with fewer columns has its last cell widened."""

    def __init__(self, sheet: Worksheet, widths: tuple[int, ...]) -> None:
        self.sheet, self.columns, self.row = sheet, len(widths), 1
        self.digits = [WIDTH * share / sum(widths) for share in widths]
        for number, digits in enumerate(self.digits, start=1):
            sheet.column_dimensions[get_column_letter(number)].width = round(digits, 1)

    def write(self, document: Document) -> None:
        for block in document.blocks:
            self._block(block)

    def _block(self, block: Block) -> None:
        match block:
            case Heading():
                self._line(block.number + block.text, Font(name="黑体", size=14))
            case Paragraph(style="title"):
                self._line(block.text, Font(name="宋体", size=20, bold=True), "center")
            case Paragraph(style="label"):
                self._line(block.text, Font(name="黑体", size=14))
            case Paragraph():
                self._line(block.text, Font(name="仿宋", size=12), _ALIGN.get(block.style, "left"))
            case Rich():
                self._line(rich_text(block.doc), Font(name="仿宋", size=12))
            case Slots():
                for words in (block.text, *block.slots):
                    self._line(words, Font(name="仿宋", size=12))
            case Table():
                self._table(block)

    def _line(self, words: str, font: Font, align: str = "left") -> None:
        cell = self.sheet.cell(self.row, 1)
        _put(cell, words)
        cell.font = font
        cell.alignment = Alignment(horizontal=align, vertical="center", wrap_text=True)
        if self.columns > 1:
            self.sheet.merge_cells(start_row=self.row, end_row=self.row, start_column=1, end_column=self.columns)
        size = float(font.size or 12)
        self._height(self.row, lines_of(words, WIDTH * 11 / size) * size * 1.6)
        self.row += 1

    def _table(self, table: Table) -> None:
        for at, line in enumerate(table.caption.split("\n")):
            if line:
                self._line(line, Font(name="仿宋" if at else "黑体", size=12), "right" if at else "center")
        first = self.row
        taken: set[tuple[int, int]] = set()
        for offset, cells in enumerate(table.rows):
            column, lines = 0, 1.0
            for cell in cells:
                while (offset, column) in taken:
                    column += 1
                last = column + cell.columns
                taken |= {(offset + down, across) for down in range(cell.rows) for across in range(column, last)}
                end = self.columns if last == len(table.widths) else last
                lines = max(
                    lines,
                    lines_of(self._cell(cell, first + offset, column, end), sum(self.digits[column:end])) / cell.rows,
                )
                column = last
            self._height(first + offset, lines * LINE + 5)
        self.row = first + len(table.rows)
        if table.head_rows and self.sheet.print_title_rows is None:
            self.sheet.print_title_rows = f"{first}:{first + table.head_rows - 1}"
            self.sheet.freeze_panes = f"A{first + table.head_rows}"

    def _cell(self, cell: Cell, row: int, column: int, end: int) -> str:
        words = "\n".join(filter(None, (rich_text(cell.rich) if cell.rich else cell.text or cell.hint, *cell.slots)))
        for down in range(cell.rows):
            for across in range(column, end):
                self.sheet.cell(row + down, across + 1).border = _GRID
        place = self.sheet.cell(row, column + 1)
        _put(place, words)
        place.font = Font(name="黑体" if cell.head else "仿宋", size=11)
        side = _ALIGN.get(cell.align, "center" if cell.head else "left")
        place.alignment = Alignment(horizontal=side, vertical="center", wrap_text=True)
        if cell.rows > 1 or end - column > 1:
            self.sheet.merge_cells(start_row=row, end_row=row + cell.rows - 1, start_column=column + 1, end_column=end)
        return words

    def _height(self, row: int, points: float) -> None:
        self.sheet.row_dimensions[row].height = min(409.0, round(points, 1))


def _put(cell: SheetCell | MergedCell, words: str) -> None:
    """Write text as text. A short number may be one, so that ranks can be sorted."""
    if isinstance(cell, MergedCell):
        raise TypeError("a merged cell holds no text")
    words = printable(words)
    if words.isascii() and words.isdecimal() and len(words) < 5 and (words == "0" or words[0] != "0"):
        cell.value = int(words)
        return
    if len(words) > LONGEST:
        words = words[: LONGEST - 20] + "……（全文见 PDF）"
    cell.value = _ESCAPED.sub("_x005F_", words)
    cell.data_type = "s"
    cell.quotePrefix = words.startswith(("=", "+", "-", "@"))


def lines_of(words: str, digits: float) -> int:
    """Count the lines that a text takes in so many digits' width; a Chinese character is as wide as two."""

    def width(line: str) -> int:
        return sum(2 if unicodedata.east_asian_width(character) in "WFA" else 1 for character in line)

    return sum(max(1, -(-width(line) // max(1, int(digits - 1.5)))) for line in words.split("\n"))


def _print_setup(sheet: Worksheet, document: Document) -> None:
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_options.horizontalCentered = True
    pages = "第 &P 页 共 &N 页" if document.language == "zh" else "&P / &N"
    sheet.HeaderFooter.oddFooter = HeaderFooterItem(
        center=_HeaderFooterPart(text=pages),
        right=_HeaderFooterPart(text=printable(document.mark).replace("&", "&&"), size=8),
    )


def settled(data: bytes, made_at: datetime) -> bytes:
    """Set every date in an XLSX file to the given one and put merged areas in order, so that it has no chance in it."""
    moment = made_at.astimezone(UTC)
    stamp = moment.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    stream = BytesIO()
    with ZipFile(BytesIO(data)) as old, ZipFile(stream, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                content = _CLOCK.sub(rb"\g<1>" + stamp, content)
            elif name.startswith("xl/worksheets/"):
                content = _MERGED.sub(
                    lambda found: b"".join(sorted(found[0].replace(b">", b">\n").splitlines())), content
                )
            new.writestr(ZipInfo(name, date_time=moment.timetuple()[:6]), content, ZIP_DEFLATED)
    return stream.getvalue()
