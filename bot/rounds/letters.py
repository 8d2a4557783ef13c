"""Letters with voting codes: a page of A4 for each code of a print file, for nobody by name.

┌───────────────────────────┐
│ municipality         slip │   between them and the title the window for the address stays
│                           │   empty: beside each address on a list goes its slip number
│ title, until when         │
│ ▓▓▓▓▓▓▓▓▓   1 step        │   the picture opens the chat with the code in it
│ 12AB - 34CD - 56EF        │   and the code itself, for who types
│ confidential; lost?       │
└───────────────────────────┘
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image

from bot.poster.page import CODE, DPI, MARGIN, WIDTH, Sheet
from bot.poster.words import STEPS, no_telegram
from conversations.profile import Profile
from conversations.words import Message, _, the
from locales.catalogues import catalogue
from locales.render import words

MOST = 500  # pages in one file: they are in memory together
TITLE = _("Vote about plans in your wijk")
YOURS = _("This is your code. Do not give it to anybody.")
TYPE_IT = _("Scanning does not work? Type /stem in the chat, and then the code:")
CONFIDENTIAL = _("Your vote is confidential. It is kept apart from your name.")
LOST = _("Lost or wrong? Go to {hub} with proof of your address.", hub=the("hub"))


@dataclass(frozen=True, slots=True)
class Letter:
    """One row of a print file."""

    slip: str
    code: str = field(repr=False)
    link: str = field(repr=False)
    closes: str


def read(file: Path) -> list[Letter]:
    """The rows of a print file.  Raises OSError; KeyError when it is another file."""
    with file.open(encoding="utf-8-sig", newline="") as rows:
        return [
            Letter(row["slip"], row["code"], row["link"], row["closes"])
            for row in csv.DictReader(rows, delimiter=";")
        ]


def write(file: Path, letters: Sequence[Letter], round: str, profile: Profile) -> None:
    """All pages in one PDF, for its owner alone, never over a file that is there.

    Raises OSError, and Unprintable for words that do not fit.
    """
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as out:
            first, *rest = _pages(letters, round, profile)
            first.save(out, "PDF", save_all=True, append_images=rest, resolution=DPI)
    except BaseException:
        file.unlink(missing_ok=True)
        raise


def _pages(letters: Sequence[Letter], round: str, profile: Profile) -> Iterator[Image.Image]:
    for letter in letters:
        yield page(letter, round, profile).convert("1", dither=Image.Dither.NONE)


def page(letter: Letter, round: str, profile: Profile) -> Image.Image:
    """One letter, in the first language of the municipality."""
    language = profile.languages[0]

    def said(message: Message) -> str:
        return words(message, language, profile)

    sheet = Sheet(catalogue(language).rtl)
    inner = WIDTH - 2 * MARGIN
    sheet.text(profile.name, MARGIN, MARGIN, inner / 2, 8, 6, 4, weight="Bold")
    slip = said(_("Slip {slip}", slip=letter.slip))
    sheet.text(slip, MARGIN + inner / 2, MARGIN, inner / 2, 8, 5, 4, far=True)
    sheet.text(said(TITLE), MARGIN, 76, inner, 14, 11, 6, weight="Bold", middle=True)
    until = said(_("Round {number}. Voting closes: {moment}", number=round, moment=letter.closes))
    sheet.text(until, MARGIN, 92, inner, 8, 6, 4)
    beside = sheet.code(letter.link, MARGIN, 106)
    sheet.steps(tuple(map(said, STEPS)), MARGIN + beside, 106, inner - beside, CODE)
    sheet.rule(MARGIN, 218, inner)
    sheet.text(said(TYPE_IT), MARGIN, 221, inner, 7, 4.9, 3.2)
    sheet.text(letter.code, MARGIN, 230, inner, 15, 13, 8, weight="Bold", name=True, whole=True)
    sheet.text(said(YOURS), MARGIN, 249, inner, 7, 5.6, 3.2, weight="Bold")
    sheet.text(said(CONFIDENTIAL), MARGIN, 258, inner, 7, 4.9, 3.2)
    sheet.text(said(LOST), MARGIN, 266, inner, 7, 4.9, 3.2)
    sheet.text(said(no_telegram(profile)), MARGIN, 274, inner, 7, 4.9, 3.2)
    return sheet.image
