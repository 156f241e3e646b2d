"""What lets a paper be verified: the code that people type or scan, and the mark that a file carries."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from shifan.core import digest, projection
from shifan.core.calendar import local_day
from shifan.core.document import Document
from shifan.core.plan import Plan
from shifan.core.source import Submitted

SHORTEST = 12  # digits of a digest that may stand for it; 16 are printed
_CODE = re.compile(r"(?<![0-9a-z])[0-9a-f]{12,64}(?![0-9a-z])")
_BETWEEN = re.compile(r"[\s\-_·.]+")
_MARK = re.compile(r"sha256:([0-9a-f]{64}), ?document:([a-z0-9_./-]{1,60})(?:, ?verify:([^,<>()\x00-\x1f]{1,300}))?")


@dataclass(frozen=True, slots=True)
class Mark:
    """What a file says of itself: the digest of what it was made from, which document it is, what its QR code says."""

    digest: str
    document: str
    verify: str = ""


def text(site: str, fingerprint: str) -> str:
    """This function will word a QR code: the address of the page that verifies, or the bare digest without a site.

    >>> text("https://a.cn", "3f9a"), text("", "3f9a")
    ('https://a.cn/verify/3f9a/', 'SHA-256 3f9a')
    """
    return f"{site}/verify/{fingerprint}/" if site else f"SHA-256 {fingerprint}"


def code(typed: str) -> str:
    """This function will read a digest, whole or its beginning, from what was typed, pasted or scanned; "" if none.

    Takes an address, groups of four, capitals, full-width digits and words around it.

    >>> code("校验码 3F9A 1b2c 77d0 e1aa")
    '3f9a1b2c77d0e1aa'
    """
    plain = unicodedata.normalize("NFKC", typed).lower()
    _, is_address, after = plain.partition("/verify/")
    plain = re.sub(r"sha-?256", "|", after if is_address else plain)
    found = {match[0] for match in _CODE.finditer(_BETWEEN.sub("", plain))}
    return found.pop() if len(found) == 1 else ""


def marked(document: Document, mark: Mark, content: object = None) -> Document:
    """This function will let a document carry its mark: QR code, keywords and, if given, the content itself."""
    keywords = (f"sha256:{mark.digest}", f"document:{mark.document}", f"verify:{mark.verify}")
    frozen = "" if content is None else digest.canonical(content).decode()
    return replace(document, verify=mark.verify, keywords=keywords, frozen=frozen)


def mark(words: str) -> Mark | None:
    """This function will find the mark in the keywords of a file, or anywhere in what it says of itself."""
    found = _MARK.search(words)
    return Mark(found[1], found[2], (found[3] or "").strip()) if found else None


def submitted(plan: Plan, content: Mapping[str, object], fingerprint: str) -> Submitted:
    """This function will give a frozen submission as documents see it, from its content alone.

    Raises KeyError, TypeError or ValueError where the content is not that of a submission.
    """
    applicant, flat, computed = content["applicant"], content["answers"], content["computed"]
    if not (isinstance(applicant, dict) and isinstance(flat, dict) and isinstance(computed, dict)):
        raise TypeError("applicant, answers or computed are not objects")
    return Submitted(
        flat=flat,
        applicant=str(applicant["name"]),
        recommender=str(content["recommender"]),
        title=projection.title(plan, str(content["track"]), flat),
        day=local_day(datetime.fromisoformat(str(content["submitted_at"]))),
        number=str(content["number"]),
        submission=int(str(content["submission"])),
        digest=fingerprint,
        computed=computed,
        track=str(content["track"]),
    )
