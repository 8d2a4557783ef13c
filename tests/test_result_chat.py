"""A round is counted and published as people see it: officers, voters, the wijkraad, others."""

from __future__ import annotations

import json

import pytest

from bot.demo.people import Person
from bot.rounds import chart, recount
from conversations import journeys
from conversations.here import Here
from conversations.journeys import NOBODY
from conversations.rounds.orders import CloseRound
from locales.catalogues import ALWAYS
from storage.perform import perform
from storage.rounds import result_news, rounds
from tests.english import FSI, PDI, Town
from tests.forger import Forger, watch
from tests.voting import LOMBARDIJEN, both, lives, open_round, read, voted


def said(person: Person) -> str:
    """The newest message, without isolates."""
    return person.newest.text.replace(FSI, "").replace(PDI, "")


def look_all(town: Town) -> None:
    for person in town.village.people.values():
        person.looks()


async def over(town: Town, id: str) -> None:
    """Its time is over and nothing waits: it closes, and is counted by itself."""
    closes = (await read(town, id)).closes
    town.village.clock.advance(closes - town.village.clock.now())
    await town.settle()
    async with town.village.bot.store.transaction() as tx:
        now = town.village.clock.now()
        await rounds.drained(tx, now)
        at = Here(town.village.bot.profile, NOBODY, now, "aanzet_bot")
        await perform(tx, CloseRound(id), at, tx.fresh())
    look_all(town)
    await town.later(seconds=5)


async def voting(town: Town) -> str:
    """Three people voted for the first plan they saw; Bea decides in that wijk."""
    id = await open_round(town)
    for name in ("Anna", "Bas", "Cees"):
        await voted(town, name)
    await lives(town, "Dewi")
    await town.appoint("Bea", "member", LOMBARDIJEN)
    return id


async def published(town: Town, id: str) -> None:
    await over(town, id)
    look_all(town)
    await both(town, id, "publish")
    await town.later(seconds=5)


async def test_from_the_closing_to_the_result_on_every_phone(town: Town) -> None:
    id = await voting(town)
    await over(town, id)
    olga = town["Olga"]
    assert "Round R-2026-0001 is counted. It adds up." in said(olga)
    assert "awarded" not in said(olga)
    assert "€" not in said(olga)  # nothing of what came out
    look_all(town)
    await town.do("Olga", "[📣 Publish the result]")
    before = {name: len(town[name].chat) for name in ("Anna", "Bas", "Cees", "Bea", "Dewi")}
    await town.do("Omar", "[✅ Yes, I agree]")
    await town.later(seconds=5)
    for name in ("Anna", "Bas", "Cees", "Bea", "Olga", "Omar"):
        assert "Result of round R-2026-0001: Together we choose" in said(town[name]), name
        assert "3 people voted in Lombardijen." in said(town[name]), name
    for name, was in before.items():
        new = town[name].chat[was:]
        once = 0 if name == "Dewi" else 1
        assert sum("photo" in bubble.json for bubble in new) == once, name
        assert sum("people voted" in bubble.text for bubble in new) == once, name
    anna = town["Anna"]
    assert "🟢 Your own check code stands in the list:" in said(anna)
    assert "check code" not in said(town["Bea"])
    assert "To be confirmed" in said(anna)
    assert "The result is indicative" in said(anna)
    look_all(town)
    heard = {name: len(town[name].chat) for name in before}
    await town.later(minutes=5)
    assert {name: len(town[name].chat) for name in before} == heard
    await town.do("Anna", "[🔍 How it was counted]")
    hash = await town.value("SELECT rules_hash FROM rounds")
    seal = await town.value("SELECT seal FROM rounds")
    assert hash in said(anna)
    assert seal in said(anna)
    assert "3 ballots from the chat." in said(anna)
    await town.do("Anna", "[📄 The list, to count again]")
    assert "document" in anna.newest.json
    await town.do("Anna", "/stem", "[🗳 Together…]", "[🖼 As a picture]")
    assert "photo" in anna.newest.json
    text = await town.value("SELECT record FROM round_records")
    assert recount.recount(json.loads(text)) == []


