"""What one voter sees of rounds, the reminder, and who hears that voting stands still.

Only the reader's own concept is ever opened here, and no ballot that was cast.
"""

from __future__ import annotations

import datetime as dt
import hashlib

from conversations.here import Here
from conversations.plans.plan import SPOKEN, Plan
from conversations.rounds.orders import NothingNow
from conversations.rounds.voting import (
    FindPhoto,
    PausedTold,
    PhotoFound,
    PlanFacts,
    RemindVoters,
    TellPaused,
    VoteFacts,
    VoteLine,
    VotersToRemind,
    VotesFacts,
)
from conversations.rules.ballots import why_not_now
from conversations.rules.voters import asks_age, why_not_vote
from conversations.talk import Refused, Screen
from storage import due
from storage.database import Transaction, instant
from storage.rounds import ballots, keys, rounds
from storage.rounds.ballots import Voter, counts_at
from storage.rounds.rounds import GONE, Round
from storage.rounds.vault import VaultError

# How long a round that is over stands in the list of people who live there.
LATELY = dt.timedelta(days=60)
MOST = 4
# People looked at in one commit of a reminder.
PORTION = 500
PAUSE = dt.timedelta(seconds=2)


# --- screens ---------------------------------------------------------------------------


async def vote_facts(tx: Transaction, screen: Screen, here: Here) -> VoteFacts | None:
    """A round for one voter; None when it is not theirs to see yet."""
    round = await rounds.read(tx, screen.case) if screen.case is not None else None
    if round is None or rounds.sees(round, here) is not None:
        return None
    voter, paused = await _voter(tx, round, here)
    running = why_not_now(round.rules, round.state, round.closes, counts_at(here))
    voted = voter is not None and await ballots.took_part(tx, round, voter)
    concept = None
    if voter is not None and running is None:
        concept = await ballots.concept(tx, round, voter)
    order = order_of(round, here.person.id)
    return VoteFacts(
        id=round.id,
        number=round.number,
        state=round.state,
        rules=round.rules,
        rules_hash=round.rules_hash,
        closes=round.closes,
        order=order,
        why=running or why_not_vote(round.rules, here),
        begun=concept is not None or voted or not asks_age(round.rules),
        code_needed=voter is None and round.rules.level != "own" and not paused,
        voted=voted,
        concept=concept.choices if concept is not None else None,
        stamp=concept.stamp if concept is not None else None,
        check_code=voter.check_code if voter is not None and voted else None,
        withdrawn=round.withdrawn,
        paused=paused,
        card=await _plan(tx, round, screen.page if screen.page in order else order[0])
        if screen.name == "ballot_card" and order
        else None,
    )


async def _voter(tx: Transaction, round: Round, here: Here) -> tuple[Voter | None, bool]:
    """The reader as a voter, and whether nobody can vote now because the secret is missing."""
    if round.secret_print is None or not here.person.id:
        return None, False
    try:
        rounds.secret_of(tx, round)
        return await ballots.voter_in(tx, round, here), False
    except VaultError:
        return None, round.state == "open"


def order_of(round: Round, person: str) -> tuple[int, ...]:
    """The plans as this person sees them: by lot, the same each time, another for everybody."""

    def drawn(n: int) -> bytes:
        return hashlib.sha256(f"{round.id}\n{person}\n{n}".encode()).digest()

    return tuple(sorted((option.n for option in round.rules.options), key=drawn))


async def _plan(tx: Transaction, round: Round, n: int) -> PlanFacts | None:
    """One plan as it was at the opening, with what its makers told."""
    row = await tx.one(
        """
        SELECT o.n, o.title, o.cents, o.withdrawn, i.plan,
               (SELECT f.id FROM files f WHERE f.case_id = o.case_id AND f.kind = 'photo'
                  AND f.state = 'ready' LIMIT 1) AS photo
        FROM round_options o
        JOIN initiatives i ON i.case_id = o.case_id AND i.version = o.version
        WHERE o.round = :round AND o.n = :n
        """,
        round=round.id,
        n=n,
    )
    if row is None:
        return None
    plan = Plan.model_validate_json(row["plan"])
    return PlanFacts(
        n=row["n"],
        title=row["title"],
        cents=row["cents"],
        place=plan.place if plan.place != SPOKEN else "",
        story=plan.story if plan.story != SPOKEN else "",
        photo=row["photo"] is not None,
        withdrawn=row["withdrawn"] is not None,
    )


async def find_photo(
    tx: Transaction, command: FindPhoto, here: Here, cause: str
) -> PhotoFound | Refused:
    """The first picture of a plan on the ballot; who looks at it is noted nowhere."""
    round = await rounds.read(tx, command.round)
    if round is None or rounds.sees(round, here) is not None:
        return Refused(GONE)
    row = await tx.one(
        """
        SELECT o.title, f.id FROM round_options o
        JOIN files f ON f.case_id = o.case_id AND f.kind = 'photo' AND f.state = 'ready'
        WHERE o.round = :round AND o.n = :n ORDER BY f.at, f.id LIMIT 1
        """,
        round=round.id,
        n=command.n,
    )
    option = round.rules.option(command.n)
    title = option.title if option is not None else ""
    return PhotoFound(round.id, title, row["id"] if row is not None else None, command.n)


