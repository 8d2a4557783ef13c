"""What two officers agree on: asked once, and done with the second yes on a phone of its own.

Whoever asks from a phone agrees with it; the command line may ask and never agrees.  An officer
whose role has ended meanwhile is not counted.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from conversations.here import Here
from conversations.rounds.orders import (
    Agree,
    Agreed,
    Disagree,
    Dropped,
    Propose,
    Proposed,
    StillOne,
    What,
    WordsNeeded,
)
from conversations.rules.clocks import read_clock
from conversations.rules.paper import why_not_enter
from conversations.rules.rounds import (
    AGREEING,
    NOT_OPEN,
    needs_exception,
    runs_rounds,
    why_not_change,
    why_not_extend,
    why_not_officer,
    why_not_open,
    why_not_publish,
    why_not_reason,
    why_not_stop,
)
from conversations.talk import Refused
from conversations.words import Message, _, bare
from storage import cases
from storage.database import Row, Transaction, instant, moment
from storage.people import HELD_NOW
from storage.rounds import awards, keeping, news, paper_count, preparing, rounds
from storage.rounds.rounds import GONE, Round, held, role_of
from storage.rounds.vault import VaultError

OVER = _("This was answered already.")
NO_VAULT = _("The secret of this round cannot be kept on this machine. Call whoever runs it.")
NO_EXCEPTION = _("This round needs no exception.")
SECRET_GONE = _("The secret of this round is missing. Call whoever runs this program.")
# What is asked with a reason that people can read.
WITH_WORDS = ("exception", "extend", "stop", "discard")


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is asked of the officers; `closes` of a later closing (UTC), `batch` of papers."""

    n: int
    what: What
    reason: str | None
    closes: dt.datetime | None
    state: str
    asked_by: str | None
    batch: int | None = None

    @property
    def consent(self) -> str:
        """Under which name a yes to exactly this is kept."""
        return f"{self.what}:{self.n}"


async def propose(
    tx: Transaction, command: Propose, here: Here, cause: str
) -> Proposed | WordsNeeded | Agreed | StillOne | Refused:
    """Ask the officers; the same asked by a second officer is a yes.

    Not where a reason was given: a yes to that is said by whoever read it.
    """
    round = await held(tx, command.round)
    if round is None:
        return Refused(GONE)
    if why := why_not_officer(here.person, round.rules.wijk):
        return Refused(why)
    closes = None
    if command.closes is not None:
        read = read_clock(command.closes, here.profile)
        if isinstance(read, Message):
            return Refused(read)
        closes = read
    asked = await standing(tx, round.id)
    if asked is not None and (asked.what != command.what or asked.what in WITH_WORDS):
        return Refused(_("Something is asked about this round already. Answer that first."))
    if asked is not None:
        return await _say_yes(tx, round, asked, here, cause)
    if command.reason is None and command.what in WITH_WORDS:
        why = _why_not_at_all(round, command, here)
        return WordsNeeded(round.id, command.what) if why is None else Refused(why)
    row = await tx.one(
        "SELECT count(*) AS n FROM round_proposals WHERE round = :round", round=round.id
    )
    n = int(row["n"]) + 1 if row else 1
    asker = here.person.id or None
    proposal = Proposal(n, command.what, command.reason, closes, "asked", asker, command.batch)
    if why := await _why_not(tx, round, proposal, here):
        return Refused(why)
    await tx.run(
        """
        INSERT INTO round_proposals (round, n, what, reason, closes, batch, state, asked_by, at)
        VALUES (:round, :n, :what, :reason, :closes, :batch, 'asked', :asked_by, :at)
        """,
        round=round.id,
        n=n,
        what=command.what,
        reason=command.reason,
        closes=instant(closes) if closes is not None else None,
        batch=command.batch,
        asked_by=asker,
        at=instant(here.now),
    )
    await cases.happened(
        tx,
        round.id,
        f"round {command.what} asked",
        here,
        cause,
        role=role_of(here),
        words=command.reason,
    )
    if asker is not None:
        await _consent(tx, round, proposal, here, cause)
    return Proposed(round.id, n, command.what, round.rules.wijk)


