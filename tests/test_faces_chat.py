"""Who is there for my wijk: the card, numbers to keep, leave with a stand-in, one's own card."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from bot.desk.desk import through_socket
from tests.english import ANSWERS, OMMOORD, Town, open_town

SLIKKERVEER, BOLNES = "ridderkerk.slikkerveer", "ridderkerk.bolnes"
NOTE = "Note: this is an example. Names and numbers may be made up."


async def ridderkerk(town: Town) -> None:
    """A wijkregisseur in Slikkerveer with a card, one in Bolnes, and Yara who lives there."""
    await town.appoint("Rik", "contact", SLIKKERVEER)
    await town.appoint("Bo", "contact", BOLNES)
    await town.do("Rik", "/kaart", "[🙋 My name]", "[🙋 …Rik…]", "[✅ Yes, save it]")
    await town.do("Rik", "[☎️ Office telephone]", "0180 000 005", "[✅ Yes, save it]")
    await town.do("Yara", "/wijk", "Slikkerveer", "[✅ Yes, Slikkerveer]")
    for person in town.village.people.values():
        person.looks()


# --- the card -------------------------------------------------------------------------------


async def test_the_wijk_is_asked_first_and_remembered(town: Town) -> None:
    await town.plays(f"""
        Karim: /start
        Bot: Hello Karim … [💬 Ask or tell something] [💡 I have an idea] [👥 Contact] […]
        Karim: [👥 Contact]
        Bot: What is your postcode? … [📋 Show a list] [I do not live in Rotterdam] [⬅️ Back]
        Karim: omord
        Bot: Which wijk is yours? [Ommoord] […]
        Karim: [Ommoord]
        Bot: Who is there for Ommoord
            Wijknetwerker (Rotterdam)
            Telephone: 14 010 Checked on Thursday 1 December 2022.
            Wijkmanager (Ommoord)
            At work: Monday to Thursday Telephone: 010 000 00 01
            Checked on Friday 20 November 2026.
            You may ask:
            ‹Vragen over het wijkakkoord en over afspraken met de gemeente.›
            You can call gemeente Rotterdam: 14 010.
            {NOTE}
            [📇 Keep: wijknetwerker] [📇 Keep: wijkmanager] [🏘 Another wijk] [🏠 Menu]
        Karim: [📇 Keep: wijkmanager]
        Bot: (contact Wijkmanager (Ommoord), +31100000001)
        Karim: [📇 Keep: wijknetwerker]
        Bot: (contact Wijknetwerker (Rotterdam), 14010)
        Karim: /contact
        Bot: Who is there for Ommoord …
    """)
    assert await town.value("SELECT wijk FROM people") == OMMOORD
    assert town["Karim"].toasts[-1] == "Tap the number to keep it."


async def test_looking_at_another_wijk_does_not_move_anybody(town: Town) -> None:
    await town.do("Karim", "/wijk", "Ommoord", "[✅ Yes, Ommoord]")
    town["Karim"].looks()
    await town.plays("""
        Karim: /contact
        Bot: Who is there for Ommoord …
        Karim: [🏘 Another wijk]
        Bot: Which wijk do you want to see? … [Heijplaat] [✏️ Type it] [⬅️ Back] […]
        Karim: [✏️ Type it]
        Bot: Which wijk do you want to see? Type its name or a postcode. [📋 Show a list] [⬅️ Back]
        Karim: 2981
        Bot: That is in Ridderkerk. I only work for Rotterdam. Which wijk do you want to see? …
        Karim: 3069
        Bot: Which wijk do you want to see? [Ommoord] [Zevenkamp] [Another wijk] [⬅️ Back]
        Karim: [Zevenkamp]
        Bot: Who is there for Zevenkamp Wijknetwerker (Rotterdam) … [📇 Keep the number]
            [🏘 Another wijk] [🏠 Menu]
        Karim: /contact Pernis
        Bot: Who is there for Pernis …
        Karim: /contact heijplaat
        Bot: Who is there for Heijplaat …
        Karim: /contact cool-scheepvaartkwartier-stadsdriehoek
        Bot: Who is there for Cool-Scheepvaartkwartier-Stadsdriehoek …
        Karim: [🏘 Another wijk]
        Bot: Which wijk do you want to see? …
        Karim: [⬅️ Back]
        Bot: Who is there for Ommoord …
    """)
    assert await town.value("SELECT wijk FROM people") == OMMOORD


async def test_somebody_who_lives_elsewhere_may_look_everywhere(town: Town) -> None:
    await town.plays("""
        Karim: /contact
        Bot: What is your postcode? …
        Karim: [I do not live in Rotterdam]
        Bot: You live somewhere else. You may look at every wijk of Rotterdam. Which wijk do you
            want to see? Type its name or a postcode. [📋 Show a list] [⬅️ Back]
        Karim: Pernis
        Bot: Who is there for Pernis …
        Karim: /contact
        Bot: Which wijk do you want to see? …
        Karim: [⬅️ Back]
        Bot: What do you want to do, Karim?
    """)
    assert await town.value("SELECT elsewhere FROM people") == 1


async def test_a_side_question_in_the_middle_of_a_plan_and_back(town: Town) -> None:
    anna = await town.do("Anna", *ANSWERS[:5])
    asked = anna.newest.text
    await town.do("Anna", "/contact", "[📇 Keep: wijkmanager]")
    assert anna.newest.contact is not None
    await town.do("Anna", "[🏘 Another wijk]", "Pernis")
    assert anna.newest.text.startswith("Who is there for Pernis")
    await town.do("Anna", "[▶️ Go on with your plan]")
    assert anna.newest.text == asked
    assert ((await town.draft()) or {})["place"] is None


async def test_a_number_kept_while_something_is_asked_leaves_the_question_alone(
    town: Town,
) -> None:
    anna = await town.do("Anna", "/wijk", "Ommoord", "[✅ Yes, Ommoord]", "/contact")
    card = anna.newest
    await town.do("Anna", "/idee", "Tables by the playground")
    anna.taps("📇 Keep: wijkmanager", card)
    await town.settle()
    await town.do("Anna", "There is nowhere to sit when the children play.")
    draft = await town.draft()
    assert draft is not None
    assert (draft["title"], draft["place"]) == ("Tables by the playground", None)
    assert draft["story"] == "There is nowhere to sit when the children play."


async def test_nobody_is_known_and_the_general_desk_is_named(tmp_path: Path) -> None:
    async with open_town(str(tmp_path / "town.sqlite3"), "ridderkerk", sample=False) as town:
        await town.plays("""
            Yara: /contact Bolnes
            Bot: Who is there for Bolnes
                I do not know yet who the wijkregisseur of Bolnes is.
                You can ask gemeente Ridderkerk. [🏘 Another wijk] [🏠 Menu]
            Yara: /contact Donkersloot
            Bot: Donkersloot has no … of its own. Which wijk do you want to see? [Centrum] […]
        """)


async def test_up_the_chain_when_nobody_is_there(town: Town) -> None:
    """Rotterdam's chain for a question: the wijknetwerker, then the secretary."""
    await town.appoint("Wim", "contact")
    await town.appoint("Sam", "secretary")
    await town.do("Wim", "/kaart", "[🏖 I will be away]", "[📅 Today]", "1 December")
    await town.do("Wim", "[☎️ Nobody: the general number]", "[✅ Yes, save it]")
    town["Karim"].looks()
    await town.plays("""
        Karim: /contact Ommoord
        Bot: Who is there for Ommoord
            Wijknetwerker (Ommoord)
            The wijknetwerker is away until Tuesday 1 December 2026.
            Nobody stands in.
            Wijkmanager (Ommoord) …
            You can ask somebody else now:
            Secretary (Ommoord)
            You can call gemeente Rotterdam: 14 010. …
    """)


