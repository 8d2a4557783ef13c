"""At the desk of a wijkhub: somebody is let vote after their papers were seen, a code is made void.

Every act of the staff stands in `desk_acts`, by slip and day, and in the journal as done with the
help of the desk; for whom, no row says.
"""

from __future__ import annotations

import datetime as dt
import hashlib

from conversations.here import Here
from conversations.rounds.codes import CallDesk, CallFacts, DeskCalled
from conversations.rounds.desk_draft import DeskDraft, Step
from conversations.rounds.desk_orders import (
    CallFound,
    CodeVoided,
    DeskFacts,
    DeskLine,
    FindCall,
    FindSlip,
    LetVote,
    SlipFacts,
    SlipFound,
    SureFacts,
    VoidCode,
    VoterLet,
)
from conversations.rounds.round import Level
from conversations.rules.ballots import why_not_now
from conversations.rules.desk import HELPERS, why_not_help
from conversations.rules.rounds import runs_rounds
from conversations.rules.texts import why_not_private
from conversations.talk import Refused, Screen
from conversations.words import Message, _
from storage import journal
from storage.database import Row, Transaction, instant, moment
from storage.rounds import ballots, codes, rounds
from storage.rounds.rounds import GONE, RULES, Round
from storage.rounds.vault import VaultError

CALL_WORKS = dt.timedelta(minutes=10)
NO_CALL = _("I do not see that number. It works for ten minutes. Ask them to look once more.")
NO_SLIP = _("There is no code with that slip number in this round.")
STANDS_STILL = _("Voting stands still now. Nothing was changed. We are working on it.")


# --- the phone of whoever stands there --------------------------------------------------


async def call(tx: Transaction, command: CallDesk, here: Here, cause: str) -> DeskCalled | Refused:
    """A number for this phone; asked again within its time it is the same one."""
    round = await rounds.held(tx, command.round, shared=True)
    if round is None or rounds.sees(round, here) is not None or round.rules.level == "own":
        return Refused(GONE)
    if why := why_not_now(round.rules, round.state, round.closes, here.now):
        return Refused(why)
    if await _number(tx, round.id, here) is None:
        await tx.run("DELETE FROM desk_calls WHERE until_at <= :now", now=instant(here.now))
        for _try in range(5):  # two people with one number at once: another one
            digits = int.from_bytes(hashlib.sha256(tx.fresh().encode()).digest()[:8], "big")
            kept = await tx.one(
                """
                INSERT INTO desk_calls (round, person, number, until_at)
                VALUES (:round, :person, :number, :until)
                ON CONFLICT (round, number) DO NOTHING RETURNING number
                """,
                round=round.id,
                person=here.person.id,
                number=f"{digits % 1_000_000:06d}",
                until=instant(here.now + CALL_WORKS),
            )
            if kept is not None:
                break
    return DeskCalled(round.id)


async def _number(tx: Transaction, round: str, here: Here) -> Row | None:
    return await tx.one(
        """
        SELECT number, until_at FROM desk_calls
        WHERE round = :round AND person = :person AND until_at > :now
        """,
        round=round,
        person=here.person.id,
        now=instant(here.now),
    )


async def call_facts(tx: Transaction, screen: Screen, here: Here) -> CallFacts | None:
    """The reader's own number, as long as it works."""
    row = await _number(tx, screen.case or "", here)
    if row is None or screen.case is None:
        return None
    return CallFacts(screen.case, row["number"], moment(row["until_at"]))


async def _caller(tx: Transaction, round: str, number: str, here: Here) -> Row | None:
    return await tx.one(
        """
        SELECT d.person, p.name FROM desk_calls d JOIN people p ON p.id = d.person
        WHERE d.round = :round AND d.number = :number AND d.until_at > :now
        """,
        round=round,
        number=number,
        now=instant(here.now),
    )


async def find_call(
    tx: Transaction, command: FindCall, here: Here, cause: str
) -> CallFound | Refused:
    """Whose phone shows this number now?"""
    round = await rounds.read(tx, command.round)
    if why := _why_not(round, here):
        return Refused(why)
    row = await _caller(tx, command.round, command.call, here)
    if row is None:
        return Refused(NO_CALL)
    if row["person"] == here.person.id:
        return Refused(_("That is your own phone. A colleague must help you."))
    return CallFound(command.round, command.call)


