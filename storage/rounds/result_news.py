"""A published result: who hears it, each once, and what everybody may see of it."""

from __future__ import annotations

import datetime as dt

from conversations.here import Here
from conversations.roles.role import OFFICERS
from conversations.rounds.orders import NothingNow
from conversations.rounds.results import (
    RecordKept,
    ResultFacts,
    ResultTold,
    SendRecord,
    TellResult,
)
from conversations.rounds.round import RoundFacts
from conversations.talk import Refused, Screen
from conversations.words import _
from storage import due
from storage.database import Transaction, instant
from storage.rounds import ballots, keys, results, rounds
from storage.rounds.results import holding
from storage.rounds.rounds import GONE, Round
from storage.rounds.vault import VaultError

PORTION = 100  # people looked at in one commit
PAUSE = dt.timedelta(seconds=4)
# Who hears every result of their wijk, besides those who voted.
HEARS = ("member", "chair", "secretary", "manager", *OFFICERS)
NOT_YET = _("The result of this round is not known yet.")


async def tell(
    tx: Transaction, command: TellResult, here: Here, cause: str
) -> ResultTold | NothingNow:
    """The next people who are to hear the result, each once; the portion after it is planned."""
    round = await rounds.held(tx, command.round)
    row = await tx.one(
        "SELECT told_until, told, told_all FROM round_records WHERE round = :round",
        round=command.round,
    )
    if round is None or round.state != "published" or row is None or row["told_all"] is not None:
        return NothingNow()
    first = row["told_until"] == ""
    staff = await holding(tx, round.rules.wijk, HEARS, here)
    looked_at = await _next(tx, round, row["told_until"])
    voted = [p for p in await _voted(tx, round, looked_at) if p not in staff]
    people = (*(staff if first else ()), *voted)
    done = len(looked_at) < PORTION
    await tx.run(
        """
        UPDATE round_records SET told_until = :until, told = told + :many, told_all = :done
        WHERE round = :round
        """,
        until=looked_at[-1][0] if looked_at else row["told_until"],
        many=len(people),
        done=instant(here.now) if done else None,
        round=round.id,
    )
    if not done:
        await due.plan(tx, "round_results", round.id, here.now + PAUSE, cause)
    return ResultTold(round.id, round.number, round.rules.title, people)


async def _next(tx: Transaction, round: Round, after: str) -> list[tuple[str, str | None]]:
    """The next people who may have voted, with the hash of their code where there are codes.

    Whoever has moved away since is told as well: it was their vote.
    """
    if round.rules.level == "own":
        rows = await tx.all(
            "SELECT id AS person, NULL AS hash FROM people WHERE id > :after ORDER BY id LIMIT :n",
            after=after,
            n=PORTION,
        )
    else:
        rows = await tx.all(
            """
            SELECT person, hash FROM codes
            WHERE round = :round AND person IS NOT NULL AND person > :after AND state <> 'void'
            ORDER BY person LIMIT :n
            """,
            round=round.id,
            after=after,
            n=PORTION,
        )
    return [(row["person"], row["hash"]) for row in rows]


async def _voted(tx: Transaction, round: Round, people: list[tuple[str, str | None]]) -> list[str]:
    """Those of them whose ballot counts.  Raises VaultError when the pepper cannot be read."""
    pepper = tx.vault.pepper()
    found = []
    for person, code in people:
        kind, id = ("own", person) if code is None else ("code", code)
        row = await tx.one(
            "SELECT day FROM participation WHERE round = :round AND voter_hash = :voter",
            round=round.id,
            voter=keys.voter_hash(pepper, round.id, kind, id),
        )
        if row is not None:
            found.append(person)
    return found


async def send_record(
    tx: Transaction, command: SendRecord, here: Here, cause: str
) -> RecordKept | Refused:
    """The record or the picture goes along as a file, to anybody, once it is published."""
    round = await rounds.read(tx, command.round)
    if round is None or rounds.sees(round, here) is not None:
        return Refused(GONE)
    if round.state != "published":
        return Refused(NOT_YET)
    return RecordKept(round.id, round.number, round.rules.title, command.file)


# --- what is shown ----------------------------------------------------------------------


async def shown(tx: Transaction, screen: Screen, here: Here) -> ResultFacts | RoundFacts | None:
    """A published result; before that the round as it stands, with nothing of any ballot."""
    if screen.case is None:
        return None
    found = await public(tx, screen.case, screen.page)
    if found is None:
        return await rounds.round_facts(tx, screen, here)
    round, facts = found
    mine = await _check_code(tx, round, here)
    if mine is None:
        return facts
    listed = await tx.one(
        "SELECT told FROM round_records WHERE round = :round AND record LIKE :code",
        round=round.id,
        code=f'%"{mine}"%',
    )
    return facts.of_reader(mine, listed=listed is not None)


async def public(tx: Transaction, id: str, page: int = 0) -> tuple[Round, ResultFacts] | None:
    """A published result as anybody may see it; None before."""
    round = await rounds.read(tx, id)
    row = await tx.one(
        """
        SELECT p.chat, p.paper, p.voided, p.replaced, r.seal
        FROM round_records p JOIN rounds r ON r.id = p.round WHERE p.round = :round
        """,
        round=id,
    )
    if round is None or round.state != "published" or row is None or round.result is None:
        return None
    return round, ResultFacts(
        id=round.id,
        number=round.number,
        rules=round.rules,
        rules_hash=round.rules_hash or "",
        closed=round.closes,
        result=round.result,
        seal=row["seal"],
        chat=row["chat"],
        paper=row["paper"],
        voided=row["voided"],
        replaced=row["replaced"],
        on_paper=await results.paper_of(tx, round),
        page=page,
        confirmed=await _confirmed(tx, round),
    )


async def _confirmed(tx: Transaction, round: Round) -> bool:
    """Is every plan of a round that binds decided for good?"""
    row = await tx.one(
        """
        SELECT count(*) AS n FROM round_options o JOIN cases c ON c.id = o.case_id
        WHERE o.round = :round AND o.withdrawn IS NULL
          AND c.state IN ('round', 'recorded', 'meeting', 'held')
        """,
        round=round.id,
    )
    return round.rules.binding and row is not None and not row["n"]


async def _check_code(tx: Transaction, round: Round, here: Here) -> str | None:
    """The reader's own check code, if they voted and the secret is still there."""
    if not here.person.id:
        return None
    try:
        voter = await ballots.voter_in(tx, round, here)
    except VaultError:
        return None
    if voter is None or not await ballots.took_part(tx, round, voter):
        return None
    return voter.check_code
