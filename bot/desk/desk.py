"""The desk: commands of staff and operators, while the bot runs and when it does not.

    bot runs on SQLite   → a line of JSON to the socket beside the database, `<database>.desk`
    it does not run      → the command takes the owner lock and does the same itself
    PostgreSQL           → straight to the server

The authority of the desk is the shell of the machine: the socket is for its owner alone, and the
journal says `operator`.  Whoever confirms a person does so on their own phone, never here.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import os
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import orjson
import structlog
from pydantic import ValidationError

from bot.desk.cards import CARD_READS, CARDS
from bot.desk.codes import CODE_READS, CODES
from bot.desk.figures import FIGURE_READS, FIGURES
from bot.desk.matters import MATTER_READS, MATTERS
from bot.desk.paper import PAPER
from bot.desk.places import PLACE_ORDERS, PLACE_READS
from bot.desk.programme import PROGRAMME
from bot.desk.results import RESULT_READS, RESULTS
from bot.desk.room import Action, NotDone, Room, wijk_named, wrong_file
from bot.desk.rounds import ROUND_READS, ROUNDS
from bot.desk.stops import STOP_READS, STOPS
from bot.turns import Answered
from conversations.facts import RoleFacts
from conversations.profile import Profile
from conversations.roles.role import INVITABLE, OPERATOR, Invite, Invited
from conversations.roles.role_words import what
from conversations.talk import PressedCase, Refused, Screen
from conversations.words import Day, Kept, Message, Moment, _
from storage.database import Transaction, Unavailable, moment
from storage.held import where
from storage.hubs import areas
from storage.hubs.area_file import read_areas
from storage.perform import perform
from storage.profile.problem import ProfileError
from storage.roles import roles

log = structlog.get_logger("desk")

LONGEST_LINE = 16_384  # bytes of one order
PATIENCE = 10.0  # seconds for an order to arrive
STOPPING = 2.0  # seconds for orders in hand when the bot stops
LONGEST_ADDRESS = 100  # bytes; the operating system takes 107


@dataclass(frozen=True, slots=True)
class Reply:
    """What the desk answers: done or not, and the lines to print."""

    ok: bool
    said: tuple[str, ...]


# --- the orders ----------------------------------------------------------------


class InviteOrder(Kept):
    """Invite somebody for a role, in a wijk or everywhere, until and including a day."""

    role: str
    wijk: str | None = None
    until: dt.date | None = None
    founding: bool = False


class RolesOrder(Kept):
    """List the roles."""


class EndRoleOrder(Kept):
    """End a role, or withdraw an invitation."""

    id: str


class CasesOrder(Kept):
    """List the open cases, of one wijk or of all."""

    wijk: str | None = None


class AreasOrder(Kept):
    """Keep the outlines of the wijken in this file; `property` holds the name of the wijk."""

    file: str
    property: str | None = None


async def invite(room: Room, about: Mapping[str, Any]) -> list[str]:
    """Make an invitation; the link is said once and kept nowhere."""
    order = InviteOrder.model_validate(about)
    if order.role not in INVITABLE:
        raise NotDone(f"There is no role {order.role!r}. Choose from: {', '.join(INVITABLE)}.")
    wijk = wijk_named(order.wijk, room.profile) if order.wijk else None
    command = Invite(order.role, wijk, _end_of(order.until, room.profile), order.founding)
    async with room.store.transaction() as tx:
        outcome = await perform(tx, command, room.here(), tx.fresh())
    if isinstance(outcome, Refused):
        raise NotDone(room.line(outcome.why))
    assert isinstance(outcome, Invited)
    works_until = Moment(at=outcome.works_until)
    return [
        room.line(
            _("Invitation: {role}", role=what(outcome.role, outcome.wijk, room.profile)),
        ),
        f"https://t.me/{room.bot}?start={outcome.token}",
        room.line(_("It works once, until {moment} (72 hours).", moment=works_until)),
        room.line(_("Send it to that person alone. After that a second person confirms them.")),
    ]


async def list_roles(room: Room, about: Mapping[str, Any]) -> list[str]:
    """Every invitation, request and role, with the id that `end-role` takes."""
    RolesOrder.model_validate(about)
    lines: list[str] = []
    here = room.here()
    async with room.store.reading() as tx:
        page, pages = 0, 1
        while page < pages:
            facts = await roles.role_list(tx, Screen(name="role_list", page=page), here)
            lines += [_role_line(row, room) for row in facts.rows]
            page, pages = page + 1, facts.pages
    return lines or [
        "Nobody has a role yet. Begin with: invite officer --founding (twice, for two people)"
    ]


async def end_role(room: Room, about: Mapping[str, Any]) -> list[str]:
    """End a role at once; whoever held it hears it, and their open prompts become a notice."""
    order = EndRoleOrder.model_validate(about)
    async with room.store.transaction() as tx:
        turn, letters = await room.turns.at_desk(
            tx, PressedCase(order.id, "role_end_yes"), room.here()
        )
    room.push([Answered(letters=letters)])
    lines = [room.line(note) for note in turn.notes if isinstance(note, Message)]
    if turn.show is None:
        raise NotDone(" ".join(lines))
    return lines


async def list_cases(room: Room, about: Mapping[str, Any]) -> list[str]:
    """What is open, who has it, and by when."""
    order = CasesOrder.model_validate(about)
    wijk = wijk_named(order.wijk, room.profile) if order.wijk else None
    async with room.store.reading() as tx:
        rows = await _open_cases(tx, wijk)
    return [_case_line(row, room) for row in rows] or ["No case is open."]


async def import_areas(room: Room, about: Mapping[str, Any]) -> list[str]:
    """Outlines from a file, instead of those that are there; from then on a position has a wijk."""
    order = AreasOrder.model_validate(about)
    try:
        found = await asyncio.to_thread(read_areas, Path(order.file), room.profile, order.property)
    except ProfileError as error:
        raise wrong_file(str(error).splitlines()) from None
    async with room.store.transaction() as tx:
        cause = tx.fresh()
        wijken = await areas.replace(tx, found, room.here(), cause=cause, role=OPERATOR.role)
    without = [w.name for w in room.profile.own_wijken if w.id not in {a.wijk for a in found}]
    lines = [f"Areas kept: {len(found)}, of wijken: {wijken}. Those of before are gone."]
    if without:
        others = f" and {len(without) - 5} others" if len(without) > 5 else ""
        lines.append(f"No area for {', '.join(without[:5])}{others}: there a postcode is asked.")
    return lines


# Later journeys add their commands here; whoever only reads is named in READS too.
DESK: dict[str, Action] = {
    "invite": invite,
    "roles": list_roles,
    "end-role": end_role,
    "cases": list_cases,
    "import-areas": import_areas,
    **CARDS,
    **STOPS,
    **PLACE_ORDERS,
    **PROGRAMME,
    **FIGURES,
    **MATTERS,
    **ROUNDS,
    **PAPER,
    **CODES,
    **RESULTS,
}
READS = {
    "roles",
    "cases",
    *CARD_READS,
    *PLACE_READS,
    *STOP_READS,
    *FIGURE_READS,
    *MATTER_READS,
    *ROUND_READS,
    *CODE_READS,
    *RESULT_READS,
}


async def carry_out(room: Room, order: Mapping[str, Any]) -> Reply:
    """One order; whatever goes wrong becomes a line, never a traceback at the desk."""
    about = dict(order)
    do = about.pop("do", None)
    action = DESK.get(do) if isinstance(do, str) else None
    if action is None:
        return Reply(False, ("The desk does not know that command.",))
    try:
        return Reply(True, tuple(await action(room, about)))
    except NotDone as why:
        return Reply(False, (str(why),))
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        key = ".".join(str(part) for part in first["loc"])
        return Reply(False, (f"{do}: {key}: {first['msg']}.",))
    except Unavailable:
        return Reply(False, ("The database is busy or full; nothing was done. Try again.",))
    except Exception as error:
        log.error("desk failed", do=do, error=type(error).__name__, at=where(error))
        return Reply(False, (f"{do}: this failed by our fault; nothing was done. See the log.",))


# --- the socket ------------------------------------------------------------------


def address_of(database: Path) -> Path:
    """Where the desk of a SQLite database listens."""
    return database.with_name(database.name + ".desk")


class Desk:
    """The desk of a running bot: one order a connection, one line each way."""

    def __init__(self, room: Room, database: Path) -> None:
        """`room` is the running bot's; the address is a socket beside the database."""
        self._room = room
        self.address = address_of(database)
        self._server: asyncio.Server | None = None
        self._in_hand: set[asyncio.Task[Any]] = set()

    async def start(self) -> None:
        """Listen beside the database, for the owner of this process alone.

        The owner lock is held by now, so an address that is there was left by a killed process.
        """
        if len(os.fsencode(self.address)) > LONGEST_ADDRESS:
            log.warning("no desk: the path of the database is too long for a socket")
            return
        self.address.unlink(missing_ok=True)
        listening = socket.socket(socket.AF_UNIX)
        before = os.umask(0o177)
        try:
            listening.bind(str(self.address))
        except OSError:
            listening.close()
            raise
        finally:
            os.umask(before)
        self._server = await asyncio.start_unix_server(
            self._serve, sock=listening, limit=LONGEST_LINE
        )

    async def stop(self) -> None:
        """Close the door; an order in hand is finished, one that is still being read is not."""
        if self._server is None:
            return
        self._server.close()
        self._server = None
        self.address.unlink(missing_ok=True)
        if self._in_hand:
            await asyncio.wait(self._in_hand, timeout=STOPPING)
        for order in self._in_hand:
            order.cancel()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._in_hand.add(task)
        try:
            reply = await self._answer(reader)
            writer.write(orjson.dumps({"ok": reply.ok, "said": reply.said}) + b"\n")
            await writer.drain()
        except ConnectionError:
            pass
        finally:
            self._in_hand.discard(task)
            writer.close()

    async def _answer(self, reader: asyncio.StreamReader) -> Reply:
        try:
            async with asyncio.timeout(PATIENCE):
                order = orjson.loads(await reader.readline())
        except (TimeoutError, ValueError):
            return Reply(False, ("That is no order for the desk.",))
        if not isinstance(order, dict):
            return Reply(False, ("That is no order for the desk.",))
        return await carry_out(self._room, order)


