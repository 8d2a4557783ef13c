"""Roles: a link is a wish, a second person confirms, and what ends has ended everywhere."""

from __future__ import annotations

import asyncio
import datetime as dt

import pytest

from bot.letters import to_others
from conversations.here import Here
from conversations.roles import roles as roles_chat
from conversations.roles.face import AwaySet, GoAway, StandIn
from conversations.roles.role import (
    AlreadyAnswered,
    ConfirmRole,
    EndRole,
    InvitationReused,
    Invite,
    RefuseRole,
    RoleConfirmed,
    RoleEnded,
    RolePending,
    TakeRole,
)
from conversations.talk import Opened, PressedCase, Refused, ToRole, Wrote
from storage.audience import people_for
from storage.database import Database, fresh, instant
from storage.perform import perform
from storage.roles import roles
from tests.phones import NOON, OMMOORD, ROTTERDAM, ZEVENKAMP, Phones, person, put_case
from tests.stores import open_at

# --- the way of an invitation ---------------------------------------------------------


async def test_the_first_two_officers_confirm_each_other(phones: Phones) -> None:
    one = await phones.invites("officer", None, founding=True)
    two = await phones.invites("officer", None, founding=True)

    offer = await phones.does("Ada", Opened(one.token))
    assert "You are asked as" in offer
    assert phones.verbs("Ada") == {"take", "not_me"}
    waits = await phones.does("Ada", PressedCase(one.id, "take"))
    assert "The other first person must open their link too." in waits
    assert await phones.holds("Ada") == set()

    await phones.does("Bea", Opened(two.token))
    await phones.does("Bea", PressedCase(two.id, "take"))
    assert {"role_ok", "role_wrong"} <= phones.verbs("Ada")
    assert {"role_ok", "role_wrong"} <= phones.verbs("Bea")

    assert "Somebody else must confirm you." in await phones.does(
        "Ada", PressedCase(one.id, "role_ok")
    )
    await phones.does("Ada", PressedCase(two.id, "role_ok"))
    assert "You have a role" in phones.saw("Bea")
    await phones.does("Bea", PressedCase(one.id, "role_ok"))
    assert await phones.holds("Ada") == await phones.holds("Bea") == {"officer"}

    third = await phones.asks(Invite("officer", None, founding=True))
    assert isinstance(third, Refused)


async def test_a_member_is_confirmed_by_a_second_person_who_sees_the_same_pictures(
    phones: Phones,
) -> None:
    await phones.appoint("Olga", "officer")
    await phones.appoint("Carel", "chair", OMMOORD)
    await phones.appoint("Zora", "chair", ZEVENKAMP)
    invited = await phones.invites("member", OMMOORD)
    await phones.does("Mo", Opened(invited.token))
    mine = await phones.does("Mo", PressedCase(invited.id, "take"))
    assert "A second person confirms this." in mine
    assert "I asked 2 people to confirm." in mine
    assert "Zora" not in phones.heard
    [row] = await phones.rows("SELECT person FROM accounts WHERE address = 'Mo'")
    pictures = roles.fingerprint(invited.id, "telegram:Mo")
    assert row["person"] not in pictures
    for phone in ("Mo", "Olga", "Carel"):
        assert pictures in phones.saw(phone)
    assert "Ommoord" in phones.saw("Carel")
    assert "Mo" in phones.saw("Carel")

    confirmed = await phones.does("Carel", PressedCase(invited.id, "role_ok"))
    assert "is confirmed" in confirmed
    assert "You have a role" in phones.saw("Mo")
    # The other prompt loses its buttons.
    assert "is confirmed" in phones.saw("Olga")
    assert phones.verbs("Olga") == set()
    assert await phones.holds("Mo") == {"member"}
    assert await phones.journal(invited.id) == [
        ("operator", "role_invited"),
        ("resident", "role_taken"),
        ("chair", "role_confirmed"),
    ]


