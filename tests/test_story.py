"""The story holds, in every municipality, and a story that does not hold is not passed over."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pytest
from rich.console import Console

from bot.demo.chapters_elsewhere import OFFICERS, RIDDERKERK
from bot.demo.play import Play
from bot.demo.stage import Board, Stage
from bot.demo.story import STORIES, demo
from bot.demo.town import ROOT, town


def screen() -> Console:
    return Console(file=io.StringIO(), width=120)


def printed(console: Console) -> str:
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


# The gate plays it with python3 run.py as well.
@pytest.mark.thorough
@pytest.mark.parametrize("profile", STORIES)
async def test_the_story_holds(profile: str, spec: Path | None) -> None:
    console = screen()
    code = await demo(console, profile=profile)
    assert code == 0, printed(console)
    assert "Every step held." in printed(console)
    assert "✗" not in printed(console)


BROKEN: dict[str, str] = {
    "another text": "Yara: /start\nBot: Goedemorgen…",
    "other buttons": "Yara: /start\nBot: Hallo Yara… [Ja] [Nee]",
    "nothing came": "Yara: /start\nBot: Hallo Yara…\nBot → Olga: Hallo…",
    "a message too many": "Yara: /start\nYara: /help\nBot: Zo werkt het…",
    "no such button": "Yara: /start\nBot: Hallo Yara…\nYara: [Tover een plan]",
    "an answer nobody told": "Yara: /start",
    "no step at all": "(later 1 minute)",
}


@pytest.mark.thorough
async def test_a_broken_step_is_seen_and_a_right_one_is_not_broken(tmp_path: Path) -> None:
    async with town(tmp_path / "broken.sqlite3", "ridderkerk") as here:
        for what, transcript in BROKEN.items():
            board, console = Board(), screen()
            await Stage(here, console, board, within=0.5).play(what, transcript)
            assert not board.held, printed(console)
            assert len(board.broken) == (what != "no step at all"), printed(console)
        board, console = Board(), screen()
        await Stage(here, console, board).play("As it is", "Yara: /start\nBot: Hallo Yara…")
        assert board.held, printed(console)


@pytest.mark.thorough
async def test_after_three_broken_steps_the_story_stops_with_exit_code_1(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.demo.stage.WITHIN", 0.2)
    wrong = "Yara: /start\n" + "Bot: Iets anders…\n" * 9
    console = screen()
    assert await demo(console, profile="ridderkerk", stories={"ridderkerk": (("x", wrong),)}) == 1
    assert "The rest of this story is not played." in printed(console)
    assert "0 of 3" in printed(console)
    assert "Every step held." not in printed(console)


@pytest.mark.thorough
def test_the_command_contacts_nobody_whatever_is_in_the_environment(tmp_path: Path) -> None:
    """A real-looking token and address in the environment reach neither the demo nor its bot."""
    outside = {
        "PATH": "/usr/bin:/bin",
        "TELEGRAM_BOT_TOKEN": "123456789:AAtherealtokenofsomebodyelse0000000000",
        "BOT_API_BASE_URL": "http://192.0.2.1/bot",
        "AANZET_DATABASE": str(tmp_path / "mine.sqlite3"),
        "AANZET_PROFILE": "nowhere",
        "HTTPS_PROXY": "http://192.0.2.1:1",
        "HTTP_PROXY": "http://192.0.2.1:1",
    }
    kept = tmp_path / "kept.sqlite3"
    done = subprocess.run(
        [sys.executable, "-m", "bot", "demo", "--no-story", "--keep", str(kept)],
        cwd=ROOT,
        env=outside,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("demo: no connection to Telegram\n")
    assert kept.exists()
    assert not (tmp_path / "mine.sqlite3").exists()


@pytest.mark.thorough
async def test_somebody_plays_on(tmp_path: Path) -> None:
    """Text, a number, a label, another person, the clock, a kill and a restart, the end."""
    lines = iter(
        [
            "/start",
            "2",  # I have an idea
            "Slikkerveer",
            "[ja, slikk]",
            "Bloembakken",
            "/kill",
            "Samen bloembakken maken.",
            "/herstart",
            "/klok 2 dagen",
            "/klok over een tijdje",
            "[zo'n knop is er niet]",
            "/wie Bea",
            "/start",
            "/wie",
            "/nodig member Slikkerveer",
            "?",
            "/einde",
        ]
    )

    async def typed() -> str | None:
        return next(lines, None)

    console = screen()
    async with town(tmp_path / "play.sqlite3", "ridderkerk") as here:
        await Play(here, console, "Yara", typed).run()
        assert here.telegram.violations == []
    said = printed(console)
    assert "Hallo Yara" in said
    assert "Hoe heet uw plan?" in said
    assert "Wat wilt u doen, en waarom?" in said
    assert "Waar is het?" in said  # what was typed while the bot was dead
    assert "/klok 2 dagen, /klok 3 uur" in said
    assert "Die knop is er niet." in said
    assert "Hallo Bea" in said
    assert "Wie er zijn · Who is there: Yara, Bea" in said
    assert "?start=" in said
    assert "Goodbye" in said
    assert next(lines, "nothing left") == "nothing left"


def test_the_transcripts_can_be_read() -> None:
    from bot.demo.transcript import read

    for story in STORIES.values():
        for title, transcript in story:
            assert read(transcript), title
    assert "Slikkerveer" in OFFICERS.format(**RIDDERKERK)
