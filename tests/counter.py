"""Both sides of the counter: residents with phones, and colleagues who answer them.

Colleagues act by command, as the inbox and the desk do: the same rules, the same letters.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from bot.turns import Answered, Turns
from conversations.here import Here
from conversations.journeys import NOBODY
from conversations.matters.matter import BringMatter, Kind, Matter, MatterBrought
from conversations.profile import Profile
from conversations.talk import Refused, Said, Shared, Woke
from storage import due, people
from storage.database import Database, fresh, instant
from tests.phones import OMMOORD, ROTTERDAM, Phones

# Nobody knows the term of Rotterdam; three working days is a number for these tests.
TERMS = ROTTERDAM.terms.but(answer_working_days=3, complaint_weeks=6)
KNOWN = ROTTERDAM.but(terms=TERMS)


class Counter(Phones):
    """Anna, who lives in Ommoord, and whoever has a role there."""

    def __init__(self, store: Database, profile: Profile = KNOWN) -> None:
        super().__init__(store)
        self.serves(profile)

    def serves(self, profile: Profile) -> None:
        """From now on the municipality is this one, and the process a new one."""
        self.profile = profile
        self.turns = Turns(self.store, profile, bot="aanzet_bot", me=fresh(), now=lambda: self.now)

    async def deliver(self, answers: list[Answered]) -> None:
        """Letters arrive; a screen that is brought up to date says nothing new."""
        await super().deliver(answers)
        edited = {(x.person, x.body) for one in answers for x in one.letters if x.kind == "edit"}
        for person, body in edited:
            heard = self.heard[await self.name_of(person)]
            heard.remove(Said.model_validate_json(body))
        self.heard = {name: heard for name, heard in self.heard.items() if heard}

    async def orders(self, name: str, command: Any) -> Any:
        """Somebody does this without a screen; answers the outcome, letters are delivered."""
        self.heard.clear()
        self.now += dt.timedelta(seconds=1)
        nobody = Here(self.profile, NOBODY, self.now, "aanzet_bot")
        id = await self.id_of(name)
        self.heard.clear()
        async with self.store.transaction() as tx:
            here = await people.look_at(tx, nobody, id)
            assert here is not None
            outcome, letters = await self.turns.order(tx, "thread", command, here)
        await self.deliver([Answered(letters=letters)])
        return outcome

    async def refused(self, name: str, command: Any) -> str:
        """Why somebody may not do this."""
        outcome = await self.orders(name, command)
        assert isinstance(outcome, Refused), outcome
        return outcome.why.text

    async def brings(self, name: str, text: str, kind: Kind = "signal", **more: Any) -> str:
        """Somebody brings a matter in Ommoord; answers its case."""
        topic = self.profile.topics[-1].id
        matter = Matter(kind=kind, topic=topic, wijk=OMMOORD, text=text, **more)
        brought = await self.orders(name, BringMatter(matter))
        assert isinstance(brought, MatterBrought), brought
        return brought.case

    async def until(self, at: dt.datetime) -> None:
        """Time passes until an instant; what becomes due is done in order, letter by letter."""
        self.heard.clear()
        while True:
            async with self.store.transaction() as tx:
                next_at = await due.next_at(tx)
                if next_at is None or next_at > at:
                    break
                self.now = max(self.now, next_at)
                [what] = await due.next_ready(tx, self.now, 1)
                letters = await self.turns.wake(tx, Woke(what.kind, what.subject))
            await self.deliver([Answered(letters=letters)])
        self.now = at

    async def planned(self, case: str) -> dict[str, dt.datetime]:
        """What is still to happen by itself to a matter, and when (UTC)."""
        rows = await self.rows(
            "SELECT kind, at FROM due WHERE subject = :case AND done_at IS NULL", case=case
        )
        return {row["kind"]: dt.datetime.fromisoformat(row["at"]) for row in rows}

    async def state(self, case: str) -> dict[str, Any]:
        """A matter as it is kept."""
        [row] = await self.rows(
            """
            SELECT c.state, c.owner, c.holder, c.next_at, c.closed, c.person, m.turn, m.promised,
                   m.answered, m.raised, m.rating, m.reopened, m.title
            FROM cases c JOIN matters m ON m.case_id = c.id WHERE c.id = :case
            """,
            case=case,
        )
        return dict(row)

    async def talk(self, case: str) -> list[tuple[str, str]]:
        """Everything that was said, by side."""
        rows = await self.rows(
            "SELECT side, text FROM messages WHERE case_id = :case ORDER BY n", case=case
        )
        return [(row["side"], row["text"]) for row in rows]

    async def ends(self, name: str) -> None:
        """All roles of somebody end now."""
        person = await self.id_of(name)
        async with self.store.transaction() as tx:
            await tx.run(
                "UPDATE roles SET until_at = :now WHERE person = :person",
                now=instant(self.now),
                person=person,
            )


@pytest.fixture
async def counter(store: Database) -> Counter:
    """Karim and Kees are contact in Ommoord, Mia is manager there, Zoe is contact in Zevenkamp."""
    counter = Counter(store)
    for name in ("Karim", "Kees"):
        await counter.appoint(name, "contact", OMMOORD)
    await counter.appoint("Mia", "manager", OMMOORD)
    await counter.appoint("Zoe", "contact", "rotterdam.zevenkamp")
    await counter.id_of("Anna")
    return counter


def photo(unique: str = "p1", album: str | None = None, caption: str | None = None) -> Shared:
    """A photo as a phone sends it."""
    return Shared("photo", f"file-{unique}", unique, 80_000, caption=caption, album=album)


def document(name: str, mime: str, unique: str = "d1", size: int | None = 1000) -> Shared:
    """A file as somebody sends it."""
    return Shared("document", f"file-{unique}", unique, size, name, mime)
