"""The wijkraad and the signals of its wijk: by subject and state, on the agenda, or "not now"."""

from __future__ import annotations

import pytest

from conversations.here import Here
from conversations.journeys import NOBODY
from conversations.matters.agenda_draft import AgendaSet, SetAgenda, signal
from conversations.matters.matter import BringMatter, Kind, Matter, MatterBrought, Spot
from conversations.rules.agenda import why_not_set
from conversations.talk import Refused
from storage import people
from storage.database import Transaction
from storage.matters import agenda, matters
from tests.english import OMMOORD, Town

ZEVENKAMP = "rotterdam.zevenkamp"
SECRET = "my neighbour Kees Bakker throws it there"


async def seen_by(town: Town, tx: Transaction, name: str) -> Here:
    """This moment, seen by somebody."""
    row = await tx.one("SELECT person FROM accounts WHERE address = :a", a=str(town[name].id))
    assert row is not None
    nobody = Here(town.village.bot.profile, NOBODY, town.village.clock.now(), "x")
    here = await people.look_at(tx, nobody, row["person"])
    assert here is not None
    return here


async def brought(
    town: Town,
    name: str,
    text: str = f"Full again, {SECRET}",
    *,
    topic: str = "waste",
    street: str | None = "Binnenhof 12",
    wijk: str = OMMOORD,
    kind: Kind = "signal",
) -> str:
    """Somebody told this; answers its case."""
    if name not in town.village.people:
        await town.do(name, "/start")
    bot = town.village.bot
    async with bot.store.transaction() as tx:
        here = await seen_by(town, tx, name)
        matter = Matter(kind=kind, topic=topic, wijk=wijk, text=text, spot=Spot(words=street))
        found = await matters.bring(tx, BringMatter(matter), here, tx.fresh())
    assert isinstance(found, MatterBrought)
    return found.case


@pytest.mark.parametrize(
    ("kind", "state", "now", "to", "may"),
    [
        ("signal", "new", None, "on", True),
        ("signal", "taken", None, "not_now", True),
        ("signal", "waiting", "not_now", "on", True),
        ("signal", "new", "on", "not_now", True),
        ("signal", "closed", "on", "done", True),
        # What was said once is not said again: whoever told it would hear it twice.
        ("signal", "new", "on", "on", False),
        ("signal", "new", "not_now", "not_now", False),
        ("signal", "new", "done", "done", False),
        ("signal", "new", None, "done", False),
        ("signal", "closed", None, "on", False),
        ("signal", "withdrawn", None, "not_now", False),
        # A question or complaint is between somebody and the municipality.
        ("question", "new", None, "on", False),
        ("complaint", "new", None, "not_now", False),
    ],
)
def test_what_can_be_said_of_a_signal(
    kind: str, state: str, now: str | None, to: str, may: bool
) -> None:
    assert (why_not_set(kind, state, now, to) is None) is may


async def test_not_now_needs_a_reason_and_it_reaches_the_sender_once(town: Town) -> None:
    await town.council("Bea", "Cor")
    case = await brought(town, "Anna")
    await brought(town, "Anna", "The tree is ill", topic="green", street=None)
    for name in ("Anna", "Bea", "Cor"):
        await town.do(name, "/start")
    await town.plays("""
        Bea: /raad
        Bot: … [📣 Signals of the wijk] […]
        Bea: [📣 Signals of the wijk]
        Bot: Signals of Ommoord
            2 signals are open.
            • Green and trees: 1 new
            • Waste and litter: 1 new
            You see no names and no words of the people who told it.
            [🌳 Green and trees (1)] [🗑️ Waste and litter (1)] [📌 Agenda (0)] [☑️ Answered (0)]
            [🗳 The plans] [🏠 Menu]
        Bea: [🗑️ Waste and litter (1)]
        Bot: … • M-2026-0001 · ‹Binnenhof›: nobody took it yet … [📣 M-2026-0001 · ‹Binnenhof›]
            [🏷 All subjects] […]
        Bea: [📣 M-2026-0001…]
        Bot: Signal M-2026-0001
            🏷 About: Waste and litter
            🏘 In Ommoord, told on …
            🛣 ‹Binnenhof›
            📍 nobody took it yet
            [📌 Put it on the agenda] [⏳ Not now, with a reason] [📣 Signals of the wijk] [🏠 Menu]
        Bea: [⏳ Not now, with a reason]
        Bot: Why does the wijkraad not take up M-2026-0001 now?
            Who told it reads your reason. Write one or two short sentences. [⬅️ Back]
        Bea: No
        Bot: That is too short… [⬅️ Back]
        Bea: Call 06-12345678
        Bot: I see a mobile number. Please leave it out. … [⬅️ Back]
        Bea: The bins are renewed in January.
        Bot: Shall I send this? ‹The bins are renewed in January.›
            [✅ Send] [✏️ Other words] [⬅️ Back]
        Bea: [✅ Send]
        Bot: Signal M-2026-0001 …
            📌 The wijkraad does not take it up now.
            The reason: ‹The bins are renewed in January.›
            [📌 Put it on the agenda] [📣 Signals of the wijk] [🏠 Menu]
        Bot → Anna: The wijkraad does not take up your message M-2026-0001 now.
            The reason: ‹The bins are renewed in January.›
            Whoever has your message goes on with it. [📋 What I told] [🏠 Menu]
    """)
    # Nobody hears it a second time: a double tap, a colleague, a press of long ago.
    heard = len(town["Anna"].chat)
    for name in ("Bea", "Cor", "Cor"):
        town[name].forges(f"c{case}:agenda_not")
        await town.settle()
        assert "That was said already. You see it below." in town[name].newest.text
    await town.later(days=3)
    assert len(town["Anna"].chat) == heard
    assert await town.value("SELECT count(*) FROM messages WHERE case_id = :c", c=case) == 2
    everything = "\n".join(b.text for n in ("Bea", "Cor") for b in town[n].chat)
    assert "Kees" not in everything
    assert "Full again" not in everything
    assert "Anna" not in everything


