"""What a document is: the plan a pack gives for it, and the document itself, without any file format."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field, model_validator

from shifan.core.form import Cel, Element, Id, Model, Words

# --- the plan, as the pack declares it -----------------------------------------------------------------
#
# Printed words may hold `{…}`: a fact (`{applicant}`, `{count}` … those of `core/papers.py` for what the document is
# made of) or the path of an answer. `{path:code}` prints the code of a choice instead of its name, `{path:item}` both
# (43. 大规模个性化定制), `{path:tick}` all options with ☑ or ☐, `{path:<level>}` the name at a level of its list,
# `{index}` the number of the row.
#
# Paths: `row` is the nearest repeated row, `outer` the row around it; `project.scenarios.*.name` is the answer of every
# row, parted by 、.

IdOrNone = Annotated[str, Field(pattern=r"^([a-z][a-z0-9_]*)?$")]
Kind = Literal[
    "submission", "recommendation", "notice", "change_request", "review", "ending", "selection", "funding"
]  # fmt: skip
Align = Literal["", "left", "centre", "right"]


class CellPlan(Model):
    """One cell of a form table: printed words, the answer of a field, or both; spans as on paper.

    `field` is a path; inside `each` it may begin with `row.`. `tick` prints every option with ☑ or ☐, and
    `details` what follows an option, by its code (`true` and `false` for yes and no): `{"true": "（事故名称：{…}）"}`;
    for `*` they name the option that own text stands for.
    `level` prints the name at a level of a cascade, `hint` stands in the cell while it has no answer, `note` is a
    footnote, `under` keeps ticks to the options below a code of the field's list, `stacked` puts each on a line of its
    own and `numbered` its code before it, `slots` are lines for signature, seal and date in the lower half, `unit` adds
    the field's unit.
    """

    text: Words | None = None
    field: str = ""
    fact: str = ""
    tick: bool = False
    under: str = ""
    stacked: bool = False
    numbered: bool = False
    details: dict[str, Words] = Field(default_factory=dict)
    level: str = ""
    unit: bool = False
    hint: Words | None = None
    note: Words | None = None
    slots: tuple[Words, ...] = ()
    head: bool = False
    align: Align = ""
    columns: int = Field(default=1, ge=1)
    rows: int = Field(default=1, ge=1)


class RowsPlan(Model):
    """Rows of a form table printed once for each row of a repeat; `lead` is one cell beside all of them.

    Without entries the rows are printed `blank_rows` times, empty.
    """

    each: str
    lead: CellPlan | None = None
    rows: tuple[tuple[CellPlan, ...], ...] = Field(min_length=1)
    blank_rows: int = Field(default=1, ge=0)


class BesidePlan(Model):
    """Rows with one cell beside all of them, some of which may be repeated."""

    lead: CellPlan
    rows: tuple[tuple[CellPlan, ...] | RowsPlan, ...] = Field(min_length=1)


class CoverLine(Model):
    """A line of the cover: a label as it is printed, and what stands on the line; `seal` leaves room for a seal."""

    label: Words
    field: str = ""
    fact: str = ""
    seal: bool = False


class CoverPlan(Model):
    """The first page of a form."""

    above: Words | None = None  # such as 附件 4-1
    title: Words
    subtitle: Words | None = None
    lines: tuple[CoverLine, ...]
    foot: Words | None = None


class HeadingPart(Model):
    """A numbered heading, level 1 to 3; the number (一、（一）1.) is given when the document is built."""

    part: Literal["heading"]
    level: int = Field(ge=1, le=3)
    text: Words | None = None
    field: str = ""  # the heading is an answer, such as a scenario's name
    numbered: bool = True


class TextPart(Model):
    """A printed paragraph: an instruction, a note, a title inside the document, a label such as 附件 5.

    A letter has an `addressee` (flush left) and a `closing`: who signs and the day, on the right with room for a seal.
    """

    part: Literal["text"]
    text: Words
    style: Literal["body", "note", "centre", "right", "title", "label", "addressee", "closing"] = "body"


class FieldPart(Model):
    """The answer of a long text or rich text field: paragraphs, pictures, tables; without one, the field's help."""

    part: Literal["field"]
    field: str


class GridPart(Model):
    """A form table with merged cells; `widths` are shares of the page's width. Cells and spans must fill it.

    The first line of a caption is a title, what follows it (单位：万元) stands at the right.
    """

    part: Literal["grid"]
    widths: tuple[int, ...] = Field(min_length=1)
    rows: tuple[tuple[CellPlan, ...] | RowsPlan | BesidePlan, ...]
    head_rows: int = Field(default=0, ge=0)  # repeated on every page
    caption: Words | None = None

    @model_validator(mode="after")
    def _fills(self) -> GridPart:
        for width, cells in _runs(len(self.widths), self.rows):
            if problem := misfit(width, cells):
                raise ValueError(problem)
        return self


def _runs(
    width: int, rows: Sequence[tuple[CellPlan, ...] | RowsPlan | BesidePlan]
) -> Iterator[tuple[int, list[tuple[CellPlan, ...]]]]:
    """Part rows where spans cannot reach over, and give each run with the columns that it must fill."""
    run: list[tuple[CellPlan, ...]] = []
    for row in rows:
        if isinstance(row, tuple):
            run.append(row)
            continue
        yield width, run
        run = []
        if isinstance(row, BesidePlan):
            yield from _runs(width - row.lead.columns, row.rows)
        else:
            lead = () if row.lead is None else (row.lead.model_copy(update={"rows": len(row.rows)}),)
            yield width, [lead + row.rows[0], *row.rows[1:]]
    yield width, run


