"""The talk about a matter, written from both sides; its end, and how it is opened again.

new ─ office writes ─► taken ─ asks ─► waiting ─ resident writes ─► taken … ─► closed
                                                                  ─► withdrawn
closed ─ "not solved" ─► taken (by the same person, while their role stands) or new
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from conversations.here import Here
from conversations.matters.matter import MOST_TEXT, OPEN_STATES, Side
from conversations.matters.standard import standard
from conversations.matters.talking import (
    BeginTalk,
    TalkBegun,
    TalkOver,
    WriteOn,
    WrittenOn,
)
from conversations.plans.plan import FileKept
from conversations.rules.promises import answer_by
from conversations.rules.talk import (
    CLOSED,
    GONE,
    NO_WORDS,
    NOT_MINE,
    NOT_YOURS,
    why_not_answer,
    why_not_write,
)
from conversations.talk import Refused
from conversations.words import Message
from storage import cases
from storage.database import Row, Transaction, instant, moment
from storage.files import keep_with_message
from storage.matters import clock, messages
from storage.matters.hands import UNDER
from storage.matters.matters import acting_as, matter_row, still_works, works


async def begin(tx: Transaction, command: BeginTalk, here: Here, cause: str) -> TalkBegun | Refused:
    """May this person write under what they brought?"""
    row = await matter_row(tx, command.case)
    if row is None:
        return TalkOver(GONE)
    if (over := await why_not(tx, row, "resident", here)) is not None:
        return TalkOver(over, row["id"])
    return TalkBegun(row["id"])


async def write_on(
    tx: Transaction, command: WriteOn, here: Here, cause: str
) -> WrittenOn | Refused:
    """Put a message under a matter, from one side of the counter, or say why not."""
    row = await matter_row(tx, command.case)
    if row is None:
        return TalkOver(GONE)
    if (over := await why_not(tx, row, command.side, here)) is not None:
        return TalkOver(over, row["id"])
    nothing = not (command.text or command.files or command.shared or command.standard)
    if nothing or (command.standard is not None and standard(command.standard) is None):
        return Refused(NO_WORDS)
    if command.text and (objection := why_not_write(command.text, MOST_TEXT)):
        return Refused(objection)
    joined = await _same_album(tx, row, command, here)
    n = joined if joined is not None else row["said"]
    file: FileKept | None = None
    if command.shared is not None:
        kept = await keep_with_message(tx, command.shared, row["id"], n, here)
        if isinstance(kept, Refused):
            return kept
        file = kept
    if joined is None:
        role = role_in(row, here) if command.side != "resident" else "resident"
        n = await messages.add(
            tx,
            row["id"],
            command.text,
            command.side,
            role,
            here,
            cause,
            standard=command.standard,
            album=command.shared.album if command.shared else None,
        )
    await messages.give_files(tx, row["id"], n, command.files, here.person.id)
    written = WrittenOn(
        row["id"],
        row["number"],
        n,
        command.side,
        row["person"],
        await messages.ready_files(
            tx, row["id"], n, (*command.files, file.file if file is not None else None)
        ),
        checking=file is not None and file.checking,
        joined=joined is not None,
    )
    if joined is not None or command.side == "note":
        return written
    await cases.happened(
        tx, row["id"], "written", here, cause, role=role_in(row, here, command.side)
    )
    if command.side == "resident":
        return await _resident_wrote(tx, row, written, here, cause)
    return await _office_wrote(tx, row, command, written, here, cause)


async def _resident_wrote(
    tx: Transaction, row: Row, written: WrittenOn, here: Here, cause: str
) -> WrittenOn:
    """It is the office's turn; whoever waited for an answer gets a new day for the next one."""
    promised = moment(row["promised"]) if row["promised"] else None
    if promised is None:
        promised = answer_by(row["kind"], here) if await _somebody(tx, row, here) else None
        await clock.start(tx, row["id"], here, cause, promised=promised)
    elif row["turn"] == "resident":
        await clock.start(tx, row["id"], here, cause, promised=promised)
    await _turn(tx, row, "office", "taken" if row["holder"] else "new", row["holder"])
    return replace(written, promised=promised)


