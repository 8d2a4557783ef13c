"""After the form: neighbours who support a plan, sending it once, reminding, taking it back."""

from __future__ import annotations

import pytest

from tests.english import ANSWERS, Town


async def test_starting_again_takes_the_signatures_with_it(town: Town) -> None:
    await town.plan()
    token = await shared(town)
    await town.do("Karim", f"(opens {token})", "[🤝 Yes, I support this]")
    await town.do("Anna", "/idee", "[🔄 Start again]")
    assert [r["state"] for r in await town.rows("SELECT state FROM cases")] == ["dropped"]
    karim = await town.do("Karim", f"(opens {token})")
    assert karim.newest.text == "This plan is not here any more."


# --- neighbours ------------------------------------------------------------------------


async def shared(town: Town, name: str = "Anna") -> str:
    """The token of the link for the neighbours."""
    person = await town.do(name, "[🤝 Ask neighbours for support]")
    return person.newest.text.split("start=")[1].split()[0].strip("\u2068\u2069")


async def test_supporters_are_counted_live_and_can_change_their_mind(town: Town) -> None:
    anna = await town.plan()
    token = await shared(town)
    assert "🤝 Now 0 of 4." in anna.newest.text
    for n, neighbour in enumerate(("Karim", "Lia", "Mo"), 1):
        person = await town.do(neighbour, f"(opens {token})")
        assert "Do you live in Ommoord, and are you 12 or older?" in person.newest.text
        await town.do(neighbour, "[🤝 Yes, I support this]")
        assert "✅ You support this plan." in person.newest.text
        assert f"🤝 Support: {n} of 4 neighbours" in person.newest.text
    anna.looks()
    texts = [b.text for b in anna.chat if not b.mine]
    assert any("🤝 Now 3 of 4." in text for text in texts), "the sharing screen is live"
    assert any(
        "A neighbour supports your plan \u2068Picnic tables\u2069. Now 3 of 4." in t for t in texts
    )
    await town.do("Mo", "[↩️ Take my support back]")
    assert any("🤝 Now 2 of 4." in b.text for b in anna.chat)
    assert "🤝 Yes, I support this" in town["Mo"].newest.labels
    await town.do("Mo", "[🤝 Yes, I support this]")
    assert await town.value("SELECT count(*) FROM supports WHERE withdrawn IS NULL") == 3


async def test_twice_own_plan_and_another_wijk(town: Town) -> None:
    await town.plan()
    token = await shared(town)
    case = await town.value("SELECT id FROM cases")
    karim = await town.do("Karim", f"(opens {token})")
    karim.taps_twice("🤝 Yes, I support this")
    await town.settle()
    assert await town.value("SELECT count(*) FROM supports") == 1
    news = [b for b in town["Anna"].chat if "A neighbour supports your plan" in b.text]
    assert len(news) == 1
    anna = await town.do("Anna", f"(opens {token})")
    assert "This is your own plan." in anna.newest.text
    anna.forges(f"c{case}:support")
    await town.settle()
    assert "It is your own plan. Ask your neighbours to support it." in anna.newest.text
    zoe = await town.do("Zoe", "/wijk", "Zevenkamp", "[✅ Yes, Zevenkamp]", f"(opens {token})")
    await town.do("Zoe", "[🤝 Yes, I support this]")
    assert "Only people from Ommoord can support this plan." in zoe.newest.text
    assert await town.value("SELECT count(*) FROM supports WHERE withdrawn IS NULL") == 1


async def test_a_plan_that_neighbours_signed_is_filed_once_with_its_signatures(
    town: Town,
) -> None:
    await town.council("Bea")
    await town.plan()
    token = await shared(town)
    await town.do("Karim", f"(opens {token})", "[🤝 Yes, I support this]")
    await town.do("Anna", "/idee", "[▶️ Go on]")
    assert "🤝 Support: 1 of 4 neighbours" in town["Anna"].newest.text
    await town.do("Anna", "[✅ Send]")
    assert await town.value("SELECT count(*) FROM cases") == 1
    assert "🤝 Support: 1 of 4 neighbours" in town["Bea"].newest.text
    await town.do("Karim", f"(opens {token})")
    assert "✅ You support this plan." in town["Karim"].newest.text


# --- sending, reminding, forgetting -------------------------------------------------------


