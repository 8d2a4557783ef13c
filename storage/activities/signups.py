"""Who comes to an activity: places are never sold twice, and a place that comes free is offered.

    hold the activity → count → write → offer what is free to the first in the line

Whoever signs up, leaves or lets an offer pass holds the activity first, so that two people
never count the same free place, and an offer goes to one person once.
"""

from __future__ import annotations

import datetime as dt

from conversations.activities.activity import (
    AcceptPlace,
    EndOffers,
    NameTold,
    OffersEnded,
    PlaceAccepted,
    Remind,
    Reminding,
    SignedOff,
    SignedUp,
    SignOff,
    SignUp,
    Standing,
    TellName,
)
from conversations.here import Here
from conversations.rules.signups import (
    offer_until,
    standing,
    too_late_to_remind,
    why_not_sign_up,
)
from conversations.talk import Refused
from conversations.words import _
from storage import due, journal
from storage.activities.activity import GONE, OFFER, held
from storage.database import Row, Transaction, instant, moment

RULES = "1"
# Who blocked the bot cannot answer, keeps their place in the line and keeps nobody else out.
IN_LINE = """
    FROM signups s WHERE s.item = :item AND s.state = 'waiting'
      AND NOT EXISTS (SELECT 1 FROM accounts a
                      WHERE a.person = s.person AND a.unreachable_since IS NOT NULL)
"""


async def sign_up(tx: Transaction, command: SignUp, here: Here, cause: str) -> SignedUp | Refused:
    """A place for this person, or a place in the line; asked twice is asked once."""
    row = await held(tx, command.item)
    if row is None or row["confidence"] == "low":
        return Refused(GONE)
    if (reason := why_not_sign_up(row["state"], moment(row["starts"]), here.now)) is not None:
        return Refused(reason)
    mine = await _mine(tx, command.item, here)
    if mine is not None and mine["state"] != "waiting":
        return SignedUp(command.item, mine["state"], again=True)
    if mine is not None:
        # Back after blocking the bot: what came free meanwhile is offered now.
        starts = moment(row["starts"])
        offered = await offer_places(tx, row["id"], row["most"], starts, here, cause)
        stands: Standing = "offered" if here.person.id in offered else "waiting"
        return SignedUp(command.item, stands, again=True, offered=offered)
    counted = await _counted(tx, command.item)
    stands = standing(row["most"], counted["taken"], await _in_line(tx, command.item))
    await tx.run(
        """
        INSERT INTO signups (item, person, state, n, until, named, at, cause)
        VALUES (:item, :person, :state, :n, NULL, 0, :at, :cause)
        ON CONFLICT (item, person) DO UPDATE
        SET state = excluded.state, n = excluded.n, named = 0, at = excluded.at,
            cause = excluded.cause
        """,
        item=command.item,
        person=here.person.id,
        state=stands,
        n=counted["newest"] + 1,
        at=instant(here.now),
        cause=cause,
    )
    await _enter(tx, "signed_up", command.item, here.person.id, here, cause)
    return SignedUp(command.item, stands, again=False)


async def sign_off(
    tx: Transaction, command: SignOff, here: Here, cause: str
) -> SignedOff | Refused:
    """Their place is free again and offered to the first in the line."""
    row = await held(tx, command.item)
    if row is None:
        return Refused(GONE)
    mine = await _mine(tx, command.item, here)
    if mine is None:
        return SignedOff(command.item, None)
    await _leave(tx, command.item, here.person.id, cause)
    await _enter(tx, "signed_off", command.item, here.person.id, here, cause)
    offered: tuple[str, ...] = ()
    if row["state"] == "planned":
        starts = moment(row["starts"])
        offered = await offer_places(tx, row["id"], row["most"], starts, here, cause)
    line = mine["state"] == "waiting" or bool(offered)
    return SignedOff(command.item, mine["state"], offered, line)


async def accept(
    tx: Transaction, command: AcceptPlace, here: Here, cause: str
) -> PlaceAccepted | Refused:
    """Take the place that was offered, as long as it is theirs."""
    row = await held(tx, command.item)
    if row is None:
        return Refused(GONE)
    if (reason := why_not_sign_up(row["state"], moment(row["starts"]), here.now)) is not None:
        return Refused(reason)
    mine = await _mine(tx, command.item, here)
    if mine is not None and mine["state"] == "in":
        return PlaceAccepted(command.item)
    if mine is None or mine["state"] != "offered" or moment(mine["until"]) <= here.now:
        return Refused(_("This place is not yours any more. You can sign up again."))
    await tx.run(
        """
        UPDATE signups SET state = 'in', until = NULL, cause = :cause
        WHERE item = :item AND person = :person
        """,
        item=command.item,
        person=here.person.id,
        cause=cause,
    )
    await _enter(tx, "place_accepted", command.item, here.person.id, here, cause)
    return PlaceAccepted(command.item)


async def tell_name(
    tx: Transaction, command: TellName, here: Here, cause: str
) -> NameTold | Refused:
    """The people of the place may see this first name, or may not any more."""
    row = await tx.one(
        """
        UPDATE signups SET named = :named
        WHERE item = :item AND person = :person AND state <> 'gone' RETURNING item
        """,
        item=command.item,
        person=here.person.id,
        named=int(command.named),
    )
    if row is None:
        return Refused(_("You are not on the list of this activity."))
    return NameTold(command.item, command.named)


