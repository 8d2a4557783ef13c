"""An idea or a signal that becomes a plan: words and files go along, nothing is typed again.

A signal stays open, with whoever has it, until the plan is sent: a plan that is never finished
must not take a signal out of their hands.
"""

from __future__ import annotations

from conversations.here import Here
from conversations.matters.becoming import PlanBegun, PlanFrom, PlanOf, PlanWaits
from conversations.matters.matter import OPEN_STATES, DropTold, ToldDropped
from conversations.plans.plan import PlanDraft
from conversations.talk import Refused
from conversations.words import _
from storage import cases
from storage.database import Row, Transaction, instant
from storage.matters import clock
from storage.matters.hands import part_all
from storage.matters.matters import matter_row


async def plan_from(
    tx: Transaction, command: PlanFrom, here: Here, cause: str
) -> PlanBegun | PlanWaits | Refused:
    """Begin a plan with what was told, unless another one waits to be finished."""
    if not here.profile.has_journey("initiative", command.wijk, here.today):
        return Refused(_("I cannot take a plan for {place}.", place=here.profile.name))
    if await _unfinished(tx, here.person.id):
        return PlanWaits()
    return PlanBegun(command.wijk, command.text, command.place, command.files)


async def plan_of(
    tx: Transaction, command: PlanOf, here: Here, cause: str
) -> PlanBegun | PlanWaits | Refused:
    """Begin a plan with a copy of one's own open signal or question."""
    row = await matter_row(tx, command.case)
    if row is None or row["person"] != here.person.id:
        return Refused(_("This is not here any more."))
    if row["state"] not in OPEN_STATES:
        return Refused(_("It is closed already. You can make a plan with /idee."))
    if not here.profile.has_journey("initiative", row["wijk"], here.today):
        return Refused(_("I cannot take a plan for {place}.", place=here.profile.name))
    if await _unfinished(tx, here.person.id):
        return PlanWaits()
    said = await tx.one(
        "SELECT text FROM messages WHERE case_id = :case_id AND n = 0", case_id=command.case
    )
    return PlanBegun(
        row["wijk"],
        said["text"] if said is not None else None,
        row["place"],
        await _copied(tx, command.case, here),
        command.case,
    )


async def became(tx: Transaction, case: str, here: Here, cause: str) -> bool:
    """The plan that a matter led to was sent: the matter is closed as that; false when it was not
    open any more, or is not this person's.
    """
    row = await matter_row(tx, case)
    if row is None or row["person"] != here.person.id or row["state"] not in OPEN_STATES:
        return False
    await part_all(tx, case, here, cause)
    await cases.move(tx, case, "became", owner=None, next_at=None, here=here, closed=True)
    await clock.stop(tx, case, here.now)
    await cases.happened(tx, case, "became", here, cause, role="resident")
    return True


async def drop_told(tx: Transaction, command: DropTold, here: Here, cause: str) -> ToldDropped:
    """Throw away the files of something that was told and not sent."""
    files = [{"file": file, "person": here.person.id} for file in command.files]
    await tx.many(
        """
        DELETE FROM file_contents WHERE file IN (
            SELECT id FROM files WHERE id = :file AND person = :person AND case_id IS NULL)
        """,
        files,
    )
    await tx.many(
        "DELETE FROM files WHERE id = :file AND person = :person AND case_id IS NULL", files
    )
    return ToldDropped()


async def _unfinished(tx: Transaction, person: str) -> bool:
    row = await tx.one(
        "SELECT body FROM drafts WHERE person = :person AND journey = 'initiative'", person=person
    )
    return row is not None and PlanDraft.model_validate_json(row["body"]).begun


async def _copied(tx: Transaction, case: str, here: Here) -> tuple[str, ...]:
    """The files of the first message once more, for the plan; none that lies here already."""
    rows: list[Row] = await tx.all(
        """
        SELECT f.id, f.unique_id FROM files f
        WHERE f.case_id = :case_id AND f.message = 0 AND f.person = :person AND f.state = 'ready'
          AND NOT EXISTS (
            SELECT 1 FROM files w WHERE w.person = f.person AND w.unique_id = f.unique_id
              AND w.case_id IS NULL AND w.state <> 'refused')
        ORDER BY f.at, f.id
        """,
        case_id=case,
        person=here.person.id,
    )
    copies = {row["id"]: tx.fresh() for row in rows}
    now = instant(here.now)
    for file, copy in copies.items():
        await tx.run(
            """
            INSERT INTO files (id, person, kind, file_id, unique_id, name, mime, size, state, why,
                               at)
            SELECT :copy, person, kind, file_id, unique_id, name, mime, size, state, why, :now
            FROM files WHERE id = :file
            """,
            copy=copy,
            file=file,
            now=now,
        )
        await tx.run(
            """
            INSERT INTO file_contents (file, content)
            SELECT :copy, content FROM file_contents WHERE file = :file
            """,
            copy=copy,
            file=file,
        )
    return tuple(copies.values())
