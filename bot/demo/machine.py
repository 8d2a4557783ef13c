"""The random machine: people who do anything, at any time, while everything goes wrong.

    one step = somebody does something (or the clock jumps, the process dies, an update comes
    twice, a role ends, somebody blocks the bot) → letters arrive, or do not → promises checked

Below the network, for speed: the bot's own intake, turns, clock and store, with
phones that show what the outbox holds.  One seed makes one run, to the letter.
"""

from __future__ import annotations

import base64
import datetime as dt
import random
import secrets
import shutil
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager
from pathlib import Path
from types import SimpleNamespace

from bot import patience
from bot.demo.machine_defects import planted, swapped
from bot.demo.machine_phones import NAME, Json, Phone
from bot.demo.machine_promises import Broken, Ears
from bot.demo.machine_round import VOTERS, faults
from bot.demo.machine_store import Killed
from bot.demo.machine_town import OMMOORD, RESIDENTS, Town
from conversations.here import Here
from conversations.here import Person as Somebody
from conversations.roles.role import OPERATOR, Invite, Invited
from conversations.talk import PressedCase
from storage import sqlite
from storage.database import Database
from storage.migrations import migrate
from storage.perform import perform
from storage.profile.files import PROFILES
from storage.profile.municipality import load
from storage.rounds import vault as vaults

SAMPLE = Path(__file__).parent / "sample" / "rotterdam"
EVERY = 20  # steps between complete checks