# --- what time brings ----------------------------------------------------------------------------


async def end_offers(tx: Transaction, command: EndOffers, here: Here, cause: str) -> OffersEnded:
    """Offers whose moment passed are over, and the places go to the next in the line."""
    row = await held(tx, command.item)
    if row is None or row["state"] != "planned":
        return OffersEnded(command.item, (), ())
    late = await tx.all(
        """
        UPDATE signups SET state = 'gone', until = NULL, cause = :cause
        WHERE item = :item AND state = 'offered' AND until <= :now RETURNING person
        """,
        item=command.item,
        now=instant(here.now),
        cause=cause,
    )
    over = tuple(sorted(one["person"] for one in late))
    for person in over:
        await _enter(tx, "offer_over", command.item, person, here, cause, "system")
    offered = await offer_places(tx, row["id"], row["most"], moment(row["starts"]), here, cause)
    return OffersEnded(command.item, over, offered)


async def remind(tx: Transaction, command: Remind, here: Here, cause: str) -> Reminding:
    """Whether people can still use a reminder."""
    row = await held(tx, command.item)
    if row is None:
        return Reminding(None)
    late = too_late_to_remind(row["state"], moment(row["starts"]), here.now, here.profile)
    return Reminding(None if late else command.item)


# --- places --------------------------------------------------------------------------------------


async def offer_places(
    tx: Transaction, item: str, most: int | None, starts: dt.datetime, here: Here, cause: str
) -> tuple[str, ...]:
    """Offer every free place of a held activity to the first in the line; answers the persons."""
    if starts <= here.now:
        return ()
    waiting = await tx.all(
        f"SELECT s.person {IN_LINE} ORDER BY s.n LIMIT :most",
        item=item,
        most=5000 if most is None else max(0, most - await taken(tx, item)),
    )
    until = offer_until(starts, here.now, here.profile)
    for row in waiting:
        await tx.run(
            """
            UPDATE signups SET state = 'offered', until = :until, cause = :cause
            WHERE item = :item AND person = :person
            """,
            item=item,
            person=row["person"],
            until=instant(until),
            cause=cause,
        )
        await _enter(tx, "place_offered", item, row["person"], here, cause, "system")
    if waiting:
        await due.plan(tx, OFFER, item, until, cause)
    return tuple(row["person"] for row in waiting)


async def shorten_offers(tx: Transaction, item: str, starts: dt.datetime, cause: str) -> None:
    """The activity begins earlier now: an offer ends at the latest then."""
    rows = await tx.all(
        """
        UPDATE signups SET until = :starts
        WHERE item = :item AND state = 'offered' AND until > :starts RETURNING person
        """,
        item=item,
        starts=instant(starts),
    )
    if rows:
        await due.plan(tx, OFFER, item, starts, cause)


async def taken(tx: Transaction, item: str) -> int:
    """How many places of an activity are somebody's, or offered to somebody."""
    counted = await _counted(tx, item)
    return int(counted["taken"])


async def names(tx: Transaction, item: str) -> tuple[str, ...]:
    """First names of who comes and agreed that the people of the place see it."""
    rows = await tx.all(
        """
        SELECT p.name FROM signups s JOIN people p ON p.id = s.person
        WHERE s.item = :item AND s.state = 'in' AND s.named = 1 ORDER BY s.n
        """,
        item=item,
    )
    return tuple(row["name"] for row in rows)


async def _counted(tx: Transaction, item: str) -> Row:
    row = await tx.one(
        """
        SELECT COALESCE(SUM(CASE WHEN state IN ('in', 'offered') THEN 1 ELSE 0 END), 0) AS taken,
               COALESCE(MAX(n), 0) AS newest
        FROM signups WHERE item = :item
        """,
        item=item,
    )
    assert row is not None
    return row


async def _in_line(tx: Transaction, item: str) -> int:
    row = await tx.one(f"SELECT count(*) AS n {IN_LINE}", item=item)
    return int(row["n"]) if row else 0


async def _mine(tx: Transaction, item: str, here: Here) -> Row | None:
    return await tx.one(
        """
        SELECT state, until FROM signups
        WHERE item = :item AND person = :person AND state <> 'gone'
        """,
        item=item,
        person=here.person.id,
    )


async def _leave(tx: Transaction, item: str, person: str, cause: str) -> None:
    await tx.run(
        """
        UPDATE signups SET state = 'gone', until = NULL, named = 0, cause = :cause
        WHERE item = :item AND person = :person
        """,
        item=item,
        person=person,
        cause=cause,
    )


async def _enter(
    tx: Transaction,
    verb: str,
    item: str,
    person: str,
    here: Here,
    cause: str,
    role: str = "resident",
) -> None:
    """Account for a change of the list; whose it was is in the salted hash alone."""
    await journal.enter(
        tx,
        cause=cause,
        role=role,
        verb=verb,
        subject=item,
        rules=RULES,
        content=person,
        now=here.now,
    )
