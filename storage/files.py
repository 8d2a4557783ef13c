"""Photos, files and voice messages with a plan or with a message about a matter.

A photo or voice message is ready at once: Telegram made it anew on the way and took
the position out.  A document is held, as somebody sent it, until `bot/attachments.py`
has fetched, checked and cleaned it; only the cleaned content is ever stored.

    held → ready     content stands in file_contents
         → refused   its owner hears why
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from conversations.here import Here
from conversations.mine import NothingToTell, RefusedFile, TellRefusedFile
from conversations.plans.plan import FileKept, KeepFile
from conversations.rules.files import MOST_BYTES, why_not_this_file
from conversations.rules.talk import why_not_more_files
from conversations.talk import Refused, Shared
from conversations.words import _
from storage import due
from storage.database import Transaction, instant

# What somebody may have lying here that is not with a sent plan: started again, sent double.
MOST_WAITING = 40
MOST_WAITING_BYTES = 5 * MOST_BYTES
# A PDF is kept nearly as it came, so a smaller one is asked for than of a photo.
MOST_PDF = 10 * 1024 * 1024
TOO_BIG_PDF = _("That PDF is too big. Send one of at most 10 MB, or a photo.")
MOST_NAME = 120

# Whoever took a file to check has this long; then somebody else may. Doubled with each try.
LEASE = dt.timedelta(minutes=1)
LONGEST_LEASE = dt.timedelta(hours=1)
MOST_TRIES = 12


async def keep_file(
    tx: Transaction, command: KeepFile, here: Here, cause: str
) -> FileKept | Refused:
    """Keep a file with the unfinished plan; the same one twice is kept once."""
    shared = command.shared
    if objection := why_not_this_file(shared, command.already):
        return Refused(objection)
    if shared.mime == "application/pdf" and (shared.size or 0) > MOST_PDF:
        return Refused(TOO_BIG_PDF)
    known = await tx.one(
        """
        SELECT id, state FROM files
        WHERE case_id IS NULL AND person = :person AND unique_id = :unique_id
          AND state <> 'refused'
        """,
        person=here.person.id,
        unique_id=shared.unique_id,
    )
    if known is not None:
        return FileKept(known["id"], known["state"] == "held")
    waiting = await tx.one(
        """
        SELECT count(*) AS n, COALESCE(SUM(size), 0) AS bytes FROM files
        WHERE case_id IS NULL AND person = :person AND state <> 'refused'
        """,
        person=here.person.id,
    )
    if waiting is not None and (
        waiting["n"] >= MOST_WAITING or waiting["bytes"] + (shared.size or 0) > MOST_WAITING_BYTES
    ):
        return Refused(_("You sent a lot of files. Please send this plan first."))
    return await _keep(tx, shared, here)


async def keep_with_message(
    tx: Transaction, shared: Shared, case: str, n: int, here: Here
) -> FileKept | Refused:
    """Keep what was sent with message `n` of a matter; a document is held until it is checked."""
    if objection := why_not_this_file(shared, 0):
        return Refused(objection)
    if shared.mime == "application/pdf" and (shared.size or 0) > MOST_PDF:
        return Refused(TOO_BIG_PDF)
    row = await tx.one(
        """
        SELECT count(*) AS n, COALESCE(SUM(size), 0) AS bytes FROM files
        WHERE case_id = :case_id AND person = :person AND state <> 'refused'
        """,
        case_id=case,
        person=here.person.id,
    )
    assert row is not None
    if objection := why_not_more_files(row["n"], row["bytes"] + (shared.size or 0)):
        return Refused(objection)
    return await _keep(tx, shared, here, case, n)


async def _keep(
    tx: Transaction, shared: Shared, here: Here, case: str | None = None, n: int | None = None
) -> FileKept:
    file = tx.fresh()
    checking = shared.what == "document"
    await tx.run(
        """
        INSERT INTO files (id, person, case_id, message, kind, file_id, unique_id, name, mime, size,
                           state, next_at, at)
        VALUES (:id, :person, :case_id, :n, :kind, :file_id, :unique_id, :name, :mime, :size,
                :state, :next_at, :at)
        """,
        id=file,
        person=here.person.id,
        case_id=case,
        n=n,
        kind=shared.what,
        file_id=shared.file_id,
        unique_id=shared.unique_id,
        name=bare_name(shared.name),
        mime=shared.mime,
        size=shared.size,
        state="held" if checking else "ready",
        next_at=instant(here.now) if checking else None,
        at=instant(here.now),
    )
    return FileKept(file, checking)


def bare_name(name: str | None) -> str | None:
    """A file name without folders, controls and direction tricks; short, with its ending."""
    if name is None:
        return None
    last = name.replace("\\", "/").rpartition("/")[2]
    kept = "".join(letter for letter in last if letter.isprintable()).strip(" .")
    if len(kept) > MOST_NAME:
        stem, dot, ending = kept.rpartition(".")
        kept = (stem or ending)[: MOST_NAME - 8] + (dot + ending[:7] if stem else "")
    return kept or None


# --- for the worker -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class HeldFile:
    """A document somebody sent, taken for checking; `size` in bytes as Telegram states it."""

    id: str
    file_id: str
    mime: str | None
    size: int | None
    tries: int


async def next_held(tx: Transaction, now: dt.datetime) -> HeldFile | None:
    """The document that waits longest, taken: nobody else gets it until the lease is over."""
    row = await tx.one(
        """
        WITH page AS MATERIALIZED (
            SELECT id FROM files WHERE state = 'held' AND next_at <= :now
            ORDER BY next_at, id LIMIT 1 /*+pg FOR UPDATE SKIP LOCKED */)
        UPDATE files SET tries = tries + 1, next_at = :soon
        WHERE id IN (SELECT id FROM page) AND state = 'held'
        RETURNING id, file_id, mime, size, tries
        """,
        now=instant(now),
        soon=instant(now + LEASE),
    )
    if row is None:
        return None
    lease = min(LEASE * 2 ** min(row["tries"] - 1, 10), LONGEST_LEASE)
    if lease > LEASE:
        await tx.run(
            "UPDATE files SET next_at = :at WHERE id = :id", at=instant(now + lease), id=row["id"]
        )
    return HeldFile(row["id"], row["file_id"], row["mime"], row["size"], row["tries"])


async def make_ready(
    tx: Transaction, file: str, content: bytes, note: str | None, now: dt.datetime
) -> bool:
    """Put the cleaned content in its place; false when the file is gone or done already.

    `note` says what was not cleaned (as_sent: a PDF).  Phones that show its case are brought
    up to date.
    """
    row = await tx.one(
        """
        UPDATE files SET state = 'ready', why = :note, size = :size, next_at = NULL
        WHERE id = :id AND state = 'held' RETURNING case_id, message
        """,
        id=file,
        note=note,
        size=len(content),
    )
    if row is None:
        return False
    await tx.run(
        """
        INSERT INTO file_contents (file, content) VALUES (:file, :content)
        ON CONFLICT (file) DO NOTHING
        """,
        file=file,
        content=content,
    )
    if row["case_id"] is not None:
        await due.plan(tx, "file_ready", row["case_id"], now, file)
    if row["message"] is not None:
        await due.plan(tx, "matter_file", file, now, file)
    return True


async def refuse(tx: Transaction, file: str, why: str, now: dt.datetime) -> bool:
    """We cannot keep it; its owner is to hear why (a key of mine_words.WHY_REFUSED)."""
    row = await tx.one(
        """
        UPDATE files SET state = 'refused', why = :why, next_at = NULL
        WHERE id = :id AND state = 'held' RETURNING id
        """,
        id=file,
        why=why,
    )
    if row is None:
        return False
    await due.plan(tx, "file_refused", file, now, file)
    return True


async def tell_refused(
    tx: Transaction, command: TellRefusedFile, here: Here, cause: str
) -> RefusedFile | NothingToTell:
    """Whose file it was and why it was refused; only the clock asks this."""
    row = await tx.one(
        "SELECT person, name, why FROM files WHERE id = :id AND state = 'refused'",
        id=command.file,
    )
    if row is None or here.person.id:
        return NothingToTell()
    return RefusedFile(row["person"], row["name"], row["why"] or "damaged")
