"""Open signals close to what somebody tells, and "me too".

Found by the street, or by the square of the map and the eight around it; of the same topic, in
the same wijk.  Whoever says "me too" counts once and hears the answer; what they told goes along
as a note, which whoever brought the signal never reads.
"""

from __future__ import annotations

from conversations.here import Here
from conversations.matters.matter import OPEN_STATES
from conversations.matters.near import (
    NEAREST,
    LookNear,
    NearFacts,
    NearFound,
    SaidToo,
    SayToo,
    TakeTooBack,
    TooTakenBack,
)
from conversations.matters.telling_draft import TellDraft
from conversations.talk import Refused
from conversations.words import _
from storage import cases, follows
from storage.database import Row, Transaction, instant, moment
from storage.matters import messages
from storage.matters.around import cells_around, shown_street, street_of

# In a busy street the newest ones are looked at.
MOST = 20
GONE = _("This is not open any more. I send yours as a new one.")

# CROSS JOIN: the street first, and not every signal of a wijk.
_OF_STREET = """
    SELECT c.id, c.opened FROM matters m CROSS JOIN cases c
    WHERE m.street = :street AND c.id = m.case_id AND m.topic = :topic AND c.wijk = :wijk
      AND c.kind = 'signal' AND c.closed IS NULL AND c.person <> :me
    ORDER BY c.opened DESC LIMIT :most
"""
_OF_CELL = """
    SELECT c.id, c.opened FROM matters m CROSS JOIN cases c
    WHERE m.cell = :cell AND c.id = m.case_id AND m.topic = :topic AND c.wijk = :wijk
      AND c.kind = 'signal' AND c.closed IS NULL AND c.person <> :me
    ORDER BY c.opened DESC LIMIT :most
"""


async def look(tx: Transaction, command: LookNear, here: Here, cause: str) -> NearFound:
    """The likeliest open signals of others: the newest of the same street or place."""
    about = {"topic": command.topic, "wijk": command.wijk, "me": here.person.id, "most": MOST}
    rows: list[Row] = []
    street = street_of(command.spot)
    if street is not None:
        rows += await tx.all(_OF_STREET, street=street, **about)
    for cell in cells_around(command.spot):
        rows += await tx.all(_OF_CELL, cell=cell, **about)
    found = {row["id"]: row["opened"] for row in rows}
    newest = sorted(found, key=lambda id: (found[id], id), reverse=True)
    return NearFound(tuple(newest[:NEAREST]))


async def facts_of(tx: Transaction, draft: TellDraft, here: Here) -> tuple[NearFacts, ...]:
    """The signals that were found, as another resident may see them; gone ones stay in the row."""
    found: list[NearFacts] = []
    for case in draft.near or ():
        row = await tx.one(
            """
            SELECT c.id, c.opened, m.topic, m.place,
                   (SELECT count(*) FROM too t WHERE t.case_id = c.id) AS too,
                   (SELECT MIN(f.id) FROM files f
                     WHERE f.case_id = c.id AND f.message = 0 AND f.kind = 'photo'
                       AND f.state = 'ready') AS photo
            FROM cases c JOIN matters m ON m.case_id = c.id WHERE c.id = :id
            """,
            id=case,
        )
        if row is not None:
            found.append(
                NearFacts(
                    row["id"],
                    row["topic"],
                    shown_street(row["place"]),
                    moment(row["opened"]),
                    row["too"] + 1,
                    row["photo"],
                )
            )
    return tuple(found)


async def say_too(tx: Transaction, command: SayToo, here: Here, cause: str) -> SaidToo | Refused:
    """Count somebody with the same trouble, once; one's own signal counts already."""
    row = await _open_signal(tx, command.case)
    if row is None or row["person"] == here.person.id:
        return Refused(GONE)
    counted = await tx.one(
        """
        INSERT INTO too (case_id, person, at) VALUES (:case_id, :person, :at)
        ON CONFLICT (case_id, person) DO NOTHING RETURNING person
        """,
        case_id=command.case,
        person=here.person.id,
        at=instant(here.now),
    )
    if counted is None:
        return SaidToo(command.case, again=True)
    await follows.follow(tx, here.person.id, follows.matter(command.case), here.now)
    if command.text or command.files:
        n = await messages.add(
            tx, command.case, command.text or "🙋", "note", "resident", here, cause
        )
        await messages.give_files(tx, command.case, n, command.files, here.person.id)
    await cases.happened(tx, command.case, "me_too", here, cause, role="resident")
    return SaidToo(command.case)


async def take_back(
    tx: Transaction, command: TakeTooBack, here: Here, cause: str
) -> TooTakenBack | Refused:
    """Count them no more, and give back what they told, with their files."""
    await tx.hold("cases", command.case)
    gone = await tx.one(
        "DELETE FROM too WHERE case_id = :case_id AND person = :person RETURNING person",
        case_id=command.case,
        person=here.person.id,
    )
    row = await tx.one(
        """
        SELECT c.wijk, m.topic FROM cases c JOIN matters m ON m.case_id = c.id WHERE c.id = :id
        """,
        id=command.case,
    )
    if gone is None or row is None:
        return Refused(_("You did not say this. There is nothing to take back."))
    await follows.unfollow(tx, here.person.id, follows.matter(command.case))
    note = await tx.one(
        """
        SELECT n, text FROM messages
        WHERE case_id = :case_id AND person = :person AND side = 'note' AND role = 'resident'
        ORDER BY n DESC LIMIT 1
        """,
        case_id=command.case,
        person=here.person.id,
    )
    files: list[Row] = []
    if note is not None:
        files = await tx.all(
            """
            UPDATE files SET case_id = NULL, message = NULL
            WHERE case_id = :case_id AND message = :n AND person = :person RETURNING id
            """,
            case_id=command.case,
            n=note["n"],
            person=here.person.id,
        )
        await tx.run(
            "DELETE FROM messages WHERE case_id = :case_id AND n = :n",
            case_id=command.case,
            n=note["n"],
        )
    await cases.happened(tx, command.case, "not_me_too", here, cause, role="resident")
    text = note["text"] if note is not None and note["text"] != "🙋" else None
    return TooTakenBack(
        command.case, row["topic"], row["wijk"], text, tuple(f["id"] for f in files)
    )


async def _open_signal(tx: Transaction, case: str) -> Row | None:
    await tx.hold("cases", case)
    row = await tx.one("SELECT person, kind, state FROM cases WHERE id = :id", id=case)
    if row is None or row["kind"] != "signal" or row["state"] not in OPEN_STATES:
        return None
    return row
