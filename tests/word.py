"""Reading a Word file as Word does: paragraphs in order, with the numbers that lists and headings come to."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections import defaultdict
from dataclasses import dataclass, field
from io import BytesIO
from zipfile import ZipFile

from shifan.core.numbering import chinese_number

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@dataclass
class WordPaper:
    """A file taken apart: its parts by name, and what stands in its text."""

    parts: dict[str, ET.Element]
    files: dict[str, bytes]
    counts: dict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))  # by kind of list
    begun: set[tuple[str, int]] = field(default_factory=set)

    def lines(self) -> list[str]:
        """Give every line that has something in it: the text without contents and footers, then the footnotes."""
        found = self.paragraphs(self.parts["word/document.xml"])
        if "word/footnotes.xml" in self.parts:
            found += [line.removeprefix(" ") for line in self.paragraphs(self.parts["word/footnotes.xml"])]
        return [line for words in found for line in words.split("\n") if line.strip()]

    def paragraphs(self, root: ET.Element) -> list[str]:
        inside = {id(one) for sdt in root.iter(f"{W}sdt") for one in sdt.iter(f"{W}p")}
        return [self.number(one) + text_of(one) for one in root.iter(f"{W}p") if id(one) not in inside]

    def contents(self) -> list[str]:
        """Give the entries of the table of contents, words and page parted by a tab."""
        sdt = self.parts["word/document.xml"].find(f".//{W}sdt")
        return [] if sdt is None else [text_of(one) for one in sdt.iter(f"{W}p")][1:]

    def styles(self) -> list[tuple[str, str]]:
        """Give the style of each paragraph beside its words."""
        root = self.parts["word/document.xml"]
        return [(style_of(one), text_of(one)) for one in root.iter(f"{W}p")]

    def number(self, paragraph: ET.Element) -> str:
        """Count as Word does, and give the number of a paragraph; nothing for bullets."""
        style, numbered = style_of(paragraph), paragraph.find(f"{W}pPr/{W}numPr")
        if numbered is None:
            path = f"{W}style[@{W}styleId='{style}']/{W}pPr/{W}numPr"
            numbered = self.parts["word/styles.xml"].find(path)
        if numbered is None or (list_ := value(numbered, "numId")) == "0":
            return ""
        level = int(value(numbered, "ilvl"))
        num = self.parts["word/numbering.xml"].find(f"{W}num[@{W}numId='{list_}']")
        kind = value(num, "abstractNumId")
        shape = self.parts["word/numbering.xml"].find(
            f"{W}abstractNum[@{W}abstractNumId='{kind}']/{W}lvl[@{W}ilvl='{level}']"
        )
        counts = self.counts[kind]
        anew = num.find(f"{W}lvlOverride[@{W}ilvl='{level}']/{W}startOverride")
        first = int(anew.get(f"{W}val")) if anew is not None else 1
        if anew is not None and (list_, level) not in self.begun:
            counts.pop(level, None)
        self.begun.add((list_, level))
        counts[level] = counts[level] + 1 if level in counts else first
        for deeper in [one for one in counts if one > level]:
            del counts[deeper]
        format_ = value(shape, "numFmt")
        if format_ == "bullet":
            return ""
        shown = chinese_number(counts[level]) if format_ == "chineseCountingThousand" else str(counts[level])
        return value(shape, "lvlText").replace(f"%{level + 1}", shown)


def read(data: bytes) -> WordPaper:
    """Open a file; every XML part must be well-formed."""
    with ZipFile(BytesIO(data)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    return WordPaper(
        {name: ET.fromstring(one) for name, one in files.items() if name.endswith((".xml", ".rels"))}, files
    )


def value(element: ET.Element, name: str) -> str:
    return element.find(f"{W}{name}").get(f"{W}val")


def style_of(paragraph: ET.Element) -> str:
    found = paragraph.find(f"{W}pPr/{W}pStyle")
    return "" if found is None else found.get(f"{W}val")


def text_of(paragraph: ET.Element) -> str:
    pieces = []
    for one in paragraph.iter():
        if one.tag == f"{W}t":
            pieces.append(one.text or "")
        elif one.tag == f"{W}br":
            pieces.append("\n")
        elif one.tag == f"{W}tab" and one.get(f"{W}val") is None:
            pieces.append("\t")
    return "".join(pieces)
