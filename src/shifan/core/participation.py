"""Decide what a person may do with an application of an enterprise: read it, write, submit, certify."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from shifan.core.finding import Finding, Severity

Right = Literal["write", "submit", "certify"]
RIGHTS: tuple[Right, ...] = ("write", "submit", "certify")
HERE = timedelta(seconds=60)  # seen later than this, a person is taken to be in a section


@dataclass(frozen=True, slots=True)
class Rights:
    """What somebody who may read an application may do besides."""

    write: bool = False
    submit: bool = False
    certify: bool = False


ALL = Rights(write=True, submit=True, certify=True)


def rights(*, is_manager: bool, given: Rights | None) -> Rights:
    """This function will give a person's rights: a manager of the applicant has all, others what they were given."""
    return ALL if is_manager else given or Rights()


def missing(held: Rights, right: Right) -> tuple[Finding, ...]:
    """This function will say that a person lacks a right."""
    return () if getattr(held, right) else (Finding(f"participation.{right}", Severity.BLOCK),)


def may_manage(held: Rights) -> bool:
    """This function will say whether somebody may change who takes part: whoever may write and submit."""
    return held.write and held.submit


def is_here(seen_at: datetime, now: datetime) -> bool:
    """This function will say whether somebody seen at a moment is still there."""
    return now - seen_at <= HERE


def uncertified(certifiers: tuple[str, ...], is_certified: bool) -> tuple[Finding, ...]:
    """This function will say that somebody else has to certify an application before it is submitted.

    `certifiers` names those who can, without the person who submits; without any nobody has to.
    """
    if not certifiers or is_certified:
        return ()
    return (Finding("participation.uncertified", Severity.BLOCK, params={"names": "、".join(certifiers)}),)
