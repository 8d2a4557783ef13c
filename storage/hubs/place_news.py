"""News of places: who follows one, and what they are to hear when something changes there."""

from __future__ import annotations

from conversations.here import Here
from conversations.hubs.place import OneOff
from conversations.hubs.place_change import (
    FindPlace,
    Follow,
    Followed,
    NothingToTell,
    PlaceIs,
    TellFollowers,
    ToTell,
)
from conversations.rules.keepers import holds_until
from conversations.talk import Refused
from storage import follows
from storage.database import Row, Transaction, instant
from storage.hubs import places
from storage.hubs.place_changes import NEWS, UNKNOWN, by_id
from storage.portions import PORTION, go_on


async def follow(tx: Transaction, command: Follow, here: Here, cause: str) -> Followed | Refused:
    """Begin or stop hearing of a place; stopping works for a place that is gone too."""
    place = command.place
    if command.change is not None:
        row = await by_id(tx, command.change)
        place = row["place"] if row is not None else None
    facts = await places.by_id(tx, place, here) if place else None
    if place is None or (command.on and (facts is None or facts.place.gone is not None)):
        return Refused(UNKNOWN)
    subject = f"place:{place}"
    if command.on:
        await follows.follow(tx, here.person.id, subject, here.now)
    elif await follows.follows(tx, here.person.id, subject):
        await follows.unfollow(tx, here.person.id, subject)
    return Followed(place, command.on)


async def find_place(
    tx: Transaction, command: FindPlace, here: Here, cause: str
) -> PlaceIs | Refused:
    """The place of a change that somebody was told of."""
    row = await by_id(tx, command.change)
    return PlaceIs(row["place"], row["id"]) if row is not None else Refused(UNKNOWN)


async def tell(
    tx: Transaction, command: TellFollowers, here: Here, cause: str
) -> ToTell | NothingToTell:
    """Is this change still news, and for whom?  Asked when its moment came; it is told once."""
    row = await by_id(tx, command.change)
    if row is None:
        return NothingToTell()
    await tx.hold("places", row["place"])
    row = await by_id(tx, command.change)
    assert row is not None, "changes are never deleted"
    one = OneOff.model_validate_json(row["became"]) if row["exception"] is not None else None
    until = holds_until(one, here) if one is not None else None
    if until is not None and until <= here.now:
        return NothingToTell()
    if command.over:
        if row["told"] is None or row["undone"] is None:
            return NothingToTell()
        people = await _who_was_told(tx, row, command.after)
        await go_on(tx, "place_news_over", row["id"], people, here, cause)
        return ToTell(row["id"], people, until)
    facts = await places.by_id(tx, row["place"], here)
    gone = facts is None or facts.place.gone is not None
    if gone or row["undone"] is not None or (row["told"] is None) is bool(command.after):
        return NothingToTell()
    assert row["what"] in (*NEWS, "imported"), "only what is news is planned"
    if not command.after:
        told = "UPDATE place_changes SET told = :now WHERE id = :id"
        await tx.run(told, now=instant(here.now), id=row["id"])
    people = await follows.portion(tx, f"place:{row['place']}", command.after, PORTION)
    await go_on(tx, "place_news", row["id"], people, here, cause)
    return ToTell(row["id"], people, until)


async def _who_was_told(tx: Transaction, change: Row, after: str) -> tuple[str, ...]:
    """On whose phone this change was shown, if they still want to hear of the place."""
    rows = await tx.all(
        """
        SELECT f.person FROM shown s
        JOIN follows f ON f.person = s.person AND f.subject = :subject
        WHERE s.case_id = :change AND s.person > :after ORDER BY s.person LIMIT :most
        """,
        subject=f"place:{change['place']}",
        change=change["id"],
        after=after,
        most=PORTION,
    )
    return tuple(row["person"] for row in rows)
