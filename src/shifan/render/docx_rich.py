"""Rich text as Word has it: paragraphs, lists, pictures, tables within tables."""

from __future__ import annotations

from dataclasses import dataclass, replace

from shifan.render.docx_grid import Box, columns, table
from shifan.render.docx_story import Story
from shifan.render.docx_styles import BULLETS, DEEPEST, ORDERED, SIZES
from shifan.render.docx_xml import PLAIN, UNNUMBERED, Look, drawing, paragraph, run
from shifan.render.rich import Node, attribute, children, marks, number, tidy

_MARKS = {"underline": '<w:u w:val="single"/>', "strike": "<w:strike/>"}
_RAISED = {"superscript": "superscript", "subscript": "subscript"}
BREAK = "<w:r><w:br/></w:r>"
TWO_LETTERS = 640
TALLEST = 8504  # twips: 150 mm
TWIPS_PER_PIXEL = 15


@dataclass(frozen=True, slots=True)
class Place:
    """Where blocks stand: how wide it is (twips), the styles of plain and of indented text, how deep in a list."""

    width: int
    plain: str = "ListText"
    indented: str = "BodyText"
    size: float = 12  # points, of a table's letters
    in_cell: bool = False
    depth: int = -1
    left: int = 0


def rich(doc: Node, story: Story, place: Place, level: int | None = None) -> str:
    """Write a rich text; `level` is that of the heading above, None where headings are only bold lines."""
    return _Rich(story, level).flow(children(tidy(doc)), place)


@dataclass(frozen=True, slots=True)
class _Rich:
    story: Story
    level: int | None

    def flow(self, nodes: list[Node], place: Place) -> str:
        return "".join(self.block(node, place) for node in nodes)

    def block(self, node: Node, place: Place, mark: tuple[int, int] | None = None) -> str:
        kind = node["type"]
        inner = children(node)
        if kind == "paragraph":
            return paragraph(
                place.plain if mark or place.depth >= 0 else place.indented, inline(inner), _look(place, mark)
            )
        if kind == "heading":
            return self.heading(node, place)
        if kind in ("bulletList", "orderedList"):
            return self.items(node, place)
        if kind == "blockquote":
            return self.flow(inner, replace(place, left=place.left + TWO_LETTERS, width=place.width - TWO_LETTERS))
        if kind == "horizontalRule":
            return paragraph("Rule", "")
        return self.picture(node, place) if kind == "image" else self.table(node, place)

    def heading(self, node: Node, place: Place) -> str:
        words = inline(children(node))
        if not words:
            return ""
        if self.level is None:
            return paragraph(place.plain, inline(children(node), ("bold",)), _look(place, None))
        level = self.level + number(node, "level")
        told = "".join(str(child.get("text", "\n")) for child in children(node)).replace("\n", " ")
        marked = self.story.entry(level, told, words)
        return paragraph(f"Heading{min(level, DEEPEST)}", marked, UNNUMBERED)

    def items(self, node: Node, place: Place) -> str:
        depth = min(place.depth + 1, 8)
        is_ordered = node["type"] == "orderedList"
        list_ = self.story.begin(ORDERED, {depth: number(node, "start")}) if is_ordered else BULLETS
        inside = replace(place, depth=depth, left=0, width=place.width - 640)
        written = []
        for item in children(node):
            for index, child in enumerate(children(item)):
                is_first = index == 0 and child["type"] == "paragraph"
                written.append(self.block(child, inside, (list_, depth) if is_first else None))
        return "".join(written)

    def picture(self, node: Node, place: Place) -> str:
        found = self.story.pictures.get(attribute(node, "digest"))
        caption, name = attribute(node, "caption"), attribute(node, "name")
        below = paragraph("FigureCaption", run(caption)) if caption else ""
        if found is None:
            return paragraph("MissingPicture", run(f"［图片无法显示：{name}］"), Look(keep_next=bool(caption))) + below
        natural = found.width * TWIPS_PER_PIXEL
        wide = max(1, min(place.width, natural, TALLEST * found.width // found.height))
        size = (wide, max(1, wide * found.height // found.width))
        words = caption or attribute(node, "alt") or name
        shown = drawing(found.relation, next(self.story.ids), size, words)
        return paragraph("Picture", shown, Look(keep_next=bool(caption))) + below

    def table(self, node: Node, place: Place) -> str:
        rows = children(node)
        wide = max((sum(number(cell, "colspan") for cell in children(row)) for row in rows), default=0)
        points = min(9 if wide > 7 else 10.5 if wide > 4 else 12, place.size)
        suffix = SIZES[points]
        widths = columns((1,) * wide, place.width)
        heads = next((at for at, row in enumerate(rows) if not _is_head(row)), 0)

        def box(cell: Node, width: int) -> Box:
            is_head = cell["type"] == "tableHeader"
            style = f"Table{'Head' if is_head else 'Text'}{suffix}"
            inside = Place(width, style, style, points, in_cell=True)
            return Box(self.flow(children(cell), inside))

        return table(
            [children(row) for row in rows],
            lambda cell: (number(cell, "colspan"), number(cell, "rowspan")),
            box,
            widths,
            head_rows=heads,
            left=place.left,
        ) + paragraph("Gap", "", Look())


def _is_head(row: Node) -> bool:
    return all(cell["type"] == "tableHeader" for cell in children(row))


def _look(place: Place, mark: tuple[int, int] | None) -> Look:
    if mark:
        return Look(number=mark)
    left = place.left + (640 + 480 * place.depth if place.depth >= 0 else 0)
    return Look(left=left) if left else PLAIN


def inline(nodes: list[Node], more: tuple[str, ...] = ()) -> str:
    """Write the text of a paragraph with its marks."""
    return "".join(
        BREAK if node["type"] == "hardBreak" else run(str(node["text"]), _properties({*marks(node), *more}))
        for node in nodes
    )


def _properties(given: set[str]) -> str:
    style = ("Strong" if "bold" in given else "") + ("Emphasis" if "italic" in given else "")
    written = f'<w:rStyle w:val="{style}"/>' if style else ""
    written += "".join(xml for name, xml in sorted(_MARKS.items()) if name in given)
    raised = [word for name, word in _RAISED.items() if name in given]
    return written + (f'<w:vertAlign w:val="{raised[0]}"/>' if raised else "")
