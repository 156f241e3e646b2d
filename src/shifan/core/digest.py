"""Canonical JSON and the digests that pin packs, submissions and the chain of events."""

from __future__ import annotations

import hashlib
import json


def canonical(value: object) -> bytes:
    """This function will write a JSON value in one way only: sorted keys, no white space, UTF-8 as it is."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def sha256(data: bytes) -> str:
    """This function will give the SHA-256 of bytes as 64 lowercase hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def of(value: object) -> str:
    """This function will give the SHA-256 of a JSON value in its canonical form."""
    return sha256(canonical(value))


def link(previous: str, value: object) -> str:
    """This function will give the digest of an event that follows the event with digest `previous`."""
    return sha256(previous.encode() + b"\n" + canonical(value))
