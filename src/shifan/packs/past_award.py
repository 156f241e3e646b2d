"""Know how a list of earlier awards is read from a CSV, XLSX, YAML or JSON file, with every mistake and its line."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePath

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from shifan.core import past_award
from shifan.core.finding import Finding, Severity
from shifan.core.pack import PackError
from shifan.core.past_award import Listing
from shifan.packs.nodes import Node, read

MAX_BYTES = 20_000_000
MAX_UNPACKED = 200_000_000
MAX_LINES = 200_000
_HEAD = 10  # a title and notes may stand above the heading
_ENCODINGS = ("utf-8-sig", "gb18030")
Lines = Iterable[tuple[int, Sequence[str]]]


class UnreadableError(Exception):
    """A file cannot be read at all: what is wrong, in Chinese and in English."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh, self.en = zh, en


def read_list(
    source: bytes, name: str, *, award: str = "", year: int | None = None
) -> tuple[tuple[Listing, ...], tuple[Finding, ...]]:
    """Read a list of earlier awards; `award` and `year` are those of lines that do not say them.

    What stands twice is taken once. With any finding the list should not be used.
    """
    try:
        rows = list(_rows(source, name, {"award": award, "year": str(year or "")}))
    except UnreadableError as error:
        params = {"name": PurePath(name).name, "problem": error.zh, "problem_en": error.en}
        return (), (Finding("past_award.file", Severity.BLOCK, params=params),)
    except _NoHeadingError as error:
        return (), (error.finding,)
    found: dict[tuple[str, int, str, str, str], Listing] = {}
    wrong: list[Finding] = []
    for number, row in rows:
        entry, findings = past_award.listing(row, number)
        wrong += findings
        if entry:
            found.setdefault(entry.key, entry)
    return tuple(found.values()), tuple(wrong)


class _NoHeadingError(Exception):
    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.rule)
        self.finding = finding


def _rows(source: bytes, name: str, given: dict[str, str]) -> Iterator[tuple[int, dict[str, str]]]:
    if len(source) > MAX_BYTES:
        size = f"{len(source) // 1_000_000} MB"
        raise UnreadableError(f"文件大小为 {size}", f"the file has {size}")
    kind = PurePath(name).suffix.lower()
    if kind in (".yaml", ".yml", ".json"):
        yield from _mappings(source, name, given)
        return
    lines = iter(_workbook(source) if kind == ".xlsx" or source[:2] == b"PK" else _text(source))
    columns = _columns(lines, given)
    for number, cells in lines:
        if any(cells):
            said = {name: cells[at] for name, at in columns.items() if at < len(cells)}
            yield number, {**given, **{name: cell for name, cell in said.items() if cell}}


def _columns(lines: Lines, given: dict[str, str]) -> dict[str, int]:
    """Find the heading among the first lines."""
    wanted = ["name", *(name for name in ("award", "year") if not given[name])]
    first: Sequence[str] = ()
    for count, (_, cells) in enumerate(lines, start=1):
        first = first or [cell for cell in cells if cell]
        columns = past_award.heading(cells)
        if all(name in columns for name in wanted):
            return columns
        if count == _HEAD:
            break
    others = [name for name in wanted if name != "name"]
    params = {
        "others": "".join(f"、“{past_award.COLUMNS[name][0]}”列" for name in others),
        "others_en": "".join(f", “{name}”" for name in others),
        "found": "、".join(first)[:200] or "—",
    }
    raise _NoHeadingError(Finding("past_award.columns", Severity.BLOCK, params=params))


def _text(source: bytes) -> Lines:
    """Read comma-separated (or tab-separated) text in UTF-8 or GB 18030; a line keeps its number in the file."""
    for encoding in _ENCODINGS:
        try:
            text = source.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise UnreadableError("文字编码不是 UTF-8 或 GB 18030", "the text is neither UTF-8 nor GB 18030")
    mark = max(",\t;，", key=text[:2000].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    try:
        for cells in reader:
            _few(reader.line_num)
            yield reader.line_num, [cell.strip() for cell in cells]
    except csv.Error as error:
        raise UnreadableError(f"第 {reader.line_num} 行不是 CSV", f"line {reader.line_num}: {error}") from error


def _workbook(source: bytes) -> Lines:
    """Read the first sheet of a workbook."""
    try:
        with zipfile.ZipFile(io.BytesIO(source)) as archive:
            if sum(item.file_size for item in archive.infolist()) > MAX_UNPACKED:
                raise UnreadableError("文件解压后过大", "it unpacks to too much")
        book = load_workbook(io.BytesIO(source), read_only=True, data_only=True)
        for number, cells in enumerate(book.worksheets[0].iter_rows(values_only=True), start=1):
            _few(number)
            yield number, ["" if cell is None else str(cell).strip() for cell in cells]
    except (zipfile.BadZipFile, InvalidFileException, KeyError, IndexError, ValueError, OSError) as error:
        raise UnreadableError("不是可读取的 XLSX 文件", "it is no XLSX file that can be read") from error


def _mappings(source: bytes, name: str, given: dict[str, str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Read a list of mappings, or one under `awards:`."""
    try:
        root, _ = read(source, PurePath(name).name)
    except PackError as error:
        raise UnreadableError(str(error), str(error)) from error
    entries = root.mapping().get("awards", root)
    if not isinstance(entries.value, list):
        raise UnreadableError("应为列表", "a list is expected")
    for entry in entries.items():
        cells = {key: node.value for key, node in entry.mapping().items()}
        yield entry.place.line, {**given, **{key: _word(value) for key, value in cells.items() if value is not None}}


def _word(value: object) -> str:
    return str(value) if isinstance(value, str | int) and not isinstance(value, Node) else ""


def _few(number: int) -> None:
    if number > MAX_LINES:
        raise UnreadableError(f"超过 {MAX_LINES} 行", f"it has more than {MAX_LINES} lines")
