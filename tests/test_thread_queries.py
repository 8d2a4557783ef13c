"""Nothing about one matter reads a whole table: with thousands of others it stays as quick."""

from __future__ import annotations

from typing import Any

import pytest

from conversations.here import Here, Person
from conversations.matters.matter import BringMatter, Matter, MatterBrought
from conversations.matters.talking import CloseMatter, RateMatter, WipeMatters, WriteOn
from conversations.talk import Screen
from storage import people
from storage.matters import ending, erasing, matters, mine, thread
from storage.matters.facts import matter_facts
from tests.counter import KNOWN, Counter
from tests.phones import OMMOORD
from tests.test_lists import Watched, scans


class Watching(Watched):
    """Changes are watched too: they look for their rows as questions do."""

    async def run(self, sql: str, /, **named: Any) -> None:
        self.asked.append((sql, named))
        await super().run(sql, **named)


async def test_no_query_of_a_talk_reads_a_whole_table(counter: Counter) -> None:
    if counter.store.dialect != "sqlite":
        pytest.skip("the plans are read on SQLite")
    ids = {name: await counter.id_of(name) for name in ("Anna", "Karim")}
    held = Person(ids["Karim"], "Karim", "nl", roles=())
    here: dict[str, Any] = {
        "Anna": Here(KNOWN, Person(ids["Anna"], "Anna", "nl", OMMOORD), counter.now)
    }
    async with counter.store.transaction() as tx:
        here["Karim"] = await people.look_at(tx, Here(KNOWN, held, counter.now), ids["Karim"])
        watched: Any = Watching(tx)
        matter = Matter(kind="signal", topic="other", wijk=OMMOORD, text="The lamp is broken.")
        found = await matters.bring(tx, BringMatter(matter), here["Anna"], "a")
        assert isinstance(found, MatterBrought)
        case = found.case
        await thread.write_on(
            watched, WriteOn(case, "Which?", "office", asks=True), here["Karim"], "b"
        )
        await thread.write_on(watched, WriteOn(case, "That one."), here["Anna"], "c")
        await mine.talks_with(watched, ids["Anna"], counter.now)
        await mine.my_matters(watched, Screen(name="my_matters"), here["Anna"])
        await mine.count_over(watched, here["Anna"])
        await matter_facts(watched, Screen(name="my_matter", case=case), here["Anna"])
        await ending.close_matter(watched, CloseMatter(case, "Done."), here["Karim"], "d")
        await ending.rate(watched, RateMatter(case, "not"), here["Anna"], "e")
        await ending.close_matter(watched, CloseMatter(case, "Done."), here["Karim"], "f")
        await mine.wipe_mine(watched, WipeMatters(), here["Anna"], "g")
        await erasing.prune(watched, "2030", 500)
        assert len(watched.asked) > 80
        for sql, named in watched.asked:
            if sql.lstrip().startswith("INSERT"):
                continue
            assert not await scans(tx, sql, **named), sql
