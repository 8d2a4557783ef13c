"""Staff keep the hours of their hub right from their phone, and whoever follows it hears of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.english import OMMOORD, Town, open_town
from tests.hub_town import TUESDAY, with_hubs

pytestmark = pytest.mark.sqlite_daily

LOMBARDIJEN = "rotterdam.lombardijen"


@pytest.fixture
async def staff(store_address: str, spec: Path | None) -> AsyncIterator[Town]:
    """Made-up hubs on a Tuesday morning; Sia keeps those of Ommoord. On both databases."""
    async with open_town(store_address, spec=spec, start=TUESDAY) as town:
        await with_hubs(town)
        await town.appoint("Sia", "hub_staff", OMMOORD)
        town["Sia"].looks()
        yield town


async def verbs(town: Town) -> list[str]:
    """What the journal says of places, in order."""
    rows = await town.rows(
        "SELECT verb FROM journal WHERE verb LIKE 'place_%' ORDER BY at, cause, n"
    )
    return [row["verb"] for row in rows if row["verb"] != "places_read"]


# --- closed ------------------------------------------------------------------------------------


async def test_closed_today_in_two_taps_and_back(staff: Town) -> None:
    await staff.plays("""
        Sia: /start
        Bot: Hello Sia… [💬 Ask or tell something] [💡 I have an idea] [📍 Wijkhub] [👥 Contact]
            [🕘 Opening hours] [🌐 Nederlands] [❓ Help]
        Sia: [🕘 Opening hours]
        Bot: Wijkhub Week 🟢 Open now, until 12:00. Monday: closed Tuesday: 09:00 to 12:00 and
            13:00 to 17:00 Wednesday: closed Thursday: 09:00 to 12:00 and 13:00 to 17:00…Public
            holidays: closed Hours last checked: Monday 2 November 2026. [🔴 Closed today]
            [📅 Closed for longer] [🟢 Extra opening] [🕘 Hours of the week]
            [✅ I looked: all of it is right] [📜 What was changed] [🏠 Menu]
        Sia: [🔴 Closed today]
        Bot: Wijkhub Week ✅ Saved. Residents read it from now on: 🔴 Closed: Tuesday 24 November
            2026. People who follow this place hear it at 24 November 2026 at 10:32.
            [↩️ Take it back] [💬 Say why] [🕘 Hours of this place] [🏠 Menu]
        Anna: hub week
        Bot: …Wijkhub Week…🔴 Closed now. It opens on Thursday 26 November 2026 at 09:00.…
            Tuesday: closed…
        Sia: [💬 Say why]
        Bot: Wijkhub Week Why? Residents read it. Type one short line, without names. [⬅️ Back]
        Sia: there is a leak
        Bot: Wijkhub Week ✅ Saved.…🔴 Closed: Tuesday 24 November 2026. Why: ‹there is a leak›…
            [↩️ Take it back] [🕘 Hours of this place] [🏠 Menu]
        Anna: hub week
        Bot: …🔴 Closed now. Why: ‹there is a leak›…
        Sia: [↩️ Take it back]
        Bot: Wijkhub Week 🔴 Closed: Tuesday 24 November 2026. Why: ‹there is a leak› ↩️ Taken
            back by ‹Sia› on 24 November 2026 at 10:30. Residents read
            this again: 🟢 Open now, until 12:00. [🕘 Hours of this place] [🏠 Menu]
        Anna: hub week
        Bot: …🟢 Open now, until 12:00.…
    """)
    assert await verbs(staff) == ["place_closed", "place_why", "place_undone"]


async def test_from_the_card_of_the_hub_it_is_two_taps_too(staff: Town) -> None:
    await staff.plays("""
        Sia: hub week
        Bot: …Wijkhub Week… [🗺 Show it on the map] [📅 This week]
            [📤 Share this place] [🔔 Tell me when this changes] [🕘 Change the hours]
            [🏠 Menu]
        Sia: [🕘 Change the hours]
        Bot: Wijkhub Week…
        Sia: [🔴 Closed today]
        Bot: Wijkhub Week ✅ Saved.…
        Anna: hub week
        Bot: …🔴 Closed now.… [🗺 Show it on the map] [📅 This week]
            [📤 Share this place] [🔔 Tell me when this changes] [🔎 Another place] [🏠 Menu]
    """)


async def test_closed_twice_is_closed_once(staff: Town) -> None:
    await staff.do("Sia", "/uren", "[🔴 Closed today]", "[🕘 Hours of this place]")
    await staff.plays("""
        Sia: [🔴 Closed today]
        Bot: That is known already.…
    """)
    assert await staff.value("SELECT count(*) FROM place_exceptions") == 1


async def test_closed_for_longer_ends_by_itself(staff: Town) -> None:
    await staff.plays("""
        Sia: /uren
        Bot: Wijkhub Week…
        Sia: [📅 Closed for longer]
        Bot: Wijkhub Week From which day is it closed? Choose, or type a day. [📅 Today]
            [📅 Tomorrow] [⬅️ Back]
        Sia: blue
        Bot: I cannot read that day. For example: 24 December.…From which day is it closed?…
        Sia: 1 November 2026
        Bot: Sunday 1 November 2026 is over already.…From which day…
        Sia: donderdag
        Bot: Wijkhub Week What is the last day that it is closed? [📅 Only Thursday 26 November
            2026] [📅 Sunday 29 November 2026] [⬅️ Back]
        Sia: 25 November 2026
        Bot: The last day is before the first one.…
        Sia: 1 december
        Bot: Wijkhub Week Why? Residents read it.… [➡️ Without a reason] [⬅️ Back]
        Sia: mijn bsn is 111222333
        Bot: This looks like a citizen number (BSN). Please leave it out.…Why?…
        Sia: we paint the walls
        Bot: Wijkhub Week 🔴 Closed: Thursday 26 November 2026 up to and including Tuesday 1
            December 2026. Why: ‹we paint the walls› After that the usual hours come back by
            themselves. Is this right? Everybody can read it. [✅ Yes, save it] [✏️ Change it]
            [⬅️ Back]
        Sia: [✅ Yes, save it]
        Bot: Wijkhub Week ✅ Saved.…
        Anna: hub week
        Bot: …🟢 Open now, until 12:00.…Thursday: closed (‹we paint the walls›)…Monday: closed
            (‹we paint the walls›)…
        Anna (later 3 days): hub week
        Bot: …🔴 Closed now. Why: ‹we paint the walls› It opens on Thursday 3 December 2026 at
            09:00.…
        Anna (later 6 days): hub week
        Bot: …🟢 Open now, until 12:00. Thursday: 09:00…
    """)


# --- extra openings ----------------------------------------------------------------------------


async def test_an_extra_opening_on_saturday(staff: Town) -> None:
    await staff.plays("""
        Sia: /uren
        Bot: Wijkhub Week…
        Sia: [🟢 Extra opening]
        Bot: Wijkhub Week On which day is it open besides the usual hours?… [📅 Today]
            [📅 Tomorrow] [📅 Saturday 28 November 2026] [⬅️ Back]
        Sia: [📅 Saturday 28 November 2026]
        Bot: Wijkhub Week Saturday 28 November 2026: from when to when? For example: 12:00-16:00.
            [⬅️ Back]
        Sia: 4 to 8
        Bot: Is 04:00 in the night? In the afternoon 2 is 14:00.…
        Sia: 12-14 and 16-20
        Bot: …One time at once, please. For example: 12:00-16:00.…
        Sia: 12.00 - 16.00 uur
        Bot: Wijkhub Week Why?…
        Sia: after the explosion
        Bot: …🟢 Extra open: Saturday 28 November 2026, 12:00 to 16:00. Why: ‹after the explosion›
            Is this right?…
        Sia: [⬅️ Back]
        Bot: Wijkhub Week Why?…
        Sia: [➡️ Without a reason]
        Bot: …🟢 Extra open: Saturday 28 November 2026, 12:00 to 16:00. Is this right?…
        Sia: [✅ Yes, save it]
        Bot: …✅ Saved.…🟢 Extra open…
        Anna: is de hub in ommoord zaterdag open?
        Bot: …🟢 Saturday 28 November 2026: open 12:00 to 16:00.…
    """)


async def test_an_extra_opening_that_is_over_today(staff: Town) -> None:
    await staff.do("Sia", "/uren", "[🟢 Extra opening]", "[📅 Today]")
    await staff.plays("""
        Sia: 8-10
        Bot: 10:00 is over already today.…from when to when?…
    """)


# --- the hours of a week -----------------------------------------------------------------------


async def test_hours_in_plain_words_with_a_preview(staff: Town) -> None:
    await staff.plays("""
        Sia: /uren
        Bot: Wijkhub Week…
        Sia: [🕘 Hours of the week]
        Bot: Wijkhub Week What are the hours of an ordinary week? Type them like this: Mon-Fri
            9:00-17:00, Thu until 20:00, holidays closed A day that you do not name is closed. Now
            I say: Monday: closed Tuesday: 09:00 to 12:00 and 13:00 to 17:00… [📅 Day by day]
            [⬅️ Back]
        Sia: ma-vr negen tot vijf
        Bot: I do not understand ‹negen›. Type it like this: Mon-Fri 9:00-17:00.…
        Sia: ma-vr 9-5
        Bot: …09:00 to 05:00 ends before it begins. Type 17:00 for 5.…
        Sia: ma-vr 9:00-17:00, do tot 20:00
        Bot: Wijkhub Week Now I say: Monday: closed Tuesday: 09:00 to 12:00 and 13:00 to 17:00
            Wednesday: closed…From now on I say: Monday: 09:00 to 17:00 Tuesday: 09:00 to 17:00
            Wednesday: 09:00 to 17:00 Thursday: 09:00 to 20:00 Friday: 09:00 to 17:00 Saturday:
            closed Sunday: closed Public holidays: closed Is this right? Everybody can read it.
            [✅ Yes, save it] [✏️ Change it] [⬅️ Back]
    """)
    # Nothing is kept before the yes.
    assert await staff.value("SELECT count(*) FROM place_changes") == 0
    await staff.plays("""
        Sia: [✅ Yes, save it]
        Bot: Wijkhub Week ✅ Saved.…🟢 Open now, until 17:00. Monday: 09:00 to 17:00…
            [↩️ Take it back] [🕘 Hours of this place] [🏠 Menu]
        Anna: hub week
        Bot: …🟢 Open now, until 17:00.…Thursday: 09:00 to 20:00…Hours last checked: Tuesday 24
            November 2026.…
        Sia: [↩️ Take it back]
        Bot: Wijkhub Week 🕘 Hours of the week: Monday: closed → 09:00 to 17:00 Tuesday: 09:00 to
            12:00 and 13:00 to 17:00 → 09:00 to 17:00…↩️ Taken back by ‹Sia›…
        Anna: hub week
        Bot: …🟢 Open now, until 12:00.…Hours last checked: Monday 2 November 2026.…
    """)


async def test_hours_day_by_day(staff: Town) -> None:
    await staff.plays("""
        Sia: /uren
        Bot: Wijkhub Week…
        Sia: [🕘 Hours of the week]
        Bot: Wijkhub Week What are the hours…
        Sia: [📅 Day by day]
        Bot: Wijkhub Week Monday: from when to when? For example: 9-12 and 13-17. [🚫 Closed]
            [⬅️ Back]
        Sia: 9-12 en 13-17
        Bot: Wijkhub Week Tuesday: from when to when?… [🚫 Closed] [🔁 The same as on Monday]
            [⬅️ Back]
        Sia: [🔁 The same as on Monday]
        Bot: Wijkhub Week Wednesday: from…
        Sia: tuesday 9-12
        Bot: Only the times, please. For example: 9:00-12:00.…Wednesday: from…
        Sia: dicht
        Bot: Wijkhub Week Thursday: from…
        Sia: [⬅️ Back]
        Bot: Wijkhub Week Wednesday: from…
        Sia: [🚫 Closed]
        Bot: Wijkhub Week Thursday: from…
        Sia: 13-20
        Bot: Wijkhub Week Friday: from…
        Sia: [🚫 Closed]
        Bot: Wijkhub Week Saturday: from…
        Sia: [🔁 The same as on Friday]
        Bot: Wijkhub Week Sunday: from…
        Sia: [🚫 Closed]
        Bot: Wijkhub Week Now I say:…From now on I say: Monday: 09:00 to 12:00 and 13:00 to 17:00
            Tuesday: 09:00 to 12:00 and 13:00 to 17:00 Wednesday: closed Thursday: 13:00 to 20:00
            Friday: closed…
        Sia: [✅ Yes, save it]
        Bot: Wijkhub Week ✅ Saved.…
    """)


async def test_two_colleagues_do_not_overwrite_each_other(staff: Town) -> None:
    await staff.appoint("Tim", "hub_staff", None)
    staff["Tim"].looks()
    await staff.do("Tim", "/uren week", "[🕘 Hours of the week]", "ma 9-12")
    await staff.do("Sia", "/uren", "[🕘 Hours of the week]", "di 10-14", "[✅ Yes, save it]")
    await staff.plays("""
        Tim: [✅ Yes, save it]
        Bot: Somebody changed this place in the meantime. Look first, then change it again.…
            Now I say: Monday: closed Tuesday: 10:00 to 14:00…
    """)
    assert await staff.value("SELECT version FROM places WHERE id = 'week'") == 1
    # An older change is not swept away with everything that came after it.
    first = await staff.value("SELECT id FROM place_changes")
    await staff.do("Tim", "/uren week", "[✅ I looked: all of it is right]")
    await staff.plays(f"""
        Sia: (forges c{first}:hours_undo)
        Bot: Somebody changed this place in the meantime.…
    """)


async def test_who_changed_what_stays_to_be_seen(staff: Town) -> None:
    await staff.do("Sia", "/uren", "[🔴 Closed today]", "[↩️ Take it back]")
    await staff.do("Sia", "/uren", "[🕘 Hours of the week]", "ma 9-12", "[✅ Yes, save it]")
    await staff.plays("""
        Sia: /uren
        Bot: Wijkhub Week…
        Sia: [📜 What was changed]
        Bot: Wijkhub Week 1. ‹Sia›, 24 November 2026 at 10:30: 🕘 Hours of the week: Monday:
            closed → 09:00 to 12:00 Tuesday: 09:00 to 12:00 and 13:00 to 17:00 → closed Thursday:
            09:00 to 12:00 and 13:00 to 17:00 → closed
            2. ‹Sia›, 24 November 2026 at 10:30: 🔴 Closed: Tuesday 24 November 2026. ↩️ Taken
            back by ‹Sia› on 24 November 2026 at 10:30. [🔎 Number 1] [🔎 Number 2]
            [🕘 Hours of this place] [🏠 Menu]
        Sia: [🔎 Number 1]
        Bot: Wijkhub Week ✅ Saved.… [↩️ Take it back] [🕘 Hours of this place] [🏠 Menu]
    """)


async def test_i_looked_and_it_is_still_right(staff: Town) -> None:
    await staff.appoint("Tim", "hub_staff", None)
    staff["Tim"].looks()
    await staff.plays("""
        Anna: hub vreewijk
        Bot: …Wijkhub Oud…They were checked too long ago.…
        Tim: /uren oud
        Bot: Wijkhub Oud ❔ I am not sure of the opening hours.…
        Tim: [✅ I looked: all of it is right]
        Bot: Wijkhub Oud ✅ Saved.…🟢 Open now, until 17:00.…
        Anna: hub vreewijk
        Bot: …Wijkhub Oud…🟢 Open now, until 17:00.…Hours last checked: Tuesday 24 November 2026.…
        Tim: /uren gerucht
        Bot: Wijkhub Gerucht…⚠️ Residents do not see this place yet. Nobody is sure of it.…
        Tim: [✅ I looked: all of it is right]
        Bot: Wijkhub Gerucht ✅ Saved.…
        Anna: hub hillesluis
        Bot: …Wijkhub Gerucht…Gonsstraat 8…
    """)


# --- who may -----------------------------------------------------------------------------------


async def test_staff_of_everywhere_choose_a_place_first(staff: Town) -> None:
    await staff.appoint("Tim", "hub_staff", None)
    staff["Tim"].looks()
    await staff.plays("""
        Tim: /uren
        Bot: Of which place? [🚪 Huis van de Wijk De Brink] [🚪 Huis van de Wijk Oost]
            [🚪 Wijkhub Afspraak] [🚪 Wijkhub Bord] [🚪 Wijkhub Feestdag] [🚪 Wijkhub Gerucht]
            [More places (2 of 2)] [🏠 Menu]
        Tim: [More places (2 of 2)]
        Bot: Of which place? [🚪 Wijkhub Half] [🚪 Wijkhub Onbekend] [🚪 Wijkhub Oud]
            [🚪 Wijkhub Week] [More places (1 of 2)] [🏠 Menu]
        Tim: [🚪 Wijkhub Onbekend]
        Bot: Wijkhub Onbekend ❔ I do not know the opening hours.…Nobody checked the hours yet.…
    """)


async def test_residents_and_staff_of_another_wijk_change_nothing(staff: Town) -> None:
    await staff.appoint("Zed", "hub_staff", LOMBARDIJEN)
    staff["Zed"].looks()
    await staff.plays("""
        Anna: /uren
        Bot: You keep no opening hours here. That is for …. You can call gemeente Rotterdam: 14
            010. [🏠 Menu]
        Zed: /uren week
        Bot: You keep no opening hours here.…
        Zed: /uren
        Bot: Wijkhub Feestdag…
    """)
    for name in ("Anna", "Zed"):
        turn = await staff.value(
            "SELECT turn FROM chats WHERE person = :p", p=await staff.id_of(name)
        )
        staff[name].forges(f"s{turn}:today:week")
        await staff.settle()
        assert "You cannot change this. That is for" in staff[name].newest.text
        await staff.do(name, "/uren")
    assert await staff.value("SELECT count(*) FROM place_exceptions") == 0
    assert await verbs(staff) == ["place_change_denied"] * 2


async def test_a_role_that_ended_ends_in_the_middle_of_a_change(staff: Town) -> None:
    await staff.do("Sia", "/uren", "[🕘 Hours of the week]", "ma 9-12")
    async with staff.village.bot.store.transaction() as tx:
        await tx.run("UPDATE roles SET until_at = from_at WHERE role = 'hub_staff'")
    await staff.plays("""
        Sia: [✅ Yes, save it]
        Bot: You cannot change this. That is for…
    """)
    assert await staff.value("SELECT version FROM places WHERE id = 'week'") == 0


# --- followers ---------------------------------------------------------------------------------


async def test_a_follower_hears_of_a_closure_once_and_of_its_end(staff: Town) -> None:
    await staff.plays("""
        Anna: hub week
        Bot: …Wijkhub Week…
        Anna: [🔔 Tell me when this changes]
        Bot: Wijkhub Week… [🗺 Show it on the map] [📅 This week] [📤 Share this place]
            [🔕 Stop telling me] [🔎 Another place] [🏠 Menu]
        Bot (toast): I tell you when something changes.
        Sia: /uren
        Bot: Wijkhub Week…
        Sia: [🔴 Closed today]
        Bot: …People who follow this place hear it at 24 November 2026 at 10:32.…
        Sia: [💬 Say why]
        Bot: …Why?…
        Sia: there is a leak
        Bot: …✅ Saved.…
        (later 3 minutes)
        Bot → Anna: Wijkhub Week 🔴 Closed: Tuesday 24 November 2026. Why: ‹there is a leak›
            [🚪 Look at this place] [🔕 Stop these messages] [🏠 Menu]
        (later 3 hours)
        Sia: /uren
        Bot: Wijkhub Week…
        Sia: [📜 What was changed]
        Bot: Wijkhub Week 1.…2.…
        Sia: [🔎 Number 2]
        Bot: Wijkhub Week…
        Sia: [↩️ Take it back]
        Bot: Wijkhub Week…↩️ Taken back by ‹Sia›…
        Bot → Anna: Wijkhub Week ↩️ This is not so any more: 🔴 Closed: Tuesday 24 November 2026.…
        (later 3 minutes)
        Bot → Anna: Wijkhub Week ↩️ This is not so any more: 🔴 Closed: Tuesday 24 November 2026.
            Why: ‹there is a leak› It is as before: 🟢 Open now, until 17:00.
            [🚪 Look at this place] [🔕 Stop these messages] [🏠 Menu]
        Anna: [🚪 Look at this place]
        Bot: Wijkhub Week…🟢 Open now…
        (later 2 days)
    """)


async def test_what_is_taken_back_in_time_is_told_to_nobody(staff: Town) -> None:
    await staff.do("Anna", "hub week", "[🔔 Tell me when this changes]")
    await staff.do("Sia", "/uren", "[🔴 Closed today]", "[↩️ Take it back]")
    before = len(staff["Anna"].chat)
    await staff.later(minutes=3)
    await staff.later(hours=20)
    assert len(staff["Anna"].chat) == before
    assert await staff.value("SELECT count(*) FROM letters WHERE weight = 'news'") == 0


async def test_news_waits_for_the_morning_and_is_dropped_when_its_moment_passed(
    staff: Town,
) -> None:
    await staff.do("Anna", "hub week", "[🔔 Tell me when this changes]")
    await staff.later(hours=11, minutes=30)  # ten o'clock in the evening
    await staff.plays("""
        Sia: /uren
        Bot: Wijkhub Week…
        Sia: [🔴 Closed today]
        Bot: …People who follow this place hear it at 25 November 2026 at 08:00.…
        Sia: /uren
        Bot: Wijkhub Week…
        Sia: [🟢 Extra opening]
        Bot: …On which day…
        Sia: [📅 Tomorrow]
        Bot: …from when to when?…
        Sia: 12-16
        Bot: …Why?…
        Sia: [➡️ Without a reason]
        Bot: …🟢 Extra open: Wednesday 25 November 2026, 12:00 to 16:00.…
        Sia: [✅ Yes, save it]
        Bot: …People who follow this place hear it at 25 November 2026 at 08:00.…
        (later 11 hours)
        Bot → Anna: Wijkhub Week 🟢 Extra open: Wednesday 25 November 2026, 12:00 to 16:00.…
    """)


async def test_a_letter_that_could_not_go_is_not_sent_after_its_moment(staff: Town) -> None:
    await staff.do("Anna", "hub week", "[🔔 Tell me when this changes]")
    await staff.do("Sia", "/uren", "[🟢 Extra opening]", "[📅 Today]", "12-13")
    await staff.do("Sia", "[➡️ Without a reason]", "[✅ Yes, save it]")
    await staff.later(minutes=3)
    until = await staff.value("SELECT until FROM letters WHERE weight = 'news'")
    assert until == "2026-11-24T12:00:00.000000Z"


async def test_one_tap_under_a_message_stops_them(staff: Town) -> None:
    await staff.do("Anna", "hub week", "[🔔 Tell me when this changes]")
    await staff.do("Sia", "/uren", "[🔴 Closed today]")
    await staff.later(minutes=3)
    staff["Anna"].looks()
    await staff.plays("""
        Anna: [🔕 Stop these messages]
        Bot: All right. I do not tell you about this place any more. Wijkhub Week…
            [🗺 Show it on the map] [📅 This week] [📤 Share this place]
            [🔔 Tell me when this changes] [🔎 Another place] [🏠 Menu]
        Sia: [↩️ Take it back]
        Bot: Wijkhub Week…↩️ Taken back…
        (later 3 minutes)
    """)
    assert await staff.value("SELECT count(*) FROM follows") == 0
    assert await staff.value("SELECT count(*) FROM letters WHERE weight = 'news'") == 1


async def test_a_change_of_the_week_is_news_a_look_is_not(staff: Town) -> None:
    await staff.do("Anna", "hub week", "[🔔 Tell me when this changes]")
    await staff.do("Sia", "/uren", "[✅ I looked: all of it is right]")
    await staff.later(minutes=3)
    assert await staff.value("SELECT count(*) FROM letters WHERE weight = 'news'") == 0
    await staff.do("Sia", "/uren", "[🕘 Hours of the week]", "di 10-14", "[✅ Yes, save it]")
    await staff.plays("""
        (later 3 minutes)
        Bot → Anna: Wijkhub Week 🕘 The opening hours changed: Monday: closed Tuesday: 10:00 to
            14:00…
    """)


async def test_news_comes_once_after_a_crash_at_its_moment(staff: Town) -> None:
    await staff.do("Anna", "hub week", "[🔔 Tell me when this changes]")
    await staff.do("Sia", "/uren", "[🔴 Closed today]")
    await staff.village.stop()
    staff.village.clock.advance(dt.timedelta(minutes=5))
    await staff.village.start()
    await staff.later(minutes=1)
    await staff.village.restart()
    await staff.later(minutes=1)
    told = [b for b in staff["Anna"].chat if "🔴 Closed: Tuesday" in b.text]
    assert len(told) == 1
