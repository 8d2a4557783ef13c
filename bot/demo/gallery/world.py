"""A municipality and its people: the bot's own turns answer them, letters arrive at once.

Whatever happens can be undone, so one situation can be tried in every direction.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from itertools import count

from bot.demo.gallery import examples
from bot.demo.gallery.seen import QUESTION, Node, Sight, message_node
from bot.demo.gallery.store import TrialStore
from bot.demo.village import MORNING, SAMPLE
from bot.inbound import Incoming
from bot.letters import draw
from bot.turns import Answered, Turns
from conversations import journeys
from conversations.activities.activity import ImportProgramme
from conversations.here import Here, Person
from conversations.journeys import Talk
from conversations.profile import Profile
from conversations.roles.role import OPERATOR
from conversations.talk import Draft, Event, PressedCase, Said, Screen, Woke
from conversations.words import Message
from storage import chats, outbox, people
from storage.activities.programme_file import read_programme
from storage.database import instant, moment
from storage.hubs import places
from storage.matters import drawer
from storage.migrations import migrate
from storage.outbox import Delivery, Letter
from storage.profile.files import PROFILES
from storage.profile.municipality import load

BOT = "aanzet_bot"


class NotAnswered(Exception):
    """The bot failed on something a person may do: its fault stands in the log above."""


class _Undo(Exception):
    """This was only tried."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that will be due: `what` for a subject, at an instant (UTC)."""

    what: str
    subject: str
    at: dt.datetime


