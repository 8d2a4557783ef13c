"""A photo, a recording and a file to send, drawn and made for the demo; each says "voorbeeld"."""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

SITE = Path(__file__).parent / "site"
DOCUMENT = "begroting-voorbeeld.pdf"
VOICE_SECONDS = 2  # of the three notes in voice.oga
WORD = "voorbeeld"

SKY, GRASS, WOOD, DARK, PAPER = "#cfe6ee", "#a9c98f", "#b98454", "#6f4a2c", "#fffdf7"


@cache
def photo() -> bytes:
    """A table with benches on the grass, as a JPEG."""
    picture = Image.new("RGB", (1280, 960), SKY)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 560, 1280, 960), fill=GRASS)
    draw.ellipse((980, 90, 1130, 240), fill="#f6dc8a")
    for left in (120, 1010):
        draw.rectangle((left + 55, 380, left + 85, 600), fill=DARK)
        draw.ellipse((left - 20, 210, left + 160, 430), fill="#7fae6b")
    draw.polygon(((430, 520), (850, 520), (900, 570), (380, 570)), fill=WOOD)
    for left in (450, 800):
        draw.rectangle((left, 570, left + 30, 760), fill=DARK)
    draw.polygon(((330, 660), (950, 660), (980, 700), (300, 700)), fill="#a87646")
    for left in (360, 890):
        draw.rectangle((left, 700, left + 26, 800), fill=DARK)
    _label(draw, (1280, 960))
    return _saved(picture, "JPEG", quality=82)


@cache
def document() -> bytes:
    """One page with three costs, as a PDF."""
    page = Image.new("RGB", (827, 1169), PAPER)
    draw = ImageDraw.Draw(page)
    draw.text((90, 90), "Begroting", fill="#222", font=ImageFont.load_default(44))
    rows = (("hout", "250"), ("verf", "60"), ("gereedschap huren", "90"), ("samen", "400"))
    for n, (what, euro) in enumerate(rows):
        y = 190 + n * 60
        font = ImageFont.load_default(28)
        draw.text((90, y), what, fill="#222", font=font)
        draw.text((600, y), f"€ {euro}", fill="#222", font=font)
        draw.line((90, y + 46, 730, y + 46), fill="#bbb", width=2)
    _label(draw, page.size)
    return _saved(page, "PDF", resolution=100)


@cache
def voice() -> bytes:
    """Three notes, as the OGG/Opus that phones record."""
    return (SITE / "voice.oga").read_bytes()


def _label(draw: ImageDraw.ImageDraw, size: tuple[int, int]) -> None:
    font = ImageFont.load_default(40)
    width = draw.textlength(WORD, font=font)
    x, y = size[0] - width - 60, size[1] - 90
    draw.rounded_rectangle((x - 20, y - 10, x + width + 20, y + 58), 14, fill=PAPER)
    draw.text((x, y), WORD, fill="#333", font=font)


def _saved(picture: Image.Image, kind: str, **how: int) -> bytes:
    content = io.BytesIO()
    picture.save(content, kind, **how)
    return content.getvalue()