async def test_who_is_refused_hears_it_and_gets_nothing(phones: Phones) -> None:
    await phones.appoint("Olga", "officer")
    invited = await phones.invites("member", OMMOORD)
    await phones.does("Mo", Opened(invited.token))
    await phones.does("Mo", PressedCase(invited.id, "take"))
    await phones.does("Olga", PressedCase(invited.id, "role_wrong"))
    assert "Somebody checked it and said no." in phones.saw("Mo")
    assert await phones.holds("Mo") == set()
    late = await phones.does("Olga", PressedCase(invited.id, "role_ok"))
    assert "is not confirmed" in late
    assert await phones.holds("Mo") == set()


async def test_without_anybody_to_confirm_the_person_is_told_whom_to_call(phones: Phones) -> None:
    invited = await phones.invites("member", OMMOORD)
    await phones.does("Mo", Opened(invited.token))
    said = await phones.does("Mo", PressedCase(invited.id, "take"))
    assert "But nobody can confirm it now." in said
    assert (ROTTERDAM.general_number or ROTTERDAM.general_desk) in said


async def test_what_waited_for_somebody_comes_to_the_first_who_can_confirm(phones: Phones) -> None:
    await phones.appoint("Ann", "administrator")
    chair = await phones.invites("chair", OMMOORD)
    await phones.does("Carel", Opened(chair.token))
    await phones.does("Carel", PressedCase(chair.id, "take"))
    member = await phones.invites("member", OMMOORD)
    await phones.does("Mo", Opened(member.token))
    await phones.does("Mo", PressedCase(member.id, "take"))
    await phones.does("Ann", PressedCase(chair.id, "role_ok"))
    assert {"role_ok", "role_wrong"} <= phones.verbs("Carel")


async def test_who_already_waits_for_a_role_cannot_ask_for_it_twice(phones: Phones) -> None:
    one = await phones.invites("member", OMMOORD)
    two = await phones.invites("member", OMMOORD)
    await phones.does("Mo", PressedCase(one.id, "take"))
    said = await phones.does("Mo", PressedCase(two.id, "take"))
    assert "You have this role already, or you asked for it." in said
    rows = await phones.rows("SELECT person FROM roles WHERE id = :id", id=two.id)
    assert rows[0]["person"] is None


async def test_a_role_with_an_end_date_ends_by_itself(phones: Phones) -> None:
    await phones.appoint("Olga", "officer")
    invited = await phones.invites("member", OMMOORD, until=NOON + dt.timedelta(days=30))
    await phones.does("Mo", PressedCase(invited.id, "take"))
    await phones.does("Olga", PressedCase(invited.id, "role_ok"))
    assert await phones.holds("Mo") == {"member"}
    phones.now += dt.timedelta(days=30)
    assert await phones.holds("Mo") == set()
    assert "You have no role here." in await phones.does("Mo", Wrote("/rollen"))


# --- fault 17 ------------------------------------------------------------------------


async def test_fault_17_a_second_person_with_a_used_link_is_refused_and_the_issuer_alerted(
    phones: Phones,
) -> None:
    await phones.appoint("Olga", "officer")
    await phones.appoint("Piet", "officer")
    olga = person(await phones.id_of("Olga"), ("officer", None))
    invited = await phones.asks(Invite("member", OMMOORD), olga)
    await phones.does("Mo", Opened(invited.token))
    await phones.does("Mo", PressedCase(invited.id, "take"))
    for event in (Opened(invited.token), PressedCase(invited.id, "take")):
        said = await phones.does("Eve", event)
        assert "Somebody used this invitation before you." in said
        assert "An invitation was opened twice" in phones.saw("Olga")
        assert "Eve" in phones.saw("Olga")
        assert "Piet" not in phones.heard
    assert await phones.holds("Eve") == set()
    assert ("resident", "role_link_reused") in await phones.journal(invited.id)


async def test_fault_17_for_a_link_from_the_desk_the_officers_are_alerted(phones: Phones) -> None:
    await phones.appoint("Olga", "officer")
    invited = await phones.invites("member", OMMOORD)
    await phones.does("Mo", PressedCase(invited.id, "take"))
    await phones.does("Eve", Opened(invited.token))
    assert "An invitation was opened twice" in phones.saw("Olga")


