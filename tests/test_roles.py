"""Roles: a link is a wish, a second person confirms, and what ends has ended everywhere."""

from __future__ import annotations

import asyncio
import datetime as dt
import os
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from bot.demo.village import Village
from bot.desk import Desk, Room, address_of, carry_out, through_socket
from bot.desk_commands import give, register
from bot.inbound import Incoming
from bot.settings import Settings
from bot.turns import Answered, Turns
from conversations.here import Held, Here, Person
from conversations.roles import (
    AlreadyAnswered,
    ConfirmRole,
    EndRole,
    InvitationReused,
    Invite,
    Invited,
    OpenInvitation,
    RefuseRole,
    RoleConfirmed,
    RoleEnded,
    RolePending,
    TakeRole,
    why_not_confirm,
    why_not_invite,
)
from conversations.talk import Event, Opened, PressedCase, Refused, Said, Standing, Wrote
from conversations.words import Message
from locales.render import label, message, words
from storage import outbox, roles
from storage.database import Database, Transaction, fresh, instant
from storage.municipality import builtin, load
from storage.outbox import Delivery
from tests.stores import open_at

NOON = dt.datetime(2026, 5, 12, 10, tzinfo=dt.UTC)
ROTTERDAM = load(builtin("rotterdam"))
OMMOORD, ZEVENKAMP = "rotterdam.ommoord", "rotterdam.zevenkamp"
OPERATOR = Person(id="", name="", language="en", roles=(Held("operator", None),))


def person(id: str, *held: tuple[str, str | None]) -> Person:
    return Person(id=id, name=id, language="en", roles=tuple(Held(*one) for one in held))


def english(why: Message | None) -> str | None:
    return words(why, "en", ROTTERDAM) if why is not None else None


# --- rules ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "role", "wijk", "allowed"),
    [
        (person("o", ("officer", None)), "chair", OMMOORD, True),
        (person("a", ("administrator", None)), "officer", None, True),
        (person("c", ("chair", OMMOORD)), "member", OMMOORD, True),
        (person("s", ("secretary", OMMOORD)), "member", OMMOORD, True),
        (person("c", ("chair", OMMOORD)), "secretary", OMMOORD, False),
        (person("c", ("chair", OMMOORD)), "officer", None, False),
        (person("c", ("chair", ZEVENKAMP)), "member", OMMOORD, False),
        (person("m", ("member", OMMOORD)), "member", OMMOORD, False),
        (person("r"), "member", OMMOORD, False),
        (person("asks", ("officer", None)), "member", OMMOORD, False),
        (person("issued", ("officer", None)), "member", OMMOORD, False),
        (OPERATOR, "member", OMMOORD, False),
    ],
)
def test_who_confirms_a_role(who: Person, role: str, wijk: str | None, allowed: bool) -> None:
    why = why_not_confirm(
        role=role, wijk=wijk, asker="asks", issued_by="issued", fellow=False, person=who
    )
    assert (why is None) is allowed


def test_first_officers_confirm_each_other_and_never_themselves() -> None:
    rule: dict[str, Any] = {"role": "officer", "wijk": None, "issued_by": "operator"}
    assert why_not_confirm(**rule, asker="a", fellow=True, person=person("b")) is None
    assert why_not_confirm(**rule, asker="a", fellow=True, person=person("a")) is not None


@pytest.mark.parametrize(
    ("who", "invite", "officers", "why"),
    [
        (OPERATOR, Invite("officer", None, founding=True), 1, None),
        (OPERATOR, Invite("officer", None, founding=True), 2, "There are two already."),
        (OPERATOR, Invite("member", OMMOORD, founding=True), 0, "can be the first."),
        (OPERATOR, Invite("member", OMMOORD), 0, None),
        (OPERATOR, Invite("member", None), 0, "For which wijk?"),
        (OPERATOR, Invite("member", "rotterdam.atlantis"), 0, "do not know that wijk."),
        (OPERATOR, Invite("officer", OMMOORD), 0, "This role is for all of Rotterdam."),
        (OPERATOR, Invite("resident", None), 0, "I do not know that role."),
        (OPERATOR, Invite("member", OMMOORD, until=NOON), 0, "is over already."),
        (person("o", ("officer", None)), Invite("member", OMMOORD), 2, None),
        (person("o", ("officer", None)), Invite("officer", None, founding=True), 1, "at the desk."),
        (person("c", ("chair", OMMOORD)), Invite("member", OMMOORD), 2, "can invite people."),
        (person("x", ("operator", None)), Invite("member", OMMOORD), 0, "can invite people."),
    ],
)
def test_who_may_invite_for_what(
    who: Person, invite: Invite, officers: int, why: str | None
) -> None:
    said = english(why_not_invite(invite, who, officers, Here(ROTTERDAM, who, NOON)))
    assert said is None if why is None else why in (said or "")


