"""What a vote leaves around itself, and how it goes: in the chat, at the closing, at the end.

cast      messages that may show what was chosen are emptied on the voter's own phone
closing   concepts go, and (later) what was typed from papers; both tables are written anew in
          the order of their keys, so that the place of a row says nothing of when it came; every
          ballot gets a print of itself
end       the list of who took part goes, and the secret with it (`forgetting`)
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

import orjson

from conversations.here import Here
from storage import journal
from storage.database import Row, Transaction

RULES = "rounds-1"
# Screens with somebody's choices on them.
SHOWING = ("ballot_card", "ballot_review")
SEALED = "ballots sealed"


# --- in the chat ------------------------------------------------------------------------


async def remember(tx: Transaction, person: str, screen: str | None, message: int) -> None:
    """This message on somebody's phone may show what they chose, until they cast."""
    shown = orjson.loads(screen or "{}")
    if shown.get("name") not in SHOWING or not message:
        return
    await tx.run(
        """
        INSERT INTO ballot_messages (person, round, message) VALUES (:person, :round, :message)
        ON CONFLICT (person, round, message) DO NOTHING
        """,
        person=person,
        round=shown["case"],
        message=message,
    )


async def taken(tx: Transaction, person: str, round: str) -> tuple[int, ...]:
    """Those messages, and no more note of them: whoever asked empties them now."""
    rows = await tx.all(
        """
        DELETE FROM ballot_messages WHERE person = :person AND round = :round RETURNING message
        """,
        person=person,
        round=round,
    )
    return tuple(sorted(row["message"] for row in rows))


# --- at the closing ----------------------------------------------------------------------


async def settle(tx: Transaction, round: str, here: Here, cause: str) -> None:
    """Voting is over: what was not cast goes, and no row tells any more when it came.

    The round is held by whoever closes it.
    """
    await tx.run("DELETE FROM concepts WHERE round = :round", round=round)
    await tx.run("DELETE FROM ballot_messages WHERE round = :round", round=round)
    # Voters of other rounds are in before we look, or wait for us; in this order, as they.
    await tx.alone("participation", "ballots")
    await _rewrite_participation(tx)
    await _rewrite_ballots(tx, round)
    await _drop_papers(tx, round)
    await seal(tx, round, here, cause)


async def _drop_papers(tx: Transaction, round: str) -> None:
    """What was typed from the papers of a round goes, with the place where it stood."""
    await tx.alone("paper_lines")
    others = await tx.all(
        """
        SELECT round, batch, entry, n, ballot_key, choices FROM paper_lines WHERE round <> :round
        ORDER BY round, batch, entry, n
        """,
        round=round,
    )
    await tx.empty("paper_lines")
    await tx.many(
        """
        INSERT INTO paper_lines (round, batch, entry, n, ballot_key, choices)
        VALUES (:round, :batch, :entry, :n, :ballot_key, :choices)
        """,
        [dict(row) for row in others],
    )


async def drop_voters(tx: Transaction, round: str) -> None:
    """The list of who took part in a round, without a trace in the rows of other rounds."""
    await tx.alone("participation")
    await tx.run("DELETE FROM participation WHERE round = :round", round=round)
    await _rewrite_participation(tx)


async def _rewrite_participation(tx: Transaction) -> None:
    """Who took part, of all rounds, in the order of the keys; the old rows are dropped."""
    rows = await tx.all(
        """
        SELECT round, voter_hash, level, origin, day FROM participation
        ORDER BY round, voter_hash
        """
    )
    await tx.empty("participation")
    await tx.many(
        """
        INSERT INTO participation (round, voter_hash, level, origin, day)
        VALUES (:round, :voter_hash, :level, :origin, :day)
        """,
        [dict(row) for row in rows],
    )


async def _rewrite_ballots(tx: Transaction, round: str) -> None:
    """Ballots of all rounds in the order of their keys; those of this one get their print."""
    rows = await tx.all(
        """
        SELECT round, ballot_key, choices, replaced, print FROM ballots
        ORDER BY round, ballot_key
        """
    )
    await tx.empty("ballots")
    await tx.many(
        """
        INSERT INTO ballots (round, ballot_key, choices, replaced, print)
        VALUES (:round, :ballot_key, :choices, :replaced, :print)
        """,
        [
            {**dict(row), "print": print_of(row) if row["round"] == round else row["print"]}
            for row in rows
        ],
    )


def print_of(ballot: Row) -> str:
    """What one ballot says, in one hash."""
    said = (ballot["round"], ballot["ballot_key"], ballot["choices"], str(ballot["replaced"]))
    return hashlib.sha256("\n".join(said).encode()).hexdigest()


def print_of_all(ballots: Iterable[Mapping[str, object]]) -> str:
    """Many ballots in one hash, in the order of their keys."""
    prints = "\n".join(str(ballot["print"]) for ballot in ballots)
    return hashlib.sha256(prints.encode()).hexdigest()


async def seal(tx: Transaction, round: str, here: Here, cause: str) -> None:
    """The ballots as they are now, in one hash that the journal has too.

    At the closing; and again whenever two people void a ballot after it.
    """
    print_ = print_of_all(await _ballots(tx, round))
    await tx.run(
        "UPDATE rounds SET ballots_print = :print WHERE id = :round", print=print_, round=round
    )
    await journal.enter(
        tx,
        cause=cause,
        role="system",
        verb=SEALED,
        subject=round,
        rules=RULES,
        content=print_,
        now=here.now,
    )


async def _ballots(tx: Transaction, round: str) -> list[Row]:
    return await tx.all(
        """
        SELECT round, ballot_key, choices, replaced, print FROM ballots
        WHERE round = :round ORDER BY ballot_key
        """,
        round=round,
    )


async def changed(tx: Transaction, round: str) -> list[str]:
    """What is not as it was at the closing of this round, a sentence each; empty when all is."""
    row = await tx.one("SELECT ballots_print FROM rounds WHERE id = :round", round=round)
    if row is None or row["ballots_print"] is None:
        return []
    ballots = await _ballots(tx, round)
    wrong = [
        f"ballot {ballot['ballot_key'][:16]} of round {round} was changed after the closing"
        for ballot in ballots
        if ballot["print"] != print_of(ballot)
    ]
    if not wrong and print_of_all(ballots) != row["ballots_print"]:
        wrong.append(f"a ballot of round {round} came or went after the closing")
    entries = await tx.all(
        """
        SELECT salt, content_hash FROM journal WHERE subject = :round AND verb = :verb
          AND at = (SELECT MAX(at) FROM journal WHERE subject = :round AND verb = :verb)
        """,
        round=round,
        verb=SEALED,
    )
    # Two within one instant (a closing, and all paper in) have no order: the print is one of them.
    print_ = row["ballots_print"]
    if not any(e["content_hash"] == journal.content_hash(e["salt"], print_) for e in entries):
        wrong.append(f"the print of the ballots of round {round} is not the one in the journal")
    return wrong
