"""Counting a round: once, from its own rows, into a record that anyone can count again.

Nothing is counted that does not add up: the secret must be the one of the opening, every ballot
as it was at the closing, as many ballots as people who took part, each under its own key, all of
them by the frozen rules, and the journal whole.
"""

from __future__ import annotations

import datetime as dt
import json
from typing import Literal

from conversations.here import Here
from conversations.roles.role import OFFICERS
from conversations.rounds import record as records
from conversations.rounds.orders import NothingNow
from conversations.rounds.record import PaperInRecord, Record, lot_of, sorted_ballots, told
from conversations.rounds.results import (
    CountingFailed,
    CountRound,
    RoundCounted,
    Uncounted,
)
from conversations.rounds.round import LEVELS, Choices
from conversations.rules.ballots import why_not_these
from conversations.rules.counting import Result, count
from storage import audience, cases, due, journal
from storage.database import Row, Transaction, instant
from storage.rounds import keys, rounds, traces
from storage.rounds.rounds import Round
from storage.rounds.vault import VaultError

# A round that cannot be counted is tried again: a secret may come back from its backup.
AGAIN = dt.timedelta(minutes=10)
# So often those who run rounds hear of it.
ALERT = dt.timedelta(days=1)
NOT_COUNTED = "round not counted"
CodeState = Literal["unused", "claimed", "used", "void"]
CODES: tuple[CodeState, ...] = ("unused", "claimed", "used", "void")


class Uncountable(Exception):
    """Why a round cannot be counted, in one line for whoever runs the machine."""

    def __init__(self, why: Uncounted, line: str) -> None:
        super().__init__(line)
        self.why = why


async def count_round(
    tx: Transaction, command: CountRound, here: Here, cause: str
) -> RoundCounted | CountingFailed | NothingNow:
    """Count a closed round, once, and keep its record."""
    round = await rounds.held(tx, command.round)
    if round is None or round.state != "closed" or round.awaits_paper:
        return NothingNow()
    try:
        record, result = await assembled(tx, round)
    except Uncountable as error:
        return await _later(tx, round, error.why, here, cause)
    if not await rounds.counted(tx, round, result, record.seal, here, cause):
        return NothingNow()
    await tx.run(
        """
        INSERT INTO round_records (round, record, chat, paper, voided, replaced)
        VALUES (:round, :record, :chat, :paper, :voided, :replaced)
        """,
        round=round.id,
        record=record.model_dump_json(),
        chat=record.origins["chat"],
        paper=record.origins["paper"],
        voided=record.voided,
        replaced=record.replaced,
    )
    return RoundCounted(round.id, round.number, round.rules.wijk, result.ballots)


async def _later(
    tx: Transaction, round: Round, why: Uncounted, here: Here, cause: str
) -> CountingFailed | NothingNow:
    """It is tried again soon; whoever runs rounds hears of it once a day."""
    await due.plan(tx, "round_count", round.id, here.now + AGAIN, cause)
    heard = await tx.one(
        "SELECT n FROM case_history WHERE case_id = :id AND what = :what AND at > :since LIMIT 1",
        id=round.id,
        what=NOT_COUNTED,
        since=instant(here.now - ALERT),
    )
    if heard is not None:
        return NothingNow()
    await cases.happened(tx, round.id, NOT_COUNTED, here, cause, role="system", words=why)
    wijk = round.rules.wijk
    people = await holding(tx, wijk, OFFICERS, here)
    return CountingFailed(round.id, round.number, wijk, why, people)


async def holding(
    tx: Transaction, wijk: str, roles: tuple[str, ...], here: Here
) -> tuple[str, ...]:
    """Everybody who holds one of these roles for a wijk now, each once."""
    holders = await audience.holding(tx, wijk, here)
    return tuple(sorted({person for role in roles for person in holders.get(role, ())}))


# --- the record -----------------------------------------------------------------------------


