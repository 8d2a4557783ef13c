"""Ballots: a concept that only the round's secret opens, and a ballot that counts.

Who takes part (`participation`) stands apart from what was chosen (`ballots`); both are found again
only with keys from outside the database.  No row here names a person, a message or a time of day,
and nothing about a single vote goes into the journal.

`participation` is touched before `ballots`, always: whoever closes a round takes them so too.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass

from conversations.here import Here
from conversations.rounds.round import Choices, Level
from conversations.rounds.voting import (
    AgeAsked,
    BallotOpen,
    BeginBallot,
    CastBallot,
    ChoosePlan,
    CodeMissing,
    ConceptChanged,
    ConceptKept,
    Mark,
    PlanGone,
    VoteCounted,
    VoteRefused,
    VotingPaused,
)
from conversations.rules.ballots import why_not_now, why_not_these
from conversations.rules.voters import asks_age, why_not_vote, why_not_young
from conversations.talk import Refused
from storage import due
from storage.database import Transaction
from storage.rounds import keys, rounds, traces
from storage.rounds.rounds import GONE, Round
from storage.rounds.vault import VaultError

NotNow = AgeAsked | CodeMissing | VotingPaused | VoteRefused | Refused


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


@dataclass(frozen=True, slots=True)
class Concept:
    """What somebody chose and did not cast; `stamp` changes with every change of it."""

    choices: Choices
    stamp: int


# --- choosing --------------------------------------------------------------------------


async def begin(
    tx: Transaction, command: BeginBallot, here: Here, cause: str
) -> BallotOpen | NotNow:
    """An empty concept: from here on this person may choose.

    Where the round asks an age, the yes is this row and nothing else is kept; a no is not kept.
    """
    found = await _may_vote(tx, command.round, here, cause)
    if not isinstance(found, tuple):
        return found
    round, voter = found
    if await _begun(tx, round, voter):
        return BallotOpen(round.id)
    if asks_age(round.rules):
        if command.old_enough is None:
            return AgeAsked(round.id)
        if why := why_not_young(round.rules, command.old_enough):
            return VoteRefused(round.id, why)
    await _keep(tx, round, voter, Choices(), here)
    return BallotOpen(round.id)


async def choose(
    tx: Transaction, command: ChoosePlan, here: Here, cause: str
) -> ConceptKept | NotNow:
    """Keep in the concept what is said about one plan, sealed; nothing of it counts."""
    found = await _may_vote(tx, command.round, here, cause)
    if not isinstance(found, tuple):
        return found
    round, voter = found
    if asks_age(round.rules) and not await _begun(tx, round, voter):
        return AgeAsked(round.id)
    kept = await concept(tx, round, voter)
    before = kept.choices if kept is not None else Choices()
    choices = marked(before, command.n, command.mark, round.withdrawn)
    if command.mark != "off" and (why := why_not_these(choices, round.rules, round.withdrawn)):
        return VoteRefused(round.id, why, command.n)
    if kept is None or choices != before:
        await _keep(tx, round, voter, choices, here)
    return ConceptKept(round.id, command.n)


def marked(before: Choices, n: int, mark: Mark, withdrawn: tuple[int, ...]) -> Choices:
    """The choices with this mark at plan `n`; what was taken back meanwhile falls off."""
    others = tuple(m for m in before.of if abs(m) != n and abs(m) not in withdrawn)
    match mark:
        case "on":
            return Choices((*others, n))
        case "no":
            return Choices((*others, -n))
    return Choices(others)


async def _keep(tx: Transaction, round: Round, voter: Voter, choices: Choices, here: Here) -> None:
    await tx.run(
        """
        INSERT INTO concepts (round, concept_key, sealed, day)
        VALUES (:round, :key, :sealed, :day)
        ON CONFLICT (round, concept_key) DO UPDATE
        SET sealed = excluded.sealed, day = excluded.day
        """,
        round=round.id,
        key=voter.concept_key,
        sealed=keys.sealed(voter.secret, voter.hash, choices, len(round.rules.options), tx.fresh()),
        day=here.today.isoformat(),
    )


# --- casting ---------------------------------------------------------------------------


async def cast(
    tx: Transaction, command: CastBallot, here: Here, cause: str
) -> VoteCounted | ConceptChanged | PlanGone | NotNow:
    """Count what the concept holds; cast again, the last one counts.

    The choices come from the sealed concept, so that no button and no draft ever holds them.
    The round is held shared: whoever closes it waits for us, or we see it closed.
    """
    found = await _may_vote(tx, command.round, here, cause)
    if not isinstance(found, tuple):
        return found
    round, voter = found
    # In this order: when a tap beside this one has just cast the concept, its vote is seen.
    kept = await concept(tx, round, voter)
    voted = await took_part(tx, round, voter)
    if kept is None and voted:
        # Cast already, and nothing changed since: the same answer, nothing counted again.
        return VoteCounted(round.id, voter.check_code, round.closes, again=True)
    choices = kept.choices if kept is not None else Choices()
    if kept is not None and command.stamp not in (None, kept.stamp):
        return ConceptChanged(round.id)
    if why := why_not_these(choices, round.rules, round.withdrawn):
        rest = Choices(tuple(n for n in choices.of if abs(n) not in round.withdrawn))
        if rest == choices:
            return VoteRefused(round.id, why)
        await _keep(tx, round, voter, rest, here)
        return PlanGone(round.id, why)
    if voted and not await _has_ballot(tx, round, voter):
        # Took part, and no ballot under its key: never a fresh vote, always an alarm.
        return await _paused(tx, round.id, here, cause)
    await _count(tx, round, voter, choices, here)
    await drop_concept(tx, round, voter)
    return VoteCounted(
        round.id,
        voter.check_code,
        round.closes,
        changed=voted,
        strip=await traces.taken(tx, here.person.id, round.id),
    )


async def _count(tx: Transaction, round: Round, voter: Voter, choices: Choices, here: Here) -> None:
    """One row apart from the other, each under its own key."""
    await tx.run(
        """
        INSERT INTO participation (round, voter_hash, level, origin, day)
        VALUES (:round, :voter, :level, 'chat', :day)
        ON CONFLICT (round, voter_hash) DO NOTHING
        """,
        round=round.id,
        voter=voter.hash,
        level=voter.level,
        day=here.today.isoformat(),
    )
    await tx.run(
        """
        INSERT INTO ballots (round, ballot_key, choices) VALUES (:round, :key, :choices)
        ON CONFLICT (round, ballot_key) DO UPDATE
        SET choices = excluded.choices, replaced = ballots.replaced + 1
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


