"""Who keeps which topic: the ambassador of a department, where ambassadors are officials."""

from __future__ import annotations

from collections.abc import Mapping

from conversations.here import Here
from conversations.matters.forward import Keeper
from storage.database import Transaction, instant
from storage.matters import leave
from storage.people import HELD_NOW

_HOLDS_IN = "(r.wijk = :wijk OR r.wijk IS NULL)"


async def keep(tx: Transaction, topic: str, person: str, department: str, here: Here) -> None:
    """From now on this person keeps a topic for a department."""
    await tx.run(
        """
        INSERT INTO topic_keepers (topic, person, department, since)
        VALUES (:topic, :person, :department, :since)
        ON CONFLICT (topic, person) DO UPDATE SET department = excluded.department
        """,
        topic=topic,
        person=person,
        department=department,
        since=instant(here.now),
    )


async def let_go(tx: Transaction, topic: str, person: str) -> None:
    """This person does not keep a topic any more."""
    await tx.run(
        "DELETE FROM topic_keepers WHERE topic = :topic AND person = :person",
        topic=topic,
        person=person,
    )


async def keeper_for(tx: Transaction, topic: str, wijk: str, here: Here) -> str | None:
    """In whose hands a matter about a topic is laid at once: who keeps it and is there today.

    Whoever is away is passed over for a deputy who is such an ambassador too.  None when there is
    nobody: then whoever has the role for the wijk sees it as new.
    """
    if here.profile.ambassador_is != "civil_servant":
        return None
    rows = await tx.all(
        f"""
        SELECT DISTINCT k.person, k.since FROM topic_keepers k
        JOIN roles r ON r.person = k.person
        WHERE k.topic = :topic AND r.role = 'ambassador' AND {_HOLDS_IN} AND {HELD_NOW}
        ORDER BY k.since, k.person
        """,
        topic=topic,
        wijk=wijk,
        now=instant(here.now),
    )
    there = await leave.at_work(tx, [row["person"] for row in rows], here, or_all=False)
    for person in there:
        if await _is_ambassador(tx, person, wijk, here):
            return person
    return None


async def _is_ambassador(tx: Transaction, person: str, wijk: str, here: Here) -> bool:
    row = await tx.one(
        f"""
        SELECT 1 AS one FROM roles r
        WHERE r.person = :person AND r.role = 'ambassador' AND {_HOLDS_IN} AND {HELD_NOW}
        """,
        person=person,
        wijk=wijk,
        now=instant(here.now),
    )
    return row is not None


async def before_whom(tx: Transaction, topic: str, wijk: str, here: Here) -> Mapping[str, Keeper]:
    """Ambassadors of departments and partners of a wijk, by person; who keeps the topic first."""
    rows = await tx.all(
        f"""
        SELECT p.id, p.name, r.role, k.topic, k.department FROM roles r
        JOIN people p ON p.id = r.person
        LEFT JOIN topic_keepers k ON k.person = r.person AND r.role = 'ambassador'
        WHERE {_HOLDS_IN} AND {HELD_NOW}
          AND (r.role = 'partner' OR (r.role = 'ambassador' AND k.topic IS NOT NULL))
        ORDER BY CASE WHEN k.topic = :topic THEN 0 ELSE 1 END, r.role, k.department, p.name, p.id
        """,
        topic=topic,
        wijk=wijk,
        now=instant(here.now),
    )
    found: dict[str, Keeper] = {}
    officials = here.profile.ambassador_is == "civil_servant"
    for row in rows:
        if row["id"] in found or (row["role"] == "ambassador" and not officials):
            continue
        found[row["id"]] = Keeper(
            person=row["id"],
            whom=row["department"] or row["name"],
            name=row["name"],
            role=row["role"],
            keeps=row["topic"] == topic,
            back=await leave.back_day(tx, row["id"], here),
        )
    return found
