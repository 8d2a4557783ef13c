"""Buttons prove nothing: every verb × everybody × every state of a case, pressed by hand.

A cell that is not in the table changes no row anywhere and gets a kind answer.  Each cell is
played through the real adapter inside a transaction that is undone, so all start alike.
"""

from __future__ import annotations

import pytest

from conversations import journeys
from tests.english import Town
from tests.forger import (
    ALL,
    NEIGHBOURS,
    NOBODY,
    OFTEN,
    WHO,
    Forger,
    role_row,
    town_id,
    watch,
)

STATES = ("concept", "deciding", "asked", "recorded", "meeting", "held", "granted", "withdrawn")
RUNNING = ("deciding", "asked")
OPEN = ("concept", *RUNNING, "meeting", "held")
MEMBER, SECRETARY, INITIATOR = (
    frozenset({"member"}),
    frozenset({"secretary"}),
    frozenset({"initiator"}),
)

# --- who may what, when ------------------------------------------------------------

MAY: dict[str, dict[str, frozenset[str]]] = {
    # One's own plan: the subject is only a label, so it is one's own whatever stands there.
    "draft_go": dict.fromkeys(STATES, ALL),
    "draft_later": {},
    "draft_away": {},
    "support": dict.fromkeys(OPEN, NEIGHBOURS),
    "unsupport": dict.fromkeys(OPEN, frozenset({"supporter"})),
    "yes": dict.fromkeys(RUNNING, MEMBER),
    "no": dict.fromkeys(RUNNING, MEMBER),
    "hold": dict.fromkeys(RUNNING, MEMBER),
    "ask": dict.fromkeys(RUNNING, MEMBER),
    "answer": {"asked": INITIATOR},
    "involved": {},
    "stepout": dict.fromkeys(RUNNING, MEMBER),
    "mgrant": dict.fromkeys(("recorded", "meeting"), SECRETARY),
    "mdecline": dict.fromkeys(("recorded", "meeting"), SECRETARY),
    "mheld": dict.fromkeys(("recorded", "meeting"), SECRETARY),
    "recyes": dict.fromkeys(RUNNING, SECRETARY),
    "recno": dict.fromkeys(RUNNING, SECRETARY),
    "rechold": dict.fromkeys(RUNNING, SECRETARY),
    "confirm": {"recorded": SECRETARY},
    "tomeeting": {"recorded": SECRETARY},
    "reopen": {"held": SECRETARY},
    "seats": {},
    "seat": {},
    "history": {},
    "files": {},
    "dossier": {},
    "myplan": {},
    "withdraw": {},
    "withdrawyes": dict.fromkeys((*OPEN, "recorded"), INITIATOR),
    # Of an activity at a hub (`tests/test_programme_buttons.py`).
    "activity": {},
    "join": {},
    "leave": {},
    "accept": {},
    "name_on": {},
    "name_off": {},
    "activity_edit": {},
    "activity_who": {},
    "activity_off": {},
    "activity_off_yes": {},
    # Of a matter (`tests/test_forged_talk.py`).
    "talk_see": {},
    "talk_on": {},
    "talk_files": {},
    "talk_solved": {},
    "talk_half": {},
    "talk_not": {},
    "talk_again": {},
    "talk_drop": {},
    "talk_drop_yes": {},
    # Of a role, not of a case: nothing at all here; their own table is below.
    "take": {},
    "not_me": {},
    "role_ok": {},
    "role_wrong": {},
    "role_see": {},
    "role_end": {},
    "role_end_yes": {},
    # Everybody may keep a number that residents see; it changes nothing.
    "keep_number": {},
    # Of a stop of the bus: nothing here either; their own table is below.
    "stop_map": {},
    "stop_card": {},
    "stop_tell": {},
    "stop_quiet": {},
    "stop_see": {},
    "stop_here": {},
    "stop_left": {},
    "stop_move": {},
    "stop_off": {},
    "stop_undo": {},
    # Of a matter, not of a plan: `test_forged_inbox.py` has their table.
    "work_see": {},
    "work_more": {},
    "work_talk": {},
    "work_give": {},
    "work_whom": {},
    "work_join": {},
    "work_files": {},
    "work_recall": {},
    "work_answer": {},
    "work_close": {},
    "work_note": {},
    "work_rest": {},
    "work_take": {},
    "work_over": {},
    "work_back": {},
    "work_part": {},
    "fwd_yes": {},
    "fwd_no": {},
    "fwd_see": {},
    "fwd_files": {},
    # A draft about something that is not there.
    "fwd_answer": dict.fromkeys(STATES, ALL),
    # Of a round, not of a case: `test_officer_buttons.py` has their table.
    "round_see": {},
    "round_card": {},
    "round_try": {},
    "round_open": {},
    "round_exception": {},
    "round_extend": {},
    "round_stop": {},
    "round_publish": {},
    "round_paper": {},
    "round_discard": {},
    "round_yes": {},
    "round_no": {},
    "round_quiet": {},
    # Of a result, which only looks: `test_result_chat.py`.
    "round_result": {},
    "round_how": {},
    "round_record": {},
    "round_picture": {},
    # Of the desk of a hub: `test_desk_buttons.py` has their table.
    "desk_see": {},
    # Who helps at desks begins a draft about something that is not there.
    "desk_let": dict.fromkeys(STATES, frozenset({"officer"})),
    "desk_letter": dict.fromkeys(STATES, frozenset({"officer"})),
    "desk_new": {},
    "desk_void": {},
    "desk_paper": {},
    # Of paper: `test_paper_buttons.py`.  Who types it begins a draft about something not there.
    "paper_see": {},
    "paper_enter": dict.fromkeys(STATES, frozenset({"officer"})),
    # Of a ballot: `test_vote_buttons.py` has their table.
    "vote_see": {},
    "vote_start": {},
    "vote_age": {},
    "vote_card": {},
    "vote_on": {},
    "vote_off": {},
    "vote_no": {},
    "vote_photo": {},
    "vote_ballot": {},
    "vote_cast": {},
    "vote_receipt": {},
    # Of a place, not of a case: `test_forged_hours.py` has their table.
    "hours_undo": {},
    "place_see": {},
    "place_quiet": {},
    # Of a signal, a matter or an ambassador's card: `test_forged_signals.py` has their table.
    "follow_on": {},
    "follow_off": {},
    "follow_see": {},
    "agenda_on": {},
    "agenda_not": {},
    "agenda_done": {},
    "write_to": {},
    # Of a week of figures: `test_picture_chat.py` has their table.
    "picture_words": {},
    "picture_csv": {},
    "picture_tell": {},
    "picture_quiet": {},
    # Of a matter, not of a plan (`tests/test_telling_buttons.py`).
    "plan_of": {},
    "untoo": {},
}
WITH_NUMBER = ("recyes", "recno", "rechold", "seat", "stop_undo", "round_yes", "round_no")
ROLE_STATES = ("open", "pending", "confirmed", "ended")
MAY_ROLE: dict[str, dict[str, frozenset[str]]] = {
    # The officer made the link; whoever has or asked for the same role needs no second one.
    "take": {"open": ALL - {"officer", "member", "pending member"}},
    "not_me": {},
    # The issuer does not confirm; the secretary confirms members of the own wijk.
    "role_ok": {"pending": SECRETARY},
    "role_wrong": {"pending": SECRETARY},
    "role_see": {},
    "role_end": {},
    "role_end_yes": {
        "open": frozenset({"officer"}),
        "pending": frozenset({"officer", "pending member"}),
        "confirmed": frozenset({"officer", "member"}),
    },
}
CREW = frozenset({"crew of the bus"})
STOP_STATES = ("planned", "arrived", "left", "cancelled", "past")
MAY_STOP: dict[str, dict[str, frozenset[str]]] = {
    "stop_map": {},
    "stop_card": {},
    "stop_see": {},
    # Everybody may follow the bus; who does not follow it has nothing to end.
    "stop_tell": dict.fromkeys(STOP_STATES, ALL | CREW | {"hub of one wijk"}),
    "stop_quiet": {},
    "stop_here": {"planned": CREW},
    "stop_left": {"arrived": CREW},
    # A draft of theirs, as a beginning.
    "stop_move": {"planned": CREW},
    "stop_off": {"planned": CREW},
    "stop_undo": dict.fromkeys(("planned", "arrived", "left", "cancelled"), CREW),
}


