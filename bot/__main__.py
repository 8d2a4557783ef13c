"""The command line: each command is a small function that imports its subject when it runs.

A mistake of an operator is one clear line on stderr and exit code 2, never a traceback.
"""

from __future__ import annotations

import gc
import sys
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as version_of
from pathlib import Path
from typing import Annotated

import typer

from bot.desk import commands as desk_commands
from bot.poster import command as poster_command
from bot.terminal import running, settings_or_trouble, trouble

app = typer.Typer(
    help="Aan Zet: a Telegram assistant for neighbourhood democracy.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


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
            # What is there now stays: no need to look through it for rubbish again and again; and a
            # batch of answers makes thousands of things that are gone with it.
            gc.collect()
            gc.freeze()
            gc.set_threshold(10_000, 20, 20)
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

    from bot.service import ServiceError, make_store
    from storage.database import Unavailable, Unusable

    try:
        profile = running(make_store(settings))
        print(f"Made {settings.database_shown} for {profile.name}.")
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
    inbox: Annotated[
        bool, typer.Option(help="The lists of an inbox with 5,000 open signals in one wijk.")
    ] = False,
) -> None:
    """What an answer costs: CPU, latency and memory of this bot with 1, 50 and 500 residents."""
    from bot.demo import bench as benchmark
    from bot.demo import bench_inbox

    if inbox:
        running(bench_inbox.main(postgres=postgres))
        return
    try:
        running(benchmark.main(short=short, grown=grown, postgres=postgres, as_json=as_json))
    except benchmark.Wrong as error:
        trouble(error)


@app.command()
def votes(
    people: Annotated[
        int | None, typer.Option(min=1, help="How many vote: 5,000, or 1,000 who tap twice.")
    ] = None,
    seconds: Annotated[float, typer.Option(min=0.1, help="Over how long they are spread.")] = 60.0,
    at_once: Annotated[
        bool, typer.Option("--at-once", help="Everybody at once; Telegram takes 30 a second.")
    ] = False,
    twice: Annotated[
        bool, typer.Option("--twice", help="Double taps, and two instances hear every update.")
    ] = False,
    control: Annotated[
        bool, typer.Option("--control", help="With --twice: nothing guards a ballot. Must fail.")
    ] = False,
    postgres: Annotated[bool, typer.Option(help="On PostgreSQL instead of SQLite.")] = False,
) -> None:
    """Voting under load: what a vote costs, that none is lost, and that none counts twice."""
    from bot.demo import bench as benchmark
    from bot.demo import votes as load
    from bot.demo import votes_twice as doubled
    from bot.demo.postgres import NoPostgres

    if control and not twice:
        trouble("--control belongs to --twice.")
    try:
        if twice:
            sys.exit(running(doubled.command(people or 1_000, control=control)))
        how: load.How = "at once" if at_once else "spread"
        sys.exit(running(load.command(how, people or 5_000, seconds, postgres=postgres)))
    except (benchmark.Wrong, NoPostgres) as error:
        trouble(error)


# --- others add their commands below, each importing its subject lazily ----------------------


desk_commands.register(app)
poster_command.register(app)


@app.command()
def demo(
    story: Annotated[bool, typer.Option(help="Play the story first.")] = True,
    profile: Annotated[
        str | None, typer.Option(help="One municipality only, and play on there.")
    ] = None,
    keep: Annotated[
        Path | None, typer.Option(help="Keep the database in this new file, to look into.")
    ] = None,
    record: Annotated[
        str | None, typer.Option(help="Print what this person did, as a transcript.")
    ] = None,
    browser: Annotated[
        bool, typer.Option(help="Open the page with the phones when the story is over.")
    ] = True,
) -> None:
    """The story on a local Bot API, step by step; with a terminal it then stays up to play in."""
    print("demo: no connection to Telegram", flush=True)

    from rich.console import Console

    from bot.demo import story as told

    if profile is not None and profile not in told.STORIES:
        trouble(f"--profile: there is no story of {profile!r}. Choose {', '.join(told.STORIES)}.")
    if keep is not None and (keep.exists() or not keep.parent.is_dir()):
        trouble(f"--keep: {keep} is there already, or its folder is not. Name a new file.")
    stay = sys.stdin.isatty() and sys.stdout.isatty()
    console = Console() if sys.stdout.isatty() else Console(width=120)
    playing = told.demo(
        console,
        story=story,
        profile=profile,
        keep=keep,
        record=record,
        stay=stay,
        browser=browser,
    )
    sys.exit(running(playing))


