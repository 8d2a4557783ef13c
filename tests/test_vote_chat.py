"""A resident votes, as a chat: card by card, concept and counted, and nothing left to show."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest

from bot.demo.chats import button_rows
from bot.demo.people import Person
from conversations.rounds.voting import RemindVoters, VotersToRemind
from storage.verify import verify
from tests.english import FSI, PDI, Town
from tests.voting import TITLES, asks, close, lives, open_round, read

DAY = dt.timedelta(days=1)
SMALL = "[🏠 Menu]"


def chat(person: Person) -> str:
    """Everything the bot has on somebody's phone now."""
    return "\n".join(b.text for b in person.chat if not b.mine)


def last(person: Person) -> str:
    """The newest message, without isolates."""
    return person.newest.text.replace(FSI, "").replace(PDI, "")


def shows_a_ballot(person: Person) -> bool:
    """Does a card or a ballot stand anywhere in the chat?  The announcement names plans too."""
    return "🔵" in chat(person) or "💶" in chat(person) or "📋 My ballot" in chat(person)


async def counts(town: Town) -> tuple[int, int]:
    """Voters and ballots."""
    voters = await town.value("SELECT count(*) FROM participation")
    return voters, await town.value("SELECT count(*) FROM ballots")


async def first_card(town: Town, name: str = "Anna") -> str:
    """Somebody of the wijk stands before the first plan; answers its title."""
    await lives(town, name)
    await town.do(name, "/stem", "[🗳 Together…]", "[▶️ Start]")
    if "[✅ Yes]" in str(town[name].newest.buttons) or "Are you" in town[name].newest.text:
        await town.do(name, "[✅ Yes]")
    return title(town[name])


def title(person: Person) -> str:
    """The plan on the card."""
    return last(person).split("\n\n")[1]


async def voted(town: Town, name: str = "Anna", plans: int = 1) -> None:
    """Somebody casts a vote for the first plans they see."""
    await first_card(town, name)
    for n in range(plans):
        await town.do(name, *(["[▶️]"] if n else []), "[⚪ Choose…]")
    await town.do(name, "[📋 My ballot]", "[✅ Cast…]")


# --- the way through ------------------------------------------------------------------------


async def test_anna_votes_card_by_card_and_changes_her_mind(town: Town) -> None:
    await open_round(town)
    await lives(town, "Anna")
    anna = town["Anna"]
    anna.looks()
    await town.plays(
        """
        Anna: /start
        Bot: What do you want to do, Anna? Your wijk: Lombardijen
          You can vote until 3 December 2026 at 20:00.
          [🗳 Vote] [💡 I have an idea] [📍 Wijkhub] [👥 Contact] [📋 My plans] [❓ Help]
        Anna: [🗳 Vote]
        Bot: Voting in your wijk ‹Together we choose› You can vote until 3 December 2026 at 20:00.
          [🗳 Together we choose] [🏠 Menu]
        Anna: [🗳 Together we choose]
        Bot: 🗳 ‹Together we choose› There are 3 plans. There is €10,000 in all.
          You can choose 2 plans. You can vote until 3 December 2026 at 20:00.
          The result is indicative: nobody checked who votes.
          The plans stand in an order by lot. Everybody has another one, so it is fair.
          Your vote is confidential. It is kept apart from your name.
          [▶️ Start] [📜 All the rules] [🏠 Menu]
        Anna: [▶️ Start]
        Bot: Are you 12 or older? I keep no age and no date of birth. [✅ Yes] [❌ No] [⬅️ Back]
        Anna: [✅ Yes]
        Bot: Plan 1 of 3 … 💶 … 📍 ‹Spinozaplein, by the shops› …
          0 of 2 chosen. €10,000 left.
          [⚪ Choose this plan] [◀️] [▶️] [📋 My ballot] [🏠 Menu]
        Anna: [⚪ Choose this plan]
        Bot (toast): Kept. It does not count yet.
        Bot: Plan 1 of 3 … 1 of 2 chosen. … left. 🟡 Concept: it does not count yet.
          [🔵 Chosen. Take it off] [◀️] [▶️] [📋 My ballot] [🏠 Menu]
        Anna: [▶️]
        Bot: Plan 2 of 3 … 1 of 2 chosen. … [⚪ Choose this plan] […]
        Anna: [⚪ Choose this plan]
        Bot: Plan 2 of 3 … 2 of 2 chosen. …
        Anna: [▶️]
        Bot: Plan 3 of 3 …
        Anna: [⚪ Choose this plan]
        Bot: You can choose 2 plans. Take one away first. Plan 3 of 3 … 2 of 2 chosen. …
        Anna: [📋 My ballot]
        Bot: 📋 My ballot 🔵 … 🔵 … 2 of 2 chosen. … left.
          🟡 Concept: it does not count yet. Tap the button, then it counts.
          [✅ Cast my vote] [⬅️ Back to the plans] [🏠 Menu]
        Anna: [✅ Cast my vote]
        Bot (toast): Your vote counts.
        Bot: 🟢 Your vote counts Round R-2026-0001: ‹Together we choose› Check code: …
          You can change your vote until 3 December 2026 at 20:00. The last one counts.
          What you chose does not stand here. So nobody can ask you to show it.
          Keep the check code. When the result is there, it stands in the list.
          Hash of the rules: …
          [📋 Copy the check code] [✏️ Change my vote] [🏠 Menu]
        """
    )
    receipt = anna.newest
    # Fault 51: nothing of it stands in the chat any more.
    assert not shows_a_ballot(anna)
    assert await town.value("SELECT choices FROM ballots")
    hash = await town.value("SELECT rules_hash FROM rounds")
    assert hash in receipt.text
    await town.do("Anna", "[📋 Copy…]")
    assert anna.copied[-1] in receipt.text
    await town.plays(
        """
        Anna: [✏️ Change my vote]
        Bot: Plan 1 of 3 … 0 of 2 chosen. €10,000 left.
          🟢 Your earlier vote counts until you cast this one. […]
        """
    )
    assert receipt in anna.chat  # the receipt stays where it is
    assert "🟢 Your vote counts" in receipt.text
    before = await town.value("SELECT choices FROM ballots")
    await town.do("Anna", "[▶️]", "[▶️]", "[⚪ Choose…]", "[📋 My ballot]")
    assert "🟡 This does not count yet. 🟢 Your earlier vote does" in last(anna)
    assert await town.value("SELECT choices FROM ballots") == before
    await town.do("Anna", "[✅ Cast…]")
    assert await town.value("SELECT choices FROM ballots") != before
    assert await counts(town) == (1, 1)
    assert await town.value("SELECT replaced FROM ballots") == 1
    assert anna.copied[-1] in anna.newest.text  # the same check code
    assert not shows_a_ballot(anna)