async def test_a_name_stands_there_only_after_a_yes(tmp_path: Path) -> None:
    async with open_town(str(tmp_path / "town.sqlite3"), "ridderkerk") as town:
        await town.appoint("Rik", "contact", SLIKKERVEER)
        yara = await town.do("Yara", "/contact slikkerveer")
        assert "Wijkregisseur (Slikkerveer)" in yara.newest.text
        assert "Rik" not in yara.newest.text
        await town.do("Rik", "/kaart", "[🙋 My name]", "Mevrouw Riksen", "[✅ Yes, save it]")
        await town.do("Yara", "/contact slikkerveer")
        assert "‹Mevrouw Riksen› · wijkregisseur (Slikkerveer)".replace("‹", "\u2068").replace(
            "›", "\u2069"
        ) in (yara.newest.text)
        await town.do("Rik", "[🙋 My name]", "[🙈 No name]", "[✅ Yes, save it]")
        await town.do("Yara", "/contact slikkerveer")
        assert "Riksen" not in yara.newest.text


# --- away --------------------------------------------------------------------------------------


async def test_leave_takes_over_by_itself_says_so_and_is_over_by_itself(tmp_path: Path) -> None:
    async with open_town(str(tmp_path / "town.sqlite3"), "ridderkerk") as town:
        await ridderkerk(town)
        await town.plays("""
            Rik: [🏖 I will be away]
            Bot: From which day are you away? For example: 21 December. [📅 Today] [⬅️ Back]
            Rik: yesterday
            Bot: I do not know that day. For example: 21 December. From which day …
            Rik: 1 december
            Bot: On which day are you at work again? For example: 4 January. [⬅️ Back]
            Rik: 1 december
            Bot: You are back after Tuesday 1 December 2026. Choose a later day. On which day …
            Rik: 4 december
            Bot: Who stands in for you? [👤 Wijkregisseur (Bolnes)]
                [☎️ Nobody: the general number] [⬅️ Back]
            Rik: [👤 Wijkregisseur (Bolnes)]
            Bot: Residents will see this:
                ‹Rik› · wijkregisseur (Slikkerveer)
                ‹Rik› is away until Friday 4 December 2026.
                Standing in: wijkregisseur (Bolnes)
                Telephone: 0180 000 001 …
                This begins on Tuesday 1 December 2026.
                Is it right? [✅ Yes, save it] [✏️ No, change it] [⬅️ Back]
            Rik: [✅ Yes, save it]
            Bot: Saved. It begins and ends by itself. Residents see this: ‹Rik› …
                You are away from Tuesday 1 December 2026. On Friday 4 December 2026 you are back.
                Standing in: wijkregisseur (Bolnes) [📅 My days] [☎️ Office telephone]
                [💬 What people may ask] [🙋 My name] [↩️ I do not go away] [🏠 Menu]
            Bot → Bo: You stand in for ‹Rik›. From Tuesday 1 December 2026. On Friday 4 December
                2026 your colleague is back. Residents then see your card. Is it right?
                [✏️ My own card] [🏠 Menu]
            Yara: /contact
            Bot: Who is there for Slikkerveer ‹Rik› · wijkregisseur (Slikkerveer)
                Telephone: 0180 000 005 …
        """)
        yara = town["Yara"]
        # To the minute: the last one of November, and the first one of 4 December, in Ridderkerk.
        for to, away in (
            (dt.datetime(2026, 11, 30, 22, 59, tzinfo=dt.UTC), False),
            (dt.datetime(2026, 11, 30, 23, 0, tzinfo=dt.UTC), True),
            (dt.datetime(2026, 12, 3, 22, 59, tzinfo=dt.UTC), True),
            (dt.datetime(2026, 12, 3, 23, 0, tzinfo=dt.UTC), False),
        ):
            by = to - town.village.clock.now()
            await town.later(seconds=by.total_seconds() + 1)
            await town.do("Yara", "/contact")
            text = yara.newest.text
            assert ("is away until Friday 4 December 2026." in text) is away, to
            assert ("0180 000 005" in text) is not away, to
            assert ("Standing in: wijkregisseur (Bolnes)" in text) is away, to


