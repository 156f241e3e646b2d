"""Proofs of an application: whether a file may be opened, what the scanner said, what is still on its way."""

from collections.abc import Mapping
from dataclasses import replace

from shifan.core import catalogue
from shifan.core.answers import Json
from shifan.core.catalogue import Scan
from shifan.core.check import Checked
from shifan.core.finding import Finding, Refused, Severity
from shifan.core.plan import Plan
from shifan.core.projection import digests
from shifan.models import Application, Attachment, File, User

UNSEEN = (File.Scan.WAITING, File.Scan.FAILED)


def refuse_infected(file: File, name: str) -> None:
    """This function will raise Refused for a file that the scanner found something in."""
    if file.scan == File.Scan.INFECTED:
        params = {"name": name, "found": file.scan_note}
        raise Refused(Finding("file.infected", Severity.BLOCK, params=params))


def refuse_unsafe(user: User, file: File, name: str, sent_by: int) -> None:
    """This function will raise Refused for a file that is infected, or that others than its sender wait for."""
    refuse_infected(file, name)
    if file.scan in UNSEEN and sent_by != user.pk:
        raise Refused(Finding("file.waiting", Severity.BLOCK, params={"name": name}))


def scans(application_id: int) -> dict[str, tuple[str, str]]:
    """This function will give the files of an application with what the scanner says: digest → (state, note)."""
    held = Attachment.objects.filter(application=application_id)
    rows = held.values_list("file", "file__scan", "file__scan_note")
    return {digest: (state, note) for digest, state, note in rows}


def unsafe(application_id: int, flat: Mapping[str, Json]) -> dict[str, Scan]:
    """This function will name the files in some answers that are infected or not scanned yet: digest → which.

    Where there is no scanner, no file waits for one. No statement where the answers name no file.
    """
    named = {digest for value in flat.values() for digest, _ in digests(value)}
    if not named:
        return {}
    states = (File.Scan.INFECTED, *UNSEEN)
    bad = File.objects.filter(attachments__application=application_id, scan__in=states, pk__in=named)
    return {
        digest: Scan(note, is_infected=True) if state == File.Scan.INFECTED else Scan()
        for digest, state, note in bad.values_list("pk", "scan", "scan_note")
    }


def looked_at(plan: Plan, application: Application, flat: Mapping[str, Json], checked: Checked) -> Checked:
    """This function will add to what a check found what the scanner found, and what it has not looked at yet."""
    scans = unsafe(application.pk, flat)
    found = catalogue.scanned(plan.pack.form(application.track), flat, scans, checked.hidden) if scans else ()
    return replace(checked, findings=(*checked.findings, *found)) if found else checked