async def test_at_most_six_buttons_and_the_order_is_ones_own(town: Town) -> None:
    await open_round(town, (3000, 3100, 3200, 3300))
    orders = []
    for name in ("Anna", "Bas", "Cees", "Dewi", "Els"):
        mine = [await first_card(town, name)]
        for _card in range(3):
            await town.do(name, "[▶️]")
            mine.append(title(town[name]))
            assert sum(len(row) for row in town[name].newest.buttons) <= 6
        await town.do(name, "[▶️]")
        assert title(town[name]) == mine[0]
        await town.do(name, SMALL, "/stem", "[🗳 Together…]", "[▶️ Start]")
        assert title(town[name]) == mine[0], "another order the second time"
        orders.append(tuple(mine))
    assert all(set(order) == set(TITLES) for order in orders)
    assert len(set(orders)) > 1


async def test_choices_survive_leaving_and_a_restart(town: Town) -> None:
    await open_round(town)
    chosen = await first_card(town)
    await town.do("Anna", "[⚪ Choose…]", SMALL)
    assert "🟡 You began, and have not cast your vote." in last(town["Anna"])
    await town.village.restart()
    await town.do("Anna", "/stem", "[🗳 Together…]")
    assert "🟡 Concept. What you chose does not count yet." in last(town["Anna"])
    await town.do("Anna", "[📋 My ballot]")
    assert f"🔵 {chosen}" in last(town["Anna"])
    assert await counts(town) == (0, 0)


@pytest.mark.parametrize(
    ("more", "marks"),
    [
        ({"ballot": "basket", "choices": None}, "1 chosen. "),
        ({"ballot": "yes_no", "choices": None}, "1 of 3 answered."),
    ],
)
async def test_the_other_ballots_have_cards_too(
    town: Town, more: dict[str, Any], marks: str
) -> None:
    await open_round(town, (5000, 6000, 7000), **more)
    first = await first_card(town)
    yes_no = more["ballot"] == "yes_no"
    await town.do("Anna", "[⚪ No]" if yes_no else "[⚪ Choose…]")
    assert marks in last(town["Anna"])
    assert sum(len(row) for row in town["Anna"].newest.buttons) <= 6
    await town.do("Anna", "[▶️]", "[⚪ Yes]" if yes_no else "[⚪ Choose…]")
    if not yes_no:
        assert "Together that is more than €10,000. Take one away first." in last(town["Anna"])
    await town.do("Anna", "[📋 My ballot]")
    assert ("👎 No: " if yes_no else "🔵 ") + first in last(town["Anna"])
    await town.do("Anna", "[✅ Cast…]")
    ballot = json.loads(await town.value("SELECT choices FROM ballots"))
    assert [n < 0 for n in ballot] == ([True, False] if yes_no else [False])


