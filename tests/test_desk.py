"""The desk: staff invite, end and list beside the database, with or without a running bot."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from bot.demo.village import Village
from bot.desk.commands import give, register
from bot.desk.desk import address_of, carry_out, through_socket
from bot.desk.room import Room
from bot.settings import Settings
from bot.turns import Answered
from conversations.talk import Opened, PressedCase
from tests.phones import ROTTERDAM, Phones, put_case


def room_of(phones: Phones, pushed: list[Answered]) -> Room:
    return Room(
        phones.store, ROTTERDAM, phones.turns, "aanzet_bot", lambda: phones.now, pushed.extend
    )


async def test_the_desk_invites_once_for_72_hours_and_lists_and_ends(phones: Phones) -> None:
    pushed: list[Answered] = []
    room = room_of(phones, pushed)
    reply = await carry_out(
        room, {"do": "invite", "role": "member", "wijk": "ommoord", "until": "2030-03-31"}
    )
    assert reply.ok
    assert "Ommoord" in reply.said[0]
    link = reply.said[1]
    assert link.startswith("https://t.me/aanzet_bot?start=")
    assert "72 hours" in reply.said[2]
    offer = await phones.does("Mo", Opened(link.partition("start=")[2]))
    assert phones.verbs("Mo") == {"take", "not_me"}, offer
    [row] = await phones.rows("SELECT id, until_at FROM roles")
    assert row["until_at"] == "2030-03-31T22:00:00.000000Z"
    await phones.does("Mo", PressedCase(row["id"], "take"))

    listed = await carry_out(room, {"do": "roles"})
    assert listed.ok
    assert row["id"] in listed.said[0]
    assert "pending" in listed.said[0]
    assert link not in " ".join(listed.said)

    ended = await carry_out(room, {"do": "end-role", "id": row["id"]})
    assert ended.ok
    assert [x.person for one in pushed for x in one.letters] == [await phones.id_of("Mo")]
    again = await carry_out(room, {"do": "end-role", "id": row["id"]})
    assert not again.ok
    assert again.said == ("This role has ended already.",)
    assert (await phones.journal(row["id"]))[0] == ("operator", "role_invited")


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
    phones: Phones, order: dict[str, Any], line: str
) -> None:
    reply = await carry_out(room_of(phones, []), order)
    assert not reply.ok
    assert line in reply.said[0]
    assert await phones.rows("SELECT id FROM roles") == []


async def test_the_desk_lists_open_cases_with_owner_and_date(phones: Phones) -> None:
    room = room_of(phones, [])
    assert (await carry_out(room, {"do": "cases"})).said == ("No case is open.",)
    anna = await phones.id_of("Anna")
    async with phones.store.transaction() as tx:
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
    await village.stop()
    address_of(database).touch()
    await village.start()
    assert address_of(database).stat().st_mode & 0o777 == 0o600
    order = {"do": "invite", "role": "officer", "founding": True}
    for _time in range(2):
        reply = await through_socket(database, order)
        assert reply is not None
        assert reply.ok
        assert f"https://t.me/{village.bot.bot.username}?start=" in reply.said[1]
    reader, writer = await asyncio.open_unix_connection(str(address_of(database)))
    writer.write(b"what? " * 5000 + b"\n")
    assert b"no order" in await reader.readline()
    writer.close()
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
    monkeypatch.setattr("bot.desk.commands._order", lambda do, **about: asked.append(about))
    app = typer.Typer()
    register(app)
    result = CliRunner().invoke(app, ["end-role", "-hW2x_helphelphelphelp"])
    assert result.exit_code == 0, result.output
    assert asked == [{"id": "-hW2x_helphelphelphelp"}]
