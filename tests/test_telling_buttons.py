"""The standing buttons of whoever tells: only whoever it is about may press them, and when."""

from __future__ import annotations

import pytest

from tests.english import Town
from tests.forger import Forger, watch

ZEVENKAMP = "rotterdam.zevenkamp"
WHO = {
    "Anna": "brought it",
    "Bea": "said me too",
    "Karim": "another resident",
    "Rita": "wijknetwerker",
    "Zed": "wijknetwerker of another wijk",
    "Fay": "wijknetwerker before",
    "Pim": "nobody yet",
}
STATES = ("new", "taken", "waiting", "closed", "withdrawn", "became")
OPEN = STATES[:3]
MAY = {
    # A plan is begun in a draft of one's own, with a copy of one's own files.
    "plan_of": dict.fromkeys(OPEN, frozenset({"brought it"})),
    # Not the same trouble: also when it is closed by then.
    "untoo": dict.fromkeys(STATES, frozenset({"said me too"})),
}


@pytest.fixture
async def forger(town: Town) -> Forger:
    """A signal of Anna in Ommoord that Bea has too; a role of Fay has ended."""
    await town.appoint("Rita", "contact")
    await town.appoint("Fay", "contact")
    await town.appoint("Zed", "contact", ZEVENKAMP)
    for name in ("Anna", "Bea", "Karim", "Pim"):
        await town.do(name, "/wijk", "Ommoord", "[✅ Yes, Ommoord]", "/start")
    await town.do("Anna", "grofvuil op de stoep", "Binnenhof", "[✅ Send]")
    await town.do("Bea", "troep op straat", "Binnenhof", "[🙋 Me too]")
    fay = await town.id_of("Fay")
    async with town.village.bot.store.transaction() as tx:
        await tx.run(
            "UPDATE roles SET until_at = '2026-01-01T00:00:00.000000Z' WHERE person = :p", p=fay
        )
    return Forger(town)


async def test_only_whoever_it_is_about_and_only_as_long_as_it_makes_sense(forger: Forger) -> None:
    town = forger.town
    case = str(await town.value("SELECT id FROM cases WHERE kind = 'signal'"))
    wrong: list[str] = []
    async with town.village.bot.store.transaction() as tx:
        await watch(tx)
    for state in STATES:
        async with town.village.bot.store.transaction() as tx:
            closed = None if state in OPEN else "2026-11-24T10:00:00.000000Z"
            await tx.run(
                """
                UPDATE cases SET state = :state, closed = :closed,
                    owner = CASE WHEN :closed IS NULL THEN 'contact' END,
                    next_at = CASE WHEN :closed IS NULL THEN '2026-12-01T10:00:00.000000Z' END
                WHERE id = :id
                """,
                state=state,
                closed=closed,
                id=case,
            )
            await tx.run("DELETE FROM touched")
        for verb, allowed in MAY.items():
            for name, who in WHO.items():
                changed, told = await forger.press(name, f"c{case}:{verb}")
                may = who in allowed.get(state, set())
                if bool(changed) is not may or not told:
                    wrong.append(f"{verb} by {who} when {state}: {sorted(changed)} {told[:80]!r}")
    assert not wrong, "\n".join(wrong)


async def test_a_matter_that_does_not_exist_is_answered_kindly(forger: Forger) -> None:
    async with forger.town.village.bot.store.transaction() as tx:
        await watch(tx)
    for verb in MAY:
        changed, told = await forger.press("Anna", f"cAAAAAAAAAAAAAAAAAAAAAA:{verb}")
        assert not changed
        assert told


async def test_keep_my_words_answers_its_own_question_alone(door: Town) -> None:
    """With nothing told, at another question or from an old message it does nothing."""
    forger = Forger(door)
    async with door.village.bot.store.transaction() as tx:
        await watch(tx)
    for act in ("/vraag", "er ligt glas op de stoep", "Binnenhof"):
        await door.do("Anna", act)
        assert await _kept(forger) == set()
    await door.do("Anna", "[✏️ Change or add]", "[💬 My words]")
    assert await _kept(forger) == {"drafts"}, "control: here it goes on"


async def _kept(forger: Forger) -> set[str]:
    """What changes when Anna presses "keep", of this turn and of an old one."""
    town = forger.town
    me = await town.id_of("Anna")
    turn = await town.value("SELECT turn FROM chats WHERE person = :me", me=me)
    async with town.village.bot.store.transaction() as tx:
        await tx.run("DELETE FROM touched")
    changed, told = await forger.press("Anna", f"s{turn}:keep")
    old, also = await forger.press("Anna", "s1:keep")
    assert told
    assert also
    assert not old & {"drafts", "cases"}
    return changed & {"drafts", "cases"}