def test_the_four_pictures_are_the_same_on_both_phones_and_hold_no_number() -> None:
    assert len(set(roles.PICTURES)) == 64
    mine = roles.fingerprint("invitation", "telegram:100")
    assert mine == roles.fingerprint("invitation", "telegram:100")
    assert len(mine) == 4
    assert not any(sign.isdigit() for sign in mine)
    assert mine != roles.fingerprint("invitation", "telegram:101")
    assert mine != roles.fingerprint("another", "telegram:100")


# --- a town with phones ------------------------------------------------------------


class Town:
    """People with phones, the real turns and the real store; letters arrive at once."""

    def __init__(self, store: Database) -> None:
        self.store = store
        self.now = NOON
        self.turns = Turns(store, ROTTERDAM, bot="aanzet_bot", me=fresh(), now=lambda: self.now)
        self.heard: dict[str, list[Said]] = {}
        self._numbers = count(1000)
        self._names: dict[str, str] = {}

    async def does(self, name: str, event: Event) -> str:
        """Somebody does something; answers everything their own phone shows because of it."""
        self.heard.clear()
        self.now += dt.timedelta(seconds=1)
        tap = "tap" if isinstance(event, PressedCase) else None
        key = f"key:{next(self._numbers)}"
        incoming = Incoming(
            "telegram", key, name, name, "en", event, message=next(self._numbers), tap=tap
        )
        [answered] = await self.turns.take([incoming])
        await self.deliver([answered])
        return self.saw(name)

    async def deliver(self, answers: list[Answered]) -> None:
        """Telegram takes every letter; what shows a case is remembered."""
        letters = [letter for one in answers for letter in one.letters]
        for letter in letters:
            name = await self.name_of(letter.person)
            self.heard.setdefault(name, []).append(Said.model_validate_json(letter.body))
        async with self.store.transaction() as tx:
            sent = [Delivery(x, "sent", next(self._numbers), 1) for x in letters]
            await outbox.note(tx, sent, "town", self.now)

    async def name_of(self, id: str) -> str:
        rows = await self.rows("SELECT address FROM accounts WHERE person = :id", id=id)
        return str(rows[0]["address"])

    async def id_of(self, name: str) -> str:
        rows = await self.rows("SELECT person FROM accounts WHERE address = :name", name=name)
        if rows:
            return str(rows[0]["person"])
        await self.does(name, Wrote("/start"))
        return await self.id_of(name)

    def saw(self, name: str) -> str:
        """What a phone shows of the last event: words and buttons."""
        return "\n".join(self._text(said) for said in self.heard.get(name, []))

    def _text(self, said: Said) -> str:
        labels = [label(b.label, "en", ROTTERDAM) for row in said.rows for b in row]
        return message(said, "en", ROTTERDAM).text + "\n" + " ".join(f"[{x}]" for x in labels)

    def verbs(self, name: str) -> set[str]:
        """The standing buttons that a phone got with the last event."""
        said = self.heard.get(name, [])
        return {b.verb for s in said for row in s.rows for b in row if isinstance(b, Standing)}

    async def asks(self, command: Any, who: Person = OPERATOR) -> Any:
        """A command straight to the store, in a transaction of its own."""
        do: dict[type, Any] = {
            Invite: roles.invite,
            OpenInvitation: roles.open_invitation,
            TakeRole: roles.take,
            ConfirmRole: roles.confirm,
            RefuseRole: roles.refuse,
            EndRole: roles.end,
        }
        async with self.store.transaction() as tx:
            here = Here(ROTTERDAM, who, self.now, "aanzet_bot")
            return await do[type(command)](tx, command, here, tx.fresh())

    async def invites(self, role: str, wijk: str | None, **more: Any) -> Invited:
        invited = await self.asks(Invite(role, wijk, **more))
        assert isinstance(invited, Invited)
        return invited

    async def rows(self, sql: str, **named: Any) -> list[Any]:
        async with self.store.reading() as tx:
            return list(await tx.all(sql, **named))

    async def journal(self, id: str) -> list[tuple[str, str]]:
        sql = "SELECT role, verb FROM journal WHERE subject = :id ORDER BY at, cause, n"
        return [(row["role"], row["verb"]) for row in await self.rows(sql, id=id)]

    async def appoint(self, name: str, role: str, wijk: str | None = None) -> str:
        """A confirmed role at once, for tests about something else."""
        id, row = await self.id_of(name), fresh()
        async with self.store.transaction() as tx:
            await tx.run(
                """
                INSERT INTO roles (id, person, role, wijk, from_at, issued_by, issued_at,
                                   confirmed_by, confirmed_at)
                VALUES (:row, :id, :role, :wijk, :now, 'test', :now, 'test', :now)
                """,
                row=row,
                id=id,
                role=role,
                wijk=wijk,
                now=instant(self.now),
            )
        return row

    async def holds(self, name: str) -> set[str]:
        sql = """
            SELECT r.role FROM roles r WHERE r.person = :id AND r.confirmed_at IS NOT NULL
              AND r.from_at <= :now AND (r.until_at IS NULL OR r.until_at > :now)
        """
        rows = await self.rows(sql, id=await self.id_of(name), now=instant(self.now))
        return {row["role"] for row in rows}