async def agree(
    tx: Transaction, command: Agree, here: Here, cause: str
) -> Agreed | StillOne | Refused:
    """Yes to what was asked; the second officer's yes does it."""
    round = await held(tx, command.round)
    if round is None:
        return Refused(GONE)
    if not here.person.id or not runs_rounds(here.person, round.rules.wijk):
        return Refused(
            _("Only {officers} can agree, on their own phones.", officers=bare("officer"))
        )
    proposal = await _proposal(tx, round.id, command.n)
    if proposal is None or proposal.state != "asked":
        return Refused(OVER)
    return await _say_yes(tx, round, proposal, here, cause)


async def disagree(tx: Transaction, command: Disagree, here: Here, cause: str) -> Dropped | Refused:
    """No: it is off the table, until somebody asks it anew."""
    round = await held(tx, command.round)
    if round is None:
        return Refused(GONE)
    if not here.person.id or not runs_rounds(here.person, round.rules.wijk):
        return Refused(
            _("Only {officers} can answer this, on their own phones.", officers=bare("officer"))
        )
    proposal = await _proposal(tx, round.id, command.n)
    if proposal is None or proposal.state != "asked":
        return Refused(OVER)
    await _answered(tx, round.id, proposal.n, "refused")
    what = f"round {proposal.what} refused"
    await cases.happened(tx, round.id, what, here, cause, role=role_of(here))
    return Dropped(round.id, proposal.what, proposal.asked_by)


async def _say_yes(
    tx: Transaction, round: Round, proposal: Proposal, here: Here, cause: str
) -> Agreed | StillOne | Refused:
    if not here.person.id:
        return Refused(_("This is asked already. Two people answer on their own phones."))
    if why := await _why_not(tx, round, proposal, here):
        return Refused(why)
    await _consent(tx, round, proposal, here, cause)
    if len(await agreeing(tx, round, proposal, here)) < AGREEING:
        return StillOne(round.id, proposal.n)
    try:
        agreed = await _do(tx, round, proposal, here, cause)
    except VaultError:
        return Refused(NO_VAULT if proposal.what == "open" else SECRET_GONE)
    await _answered(tx, round.id, proposal.n, "agreed")
    return agreed


async def _why_not(tx: Transaction, round: Round, proposal: Proposal, here: Here) -> Message | None:
    """The rule of what is asked, once more with every yes: the round may be another by then."""
    match proposal.what:
        case "exception":
            if not needs_exception(round.rules):
                return NO_EXCEPTION
            return why_not_change(round.state) or why_not_reason(proposal.reason or "")
        case "open":
            people = await preparing.rehearsed(tx, round)
            return (
                why_not_open(round.rules, round.state, people, here)
                or await preparing.why_not_these_plans(tx, round.rules)
                or await _why_no_secret(tx)
            )
        case "extend":
            if proposal.closes is None:
                return _("Until when? Give day and time.")
            return why_not_extend(
                round.rules, round.state, round.closes, proposal.closes, here
            ) or why_not_reason(proposal.reason or "")
        case "stop":
            return why_not_stop(round.state) or why_not_reason(proposal.reason or "")
        case "publish":
            return why_not_publish(round.state)
        case "paper":
            return await paper_count.why_not_done(tx, round)
        case "discard":
            return await paper_count.why_not_discard(tx, round, proposal.batch) or why_not_reason(
                proposal.reason or ""
            )


async def _why_no_secret(tx: Transaction) -> Message | None:
    """Asked with every yes, so that the first officer hears it and not only the second."""
    try:
        await keeping.ready(tx)
    except VaultError:
        return NO_VAULT
    return None


