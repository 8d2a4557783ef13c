"""Buttons prove nothing: agenda, following, writing to somebody, passing on, pressed by hand.

Everybody presses every button on a signal in every state; then everybody has a draft ready that
they never could have made, and presses send.
"""

from __future__ import annotations

import pytest

from conversations import journeys
from conversations.matters.followed import token_of
from storage import links
from storage.database import Transaction
from tests.english import OMMOORD, Town
from tests.forger import Forger, role_row, town_id, watch
from tests.test_agenda_chat import brought

ZEVENKAMP = "rotterdam.zevenkamp"
WHO = {
    "Karim": "resident",
    "Anna": "who told it",
    "Ans": "ambassador",
    "Zia": "ambassador of another wijk",
    "Fem": "former ambassador",
    "Bea": "member",
    "Zoe": "member of another wijk",
    "Fay": "former member",
    "Pim": "pending member",
    "Sam": "secretary",
    "Zus": "secretary of another wijk",
    "Wim": "contact",
    "Man": "manager",
    "Blo": "blocked",
    "Unk": "unknown",
}
ALL = frozenset(WHO.values())
COUNCIL = frozenset({"member", "secretary"})
# Who follows it hears of it: told it, or opened the link.
FOLLOWS = frozenset({"who told it", "resident"})

STATES = ("bare", "on", "not_now", "done", "closed", "withdrawn", "question", "elsewhere")
OPEN = ("bare", "on", "not_now", "done")
MAY: dict[str, dict[str, frozenset[str]]] = {
    "agenda_on": dict.fromkeys(("bare", "not_now", "done"), COUNCIL),
    # A draft of theirs, as a beginning: the reason is asked first.
    "agenda_not": dict.fromkeys(("bare", "on", "done"), COUNCIL),
    "agenda_done": {"on": COUNCIL},
    # By the link that was made; who has it already changes nothing.
    "follow_on": dict.fromkeys(STATES, ALL - FOLLOWS),
    # Whoever told it always hears the answer.
    "follow_off": dict.fromkeys(STATES, frozenset({"resident"})),
    # Looking changes nothing; who has neither the link nor a reason sees nothing of it.
    "follow_see": {},
    "write_to": {},
}


def test_every_verb_has_a_row() -> None:
    mine = {v for v, name in journeys.VERBS.items() if name in ("agenda", "following", "line")}
    assert set(MAY) == mine


@pytest.fixture
async def forger(town: Town) -> Forger:
    """Ommoord with everybody in it."""
    for name in ("Odo", "Karim", "Anna", "Pim"):
        await town.do(name, "/start")
    for name, role, wijk in (
        ("Ans", "ambassador", OMMOORD),
        ("Fem", "ambassador", OMMOORD),
        ("Zia", "ambassador", ZEVENKAMP),
        ("Bea", "member", OMMOORD),
        ("Fay", "member", OMMOORD),
        ("Zoe", "member", ZEVENKAMP),
        ("Sam", "secretary", OMMOORD),
        ("Zus", "secretary", ZEVENKAMP),
        ("Wim", "contact", OMMOORD),
        ("Man", "manager", OMMOORD),
    ):
        await town.appoint(name, role, wijk)
    await town.do("Ans", "/kaart", "[🙋 My name]", "Ans", "[✅ Yes, save it]")
    await town.do("Fem", "/kaart", "[🙋 My name]", "Fem", "[✅ Yes, save it]")
    town["Blo"].says("/start")
    await town.settle()
    town["Blo"].blocks()
    await town.settle()
    await role_row(town, "P" * 22, "Pim")
    return Forger(town)


async def former(town: Town, tx: Transaction) -> None:
    """Fay and Fem have no role any more."""
    for name in ("Fay", "Fem"):
        await tx.run(
            "UPDATE roles SET until_at = '2026-11-24T09:30:00.000000Z' WHERE person = :p",
            p=await town_id(tx, town, name),
        )


async def signals(town: Town) -> dict[str, str]:
    """A signal of Anna in each state; Karim follows them all."""
    found = {
        state: await brought(
            town,
            "Anna",
            f"The lamp is broken, {state}",
            kind="question" if state == "question" else "signal",
            wijk=ZEVENKAMP if state == "elsewhere" else OMMOORD,
        )
        for state in STATES
    }
    async with town.village.bot.store.transaction() as tx:
        karim, bea = await town_id(tx, town, "Karim"), await town_id(tx, town, "Bea")
        for state, case in found.items():
            await links.publish(tx, token_of(case), "matter", case)
            await tx.run(
                "INSERT INTO follows (person, subject, since) VALUES (:p, :s, '')",
                p=karim,
                s=f"matter:{case}",
            )
            if state in ("on", "not_now", "done"):
                await tx.run(
                    "INSERT INTO agenda (case_id, wijk, state, reason, person, at)"
                    " VALUES (:c, :w, :s, 'Later', :p, '')",
                    c=case,
                    w=OMMOORD,
                    s=state,
                    p=bea,
                )
            if state in ("closed", "withdrawn"):
                await tx.run(
                    "UPDATE cases SET state = :s, closed = opened WHERE id = :c", s=state, c=case
                )
        await former(town, tx)
        await tx.run("DELETE FROM drafts")
        await tx.run("UPDATE chats SET listening = NULL, screen = NULL")
    return found


