"""Rounds of the random machine: opened through the register, voted in, extended, published.

One round asks for people's own word and their age, the other for a code from a letter.  What
everybody else does (dying, doubling, reordering, clock jumps) happens to them as to all.
"""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, field

from bot.demo.ballot_paper import VOTING, Office
from bot.demo.machine_phones import Json, Phone, Phones
from conversations.profile import Profile
from conversations.rounds.orders import Agree, Propose, Proposed
from conversations.rules.codes import slip_of, with_check
from storage.database import Database, Transaction
from storage.rounds import codes, invariants, rounds
from storage.rounds.codes import NewCode

VOTERS = ("Vera", "Vik", "Vos")
MOST = 12  # rounds in one run: plans and letters stay few
# What a voter presses rather than something else.
LIKED = {"vote_start": 6.0, "vote_on": 4.0, "vote_ballot": 3.0, "vote_cast": 12.0, "vote_age": 3.0}
REASON = "De school was een week dicht, kanarie."


@dataclass
class Polls:
    """The rounds of a town, and the codes that came by letter."""

    rng: random.Random
    profile: Profile
    phones: Phones
    rounds: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    officers: tuple[str, str] | None = None

    async def begin(self, store: Database, now: dt.datetime, voters: list[str]) -> None:
        """Two rounds are open, and who votes lives there."""
        async with store.transaction() as tx:
            for person in voters:
                await tx.run(
                    "UPDATE people SET wijk = :wijk WHERE id = :id", wijk=VOTING, id=person
                )
        await self.opens(store, now, level="own", age=12)
        await self.opens(store, now, level="letter")

    async def opens(self, store: Database, now: dt.datetime, **rules: object) -> None:
        """One more round, all the way through the register."""
        office = Office(store, self.profile, now)
        round = await office.opened(self.rng.choice((8, 20, 60)), **rules)
        self.rounds.append(round)
        self.officers = office.officers
        if rules["level"] == "letter":
            await self._letters(store, round)

    async def _letters(self, store: Database, id: str) -> None:
        """Codes are printed; what a letter says is known to whoever finds it."""
        async with store.transaction() as tx:
            round = await rounds.read(tx, id)
            assert round is not None
            pepper = await codes.pepper_for_new(tx)
            made = [with_check(self.rng.getrandbits(55)) for _code in range(len(VOTERS) + 1)]
            first = await codes.first_free(tx, id)
            kept = [
                NewCode(
                    slip_of(first + n),
                    codes.code_hash(pepper, code),
                    codes.link_hash(pepper, f"{n}{code}"),
                )
                for n, code in enumerate(made)
            ]
            await codes.add(tx, round, "letter", f"batch-{len(self.rounds)}", kept)
        self.codes += made

    def votes(self, phone: Phone) -> Json:
        """What somebody does who votes: the button that leads on, or /stem, or a code."""
        rng, newest = self.rng, phone.newest
        ways = [data for _label, data in newest.buttons if ":vote_" in data] if newest else []
        if newest is not None and not ways and "code" in newest.text and rng.random() < 0.7:
            return self.phones.text(phone, self._a_code())
        if newest is None or not ways or rng.random() < 0.06:
            return self.phones.text(phone, "/stem")
        weights = [LIKED.get(data.split(":")[1], 1.0) for data in ways]
        return self.phones.tap(phone, newest, rng.choices(ways, weights)[0])

    def _a_code(self) -> str:
        """Mostly one from a letter, anybody's; sometimes mistyped, sometimes of nobody."""
        rng = self.rng
        if rng.random() < 0.15:
            return with_check(rng.getrandbits(55))
        code = rng.choice(self.codes)
        return code if rng.random() < 0.85 else code[:-1] + ("7" if code[-1] != "7" else "8")

    async def officers_act(self, store: Database, now: dt.datetime) -> str | None:
        """Two officers agree on something, as far as the register lets them; what it was."""
        id = self.rng.choice(self.rounds)
        async with store.reading() as tx:
            round = await rounds.read(tx, id)
        assert round is not None
        assert self.officers is not None
        office = Office(store, self.profile, now)
        ask: Propose
        if round.state == "counted":
            ask = Propose(id, "publish")
        elif round.state == "open" and self.rng.random() < 0.9:
            later = self.profile.local(round.closes + dt.timedelta(days=1)).replace(tzinfo=None)
            ask = Propose(id, "extend", REASON, later)
        elif round.state == "open":
            ask = Propose(id, "stop", REASON)
        else:
            return None
        one, other = self.officers
        asked = await office.asks(ask, one, object)
        if isinstance(asked, Proposed):
            await office.asks(Agree(id, asked.n), other, object)
        return f"two officers: {ask.what} {round.number}"

    async def over(self, store: Database) -> bool:
        """Is nothing left to vote in, so that another round may open?"""
        async with store.reading() as tx:
            row = await tx.one("SELECT count(*) AS n FROM rounds WHERE state = 'open'")
        return row is not None and row["n"] == 0 and len(self.rounds) < MOST


async def faults(tx: Transaction) -> list[str]:
    """I2 to I7, I11 and I15 of every round, now."""
    return [fault for check in invariants.CHECKS for fault in await check(tx)]


async def counted(tx: Transaction) -> dict[str, int]:
    """How far the rounds came."""
    rows = await tx.all("SELECT state, count(*) AS n FROM rounds GROUP BY state ORDER BY state")
    found = {f"rounds {row['state']}": int(row["n"]) for row in rows}
    for what, sql in (
        ("ballots", "SELECT count(*) AS n FROM ballots"),
        ("ballots changed", "SELECT count(*) AS n FROM ballots WHERE replaced > 0"),
        ("codes given", "SELECT count(*) AS n FROM codes WHERE state IN ('claimed', 'used')"),
    ):
        row = await tx.one(sql)
        found[what] = int(row["n"]) if row else 0
    return found
