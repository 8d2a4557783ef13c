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
        "INSERT INTO ballots (round, ballot_key, choices) VALUES (:round, :key, :choices)",
        round=round.id,
        key=voter.ballot_key,
        choices=json.dumps(sorted(choices.of)),
    )


async def keep_concept(tx: Transaction, round: Round, voter: Voter) -> None:
    """What was cast stays ready to be cast."""