@pytest.fixture
def town(store: Database) -> Town:
    return Town(store)


# --- the way of an invitation ---------------------------------------------------------


async def test_the_first_two_officers_confirm_each_other(town: Town) -> None:
    one = await town.invites("officer", None, founding=True)
    two = await town.invites("officer", None, founding=True)

    offer = await town.does("Ada", Opened(one.token))
    assert "You are asked as" in offer
    assert town.verbs("Ada") == {"take", "not_me"}
    waits = await town.does("Ada", PressedCase(one.id, "take"))
    assert "The other first person must open their link too." in waits
    assert await town.holds("Ada") == set()

    await town.does("Bea", Opened(two.token))
    await town.does("Bea", PressedCase(two.id, "take"))
    assert {"role_ok", "role_wrong"} <= town.verbs("Ada")
    assert {"role_ok", "role_wrong"} <= town.verbs("Bea")

    assert "Somebody else must confirm you." in await town.does(
        "Ada", PressedCase(one.id, "role_ok")
    )
    await town.does("Ada", PressedCase(two.id, "role_ok"))
    assert "You have a role" in town.saw("Bea")
    await town.does("Bea", PressedCase(one.id, "role_ok"))
    assert await town.holds("Ada") == await town.holds("Bea") == {"officer"}

    third = await town.asks(Invite("officer", None, founding=True))
    assert isinstance(third, Refused)


async def test_a_member_is_confirmed_by_a_second_person_who_sees_the_same_pictures(
    town: Town,
) -> None:
    await town.appoint("Olga", "officer")
    await town.appoint("Carel", "chair", OMMOORD)
    await town.appoint("Zora", "chair", ZEVENKAMP)
    invited = await town.invites("member", OMMOORD)
    await town.does("Mo", Opened(invited.token))
    mine = await town.does("Mo", PressedCase(invited.id, "take"))
    assert "A second person confirms this." in mine
    assert "I asked 2 people to confirm." in mine
    assert "Zora" not in town.heard
    [row] = await town.rows("SELECT person FROM accounts WHERE address = 'Mo'")
    pictures = roles.fingerprint(invited.id, "telegram:Mo")
    assert row["person"] not in pictures
    for phone in ("Mo", "Olga", "Carel"):
        assert pictures in town.saw(phone)
    assert "Ommoord" in town.saw("Carel")
    assert "Mo" in town.saw("Carel")

    confirmed = await town.does("Carel", PressedCase(invited.id, "role_ok"))
    assert "is confirmed" in confirmed
    assert "You have a role" in town.saw("Mo")
    # The other prompt loses its buttons.
    assert "is confirmed" in town.saw("Olga")
    assert town.verbs("Olga") == set()
    assert await town.holds("Mo") == {"member"}
    assert await town.journal(invited.id) == [
        ("operator", "role_invited"),
        ("resident", "role_taken"),
        ("chair", "role_confirmed"),
    ]


