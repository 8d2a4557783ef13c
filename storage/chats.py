"""Chats: where each person is in the talk.  Opening a chat is the lock on that person."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from conversations.here import Person
from storage.database import Row, Transaction, instant
from storage.people import HELD_NOW, person_of


@dataclass(frozen=True, slots=True)
class OpenChat:
    """A chat as it stands, held until the transaction ends.

    `shown` is the message id of the current screen (0 while on its way), `shown_at` Telegram's
    Unix second of it (0 when an earlier copy may have been seen), `steps` whether it carries step
    buttons, `keys` whether there are keys under the input field, `confirming` whether it asks
    something final; `waiting` how many letters are not yet delivered, `held` how many updates of
    this person wait for another try.
    """

    person: Person
    turn: int
    listening: str | None
    screen: str | None
    misses: int
    shown: int
    shown_at: int
    steps: bool
    keys: bool
    confirming: bool
    newest: int
    heard: str | None
    flood_since: str | None
    flood: int
    drafts: dict[str, str]
    waiting: int
    held: int
    unreachable: bool
    seen: bool


async def open_chat(
    tx: Transaction, door: str, address: str, now: dt.datetime, *, key: str = ""
) -> OpenChat | None:
    """The chat behind an account, locked; None on first contact.

    `seen` says that the update with this key is done already: asked behind the lock, so that the
    same update at another instance is done or waits.  The lock is a statement of its own:
    PostgreSQL would read the drafts beside a row it had to wait for as they were before the wait.
    """
    if tx.dialect == "postgres":
        await tx.one(
            """
            SELECT c.turn FROM chats c JOIN accounts a ON a.person = c.person
            WHERE a.door = :door AND a.address = :address FOR UPDATE OF c
            """,
            door=door,
            address=address,
        )
    rows = await tx.all(
        f"""
        SELECT a.person, a.unreachable_since, p.name, p.language, p.wijk, p.elsewhere,
               c.turn, c.listening, c.screen, c.misses, c.shown, c.shown_at, c.steps, c.keys,
               c.confirming, c.newest, c.heard, c.flood_since, c.flood, d.journey, d.body, r.role,
               r.wijk AS role_wijk,
               (SELECT count(*) FROM letters l
                 WHERE l.person = a.person AND l.state = 'waiting') AS waiting,
               (SELECT count(*) FROM held h
                 WHERE h.address = a.address AND h.state = 'waiting') AS held,
               (SELECT 1 FROM seen s WHERE s.key = :key) AS seen
        FROM accounts a
        JOIN people p ON p.id = a.person
        JOIN chats c ON c.person = a.person
        LEFT JOIN drafts d ON d.person = a.person
        LEFT JOIN roles r ON r.person = a.person AND {HELD_NOW}
        WHERE a.door = :door AND a.address = :address
        """,
        door=door,
        address=address,
        key=key,
        now=instant(now),
    )
    return _chat(rows) if rows else None


def _chat(rows: list[Row]) -> OpenChat:
    first = rows[0]
    return OpenChat(
        person=person_of(rows),
        turn=first["turn"],
        listening=first["listening"],
        screen=first["screen"],
        misses=first["misses"],
        shown=first["shown"],
        shown_at=first["shown_at"],
        steps=bool(first["steps"]),
        keys=bool(first["keys"]),
        confirming=bool(first["confirming"]),
        newest=first["newest"],
        heard=first["heard"],
        flood_since=first["flood_since"],
        flood=first["flood"],
        drafts={row["journey"]: row["body"] for row in rows if row["journey"] is not None},
        waiting=first["waiting"],
        held=first["held"],
        unreachable=first["unreachable_since"] is not None,
        seen=first["seen"] is not None,
    )


async def keep_chat(
    tx: Transaction,
    person: str,
    *,
    turn: int,
    listening: str | None,
    screen: str | None,
    misses: int,
    shown: int,
    steps: bool,
    keys: bool,
    confirming: bool,
    newest: int,
    heard: str | None,
    flood_since: str | None,
    flood: int,
) -> None:
    """Put a chat back as this turn leaves it."""
    await tx.run(
        """
        UPDATE chats SET turn = :turn, listening = :listening, screen = :screen,
               misses = :misses, shown = :shown, steps = :steps, keys = :keys,
               confirming = :confirming, newest = :newest, heard = :heard,
               flood_since = :flood_since, flood = :flood
        WHERE person = :person
        """,
        person=person,
        turn=turn,
        listening=listening,
        screen=screen,
        misses=misses,
        shown=shown,
        steps=int(steps),
        keys=int(keys),
        confirming=int(confirming),
        newest=newest,
        heard=heard,
        flood_since=flood_since,
        flood=flood,
    )


async def keep_draft(
    tx: Transaction, person: str, journey: str, body: str, now: dt.datetime
) -> None:
    """Keep what is known so far in one journey."""
    await tx.run(
        """
        INSERT INTO drafts (person, journey, body, since, touched)
        VALUES (:person, :journey, :body, :now, :now)
        ON CONFLICT (person, journey) DO UPDATE
        SET body = excluded.body, touched = excluded.touched
        """,
        person=person,
        journey=journey,
        body=body,
        now=instant(now),
    )


async def drop_draft(tx: Transaction, person: str, journey: str) -> None:
    """Forget an unfinished journey: it is finished, or the person threw it away."""
    await tx.run(
        "DELETE FROM drafts WHERE person = :person AND journey = :journey",
        person=person,
        journey=journey,
    )


async def see(tx: Transaction, key: str, now: dt.datetime) -> None:
    """This exact update is done, from the commit of this transaction on."""
    await tx.run("INSERT INTO seen (key, at) VALUES (:key, :at)", key=key, at=instant(now))


async def not_done(tx: Transaction, key: str) -> None:
    """It waits behind another update after all: when its turn comes it must not seem done."""
    await tx.run("DELETE FROM seen WHERE key = :key", key=key)


async def seen_before(tx: Transaction, key: str, now: dt.datetime) -> bool:
    """`see`, of somebody who has no chat yet to hold: was this exact update done already?"""
    row = await tx.one(
        "INSERT INTO seen (key, at) VALUES (:key, :at) ON CONFLICT (key) DO NOTHING RETURNING key",
        key=key,
        at=instant(now),
    )
    return row is None


async def count_flood(tx: Transaction, person: str, flood_since: str | None, flood: int) -> None:
    """One more update past the flood gate."""
    await tx.run(
        "UPDATE chats SET flood_since = :since, flood = :flood WHERE person = :person",
        since=flood_since,
        flood=flood,
        person=person,
    )
