"""Buttons of the inbox prove nothing: every verb and step × everybody × every state of a matter.

A cell that is not in the tables changes no row anywhere, gets a kind answer, and tells nobody who
does not work on it a word of what somebody wrote.
"""

from __future__ import annotations

from typing import Any

import pytest

from conversations import journeys
from conversations.matters.forward import ForwardMatter, TakeForward
from storage.perform import perform
from tests.english import OMMOORD, Town
from tests.forger import Forger, town_id, watch
from tests.matters import one, put, seen_by

ZEVENKAMP = "rotterdam.zevenkamp"
NOON_THERE = "2026-11-24T09:30:00.000000Z"
SECRET = "The lamp by the pond is broken"
WHO = {
    "Karim": "resident",
    "Anna": "teller",
    "Rita": "holder",
    "Rob": "colleague",
    "Sam": "secretary",
    "Zed": "contact of another wijk",
    "Fay": "former contact",
    "Pim": "pending contact",
    "Bea": "member",
    "Amb": "ambassador",
    "Pat": "partner who has it",
    "Pia": "partner",
    "Odo": "officer",
}
NOBODY: frozenset[str] = frozenset()
HOLDER = frozenset({"holder"})
TEAM = frozenset({"holder", "colleague", "secretary"})
OTHERS = TEAM - HOLDER
# Nobody has it; Rita has it; it waits for Pat, and Rita has it; it goes along; it is closed.
STATES = ("new", "taken", "waiting", "joined", "closed")
OPEN = STATES[:-1]
HELD = ("taken", "waiting", "joined")
MAY: dict[str, dict[str, frozenset[str]]] = {
    "work_see": {},
    "work_more": {},
    "work_talk": {},
    "work_give": {},
    "work_whom": {},
    "work_join": {},
    "work_files": {},
    "work_recall": {},
    # A draft of theirs, as a beginning: to answer is for one person.
    "work_answer": {"new": TEAM} | dict.fromkeys(HELD, HOLDER),
    "work_close": {"new": TEAM} | dict.fromkeys(HELD, HOLDER),
    "work_note": dict.fromkeys(OPEN, TEAM),
    "work_rest": dict.fromkeys(OPEN, TEAM),
    "work_take": {"new": TEAM},
    "work_over": {"new": TEAM} | dict.fromkeys(HELD, OTHERS),
    "work_back": dict.fromkeys(HELD, HOLDER),
    "work_part": {"joined": TEAM},
    # Of what was laid before somebody: their own table is below.
    "fwd_yes": {},
    "fwd_no": {},
    "fwd_see": {},
    "fwd_files": {},
    "fwd_answer": {},
}
FORWARDS = ("offered", "taken", "answered")
PARTNER = frozenset({"partner who has it"})
MAY_FORWARD: dict[str, dict[str, frozenset[str]]] = {
    # Whoever opens a link that nobody used may take it: not who made it, nor who told it.
    "fwd_yes": {"offered": frozenset(WHO.values()) - {"holder", "teller"}},
    "fwd_no": {},
    "fwd_see": {},
    "fwd_files": {},
    # A draft of theirs; the store takes an answer from one person alone.
    "fwd_answer": dict.fromkeys(FORWARDS, frozenset(WHO.values())),
    "work_recall": dict.fromkeys(("offered", "taken"), TEAM),
}


def test_every_verb_of_the_inbox_has_a_row() -> None:
    of_inbox = {v for v, name in journeys.VERBS.items() if name in ("inbox", "partner")}
    assert set(MAY) == of_inbox, "a new button needs a row: who may press it, and when"


@pytest.fixture
async def forger(town: Town) -> Forger:
    """Ommoord with everybody around it, and somebody who presses what was never offered."""
    for name, role, wijk in (
        ("Rita", "contact", OMMOORD),
        ("Rob", "contact", OMMOORD),
        ("Sam", "secretary", OMMOORD),
        ("Zed", "contact", ZEVENKAMP),
        ("Fay", "contact", OMMOORD),
        ("Bea", "member", OMMOORD),
        ("Amb", "ambassador", OMMOORD),
        ("Pat", "partner", OMMOORD),
        ("Pia", "partner", OMMOORD),
        ("Odo", "officer", None),
    ):
        await town.appoint(name, role, wijk)
    for name in ("Anna", "Karim", "Pim"):
        await town.do(name, "/start")
    async with town.village.bot.store.transaction() as tx:
        await tx.run(
            "UPDATE roles SET until_at = :now WHERE person = :p",
            p=await town_id(tx, town, "Fay"),
            now=NOON_THERE,
        )
        await tx.run(
            """
            INSERT INTO roles (id, person, role, wijk, issued_by, issued_at)
            VALUES ('pim', :p, 'contact', :wijk, 'test', :now)
            """,
            p=await town_id(tx, town, "Pim"),
            wijk=OMMOORD,
            now=NOON_THERE,
        )
    return Forger(town)


