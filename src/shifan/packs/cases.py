"""Know the cases beside a pack: a complete application, changes to it, and which findings each change must bring."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import Field, JsonValue

from shifan.core import answers, check, words
from shifan.core.facts import Award, Facts
from shifan.core.finding import Finding
from shifan.core.form import Id, Model, Sum
from shifan.core.pack import Pack, PackError
from shifan.core.plan import Plan
from shifan.core.values import Json
from shifan.packs.nodes import Node, Place, read
from shifan.packs.places import validate

Moment = Literal["save", "submit", "recommend", "select"]
_STEP = re.compile(r"([A-Za-z0-9_]+)|\[([0-9]{1,4})\]")


class GivenAward(Model):
    """An earlier award of the applicant."""

    award: str
    year: int | None = None
    title: str = ""
    direction: str = ""
    role: str = ""


class Applicant(Model):
    """What is known of the applicant besides its answers."""

    name: str = ""
    uscc: str = ""
    region: str = ""
    kind: str = "enterprise"


class Expected(Model):
    """Findings that must appear: each a rule or built-in code, or one with its place: `field.limit unit.name`."""

    block: tuple[str, ...] = ()
    warn: tuple[str, ...] = ()
    note: tuple[str, ...] = ()
    undetermined: tuple[str, ...] = ()


class Case(Model):
    """A change to the base and what must follow. `expect` names findings that the base does not have.

    An empty `expect` means that nothing new may be found. `not` names rules that must be silent. What stands at the
    head of the file (`at`, `on`, `applicant`, `awards`) can be given here again.
    """

    id: Id
    says: str = ""
    change: dict[str, JsonValue] = Field(default_factory=dict)
    expect: tuple[str, ...] | Expected = ()
    silent: tuple[str, ...] = Field(default=(), alias="not")
    at: Moment | None = None
    on: date | None = None
    applicant: Applicant | None = None
    awards: tuple[GivenAward, ...] | None = None


class CaseFile(Model):
    """Cases that share a base, `cases/base/<name>.yaml` of this pack or of a pack below."""

    base: str
    track: Id
    on: date
    at: Moment = "submit"
    applicant: Applicant = Applicant()
    awards: tuple[GivenAward, ...] = ()
    cases: tuple[Case, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """What came out of one application: its findings, the rules that held, and those left undetermined."""

    findings: tuple[Finding, ...]
    held: frozenset[str]
    undetermined: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """One case, run: where it stands, what went against its expectation, and which rules it saw fail or hold."""

    id: str
    place: Place
    wrong: tuple[str, ...]
    failed: frozenset[str]
    held: frozenset[str]


def case_files(folder: Path) -> tuple[Path, ...]:
    """List the case files of a pack folder."""
    return tuple(sorted((folder / "cases").glob("*.yaml")))


def run(folder: Path, plan: Plan) -> Iterator[Result]:
    """Run every case of a pack, the base of each file first; raises PackError for a file that cannot be read."""
    for path in case_files(folder):
        name = path.relative_to(folder.parent).as_posix()
        root, problems = read(path.read_bytes(), name)
        if problems:
            raise PackError(*problems)
        yield from _run_file(validate(CaseFile, root), root, folder, plan, path.stem)


def untested(pack: Pack, below: Pack | None, results: Iterable[Result]) -> tuple[str, ...]:
    """Name the rules that no case lets fail, or that hold in none; those of the pack below are tested there."""
    results = tuple(results)
    failed = {rule for result in results for rule in result.failed}
    held = {rule for result in results for rule in result.held}
    own = [rule.id for rule in (*pack.rules, *_sums(pack)) if not below or rule not in (*below.rules, *_sums(below))]
    bars = [bar.id for bar in pack.past_awards if not below or bar not in below.past_awards]
    found = [f"no case lets “{rule}” fail" for rule in (*own, *bars) if rule not in failed]
    return (*found, *(f"“{rule}” holds in no case" for rule in own if rule not in held))


def _sums(pack: Pack) -> tuple[Sum, ...]:
    return tuple(item for form in pack.forms for item in form.sums)


def tested(folder: Path, plan: Plan) -> frozenset[str]:
    """Name the rules that some case lets fail and some lets pass, cases of the packs below included.

    An earlier award that bars needs only a case in which it is found: every other case passes it.
    """
    failed: set[str] = set()
    held = {bar.id for bar in plan.pack.past_awards}
    for name in (folder.name, *plan.pack.layers):
        for result in run(folder.parent / name, plan):
            failed |= result.failed
            held |= result.held
    return frozenset(failed & held)


def _run_file(file: CaseFile, root: Node, folder: Path, plan: Plan, stem: str) -> Iterator[Result]:
    head = root.mapping()
    if file.track not in plan.tracks:
        raise PackError(head["track"].place.problem(f"there is no track “{file.track}”"))
    base = read_base(file.base, folder, plan, head["base"])
    before = _find(plan, file, Case(id="base"), base)
    wrong = tuple(f"the base has {_shown(finding)}" for finding in before.findings if finding.blocks)
    yield Result(f"{stem}:base", root.place, wrong, frozenset(), before.held)
    known = _known(plan.pack)
    seen = {"base"}
    for case, node in zip(file.cases, head["cases"].items() if "cases" in head else (), strict=True):
        nested = copy.deepcopy(base)
        unknown = [path for path, value in case.change.items() if not put(nested, path, value)]
        after = _find(plan, file, case, nested)
        new = [finding for finding in after.findings if _named(finding) not in {_named(old) for old in before.findings}]
        wrong = (
            *(f"the id “{case.id}” stands in this file twice" for _ in seen & {case.id}),
            *(f"nothing can be put at {path}" for path in unknown),
            *(f"there is no rule “{name}”" for name in _names(case) if name.partition(" ")[0] not in known),
            *_compare(case, after, new),
        )
        seen.add(case.id)
        failed = frozenset(finding.rule for finding in new if any(_is(finding, name) for name in _names(case)))
        yield Result(f"{stem}:{case.id}", node.place, wrong, failed, after.held)


def read_base(name: str, folder: Path, plan: Plan, node: Node) -> dict[str, Json]:
    """Read a base application from this pack's cases, or from those of a pack below."""
    for place in (folder.name, *plan.pack.layers):
        path = folder.parent / place / "cases" / "base" / f"{name}.yaml"
        if path.is_file() and path.parent.name == "base":
            root, problems = read(path.read_bytes(), path.relative_to(folder.parent).as_posix())
            if problems:
                raise PackError(*problems)
            nested = root.plain()
            return dict(nested) if isinstance(nested, Mapping) else {}
    raise PackError(node.place.problem(f"there is no cases/base/{name}.yaml"))