async def vote_list(tx: Transaction, screen: Screen, here: Here) -> VotesFacts:
    """The rounds that matter to this person, those that close first on top, what is over last."""
    found: dict[str, Round] = {}
    rows = await tx.all(
        """
        SELECT id FROM rounds
        WHERE wijk = :wijk AND state IN ('open', 'closed', 'counted', 'published')
          AND closes > :since
        UNION
        SELECT r.id FROM codes c JOIN rounds r ON r.id = c.round
        WHERE c.person = :person AND c.state IN ('claimed', 'used') AND r.closes > :since
          AND r.state IN ('open', 'closed', 'counted', 'published')
        """,
        wijk=here.person.wijk or "",
        person=here.person.id,
        since=instant(here.now - LATELY),
    )
    for row in rows:
        round = await rounds.read(tx, row["id"])
        if round is not None:
            found[round.id] = round
    now = counts_at(here)
    running = [r for r in found.values() if r.state == "open" and now < r.closes]
    over = [r for r in found.values() if r not in running]
    running.sort(key=lambda r: (r.closes, r.id))
    over.sort(key=lambda r: (r.closes, r.id), reverse=True)
    return VotesFacts(tuple([await _line(tx, r, here) for r in (*running, *over)[:MOST]]))


async def _line(tx: Transaction, round: Round, here: Here) -> VoteLine:
    voter, paused = await _voter(tx, round, here)
    mine = "code" if voter is None and round.rules.level != "own" and not paused else "new"
    if voter is not None and await ballots.took_part(tx, round, voter):
        mine = "counted"
    elif voter is not None and await ballots.concept(tx, round, voter) is not None:
        mine = "begun"
    return VoteLine(
        id=round.id,
        number=round.number,
        title=round.rules.title,
        wijk=round.rules.wijk,
        state=round.state,
        opens=round.rules.opens,
        closes=round.closes,
        mine=mine,  # type: ignore[arg-type]
    )


async def open_now(tx: Transaction, screen: Screen, here: Here) -> VoteLine | None:
    """The round of the reader's own wijk that runs now and closes first, for the menu."""
    if here.person.wijk is None:
        return None
    ids = await rounds.open_in(tx, here.person.wijk, here.now)
    round = await rounds.read(tx, ids[0]) if ids else None
    return await _line(tx, round, here) if round is not None else None


# --- the reminder ------------------------------------------------------------------------


async def remind(
    tx: Transaction, command: RemindVoters, here: Here, cause: str
) -> VotersToRemind | NothingNow:
    """Who began and did not cast, of the next people who may vote; the rest is planned.

    Whoever wants no news of rounds hears nothing.
    """
    round = await rounds.held(tx, command.round, shared=True)
    if round is None or round.state != "open" or here.now >= round.closes:
        return NothingNow()
    try:
        secret, pepper = rounds.secret_of(tx, round), tx.vault.pepper()
    except VaultError:
        return NothingNow()
    who = await _portion(tx, round, command.after)
    if len(who) == PORTION:
        await due.plan(tx, "round_reminding", f"{round.id}:{who[-1][0]}", here.now + PAUSE, cause)
    begun = {
        row["concept_key"]
        for row in await tx.all(
            "SELECT concept_key FROM concepts WHERE round = :round", round=round.id
        )
    }
    voted = {
        row["voter_hash"]
        for row in await tx.all(
            "SELECT voter_hash FROM participation WHERE round = :round", round=round.id
        )
    }
    waiting = []
    for person, code in who:
        kind = ("own", person) if code is None else ("code", code)
        hash = keys.voter_hash(pepper, round.id, *kind)
        if hash not in voted and keys.concept_key(secret, hash) in begun:
            waiting.append(person)
    return VotersToRemind(round.id, tuple(waiting), round.closes)


async def _portion(tx: Transaction, round: Round, after: str) -> list[tuple[str, str | None]]:
    """The next people who may vote, with their code where the round has codes."""
    if round.rules.level == "own":
        rows = await tx.all(
            """
            SELECT p.id, NULL AS code FROM people p
            WHERE p.wijk = :wijk AND p.id > :after
              AND NOT EXISTS (SELECT 1 FROM round_quiet q WHERE q.person = p.id)
            ORDER BY p.id LIMIT :most
            """,
            wijk=round.rules.wijk,
            after=after,
            most=PORTION,
        )
    else:
        rows = await tx.all(
            """
            SELECT c.person AS id, c.hash AS code FROM codes c
            WHERE c.round = :round AND c.person > :after AND c.state = 'claimed'
              AND NOT EXISTS (SELECT 1 FROM round_quiet q WHERE q.person = c.person)
            ORDER BY c.person LIMIT :most
            """,
            round=round.id,
            after=after,
            most=PORTION,
        )
    return [(row["id"], row["code"]) for row in rows]


# --- when nobody can vote -------------------------------------------------------------------


async def tell_paused(
    tx: Transaction, command: TellPaused, here: Here, cause: str
) -> PausedTold | NothingNow:
    """Still so? Then the officers of that wijk are to hear it."""
    round = await rounds.read(tx, command.round)
    if round is None or not rounds.paused(tx, round):
        return NothingNow()
    return PausedTold(round.id, round.number, round.rules.wijk)


async def standing_still(tx: Transaction) -> list[str]:
    """The numbers of open rounds in which nobody can vote now: for the log, at the start."""
    rows = await tx.all("SELECT id FROM rounds WHERE state = 'open' ORDER BY closes, id")
    found = [await rounds.read(tx, row["id"]) for row in rows]
    return [round.number for round in found if round is not None and rounds.paused(tx, round)]
