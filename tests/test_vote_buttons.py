"""Forged buttons of a ballot: every verb × everybody × every state of a round and of a voter.

A cell that is not in the table changes no row anywhere and gets a kind answer.
"""

from __future__ import annotations

from conversations import journeys
from conversations.rounds.voting import BeginBallot, CastBallot, ChoosePlan
from tests.english import OMMOORD, Town
from tests.forger import NOBODY, Forger, watch
from tests.voting import asks, lives, open_round

WHO = {
    "New": "of the wijk, age not asked yet",
    "Beg": "of the wijk, with a concept",
    "Vot": "of the wijk, who voted",
    "Kar": "of another wijk",
    "Els": "of no wijk",
    "Olg": "officer of another wijk",
    "Unk": "unknown",
}
NEW, BEGAN, VOTED = (frozenset({WHO[name]}) for name in ("New", "Beg", "Vot"))
STATES = ("prepared", "tested", "open", "closed", "counted", "published", "stopped")
# With which number each verb is pressed, if with one.
NUMBERS: dict[str, str] = {
    "vote_age": ":1",
    "vote_card": ":1",
    "vote_on": ":2",
    "vote_off": ":1",
    "vote_no": ":1",
    "vote_photo": ":1",
}

# Who may change something by it; looking changes nothing, and is not in the table.
MAY: dict[str, dict[str, frozenset[str]]] = {
    "vote_see": {},
    # Where an age is asked, beginning only asks it.
    "vote_start": {},
    "vote_age": {"open": NEW},
    "vote_card": {},
    "vote_on": {"open": BEGAN | VOTED},
    # Plan 1 is in the concept of who began; who voted begins one, and it is empty.
    "vote_off": {"open": BEGAN | VOTED},
    # A no stands on another kind of ballot.
    "vote_no": {},
    "vote_photo": {},
    "vote_ballot": {},
    # Cast again without a change: counted already, nothing moves.
    "vote_cast": {"open": BEGAN},
    "vote_receipt": {},
}


def test_every_verb_of_a_ballot_has_a_row() -> None:
    ours = {verb for verb, name in journeys.VERBS.items() if name == "vote"}
    assert set(MAY) == ours, "a new button needs a row: who may press it, and when"


async def test_nobody_votes_by_a_forged_button_who_may_not(town: Town) -> None:
    id = await open_round(town)
    await lives(town, "New", "Beg", "Vot")
    await lives(town, "Kar", "Olg", wijk=OMMOORD)
    await lives(town, "Els", "Unk", wijk=None)
    await town.appoint("Olg", "officer", None)
    for name in ("Beg", "Vot"):
        await asks(town, name, BeginBallot(id, old_enough=True))
        await asks(town, name, ChoosePlan(id, 1, "on"))
    await asks(town, "Vot", CastBallot(id))
    store = town.village.bot.store
    async with store.transaction() as tx:
        await watch(tx)
    forger = Forger(town)
    wrong, cells = [], 0
    for state in STATES:
        async with store.transaction() as tx:
            await tx.run("UPDATE rounds SET state = :s WHERE id = :id", s=state, id=id)
            await tx.run("DELETE FROM touched")
        for verb, rows in MAY.items():
            allowed = rows.get(state, NOBODY)
            for name, who in WHO.items():
                cells += 1
                changed, told = await forger.press(name, f"c{id}:{verb}{NUMBERS.get(verb, '')}")
                if bool(changed) != (who in allowed):
                    wrong.append(f"{who} {verb} on {state}: changes {sorted(changed) or 'nothing'}")
                if not told:
                    wrong.append(f"{who} {verb} on {state}: no answer")
    assert wrong == []
    assert cells == len(MAY) * len(WHO) * len(STATES)
    async with store.transaction() as tx:
        await tx.run("UPDATE rounds SET state = 'open' WHERE id = :id", id=id)