async def _do(tx: Transaction, round: Round, proposal: Proposal, here: Here, cause: str) -> Agreed:
    """Two agreed.  Raises VaultError when a round cannot open for want of a secret."""
    wijk = round.rules.wijk
    match proposal.what:
        case "exception":
            await preparing.allow_own_word(tx, round, here, cause)
        case "open":
            await rounds.freeze(tx, round, here, cause)
        case "extend":
            assert proposal.closes is not None
            assert proposal.reason is not None
            await rounds.extend(tx, round, proposal.closes, proposal.reason, here, cause)
            await news.spread(tx, round, "extended", here, cause)
        case "stop":
            assert proposal.reason is not None
            await rounds.stop(tx, round, proposal.reason, here, cause)
            if round.state == "open":
                await news.spread(tx, round, "stopped", here, cause)
        case "publish":
            await rounds.published(tx, round, here, cause)
            confirmer, plans = await awards.settle(tx, round, here, cause)
            return Agreed(round.id, "publish", wijk, confirmer, plans)
        case "paper":
            await paper_count.done(tx, round, here, cause)
        case "discard":
            assert proposal.batch is not None
            assert proposal.reason is not None
            await paper_count.discard(tx, round, proposal.batch, proposal.reason, here, cause)
    return Agreed(round.id, proposal.what, wijk)


def _why_not_at_all(round: Round, command: Propose, here: Here) -> Message | None:
    """Can this be asked about the round as it stands, whatever the reason?"""
    match command.what:
        case "discard":
            return why_not_enter(round.rules, round.state, done=round.paper_done)
        case "exception" if not needs_exception(round.rules):
            return NO_EXCEPTION
        case "exception":
            return why_not_change(round.state)
        case "stop":
            return why_not_stop(round.state)
    if round.state != "open" or round.closes <= here.now:
        return NOT_OPEN
    return None


async def _consent(
    tx: Transaction, round: Round, proposal: Proposal, here: Here, cause: str
) -> None:
    """A yes, once for each person; it stands in the history by its role."""
    new = await tx.one(
        """
        INSERT INTO round_consents (round, what, person, reason, at, cause)
        VALUES (:round, :what, :person, :reason, :at, :cause)
        ON CONFLICT (round, what, person) DO NOTHING RETURNING person
        """,
        round=round.id,
        what=proposal.consent,
        person=here.person.id,
        reason=proposal.reason,
        at=instant(here.now),
        cause=cause,
    )
    if new is not None:
        what = f"round {proposal.what} agreed"
        await cases.happened(tx, round.id, what, here, cause, role=role_of(here))


async def agreeing(
    tx: Transaction, round: Round, proposal: Proposal, here: Here
) -> tuple[str, ...]:
    """Who said yes and is an officer today."""
    rows = await tx.all(
        f"""
        SELECT c.person FROM round_consents c
        WHERE c.round = :round AND c.what = :what AND EXISTS (
            SELECT 1 FROM roles r WHERE r.person = c.person
              AND r.role IN ('officer', 'administrator')
              AND (r.wijk = :wijk OR r.wijk IS NULL) AND {HELD_NOW})
        ORDER BY c.person
        """,
        round=round.id,
        what=proposal.consent,
        wijk=round.rules.wijk,
        now=instant(here.now),
    )
    return tuple(row["person"] for row in rows)


async def _answered(tx: Transaction, round: str, n: int, state: str) -> None:
    await tx.run(
        "UPDATE round_proposals SET state = :state WHERE round = :round AND n = :n",
        round=round,
        n=n,
        state=state,
    )


PROPOSAL = "SELECT n, what, reason, closes, batch, state, asked_by FROM round_proposals"


async def standing(tx: Transaction, round: str) -> Proposal | None:
    """What is asked about a round now; one thing at a time."""
    row = await tx.one(f"{PROPOSAL} WHERE round = :round AND state = 'asked'", round=round)
    return _read(row) if row is not None else None


async def _proposal(tx: Transaction, round: str, n: int) -> Proposal | None:
    row = await tx.one(f"{PROPOSAL} WHERE round = :round AND n = :n", round=round, n=n)
    return _read(row) if row is not None else None


def _read(row: Row) -> Proposal:
    return Proposal(
        n=row["n"],
        what=row["what"],
        reason=row["reason"],
        closes=moment(row["closes"]) if row["closes"] else None,
        state=row["state"],
        asked_by=row["asked_by"],
        batch=row["batch"],
    )