async def test_who_is_refused_hears_it_and_gets_nothing(town: Town) -> None:
    await town.appoint("Olga", "officer")
    invited = await town.invites("member", OMMOORD)
    await town.does("Mo", Opened(invited.token))
    await town.does("Mo", PressedCase(invited.id, "take"))
    await town.does("Olga", PressedCase(invited.id, "role_wrong"))
    assert "Somebody checked it and said no." in town.saw("Mo")
    assert await town.holds("Mo") == set()
    late = await town.does("Olga", PressedCase(invited.id, "role_ok"))
    assert "is not confirmed" in late
    assert await town.holds("Mo") == set()


async def test_without_anybody_to_confirm_the_person_is_told_whom_to_call(town: Town) -> None:
    invited = await town.invites("member", OMMOORD)
    await town.does("Mo", Opened(invited.token))
    said = await town.does("Mo", PressedCase(invited.id, "take"))
    assert "But nobody can confirm it now." in said
    assert (ROTTERDAM.general_number or ROTTERDAM.general_desk) in said


async def test_what_waited_for_somebody_comes_to_the_first_who_can_confirm(town: Town) -> None:
    await town.appoint("Ann", "administrator")
    chair = await town.invites("chair", OMMOORD)
    await town.does("Carel", Opened(chair.token))
    await town.does("Carel", PressedCase(chair.id, "take"))
    member = await town.invites("member", OMMOORD)
    await town.does("Mo", Opened(member.token))
    await town.does("Mo", PressedCase(member.id, "take"))
    await town.does("Ann", PressedCase(chair.id, "role_ok"))
    assert {"role_ok", "role_wrong"} <= town.verbs("Carel")


async def test_who_already_waits_for_a_role_cannot_ask_for_it_twice(town: Town) -> None:
    one = await town.invites("member", OMMOORD)
    two = await town.invites("member", OMMOORD)
    await town.does("Mo", PressedCase(one.id, "take"))
    said = await town.does("Mo", PressedCase(two.id, "take"))
    assert "You have this role already, or you asked for it." in said
    rows = await town.rows("SELECT person FROM roles WHERE id = :id", id=two.id)
    assert rows[0]["person"] is None


async def test_a_role_with_an_end_date_ends_by_itself(town: Town) -> None:
    await town.appoint("Olga", "officer")
    invited = await town.invites("member", OMMOORD, until=NOON + dt.timedelta(days=30))
    await town.does("Mo", PressedCase(invited.id, "take"))
    await town.does("Olga", PressedCase(invited.id, "role_ok"))
    assert await town.holds("Mo") == {"member"}
    town.now += dt.timedelta(days=30)
    assert await town.holds("Mo") == set()
    assert "You have no role here." in await town.does("Mo", Wrote("/rollen"))


# --- fault 17 ------------------------------------------------------------------------


async def test_fault_17_a_second_person_with_a_used_link_is_refused_and_the_issuer_alerted(
    town: Town,
) -> None:
    await town.appoint("Olga", "officer")
    await town.appoint("Piet", "officer")
    olga = person(await town.id_of("Olga"), ("officer", None))
    invited = await town.asks(Invite("member", OMMOORD), olga)
    await town.does("Mo", Opened(invited.token))
    await town.does("Mo", PressedCase(invited.id, "take"))
    for event in (Opened(invited.token), PressedCase(invited.id, "take")):
        said = await town.does("Eve", event)
        assert "Somebody used this invitation before you." in said
        assert "An invitation was opened twice" in town.saw("Olga")
        assert "Eve" in town.saw("Olga")
        assert "Piet" not in town.heard
    assert await town.holds("Eve") == set()
    assert ("resident", "role_link_reused") in await town.journal(invited.id)


async def test_fault_17_for_a_link_from_the_desk_the_officers_are_alerted(town: Town) -> None:
    await town.appoint("Olga", "officer")
    invited = await town.invites("member", OMMOORD)
    await town.does("Mo", PressedCase(invited.id, "take"))
    await town.does("Eve", Opened(invited.token))
    assert "An invitation was opened twice" in town.saw("Olga")


