"""People: our own id, a first name to speak to, a language, a wijk, the roles held now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from conversations.everywhere import LanguageSet, SpeakLanguage
from conversations.here import Held, Here, Person
from conversations.talk import Refused
from conversations.wijk import LiveIn, LivesIn
from conversations.words import _
from storage.database import Row, Transaction, instant

HELD_NOW = """
    r.confirmed_at IS NOT NULL AND r.from_at <= :now AND (r.until_at IS NULL OR r.until_at > :now)
"""


def person_of(rows: Sequence[Row]) -> Person:
    """The person in rows that repeat it once for each role (columns role, role_wijk)."""
    first = rows[0]
    held = dict.fromkeys(
        Held(row["role"], row["role_wijk"]) for row in rows if row["role"] is not None
    )
    return Person(
        id=first["person"],
        name=first["name"],
        language=first["language"],
        wijk=first["wijk"],
        elsewhere=bool(first["elsewhere"]),
        roles=tuple(held),
    )


async def look_at(tx: Transaction, here: Here, person: str) -> Here | None:
    """The same moment seen by somebody else, for drawing their screens; None when unknown."""
    rows = await tx.all(
        f"""
        SELECT p.id AS person, p.name, p.language, p.wijk, p.elsewhere,
               r.role, r.wijk AS role_wijk
        FROM people p
        LEFT JOIN roles r ON r.person = p.id AND {HELD_NOW}
        WHERE p.id = :person
        """,
        person=person,
        now=instant(here.now),
    )
    if not rows:
        return None
    return Here(here.profile, person_of(rows), here.now, here.bot)


async def welcome(
    tx: Transaction, door: str, address: str, name: str, language: str, now: dt.datetime
) -> str:
    """The person behind an account, made on first contact; two first messages make one person."""
    new = tx.fresh()
    at = instant(now)
    await tx.run(
        "INSERT INTO people (id, name, language, since) VALUES (:id, :name, :language, :at)",
        id=new,
        name=name,
        language=language,
        at=at,
    )
    row = await tx.one(
        """
        INSERT INTO accounts (door, address, person) VALUES (:door, :address, :person)
        ON CONFLICT (door, address) DO NOTHING RETURNING person
        """,
        door=door,
        address=address,
        person=new,
    )
    if row is None:
        await tx.run("DELETE FROM people WHERE id = :id", id=new)
        row = await tx.one(
            "SELECT person FROM accounts WHERE door = :door AND address = :address",
            door=door,
            address=address,
        )
        assert row is not None
        return str(row["person"])
    await tx.run("INSERT INTO chats (person, turn) VALUES (:person, 0)", person=new)
    return new


async def reachable(tx: Transaction, person: str, since: dt.datetime | None) -> None:
    """Note that somebody blocked the bot (an instant), or is back (None)."""
    await tx.run(
        "UPDATE accounts SET unreachable_since = :since WHERE person = :person",
        since=instant(since) if since else None,
        person=person,
    )


async def speak_language(
    tx: Transaction, command: SpeakLanguage, here: Here, cause: str
) -> LanguageSet | Refused:
    """Remember somebody's language, if this municipality's bot speaks it."""
    if command.language not in here.profile.languages:
        return Refused(_("I do not speak that language yet."))
    await tx.run(
        "UPDATE people SET language = :language WHERE id = :person",
        language=command.language,
        person=here.person.id,
    )
    return LanguageSet(command.language)


async def move_to(tx: Transaction, command: LiveIn, here: Here, cause: str) -> LivesIn | Refused:
    """Remember where somebody lives; None means outside this municipality."""
    wijk = here.profile.wijk(command.wijk) if command.wijk else None
    if command.wijk is not None and (wijk is None or wijk.served != "own"):
        return Refused(_("I do not know that wijk."))
    await tx.run(
        "UPDATE people SET wijk = :wijk, elsewhere = :elsewhere WHERE id = :person",
        wijk=command.wijk,
        elsewhere=int(command.wijk is None),
        person=here.person.id,
    )
    return LivesIn(command.wijk)