async def _office_wrote(
    tx: Transaction, row: Row, command: WriteOn, written: WrittenOn, here: Here, cause: str
) -> WrittenOn:
    """The promise is kept by an answer of a person; a complaint is answered when it is closed."""
    others: list[tuple[str, str | None, int]] = []
    for one in (row, *await under(tx, row["id"])):
        if one is not row:
            n = await messages.add(
                tx,
                one["id"],
                command.text,
                "office",
                role_in(row, here),
                here,
                cause,
                standard=command.standard,
                repeats=(row["id"], written.n),
            )
            others.append((one["id"], one["person"], n))
        await _answered(tx, one, command.asks, here, cause)
    return replace(written, taken=row["holder"] is None, others=tuple(others))


async def _answered(tx: Transaction, row: Row, asks: bool, here: Here, cause: str) -> None:
    await tx.run(
        "UPDATE matters SET answered = COALESCE(answered, :now) WHERE case_id = :id",
        id=row["id"],
        now=instant(here.now),
    )
    promised = moment(row["promised"]) if row["promised"] else None
    days = here.profile.terms.question_days if asks else clock.LOOK_AGAIN.days
    look = here.now + dt.timedelta(days=days)
    by_law = promised if row["kind"] == "complaint" else None
    await clock.start(tx, row["id"], here, cause, promised=by_law, look=look)
    turn, state = ("resident", "waiting") if asks else ("office", "taken")
    await _turn(tx, row, turn, state, here.person.id)


# --- who, and in whose turn ------------------------------------------------------------------


async def why_not(tx: Transaction, row: Row, side: Side, here: Here) -> Message | None:
    """Why this person may not write here from that side; None when they may."""
    if side == "resident":
        if row["person"] is None or row["person"] != here.person.id:
            return NOT_MINE
    elif side == "partner" or not await works(tx, row, here):
        return NOT_YOURS
    elif side == "office" and row["holder"] not in (None, here.person.id):
        holder = await still_works(tx, row, here)
        if objection := why_not_answer(holder.person.name if holder is not None else None):
            return objection
    return None if row["state"] in OPEN_STATES else CLOSED


async def _somebody(tx: Transaction, row: Row, here: Here) -> bool:
    """Does anybody hold a role for it?  To whom nobody answers, nothing is promised."""
    apart = bool(row["apart"])
    found = await cases.responsible(tx, here, row["wijk"], row["kind"], row["owner"], apart=apart)
    return found is not None


def role_in(row: Row, here: Here, side: Side = "office") -> str:
    """In which role this person writes under it."""
    return "resident" if side == "resident" else acting_as(row, here)


async def _turn(tx: Transaction, row: Row, turn: str, state: str, holder: str | None) -> None:
    await tx.run(
        "UPDATE cases SET state = :state, holder = :holder WHERE id = :id",
        id=row["id"],
        state=state,
        holder=holder or None,
    )
    await tx.run(
        "UPDATE matters SET turn = :turn, snoozed = NULL WHERE case_id = :id",
        id=row["id"],
        turn=turn,
    )


async def under(tx: Transaction, case: str) -> list[Row]:
    """The open matters that are answered with this one."""
    rows = await tx.all(UNDER, case_id=case)
    found = [await matter_row(tx, row["case_id"]) for row in rows]
    return [row for row in found if row is not None]


async def _same_album(tx: Transaction, row: Row, command: WriteOn, here: Here) -> int | None:
    """The message that a photo belongs to: the newest, of the same album of the same person."""
    album = command.shared.album if command.shared else None
    if album is None or command.text:
        return None
    last = await tx.one(
        """
        SELECT n FROM messages
        WHERE case_id = :case_id AND n = :n AND album = :album AND person = :me
        """,
        case_id=row["id"],
        n=row["said"] - 1,
        album=album,
        me=here.person.id,
    )
    return last["n"] if last else None
