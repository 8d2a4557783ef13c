"""What a wijk hears of its round: it opened, it closes later, it was stopped.

Thousands of letters do not go in one commit: portions, each planned by the one before, at the
pace at which news leaves.  Whoever wants no news of rounds hears none.
"""

from __future__ import annotations

import datetime as dt

from conversations.here import Here
from conversations.rounds.orders import (
    News,
    NothingNow,
    Quieted,
    QuietRounds,
    StartVoting,
    TellWijk,
    ToldWijk,
)
from storage import due
from storage.database import Transaction, instant
from storage.rounds.rounds import Round, held, read

PORTION = 100
# News leaves at 25 a second at most: the next portion is written when this one is about gone.
PAUSE = dt.timedelta(seconds=4)


async def spread(tx: Transaction, round: Round, what: News, here: Here, cause: str) -> None:
    """Begin to tell the wijk; the round is held."""
    row = await tx.one("SELECT count(*) AS n FROM round_news WHERE round = :id", id=round.id)
    n = int(row["n"]) + 1 if row else 1
    await tx.run(
        """
        INSERT INTO round_news (round, n, what, told_until, at)
        VALUES (:round, :n, :what, '', :at)
        """,
        round=round.id,
        n=n,
        what=what,
        at=instant(here.now),
    )
    await due.plan(tx, "round_news", f"{round.id}:{n}", here.now, cause)


async def start_voting(tx: Transaction, command: StartVoting, here: Here, cause: str) -> NothingNow:
    """The opening moment: who lives there hears that they can vote."""
    round = await held(tx, command.round)
    if round is not None and round.state == "open" and here.now < round.closes:
        await spread(tx, round, "opened", here, cause)
    return NothingNow()


async def tell(tx: Transaction, command: TellWijk, here: Here, cause: str) -> ToldWijk | NothingNow:
    """The next people who hear it, each once; nothing when it is not so any more."""
    round = await held(tx, command.round)
    row = await tx.one(
        """
        SELECT what, told_until FROM round_news WHERE round = :round AND n = :n AND done IS NULL
        """,
        round=command.round,
        n=command.n,
    )
    if round is None or row is None:
        return NothingNow()
    what: News = row["what"]
    # An opening or a later closing is no news once the round is over.
    still = round.state == ("stopped" if what == "stopped" else "open")
    people = await _portion(tx, round.rules.wijk, row["told_until"]) if still else []
    done = len(people) < PORTION
    await tx.run(
        """
        UPDATE round_news SET told_until = :last, told = told + :many, done = :done
        WHERE round = :round AND n = :n
        """,
        last=people[-1] if people else row["told_until"],
        many=len(people),
        done=instant(here.now) if done else None,
        round=round.id,
        n=command.n,
    )
    if not done:
        subject = f"{round.id}:{command.n}"
        await due.plan(tx, "round_news", subject, here.now + PAUSE, cause)
    until = None if what == "stopped" else round.closes
    return ToldWijk(round.id, what, tuple(people), until)


async def _portion(tx: Transaction, wijk: str, after: str) -> list[str]:
    rows = await tx.all(
        """
        SELECT p.id FROM people p
        WHERE p.wijk = :wijk AND p.id > :after
          AND NOT EXISTS (SELECT 1 FROM round_quiet q WHERE q.person = p.id)
        ORDER BY p.id LIMIT :most
        """,
        wijk=wijk,
        after=after,
        most=PORTION,
    )
    return [row["id"] for row in rows]


async def told(tx: Transaction, round: str) -> int | None:
    """How many people were told of the last news so far; None when there was none."""
    row = await tx.one(
        "SELECT told FROM round_news WHERE round = :round ORDER BY n DESC LIMIT 1", round=round
    )
    return int(row["told"]) if row else None


async def quiet(tx: Transaction, command: QuietRounds, here: Here, cause: str) -> Quieted:
    """This person hears no news of rounds any more; what they asked for themselves still comes."""
    if here.person.id and await read(tx, command.round) is not None:
        await tx.run(
            """
            INSERT INTO round_quiet (person, since) VALUES (:person, :now)
            ON CONFLICT (person) DO NOTHING
            """,
            person=here.person.id,
            now=instant(here.now),
        )
    return Quieted(command.round)
