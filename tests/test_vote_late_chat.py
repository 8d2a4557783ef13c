"""Voting twice, too late or without the bot, as a chat; and nothing of it is left behind."""

from __future__ import annotations

import asyncio
import datetime as dt
from typing import Any

import pytest

from bot import outage
from bot.demo.chats import button_rows
from conversations import journeys
from conversations.rounds.voting import RemindVoters, VotersToRemind
from conversations.talk import Wrote
from storage.verify import verify
from tests.english import Town
from tests.voting import (
    TITLES,
    asks,
    chat,
    close,
    counts,
    first_card,
    last,
    lives,
    open_round,
    read,
    shows_a_ballot,
    voted,
)

DAY = dt.timedelta(days=1)
SMALL = "[🏠 Menu]"

# --- twice, late, lost -------------------------------------------------------------------------


async def test_fault_5_a_double_tap_is_one_ballot_and_one_receipt(town: Town) -> None:
    await open_round(town)
    await first_card(town)
    await town.do("Anna", "[⚪ Choose…]", "[📋 My ballot]")
    anna = town["Anna"]
    anna.taps_twice("✅ Cast…")
    await town.settle()
    assert await counts(town) == (1, 1)
    assert await town.value("SELECT replaced FROM ballots") == 0
    assert sum("🟢 Your vote counts" in b.text for b in anna.chat if not b.mine) == 1
    assert anna.toasts[-2:] == ["Your vote counts.", "Your vote counts already."]
    anna.looks()


async def test_fault_42_old_buttons_say_when_the_round_closed(town: Town) -> None:
    id = await open_round(town)
    await first_card(town)
    await first_card(town, "Bas")
    await town.do("Anna", "[⚪ Choose…]", "[📋 My ballot]")
    old = town["Anna"].newest
    cast = button_rows(old.json)[0][0]
    assert "vote_cast" in cast["callback_data"]
    await close(town, id)
    for wait in (dt.timedelta(hours=1), 30 * DAY):
        town.village.clock.advance(wait)
        for data in (cast["callback_data"], f"c{id}:vote_on:1", f"c{id}:vote_start"):
            town["Anna"].forges(data)
            await town.settle()
            assert "This round closed on 3 December 2026 at 20:00." in town["Anna"].toasts[-1]
    town["Anna"].looks()
    assert "This round closed on" in last(town["Anna"])
    assert await counts(town) == (0, 0)


async def test_fault_41_a_message_counts_by_its_own_date(town: Town) -> None:
    """Typed a second before the closing and a second after it, and both ten minutes late."""
    id = await open_round(town)
    for name in ("Anna", "Bas"):
        await first_card(town, name)
        await town.do(name, "[⚪ Choose…]", "[📋 My ballot]")
    closes = (await read(town, id)).closes
    village = town.village
    await village.stop()
    village.clock.advance(closes - dt.timedelta(seconds=1.5) - village.clock.now())
    town["Anna"].says("Cast my vote")
    village.clock.advance(dt.timedelta(seconds=2.5))
    town["Bas"].says("Cast my vote")
    village.clock.advance(dt.timedelta(minutes=10))
    # Only what this test is about: what the wijk hears and the count have tests of their own.
    await village.start()
    await town["Anna"].hears("🟢 Your vote counts…")
    await town.settle()
    assert await counts(town) == (1, 1)
    assert "This round closed on 3 December 2026 at 20:00" in last(town["Bas"])
    for name in ("Anna", "Bas"):
        town[name].looks()
    async with village.bot.store.transaction() as tx:
        await tx.run("DELETE FROM due WHERE kind = 'round_count'")


async def test_fault_43_after_an_outage_open_confirmations_are_asked_again(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outage, "PORTION", 1)  # as with more people than are asked in one go
    await open_round(town)
    for name in ("Anna", "Bas", "Cees"):
        await first_card(town, name)
        await town.do(name, "[⚪ Choose…]")
    for name in ("Anna", "Bas"):
        await town.do(name, "[📋 My ballot]")
    village = town.village
    await village.stop()
    for name in ("Anna", "Bas"):
        town[name].taps("✅ Cast…")
    village.clock.advance(dt.timedelta(minutes=10))
    await village.start()
    again = "I was away for a while. Did you tap a button? Then please tap it again.…"
    for name in ("Anna", "Bas"):
        await town[name].hears(again)
    await town.settle()
    assert await counts(town) == (0, 0), "counted without a new tap"
    assert "I was away" not in chat(town["Cees"]), "a card is no final question"
    await town.do("Anna", "[✅ Cast…]")
    assert await counts(town) == (1, 1)
    # A short stop asks nobody anything.
    await village.stop()
    village.clock.advance(dt.timedelta(seconds=100))
    await village.start()
    await town.settle()
    assert chat(town["Bas"]).count("I was away") == 1
    for name in ("Bas", "Cees"):
        town[name].looks()


