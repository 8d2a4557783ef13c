"""THE story: a plan goes from a phone to the wijkraad and back, with real requests, step by step.

    python3 run.py              the story, and then the town is yours to play in
    python3 run.py demo --no-story --profile ridderkerk

Each municipality has its own Bot API on this machine, its own database and the unmodified bot
as a process of its own.  Nothing here ever contacts Telegram.  Exit code 0: every step held,
nothing was sent that Telegram would refuse, and every store is whole.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bot.demo import chapters as ommoord
from bot.demo import chapters_bus as on_wheels
from bot.demo import chapters_door as at_the_door
from bot.demo import chapters_elsewhere as elsewhere
from bot.demo import chapters_later as later
from bot.demo import chapters_places as walk_in
from bot.demo import chapters_round as rounds
from bot.demo.page.door import PORT, NoDoor, door, every_screen, shown, why_not_here
from bot.demo.page.prepared import prepare
from bot.demo.page.world import World
from bot.demo.play import Play
from bot.demo.stage import Board, Stage
from bot.demo.town import ROOT, BotFailed, Town, town
from bot.demo.transcript import record as recorded
from storage.sqlite import open_sqlite
from storage.verify import verify

MAIN = "rotterdam"
SPEC = ROOT.parent / "shared" / "telegram" / "bot-api.json"

Chapter = tuple[str, str]  # its heading, and its transcript
Story = tuple[Chapter, ...]

STORIES: dict[str, Story] = {
    "rotterdam": (
        (
            "Rotterdam · two officers confirm each other",
            ommoord.TWO_OFFICERS + ommoord.LINKS_WORK_ONCE,
        ),
        ("A secretary for Ommoord", ommoord.SECRETARY),
        (
            "Four members of the wijkraad",
            "".join(
                ommoord.A_MEMBER.format(name=name, by=by)
                for name, by in (("Bea", "Omar"), ("Cor", "Sam"), ("Dia", "Sam"), ("Els", "Sam"))
            ),
        ),
        (
            "Where do you live? A port, another municipality, a typing error",
            ommoord.WHERE_DO_YOU_LIVE,
        ),
        ("Roos looks for a place to walk in", walk_in.WALK_IN),
        ("This week at the hub: the last place comes free", walk_in.THIS_WEEK),
        ("Fatima makes a plan on her phone", ommoord.A_PLAN),
        ("Four neighbours support it; one takes it back and signs again", ommoord.NEIGHBOURS),
        ("The plan is sent, and the members are asked", ommoord.SENT),
        ("A member asks, Fatima answers", ommoord.QUESTION),
        ("They decide: involved, against, written down, changed, confirmed", ommoord.DECIDING),
        ("What everybody can look up", ommoord.LOOKING_BACK),
        ("A bigger plan, and the bot is killed half-way", later.A_BIGGER_PLAN),
        ("Too few people took part: to the meeting, never a silent no", later.TO_THE_MEETING),
        ("A plan taken back, and one thrown away", later.TAKEN_BACK),
        ("Who is there for my wijk?", later.WHO_IS_THERE),
        ("Roos asks for the bus, and it comes", on_wheels.ON_REQUEST),
        ("The bus comes an hour later; told once, also after a crash", on_wheels.AN_HOUR_LATER),
        ("Staff close a hub because of a leak; a follower hears it", walk_in.CLOSED_TODAY),
        *rounds.LOMBARDIJEN,
        *at_the_door.OMMOORD,
    ),
    "ridderkerk": (
        (
            "Ridderkerk · officers and a wijkregisseur",
            elsewhere.OFFICERS.format(**elsewhere.RIDDERKERK),
        ),
        ("In Slikkerveer one person decides", elsewhere.ONE_DECIDES.format(**elsewhere.RIDDERKERK)),
        (
            "Nobody told us where to walk in, and nothing is made up",
            walk_in.NOT_KNOWN_YET.format(
                hub="inlooppunt",
                wijk="Slikkerveer",
                desk="gemeente Ridderkerk",
                town="Ridderkerk",
            ),
        ),
        ("The wijkregisseur is on holiday, and somebody stands in", elsewhere.HOLIDAY),
        *at_the_door.SLIKKERVEER,
        ("Who decides here, where nobody votes", rounds.NO_ROUNDS.format(**elsewhere.RIDDERKERK)),
    ),
    "hendrik-ido-ambacht": (
        (
            "Hendrik-Ido-Ambacht · officers and a wijkcoördinator",
            elsewhere.OFFICERS.format(**elsewhere.AMBACHT),
        ),
        ("In Krommeweg one person decides", elsewhere.ONE_DECIDES.format(**elsewhere.AMBACHT)),
        ("Whom to call: a wijkcoördinator and an ambassadeur", elsewhere.COORDINATOR),
        *at_the_door.KROMMEWEG,
        ("Who decides here, where nobody votes", rounds.NO_ROUNDS.format(**elsewhere.AMBACHT)),
    ),
}


async def demo(
    console: Console,
    *,
    story: bool = True,
    profile: str | None = None,
    keep: Path | None = None,
    record: str | None = None,
    stay: bool = False,
    browser: bool = True,
    stories: Mapping[str, Story] = STORIES,
) -> int:
    """Play the story, then stay up for a person if asked; the exit code.

    Staying up is the terminal and, beside it, the page with the phones; `browser` opens it.
    """
    began = time.monotonic()
    board = Board()
    main = profile or MAIN
    spec = SPEC if SPEC.is_file() else None
    told = [name for name in stories if profile is None or name == profile] if story else []
    with tempfile.TemporaryDirectory(prefix="aanzet-") as folder:
        database = keep or Path(folder) / f"{main}.sqlite3"
        try:
            async with town(database, main, spec=spec) as here:
                if main in told:
                    await _play(here, stories[main], console, board)
                for name in told:
                    if name != main:
                        path = Path(folder) / f"{name}.sqlite3"
                        async with town(path, name, spec=spec) as there:
                            await _play(there, stories[name], console, board)
                if told:
                    _summary(console, board, time.monotonic() - began, spec is not None)
                if stay:
                    if main not in told:  # nobody is there yet
                        await prepare(here, main)
                    await _stay(here, console, main, browser=browser)
                if record is not None:
                    _record(console, here, record)
        except BotFailed as failed:
            console.print(
                f"The bot does not run. Its last words:\n{failed}", style="red", markup=False
            )
            return 1
    if keep is not None:
        console.print(f"The database is kept: {keep}", markup=False)
    return 0 if board.held or not told else 1


async def _stay(here: Town, console: Console, name: str, *, browser: bool) -> None:
    """Play on in the same town, at the terminal and on the page, whoever of the two is used."""
    play = Play(here, console, "Fatima" if name == MAIN else "Yara")
    if why := why_not_here():
        console.print(why, style="yellow", markup=False)
        await play.run()
        return
    world = World(name)
    await world.begin(here)
    world.new_town.append(play.moves)
    try:
        async with door(world, screens=every_screen) as (_pages, port):
            shown(console, PORT, port, browser=browser)
            await play.run()
    except NoDoor as closed:
        console.print(str(closed), style="yellow", markup=False)
        await play.run()
    finally:
        await world.end()


async def _play(here: Town, story: Story, console: Console, board: Board) -> None:
    """The chapters of one municipality, and then what was counted and what its store says."""
    stage = Stage(here, console, board)
    for title, transcript in story:
        await stage.play(title, transcript)
    telegram = here.telegram
    board.people += len(here.people)
    board.updates += telegram.updates.put_count
    board.requests += sum(telegram.counters.values())
    board.described += telegram.spec_checked
    board.violations += telegram.violations
    board.starts += here.bot.starts
    board.faults += here.bot.complaints()
    store = await open_sqlite(here.bot.database, read_only=True)
    try:
        async with store.reading() as tx:
            board.faults += await verify(tx)
            rows = await tx.all("SELECT state, count(*) AS n FROM letters GROUP BY state")
    finally:
        await store.close()
    for row in rows:
        board.letters[row["state"]] += row["n"]


def _summary(console: Console, board: Board, seconds: float, described: bool) -> None:
    """What was counted; green when everything held."""
    table = Table.grid(padding=(0, 2))
    table.add_column(justify="right", style="bold")
    table.add_column()
    held = board.steps - len(board.broken)
    letters = ", ".join(f"{n} {state}" for state, n in sorted(board.letters.items()))
    took = sorted(board.times) or [0.0]
    rows: list[tuple[object, str]] = [
        (f"{held} of {board.steps}", "steps held"),
        (board.people, "people"),
        (board.updates, "updates from their phones"),
        (
            board.requests,
            "requests of the bot, each checked against python-telegram-bot's signatures",
        ),
        (
            board.described,
            "of them checked against the published Bot API description"
            if described
            else f"checked against the Bot API description: it is not at {SPEC}",
        ),
        (sum(board.letters.values()), f"letters ({letters})"),
        (board.starts, "starts of the bot"),
        (len(board.violations), "requests that Telegram would refuse"),
        (len(board.faults), "faults in the stores and logs"),
        (f"{statistics.median(took) * 1000:.0f} ms", "for the middle step"),
        (f"{seconds:.1f}", "seconds"),
    ]
    for figure, words in rows:
        table.add_row(str(figure), words)
    console.print()
    console.rule("[bold]Summary[/]", align="left", style="dim")
    console.print(table)
    for wrong in (*board.broken, *board.violations, *board.faults):
        console.print(f"✗ {wrong}", style="red", markup=False)
    if board.held:
        console.print("Every step held.", style="bold green")


def _record(console: Console, here: Town, name: str) -> None:
    """What one person did and saw, as a transcript that plays again."""
    if name not in here.people:
        console.print(f"Nobody here is called {name}. There are: {', '.join(here.people)}.")
        return
    console.print()
    console.rule(f"[bold]{name}[/]", align="left", style="dim")
    console.print(recorded(here[name]), markup=False, highlight=False, soft_wrap=True)
