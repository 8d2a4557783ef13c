"""The desk on the command line: invite, roles, cases, areas, card, hours, places, stops, programme,
picture, drawer.

Each goes to the bot that runs on this database if there is one; otherwise it is done here.
"""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.desk import (
    card_commands,
    code_commands,
    figure_commands,
    matter_commands,
    place_commands,
    programme_commands,
    result_commands,
    round_commands,
    stop_commands,
)
from bot.terminal import running, settings_or_trouble

if TYPE_CHECKING:
    from bot.desk.desk import Reply
    from bot.settings import Settings
    from storage.database import Database

# Commands whose answer holds a link, which needs the bot's own name.
NEEDS_NAME = {"invite", "codes-new", "codes-replace"}
WITH_ID = {"ignore_unknown_options": True}  # an id may begin with a dash


def register(app: typer.Typer) -> None:
    """Add the commands of the desk."""

    @app.command()
    def invite(
        role: Annotated[str, typer.Argument(help="member, chair, secretary, officer, …")],
        wijk: Annotated[str | None, typer.Option(help="Name or id of the wijk.")] = None,
        until: Annotated[str | None, typer.Option(help="Last day, as 2030-03-31.")] = None,
        founding: Annotated[
            bool, typer.Option("--founding", help="One of the first two officers.")
        ] = False,
    ) -> None:
        """Make a link with which one person can ask for a role; a second person confirms it."""
        _order("invite", role=role, wijk=wijk, until=_day(until), founding=founding)

    @app.command()
    def roles() -> None:
        """List invitations, requests and roles."""
        _order("roles")

    @app.command("end-role", context_settings=WITH_ID)
    def end_role(id: Annotated[str, typer.Argument(help="The id that `roles` shows.")]) -> None:
        """End a role at once, or withdraw an invitation."""
        _order("end-role", id=id)

    @app.command()
    def cases(
        wijk: Annotated[str | None, typer.Option(help="Name or id of the wijk.")] = None,
    ) -> None:
        """List the open cases: who has them, and by when."""
        _order("cases", wijk=wijk)

    outlines = typer.Typer(help="The outlines of the wijken on the map.", no_args_is_help=True)
    app.add_typer(outlines, name="areas")

    @outlines.callback()
    def areas() -> None:
        """The outlines of the wijken, so that a shared position has a wijk."""

    @outlines.command("import")
    def import_areas(
        file: Annotated[Path, typer.Argument(help="GeoJSON in WGS 84 (EPSG:4326).")],
        property: Annotated[
            str | None, typer.Option(help="The property that names the wijk.")
        ] = None,
    ) -> None:
        """Keep the outlines in this file, instead of those that are there."""
        _order("import-areas", file=str(file.absolute()), property=property)

    card_commands.register(app, _order, _day)
    stop_commands.register(app, _order, _day)
    place_commands.register(app, _order, _day)
    programme_commands.register(app, _order)
    figure_commands.register(app, _order)
    matter_commands.register(app, _order)
    round_commands.register(app, _order)
    result_commands.register(app, _order)
    code_commands.register(app, _order)


def _day(typed: str | None, option: str = "--until") -> str | None:
    if typed is None:
        return None
    try:
        return dt.date.fromisoformat(typed).isoformat()
    except ValueError:
        print(f"{option}: {typed!r} is no day. Write it as 2030-03-31.", file=sys.stderr)
        raise typer.Exit(2) from None


def _order(do: str, **about: Any) -> None:
    """Give an order, print the answer; exit code 2 when it was not done."""
    settings = settings_or_trouble(token=False)
    reply = running(give(settings, {"do": do, **about}))
    for line in reply.said:
        print(line, file=sys.stdout if reply.ok else sys.stderr)
    if not reply.ok:
        raise typer.Exit(2)


async def give(settings: Settings, order: Mapping[str, Any]) -> Reply:
    """Carry out an order where it belongs; every trouble comes back as one line."""
    from bot.desk.desk import Reply, through_socket
    from bot.desk.room import NotDone
    from bot.service import ServiceError
    from storage.database import Unavailable, Unusable

    reads = _reads(order)
    try:
        if not settings.postgres and not reads:
            reply = await through_socket(Path(settings.database), order)
            if reply is not None:
                return reply
        return await _do_it_here(settings, order, reads=reads)
    except (ServiceError, Unusable, NotDone) as error:
        return Reply(False, (str(error),))
    except Unavailable:
        return Reply(False, ("The database is busy or full; nothing was done. Try again.",))


def _reads(order: Mapping[str, Any]) -> bool:
    from bot.desk.desk import READS

    return order["do"] in READS


async def _do_it_here(settings: Settings, order: Mapping[str, Any], *, reads: bool) -> Reply:
    from bot.clock import SystemClock
    from bot.desk.desk import carry_out
    from bot.desk.room import Room
    from bot.service import open_profile
    from bot.turns import Turns
    from storage.database import fresh

    profile = open_profile(settings)
    store = await opened(settings, profile.id, reads=reads)
    try:
        name = await _name(settings) if order["do"] in NEEDS_NAME else ""
        now = SystemClock().now
        turns = Turns(store, profile, bot=name, me=fresh(), now=now)
        return await carry_out(Room(store, profile, turns, name, now), order)
    finally:
        await store.close()


async def opened(settings: Settings, profile: str, *, reads: bool) -> Database:
    """The store, checked; somebody who only reads needs no lock and changes nothing."""
    from bot.service import open_store
    from storage.database import Unusable
    from storage.migrations import files, migrate, number
    from storage.sqlite import open_sqlite

    if not reads:
        store = await open_store(settings)
        try:
            await migrate(store, profile=profile)
        except BaseException:
            await store.close()
            raise
        return store
    if settings.postgres:
        store = await open_store(settings)
    else:
        store = await open_sqlite(Path(settings.database), read_only=True)
    try:
        async with store.reading() as tx:
            if await number(tx) != files()[-1][0]:
                raise Unusable(
                    "The database is empty, or made by another version of the program. "
                    "Look with: python3 run.py doctor"
                )
            row = await tx.one("SELECT value FROM meta WHERE name = 'profile'")
        if row is not None and row["value"] != profile:
            raise Unusable(
                f"This database belongs to {row['value']}, the profile is {profile}. "
                "Set AANZET_PROFILE or AANZET_DATABASE."
            )
    except BaseException:
        await store.close()
        raise
    return store


async def _name(settings: Settings) -> str:
    """The bot's own name, from Telegram; asked before anything is made."""
    from telegram import Bot
    from telegram.error import InvalidToken, TelegramError

    from bot.desk.room import NotDone
    from bot.request import AiohttpRequest

    if settings.token is None:
        raise NotDone(
            "TELEGRAM_BOT_TOKEN is not set, and no bot runs here: the link needs the bot's name."
        )
    requests = (AiohttpRequest(connections=1), AiohttpRequest(connections=1))
    bot = Bot(
        settings.token.get_secret_value(),
        base_url=settings.base_url,
        request=requests[0],
        get_updates_request=requests[1],
    )
    try:
        await bot.initialize()
        return bot.username
    except InvalidToken:
        raise NotDone(
            "Telegram refuses the token (401). Copy it once more from BotFather into "
            "TELEGRAM_BOT_TOKEN."
        ) from None
    except TelegramError as error:
        raise NotDone(
            f"Telegram cannot be reached ({type(error).__name__}), so the link has no name. "
            "Nothing was made. Try again."
        ) from None
    finally:
        for request in requests:
            await request.shutdown()
