"""Proofs of an application: whether a file may be opened, what the scanner said, what is still on its way."""

from collections.abc import Mapping
from dataclasses import replace

from shifan.core import catalogue
from shifan.core.answers import Json
from shifan.core.check import Checked
from shifan.core.finding import Finding, Refused, Severity
from shifan.core.plan import Plan
from shifan.core.projection import digests
from shifan.models import Application, Attachment, File, User

UNSEEN = (File.Scan.WAITING, File.Scan.FAILED)


def refuse_unsafe(user: User, attachment: Attachment) -> None:
    """This function will raise Refused for a file that is infected, or that others wait for the scanner with."""
    file, params = attachment.file, {"name": attachment.name, "found": attachment.file.scan_note}
    if file.scan == File.Scan.INFECTED:
        raise Refused(Finding("file.infected", Severity.BLOCK, params=params))
    if file.scan in UNSEEN and attachment.added_by_id != user.pk:
        raise Refused(Finding("file.waiting", Severity.BLOCK, params=params))


def scans(application_id: int) -> dict[str, tuple[str, str]]:
    """This function will give the files of an application with what the scanner says: digest → (state, note)."""
    held = Attachment.objects.filter(application=application_id)
    rows = held.values_list("file", "file__scan", "file__scan_note")
    return {digest: (state, note) for digest, state, note in rows}


def infected(application_id: int, flat: Mapping[str, Json]) -> dict[str, str]:
    """This function will name the infected files among those in some answers: digest → what the scanner called it.

    No statement where the answers name no file.
    """
    named = {digest for value in flat.values() for digest, _ in digests(value)}
    if not named:
        return {}
    bad = File.objects.filter(attachments__application=application_id, scan=File.Scan.INFECTED, pk__in=named)
    return dict(bad.values_list("pk", "scan_note"))


def looked_at(plan: Plan, application: Application, flat: Mapping[str, Json], checked: Checked) -> Checked:
    """This function will add to what a check found the files that the scanner found to be infected."""
    bad = infected(application.pk, flat)
    found = catalogue.infected(plan.pack.form(application.track), flat, bad, checked.hidden) if bad else ()
    return replace(checked, findings=(*checked.findings, *found)) if found else checked
