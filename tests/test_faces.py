"""Cards in the register, on both databases: what is kept, who may, what the queries look up."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.desk.desk import carry_out
from bot.desk.room import Room
from bot.turns import Answered
from conversations.here import Here
from conversations.profile import Profile
from conversations.roles.face import (
    AwaySet,
    BackAtWork,
    CardChanged,
    CardDraft,
    ChangeCard,
    ComeBack,
    GoAway,
    Holder,
    KeepNumber,
    NumberFound,
    Office,
    StandIn,
    WijkFaces,
)
from conversations.roles.office import OfficeCard, office_id
from conversations.talk import Refused, Screen
from storage.database import Transaction, instant
from storage.people import look_at
from storage.profile.municipality import builtin, load
from storage.profile.problem import ProfileError
from storage.roles import cards, faces
from storage.sqlite import open_sqlite
from tests.phones import NOON, OMMOORD, OPERATOR, ROTTERDAM, ZEVENKAMP, Phones

pytestmark = pytest.mark.sqlite_daily

DO: dict[type, Any] = {
    ChangeCard: cards.change,
    GoAway: cards.go_away,
    ComeBack: cards.come_back,
    KeepNumber: faces.number_of,
}
TODAY = ROTTERDAM.today(NOON)
NUMBER = "0100000009"


async def asks(phones: Phones, command: Any, name: str | None = None) -> Any:
    """A command straight to the store, by somebody or by the operator."""
    me = await phones.id_of(name) if name is not None else None
    async with phones.store.transaction() as tx:
        here = Here(ROTTERDAM, OPERATOR, phones.now)
        if me is not None:
            found = await look_at(tx, here, me)
            assert found is not None
            here = found
        return await DO[type(command)](tx, command, here, tx.fresh())


async def seen(phones: Phones, wijk: str = OMMOORD, profile: Profile = ROTTERDAM) -> WijkFaces:
    """What residents see of a wijk."""
    async with phones.store.reading() as tx:
        found = await faces.wijk_faces(
            tx, Screen(name="faces", wijk=wijk), Here(profile, OPERATOR, phones.now)
        )
    assert found is not None
    return found


# --- the register --------------------------------------------------------------------------


async def test_one_card_for_all_roles_of_a_person(phones: Phones) -> None:
    await phones.appoint("Wim", "contact", OMMOORD)
    await phones.appoint("Wim", "contact", ZEVENKAMP)
    await phones.appoint("Wim", "secretary", OMMOORD)
    assert isinstance(await asks(phones, ChangeCard((("phone", NUMBER),)), "Wim"), CardChanged)
    for wijk in (OMMOORD, ZEVENKAMP):
        [wim] = (await seen(phones, wijk)).faces
        assert (wim.role, wim.wijk, wim.phone) == ("contact", wijk, NUMBER)
    assert len(await phones.rows("SELECT id FROM cards")) == 1


async def test_the_same_role_twice_is_one_face(phones: Phones) -> None:
    await phones.appoint("Wim", "contact", OMMOORD)
    await phones.appoint("Wim", "contact", None)
    await asks(phones, ChangeCard((("name", "Wim"),)), "Wim")
    assert [face.name for face in (await seen(phones)).faces] == ["Wim"]


async def test_a_role_counts_from_its_first_to_its_last_moment(phones: Phones) -> None:
    role = await phones.appoint("Wim", "contact", OMMOORD)
    await asks(phones, ChangeCard((("phone", NUMBER),)), "Wim")
    async with phones.store.transaction() as tx:
        await tx.run(
            "UPDATE roles SET until_at = :at WHERE id = :id", id=role, at=instant(phones.now)
        )
    [office] = (await seen(phones)).faces  # 14 010, of the profile
    assert office.phone == "14010"
    card = (await phones.rows("SELECT id FROM cards"))[0]["id"]
    assert isinstance(await asks(phones, KeepNumber(card)), Refused)
    # Not confirmed is nobody either.
    async with phones.store.transaction() as tx:
        await tx.run("UPDATE roles SET until_at = NULL, confirmed_at = NULL")
    assert (await seen(phones)).faces[0].phone == "14010"


async def test_the_store_goes_before_the_profile_and_the_wijk_before_everywhere(
    phones: Phones,
) -> None:
    everywhere, here = Office("contact", None), Office("contact", OMMOORD)
    assert (await seen(phones)).faces[0].phone == "14010"
    await asks(phones, ChangeCard((("days", "12"),), everywhere))
    [office] = (await seen(phones)).faces
    assert (office.phone, office.days) == ("14010", (1, 2))  # what the profile knew is kept
    await asks(phones, ChangeCard((("phone", NUMBER),), here))
    assert (await seen(phones)).faces[0].phone == NUMBER
    assert (await seen(phones, ZEVENKAMP)).faces[0].phone == "14010"
    known = await asks(phones, KeepNumber(office_id("contact", OMMOORD)))
    assert isinstance(known, NumberFound)
    assert known.face.phone == NUMBER


@pytest.mark.parametrize(
    ("confidence", "phone", "sure"),
    [("high", "14010", True), ("medium", "14010", False), ("low", None, True)],
)
async def test_what_is_uncertain_is_said_so_or_not_told(
    phones: Phones, confidence: Any, phone: str | None, sure: bool
) -> None:
    card = OfficeCard(role="contact", phone="14010", confidence=confidence)
    profile = ROTTERDAM.but(cards=(card,))
    shown = (await seen(phones, profile=profile)).faces
    assert [(face.phone, face.sure) for face in shown] == ([(phone, sure)] if phone else [])
    async with phones.store.transaction() as tx:
        here = Here(profile, OPERATOR, phones.now)
        given = await faces.number_of(tx, KeepNumber(card.id), here, tx.fresh())
    assert isinstance(given, NumberFound) is (phone is not None)


async def test_a_mobile_number_only_if_the_operator_vouches_and_the_table_holds_it(
    phones: Phones,
) -> None:
    await phones.appoint("Wim", "contact", OMMOORD)
    mobile: Any = (("phone", "0612345678"),)
    office = Office("contact", OMMOORD)
    assert isinstance(await asks(phones, ChangeCard(mobile, vouched=True), "Wim"), Refused)
    assert isinstance(await asks(phones, ChangeCard(mobile, office)), Refused)
    assert isinstance(await asks(phones, ChangeCard(mobile, office, vouched=True)), CardChanged)
    [row] = await phones.rows("SELECT phone, vouched FROM cards")
    assert (row["phone"], row["vouched"]) == ("0612345678", 1)
    with pytest.raises(Exception, match=r"CHECK|check"):
        async with phones.store.transaction() as tx:
            await tx.run("UPDATE cards SET vouched = 0")


@pytest.mark.parametrize(
    "changes",
    [
        (("phone", "010 000 00 09"),),  # not as it is dialled
        (("phone", "112"),),
        (("days", "21"),),
        (("days", "11"),),
        (("days", "8"),),
        (("name", "x"),),
        (("ask", "Call 0612345678"),),
        (("days", "1"), ("ask", "xx")),
    ],
)
async def test_the_store_judges_what_stands_on_a_card_again(phones: Phones, changes: Any) -> None:
    await phones.appoint("Wim", "contact", OMMOORD)
    assert isinstance(await asks(phones, ChangeCard(changes), "Wim"), Refused)
    assert await phones.rows("SELECT id FROM cards") == []


# --- away --------------------------------------------------------------------------------------


async def test_a_new_leave_replaces_the_old_one_and_spares_who_stood_in(phones: Phones) -> None:
    await phones.appoint("Wim", "contact", OMMOORD)
    await phones.appoint("Bo", "contact", ZEVENKAMP)
    await phones.appoint("Cas", "contact", "rotterdam.pernis")
    bo, cas = await phones.id_of("Bo"), await phones.id_of("Cas")
    week = [TODAY.replace(day=TODAY.day + n) for n in range(8)]
    first = await asks(phones, GoAway(week[1], week[3], StandIn(person=bo)), "Wim")
    assert first == AwaySet(week[1], week[3], tell=bo)
    again = await asks(phones, GoAway(week[2], week[5], StandIn(person=cas)), "Wim")
    assert again == AwaySet(week[2], week[5], tell=cas, spare=bo)
    same = await asks(phones, GoAway(week[2], week[6], StandIn(person=cas)), "Wim")
    assert same == AwaySet(week[2], week[6], tell=cas)
    assert await asks(phones, ComeBack(), "Wim") == BackAtWork(spare=cas)
    assert await asks(phones, ComeBack(), "Wim") == BackAtWork()
    assert len(await phones.rows("SELECT id FROM away WHERE ended IS NULL")) == 0
    verbs = await phones.rows("SELECT verb FROM journal WHERE verb LIKE 'away%' ORDER BY at, n")
    assert [row["verb"] for row in verbs][:3] == ["away_set"] * 3


async def test_only_somebody_who_works_for_a_wijk_stands_in(phones: Phones) -> None:
    await phones.appoint("Wim", "contact", OMMOORD)
    await phones.appoint("Mem", "member", OMMOORD)
    wim, mem, nobody = await phones.id_of("Wim"), await phones.id_of("Mem"), "A" * 22
    tomorrow = TODAY.replace(day=TODAY.day + 1)
    for stand_in in (
        StandIn(person=wim),
        StandIn(person=mem),
        StandIn(person=nobody),
        StandIn(role="member", wijk=OMMOORD),
        StandIn(role="secretary", wijk=OMMOORD),
        StandIn(role="officer"),
    ):
        outcome = await asks(phones, GoAway(TODAY, tomorrow, stand_in), "Wim")
        assert isinstance(outcome, Refused), stand_in
    assert await phones.rows("SELECT id FROM away") == []


async def test_an_office_stands_in_for_an_office_but_not_for_itself(phones: Phones) -> None:
    one, other = Office("manager", OMMOORD), Office("manager", ZEVENKAMP)
    await asks(phones, ChangeCard((("phone", NUMBER),), one))
    await asks(phones, ChangeCard((("phone", "0100000008"),), other))
    tomorrow = TODAY.replace(day=TODAY.day + 1)
    itself = GoAway(TODAY, tomorrow, StandIn(role="manager", wijk=OMMOORD), one)
    assert isinstance(await asks(phones, itself), Refused)
    given = GoAway(TODAY, tomorrow, StandIn(role="manager", wijk=ZEVENKAMP), one)
    assert isinstance(await asks(phones, given), AwaySet)
    manager = next(face for face in (await seen(phones)).faces if face.role == "manager")
    assert manager.stands_in is not None
    assert manager.stands_in.phone == "0100000008"
    # Two who stand in for each other: no circle, nobody is there.
    back = GoAway(TODAY, tomorrow, StandIn(role="manager", wijk=OMMOORD), other)
    assert isinstance(await asks(phones, back), AwaySet)
    manager = next(face for face in (await seen(phones)).faces if face.role == "manager")
    assert manager.stands_in is None


async def test_the_operator_changes_the_card_of_whoever_holds_a_role(phones: Phones) -> None:
    role = await phones.appoint("Wim", "contact", OMMOORD)
    member = await phones.appoint("Mem", "member", OMMOORD)
    changed = await asks(phones, ChangeCard((("name", "Wim de Wit"),), Holder(role)))
    assert isinstance(changed, CardChanged)
    assert [face.name for face in (await seen(phones)).faces] == ["Wim de Wit"]
    for other in (member, "nothing"):
        refused = await asks(phones, ChangeCard((("name", "X Y"),), Holder(other)))
        assert isinstance(refused, Refused)
    assert await phones.journal(changed.card) == [("operator", "card_changed")]


# --- the desk -----------------------------------------------------------------------------


def room_of(phones: Phones) -> Room:
    pushed: list[Answered] = []
    return Room(
        phones.store, ROTTERDAM, phones.turns, "aanzet_bot", lambda: phones.now, pushed.extend
    )


async def test_the_desk_fills_in_an_office_and_lists_what_is_missing(phones: Phones) -> None:
    room = room_of(phones)
    listed = await carry_out(room, {"do": "card-list", "wijk": "Ommoord"})
    assert listed.said == (
        "Ommoord  Wijknetwerker (Rotterdam)  14 010  checked 2022-12-01",
        "Ommoord  manager  nobody, and no office is known",
    )
    assert (await carry_out(room, {"do": "card-list", "gaps": True})).said == (
        "Nothing is missing.",
    )
    order = {"do": "card-set", "role": "manager", "wijk": "Ommoord"}
    done = await carry_out(
        room, {**order, "phone": "010-0000009", "days": "Mon, Tue", "ask": "Agreements"}
    )
    assert done.ok, done.said
    away = {"do": "card-away", "role": "manager", "wijk": "Ommoord", "first": "2026-05-12"}
    done = await carry_out(room, {**away, "back": "2026-05-20", "stand_in": "contact"})
    assert done.ok, done.said
    told = (await carry_out(room, {"do": "card-list", "wijk": "Ommoord"})).said[1]
    assert told == (
        "Ommoord  Wijkmanager (Ommoord)  010 000 00 09  Monday and Tuesday"
        "  away until Wednesday 20 May 2026  Standing in: wijknetwerker (Rotterdam)"
        "  checked 2026-05-12"
    )
    assert (await carry_out(room, {**order, "do": "card-back"})).ok
    assert (await carry_out(room, {**order, "phone": ""})).ok
    gaps = await carry_out(room, {"do": "card-list", "gaps": True})
    assert len(gaps.said) == 1
    assert gaps.said[0].endswith("no telephone")


@pytest.mark.parametrize(
    ("order", "line"),
    [
        ({"role": "contact"}, "Nothing to change"),
        ({"phone": "14 010"}, "Whose card?"),
        ({"role": "king", "phone": "14 010"}, "There is no card for 'king'."),
        ({"role": "contact", "holder": "x", "phone": "14 010"}, "not both"),
        ({"holder": "x", "phone": "14 010"}, "Nobody holds that role now."),
        ({"role": "contact", "wijk": "Omoord", "phone": "14 010"}, "Is it Ommoord"),
        ({"role": "contact", "phone": "0612345678"}, "A mobile number may be private."),
        ({"role": "contact", "phone": "555"}, "I do not know this as a Dutch telephone number."),
        ({"role": "contact", "days": "soms"}, "are no weekdays"),
        ({"role": "contact", "name": "Wim"}, "--agreed"),
        ({"role": "contact", "ask": "Bel 06 12345678"}, "I see a mobile number."),
        ({"role": "contact", "force": True}, "card-set: force:"),
    ],
)
async def test_a_wrong_order_about_a_card_is_one_line_and_changes_nothing(
    phones: Phones, order: dict[str, Any], line: str
) -> None:
    reply = await carry_out(room_of(phones), {"do": "card-set", **order})
    assert not reply.ok
    assert line in reply.said[0]
    assert await phones.rows("SELECT id FROM cards") == []


# --- the file of a profile -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("king,,14 010,,,,x,high", "role"),
        ("contact,rotterdam.nowhere,14 010,,,,x,high", "there is no wijk"),
        ("contact,,555,,,,x,high", "'555' is no Dutch number"),
        ("contact,,0612345678,,,,x,high", "a mobile number may be private"),
        ("contact,,14 010,soms,,,x,high", "'soms' are no weekdays"),
        ("contact,,14 010,,,yesterday,x,high", "checked"),
        ("contact,,14 010,,,,,high", "a fact without a source"),
        ("contact,,14 010,,,,x,perhaps", "`confidence` is none of its words"),
        ("contact,,14 010,,,,x,high\ncontact,,14 010,,,,x,high", "contact stands twice for all"),
    ],
)
def test_a_wrong_line_of_cards_is_named_with_its_line(
    tmp_path: Path, row: str, reason: str
) -> None:
    header = "role,wijk,phone,days,ask,checked,source,confidence"
    (tmp_path / "cards.csv").write_text(f"{header}\n{row}\n")
    with pytest.raises(ProfileError) as wrong:
        load(builtin("rotterdam"), tmp_path)
    assert reason in str(wrong.value)
    assert f"cards.csv:{2 + row.count(chr(10))}" in str(wrong.value).replace(", line ", ":")


# --- what is looked up ---------------------------------------------------------------------


class Watching:
    """A transaction that remembers what was asked."""

    def __init__(self, tx: Transaction) -> None:
        self.tx = tx
        self.dialect = tx.dialect
        self.asked: list[tuple[str, dict[str, Any]]] = []

    async def one(self, sql: str, /, **named: Any) -> Any:
        self.asked.append((sql, named))
        return await self.tx.one(sql, **named)

    async def all(self, sql: str, /, **named: Any) -> Any:
        self.asked.append((sql, named))
        return await self.tx.all(sql, **named)


async def test_the_people_of_a_wijk_are_looked_up_and_never_scanned(
    phones: Phones, tmp_path: Path
) -> None:
    if phones.store.dialect != "sqlite":
        pytest.skip("the plans of SQLite tell what is scanned")
    role = await phones.appoint("Wim", "contact", OMMOORD)
    await phones.appoint("Bo", "contact", ZEVENKAMP)
    await asks(phones, ChangeCard((("phone", NUMBER),), Holder(role)))
    tomorrow = TODAY.replace(day=TODAY.day + 1)
    me, bo = await phones.id_of("Wim"), await phones.id_of("Bo")
    await asks(phones, GoAway(TODAY, tomorrow, StandIn(person=bo)), "Wim")
    async with phones.store.reading() as tx:
        watching: Any = Watching(tx)
        here = Here(ROTTERDAM, OPERATOR, phones.now)
        await faces.wijk_faces(watching, Screen(name="faces", wijk=OMMOORD), here)
        wim = await look_at(tx, here, me)
        assert wim is not None
        draft = CardDraft(what="away", asking="stand_in")
        assert await cards.my_card(watching, draft, wim) is not None
        assert len(watching.asked) > 6
        for sql, named in watching.asked:
            plan = [row["detail"] for row in await tx.all(f"EXPLAIN QUERY PLAN {sql}", **named)]
            assert not [step for step in plan if step.startswith("SCAN")], (sql, plan)


async def test_a_database_of_before_gets_the_tables_of_today(tmp_path: Path) -> None:
    """Somebody who updates the program keeps everything, and cards are there."""
    from storage import migrations

    path = tmp_path / "old.sqlite3"
    files = migrations.files
    try:
        migrations.files = lambda: [one for one in files() if one[0] < 3]
        store = await open_sqlite(path, create=True)
        await migrations.migrate(store, profile="rotterdam", create=True)
        await store.close()
    finally:
        migrations.files = files
    store = await open_sqlite(path)
    await migrations.migrate(store, profile="rotterdam")
    async with store.reading() as tx:
        assert await tx.all("SELECT id FROM cards") == []
        assert await tx.all("SELECT id FROM away") == []
    await store.close()
