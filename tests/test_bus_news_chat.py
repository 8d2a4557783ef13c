"""News of the bus: told once, as it is by then, by day, and not when it is past."""

from __future__ import annotations

import datetime as dt

from tests.bus_town import follows, planned
from tests.english import Town


async def test_moved_an_hour_is_told_once_and_the_arrival_too(town: Town) -> None:
    stop = await planned(town, "tomorrow")
    await follows(town, "Anna", "Bea")
    await town.plays("""
        Dora: /haltes
        Bot: Our stops • Wednesday… [✏️ Wednesday…] […]
        Dora: [✏️ Wednesday…]
        Bot: 🚐 Mobiele Wijkhub… [🕐 Another time or place] […]
        Dora: [🕐 Another time or place]
        Bot: What is different? 📅 Wednesday 25 November 2026, 13:00 to 15:00…
            [⏰ Half an hour later] [⏰ One hour later] [🕐 Other times] [📅 Another day]
            [📍 Another place] [⬅️ Back]
        Dora: [⏰ One hour later]
        Bot: Why? One short line. People who follow the bus read it. [➡️ No reason] [⬅️ Back]
        Dora: file op de brug
        Bot: Is this right?
            📅 Wednesday 25 November 2026, 14:00 to 16:00
            📍 ‹Binnenhof, by the shops›, in Ommoord
            First it was:
            📅 Wednesday 25 November 2026, 13:00 to 15:00
            📍 ‹Binnenhof, by the shops›, in Ommoord
            Why: ‹file op de brug›
            People who follow the bus there hear it.
            [✅ Save] [🕐 Other times] [📅 Another day] [📍 Another place] [⬅️ Back]
        Dora: (twice ✅ Save)
        Bot: …🔁 This is new.…Changed at 10:32.…
    """)
    await town.later(minutes=2)
    await town.plays("""
        Bot → Anna: 🔁 A stop of the bus has changed. This is how it is now:
            🚐 Mobiele Wijkhub
            📍 ‹Binnenhof, by the shops›, in Ommoord
            📅 Wednesday 25 November 2026, 14:00 to 16:00
            🗓 It is planned.
            🔁 This is new. First it was: Wednesday 25 November 2026, 13:00 to 15:00, ‹Binnenhof, by
            the shops›.
            Why: ‹file op de brug›
            This stop is made up, as an example.
            [🗺 Show it on the map] [🔕 No more messages: Ommoord] [📤 Share this stop]
            [🚐 All stops] [🏠 Menu]
        Bot → Bea: 🔁 A stop of the bus has changed.…
    """)
    # The evening before, once; then nothing until it is there.
    await town.later(hours=8)
    await town.plays("""
        Bot → Anna: 🔔 The bus comes soon.…📅 Wednesday 25 November 2026, 14:00 to 16:00…
        Bot → Bea: 🔔 The bus comes soon.…
    """)
    await town.later(hours=19)
    await town.plays("""
        Bea: [🔕 No more messages: Ommoord]
        Bot: 🚐 Mobiele Wijkhub… [🗺 Show it on the map] [🔔 Tell me: Ommoord] […]
        Dora: /haltes
        Bot: … [🟢 We are here: Binnenhof…] […]
        Dora: [🟢 We are here: Binnenhof…]
        Bot: …🟢 It is here now, until 16:00.…
    """)
    await town.later(minutes=2)
    await town.plays("""
        Bot → Anna: 🟢 The bus is here. 🚐 Mobiele Wijkhub…🟢 It is here now, until 16:00.…
    """)
    # What says "here now" on a phone does not say so when the bus has left.
    anna = town["Anna"]
    here_now = anna.newest
    await town.do("Dora", "[👋 We left]")
    await town.later(minutes=2)
    assert "The bus is not here any more." in here_now.text
    assert anna.newest is here_now
    assert await town.value("SELECT told FROM stops WHERE id = :id", id=stop) == 4


async def test_moved_twice_quickly_only_the_last_truth_is_told(town: Town) -> None:
    await planned(town, "tomorrow")
    await follows(town, "Anna")
    for times in ("14:00-16:00", "10:00-12:00"):
        await town.do("Dora", "/haltes", "[✏️ Wednesday…]", "[🕐 Another time or place]")
        await town.do("Dora", "[🕐 Other times]", times, "[➡️ No reason]", "[✅ Save]")
    await town.later(minutes=2)
    await town.plays("""
        Bot → Anna: 🔁 A stop of the bus has changed.…, 10:00 to 12:00…First it was:…13:00…
    """)


