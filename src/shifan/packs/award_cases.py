"""Know the cases of what follows an application: money, limits, caps, renewed applications, duties, material."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

from pydantic import Field, JsonValue

from shifan.core import answers, check, funding, handover, limit, tracking, unchanged
from shifan.core.award import Occasion
from shifan.core.check import Checked
from shifan.core.evaluation import Evaluation
from shifan.core.facts import Facts
from shifan.core.form import Id, Model
from shifan.core.funding import Payment, plain
from shifan.core.pack import Pack, PackError
from shifan.core.plan import Plan
from shifan.core.values import Json
from shifan.packs.cases import Result, put, read_base
from shifan.packs.nodes import Node, read
from shifan.packs.places import validate


class Given(Model):
    """An application as a case has it: a base of `cases/base/`, and changes to it."""

    id: Id
    says: str = ""
    base: str = ""
    track: str = ""
    change: dict[str, JsonValue] = Field(default_factory=dict)


class Amount(Model):
    """What a payment must come to; what is not named may be anything. `excluded` and `matching` are by id or name."""

    level: str | None = None
    total: Decimal | None = None
    base: Decimal | None = None
    full: Decimal | None = None
    amount: Decimal | None = None
    excluded: dict[str, Decimal] = Field(default_factory=dict)
    matching: dict[str, Decimal] = Field(default_factory=dict)


class FundingCase(Given):
    """An application and what it is paid."""

    expect: Amount


class LimitCase(Model):
    """What an applicant already has, as tracks, and which limits keep it from one more application."""

    id: Id
    says: str = ""
    track: Id
    others: tuple[Id, ...] = ()
    expect: tuple[Id, ...] = ()


class Selected(Model):
    """Applications that are selected, `times` with the same facts."""

    facts: dict[str, str] = Field(default_factory=dict)
    times: int = 1


class CapCase(Model):
    """A selection and which caps it goes beyond."""

    id: Id
    says: str = ""
    stage: Id
    track: Id
    selected: tuple[Selected, ...]
    expect: tuple[Id, ...] = ()


class UnchangedCase(Given):
    """A renewed application, the earlier one, and where they may not differ but do; `none`: there is no earlier one."""

    earlier: Given | None = None
    expect: tuple[str, ...] = ()


class DutyCase(Model):
    """What has happened since an award, and how its duties stand: `open 2021-01-01 2021-12-31` by id and turn."""

    id: Id
    says: str = ""
    track: Id
    level: str = ""
    on: date
    events: dict[Occasion, date] = Field(default_factory=dict)
    done: tuple[str, ...] = ()
    revoked: date | None = None
    expect: dict[str, str]


class MaterialCase(Given):
    """An application and how its material stands, by id."""

    expect: dict[str, str]


class AwardFile(Model):
    """Cases that share a base and a track unless they name their own."""

    base: str
    track: Id
    on: date
    funding: tuple[FundingCase, ...] = ()
    limits: tuple[LimitCase, ...] = ()
    caps: tuple[CapCase, ...] = ()
    unchanged: tuple[UnchangedCase, ...] = ()
    duties: tuple[DutyCase, ...] = ()
    materials: tuple[MaterialCase, ...] = ()


Case = FundingCase | LimitCase | CapCase | UnchangedCase | DutyCase | MaterialCase
C = TypeVar("C", bound=Case)
Outcome = tuple[list[str], set[str], set[str]]  # what is wrong; ids seen to say no; ids seen to say yes


def run(folder: Path, plan: Plan) -> Iterator[Result]:
    """Run every case of `cases/awards/`; raises PackError for a file that cannot be read."""
    for path in sorted((folder / "cases" / "awards").glob("*.yaml")):
        name = path.relative_to(folder.parent).as_posix()
        root, problems = read(path.read_bytes(), name)
        if problems:
            raise PackError(*problems)
        yield from _File(validate(AwardFile, root), root, folder, plan).results(path.stem)


def untested(pack: Pack, below: Pack | None, results: Iterable[Result]) -> tuple[str, ...]:
    """Name the limits, caps and terms that no case lets say yes, or none no; those of the pack below are its own."""
    results = tuple(results)
    failed = {name for result in results for name in result.failed}
    held = {name for result in results for name in result.held}
    own = [name for name in _deciding(pack) if below is None or name not in _deciding(below)]
    found = [f"no award case lets “{name}” say no" for name in own if name not in failed]
    return (*found, *(f"no award case lets “{name}” say yes" for name in own if name not in held))


def tested(folder: Path, plan: Plan) -> frozenset[str]:
    """Name the limits, caps and terms that some case lets say no and some yes, cases of the packs below included."""
    results = [result for name in (folder.name, *plan.pack.layers) for result in run(folder.parent / name, plan)]
    failed = {name for result in results for name in result.failed}
    return frozenset(failed & {name for result in results for name in result.held})


def _deciding(pack: Pack) -> tuple[str, ...]:
    return tuple(item.id for item in (*pack.limits, *pack.caps, *pack.unchanged, *pack.funding))


class _File:
    """One file of cases, run against a pack."""

    def __init__(self, file: AwardFile, root: Node, folder: Path, plan: Plan) -> None:
        self.file, self.root, self.folder, self.plan = file, root, folder, plan

    def results(self, stem: str) -> Iterator[Result]:
        """Run the cases section by section."""
        yield from self.section(stem, "funding", self.file.funding, self.funding)
        yield from self.section(stem, "limits", self.file.limits, self.limit)
        yield from self.section(stem, "caps", self.file.caps, self.cap)
        yield from self.section(stem, "unchanged", self.file.unchanged, self.unchanged)
        yield from self.section(stem, "duties", self.file.duties, self.duty)
        yield from self.section(stem, "materials", self.file.materials, self.material)

    def section(self, stem: str, name: str, cases: Sequence[C], run_one: Callable[[C], Outcome]) -> Iterator[Result]:
        """Run the cases of one section."""
        nodes = self.root.mapping()[name].items() if cases else []
        for case, node in zip(cases, nodes, strict=True):
            wrong, failed, held = run_one(case)
            yield Result(f"{stem}:{case.id}", node.place, tuple(wrong), frozenset(failed), frozenset(held))

    def read(self, given: Given) -> tuple[str, dict[str, Json], Checked, list[str]]:
        """Read an application: its track, answers, what a check finds, and changes for which there is no place."""
        track = given.track or self.file.track
        nested = copy.deepcopy(read_base(given.base or self.file.base, self.folder, self.plan, self.root))
        wrong = [
            f"nothing can be put at {path}" for path, value in given.change.items() if not put(nested, path, value)
        ]
        flat, refused = answers.read(self.plan, track, nested)
        wrong += [f"{finding.where} cannot be read" for finding in refused]
        checked = check.check(self.plan, track, flat, at="submit", facts=Facts(), today=self.file.on)
        return track, flat, checked, wrong

    def funding(self, case: FundingCase) -> Outcome:
        """Work out an amount and compare it."""
        track, flat, checked, wrong = self.read(case)
        terms = funding.terms_of(self.plan.pack, track)
        if terms is None:
            return [*wrong, f"nothing is paid on the track {track}"], set(), set()
        figures = funding.figures_of(self.plan, track, terms, flat, checked.computed, checked.hidden)
        paid = funding.work_out(terms, figures)
        wrong += list(_compare(case.expect, figures.level, paid))
        kinds = {step.kind for step in paid.steps}
        return wrong, {terms.id} if kinds & {"excluded", "cap"} else set(), {terms.id} if paid.amount else set()

    def limit(self, case: LimitCase) -> Outcome:
        """Ask whether an applicant may have one more application."""
        others = [(track, f"{track}-{at}") for at, track in enumerate(case.others, start=1)]
        found = {finding.where for finding in limit.check_applicant(self.plan.pack, case.track, others)}
        return _said(case.expect, found, {item.id for item in self.plan.pack.limits})

    def cap(self, case: CapCase) -> Outcome:
        """Ask whether a selection keeps to the caps."""
        selected = [entry.facts for entry in case.selected for _ in range(entry.times)]
        found = {finding.where for finding in limit.check_selected(self.plan.pack, case.stage, case.track, selected)}
        return _said(case.expect, found, {item.id for item in self.plan.pack.caps})

    def unchanged(self, case: UnchangedCase) -> Outcome:
        """Compare a renewed application with the earlier one."""
        track, flat, _, wrong = self.read(case)
        earlier: dict[str, Mapping[str, Json]] = {}
        if case.earlier is not None:
            name, before, _, more = self.read(case.earlier)
            earlier, wrong = {name: before}, [*wrong, *more]
        found = {finding.where or "none" for finding in unchanged.check(self.plan, track, flat, earlier)}
        said, _, _ = _said(case.expect, found, set())
        ids = {item.id for item in self.plan.pack.unchanged if item.track == track}
        return [*wrong, *said], ids if found else set(), set() if found else ids

    def duty(self, case: DutyCase) -> Outcome:
        """Ask what is owed, and compare the duties that the case names."""
        done = [(name, int(turn or 1)) for name, _, turn in (entry.partition("/") for entry in case.done)]
        found = tracking.due(
            self.plan.pack, case.track, case.events, as_of=case.on, level=case.level, done=done, revoked=case.revoked
        )
        stands = {
            name: " ".join(map(str, filter(None, (item.state, item.opens, item.closes))))
            for item in found
            for name in (item.duty.id, f"{item.duty.id}/{item.number}")
        }
        return _compared(case.expect, stands), set(), set()

    def material(self, case: MaterialCase) -> Outcome:
        """Ask how the material of an application stands."""
        track, flat, _, wrong = self.read(case)
        evaluation = Evaluation(self.plan, track, flat, Facts(), self.file.on)
        stands = {line.material.id: line.state for line in handover.checklist(self.plan, track, flat, evaluation)}
        return [*wrong, *_compared(case.expect, stands)], set(), set()


def _compare(expect: Amount, level: str, paid: Payment) -> Iterator[str]:
    sums = {"total": paid.total, "base": paid.base, "full": paid.full, "amount": paid.amount}
    for name, found in sums.items():
        wanted = getattr(expect, name)
        if wanted is not None and wanted != found:
            yield f"{name} should be {plain(wanted)}, it is {plain(found)}"
    if expect.level is not None and expect.level != level:
        yield f"the level should be {expect.level}, it is {level or 'none'}"
    excluded = {step.label.zh: step.amount for step in paid.steps if step.kind == "excluded"}
    matching = {item.id: amount for item, amount in paid.matching}
    for listed, there in ((expect.excluded, excluded), (expect.matching, matching)):
        if listed and listed != there:
            yield f"should be {_shown(listed)}, it is {_shown(there)}"


def _shown(sums: Mapping[str, Decimal]) -> str:
    return ", ".join(f"{name} {plain(amount)}" for name, amount in sums.items()) or "nothing"


def _said(expect: Sequence[str], found: set[str], known: set[str]) -> Outcome:
    """Compare what said no with what should have; of what is known the rest said yes."""
    wrong = [f"{name} is expected" for name in expect if name not in found]
    wrong += [f"{name} is not expected" for name in sorted(found) if name not in expect]
    return wrong, found, known - found


def _compared(expect: Mapping[str, str], stands: Mapping[str, str]) -> list[str]:
    return [
        f"{name} should be “{wanted}”, it is “{stands.get(name, 'not there')}”"
        for name, wanted in expect.items()
        if stands.get(name) != wanted
    ]