class ColumnPlan(Model):
    """A column of a list table; `fact` is a column the engine knows, such as `rank` (`core/papers.py`).

    `line` prints one line for each row of the repeat `each`, such as `{index}. {row.segment}——{row.scenario:item}`.
    """

    label: Words
    width: int = Field(default=1, ge=1)
    field: str = ""
    fact: str = ""
    each: str = ""
    line: Words | None = None
    level: str = ""
    align: Align = ""


class TablePart(Model):
    """A table with one line for each row of a repeat (`each`), or each entry of what the document is made of.

    Where that has several lists, `lines` names one of them (`steps` of a subsidy table).
    """

    part: Literal["table"]
    each: str = ""
    lines: Literal["", "steps"] = ""
    columns: tuple[ColumnPlan, ...]
    caption: Words | None = None
    blank_rows: int = 0  # rows printed when there are no entries; for a repeat at least one


class EachPart(Model):
    """Parts repeated for each row of a repeat; paths inside may begin with `row.`. Without rows, once and empty."""

    part: Literal["each"]
    each: str
    parts: tuple[Part, ...]


class SlotsPart(Model):
    """Room for signatures, seals and dates, with the sentence that is signed.

    `sign` names signatures of the pack, whose lines follow those of `slots`; `offices` gives each office of the
    recommending body a line for its seal.
    """

    part: Literal["slots"]
    text: Words | None = None
    slots: tuple[Words, ...] = ()
    sign: tuple[Id, ...] = ()
    offices: bool = False


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
    """One document of a programme: of what it is made (`of`), its cover, its parts.

    Without a `track` it is made on every track that has none made `instead_of` it. `only` narrows it: a list of these
    kinds of bodies, a selection with these outcomes (`selected`, `not_selected`), an application that ended before
    (`not_recommended`, `turned_away`). `when` (CEL) says of which submissions it is made, where a track has several
    forms; what cannot be decided is made.
    """

    of: Kind
    track: IdOrNone = ""
    instead_of: IdOrNone = ""
    only: tuple[Id, ...] = ()
    when: Cel | None = None
    formats: tuple[Literal["pdf", "pdfa", "xlsx", "docx"], ...] = ("pdf",)
    cover: CoverPlan | None = None
    contents: int = Field(default=0, ge=0, le=4)  # depth of the table of contents, 0 = none
    # 第 1 页 共 9 页, so that a lost sheet is missed, but — 1 — on what is an official letter (GB/T 9704).
    page_numbers: Literal["", "total", "dash"] = ""
    spacing: Literal["official", "single"] = "official"  # lines of 28.5 pt, as in official letters, or single-spaced
    landscape: bool = False
    double_sided: bool = False  # the margin for binding is on the inner side, and the body begins on a right-hand page
    parts: tuple[Part, ...]

    @property
    def numbers(self) -> str:
        """This property will say how pages are numbered: as declared, else by what the document is."""
        is_letter = any(isinstance(part, TextPart) and part.style in ("addressee", "closing") for part in self.parts)
        return self.page_numbers or ("dash" if is_letter else "total")


# --- the document, ready to be written in any format ---------------------------------------------------


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading with its number already worded: `number` is 一、 or （一） or 1. or empty."""

    level: int
    number: str
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Plain text; line breaks inside it are kept. `style` is a `TextPart.style`, or `hint`: what is to be written."""

    text: str
    style: str = "body"


@dataclass(frozen=True, slots=True)
class Rich:
    """A ProseMirror document whose pictures are named by digest; it stands under a heading of `level`."""

    doc: dict[str, object]
    level: int = 0


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: its text or rich content, spans, and whether it is a head cell.

    `hint` is printed faintly while text and rich are empty; `entry` is the level at which the cell is listed in
    the table of contents, 0 = not.
    """

    text: str = ""
    rich: dict[str, object] | None = None
    head: bool = False
    columns: int = 1
    rows: int = 1
    align: str = ""
    hint: str = ""
    note: str = ""
    slots: tuple[str, ...] = ()
    entry: int = 0


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
    """A document without a format. `mark` is printed in the footer: version and digest of what it was made from.

    `verify` is all that the QR code on the first page says, such as the address where the digest can be checked; empty
    for none.
    `keywords` say the same to programs, and `frozen` is the canonical JSON it was made from, carried inside a PDF.
    """

    title: str
    author: str
    blocks: tuple[Block, ...]
    cover: Cover | None = None
    contents: int = 0
    landscape: bool = False
    mark: str = ""
    pictures: tuple[str, ...] = ()  # digests of the pictures used
    page_numbers: str = "dash"
    spacing: str = "official"
    language: str = "zh"
    double_sided: bool = False
    verify: str = ""
    keywords: tuple[str, ...] = ()
    frozen: str = ""


def misfit(width: int, rows: Sequence[Sequence[CellPlan | Cell]]) -> str:
    """Say in which row cells and spans do not fill a table of `width` columns; "" if they do."""
    reaching: list[tuple[int, int]] = []  # (rows still to fill, columns) of cells begun in rows above
    for number, row in enumerate(rows, start=1):
        filled = sum(columns for _, columns in reaching) + sum(cell.columns for cell in row)
        if filled != width:
            return f"row {number} of the grid fills {filled} of {width} columns"
        reaching += [(cell.rows, cell.columns) for cell in row]
        reaching = [(left - 1, columns) for left, columns in reaching if left > 1]
    return f"a cell of the grid reaches {max(left for left, _ in reaching)} rows below the last" if reaching else ""