async def matters_in_every_state(town: Town) -> tuple[dict[str, str], dict[str, str]]:
    """A matter of Anna in each state, and a forward in each of its own."""
    bot = town.village.bot
    now = town.village.clock.now()
    cases = {state: f"{state:x<22}" for state in STATES}
    forwards: dict[str, str] = {}
    async with bot.store.transaction() as tx:
        rita = await town_id(tx, town, "Rita")
        pat = await town_id(tx, town, "Pat")
        anna = await town_id(tx, town, "Anna")
        for state, case in cases.items():
            more: dict[str, Any] = {"state": state, "holder": rita, "opened": now}
            if state == "new":
                more["holder"] = None
            if state in ("joined", "closed", "waiting"):
                more["state"] = "taken"
            await put(tx, one(case, anna, **more))
        ahead = await seen_by(tx, rita, now, bot.profile)
        for name in FORWARDS:
            person = None if name == "offered" else pat
            command = ForwardMatter(cases["waiting"], "Woonbron", "Is it yours?", 7, person)
            made = await perform(tx, command, ahead, tx.fresh())
            forwards[name] = made.id
        await tx.run(
            "UPDATE forwards SET answered = :now, over = :now, answer = 'Yes' WHERE id = :id",
            now=NOON_THERE,
            id=forwards["answered"],
        )
        await tx.run(
            "UPDATE matters SET under = :new WHERE case_id = :id",
            new=cases["new"],
            id=cases["joined"],
        )
        await tx.run(
            """
            UPDATE cases SET state = 'closed', closed = :now, owner = NULL, next_at = NULL
            WHERE id = :id
            """,
            now=NOON_THERE,
            id=cases["closed"],
        )
        await tx.run("DELETE FROM drafts")
        await tx.run("UPDATE chats SET listening = NULL, screen = NULL")
    return cases, forwards


async def test_nobody_does_by_a_forged_button_what_is_not_theirs(forger: Forger) -> None:
    town = forger.town
    cases, _forwards = await matters_in_every_state(town)
    async with town.village.bot.store.transaction() as tx:
        await watch(tx)
    wrong = []
    for state, case in cases.items():
        for verb, rows in MAY.items():
            for name, who in WHO.items():
                changed, told = await forger.press(name, f"c{case}:{verb}")
                may = who in rows.get(state, NOBODY)
                if verb == "fwd_answer":
                    changed -= {"drafts"}
                if bool(changed) != may:
                    wrong.append(f"{who} {verb} on {state}: changes {sorted(changed) or 'nothing'}")
                if not told:
                    wrong.append(f"{who} {verb} on {state}: no answer")
                if SECRET in told and who not in TEAM:
                    wrong.append(f"{who} {verb} on {state}: reads what was written")
    assert wrong == []


async def test_nobody_takes_or_reads_what_was_laid_before_somebody_else(forger: Forger) -> None:
    town = forger.town
    _cases, forwards = await matters_in_every_state(town)
    async with town.village.bot.store.transaction() as tx:
        await watch(tx)
    wrong = []
    for state, forward in forwards.items():
        for verb, rows in MAY_FORWARD.items():
            for name, who in WHO.items():
                changed, told = await forger.press(name, f"c{forward}:{verb}")
                # That a second reader came is written down; it gives them nothing.
                changed -= {"case_history", "journal"} if verb == "fwd_yes" else set()
                may = who in rows.get(state, NOBODY)
                if bool(changed) != may:
                    wrong.append(f"{who} {verb} on {state}: changes {sorted(changed) or 'nothing'}")
                if not told:
                    wrong.append(f"{who} {verb} on {state}: no answer")
                reads = who in PARTNER and state == "taken"
                reads |= verb == "fwd_yes" and may
                reads |= verb == "work_recall" and who in TEAM
                if SECRET in told and not reads:
                    wrong.append(f"{who} {verb} on {state}: reads what was written")
    assert wrong == []


