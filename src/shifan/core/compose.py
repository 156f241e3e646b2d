"""Decide what a document says: a pack's plan for it, filled from frozen answers, a list of applicants or a deed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby

from shifan.core import catalogue, display, handover
from shifan.core.display import Sheet
from shifan.core.document import (
    BesidePlan,
    Block,
    BreakPart,
    Cell,
    CellPlan,
    ColumnPlan,
    Cover,
    CoverPlan,
    Document,
    DocumentPlan,
    EachPart,
    FieldPart,
    FilesPart,
    GridPart,
    Heading,
    HeadingPart,
    PageBreak,
    Paragraph,
    Part,
    Rich,
    RowsPlan,
    Slots,
    SlotsPart,
    Table,
    TablePart,
    TextPart,
)
from shifan.core.form import NumberField, Words, YearsField
from shifan.core.numbering import heading_number
from shifan.core.pack import by_id
from shifan.core.plan import Plan
from shifan.core.source import Entry, Line, Listed, Record, Source, Submitted, facts, issuer, mark, worded

BRACES = re.compile(r"\{([a-z][a-z0-9_.*]*)(?::([a-z_]+))?\}")
ROOM = "　　　　"  # room to write where nothing was answered
_LETTER = re.compile(r"\w")
_BLANK = "*"  # the key of a row that is not there: its answers are empty, its options all unticked


def build(plan: Plan, document: DocumentPlan, source: Source, language: str = "zh") -> Document:
    """Make a document from frozen answers, a list or a deed; what is not answered stays empty.

    A document `of` a notice shows public answers only, and never a contact or mobile number. Raises TypeError if the
    source is not of the kind the document is made of.
    """
    if document.of not in _kinds(source):
        raise TypeError(f"{document.id} is made of a {document.of}, not of {type(source).__name__}")
    builder = _Builder(plan, document, source, language)
    blocks = tuple(builder.blocks(document.parts))
    return Document(
        title=document.label.say(language),
        author=issuer(source),
        blocks=blocks,
        cover=builder.cover(document.cover) if document.cover else None,
        contents=document.contents,
        landscape=document.landscape,
        mark=mark(source, language),
        pictures=_pictures(blocks),
        page_numbers=document.numbers,
        spacing=document.spacing,
        language=language,
        double_sided=document.double_sided,
    )


def _kinds(source: Source) -> tuple[str, ...]:
    if isinstance(source, Record):
        return (source.of,)
    return ("submission",) if isinstance(source, Submitted) else ("recommendation", "notice")


def _pictures(blocks: tuple[Block, ...]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    cells = (cell for block in blocks if isinstance(block, Table) for row in block.rows for cell in row)
    waiting: list[object] = [block.doc for block in blocks if isinstance(block, Rich)]
    waiting += [cell.rich for cell in cells if cell.rich]
    while waiting:
        node = waiting.pop(0)
        if isinstance(node, dict):
            attributes = node.get("attrs")
            if node.get("type") == "image" and isinstance(attributes, dict):
                found[str(attributes.get("digest", ""))] = None
            node = node.get("content")
        if isinstance(node, list | tuple):
            waiting.extend(node)
    return tuple(digest for digest in found if digest)


@dataclass(frozen=True, slots=True)
class _Scope:
    """Where in the answers a part of the plan stands: the paths of the rows around it, innermost last."""

    sheet: Sheet
    facts: Mapping[str, str]
    rows: tuple[str, ...] = ()
    index: int = 1

    def place(self, path: str) -> str:
        """Give the path of an answer named in a plan."""
        first, _, rest = path.partition(".")
        above = {"row": 1, "outer": 2}.get(first, 0)
        return f"{self.rows[-above]}.{rest}" if 0 < above <= len(self.rows) else path

    def keys(self, each: str) -> list[str]:
        """Give the keys of the rows of a repeat, in their order."""
        value = self.sheet.value(self.place(each))
        return [key for key in value if isinstance(key, str)] if isinstance(value, list) else []

    def inside(self, each: str, key: str, index: int) -> _Scope:
        """Step into one row."""
        return replace(self, rows=(*self.rows, f"{self.place(each)}.{key}"), index=index)

    def each(self, each: str, blanks: int) -> list[_Scope]:
        """Step into every row, or into `blanks` empty rows where there are none."""
        keys = self.keys(each) or [_BLANK] * blanks
        return [self.inside(each, key, index) for index, key in enumerate(keys, start=1)]

    def answer(self, path: str, *, level: str = "", unit: bool = False) -> str:
        """Word an answer; a path with `*` gives that of every row."""
        words = [display.shown(self.sheet, one, level=level, unit=unit) for one in self.every(self.place(path))]
        return "、".join(dict.fromkeys(word for word in words if word))

    def fill(self, words: Words | None, *, room: str = ROOM, open_: bool = False) -> str:
        """Put facts and answers into printed words; in the midst of words what is not answered is room to write."""
        said = words.say(self.sheet.language) if words else ""
        blank = room if _LETTER.search(BRACES.sub("", said)) else ""
        return BRACES.sub(lambda match: ("" if open_ else self._token(match)) or blank, said)

    def every(self, path: str) -> list[str]:
        """Give the paths behind a path with `*`, one for each row that there is."""
        before, star, after = path.partition(f".{_BLANK}.")
        if not star:
            return [path]
        keys = self.sheet.value(before)
        rows = [key for key in keys if isinstance(key, str)] if isinstance(keys, list) else []
        return [one for key in rows for one in self.every(f"{before}.{key}.{after}")]

    def _token(self, match: re.Match[str]) -> str:
        name, form = match[1], match[2] or ""
        if name in self.facts:
            return self.facts[name]
        if name == "index":
            return str(self.index)
        path = self.place(name)
        if self.sheet.asked(path) is None:
            return match[0]
        if form == "tick":
            return display.ticked(self.sheet, path)
        if form == "code":
            return display.code(self.sheet, path)
        return display.item(self.sheet, path) if form == "item" else self.answer(name, level=form)


class _Builder:
    """Walks a plan once; knows the heading above and the numbers given so far."""

    def __init__(self, plan: Plan, document: DocumentPlan, source: Source, language: str) -> None:
        self.plan, self.document, self.source, self.language = plan, document, source, language
        self.is_public = document.of == "notice"
        self.facts = {"round": plan.pack.label.say(language), **facts(source, language)}
        self.scope = self._scope(source if isinstance(source, Submitted) else None)
        self.counts: Counter[int] = Counter()
        self.level = 0

    def _scope(self, answers: Submitted | Entry | None, index: int = 1) -> _Scope:
        flat, hidden, computed = (answers.flat, answers.hidden, answers.computed) if answers else ({}, frozenset(), {})
        track = self.document.track or self.source.track
        sheet = Sheet(self.plan, track, flat, computed, hidden, self.language, public=self.is_public)
        return _Scope(sheet, self.facts, index=index)

    def cover(self, cover: CoverPlan) -> Cover:
        say = self.scope.fill
        lines = tuple(
            (
                say(line.label).strip(),
                self.scope.answer(line.field) if line.field else self._fact(line.fact),
                line.seal,
            )
            for line in cover.lines
        )
        return Cover(say(cover.above), say(cover.title), say(cover.subtitle), lines, say(cover.foot))

    def blocks(self, parts: tuple[Part, ...], scope: _Scope | None = None) -> Iterator[Block]:
        scope = scope or self.scope
        for part in parts:
            match part:
                case HeadingPart():
                    yield from self._heading(part, scope)
                case TextPart():
                    yield Paragraph(scope.fill(part.text), part.style)
                case FieldPart():
                    yield from self._field(part, scope)
                case GridPart():
                    rows = tuple(row for line in part.rows for row in self._rows(line, scope))
                    yield Table(part.widths, rows, part.head_rows, scope.fill(part.caption, room=""))
                case TablePart():
                    yield from self._tables(part, scope)
                case EachPart():
                    for inner in scope.each(part.each, blanks=1):
                        yield from self.blocks(part.parts, inner)
                case SlotsPart():
                    yield Slots(scope.fill(part.text), tuple(map(scope.fill, self._slots(part))))
                case BreakPart():
                    yield PageBreak(part.landscape)
                case FilesPart():
                    yield self._files()

    def _tables(self, part: TablePart, scope: _Scope) -> Iterator[Table]:
        """Give a table; of a deed that has nothing to show in it, and no empty rows, none."""
        rows = self.source.lines.get(part.lines) if isinstance(self.source, Record) else True
        if rows or part.each or part.blank_rows:
            yield self._table(part, scope)

    def _heading(self, part: HeadingPart, scope: _Scope) -> Iterator[Heading]:
        words = scope.fill(part.text) + (scope.answer(part.field) if part.field else "")
        self.level = part.level
        if not words:
            return
        for deeper in range(part.level + 1, 5):
            self.counts[deeper] = 0
        number = ""
        if part.numbered:
            self.counts[part.level] += 1
            number = heading_number(part.level, self.counts[part.level], self.language)
        yield Heading(part.level, number, words)

    def _field(self, part: FieldPart, scope: _Scope) -> Iterator[Block]:
        if doc := display.rich(scope.sheet, scope.place(part.field)):
            yield Rich(doc, self.level)
        elif words := scope.answer(part.field):
            yield Paragraph(words)
        elif (asked := scope.sheet.asked(scope.place(part.field))) and asked.help:
            words = asked.help.say(self.language).rstrip("。.")
            yield Paragraph(f"（{words}）" if self.language == "zh" else f"({words})", "hint")

    def _rows(self, line: tuple[CellPlan, ...] | RowsPlan | BesidePlan, scope: _Scope) -> Iterator[tuple[Cell, ...]]:
        if isinstance(line, tuple):
            yield tuple(self._cell(cell, scope) for cell in line)
            return
        if isinstance(line, BesidePlan):
            rows = [[*row] for one in line.rows for row in self._rows(one, scope)]
        else:
            inner = scope.each(line.each, line.blank_rows)
            rows = [[self._cell(cell, one) for cell in row] for one in inner for row in line.rows]
        if line.lead and rows:
            rows[0].insert(0, replace(self._cell(line.lead, scope), rows=len(rows)))
        yield from map(tuple, rows)

    def _cell(self, cell: CellPlan, scope: _Scope) -> Cell:
        doc = display.rich(scope.sheet, scope.place(cell.field)) if cell.field else None
        words = scope.fill(cell.text, room="" if cell.head else ROOM)
        answer = "" if doc else self._answer(cell, scope)
        between = "" if not words or not answer or words.endswith(("：", ":", " ")) else "\n"
        asked = scope.sheet.asked(scope.place(cell.field)) if cell.field else None
        is_number = isinstance(asked, NumberField | YearsField)
        return Cell(
            text=words + between + answer,
            rich=doc,
            head=cell.head,
            columns=cell.columns,
            rows=cell.rows,
            align=cell.align or ("centre" if is_number and cell.columns < 3 else ""),
            hint=scope.fill(cell.hint),
            note=scope.fill(cell.note),
            slots=tuple(map(scope.fill, cell.slots)),
        )

    def _answer(self, cell: CellPlan, scope: _Scope) -> str:
        if cell.tick:
            gap = "\n" if cell.stacked else display.GAP
            path = scope.place(cell.field)
            ticked = display.codes_chosen(scope.sheet, path)
            # Behind an option that is not ticked there is room, whatever was answered for another.
            details = {code: scope.fill(words, open_=code not in ticked) for code, words in cell.details.items()}
            return display.ticked(scope.sheet, path, details, cell.under, gap=gap, numbered=cell.numbered)
        if cell.field:
            return scope.answer(cell.field, level=cell.level, unit=cell.unit) or self._unit(cell, scope)
        return self._fact(cell.fact)

    def _unit(self, cell: CellPlan, scope: _Scope) -> str:
        """Give the unit that stands behind the room for a number."""
        unit = getattr(scope.sheet.asked(scope.place(cell.field)), "unit", None)
        return ROOM + unit.say(self.language) if cell.unit and isinstance(unit, Words) else ""

    def _fact(self, name: str) -> str:
        return self.facts.get(name, "")

    def _table(self, part: TablePart, scope: _Scope) -> Table:
        head = tuple(Cell(scope.fill(column.label), head=True) for column in part.columns)
        if isinstance(self.source, Record) and not part.each:
            known = self.source.lines.get(part.lines, ()) or (Line(),) * part.blank_rows
            told = [self._line(part, line, number) for number, line in enumerate(known, start=1)]
            return Table(tuple(column.width for column in part.columns), (head, *told), 1, scope.fill(part.caption))
        lines: list[tuple[_Scope, Entry | None]]
        if part.each:
            lines = [(inner, None) for inner in scope.each(part.each, max(1, part.blank_rows))]
        else:
            entries = self.source.entries if isinstance(self.source, Listed) else ()
            lines = [(self._scope(entry, index), entry) for index, entry in enumerate(entries, start=1)]
            lines = lines or [(self._scope(None, index), None) for index in range(1, part.blank_rows + 1)]
        rows = [tuple(self._column(column, inner, entry) for column in part.columns) for inner, entry in lines]
        widths = tuple(column.width for column in part.columns)
        return Table(widths, (head, *rows), 1, scope.fill(part.caption))

    def _line(self, part: TablePart, line: Line, number: int) -> tuple[Cell, ...]:
        if line.heading:
            return (Cell(line.heading, head=True, columns=len(part.columns), align="left"),)
        cells = {"number": str(number), **line.cells} if line.cells else {}
        say = [worded(cells.get(column.fact, ""), self.language) for column in part.columns]
        return tuple(Cell(words, align=column.align) for words, column in zip(say, part.columns, strict=True))

    def _column(self, column: ColumnPlan, scope: _Scope, entry: Entry | None) -> Cell:
        align = column.align or ("centre" if column.fact in ("number", "rank") else "")
        if column.fact:
            return Cell(self._known(column.fact, scope, entry), align=align)
        if column.line:
            inner = scope.each(column.each, blanks=0) if column.each else [scope]
            return Cell("\n".join(one.fill(column.line) for one in inner), align=align)
        return self._cell(CellPlan(field=column.field, level=column.level, align=column.align), scope)

    def _known(self, fact: str, scope: _Scope, entry: Entry | None) -> str:
        if fact == "number" or (fact == "rank" and entry is None):
            return str(scope.index)
        if entry is None or (self.is_public and fact in ("contact", "mobile")):
            return ""
        if fact == "scenarios":
            return "\n".join(entry.scenarios)
        return str(getattr(entry, fact) or "")

    def _slots(self, part: SlotsPart) -> Iterator[Words]:
        """Give the lines of a place to sign: those written down, then those of the signatures it names."""
        yield from part.slots
        if part.offices and isinstance(self.source, Listed):
            for office in self.source.offices:
                yield Words(zh=f"{office.zh}（盖章）：", en=f"{office.en} (seal):")
        for name in part.sign:
            yield from handover.lines_to_sign(by_id(self.plan.pack.signatures, name))

    def _files(self) -> Table:
        zh, sheet = self.language == "zh", self.scope.sheet
        words = ("序号", "证明材料", "材料名称", "文件名称", "页数", "大小", "校验码")
        words = words if zh else ("No.", "Proof", "Title", "File", "Pages", "Size", "SHA-256")
        listed = catalogue.listed(self.plan.pack.form(self.document.track), sheet.flat, sheet.hidden)
        lines: list[tuple[Cell, ...]] = []
        for _, group in groupby(listed, key=lambda one: one.path):
            ones = tuple(group)
            above = Cell(ones[0].label.say(self.language), rows=len(ones))
            for one in ones:
                first = (above,) if one is ones[0] else ()
                name = Cell(one.title, entry=min(self.level + 1, 4))
                pages = Cell(str(one.pages or ""), align="centre")
                rest = (Cell(one.name), pages, Cell(catalogue.readable(one.size)), Cell(one.digest[:8]))
                lines.append((Cell(str(one.number), align="centre"), *first, name, *rest))
        if not lines:
            lines = [(Cell("无" if zh else "None", columns=7, align="centre"),)]
        return Table((8, 20, 22, 20, 8, 10, 12), (tuple(Cell(word, head=True) for word in words), *lines), 1)
