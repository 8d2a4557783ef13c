"""Buttons prove nothing: every verb × everybody × every state of a case, pressed by hand.

A cell that is not in the table changes no row anywhere and gets a kind answer.  Each cell is
played through the real adapter inside a transaction that is undone, so all start alike.
"""

from __future__ import annotations

from typing import Any

import pytest

from bot import inbound
from bot.inbound import Incoming
from conversations import journeys
from locales.render import words
from storage.database import Transaction
from tests.english import OMMOORD, Town

ZEVENKAMP = "rotterdam.zevenkamp"
NOBODY: frozenset[str] = frozenset()

# --- who presses -----------------------------------------------------------------

WHO = {
    "Karim": "resident",
    "Lia": "supporter",
    "Anna": "initiator",
    "Bea": "member",
    "Zoe": "member of another wijk",
    "Fay": "former member",
    "Pim": "pending member",
    "Sam": "secretary",
    "Zus": "secretary of another wijk",
    "Odo": "officer",
    "Man": "manager",
    "Blo": "blocked",
    "Unk": "unknown",
}
ALL = frozenset(WHO.values())
# In the everyday run these press in every state, the others where most can be done.
OFTEN = ("Karim", "Lia", "Anna", "Bea", "Zoe", "Sam")
# With a home nobody was asked about, support is given on one's word.
NEIGHBOURS = ALL - {"initiator", "supporter"}

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
    # Of a round, not of a case: `test_officer_buttons.py` has their table.
    "round_see": {},
    "round_card": {},
    "round_try": {},
    "round_open": {},
    "round_exception": {},
    "round_extend": {},
    "round_stop": {},
    "round_publish": {},
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
    "desk_let": {},
    "desk_letter": {},
    "desk_new": {},
    "desk_void": {},
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

# Who it is, where they are in the talk and what is still to be said to them are no effects.
LEAVE_OUT = {"seen", "chats", "letters", "people", "accounts", "shown"}


def test_every_verb_has_a_row() -> None:
    assert set(MAY) == set(journeys.VERBS), "a new button needs a row: who may press it, and when"
    of_roles = {verb for verb, name in journeys.VERBS.items() if name == "roles"}
    assert set(MAY_ROLE) == of_roles
    of_stops = {verb for verb, name in journeys.VERBS.items() if name in ("bus", "crew")}
    assert set(MAY_STOP) == of_stops


class Undo(Exception):
    """The cell has been looked at: back to how it was."""


