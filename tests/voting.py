"""A round that is open in the village, so that people with phones can vote."""

from __future__ import annotations

from typing import Any

from bot.demo.people import Person
from conversations.here import Here
from conversations.journeys import NOBODY
from conversations.plans.plan import FilePlan, Plan, PlanFiled
from conversations.rounds.orders import (
    Agree,
    Agreed,
    CloseRound,
    PrepareRound,
    Propose,
    Proposed,
    Rehearse,
    RoundPlan,
    RoundPrepared,
)
from conversations.rounds.round import Choices
from conversations.rules.money import BudgetLine
from conversations.words import Euro
from storage import due
from storage.people import look_at
from storage.perform import perform
from storage.rounds import rounds
from tests.english import FSI, PDI, Town
from tests.rounds import clock

LOMBARDIJEN = "rotterdam.lombardijen"
TITLES = ("Picnic tables", "A slide for the playground", "Trees in the Spinozaweg", "A stage")
STORY = (
    "There is nowhere to sit when the children play. We talked about it with the whole street: "
    "old people want a place in the sun, parents want to see their children. "
    "We build it ourselves, the wood is from the wharf, and everybody may come and help."
)


async def asks(town: Town, who: str, command: Any) -> Any:
    """A command of somebody, with the roles they hold now, at the village's time."""
    village = town.village
    id = await town.id_of(who)
    async with village.bot.store.transaction() as tx:
        at = Here(village.bot.profile, NOBODY, village.clock.now(), village.bot.bot.username)
        here = await look_at(tx, at, id)
        assert here is not None
        return await perform(tx, command, here, tx.fresh())


async def lives(town: Town, *names: str, wijk: str | None = LOMBARDIJEN) -> None:
    """These people live there."""
    for name in names:
        if not town[name].chat:
            await town.do(name, "/start")
        async with town.village.bot.store.transaction() as tx:
            await tx.run(
                "UPDATE people SET wijk = :wijk WHERE id = :id",
                wijk=wijk,
                id=await _id(tx, town, name),
            )


async def _id(tx: Any, town: Town, name: str) -> str:
    row = await tx.one("SELECT person FROM accounts WHERE address = :a", a=str(town[name].id))
    return str(row["person"])


async def open_round(town: Town, euros: tuple[int, ...] = (3000, 4000, 5000), **more: Any) -> str:
    """A round over plans of these amounts, open until Thursday 3 December 20:00; answers its id."""
    for name in ("Olga", "Omar"):
        await town.appoint(name, "officer", None)
    await lives(town, "Ina")
    numbers = []
    for n, euro in enumerate(euros):
        plan = Plan(
            wijk=LOMBARDIJEN,
            title=TITLES[n % len(TITLES)],
            story=STORY,
            place="Spinozaplein, by the shops",
            start=None,
            lines=(BudgetLine(what="wood", cost=Euro(cents=euro * 100)),),
            payee="me",
            terms="yes",
        )
        filed = await asks(town, "Ina", FilePlan(plan, None))
        assert isinstance(filed, PlanFiled), filed
        numbers.append(filed.number)
        await _receipt(town, filed.case)
    now = town.village.bot.profile.local(town.village.clock.now()).replace(tzinfo=None)
    values: dict[str, Any] = {
        "title": "Together we choose",
        "wijk": LOMBARDIJEN,
        "opens": now,
        "closes": clock("2026-12-03 20:00"),
        "ceiling_cents": 1_000_000,
        "level": "own",
        "choices": 2,
        "age": 12,
        "plans": tuple(numbers),
    }
    prepared = await asks(town, "Olga", PrepareRound(RoundPlan(**{**values, **more})))
    assert isinstance(prepared, RoundPrepared), prepared
    id = prepared.round
    round = await read(town, id)
    if round.rules.level == "own":
        await both(town, id, "exception", "The letters come too late this year.")
    hash = (await read(town, id)).rules.hash
    for name in ("Olga", "Omar"):
        await asks(town, name, Rehearse(id, hash, Choices((1,))))
    await both(town, id, "open")
    await town.later(seconds=5)  # who lives there has heard of it
    for everybody in town.village.people.values():
        everybody.looks()
    return id


async def _receipt(town: Town, case: str) -> None:
    """The receipt that a chat would have given for it; it stays, however far the clock moves."""
    async with town.village.bot.store.transaction() as tx:
        await tx.run(
            """
            INSERT INTO letters (cause, n, person, rank, kind, weight, body, turn, case_id, written,
                                 not_before, state)
            SELECT h.cause, 0, c.person, 0, 'screen', 'must', '', 0, c.id, h.at, h.at, 'sent'
            FROM cases c JOIN case_history h ON h.case_id = c.id AND h.what = 'received'
            WHERE c.id = :case_id
            """,
            case_id=case,
        )


async def both(town: Town, id: str, what: Any, reason: str | None = None) -> None:
    """One officer asks, the other agrees."""
    asked = await asks(town, "Olga", Propose(id, what, reason))
    assert isinstance(asked, Proposed), asked
    agreed = await asks(town, "Omar", Agree(id, asked.n))
    assert isinstance(agreed, Agreed), agreed


async def read(town: Town, id: str) -> rounds.Round:
    """The round as it stands."""
    async with town.village.bot.store.reading() as tx:
        found = await rounds.read(tx, id)
    assert found is not None
    return found


async def close(town: Town, id: str) -> None:
    """It closes at its time, and everything sent before is done; the count has its own tests."""
    closes = (await read(town, id)).closes
    town.village.clock.advance(closes - town.village.clock.now())
    await town.settle()
    async with town.village.bot.store.transaction() as tx:
        now = town.village.clock.now()
        await rounds.drained(tx, now)
        at = Here(town.village.bot.profile, NOBODY, now, "aanzet_bot")
        await perform(tx, CloseRound(id), at, tx.fresh())
        await due.cancel(tx, id, now, "round_closes", "round_count")
    for everybody in town.village.people.values():
        everybody.looks()


def chat(person: Person) -> str:
    """Everything the bot has on somebody's phone now."""
    return "\n".join(b.text for b in person.chat if not b.mine)


def last(person: Person) -> str:
    """The newest message, without isolates."""
    return person.newest.text.replace(FSI, "").replace(PDI, "")


def shows_a_ballot(person: Person) -> bool:
    """Does a card or a ballot stand anywhere in the chat?  The announcement names plans too."""
    return "🔵" in chat(person) or "💶" in chat(person) or "📋 My ballot" in chat(person)


async def counts(town: Town) -> tuple[int, int]:
    """Voters and ballots."""
    voters = await town.value("SELECT count(*) FROM participation")
    return voters, await town.value("SELECT count(*) FROM ballots")


async def first_card(town: Town, name: str = "Anna") -> str:
    """Somebody of the wijk stands before the first plan; answers its title."""
    await lives(town, name)
    await town.do(name, "/stem", "[🗳 Together…]", "[▶️ Start]")
    if "[✅ Yes]" in str(town[name].newest.buttons) or "Are you" in town[name].newest.text:
        await town.do(name, "[✅ Yes]")
    return title(town[name])


def title(person: Person) -> str:
    """The plan on the card."""
    return last(person).split("\n\n")[1]


async def voted(town: Town, name: str = "Anna", plans: int = 1) -> None:
    """Somebody casts a vote for the first plans they see."""
    await first_card(town, name)
    for n in range(plans):
        await town.do(name, *(["[▶️]"] if n else []), "[⚪ Choose…]")
    await town.do(name, "[📋 My ballot]", "[✅ Cast…]")
