"""What a pack is: everything a notice says, as one immutable value that a round pins by its digest."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Literal, TypeVar

from pydantic import Field

from shifan.core import digest
from shifan.core.award import Cap, Duty, Funding, Limit, Revocation, Unchanged
from shifan.core.consortium import Consortium
from shifan.core.document import DocumentPlan
from shifan.core.dossier import Material, Paper, Signature
from shifan.core.finding import Severity
from shifan.core.form import Cel, Element, Form, Id, Model, Words

E = TypeVar("E", bound=Element)


class PackError(Exception):
    """An author's mistakes, all of them, each with its place: `problems` are printable, one a line."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


class Problem(Model):
    """One mistake in the files of a pack, with its place and, where there is one, a hint how to mend it."""

    file: str
    line: int
    column: int
    message: str
    hint: str = ""

    def __str__(self) -> str:
        hint = f" ({self.hint})" if self.hint else ""
        return f"{self.file}:{self.line}:{self.column}: {self.message}{hint}"


class ListItem(Model):
    """One entry of a list: a code, its name, its parent, and what else rules need to know (`tags`)."""

    code: str
    name: Words
    parent: str = ""
    level: str = ""
    clause: tuple[str, ...] = ()
    help: Words | None = None
    tags: tuple[str, ...] = ()


class CodeList(Model):
    """A list of codes, flat or a tree, from the notice or from a national standard."""

    id: Id
    label: Words
    levels: tuple[str, ...] = ()
    source: str = ""
    items: tuple[ListItem, ...]


class Clause(Model):
    """One sentence of the notice: exact words, place, and our reading of it."""

    id: str
    line: int
    kind: str
    how: str
    strength: str
    quote: str
    reading: str = ""
    note: str = ""
    repeat_of: str = ""


class Track(Element):
    """A direction in which one may apply (方向、赛道) with its own form.

    `title` is the path that names an application (`project.title`, or `project.scenarios.*.name`: all rows).
    `facts` are the few answers copied beside the application for lists, quotas and routes: name → path.
    """

    form: Id
    title: str = ""
    facts: dict[str, str] = Field(default_factory=dict)


class Bureau(Element):
    """One office of a recommending body; a lead office signs, a joint one co-signs."""

    part: Literal["lead", "joint"]


class BodyKind(Element):
    """A kind of recommending body (city, province, plan-listed city …) and the offices it consists of.

    Applicants go through the body of their territory, but for those whose answer at `chosen_by` names a body of this
    kind by its `region`: a group of companies, say, whose codes are those of a list that the answer is chosen from.
    """

    level: int = Field(ge=1)  # 1 = nearest to the applicant
    chosen_by: str = ""
    bureaus: tuple[Bureau, ...] = ()


class Body(Model):
    """A recommending body named by the notice: the region it answers for, and its parent body's region.

    `bureaus` are its own offices where they differ from those of its kind.
    """

    kind: Id
    region: str
    name: Words
    parent: str = ""
    bureaus: tuple[Bureau, ...] = ()
    clause: tuple[str, ...] = ()


class Stage(Element):
    """A step on an application's way. Days are closed at 23:59:59 Asia/Shanghai."""

    kind: Literal["fill", "recommend", "check", "review", "select", "notice", "result"]
    body: str = ""  # for `recommend`: the kind of body that acts
    other_bodies: tuple[str, ...] = ()  # further kinds that act at the same stage, each for its own territory
    opens: date | None = None
    closes: date | None = None
    days: int | None = None  # for `notice`: how long it stays open
    working_days: bool = True
    destinations: tuple[Words, ...] = ()  # desks that receive the papers
    copies: int = 0  # paper copies for each destination
    required: bool = True


class Rule(Element):
    """What must hold. `each` names a repeat: then it is asked of every row, as `row`.

    `when` narrows the rule; `holds` is the demand; both are CEL. Something not answered yet makes the rule
    undetermined. `values` are CEL expressions whose results fill the message. `eligibility` marks a rule that says who
    may apply (or that it does not), for those who look for programmes; without it that is told from what it touches.
    """

    severity: Severity
    on: tuple[Literal["save", "submit", "recommend", "select"], ...] = ("save", "submit")
    tracks: tuple[Id, ...] = ()
    each: str = ""
    when: Cel | None = None
    holds: Cel
    message: Words
    values: dict[str, Cel] = Field(default_factory=dict)
    fields: tuple[str, ...] = ()
    eligibility: bool | None = None


class PastAwardBar(Element):
    """What an earlier award forbids: the applicant appears in the register of `award` kinds.

    `years` narrows it to awards of those years. `direction` is the path of a choice: only awards in a direction chosen
    there count, or in one above it. `project` is the path of the project's name: only awards of a project so named
    count, whatever its spaces and marks.
    """

    severity: Severity
    tracks: tuple[Id, ...] = ()
    awards: tuple[str, ...]
    years: tuple[int, ...] = ()
    direction: str = ""
    project: str = ""
    message: Words


