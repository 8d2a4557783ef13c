"""The reckoning after a long run: what people did, beside what the store and their phones show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import orjson

from bot.demo.council import Official
from bot.demo.filing import Wish, World
from bot.demo.people import Person
from storage.database import Database, Row, Transaction
from storage.verify import verify

FIRST_UPDATE = 700_000_001
# Said once in a lifetime, whatever the person does meanwhile.
ONCE = ("Your number is BI-", "may go on!", "State: being decided", "State: recorded")


@dataclass(slots=True)
class Reckoning:
    """What was found; only the last two may hold something."""

    updates: int = 0
    unconfirmed: int = 0
    plans: int = 0
    answers: int = 0
    decided: int = 0
    confirmed: int = 0
    lost: list[str] = field(default_factory=list)
    filed_twice: list[str] = field(default_factory=list)
    decided_twice: list[str] = field(default_factory=list)
    held: list[str] = field(default_factory=list)
    invariants: list[str] = field(default_factory=list)
    repeated: list[str] = field(default_factory=list)
    said_again: list[str] = field(default_factory=list)

    @property
    def faults(self) -> list[str]:
        """Everything that may not be."""
        return [
            *(f"lost: {line}" for line in self.lost),
            *(f"filed twice: {line}" for line in self.filed_twice),
            *(f"decided twice: {line}" for line in self.decided_twice),
            *(f"held: {line}" for line in self.held),
            *self.invariants,
        ]

    @property
    def rows(self) -> list[tuple[str, str]]:
        """What is told of every run, a line each."""
        return [
            ("plans filed", str(self.plans)),
            ("answers checked in the register", str(self.answers)),
            ("voices / outcomes confirmed", f"{self.decided} / {self.confirmed}"),
            ("lost", str(len(self.lost))),
            ("filed twice", str(len(self.filed_twice))),
            ("decided twice", str(len(self.decided_twice))),
            ("invariants broken", str(len(self.invariants))),
        ]


async def reckon(store: Database, world: World, officials: Sequence[Official]) -> Reckoning:
    """Compare everything, when the bot has stopped and nothing is on its way."""
    found = Reckoning()
    if not world.double_taps:
        found.repeated = [line for p in world.people for line in repeated(p)]
    found.said_again = [line for p in world.people for line in said_again(p)]
    async with store.reading() as tx:
        await _updates(tx, world, found)
        await _plans(tx, world.wishes, found)
        await _decisions(tx, officials, found)
        found.invariants = await verify(tx)
    return found


async def _updates(tx: Transaction, world: World, found: Reckoning) -> None:
    """Every confirmed update is done or held."""
    updates = world.telegram.updates
    pending = {entry.update_id for entry in updates.pending}
    done = {int(r["key"].rpartition(":")[2]) for r in await tx.all("SELECT key FROM seen")}
    rows = await tx.all("SELECT key, error FROM held")
    found.held = [f"{r['key']}: {r['error']}" for r in rows]
    waiting = {int(r["key"].rpartition(":")[2]) for r in rows}
    sent = set(range(FIRST_UPDATE, FIRST_UPDATE + updates.put_count))
    gone = sum(updates.expired.values())
    found.updates = len(sent - pending) - gone
    found.unconfirmed = len(pending) + gone
    lost = sorted(sent - pending - done - waiting)
    found.lost += [f"update {n} was confirmed and is not done" for n in lost[gone:]]


async def _plans(tx: Transaction, wishes: Sequence[Wish], found: Reckoning) -> None:
    """Every plan stands in the register once, every answer in its own field."""
    rows = await tx.all(
        """
        SELECT c.number, c.wijk, i.plan FROM cases c JOIN initiatives i ON i.case_id = c.id
        WHERE c.number IS NOT NULL
        """
    )
    by_title: dict[str, list[Row]] = {}
    numbers = Counter(row["number"] for row in rows)
    for row in rows:
        by_title.setdefault(orjson.loads(row["plan"])["title"], []).append(row)
    for wish in wishes:
        if wish.number is None:
            continue  # the run ended before its maker sent it
        found.plans += 1
        there = by_title.pop(str(wish.kept["title"]), [])
        if not there:
            found.lost.append(f"{wish.number}: no plan {wish.kept['title']}")
            continue
        if len(there) > 1:
            found.filed_twice.append(f"{wish.kept['title']} as {[r['number'] for r in there]}")
        found.lost += _differences(wish, there[0])
        found.answers += len(wish.kept)
    for title, rest in by_title.items():
        if not any(wish.kept["title"] == title for wish in wishes):
            found.lost.append(f"{rest[0]['number']}: nobody called a plan {title!r}")
    found.filed_twice += [f"{number} {n} times" for number, n in numbers.items() if n > 1]


def _differences(wish: Wish, row: Row) -> list[str]:
    plan = orjson.loads(row["plan"])
    plan["lines"] = [[line["what"], line["cost"]["cents"]] for line in plan["lines"]]
    wrong = [
        f"{wish.number} ({wish.person}): {name} is {plan[name]!r}, not {value!r}"
        for name, value in wish.kept.items()
        if plan[name] != value
    ]
    if row["number"] != wish.number:
        wrong.append(f"{wish.number} ({wish.person}): in the register as {row['number']}")
    return wrong


async def _decisions(tx: Transaction, officials: Sequence[Official], found: Reckoning) -> None:
    """Nobody's voice counts more often than they tapped; an outcome stands once."""
    taps = {
        (str(official.person.id), number): n
        for official in officials
        for number, n in official.taps.items()
        if n
    }
    rows = await tx.all(
        """
        SELECT a.address, c.number, h.what, count(*) AS n FROM case_history h
        JOIN cases c ON c.id = h.case_id JOIN accounts a ON a.person = h.person
        WHERE h.what IN ('voice', 'confirmed') GROUP BY a.address, c.number, h.what
        """
    )
    voices = {(r["address"], r["number"]): r["n"] for r in rows}
    found.decided = sum(1 for r in rows if r["what"] == "voice")
    found.confirmed = sum(1 for r in rows if r["what"] == "confirmed")
    for key, n in voices.items():
        if n > taps.get(key, 0):
            found.decided_twice.append(f"{key}: {n} in the record, {taps.get(key, 0)} taps")
    rows = await tx.all(
        """
        SELECT c.number, h.what, count(*) AS n FROM case_history h JOIN cases c ON c.id = h.case_id
        WHERE h.what IN ('opened', 'settled', 'confirmed') GROUP BY c.number, h.what
        HAVING count(*) > 1
        """
    )
    found.decided_twice += [f"{r['number']}: {r['what']} {r['n']} times" for r in rows]
    granted = {
        r["number"]
        for r in await tx.all(
            "SELECT c.number FROM decisions d JOIN cases c ON c.id = d.case_id"
            " WHERE d.outcome = 'granted'"
        )
    }
    members = Counter(number for (address, number) in taps if _is_member(officials, address))
    found.lost += [
        f"{number}: {n} members granted it, and it is not"
        for number, n in members.items()
        if n >= 2 and number not in granted
    ]


def _is_member(officials: Iterable[Official], address: str) -> bool:
    return any(str(o.person.id) == address and o.role == "member" for o in officials)


def repeated(person: Person) -> list[str]:
    """New messages that say what was said before, with nothing from the person in between.

    Somebody who does two things at once may hear the same twice.
    """
    lines = []
    before: set[str] = set()
    inputs = 0
    for seen in person.room.sightings:
        if seen.kind in ("said", "did"):
            inputs = inputs + 1 if not before else 1
            before.clear()
        elif seen.kind == "message":
            if seen.text in before and inputs < 2:
                lines.append(f"{person.name}: {seen.text[:60]!r}")
            inputs -= seen.text in before
            before.add(seen.text)
    return lines


def said_again(person: Person) -> list[str]:
    """What is said once in a lifetime and came twice, whatever the person did in between."""
    lines = []
    once: set[str] = set()
    for seen in person.room.sightings:
        if seen.kind != "message" or "Your choice" in seen.text:
            continue
        if any(words in seen.text for words in ONCE):
            if seen.text in once:
                lines.append(f"{person.name}: {seen.text[:60]!r}")
            once.add(seen.text)
    return lines
