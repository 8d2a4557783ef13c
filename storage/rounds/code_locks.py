"""Wrong codes: five from one account lock it for a while, twice as long each time; and when very
many come in from everywhere, no code is taken in a chat for a quarter of an hour.

Only a well-formed code that nobody has is wrong: a typing error is seen before it gets here.
"""

from __future__ import annotations

import datetime as dt

from conversations.here import Here
from conversations.rounds.codes import Braked, TellBrake
from conversations.rounds.orders import NothingNow
from conversations.words import Message, Moment, _, plural, the
from storage import due
from storage.database import Transaction, instant, moment

WRONG = 5
FIRST_LOCK = dt.timedelta(minutes=15)
# After a day without a wrong one everything is forgotten.
FORGOTTEN = dt.timedelta(days=1)
# The whole bot.
EVERYBODY = ""
MANY, WITHIN, BRAKE = 200, dt.timedelta(minutes=1), dt.timedelta(minutes=15)


async def why_not_try(tx: Transaction, here: Here) -> Message | None:
    """Is this account locked now, or everybody?  Then the right code is not taken either."""
    for person in (here.person.id, EVERYBODY):
        row = await tx.one("SELECT until_at FROM code_locks WHERE person = :person", person=person)
        if row is None or row["until_at"] is None or row["until_at"] <= instant(here.now):
            continue
        until = Moment(at=moment(row["until_at"]))
        if person == EVERYBODY:
            return _(
                "Too many wrong codes come in. I take none here until {moment}. You can vote at"
                " {hub} now.",
                moment=until,
                hub=the("hub"),
            )
        return _locked(until)
    return None


def _locked(until: Moment) -> Message:
    return _(
        "These were too many wrong codes. Try again at {moment}, or ask at {hub}.",
        moment=until,
        hub=the("hub"),
    )


async def wrong(tx: Transaction, here: Here, cause: str) -> Message:
    """Nobody has this code: counted, for this account and for everybody; answers what to say."""
    await _everybody(tx, here, cause)
    row = await tx.one(
        "SELECT wrong, since, locks FROM code_locks WHERE person = :person", person=here.person.id
    )
    fresh = row is None or row["since"] <= instant(here.now - FORGOTTEN)
    wrong, locks = (0, 0) if row is None or fresh else (row["wrong"], row["locks"])
    wrong, until = wrong + 1, None
    if wrong >= WRONG:
        until = here.now + FIRST_LOCK * 2**locks
        wrong, locks = 0, locks + 1
    await tx.run(
        """
        INSERT INTO code_locks (person, wrong, since, until_at, locks)
        VALUES (:person, :wrong, :now, :until, :locks)
        ON CONFLICT (person) DO UPDATE
        SET wrong = excluded.wrong, since = excluded.since, until_at = excluded.until_at,
            locks = excluded.locks
        """,
        person=here.person.id,
        wrong=wrong,
        # A long lock must not be forgotten while it stands.
        now=instant(until or here.now),
        until=instant(until) if until is not None else None,
        locks=locks,
    )
    if until is not None:
        return _locked(Moment(at=until))
    return plural(
        "I do not know this code. Look once more. You can try {count} time more.",
        "I do not know this code. Look once more. You can try {count} times more.",
        WRONG - wrong,
    )


async def _everybody(tx: Transaction, here: Here, cause: str) -> None:
    """One row for the whole bot, counted in one statement: others may be counting too."""
    row = await tx.one(
        """
        INSERT INTO code_locks (person, wrong, since) VALUES (:person, 1, :now)
        ON CONFLICT (person) DO UPDATE
        SET wrong = CASE WHEN code_locks.since <= :before THEN 1 ELSE code_locks.wrong + 1 END,
            since = CASE WHEN code_locks.since <= :before THEN :now ELSE code_locks.since END
        RETURNING wrong
        """,
        person=EVERYBODY,
        now=instant(here.now),
        before=instant(here.now - WITHIN),
    )
    assert row is not None
    if row["wrong"] >= MANY:
        await tx.run(
            """
            UPDATE code_locks SET wrong = 0, until_at = :until, locks = locks + 1
            WHERE person = :person
            """,
            until=instant(here.now + BRAKE),
            person=EVERYBODY,
        )
        await due.plan(tx, "codes_brake", "codes", here.now, cause)


async def tell_brake(
    tx: Transaction, command: TellBrake, here: Here, cause: str
) -> Braked | NothingNow:
    """Still so?  Then the officers are to hear it."""
    row = await tx.one("SELECT until_at FROM code_locks WHERE person = :person", person=EVERYBODY)
    if row is None or row["until_at"] is None or row["until_at"] <= instant(here.now):
        return NothingNow()
    return Braked(moment(row["until_at"]))
