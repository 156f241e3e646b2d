"""The XML of Word, as text: every word that comes from a document passes `run`, where it is escaped."""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from shifan.render.characters import printable

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)
EMU_PER_TWIP = 635
PICTURE = "http://schemas.openxmlformats.org/drawingml/2006/picture"

# Word takes these from the Latin face unless it is told that they are Chinese here.
_EITHER = re.compile("[\u00a7\u00b0\u00b1\u00b7\u00d7\u00f7\u2010-\u2027\u2030-\u205e\u2100-\u27bf]")


@dataclass(frozen=True, slots=True)
class Look:
    """What a paragraph has beside its style: where it may not be parted, its list, indent, tabs."""

    keep_next: bool = False
    keep_lines: bool = False
    break_before: bool = False
    number: tuple[int, int] | None = None  # list, level
    left: int = 0  # twips
    opens: bool = False  # the first line is indented: Word forgets that where it takes a number away
    side: str = ""  # left, center, right
    before: int = 0
    outline: int = 0
    frame: tuple[int, int, int] | None = None  # width, and the place from the page's corner, where it stands by itself


PLAIN = Look()
UNNUMBERED = Look(number=(0, 0), opens=True)


def run(words: str, properties: str = "") -> str:
    """Write words as runs; a line break stays one."""
    words = printable(words)
    if not words:
        return ""
    hint = '<w:rFonts w:hint="eastAsia"/>' if _EITHER.search(words) and "<w:rFonts" not in properties else ""
    style, rest = _parted(properties)
    given = style + hint + rest
    head = f"<w:r><w:rPr>{given}</w:rPr>" if given else "<w:r>"
    lines = (f'<w:t xml:space="preserve">{escape(line)}</w:t>' if line else "" for line in words.split("\n"))
    return head + "<w:br/>".join(lines) + "</w:r>"


def _parted(properties: str) -> tuple[str, str]:
    """Part the style of a run from what follows it: fonts stand between."""
    end = properties.find("/>") + 2 if properties.startswith("<w:rStyle") else 0
    return properties[:end], properties[end:]


def paragraph(style: str, content: str, look: Look = PLAIN, section: str = "") -> str:
    """Write a paragraph of a style."""
    pieces = [f'<w:pStyle w:val="{style}"/>']
    pieces += ["<w:keepNext/>"] * look.keep_next + ["<w:keepLines/>"] * look.keep_lines
    pieces += ["<w:pageBreakBefore/>"] * look.break_before
    if look.frame is not None:
        across, right, below = look.frame
        place = f'w:hAnchor="page" w:vAnchor="page" w:x="{right}" w:y="{below}"'
        pieces.append(f'<w:framePr w:w="{across}" w:wrap="around" {place}/>')
    if look.number is not None:
        pieces.append(f'<w:numPr><w:ilvl w:val="{look.number[1]}"/><w:numId w:val="{look.number[0]}"/></w:numPr>')
    if look.before:
        pieces.append(f'<w:spacing w:before="{look.before}"/>')
    if look.opens:
        pieces.append('<w:ind w:firstLineChars="200" w:firstLine="640"/>')
    elif look.left:
        pieces.append(f'<w:ind w:left="{look.left}"/>')
    if look.side:
        pieces.append(f'<w:jc w:val="{look.side}"/>')
    if look.outline:
        pieces.append(f'<w:outlineLvl w:val="{look.outline - 1}"/>')
    return f"<w:p><w:pPr>{''.join(pieces)}{section}</w:pPr>{content}</w:p>"


def field(instruction: str, shown: str) -> str:
    """Write a field with the result it has now."""
    marks = [f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")]
    asked = f'<w:r><w:instrText xml:space="preserve"> {instruction} </w:instrText></w:r>'
    return marks[0] + asked + marks[1] + run(shown) + marks[2]


def bookmarked(name: str, number: int, content: str) -> str:
    """Write content that others can point to."""
    return f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>{content}<w:bookmarkEnd w:id="{number}"/>'


def drawing(relation: str, number: int, size: tuple[int, int], words: str, place: tuple[int, int] | None = None) -> str:
    """Write a picture of a size in twips, in its line or, with a `place` from the page's corner, lying free."""
    across, down = (side * EMU_PER_TWIP for side in size)
    told = quoteattr(printable(words).replace("\n", " "))
    inside = (
        f'<wp:docPr id="{number}" name="{number}" descr={told}/>'
        f'<a:graphic><a:graphicData uri="{PICTURE}"><pic:pic>'
        f'<pic:nvPicPr><pic:cNvPr id="{number}" name="{number}" descr={told}/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{across}" cy="{down}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>'
        "</pic:pic></a:graphicData></a:graphic>"
    )
    extent = f'<wp:extent cx="{across}" cy="{down}"/>'
    if place is None:
        lying = f'<wp:inline distT="0" distB="0" distL="0" distR="0">{extent}{inside}</wp:inline>'
    else:
        right, below = (offset * EMU_PER_TWIP for offset in place)
        lying = (
            '<wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="1" behindDoc="0"'
            ' locked="0" layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/>'
            f'<wp:positionH relativeFrom="page"><wp:posOffset>{right}</wp:posOffset></wp:positionH>'
            f'<wp:positionV relativeFrom="page"><wp:posOffset>{below}</wp:posOffset></wp:positionV>'
            f"{extent}<wp:wrapNone/>{inside}</wp:anchor>"
        )
    return f"<w:r><w:drawing>{lying}</w:drawing></w:r>"
