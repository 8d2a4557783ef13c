"""Voting codes: kept as keyed hashes, bound both ways to one account, and counted.

    unused → claimed (an account gave it) → used (a ballot counts)      void

The code itself stands on paper and nowhere else.  A code of one account is refused for another,
and an account with a code gets no second one in the same round; the table itself holds that too.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from conversations.here import Here
from conversations.rounds.codes import ClaimLink, CodeCount
from conversations.rounds.round import Level
from conversations.rounds.voting import ClaimCode, CodeClaimed, VotingPaused
from conversations.rules.ballots import why_not_now
from conversations.rules.codes import number_of, slip_of
from conversations.talk import Refused
from conversations.words import _, the
from storage import journal
from storage.database import Row, Transaction
from storage.rounds import code_locks, keys, rounds
from storage.rounds.ballots import counts_at
from storage.rounds.rounds import GONE, Round
from storage.rounds.vault import VaultError

SOMEBODY_ELSES = _(
    "Somebody else uses this code already. Did you not give it away? Go to {hub} with proof of"
    " your address.",
    hub=the("hub"),
)
VOID = _("This code is void. Ask at {hub}, with proof of your address.", hub=the("hub"))
ON_PAPER = _("This code is for a ballot on paper. It does not work in the chat any more.")
NOT_NOW = _("I cannot look at codes now. We are working on it. Please try again later.")


def code_hash(pepper: bytes, code: str) -> str:
    """What is kept of a code: without the pepper nobody can try them all."""
    return keys.keyed(pepper, "voting code", code).hex()


def link_hash(pepper: bytes, token: str) -> str:
    """What is kept of the token behind the link on a letter."""
    return keys.keyed(pepper, "voting link", token).hex()


def pepper_print(pepper: bytes) -> str:
    """Which pepper the codes were made with; the pepper itself does not follow from it."""
    return hashlib.sha256(b"aanzet pepper\n" + pepper).hexdigest()


# --- given in a chat -----------------------------------------------------------------


async def claim(
    tx: Transaction, command: ClaimCode, here: Here, cause: str
) -> CodeClaimed | VotingPaused | Refused:
    """Bind a typed code to this account, once; a code nobody has counts as a wrong one."""
    if why := await code_locks.why_not_try(tx, here):
        return Refused(why)
    try:
        row = await _by(tx, "hash", code_hash(tx.vault.kept_pepper(), command.code))
    except VaultError:
        return VotingPaused(command.round) if command.round is not None else Refused(NOT_NOW)
    return await _bound(tx, row, here, cause)


async def claim_link(
    tx: Transaction, command: ClaimLink, here: Here, cause: str
) -> CodeClaimed | VotingPaused | Refused:
    """The same by the link on a letter."""
    if why := await code_locks.why_not_try(tx, here):
        return Refused(why)
    try:
        row = await _by(tx, "link", link_hash(tx.vault.kept_pepper(), command.token))
    except VaultError:
        return Refused(NOT_NOW)
    return await _bound(tx, row, here, cause)


async def _by(tx: Transaction, what: str, hash: str) -> Row | None:
    """The code with this hash.  VaultError when it was made with another pepper than ours."""
    if what == "link":
        row = await tx.one("SELECT hash, round FROM codes WHERE link = :hash", hash=hash)
    else:
        row = await tx.one("SELECT hash, round FROM codes WHERE hash = :hash", hash=hash)
    if row is None:
        await same_pepper(tx)
    return row


async def same_pepper(tx: Transaction) -> None:
    """Nobody has this code.  VaultError when that is because the pepper is another one."""
    ours = pepper_print(tx.vault.kept_pepper())
    rows = await tx.all("SELECT DISTINCT pepper_print FROM code_batches")
    if any(row["pepper_print"] != ours for row in rows):
        raise VaultError(
            f"The pepper in {tx.vault.folder} is not the one the codes were made with."
            " Restore the right one from its backup."
        )


async def _bound(
    tx: Transaction, found: Row | None, here: Here, cause: str
) -> CodeClaimed | Refused:
    if found is None:
        return Refused(await code_locks.wrong(tx, here, cause))
    round = await rounds.held(tx, found["round"], shared=True)
    if round is None:
        return Refused(GONE)
    # After the wait for the round: whoever made it void, or was first, has done so by now.
    row = await tx.one(
        "SELECT state, person, origin FROM codes WHERE hash = :hash", hash=found["hash"]
    )
    if row is None or row["state"] == "void":
        return Refused(VOID)
    if row["origin"] == "paper":
        return Refused(ON_PAPER)
    if row["person"] == here.person.id:
        return CodeClaimed(round.id)
    if row["state"] != "unused":
        return await _somebody_elses(tx, found["hash"])
    if why := why_not_now(round.rules, round.state, round.closes, counts_at(here)):
        return Refused(why)
    if await of_person(tx, round.id, here.person.id) is not None:
        return Refused(
            _("You gave another code in this round already. Everybody has one. Nothing changed.")
        )
    bound = await tx.one(
        """
        UPDATE codes SET state = 'claimed', person = :person
        WHERE hash = :hash AND state = 'unused' RETURNING hash
        """,
        person=here.person.id,
        hash=found["hash"],
    )
    return CodeClaimed(round.id) if bound else await _somebody_elses(tx, found["hash"])


async def _somebody_elses(tx: Transaction, hash: str) -> Refused:
    """Refused, and the desk will see it: the holder hears it there and nowhere else."""
    await tx.run("UPDATE codes SET tried = tried + 1 WHERE hash = :hash", hash=hash)
    return Refused(SOMEBODY_ELSES)


async def of_person(tx: Transaction, round: str, person: str) -> str | None:
    """The hash of the code that this account has in a round."""
    row = await tx.one(
        "SELECT hash FROM codes WHERE round = :round AND person = :person AND state <> 'void'",
        round=round,
        person=person,
    )
    return str(row["hash"]) if row is not None else None


# --- made ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NewCode:
    """A code that goes on paper, as it is kept: hashes and nothing else."""

    slip: str
    hash: str
    link: str | None = None


async def pepper_used(tx: Transaction) -> bool:
    """Was anything made with a pepper?  Then there is no other one."""
    row = await tx.one(
        """
        SELECT 1 AS one FROM rounds WHERE secret_print IS NOT NULL
        UNION ALL SELECT 1 FROM code_batches LIMIT 1
        """
    )
    return row is not None


async def pepper_for_new(tx: Transaction) -> bytes:
    """The key for new codes; made once, and never again when it got lost.

    Raises VaultError.
    """
    if not await pepper_used(tx):
        return tx.vault.pepper()
    await same_pepper(tx)
    return tx.vault.kept_pepper()


async def first_free(tx: Transaction, round: str) -> int:
    """The number of the next slip of a round that is held."""
    row = await tx.one("SELECT MAX(slip) AS slip FROM codes WHERE round = :round", round=round)
    return number_of(row["slip"]) + 1 if row is not None and row["slip"] else 1


async def add(
    tx: Transaction, round: Round, level: Level, batch: str, codes: Iterable[NewCode]
) -> None:
    """New codes of a round that is held; whoever gave them out keeps the only copy."""
    await tx.many(
        """
        INSERT INTO codes (hash, slip, round, level, batch, state, link)
        VALUES (:hash, :slip, :round, :level, :batch, 'unused', :link)
        """,
        [
            {
                "hash": code.hash,
                "slip": code.slip,
                "round": round.id,
                "level": level,
                "batch": batch,
                "link": code.link,
            }
            for code in codes
        ],
    )


async def has_batch(tx: Transaction, round: str, batch: str) -> bool:
    """Is there a print run of this name?"""
    row = await tx.one(
        "SELECT made FROM code_batches WHERE round = :round AND batch = :batch",
        round=round,
        batch=batch,
    )
    return row is not None


async def note_batch(
    tx: Transaction, round: Round, batch: str, level: Level, made: int, here: Here, cause: str
) -> None:
    """A print run is in the register: how many, with which pepper; the journal has it too."""
    await tx.run(
        """
        INSERT INTO code_batches (round, batch, level, made, pepper_print, day, cause)
        VALUES (:round, :batch, :level, :made, :print, :day, :cause)
        """,
        round=round.id,
        batch=batch,
        level=level,
        made=made,
        print=pepper_print(tx.vault.kept_pepper()),
        day=here.today.isoformat(),
        cause=cause,
    )
    await journal.enter(
        tx,
        cause=cause,
        role=rounds.role_of(here),
        verb="codes made",
        subject=round.id,
        rules=rounds.RULES,
        content=f"{batch} {level} {made}",
        now=here.now,
    )


async def by_code(tx: Transaction, code: str) -> Row | None:
    """The code that stands on a paper, of whichever round.  Raises VaultError."""
    found = await _by(tx, "hash", code_hash(tx.vault.kept_pepper(), code))
    if found is None:
        return None
    return await tx.one(
        "SELECT hash, round, level, state FROM codes WHERE hash = :hash", hash=found["hash"]
    )


async def by_slip(tx: Transaction, round: str, slip: str) -> Row | None:
    """The code beside this slip number."""
    return await tx.one(
        """
        SELECT hash, slip, level, state, person, tried FROM codes
        WHERE round = :round AND slip = :slip
        """,
        round=round,
        slip=slip,
    )


async def bind_new(
    tx: Transaction, round: Round, level: Level, person: str, replaces: str | None
) -> str:
    """A code that nobody ever sees, bound at once; answers its slip.  The round is held alone.

    `replaces` is the hash of a code that is void.  Raises VaultError.
    """
    hash = code_hash(await pepper_for_new(tx), tx.fresh())
    slip = slip_of(await first_free(tx, round.id))
    await tx.run(
        """
        INSERT INTO codes (hash, slip, round, level, batch, state, person)
        VALUES (:hash, :slip, :round, :level, 'desk', 'claimed', :person)
        """,
        hash=hash,
        slip=slip,
        round=round.id,
        level=level,
        person=person,
    )
    if replaces is not None:
        await replaced(tx, replaces, hash)
    return slip


async def replaced(tx: Transaction, old: str, new: str) -> None:
    """This void code has another one in its place."""
    await tx.run(
        "UPDATE codes SET replaced_by = :new WHERE hash = :old AND state = 'void'", new=new, old=old
    )


async def count(tx: Transaction, round: str) -> list[CodeCount]:
    """How many codes of each batch are where; unused, claimed, used and void are all there are."""
    rows = await tx.all(
        """
        SELECT batch, level, count(*) AS made,
               sum(CASE WHEN state = 'unused' THEN 1 ELSE 0 END) AS unused,
               sum(CASE WHEN state = 'claimed' THEN 1 ELSE 0 END) AS claimed,
               sum(CASE WHEN state = 'used' THEN 1 ELSE 0 END) AS used,
               sum(CASE WHEN state = 'void' THEN 1 ELSE 0 END) AS void,
               sum(CASE WHEN state = 'void' AND origin IS NOT NULL THEN 1 ELSE 0 END) AS cancelled
        FROM codes WHERE round = :round GROUP BY batch, level ORDER BY batch, level
        """,
        round=round,
    )
    return [CodeCount(**dict(row)) for row in rows]