class Quota(Element):
    """How many applicants a body may recommend on a track at a stage; `exempt` (CEL) are not counted."""

    stage: Id
    track: Id
    body: Id
    regions: tuple[str, ...] = ()  # only these bodies; a quota that names regions goes before one that does not
    limit: int = Field(ge=0)
    severity: Severity = Severity.BLOCK
    exempt: Cel | None = None


class Declaration(Element):
    """A statement that the applicant makes when submitting, or a consent that it records.

    A consent is somebody's own: `person` is the path of the answer that names them.
    """

    tracks: tuple[Id, ...] = ()
    kind: Literal["statement", "consent"] = "statement"
    person: str = ""
    text: Words


class Check(Element):
    """One line of a check sheet: a question that an official answers at a stage, with a reason if it fails.

    `decisive` lines stop the application when failed; the others inform. `label` is the question.
    """

    stages: tuple[Id, ...]
    tracks: tuple[Id, ...] = ()
    when: Cel | None = None
    decisive: bool = True


class Criterion(Element):
    """One line of a score sheet, from 0 to `most`; `weight` is its share of the total."""

    most: int = 100
    weight: int = 1


class ReviewSheet(Element):
    """What an expert fills in: criteria and an opinion of at least `opinion` characters."""

    tracks: tuple[Id, ...] = ()
    stage: Id
    experts: int = 3  # how many experts each application needs
    opinion: int = 20
    criteria: tuple[Criterion, ...]


class Placeholder(Element):
    """A rule that the notice leaves to a document we do not have: the reading taken, to be confirmed.

    Where the reading is a value, `kind` says of which sort and `value` is what is taken; without it the organiser has
    to give one. Expressions see it as `readings.<id>`; `fills` are the places of the pack that take it, such as
    `stage:fill.closes` or `paper:application.copies`.
    """

    reading: Words
    concerns: tuple[str, ...] = ()  # ids of the elements that rest on it
    kind: Literal["", "date", "integer", "decimal", "text"] = ""
    value: str = ""
    fills: tuple[str, ...] = ()


class Notice(Model):
    """The notice itself: who issued it, under which number, when, and whom to ask."""

    number: str = ""
    title: Words
    issuers: tuple[Words, ...]
    issued: date | None = None
    clause: tuple[str, ...] = ()
    contacts: tuple[Words, ...] = ()


class Information(Element):
    """Something the notice says that binds nobody here; it is shown where `place` says."""

    place: Literal["round", "form", "recommend", "result"] = "round"
    text: Words


class Replacement(Model):
    """What an overlay replaces in the pack below it, and why."""

    what: str
    why: Words
    clause: tuple[str, ...] = ()


class Pack(Model):
    """A programme's round as its notice lays it down."""

    id: str
    version: str
    year: int
    territory: str = ""  # region code: an overlay's round takes in only this region and what is below it
    label: Words
    summary: Words
    notices: tuple[Notice, ...]
    tracks: tuple[Track, ...]
    forms: tuple[Form, ...]
    lists: tuple[CodeList, ...] = ()
    body_kinds: tuple[BodyKind, ...] = ()
    bodies: tuple[Body, ...] = ()
    stages: tuple[Stage, ...]
    consortium: Consortium = Consortium()
    rules: tuple[Rule, ...] = ()
    past_awards: tuple[PastAwardBar, ...] = ()
    quotas: tuple[Quota, ...] = ()
    declarations: tuple[Declaration, ...] = ()
    checks: tuple[Check, ...] = ()
    reviews: tuple[ReviewSheet, ...] = ()
    limits: tuple[Limit, ...] = ()
    caps: tuple[Cap, ...] = ()
    unchanged: tuple[Unchanged, ...] = ()
    funding: tuple[Funding, ...] = ()
    duties: tuple[Duty, ...] = ()
    revocations: tuple[Revocation, ...] = ()
    materials: tuple[Material, ...] = ()
    papers: tuple[Paper, ...] = ()
    signatures: tuple[Signature, ...] = ()
    documents: tuple[DocumentPlan, ...] = ()
    placeholders: tuple[Placeholder, ...] = ()
    information: tuple[Information, ...] = ()
    replaces: tuple[Replacement, ...] = ()
    layers: tuple[str, ...] = ()  # ids of the packs below this one, nearest first
    clauses: tuple[Clause, ...] = ()

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of the whole content in canonical JSON, by which a round pins it."""
        return digest.of(self.model_dump(mode="json"))

    def track(self, track_id: str) -> Track:
        """This function will find a track, or raise KeyError."""
        return by_id(self.tracks, track_id)

    def form(self, track_id: str) -> Form:
        """This function will find the form of a track, or raise KeyError."""
        return by_id(self.forms, self.track(track_id).form)

    def stage(self, stage_id: str) -> Stage:
        """This function will find a stage, or raise KeyError."""
        return by_id(self.stages, stage_id)

    def clause(self, clause_id: str) -> Clause:
        """This function will find a clause, or raise KeyError."""
        for clause in self.clauses:
            if clause.id == clause_id:
                return clause
        raise KeyError(clause_id)


def by_id(items: tuple[E, ...], wanted: str) -> E:
    """This function will find the element with an id, or raise KeyError."""
    for item in items:
        if item.id == wanted:
            return item
    raise KeyError(wanted)
