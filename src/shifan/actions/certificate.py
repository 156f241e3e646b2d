"""Entering and removing the certificates of an organisation."""

from collections.abc import Mapping
from datetime import date, datetime
from io import BytesIO

from django.db import transaction

from shifan.actions import attachment, event, scan
from shifan.actions import file as files
from shifan.core import certificate as core
from shifan.core.finding import Finding, Refused, Severity
from shifan.models import Certificate, Organisation, User
from shifan.queries import access, proof

ACCEPTED = ("pdf", "jpg", "png")
LARGEST = 20  # megabytes


@transaction.atomic
def add(
    *, by: User, organisation: Organisation, typed: Mapping[str, str], name: str, data: bytes | None, now: datetime
) -> Certificate:
    """This function will enter a certificate with its file, checked and scanned as proofs are. Raises Refused."""
    mine = access.get_own_organisation(by, organisation.pk, lock=True)
    cleaned = core.clean(typed)
    wrong = cleaned.blocking
    if data is None:
        wrong = (*wrong, Finding("certificate.file", Severity.BLOCK, where="file", path="file"))
    if wrong or data is None:
        raise Refused(*wrong)
    kind = attachment.checked(attachment.clean_name(name), BytesIO(data), ACCEPTED, LARGEST)
    values = {key: str(value) for key, value in cleaned.values.items()}
    days = {key: date.fromisoformat(values.pop(key)) for key in ("issued_date", "expires_date") if key in values}
    file = files.store(data, kind, now)
    proof.refuse_infected(file, attachment.clean_name(name))
    scan.ask(file=file)
    made = Certificate.objects.create(
        organisation=mine,
        file=file,
        file_name=attachment.clean_name(name),
        added_at=now,
        added_by=by,
        **values,
        **days,
    )
    _record("certificate.add", by, made, now)
    return made


@transaction.atomic
def remove(*, by: User, certificate: Certificate, now: datetime) -> None:
    """This function will take a certificate out of the profile; what nothing else names is swept away."""
    access.get_own_organisation(by, certificate.organisation_id, lock=True)
    found = Certificate.objects.get(pk=certificate.pk, organisation=certificate.organisation_id)
    _record("certificate.remove", by, found, now)
    found.delete()


def _record(verb: str, by: User, certificate: Certificate, now: datetime) -> None:
    expires = certificate.expires_date
    event.record(
        verb,
        actor=by,
        now=now,
        subject=f"organisation:{certificate.organisation_id}",
        certificate=certificate.pk,
        name=certificate.name,
        digest=certificate.file_id,
        expires=expires.isoformat() if expires else None,
    )
