"""Know what an organisation file is: facts, own data that fills forms, earlier awards; and what becomes of it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pydantic import Field, JsonValue

from shifan.commands.output import read_source
from shifan.core import past_award
from shifan.core.facts import Award, Facts
from shifan.core.form import Model
from shifan.core.pack import PackError, Problem
from shifan.core.plan import Plan
from shifan.packs.cases import Applicant, GivenAward
from shifan.packs.nodes import read
from shifan.packs.past_award import read_list
from shifan.packs.places import validate


class OrganisationFile(Model):
    """An organisation: what is known of it, its own data by the names that forms use, answers for single packs."""

    name: str = ""
    uscc: str = ""
    region: str = ""
    kind: str = "enterprise"
    profile: dict[str, JsonValue] = Field(default_factory=dict)
    answers: dict[str, dict[str, JsonValue]] = Field(default_factory=dict)
    awards: tuple[GivenAward, ...] = ()

    @property
    def own(self) -> dict[str, JsonValue]:
        """This property will give all that may fill fields, by name."""
        return {"name": self.name, "uscc": self.uscc, "region": self.region, **self.profile}


def read_organisation(path: Path) -> OrganisationFile:
    """Read an organisation file (YAML or JSON); raises PackError with every mistake and its place."""
    root, problems = read(read_source(path), str(path))
    if problems:
        raise PackError(*problems)
    return validate(OrganisationFile, root)


def read_awards(path: Path, name: str, uscc: str) -> tuple[Award, ...]:
    """Read an organisation's awards from a list of many (CSV, XLSX, YAML, JSON); raises PackError."""
    rows, wrong = read_list(read_source(path), path.name)
    if wrong:
        lines = (int(finding.where) if finding.where.isdigit() else 1 for finding in wrong)
        raise PackError(
            *(
                Problem(file=str(path), line=line, column=1, message=finding.text("en"))
                for line, finding in zip(lines, wrong, strict=True)
            )
        )
    return tuple(row.seen for row in rows if past_award.is_of(row, name, uscc))


def facts_of(
    applicant: Applicant, given: Iterable[GivenAward], compiled: Plan, others: tuple[Award, ...] = ()
) -> Facts:
    """Give what the engine may know of an applicant besides its answers."""
    region = applicant.region
    return Facts(
        name=applicant.name,
        uscc=applicant.uscc,
        region=region,
        kind=applicant.kind,
        regions=(region, *compiled.ancestors("regions", region)) if region else (),
        awards=(*(Award(one.award, one.year, one.title, one.direction, one.role) for one in given), *others),
    )
