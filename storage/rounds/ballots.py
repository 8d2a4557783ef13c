"""Ballots: a concept that only the round's secret opens, and a ballot that counts.

Who takes part (`participation`) stands apart from what was chosen (`ballots`); both are found again
only with keys from outside the database.  No row here names a person, a message or a time of day,
and nothing about a single vote goes into the journal.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass

from conversations.here import Here
from conversations.rounds.round import Choices, Level
from conversations.rounds.voting import (
    CastBallot,
    CodeMissing,
    ConceptKept,
    KeepConcept,
    VoteCounted,
    VotingPaused,
)
from conversations.rules.ballots import why_not_these
from conversations.rules.voters import why_not_vote
from conversations.talk import Refused
from storage.database import Transaction
from storage.rounds import keys, rounds
from storage.rounds.rounds import Round
from storage.rounds.vault import VaultError


@dataclass(frozen=True, slots=True)
class Voter:
    """Somebody in one round: the keys under which their ballot is found; never kept together."""

    hash: str
    level: Level
    secret: bytes

    @property
    def ballot_key(self) -> str:
        """Under which their ballot stands."""
        return keys.ballot_key(self.secret, self.hash)

    @property
    def concept_key(self) -> str:
        """Under which their concept stands."""
        return keys.concept_key(self.secret, self.hash)

    @property
    def check_code(self) -> str:
        """The code on their receipt."""
        return keys.check_code(self.secret, self.hash)


class IntegrityError(Exception):
    """A participation without its ballot: never a fresh vote, always an alarm."""


async def keep_concept(
    tx: Transaction, command: KeepConcept, here: Here, cause: str
) -> ConceptKept | CodeMissing | VotingPaused | Refused:
    """Keep choices that are not cast yet, sealed; nothing of them counts."""
    found = await _may_vote(tx, command.round, here)
    if not isinstance(found, tuple):
        return found
    round, voter = found
    choices = Choices(command.choices)
    if choices.of and (why := why_not_these(choices, round.rules, round.withdrawn)):
        return Refused(why)
    await tx.run(
        """
        INSERT INTO concepts (round, concept_key, sealed, day)
        VALUES (:round, :key, :sealed, :day)
        ON CONFLICT (round, concept_key) DO UPDATE
        SET sealed = excluded.sealed, day = excluded.day
        """,
        round=round.id,
        key=voter.concept_key,
        sealed=keys.sealed(voter.secret, voter.hash, choices, tx.fresh()),
        day=here.today.isoformat(),
    )
    return ConceptKept(round.id, command.choices)


async def cast(
    tx: Transaction, command: CastBallot, here: Here, cause: str
) -> VoteCounted | CodeMissing | VotingPaused | Refused:
    """Count what the concept holds; cast again, the last one counts.

    The choices come from the sealed concept, so that no button and no draft ever holds them.
    The round is held shared: whoever closes it waits for us, or we see it closed.
    """
    found = await _may_vote(tx, command.round, here)
    if not isinstance(found, tuple):
        return found
    round, voter = found
    choices = await concept(tx, round, voter)
    if choices is None:
        # Cast already, and nothing changed since: the same answer, nothing counted again.
        if await _ballot(tx, round, voter) is not None:
            return VoteCounted(round.id, voter.check_code, round.closes, again=True)
        choices = Choices()
    if why := why_not_these(choices, round.rules, round.withdrawn):
        return Refused(why)
    took_part = await tx.one(
        """
        INSERT INTO participation (round, voter_hash, level, origin, day)
        VALUES (:round, :voter, :level, 'chat', :day)
        ON CONFLICT (round, voter_hash) DO NOTHING RETURNING day
        """,
        round=round.id,
        voter=voter.hash,
        level=voter.level,
        day=here.today.isoformat(),
    )
    if took_part is None and await _ballot(tx, round, voter) is None:
        raise IntegrityError(f"round {round.id}: took part, and no ballot under its key")
    body = json.dumps(sorted(choices.of))
    await tx.run(
        """
        INSERT INTO ballots (round, ballot_key, choices) VALUES (:round, :key, :choices)
        ON CONFLICT (round, ballot_key) DO UPDATE
        SET choices = excluded.choices, replaced = ballots.replaced + 1
        """,
        round=round.id,
        key=voter.ballot_key,
        choices=body,
    )
    await drop_concept(tx, round, voter)
    return VoteCounted(round.id, voter.check_code, round.closes, changed=took_part is None)


async def concept(tx: Transaction, round: Round, voter: Voter) -> Choices | None:
    """What this voter chose and did not cast; None when nothing is kept."""
    row = await tx.one(
        "SELECT sealed FROM concepts WHERE round = :round AND concept_key = :key",
        round=round.id,
        key=voter.concept_key,
    )
    return keys.opened(voter.secret, voter.hash, row["sealed"]) if row else None


async def cast_before(tx: Transaction, round: Round, voter: Voter) -> Choices | None:
    """What this voter's ballot says, as long as they may change it; None without a ballot."""
    if round.state != "open":
        return None
    return await _ballot(tx, round, voter)


async def drop_concept(tx: Transaction, round: Round, voter: Voter) -> None:
    """Nothing uncast is kept any more."""
    await tx.run(
        "DELETE FROM concepts WHERE round = :round AND concept_key = :key",
        round=round.id,
        key=voter.concept_key,
    )


async def took_part(tx: Transaction, round: Round, voter: Voter) -> bool:
    """Does a ballot of this voter count?"""
    row = await tx.one(
        "SELECT day FROM participation WHERE round = :round AND voter_hash = :voter",
        round=round.id,
        voter=voter.hash,
    )
    return row is not None


async def voter_in(tx: Transaction, round: Round, here: Here) -> Voter | None:
    """The voter that this account is in this round; None while a code is still to be given.

    Raises VaultError when the secret of the round is not there.
    """
    secret = rounds.secret_of(tx, round)
    pepper = tx.vault.pepper()
    if round.rules.level == "own":
        return Voter(keys.voter_hash(pepper, round.id, "own", here.person.id), "own", secret)
    row = await tx.one(
        """
        SELECT hash, level FROM codes
        WHERE round = :round AND person = :person AND state IN ('claimed', 'used')
        """,
        round=round.id,
        person=here.person.id,
    )
    if row is None:
        return None
    return Voter(keys.voter_hash(pepper, round.id, "code", row["hash"]), row["level"], secret)


async def _may_vote(
    tx: Transaction, id: str, here: Here
) -> tuple[Round, Voter] | CodeMissing | VotingPaused | Refused:
    """The open round and the voter, or why not; judged here, whatever was asked before."""
    round = await rounds.open_for(tx, id, _counts_at(here))
    if isinstance(round, Refused):
        return round
    if why := why_not_vote(round.rules, here):
        return Refused(why)
    try:
        voter = await voter_in(tx, round, here)
    except VaultError:
        return VotingPaused(round.id)
    return CodeMissing(round.id) if voter is None else (round, voter)


def _counts_at(here: Here) -> dt.datetime:
    """Of a message its own date, of a tap its arrival (safety: D6)."""
    return here.heard or here.now


async def _ballot(tx: Transaction, round: Round, voter: Voter) -> Choices | None:
    row = await tx.one(
        "SELECT choices FROM ballots WHERE round = :round AND ballot_key = :key",
        round=round.id,
        key=voter.ballot_key,
    )
    return Choices(tuple(json.loads(row["choices"]))) if row else None