def test_every_verb_has_a_row() -> None:
    assert set(MAY) == set(journeys.VERBS), "a new button needs a row: who may press it, and when"
    of_roles = {verb for verb, name in journeys.VERBS.items() if name == "roles"}
    assert set(MAY_ROLE) == of_roles
    of_stops = {verb for verb, name in journeys.VERBS.items() if name in ("bus", "crew")}
    assert set(MAY_STOP) == of_stops


async def cases_in_every_state(town: Town) -> dict[str, str]:
    """One plan of Anna in each state, in the wijk of the members."""
    found: dict[str, str] = {}
    for state in STATES:
        if state == "concept":
            continue
        case = found[state] = await town.filed("Anna")
        press = town["Sam"].forges
        if state == "asked":
            await town.do("Bea", "[❓ Ask the initiator]", "Who looks after the tables?")
        if state in ("recorded", "granted"):
            for member in ("Bea", "Cor"):
                town[member].forges(f"c{case}:yes")
                await town.settle()
        if state == "granted":
            press(f"c{case}:confirm")
        if state in ("meeting", "held"):
            for member in ("Bea", "Cor", "Fay"):
                town[member].forges(f"c{case}:stepout")
                await town.settle()
        if state == "held":
            press(f"c{case}:mheld")
            await town.settle()
            town["Sam"].says("We look at it later.")
        if state == "withdrawn":
            town["Anna"].forges(f"c{case}:withdrawyes")
        await town.settle()
        town["Lia"].forges(f"c{case}:support")
        await town.settle()
    await town.plan("Anna")
    await town.do("Anna", "[🤝 Ask neighbours for support]")
    found["concept"] = str(await town.value("SELECT id FROM cases WHERE state = 'concept'"))
    town["Lia"].forges(f"c{found['concept']}:support")
    await town.settle()
    # Signed while it could be, whatever happened after.
    async with town.village.bot.store.transaction() as tx:
        lia = await town_id(tx, town, "Lia")
        for case in found.values():
            await tx.run(
                "INSERT INTO supports (case_id, person, version, at)"
                " VALUES (:c, :p, 1, '2026-11-24T09:00:00.000000Z')"
                " ON CONFLICT (case_id, person) DO NOTHING",
                c=case,
                p=lia,
            )
        await tx.run(
            "UPDATE roles SET until_at = '2026-11-24T09:30:00.000000Z' WHERE person = :p",
            p=await town_id(tx, town, "Fay"),
        )
        # Nothing unfinished is open: what a button begins must be seen to begin.
        await tx.run("DELETE FROM drafts")
        await tx.run("UPDATE chats SET listening = NULL, screen = NULL")
    await role_row(town, "P" * 22, "Pim")
    return found