@pytest.mark.thorough
async def test_nobody_does_by_a_forged_step_what_is_not_theirs(forger: Forger) -> None:
    """On the screen on which they would stand, with ids that somebody may know."""
    town = forger.town
    cases, _forwards = await matters_in_every_state(town)
    async with town.village.bot.store.transaction() as tx:
        rob, karim = await town_id(tx, town, "Rob"), await town_id(tx, town, "Karim")
        pia = await town_id(tx, town, "Pia")
        await watch(tx)
    steps: dict[str, frozenset[str]] = {
        f"case:{cases['new']}": NOBODY,
        f"talk:{cases['new']}:0": NOBODY,
        f"give:{cases['new']}:{rob}": TEAM,
        f"give:{cases['closed']}:{rob}": NOBODY,
        # Somebody without a role gets nothing laid in their hands, by nobody.
        f"give:{cases['new']}:{karim}": NOBODY,
        # A talk of a colleague is not taken out of their hands in passing.
        f"with:{cases['new']}:{cases['taken']}": HOLDER,
        f"with:{cases['new']}:{cases['closed']}": NOBODY,
        f"link:{cases['new']}": TEAM,
        f"to:{cases['new']}:{pia}": TEAM,
        "list:open:0:0": NOBODY,
    }
    wrong = []
    for screen in ("matter_card", "inbox"):
        for option, allowed in steps.items():
            for name, who in WHO.items():
                turn = await stand(town, name, f'{{"name":"{screen}","case":"{cases["new"]}"}}')
                changed, told = await forger.press(name, f"s{turn}:{option}")
                if bool(changed) != (who in allowed):
                    wrong.append(f"{who} {option} on {screen}: changes {sorted(changed)}")
                if not told:
                    wrong.append(f"{who} {option} on {screen}: no answer")
                if SECRET in told and who not in TEAM:
                    wrong.append(f"{who} {option} on {screen}: reads what was written")
    assert wrong == []


DRAFTS: dict[str, frozenset[str]] = {
    '"case":"CASE","doing":"answer","asking":"review","text":"Tuesday"': TEAM,
    '"case":"CASE","doing":"close","asking":"review","text":"Done"': TEAM,
    '"case":"CASE","doing":"note","asking":"review","text":"Ask Rob"': TEAM,
    '"case":"CASE","doing":"forward","asking":"review","text":"Yours?","whom":"X y","days":7': TEAM,
    '"case":"CASE","doing":"forward","asking":"review","text":"Yours?","days":7': NOBODY,
    '"case":"CASE","doing":"answer","asking":"review"': NOBODY,
}
EFFECTS = {"cases", "matters", "messages", "forwards", "links", "case_history"}


async def test_nobody_sends_a_draft_that_is_not_theirs_to_send(forger: Forger) -> None:
    """Everybody has an answer ready, and presses send: a draft proves nothing either."""
    town = forger.town
    cases, _forwards = await matters_in_every_state(town)
    async with town.village.bot.store.transaction() as tx:
        await watch(tx)
    wrong = []
    for body, allowed in DRAFTS.items():
        kept = '{"version":1,"journey":"inbox",' + body.replace("CASE", cases["new"]) + "}"
        for name, who in WHO.items():
            turn = await stand(town, name, '{"name":"question"}', "inbox", kept)
            changed, told = await forger.press(name, f"s{turn}:send")
            if bool(changed & EFFECTS) != (who in allowed):
                wrong.append(f"{who} sends {body}: changes {sorted(changed)}")
            if not told:
                wrong.append(f"{who} sends {body}: no answer")
            if SECRET in told and who not in TEAM:
                wrong.append(f"{who} sends {body}: reads what was written")
    assert wrong == []


async def stand(
    town: Town, name: str, screen: str, journey: str | None = None, draft: str | None = None
) -> int:
    """Let somebody stand at a screen, with a draft perhaps; answers the turn of its buttons."""
    async with town.village.bot.store.transaction() as tx:
        me = await town_id(tx, town, name)
        await tx.run("DELETE FROM drafts WHERE person = :me", me=me)
        if draft is not None:
            await tx.run(
                """
                INSERT INTO drafts (person, journey, body, since, touched)
                VALUES (:me, :journey, :draft, :now, :now)
                """,
                me=me,
                journey=journey,
                draft=draft,
                now=NOON_THERE,
            )
        await tx.run(
            "UPDATE chats SET screen = :screen, listening = :journey WHERE person = :me",
            screen=screen,
            journey=journey,
            me=me,
        )
        row = await tx.one("SELECT turn FROM chats WHERE person = :me", me=me)
    assert row is not None
    return int(row["turn"])


async def test_a_taken_link_is_closed_for_everybody_else(forger: Forger) -> None:
    """The control of the table above: with the link in other hands the row is no longer there."""
    town = forger.town
    _cases, forwards = await matters_in_every_state(town)
    bot = town.village.bot
    async with bot.store.transaction() as tx:
        karim = await town_id(tx, town, "Karim")
        here = await seen_by(tx, karim, town.village.clock.now(), bot.profile)
        await perform(tx, TakeForward(forwards["offered"]), here, tx.fresh())
        await watch(tx)
    for name in WHO:
        changed, told = await forger.press(name, f"c{forwards['offered']}:fwd_yes")
        assert not changed & {"forwards", "messages"}, name
        assert (SECRET in told) == (name == "Karim"), name
