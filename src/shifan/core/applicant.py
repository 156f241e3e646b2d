"""Decide what stands against an applicant as such: that it is not verified, a consortium that may not be."""

from __future__ import annotations

from shifan.core import consortium
from shifan.core.facts import Facts
from shifan.core.finding import Finding, Severity
from shifan.core.pack import Pack


def check(pack: Pack, facts: Facts, at: str) -> tuple[Finding, ...]:
    """This function will say what stands against submitting; saving is never stopped and desks have decided already."""
    if at != "submit":
        return ()
    unverified = () if facts.is_verified else (Finding("organisation.unverified", Severity.BLOCK),)
    return (*unverified, *consortium.check(pack.consortium, facts.uscc, facts.consortium))