@pytest.mark.parametrize(
    "every",
    [
        pytest.param(False, marks=pytest.mark.thorough),
        pytest.param(True, marks=pytest.mark.long),
    ],
)
async def test_nobody_does_by_a_forged_button_what_is_not_theirs(
    forger: Forger, every: bool
) -> None:
    """Everyday the cells that differ most, by command (`-m long`) all of them."""
    town = forger.town
    cases = await cases_in_every_state(town)
    names = await town.rows("SELECT id, state FROM cases")
    states = {row["id"]: row["state"] for row in names}
    assert {s: states[c] for s, c in cases.items()} == {
        **{s: s for s in STATES},
        "asked": "deciding",
    }
    async with town.village.bot.store.transaction() as tx:
        await watch(tx)
    wrong, cells = [], 0
    for state, case in cases.items():
        for verb in MAY:
            if not every and not MAY[verb] and state not in ("deciding", "granted"):
                continue
            data = f"c{case}:{verb}" + (":0" if verb in WITH_NUMBER else "")
            allowed = MAY[verb].get(state, NOBODY)
            for name, who in WHO.items():
                if not every and state not in ("deciding", "recorded") and name not in OFTEN:
                    continue
                cells += 1
                changed, told = await forger.press(name, data)
                may = who in allowed
                if bool(changed) != may:
                    wrong.append(f"{who} {verb} on {state}: changes {sorted(changed) or 'nothing'}")
                if not told and verb != "draft_later":
                    wrong.append(f"{who} {verb} on {state}: no answer")
    assert wrong == []
    assert cells == len(MAY) * len(WHO) * len(STATES) if every else cells > 1000


