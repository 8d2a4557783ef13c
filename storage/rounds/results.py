"""Results: counted once from what is kept, published as a record that anyone can count again."""

from __future__ import annotations

import datetime as dt
import json

from conversations.here import Here
from conversations.rounds import record as records
from conversations.rounds.orders import NothingNow
from conversations.rounds.record import Record, lot_of, sorted_ballots, told
from conversations.rounds.results import (
    CountingFailed,
    CountRound,
    ResultFacts,
    ResultTold,
    RoundCounted,
    TellResult,
)
from conversations.rounds.round import Choices
from conversations.rules.counting import count
from conversations.talk import Screen
from storage import due, journal
from storage.database import Transaction
from storage.rounds import keys, rounds
from storage.rounds.rounds import Round
from storage.rounds.vault import VaultError

PORTION = 100
PAUSE = dt.timedelta(seconds=4)
# A round that cannot be counted is tried again: a secret may come back from its backup.
AGAIN = dt.timedelta(minutes=10)


async def count_round(
    tx: Transaction, command: CountRound, here: Here, cause: str
) -> RoundCounted | CountingFailed | NothingNow:
    """Count a closed round, once, and keep its record; what does not add up is not counted."""
    round = await rounds.held(tx, command.round)
    if round is None or round.state != "closed":
        return NothingNow()
    try:
        record = await assembled(tx, round)
    except VaultError as error:
        return await _later(tx, round, str(error), here, cause)
    if faults := records.faults(record):
        return await _later(tx, round, faults[0], here, cause)
    result = count(
        round.rules,
        [Choices(ballot) for ballot in record.ballots],
        withdrawn=record.withdrawn,
        lot=record.lot,
    )
    await rounds.counted(tx, round, result, record.seal, here, cause)
    await tx.run(
        """
        INSERT INTO round_records (round, record) VALUES (:round, :record)
        ON CONFLICT (round) DO NOTHING
        """,
        round=round.id,
        record=record.model_dump_json(),
    )
    return RoundCounted(round.id, round.number, round.rules.wijk, result.ballots)


async def _later(tx: Transaction, round: Round, why: str, here: Here, cause: str) -> CountingFailed:
    await due.plan(tx, "round_count", round.id, here.now + AGAIN, cause)
    return CountingFailed(round.id, round.number, why)


async def assembled(tx: Transaction, round: Round) -> Record:
    """The record of a round that is over, from its own rows.  VaultError without its secret."""
    secret = rounds.secret_of(tx, round)
    ballots = await tx.all(
        """
        SELECT ballot_key, choices, replaced FROM ballots WHERE round = :round ORDER BY ballot_key
        """,
        round=round.id,
    )
    voters = await tx.all(
        """
        SELECT voter_hash, level, origin FROM participation WHERE round = :round
        ORDER BY voter_hash
        """,
        round=round.id,
    )
    under = {row["ballot_key"] for row in ballots}
    strays = sum(keys.ballot_key(secret, row["voter_hash"]) not in under for row in voters)
    if strays or len(voters) != len(ballots):
        raise VaultError(
            f"Round {round.number}: {len(voters)} people took part, {len(ballots)} ballots, "
            f"{strays} without their own. Do not publish; restore the secret and the database."
        )
    codes = tuple(sorted(keys.check_code(secret, row["voter_hash"]) for row in voters))
    choices = [Choices(tuple(json.loads(row["choices"]))) for row in ballots]
    lot = lot_of(codes)
    void = await tx.one(
        "SELECT count(*) AS n FROM codes WHERE round = :round AND state = 'void'", round=round.id
    )
    place, seal = await journal.head(tx)
    return Record(
        rules=round.rules,
        rules_hash=round.rules_hash or round.rules.hash,
        withdrawn=round.withdrawn,
        ballots=sorted_ballots(choices),
        check_codes=codes,
        origins={
            "chat": sum(row["origin"] == "chat" for row in voters),
            "paper": sum(row["origin"] == "paper" for row in voters),
        },
        levels={
            level: sum(row["level"] == level for row in voters)
            for level in ("own", "desk", "letter")
        },
        voided=int(void["n"]) if void else 0,
        replaced=sum(row["replaced"] for row in ballots),
        lot=lot,
        result=told(count(round.rules, choices, withdrawn=round.withdrawn, lot=lot)),
        sealed_at=place,
        seal=seal,
    )