async def concept(tx: Transaction, round: Round, voter: Voter) -> Concept | None:
    """What this voter chose and did not cast; None when nothing is kept."""
    row = await tx.one(
        "SELECT sealed FROM concepts WHERE round = :round AND concept_key = :key",
        round=round.id,
        key=voter.concept_key,
    )
    if row is None:
        return None
    choices = keys.opened(voter.secret, voter.hash, row["sealed"])
    return Concept(choices, keys.stamp(row["sealed"])) if choices is not None else None


async def drop_concept(tx: Transaction, round: Round, voter: Voter) -> None:
    """Nothing uncast is kept any more."""
    await tx.run(
        "DELETE FROM concepts WHERE round = :round AND concept_key = :key",
        round=round.id,
        key=voter.concept_key,
    )


async def cancel(tx: Transaction, round: Round, voter: Voter) -> bool:
    """Nothing of this voter counts any more; answers whether a ballot did.

    The round is held alone.  Raises VaultError when the ballot is not under its key.
    """
    await drop_concept(tx, round, voter)
    took_part = await tx.one(
        """
        DELETE FROM participation WHERE round = :round AND voter_hash = :voter RETURNING day
        """,
        round=round.id,
        voter=voter.hash,
    )
    ballot = await tx.one(
        "DELETE FROM ballots WHERE round = :round AND ballot_key = :key RETURNING replaced",
        round=round.id,
        key=voter.ballot_key,
    )
    if (took_part is None) != (ballot is None):
        raise VaultError(f"A ballot of round {round.number} is not under the key of its voter.")
    return ballot is not None


async def took_part(tx: Transaction, round: Round, voter: Voter) -> bool:
    """Does a ballot of this voter count?"""
    row = await tx.one(
        "SELECT day FROM participation WHERE round = :round AND voter_hash = :voter",
        round=round.id,
        voter=voter.hash,
    )
    return row is not None


async def _has_ballot(tx: Transaction, round: Round, voter: Voter) -> bool:
    row = await tx.one(
        "SELECT replaced FROM ballots WHERE round = :round AND ballot_key = :key",
        round=round.id,
        key=voter.ballot_key,
    )
    return row is not None


async def _begun(tx: Transaction, round: Round, voter: Voter) -> bool:
    return await took_part(tx, round, voter) or await concept(tx, round, voter) is not None


# --- who votes --------------------------------------------------------------------------


async def voter_in(tx: Transaction, round: Round, here: Here) -> Voter | None:
    """The voter that this account is in this round; None while a code is still to be given.

    Raises VaultError when the secret of the round is not there.
    """
    if round.rules.level == "own":
        return own_voter(tx, round, here.person.id)
    row = await tx.one(
        """
        SELECT hash, level FROM codes
        WHERE round = :round AND person = :person AND state IN ('claimed', 'used')
        """,
        round=round.id,
        person=here.person.id,
    )
    return code_voter(tx, round, row["hash"], row["level"]) if row is not None else None


def own_voter(tx: Transaction, round: Round, person: str) -> Voter:
    """Somebody by their own word.  Raises VaultError."""
    secret = rounds.secret_of(tx, round)
    return Voter(keys.voter_hash(tx.vault.pepper(), round.id, "own", person), "own", secret)


def code_voter(tx: Transaction, round: Round, code_hash: str, level: Level) -> Voter:
    """Whoever has a code, on whichever phone or on paper.  Raises VaultError."""
    secret = rounds.secret_of(tx, round)
    return Voter(keys.voter_hash(tx.vault.pepper(), round.id, "code", code_hash), level, secret)


async def _may_vote(
    tx: Transaction, id: str, here: Here, cause: str
) -> tuple[Round, Voter] | CodeMissing | VotingPaused | VoteRefused | Refused:
    """The open round and the voter, or why not; judged here, whatever was asked before."""
    round = await rounds.held(tx, id, shared=True)
    if round is None or rounds.sees(round, here) is not None:
        return Refused(GONE)
    if why := why_not_now(round.rules, round.state, round.closes, counts_at(here)):
        return VoteRefused(round.id, why)
    if why := why_not_vote(round.rules, here):
        return VoteRefused(round.id, why)
    try:
        rounds.secret_of(tx, round)
        voter = await voter_in(tx, round, here)
    except VaultError:
        return await _paused(tx, round.id, here, cause)
    return CodeMissing(round.id) if voter is None else (round, voter)


def counts_at(here: Here) -> dt.datetime:
    """Of a message its own date, of a tap its arrival (safety: D6)."""
    return here.heard or here.now


async def _paused(tx: Transaction, round: str, here: Here, cause: str) -> VotingPaused:
    """Nobody votes now; the officers hear it, once an hour at most."""
    hour = here.now.replace(minute=0, second=0, microsecond=0)
    await due.plan(tx, "round_paused", round, hour, cause)
    return VotingPaused(round)