class World:
    """One municipality and its people; everything they do is answered by the real bot."""

    def __init__(self, store: TrialStore, profile: Profile) -> None:
        self.tx = store.trial
        self.profile = profile
        self.now = MORNING
        self.gone: set[str] = set()  # who blocked the bot: what is sent to them does not arrive
        self._turns = Turns(
            store, profile, bot=BOT, me="gallery", now=lambda: self.now, paced=False
        )
        self._numbers = count(1000)
        self._names: dict[str, str] = {}  # our own id → the name of the account

    @property
    def today(self) -> dt.date:
        """The day on the clocks there."""
        return self.profile.today(self.now)

    @asynccontextmanager
    async def undone(self) -> AsyncIterator[None]:
        """What happens inside was only tried."""
        now, gone, names = self.now, set(self.gone), dict(self._names)
        lost = self.tx.secrets.lost
        try:
            async with self.tx.savepoint():
                yield
                raise _Undo
        except _Undo:
            pass
        finally:
            self.now, self.gone, self._names = now, gone, names
            self.tx.secrets.lost = lost

    # --- what people do --------------------------------------------------------------------

    async def does(
        self, name: str, event: Event, journey: str, message: int = 0
    ) -> tuple[list[Sight], Message | None]:
        """Somebody does something; answers every message it leads to, and the toast.

        `journey` is whose screen they look at, `message` the one they tap on.
        """
        self.now += dt.timedelta(seconds=1)
        number = next(self._numbers)
        incoming = Incoming(
            "telegram",
            f"gallery:{number}",
            name,
            name,
            self.profile.languages[0],
            event,
            message=message or number,
            date=int(self.now.timestamp()),
            tap=str(number) if message or isinstance(event, PressedCase) else None,
        )
        [answered] = await self._turns.take([incoming])
        if not answered.letters and await self.tx.one("SELECT 1 AS held FROM held"):
            raise NotAnswered(f"{type(event).__name__} of {name} in {self.profile.name}")
        toast = answered.toast.words if answered.toast is not None else None
        return await self._delivered(answered, journey), toast

    async def wakes(self, waiting: Waiting) -> list[Sight]:
        """A due moment comes, when it is due."""
        self.now = max(self.now, waiting.at)
        letters = await self._turns.wake(self.tx, Woke(waiting.what, waiting.subject))
        return await self._delivered(Answered(letters), journeys.MOMENTS[waiting.what])

    async def waiting(self) -> list[Waiting]:
        """What is going to be due, in order."""
        rows = await self.tx.all(
            "SELECT kind, subject, at FROM due WHERE done_at IS NULL ORDER BY at, kind, subject"
        )
        return [Waiting(row["kind"], row["subject"], moment(row["at"])) for row in rows]

    async def appoints(self, name: str, role: str, wijk: str | None) -> None:
        """A confirmed role at once; the way by invitation is walked elsewhere."""
        await self.tx.run(
            """
            INSERT INTO roles (id, person, role, wijk, from_at, issued_by, issued_at,
                               confirmed_by, confirmed_at)
            VALUES (:id, :person, :role, :wijk, :now, 'sample', :now, 'sample', :now)
            """,
            id=self.tx.fresh(),
            person=await self.id_of(name),
            role=role,
            wijk=wijk,
            now=instant(self.now),
        )

    async def opens(self) -> None:
        """Its places are known, and what happens there as far as there is a sample of it."""
        await places.seed(self.tx, self.profile, self.now)
        await drawer.begin(self.tx, self.profile, self.now)
        for place in examples.namesakes(self.profile):
            await places.put(self.tx, place)
        file = SAMPLE / self.profile.id / "programme.csv"
        if file.exists():
            rows = read_programme(file, self.profile, await places.names(self.tx))
            operator = Person(id="", name="", language=self.profile.languages[0], roles=(OPERATOR,))
            here = Here(self.profile, operator, self.now, BOT)
            await self._turns.order(self.tx, "programme_staff", ImportProgramme(rows), here)

    async def moves(self, name: str, wijk: str) -> None:
        """Somebody told before where they live."""
        await self.tx.run(
            "UPDATE people SET wijk = :wijk WHERE id = :person",
            wijk=wijk,
            person=await self.id_of(name),
        )

    # --- what they see ---------------------------------------------------------------------

    async def core(self, sight: Sight) -> Said:
        """The screen itself, without what is said above it."""
        drawn = await self._drawn(sight, None)
        return sight.said if drawn is None else drawn

    async def in_language(self, sight: Sight, core: Said, language: str) -> Said:
        """The same message for somebody who speaks another language; notes stay above it."""
        other = await self._drawn(sight, language)
        if other is None or other == core:
            return sight.said
        notes = sight.said.body[: len(sight.said.body) - len(core.body)]
        return other.under(*notes)

    async def _drawn(self, sight: Sight, language: str | None) -> Said | None:
        """The screen of a message as it would be drawn now; None when it is no screen."""
        chat = await chats.open_chat(self.tx, "telegram", sight.name, self.now)
        if chat is None or sight.screen is None:
            return None
        talk, here = self._talk(chat)
        if language is not None:
            here = replace(here, person=replace(here.person, language=language))
        if sight.own:
            return await draw(self.tx, sight.screen, talk, here)
        return (await draw(self.tx, sight.screen, Talk(), here)).without_steps()

    def _talk(self, chat: chats.OpenChat) -> tuple[Talk, Here]:
        here = Here(self.profile, chat.person, self.now, BOT)
        return Talk.read(chat.drafts, chat.listening, chat.screen, chat.misses), here

    async def _delivered(self, answered: Answered, journey: str) -> list[Sight]:
        """Every letter arrives at once, and what shows a case is remembered."""
        sights: list[Sight] = []
        deliveries: list[Delivery] = []
        for letter in answered.letters:
            name = await self._name(letter.person)
            if name in self.gone:
                deliveries.append(Delivery(letter, "impossible", 0, 0))
                continue
            number = letter.edits or next(self._numbers)
            at = int(self.now.timestamp())
            deliveries.append(Delivery(letter, "sent", number, at))
            if not letter.erases:  # a code is taken out of the chat: nothing to see
                sights.append(await self._sight(letter, name, number, journey))
        await outbox.note(self.tx, deliveries, "gallery", self.now)
        return sights

    async def _sight(self, letter: Letter, name: str, number: int, journey: str) -> Sight:
        said = letter.written_as
        assert said is not None
        own = letter.kind == "screen"
        screen = Screen.model_validate_json(letter.screen) if letter.screen else None
        draft: Draft | None = None
        if own:
            chat = await chats.open_chat(self.tx, "telegram", name, self.now)
            assert chat is not None
            talk, _here = self._talk(chat)
            screen, draft = talk.screen, talk.listening_draft
        if screen is None:
            node = message_node(journey, said)
        elif screen.name == QUESTION and draft is not None:
            node = Node(draft.journey, QUESTION, str(getattr(draft, "asking", "") or ""))
        else:
            node = Node(journeys.SCREENS.get(screen.name, "everywhere"), screen.name)
        return Sight(name, node, said, number, letter.turn, screen, own, letter.kind == "edit")

    async def _name(self, person: str) -> str:
        if person not in self._names:
            row = await self.tx.one(
                "SELECT address FROM accounts WHERE person = :person", person=person
            )
            assert row is not None
            self._names[person] = row["address"]
        return self._names[person]

    async def id_of(self, name: str) -> str:
        """Our own id of somebody; they are welcomed when they are new."""
        row = await self.tx.one("SELECT person FROM accounts WHERE address = :name", name=name)
        if row is not None:
            return str(row["person"])
        language = self.profile.languages[0]
        return await people.welcome(self.tx, "telegram", name, name, language, self.now)


@asynccontextmanager
async def world(municipality: str) -> AsyncIterator[World]:
    """A municipality with sample data and nobody in it yet; nothing of it is kept."""
    profile = load(PROFILES / municipality, SAMPLE / municipality)
    store = TrialStore()
    try:
        await migrate(store, profile=profile.id, create=True)
        store.begin()
        yield World(store, profile)
    finally:
        await store.close()