@pytest.mark.thorough
async def test_the_public_link_of_a_round_is_never_dead(town: Town) -> None:
    id = await voting(town)
    karim = town["Karim"]
    await town.do("Karim", f"/start round_{id}")
    assert "For people who live in Lombardijen." in said(karim)
    assert "[🗳 Vote]" in str([f"[{label}]" for label in karim.newest.labels])
    assert "voted" not in said(karim)
    await over(town, id)
    look_all(town)
    await town.do("Karim", f"/start round_{id}")
    assert "Result of round" not in said(karim)  # counted, and nobody sees it yet
    await both(town, id, "publish")
    await town.later(seconds=5)
    look_all(town)
    await town.do("Karim", f"/start round_{id}")
    assert "Result of round R-2026-0001" in said(karim)
    await town.do("Karim", "/start round_AAAAAAAAAAAAAAAAAAAAAA")
    assert "I do not know this round." in said(karim)


async def test_what_cannot_be_counted_alerts_whoever_runs_rounds(town: Town) -> None:
    id = await voting(town)
    await town.appoint("Ada", "administrator", None)
    file = town.village.bot.store.vault.folder / f"{id}.secret"
    kept = file.read_bytes()
    file.unlink()
    await over(town, id)
    for name in ("Olga", "Omar", "Ada"):
        assert "⚠️ Round R-2026-0001 cannot be counted." in said(town[name]), name
        assert "The secret of this round is missing" in said(town[name]), name
    assert "cannot be counted" not in said(town["Anna"])
    look_all(town)
    # Contact goes on.
    await town.do("Anna", "/hub")
    heard = len(town["Olga"].chat)
    await town.later(minutes=11)
    assert len(town["Olga"].chat) == heard
    file.write_bytes(kept)
    await town.later(minutes=11)
    assert "is counted. It adds up." in said(town["Olga"])
    assert (await read(town, id)).state == "counted"
    look_all(town)


@pytest.mark.thorough
async def test_a_result_says_when_every_plan_is_confirmed(town: Town) -> None:
    id = await voting(town)
    await published(town, id)
    look_all(town)
    async with town.village.bot.store.transaction() as tx:
        await tx.run(
            """
            UPDATE cases SET state = 'granted' WHERE id IN (
                SELECT case_id FROM round_options WHERE round = :id)
            """,
            id=id,
        )
        found = await result_news.public(tx, id)
        assert found is not None
        assert found[1].confirmed
        await tx.run(
            """
            UPDATE cases SET state = 'recorded' WHERE id IN (
                SELECT case_id FROM round_options WHERE round = :id)
            """,
            id=id,
        )


async def test_the_picture_is_drawn_in_every_language(town: Town) -> None:
    id = await voting(town)
    await published(town, id)
    look_all(town)
    async with town.village.bot.store.reading() as tx:
        found = await result_news.public(tx, id)
    assert found is not None
    _round, facts = found
    for language in ALWAYS:
        drawn = chart.draw(facts, language, town.village.bot.profile)
        assert drawn.startswith(b"\x89PNG")
        assert len(drawn) < 100_000


# --- buttons prove nothing -----------------------------------------------------------------

VERBS = ("round_result", "round_how", "round_record", "round_picture")
STATES = ("prepared", "tested", "open", "closed", "counted", "published", "stopped")


def test_every_verb_of_a_result_has_a_row() -> None:
    ours = {verb for verb, name in journeys.VERBS.items() if name == "result"}
    assert ours == set(VERBS)


async def test_a_button_of_a_result_only_looks_and_shows_nothing_too_early(town: Town) -> None:
    id = await voting(town)
    await over(town, id)
    look_all(town)
    await both(town, id, "publish")
    await town.later(seconds=5)
    look_all(town)
    async with town.village.bot.store.transaction() as tx:
        await watch(tx)
    forger = Forger(town)
    for state in STATES:
        async with town.village.bot.store.transaction() as tx:
            await tx.run("UPDATE rounds SET state = :s WHERE id = :id", s=state, id=id)
            await tx.run("DELETE FROM touched")
        for verb in (*VERBS, "round_result:9"):
            for name in ("Anna", "Karim", "Bea", "Olga"):
                changed, told = await forger.press(name, f"c{id}:{verb}")
                assert not changed, (state, verb, name)
                assert told, (state, verb, name)
                if state != "published":
                    assert "people voted" not in told, (state, verb, name)
                    assert "check code" not in told, (state, verb, name)
    async with town.village.bot.store.transaction() as tx:
        await tx.run("UPDATE rounds SET state = 'published' WHERE id = :id", id=id)
