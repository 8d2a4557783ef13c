"""What happens at a hub this week: chats of residents who come, wait and cannot come after all."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from conversations.here import Here, Person
from tests.english import OMMOORD, Town, open_town
from tests.hub_town import TUESDAY, with_hubs
from tests.programme import activity, put

THURSDAY = dt.datetime(2026, 11, 26, 13, tzinfo=dt.UTC)  # two o'clock on the clock


@pytest.fixture
async def hubs(tmp_path: Path, spec: Path | None) -> AsyncIterator[Town]:
    """Rotterdam with made-up hubs, on a Tuesday morning at half past ten."""
    address = str(tmp_path / "hubs.sqlite3")
    async with open_town(address, spec=spec, start=TUESDAY) as town:
        await with_hubs(town)
        yield town


async def planned(town: Town, place: str = "week", **more: Any) -> str:
    """An activity at a place; answers its id."""
    bot = town.village.bot
    here = Here(bot.profile, Person("", "", "en"), town.village.clock.now())
    one = activity(more.pop("starts", THURSDAY), **more)
    async with bot.store.transaction() as tx:
        return await put(tx, place, one, here)


async def works(town: Town, name: str = "Hub", wijk: str | None = OMMOORD) -> None:
    """Somebody works at the hubs of a wijk, or (None) of the whole municipality."""
    (await town.appoint(name, "hub_staff", wijk)).looks()


async def states(town: Town, item: str) -> dict[str, str]:
    rows = await town.rows(
        "SELECT p.name, s.state FROM signups s JOIN people p ON p.id = s.person"
        " WHERE s.item = :item ORDER BY s.n",
        item=item,
    )
    return {row["name"]: row["state"] for row in rows}


# --- looking and signing up ----------------------------------------------------------------------


async def test_from_the_card_of_a_hub_to_a_place_in_two_taps(hubs: Town) -> None:
    await planned(hubs, words="Bring your own scissors.", languages=("nl", "tr"))
    await hubs.plays("""
        Anna: /hub week
        Bot: Wijkhub Week… [🗺 Show it on the map] [📅 This week] [📤 Share this place]
            [🔔 Tell me when this changes] [🔎 Another place] [🏠 Menu]
        Anna: [📅 This week]
        Bot: 📅 This week at Wijkhub Week
            • Thursday 26 November 2026, 14:00 to 16:00: ‹Sewing together›. 👥 2 places are free,
            of 2.
            [📅 ‹Sewing together›] [⬅️ About this place] [🏠 Menu]
        Anna: [📅 ‹Sewing together›]
        Bot: ‹Sewing together›
            📅 Thursday 26 November 2026, 14:00 to 16:00
            📍 Wijkhub Week
            🗣 People there speak Dutch and Turkish.
            ‹Bring your own scissors.›
            👥 2 places are free, of 2.
            [✍️ I want to come] [📤 Share this] [📅 All activities here] [🏠 Menu]
        Anna: [✍️ I want to come]
        Bot (toast): You are on the list.
        Bot: ‹Sewing together›…👥 1 place is free, of 2. ✅ You come. I remind you the day before.
            [🙋 They may see my first name] [❌ I cannot come] [📤 Share this]
            [📅 All activities here] [🏠 Menu]
        Anna: /mijn
        Bot: Your plans… [💡 I have an idea] [📅 What I signed up for (1)] [🏠 Menu]
        Anna: [📅 What I signed up for (1)]
        Bot: You signed up for this
            • Thursday 26 November 2026, 14:00 to 16:00: ‹Sewing together›. Wijkhub Week. ✅ You
            come.
            Tap one to see more, or to say that you cannot come.
            [📅 ‹Sewing together›] [⬅️ My plans] [🏠 Menu]
        Anna: [📅 ‹Sewing together›]
        Bot: ‹Sewing together›…✅ You come.… [🙋 They may see my first name] [❌ I cannot come] […]
        Anna: [❌ I cannot come]
        Bot (toast): You are off the list.
        Bot: ‹Sewing together›…👥 2 places are free, of 2. [✍️ I want to come] […]
    """)


async def test_five_activities_and_then_more_and_what_comes_later(hubs: Town) -> None:
    for n in range(6):
        await planned(hubs, title=f"Number {n}", starts=THURSDAY + dt.timedelta(hours=n))
    await planned(hubs, title="Far away", starts=THURSDAY + dt.timedelta(days=20))
    await hubs.do("Anna", "/hub week")
    await hubs.plays("""
        Anna: [📅 This week]
        Bot: 📅 This week at Wijkhub Week…‹Number 0›…‹Number 4›… [📅 ‹Number 0›] [📅 ‹Number 1›]
            [📅 ‹Number 2›] [📅 ‹Number 3›] [📅 ‹Number 4›] [▶️ More (2 of 2)]
            [⬅️ About this place] [🏠 Menu]
        Anna: [▶️ More (2 of 2)]
        Bot: 📅 This week at Wijkhub Week…‹Number 5›… [📅 ‹Number 5›] [📆 Later (1)] […]
        Anna: [📆 Later (1)]
        Bot: 📆 Later at Wijkhub Week…Wednesday 16 December 2026…‹Far away›… [📅 ‹Far away›]
            [📅 This week] [⬅️ About this place] [🏠 Menu]
        Anna: [⬅️ About this place]
        Bot: Wijkhub Week…
    """)


async def test_what_happens_at_one_hub_is_never_shown_at_another(hubs: Town) -> None:
    await planned(hubs, "week", title="Only at Week")
    await planned(hubs, "afspraak", title="Only by appointment")
    for hub, theirs, not_theirs in (
        ("week", "Only at Week", "Only by appointment"),
        ("afspraak", "Only by appointment", "Only at Week"),
        ("bord", None, "Only"),
    ):
        anna = await hubs.do("Anna", f"/start hub_{hub}", "[📅 This week]")
        assert theirs is None or theirs in anna.newest.text
        assert not_theirs not in anna.newest.text


async def test_nothing_is_known_and_whom_to_ask(hubs: Town) -> None:
    await hubs.plays("""
        Anna: /hub week
        Bot: Wijkhub Week…
        Anna: [📅 This week]
        Bot: 📅 This week at Wijkhub Week I do not know what happens here. Nobody told me yet.
            Please ask. You can call: 010 111 22 33. [⬅️ About this place] [🏠 Menu]
        Anna: /start hub_bord
        Bot: …Wijkhub Bord…
        Anna: [📅 This week]
        Bot: 📅 This week at Wijkhub Bord I do not know what happens here. Nobody told me yet.
            You can call gemeente Rotterdam: 14 010. […]
    """)


# --- full ----------------------------------------------------------------------------------------


async def full(town: Town) -> str:
    """One place, taken by Bea; Anna and Cor wait in that order."""
    item = await planned(town, most=1)
    for name in ("Bea", "Anna", "Cor"):
        await town.do(name, "/hub week", "[📅 This week]", "[📅 ‹Sewing together›]".translate(FSI))
        label = "[✍️ I want to come]" if name == "Bea" else "[⏳ Put me on the waiting list]"
        await town.do(name, label)
    assert await states(town, item) == {"Bea": "in", "Anna": "waiting", "Cor": "waiting"}
    return item


FSI = str.maketrans("‹›", "\u2068\u2069")


async def test_a_place_that_comes_free_goes_to_the_first_in_the_line(hubs: Town) -> None:
    item = await full(hubs)
    assert "You are number 2 on the waiting list" in hubs["Cor"].newest.text
    bea = await hubs.do("Bea", "[❌ I cannot come]")
    assert "👥 All places are taken. 1 person waits." in bea.newest.text
    anna = hubs["Anna"]
    assert "🎉 There is a place for you. Do you want it?" in anna.newest.text
    assert "Say so before 25 November 2026 at 10:35." in anna.newest.text
    assert "You are number 1 on the waiting list." in hubs["Cor"].newest.text
    await hubs.do("Anna", "[✅ Yes, I come]")
    assert "✅ You come." in anna.newest.text
    assert await states(hubs, item) == {"Bea": "gone", "Anna": "in", "Cor": "waiting"}


async def test_an_offer_that_nobody_takes_goes_to_the_next_once(hubs: Town) -> None:
    item = await full(hubs)
    await hubs.do("Bea", "[❌ I cannot come]")
    await hubs.later(hours=23)
    assert await states(hubs, item) == {"Bea": "gone", "Anna": "offered", "Cor": "waiting"}
    await hubs.later(hours=2)
    assert await states(hubs, item) == {"Bea": "gone", "Anna": "gone", "Cor": "offered"}
    anna, cor = hubs["Anna"], hubs["Cor"]
    assert "The place for you went to the next person." in anna.newest.text
    assert "🎉 There is a place for you." in cor.newest.text
    seen = len(cor.chat)
    await hubs.later(minutes=5)
    assert len(cor.chat) == seen
    # Too late is said with the reason, and the way back is the end of the line.
    anna.forges(f"c{item}:accept")
    await hubs.settle()
    assert "This place is not yours any more. You can sign up again." in anna.newest.text
    anna.forges(f"c{item}:join")
    await hubs.settle()
    assert "You are number 1 on the waiting list." in anna.newest.text


async def test_who_says_no_thank_you_passes_it_on(hubs: Town) -> None:
    item = await full(hubs)
    await hubs.do("Bea", "[❌ I cannot come]")
    await hubs.do("Anna", "[❌ No, thank you]")
    assert await states(hubs, item) == {"Bea": "gone", "Anna": "gone", "Cor": "offered"}
    assert "🎉" in hubs["Cor"].newest.text


async def test_who_blocked_the_bot_keeps_the_line_but_gets_no_offer(hubs: Town) -> None:
    item = await full(hubs)
    hubs["Anna"].blocks()
    await hubs.settle()
    await hubs.do("Bea", "[❌ I cannot come]")
    assert await states(hubs, item) == {"Bea": "gone", "Anna": "waiting", "Cor": "offered"}


async def test_tapping_twice_is_tapping_once(hubs: Town) -> None:
    item = await planned(hubs)
    await hubs.do("Anna", "/hub week", "[📅 This week]", "[📅 ‹Sewing together›]".translate(FSI))
    await hubs.do("Anna", "(twice ✍️ I want to come)")
    assert await states(hubs, item) == {"Anna": "in"}
    assert await hubs.value("SELECT count(*) FROM journal WHERE verb = 'signed_up'") == 1


# --- what time and staff bring -------------------------------------------------------------------


async def test_the_day_before_people_are_reminded_once(hubs: Town) -> None:
    item = await full(hubs)
    await hubs.later(days=1, hours=6)  # Wednesday, half past four
    seen = {name: len(hubs[name].chat) for name in ("Bea", "Anna")}
    assert "🔔" not in hubs["Bea"].newest.text
    await hubs.later(hours=1)
    bea = hubs["Bea"]
    assert bea.newest.text.startswith("🔔 Do not forget. You signed up for this:")
    assert "❌ I cannot come" in bea.newest.labels
    assert len(hubs["Anna"].chat) == seen["Anna"], "who waits is not reminded"
    await hubs.village.restart()
    await hubs.later(hours=1)
    assert len(bea.chat) == seen["Bea"] + 1
    await hubs.do("Bea", "[❌ I cannot come]")
    assert await states(hubs, item) == {"Bea": "gone", "Anna": "offered", "Cor": "waiting"}


async def test_a_reminder_that_comes_too_late_is_not_sent(hubs: Town) -> None:
    early = dt.datetime(2026, 11, 26, 6, tzinfo=dt.UTC)  # seven in the morning
    await planned(hubs, starts=early)
    await hubs.do("Anna", "/hub week", "[📅 This week]", "[📅 ‹Sewing together›]".translate(FSI))
    await hubs.do("Anna", "[✍️ I want to come]")
    await hubs.village.stop()
    hubs.village.clock.advance(dt.timedelta(days=1, hours=12))  # the bot slept through the evening
    await hubs.village.start()
    await hubs.later(seconds=1)
    assert "🔔" not in hubs["Anna"].newest.text


async def test_staff_add_an_activity_with_a_preview(hubs: Town) -> None:
    await works(hubs)
    await hubs.plays("""
        Hub: /hub week
        Bot: Wijkhub Week…
        Hub: [📅 This week]
        Bot: 📅 This week at Wijkhub Week…Nobody told me yet.… [➕ Add an activity] […]
        Hub: [➕ Add an activity]
        Bot: 📍 Wijkhub Week Step 1 of 6 What is the activity called? One short line. [⬅️ Back]
        Hub: X
        Bot: That is too short. Write at least 3 characters.…What is the activity called?…
        Hub: Coffee with neighbours
        Bot: 📍 Wijkhub Week Step 2 of 6 On which day is it? For example: 12 May, or tomorrow. […]
        Hub: yesterday
        Bot: I do not know that day. Type it as: 12 May.…On which day is it?…
        Hub: 26-11-2026
        Bot: …Step 3 of 6 From when to when?…
        Hub: 16:00-14:00
        Bot: I do not understand that. Type it as: 14:00-16:00.…
        Hub: 14 tot 16 uur
        Bot: …Step 4 of 6 How many people can come? Type a number. [👐 Everybody can come] […]
        Hub: a few
        Bot: Please type a number, for example 12.…
        Hub: 8
        Bot: …Step 5 of 6 What must people know about it?… [➡️ Skip this] [⬅️ Back]
        Hub: My BSN is 123456782
        Bot: This looks like a citizen number (BSN). Please leave it out.…
        Hub: [➡️ Skip this]
        Bot: …Step 6 of 6 Which languages do people speak there?…
        Hub: Dutch, Klingon
        Bot: I do not know the language ‹Klingon›.…
        Hub: Nederlands en Turks
        Bot: This is how people see it:
            ‹Coffee with neighbours›
            📅 Thursday 26 November 2026, 14:00 to 16:00
            📍 Wijkhub Week
            🗣 People there speak Dutch and Turkish.
            👥 8 places are free, of 8.
            Shall I put it in the programme?
            [✅ Yes, add it] [✏️ Change something] [🗑 Throw away]
        Hub: [✏️ Change something]
        Bot: What do you want to change? [📝 Name] [📅 Day] [🕐 Times] [👥 How many people]
            [💬 What else] [🗣 Languages] [⬅️ Back]
        Hub: [👥 How many people]
        Bot: …How many people can come?…
        Hub: [👐 Everybody can come]
        Bot: This is how people see it:…👥 Everybody can come.…
        Hub: [✅ Yes, add it]
        Bot (toast): It stands in the programme.
        Bot: ‹Coffee with neighbours›…👥 Everybody can come. [✍️ I want to come] [✏️ Change it]
            [👥 Who comes] [🚫 Cancel the activity] [📅 All activities here] [🏠 Menu]
    """)
    verbs = await hubs.rows("SELECT role, verb FROM journal WHERE verb LIKE 'activity%'")
    assert verbs == [{"role": "hub_staff", "verb": "activity_added"}]


async def test_another_time_is_told_once_to_who_signed_up_and_other_words_are_not(
    hubs: Town,
) -> None:
    await full(hubs)
    await works(hubs)
    await hubs.do("Hub", "/hub week", "[📅 This week]", "[📅 ‹Sewing together›]".translate(FSI))
    seen = {name: len(hubs[name].chat) for name in ("Bea", "Anna", "Cor")}
    await hubs.do("Hub", "[✏️ Change it]", "[✏️ Change something]", "[💬 What else]", "With tea.")
    await hubs.do("Hub", "[✅ Yes, change it]")
    assert {name: len(hubs[name].chat) for name in seen} == seen
    assert "With tea." in hubs["Bea"].newest.text, "the card on the phone is kept up to date"
    await hubs.plays("""
        Hub: [✏️ Change it]
        Bot: This is how people see it:…Nothing is different yet. [✏️ Change something]
            [🗑 Throw away]
        Hub: [✏️ Change something]
        Bot: What do you want to change?…
        Hub: [🕐 Times]
        Bot: …From when to when?…
        Hub: 15-17
        Bot: …This will be different: • Thursday 26 November 2026, 14:00 to 16:00 → Thursday 26
            November 2026, 15:00 to 17:00 People who signed up hear about the new time. […]
        Hub: [✅ Yes, change it]
        Bot: ‹Sewing together› 📅 Thursday 26 November 2026, 15:00 to 17:00…
    """)
    for name, most in (("Bea", "✅ You come."), ("Anna", "You are number 1"), ("Cor", "number 2")):
        text = hubs[name].newest.text
        assert text.startswith("🕐 This activity has another time now."), name
        assert "It was: Thursday 26 November 2026, 14:00 to 16:00." in text
        assert most in text
        assert len(hubs[name].chat) == seen[name] + 1
    versions = await hubs.rows("SELECT version, words, starts FROM activity_versions")
    assert [row["version"] for row in versions] == [1, 2, 3]


async def test_a_cancelled_activity_is_told_once_and_ends_everything(hubs: Town) -> None:
    item = await full(hubs)
    await hubs.do("Bea", "[❌ I cannot come]")  # Anna has an offer now
    await works(hubs)
    await hubs.do("Hub", "/hub week", "[📅 This week]", "[📅 ‹Sewing together›]".translate(FSI))
    seen = {name: len(hubs[name].chat) for name in ("Bea", "Anna", "Cor")}
    await hubs.plays("""
        Hub: [🚫 Cancel the activity]
        Bot: Cancel ‹Sewing together›? 📅 Thursday 26 November 2026, 14:00 to 16:00
            2 people hear it. [🚫 Yes, cancel it] [⬅️ Back] [🏠 Menu]
        Hub: [🚫 Yes, cancel it]
        Bot: ‹Sewing together›…🚫 This activity does not go on. [📅 All activities here] [🏠 Menu]
    """)
    for name in ("Anna", "Cor"):
        assert hubs[name].newest.text.startswith("You signed up for this. It does not go on.")
        assert len(hubs[name].chat) == seen[name] + 1
    assert len(hubs["Bea"].chat) == seen["Bea"], "who left hears nothing"
    hubs["Hub"].forges(f"c{item}:activity_off_yes")
    hubs["Anna"].forges(f"c{item}:accept")
    await hubs.later(days=3)
    assert len(hubs["Cor"].chat) == seen["Cor"] + 1
    assert "This activity does not go on." in hubs["Anna"].newest.text


async def test_staff_see_the_number_and_only_names_that_were_shown(hubs: Town) -> None:
    await full(hubs)
    await works(hubs)
    await hubs.do("Hub", "/hub week", "[📅 This week]", "[📅 ‹Sewing together›]".translate(FSI))
    await hubs.plays("""
        Hub: [👥 Who comes]
        Bot: ‹Sewing together›…👥 1 person comes. ⏳ 2 people wait. Nobody showed their first name.
            So you see only the number. [⬅️ Back] [🏠 Menu]
        Bea: [🙋 They may see my first name]
        Bot (toast): They see your first name.
        Bot: ‹Sewing together›…The people who work there see your first name.
            [🙈 Do not show my first name] […]
        Hub: [⬅️ Back]
        Bot: ‹Sewing together›…
        Hub: [👥 Who comes]
        Bot: …You may see these first names: • ‹Bea› [⬅️ Back] [🏠 Menu]
        Bea: [🙈 Do not show my first name]
        Bot: ‹Sewing together›… [🙋 They may see my first name] […]
        Hub: [⬅️ Back]
        Bot: ‹Sewing together›…
        Hub: [👥 Who comes]
        Bot: …Nobody showed their first name.…
    """)


async def test_more_places_go_to_who_waits_and_fewer_than_taken_is_refused(hubs: Town) -> None:
    item = await full(hubs)
    await works(hubs)
    await hubs.do("Hub", "/hub week", "[📅 This week]", "[📅 ‹Sewing together›]".translate(FSI))
    many = ("[✏️ Change it]", "[✏️ Change something]", "[👥 How many people]")
    await hubs.do("Hub", *many, "3", "[✅ Yes, change it]")
    assert await states(hubs, item) == {"Bea": "in", "Anna": "offered", "Cor": "offered"}
    hub = await hubs.do("Hub", *many, "2", "[✅ Yes, change it]")
    assert "3 people have a place already. Choose that number or more." in hub.newest.text


async def test_two_staff_who_change_at_once_do_not_overwrite_each_other(hubs: Town) -> None:
    await planned(hubs)
    for name in ("Hub", "Huib"):
        await works(hubs, name, None)
        await hubs.do(name, "/hub week", "[📅 This week]", "[📅 ‹Sewing together›]".translate(FSI))
        await hubs.do(name, "[✏️ Change it]", "[✏️ Change something]", "[📝 Name]")
        await hubs.do(name, f"Sewing with {name}")
    await hubs.do("Hub", "[✅ Yes, change it]")
    huib = await hubs.do("Huib", "[✅ Yes, change it]")
    assert "Somebody else changed this meanwhile." in huib.newest.text
    assert await hubs.value("SELECT title FROM activities") == "Sewing with Hub"


async def test_whoever_has_no_role_there_adds_nothing(hubs: Town) -> None:
    await works(hubs, wijk="rotterdam.zevenkamp")
    hub = await hubs.do("Hub", "/hub week", "[📅 This week]")
    assert "➕ Add an activity" not in hub.newest.labels
    turn = await hubs.value(
        "SELECT c.turn FROM chats c JOIN accounts a ON a.person = c.person WHERE a.address = :a",
        a=str(hub.id),
    )
    hub.forges(f"s{turn}:add:week")
    await hubs.settle()
    assert "Only people who work at this place can do that." in hub.newest.text
    assert await hubs.value("SELECT count(*) FROM activities") == 0


async def test_a_plan_is_left_alone_while_somebody_signs_up(hubs: Town) -> None:
    await planned(hubs)
    await hubs.do("Anna", "/idee", "Ommoord", "[✅ Yes, Ommoord]", "Picnic tables")
    await hubs.do("Anna", "/hub week", "[📅 This week]", "[📅 ‹Sewing together›]".translate(FSI))
    anna = await hubs.do("Anna", "[✍️ I want to come]", "[▶️ Go on with your plan]")
    assert "Step 2 of 8" in anna.newest.text
    draft = await hubs.draft()
    assert draft is not None
    assert draft["title"] == "Picnic tables"


async def test_a_link_to_an_activity_opens_its_card_whatever_became_of_it(hubs: Town) -> None:
    item = await planned(hubs)
    anna = await hubs.do("Anna", f"/start activity_{item}")
    assert "Sewing together" in anna.newest.text
    rows = anna.newest.json["reply_markup"]["inline_keyboard"]
    [share] = [button["url"] for row in rows for button in row if "url" in button]
    assert f"start%3Dactivity_{item}" in share
    await works(hubs)
    await hubs.do("Hub", f"/start activity_{item}", "[🚫 Cancel…]", "[🚫 Yes, cancel it]")
    bea = await hubs.do("Bea", f"/start activity_{item}")
    assert "This activity does not go on." in bea.newest.text
    assert "Share" not in " ".join(bea.newest.labels)
    over = await planned(hubs, title="Coffee")
    hubs.village.clock.advance(dt.timedelta(days=9))
    cor = await hubs.do("Cor", f"/start activity_{over}")
    assert "This activity is over." in cor.newest.text
    unknown = await hubs.do("Cor", f"/start activity_{'x' * 22}")
    assert "This activity is not here any more." in unknown.newest.text
    assert unknown.newest.labels == ("🏠 Menu",)
