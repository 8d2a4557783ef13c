"""A whole round with canaries in it: what is a secret of a voter stands in no log and no record.

Names, codes, typed words and what each voter chose are unlike everything else in the world.  The
round is voted in and published in the chats; then the log at every level and every row of what the
bot keeps beside the ballots are searched for them.  The control plants each of them once.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson
import pytest

from bot import turns
from bot.demo.machine_promises import Ears
from bot.logs import CHATTY
from conversations import journeys
from storage.database import Transaction
from tests import voting
from tests.english import Town
from tests.test_codes_chat import printed
from tests.test_result_chat import over
from tests.voting import both, lives, open_round, read

TITLES = ("Kanariebos", "Kanarieplein", "Kanariebrug")
# Who votes, and for which of them.
CHOICES = {"Kanana": (0, 1), "Kanbo": (1, 2), "Kancees": (2,)}
WORDS = "Ik kies natuurlijk kanarievogels"
# What is kept for the work itself: nothing of a voter belongs there.
RECORDS = ("journal", "case_history", "held", "due", "seen", "round_news", "round_records")
# What stands apart from people.
APART = ("ballots", "participation", "concepts")
STEP = ("/stem", "[🗳 Together…]", "[🔑 I have a code]")


@dataclass
class Canaries:
    """What must be found nowhere, and what every voter is known by."""

    codes: list[str] = field(default_factory=list)
    receipts: dict[str, str] = field(default_factory=dict)
    # Name → id, number of the account.
    voters: dict[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def secrets(self) -> list[str]:
        """Words that belong in no log and no record, as people may write them."""
        forms = [form for code in self.codes for form in (code, code.replace("-", ""))]
        return [*forms, *self.voters, WORDS]


@pytest.fixture
def ears(caplog: pytest.LogCaptureFixture) -> Iterator[Ears]:
    """Every line that is logged, at every level that the product ever writes."""
    caplog.set_level(logging.DEBUG)
    for name in CHATTY:
        caplog.set_level(logging.WARNING, logger=name)
    heard = Ears()
    with heard.open():
        yield heard


async def rows_of(tx: Transaction, table: str) -> list[dict[str, Any]]:
    return [dict(row) for row in await tx.all(f"SELECT * FROM {table}")]


async def leaks(tx: Transaction, canaries: Canaries, ears: Ears) -> list[str]:
    """Where a canary stands, a line each."""
    found = []
    for line in ears.lines:
        # In a log no plan belongs beside anything, nor the number of a voter's receipt.
        for secret in (*canaries.secrets, *TITLES, *canaries.receipts.values()):
            if secret.casefold() in line.casefold():
                found.append(f"log: {secret}")
    for table in RECORDS:
        for row in await rows_of(tx, table):
            text = orjson.dumps(row, default=str).decode().casefold()
            found += [f"{table}: {one}" for one in canaries.secrets if one.casefold() in text]
            if table != "round_records":
                found += [f"{table}: {one}" for one in canaries.receipts.values() if one in text]
                found += [f"{table}: {id}" for id in _ids(canaries) if id.casefold() in text]
    for row in await rows_of(tx, "letters"):
        found += _letter_leaks(row, canaries)
    for table in (*APART, "drafts", "chats"):
        for row in await rows_of(tx, table):
            text = orjson.dumps(row, default=str).decode()
            found += [f"{table}: {one}" for one in (*canaries.secrets, *TITLES) if one in text]
            if table in APART:
                found += [f"{table}: {id}" for id in _ids(canaries) if id in text]
    return found


def _ids(canaries: Canaries) -> list[str]:
    return [id for both in canaries.voters.values() for id in both]


def _letter_leaks(row: dict[str, Any], canaries: Canaries) -> list[str]:
    """A letter may name all plans or none: some of them would say what somebody chose."""
    text = orjson.dumps(row, default=str).decode()
    found = [f"letters: {secret}" for secret in canaries.secrets if secret in text]
    named = [title for title in TITLES if title in text]
    if row["person"] in _ids(canaries) and named and len(named) < len(TITLES):
        found.append(f"letters: {named} for a voter")
    return found


async def vote(town: Town, name: str, code: str) -> None:
    """Somebody gives a code, chooses what is theirs, says so in words too, and casts."""
    await town.do(name, *STEP, code)
    for _card in TITLES:
        [n] = [n for n, title in enumerate(TITLES) if title in voting.last(town[name])]
        if n in CHOICES[name]:
            await town.do(name, "[⚪ Choose…]")
        await town.do(name, "[▶️]")
    await town.do(name, f"{WORDS}: {TITLES[CHOICES[name][0]]}")
    await town.do(name, "/stem", "[🗳 Together…]", "[📋 My ballot]", "[✅ Cast…]")


async def failing(town: Town, name: str, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """An update with a code in it fails by our fault, and is held for a while."""
    real = journeys.answer
    with monkeypatch.context() as broken:
        broken.setattr(journeys, "answer", lambda *about: 1 / 0)
        town[name].says(code)
        await town.settle()
        assert len(await town.rows("SELECT key FROM held")) == 1
    assert journeys.answer is real


async def searched(town: Town, canaries: Canaries, ears: Ears) -> list[str]:
    async with town.village.bot.store.reading() as tx:
        return await leaks(tx, canaries, ears)


async def test_a_whole_round_leaves_nothing_of_a_voter_in_logs_and_records(
    town: Town, tmp_path: Path, ears: Ears, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(voting, "TITLES", TITLES)
    id = await open_round(town, level="letter", age=None)
    codes = [row["code"] for row in await printed(town, tmp_path, many=5)]
    canaries = Canaries(codes)
    await lives(town, *CHOICES)
    for name in CHOICES:
        canaries.voters[name] = (await town.id_of(name), str(town[name].id))
    await failing(town, "Kanana", codes[3], monkeypatch)
    assert await searched(town, _but_accounts(canaries), ears) == []  # while it is held
    for seconds in (1, 5):
        town.village.clock.advance(dt.timedelta(seconds=seconds + 0.1))
        await asyncio.sleep(0.7)
        await town.settle()
    # It came out of the blue: asked for anew, and the message with the code is gone all the same.
    assert "Please send your code once more." in voting.last(town["Kanana"])
    assert not any(codes[3] in bubble.text for bubble in town["Kanana"].chat)
    for name, code in zip(CHOICES, codes, strict=False):
        await vote(town, name, code)
        text = voting.last(town[name])
        assert "Your vote counts" in text
        canaries.receipts[name] = text.partition("Check code: ")[2].splitlines()[0]
    assert await voting.counts(town) == (3, 3)
    assert await searched(town, canaries, ears) == []
    await over(town, id)
    assert await searched(town, canaries, ears) == []
    await both(town, id, "publish")
    await town.later(seconds=5)
    assert (await read(town, id)).state == "published"
    for name in CHOICES:
        assert "3 people voted" in voting.last(town[name])
    assert await searched(town, canaries, ears) == []
    assert len(ears.lines) > 50, "the log was heard"
    await _the_control(town, canaries, ears)
    for name in CHOICES:
        town[name].looks()


async def test_a_neighbours_code_is_passed_on_to_nobody(
    town: Town, tmp_path: Path, ears: Ears
) -> None:
    await open_round(town, level="letter", age=None)
    [code] = [row["code"] for row in await printed(town, tmp_path, many=1)]
    await town.appoint("Ans", "ambassador", voting.LOMBARDIJEN)
    await town.do("Ans", "/start")
    sent = town["Ans"].forwards(f"Wil jij voor mij stemmen? {code}")
    await town.settle()
    assert "It is only for whoever got it." in voting.last(town["Ans"])
    assert sent not in town["Ans"].chat
    assert await town.rows("SELECT slip FROM codes WHERE state <> 'unused'") == []
    assert await searched(town, Canaries([code]), ears) == []


def _but_accounts(canaries: Canaries) -> Canaries:
    """While an update is held its row says whose it is: that is what it is held for."""
    return Canaries(canaries.codes, canaries.receipts)


class Undone(Exception):
    """Takes back what the control planted."""


async def _the_control(town: Town, canaries: Canaries, ears: Ears) -> None:
    """Each kind of leak, planted once, is found."""
    voter, address = canaries.voters["Kanbo"]
    code = canaries.codes[1]
    planted = {
        f"journal: {voter}": f"UPDATE journal SET subject = '{voter}' WHERE verb LIKE 'round%'",
        f"case_history: {code}": f"UPDATE case_history SET words = '{code}'",
        f"due: {address}": f"UPDATE due SET subject = '{address}' WHERE kind = 'round_opens'",
        "held: Kanbo": "INSERT INTO held VALUES ('k', 'telegram', '1', 'Kanbo', '', 1, 1, '', '',"
        " 'waiting')",
        "letters: ['Kanarieplein'] for a voter": (
            f"UPDATE letters SET body = 'Kanarieplein' WHERE person = '{voter}'"
        ),
        f"ballots: {voter}": f"UPDATE ballots SET choices = '{voter}' WHERE replaced = 0",
    }
    for line, leak in planted.items():
        with contextlib.suppress(Undone):
            async with town.village.bot.store.transaction() as tx:
                await tx.run(leak)
                assert line in await leaks(tx, canaries, ears), line
                raise Undone
    turns.log.debug("turn", chosen=TITLES[0])
    logging.getLogger("bot").debug("a code: %s", code.lower())
    assert await searched(town, canaries, ears) == [f"log: {TITLES[0]}", f"log: {code}"]
