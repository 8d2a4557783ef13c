"""The register of rounds: read, held, frozen at the opening, closed once, counted once.

    prepared → tested → open → closed → counted → published        stopped

A voter holds the round shared (`open_for`), whoever changes its state holds it alone: a ballot is
in before the closing, or it sees that the round is closed.

Moments (`due`), the subject is the round:
    round_opens      the opening: the wijk hears it
    round_reminder   two days before the closing: who began and did not cast (the ballot's own)
    round_closes     the closing: closes as soon as everything that was sent in time is done
    round_count      closed: the count; with paper, as soon as two officers say that it is all in
    round_results    published: the result goes to whoever is to hear it
    round_forget     nobody can object any more: the secret goes, and the list of who took part
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache

from pydantic import TypeAdapter

from conversations.here import Here
from conversations.rounds.orders import CloseRound, NothingNow, RoundClosed
from conversations.rounds.round import RoundFacts, Rules, State
from conversations.rules.ballots import why_not_now
from conversations.rules.counting import Result
from conversations.rules.rounds import DRAINED_AT_LAST, OBJECTING, TRIERS, runs_rounds
from conversations.talk import Refused, Screen
from conversations.words import Message, _
from storage import cases, due
from storage.database import Transaction, instant, moment
from storage.rounds import traces
from storage.rounds.vault import VaultError

GONE = _("I do not know this round.")
RULES = traces.RULES
# How long before the closing who has not cast yet is reminded.
REMIND = dt.timedelta(days=2)
# How soon it is asked again whether everything is done.
AGAIN = dt.timedelta(seconds=1)
# How soon it is asked again whether the voters can be forgotten.
LATER = dt.timedelta(days=1)

_result = TypeAdapter(Result)


@dataclass(frozen=True, slots=True)
class Round:
    """A round as it stands; `closes` counts, which may be later than the rules say."""

    id: str
    number: str
    state: State
    rules: Rules
    rules_hash: str | None
    closes: dt.datetime
    secret_print: str | None
    withdrawn: tuple[int, ...] = ()
    drained: dt.datetime | None = None
    result: Result | None = None
    secret_gone: bool = False
    paper_done: bool = False

    @property
    def awaits_paper(self) -> bool:
        """Does the count wait until two officers say that all paper is in?"""
        return self.rules.paper != "none" and not self.paper_done


async def read(tx: Transaction, id: str) -> Round | None:
    """A round by its id, or None."""
    row = await tx.one(
        """
        SELECT r.id, c.number, r.state, r.rules, r.rules_hash, r.closes, r.secret_print,
               r.drained, r.result, r.secret_gone, r.paper_done,
               (SELECT count(*) FROM round_options o
                 WHERE o.round = r.id AND o.withdrawn IS NOT NULL) AS gone
        FROM rounds r JOIN cases c ON c.id = r.id WHERE r.id = :id
        """,
        id=id,
    )
    if row is None:
        return None
    return Round(
        id=row["id"],
        number=row["number"],
        state=row["state"],
        rules=_rules(row["rules"]),
        rules_hash=row["rules_hash"],
        closes=moment(row["closes"]),
        secret_print=row["secret_print"],
        withdrawn=await _withdrawn(tx, id) if row["gone"] else (),
        drained=moment(row["drained"]) if row["drained"] else None,
        result=_result.validate_json(row["result"]) if row["result"] else None,
        secret_gone=row["secret_gone"] is not None,
        paper_done=row["paper_done"] is not None,
    )


@lru_cache(maxsize=8)
def _rules(body: str) -> Rules:
    """Frozen rules are the same for every voter: read once for as long as the round runs."""
    return Rules.model_validate_json(body)


async def _withdrawn(tx: Transaction, id: str) -> tuple[int, ...]:
    rows = await tx.all(
        "SELECT n FROM round_options WHERE round = :id AND withdrawn IS NOT NULL ORDER BY n", id=id
    )
    return tuple(row["n"] for row in rows)


async def held(tx: Transaction, id: str, *, shared: bool = False) -> Round | None:
    """A round that nobody else changes before we are done."""
    await tx.hold("rounds", id, shared=shared)
    return await read(tx, id)


async def open_for(tx: Transaction, id: str, at: dt.datetime) -> Round | Refused:
    """The round for somebody who votes, held shared; or why a ballot cannot count.

    `at` is the moment that counts (UTC): of a message its own date, of a tap its arrival.
    """
    round = await held(tx, id, shared=True)
    if round is None:
        return Refused(GONE)
    if why := why_not_now(round.rules, round.state, round.closes, at):
        return Refused(why)
    return round


def secret_of(tx: Transaction, round: Round) -> bytes:
    """The secret of a round that was opened.  VaultError: the voting stands still."""
    if round.secret_print is None:
        raise VaultError(f"Round {round.number} is not open: it has no secret yet.")
    return tx.vault.secret(round.id, round.secret_print)


def paused(tx: Transaction, round: Round) -> bool:
    """Can nobody vote now because the secret is missing or is another one?"""
    if round.state != "open":
        return False
    try:
        secret_of(tx, round)
    except VaultError:
        return True
    return False


# --- changes of state ---------------------------------------------------------------


async def freeze(tx: Transaction, round: Round, here: Here, cause: str) -> None:
    """From here on nothing that matters changes: rules, hash, plans and secret stand.

    Voting starts at the opening of the rules.  Raises VaultError when no secret can be kept.
    """
    rules = round.rules
    await tx.run(
        """
        UPDATE rounds SET state = 'open', rules = :rules, rules_hash = :hash, secret_print = :print,
               closes = :closes
        WHERE id = :id AND state = 'tested'
        """,
        id=round.id,
        rules=rules.canonical,
        hash=rules.hash,
        print=tx.vault.make(round.id),
        closes=instant(rules.closes),
    )
    await tx.many(
        """
        INSERT INTO round_options (round, n, case_id, version, title, cents)
        VALUES (:round, :n, :case_id, (SELECT MAX(version) FROM initiatives
                                       WHERE case_id = :case_id), :title, :cents)
        """,
        [
            {
                "round": round.id,
                "n": option.n,
                "case_id": option.case,
                "title": option.title,
                "cents": option.cents,
            }
            for option in rules.options
        ],
    )
    await _moved(tx, round.id, "open", rules.closes, here, cause, words=rules.hash)
    await due.plan(tx, "round_opens", round.id, max(rules.opens, here.now), cause)
    await _expect_closing(tx, round.id, rules.opens, rules.closes, here, cause)


async def extend(
    tx: Transaction, round: Round, later: dt.datetime, reason: str, here: Here, cause: str
) -> None:
    """It closes later; the rules and their hash stay, the consents say who and why."""
    await tx.run(
        "UPDATE rounds SET closes = :later WHERE id = :id AND state = 'open'",
        id=round.id,
        later=instant(later),
    )
    await due.cancel(tx, round.id, here.now, "round_closes", "round_reminder")
    await _moved(tx, round.id, "open", later, here, cause, what="round extended", words=reason)
    await _expect_closing(tx, round.id, round.rules.opens, later, here, cause)


async def _expect_closing(
    tx: Transaction, id: str, opens: dt.datetime, closes: dt.datetime, here: Here, cause: str
) -> None:
    await due.plan(tx, "round_closes", id, closes, cause)
    if (remind := closes - REMIND) > max(opens, here.now):
        await due.plan(tx, "round_reminder", id, remind, cause)


async def stop(tx: Transaction, round: Round, reason: str, here: Here, cause: str) -> None:
    """The round is off and counts for nothing; its plans wait for another one."""
    await tx.run("UPDATE rounds SET state = 'stopped' WHERE id = :id", id=round.id)
    await due.cancel(
        tx, round.id, here.now, "round_opens", "round_closes", "round_reminder", "round_count"
    )
    if round.secret_print is not None:
        await traces.settle(tx, round.id, here, cause)
        await due.plan(tx, "round_forget", round.id, here.now + OBJECTING, cause)
    await _moved(tx, round.id, "stopped", None, here, cause, words=reason)


async def close(
    tx: Transaction, command: CloseRound, here: Here, cause: str
) -> RoundClosed | NothingNow:
    """Close a round whose time is over, once; first everything that was sent in time is done.

    Who looks whether that is so stands outside: `drained` says since when nothing waits.
    """
    round = await held(tx, command.round)
    if round is None or round.state != "open" or here.now < round.closes:
        return NothingNow()
    done = round.drained is not None and round.drained >= round.closes
    if not done and here.now < round.closes + DRAINED_AT_LAST:
        await due.plan(tx, "round_closes", round.id, here.now + AGAIN, cause)
        return NothingNow()
    await tx.run(
        """
        UPDATE rounds SET state = 'closed', object_until = :object_until
        WHERE id = :id AND state = 'open'
        """,
        id=round.id,
        object_until=instant(here.now + OBJECTING),
    )
    await due.cancel(tx, round.id, here.now, "round_reminder")
    await traces.settle(tx, round.id, here, cause)
    await _moved(tx, round.id, "closed", here.now + dt.timedelta(days=1), here, cause)
    if not round.awaits_paper:
        await due.plan(tx, "round_count", round.id, here.now, cause)
    await due.plan(tx, "round_forget", round.id, here.now + OBJECTING, cause)
    return RoundClosed(round.id, round.rules.wijk, round.awaits_paper)


async def to_drain(tx: Transaction, now: dt.datetime) -> bool:
    """Is there a round whose time is over and of which it is not known that all is done?"""
    row = await tx.one(
        """
        SELECT id FROM rounds
        WHERE state = 'open' AND closes <= :now AND (drained IS NULL OR drained < closes) LIMIT 1
        """,
        now=instant(now),
    )
    return row is not None


async def drained(tx: Transaction, at: dt.datetime) -> None:
    """At this instant nothing waited any more, at Telegram or here."""
    await tx.run(
        "UPDATE rounds SET drained = :at WHERE state = 'open' AND closes <= :at",
        at=instant(at),
    )


async def counted(
    tx: Transaction, round: Round, result: Result, seal: str, here: Here, cause: str
) -> bool:
    """Keep the result of a round that is held and closed, once; answers whether it was kept now."""
    row = await tx.one(
        """
        UPDATE rounds SET state = 'counted', result = :result, seal = :seal
        WHERE id = :id AND state = 'closed' RETURNING id
        """,
        id=round.id,
        result=_result.dump_json(result).decode(),
        seal=seal,
    )
    if row is None:
        return False
    await _moved(tx, round.id, "counted", here.now + dt.timedelta(days=7), here, cause)
    return True


async def published(tx: Transaction, round: Round, here: Here, cause: str) -> bool:
    """The result stands for everybody, once; whoever is to hear it hears it now."""
    row = await tx.one(
        """
        UPDATE rounds SET state = 'published', published = :now
        WHERE id = :id AND state = 'counted' RETURNING id
        """,
        id=round.id,
        now=instant(here.now),
    )
    if row is None:
        return False
    await _moved(tx, round.id, "published", None, here, cause)
    await due.plan(tx, "round_results", round.id, here.now, cause)
    return True


async def _moved(
    tx: Transaction,
    id: str,
    state: str,
    next_at: dt.datetime | None,
    here: Here,
    cause: str,
    *,
    what: str | None = None,
    words: str | None = None,
) -> None:
    """The case beside the round, its history and the journal; who votes stands in none of them."""
    await cases.move(
        tx, id, state, owner="officer", next_at=next_at, here=here, closed=next_at is None
    )
    await cases.happened(
        tx, id, what or f"round {state}", here, cause, role=role_of(here), words=words
    )


def role_of(here: Here) -> str:
    """In which role this is done: an officer, the command line, or the clock."""
    if any(one.role == "operator" for one in here.person.roles):
        return "operator"
    return "officer" if here.person.id else "system"


# --- what is shown ----------------------------------------------------------------------


def sees(round: Round, here: Here) -> Message | None:
    """May this person see this round?  What is not open yet is for those who work on it."""
    if round.state in ("prepared", "tested") and not here.person.holds(round.rules.wijk, *TRIERS):
        return GONE
    return None


async def round_facts(tx: Transaction, screen: Screen, here: Here) -> RoundFacts | None:
    """A round as anybody may see it, with nothing of any ballot; None when it is not theirs to see.

    The screen's case is the round.  What the reader chose themselves is added by the ballot.
    """
    if screen.case is None:
        return None
    round = await read(tx, screen.case)
    if round is None or sees(round, here) is not None:
        return None
    return RoundFacts(
        id=round.id,
        number=round.number,
        state=round.state,
        rules=round.rules,
        rules_hash=round.rules_hash,
        closes=round.closes,
        code_needed=round.rules.level != "own",
        withdrawn=round.withdrawn,
        turnout=await turnout(tx, round, here),
        paused=paused(tx, round),
    )


async def turnout(tx: Transaction, round: Round, here: Here) -> int | None:
    """How many people voted, for officers and those who decide in that wijk; None for others."""
    wijk = round.rules.wijk
    if round.state in ("prepared", "tested", "stopped"):
        return None
    if not runs_rounds(here.person, wijk) and not here.person.holds(
        wijk, "member", "chair", "secretary", "manager"
    ):
        return None
    row = await tx.one(
        "SELECT count(*) AS n FROM participation WHERE round = :round", round=round.id
    )
    return int(row["n"]) if row else 0


async def open_in(tx: Transaction, wijk: str, now: dt.datetime) -> list[str]:
    """The ids of the rounds of a wijk that run now, the first to close first."""
    rows = await tx.all(
        """
        SELECT id FROM rounds
        WHERE wijk = :wijk AND state = 'open' AND opens <= :now AND closes > :now
        ORDER BY closes, id
        """,
        wijk=wijk,
        now=instant(now),
    )
    return [row["id"] for row in rows]
