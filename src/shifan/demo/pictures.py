"""Drawing what the samples show: charts and block diagrams as PNG, one-page papers as PDF, all marked 示例."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

import shifan_fonts
from PIL import Image, ImageDraw, ImageFont

WIDTH = 960
INK, PALE, LINE = "#1d2939", "#e8eef6", "#98a2b3"
COLOURS = ("#1f4e8c", "#c4620a", "#2b7a4b")
MARGIN = 48


def picture(drawn: Mapping[str, Any]) -> bytes:
    """This function will draw one picture: `kind` is blocks, bars or line, `title` stands above it."""
    height = 220 if drawn["kind"] == "blocks" else 400
    image = Image.new("RGB", (WIDTH, height), "white")
    pen = ImageDraw.Draw(image)
    pen.text((MARGIN, 18), str(drawn["title"]), font=_font(26), fill=INK)
    pen.text((WIDTH - MARGIN, 24), "示例", font=_font(18), fill=LINE, anchor="ra")
    {"blocks": _blocks, "bars": _bars, "line": _lines}[str(drawn["kind"])](pen, drawn)
    return _bytes(image.quantize(64), "PNG")


def paper(drawn: Mapping[str, Any]) -> bytes:
    """This function will set a one-page A4 paper of a `title` and `lines` as PDF."""
    image = Image.new("L", (827, 1169), "white")
    pen = ImageDraw.Draw(image)
    pen.text((413, 150), str(drawn["title"]), font=_font(34), fill="black", anchor="ma")
    at = 280
    for line in drawn["lines"]:
        for piece in _wrapped(str(line), 30):
            pen.text((110, at), piece, font=_font(21, "FandolFang-Regular.otf"), fill="black")
            at += 40
    pen.text((413, 1060), "示例材料，仅供演示，不具任何效力", font=_font(18), fill="#777777", anchor="ma")
    return _bytes(image, "PDF", resolution=100)


def _blocks(pen: ImageDraw.ImageDraw, drawn: Mapping[str, Any]) -> None:
    boxes: Sequence[str] = drawn["boxes"]
    gap = 34
    wide = (WIDTH - 2 * MARGIN - gap * (len(boxes) - 1)) // len(boxes)
    for at, name in enumerate(boxes):
        left = MARGIN + at * (wide + gap)
        pen.rounded_rectangle((left, 84, left + wide, 170), 10, fill=PALE, outline=COLOURS[0], width=2)
        pen.multiline_text(
            (left + wide / 2, 127), "\n".join(_evenly(name, 5)), font=_font(21), fill=INK, anchor="mm", align="center"
        )
        if at:
            tip = left - 4
            pen.line((left - gap + 4, 127, tip, 127), fill=COLOURS[0], width=3)
            pen.polygon([(tip, 127), (tip - 10, 121), (tip - 10, 133)], fill=COLOURS[0])


def _bars(pen: ImageDraw.ImageDraw, drawn: Mapping[str, Any]) -> None:
    bars: Mapping[object, float] = drawn["bars"]
    top, bottom = 90, 340
    highest = max(bars.values())
    step = (WIDTH - 2 * MARGIN) / len(bars)
    pen.line((MARGIN, bottom, WIDTH - MARGIN, bottom), fill=LINE, width=2)
    for at, (name, value) in enumerate(bars.items()):
        middle = MARGIN + step * (at + 0.5)
        head = bottom - (bottom - top - 30) * value / highest
        pen.rectangle((middle - 40, head, middle + 40, bottom), fill=COLOURS[0])
        pen.text((middle, head - 8), f"{value:g}", font=_font(20), fill=INK, anchor="mb")
        pen.text((middle, bottom + 12), str(name), font=_font(20), fill=INK, anchor="ma")


def _lines(pen: ImageDraw.ImageDraw, drawn: Mapping[str, Any]) -> None:
    series: Mapping[str, Sequence[float]] = drawn["series"]
    values = [value for row in series.values() for value in row]
    low, high = min(values), max(values)
    left, top, right, bottom = MARGIN + 60, 90, WIDTH - MARGIN, 340

    def place(at: int, value: float, count: int) -> tuple[float, float]:
        share = (value - low) / (high - low)
        return left + (right - left) * at / (count - 1), bottom - 20 - (bottom - top - 40) * share

    pen.line((left, top, left, bottom, right, bottom), fill=LINE, width=2)
    for value in (low, high):
        pen.text((left - 10, place(0, value, 2)[1]), f"{value:g}", font=_font(18), fill=INK, anchor="rm")
    for at, (name, row) in enumerate(series.items()):
        points = [place(step, value, len(row)) for step, value in enumerate(row)]
        pen.line(points, fill=COLOURS[at], width=4, joint="curve")
        for x, y in points:
            pen.ellipse((x - 5, y - 5, x + 5, y + 5), fill=COLOURS[at])
        start = left + 220 * at
        pen.rectangle((start, 364, start + 26, 376), fill=COLOURS[at])
        pen.text((start + 36, 370), name, font=_font(20), fill=INK, anchor="lm")


@lru_cache(maxsize=16)
def _font(size: int, file: str = "FandolHei-Regular.otf") -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(Path(shifan_fonts.folder()) / file), size)


def _wrapped(text: str, width: int) -> list[str]:
    return [text[at : at + width] for at in range(0, len(text), width)]


def _evenly(text: str, width: int) -> list[str]:
    """Break a name into lines of at most `width`, all about as long."""
    lines = -(-len(text) // width)
    return _wrapped(text, -(-len(text) // lines))


def _bytes(image: Image.Image, form: str, **options: object) -> bytes:
    out = BytesIO()
    image.save(out, form, **options)
    return out.getvalue()
