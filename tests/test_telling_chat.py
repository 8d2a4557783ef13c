"""A resident tells what is the matter, in their own words, and a person gets it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from conversations.here import Held, Here
from conversations.here import Person as Who
from storage.hubs import areas
from storage.hubs.area_file import Area
from tests.english import OMMOORD, Town, open_town
from tests.telling_town import SENT, ZEVENKAMP, matters

# --- a day of a resident --------------------------------------------------------------------


async def test_a_broken_light_takes_a_sentence_a_street_and_a_tap(door: Town) -> None:
    await door.plays(f"""
        Anna: de lantaarn brand niet al 3 weken
        Bot: Where is it in Ommoord? Type the street. For example: the street, and by which house
            or shop. Or send the place on the map, with the paperclip 📎. [🏘 It is in another wijk]
            [➡️ No exact place] [⬅️ Back]
        Anna: Binnenhof 12
        Bot: Before I send it 👀 Something is wrong in the wijk 🚧 Street and pavement 🏘 Wijk:
            Ommoord 📍 Place: ‹Binnenhof 12› ‹de lantaarn brand niet al 3 weken› Who reads it sees
            a number, not your name. Shall I send it? [✅ Send] [🔀 It is something else]
            [🏷 Another subject] [✏️ Change or add] [⬅️ Back]
        Anna: [✅ Send]
        Bot: Thank you! Your signal is sent. Your number is M-2026-0001. It is with the
            wijknetwerker of Ommoord now. I do not know how long it takes. You hear it here. {SENT}
        Bot → Rita: …
    """)
    [brought] = await matters(door)
    assert brought["kind"] == "signal"
    assert (brought["topic"], brought["place"]) == ("street", "Binnenhof 12")
    assert brought["owner"] == "contact"


async def test_a_question_has_no_street_and_takes_one_tap(door: Town) -> None:
    await door.plays("""
        Anna: Wanneer wordt het gras gemaaid?
        Bot: Before I send it ❓ A question 🌳 Green and trees 🏘 Wijk: Ommoord ‹Wanneer wordt het
            gras gemaaid?› … [✅ Send] […]
        Anna: [✅ Send]
        Bot: Thank you! Your question is sent. Your number is M-2026-0001.…
            [📋 Copy the number] [📄 The whole talk] [🏠 Menu]
        Bot → Rita: …
    """)


async def test_kind_and_topic_are_corrected_with_a_tap_each(door: Town) -> None:
    await door.plays("""
        Anna: Wanneer wordt het gras gemaaid?
        Bot: Before I send it ❓ A question 🌳 Green and trees…
        Anna: [🔀 It is something else]
        Bot: What is it? [❓ A question] [👀 Something is wrong in the wijk]
            [⚖️ A complaint about the municipality] [💡 An idea for the wijk] [⬅️ Back]
        Anna: [👀 Something is wrong in the wijk]
        Bot: Where is it in Ommoord?…
        Anna: [➡️ No exact place]
        Bot: Before I send it 👀 Something is wrong in the wijk 🌳 Green and trees…
        Anna: [🏷 Another subject]
        Bot: What is it about? [🗑️ Waste and litter] [🌳 Green and trees] [🚧 Street and pavement]
            [🚗 Traffic and parking] [🔊 Nuisance and noise] [▶️ More (2 of 3)] [⬅️ Back]
        Anna: [▶️ More (2 of 3)]
        Bot: What is it about? [🛡️ Safety] [🛝 Play and sport] […]
        Anna: [🛝 Play and sport]
        Bot: Before I send it 👀 Something is wrong in the wijk 🛝 Play and sport…
    """)


async def test_where_the_words_say_too_little_the_bot_asks(door: Town) -> None:
    await door.plays("""
        Anna: /vraag
        Bot: What do you want to ask or tell? Type it, send a photo, or speak. A person reads
            it.… [⬅️ Back]
        Anna: Ik heb een klacht over zwerfvuil
        Bot: What is it? [❓ A question] […]
        Anna: [⚖️ A complaint about the municipality]
        Bot: Before I send it ⚖️ A complaint about the municipality 🗑️ Waste and litter…
    """)


async def test_the_commands_say_which_kind_it_is(door: Town) -> None:
    await door.plays("""
        Anna: /klacht
        Bot: What went wrong between you and the municipality?…
        Anna: zij luisteren niet naar mij
        Bot: Before I send it ⚖️ A complaint about the municipality 💬 Something else…
        Anna: [✏️ Change or add]
        Bot: What do you want to change? … [💬 My words] [🏘 The wijk] [🗑 Throw away] [⬅️ Back]
        Anna: [🗑 Throw away]
        Bot: Shall I throw away what you told me? [🗑 Yes, throw it away] [⬅️ Back]
        Anna: [🗑 Yes, throw it away]
        Bot: It is thrown away.…
        Anna: /signaal er staat een hek open
        Bot: Where is it in Ommoord?…
    """)
    assert await door.rows("SELECT 1 AS one FROM drafts WHERE journey = 'telling'") != []


async def test_a_complaint_has_its_own_rights_and_promises_no_day(door: Town) -> None:
    await door.plays("""
        Anna: De mevrouw aan de balie was heel onbeleefd
        Bot: Before I send it ⚖️ A complaint about the municipality…
        Anna: [✅ Send]
        Bot: Thank you! Your complaint is sent. Your number is M-2026-0001. It is with the
            wijknetwerker of Ommoord now. ⚖️ Your rights with a complaint • The law says: an answer
            within six weeks. • Does a committee look at it? Then within ten weeks. • For an
            official complaint they need your name and address. I do not give those. • Is it about
            the wijknetwerker? Then somebody else must look at it. • Not happy with the answer? Go
            to the ombudsman. That is free. You can call gemeente Rotterdam: 14 010.
            [📋 Copy the number] [📄 The whole talk] [🏠 Menu]
        Bot → Rita: …
    """)


async def test_an_objection_is_told_that_this_is_none(door: Town) -> None:
    await door.do("Anna", "ik maak bezwaar tegen het kappen van de bomen", "[➡️ No exact place]")
    await door.do("Anna", "[✅ Send]")
    told = door["Anna"].newest.text
    assert "This is not an official objection." in told
    assert "For that you have six weeks." in told
    [brought] = await matters(door)
    assert brought["flag"] == "objection"


async def test_where_nobody_holds_the_role_no_day_is_promised_and_nothing_is_lost(
    town: Town,
) -> None:
    await town.do("Anna", "/wijk", "Ommoord", "[✅ Yes, Ommoord]", "/start")
    await town.plays("""
        Anna: /start
        Bot: …
        Anna: hondenpoep op de stoep
        Bot: Where is it in Ommoord?…
        Anna: Binnenhof
        Bot: Before I send it…
        Anna: [✅ Send]
        Bot: Thank you! Your signal is sent. Your number is M-2026-0001. Nobody has the role for it
            in your wijk yet. It is kept. You can call gemeente Rotterdam: 14 010.…
    """)
    [brought] = await matters(town)
    assert brought["owner"] == "administrator"
    case = await town.rows("SELECT next_at FROM cases WHERE kind = 'signal'")
    assert case[0]["next_at"] is not None


# --- first contact ----------------------------------------------------------------------------


async def test_somebody_new_tells_at_once_and_says_where_it_is(town: Town) -> None:
    await town.appoint("Rita", "contact")
    town["Rita"].looks()
    await town.plays("""
        Dia: er ligt glas op de stoep
        Bot: I am Aan Zet, a computer program of Wijk aan Zet in Rotterdam. In which wijk is it?
            Type its name or a postcode. [📋 Show a list] [⬅️ Back]
        Dia: 3069
        Bot: In which wijk is it? [Ommoord] [Zevenkamp] [Another wijk] [⬅️ Back]
        Dia: [Ommoord]
        Bot: Where is it in Ommoord?…
        Dia: Binnenhof
        Bot: Before I send it…
        Dia: [✅ Send]
        Bot: Thank you!… [📋 Copy the number] [💡 Make a plan of it] [🏘 I live in Ommoord]
            [📄 The whole talk] [🏠 Menu]
        Bot → Rita: …
    """)
    assert await town.value("SELECT wijk FROM people WHERE name = 'Dia'") is None
    await town.plays("""
        Dia: [🏘 I live in Ommoord]
        Bot: Thank you. I remember your wijk. What do you want to do, Dia?…
    """)
    assert await town.value("SELECT wijk FROM people WHERE name = 'Dia'") == OMMOORD


# --- help at once -----------------------------------------------------------------------------


async def test_words_of_danger_bring_numbers_and_stop_nothing(door: Town) -> None:
    await door.plays("""
        Anna: BRAND!! bij de flat
        Bot: 🚨 Do you need help now? Please call. ☎️ 112: Emergency: police, fire or ambulance I am
            a program. I call nobody. Your message goes on below. Where is it in Ommoord?…
        Anna: Binnenhof
        Bot: Before I send it 👀 Something is wrong in the wijk 🛡️ Safety…
        Anna: [✅ Send]
        Bot: Thank you! Your signal is sent.…
        Bot → Rita: …
    """)


async def test_numbers_come_first_for_whoever_was_never_here(town: Town) -> None:
    await town.plays("""
        Eva: mijn man slaat mij
        Bot: 🚨 Do you need help now? Please call. ☎️ 0800-2000: Veilig Thuis (violence at home), day
            and night ☎️ 112: Danger right now I am a program. I call nobody. Your message goes on
            below. I am Aan Zet, a computer program of Wijk aan Zet in Rotterdam. About which wijk
            is it?…
    """)


async def test_danger_is_heard_in_the_middle_of_something_else(door: Town) -> None:
    await door.do("Anna", "/idee", "Tables", "There is nowhere to sit.", "/help")
    anna = await door.do("Anna", "er wordt geschoten in de straat")
    assert "☎️ 112" in anna.newest.text
    assert "Where is it in Ommoord?" in anna.newest.text
    # The plan waits, whole.
    plan = await door.draft("Anna")
    assert plan is not None
    assert plan["story"] == "There is nowhere to sit."
    await door.do("Cleo", "/wijk")
    cleo = await door.do("Cleo", "help snel er is brand in huis")
    assert "☎️ 112" in cleo.newest.text


# --- what had better not go along -------------------------------------------------------------


async def test_numbers_are_never_kept_and_names_are_pointed_out_before_sending(door: Town) -> None:
    await door.plays("""
        Anna: buurman Ahmed heeft dementie en gooit troep op straat, bsn 111222333
        Bot: I left out a number: a BSN or a bank account. Others need not see it. Where is it in
            Ommoord?…
        Anna: Binnenhof
        Bot: Before I send it … ‹buurman Ahmed heeft dementie en gooit troep op straat, bsn […]› 👁 I
            see a name, or something about health: ‹dementie› and ‹Ahmed›. Who reads it sees a
            number, not your name. Shall I send it? [✅ Send] [✂️ Leave that out]
            [🔀 It is something else] [🏷 Another subject] [✏️ Change or add] [⬅️ Back]
        Anna: [✂️ Leave that out]
        Bot: Before I send it … ‹buurman […] heeft […] en gooit troep op straat, bsn […]› Who reads
            it sees a number…
        Anna: [✅ Send]
        Bot: Thank you!…
        Bot → Rita: …
    """)
    [brought] = await matters(door)
    assert brought["text"] == "buurman […] heeft […] en gooit troep op straat, bsn […]"
    for table in ("messages", "drafts", "matters", "letters"):
        for row in await door.rows(f"SELECT * FROM {table}"):
            assert "111222333" not in str(row), table


# --- where it is ------------------------------------------------------------------------------


async def with_outlines(town: Town) -> None:
    """Ommoord and Zevenkamp as two squares side by side."""
    here = Here(
        town.village.bot.profile,
        Who(id="", name="", language="nl", roles=(Held("operator", None),)),
        dt.datetime(2026, 11, 24, 9, tzinfo=dt.UTC),
    )

    def square(west: float) -> list[list[list[list[float]]]]:
        east = west + 0.02
        ring = [[west, 51.94], [east, 51.94], [east, 51.96], [west, 51.96], [west, 51.94]]
        return [[ring]]

    async with town.village.bot.store.transaction() as tx:
        outlines = [Area(OMMOORD, square(4.54)), Area(ZEVENKAMP, square(4.56))]
        await areas.replace(tx, outlines, here, cause="x", role="operator")


async def test_the_position_of_a_phone_is_never_silently_the_answer(door: Town) -> None:
    await with_outlines(door)
    await door.plays("""
        Anna: er ligt grofvuil
        Bot: Where is it in Ommoord?…
        Anna: (location 51.95,4.57)
        Bot: That point is in Zevenkamp. Is it there, or were you only there when you wrote?
            [📍 Yes, it is there] [🚶 No, it is somewhere else] [⬅️ Back]
        Anna: [🚶 No, it is somewhere else]
        Bot: Where is it in Ommoord?…
        Anna: (location 51.95,4.57)
        Bot: That point is in Zevenkamp.…
        Anna: [📍 Yes, it is there]
        Bot: Before I send it … 🏘 Wijk: Zevenkamp 🗺 The point on the map goes along.…
    """)
    await door.do("Anna", "[⬅️ Back]", "[➡️ No exact place]")
    assert "🗺" not in door["Anna"].newest.text
    await door.do("Anna", "[✅ Send]")
    rows = await door.rows("SELECT latitude, longitude, cell FROM matters")
    assert rows == [{"latitude": None, "longitude": None, "cell": None}]


async def test_another_wijk_by_its_name_or_from_the_list(door: Town) -> None:
    await door.plays("""
        Anna: er ligt grofvuil
        Bot: Where is it in Ommoord?…
        Anna: Zevenkamp
        Bot: Before I send it … 🏘 Wijk: Zevenkamp 📍 Place: ‹Zevenkamp›…
        Anna: [⬅️ Back]
        Bot: Where is it in Zevenkamp?…
        Anna: [🏘 It is in another wijk]
        Bot: In which wijk is it? [Carnisse-Zuiderpark] […]
    """)


# --- elsewhere --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("profile", "wijk", "name", "role"),
    [
        ("ridderkerk", "ridderkerk.slikkerveer", "Slikkerveer", "the wijkregisseur"),
        (
            "hendrik-ido-ambacht",
            "hendrik-ido-ambacht.krommeweg",
            "Krommeweg",
            "the wijkcoördinator",
        ),
    ],
)
async def test_the_same_door_in_another_municipality(
    tmp_path: Path, spec: Path | None, profile: str, wijk: str, name: str, role: str
) -> None:
    async with open_town(str(tmp_path / "town.sqlite3"), profile=profile, spec=spec) as town:
        await town.appoint("Rita", "contact", wijk)
        await town.do("Anna", "losse tegel op de stoep", name, "Kerkstraat", "[✅ Send]")
        told = town["Anna"].newest.text
        assert "Your number is M-2026-0001." in told
        assert f"It is with {role} of {name} now." in told
