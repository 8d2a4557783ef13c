"""The command line: each command is a small function that imports its subject when it runs.

A mistake of an operator is one clear line on stderr and exit code 2, never a traceback.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Coroutine
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as version_of
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn, TypeVar

import typer

from bot import desk_commands

if TYPE_CHECKING:
    from bot.settings import Settings

T = TypeVar("T")

app = typer.Typer(
    help="Aan Zet: a Telegram assistant for neighbourhood democracy.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def trouble(words: object) -> NoReturn:
    """One line for the operator, and the end."""
    print(words, file=sys.stderr)
    raise typer.Exit(2)


def settings_or_trouble(*, token: bool = True) -> Settings:
    """The settings, or the line that says what is wrong with them."""
    from bot.settings import SettingsError, read_settings

    try:
        return read_settings(token=token)
    except SettingsError as error:
        trouble(error)


def running(what: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine on the fast loop where there is one."""
    try:
        import uvloop

        loop: Callable[[], asyncio.AbstractEventLoop] | None = uvloop.new_event_loop
    except ImportError:
        loop = None
    with asyncio.Runner(loop_factory=loop) as runner:
        return runner.run(what)


@app.command()
def run() -> None:
    """The bot itself, until SIGTERM or Ctrl-C."""
    settings = settings_or_trouble()

    from bot import logs
    from bot.service import Service, ServiceError, warn_about_sqlite

    logs.set_up(settings.log.level, settings.log.json_lines)
    if not settings.postgres and (warning := warn_about_sqlite()):
        print(warning, file=sys.stderr)

    async def serve() -> None:
        async with Service(settings) as service:
            print(service.described(), flush=True)
            await service.run()

    try:
        running(serve())
    except ServiceError as error:
        trouble(error)


@app.command()
def init() -> None:
    """Make the database that AANZET_DATABASE names, for the profile's municipality."""
    settings = settings_or_trouble(token=False)
    if not settings.postgres and Path(settings.database).exists():
        trouble(
            f"{settings.database} is there already, and stays as it is. "
            "Name another file in AANZET_DATABASE, or start the bot: python3 run.py run"
        )

    from bot.service import ServiceError, open_profile, open_store
    from storage.database import Unavailable, Unusable
    from storage.migrations import migrate

    async def make() -> str:
        profile = open_profile(settings)
        store = await open_store(settings, create=True)
        try:
            await migrate(store, profile=profile.id, create=True)
        finally:
            await store.close()
        return f"Made {settings.database_shown} for {profile.name}."

    try:
        print(running(make()))
    except (ServiceError, Unusable) as error:
        trouble(error)
    except (OSError, Unavailable) as error:
        trouble(f"AANZET_DATABASE: {settings.database_shown} cannot be made ({error}).")


@app.command()
def doctor() -> None:
    """Check settings, profile, database, token and clock; exit code 1 when something is wrong."""
    from bot.doctor import examine

    sys.exit(1 if running(examine(print)) else 0)


@app.command()
def version() -> None:
    """The version of the program."""
    try:
        print(f"aanzet {version_of('aanzet')}")
    except PackageNotFoundError:
        print("aanzet, from its source folder")


@app.command()
def bench(
    short: Annotated[bool, typer.Option(help="One short run of each, for a quick look.")] = False,
    grown: Annotated[
        bool, typer.Option(help="Compare 100 people with 100,000 people and 20,000 plans.")
    ] = False,
    postgres: Annotated[bool, typer.Option(help="On PostgreSQL instead of SQLite.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Figures for a program.")] = False,
) -> None:
    """What an answer costs: CPU, latency and memory of this bot with 1, 50 and 500 residents."""
    from bot.demo import bench as benchmark

    try:
        running(benchmark.main(short=short, grown=grown, postgres=postgres, as_json=as_json))
    except benchmark.Wrong as error:
        trouble(error)


# --- others add their commands below, each importing its subject lazily ----------------------


desk_commands.register(app)


@app.command()
def kill(
    kills: int = typer.Option(20, help="How often the bot is killed."),
    database: str = typer.Option("sqlite", help="sqlite or postgres."),
    residents: int = typer.Option(40, help="How many people write at the same time."),
    rate: float = typer.Option(90.0, help="Updates a second, all together."),
    control: bool = typer.Option(False, "--control", help="Confirm too early: this must lose."),
) -> None:
    """Kill the bot again and again under load, and check that nothing is lost or doubled."""
    from bot.demo.kill import kill_command

    if database not in ("sqlite", "postgres"):
        trouble("--database is sqlite or postgres.")
    sys.exit(kill_command(kills, database, residents, rate, control))


def main() -> None:
    """Run the command line; what escapes becomes one line."""
    try:
        app()
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
