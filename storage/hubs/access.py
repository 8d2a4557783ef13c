"""The places around a wijk, for whoever looks for one they can use."""

from __future__ import annotations

from conversations.here import Here
from conversations.hubs.place import AccessFacts, PlaceFacts
from conversations.talk import Screen
from storage.database import Transaction
from storage.hubs import places


async def access_facts(tx: Transaction, screen: Screen, here: Here) -> AccessFacts | None:
    """The places of a wijk, then those of its gebied (all others where there is none), then those
    of no wijk; without a wijk all of them; None when there is no such wijk."""
    if screen.wijk is None:
        everything = [await places.of_kind(tx, kind, here) for kind in ("hub", "house")]
        return AccessFacts(tuple(one for some in everything for one in some))
    wijk = here.profile.wijk(screen.wijk or "")
    if wijk is None:
        return None
    found: list[PlaceFacts] = list(await places.of_wijk(tx, wijk.id, here))
    for other in here.profile.own_wijken:
        if other.gebied == wijk.gebied and other.id != wijk.id:
            found += await places.of_wijk(tx, other.id, here)
    found += await places.of_wijk(tx, None, here)
    return AccessFacts(tuple(found), screen.subject)