async def test_fault_17_an_invitation_does_not_work_after_72_hours(town: Town) -> None:
    invited = await town.invites("member", OMMOORD)
    await town.does("Mo", Opened(invited.token))
    town.now += dt.timedelta(hours=73)
    assert "does not work any more" in await town.does("Mo", Opened(invited.token))
    assert "This invitation is too old." in await town.does("Mo", PressedCase(invited.id, "take"))
    rows = await town.rows("SELECT person FROM roles WHERE id = :id", id=invited.id)
    assert rows[0]["person"] is None


async def test_fault_17_the_issuer_cannot_take_their_own_invitation(town: Town) -> None:
    await town.appoint("Olga", "officer")
    olga = person(await town.id_of("Olga"), ("officer", None))
    invited = await town.asks(Invite("administrator", None), olga)
    for event in (Opened(invited.token), PressedCase(invited.id, "take")):
        assert "You made this link yourself." in await town.does("Olga", event)
    # And who invited is not the second person either.
    await town.does("Mo", PressedCase(invited.id, "take"))
    said = await town.does("Olga", PressedCase(invited.id, "role_ok"))
    assert "You invited this person." in said
    assert await town.holds("Mo") == set()


async def test_fault_17_a_link_with_one_character_changed_is_a_normal_welcome(town: Town) -> None:
    invited = await town.invites("member", OMMOORD)
    changed = ("A" if invited.token[0] != "A" else "B") + invited.token[1:]
    said = await town.does("Mo", Opened(changed))
    assert said.startswith("Hello Mo")
    assert changed not in said
    assert town.verbs("Mo") == set()


async def test_the_same_person_who_opens_the_link_again_sees_how_it_stands(town: Town) -> None:
    await town.appoint("Olga", "officer")
    invited = await town.invites("member", OMMOORD)
    await town.does("Mo", Opened(invited.token))
    await town.does("Mo", PressedCase(invited.id, "take"))
    for event in (Opened(invited.token), PressedCase(invited.id, "take")):
        said = await town.does("Mo", event)
        assert "A second person confirms this." in said
        assert list(town.heard) == ["Mo"]


# --- faults 18 and 19 ------------------------------------------------------------------


@pytest.mark.parametrize(
    "payload",
    ["admin", "role_wijkraad_5", "x" * 64, "' OR 1=1 --", "../../etc/passwd", "role", "😀" * 16],
)
async def test_fault_18_a_payload_that_names_a_role_gives_none_and_is_not_repeated(
    town: Town, payload: str
) -> None:
    said = await town.does("Eve", Opened(payload))
    assert said.startswith("Hello Eve")
    assert payload == "role" or payload not in said
    assert town.verbs("Eve") == set()
    assert await town.rows("SELECT id FROM roles") == []


async def test_fault_18_the_id_of_an_invitation_is_no_link(town: Town) -> None:
    invited = await town.invites("officer", None)
    assert (await town.does("Eve", Opened(invited.id))).startswith("Hello Eve")
    rows = await town.rows("SELECT token_hash FROM links")
    assert invited.token not in rows[0]["token_hash"]


async def test_fault_19_who_still_waits_can_do_nothing_with_the_role(town: Town) -> None:
    await town.appoint("Olga", "officer")
    waits = await town.invites("officer", None)
    other = await town.invites("member", OMMOORD)
    await town.does("Mo", PressedCase(waits.id, "take"))
    await town.does("Eve", PressedCase(other.id, "take"))
    for verb in ("role_ok", "role_wrong"):
        said = await town.does("Mo", PressedCase(other.id, verb))
        assert "You cannot confirm this." in said
    assert "You cannot end this role." in await town.does(
        "Mo", PressedCase(other.id, "role_end_yes")
    )
    assert await town.holds("Eve") == set()
    entered = [verb for _role, verb in await town.journal(other.id)]
    assert entered[-3:] == ["role_confirm_denied", "role_confirm_denied", "role_end_denied"]


