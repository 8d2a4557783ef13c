"""All paper is in: what two people typed the same becomes ballots, once, before the count.

A paper with a code takes the place of what was voted with it in the chat; one without becomes a
ballot of nobody in particular.  Then the typed papers go, and ballots and voters are written anew
in the order of their keys, as at the closing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from conversations.here import Here
from conversations.rules.paper import why_not_enter
from conversations.words import Message, Quoted, _
from storage import cases, due
from storage.database import Transaction, instant
from storage.rounds import ballots, keys, paper_batches, rounds, traces
from storage.rounds.ballots import Voter
from storage.rounds.paper_batches import NOT_VALID, Batch
from storage.rounds.rounds import Round

CHANGED = _("The votes that are kept do not add up. Ask whoever runs this program to look.")


async def why_not_done(tx: Transaction, round: Round) -> Message | None:
    """Every batch twice and the same, no more papers than were given, and nothing changed."""
    if why := why_not_enter(round.rules, round.state, done=round.paper_done):
        return why
    found = await paper_batches.batches(tx, round.id)
    for batch in found:
        if batch.stands == "differs":
            return _(
                "Batch {batch} is not the same twice: paper {numbers}. Type these once more.",
                batch=batch.n,
                numbers=Quoted(text=", ".join(map(str, batch.numbers[:10]))),
            )
        if batch.stands != "same":
            return _("Batch {batch} is not entered twice yet.", batch=batch.n)
    if round.rules.paper != "coded":
        many = sum(batch.entries[0].many for batch in found)
        if many > await paper_batches.given(tx, round.id):
            return _("More papers are entered than the desk gave.")
    # Whatever was changed since the closing must not be sealed anew.
    return CHANGED if await traces.changed(tx, round.id) else None


async def done(tx: Transaction, round: Round, here: Here, cause: str) -> None:
    """Make ballots of the papers of a round that is held, and count.  Raises VaultError."""
    secret = rounds.secret_of(tx, round)
    lines = _same(await paper_batches.batches(tx, round.id))
    valid = [(key, choices) for key, choices in lines if choices != NOT_VALID]
    if round.rules.paper == "coded":
        replaced = await _with_codes(tx, round, valid, here)
    else:
        replaced = 0
        pepper = tx.vault.kept_pepper()
        for n, choices in enumerate(sorted(choices for _key, choices in valid), 1):
            voter = Voter(
                keys.voter_hash(pepper, round.id, "paper", str(n)), round.rules.level, secret
            )
            await _count(tx, round, voter, choices, here)
    await tx.run(
        """
        UPDATE rounds SET paper_done = :now, paper_entered = :entered, paper_invalid = :invalid,
               paper_replaced = :replaced
        WHERE id = :id
        """,
        now=instant(here.now),
        entered=len(lines),
        invalid=len(lines) - len(valid),
        replaced=replaced,
        id=round.id,
    )
    await traces.settle(tx, round.id, here, cause)
    await cases.happened(tx, round.id, "paper in", here, cause, role=rounds.role_of(here))
    await due.plan(tx, "round_count", round.id, here.now, cause)


def _same(found: Iterable[Batch]) -> list[tuple[str | None, str]]:
    """The papers of batches that two people typed the same, each once."""
    return [
        (key, choices or NOT_VALID)
        for batch in found
        for key, choices in batch.entries[0].lines.values()
    ]


async def _with_codes(
    tx: Transaction, round: Round, lines: list[tuple[str | None, str]], here: Here
) -> int:
    """Each under the key of its code; answers how many votes from the chat it replaced."""
    rows = await tx.all(
        "SELECT hash, level, state FROM codes WHERE round = :round AND state <> 'void'",
        round=round.id,
    )
    secret, pepper = rounds.secret_of(tx, round), tx.vault.kept_pepper()
    by_key = {}
    for row in rows:  # all of them: no paper says whose code it had
        hash = keys.voter_hash(pepper, round.id, "code", row["hash"])
        voter = Voter(hash, row["level"], secret)
        by_key[voter.ballot_key] = (row, voter)
    replaced = 0
    for key, choices in lines:
        assert key is not None
        row, voter = by_key[key]
        replaced += await ballots.took_part(tx, round, voter)
        await _count(tx, round, voter, choices, here)
        await tx.run(
            "UPDATE codes SET state = 'used', origin = 'paper', day = :day WHERE hash = :hash",
            day=here.today.isoformat(),
            hash=row["hash"],
        )
    return replaced


async def _count(tx: Transaction, round: Round, voter: Voter, choices: str, here: Here) -> None:
    await tx.run(
        """
        INSERT INTO participation (round, voter_hash, level, origin, day)
        VALUES (:round, :voter, :level, 'paper', :day)
        ON CONFLICT (round, voter_hash) DO UPDATE SET origin = 'paper', day = excluded.day
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
        choices=json.dumps(sorted(json.loads(choices))),
    )


async def why_not_discard(tx: Transaction, round: Round, batch: int | None) -> Message | None:
    """Can this batch be thrown away?"""
    if why := why_not_enter(round.rules, round.state, done=round.paper_done):
        return why
    if batch is None or await paper_batches.batch_of(tx, round.id, batch) is None:
        return _("There is no such batch. Look at the list of batches.")
    return None


async def discard(
    tx: Transaction, round: Round, batch: int, reason: str, here: Here, cause: str
) -> None:
    """Nothing of this batch is kept; it can be entered anew.  The history says why."""
    await tx.run(
        "DELETE FROM paper_lines WHERE round = :round AND batch = :batch",
        round=round.id,
        batch=batch,
    )
    await tx.run(
        "DELETE FROM paper_entries WHERE round = :round AND batch = :batch",
        round=round.id,
        batch=batch,
    )
    words = f"{batch}: {reason}"
    await cases.happened(
        tx, round.id, "paper thrown away", here, cause, role=rounds.role_of(here), words=words
    )