class Machine(Town):
    """A town in which `step` lets one thing happen."""

    # --- one step ---

    async def step(self) -> None:
        """One thing happens; raises Broken with the story so far when a promise is not kept."""
        self.steps += 1
        self.clock.at += dt.timedelta(seconds=self.rng.uniform(0.2, 20))
        what = self.rng.choices(tuple(HAPPENINGS), tuple(w for _d, w in HAPPENINGS.values()))[0]
        self.happened[what] += 1
        deaths = self.happened["died"]
        try:
            await HAPPENINGS[what][0](self)
            if self.steps % EVERY == 0:
                await self.check()
            elif self.happened["died"] > deaths:
                await self.check_halves()
        except Exception as error:
            told = "\n".join(self.story)
            raise Broken(f"step {self.steps} ({what}): {error}\n--- before it:\n{told}") from error

    # --- what happens ---

    def _somebody(self) -> Phone:
        """Mostly whoever was busy just now, or has something to decide."""
        everybody = [p for p in self.phones.by_id.values() if not p.blocked]
        if self.busy in everybody and self.rng.random() < 0.9:
            return self.busy
        if self.rng.random() < 0.5:
            asked = [p for p in everybody if p.newest and p.newest.asks]
            everybody = asked or everybody
        elif self.rng.random() < 0.5:
            everybody = everybody[: len(RESIDENTS)]
        self.busy = self.rng.choice(everybody)
        return self.busy

    async def _act(self, phone: Phone | None = None) -> Json:
        """What somebody sends."""
        phone = phone or self._somebody()
        people, chance = self.people, self.rng.random()
        if chance < 0.74:
            return people.sensible(phone, await self.asking(phone))
        if chance < 0.79:
            return people.old_button(phone)
        if chance < 0.85:
            return people.forged(phone, list(self.phones.by_id.values()))
        if chance < 0.89:
            return people.command(phone)
        if chance < 0.93:
            return people.junk(phone)
        if chance < 0.96:
            return people.odd(phone)
        return people.link(phone)

    async def acts(self) -> None:
        """Somebody does something."""
        await self.do([await self._act()], hook=self.rng.random() < 0.3)

    async def crowd(self) -> None:
        """Several people (or one, fast) at once."""
        same = self._somebody() if self.rng.random() < 0.4 else None
        updates = [await self._act(same) for _n in range(self.rng.randint(2, 4))]
        await self.do(updates)

    async def dies(self) -> None:
        """Somebody does something and the process dies, at any statement."""
        await self.do(
            [await self._act()], hook=self.rng.random() < 0.3, dies=self.rng.randint(1, 35)
        )

    async def twice(self) -> None:
        """An update comes again, at once or within a day; what a webhook may do at any time."""
        since = self.clock.at - dt.timedelta(hours=25)
        earlier = [u for at, u in self.earlier if at > since]
        if earlier:
            update = earlier[-1] if self.rng.random() < 0.5 else self.rng.choice(earlier)
            await self.do([update], hook=True)

    async def out_of_order(self) -> None:
        """Two updates of one person arrive in the wrong order."""
        phone = self._somebody()
        first, second = await self._act(phone), await self._act(phone)
        await self.do([second], hook=True)
        await self.do([first], hook=True)

    async def double_tap(self) -> None:
        """One tap under two update ids: at most one thing comes of it."""
        phone = self._somebody()
        bubble = phone.newest
        if bubble is None or not bubble.buttons:
            return
        _label, data = self.rng.choice(bubble.buttons)
        before = await self._filed()
        taps = [self.phones.tap(phone, bubble, data) for _n in range(2)]
        if self.rng.random() < 0.5:
            await self.do(taps)
        else:
            await self.do(taps[:1])
            await self.do(taps[1:])
        if await self._filed() > before + 1:
            raise Broken("I12: two taps on one button filed two plans")

    async def _filed(self) -> int:
        async with self.life.fuse.reading() as tx:
            row = await tx.one("SELECT count(*) AS n FROM cases WHERE number IS NOT NULL")
        return int(row["n"]) if row else 0

    async def later(self) -> None:
        """Hours, days or weeks pass, and what became due is done; perhaps we die in it."""
        await self.do([])  # what waits at Telegram comes first: it is kept there for a day
        hours = self.rng.choice((1, 1, 5, 5, 24, 24, 24, 72, 72, 24 * 8, 24 * 20, 24 * 45))
        self.clock.at += dt.timedelta(hours=hours)
        self.story.append(f"… {hours} hours later")
        life = self.life
        life.fuse.left = self.rng.randint(1, 80) if self.rng.random() < 0.25 else None
        try:
            await life.look()
            await life.alarm._prune()
            await life.sweep()
        except Killed:
            await self.die()
            life = self.life
        life.fuse.left = None
        await life.look()
        await life.sweep()
        await self.do([])

    async def role(self) -> None:
        """A role is given, ended in the middle of everything, or somebody is invited for one."""
        rng, life = self.rng, self.life
        if rng.random() < 0.4:
            phone = rng.choice(list(self.phones.by_id.values()))
            self.story.append(f"{phone.name} has a role from now on")
            role = rng.choice(("member", "member", "member", "secretary", "chair"))
            await self.appoint(phone, role, OMMOORD)
            return
        operator = Somebody(id="", name="", language="en", roles=(OPERATOR,))
        here = Here(self.profile, operator, self.clock.now(), NAME)
        async with life.fuse.transaction() as tx:
            rows = await tx.all(
                "SELECT id, role FROM roles WHERE revoked_by IS NULL AND person IS NOT NULL"
                " ORDER BY id"
            )
            if rng.random() < 0.4 and len(rows) > 6:
                row = rng.choice(rows)
                self.story.append(f"the desk ends a role of {row['role']}")
                event = PressedCase(row["id"], "role_end_yes")
                _turn, letters = await life.turns.at_desk(tx, event, here)
            else:
                role = rng.choice(("member", "member", "member", "chair", "secretary", "officer"))
                wijk = None if role == "officer" else OMMOORD
                self.story.append(f"the desk invites a {role}")
                invited = await perform(tx, Invite(role, wijk), here, tx.fresh())
                assert isinstance(invited, Invited), invited
                self.phones.links.append(invited.token)
                letters = []
        life.post.post(letters)
        await self.do([])

    async def blocks(self) -> None:
        """Somebody blocks the bot or comes back; it may hear of it only by a refusal."""
        blocked = [p for p in self.phones.by_id.values() if p.blocked]
        phone = self.rng.choice(blocked if len(blocked) > 1 else list(self.phones.by_id.values()))
        phone.blocked = not phone.blocked
        self.story.append(f"{phone.name} {'blocks' if phone.blocked else 'lets in'}")
        heard = self.rng.random() < 0.7
        await self.do([self.phones.member(phone, blocks=phone.blocked)] if heard else [])

    async def group(self) -> None:
        """Something in a group."""
        await self.do([self.phones.in_group(self._somebody(), "/raad iedereen")])

    async def stranger(self) -> None:
        """Somebody new, with a link or a word."""
        if len(self.phones.by_id) > 40:
            return
        phone = self.phones.add(f"Nieuw{len(self.phones.by_id)}")
        first = self.rng.choice((self.people.link, self.people.junk, self.people.odd))
        await self.do([first(phone)])

    async def vote(self) -> None:
        """Somebody goes on with their vote, perhaps twice or while we die; officers decide."""
        chance = self.rng.random()
        assert self.store is not None
        if chance < 0.04 and await self.polls.over(self.store):
            await self.polls.opens(self.store, self.clock.now(), level="own", age=12)
        elif chance < 0.1:
            if done := await self.polls.officers_act(self.store, self.clock.now()):
                self.story.append(done)
        else:
            await self._votes()
        async with self.life.fuse.reading() as tx:
            if found := await faults(tx):
                raise Broken("\n".join(found))

    async def _votes(self) -> None:
        """Somebody votes for a while, without much else between; some taps come twice."""
        rng = self.rng
        voters = [p for p in self.phones.by_id.values() if p.name in VOTERS and not p.blocked]
        if not voters:
            return
        phone = rng.choice(voters)
        for _action in range(rng.randint(3, 9)):
            self.clock.at += dt.timedelta(seconds=5)
            update = self.polls.votes(phone)
            twice = []
            if (tap := update.get("callback_query")) is not None and rng.random() < 0.25:
                twice = [self.phones.tap(phone, phone.newest, tap["data"])]
            dies = rng.randint(1, 35) if rng.random() < 0.05 else None
            await self.do([update, *twice], hook=rng.random() < 0.3, dies=dies)

    async def file(self) -> None:
        """A document is checked."""
        await self.life.check_file(self.rng)
        await self.do([])