async def test_undone_in_time_nobody_hears_it_and_undone_late_it_is_put_right(town: Town) -> None:
    await planned(town, "tomorrow")
    await follows(town, "Anna")
    await town.do("Dora", "/haltes", "[✏️ Wednesday…]", "[🔴 Call it off]", "motorpech")
    await town.plays("""
        Dora: [🔴 Yes, call it off]
        Bot: …🔴 This stop is off. Why: ‹motorpech›…Called off at 10:32. [↩️ Undo] […]
        Dora: (twice ↩️ Undo)
        Bot: …🗓 It is planned.…Undone at 10:32. [🕐 Another time or place] [🔴 Call it off]
            [🚐 Our stops] [🏠 Menu]
    """)
    await town.later(minutes=2)
    await town.plays("""
        Dora: [🔴 Call it off]
        Bot: Why?…
        Dora: [➡️ No reason]
        Bot: Shall I call this stop off?… [🔴 Yes, call it off] [⬅️ Back]
        Dora: [🔴 Yes, call it off]
        Bot: …🔴 This stop is off.…
    """)
    await town.later(minutes=2)
    await town.plays("""
        Bot → Anna: 🔴 A stop of the bus is off.…🔴 This stop is off.… [🔕 No more messages:
            Ommoord] [🚐 All stops] [🏠 Menu]
        Dora: [↩️ Undo]
        Bot: …🗓 It is planned.…
    """)
    await town.later(minutes=2)
    await town.plays("""
        Bot → Anna: 🟢 This stop of the bus is on after all.…🗓 It is planned.…
    """)


async def test_at_night_nobody_is_woken_and_in_the_morning_the_last_truth_is_told(
    town: Town,
) -> None:
    await planned(town, "26 november")
    await follows(town, "Anna")
    await town.later(hours=12)
    for times in ("14:00-16:00", "15:00-17:00"):
        await town.do("Dora", "/haltes", "[✏️ Thursday…]", "[🕐 Another time or place]")
        await town.do("Dora", "[🕐 Other times]", times, "[➡️ No reason]", "[✅ Save]")
    await town.later(hours=2)
    assert town["Anna"].unseen() is None
    await town.later(hours=8)
    await town.plays("""
        Bot → Anna: 🔁 A stop of the bus has changed.…, 15:00 to 17:00…
    """)


async def test_nothing_is_said_of_a_stop_that_is_past(town: Town) -> None:
    """The bot was down for a day: neither eve nor news nor arrival are told after the fact."""
    await planned(town, "tomorrow")
    await follows(town, "Anna")
    await town.do("Dora", "/haltes", "[✏️ Wednesday…]", "[🕐 Another time or place]")
    await town.do("Dora", "[⏰ One hour later]", "[➡️ No reason]", "[✅ Save]")
    await town.village.stop()
    town.village.clock.advance(dt.timedelta(days=2))
    await town.village.start()
    await town.later(minutes=5)
    assert town["Anna"].unseen() is None


async def test_news_survives_a_crash_and_is_told_once(town: Town) -> None:
    await planned(town, "tomorrow")
    await follows(town, "Anna")
    await town.do("Dora", "/haltes", "[✏️ Wednesday…]", "[🕐 Another time or place]")
    await town.do("Dora", "[⏰ One hour later]", "[➡️ No reason]", "[✅ Save]")
    await town.village.restart()
    await town.later(minutes=2)
    await town.village.restart()
    await town.later(minutes=2)
    await town.plays("""
        Bot → Anna: 🔁 A stop of the bus has changed.…, 14:00 to 16:00…
    """)


async def test_a_card_under_another_screen_is_not_written_over(town: Town) -> None:
    """Menu, pressed under news, takes its place; what happens to the stop leaves it alone."""
    await planned(town, "tomorrow")
    await follows(town, "Anna")
    await town.do("Dora", "/haltes", "[✏️ Wednesday…]", "[🕐 Another time or place]")
    await town.do("Dora", "[⏰ One hour later]", "[➡️ No reason]", "[✅ Save]")
    await town.later(minutes=2)
    anna = await town.do("Anna", "[🏠 Menu]")
    assert "What do you want to do" in anna.newest.text or "Hello Anna" in anna.newest.text
    menu = anna.newest
    await town.do("Dora", "[↩️ Undo]")
    await town.later(minutes=2)
    assert menu.text.startswith(("Hello", "What do you want"))
    assert "🔁 A stop of the bus has changed." in anna.newest.text
