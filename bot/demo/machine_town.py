"""Where the random machine plays: a municipality, its people with their phones, and its bot."""

from __future__ import annotations

import asyncio
import datetime as dt
import random
from collections import Counter, deque
from collections.abc import Awaitable, Callable

import orjson

from bot.demo.machine_events import People
from bot.demo.machine_life import Life, MuteBot
from bot.demo.machine_phones import Json, Phone, Phones
from bot.demo.machine_promises import Broken, Ears, Promises
from bot.demo.machine_round import VOTERS, Polls, counted
from bot.demo.machine_store import Fuse, Killed
from bot.inbound import Incoming
from bot.turns import Answered
from conversations.profile import Profile
from storage.database import Database, instant
from storage.verify import nothing_half

MORNING = dt.datetime(2026, 11, 24, 9, 30, tzinfo=dt.UTC)
OMMOORD = "rotterdam.ommoord"
RESIDENTS = ("Anna", "Karim", "Lena", "Omar", "Bep", "Jo")
STAFF = {
    "Bea": ("member", OMMOORD),
    "Cor": ("member", OMMOORD),
    "Dia": ("member", OMMOORD),
    "Eef": ("chair", OMMOORD),
    "Sam": ("secretary", OMMOORD),
    "Wim": ("contact", OMMOORD),
    "Olga": ("officer", None),
    "Otto": ("officer", None),
    "Mia": ("member", "rotterdam.kralingen-crooswijk"),
}

PLANS = 3  # filed before the first step

OpenStore = Callable[[], Awaitable[Database]]


class Clock:
    """Time that goes on only when it is told to, or asked."""

    def __init__(self) -> None:
        self.at = MORNING

    def now(self) -> dt.datetime:
        """Every moment is a little later than the one before."""
        self.at += dt.timedelta(milliseconds=1)
        return self.at