async def test_fault_43_whoever_has_an_update_that_failed_is_asked_again_too(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    await open_round(town)
    await first_card(town)
    await town.do("Anna", "[⚪ Choose…]", "[📋 My ballot]")
    village, real = town.village, journeys.answer

    def poisoned(talk: Any, event: Any, here: Any) -> Any:
        return 1 / 0 if event == Wrote("poison") else real(talk, event, here)

    monkeypatch.setattr(journeys, "answer", poisoned)
    town["Anna"].says("poison")
    await town.settle()
    await village.stop()
    village.clock.advance(dt.timedelta(minutes=10))
    await village.start()
    await town["Anna"].hears("I was away for a while…")
    # What we ask of ourselves is no update that could be kept for later.
    held = await town.rows("SELECT key, body FROM held")
    assert len(held) == 1
    assert "poison" in held[0]["body"]
    monkeypatch.setattr(journeys, "answer", real)
    village.clock.advance(dt.timedelta(seconds=30))
    async with asyncio.timeout(10):
        while await town.rows("SELECT key FROM held"):  # noqa: ASYNC110 - nobody tells us
            await asyncio.sleep(0.1)
    await town.settle()
    town["Anna"].looks()


async def test_fault_43_a_plan_that_waits_to_be_sent_is_asked_again_too(town: Town) -> None:
    await town.plan("Anna")
    village = town.village
    await village.stop()
    town["Anna"].taps("✅ Send")
    village.clock.advance(dt.timedelta(minutes=10))
    await village.start()
    await town["Anna"].hears("I was away for a while…Your plan, before you send it…")
    await town.settle()
    assert await town.value("SELECT count(*) FROM cases") == 0
    await town.do("Anna", "[✅ Send]")
    assert await town.value("SELECT count(*) FROM cases") == 1


async def test_what_was_chosen_leaves_every_message_when_it_is_cast(town: Town) -> None:
    """Fault 51: cards that came as new messages, and the ballot that was cast by typing."""
    await open_round(town)
    await first_card(town)
    await town.do("Anna", "[⚪ Choose…]", "/stem", "[🗳 Together…]", "[▶️ Go on choosing]", "[▶️]")
    await town.do("Anna", "[⚪ Choose…]", "/help", "/stem", "[🗳 Together…]", "[📋 My ballot]")
    anna = town["Anna"]
    assert shows_a_ballot(anna)
    await town.do("Anna", "Cast my vote")
    assert "🟢 Your vote counts" in last(anna)
    assert await counts(town) == (1, 1)
    assert not shows_a_ballot(anna)
    assert await town.rows("SELECT * FROM ballot_messages") == []


# --- nothing is left behind ---------------------------------------------------------------------


async def test_no_row_and_no_line_of_the_log_ties_a_person_to_a_vote(
    town: Town, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    id = await open_round(town)
    await first_card(town)
    await town.do("Anna", SMALL)
    journal = await town.value("SELECT count(*) FROM journal")
    capsys.readouterr()
    await voted(town, plans=2)
    logged = capsys.readouterr().out + caplog.text
    await town.do("Anna", SMALL)
    anna = await town.id_of("Anna")
    tables = await town.rows("SELECT name FROM sqlite_master WHERE type = 'table'")
    for table in (row["name"] for row in tables if row["name"] != "ballot_messages"):
        for row in await town.rows(f'SELECT * FROM "{table}"'):
            values = [str(value) for value in row.values()]
            both = any(anna in v for v in values) and any(id in v for v in values)
            assert not both, (table, row)
    voter = await town.value("SELECT voter_hash FROM participation")
    key = await town.value("SELECT ballot_key FROM ballots")
    for secret in (anna, voter, key, *TITLES, "vote_on", "vote_cast", str(id)):
        assert secret not in logged
    # Nothing of one vote goes into the journal, and no instant stands beside it.
    assert await town.value("SELECT count(*) FROM journal") == journal
    assert await town.value("SELECT day FROM participation") == "2026-11-24"


async def test_a_crash_before_sending_draws_the_receipt_again(town: Town) -> None:
    """Nothing private is kept in a letter, and the receipt arrives all the same."""
    await open_round(town)
    await first_card(town)
    await town.do("Anna", "[⚪ Choose…]", "[📋 My ballot]")
    town.village.telegram.mishaps.fail(500, seconds=600, method="*Message*")
    town["Anna"].taps("✅ Cast…")
    while not (await counts(town))[0]:
        await town.village.bot.intake.idle()
    bodies = await town.rows("SELECT body, screen FROM letters WHERE state = 'waiting'")
    assert bodies
    assert {row["body"] for row in bodies} == {""}
    await town.village.stop()
    town.village.clock.advance(dt.timedelta(minutes=11))
    await town.village.start()
    await town["Anna"].hears("🟢 Your vote counts…")
    assert not shows_a_ballot(town["Anna"])
    await town.settle()
    town["Anna"].looks()


# --- what comes by itself ------------------------------------------------------------------------


async def test_one_reminder_names_the_round_and_what_is_missing(town: Town) -> None:
    id = await open_round(town)
    await first_card(town, "Anna")
    await town.do("Anna", "[⚪ Choose…]", SMALL)
    await voted(town, "Bas")
    await lives(town, "Cees")
    await first_card(town, "Dewi")
    found = await asks(town, "Olga", RemindVoters(id))
    who = {await town.id_of("Anna"), await town.id_of("Dewi")}
    assert isinstance(found, VotersToRemind)
    assert set(found.people) == who
    for everybody in town.village.people.values():
        everybody.looks()
    await town.later(days=7, hours=9)  # Tuesday evening; two days before the closing
    await town.later(hours=14)
    anna = last(town["Anna"])
    assert anna.startswith("🔔 Your vote does not count yet")
    assert "Round Together we choose in Lombardijen" in anna
    assert "1 of 2 chosen." in anna
    assert "The last day is Thursday 3 December 2026." in anna
    assert "You have not chosen anything yet." in last(town["Dewi"])
    assert not any("🔔" in chat(town[name]) for name in ("Bas", "Cees"))
    await town.later(hours=24)
    assert chat(town["Anna"]).count("🔔") == 1
    await town.do("Anna", "[▶️ Go on]", "[✅ Cast…]")
    assert await counts(town) == (2, 2)
    for everybody in town.village.people.values():
        everybody.looks()


async def test_fault_65_without_the_secret_voting_stands_still_and_the_rest_goes_on(
    town: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    id = await open_round(town)
    await voted(town)
    await first_card(town, "Bas")
    await town.do("Bas", "[⚪ Choose…]")
    folder = town.village.bot.store.vault.folder
    secret, pepper = folder / f"{id}.secret", folder / "pepper"
    kept = {path: path.read_bytes() for path in (secret, pepper)}
    ruins: list[tuple[Any, bytes | None]] = [
        (secret, None),
        (secret, b""),
        (secret, b"another round's secret, 32 bytes"),
        (pepper, None),
        (pepper, b"another one's pepper of 32 bytes"),
    ]
    for path, content in ruins:
        path.unlink()
        if content is not None:
            path.write_bytes(content)
        capsys.readouterr()
        await town.village.restart()
        assert "ALERT voting stands still" in capsys.readouterr().out
        await town.do("Bas", "/stem", "[🗳 Together…]")
        assert "⚠️ Voting stands still for a moment." in last(town["Bas"])
        for name in ("Anna", "Bas"):
            for verb in ("vote_start", "vote_on:2", "vote_cast"):
                town[name].forges(f"c{id}:{verb}")
                await town.settle()
        assert await counts(town) == (1, 1)
        assert not (folder / "pepper").exists() or path != pepper or content is not None
        await town.do("Bas", "/contact")
        assert "⚠️" not in last(town["Bas"])
        for keep, was in kept.items():
            keep.write_bytes(was)
    await town.village.restart()
    await town.settle()
    # The officers heard it once in this hour.
    assert chat(town["Olga"]).count("Nobody can vote in round R-2026-0001 now") == 1
    await town.do("Anna", "/stem", "[🗳 Together…]", "[✏️ Change my vote]", "[▶️]")
    await town.do("Anna", "[⚪ Choose…]", "[📋 My ballot]", "[✅ Cast…]")
    await town.do("Bas", "/stem", "[🗳 Together…]", "[📋 My ballot]", "[✅ Cast…]")
    assert await counts(town) == (2, 2)
    for everybody in town.village.people.values():
        everybody.looks()


async def test_after_the_closing_the_receipt_is_there_and_the_result_is_awaited(
    town: Town,
) -> None:
    id = await open_round(town)
    await voted(town)
    code = last(town["Anna"]).split("Check code: ")[1].split("\n")[0]
    await close(town, id)
    await town.do("Anna", "/stem")
    assert "This round closed on 3 December 2026 at 20:00. The votes are counted" in last(
        town["Anna"]
    )
    await town.do("Anna", "[🗳 Together…]", "[🧾 My receipt]")
    assert code in last(town["Anna"])
    assert "Change my vote" not in str(town["Anna"].newest.buttons)
    async with town.village.bot.store.reading() as tx:
        assert await verify(tx) == []
