"""The blocks of a document as Word has them."""

from __future__ import annotations

from dataclasses import replace

from shifan.core.document import Block, Cell, Heading, PageBreak, Paragraph, Rich, Slots, Table
from shifan.render import table_look
from shifan.render.characters import printable
from shifan.render.docx_grid import Box, columns, table
from shifan.render.docx_rich import Place, rich
from shifan.render.docx_story import Story
from shifan.render.docx_styles import DEEPEST, SIZES
from shifan.render.docx_xml import Look, paragraph, run
from shifan.render.page_look import signed

STYLES = {
    "body": "BodyText", "note": "Note", "centre": "Centred", "right": "RightHand", "title": "Title", "label": "Label",
    "addressee": "Addressee", "closing": "Closing", "hint": "HintText",
}  # fmt: skip
SIDES = {"left": "left", "centre": "center", "right": "right"}
SIGNED_FROM = 0.42  # of the width, as on the other papers


def blocks(given: tuple[Block, ...], story: Story, width: int) -> str:
    """Write the blocks of one part; page breaks stand between two of them.

    What is signed below a table is its last row, without lines: LibreOffice keeps rows together, but what follows a
    table of several pages may begin a page alone there.
    """
    written: list[str] = []
    before: Block | None = None
    is_signed = [*signed(given), False]
    end = 0  # of what has been written
    for at, block in enumerate(given):
        if at < end:
            continue
        end = at + 1
        if isinstance(block, Table):
            is_apart = before is None or isinstance(before, Table | PageBreak) or bool(block.caption)
            written.append("" if is_apart else paragraph("Gap", ""))
            end = is_signed.index(False, at + 1)
            places = range(at + 1, end)
            below = (_block(given[place], story, width, stays=is_signed[place + 1]) for place in places)
            written.append(_table(block, story, width, "".join(below)))
        else:
            written.append(_block(block, story, width, stays=is_signed[at + 1]))
        before = given[end - 1]
    return "".join(written)


def _block(block: Block, story: Story, width: int, *, stays: bool) -> str:
    match block:
        case Heading():
            return _heading(block, story)
        case Paragraph():
            return _paragraph(block, Look(keep_next=stays, keep_lines=stays))
        case Rich():
            return rich(block.doc, story, Place(width), block.level)
        case Table():
            return _table(block, story, width)
        case Slots():
            return _slots(block, width, stays=stays)
        case PageBreak():
            return paragraph("Turn", "", Look(break_before=True))


def _heading(block: Heading, story: Story) -> str:
    words = printable(block.text).replace("\n", " ")
    look, number = story.numbers.look(block.level, block.number)
    content = story.entry(block.level, block.number + words, run(number + words))
    return paragraph(f"Heading{min(block.level, DEEPEST)}", content, look)


def _paragraph(block: Paragraph, look: Look) -> str:
    style = STYLES[block.style]
    if style in ("BodyText", "Note", "HintText"):
        lines = [line for line in printable(block.text).split("\n") if line.strip()]
        return "".join(paragraph(style, run(line), look) for line in lines)
    return paragraph(style, run(block.text), look)


def _slots(block: Slots, width: int, *, stays: bool) -> str:
    together = Look(keep_next=True, keep_lines=True)
    lines = [line for line in printable(block.text).split("\n") if line.strip()]
    said = "".join(paragraph("BodyText", run(line), together) for line in lines)
    return said + signatures(block.slots, width, stays=stays)


def signatures(slots: tuple[str, ...], width: int, style: str = "Signature", *, stays: bool = False) -> str:
    """Write the lines for signatures, seals and dates, in the right half of the width."""
    look = Look(left=round(width * SIGNED_FROM), keep_next=True)
    last = len(slots) - 1
    between = 0 if style == "Signature" else 160  # the style for papers has its own room
    return "".join(
        paragraph(style, run(slot), replace(look, keep_next=stays or at < last, before=240 if at == 0 else between))
        for at, slot in enumerate(slots)
    )


def _table(block: Table, story: Story, width: int, tail: str = "") -> str:
    suffix = SIZES[table_look.points(block)]
    widths = columns(block.widths, width)
    is_small = table_look.is_small(block)
    looks = table_look.looks(block)
    parts = [False] * block.head_rows + [look.parts and not is_small for look in looks]
    kept = [True] * block.head_rows + [look.leads or look.joins or is_small for look in looks]
    kept[-1:] = [bool(tail)] if kept else []
    staying = {id(cell) for row, stay in zip(block.rows, kept, strict=True) if stay for cell in row}
    parts[-1:] = [parts[-1] and not tail] if parts else []
    points = table_look.points(block)

    def box(cell: Cell, inner: int) -> Box:
        content = _Cell(cell, suffix, points, inner, id(cell) in staying).content(story)
        return Box(content, table_look.begins_at_top(cell))

    made = table(
        block.rows,
        lambda cell: (cell.columns, cell.rows),
        box,
        widths,
        head_rows=block.head_rows,
        parts=parts,
        tail=tail,
    )
    return _caption(block) + made + paragraph("Gap", "", Look())


def _caption(block: Table) -> str:
    """Write a title in the middle; what follows it, such as the unit of the amounts, stands at the right."""
    title, *more = printable(block.caption).split("\n")
    said = paragraph("Caption", run(title)) if title else ""
    return said + "".join(paragraph("Caption", run(line), Look(side="right")) for line in more if line)


class _Cell:
    """Writes what stands in a cell of a form table."""

    def __init__(self, cell: Cell, suffix: str, points: float, width: int, stays: bool) -> None:
        self.cell, self.suffix, self.points, self.width = cell, suffix, points, width
        self.look = Look(keep_next=stays, side=SIDES.get(cell.align, ""))
        self.style = f"Table{'Head' if cell.head else 'Text'}{suffix}"

    def content(self, story: Story) -> str:
        said = self.words(story)
        note = self.note(story)
        if note:
            end = said.rfind("</w:p>")
            said = said[:end] + note + said[end:] if end >= 0 else paragraph(self.style, note, self.look)
        return said + signatures(self.cell.slots, self.width, self.style)

    def words(self, story: Story) -> str:
        cell = self.cell
        indented = self.style if cell.head else f"TableBody{self.suffix}"
        if cell.entry:
            look = replace(self.look, outline=cell.entry)
            words = printable(cell.text)
            return paragraph(self.style, story.entry(cell.entry, words.replace("\n", " "), run(words)), look)
        if cell.rich is not None:
            place = Place(self.width, self.style, indented, self.points, in_cell=True)
            return rich(cell.rich, story, place)
        if not cell.text:
            faint = run(cell.hint, '<w:rStyle w:val="Hint"/>')
            return paragraph(self.style, faint, self.look)
        if not table_look.is_long(cell):
            return paragraph(self.style, run(cell.text), self.look)
        lines = [line for line in printable(cell.text).split("\n") if line.strip()]
        return "".join(paragraph(indented, run(line), self.look) for line in lines)

    def note(self, story: Story) -> str:
        if not printable(self.cell.note):
            return ""
        story.notes.append(self.cell.note)
        raised = '<w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr>'
        return f'<w:r>{raised}<w:footnoteReference w:id="{len(story.notes)}"/></w:r>'
