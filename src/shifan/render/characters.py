"""Which characters can stand on paper, and how the others are written."""

from __future__ import annotations

import re

# Control characters have no look; the direction controls could make paper read differently from what is stored.
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufff9-\ufffb]")
_BREAK = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_NO_CHARACTER = re.compile("[\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")

# Invisible by the standard: a font need not have them.
_IGNORABLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200d\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff]|\\s"
)


def printable(text: str) -> str:
    r"""Give a text as it can be printed: line breaks as \n, tabs as spaces, no control characters.

    Everything that has a look comes back unchanged; what is no character becomes U+FFFD.
    """
    text = _UNSEEN.sub("", _BREAK.sub("\n", text)).expandtabs(4)
    return _NO_CHARACTER.sub("\ufffd", text)


def visible(text: str) -> set[str]:
    """Give the characters of a text that a font must have."""
    return set(_IGNORABLE.sub("", printable(text)))