async def let_vote(tx: Transaction, command: LetVote, here: Here, cause: str) -> VoterLet | Refused:
    """A new code that nobody sees, bound to the phone with this number; the number is used up.

    With a slip that code is void first.  The round is held alone: nobody votes meanwhile.
    """
    round = await rounds.held(tx, command.round)
    if why := _why_not(round, here):
        return Refused(why)
    assert round is not None
    caller = await _caller(tx, round.id, command.call, here)
    if caller is None:
        return Refused(NO_CALL)
    person = caller["person"]
    if person == here.person.id:
        return Refused(_("That is your own phone. A colleague must help you."))
    old: Row | None = None
    level: Level = "desk"
    if command.slip is not None:
        old = await codes.by_slip(tx, round.id, command.slip)
        if old is None or old["state"] == "void":
            return Refused(NO_SLIP if old is None else _("This code is void already."))
        level = old["level"]
    elif round.rules.level != "desk":
        return Refused(_("In this round only people with a letter vote. You can replace a letter."))
    another = await codes.of_person(tx, round.id, person)
    if another is not None and (old is None or another != old["hash"]):
        return Refused(_("This phone has a code already. They can vote with /stem."))
    try:
        cancelled = False
        async with tx.savepoint():
            if old is not None:
                cancelled = await make_void(tx, round, old, None, here, cause)
            slip = await codes.bind_new(tx, round, level, person, old["hash"] if old else None)
    except VaultError:
        return Refused(STANDS_STILL)
    await tx.run(
        "DELETE FROM desk_calls WHERE round = :round AND person = :person",
        round=round.id,
        person=person,
    )
    await _noted(tx, round, slip, "let", cancelled, None, here, cause)
    return VoterLet(round.id, person, slip, cancelled)


# --- a code by its slip -------------------------------------------------------------------


async def find_slip(
    tx: Transaction, command: FindSlip, here: Here, cause: str
) -> SlipFound | Refused:
    """Is there such a code?"""
    round = await rounds.read(tx, command.round)
    if why := _why_not(round, here):
        return Refused(why)
    if await codes.by_slip(tx, command.round, command.slip) is None:
        return Refused(NO_SLIP)
    return SlipFound(command.round, command.slip)


async def void(tx: Transaction, command: VoidCode, here: Here, cause: str) -> CodeVoided | Refused:
    """This code is worth nothing any more; the round is held alone, so nobody casts with it now."""
    round = await rounds.held(tx, command.round)
    if why := _why_not(round, here, early=True):
        return Refused(why)
    assert round is not None
    if command.reason is not None and (why := why_not_private(command.reason)):
        return Refused(why)
    row = await codes.by_slip(tx, round.id, command.slip)
    if row is None:
        return Refused(NO_SLIP)
    if row["state"] == "void":
        return Refused(_("This code is void already."))
    if row["person"] == here.person.id:
        return Refused(_("That is your own code. A colleague must help you."))
    try:
        async with tx.savepoint():
            cancelled = await make_void(tx, round, row, command.reason, here, cause)
    except VaultError:
        return Refused(STANDS_STILL)
    return CodeVoided(round.id, command.slip, cancelled, row["person"])


async def make_void(
    tx: Transaction, round: Round, row: Row, reason: str | None, here: Here, cause: str
) -> bool:
    """The code, its concept and its ballot, of a round that is held; answers whether one counted.

    Raises VaultError.
    """
    cancelled = False
    if round.secret_print is not None:
        voter = ballots.code_voter(tx, round, row["hash"], row["level"])
        cancelled = await ballots.cancel(tx, round, voter)
    await tx.run(
        """
        UPDATE codes SET state = 'void', person = NULL,
               origin = CASE WHEN :cancelled = 1 THEN origin ELSE NULL END
        WHERE hash = :hash
        """,
        cancelled=int(cancelled),
        hash=row["hash"],
    )
    await _noted(tx, round, row["slip"], "void", cancelled, reason, here, cause)
    return cancelled


