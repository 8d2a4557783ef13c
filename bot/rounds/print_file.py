"""The print file of voting codes: written once, for its owner alone, and never again.

    codes.csv.part   written and on the disk before the codes are in the register
    codes.csv        the same file, after the commit

What stays a `.part` is of a run that did not finish: `codes count` says whether its batch counts.
"""

from __future__ import annotations

import csv
import io
import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from conversations.rules.codes import LINK, shown, with_check

MOST = 50_000  # codes at once


class NoFile(Exception):
    """Why the file cannot be written; one line."""


@dataclass(frozen=True, slots=True)
class Printed:
    """One code as it goes on paper; nothing else ever holds it."""

    slip: str
    code: str = field(repr=False)
    token: str = field(repr=False)


def chance(many: int) -> list[tuple[str, str]]:
    """So many new codes of 55 random bits, each with a token of 128 for its link."""
    return [(with_check(secrets.randbits(55)), secrets.token_urlsafe(16)) for _n in range(many)]


def part_of(file: Path) -> Path:
    """Where it stands before the commit."""
    return file.with_name(file.name + ".part")


def why_not(file: Path) -> str | None:
    """Why this file cannot be the print file; it is never written over."""
    if file.exists():
        return f"{file} is there already. A print file is written once: name another one."
    if part_of(file).exists():
        return (
            f"{part_of(file)} is there, of a run that did not finish. Look with `codes count`: does"
            " its batch stand there, then rename it to the print file; else remove it."
        )
    if not file.parent.is_dir():
        return f"{file.parent} is no folder."
    return None


def write(file: Path, codes: Sequence[Printed], bot: str, closes: str) -> None:
    """Write it beside its place, whole and on the disk.  Raises NoFile."""
    text = io.StringIO()
    rows = csv.writer(text, delimiter=";", lineterminator="\r\n")
    rows.writerow(("slip", "code", "link", "closes"))
    rows.writerows(
        (one.slip, shown(one.code), f"https://t.me/{bot}?start={LINK}{one.token}", closes)
        for one in codes
    )
    try:
        # Of two runs at once that name one file, only one gets past this.
        handle = os.open(part_of(file), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise NoFile(f"{part_of(file)} cannot be written: {error.strerror}.") from None
    try:
        with os.fdopen(handle, "wb") as out:
            # A spreadsheet sees by the mark in front that this is UTF-8.
            out.write(b"\xef\xbb\xbf" + text.getvalue().encode())
            out.flush()
            os.fsync(out.fileno())
    except OSError as error:
        drop(file)
        raise NoFile(f"{part_of(file)} cannot be written: {error.strerror}.") from None


def keep(file: Path) -> None:
    """The codes count: the file gets its name, unless one with that name came meanwhile."""
    try:
        os.link(part_of(file), file)
        part_of(file).unlink()
        folder = os.open(file.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as error:
        raise NoFile(
            f"The codes count, but the file stands as {part_of(file)}: {error.strerror}."
        ) from None


def drop(file: Path) -> None:
    """The codes do not count: nothing stays."""
    part_of(file).unlink(missing_ok=True)