async def test_fault_17_an_invitation_does_not_work_after_72_hours(phones: Phones) -> None:
    invited = await phones.invites("member", OMMOORD)
    await phones.does("Mo", Opened(invited.token))
    phones.now += dt.timedelta(hours=73)
    assert "does not work any more" in await phones.does("Mo", Opened(invited.token))
    assert "This invitation is too old." in await phones.does("Mo", PressedCase(invited.id, "take"))
    rows = await phones.rows("SELECT person FROM roles WHERE id = :id", id=invited.id)
    assert rows[0]["person"] is None


async def test_fault_17_the_issuer_cannot_take_their_own_invitation(phones: Phones) -> None:
    await phones.appoint("Olga", "officer")
    olga = person(await phones.id_of("Olga"), ("officer", None))
    invited = await phones.asks(Invite("administrator", None), olga)
    for event in (Opened(invited.token), PressedCase(invited.id, "take")):
        assert "You made this link yourself." in await phones.does("Olga", event)
    # And who invited is not the second person either.
    await phones.does("Mo", PressedCase(invited.id, "take"))
    said = await phones.does("Olga", PressedCase(invited.id, "role_ok"))
    assert "You invited this person." in said
    assert await phones.holds("Mo") == set()


async def test_fault_17_a_link_with_one_character_changed_is_a_normal_welcome(
    phones: Phones,
) -> None:
    invited = await phones.invites("member", OMMOORD)
    changed = ("A" if invited.token[0] != "A" else "B") + invited.token[1:]
    said = await phones.does("Mo", Opened(changed))
    assert said.startswith("Hello Mo")
    assert changed not in said
    assert phones.verbs("Mo") == set()


async def test_the_same_person_who_opens_the_link_again_sees_how_it_stands(phones: Phones) -> None:
    await phones.appoint("Olga", "officer")
    invited = await phones.invites("member", OMMOORD)
    await phones.does("Mo", Opened(invited.token))
    await phones.does("Mo", PressedCase(invited.id, "take"))
    for event in (Opened(invited.token), PressedCase(invited.id, "take")):
        said = await phones.does("Mo", event)
        assert "A second person confirms this." in said
        assert list(phones.heard) == ["Mo"]


# --- faults 18 and 19 ------------------------------------------------------------------


@pytest.mark.parametrize(
    "payload",
    ["admin", "role_wijkraad_5", "x" * 64, "' OR 1=1 --", "../../etc/passwd", "role", "😀" * 16],
)
async def test_fault_18_a_payload_that_names_a_role_gives_none_and_is_not_repeated(
    phones: Phones, payload: str
) -> None:
    said = await phones.does("Eve", Opened(payload))
    assert said.startswith("Hello Eve")
    assert payload == "role" or payload not in said
    assert phones.verbs("Eve") == set()
    assert await phones.rows("SELECT id FROM roles") == []


async def test_fault_18_the_id_of_an_invitation_is_no_link(phones: Phones) -> None:
    invited = await phones.invites("officer", None)
    assert (await phones.does("Eve", Opened(invited.id))).startswith("Hello Eve")
    rows = await phones.rows("SELECT token_hash FROM links")
    assert invited.token not in rows[0]["token_hash"]


async def test_fault_19_who_still_waits_can_do_nothing_with_the_role(phones: Phones) -> None:
    await phones.appoint("Olga", "officer")
    waits = await phones.invites("officer", None)
    other = await phones.invites("member", OMMOORD)
    await phones.does("Mo", PressedCase(waits.id, "take"))
    await phones.does("Eve", PressedCase(other.id, "take"))
    for verb in ("role_ok", "role_wrong"):
        said = await phones.does("Mo", PressedCase(other.id, verb))
        assert "You cannot confirm this." in said
    assert "You cannot end this role." in await phones.does(
        "Mo", PressedCase(other.id, "role_end_yes")
    )
    assert await phones.holds("Eve") == set()
    entered = [verb for _role, verb in await phones.journal(other.id)]
    assert entered[-3:] == ["role_confirm_denied", "role_confirm_denied", "role_end_denied"]