async def test_nobody_gets_or_ends_a_role_by_a_forged_button(forger: Forger) -> None:
    town = forger.town
    roles = {
        "open": await role_row(town, "O" * 22, None),
        "pending": await role_row(town, "P" * 22, "Pim"),
        "ended": await role_row(town, "E" * 22, "Fay", revoked="test"),
    }
    roles["confirmed"] = str(
        await town.value(
            "SELECT r.id FROM roles r JOIN accounts a ON a.person = r.person"
            " WHERE a.address = :a AND r.role = 'member'",
            a=str(town["Bea"].id),
        )
    )
    async with town.village.bot.store.transaction() as tx:
        await tx.run(
            "UPDATE roles SET until_at = '2026-11-24T09:30:00.000000Z' WHERE person = :p",
            p=await town_id(tx, town, "Fay"),
        )
        await watch(tx)
    wrong = []
    for state, role in roles.items():
        for verb, rows in MAY_ROLE.items():
            allowed = rows.get(state, NOBODY)
            for name, who in WHO.items():
                if who in ("supporter", "initiator"):
                    continue
                changed, told = await forger.press(name, f"c{role}:{verb}")
                if bool(changed) != (who in allowed):
                    wrong.append(f"{who} {verb} on {state}: changes {sorted(changed) or 'nothing'}")
                if not told:
                    wrong.append(f"{who} {verb} on {state}: no answer")
    assert wrong == []


JUNK = [
    "",
    "x",
    "s",
    "s:",
    "s1",
    "s-1:send",
    "s٣:send",
    "s9999999999:send",
    "s1:" + "y" * 61,
    "c:yes",
    "c" + "A" * 22 + ":",
    "c" + "A" * 22 + ":yes:x",
    "c" + "A" * 22 + ":yes:1:2",
    "c" + "A" * 22 + ":nosuchverb",
    "c" + "A" * 23 + ":yes",
    "c" + "A" * 22 + ":yes",
    "c" + "A" * 22 + ":seat:999999999",
    "c" + "A" * 22 + ":recyes",
    "c../../../etc/passwd12:yes",
    "c' OR 1=1 -- ssssssssss:yes",
    "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16") * 16,
    "0" * 64,
    '{"a":1}',
]


async def test_junk_in_a_button_is_an_old_button(forger: Forger) -> None:
    """Random, empty, 64 bytes, an older format: polite, and nothing happens."""
    town = forger.town
    await town.filed("Anna")
    async with town.village.bot.store.transaction() as tx:
        await watch(tx)
    for data in JUNK:
        for name in ("Unk", "Anna", "Sam"):
            changed, told = await forger.press(name, data)
            assert not changed, (name, data)
            assert told, (name, data)
            assert "Traceback" not in told
