"""Direct lines: whose hands a message goes into at once, and who takes over when they are away."""

from __future__ import annotations

from dataclasses import dataclass

from conversations.here import Here
from conversations.matters.line_draft import (
    Left,
    LineDraft,
    MayWriteTo,
    TakenOver,
    TakeOver,
    Whom,
    WriteTo,
)
from conversations.matters.matter import Matter
from conversations.roles.face import Face
from conversations.talk import Refused
from conversations.words import _, bare
from storage import cases
from storage.database import Row, Transaction, instant
from storage.matters import keepers
from storage.people import HELD_NOW
from storage.roles import faces

AMBASSADOR = "ambassador"
GONE = _(
    "This person is not {role} any more. Look at /contact who is there now.",
    role=bare("ambassador"),
)


@dataclass(frozen=True, slots=True)
class Hands:
    """Which role has a matter (None: nobody), and who of them."""

    owner: str | None
    holder: str | None = None


async def hands_for(tx: Transaction, matter: Matter, here: Here) -> Hands | Refused:
    """Where a matter goes: to whom it was written, else along the chain of its kind.

    What was written to nobody in particular is laid in the hands of whoever keeps its topic.  An
    ambassador who is away is spared: it goes to the contact of the wijk.
    """
    if matter.to is None:
        apart = matter.apart and matter.kind == "complaint"
        owner = await cases.responsible(tx, here, matter.wijk, matter.kind, apart=apart)
        if apart:
            return Hands(owner)
        return Hands(owner, await keepers.keeper_for(tx, matter.topic, matter.wijk, here))
    if matter.to != AMBASSADOR:
        return Hands(await cases.responsible(tx, here, matter.wijk, matter.kind, matter.to))
    if matter.card is not None:
        row = await _keeper(tx, matter.card, matter.wijk, here)
        if row is None:
            return Refused(GONE)
        if row["person"] == here.person.id:
            return Refused(_("This is you. You cannot write to yourself."))
        face = await faces.of_person(tx, row["person"], here, stand_ins=False)
        if face is not None and face.back is None:
            return Hands(AMBASSADOR, row["person"])
    return Hands(await cases.responsible(tx, here, matter.wijk, matter.kind, "contact"))


async def write_to(
    tx: Transaction, command: WriteTo, here: Here, cause: str
) -> MayWriteTo | Refused:
    """May this person write to whoever has this card?  Only to an ambassador, about their wijk."""
    row = await _keeper(tx, command.card, None, here)
    if row is None:
        return Refused(GONE)
    if row["person"] == here.person.id:
        return Refused(_("This is you. You cannot write to yourself."))
    wijk = row["wijk"] or here.person.wijk
    if wijk is None:
        return Refused(_("First tell me your wijk, with /wijk."))
    if not here.profile.has_journey("matter", wijk, here.today):
        return Refused(_("I cannot pass that on in {place}.", place=here.profile.name))
    return MayWriteTo(command.card, wijk)


async def whom(tx: Transaction, draft: LineDraft, here: Here) -> Whom:
    """Who will read it, as residents may see them today."""
    if draft.card is None:
        return Whom(None)
    row = await _keeper(tx, draft.card, draft.wijk, here)
    if row is None:
        return Whom(None)
    face: Face | None = await faces.of_person(tx, row["person"], here, stand_ins=False)
    return Whom(face, instead=face is not None and face.back is not None)


async def _keeper(tx: Transaction, card: str, wijk: str | None, here: Here) -> Row | None:
    """Whose card it is, if they are an ambassador now (of this wijk, where one is named)."""
    return await tx.one(
        f"""
        SELECT r.person, r.wijk FROM cards c
        JOIN roles r ON r.person = c.person AND r.role = 'ambassador'
        WHERE c.id = :card AND (r.wijk IS NULL OR r.wijk = COALESCE(:wijk, r.wijk))
          AND {HELD_NOW}
        ORDER BY r.wijk IS NULL, r.wijk LIMIT 1
        """,
        card=card,
        wijk=wijk,
        now=instant(here.now),
    )


async def take_over(
    tx: Transaction, command: TakeOver, here: Here, cause: str
) -> TakenOver | Refused:
    """What residents wrote to an ambassador who is away now, or is none any more, moves on.

    Only the clock asks this.  It stays there when they come back: two people would answer.
    """
    if here.person.id:
        return TakenOver(())
    rows = await tx.all(
        """
        SELECT id, number, person, wijk, kind FROM cases
        WHERE holder = :person AND closed IS NULL AND owner = 'ambassador'
        ORDER BY next_at, id
        """,
        person=command.person,
    )
    moved: list[Left] = []
    for row in rows:
        await tx.hold("cases", row["id"])
        if await _is_there(tx, command.person, row["wijk"], here):
            continue
        owner = await cases.responsible(tx, here, row["wijk"], row["kind"], "contact")
        await tx.run(
            """
            UPDATE cases SET owner = :owner, holder = NULL,
                   state = CASE WHEN state = 'taken' THEN 'new' ELSE state END
            WHERE id = :id
            """,
            id=row["id"],
            # Nobody in the chain: whoever looks after the whole bot sees that it waits.
            owner=owner or "administrator",
        )
        await cases.happened(tx, row["id"], "taken_over", here, cause, role="clock")
        moved.append(Left(row["id"], row["number"], row["person"]))
    return TakenOver(tuple(moved))


async def _is_there(tx: Transaction, person: str, wijk: str, here: Here) -> bool:
    row = await tx.one(
        f"""
        SELECT 1 AS one FROM roles r
        WHERE r.person = :person AND r.role = 'ambassador'
          AND (r.wijk = :wijk OR r.wijk IS NULL) AND {HELD_NOW} LIMIT 1
        """,
        person=person,
        wijk=wijk,
        now=instant(here.now),
    )
    face = await faces.of_person(tx, person, here, stand_ins=False)
    return row is not None and (face is None or face.back is None)
