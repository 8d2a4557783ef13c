"""A round in the gallery's municipality, where its profile has rounds: plans, dates and codes.

The stories ask for one with `(a round: choose, own)`; from there on everybody uses their phone.
"""

from __future__ import annotations

import datetime as dt
from typing import get_args

from bot.demo.gallery.world import BOT, World
from conversations.here import Here, Person
from conversations.plans.plan import FilePlan, Plan, PlanFiled
from conversations.roles.role import OPERATOR
from conversations.rounds.orders import PrepareRound, RoundPlan, RoundPrepared
from conversations.rounds.round import Ballot, Level
from conversations.rules.codes import shown, slip_of, with_check
from conversations.rules.money import BudgetLine
from conversations.words import Euro
from storage import people
from storage.database import instant, moment
from storage.perform import perform
from storage.rounds import codes, rounds
from storage.rounds.codes import NewCode

MAKER = "Ina"
VOTER, NEIGHBOUR = "Vera", "Wim"
COSTS = {"Picknicktafels op het plein": 4000, "Een podium in het park": 3000, "Bomen": 2600}
CODE = with_check(2026)  # on the letter of slip 000018


def wijk_of(world: World) -> str | None:
    """Where people vote about such plans today; None where nobody does."""
    return next(
        (
            wijk.id
            for wijk in world.profile.own_wijken
            if (found := world.profile.regime(wijk.id, Euro(cents=260_000), world.today))
            and found.kind == "vote"
        ),
        None,
    )


async def prepare(world: World, ballot: str, level: str) -> bool:
    """Three plans and a round over them that two people still have to try; with codes, three
    letters.  False where nobody votes."""
    wijk = wijk_of(world)
    if wijk is None:
        return False
    assert ballot in get_args(Ballot)
    assert level in get_args(Level)
    for name in (MAKER, VOTER, NEIGHBOUR):
        await world.moves(name, wijk)
    numbers = [await _plan(world, wijk, title, euros) for title, euros in COSTS.items()]
    now = world.profile.local(world.now).replace(tzinfo=None, microsecond=0)
    plan = RoundPlan(
        title="Samen kiezen (voorbeeld)",
        wijk=wijk,
        opens=now + dt.timedelta(hours=1),
        closes=dt.datetime.combine(now.date() + dt.timedelta(days=7), dt.time(20)),
        ceiling_cents=700_000,
        age=12,
        ballot=ballot,  # type: ignore[arg-type]
        choices=2 if ballot == "choose" else None,
        level=level,  # type: ignore[arg-type]
        plans=tuple(numbers),
    )
    operator = Person(id="", name="", language=world.profile.languages[0], roles=(OPERATOR,))
    here = Here(world.profile, operator, world.now, BOT)
    done = await perform(world.tx, PrepareRound(plan, None), here, world.tx.fresh())
    assert isinstance(done, RoundPrepared), done
    if level != "own":
        await _letters(world, done.round)
    return True


async def _plan(world: World, wijk: str, title: str, euros: int) -> str:
    """A plan of somebody there, with a photo; answers its number."""
    operator = Person(id="", name="", language=world.profile.languages[0])
    here = await people.look_at(
        world.tx, Here(world.profile, operator, world.now, BOT), await world.id_of(MAKER)
    )
    assert here is not None
    plan = Plan(
        wijk=wijk,
        title=title,
        story="Daar kan nu niemand zitten. Wij maken het samen, met acht buren.",
        place="Spinozaplein",
        start=None,
        lines=(BudgetLine(what="hout", cost=Euro(cents=euros * 100)),),
        payee="Stichting Samen",
        terms="yes",
    )
    filed = await perform(world.tx, FilePlan(plan, None), here, world.tx.fresh())
    assert isinstance(filed, PlanFiled), filed
    await world.tx.run(
        """
        INSERT INTO files (id, person, case_id, kind, file_id, unique_id, state, at)
        VALUES (:id, :person, :case_id, 'photo', 'photo', :id, 'ready', :now)
        """,
        id=world.tx.fresh(),
        person=here.person.id,
        case_id=filed.case,
        now=instant(world.now),
    )
    return str(filed.number)


async def _letters(world: World, id: str) -> None:
    """Three codes on paper; the first is `CODE`."""
    pepper = await codes.pepper_for_new(world.tx)
    round = await rounds.held(world.tx, id)
    assert round is not None
    kept = [
        NewCode(
            slip_of(n + 1),
            codes.code_hash(pepper, with_check(2026 + n)),
            codes.link_hash(pepper, f"letter {n}"),
        )
        for n in range(3)
    ]
    await codes.add(world.tx, round, "letter", "letters", kept)


def on_paper() -> str:
    """The code on the first letter, as it is printed."""
    return shown(CODE)


async def number_shown(world: World) -> str:
    """The number that somebody shows at a desk now; empty when nobody does."""
    row = await world.tx.one("SELECT number FROM desk_calls ORDER BY until_at DESC LIMIT 1")
    return str(row["number"]) if row else ""


async def nothing_waits(world: World) -> None:
    """The closing comes, and everything that was sent in time is done."""
    rows = await world.tx.all("SELECT closes FROM rounds")
    world.now = max(world.now, *(moment(row["closes"]) for row in rows)) if rows else world.now
    await rounds.drained(world.tx, world.now)