async def test_a_double_tap_on_send_files_once(town: Town) -> None:
    anna = await town.plan()
    anna.taps_twice("✅ Send")
    await town.settle()
    assert await town.value("SELECT count(*) FROM cases") == 1
    receipts = [b for b in anna.chat if "Your number is" in b.text]
    assert len(receipts) == 1
    assert town.village.telegram.exchange.answered[anna.id] >= 2


async def test_two_plans_get_two_numbers(town: Town) -> None:
    await town.filed("Anna")
    await town.filed("Anna")
    numbers = [r["number"] for r in await town.rows("SELECT number FROM cases ORDER BY number")]
    assert numbers == ["BI-2026-0001", "BI-2026-0002"]


async def test_a_plan_for_another_wijk_goes_to_that_wijk(town: Town) -> None:
    """The letter follows the plan, not the home of who made it."""
    await town.appoint("Sam", "secretary")
    await town.appoint("Zus", "secretary", "rotterdam.zevenkamp")
    await town.plan()
    await town.do("Anna", "[✏️ Change something]", "[🏘 Wijk]", "Zevenkamp", "[✅ Yes, Zevenkamp]")
    await town.do("Anna", "[✅ Send]")
    assert town["Zus"].newest.text.startswith("Plan BI-2026-0001")
    assert not town["Sam"].newest.text.startswith("Plan")


async def test_an_unfinished_plan_is_reminded_of_twice_and_gone_after_thirty_days(
    town: Town,
) -> None:
    anna = await town.do("Anna", *ANSWERS[:5])

    def nudges() -> int:
        return sum("\u2068Picnic tables\u2069 is not finished yet." in b.text for b in anna.chat)

    found = []
    for _day in range(29):
        await town.later(days=1)
        found.append(nudges())
    assert found[0] == 0
    assert found[2] == 1
    assert found[-1] == 2
    reminder = next(b for b in anna.chat if "is not finished yet." in b.text)
    assert reminder.labels == ("▶️ Go on", "⏸ Later", "🗑 Throw away")
    await town.later(days=3)
    await prune(town)
    assert await town.draft() is None
    await town.do("Anna", "[🗑 Throw away]")
    assert "There is nothing to throw away." in anna.newest.text


async def prune(town: Town) -> None:
    """What the clock does every hour."""
    from storage.pruning import prune

    bot = town.village.bot
    async with bot.store.transaction() as tx:
        await prune(tx, bot.profile.retention, town.village.clock.now())


@pytest.mark.parametrize(
    ("button", "said"),
    [
        ("▶️ Go on", "Where is it?"),
        ("🗑 Throw away", "It is thrown away."),
    ],
)
async def test_the_reminder_answers_at_once(town: Town, button: str, said: str) -> None:
    anna = await town.do("Anna", *ANSWERS[:5])
    await town.later(days=2, minutes=1)
    await town.do("Anna", f"[{button}]")
    assert said in anna.newest.text
    assert (await town.draft() is None) is (button == "🗑 Throw away")


async def test_a_reminder_of_a_plan_without_a_name_can_be_thrown_away_too(town: Town) -> None:
    anna = await town.do("Anna", *ANSWERS[:3])
    await town.later(days=2, minutes=1)
    assert anna.newest.text == "You have an unfinished plan."
    await town.do("Anna", "[🗑 Throw away]")
    assert "It is thrown away." in anna.newest.text
    assert await town.draft() is None


async def test_a_plan_sent_leaves_no_draft_and_no_reminder(town: Town) -> None:
    await town.filed()
    assert await town.draft() is None
    town["Anna"].looks()
    await town.later(days=2, minutes=1)
    await town.later(days=8)
    assert town["Anna"].unseen() is None


async def test_taking_back_a_plan(town: Town) -> None:
    await town.council("Bea")
    await town.filed()
    await town.do("Anna", "/mijn", "[📄 …]", "[↩️ Take my plan back]")
    assert "Do you want to take back \u2068Picnic tables\u2069?" in town["Anna"].newest.text
    await town.do("Anna", "[↩️ Yes, take it back]")
    assert "is taken back. Nobody decides about it any more." in town["Anna"].newest.text
    assert await town.value("SELECT state FROM cases") == "withdrawn"
    bea = (
        await town.do("Bea", "[✅ Grant]")
        if "✅ Grant" in town["Bea"].newest.labels
        else town["Bea"]
    )
    assert await town.value("SELECT count(*) FROM voices") == 0
    assert "State: withdrawn" in " ".join(b.text for b in bea.chat)
