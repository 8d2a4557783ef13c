"""A round that residents vote in, opened the way officers open one, for whoever needs it at once.

Prepared, allowed as an exception (votes by people's own word), tried by two, opened by two: every
step goes through the register and is judged there.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from conversations.here import Here
from conversations.here import Person as Somebody
from conversations.plans.plan import MYSELF, FilePlan, Plan, PlanFiled
from conversations.profile import Profile
from conversations.rounds.orders import (
    Agree,
    Agreed,
    PrepareRound,
    Propose,
    Proposed,
    Rehearse,
    Rehearsed,
    RoundPlan,
    RoundPrepared,
)
from conversations.rounds.round import Choices
from conversations.rules.money import BudgetLine
from conversations.words import Euro
from storage.database import Database, instant
from storage.people import look_at
from storage.perform import perform
from storage.rounds import rounds

# The wijk of the sample in which residents vote.
VOTING = "rotterdam.lombardijen"
TITLES = ("Picknicktafels", "Een glijbaan", "Bomen in de straat", "Een podium")
EUROS = (3000, 4000, 5000, 6000)
REASON = "De brieven komen dit jaar te laat."
STORY = (
    "Er is nergens een plek om te zitten als de kinderen spelen. De hele straat praatte erover: "
    "ouderen willen een plek in de zon, ouders willen hun kinderen zien. We bouwen het zelf."
)
NOBODY = Somebody(id="", name="", language="en")


class Office:
    """Two officers and a resident with plans, in a store; each command in its own transaction."""

    def __init__(self, store: Database, profile: Profile, now: dt.datetime) -> None:
        self.store = store
        self.profile = profile
        self.now = now
        self.officers: tuple[str, str] | None = None

    async def somebody(self, role: str | None = None) -> str:
        """A new person of that wijk, with a confirmed role if one is given; their id."""
        async with self.store.transaction() as tx:
            id, now = tx.fresh(), instant(self.now)
            await tx.run(
                "INSERT INTO people (id, name, language, wijk, since)"
                " VALUES (:id, 'Iemand', 'nl', :wijk, :now)",
                id=id,
                wijk=VOTING,
                now=now,
            )
            if role is not None:
                await tx.run(
                    """
                    INSERT INTO roles (id, person, role, wijk, from_at, issued_by, issued_at,
                                       confirmed_by, confirmed_at)
                    VALUES (:id, :person, :role, NULL, :now, 'demo', :now, 'demo', :now)
                    """,
                    id=tx.fresh(),
                    person=id,
                    role=role,
                    now=now,
                )
        return id

    async def asks(self, command: Any, who: str, wanted: type) -> Any:
        """A command of somebody; anything but the outcome that is wanted is a mistake of ours."""
        async with self.store.transaction() as tx:
            here = await look_at(tx, Here(self.profile, NOBODY, self.now), who)
            assert here is not None
            outcome = await perform(tx, command, here, tx.fresh())
        assert isinstance(outcome, wanted), outcome
        return outcome

    async def both(
        self, round: str, what: Any, officers: tuple[str, str], reason: str | None = None
    ) -> None:
        """One officer asks, the other agrees."""
        one, other = officers
        asked = await self.asks(Propose(round, what, reason), one, Proposed)
        await self.asks(Agree(round, asked.n), other, Agreed)

    async def plans(self, maker: str) -> tuple[str, ...]:
        """A few plans of one resident; their public numbers."""
        filed = []
        for title, euros in zip(TITLES, EUROS, strict=True):
            plan = Plan(
                wijk=VOTING,
                title=title,
                story=STORY,
                place="Spinozaplein",
                start=None,
                lines=(BudgetLine(what="hout", cost=Euro(cents=euros * 100)),),
                payee=MYSELF,
                terms="yes",
            )
            done = await self.asks(FilePlan(plan, None), maker, PlanFiled)
            await self._receipt(done.case)
            filed.append(done.number)
        return tuple(filed)

    async def _receipt(self, case: str) -> None:
        """The receipt that a chat would have given for it: none is filed without one."""
        async with self.store.transaction() as tx:
            await tx.run(
                """
                INSERT INTO letters (cause, n, person, rank, kind, weight, body, turn, case_id,
                                     written, not_before, state)
                SELECT h.cause, 0, c.person, 0, 'screen', 'must', '', 0, c.id, h.at, h.at, 'sent'
                FROM cases c JOIN case_history h ON h.case_id = c.id AND h.what = 'received'
                WHERE c.id = :case_id
                """,
                case_id=case,
            )

    def written(self, plans: tuple[str, ...], days: int, **more: Any) -> RoundPlan:
        """A round over these plans from now on, closing at eight in the evening; as a file has it.

        Nobody is asked their age: a vote is choosing, looking and casting.
        """
        local = self.profile.local(self.now).replace(tzinfo=None, second=0, microsecond=0)
        closes = (local + dt.timedelta(days=days)).replace(hour=20, minute=0)
        values: dict[str, Any] = {
            "title": "Samen kiezen",
            "wijk": VOTING,
            "opens": local,
            "closes": closes,
            "ceiling_cents": 1_000_000,
            "level": "own",
            "choices": 2,
            "plans": plans,
        }
        return RoundPlan(**{**values, **more})

    async def opened(self, days: int = 14, **more: Any) -> str:
        """A round that is open; its id."""
        if self.officers is None:
            self.officers = (await self.somebody("officer"), await self.somebody("officer"))
        officers = self.officers
        plans = await self.plans(await self.somebody())
        order = PrepareRound(self.written(plans, days, **more))
        id = str((await self.asks(order, officers[0], RoundPrepared)).round)
        if order.plan.level == "own":
            await self.both(id, "exception", officers, REASON)
        async with self.store.reading() as tx:
            round = await rounds.read(tx, id)
        assert round is not None
        for officer in officers:
            await self.asks(Rehearse(id, round.rules.hash, Choices((1,))), officer, Rehearsed)
        await self.both(id, "open", officers)
        return id


async def what_stands(store: Database) -> tuple[int, int, int]:
    """Ballots, voters, and the ballots that were cast more than once."""
    async with store.reading() as tx:
        row = await tx.one(
            """
            SELECT (SELECT count(*) FROM ballots) AS ballots,
                   (SELECT count(*) FROM participation) AS voters,
                   (SELECT count(*) FROM ballots WHERE replaced > 0) AS again
            """
        )
    assert row is not None
    return int(row["ballots"]), int(row["voters"]), int(row["again"])