async def test_a_stand_in_who_is_away_or_whose_role_ended_does_not_stand_in(
    tmp_path: Path,
) -> None:
    async with open_town(str(tmp_path / "town.sqlite3"), "ridderkerk") as town:
        await ridderkerk(town)
        await town.do("Rik", "[🏖 I will be away]", "[📅 Today]", "1 december")
        await town.do("Rik", "[👤 Wijkregisseur (Bolnes)]", "[✅ Yes, save it]")
        yara = await town.do("Yara", "/contact")
        assert "Standing in: wijkregisseur (Bolnes)" in yara.newest.text
        await town.do("Bo", "/kaart", "[🏖 I will be away]", "[📅 Today]", "27 november")
        await town.do("Bo", "[☎️ Nobody: the general number]", "[✅ Yes, save it]")
        await town.do("Yara", "/contact")
        assert "Nobody stands in." in yara.newest.text
        await town.later(days=3)
        await town.do("Yara", "/contact")
        assert "Standing in: wijkregisseur (Bolnes)" in yara.newest.text
        async with town.village.bot.store.transaction() as tx:
            await tx.run(
                "UPDATE roles SET until_at = '2026-11-25T00:00:00.000000Z'"
                " WHERE wijk = 'ridderkerk.bolnes'"
            )
        await town.do("Yara", "/contact")
        assert "Nobody stands in." in yara.newest.text


