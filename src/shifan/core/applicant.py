"""Decide what stands against an applicant as such, whatever its form says: not verified by its authorities."""

from __future__ import annotations

from shifan.core.facts import Facts
from shifan.core.finding import Finding, Severity


def check(facts: Facts, at: str) -> tuple[Finding, ...]:
    """This function will say that an organisation which is not verified may not submit; saving is never stopped."""
    if at != "submit" or facts.is_verified:
        return ()
    return (Finding("organisation.unverified", Severity.BLOCK),)
