"""A resident votes, as a chat: card by card, concept and counted."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest

from tests.english import Town
from tests.voting import (
    TITLES,
    counts,
    first_card,
    last,
    lives,
    open_round,
    read,
    shows_a_ballot,
    title,
    voted,
)

DAY = dt.timedelta(days=1)
SMALL = "[🏠 Menu]"

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
          [🗳 Vote] [💬 Ask or tell something] [💡 I have an idea]
          [📍 Wijkhub] [📋 My plans] [❓ Help]
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
    photo = town["Zoe"].sends_photo()
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
          again. The wijkraad decides about plans up to €2,500 now. About plans above €2,500 and
          up to €10,000 people of the wijk decide, in a round. You can always tell a plan, or sign
          a plan of a neighbour. […]
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


async def test_my_list_says_whether_my_vote_counts_and_leads_to_my_check_code(town: Town) -> None:
    await open_round(town)
    await lives(town, "Anna")
    await town.do("Anna", "/mijn")
    assert "🗳 Together we choose\nYou can vote until" in last(town["Anna"])
    await voted(town)
    await town.do("Anna", "/mijn")
    assert "🟢 Your vote counts. You can change it until" in last(town["Anna"])
    await town.do("Anna", "[🗳 Vote]", "[🗳 Together…]", "[🧾 My receipt]")
    assert "Check code:" in last(town["Anna"])


async def test_news_of_a_round_is_short_and_all_the_rules_are_one_tap_away(town: Town) -> None:
    id = await open_round(town)
    news = town["Ina"].newest
    assert "You can vote now" in news.text
    assert "Most votes first" not in news.text
    hash = (await read(town, id)).rules_hash
    assert hash is not None
    assert hash not in news.text
    await town.do("Ina", "[📜 All the rules]")
    assert "Most votes first" in last(town["Ina"])
    assert hash in last(town["Ina"])
