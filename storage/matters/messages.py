"""The talk about a matter: every message is a row, in order, with the files that came with it."""

from __future__ import annotations

from collections.abc import Sequence

from conversations.here import Here
from conversations.matters.matter import MessageFacts, Side
from storage.database import Row, Transaction, instant, moment


async def add(
    tx: Transaction,
    case: str,
    text: str,
    side: Side,
    role: str,
    here: Here,
    cause: str,
    *,
    closing: bool = False,
    standard: str | None = None,
    album: str | None = None,
) -> int:
    """Put a message under a matter that is held; answers its number."""
    row = await tx.one(
        "UPDATE matters SET said = said + 1 WHERE case_id = :case_id RETURNING said - 1 AS n",
        case_id=case,
    )
    assert row is not None
    await tx.run(
        """
        INSERT INTO messages (case_id, n, at, person, side, role, language, text, closing, standard,
                              album, cause)
        VALUES (:case_id, :n, :at, :person, :side, :role, :language, :text, :closing, :standard,
                :album, :cause)
        """,
        case_id=case,
        n=row["n"],
        at=instant(here.now),
        person=here.person.id or None,
        side=side,
        role=role,
        language=here.person.language,
        text=text,
        closing=int(closing),
        standard=standard,
        album=album,
        cause=cause,
    )
    return int(row["n"])


async def give_files(tx: Transaction, case: str, n: int, files: Sequence[str], person: str) -> None:
    """Files that this person sent before go with a message."""
    await tx.many(
        """
        UPDATE files SET case_id = :case_id, message = :n
        WHERE id = :file AND person = :person AND case_id IS NULL
        """,
        [{"case_id": case, "n": n, "file": file, "person": person} for file in files],
    )


async def of_matter(
    tx: Transaction, case: str, here: Here, *, office: bool
) -> tuple[MessageFacts, ...]:
    """The whole talk as one side may read it: notes are for the office only."""
    rows = await tx.all(
        """
        SELECT s.n, s.at, s.person, s.side, s.role, s.text, s.closing, s.standard, k.name
        FROM messages s LEFT JOIN cards k ON k.person = s.person AND s.side = 'office'
        WHERE s.case_id = :case_id ORDER BY s.n
        """,
        case_id=case,
    )
    files = await tx.all(
        """
        SELECT message, id, kind, state, name FROM files
        WHERE case_id = :case_id AND state <> 'refused' ORDER BY message, at, id
        """,
        case_id=case,
    )
    return tuple(
        _facts(row, files, here) for row in rows if office or row["side"] in ("resident", "office")
    )


def _facts(row: Row, files: Sequence[Row], here: Here) -> MessageFacts:
    mine = [file for file in files if file["message"] == row["n"]]
    return MessageFacts(
        n=row["n"],
        at=moment(row["at"]),
        side=row["side"],
        role=row["role"],
        text=row["text"],
        mine=row["person"] == here.person.id,
        files=tuple(
            (file["id"], file["kind"], file["name"]) for file in mine if file["state"] == "ready"
        ),
        name=row["name"],
        closing=bool(row["closing"]),
        checking=sum(file["state"] == "held" for file in mine),
        standard=row["standard"],
    )
