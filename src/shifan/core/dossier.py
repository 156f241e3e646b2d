"""What a pack says of papers: which materials in which order, how many copies, who signs what at which stage."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from shifan.core.form import Cel, Element, Id, Words


class Material(Element):
    """One piece of what is handed in, in the notice's order: a document made by the system, files of some fields.

    `number` is how the notice numbers it. `by` and `stage` say who adds it and when. `when` (CEL) says of whom it is
    asked; `optional` material may be missing, `bonus` material counts in favour.
    """

    tracks: tuple[Id, ...] = ()
    number: str = ""
    by: Literal["applicant", "recommender"] = "applicant"
    stage: Id
    documents: tuple[Id, ...] = ()
    fields: tuple[str, ...] = ()
    when: Cel | None = None
    optional: bool = False
    bonus: bool = False


class Paper(Element):
    """What is handed over at a stage: so many copies, on paper, disc or by mail, of some documents, in a format.

    `per` is the path of an answer with several choices: then there are so many copies for each of them. `binding`
    says how paper is bound, `delivery` how it comes in: in person, by post, by express or by confidential mail.
    """

    stage: Id
    by: Literal["applicant", "recommender"] = "recommender"
    medium: Literal["paper", "disc", "online", "email"] = "paper"
    copies: int | None = Field(default=1, ge=1)  # None: the notice does not say
    per: str = ""
    documents: tuple[Id, ...] = ()
    format: Literal["", "pdf", "docx", "xlsx"] = ""
    binding: Words | None = None
    delivery: Literal["any", "in_person", "post", "post_or_confidential", "ems_or_confidential"] = "any"
    file_name: str = ""  # of what is sent on a disc or by mail, with facts in braces: `{recommender}-{rank}-{title}`
    address: str = ""  # where mail is sent
    scanned: bool = False  # what is sent is a scan of the sealed paper


class Signature(Element):
    """Room on a document for what somebody gives at a stage: name, seal, seal across the pages, opinion, day.

    `lines` are the words that the notice prints; without them the label and what is given make the lines.
    """

    tracks: tuple[Id, ...] = ()
    document: Id
    stage: Id
    by: Literal["applicant", "person", "recommender", "organiser"]
    bureau: str = ""  # the office of the recommending body
    gives: tuple[Literal["name", "seal", "paging_seal", "opinion", "date"], ...] = Field(min_length=1)
    lines: tuple[Words, ...] = ()
