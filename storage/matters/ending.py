"""How a matter ends: closed in words, solved or not, opened again, taken back.

taken ─► closed ─ "not solved" ─► taken (by the same person, while their role stands) or new
      ─► withdrawn
"""

from __future__ import annotations

from conversations.here import Here
from conversations.matters.matter import MOST_TEXT, OPEN_STATES
from conversations.matters.standard import standard
from conversations.matters.talking import (
    CloseMatter,
    MatterClosed,
    MatterRated,
    MatterReopened,
    MatterWithdrawn,
    RateMatter,
    Reopen,
    TalkBegun,
    TalkOver,
    WithdrawMatter,
)
from conversations.rules.promises import answer_by
from conversations.rules.talk import CLOSED, GONE, NOT_MINE, ONCE, why_not_write
from conversations.talk import Refused
from conversations.words import _
from storage import cases
from storage.database import Row, Transaction, instant
from storage.matters import clock, messages
from storage.matters.hands import part_all
from storage.matters.matters import acting_as, department_ambassador, matter_row, still_works
from storage.matters.thread import role_in, under, why_not


async def close_matter(
    tx: Transaction, command: CloseMatter, here: Here, cause: str
) -> MatterClosed | Refused:
    """The office is done with it, in words; what is answered with it is closed with it."""
    row = await matter_row(tx, command.case)
    if row is None:
        return TalkOver(GONE)
    if (over := await why_not(tx, row, "office", here)) is not None:
        return TalkOver(over, row["id"])
    if not command.text and standard(command.standard) is None:
        return Refused(_("Please tell in a sentence what was done."))
    if command.text and (objection := why_not_write(command.text, MOST_TEXT)):
        return Refused(objection)
    told: list[tuple[str, str | None, int]] = []
    for one in (row, *await under(tx, row["id"])):
        n = await messages.add(
            tx,
            one["id"],
            command.text,
            "office",
            role_in(row, here),
            here,
            cause,
            closing=True,
            standard=command.standard,
            repeats=(row["id"], told[0][2]) if told else None,
        )
        told.append((one["id"], one["person"], n))
        await _close(tx, one, here, cause)
    return MatterClosed(row["id"], row["number"], told[0][2], row["person"], tuple(told[1:]))


async def _close(tx: Transaction, row: Row, here: Here, cause: str) -> None:
    await clock.stop(tx, row["id"], here.now)
    await tx.run(
        """
        UPDATE matters SET answered = COALESCE(answered, :now), promised = NULL, snoozed = NULL,
               turn = 'resident', rating = NULL, rated = NULL
        WHERE case_id = :id
        """,
        id=row["id"],
        now=instant(here.now),
    )
    # Whoever closed it is who it comes back to.
    await tx.run(
        "UPDATE cases SET holder = :me WHERE id = :id", id=row["id"], me=here.person.id or None
    )
    await cases.move(tx, row["id"], "closed", owner=None, next_at=None, here=here, closed=True)
    await cases.happened(tx, row["id"], "closed", here, cause, role=role_in(row, here))


async def rate(
    tx: Transaction, command: RateMatter, here: Here, cause: str
) -> MatterRated | MatterReopened | Refused:
    """What whoever brought it thinks of the answer; "not" opens it again, the first time."""
    row = await _mine(tx, command.case, here)
    if isinstance(row, Refused):
        return row
    if row["state"] != "closed":
        return Refused(_("This is not closed, so it cannot be rated yet."))
    await tx.run(
        "UPDATE matters SET rating = :rating, rated = :now WHERE case_id = :id",
        id=row["id"],
        rating=command.rating,
        now=instant(here.now),
    )
    await cases.happened(tx, row["id"], "rated", here, cause, role="resident", words=command.rating)
    if command.rating == "not" and row["reopened"] is None:
        return await _open_again(tx, row, here, cause)
    return MatterRated(row["id"], row["number"], command.rating, row["reopened"] is None)


async def reopen(
    tx: Transaction, command: Reopen, here: Here, cause: str
) -> MatterReopened | TalkBegun | Refused:
    """Open it again, once."""
    row = await _mine(tx, command.case, here)
    if isinstance(row, Refused):
        return row
    if row["state"] in OPEN_STATES:
        return TalkBegun(row["id"])  # pressed twice: it is open already
    if row["state"] != "closed" or row["reopened"] is not None:
        return Refused(ONCE if row["state"] == "closed" else CLOSED)
    return await _open_again(tx, row, here, cause)


async def _open_again(tx: Transaction, row: Row, here: Here, cause: str) -> MatterReopened:
    """To the same person while they may work on it, else to whoever has the role now."""
    holder = await still_works(tx, row, here)
    same = acting_as(row, holder) if holder is not None else None
    apart = bool(row["apart"])
    owner = same or await cases.responsible(tx, here, row["wijk"], row["kind"], apart=apart)
    if holder is not None and department_ambassador(row["wijk"], holder):
        # Whoever keeps the topic has it in hands; the role that has it is the one of the wijk.
        owner = await cases.responsible(tx, here, row["wijk"], row["kind"], apart=apart) or same
    promised = answer_by(row["kind"], here) if owner is not None else None
    await cases.move(
        tx,
        row["id"],
        "taken" if same else "new",
        owner=owner or "administrator",
        next_at=promised or here.now,
        here=here,
    )
    await tx.run(
        """
        UPDATE matters SET turn = 'office', reopened = :now, raised = 0, under = NULL
        WHERE case_id = :id
        """,
        id=row["id"],
        now=instant(here.now),
    )
    if same is None:
        await tx.run("UPDATE cases SET holder = NULL WHERE id = :id", id=row["id"])
    await clock.start(tx, row["id"], here, cause, promised=promised)
    await cases.happened(tx, row["id"], "reopened", here, cause, role="resident")
    return MatterReopened(row["id"], row["number"], owner, same is not None, promised)


async def withdraw(
    tx: Transaction, command: WithdrawMatter, here: Here, cause: str
) -> MatterWithdrawn | Refused:
    """Whoever brought it takes it back; twice is once."""
    row = await _mine(tx, command.case, here)
    if isinstance(row, Refused):
        return row
    if row["state"] != "withdrawn" and row["state"] not in OPEN_STATES:
        return Refused(CLOSED)
    if row["state"] != "withdrawn":
        await part_all(tx, row["id"], here, cause)
        await clock.stop(tx, row["id"], here.now)
        await tx.run("UPDATE matters SET promised = NULL WHERE case_id = :id", id=row["id"])
        await cases.move(
            tx, row["id"], "withdrawn", owner=None, next_at=None, here=here, closed=True
        )
        await cases.happened(tx, row["id"], "withdrawn", here, cause, role="resident")
    return MatterWithdrawn(row["id"], row["number"], row["holder"] is not None)


async def _mine(tx: Transaction, case: str, here: Here) -> Row | Refused:
    row = await matter_row(tx, case)
    if row is None:
        return TalkOver(GONE)
    if row["person"] is None or row["person"] != here.person.id:
        return TalkOver(NOT_MINE, case)
    return row
