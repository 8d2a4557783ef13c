"""The week in figures on the phones of those who work in a wijk, and what lies in a drawer."""

from __future__ import annotations

import datetime as dt
from typing import Any

from conversations import journeys
from conversations.here import Here, Person
from conversations.matters.matter import BringMatter, Matter, MatterBrought
from storage.database import instant
from storage.perform import perform
from tests.english import OMMOORD, Town
from tests.forger import NOBODY, Forger, town_id, watch

ZEVENKAMP = "rotterdam.zevenkamp"
UNDER = (
    "[❓ What these words mean] [📄 Figures for a spreadsheet (CSV)] [🔕 Not every week] [🏠 Menu]"
)


async def brings(town: Town, times: int, kind: Any = "signal", topic: str = "waste") -> list[str]:
    """Anna told so much, each about something else."""
    bot, brought = town.village.bot, []
    if not town["Anna"].chat:
        await town.do("Anna", "/start")
    async with bot.store.transaction() as tx:
        anna = Person(id=await town_id(tx, town, "Anna"), name="Anna", language="en")
        here = Here(bot.profile, anna, town.village.clock.now(), "aanzet_bot")
        for n in range(times):
            matter = Matter(kind=kind, topic=topic, wijk=OMMOORD, text=f"{kind} {topic} {n}")
            found = await perform(tx, BringMatter(matter), here, tx.fresh())
            assert isinstance(found, MatterBrought), found
            brought.append(found.case)
        # What was promised to her is another story.
        await tx.run("UPDATE due SET done_at = at WHERE kind LIKE 'matter_%'")
    for everybody in town.village.people.values():
        everybody.looks()
    return brought


async def monday(town: Town) -> None:
    """Ten past eight on Monday morning: today is a Tuesday."""
    now = town.village.clock.now()
    await town.later(
        seconds=(dt.datetime(2026, 11, 30, 7, 10, tzinfo=dt.UTC) - now).total_seconds()
    )


async def test_a_member_gets_the_week_in_figures_and_asks_what_they_mean(town: Town) -> None:
    await town.appoint("Bea", "member")
    await town.appoint("Zoe", "member", ZEVENKAMP)
    await brings(town, 24)
    await brings(town, 7, "question", "green")
    await monday(town)
    town["Zoe"].looks()
    await town.plays(f"""
        Bot → Bea: (photo) The week in Ommoord…
            Monday 23 November 2026 to Sunday 29 November 2026…
            • New this week: 30 or more
            • Open now: 30 or more
            • Open for more than 4 weeks: fewer than ten
            • Later than promised: fewer than ten…
            What came in
            • Questions: fewer than ten
            • Complaints: fewer than ten
            • Signals: 20 or more…
            What it was about
            • Waste and litter: 20 or more
            Each of the others: fewer than ten…
            I count in tens: 20+ is 20 or more. Under ten I tell no figure. {UNDER}
        Bea: [❓ What these words mean]
        Bot: What these words mean… [📊 The week in figures] [🏠 Menu]
        Bea: [📊 The week in figures]
        Bot: (photo) The week in Ommoord… {UNDER}
        Bea: [🔕 Not every week]
        Bot: All right. I do not send them every week. With /beeld you see them. [🏠 Menu]
    """)
    picture = next(b for b in reversed(town["Bea"].chat) if "photo" in b.json)
    file = town.village.telegram.exchange.files.by_id(picture.json["photo"][-1]["file_id"])
    assert file.content.startswith(b"\x89PNG")
    assert not [b for b in town["Zoe"].chat if "photo" in b.json]
    await brings(town, 24, topic="street")
    await town.later(days=7)
    assert town["Bea"].unseen() is None


async def test_a_tap_under_a_picture_is_answered_in_a_new_message(town: Town) -> None:
    """Words cannot take the place of a picture: Telegram would refuse."""
    await town.appoint("Bea", "member")
    await brings(town, 12)
    await monday(town)
    await town.do("Bea", "[🏠 Menu]")
    assert "photo" in [b for b in town["Bea"].chat if not b.mine][-2].json
    assert "Hello Bea" in town["Bea"].newest.text


async def test_the_figures_as_a_file_and_for_each_wijk_that_somebody_works_in(town: Town) -> None:
    await town.appoint("Con", "contact")
    await town.appoint("Con", "contact", ZEVENKAMP)
    await brings(town, 12)
    await monday(town)
    town["Con"].looks()
    await town.plays(f"""
        Con: /beeld
        Bot: Of which wijk do you want the figures? [Ommoord] [Zevenkamp] [🏠 Menu]
        Con: [Zevenkamp]
        Bot: The week in Zevenkamp…
            I have no figures yet. I count on Monday, about the week before. [🏠 Menu]
        Con: /picture
        Bot: Of which wijk do you want the figures? [Ommoord] [Zevenkamp] [🏠 Menu]
        Con: [Ommoord]
        Bot: (photo) The week in Ommoord… {UNDER}
        Con: [📄 Figures for a spreadsheet (CSV)]
        Bot: (document ommoord-2026-11-30.csv) Here are the figures…
    """)
    sent = town["Con"].newest.json["document"]
    text = town.village.telegram.exchange.files.by_id(sent["file_id"]).content.decode("utf-8-sig")
    head, *rows = text.splitlines()
    assert head.startswith('"week";"from";"until";"municipality";"wijk_id";"wijk";"figure";"by"')
    assert rows[0].startswith(
        '"2026-W48";"2026-11-23";"2026-11-29";"Rotterdam";"rotterdam.ommoord"'
    )


