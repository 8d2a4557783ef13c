"""When does the bus come?  The crew, people who follow it, and people who ask for it, as chats."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bus_town import PLANNED, crew, planned, quiet
from tests.english import OMMOORD, Town, open_town

# --- residents ---------------------------------------------------------------------------------


async def test_nothing_is_known_and_nothing_is_made_up(tmp_path: Path, spec: Path | None) -> None:
    """Rotterdam without sample data: the bus exists, its timetable is not known."""
    async with open_town(str(tmp_path / "real.sqlite3"), spec=spec, sample=False) as town:
        await town.plays("""
            Anna: when does the bus come to Ommoord?
            Bot: Mobiele Wijkhub
                🚐 It drives around. I do not know yet where it stops, and when.
                You can call gemeente Rotterdam: 14 010.
                [🔔 Tell me: Ommoord] [🙋 I ask for a stop here] [Another wijk] [🏠 Menu]
            Bea: /start hub_mobiel
            Bot: I am Aan Zet…Mobiele Wijkhub 🚐 It drives around.…14 010…
                [🚐 Where and when it stops] […]
            Bea: [🚐 Where and when it stops]
            Bot: Mobiele Wijkhub…I do not know yet…14 010.… [🏘 In my wijk] [🏠 Menu]
        """)


async def test_where_no_bus_drives_it_says_whom_to_ask(tmp_path: Path, spec: Path | None) -> None:
    async with open_town(str(tmp_path / "there.sqlite3"), "ridderkerk", spec=spec) as town:
        await town.plays("""
            Anna: /bus
            Bot: I know of no mobile walk-in place in Ridderkerk. You can ask gemeente Ridderkerk.
                [🏠 Menu]
            Anna: /haltes
            Bot: This is for the crew of the bus.… [🚐 The bus] [🏠 Menu]
        """)


async def test_the_crew_plans_a_stop_and_everybody_can_ask_for_it(town: Town) -> None:
    await crew(town)
    await town.do("Dora", "/start")
    await town.plays("""
        Dora: [🚐 Our stops]
        Bot: Our stops No stop is planned this week. [➕ Plan a stop]
            [🙋 Where people ask for a stop] [🏠 Menu]
        Dora: [➕ Plan a stop]
        Bot: In which wijk does the bus stop? Type its name or a postcode. […]
        Dora: 3069
        Bot: In which wijk does the bus stop? [Ommoord] [Zevenkamp] [Another wijk] [⬅️ Back]
        Dora: [Ommoord]
        Bot: On which day?… [⬅️ Back]
        Dora: yesterday
        Bot: I do not know that day.…On which day?…
        Dora: 1-1-2020
        Bot: That moment is past.…On which day?…
        Dora: Thursday
        Bot: From when until when?…
        Dora: 15-13
        Bot: I cannot read that.…From when until when?…
        Dora: 13 tot 15.30 uur
        Bot: Where exactly?…paperclip. [⬅️ Back]
        Dora: (location 51.9601,4.5502)
        Bot: I have the place on the map.…Where exactly?…
        Dora: Binnenhof, by the shops
        Bot: Is this right?
            📅 Thursday 26 November 2026, 13:00 to 15:30
            📍 ‹Binnenhof, by the shops›, in Ommoord
            Whoever asked for a stop there hears it.
            [✅ Plan it] [🕐 Other times] [📅 Another day] [📍 Another place] [⬅️ Back]
        Dora: [🕐 Other times]
        Bot: From when until when?…
        Dora: 13:00-15:00
        Bot: Is this right? 📅 Thursday 26 November 2026, 13:00 to 15:00…
        Dora: [✅ Plan it]
        Bot: 🚐 Mobiele Wijkhub…🗓 It is planned.…Planned at 10:30. [🕐 Another time or place]
            [🔴 Call it off] [↩️ Undo] [🚐 Our stops] [🏠 Menu]
        Anna: wanneer komt de bus in Ommoord?
        Bot: Mobiele Wijkhub
            In Ommoord:
            • Thursday 13:00 to 15:00, ‹Binnenhof, by the shops›
            These stops are made up, as an example.
            [🚐 Thursday 13:00 to 15:00, Binnenhof, by the shops] [🔔 Tell me: Ommoord]
            [Another wijk] [🏠 Menu]
        Anna: [🚐 Thursday…]
        Bot: 🚐 Mobiele Wijkhub
            📍 ‹Binnenhof, by the shops›, in Ommoord
            📅 Thursday 26 November 2026, 13:00 to 15:00
            🗓 It is planned.
            This stop is made up, as an example.
            [🗺 Show it on the map] [🔔 Tell me: Ommoord] [📤 Share this stop] [🚐 All stops]
            [🏠 Menu]
        Anna: [🗺 Show it on the map]
        Bot: (venue Binnenhof, by the shops, Ommoord)
        Bea: komt de bus morgen in ommoord
        Bot: Mobiele Wijkhub 🚐 I know of no stop on Wednesday 25 November 2026.…14 010.…
        Cor: waar is de bus donderdag?
        Bot: Mobiele Wijkhub On Thursday 26 November 2026: • Thursday 13:00 to 15:00…
        Eva: bus 3076
        Bot: Mobiele Wijkhub I know of no stop in Lombardijen yet. Elsewhere this week: •
            Thursday 13:00 to 15:00, ‹Binnenhof, by the shops›… [🚐 Thursday…]
            [🔔 Tell me: Lombardijen] [🙋 I ask for a stop here] [📅 The whole week]
            [Another wijk] [🏠 Menu]
        Eva: [📅 The whole week]
        Bot: Mobiele Wijkhub This week: •… [🚐 Thursday…] [📍 Closest to me] [🏘 In my wijk]
            [🏠 Menu]
        Eva: [📍 Closest to me]
        Bot: Share where you are…
        Eva: (location 51.9640,4.5502)
        Bot: Thank you. I do not keep where you are.
        Bot: How far…Binnenhof, by the shops: about 400 meters Closest to you • Thursday…
        Eva: [📅 The whole week]
        Bot: Mobiele Wijkhub This week:…
        Eva: (location 53.5,3.0)
        Bot: I know no wijkhub near there.…
    """)


async def test_near_me_with_no_stop_near_is_the_whole_week(town: Town) -> None:
    await planned(town, "tomorrow")
    await town.plays("""
        Eva: /bus
        Bot: Mobiele Wijkhub This week:… [🚐 Wednesday…] [📍 Closest to me] […]
        Eva: [📍 Closest to me]
        Bot: Share where you are…
        Eva: (location 53.5,3.0)
        Bot: Thank you. I do not keep where you are.
        Bot: I know of no stop near there this week. Mobiele Wijkhub This week:…
    """)


async def test_now_here_only_between_arrived_and_left(town: Town) -> None:
    stop = await planned(town)
    await town.plays(f"""
        Anna: /start stop_{stop}
        Bot: I am Aan Zet…🗓 It is planned.…
        Dora: /haltes
        Bot: Our stops • today 13:00 to 15:00…
            [✏️ today 13:00 to 15:00, Binnenhof, by the shops] […]
        Dora: (forges c{stop}:stop_here)
        Bot: It is too early for this stop. Move it first if the time is wrong.…
        Anna (later 3 hours): /start stop_{stop}
        Bot: …❔ It should be here now. I have not heard that it is.…
        Dora: /haltes
        Bot: Our stops… [🟢 We are here: Binnenhof, by the shops] […]
        Dora: [🟢 We are here: Binnenhof…]
        Bot: 🚐 Mobiele Wijkhub…🟢 It is here now, until 15:00.…You came at 13:32. [👋 We left]
            [↩️ Undo] […]
        Anna: /start stop_{stop}
        Bot: …🟢 It is here now, until 15:00.…
        Bea: waar is de bus nu?
        Bot: …🟢 Here now, until 15:00: ‹Binnenhof, by the shops›…
        Dora: [👋 We left]
        Bot: …⚪ This stop is over. The bus is not here any more.…You left at 13:32.…
        Anna: /start stop_{stop}
        Bot: …⚪ This stop is over.… [🔔 Tell me: Ommoord] [🚐 All stops] [🏠 Menu]
        Bea: waar is de bus nu?
        Bot: Mobiele Wijkhub…I know of no stop on Tuesday 24 November 2026…
    """)


async def test_a_crew_that_forgets_to_leave_is_not_here_for_ever(town: Town) -> None:
    stop = await planned(town)
    await town.later(hours=2)
    await town.do("Dora", "/haltes", "[🟢 We are here: Binnenhof…]")
    await town.later(hours=3)
    quiet(town)
    await town.plays(f"""
        Anna: /start stop_{stop}
        Bot: I am Aan Zet…⚪ This stop is over.…
        Anna: /bus
        Bot: …I do not know yet where it stops…
    """)


# --- on request --------------------------------------------------------------------------------


async def test_a_wish_is_heard_once_when_a_stop_is_planned(town: Town) -> None:
    await town.plays("""
        Anna: bus in ommoord
        Bot: …I do not know yet… [🔔 Tell me: Ommoord] [🙋 I ask for a stop here] […]
        Anna: [🙋 I ask for a stop here]
        Bot: Thank you. Do many people ask? Then the crew sees it. It does not see who you are.
            Mobiele Wijkhub…🙋 You ask for a stop in Ommoord. When one is planned, I tell you.
            [🔔 Tell me: Ommoord] [↩️ I do not ask any more] [Another wijk] [🏠 Menu]
        Bea: bus in ommoord
        Bot: …
        Bea: (twice 🙋 I ask for a stop here)
        Bot: …🙋 You ask for a stop in Ommoord.…
        Bea: [↩️ I do not ask any more]
        Bot: All right. You do not ask for a stop in Ommoord any more.…
            [🔔 Tell me: Ommoord] [🙋 I ask for a stop here] […]
        Cor: bus in zevenkamp
        Bot: …
        Cor: [🙋 I ask for a stop here]
        Bot: Thank you.…🙋 You ask for a stop in Zevenkamp.…
    """)
    await crew(town)
    for act in PLANNED:
        await town.do("Dora", act.format(day="28 november"))
    await town.later(minutes=2)
    await town.plays("""
        Bot → Anna: 🎉 You asked for the bus in Ommoord. It comes!
            I tell you too when something changes. Stop it with the button below.
            🚐 Mobiele Wijkhub…📅 Saturday 28 November 2026, 13:00 to 15:00…
            [🗺 Show it on the map] [🔕 No more messages: Ommoord] [📤 Share this stop]
            [🚐 All stops] [🏠 Menu]
        Bea: bus in ommoord
        Bot: Mobiele Wijkhub In Ommoord: • Saturday 13:00…
        Anna: [🔕 No more messages: Ommoord]
        Bot: 🚐 Mobiele Wijkhub… [🗺 Show it on the map] [🔔 Tell me: Ommoord] […]
    """)
    await town.do("Dora", "[🔴 Call it off]", "[➡️ No reason]", "[🔴 Yes, call it off]")
    await town.later(minutes=2)
    assert town["Anna"].unseen() is None
    open_ = await town.rows("SELECT wijk FROM stop_wishes WHERE closed IS NULL")
    assert open_ == [{"wijk": "rotterdam.zevenkamp"}]


async def test_a_plan_undone_in_time_is_told_to_nobody_and_the_wish_stands(town: Town) -> None:
    await town.do("Anna", "bus in ommoord", "[🙋 I ask for a stop here]")
    await crew(town)
    for act in PLANNED:
        await town.do("Dora", act.format(day="28 november"))
    await town.do("Dora", "[↩️ Undo]")
    assert "🔴 This stop is off." in town["Dora"].newest.text
    await town.later(minutes=5)
    assert town["Anna"].unseen() is None
    assert await town.value("SELECT count(*) FROM stop_wishes WHERE closed IS NULL") == 1


# --- amid something else, and other people -----------------------------------------------------


async def test_amid_a_plan_the_bus_is_a_side_question(town: Town) -> None:
    stop = await planned(town, "tomorrow")
    await town.do("Anna", "/idee", "Ommoord", "[✅ Yes, Ommoord]", "Picnic tables")
    for aside in ("/bus", "wanneer komt de bus?", f"/start stop_{stop}"):
        anna = await town.do("Anna", aside)
        assert "Binnenhof" in anna.newest.text, aside
        await town.do("Anna", "[▶️ Go on with your plan]")
        assert "What do you want to do, and why?" in anna.newest.text
    assert (await town.draft() or {})["title"] == "Picnic tables"


async def test_a_hub_of_one_wijk_has_no_say_over_the_bus(town: Town) -> None:
    stop = await planned(town, "tomorrow")
    await town.appoint("Hub", "hub_staff", OMMOORD)
    quiet(town)
    await town.plays(f"""
        Hub: /start
        Bot: … [💬 Ask or tell something] [💡 I have an idea] [📍 Wijkhub] [👥 Contact]
            [🕘 Opening hours] [🌐 Nederlands] [❓ Help]
        Hub: /haltes
        Bot: This is for the crew of the bus.… [🚐 The bus] [🏠 Menu]
        Hub: (forges c{stop}:stop_off)
        Bot: Only the crew of the bus can do that. This is for the crew of the bus.…
        Hub: (forges c{stop}:stop_see)
        Bot: This is for the crew of the bus.…
    """)


async def test_two_of_the_crew_do_not_undo_each_other(town: Town) -> None:
    await planned(town, "tomorrow")
    await crew(town, "Emil")
    for name in ("Dora", "Emil"):
        await town.do(name, "/haltes", "[✏️ Wednesday…]", "[🕐 Another time or place]")
        await town.do(name, "[⏰ One hour later]", "[➡️ No reason]")
    await town.do("Dora", "[✅ Save]")
    await town.plays("""
        Emil: [✅ Save]
        Bot: Somebody changed this stop after that. Look at it again.…
    """)
    assert await town.value("SELECT version FROM stops") == 2


async def test_the_bus_is_at_one_place_at_a_time(town: Town) -> None:
    await planned(town, "tomorrow")
    await town.do("Dora", "/haltes", "[➕ Plan a stop]", "Zevenkamp", "tomorrow", "14:30 - 16:00")
    await town.plays("""
        Dora: Ambachtsplein
        Bot: Is this right?…
        Dora: [✅ Plan it]
        Bot: At that time the bus is at ‹Binnenhof, by the shops›, from 25 November 2026 at 13:00.
            Is this right?…
        Dora: [🕐 Other times]
        Bot: From when until when?…
        Dora: 15:00 to 16:00
        Bot: Is this right?…
        Dora: [✅ Plan it]
        Bot: …🗓 It is planned.…
    """)


@pytest.mark.parametrize("language", ["nl", "en"])
async def test_every_screen_of_the_bus_in_both_languages(town: Town, language: str) -> None:
    """Nothing is said in the other language; the lists of five say how to see more."""
    await crew(town)
    await town.do("Dora", "/start", f"/taal {language}")
    for hour in range(12, 18):
        await town.do("Dora", "/haltes")
        await town.do("Dora", "[➕ Plan een halte]" if language == "nl" else "[➕ Plan a stop]")
        await town.do("Dora", "Ommoord", "27 nov", f"{hour}-{hour + 1}", f"Hoek {hour}")
        await town.do("Dora", "[✅ Plannen]" if language == "nl" else "[✅ Plan it]")
    await town.do("Dora", "/bus")
    shown = town["Dora"].newest
    assert ("Deze week:" in shown.text) is (language == "nl")
    assert any("(2 " in label for label in shown.labels)
    await town.do("Dora", next(f"[{label}]" for label in shown.labels if "(2 " in label))
    assert "Hoek 17" in town["Dora"].newest.text