async def test_a_photo_is_shown_and_leads_back_to_its_plan(town: Town) -> None:
    await open_round(town)
    first = await first_card(town)
    async with town.village.bot.store.transaction() as tx:
        await tx.run(
            """
            INSERT INTO files (id, person, case_id, kind, file_id, unique_id, state, at)
            SELECT 'f' || o.n, c.person, o.case_id, 'photo', 'none', 'u' || o.n, 'ready', c.opened
            FROM round_options o JOIN cases c ON c.id = o.case_id
            """
        )
    photo = town["Anna"].sends_photo()
    await town.settle()
    file_id = photo.json["photo"][-1]["file_id"]
    async with town.village.bot.store.transaction() as tx:
        await tx.run("UPDATE files SET file_id = :id", id=file_id)
    await town.do("Anna", "/stem", "[🗳 Together…]", "[▶️ Start]")
    assert sum(len(row) for row in town["Anna"].newest.buttons) == 6
    await town.do("Anna", "[📷 Photo]")
    assert last(town["Anna"]).startswith("📷") or "photo" in town["Anna"].newest.json
    await town.do("Anna", "[⬅️ Back to the plan]")
    assert title(town["Anna"]) == first


# --- who may not, and what then ----------------------------------------------------------------


async def test_where_there_are_no_rounds_stem_says_who_decides(town: Town) -> None:
    await town.plays(
        """
        Anna: /stem
        Bot: Which wijk do you live in? Then I can see whether you can vote.
          [🏘 Tell me your wijk] [🏠 Menu]
        """
    )
    await lives(town, "Anna", wijk="rotterdam.ommoord")
    await town.plays(
        """
        Anna: /vote
        Bot: In Ommoord people do not vote about plans now. The wijkraad decides about plans now.
          You can always tell a plan, or sign a plan of a neighbour.
          [💡 I have an idea] [👥 Contact] [🏠 Menu]
        """
    )
    await lives(town, "Anna")
    await town.plays(
        """
        Anna: /stem
        Bot: There is no round in Lombardijen now. I tell you when people in Lombardijen can vote
          again. … You can always tell a plan, or sign a plan of a neighbour. […]
        """
    )


async def test_another_wijk_looks_and_cannot_vote(town: Town) -> None:
    id = await open_round(town)
    await lives(town, "Karim", wijk="rotterdam.ommoord")
    karim = town["Karim"]
    for verb in ("vote_start", "vote_on:1", "vote_cast", "vote_cast:7"):
        karim.forges(f"c{id}:{verb}")
        await town.settle()
        assert "Only people from Lombardijen vote in this round." in karim.toasts[-1]
    karim.looks()
    await town.do("Karim", "[👀 Look at the plans]")
    assert "Only people from Lombardijen vote" in last(karim)
    assert "[⚪" not in str(karim.newest.buttons)
    assert await counts(town) == (0, 0)


async def test_fault_57_too_young_is_refused_and_nothing_of_it_is_kept(town: Town) -> None:
    id = await open_round(town, age=16)
    await lives(town, "Youri")
    await town.do("Youri", "/stem", "[🗳 Together…]", "[▶️ Start]")
    assert "Are you 16 or older?" in last(town["Youri"])
    await town.do("Youri", "[❌ No]")
    assert "you must be 16 or older" in town["Youri"].toasts[-1]
    # A button of a card, without the yes, only asks again.
    for verb in ("vote_on:1", "vote_cast:1"):
        town["Youri"].forges(f"c{id}:{verb}")
        await town.settle()
    assert await counts(town) == (0, 0)
    assert await town.rows("SELECT * FROM concepts") == []
    assert await town.rows("SELECT * FROM drafts") == []
    town["Youri"].looks()


async def test_a_round_with_codes_asks_for_one_and_a_slip_costs_nothing(town: Town) -> None:
    await open_round(town, level="letter", age=None)
    await lives(town, "Anna")
    await town.do("Anna", "/stem")
    assert "You need a code." in last(town["Anna"])
    await town.do("Anna", "[🗳 Together…]")
    assert "[🔑 I have a code]" in str([[f"[{b}]" for b in r] for r in town["Anna"].newest.buttons])
    await town.plays(
        """
        Anna: [🔑 I have a code]
        Bot: 🔑 What is your code? It has 12 letters and figures.
          It is only for you. Do not give it to anybody.
          I take your message out of this chat after that. [🏠 I am at the wijkhub] [⬅️ Back]
        Anna: I lost it
        Bot: I see no code in that. It has 12 letters and figures. 🔑 What is your code? …
          [🏠 I am at the wijkhub] [⬅️ Back]
        Anna: ABCD-EFGH-JKM9
        Bot: One character of this code is not right. Look once more. It costs nothing.
          🔑 What is your code? … [🏠 I am at the wijkhub] [⬅️ Back]
        Anna: /help
        Bot: This is how it works … [💡 I have an idea] […]
        Anna: [▶️ Go on with your code]
        Bot: 🔑 What is your code? … [🏠 I am at the wijkhub] [⬅️ Back]
        """
    )
    # What looks like a code stands nowhere, not even beside the chat.
    for table in ("chats", "drafts", "letters", "held"):
        assert "JKM9" not in json.dumps(await town.rows(f"SELECT * FROM {table}"))
    await town.do("Anna", "[⬅️ Back]")
    assert "🗳 Together we choose" in last(town["Anna"])


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


async def test_fault_43_after_an_outage_open_confirmations_are_asked_again(town: Town) -> None:
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
