"""Write a document as HTML for the screen: escaped, classes only, nothing fetched but pictures by a given address.

Classes: `paper` (`paper-landscape`) around all; `paper-cover` with `paper-above`, `paper-title`, `paper-subtitle`,
`paper-foot`; `paper-contents` with `paper-level-1` …; `paper-text-<style>`; `paper-table` with `paper-centre`,
`paper-right`, `paper-hint`, `paper-slots`; `paper-signatures`; `paper-notes`; `paper-break`; `paper-mark`.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from shifan.core.document import Block, Cell, Cover, Document, Heading, PageBreak, Paragraph, Rich, Slots, Table
from shifan.render.characters import printable
from shifan.render.rich_html import rich_html

Address = Callable[[str], str]


def render_html(document: Document, address: Address) -> str:
    """Write a document as one `<article>`; `address` turns the digest of a picture into its address."""
    page = _Page(address)
    body = "".join(map(page.block, document.blocks))
    inside = (
        (page.cover(document.cover) if document.cover else "")
        + (page.contents(document) if document.contents else "")
        + body
        + page.footnotes()
        + f'<p class="paper-mark">{_text(document.mark)}</p>'
    )
    turned = " paper-landscape" if document.landscape else ""
    return f'<article class="paper{turned}" lang="{escape(document.language)}">{inside}</article>'


class _Page:
    """Writes blocks; collects footnotes and counts headings, so that contents and notes can point to them."""

    def __init__(self, address: Address) -> None:
        self.address = address
        self.notes: list[str] = []
        self.headings = 0

    def cover(self, cover: Cover) -> str:
        lines = "".join(f"<div><dt>{_text(label)}</dt><dd>{_text(value)}</dd></div>" for label, value, _ in cover.lines)
        words = (("above", cover.above), ("title", cover.title), ("subtitle", cover.subtitle))
        above = "".join(f'<p class="paper-{name}">{_text(text)}</p>' for name, text in words if text)
        foot = f'<p class="paper-foot">{_text(cover.foot)}</p>' if cover.foot else ""
        return f'<header class="paper-cover">{above}<dl>{lines}</dl>{foot}</header>'

    def contents(self, document: Document) -> str:
        headings = [block for block in document.blocks if isinstance(block, Heading)]
        items = "".join(
            f'<li class="paper-level-{one.level}"><a href="#paper-{number}">{_text(one.number + one.text)}</a></li>'
            for number, one in enumerate(headings, start=1)
            if one.level <= document.contents
        )
        title = "目录" if document.language == "zh" else "Contents"
        return f'<nav class="paper-contents" aria-label="{title}"><ol>{items}</ol></nav>'

    def block(self, block: Block) -> str:
        match block:
            case Heading():
                self.headings += 1
                tag = f"h{min(6, block.level + 1)}"
                return f'<{tag} id="paper-{self.headings}">{_text(block.number + block.text)}</{tag}>'
            case Paragraph():
                return f'<p class="paper-text-{escape(block.style)}">{_text(block.text)}</p>' if block.text else ""
            case Rich():
                return f'<div class="paper-rich">{rich_html(block.doc, self.address)}</div>'
            case Table():
                return self.table(block)
            case Slots():
                words = f"<p>{_text(block.text)}</p>" if block.text else ""
                return f'<div class="paper-signatures">{words}{_slots(block.slots)}</div>'
            case PageBreak():
                return '<hr class="paper-break">'

    def table(self, table: Table) -> str:
        whole = sum(table.widths)
        columns = "".join(f'<col width="{round(100 * share / whole)}%">' for share in table.widths)
        head, rest = table.rows[: table.head_rows], table.rows[table.head_rows :]
        caption = f"<caption>{_text(table.caption.strip())}</caption>" if table.caption else ""
        top = f"<thead>{self.rows(head, 'col')}</thead>" if head else ""
        return (
            f'<div class="paper-table"><table>{caption}<colgroup>{columns}</colgroup>{top}'
            f"<tbody>{self.rows(rest, 'row')}</tbody></table></div>"
        )

    def rows(self, rows: tuple[tuple[Cell, ...], ...], scope: str) -> str:
        return "".join(f"<tr>{''.join(self.cell(cell, scope) for cell in row)}</tr>" for row in rows)

    def cell(self, cell: Cell, scope: str) -> str:
        classes = {"centre": ' class="paper-centre"', "right": ' class="paper-right"'}.get(cell.align, "")
        spans = "".join(
            f' {name}="{value}"' for name, value in (("colspan", cell.columns), ("rowspan", cell.rows)) if value > 1
        )
        if cell.rich is not None:
            words = rich_html(cell.rich, self.address)
        elif not cell.text and cell.hint:
            words = f'<span class="paper-hint">{_text(cell.hint)}</span>'
        else:
            words = _text(cell.text)
        inside = words + self.note(cell.note) + _slots(cell.slots)
        return (
            f'<th scope="{scope}"{classes}{spans}>{inside}</th>' if cell.head else f"<td{classes}{spans}>{inside}</td>"
        )

    def note(self, note: str) -> str:
        if not note:
            return ""
        self.notes.append(note)
        number = len(self.notes)
        return f'<sup><a href="#paper-note-{number}">{number}</a></sup>'

    def footnotes(self) -> str:
        items = "".join(f'<li id="paper-note-{number}">{_text(note)}</li>' for number, note in enumerate(self.notes, 1))
        return f'<ol class="paper-notes">{items}</ol>' if items else ""


def _text(words: str) -> str:
    return escape(printable(words)).replace("\n", "<br>")


def _slots(slots: tuple[str, ...]) -> str:
    return f'<ul class="paper-slots">{"".join(f"<li>{_text(slot)}</li>" for slot in slots)}</ul>' if slots else ""