async def test_a_resident_hears_that_it_is_not_for_everybody(town: Town) -> None:
    await town.do("Karim", "/beeld")
    assert "It is not for everybody." in town["Karim"].newest.text


async def test_the_wijkraad_finds_it_among_its_plans(town: Town) -> None:
    await town.appoint("Bea", "member")
    await town.do("Bea", "/raad", "[📊 The week in figures]")
    assert "I have no figures yet." in town["Bea"].newest.text


async def test_figures_survive_a_restart_and_come_once(town: Town) -> None:
    await town.appoint("Bea", "member")
    await brings(town, 12)
    await monday(town)
    await town.village.restart()
    await town.later(hours=2)
    pictures = [b for b in town["Bea"].chat if "photo" in b.json]
    assert len(pictures) == 1


# --- buttons prove nothing ---------------------------------------------------------------------

WHO = {
    "Karim": "resident",
    "Bea": "member",
    "Zoe": "member of another wijk",
    "Fay": "former member",
    "Pim": "pending member",
    "Sam": "secretary",
    "Con": "contact of another wijk",
    "Odo": "officer",
    "Man": "manager who is quiet",
}
READERS = frozenset({"member", "secretary", "officer", "manager who is quiet"})
MAY: dict[str, frozenset[str]] = {
    "picture_words": NOBODY,
    "picture_csv": READERS,
    "picture_quiet": READERS - {"manager who is quiet"},
    "picture_tell": frozenset({"manager who is quiet"}),
}


def test_every_verb_of_a_picture_has_a_row() -> None:
    assert set(MAY) == {verb for verb, name in journeys.VERBS.items() if name == "picture"}


async def test_nobody_sees_or_changes_anything_by_a_forged_button(town: Town) -> None:
    for name, role, wijk in (
        ("Bea", "member", OMMOORD),
        ("Zoe", "member", ZEVENKAMP),
        ("Fay", "member", OMMOORD),
        ("Pim", "member", OMMOORD),
        ("Sam", "secretary", OMMOORD),
        ("Con", "contact", ZEVENKAMP),
        ("Odo", "officer", None),
        ("Man", "manager", OMMOORD),
    ):
        await town.appoint(name, role, wijk)
    await town.do("Karim", "/start")
    async with town.village.bot.store.transaction() as tx:
        for name, what in (("Fay", "until_at = from_at"), ("Pim", "confirmed_at = NULL")):
            await tx.run(
                f"UPDATE roles SET {what} WHERE person = :p", p=await town_id(tx, town, name)
            )
    await brings(town, 12)
    await monday(town)
    picture = await town.value("SELECT id FROM pictures")
    await town.do("Man", "[🔕 Not every week]")
    async with town.village.bot.store.transaction() as tx:
        await watch(tx)
    forger, wrong = Forger(town), []
    for verb, allowed in MAY.items():
        for name, who in WHO.items():
            changed, told = await forger.press(name, f"c{picture}:{verb}")
            if bool(changed) != (who in allowed):
                wrong.append(f"{who} {verb}: changes {sorted(changed) or 'nothing'}")
            if not told:
                wrong.append(f"{who} {verb}: no answer")
            if who not in READERS and ("W48" in told or "Open now" in told):
                wrong.append(f"{who} {verb}: sees figures")
    for name, who in WHO.items():
        _changed, told = await forger.press(name, "s1:@beeld:" + place_of(town))
        if ('"told":10' in told) != (who in READERS):
            wrong.append(f"{who} opens it: {told[:90]}")
    assert wrong == []


def place_of(town: Town) -> str:
    """What a button names the wijk by."""
    own = [wijk.id for wijk in town.village.bot.profile.own_wijken]
    return str(own.index(OMMOORD))


# --- what lies in a drawer ------------------------------------------------------------------------


async def test_the_administrator_hears_in_the_morning_what_nobody_looks_after(town: Town) -> None:
    await town.appoint("Ada", "administrator", None)
    await town.appoint("Con", "contact")
    first, second, third = await brings(town, 3)
    bot = town.village.bot
    async with bot.store.transaction() as tx:
        # Somebody took the second one and left; of the third the date was forgotten.
        con = await town_id(tx, town, "Con")
        await tx.run("UPDATE cases SET holder = :con WHERE id = :id", con=con, id=second)
        await tx.run(
            "UPDATE cases SET owner = 'administrator', next_at = :at WHERE id = :id",
            at="2026-11-01T09:00:00.000000Z",
            id=third,
        )
    await town.later(days=1)
    seen = town["Ada"].newest
    assert "These lie in a drawer" in seen.text
    assert "nobody here has a role for it" in seen.text
    assert first not in seen.text
    town["Ada"].looks()
    async with bot.store.transaction() as tx:
        await tx.run(
            "UPDATE roles SET until_at = :now WHERE person = :con",
            con=con,
            now=instant(town.village.clock.now()),
        )
    await town.later(days=1)
    text = town["Ada"].newest.text
    owner = await town.value("SELECT owner FROM cases WHERE id = :id", id=first)
    assert owner == "contact"
    assert text.count("nobody is wijk") + text.count("nobody is contact") == 2, text


async def test_an_empty_drawer_is_no_news(town: Town) -> None:
    await town.appoint("Ada", "administrator", None)
    await town.appoint("Con", "contact")
    await brings(town, 2)
    town["Ada"].looks()
    await town.later(days=1)
    assert town["Ada"].unseen() is None
    # It is looked through every day all the same.
    planned = await town.rows("SELECT at, done_at FROM due WHERE kind = 'drawer' ORDER BY at")
    assert [row["done_at"] is None for row in planned] == [False, True]