def _find(plan: Plan, file: CaseFile, case: Case, nested: dict[str, Json]) -> Found:
    flat, refused = answers.read(plan, file.track, nested)
    awards = case.awards if case.awards is not None else file.awards
    applicant = case.applicant or file.applicant
    facts = Facts(
        name=applicant.name,
        uscc=applicant.uscc,
        region=applicant.region,
        kind=applicant.kind,
        regions=(applicant.region, *plan.ancestors("regions", applicant.region)) if applicant.region else (),
        awards=tuple(Award(one.award, one.year, one.title, one.direction, one.role) for one in awards),
    )
    at = case.at or file.at
    checked = check.check(plan, file.track, flat, at=at, facts=facts, today=case.on or file.on)
    return Found((*refused, *checked.findings), checked.held, checked.undetermined)


def _compare(case: Case, after: Found, new: list[Finding]) -> Iterator[str]:
    expected = case.expect if isinstance(case.expect, Expected) else Expected()
    plain = case.expect if isinstance(case.expect, tuple) else ()
    levels = {"": plain, "block": expected.block, "warn": expected.warn, "note": expected.note}
    for level, names in levels.items():
        for name in names:
            if not any(_is(finding, name) and level in ("", finding.severity.value) for finding in new):
                wanted = f"{name} is expected{' as ' + level if level else ''}"
                yield f"{wanted}; new: {', '.join(map(_shown, new)) or 'nothing'}"
    for name in expected.undetermined:
        if name not in after.undetermined:
            yield f"{name} should be undetermined; undetermined: {', '.join(after.undetermined) or 'none'}"
    if case.expect == () and new:
        yield f"nothing new is expected; new: {', '.join(map(_shown, new))}"
    for name in case.silent:
        for finding in after.findings:
            if _is(finding, name):
                yield f"{name} should be silent; found {_shown(finding)}"


def _names(case: Case) -> tuple[str, ...]:
    """Give every rule and code that a case names."""
    wanted = case.expect
    found = (
        (*wanted.block, *wanted.warn, *wanted.note, *wanted.undetermined) if isinstance(wanted, Expected) else wanted
    )
    return (*found, *case.silent)


def _known(pack: Pack) -> frozenset[str]:
    """Name everything that a finding may be of: the elements of the pack and the built-in codes."""
    elements = (item for name in Pack.model_fields for item in _tuple(getattr(pack, name)))
    return frozenset({*words.MESSAGES, *(str(getattr(item, "id", "")) for item in (*elements, *_sums(pack)))})


def _tuple(value: object) -> tuple[object, ...]:
    return value if isinstance(value, tuple) else ()


def _is(finding: Finding, name: str) -> bool:
    rule, _, where = name.partition(" ")
    return finding.rule == rule and where in ("", finding.where)


def _named(finding: Finding) -> tuple[str, str]:
    return finding.rule, finding.where


def _shown(finding: Finding) -> str:
    return f"{finding.rule} {finding.where}".strip()


def put(nested: dict[str, Json], path: str, value: Json) -> bool:
    """Set what stands at a readable path of nested answers; None takes it out. Say whether there is such a place."""
    steps: list[str | int] = [int(row) if row else name for name, row in _STEP.findall(path)]
    here: object = nested
    for at, step in enumerate(steps[:-1]):
        if isinstance(here, dict) and isinstance(step, str):
            empty: object = [] if isinstance(steps[at + 1], int) else {}
            if not isinstance(here.get(step), dict | list):
                here[step] = empty
            here = here[step]
        elif isinstance(here, list) and isinstance(step, int) and step <= len(here):
            if step == len(here):
                here.append({})
            here = here[step]
        else:
            return False
    last = steps[-1] if steps else 0
    if isinstance(here, dict) and isinstance(last, str):
        here[last] = value
        return True
    if isinstance(here, list) and isinstance(last, int) and last <= len(here):
        here[last : last + 1] = [] if value is None else [value]
        return True
    return False