async def test_on_the_agenda_and_talked_about(town: Town) -> None:
    await town.council("Bea", "Cor")
    case = await brought(town, "Anna")
    for name in ("Anna", "Bea", "Cor"):
        await town.do(name, "/start")
    for name in ("Bea", "Cor"):
        await town.do(name, "/signalen", "[🗑️ Waste…]", "[📣 M-2026-0001…]")
    await town.do("Bea", "[📌 Put it on the agenda]")
    assert "puts your message M-2026-0001 on its agenda." in town["Anna"].newest.text
    # Cor looks at the same card: it changes under his thumb.
    assert "📌 The wijkraad put it on the agenda." in town["Cor"].newest.text
    assert "[☑️ We talked about it]" in f"[{']['.join(town['Cor'].newest.labels)}]"
    await town.do("Cor", "[📣 Signals of the wijk]", "[📌 Agenda (1)]")
    assert "1 signal is on the agenda." in town["Cor"].newest.text
    town["Cor"].forges(f"c{case}:agenda_done")
    await town.settle()
    assert "talked about your message M-2026-0001." in town["Anna"].newest.text
    verbs = await town.rows("SELECT what FROM case_history WHERE case_id = :c ORDER BY n", c=case)
    assert [row["what"] for row in verbs] == ["brought", "agenda_on", "agenda_done"]


async def test_two_members_at_once_are_heard_once(town: Town) -> None:
    await town.council("Bea", "Cor")
    case = await brought(town, "Anna")
    await town.do("Anna", "/start")
    town["Bea"].forges(f"c{case}:agenda_on")
    town["Cor"].forges(f"c{case}:agenda_on")
    await town.settle()
    news = [b for b in town["Anna"].chat if "on its agenda" in b.text]
    assert len(news) == 1


async def test_who_reads_along_looks_and_others_do_not(town: Town) -> None:
    await town.appoint("Wim", "contact")
    await town.appoint("Zoe", "member", ZEVENKAMP)
    case = await brought(town, "Anna")
    await town.do("Wim", "/signalen", "[🗑️ Waste…]", "[📣 M-2026-0001…]")
    assert "You read along. You do not decide here." in town["Wim"].newest.text
    assert not [label for label in town["Wim"].newest.labels if "agenda" in label]
    await town.do("Zoe", "/signalen")
    assert "0 signals are open." in town["Zoe"].newest.text
    await town.do("Anna", "/signalen")
    assert "This part is for the wijkraad." in town["Anna"].newest.text
    # A case in another wijk, by its id, through a button of one's own list.
    bot = town.village.bot
    async with bot.store.transaction() as tx:
        zoe = await seen_by(town, tx, "Zoe")

        assert await agenda.signal(tx, signal(case), zoe) is None
        found = await agenda.set_agenda(tx, SetAgenda(case, "on"), zoe, "x")
        assert isinstance(found, Refused)
        assert await tx.all("SELECT case_id FROM agenda") == []


async def test_a_reason_is_asked_of_the_store_too(town: Town) -> None:
    await town.council("Bea")
    case = await brought(town, "Anna")
    bot = town.village.bot
    async with bot.store.transaction() as tx:
        bea = await seen_by(town, tx, "Bea")
        for reason in (None, "", "no", "BSN 111222333", "x" * 501):
            found = await agenda.set_agenda(tx, SetAgenda(case, "not_now", reason), bea, "x")
            assert isinstance(found, Refused), reason
        found = await agenda.set_agenda(tx, SetAgenda(case, "not_now", "After summer"), bea, "x")
        assert isinstance(found, AgendaSet)


async def test_the_reason_is_asked_again_after_a_restart_and_in_another_language(
    town: Town,
) -> None:
    await town.council("Bea")
    case = await brought(town, "Anna")
    await town.do("Anna", "/start")
    town["Bea"].forges(f"c{case}:agenda_not")
    await town.settle()
    await town.village.restart()
    await town.do("Bea", "/taal nl")
    assert "Waarom pakt de wijkraad M-2026-0001 nu niet op?" in town["Bea"].newest.text
    await town.do("Bea", "Dat doen wij na de zomer.", "[✅ Versturen]")
    assert "Dat doen wij na de zomer." in town["Anna"].newest.text
