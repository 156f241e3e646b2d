"""Reading the certificates of an organisation and how near their end they are."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from shifan.core import certificate as core
from shifan.core.certificate import State
from shifan.core.form import Words
from shifan.models import Certificate, File, Organisation, User
from shifan.queries import access


@dataclass(frozen=True, slots=True)
class Card:
    """A certificate with its kind in words and how near its end it is."""

    certificate: Certificate
    kind: Words
    state: State
    days: int | None

    @property
    def is_urgent(self) -> bool:
        """This property will say whether it has run out or soon will."""
        return self.state in ("soon", "expired")

    @property
    def is_scanning(self) -> bool:
        """This property will say whether its file waits for the scanner."""
        file = self.certificate.file
        return file is not None and file.scan == File.Scan.WAITING


def cards(organisation: Organisation, today: date) -> tuple[Card, ...]:
    """This function will list the certificates of an organisation, the first to run out first: one statement."""
    rows = organisation.certificates.select_related("file")
    found = [_card(row, today) for row in rows]
    return tuple(sorted(found, key=lambda card: (card.days is None, card.days, card.certificate.pk)))


def get(user: User, pk: int) -> Certificate:
    """This function will fetch a certificate of the person's enterprise, or raise Certificate.DoesNotExist."""
    mine = access.organisations(user, Organisation.Kind.ENTERPRISE)
    return Certificate.objects.select_related("organisation", "file").get(pk=pk, organisation__in=mine)


def readable(user: User, pk: int) -> Certificate:
    """This function will fetch a certificate for its own people or for an authority that was asked about them."""
    mine = access.organisations(user, Organisation.Kind.ENTERPRISE)
    asked = access.verifications(user).values("organisation")
    rows = Certificate.objects.select_related("file")
    return rows.get(Q(organisation__in=mine) | Q(organisation__in=asked), pk=pk)


def _card(row: Certificate, today: date) -> Card:
    days = (row.expires_date - today).days if row.expires_date else None
    return Card(row, core.kind_label(row.kind), core.state(row.expires_date, today), days)
