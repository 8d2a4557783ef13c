"""Forged buttons of a talk: every verb × everybody × every state of a matter.

A cell that is not in the table changes no row anywhere, gets a kind answer, and nobody reads what
is not for them.
"""

from __future__ import annotations

from typing import Any

from conversations import journeys
from conversations.here import Here
from conversations.matters.matter import BringMatter, Matter, MatterBrought
from conversations.matters.talking import CloseMatter, RateMatter, WithdrawMatter, WriteOn
from storage import people
from tests.english import OMMOORD, Town
from tests.forger import NOBODY, ZEVENKAMP, Forger, watch

WHO = {
    "Anna": "brought it",
    "Lia": "said me too",
    "Fol": "follows it",
    "Karim": "has it",
    "Kees": "colleague",
    "Mia": "manager",
    "Zoe": "contact of another wijk",
    "Fay": "former contact",
    "Pim": "pending contact",
    "Bea": "member",
    "Ivo": "resident",
    "Unk": "unknown",
}
BROUGHT = frozenset({"brought it"})
READERS = frozenset({"brought it", "has it", "colleague", "manager"})
OPEN = ("new", "taken", "waiting")
STATES = (*OPEN, "closed", "closed again", "withdrawn")

MAY: dict[str, dict[str, frozenset[str]]] = {
    "talk_see": {},
    # It begins a draft of one's own.
    "talk_on": dict.fromkeys(OPEN, BROUGHT),
    "talk_files": {},
    "talk_solved": dict.fromkeys(("closed", "closed again"), BROUGHT),
    "talk_half": dict.fromkeys(("closed", "closed again"), BROUGHT),
    "talk_not": dict.fromkeys(("closed", "closed again"), BROUGHT),
    "talk_again": dict.fromkeys((*OPEN, "closed"), BROUGHT),
    "talk_drop": {},
    "talk_drop_yes": dict.fromkeys(OPEN, BROUGHT),
}
SECRET = "behind my kitchen"


def test_every_verb_of_a_talk_has_a_row() -> None:
    ours = {verb for verb, name in journeys.VERBS.items() if name == "thread"}
    assert set(MAY) == ours, "a new button needs a row: who may press it, and when"


async def orders(town: Town, name: str, command: Any) -> Any:
    """Somebody does this without a screen; nothing is sent."""
    bot = town.village.bot
    async with bot.store.transaction() as tx:
        row = await tx.one("SELECT person FROM accounts WHERE address = :a", a=str(town[name].id))
        assert row is not None
        nobody = Here(bot.profile, journeys.NOBODY, town.village.clock.now(), "aanzet_bot")
        here = await people.look_at(tx, nobody, row["person"])
        assert here is not None
        outcome, letters = await bot.turns.order(tx, "thread", command, here)
    bot.outbound.post(letters)
    await town.settle()
    return outcome


async def brought(town: Town, state: str) -> str:
    """A matter of Anna in a state, taken by Karim, which Lia has too and Fol follows."""
    matter = Matter(kind="signal", topic="other", wijk=OMMOORD, text=f"{state}: {SECRET}")
    found = await orders(town, "Anna", BringMatter(matter))
    assert isinstance(found, MatterBrought)
    case = found.case
    if state in ("taken", "waiting"):
        words = WriteOn(case, f"I look {SECRET}.", "office", asks=state == "waiting")
        await orders(town, "Karim", words)
    if state in ("closed", "closed again"):
        await orders(town, "Karim", CloseMatter(case, "It is done."))
    if state == "closed again":
        await orders(town, "Anna", RateMatter(case, "not"))
        await orders(town, "Karim", CloseMatter(case, "It is really done."))
    if state == "withdrawn":
        await orders(town, "Anna", WithdrawMatter(case))
    return case


async def test_nobody_does_in_a_talk_what_is_not_theirs(town: Town) -> None:
    for name in ("Karim", "Kees", "Fay", "Pim"):
        await town.appoint(name, "contact", OMMOORD)
    await town.appoint("Mia", "manager", OMMOORD)
    await town.appoint("Zoe", "contact", ZEVENKAMP)
    await town.appoint("Bea", "member", OMMOORD)
    for name in WHO:
        await town.do(name, "/start")
    cases = {state: await brought(town, state) for state in STATES}
    async with town.village.bot.store.transaction() as tx:
        account = "(SELECT person FROM accounts WHERE address = :a)"
        for case in cases.values():
            await tx.run(
                f"INSERT INTO too (case_id, person, at) VALUES (:case, {account}, '2026')",
                case=case,
                a=str(town["Lia"].id),
            )
            await tx.run(
                f"INSERT INTO follows (person, subject, since) VALUES ({account}, :s, '2026')",
                s=f"matter:{case}",
                a=str(town["Fol"].id),
            )
        for name, change in (("Fay", "until_at = '2026-11-24T09:15:00.000000Z'"),
                             ("Pim", "confirmed_at = NULL")):  # fmt: skip
            await tx.run(
                f"UPDATE roles SET {change} WHERE person = {account}", a=str(town[name].id)
            )
        await tx.run("DELETE FROM drafts")
        await tx.run("UPDATE chats SET listening = NULL")
        await watch(tx)
    forger = Forger(town)
    wrong, cells = [], 0
    for state, case in cases.items():
        for verb, rows in MAY.items():
            allowed = rows.get(state, NOBODY)
            for name, who in WHO.items():
                cells += 1
                changed, told = await forger.press(name, f"c{case}:{verb}")
                if bool(changed) != (who in allowed):
                    wrong.append(f"{who} {verb} on {state}: changes {sorted(changed) or 'nothing'}")
                if not told:
                    wrong.append(f"{who} {verb} on {state}: no answer")
                if SECRET in told and who not in READERS:
                    wrong.append(f"{who} {verb} on {state}: reads it")
    assert wrong == []
    assert cells == len(MAY) * len(WHO) * len(STATES)
