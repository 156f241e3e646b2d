"""What a document is: the plan a pack gives for it, and the document itself, without any file format."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from shifan.core.form import Element, Id, Model, Words

# --- the plan, as the pack declares it -----------------------------------------------------------------


class CellPlan(Model):
    """One cell of a form table: printed words, the answer of a field, or both; spans as on paper.

    `field` is a path; inside `each` it may begin with `row.`. `tick` prints every option with ☑ or ☐.
    """

    text: Words | None = None
    field: str = ""
    tick: bool = False
    head: bool = False
    columns: int = 1
    rows: int = 1


class CoverLine(Model):
    """A line of the cover: a printed label and what stands on the line; `seal` leaves room for a seal."""

    label: Words
    field: str = ""
    fact: Literal["", "applicant", "recommender", "date", "number"] = ""
    seal: bool = False


class CoverPlan(Model):
    """The first page of a form."""

    above: Words | None = None  # such as 附件 4-1
    title: Words
    subtitle: Words | None = None
    lines: tuple[CoverLine, ...]
    foot: Words | None = None


class HeadingPart(Model):
    """A numbered heading, level 1 to 3; the number (一、（一）1.) is given by the renderer."""

    part: Literal["heading"]
    level: int = Field(ge=1, le=3)
    text: Words | None = None
    field: str = ""  # the heading is an answer, such as a scenario's name
    numbered: bool = True


class TextPart(Model):
    """A printed paragraph, such as an instruction or a footnote."""

    part: Literal["text"]
    text: Words
    style: Literal["body", "note", "centre"] = "body"


class FieldPart(Model):
    """The answer of a long text or rich text field, as paragraphs, pictures and tables."""

    part: Literal["field"]
    field: str


class GridPart(Model):
    """A form table with merged cells; `widths` are shares of the page's width."""

    part: Literal["grid"]
    widths: tuple[int, ...]
    rows: tuple[tuple[CellPlan, ...], ...]


class ColumnPlan(Model):
    """A column of a list table; `fact` is a column the engine knows, such as `rank`."""

    label: Words
    width: int = 1
    field: str = ""
    fact: Literal["", "number", "rank", "applicant", "title", "contact", "mobile", "region", "scenarios", "reason"] = ""
    lines: str = ""  # CEL for one line per row of a repeat, e.g. 环节——场景


class TablePart(Model):
    """A table with one line for each row of a repeat (`each`), or each entry of a list document."""

    part: Literal["table"]
    each: str = ""
    columns: tuple[ColumnPlan, ...]
    caption: Words | None = None
    blank_rows: int = 0  # rows printed when there are no entries


class EachPart(Model):
    """Parts repeated for each row of a repeat; paths inside may begin with `row.`."""

    part: Literal["each"]
    each: str
    parts: tuple[Part, ...]


class SlotsPart(Model):
    """Room for signatures, seals and dates, with the sentence that is signed."""

    part: Literal["slots"]
    text: Words | None = None
    slots: tuple[Words, ...]


class BreakPart(Model):
    """A new page; `landscape` turns the pages that follow."""

    part: Literal["page"]
    landscape: bool = False


class FilesPart(Model):
    """The catalogue of proofs: every file of the submission in order, with its title and pages."""

    part: Literal["files"]


Part = Annotated[
    HeadingPart | TextPart | FieldPart | GridPart | TablePart | EachPart | SlotsPart | BreakPart | FilesPart,
    Field(discriminator="part"),
]
EachPart.model_rebuild()


class DocumentPlan(Element):
    """One document of a programme: of what it is made (`of`), its cover, its parts."""

    of: Literal["submission", "recommendation", "notice"]
    track: Id
    formats: tuple[Literal["pdf", "xlsx", "docx"], ...] = ("pdf",)
    cover: CoverPlan | None = None
    contents: int = 0  # depth of the table of contents, 0 = none
    landscape: bool = False
    parts: tuple[Part, ...]


# --- the document, ready to be written in any format ---------------------------------------------------


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading with its number already worded: `number` is 一、 or （一） or 1. or empty."""

    level: int
    number: str
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Plain text; line breaks inside it are kept."""

    text: str
    style: str = "body"


@dataclass(frozen=True, slots=True)
class Rich:
    """A ProseMirror document whose pictures are named by digest."""

    doc: dict[str, object]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: its text or rich content, spans, and whether it is a head cell."""

    text: str = ""
    rich: dict[str, object] | None = None
    head: bool = False
    columns: int = 1
    rows: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """A table: shares of the width per column, rows of cells; the first `head_rows` repeat on each page."""

    widths: tuple[int, ...]
    rows: tuple[tuple[Cell, ...], ...]
    head_rows: int = 0
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Slots:
    """Room for signatures and seals."""

    text: str
    slots: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PageBreak:
    """A new page, upright or turned."""

    landscape: bool = False


Block = Heading | Paragraph | Rich | Table | Slots | PageBreak


@dataclass(frozen=True, slots=True)
class Cover:
    """The first page: words above, title, subtitle, lines of (label, value, seal)."""

    above: str
    title: str
    subtitle: str
    lines: tuple[tuple[str, str, bool], ...]
    foot: str


@dataclass(frozen=True, slots=True)
class Document:
    """A document without a format. `mark` is printed in the footer: version and digest of what it was made from."""

    title: str
    author: str
    blocks: tuple[Block, ...]
    cover: Cover | None = None
    contents: int = 0
    landscape: bool = False
    mark: str = ""
    pictures: tuple[str, ...] = ()  # digests of the pictures used