async def test_nobody_does_by_a_forged_button_what_is_not_theirs(forger: Forger) -> None:
    town = forger.town
    cases = await signals(town)
    async with town.village.bot.store.transaction() as tx:
        await watch(tx)
    wrong, cells = [], 0
    for state, case in cases.items():
        for verb, rows in MAY.items():
            allowed = rows.get(state, frozenset())
            if state == "elsewhere" and verb in ("agenda_on", "agenda_not"):
                allowed = frozenset({"member of another wijk", "secretary of another wijk"})
            for name, who in WHO.items():
                cells += 1
                changed, told = await forger.press(name, f"c{case}:{verb}")
                if bool(changed) != (who in allowed):
                    wrong.append(f"{who} {verb} on {state}: changes {sorted(changed) or 'nothing'}")
                if not told:
                    wrong.append(f"{who} {verb} on {state}: no answer")
                if "The lamp" in told and who != "who told it":
                    wrong.append(f"{who} {verb} on {state}: reads what was said")
    assert wrong == []
    assert cells == len(MAY) * len(WHO) * len(STATES)


async def test_only_an_ambassadors_card_takes_a_message(forger: Forger) -> None:
    """Everybody may write to Ans but Ans; nobody to Fem, who is none any more, or to an office."""
    town = forger.town
    async with town.village.bot.store.transaction() as tx:
        await former(town, tx)
        cards = {}
        for name in ("Ans", "Fem"):
            row = await tx.one(
                "SELECT id FROM cards WHERE person = :p", p=await town_id(tx, town, name)
            )
            assert row is not None
            cards[name] = row["id"]
        await tx.run("DELETE FROM drafts")
        await watch(tx)
    wrong = []
    for whose, card in {**cards, "nobody": "N" * 22}.items():
        for name, who in WHO.items():
            changed, told = await forger.press(name, f"c{card}:write_to")
            may = whose == "Ans" and name != "Ans"
            if changed != ({"drafts"} if may else set()):
                wrong.append(f"{who} writes to {whose}: changes {sorted(changed) or 'nothing'}")
            if not told:
                wrong.append(f"{who} writes to {whose}: no answer")
    assert wrong == []


# --- a draft proves nothing either -----------------------------------------------------------

PASSING = (
    '{"journey":"passing","asking":"review","text":"The lamp","topic":"street","kind":"signal",'
    '"wijk":"%s"}'
)
LINE = (
    '{"journey":"line","to":"ambassador","asking":"review","card":"%s","wijk":"%s","text":"Hello"}'
)
AGENDA = '{"journey":"agenda","case":"%s","number":"M-2026-0001","reason":"After the summer"}'


async def test_nobody_sends_a_draft_that_was_never_theirs(forger: Forger) -> None:
    town = forger.town
    cases = await signals(town)
    async with town.village.bot.store.transaction() as tx:
        row = await tx.one("SELECT id FROM cards WHERE name = 'Ans'")
        assert row is not None
        card = row["id"]
        await watch(tx)
    drafts = {
        "passing": (PASSING % OMMOORD, frozenset({"ambassador"})),
        "passing elsewhere": (PASSING % ZEVENKAMP, frozenset({"ambassador of another wijk"})),
        "passing nowhere": (PASSING % "rotterdam.nowhere", frozenset()),
        "line": (LINE % (card, OMMOORD), ALL - {"ambassador"}),
        # A card holds for the wijk of the role, whatever the draft says.
        "line elsewhere": (LINE % (card, ZEVENKAMP), frozenset()),
        "agenda": (AGENDA % cases["bare"], COUNCIL),
        "agenda again": (AGENDA % cases["not_now"], frozenset()),
        "agenda of a question": (AGENDA % cases["question"], frozenset()),
        "agenda of nothing": (AGENDA % ("N" * 22), frozenset()),
    }
    wrong = []
    for what, (body, allowed) in drafts.items():
        journey = what.split(" ")[0]
        for name, who in WHO.items():
            if name == "Unk":
                continue
            async with town.village.bot.store.transaction() as tx:
                me = await town_id(tx, town, name)
                await tx.run("DELETE FROM drafts WHERE person = :me", me=me)
                await tx.run(
                    "INSERT INTO drafts (person, journey, body, since, touched) VALUES"
                    " (:me, :journey, :body, '2026-11-24', '2026-11-24')",
                    me=me,
                    journey=journey,
                    body=body,
                )
                chat = await tx.one(
                    "UPDATE chats SET listening = :journey, screen = :screen WHERE person = :me"
                    " RETURNING turn",
                    me=me,
                    journey=journey,
                    screen='{"name":"question"}',
                )
                assert chat is not None
                await tx.run("DELETE FROM touched")
            changed, told = await forger.press(name, f"s{chat['turn']}:send")
            done = bool(changed - {"drafts", "journal"})
            if done != (who in allowed):
                wrong.append(f"{who} sends {what}: changes {sorted(changed)}")
            if not told:
                wrong.append(f"{who} sends {what}: no answer")
    assert wrong == []