async def test_fault_19_a_pending_member_cannot_decide(phones: Phones) -> None:
    anna = await phones.id_of("Anna")
    case = fresh()
    async with phones.store.transaction() as tx:
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
    waits = await phones.invites("member", OMMOORD)
    await phones.does("Mo", PressedCase(waits.id, "take"))
    said = await phones.does("Mo", PressedCase(case, "yes"))
    assert "You do not decide about this plan." in said
    assert await phones.rows("SELECT person FROM voices") == []


# --- fault 20 ---------------------------------------------------------------------------


async def test_fault_20_a_role_that_ends_while_a_prompt_is_open_makes_the_prompt_a_notice(
    phones: Phones,
) -> None:
    held = await phones.appoint("Piet", "officer")
    await phones.appoint("Olga", "officer")
    waits = await phones.invites("member", OMMOORD)
    await phones.does("Mo", PressedCase(waits.id, "take"))
    assert {"role_ok", "role_wrong"} <= phones.verbs("Piet")

    await phones.does("Olga", PressedCase(held, "role_end_yes"))
    assert "This role has ended" in phones.saw("Piet")
    assert "You cannot confirm this any more." in phones.saw("Piet")
    assert phones.verbs("Piet") == set()
    # The prompt of the other officer keeps its buttons.
    assert await phones.holds("Piet") == set()

    said = await phones.does("Piet", PressedCase(waits.id, "role_ok"))
    assert "You cannot confirm this." in said
    assert await phones.holds("Mo") == set()
    await phones.does("Olga", PressedCase(waits.id, "role_ok"))
    assert await phones.holds("Mo") == {"member"}


async def test_fault_20_cases_that_stand_on_the_phone_of_a_former_member_are_refreshed(
    phones: Phones,
) -> None:
    held = await phones.appoint("Mo", "member", OMMOORD)
    mo, anna = await phones.id_of("Mo"), await phones.id_of("Anna")
    others, own = fresh(), fresh()
    async with phones.store.transaction() as tx:
        for case, maker in ((others, anna), (own, mo)):
            await put_case(tx, case, maker)
            await tx.run(
                "INSERT INTO shown (case_id, person, message, screen)"
                ' VALUES (:case, :mo, 1, \'{"name":"prompt"}\')',
                case=case,
                mo=mo,
            )
    ended = await phones.asks(EndRole(held))
    assert isinstance(ended, RoleEnded)
    assert ended.cases == (others,)


async def test_everybody_may_step_down_after_one_question(phones: Phones) -> None:
    held = await phones.appoint("Mo", "member", OMMOORD)
    listed = await phones.does("Mo", Wrote("/rollen"))
    assert "Mo" in listed
    assert "Invite somebody" not in listed
    sure = await phones.does("Mo", PressedCase(held, "role_end"))
    assert "This is your own role." in sure
    assert await phones.holds("Mo") == {"member"}
    await phones.does("Mo", PressedCase(held, "role_end_yes"))
    assert await phones.holds("Mo") == set()
    assert "This role has ended already." in await phones.does(
        "Mo", PressedCase(held, "role_end_yes")
    )


async def test_officers_see_what_waits_first_and_residents_see_nothing(phones: Phones) -> None:
    await phones.appoint("Olga", "officer")
    waits = await phones.invites("member", OMMOORD)
    await phones.invites("chair", ZEVENKAMP)
    await phones.does("Mo", PressedCase(waits.id, "take"))
    listed = await phones.does("Olga", Wrote("/rollen"))
    marks = [listed.index(f"[{mark}") for mark in ("⏳", "✉️ Not opened ·", "⏹")]
    assert marks == sorted(marks)
    assert "Mo" in listed[marks[0] : marks[1]]
    assert "Olga" in listed[marks[2] :]
    assert "Invite somebody" in listed
    assert "You have no role here." in await phones.does("Eve", Wrote("/rollen"))


# --- double taps and two instances ------------------------------------------------------


async def test_two_people_who_take_one_invitation_at_once_get_one_role(
    store_address: str, store: Database
) -> None:
    phones = Phones(store)
    second = Phones(await open_at(store_address)) if store.dialect == "postgres" else phones
    try:
        invited = await phones.invites("member", OMMOORD)
        people = [person(await phones.id_of(name)) for name in ("Mo", "Eve")]
        outcomes = await asyncio.gather(
            phones.asks(TakeRole(invited.id), people[0]),
            second.asks(TakeRole(invited.id), people[1]),
        )
        assert sorted(type(outcome).__name__ for outcome in outcomes) == [
            InvitationReused.__name__,
            RolePending.__name__,
        ]
    finally:
        if second is not phones:
            await second.store.close()


