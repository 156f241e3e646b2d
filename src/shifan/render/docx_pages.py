"""The pages of a Word file around its text: cover, contents, footers, sections."""

from __future__ import annotations

from shifan.core.document import Cover, Document
from shifan.render import qr
from shifan.render.characters import printable
from shifan.render.docx_story import Story, entry_name
from shifan.render.docx_xml import Look, bookmarked, drawing, field, paragraph, run
from shifan.render.page_look import is_spread
from shifan.render.worker import Pages

TWIPS_PER_MM = 56.6929
A4 = (11906, 16838)
UPRIGHT = {"top": 2098, "bottom": 1984, "left": 1587, "right": 1474}  # 37, 35, 28, 26 mm
TURNED = {"top": 1587, "bottom": 1587, "left": 1417, "right": 1417}
END = "_ShifanEnd"  # the bookmark on the last page, which tells how many there are
FREE = 11800  # twips of the cover that its words and the space between them may take
LETTER = 320  # 三号
LINE = 570


def width(landscape: bool) -> int:
    """Give the width of the text in twips."""
    margins = TURNED if landscape else UPRIGHT
    return (A4[1] if landscape else A4[0]) - margins["left"] - margins["right"]


def section(
    footers: dict[str, str], *, landscape: bool = False, first_number: bool = False, starts: str = "nextPage"
) -> str:
    """Write the properties of a section; `footers` are relations by kind (default, first)."""
    across, down = A4[::-1] if landscape else A4
    margins = "".join(f' w:{side}="{value}"' for side, value in (TURNED if landscape else UPRIGHT).items())
    turned = ' w:orient="landscape"' if landscape else ""
    return (
        "<w:sectPr>"
        + "".join(f'<w:footerReference w:type="{kind}" r:id="{relation}"/>' for kind, relation in footers.items())
        + f'<w:type w:val="{starts}"/><w:pgSz w:w="{across}" w:h="{down}"{turned}/>'
        + f'<w:pgMar{margins} w:header="851" w:footer="680" w:gutter="0"/>'
        + ('<w:pgNumType w:start="1"/>' if first_number else "")
        + '<w:cols w:space="425"/>'
        + ("<w:titlePg/>" if "first" in footers else "")
        + "</w:sectPr>"
    )


def footer(document: Document, pages: Pages, *, numbered: bool, code: str = "", ids: Story) -> str:
    """Write what stands at the foot of pages: the number, the mark, and on the first page the code to verify."""
    shown = paragraph("PageNumber", _page_number(document, pages)) if numbered else ""
    picture = caption = ""
    if code:
        zh = document.language == "zh"
        said = "扫码核验" if zh else "Scan to verify"
        words = said + ("：" if zh else ": ") + document.verify
        side = round(qr.SIDE_MM * TWIPS_PER_MM)
        across, down = A4[::-1] if document.landscape and not document.cover and not document.contents else A4
        place = (across - round(17 * TWIPS_PER_MM) - side, down - round(26.5 * TWIPS_PER_MM))
        picture = drawing(code, next(ids.ids), (side, side), words, place)
        below = place[1] + side + round(TWIPS_PER_MM)
        caption = paragraph("CodeCaption", run(said), Look(frame=(side, place[0], below)))
    return shown + caption + paragraph("Mark", picture + run(document.mark))


def _page_number(document: Document, pages: Pages) -> str:
    here = field("PAGE", "1")
    if document.page_numbers != "total":
        return run("— ") + here + run(" —")
    last = field(f"PAGEREF {END}", str(pages.last or 1))
    if document.language == "zh":
        return run("第 ") + here + run(" 页　共 ") + last + run(" 页")
    return run("Page ") + here + run(" of ") + last


def ending(story: Story) -> str:
    """Write the end of the text, to which the number of pages points."""
    return paragraph("Turn", bookmarked(END, next(story.ids), ""))