async def through_socket(database: Path, order: Mapping[str, Any]) -> Reply | None:
    """Give an order to the bot that runs on this database; None when none does."""
    address = address_of(database)
    if len(os.fsencode(address)) > LONGEST_ADDRESS:
        return None
    try:
        reader, writer = await asyncio.open_unix_connection(str(address))
    except (FileNotFoundError, ConnectionRefusedError):
        return None
    except PermissionError:
        return Reply(False, (f"{address} is for the user who runs the bot. Become that user.",))
    try:
        writer.write(orjson.dumps(dict(order)) + b"\n")
        await writer.drain()
        line = await reader.read()
    except ConnectionError:
        line = b""
    finally:
        writer.close()
    if not line:
        return Reply(False, ("The bot stopped before it answered. Look whether it was done.",))
    answer = orjson.loads(line)
    return Reply(bool(answer["ok"]), tuple(str(said) for said in answer["said"]))


# --- parts -------------------------------------------------------------------------


def _end_of(day: dt.date | None, profile: Profile) -> dt.datetime | None:
    """The first instant after a day, as clocks in the municipality show it."""
    if day is None:
        return None
    following = dt.datetime.combine(day + dt.timedelta(days=1), dt.time())
    return following.replace(tzinfo=ZoneInfo(profile.timezone)).astimezone(dt.UTC)


def _role_line(row: RoleFacts, room: Room) -> str:
    parts = [row.id, row.state, room.line(what(row.role, row.wijk, room.profile))]
    if row.name is not None:
        parts.append(room.line(Message(text="{name}", gaps={"name": row.name})))
    if row.until is not None:
        last = room.profile.today(row.until - dt.timedelta(seconds=1))
        parts.append(room.line(_("until {day}", day=Day(on=last))))
    return "  ".join(parts)


async def _open_cases(tx: Transaction, wijk: str | None) -> list[Mapping[str, Any]]:
    return await tx.all(
        """
        SELECT id, number, kind, state, wijk, owner, next_at FROM cases
        WHERE closed IS NULL AND wijk = COALESCE(:wijk, wijk)
        ORDER BY next_at, id
        """,
        wijk=wijk,
    )


def _case_line(row: Mapping[str, Any], room: Room) -> str:
    by = room.line(_("by {moment}", moment=Moment(at=moment(row["next_at"]))))
    return "  ".join(
        (row["number"] or row["id"], row["kind"], row["state"], row["wijk"], row["owner"], by)
    )