async def test_fault_19_a_pending_member_cannot_decide(town: Town) -> None:
    anna = await town.id_of("Anna")
    case = fresh()
    async with town.store.transaction() as tx:
        await put_case(tx, case, anna)
        await tx.run(
            """
            INSERT INTO decisions (id, case_id, wijk, regime, opened, closes, state)
            VALUES ('decision', :case, :wijk, '{}', :now, :later, 'running')
            """,
            case=case,
            wijk=OMMOORD,
            now=instant(NOON),
            later=instant(NOON + dt.timedelta(days=14)),
        )
    waits = await town.invites("member", OMMOORD)
    await town.does("Mo", PressedCase(waits.id, "take"))
    said = await town.does("Mo", PressedCase(case, "yes"))
    assert "You do not decide about this plan." in said
    assert await town.rows("SELECT person FROM voices") == []


async def put_case(tx: Transaction, case: str, maker: str) -> None:
    """A case of somebody in Ommoord that is being decided."""
    await tx.run(
        """
        INSERT INTO cases (id, kind, number, person, channel, wijk, state, owner, next_at, rules,
                           opened, cause)
        VALUES (:case, 'initiative', :case, :maker, 'telegram', :wijk, 'deciding', 'member',
                :now, '1', :now, 'test')
        """,
        case=case,
        maker=maker,
        wijk=OMMOORD,
        now=instant(NOON),
    )


# --- fault 20 ---------------------------------------------------------------------------


async def test_fault_20_a_role_that_ends_while_a_prompt_is_open_makes_the_prompt_a_notice(
    town: Town,
) -> None:
    held = await town.appoint("Piet", "officer")
    await town.appoint("Olga", "officer")
    waits = await town.invites("member", OMMOORD)
    await town.does("Mo", PressedCase(waits.id, "take"))
    assert {"role_ok", "role_wrong"} <= town.verbs("Piet")

    await town.does("Olga", PressedCase(held, "role_end_yes"))
    assert "This role has ended" in town.saw("Piet")
    assert "You cannot confirm this any more." in town.saw("Piet")
    assert town.verbs("Piet") == set()
    # The prompt of the other officer keeps its buttons.
    assert await town.holds("Piet") == set()

    said = await town.does("Piet", PressedCase(waits.id, "role_ok"))
    assert "You cannot confirm this." in said
    assert await town.holds("Mo") == set()
    await town.does("Olga", PressedCase(waits.id, "role_ok"))
    assert await town.holds("Mo") == {"member"}


async def test_fault_20_cases_that_stand_on_the_phone_of_a_former_member_are_refreshed(
    town: Town,
) -> None:
    held = await town.appoint("Mo", "member", OMMOORD)
    mo, anna = await town.id_of("Mo"), await town.id_of("Anna")
    others, own = fresh(), fresh()
    async with town.store.transaction() as tx:
        for case, maker in ((others, anna), (own, mo)):
            await put_case(tx, case, maker)
            await tx.run(
                "INSERT INTO shown (case_id, person, message, screen)"
                ' VALUES (:case, :mo, 1, \'{"name":"prompt"}\')',
                case=case,
                mo=mo,
            )
    ended = await town.asks(EndRole(held))
    assert isinstance(ended, RoleEnded)
    assert ended.cases == (others,)


async def test_everybody_may_step_down_after_one_question(town: Town) -> None:
    held = await town.appoint("Mo", "member", OMMOORD)
    listed = await town.does("Mo", Wrote("/rollen"))
    assert "Mo" in listed
    assert "Invite somebody" not in listed
    sure = await town.does("Mo", PressedCase(held, "role_end"))
    assert "This is your own role." in sure
    assert await town.holds("Mo") == {"member"}
    await town.does("Mo", PressedCase(held, "role_end_yes"))
    assert await town.holds("Mo") == set()
    assert "This role has ended already." in await town.does(
        "Mo", PressedCase(held, "role_end_yes")
    )


async def test_officers_see_what_waits_first_and_residents_see_nothing(town: Town) -> None:
    await town.appoint("Olga", "officer")
    waits = await town.invites("member", OMMOORD)
    await town.invites("chair", ZEVENKAMP)
    await town.does("Mo", PressedCase(waits.id, "take"))
    listed = await town.does("Olga", Wrote("/rollen"))
    marks = [listed.index(f"[{mark}") for mark in ("⏳", "✉️ Not opened ·", "⏹")]
    assert marks == sorted(marks)
    assert "Mo" in listed[marks[0] : marks[1]]
    assert "Olga" in listed[marks[2] :]
    assert "Invite somebody" in listed
    assert "You have no role here." in await town.does("Eve", Wrote("/rollen"))