def cover(given: Cover) -> str:
    """Write the cover: what is free of the page is shared out above and below the title and above the foot."""
    widths = _cover_widths(given)
    taken = (
        LINE * (1 + _lines(given.foot, width(False), LETTER) * bool(given.foot))
        + 840 * _lines(given.title, width(False), 560)
        + 850 * _lines(given.subtitle, width(False), 440) * bool(given.subtitle)
        + sum(360 + 440 * _lines(value, widths[1], LETTER) for _, value, _ in given.lines)
    )
    free = max(600, FREE - taken)
    above = paragraph("CoverAbove", run(given.above))
    title = paragraph("CoverTitle", run(given.title), Look(before=round(free * 0.32)))
    subtitle = paragraph("CoverSubtitle", run(given.subtitle)) if given.subtitle else ""
    room = paragraph("Turn", "", Look(before=round(free * 0.40)))
    foot = paragraph("CoverFoot", run(given.foot), Look(before=round(free * 0.28))) if given.foot else ""
    return above + title + subtitle + room + _cover_lines(given, widths) + foot


def _lines(words: str, across: int, letter: int) -> int:
    """Guess how many lines words take, all letters as wide as Chinese ones."""
    return sum(max(1, -(-len(line) * letter // (across - 80))) for line in printable(words).split("\n"))


def _cover_widths(given: Cover) -> tuple[int, ...]:
    longest = max((len(label) for label, _, _ in given.lines), default=0)
    label = min(longest * LETTER + 80, 4400)
    seal = 1300 if any(sealed for _, _, sealed in given.lines) else 60
    whole = width(False) - (0 if longest > 9 else 560)
    return (label, whole - label - seal, seal)


def _cover_lines(given: Cover, widths: tuple[int, ...]) -> str:
    if not given.lines:
        return ""
    side = "distribute" if is_spread(given) else ""
    rows = "".join(_cover_line(line, widths, side) for line in given.lines)
    grid = "".join(f'<w:gridCol w:w="{one}"/>' for one in widths)
    whole, inset = sum(widths), (width(False) - sum(widths)) // 2
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{whole}" w:type="dxa"/><w:tblInd w:w="{inset}" w:type="dxa"/>'
        '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="20" w:type="dxa"/><w:right w:w="20" w:type="dxa"/>'
        f"</w:tblCellMar></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"
    )


def _cover_line(line: tuple[str, str, bool], widths: tuple[int, ...], side: str) -> str:
    label, value, sealed = line
    ruled = '<w:tcBorders><w:bottom w:val="single" w:sz="6" w:space="0" w:color="auto"/></w:tcBorders>'
    cells = (
        (paragraph("CoverLabel", run(label), Look(side=side)), ""),
        (paragraph("CoverValue", run(value)), ruled),
        (paragraph("CoverSeal", run("（盖章）" if sealed else "")), ""),
    )
    written = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{wide}" w:type="dxa"/>{border}<w:vAlign w:val="bottom"/></w:tcPr>{words}</w:tc>'
        for (words, border), wide in zip(cells, widths, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{written}</w:tr>"


def contents(document: Document, story: Story, pages: Pages) -> str:
    """Write the table of contents as a field that Word can fill anew, with its result as it stands on the other paper.

    Where the pages are not known, the field is marked so that Word fills it on opening.
    """
    depth = document.contents
    listed = [(at, level, words) for at, (level, words) in enumerate(story.entries, start=1) if level <= depth]
    is_known = len(pages.entries) == len(listed)
    numbers = [str(number) for number in pages.entries] if is_known else [""] * len(listed)
    dirty = "" if is_known else ' w:dirty="true"'
    begin = (
        f'<w:r><w:fldChar w:fldCharType="begin"{dirty}/></w:r><w:r><w:instrText xml:space="preserve"> '
        f'TOC \\o "1-{depth}" \\h \\z \\u </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )
    end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    lines = [
        (level, _entry(entry_name(at), words, number))
        for (at, level, words), number in zip(listed, numbers, strict=True)
    ] or [(1, "")]
    written = "".join(
        paragraph(f"TOC{level}", (begin if place == 0 else "") + line + (end if place == len(lines) - 1 else ""))
        for place, (level, line) in enumerate(lines)
    )
    title = paragraph("TOCHeading", run("目　　录" if document.language == "zh" else "Contents"))
    return (
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/><w:docPartUnique/></w:docPartObj>'
        f"</w:sdtPr><w:sdtContent>{title}{written}</w:sdtContent></w:sdt>"
    )


def _entry(name: str, words: str, number: str) -> str:
    shown = field(f"PAGEREF {name} \\h", number) if number else ""
    return f'<w:hyperlink w:anchor="{name}" w:history="1">{run(words)}<w:r><w:tab/></w:r>{shown}</w:hyperlink>'
