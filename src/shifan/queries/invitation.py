"""The links by which people join an organisation: what they are made of, and which invitation one is for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from django.utils.crypto import salted_hmac

from shifan.core import digest
from shifan.models import Invitation


@dataclass(frozen=True, slots=True)
class Link:
    """A link as somebody opens it: the invitation, None if there is none (any more), and why it is no good."""

    invitation: Invitation | None
    is_used: bool = False
    is_old: bool = False

    @property
    def is_good(self) -> bool:
        """This property will say whether somebody can join by the link."""
        return self.invitation is not None and not self.is_used and not self.is_old


def secret(organisation: int, email: str, at: datetime) -> str:
    """This function will make the secret of a link from what the invitation says and the installation's own key.

    So the link can be mailed later although the database keeps only its SHA-256.
    """
    said = f"{organisation}:{email}:{at.astimezone(UTC).isoformat()}"
    return salted_hmac("shifan.invitation", said, algorithm="sha256").hexdigest()[:40]


def secret_of(invitation: Invitation) -> str:
    """This function will give the secret of the link of an invitation."""
    return secret(invitation.organisation_id, invitation.email, invitation.invited_at)


def opened(given: str, now: datetime) -> Link:
    """This function will say what stands behind the secret of a link: one statement."""
    rows = Invitation.objects.select_related("organisation", "invited_by")
    found = rows.filter(secret=digest.sha256(given.encode())).first()
    if found is None:
        return Link(None)
    return Link(found, found.accepted_at is not None, found.expires_at <= now)