async def test_back_early_tells_whoever_stood_in_and_the_number_counts_again(
    tmp_path: Path,
) -> None:
    async with open_town(str(tmp_path / "town.sqlite3"), "ridderkerk") as town:
        await ridderkerk(town)
        yara = await town.do("Yara", "/contact")
        before = yara.newest
        await town.do("Rik", "[🏖 I will be away]", "[📅 Today]", "1 december")
        await town.do("Rik", "[👤 Wijkregisseur (Bolnes)]", "[✅ Yes, save it]")
        # A button from before the leave is judged now.
        yara.taps("📇 Keep the number", before)
        await town.settle()
        assert yara.newest.text.startswith("\u2068Rik\u2069 is away until Tuesday 1 December 2026.")
        town["Bo"].looks()
        yara.looks()
        await town.plays("""
            Rik: [↩️ I am back]
            Bot: Saved. You are at work. Residents see this: …
            Bot → Bo: You do not stand in for ‹Rik› any more. [🏠 Menu]
            Yara: /contact
            Bot: Who is there for Slikkerveer ‹Rik› · wijkregisseur (Slikkerveer)
                Telephone: 0180 000 005 …
            Yara: [📇 Keep the number]
            Bot: (contact Rik · wijkregisseur (Slikkerveer), +31180000005)
        """)


# --- one's own card ---------------------------------------------------------------------------


async def test_nothing_is_shown_before_it_is_saved(town: Town) -> None:
    await town.appoint("Wim", "contact")
    karim = town["Karim"]
    await town.do("Wim", "/kaart", "[💬 What people may ask]", "Questions about Ommoord")
    assert "Questions about Ommoord" in town["Wim"].newest.text
    await town.do("Karim", "/contact ommoord")
    assert "Questions about Ommoord" not in karim.newest.text
    await town.do("Wim", "[✏️ No, change it]", "Questions about your street")
    await town.do("Wim", "[✅ Yes, save it]")
    await town.do("Karim", "/contact ommoord")
    assert "\u2068Questions about your street\u2069" in karim.newest.text
    assert await town.rows("SELECT role, verb FROM journal WHERE verb = 'card_changed'") == [
        {"role": "contact", "verb": "card_changed"}
    ]


async def test_what_may_not_stand_on_a_card_is_said_kindly(town: Town) -> None:
    await town.appoint("Wim", "contact")
    wim = town["Wim"]
    for button, typed, why in (
        ("[☎️ Office telephone]", "06 12345678", "A mobile number may be private."),
        ("[☎️ Office telephone]", "+32 2 123 45 67", "I do not know this as a Dutch telephone"),
        ("[💬 What people may ask]", "Call me on 06-12345678", "I see a mobile number."),
        ("[💬 What people may ask]", "My BSN is 111222333", "This looks like a citizen number"),
        ("[🙋 My name]", "0612345678", "Please type only a name, without numbers."),
        ("[📅 My days]", "sometimes", "I do not know those days."),
    ):
        await town.do("Wim", "/kaart", button, typed)
        assert wim.newest.text.startswith(why), (typed, wim.newest.text)
        await town.do("Wim", "[⬅️ Back]")
        assert wim.newest.text.startswith("Residents see this:")
    assert await town.rows("SELECT id FROM cards") == []


async def test_a_resident_with_a_role_shows_no_number(tmp_path: Path) -> None:
    """A wijkambassadeur in Ridderkerk is a resident; in Hendrik-Ido-Ambacht a civil servant."""
    async with open_town(str(tmp_path / "town.sqlite3"), "ridderkerk") as town:
        await town.appoint("Amir", "ambassador", BOLNES)
        amir = await town.do("Amir", "/kaart", "[☎️ Office telephone]", "0180 000 009")
        assert amir.newest.text.startswith(
            "You help as a resident. I show no telephone numbers of residents."
        )
        await town.do("Amir", "/kaart", "[🙋 My name]", "Amir", "[✅ Yes, save it]")
        yara = await town.do("Yara", "/contact bolnes")
        assert "\u2068Amir\u2069 · wijkambassadeur (Bolnes)" in yara.newest.text