HAPPENINGS: dict[str, tuple[Callable[[Machine], Awaitable[None]], float]] = {
    "act": (Machine.acts, 62),
    "crowd": (Machine.crowd, 6),
    "die": (Machine.dies, 6),
    "twice": (Machine.twice, 5),
    "out of order": (Machine.out_of_order, 4),
    "double tap": (Machine.double_tap, 5),
    "later": (Machine.later, 3),
    "role": (Machine.role, 2),
    "block": (Machine.blocks, 2),
    "group": (Machine.group, 1),
    "stranger": (Machine.stranger, 1),
    "file": (Machine.file, 2),
    "vote": (Machine.vote, 9),
}


@asynccontextmanager
async def machine(seed: int, address: str, defect: str | None = None) -> AsyncIterator[Machine]:
    """A machine on a new store at this path or address, its first people in it."""
    profile = load(PROFILES / "rotterdam", SAMPLE)

    async def open_store() -> Database:
        if address.startswith("postgresql://"):
            from storage.postgres import open_postgres

            return await open_postgres(address, vault=vault)
        return await sqlite.open_sqlite(Path(address), create=True, vault=vault)

    ids = random.Random(f"ids {seed}")
    vault = Path(tempfile.mkdtemp(prefix="aanzet-machine-"))
    # Secrets too come from the seed: what hangs on them is drawn the same in every run.
    chance = SimpleNamespace(
        token_bytes=ids.randbytes,
        token_hex=lambda n: ids.randbytes(n).hex(),
        compare_digest=secrets.compare_digest,
    )

    def fresh() -> str:
        return base64.urlsafe_b64encode(ids.randbytes(16)).decode().rstrip("=")

    ears = Ears()
    here = Machine(random.Random(seed), profile, ears, open_store)
    async with AsyncExitStack() as stack:
        stack.callback(shutil.rmtree, vault, ignore_errors=True)
        stack.push_async_callback(here.end)
        store = here.store = await open_store()
        await migrate(store, profile=profile.id, create=True)
        moment = SimpleNamespace(
            monotonic=lambda: here.clock.at.timestamp(), perf_counter=time.perf_counter
        )
        stack.enter_context(swapped(patience, time=moment))
        stack.enter_context(swapped(vaults, secrets=chance))
        stack.enter_context(swapped(sqlite, fresh=fresh))
        if store.dialect == "postgres":
            from storage import postgres

            stack.enter_context(swapped(postgres, fresh=fresh))
        stack.enter_context(ears.open())
        await stack.enter_async_context(planted(defect, store))
        await here.begin()
        yield here


async def play(
    steps: int,
    seed: int,
    address: str,
    defect: str | None = None,
    told: Callable[[str], None] = lambda line: None,
) -> Machine:
    """So many steps; raises Broken at the first promise that is not kept."""
    began = time.perf_counter()
    async with machine(seed, address, defect) as here:
        for n in range(1, steps + 1):
            await here.step()
            if n % 1000 == 0:
                told(f"{n} steps, {n / (time.perf_counter() - began):.0f} a second")
        await here.check()
        await here.count()
        return here


async def command(steps: int, seed: int, database: str, defect: str | None) -> int:
    """The command line: prints what happened; 1 when a promise was broken."""
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        address = f"{folder}/machine.sqlite3"
        if database == "postgres":
            from bot.demo.postgres import fresh_database, server

            address = fresh_database(stack.enter_context(server()))
        print(f"machine: {steps} steps, seed {seed}, {database}", flush=True)
        try:
            here = await play(steps, seed, address, defect, lambda line: print(line, flush=True))
        except Broken as broken:
            print(f"BROKEN with seed {seed}: {broken}")
            return 1
    print(", ".join(f"{n} × {what}" for what, n in here.happened.most_common()))
    print(", ".join(f"{n} {what}" for what, n in here.reached.items()))
    print("every promise kept")
    return 0
