"""A table for a spreadsheet, in the reader's language: CSV as Dutch Excel opens it.

Whatever residents typed stays text: a cell that a spreadsheet would calculate is
guarded (OWASP ASVS 1.2.10).
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable

from conversations.profile import Profile
from conversations.words import Cell, Day, Euro, Message
from locales.render import words

# A mark that tells Excel that the file is UTF-8.
BOM = "\ufeff"
# A cell that begins with one of these is calculated, not read, by a spreadsheet.
FORMULA = tuple("=+-@＝＋－＠")


def csv_text(rows: Iterable[Iterable[Cell]], language: str, profile: Profile) -> str:
    """Rows as a file that opens with a double click: BOM, semicolons, every cell quoted.

    Money has two decimals and the language's decimal sign; days are written 2026-11-24.
    """
    file = io.StringIO()
    file.write(BOM)
    writer = csv.writer(file, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerows([plain(_spoken(cell, language, profile)) for cell in row] for row in rows)
    return file.getvalue()


def _spoken(cell: Cell, language: str, profile: Profile) -> str:
    match cell:
        case Message():
            return words(cell, language, profile)
        case Euro(cents=cents):
            amount = f"{cents // 100}.{cents % 100:02d}"
            return amount if language == "en" else amount.replace(".", ",")
        case Day(on=day):
            return day.isoformat()
    return str(cell)


def plain(cell: str) -> str:
    """A cell that stays text in a spreadsheet, whatever somebody typed.

    Blanks and invisible signs before a formula do not hide it.  A NUL ends a cell in some
    programs, so none is kept.
    """
    seen = cell.lstrip()
    while seen and (seen[0].isspace() or unicodedata.category(seen[0]) in ("Cc", "Cf")):
        seen = seen[1:]
    odd = cell[:1] in ("\t", "\r", "\n", "\0")
    kept = cell.replace("\0", "")
    return "'" + kept if odd or seen.startswith(FORMULA) else kept