# --- double taps and two instances ------------------------------------------------------


async def test_two_people_who_take_one_invitation_at_once_get_one_role(
    store_address: str, store: Database
) -> None:
    town = Town(store)
    second = Town(await open_at(store_address)) if store.dialect == "postgres" else town
    try:
        invited = await town.invites("member", OMMOORD)
        people = [person(await town.id_of(name)) for name in ("Mo", "Eve")]
        outcomes = await asyncio.gather(
            town.asks(TakeRole(invited.id), people[0]),
            second.asks(TakeRole(invited.id), people[1]),
        )
        assert sorted(type(outcome).__name__ for outcome in outcomes) == [
            InvitationReused.__name__,
            RolePending.__name__,
        ]
    finally:
        if second is not town:
            await second.store.close()


async def test_two_officers_who_answer_at_once_answer_once(
    store_address: str, store: Database
) -> None:
    town = Town(store)
    second = Town(await open_at(store_address)) if store.dialect == "postgres" else town
    try:
        for _time in range(5):
            invited = await town.invites("member", OMMOORD)
            asker = person(await town.id_of(f"Mo{_time}"))
            await town.asks(TakeRole(invited.id), asker)
            officers = [
                person(await town.id_of(name), ("officer", None)) for name in ("Olga", "Piet")
            ]
            outcomes = await asyncio.gather(
                town.asks(ConfirmRole(invited.id), officers[0]),
                second.asks(RefuseRole(invited.id), officers[1]),
            )
            assert sum(isinstance(outcome, AlreadyAnswered) for outcome in outcomes) == 1
            confirmed = any(isinstance(outcome, RoleConfirmed) for outcome in outcomes)
            assert (await town.holds(f"Mo{_time}") == {"member"}) is confirmed
            verbs = [verb for _role, verb in await town.journal(invited.id)]
            assert len({"role_confirmed", "role_refused"} & set(verbs)) == 1
    finally:
        if second is not town:
            await second.store.close()


# --- the desk ----------------------------------------------------------------------------


def room_of(town: Town, pushed: list[Answered]) -> Room:
    return Room(town.store, ROTTERDAM, town.turns, "aanzet_bot", lambda: town.now, pushed.extend)


async def test_the_desk_invites_once_for_72_hours_and_lists_and_ends(town: Town) -> None:
    pushed: list[Answered] = []
    room = room_of(town, pushed)
    reply = await carry_out(
        room, {"do": "invite", "role": "member", "wijk": "ommoord", "until": "2030-03-31"}
    )
    assert reply.ok
    assert "Ommoord" in reply.said[0]
    link = reply.said[1]
    assert link.startswith("https://t.me/aanzet_bot?start=")
    assert "72 hours" in reply.said[2]
    offer = await town.does("Mo", Opened(link.partition("start=")[2]))
    assert town.verbs("Mo") == {"take", "not_me"}, offer
    [row] = await town.rows("SELECT id, until_at FROM roles")
    assert row["until_at"] == "2030-03-31T22:00:00.000000Z"
    await town.does("Mo", PressedCase(row["id"], "take"))

    listed = await carry_out(room, {"do": "roles"})
    assert listed.ok
    assert row["id"] in listed.said[0]
    assert "pending" in listed.said[0]
    assert link not in " ".join(listed.said)

    ended = await carry_out(room, {"do": "end-role", "id": row["id"]})
    assert ended.ok
    assert [x.person for one in pushed for x in one.letters] == [await town.id_of("Mo")]
    again = await carry_out(room, {"do": "end-role", "id": row["id"]})
    assert not again.ok
    assert again.said == ("This role has ended already.",)
    assert (await town.journal(row["id"]))[0] == ("operator", "role_invited")