@app.command()
def phones(
    profile: Annotated[str, typer.Option(help="Which municipality.")] = "rotterdam",
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="Where the page stands; 0 takes any.")
    ] = None,
    browser: Annotated[bool, typer.Option(help="Open the page in a browser.")] = True,
) -> None:
    """The page with several phones, at once: a neighbourhood and its wijkraad to play in."""
    print("demo: no connection to Telegram", flush=True)

    from rich.console import Console

    from bot.demo.page import door
    from bot.demo.page.prepared import CASTS
    from bot.demo.town import BotFailed

    if why := door.why_not_here():
        trouble(why)
    if profile not in CASTS:
        trouble(f"--profile: nobody lives in {profile!r} yet. Choose {', '.join(CASTS)}.")
    try:
        opening = door.phones(
            Console(),
            profile=profile,
            port=door.PORT if port is None else port,
            browser=browser,
        )
        sys.exit(running(opening))
    except (door.NoDoor, BotFailed) as error:
        trouble(error)


@app.command()
def screens(
    to: Annotated[Path, typer.Option(help="The file to write.")] = Path("screens.html"),
    language: Annotated[
        list[str] | None, typer.Option(help="Show this one too, although it is not complete.")
    ] = None,
) -> None:
    """Write one page with every screen of every conversation in every language."""
    print("demo: no connection to Telegram", flush=True)
    if to.is_dir() or not to.parent.is_dir():
        trouble(f"--to: {to} is a folder, or its folder is not there. Name a file.")

    from bot import logs
    from bot.demo.gallery import command as gallery

    logs.set_up("error", False)
    try:
        page, wrong = running(gallery.gallery(language or ()))
        to.write_text(page, "utf-8")
    except gallery.NoSuchLanguage as error:
        trouble(f"--language: {error}")
    except OSError as error:
        trouble(f"--to: {to} cannot be written ({error.strerror}).")
    print(f"Open {to.resolve().as_uri()}")
    for line in wrong:
        print(line, file=sys.stderr)
    sys.exit(1 if wrong else 0)


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
    from bot.demo.postgres import NoPostgres

    if database not in ("sqlite", "postgres"):
        trouble("--database is sqlite or postgres.")
    try:
        sys.exit(kill_command(kills, database, residents, rate, control))
    except NoPostgres as error:
        trouble(error)


@app.command()
def verify() -> None:
    """Read the database and check what must always be true of it; exit code 1 if it is not."""
    settings = settings_or_trouble(token=False)

    from bot.audit import NotChecked, audit

    try:
        sys.exit(0 if running(audit(settings, print)) else 1)
    except NotChecked as error:
        trouble(error)


@app.command()
def machine(
    steps: Annotated[int, typer.Option(help="How many things happen.")] = 10_000,
    seed: Annotated[int, typer.Option(help="The same seed is the same run.")] = 1,
    database: Annotated[str, typer.Option(help="sqlite or postgres.")] = "sqlite",
    defect: Annotated[
        str | None, typer.Option(help="Plant a defect that must be found, for example no-seen.")
    ] = None,
) -> None:
    """Random people do anything at any time while everything goes wrong; promises are checked."""
    from bot.demo.machine import command
    from bot.demo.machine_defects import DEFECTS

    if database not in ("sqlite", "postgres"):
        trouble("--database is sqlite or postgres.")
    if defect is not None and defect not in DEFECTS:
        trouble(f"--defect is one of: {', '.join(DEFECTS)}.")
    sys.exit(running(command(steps, seed, database, defect)))


@app.command()
def twins(
    seconds: float = typer.Option(30.0, help="How long people write."),
    kills: int = typer.Option(4, help="How often one of the two is killed."),
    residents: int = typer.Option(100, help="How many people write at the same time."),
    rate: float = typer.Option(90.0, help="Updates a second, all together."),
    control: bool = typer.Option(False, "--control", help="Forget what is done: must go wrong."),
) -> None:
    """Two instances on one PostgreSQL, both given every update: nothing may be doubled."""
    from bot.demo.twins import twins_command

    sys.exit(twins_command(seconds, kills, residents, rate, control))


def main() -> None:
    """Run the command line; what escapes becomes one line."""
    try:
        app()
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