async def test_two_officers_who_answer_at_once_answer_once(
    store_address: str, store: Database
) -> None:
    phones = Phones(store)
    second = Phones(await open_at(store_address)) if store.dialect == "postgres" else phones
    try:
        for _time in range(5):
            invited = await phones.invites("member", OMMOORD)
            asker = person(await phones.id_of(f"Mo{_time}"))
            await phones.asks(TakeRole(invited.id), asker)
            officers = [
                person(await phones.id_of(name), ("officer", None)) for name in ("Olga", "Piet")
            ]
            outcomes = await asyncio.gather(
                phones.asks(ConfirmRole(invited.id), officers[0]),
                second.asks(RefuseRole(invited.id), officers[1]),
            )
            assert sum(isinstance(outcome, AlreadyAnswered) for outcome in outcomes) == 1
            confirmed = any(isinstance(outcome, RoleConfirmed) for outcome in outcomes)
            assert (await phones.holds(f"Mo{_time}") == {"member"}) is confirmed
            verbs = [verb for _role, verb in await phones.journal(invited.id)]
            assert len({"role_confirmed", "role_refused"} & set(verbs)) == 1
    finally:
        if second is not phones:
            await second.store.close()


async def test_somebody_who_is_asked_twice_has_one_prompt_that_works(phones: Phones) -> None:
    """The older prompt loses its buttons: only the newer one can be brought up to date."""
    await phones.appoint("Olga", "officer")
    invited = await phones.invites("member", OMMOORD)
    await phones.does("Mo", Opened(invited.token))
    await phones.does("Mo", PressedCase(invited.id, "take"))
    olga = await phones.id_of("Olga")
    shown = "SELECT message FROM shown WHERE case_id = :id AND person = :olga"
    [before] = await phones.rows(shown, id=invited.id, olga=olga)
    again = RolePending(invited.id, (olga,), "member", OMMOORD)
    async with phones.store.transaction() as tx:
        here = Here(ROTTERDAM, person("", ("operator", None)), phones.now, "aanzet_bot")
        says = roles_chat.respond(None, again, here).says
        [prompt] = await to_others(tx, "again", says, here, None)
    assert prompt.retires == before["message"]


async def test_during_leave_the_stand_in_hears_what_comes_to_a_role(phones: Phones) -> None:
    """Only who may read along for that wijk by a role of their own, and only during the leave."""
    await phones.appoint("Rita", "contact", OMMOORD)
    await phones.appoint("Zoe", "contact", ZEVENKAMP)
    rita, zoe = [await phones.id_of(name) for name in ("Rita", "Zoe")]
    here = Here(ROTTERDAM, person(rita, ("contact", OMMOORD)), phones.now, "aanzet_bot")
    leave = GoAway(here.today, here.today + dt.timedelta(days=7), StandIn(zoe))
    to = ToRole("contact", OMMOORD)
    async with phones.store.transaction() as tx:
        assert isinstance(await perform(tx, leave, here, tx.fresh()), AwaySet)
        # Whoever works for another wijk may not read a plan of this one: no letter either.
        assert await people_for(tx, to, here) == [rita]
    await phones.appoint("Zoe", "manager", OMMOORD)
    async with phones.store.transaction() as tx:
        assert await people_for(tx, to, here) == [rita, zoe]
        later = Here(ROTTERDAM, here.person, phones.now + dt.timedelta(days=8), "aanzet_bot")
        assert await people_for(tx, to, later) == [rita]
    await phones.appoint("Sam", "secretary", OMMOORD)
    async with phones.store.transaction() as tx:
        # What somebody must confirm goes to nobody else.
        soon = Here(ROTTERDAM, here.person, phones.now, "aanzet_bot")
        [asked] = await people_for(tx, ToRole("secretary", OMMOORD), soon)
        assert asked != zoe
