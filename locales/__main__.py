"""Looks after the translations: `python -m locales extract | update | check`.

    extract   the sentences of the code, as a template on standard output
    update    brings every `.po` file up to date with the code; translations stay
    check     what a reader would stumble over; one line for each, exit 1 when there are any

The template is made anew each time and never kept.  A sentence that changed keeps its old
translation, marked fuzzy: read it, change it, take the mark away.
"""

from __future__ import annotations

import io
import re
import sys
from difflib import SequenceMatcher
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as Entry
from babel.messages.pofile import read_po, write_po

from locales.catalogues import ids
from locales.lint import check
from locales.sentences import ROOT, catalogues, extracted

NEAR = 0.8  # of a changed sentence, 0 to 1
# Header lines that change with every run or say nothing; the history knows who and when.
HOUSEKEEPING = re.compile(
    rb'^"(?:Report-Msgid-Bugs-To|POT-Creation-Date|PO-Revision-Date|Last-Translator'
    rb"|Language-Team|Generated-By):.*\n",
    re.MULTILINE,
)


def update(root: Path) -> None:
    """Bring every `.po` file up to date; what is said no more goes, the history has it."""
    said = extracted(root)
    for _language, path in catalogues(root):
        with path.open("rb") as file:
            known = read_po(file)
        known.update(said, update_creation_date=False)
        for entry in known:
            if entry.id and entry.fuzzy and entry.previous_id and not _near(entry):
                entry.flags.discard("fuzzy")
                entry.string = ("",) * known.num_plurals if len(ids(entry)) > 1 else ""
        path.write_bytes(written(known))


def _near(entry: Entry) -> bool:
    """Whether the old sentence is so near that its translation helps; a wild guess does not."""
    return SequenceMatcher(None, entry.previous_id[0], ids(entry)[0]).ratio() >= NEAR


def written(known: Catalog) -> bytes:
    """A catalogue as a file: by source file, without line numbers, so that it changes little."""
    file = io.BytesIO()
    write_po(file, known, width=100, sort_by_file=True, include_lineno=False, ignore_obsolete=True)
    return HOUSEKEEPING.sub(b"", file.getvalue())


def main(arguments: list[str], root: Path = ROOT) -> int:
    """What the command line asks; the exit code."""
    match arguments:
        case ["extract"]:
            sys.stdout.write(written(extracted(root)).decode())
        case ["update"]:
            update(root)
        case ["check"]:
            found = check(root)
            for fault in found:
                print(fault)
            return int(any(not fault.warning for fault in found))
        case _:
            print((__doc__ or "").strip(), file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