async def record_of(tx: Transaction, round: str) -> Record | None:
    """The record of a round, as it was counted; None before."""
    row = await tx.one("SELECT record FROM round_records WHERE round = :round", round=round)
    return Record.model_validate_json(row["record"]) if row else None


async def tell(
    tx: Transaction, command: TellResult, here: Here, cause: str
) -> ResultTold | NothingNow:
    """The next voters who are to hear the result, each once; the portion after it is planned."""
    round = await rounds.held(tx, command.round)
    row = await tx.one(
        "SELECT told_until FROM round_records WHERE round = :round", round=command.round
    )
    if round is None or round.state != "published" or row is None or row["told_until"] == "~":
        return NothingNow()
    people = await _people(tx, round, row["told_until"])
    done = len(people) < PORTION
    voted = await _voted(tx, round, people)
    await tx.run(
        """
        UPDATE round_records SET told_until = :until, told = told + :many WHERE round = :round
        """,
        until="~" if done else people[-1][0],
        many=len(voted),
        round=round.id,
    )
    if not done:
        await due.plan(tx, "round_results", round.id, here.now + PAUSE, cause)
    return ResultTold(round.id, round.rules.wijk, voted, first=row["told_until"] == "")


async def _people(tx: Transaction, round: Round, after: str) -> list[tuple[str, str | None]]:
    """Who may have voted: (person, hash of their code), the next portion."""
    if round.rules.level == "own":
        rows = await tx.all(
            """
            SELECT id AS person, NULL AS hash FROM people WHERE wijk = :wijk AND id > :after
            ORDER BY id LIMIT :most
            """,
            wijk=round.rules.wijk,
            after=after,
            most=PORTION,
        )
    else:
        rows = await tx.all(
            """
            SELECT person, hash FROM codes
            WHERE round = :round AND person > :after AND state IN ('claimed', 'used')
            ORDER BY person LIMIT :most
            """,
            round=round.id,
            after=after,
            most=PORTION,
        )
    return [(row["person"], row["hash"]) for row in rows]


async def _voted(
    tx: Transaction, round: Round, people: list[tuple[str, str | None]]
) -> tuple[str, ...]:
    """Those of them whose ballot counts."""
    pepper = tx.vault.pepper()
    found = []
    for person, code in people:
        kind, id = ("own", person) if code is None else ("code", code)
        row = await tx.one(
            "SELECT 1 AS one FROM participation WHERE round = :round AND voter_hash = :voter",
            round=round.id,
            voter=keys.voter_hash(pepper, round.id, kind, id),
        )
        if row is not None:
            found.append(person)
    return tuple(found)


async def result_facts(tx: Transaction, screen: Screen, here: Here) -> ResultFacts | None:
    """A published result, for everybody; None before the publication."""
    if screen.case is None:
        return None
    round = await rounds.read(tx, screen.case)
    record = await record_of(tx, screen.case)
    if round is None or round.state != "published" or record is None or round.result is None:
        return None
    open_ = await tx.one(
        """
        SELECT count(*) AS n FROM round_options o
        JOIN decisions d ON d.case_id = o.case_id AND d.state <> 'confirmed'
        WHERE o.round = :round AND d.why IN ('awarded', 'no_money', 'too_few', 'voted_down', 'tied')
        """,
        round=round.id,
    )
    return ResultFacts(
        id=round.id,
        number=round.number,
        rules=round.rules,
        rules_hash=record.rules_hash,
        result=round.result,
        seal=record.seal,
        chat=record.origins.get("chat", 0),
        paper=record.origins.get("paper", 0),
        voided=record.voided,
        replaced=record.replaced,
        confirmed=round.rules.binding and (open_ is None or open_["n"] == 0),
    )