async def _noted(
    tx: Transaction,
    round: Round,
    slip: str,
    what: str,
    cancelled: bool,
    reason: str | None,
    here: Here,
    cause: str,
) -> None:
    """Who of the staff did this, by slip and day; the journal has the role alone."""
    await tx.run(
        """
        INSERT INTO desk_acts (round, slip, what, person, ballot, reason, day, cause)
        VALUES (:round, :slip, :what, :person, :ballot, :reason, :day, :cause)
        """,
        round=round.id,
        slip=slip,
        what=what,
        person=here.person.id or None,
        ballot=int(cancelled),
        reason=reason,
        day=here.today.isoformat(),
        cause=cause,
    )
    await journal.enter(
        tx,
        cause=cause,
        role=role_of(round, here),
        verb="voter let by desk" if what == "let" else "code void",
        subject=round.id,
        rules=RULES,
        content=f"{slip} {int(cancelled)}",
        now=here.now,
    )


def role_of(round: Round, here: Here) -> str:
    """In which role this is done."""
    if here.person.id and not runs_rounds(here.person, round.rules.wijk):
        return "hub_staff"
    return rounds.role_of(here)


def _why_not(round: Round | None, here: Here, *, early: bool = False) -> Message | None:
    """Who helps, and while people vote; a code can be void before that (`early`)."""
    if round is None or round.rules.level == "own":
        return GONE
    if why := why_not_help(here.person, round.rules.wijk):
        return why
    if early and round.state in ("prepared", "tested"):
        return None
    if early and round.state == "open" and here.now < round.closes:
        return None
    return why_not_now(round.rules, round.state, round.closes, here.now)


def why_not_now_here(round: Round | None, here: Here) -> Message | None:
    """May this person help at a desk now, in this round?"""
    return _why_not(round, here)


# --- what is shown ------------------------------------------------------------------------


async def desk_facts(tx: Transaction, screen: Screen, here: Here) -> DeskFacts | None:
    """The rounds with codes that run now where this person may help."""
    helped = await _helped(tx, here, *HELPERS)
    return DeskFacts(tuple([await _line(tx, round, here) for round in helped])) if helped else None


async def works_now(tx: Transaction, here: Here) -> bool:
    """Does a round with codes run now at whose desk this person works?"""
    return bool(await _helped(tx, here, "hub_staff"))


async def _helped(tx: Transaction, here: Here, *roles: str) -> list[Round]:
    """The rounds with codes that run now where somebody holds one of these roles."""
    wijken = here.person.wijken_as(*roles)
    rows = []
    if None in wijken:
        rows = await tx.all(
            """
            SELECT id FROM rounds WHERE state = 'open' AND opens <= :now AND closes > :now
            ORDER BY closes, id
            """,
            now=instant(here.now),
        )
    else:
        for wijk in wijken:
            rows += [{"id": id} for id in await rounds.open_in(tx, wijk or "", here.now)]
    found = [await rounds.read(tx, row["id"]) for row in rows]
    return [round for round in found if round is not None and round.rules.level != "own"]


async def _line(tx: Transaction, round: Round, here: Here) -> DeskLine:
    row = await tx.one(
        "SELECT count(*) AS n FROM desk_acts WHERE round = :round AND what = 'let'", round=round.id
    )
    wijk = here.profile.wijk(round.rules.wijk)
    return DeskLine(
        id=round.id,
        title=round.rules.title,
        wijk=wijk.name if wijk is not None else "",
        level=round.rules.level,
        age=round.rules.age,
        closes=round.closes,
        helped=int(row["n"]) if row else 0,
        paper=round.rules.paper,
    )


async def slip_facts(tx: Transaction, screen: Screen, here: Here) -> SlipFacts | None:
    """One code by its slip, for those who help; never whose it is."""
    round = await rounds.read(tx, screen.case or "")
    if round is None or _why_not(round, here) is not None:
        return None
    row = await codes.by_slip(tx, round.id, screen.subject or "")
    if row is None:
        return None
    return SlipFacts(await _line(tx, round, here), row["slip"], row["state"], row["tried"])


async def asked(tx: Transaction, draft: DeskDraft, here: Here) -> SureFacts | None:
    """Who stands at the desk, when that is asked now."""
    if draft.asking != Step.SURE or draft.call is None:
        return None
    round = await rounds.read(tx, draft.round)
    if round is None or _why_not(round, here) is not None:
        return None
    row = await _caller(tx, round.id, draft.call, here)
    return SureFacts(await _line(tx, round, here), row["name"]) if row is not None else None
