"""Ballots as a careless bot counts them: the control of the runs that look for a second ballot."""

from __future__ import annotations

import json

from conversations.here import Here
from conversations.rounds.round import Choices
from storage.database import Transaction
from storage.rounds.ballots import Voter
from storage.rounds.rounds import Round


async def count(tx: Transaction, round: Round, voter: Voter, choices: Choices, here: Here) -> None:
    """One row more for every cast, whoever cast before; the tables have no key that would mind."""
    await tx.run(
        """
        INSERT INTO participation (round, voter_hash, level, origin, day)
        VALUES (:round, :voter, :level, 'chat', :day)
        """,
        round=round.id,
        voter=voter.hash,
        level=voter.level,
        day=here.today.isoformat(),
    )
    await tx.run(
        """
        INSERT INTO ballots (round, ballot_key, choices, replaced)
        VALUES (:round, :key, :choices, 0)
        """,
        round=round.id,
        key=voter.ballot_key,
        choices=json.dumps(sorted(choices.of)),
    )
    if voter.level != "own":
        await tx.run(
            """
            UPDATE codes SET state = 'used', origin = 'chat', day = :day
            WHERE round = :round AND person = :person AND state = 'claimed'
            """,
            day=here.today.isoformat(),
            round=round.id,
            person=here.person.id,
        )


async def keep_concept(tx: Transaction, round: Round, voter: Voter) -> None:
    """What was cast stays ready to be cast."""


async def unguarded(tx: Transaction) -> None:
    """Nothing in the database keeps a voter from having two ballots any more."""
    for table in ("participation", "ballots"):
        if tx.dialect == "postgres":
            await tx.run(f"ALTER TABLE {table} DROP CONSTRAINT {table}_pkey")
            continue
        loose = f"CREATE TABLE loose_{table} AS SELECT * FROM {table}"  # noqa: S608 - our own names
        await tx.run(loose)
        await tx.run(f"DROP TABLE {table}")
        await tx.run(f"ALTER TABLE loose_{table} RENAME TO {table}")
