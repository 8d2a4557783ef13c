"""Where is my hub, and is it open?  Chats about hubs that do not exist, so that their hours do."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from conversations.here import Here, Person
from conversations.hubs.place import OneOff
from storage.hubs import areas, places
from storage.hubs.area_file import Area
from tests.english import Town, open_town
from tests.hub_town import TUESDAY, with_hubs

CHRISTMAS_EVE = dt.datetime(2026, 12, 24, 9, 30, tzinfo=dt.UTC)


# --- one place, by each kind of hours ------------------------------------------------------------


async def test_a_card_says_everything_that_is_known(hubs: Town) -> None:
    await hubs.plays("""
        Anna: /start hub_week
        Bot: I am Aan Zet, a computer program of Wijk aan Zet in Rotterdam.
            Wijkhub Week
            📍 Weekplein 1, 3069 AA Rotterdam
            🟢 Open now, until 12:00.
            Tuesday: 09:00 to 12:00 and 13:00 to 17:00
            Wednesday: closed
            Thursday: 09:00 to 12:00 and 13:00 to 17:00
            Friday: closed
            Saturday: closed
            Sunday: closed
            Monday: closed
            ♿ You can get in without steps.
            🚻 There is no toilet.
            Hours last checked: Monday 2 November 2026.
            These hours are made up, as an example.
            [🗺 Show it on the map] [📅 This week] [📤 Share this place]
            [🔔 Tell me when this changes] [🔎 Another place] [🏠 Menu]
        Anna: [🗺 Show it on the map]
        Bot: (venue Wijkhub Week, Weekplein 1, 3069 AA Rotterdam)
    """)


async def test_the_same_card_goes_with_the_clock(hubs: Town) -> None:
    await hubs.plays("""
        Anna: /hub week
        Bot: Wijkhub Week…🟢 Open now, until 12:00.…
        Anna (later 2 hours): /hub week
        Bot: Wijkhub Week…🔴 Closed now. It opens today at 13:00.…
        Anna (later 5 hours): /hub week
        Bot: Wijkhub Week…🔴 Closed now. It opens on Thursday 26 November 2026 at 09:00.…
        Anna (later 24 hours): /hub week
        Bot: Wijkhub Week…🔴 Closed now. It opens tomorrow at 09:00.…
    """)


@pytest.mark.parametrize(
    ("hub", "says"),
    [
        ("afspraak", "📞 Only by appointment. Please call gemeente Rotterdam…: 14 010."),
        ("bord", "🪧 Open when the board stands outside. Hours last checked: Monday 2 November…"),
        ("onbekend", "❔ I do not know the opening hours. Please call gemeente Rotterdam…"),
        ("oud", "❔ I am not sure of the opening hours. They were checked too long ago. Please…"),
        ("half", "🟢 Open now, until 17:00.…I am not quite sure of this. Please ask to be sure."),
        ("verhuisd", "This place has moved. You find it here now: Wijkhub Week. 📍 Weekplein 1…"),
        ("vertrokken", "This place has moved. I do not know where to.…14 010."),
        ("weg", "This place is closed for good.…You can call gemeente Rotterdam: 14 010."),
        ("gerucht", "I do not know this place any more. You can call gemeente Rotterdam: 14 010."),
        ("nooit-geweest", "I do not know this place any more.…"),
    ],
)
async def test_each_kind_of_hours_and_each_end_of_a_link(hubs: Town, hub: str, says: str) -> None:
    await hubs.plays(f"""
        Anna: /start hub_{hub}
        Bot: I am Aan Zet…{says}…
    """)
    if hub != "half":
        assert "🟢" not in hubs["Anna"].newest.text


async def test_a_place_that_moved_leads_to_the_new_one(hubs: Town) -> None:
    await hubs.plays("""
        Anna: /start hub_verhuisd
        Bot: …has moved… [🚪 Wijkhub Week] [🔎 Another place] [🏠 Menu]
        Anna: [🚪 Wijkhub Week]
        Bot: Wijkhub Week…🟢 Open now…
    """)


async def tell(town: Town, place: str, one: OneOff) -> None:
    """Staff say something about a place."""
    async with town.village.bot.store.transaction() as tx:
        await places.put_one_off(tx, place, one, cause="test", now=town.village.clock.now())


async def test_a_closure_and_an_extra_opening_with_their_reasons(hubs: Town) -> None:
    today = TUESDAY.date()
    thursday = today + dt.timedelta(days=2)
    shut = OneOff(
        kind="closed", since=today, until=today, reason="de beheerder is ziek", told=today
    )
    late = OneOff(
        kind="open", since=thursday, until=thursday, opens="17:00", closes="20:00",
        reason="na de explosie", told=today,
    )  # fmt: skip
    await tell(hubs, "week", shut)
    await tell(hubs, "week", late)
    await hubs.plays("""
        Anna: is de hub in ommoord open
        Bot: Wijkhub Week…🔴 Closed now. Why: ‹de beheerder is ziek› It opens on Thursday 26
            November 2026 at 09:00.…Tuesday: closed (‹de beheerder is ziek›)…Thursday: 09:00 to
            12:00 and 13:00 to 20:00 (‹na de explosie›)…
        Anna (later 55 hours): is de hub in ommoord open
        Bot: Wijkhub Week…🟢 Open now, until 20:00. Why: ‹na de explosie›…
    """)


async def test_tomorrow_is_a_holiday(tmp_path: Path, spec: Path | None) -> None:
    address = str(tmp_path / "eve.sqlite3")
    async with open_town(address, spec=spec, start=CHRISTMAS_EVE) as town:
        await with_hubs(town)
        await town.plays("""
            Anna: is de hub morgen open
            Bot: For which wijk?…
            Anna: lombardijen
            Bot: Wijkhub Feestdag…❔ Friday 25 December 2026 is Christmas Day. I do not know if
                it is open. Please call gemeente Rotterdam before you go: 14 010.…
            Bea: wijkhub lombardijen
            Bot: Wijkhub Feestdag…🟢 Open now, until 17:00.…Friday: not known…Saturday: closed…
        """)


# --- where ---------------------------------------------------------------------------------------


async def test_my_own_wijk_needs_no_question(hubs: Town) -> None:
    await hubs.do("Anna", "/wijk", "Ommoord", "[✅ Yes, Ommoord]", "/start")
    await hubs.plays("""
        Anna: [📍 Wijkhub]
        Bot: Wijkhub Week…🟢 Open now, until 12:00.…
        Anna: [➕ More]
        Bot: Wijkhub Week: what more do you want?…
        Anna: [🔎 Another place]
        Bot: For which wijk?… [📍 Closest to me] [📋 Show a list] [⬅️ Back]
        Anna: [📋 Show a list]
        Bot: Which wijk do you mean? [Carnisse-Zuiderpark] […]
        Anna: [More wijken…]
        Bot: Which wijk do you mean?…
        Anna: [⬅️ Back]
        Bot: For which wijk?…
        Anna: [⬅️ Back]
        Bot: What do you want to do, Anna?…
    """)


async def test_a_position_gives_the_nearest_three_and_is_not_kept(hubs: Town) -> None:
    await hubs.plays("""
        Anna: /hub
        Bot: For which wijk?… [📍 Closest to me] […]
        Anna: [📍 Closest to me]
        Bot: Share where you are with the key below. I do not keep it. Or type your postcode…
    """)
    assert hubs["Anna"].reply_keyboard == [
        ["📍 Share where I am"],
        ["📋 Show a list"],
        ["⬅️ Back"],
    ]
    await hubs.plays("""
        Anna: (location 51.9600,4.5520)
        Bot: Thank you. I do not keep where you are.
        Bot: How far it is in a straight line, as the crow flies:
            Wijkhub Week: about 100 meters
            Wijkhub Afspraak: about 1½ kilometers
            Huis van de Wijk Oost: about 1½ kilometers
            Closest to you
            • Wijkhub Week, Weekplein 1. 🟢 Open now, until 12:00.
            • Wijkhub Afspraak, Afspraakstraat 2. 📞 Only by appointment.
            • Huis van de Wijk Oost, Huisplein 11. ❔ I do not know the opening hours.
            [🚪 Wijkhub Week] [🚪 Wijkhub Afspraak] [🚪 Huis van de Wijk Oost]
            [♿ Steps, toilet, language] [🔎 Another place]
            [🏠 Menu]
        Anna: 2
        Bot: Wijkhub Afspraak…
    """)
    assert hubs["Anna"].reply_keyboard == []
    for table in ("people", "chats", "drafts"):
        kept = await hubs.rows(f"SELECT * FROM {table}")
        assert "51.96" not in str(kept), table


async def test_a_position_out_of_the_blue_is_a_question_too(hubs: Town) -> None:
    await hubs.plays("""
        Anna: (location 51.8925,4.5680)
        Bot: How far…Wijkhub Bord: about 100 meters…Closest to you…
        Bea: (location 53.5,3.0)
        Bot: I know no wijkhub near there. Are you in Rotterdam? Then type your postcode.…
            For which wijk?…
        Bea: 3077
        Bot: Which wijk do you mean?… [Beverwaard] […]
        Cor: (location 0,0)
        Bot: I know no wijkhub near there.…
    """)


async def test_a_phone_that_cannot_share_is_asked_for_a_postcode(hubs: Town) -> None:
    """Some programs send the label of the key as an ordinary text."""
    await hubs.plays("""
        Anna: /hub
        Bot: For which wijk?…
        Anna: [📍 Closest to me]
        Bot: Share where you are…
        Anna: (presses 📍 Share where I am)
        Bot: All right.
        Bot: Your phone cannot share that here. That is fine: type your postcode.…For which wijk?…
        Anna: 3076
        Bot: Wijkhub Feestdag…
    """)
    assert hubs["Anna"].reply_keyboard == []


@pytest.mark.parametrize(
    ("act", "says"),
    [
        ("(presses ⬅️ Back)", "Hello Anna"),
        ("(presses 📋 Show a list)", "Which wijk do you mean?"),
        ("/help", "This is how it works"),
        ("/start", "Hello Anna"),
        ("/idee", "Your plan"),
        ("Ommoord", "Wijkhub Week"),
    ],
)
async def test_the_keys_go_with_the_very_next_message(hubs: Town, act: str, says: str) -> None:
    anna = await hubs.do("Anna", "/hub", "[📍 Closest to me]")
    assert anna.reply_keyboard
    await hubs.do("Anna", act)
    assert anna.reply_keyboard == []
    assert says in anna.newest.text
    await hubs.is_whole()


async def test_the_keys_are_remembered_over_a_restart(hubs: Town) -> None:
    anna = await hubs.do("Anna", "/hub", "[📍 Closest to me]")
    await hubs.village.restart()
    await hubs.do("Anna", "sticker?", "[📋…]" if not anna.reply_keyboard else "/start")
    assert anna.reply_keyboard == []
    assert anna.newest.text.startswith("Hello Anna")


# --- beside a plan, and links --------------------------------------------------------------------

PLAN = ("/idee", "Ommoord", "[✅ Yes, Ommoord]", "Picnic tables")


@pytest.mark.parametrize(
    "aside",
    [
        "/hub",
        "Is de wijkhub in Ommoord open?",
        "/start hub_week",
        "/start wijk_ommoord",
    ],
)
async def test_a_side_question_returns_to_the_plan(hubs: Town, aside: str) -> None:
    anna = await hubs.do("Anna", *PLAN)
    asked = anna.newest.text
    assert "What do you want to do, and why?" in asked
    await hubs.do("Anna", aside)
    assert "Wijkhub Week" in anna.newest.text
    await hubs.do("Anna", "[▶️ Go on with your plan]")
    assert "What do you want to do, and why?" in anna.newest.text
    assert (await hubs.draft() or {})["title"] == "Picnic tables"
    assert (await hubs.draft() or {})["story"] is None


async def test_a_question_that_asks_where_returns_to_the_plan_too(hubs: Town) -> None:
    await hubs.do("Anna", *PLAN)
    await hubs.plays("""
        Anna: /hub beverwaard
        Bot: Wijkhub Bord… [🗺 Show it on the map] […]
        Anna: [➕ More]
        Bot: Wijkhub Bord: what more do you want?… [🔎 Another place] […]
        Anna: [🔎 Another place]
        Bot: For which wijk?…
        Anna: lombardijen
        Bot: Wijkhub Feestdag… [🗺 Show it on the map] […]
        Anna: [▶️ Go on with your plan]
        Bot: Step 2 of 8…
        Anna: There is a wijkhub, but it is never open when we are free.
        Bot: Step 3 of 8…
    """)


async def test_a_link_to_a_wijk_that_is_none_is_a_normal_welcome(hubs: Town) -> None:
    for payload in ("wijk_atlantis", "hub_", "hub_Week", "stop_1", "wijk_", "hub_" + "x" * 41):
        anna = await hubs.do("Anna", f"/start {payload}")
        assert "Hello Anna" in anna.newest.text, payload


async def test_a_shared_card_is_a_link_that_opens_it(hubs: Town) -> None:
    anna = await hubs.do("Anna", "/hub week")
    rows = anna.newest.json["reply_markup"]["inline_keyboard"]
    [share] = [button["url"] for row in rows for button in row if "url" in button]
    assert "start%3Dhub_week" in share


# --- other municipalities ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("profile", "wijk", "desk"),
    [
        ("ridderkerk", "Slikkerveer", "gemeente Ridderkerk"),
        ("hendrik-ido-ambacht", "Krommeweg", "gemeente Hendrik-Ido-Ambacht"),
    ],
)
async def test_where_no_hub_is_known_it_says_whom_to_ask(
    tmp_path: Path, spec: Path | None, profile: str, wijk: str, desk: str
) -> None:
    async with open_town(str(tmp_path / "there.sqlite3"), profile, spec=spec) as town:
        await town.plays(f"""
            Anna: /hub
            Bot: For which wijk?…
            Anna: {wijk}
            Bot: {wijk} I do not know the walk-in place of {wijk} yet. You can ask {desk}.
                [📍 Closest to me] [🔎 Another place] [🏠 Menu]
            Anna: wanneer komt de bus?
            Bot: I know of no mobile walk-in place in … You can ask {desk}.…
            Anna: (location 51.86,4.60)
            Bot: I know no walk-in place near there.…
        """)


# --- real data -----------------------------------------------------------------------------------


async def test_rotterdam_as_it_is_known(tmp_path: Path, spec: Path | None) -> None:
    """No sample data: addresses are known, hours are not, and nothing is said to be open."""
    async with open_town(str(tmp_path / "real.sqlite3"), spec=spec, sample=False) as town:
        await town.plays("""
            Anna: wijkhub lombardijen
            Bot: Wijkhub Lombardijen
                📍 Dantestraat 454, 3076 KV Rotterdam
                ❔ I do not know the opening hours.
                Please call gemeente Rotterdam before you go: 14 010.
                This was once published. It may be different now:
                ‹2023: vier keer per week open, op drie verschillende tijden›
                Last checked: Wednesday 21 January 2026.
                There is also:…
            Anna: wijkhub overschie
            Bot: Wijkhub Overschie
                📍 I do not know the address yet.…I am not quite sure of this.…
                [🗺 Show it on the map] […]
            Anna: [🗺 Show it on the map]
            Bot: (venue Wijkhub Overschie, Rotterdam)
            Anna: wijkhub pendrecht
            Bot: Wijkhub Pendrecht en Zuidwijk 📍 I do not know the address yet.…14 010…
        """)
        for place in town.village.bot.profile.places:
            anna = await town.do("Anna", f"/start hub_{place.id}")
            assert place.name in anna.newest.text
            assert "14 010" in anna.newest.text, place.id
            assert "🟢" not in anna.newest.text, place.id


async def test_where_i_stand_may_say_which_wijk_my_plan_is_for(hubs: Town) -> None:
    await hubs.plays("""
        Anna: /idee
        Bot: Your plan… What is your postcode?…
        Anna: (location 51.9600,4.5520)
        Bot: I cannot see from here which wijk that is. Please type your postcode. What is your
            postcode?… [📋 Show a list] […]
    """)
    square = ((4.54, 51.95), (4.56, 51.95), (4.56, 51.97), (4.54, 51.97), (4.54, 51.95))
    bot = hubs.village.bot
    async with bot.store.transaction() as tx:
        here = Here(bot.profile, Person("", "", "en"), hubs.village.clock.now())
        found = [Area("rotterdam.ommoord", ((square,),))]
        await areas.replace(tx, found, here, cause="test", role="operator")
    await hubs.plays("""
        Anna: (location 51.9600,4.5520)
        Bot: Your wijk is Ommoord. Is that right? [✅ Yes, Ommoord] […]
        Anna: (location 51.0000,4.0000)
        Bot: I cannot see from here which wijk that is. Please type your postcode.… Your wijk is
            Ommoord. Is that right?…
        Anna: [✅ Yes, Ommoord]
        Bot: Step 1 of 8…
    """)
