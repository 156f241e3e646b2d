"""What a form is: sections, fields and their types, as a pack declares them; no answers here."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from shifan.core.finding import Severity

Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Cel = Annotated[str, Field(min_length=1)]
Confidentiality = Literal["public", "internal", "personal"]


class Model(BaseModel):
    """A piece of a pack: unknown keys are mistakes and nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Words(Model):
    """A text in Chinese and English."""

    zh: str
    en: str

    def say(self, language: str) -> str:
        """This function will give the text in `zh…` or, for any other language, in English."""
        return self.zh if language.startswith("zh") else self.en


class Element(Model):
    """Anything in a pack that can be named, explained and traced to clauses of the notice."""

    id: Id
    label: Words
    help: Words | None = None
    clause: tuple[str, ...] = ()


class FieldBase(Element):
    """What all fields share. `mandatory` and `proof_required` are two flags, as the notices use them.

    `visible_if` is CEL over the answers; in a row `row` is that row. Where `optional_if` holds, neither the field nor
    anything inside it has to be filled in: a part of the form that the applicant may adapt. `confidentiality` says who
    may see the answer: everybody after publication, the people who handle the application, or only those plus a mask.
    `heading` is a subheading that stands before the field on its page.
    """

    heading: Words | None = None
    mandatory: bool = True
    optional_if: Cel | None = None
    proof_required: bool = False
    none_allowed: bool = False
    visible_if: Cel | None = None
    confidentiality: Confidentiality = "internal"
    example: str = ""
    profile: str = ""  # the organisation's own data that may fill this field, e.g. `organisation.name`


class Option(Model):
    """One answer of a choice."""

    code: str
    label: Words
    clause: tuple[str, ...] = ()
    help: Words | None = None


class TextField(FieldBase):
    """One line of text, or several; `limit` counts 字."""

    type: Literal["text", "longtext"]
    limit: int | None = None
    code: Literal["", "uscc", "org_code", "postcode"] = ""


class RichField(FieldBase):
    """Formatted text with pictures and tables, kept as a ProseMirror document; `limit` counts 字 of its text."""

    type: Literal["rich"]
    limit: int | None = None
    pictures: bool = True


class NumberField(FieldBase):
    """A number, kept as the digits typed. Decimals carry a unit and at most `places` decimals."""

    type: Literal["integer", "decimal"]
    unit: Words | None = None
    least: Decimal | None = None
    most: Decimal | None = None
    places: int = 2


class YearsField(FieldBase):
    """One number for each of several years: a row of year columns."""

    type: Literal["years"]
    years: tuple[int, ...]
    unit: Words | None = None
    least: Decimal | None = None
    most: Decimal | None = None
    places: int = 2


class DateField(FieldBase):
    """A day, or a month."""

    type: Literal["date", "month"]
    year: int | None = None


class PeriodField(FieldBase):
    """A first and a last day (or month)."""

    type: Literal["period"]
    precision: Literal["day", "month"] = "day"


class ContactField(FieldBase):
    """A way to reach someone."""

    type: Literal["phone", "mobile", "fax", "email"]
    confidentiality: Confidentiality = "personal"


class ChoiceField(FieldBase):
    """One or several of a set of options; `own_text` lets the applicant add one that is not in the list.

    The options stand here, or in a list of the pack (`options_from`, at `level`), where `parent_field` narrows
    them to the children of another answer.
    """

    type: Literal["choice", "multi"]
    options: tuple[Option, ...] = ()
    options_from: str = ""
    level: str = ""
    parent_field: str = ""
    own_text: bool = False
    most: int | None = None


class CascadeField(FieldBase):
    """One code of a tree, chosen level by level."""

    type: Literal["cascade"]
    options_from: str
    levels: tuple[str, ...]


class YesNoField(FieldBase):
    """Yes or no."""

    type: Literal["yes_no"]


class AttachmentField(FieldBase):
    """Files: how many, of which kinds, how large each (megabytes).

    `proves` are paths of fields marked `proof_required`: a file is needed here as soon as one of them is answered with
    anything but 无, whether or not the attachment itself is mandatory.
    """

    type: Literal["attachment"]
    proves: tuple[str, ...] = ()
    least: int = 1
    most: int = 10
    accept: tuple[Literal["pdf", "jpg", "png", "docx", "xlsx"], ...] = ("pdf", "jpg", "png")
    size: int = 20


