"""The QR code of a document: the text that lets anybody check it, drawn as vectors or as a picture."""

from __future__ import annotations

from io import BytesIO

import segno

SIDE_MM = 17  # on paper; a code of 150 letters has modules of 0.35 mm, which any phone reads


def svg(text: str) -> bytes:
    """Draw a text as a QR code in SVG, without the quiet zone: paper around it is white."""
    return _drawn(text, "svg", scale=1, xmldecl=False, svgns=True)


def png(text: str) -> bytes:
    """Draw a text as a QR code in PNG, fine enough for print."""
    return _drawn(text, "png", scale=8)


def _drawn(text: str, kind: str, **how: object) -> bytes:
    stream = BytesIO()
    segno.make_qr(text, error="m", encoding="utf-8").save(stream, kind=kind, border=0, **how)
    return stream.getvalue()