class Town:
    """A municipality, its people and its bot; what comes in is answered and judged."""

    def __init__(
        self, rng: random.Random, profile: Profile, ears: Ears, open_store: OpenStore
    ) -> None:
        self.rng = rng
        self.profile = profile
        self.clock = Clock()
        self.phones = Phones(profile, self.clock.now)
        self.people = People(rng, self.phones)
        self.polls = Polls(rng, profile, self.phones)
        self.promises = Promises(profile, ears)
        self.happened: Counter[str] = Counter()
        self.reached: Counter[str] = Counter()
        self.story: deque[str] = deque(maxlen=30)
        self.steps = 0
        self.store: Database | None = None
        self._bot = MuteBot(lambda: len(self.pending))
        self._open_store = open_store
        self._lives = 0
        self.pending: list[Json] = []
        self.earlier: deque[tuple[dt.datetime, Json]] = deque(maxlen=300)
        self._persons: dict[str, str] = {}
        self.busy: Phone | None = None

    # --- life and death ---

    async def begin(self) -> None:
        """The first life: everybody says hello, and some have roles."""
        await self._live()
        for name in (*RESIDENTS, *STAFF, *VOTERS):
            phone = self.phones.add(name, self.rng.choice(("nl", "nl", "en", "pl")))
            await self.do([self.phones.text(phone, "/start")])
        for phone in self.phones.by_id.values():
            if phone.name in STAFF:
                await self.appoint(phone, *STAFF[phone.name])
        for phone in list(self.phones.by_id.values())[:PLANS]:
            await self._files_a_plan(phone)
        voters = [self._persons[str(p.id)] for p in self.phones.by_id.values() if p.name in VOTERS]
        assert self.store is not None
        await self.polls.begin(self.store, self.clock.now(), voters)

    async def appoint(self, phone: Phone, role: str, wijk: str | None) -> None:
        """Somebody has a role from now on; the long way is among the things that happen."""
        async with self.life.fuse.transaction() as tx:
            await tx.run(
                """
                INSERT INTO roles (id, person, role, wijk, from_at, issued_by, issued_at,
                                   confirmed_by, confirmed_at)
                VALUES (:id, :person, :role, :wijk, :now, 'machine', :now, 'machine', :now)
                """,
                id=tx.fresh(),
                person=self._persons[str(phone.id)],
                role=role,
                wijk=wijk,
                now=instant(self.clock.now()),
            )

    async def _files_a_plan(self, phone: Phone) -> None:
        """Somebody answers every question sensibly, so that there is something to decide."""
        await self.do([self.phones.text(phone, "/idee")])
        for _answer in range(100):
            if phone.newest is not None and "BI-2" in phone.newest.text:
                return
            self.clock.at += dt.timedelta(seconds=5)
            await self.do([self.people.sensible(phone, await self.asking(phone))])

    async def end(self) -> None:
        """Give back the store."""
        if self.store is not None:
            await self.store.close()

    async def _live(self) -> None:
        assert self.store is not None
        self._lives += 1
        self.life = Life(
            f"life-{self._lives}",
            Fuse(self.store),
            self.profile,
            self._bot,
            self.phones,
            self.clock.now,
        )
        await self.life.sweep(first=True)

    async def die(self) -> None:
        """Nothing in memory survives; what was not committed was never there."""
        self.happened["died"] += 1
        self.story.append("† the process dies")
        if self.life.fuse.dialect == "postgres":
            await asyncio.sleep(0.05)  # the other lanes of a batch die at their next statement
            self.clock.at += dt.timedelta(seconds=70)  # until the claims of this life run out
        await self.end()
        self.store = None
        self.store = await self._open_store()
        await self._live()

    # --- what comes in is answered ---

    async def check(self) -> None:
        """Everything that `verify` knows, and who confirmed what."""
        async with self.life.fuse.reading() as tx:
            await self.promises.everything(tx, self.clock.now())
            await self.promises.confirmed_by_right(tx)

    async def check_halves(self) -> None:
        """After a death: nothing was done by half."""
        async with self.life.fuse.reading() as tx:
            if faults := await nothing_half(tx):
                raise Broken("\n".join(faults))

    async def count(self) -> None:
        """How far people came."""
        async with self.life.fuse.reading() as tx:
            for table in ("people", "cases", "supports", "voice_history", "questions", "grants"):
                row = await tx.one(f"SELECT count(*) AS n FROM {table}")  # noqa: S608
                self.reached[table] = int(row["n"]) if row else 0
            self.reached.update(await counted(tx))
            rows = await tx.all("SELECT state, count(*) AS n FROM cases GROUP BY state")
            self.reached.update({f"plans {row['state']}": row["n"] for row in rows})

    async def do(self, updates: list[Json], *, hook: bool = False, dies: int | None = None) -> None:
        """Updates come in, are answered, and letters go out; perhaps it all ends in the middle."""
        for update in updates:
            self.story.append(_told(update, hook))
            self.earlier.append((self.clock.at, update))
        life, confirmed = self.life, list[str]()
        answers = life.turns.listen()
        life.fuse.left = dies
        waiting = updates if hook else self.pending
        if not hook:
            self.pending += updates
        came = list(waiting)
        reached: set[str] = set()
        try:
            if hook:
                await life.hook(updates, confirmed)
            elif waiting:
                await life.poll(waiting, confirmed)
            await asyncio.sleep(0)
            if self.rng.random() < 0.2:
                await life.look()
            if self.rng.random() < 0.15:
                await life.sweep()
            reached = await life.deliver(self.rng, slow=0.1)
        except Killed:
            if hook:  # no 200: Telegram comes again
                self.pending += [u for u in updates if life.key(u) not in confirmed]
            await self.die()
        finally:
            life.fuse.left = None
        await self._judge(answers, came, confirmed, reached)

    async def _judge(
        self,
        answers: list[tuple[Incoming, Answered]],
        came: list[Json],
        confirmed: list[str],
        reached: set[str],
    ) -> None:
        promises = self.promises
        promises.heard()
        if self.phones.faults:
            raise Broken("; ".join(self.phones.faults))
        async with self.life.fuse.reading() as tx:
            if any(i.address not in self._persons for i, _a in answers):
                rows = await tx.all("SELECT address, person FROM accounts")
                self._persons = {r["address"]: r["person"] for r in rows}
            last = {incoming.address: incoming for incoming, _answered in answers}
            for incoming, answered in answers:
                person = self._persons[incoming.address]
                await promises.answered(tx, incoming, answered, person, last[incoming.address])
            await promises.acknowledged(tx, confirmed)
            for update in came:  # committed, and we died before we knew
                key = self.life.key(update)
                if key not in promises.done and await tx.one(
                    "SELECT key FROM seen WHERE key = :key", key=key
                ):
                    promises.done.add(key)
            for address, person in self._persons.items():
                if person in reached:
                    phone = self.phones.by_id[int(address)]
                    await promises.no_dead_end(tx, phone, person, self.life.post)

    async def asking(self, phone: Phone) -> str | None:
        """What this person is being asked, if a text answers it."""
        async with self.life.fuse.reading() as tx:
            row = await tx.one(
                """
                SELECT c.listening, c.screen, d.body FROM accounts a
                JOIN chats c ON c.person = a.person
                JOIN drafts d ON d.person = a.person AND d.journey = c.listening
                WHERE a.address = :address
                """,
                address=str(phone.id),
            )
        if row is None or '"question"' not in (row["screen"] or ""):
            return None
        return str(orjson.loads(row["body"]).get("asking", row["listening"]))


def _told(update: Json, hook: bool) -> str:
    """A line of the story (of people who do not exist)."""
    kind, about = next((k, v) for k, v in update.items() if k != "update_id")
    what = about.get("data", about.get("text", next(reversed(about))))
    name = about["from"]["first_name"].split()[0]
    return f"{'hook' if hook else 'poll'} {update['update_id']} {name} {kind}: {str(what)[:70]!r}"