async def test_a_role_that_ended_meanwhile_saves_nothing(town: Town) -> None:
    await town.appoint("Wim", "contact")
    await town.do("Wim", "/kaart", "[🙋 My name]", "Wim de Wit")
    async with town.village.bot.store.transaction() as tx:
        await tx.run("UPDATE roles SET until_at = '2026-11-24T00:00:00.000000Z'")
    wim = await town.do("Wim", "[✅ Yes, save it]")
    assert wim.newest.text.startswith("Only people who work for a wijk have a card.")
    await town.do("Wim", "/kaart")
    assert wim.newest.text.startswith("Only people who work for a wijk have a card.")
    assert await town.rows("SELECT id FROM cards") == []


async def test_a_double_tap_on_save_saves_once(town: Town) -> None:
    await town.appoint("Wim", "contact")
    await town.do("Wim", "/kaart", "[📅 My days]", "[📅 Monday to Friday]")
    await town.do("Wim", "(twice ✅ Yes, save it)")
    assert await town.value("SELECT count(*) FROM journal WHERE verb = 'card_changed'") == 1
    assert await town.value("SELECT days FROM cards") == "12345"


async def test_colleagues_come_a_few_at_a_time(town: Town) -> None:
    await town.appoint("Wim", "contact")
    for n, wijk in enumerate(("zevenkamp", "pernis", "rozenburg", "heijplaat", "nesselande")):
        await town.appoint(f"Col{n}", "contact", f"rotterdam.{wijk}")
    wim = await town.do("Wim", "/kaart", "[🏖 I will be away]", "[📅 Today]", "1 december")
    # The same gebied first.
    assert wim.newest.labels[:2] == (
        "👤 Wijknetwerker (Nesselande)",
        "👤 Wijknetwerker (Zevenkamp)",
    )
    assert wim.newest.labels[4:] == (
        "More people (2 of 2)",
        "☎️ Nobody: the general number",
        "⬅️ Back",
    )
    await town.do("Wim", "[More people (2 of 2)]")
    assert len(wim.newest.labels) == 5


@pytest.mark.parametrize(
    ("profile", "wijk", "lines"),
    [
        ("rotterdam", "Ommoord", ["Wijknetwerker (Rotterdam)", "Wijkmanager (Ommoord)"]),
        ("ridderkerk", "Slikkerveer", ["Wijkregisseur (Ridderkerk)"]),
        (
            "hendrik-ido-ambacht",
            "Krommeweg",
            ["Wijkcoördinator (Hendrik-Ido-Ambacht)", "Ambassadeur (Hendrik-Ido-Ambacht)"],
        ),
    ],
)
async def test_each_municipality_in_its_own_words_and_labelled_as_sample(
    tmp_path: Path, profile: str, wijk: str, lines: list[str]
) -> None:
    async with open_town(str(tmp_path / "town.sqlite3"), profile) as town:
        yara = await town.do("Yara", f"/contact {wijk}")
        told = [line for line in yara.newest.text.split("\n") if line.endswith(")")]
        assert told == lines
        assert yara.newest.text.endswith(NOTE)
        await town.do("Yara", "/taal nl")
        assert yara.newest.text.startswith(f"Wie er is voor {wijk}")
        assert yara.newest.text.endswith(
            "Let op: dit is een voorbeeld. Namen en nummers kunnen verzonnen zijn."
        )


async def test_only_facts_stand_on_a_card_without_sample_data(tmp_path: Path) -> None:
    async with open_town(str(tmp_path / "town.sqlite3"), sample=False) as town:
        await town.plays("""
            Karim: /contact Ommoord
            Bot: Who is there for Ommoord
                Wijknetwerker (Rotterdam)
                Telephone: 14 010 Checked on Thursday 1 December 2022.
                You can call gemeente Rotterdam: 14 010.
                [📇 Keep the number] [🏘 Another wijk] [🏠 Menu]
        """)


async def test_what_the_operator_fills_in_is_seen_at_once_while_the_bot_runs(town: Town) -> None:
    order = {"do": "card-set", "role": "manager", "wijk": "Pernis", "phone": "010 000 00 07"}
    reply = await through_socket(Path(town.village.settings.database), order)
    assert reply is not None
    assert reply.ok, reply.said
    karim = await town.do("Karim", "/contact pernis")
    assert "Wijkmanager (Pernis)\n\nTelephone: 010 000 00 07" in karim.newest.text
    await town.do("Karim", "[📇 Keep: wijkmanager]")
    assert karim.newest.text == "(contact Wijkmanager (Pernis), +31100000007)"
