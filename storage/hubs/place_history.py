"""What staff see of the places they keep: the list, one place, a change, the history."""

from __future__ import annotations

from conversations.here import Here
from conversations.hubs.place import OneOff, Place
from conversations.hubs.place_change import (
    A_PAGE,
    ChangeFacts,
    HistoryFacts,
    KeptFacts,
    StaffFacts,
    What,
)
from conversations.rules.keepers import keeps
from conversations.talk import Screen
from storage.database import Row, Transaction, moment
from storage.hubs import places
from storage.hubs.place_changes import one_off, why_not_undo

CHANGE = """
    SELECT c.*, p.name AS name, u.name AS by_name FROM place_changes c
    LEFT JOIN people p ON p.id = c.person
    LEFT JOIN people u ON u.id = c.undone_by
"""


async def kept(tx: Transaction, screen: Screen, here: Here) -> KeptFacts:
    """A page of the places whose hours this person keeps, by name."""
    wijken = here.person.wijken_as(*here.profile.keeps_hours)
    found: list[Row] = []
    if None in wijken:
        found = await tx.all(
            """
            SELECT p.id, p.name FROM places p WHERE p.kind <> 'mobile' AND p.gone IS NULL
            ORDER BY p.name, p.id
            """
        )
    else:
        for wijk in wijken:
            found += await tx.all(
                """
                SELECT p.id, p.name FROM places p
                WHERE p.wijk = :wijk AND p.kind <> 'mobile' AND p.gone IS NULL
                """,
                wijk=wijk,
            )
        found.sort(key=lambda row: (row["name"], row["id"]))
    pages = max(1, -(-len(found) // A_PAGE))
    page = min(max(screen.page, 0), pages - 1)
    shown = [
        await places.by_id(tx, row["id"], here, unsure=True)
        for row in found[page * A_PAGE : (page + 1) * A_PAGE]
    ]
    return KeptFacts(tuple(one for one in shown if one is not None), page, pages)


async def staff_facts(tx: Transaction, screen: Screen, here: Here) -> StaffFacts | None:
    """One place for somebody who keeps its hours; None for anybody else."""
    facts = await places.by_id(tx, screen.subject or "", here, unsure=True)
    if facts is None or not keeps(facts.place, here):
        return None
    row = await tx.one(
        f"{CHANGE} WHERE c.place = :place AND c.undone IS NULL AND c.what <> 'why'"
        " ORDER BY c.n DESC LIMIT 1",
        place=facts.place.id,
    )
    return StaffFacts(facts, (await change_of(tx, row, here)) if row is not None else None)


async def change(tx: Transaction, screen: Screen, here: Here) -> ChangeFacts | None:
    """One change, for those who keep the hours there; for others without who made it."""
    row = await tx.one(f"{CHANGE} WHERE c.id = :id", id=screen.case)
    return await change_of(tx, row, here) if row is not None else None


async def history(tx: Transaction, screen: Screen, here: Here) -> HistoryFacts | None:
    """A page of the changes of a place, the newest first; None for who does not keep its hours."""
    facts = await places.by_id(tx, screen.subject or "", here, unsure=True)
    if facts is None or not keeps(facts.place, here):
        return None
    counted = await tx.one(
        "SELECT count(*) AS n FROM place_changes WHERE place = :place", place=facts.place.id
    )
    pages = max(1, -(-int(counted["n"] if counted else 0) // A_PAGE))
    page = min(max(screen.page, 0), pages - 1)
    rows = await tx.all(
        f"{CHANGE} WHERE c.place = :place ORDER BY c.n DESC LIMIT :most OFFSET :skip",
        place=facts.place.id,
        most=A_PAGE,
        skip=page * A_PAGE,
    )
    found = [await change_of(tx, row, here) for row in rows]
    return HistoryFacts(facts.place, tuple(found), page, pages)


async def change_of(tx: Transaction, row: Row, here: Here) -> ChangeFacts:
    """A row of the changes as a value; its reason is the one that counts now."""
    facts = await places.by_id(tx, row["place"], here, unsure=True)
    assert facts is not None, "a place with changes is never deleted"
    mine = keeps(facts.place, here)
    became: OneOff | Place
    if row["what"] in ("closed", "open"):
        became = await one_off(tx, row["exception"], here)
    elif row["exception"] is not None:
        became = OneOff.model_validate_json(row["became"])
    else:
        became = Place.model_validate_json(row["became"])
    planned = await tx.one(
        """
        SELECT at FROM due WHERE subject = :id AND kind = 'place_news' AND done_at IS NULL
        """,
        id=row["id"],
    )
    return ChangeFacts(
        id=row["id"],
        facts=facts,
        what=row["what"],
        was=_value(row["was"], row["what"]),
        became=became,
        at=moment(row["at"]),
        name=row["name"] if mine else None,
        keeps=mine,
        may_undo=mine and row["undone"] is None and why_not_undo(row, facts, here) is None,
        undone=moment(row["undone"]) if row["undone"] else None,
        by=row["by_name"] if mine else None,
        tell_at=moment(planned["at"]) if planned is not None else None,
    )


def _value(body: str | None, what: What) -> OneOff | Place | None:
    if body is None:
        return None
    return (OneOff if what == "why" else Place).model_validate_json(body)