class ComputedField(FieldBase):
    """A value worked out by CEL from other answers; nobody types it. With `options` the value is a code of one."""

    type: Literal["computed"]
    value: Cel
    options: tuple[Option, ...] = ()
    unit: Words | None = None


class PrintedRow(Element):
    """A row of a table whose rows are printed: the applicant adds none and takes none away.

    `without` names columns that are not asked in this row.
    """

    heading: Words | None = None
    without: tuple[Id, ...] = ()


class GroupField(FieldBase):
    """Fields that belong together and appear once.

    With `rows` and `columns` it is a table whose rows are printed, such as a budget: each row is a group of its own
    with every column in it, so that its answers are kept at `budget.<row>.<column>`.
    """

    type: Literal["group"]
    fields: tuple[FormField, ...] = ()
    rows: tuple[PrintedRow, ...] = ()
    columns: tuple[FormField, ...] = ()

    @model_validator(mode="after")
    def _laid_out(self) -> GroupField:
        if bool(self.rows) != bool(self.columns):
            raise ValueError("printed rows need columns, and columns need printed rows")
        if not self.rows:
            return self
        known = {column.id for column in self.columns}
        if unknown := [name for row in self.rows for name in row.without if name not in known]:
            raise ValueError(f"no column is “{unknown[0]}”")
        return self.model_copy(update={"fields": tuple(self._row(row) for row in self.rows)})

    def _row(self, row: PrintedRow) -> GroupField:
        return GroupField(
            type="group",
            id=row.id,
            label=row.label,
            help=row.help,
            clause=row.clause,
            heading=row.heading,
            fields=tuple(column for column in self.columns if column.id not in row.without),
            confidentiality=self.confidentiality,
        )


class RepeatField(FieldBase):
    """Fields that repeat: as blocks one below the other, or as the rows of a table.

    `limit` counts 字 of all text of one row. `row_title` is the id of the field that names a row.
    """

    type: Literal["repeat", "table"]
    fields: tuple[FormField, ...]
    least: int = 0
    most: int = 200
    limit: int | None = None
    row_title: str = ""
    row_label: Words | None = None


FormField = Annotated[
    TextField | RichField | NumberField | YearsField | DateField | PeriodField | ContactField | ChoiceField
    | CascadeField | YesNoField | AttachmentField | ComputedField | GroupField | RepeatField,
    Field(discriminator="type"),
]  # fmt: skip
GroupField.model_rebuild()
RepeatField.model_rebuild()


class Section(Element):
    """A page of the form. Its id is the first part of the path of every answer in it."""

    fields: tuple[FormField, ...]


class Sum(Element):
    """That a number is the sum of others (`equal`), or at least not more than it (`at_most`); exact to the last digit.

    `total` and `of` are paths; `*` in `of` takes every row of a repeat, and `where` only the rows whose answers are
    among those given. `over` says the same of several columns or rows at once: each word takes the place of `{}`.
    """

    severity: Severity = Severity.BLOCK
    total: str
    of: tuple[str, ...] = Field(min_length=1)
    where: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    over: tuple[str, ...] = ()
    relation: Literal["equal", "at_most"] = "equal"

    def stated(self) -> Iterator[Sum]:
        """This function will say the sum once for every word of `over`."""
        for word in self.over or ("",):
            where = {field: tuple(code.replace("{}", word) for code in codes) for field, codes in self.where.items()}
            of = tuple(path.replace("{}", word) for path in self.of)
            yield self.model_copy(update={"total": self.total.replace("{}", word), "of": of, "where": where})

    def paths(self) -> tuple[str, ...]:
        """This function will give all paths that the sum names, with `*` for rows."""
        return tuple(dict.fromkeys(path for stated in self.stated() for path in (stated.total, *stated.of)))


class Form(Element):
    """All that an applicant fills in on one track, and which numbers in it are sums of others."""

    sections: tuple[Section, ...]
    sums: tuple[Sum, ...] = ()

    def walk(self) -> Iterator[tuple[str, FormField]]:
        """This function will give every field with its pattern path, rows as `*`: `project.scenarios.*.name`."""
        for section in self.sections:
            yield from _walk(section.id, section.fields)


def _walk(prefix: str, fields: tuple[FormField, ...]) -> Iterator[tuple[str, FormField]]:
    for item in fields:
        path = f"{prefix}.{item.id}"
        yield path, item
        if isinstance(item, GroupField):
            yield from _walk(path, item.fields)
        elif isinstance(item, RepeatField):
            yield from _walk(f"{path}.*", item.fields)