async def watch(tx: Transaction) -> None:
    """From now on every change of a row anywhere is noted in a table of this connection alone."""
    await tx.run("CREATE TEMP TABLE touched (name TEXT)")
    names = await tx.all("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    for name in (row["name"] for row in names):
        if name in LEAVE_OUT or name.startswith("sqlite_"):
            continue
        for what in ("INSERT", "UPDATE", "DELETE"):
            when = ""
            if name == "journal":
                # Refusals may be accounted for; sealing is the clock's.
                if what == "UPDATE":
                    continue
                if what == "INSERT":
                    when = "WHEN NEW.verb NOT LIKE '%_denied' AND NEW.verb <> 'role_link_reused'"
            await tx.run(
                f"CREATE TEMP TRIGGER {what.lower()}_{name} AFTER {what} ON main.{name} {when}"
                f" BEGIN INSERT INTO touched VALUES ('{name}'); END"
            )


class Forger:
    """Presses any button as anybody."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.number = 910_000_000

    async def press(self, name: str, data: str) -> tuple[set[str], str]:
        """Which tables change, and what the person is told (empty is no answer)."""
        bot = self.town.village.bot
        incoming = self.tap(name, data)
        changed: set[str] = set()
        told: list[str] = []
        try:
            async with bot.store.transaction() as tx:
                answered = await bot.turns._answer(tx, incoming)
                changed = {row["name"] for row in await tx.all("SELECT name FROM touched")}
                me = await tx.one(
                    "SELECT person FROM accounts WHERE address = :a", a=incoming.address
                )
                for letter in answered.letters:
                    if me is not None and letter.person == me["person"]:
                        told.append(letter.said.model_dump_json())
                if answered.toast is not None and answered.toast.words is not None:
                    told.append(words(answered.toast.words, "en", bot.profile))
                raise Undo
        except Undo:
            pass
        return changed, "\n".join(told)

    def tap(self, name: str, data: str) -> Incoming:
        """An update as Telegram would send it, with data that no keyboard of theirs has."""
        person = self.town[name]
        self.number += 1
        raw: dict[str, Any] = {
            "update_id": self.number,
            "callback_query": {
                "id": str(self.number),
                "from": person.user,
                "chat_instance": "1",
                "data": data,
                "message": {
                    "message_id": 1,
                    "date": self.town.village.telegram.exchange.timestamp(),
                    "chat": person.room.json,
                    "text": "x",
                },
            },
        }
        incoming = inbound.read(raw, self.town.village.bot.bot)
        assert isinstance(incoming, Incoming)
        return incoming


@pytest.fixture
async def forger(town: Town) -> Forger:
    """Ommoord with everybody in it, and somebody who presses what was never offered."""
    await town.do("Odo", "/start")
    for name, role, wijk in (
        ("Bea", "member", OMMOORD),
        ("Cor", "member", OMMOORD),
        ("Fay", "member", OMMOORD),
        ("Zoe", "member", ZEVENKAMP),
        ("Sam", "secretary", OMMOORD),
        ("Zus", "secretary", ZEVENKAMP),
        ("Odo", "officer", None),
        ("Man", "manager", OMMOORD),
    ):
        await town.appoint(name, role, wijk)
    for name in ("Karim", "Lia", "Pim"):
        await town.do(name, "/start")
    town["Blo"].says("/start")
    await town.settle()
    town["Blo"].blocks()
    await town.settle()
    return Forger(town)


async def role_row(town: Town, id: str, name: str | None, **more: Any) -> str:
    """An invitation for a member of Ommoord by the officer, and what became of it."""
    async with town.village.bot.store.transaction() as tx:
        values = {
            "id": id,
            "person": await town_id(tx, town, name) if name else None,
            "by": await town_id(tx, town, "Odo"),
            "now": "2026-11-24T09:00:00.000000Z",
            "confirmed": more.get("confirmed"),
            "revoked": more.get("revoked"),
        }
        await tx.run(
            """
            INSERT INTO roles (id, person, role, wijk, from_at, issued_by, issued_at, confirmed_by,
                               confirmed_at, revoked_by, until_at)
            VALUES (:id, :person, 'member', 'rotterdam.ommoord',
                    CASE WHEN :confirmed IS NULL THEN NULL ELSE :now END, :by, :now, :confirmed,
                    CASE WHEN :confirmed IS NULL THEN NULL ELSE :now END, :revoked,
                    CASE WHEN :revoked IS NULL THEN NULL ELSE :now END)
            """,
            **values,
        )
    return id


async def town_id(tx: Transaction, town: Town, name: str) -> str:
    """Our id of somebody, inside a transaction."""
    row = await tx.one("SELECT person FROM accounts WHERE address = :a", a=str(town[name].id))
    assert row is not None
    return str(row["person"])


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


@pytest.mark.parametrize("every", [False, pytest.param(True, marks=pytest.mark.long)])
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


# --- cards: one's own, by the role held now --------------------------------------------

WORKS_FOR_A_WIJK = frozenset({"secretary", "secretary of another wijk", "manager"})
CARD_DRAFTS = {
    "days": '"what":"days","asking":"sure","value":"12"',
    "phone": '"what":"phone","asking":"sure","value":"0100000009"',
    "a private phone": '"what":"phone","asking":"sure","value":"0612345678"',
    "ask": '"what":"ask","asking":"sure","value":"Anything about the street"',
    "a private number in it": '"what":"ask","asking":"sure","value":"Call 06-12345678"',
    "name": '"what":"name","asking":"sure","value":"Somebody"',
    "away": '"what":"away","asking":"sure","first":"2026-12-21","back":"2027-01-04"',
    "away yesterday": '"what":"away","asking":"sure","first":"2026-11-01","back":"2027-01-04"',
    "who is nobody": '"what":"away","asking":"sure","first":"2026-12-21","back":"2027-01-04",'
    '"stand_in":"p:AAAAAAAAAAAAAAAAAAAAAA"',
}
NEVER = ("a private phone", "a private number in it", "away yesterday", "who is nobody")


async def test_nobody_saves_a_card_without_a_role(forger: Forger) -> None:
    """Everybody has a change ready and presses save: a draft proves nothing either."""
    town, wrong = forger.town, []
    await town.do("Anna", "/start")
    async with town.village.bot.store.transaction() as tx:
        await watch(tx)
    for draft, body in CARD_DRAFTS.items():
        for name, who in WHO.items():
            if name == "Unk":
                continue
            async with town.village.bot.store.transaction() as tx:
                me = await town_id(tx, town, name)
                await tx.run("DELETE FROM drafts WHERE person = :me", me=me)
                await tx.run(
                    "INSERT INTO drafts (person, journey, body, since, touched) VALUES"
                    " (:me, 'card', :body, '2026-11-24', '2026-11-24')",
                    me=me,
                    body=f'{{"version":1,"journey":"card",{body}}}',
                )
                await tx.run(
                    "UPDATE chats SET listening = 'card', screen = :screen WHERE person = :me",
                    me=me,
                    screen='{"name":"question"}',
                )
                row = await tx.one("SELECT turn FROM chats WHERE person = :me", me=me)
                await tx.run("DELETE FROM touched")
            assert row is not None
            changed, told = await forger.press(name, f"s{row['turn']}:save")
            may = who in WORKS_FOR_A_WIJK and draft not in NEVER
            if bool(changed & {"cards", "away", "journal"}) != may:
                wrong.append(f"{who} saves {draft}: changes {sorted(changed) or 'nothing'}")
            if not told:
                wrong.append(f"{who} saves {draft}: no answer")
    assert wrong == []


async def test_a_number_is_given_only_while_residents_may_see_it(forger: Forger) -> None:
    """Whoever presses: a number of somebody away, or whose role ended, is not given."""
    town = forger.town
    cards = {name: name[0] * 22 for name in ("Man", "Fay", "Sam", "Zus")}
    async with town.village.bot.store.transaction() as tx:
        for name, card in cards.items():
            await tx.run(
                "INSERT INTO cards (id, person, phone, changed, cause) VALUES"
                " (:id, :person, :phone, '2026-11-24T09:00:00.000000Z', 'test')",
                id=card,
                person=await town_id(tx, town, name),
                phone=None if name == "Sam" else "0100000009",
            )
        await tx.run(
            "INSERT INTO away (id, card, first_day, back_day, cause)"
            " VALUES ('a', :card, '2026-11-24', '2026-11-25', 'test')",
            card=cards["Zus"],
        )
        await tx.run(
            "UPDATE roles SET until_at = '2026-11-24T09:30:00.000000Z' WHERE person = :p",
            p=await town_id(tx, town, "Fay"),
        )
        await watch(tx)
    wrong = []
    for of, card in cards.items():
        for name, who in WHO.items():
            changed, told = await forger.press(name, f"c{card}:keep_number")
            given = "+31100000009" in told
            if changed or not told or given != (of == "Man"):
                wrong.append(f"{who} keeps the number of {of}: {told[:80]}")
    assert wrong == []


async def stops_in_every_state(town: Town) -> dict[str, str]:
    """A stop of today in each state, and one of yesterday."""
    found: dict[str, str] = {}
    async with town.village.bot.store.transaction() as tx:
        for n, state in enumerate(STOP_STATES):
            id = found[state] = str(n) * 22
            past = state == "past"
            values = {
                "id": id,
                "state": "planned" if past else state,
                "starts": f"2026-11-{23 if past else 24}T09:{n:02}:00.000000Z",
                "ends": f"2026-11-{23 if past else 24}T12:{n:02}:00.000000Z",
            }
            await tx.run(
                """
                INSERT INTO stops (id, place, version, told, state, wijk, spot, starts, ends)
                VALUES (:id, 'mobiel', 2, 2, :state, 'rotterdam.ommoord', 'Plein', :starts, :ends)
                """,
                **values,
            )
            for version, was in ((1, "cancelled"), (2, values["state"])):
                await tx.run(
                    """
                    INSERT INTO stop_versions (stop, version, at, role, what, state, wijk, spot,
                                               starts, ends, cause)
                    VALUES (:id, :version, '2026-11-22T09:00:00.000000Z', 'hub_staff', 'moved',
                            :was, 'rotterdam.ommoord', 'Plein', :starts, :ends, 'test')
                    """,
                    id=id,
                    version=version,
                    was=was,
                    starts=values["starts"],
                    ends=values["ends"],
                )
    return found


async def test_nobody_but_its_crew_says_by_a_forged_button_where_the_bus_is(
    forger: Forger,
) -> None:
    town = forger.town
    await town.appoint("Dri", "hub_staff", None)
    await town.appoint("Hub", "hub_staff", OMMOORD)
    people = {**WHO, "Dri": "crew of the bus", "Hub": "hub of one wijk"}
    stops = await stops_in_every_state(town)
    async with town.village.bot.store.transaction() as tx:
        await watch(tx)
    wrong = []
    for state, stop in stops.items():
        for verb, rows in MAY_STOP.items():
            allowed = rows.get(state, NOBODY)
            for name, who in people.items():
                if who in ("supporter", "initiator"):
                    continue
                # The right version, so that nothing but authority and state stand in the way.
                data = f"c{stop}:{verb}" + (":2" if verb == "stop_undo" else "")
                changed, told = await forger.press(name, data)
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
