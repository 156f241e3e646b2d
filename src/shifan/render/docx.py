"""Write a document as DOCX: our own styles and parts, put together by python-docx.

Text reaches Word's XML only through `docx_xml.run`, which escapes it, so nothing anybody types can be an instruction.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import docx
from docx.document import Document as WordFile
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml

from shifan.core.document import Document
from shifan.render import docx_pages, docx_styles, qr
from shifan.render.characters import printable
from shifan.render.docx_blocks import blocks
from shifan.render.docx_story import Picture, Story
from shifan.render.docx_xml import NAMESPACES, paragraph, run
from shifan.render.parts import parts
from shifan.render.pictures import head, is_whole
from shifan.render.worker import Pages
from shifan.render.xlsx import settled

MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml."
LONGEST_PROPERTY = 255


def render_docx(
    document: Document, pictures: Mapping[str, bytes], *, made_at: datetime, pages: Pages | None = None
) -> bytes:
    """Write a document as DOCX; the same input gives the same bytes.

    `pictures` are PNG or JPEG by digest; one that is missing or broken leaves a box with its name. `pages` are those
    of the entries of the contents (`pdf.pages_of_entries`); without them Word is asked to fill the contents.
    """
    file = docx.Document(BytesIO(_blank()))
    story = Story(document.language)
    story.pictures = _pictures(file, document, pictures)
    body = _Body(file, document, story, pages or Pages()).xml()
    root = parse_xml(f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>")
    element = file.part.element
    element.replace(element[0], root[0])
    _side_parts(file, document, story)
    _properties(file, document, made_at)
    stream = BytesIO()
    file.save(stream)
    return settled(stream.getvalue(), made_at)


class _Body:
    """Puts cover, contents and parts one after the other, each in a section of its own."""

    def __init__(self, file: WordFile, document: Document, story: Story, pages: Pages) -> None:
        self.file, self.document, self.story, self.pages = file, document, story, pages
        self.front = self.numbered = ""
        self.is_first = True

    def xml(self) -> str:
        document, story = self.document, self.story
        turned = parts(document)
        texts = [blocks(part.blocks, story, docx_pages.width(part.landscape)) for part in turned]
        written: list[str] = []
        if document.cover:
            written += [docx_pages.cover(document.cover), self.end(numbered=False)]
        if document.contents:
            written += [docx_pages.contents(document, story, self.pages), self.end(numbered=False)]
        starts = "oddPage" if document.double_sided and written else "nextPage"
        last = len(turned) - 1
        for at, (part, text) in enumerate(zip(turned, texts, strict=True)):
            properties = docx_pages.section(
                self.footers(numbered=True),
                landscape=part.landscape,
                first_number=at == 0,
                starts=starts if at == 0 else "nextPage",
            )
            end = docx_pages.ending(story) + properties if at == last else paragraph("Turn", "", section=properties)
            written += [text, end]
        return "".join(written)

    def end(self, *, numbered: bool) -> str:
        return paragraph("Turn", "", section=docx_pages.section(self.footers(numbered=numbered)))

    def footers(self, *, numbered: bool) -> dict[str, str]:
        """Give the footers of a section; the very first page has the code."""
        known = self.numbered if numbered else self.front
        plain = known or self.footer(numbered=numbered)
        if numbered:
            self.numbered = plain
        else:
            self.front = plain
        found = {"default": plain}
        if self.is_first and self.document.verify:
            found["first"] = self.footer(numbered=numbered, code=True)
        self.is_first = False
        return found

    def footer(self, *, numbered: bool, code: bool = False) -> str:
        part, relation = self.file.part.add_footer_part()  # type: ignore[no-untyped-call]
        picture = part.get_or_add_image(BytesIO(qr.png(self.document.verify)))[0] if code else ""
        words = docx_pages.footer(self.document, self.pages, numbered=numbered, code=picture, ids=self.story)
        made = parse_xml(f"<w:ftr {NAMESPACES}>{words}</w:ftr>")
        for old in list(part.element):
            part.element.remove(old)
        part.element.extend(list(made))
        return str(relation)


def _pictures(file: WordFile, document: Document, given: Mapping[str, bytes]) -> dict[str, Picture]:
    found = {}
    for digest in document.pictures:
        content = given.get(digest, b"")
        known = head(content)
        # The last bytes of a file that is whole are known; any other is read to its end.
        if known and (content.endswith((b"IEND\xaeB`\x82", b"\xff\xd9")) or is_whole(content)):
            relation, _ = file.part.get_or_add_image(BytesIO(content))
            found[digest] = Picture(relation, known[1], known[2])
    return found


def _side_parts(file: WordFile, document: Document, story: Story) -> None:
    """Add the parts that stand beside the text: lists, footnotes, settings, styles, fonts."""
    written = {
        "styles": docx_styles.styles(document.spacing, document.language),
        "numbering": docx_styles.numbering(document.language, story.lists),
        "settings": docx_styles.settings(double_sided=document.double_sided, has_notes=bool(story.notes)),
        "fontTable": docx_styles.font_table(),
    }
    if story.notes:
        written["footnotes"] = _footnotes(story.notes)
    for name, xml in written.items():
        place = PackURI(f"/word/{name}.xml")
        kind = RELATIONSHIP_TYPE.FONT_TABLE if name == "fontTable" else getattr(RELATIONSHIP_TYPE, name.upper())
        part = Part(place, f"{MAIN}{name}+xml", (_HEAD + xml).encode(), file.part.package)
        file.part.relate_to(part, kind)


def _footnotes(notes: list[str]) -> str:
    lines = (("separator", -1, "<w:separator/>"), ("continuationSeparator", 0, "<w:continuationSeparator/>"))
    fixed = "".join(
        f'<w:footnote w:type="{kind}" w:id="{number}"><w:p><w:r>{mark}</w:r></w:p></w:footnote>'
        for kind, number, mark in lines
    )
    mark = '<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteRef/></w:r>'
    said = "".join(
        f'<w:footnote w:id="{number}">{paragraph("FootnoteText", mark + run(" ") + run(note))}</w:footnote>'
        for number, note in enumerate(notes, start=1)
    )
    return f"<w:footnotes {NAMESPACES}>{fixed}{said}</w:footnotes>"


def _properties(file: WordFile, document: Document, made_at: datetime) -> None:
    known = file.core_properties
    moment = made_at.astimezone(UTC).replace(tzinfo=None)
    known.title = printable(document.title)[:LONGEST_PROPERTY]
    known.author = known.last_modified_by = printable(document.author)[:LONGEST_PROPERTY]
    known.language = "zh-CN" if document.language == "zh" else "en-GB"
    known.subject = printable(document.mark)[:LONGEST_PROPERTY]
    known.keywords = ", ".join(document.keywords)[:LONGEST_PROPERTY]
    known.created = known.modified = moment
    known.revision = 1


_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{MAIN}document.main+xml"/></Types>'
)
_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1"'
    f' Type="{RELATIONSHIP_TYPE.OFFICE_DOCUMENT}" Target="word/document.xml"/></Relationships>'
)


@cache
def _blank() -> bytes:
    """Make a file with nothing in it; the one that python-docx brings has 400 kB of styles that nobody here uses."""
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _HEAD + _TYPES)
        archive.writestr("_rels/.rels", _HEAD + _RELATIONS)
        archive.writestr("word/document.xml", f"{_HEAD}<w:document {NAMESPACES}><w:body/></w:document>")
    return stream.getvalue()
