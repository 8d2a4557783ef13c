"""An ambassador's day: forward, confirm, done; a link for the neighbour; what became of it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from conversations.matters.followed import token_of
from conversations.matters.week import Week
from tests.english import FSI, PDI, Town, open_town

BOLNES, OOST = "ridderkerk.bolnes", "ridderkerk.oost"


@pytest.fixture
async def ridderkerk(tmp_path: Path, spec: Path | None) -> AsyncIterator[Town]:
    """Bolnes with a wijkregisseur and a wijkambassadeur."""
    async with open_town(str(tmp_path / "r.sqlite3"), "ridderkerk", spec=spec) as town:
        await town.appoint("Wil", "contact", BOLNES)
        await town.appoint("Ans", "ambassador", BOLNES)
        for name in ("Wil", "Ans"):
            await town.do(name, "/start")
        yield town


async def passed(town: Town, name: str, text: str) -> str:
    """What somebody forwards is passed on; answers its case."""
    town[name].forwards(text)
    await town.settle()
    await town.do(name, "[✅ Pass it on]")
    assert "Thank you. It is passed on." in town[name].newest.text
    number = re.findall(r"M-\d{4}-\d{4}", town[name].newest.text)[0]
    town[name].looks()
    return str(await town.value("SELECT id FROM cases WHERE number = :n", n=number))


async def test_forward_confirm_done_is_one_tap(ridderkerk: Town) -> None:
    await ridderkerk.plays("""
        Ans: (forwards The container by the Ringdijk is full again)
        Bot: Shall I pass this on?
            ‹The container by the Ringdijk is full again›
            🏘 Wijk: Bolnes
            🏷 About: Waste and litter
            I keep nothing about your neighbour. [✅ Pass it on] [🏷 Another subject]
            [❓ It is a question] [✏️ Other words] [🗑 Do not pass it on]
        Ans: [✅ Pass it on]
        Bot: Thank you. It is passed on. Message M-2026-0001 …
            🏷 About: Waste and litter
            🏘 In Bolnes, told on …
            📍 Nobody took it yet.
            ⏳ An answer comes by Tuesday 1 December 2026.
            Note: this is an example. The day may be made up.
            Share the link: your neighbour sees where it stands, and no names.
            [🔗 Link for your neighbour] [💬 Read and answer] [📣 What I passed on] [🏠 Menu]
        Bot → Wil: …
    """)
    [row] = await ridderkerk.rows(
        "SELECT c.kind, c.channel, c.wijk, c.owner, m.passed_on FROM cases c"
        " JOIN matters m ON m.case_id = c.id"
    )
    assert row == {
        "kind": "signal",
        "channel": "ambassador",
        "wijk": BOLNES,
        "owner": "contact",
        "passed_on": 1,
    }


async def test_another_wijk_and_another_kind_are_three_taps_at_most(ridderkerk: Town) -> None:
    await ridderkerk.appoint("Ans", "ambassador", OOST)
    await ridderkerk.do("Ans", "/wijk", "Bolnes", "[✅ Yes, Bolnes]")
    ans = ridderkerk["Ans"]
    for taps, wijk, kind in (
        (("[✅…]",), BOLNES, "signal"),
        (("[🏘 Another wijk]", "[Oost]", "[✅…]"), OOST, "signal"),
        (("[❓ It is a question]", "[✅…]"), BOLNES, "question"),
        (("[🏷 Another subject]", "[🌳…]", "[✅…]"), BOLNES, "signal"),
    ):
        ans.forwards(f"Something in the street {len(taps)} {wijk} {kind}")
        await ridderkerk.settle()
        await ridderkerk.do("Ans", *taps)
        assert "Thank you. It is passed on." in ans.newest.text
        row = (
            await ridderkerk.rows("SELECT wijk, kind FROM cases ORDER BY opened DESC, number DESC")
        )[0]
        assert (row["wijk"], row["kind"]) == (wijk, kind)
    assert await ridderkerk.value("SELECT count(*) FROM matters WHERE topic = 'green'") == 1


async def test_spoken_typed_a_photo_and_several_forwards(ridderkerk: Town) -> None:
    """Three messages forwarded at once are one; a voice is enough; typing takes their place."""
    ans = ridderkerk["Ans"]
    for text in ("First this.", "/start", "1"):
        ans.forwards(text)
    await ridderkerk.settle()
    assert "‹First this.›\n\n‹/start›\n\n‹1›".replace("‹", FSI).replace("›", PDI) in ans.newest.text
    await ridderkerk.do("Ans", "In my own words: the lamp is broken")
    assert "First this" not in ans.newest.text
    assert "In my own words: the lamp is broken" in ans.newest.text
    await ridderkerk.do("Ans", "[🗑 Do not pass it on]")
    assert "I keep nothing of it." in ans.newest.text
    assert await ridderkerk.rows("SELECT id FROM cases") == []
    await ridderkerk.do("Ans", "[📣 Pass something on]", "(voice)")
    assert "📎 Files: 1" in ans.newest.text
    await ridderkerk.do("Ans", "(photo)", "[✅ Pass it on]")
    assert "Thank you. It is passed on." in ans.newest.text
    files = await ridderkerk.rows("SELECT kind, message FROM files ORDER BY kind")
    assert files == [{"kind": "photo", "message": 0}, {"kind": "voice", "message": 0}]


async def test_the_same_forward_twice_is_passed_on_once(ridderkerk: Town) -> None:
    first = await passed(ridderkerk, "Ans", "The lamp is broken")
    assert await passed(ridderkerk, "Ans", "The lamp is broken") == first
    assert await ridderkerk.value("SELECT count(*) FROM cases") == 1
    assert len([b for b in ridderkerk["Wil"].chat if "M-2026-0001" in b.text]) == 1


async def test_what_was_never_passed_on_does_not_come_along_later(ridderkerk: Town) -> None:
    ans = ridderkerk["Ans"]
    ans.forwards("The first thing")
    await ridderkerk.settle()
    await ridderkerk.do("Ans", "/start")
    await ridderkerk.later(hours=1)
    ans.forwards("The lamp is broken")
    await ridderkerk.settle()
    assert "The message before this one was not passed on." in ans.newest.text
    assert "The first thing" not in ans.newest.text
    await ridderkerk.do("Ans", "[✅ Pass it on]")
    assert await ridderkerk.value("SELECT text FROM messages") == "The lamp is broken"


async def test_numbers_and_names_are_left_out_and_help_is_shown(ridderkerk: Town) -> None:
    ans = ridderkerk["Ans"]
    ans.forwards("Mevrouw Jansen fell, BSN 111222333, there is a gas leak", "Piet")
    await ridderkerk.settle()
    text = ans.newest.text
    assert "112" in text
    assert "Do you need help now?" in text
    assert "111222333" not in text
    assert "I see a name, or something about health: \u2068Jansen\u2069." in text
    await ridderkerk.do("Ans", "[✂️ Leave that out]")
    assert "Jansen" not in ans.newest.text
    await ridderkerk.do("Ans", "[✅ Pass it on]")
    assert await ridderkerk.value("SELECT count(*) FROM messages WHERE text LIKE '%Jansen%'") == 0


async def test_half_way_a_forward_leaves_a_plan_alone(ridderkerk: Town) -> None:
    await ridderkerk.do("Ans", "/wijk", "Bolnes", "[✅ Yes, Bolnes]", "/idee", "Picnic tables")
    before = await ridderkerk.draft("Ans")
    assert before is not None
    assert before["title"] == "Picnic tables"
    await passed(ridderkerk, "Ans", "The lamp is broken")
    assert await ridderkerk.draft("Ans") == before


async def test_a_resident_who_forwards_tells_it_as_their_own(ridderkerk: Town) -> None:
    await ridderkerk.do("Piet", "/start", "(forwards The lamp by the school is broken)")
    assert "Shall I pass this on?" not in ridderkerk["Piet"].newest.text
    await ridderkerk.do("Piet", "/ambassadeur")
    text = ridderkerk["Piet"].newest.text
    assert "This part is for the wijkambassadeur." in text
    assert "You can tell it yourself with /vraag." in text


async def test_in_ambacht_an_official_passes_on(tmp_path: Path, spec: Path | None) -> None:
    """There an ambassador is a civil servant of a department, for the whole municipality."""
    path = str(tmp_path / "h.sqlite3")
    async with open_town(path, "hendrik-ido-ambacht", spec=spec) as town:
        await town.appoint("Co", "contact", None)
        await town.appoint("Ada", "ambassador", None)
        ada = town["Ada"]
        ada.forwards("The lamp by the school is broken")
        await town.settle()
        assert "In which wijk is it?" in ada.newest.text
        await town.do("Ada", f"[{ada.newest.labels[0]}]", "[✅ Pass it on]")
        assert "Thank you. It is passed on." in ada.newest.text
        assert await town.value("SELECT owner FROM cases") == "contact"


# --- the link -----------------------------------------------------------------------------


async def test_the_link_shows_where_it_stands_and_no_persons(ridderkerk: Town) -> None:
    case = await passed(ridderkerk, "Ans", "Container Ringdijk is full")
    link = next(
        button["url"]
        for row in ridderkerk["Ans"].newest.json["reply_markup"]["inline_keyboard"]
        for button in row
        if "url" in button
    )
    assert token_of(case) in link
    await ridderkerk.plays(f"""
        Nel: (opens {token_of(case)})
        Bot: I am Aan Zet, …
            Message M-2026-0001
            🏷 About: Waste and litter
            🏘 In Bolnes, told on …
            📍 Nobody took it yet.
            ⏳ An answer comes by Tuesday 1 December 2026.
            Note: this is an example. The day may be made up.
            You see where it stands. You do not see who told it, or what was said.
            [🔕 Tell me no more of this] [🏠 Menu]
    """)
    assert "Ringdijk" not in ridderkerk["Nel"].newest.text
    who = "SELECT count(*) FROM follows WHERE person = :p"
    nel = await ridderkerk.id_of("Nel")
    assert await ridderkerk.value(who, p=nel) == 1
    await ridderkerk.do("Nel", "[🔕…]")
    assert await ridderkerk.value(who, p=nel) == 0
    await ridderkerk.do("Nel", "[🔔 Keep me posted]")
    assert await ridderkerk.value(who, p=nel) == 1
    # A matter without a link cannot be followed, whoever knows its id.
    await ridderkerk.do("Ans", "/start")
    async with ridderkerk.village.bot.store.transaction() as tx:
        await tx.run("DELETE FROM links")
        await tx.run("DELETE FROM follows WHERE person = :p", p=nel)
    ridderkerk["Nel"].forges(f"c{case}:follow_on")
    await ridderkerk.settle()
    assert await ridderkerk.value(who, p=nel) == 0
    await ridderkerk.do("Nel", f"(opens {token_of(case)})")
    assert "Bolnes" not in ridderkerk["Nel"].newest.text


async def test_my_own_list_with_states(ridderkerk: Town) -> None:
    case = await passed(ridderkerk, "Ans", "The lamp is broken")
    await passed(ridderkerk, "Ans", "The container is full")
    async with ridderkerk.village.bot.store.transaction() as tx:
        await tx.run("UPDATE cases SET state = 'taken' WHERE id = :c", c=case)
    await ridderkerk.plays("""
        Ans: /ambassadeur
        Bot: What you passed on
            • M-2026-0002 · Waste and litter: nobody took it yet
            • M-2026-0001 · Street and pavement: somebody has it
            [📣 Pass something on] [📣 ‹The container is full›] [📣 ‹The lamp is broken›]
            [✍️ Write to the wijkregisseur] [🏖 My card, and when I am away] [🏠 Menu]
        Ans: [📣 ‹The lamp is broken›]
        Bot: Message M-2026-0001
            ‹The lamp is broken› …
            📍 Somebody works on it.… […]
    """)
    await ridderkerk.do("Ans", "/taal nl")
    assert "Iemand werkt eraan." in ridderkerk["Ans"].newest.text
    assert ridderkerk["Ans"].newest.labels[0] == "🔗 Link voor uw buur"


async def test_where_neighbours_are_heard_is_told_in_tens_alone(town: Town) -> None:
    """The hint is what the week in figures told already: nothing under ten can be in it."""
    south = "rotterdam.pendrecht-zuidwijk"
    await town.appoint("Ans", "ambassador", south)
    await town.do("Ans", "/ambassadeur")
    assert "📍" not in town["Ans"].newest.text, "nothing was counted yet"
    told: dict[str, str] = {}
    for monday, pendrecht in (("2026-11-09", 20), ("2026-11-16", 0)):
        week = Week(
            wijk=south,
            monday=dt.date.fromisoformat(monday),
            new=30,
            kinds=None,
            topics=None,
            parts={"Pendrecht": pendrecht, "Zuidwijk": 0, "-": 10},
            open=0,
            old=0,
            late=0,
            most_new=39,
            most_open=9,
            most_old=9,
        )
        async with town.village.bot.store.transaction() as tx:
            await tx.run(
                "INSERT INTO pictures (id, wijk, monday, counted, body)"
                " VALUES (:monday, :wijk, :monday, '', :body)",
                wijk=south,
                monday=monday,
                body=week.model_dump_json(),
            )
        await town.do("Ans", "/ambassadeur")
        told[monday] = town["Ans"].newest.text
    assert "Where it was, in the week of Monday 9 November 2026:" in told["2026-11-09"]
    assert "Pendrecht: 20 or more\nEach of the others: fewer than ten" in told["2026-11-09"]
    assert "📍" not in told["2026-11-16"], "under ten everywhere: there is nothing to tell"


async def test_a_former_ambassador_keeps_nothing_of_the_part(ridderkerk: Town) -> None:
    ans = ridderkerk["Ans"]
    ans.forwards("The lamp is broken")
    await ridderkerk.settle()
    async with ridderkerk.village.bot.store.transaction() as tx:
        await tx.run("UPDATE roles SET until_at = from_at WHERE role = 'ambassador'")
    await ridderkerk.do("Ans", "[✅ Pass it on]")
    assert "This part is for the wijkambassadeur." in ans.newest.text
    assert await ridderkerk.rows("SELECT id FROM cases") == []


async def test_from_a_forward_to_an_answer(ridderkerk: Town) -> None:
    """The neighbour hears that it is answered, the ambassador what; nobody sees an account."""
    case = await passed(ridderkerk, "Ans", "The lamp is broken by number 12")
    await ridderkerk.do("Nel", f"(opens {token_of(case)})")
    await ridderkerk.do("Wil", "[🙋 I take it]")
    # Both look at it: it changes under their thumbs.
    assert "📍 Somebody works on it." in ridderkerk["Ans"].newest.text
    assert "📍 Somebody works on it." in ridderkerk["Nel"].newest.text
    await ridderkerk.do("Wil", "[🏁 Close it]", "It is mended, says Wil", "[🏁 Send and close]")
    assert "It is mended, says Wil" in ridderkerk["Ans"].newest.text
    assert ridderkerk["Nel"].newest.text == "M-2026-0001 is answered."
    await ridderkerk.do("Nel", f"(opens {token_of(case)})")
    assert "📍 It is answered." in ridderkerk["Nel"].newest.text
    neighbour = "\n".join(bubble.text for bubble in ridderkerk["Nel"].chat if not bubble.mine)
    for secret in ("lamp is broken", "number 12", "mended", "Wil", "Ans"):
        assert secret not in neighbour, secret
    wil = "\n".join(bubble.text for bubble in ridderkerk["Wil"].chat)
    assert "Ans" not in wil.replace("Answer", "")