@pytest.mark.parametrize(
    ("order", "line"),
    [
        ({"do": "make-king"}, "The desk does not know that command."),
        ({"do": "confirm-role", "id": "x"}, "The desk does not know that command."),
        ({"do": "invite", "role": "king"}, "There is no role 'king'."),
        ({"do": "invite", "role": "member"}, "For which wijk?"),
        ({"do": "invite", "role": "member", "wijk": "Omoord"}, "Is it Ommoord"),
        ({"do": "invite", "role": "member", "force": True}, "invite: force:"),
        ({"do": "invite", "role": "member", "until": "soon"}, "invite: until:"),
        ({"do": "end-role", "id": "nothing"}, "not there any more"),
        ({}, "The desk does not know that command."),
    ],
)
async def test_a_wrong_order_at_the_desk_is_one_line_and_changes_nothing(
    town: Town, order: dict[str, Any], line: str
) -> None:
    reply = await carry_out(room_of(town, []), order)
    assert not reply.ok
    assert line in reply.said[0]
    assert await town.rows("SELECT id FROM roles") == []


async def test_the_desk_lists_open_cases_with_owner_and_date(town: Town) -> None:
    room = room_of(town, [])
    assert (await carry_out(room, {"do": "cases"})).said == ("No case is open.",)
    anna = await town.id_of("Anna")
    async with town.store.transaction() as tx:
        await put_case(tx, "BI-2026-0001", anna)
    [line] = (await carry_out(room, {"do": "cases", "wijk": "Ommoord"})).said
    assert line.startswith("BI-2026-0001  initiative  deciding  rotterdam.ommoord  member  by ")
    assert (await carry_out(room, {"do": "cases", "wijk": "Zevenkamp"})).said == (
        "No case is open.",
    )


async def test_a_running_bot_takes_orders_through_a_socket_for_its_owner_alone(
    village: Village,
) -> None:
    database = Path(village.settings.database)
    # What a killed bot left behind is no hindrance.
    address_of(database).touch()
    desk = Desk(village.bot)
    await desk.start()
    try:
        assert desk.address.stat().st_mode & 0o777 == 0o600
        order = {"do": "invite", "role": "officer", "founding": True}
        for _time in range(2):
            reply = await through_socket(database, order)
            assert reply is not None
            assert reply.ok
            assert f"https://t.me/{village.bot.bot.username}?start=" in reply.said[1]
        reader, writer = await asyncio.open_unix_connection(str(desk.address))
        writer.write(b"what? " * 5000 + b"\n")
        assert b"no order" in await reader.readline()
        writer.close()
    finally:
        await desk.stop()
    await village.stop()
    assert await through_socket(database, {"do": "roles"}) is None
    await village.start()


async def test_without_a_running_bot_the_command_does_the_same_itself(village: Village) -> None:
    settings = village.settings
    # Reading needs no lock: the bot runs.
    nobody = await give(settings, {"do": "roles"})
    assert nobody.ok
    assert "Nobody has a role yet." in nobody.said[0]
    await village.stop()
    invited = await give(settings, {"do": "invite", "role": "officer", "founding": True})
    assert invited.ok
    assert "https://t.me/aanzet_demo_bot?start=" in invited.said[1]
    listed = await give(settings, {"do": "roles"})
    assert "open" in listed.said[0]
    id = listed.said[0].split()[0]
    assert (await give(settings, {"do": "end-role", "id": id})).ok
    assert "Nobody has a role yet." in (await give(settings, {"do": "roles"})).said[0]
    await village.start()


async def test_the_desk_refuses_a_missing_database_and_names_the_remedy(tmp_path: Path) -> None:
    settings = Settings(token=None, database=str(tmp_path / "none.sqlite3"))
    for do in ("roles", "cases", "invite"):
        reply = await give(settings, {"do": do, "role": "officer", "founding": True})
        assert not reply.ok
        assert "python3 run.py init" in reply.said[0]
    assert os.listdir(tmp_path) == []


def test_an_id_that_begins_with_a_dash_is_no_option(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[dict[str, Any]] = []
    monkeypatch.setattr("bot.desk_commands._order", lambda do, **about: asked.append(about))
    app = typer.Typer()
    register(app)
    result = CliRunner().invoke(app, ["end-role", "-hW2x_helphelphelphelp"])
    assert result.exit_code == 0, result.output
    assert asked == [{"id": "-hW2x_helphelphelphelp"}]