async def assembled(tx: Transaction, round: Round) -> tuple[Record, Result]:
    """The record of a round that is over, from its own rows.  Raises Uncountable."""
    ballots, voters, secret = await _checked(tx, round)
    choices = [_choices(row, round) for row in ballots]
    codes = tuple(sorted(keys.check_code(secret, row["voter_hash"]) for row in voters))
    lot = lot_of(codes)
    result = count(round.rules, choices, withdrawn=round.withdrawn, lot=lot)
    printed = await _codes(tx, round)
    place, seal = await journal.head(tx)
    record = Record(
        rules=round.rules,
        rules_hash=round.rules_hash or "",
        closed=round.closes,
        withdrawn=round.withdrawn,
        ballots=sorted_ballots(choices),
        check_codes=codes,
        origins={
            "chat": sum(row["origin"] == "chat" for row in voters),
            "paper": sum(row["origin"] == "paper" for row in voters),
        },
        levels={level: sum(row["level"] == level for row in voters) for level in LEVELS},
        codes={state: printed[state] for state in CODES},
        voided=printed["cancelled"],
        replaced=sum(row["replaced"] for row in ballots),
        paper=await paper_of(tx, round),
        lot=lot,
        result=told(result),
        sealed_at=place,
        seal=seal,
    )
    if faults := records.faults(record):
        raise Uncountable("changed", f"Round {round.number}: {faults[0]}")
    return record, result


async def _checked(tx: Transaction, round: Round) -> tuple[list[Row], list[Row], bytes]:
    """Ballots and who took part, as they were at the closing, and the secret that ties them."""
    try:
        secret = rounds.secret_of(tx, round)
    except VaultError as error:
        raise Uncountable("secret", str(error)) from None
    wrong = await traces.changed(tx, round.id)
    if not wrong and (broken := await journal.broken(tx)) is not None:
        wrong = [broken]
    if wrong:
        raise Uncountable("changed", f"Round {round.number}: {wrong[0]}.")
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
        raise Uncountable(
            "changed",
            f"Round {round.number}: {len(voters)} people took part, there are {len(ballots)} "
            f"ballots, and {strays} people are without theirs.",
        )
    return ballots, voters, secret


def _choices(row: Row, round: Round) -> Choices:
    """What stands on a ballot, if the frozen rules allow it."""
    key = row["ballot_key"][:16]
    try:
        numbers = json.loads(row["choices"])
        choices = Choices(tuple(int(n) for n in numbers))
    except (ValueError, TypeError):
        raise Uncountable(
            "changed", f"Round {round.number}: ballot {key} cannot be read."
        ) from None
    # A plan may have been taken back after it was chosen: that ballot still counts.
    if why_not_these(choices, round.rules) is not None:
        raise Uncountable("changed", f"Round {round.number}: ballot {key} breaks the rules.")
    return choices


async def _codes(tx: Transaction, round: Round) -> dict[str, int]:
    """How many codes are in each state, and how many were made void after a ballot was cast."""
    rows = await tx.all(
        """
        SELECT state, count(*) AS n, count(origin) AS cast_with FROM codes
        WHERE round = :round GROUP BY state
        """,
        round=round.id,
    )
    found: dict[str, int] = dict.fromkeys((*CODES, "cancelled"), 0)
    for row in rows:
        found[row["state"]] = int(row["n"])
        if row["state"] == "void":
            found["cancelled"] = int(row["cast_with"])
    return found


async def paper_of(tx: Transaction, round: Round) -> PaperInRecord:
    """What became of ballots on paper, as it was noted when they were all in."""
    row = await tx.one(
        """
        SELECT coalesce(paper_entered, 0) AS entered, coalesce(paper_invalid, 0) AS invalid,
               coalesce(paper_replaced, 0) AS replaced,
               (SELECT count(*) FROM paper_given g WHERE g.round = r.id) AS given
        FROM rounds r WHERE r.id = :round
        """,
        round=round.id,
    )
    return PaperInRecord(**dict(row)) if row is not None else PaperInRecord()


async def text_of(tx: Transaction, round: str) -> str | None:
    """The record as it stands on the disk: a file for whoever counts again."""
    row = await tx.one("SELECT record FROM round_records WHERE round = :round", round=round)
    return str(row["record"]) if row else None


async def record_of(tx: Transaction, round: str) -> Record | None:
    """The record of a round as it was counted; None before, and nobody sees it before it is
    published."""
    text = await text_of(tx, round)
    return Record.model_validate_json(text) if text is not None else None
