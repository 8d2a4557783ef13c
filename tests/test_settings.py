"""Every mistake of an operator is one clear line with the remedy, and no secret is ever told."""

from __future__ import annotations

import logging
import os
import re
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.demo.telegram import DEMO_TOKEN, Telegram
from bot.settings import SettingsError, read_settings, token_looks_real

REAL = "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw0"
ROOT = Path(__file__).parents[1]


@pytest.fixture(autouse=True)
def _only_what_a_test_sets(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in list(os.environ):
        if re.match(r"TELEGRAM_|BOT_API_|AANZET_", name):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def the_mistake(monkeypatch: pytest.MonkeyPatch, **environment: str) -> str:
    """What reading these settings says is wrong."""
    sound = {"TELEGRAM_BOT_TOKEN": REAL, "AANZET_PROFILE": "rotterdam"}
    for name, value in {**sound, **environment}.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        read_settings()
    return str(caught.value)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("TELEGRAM_BOT_TOKEN", "12:short", "BotFather"),
        ("TELEGRAM_BOT_TOKEN", DEMO_TOKEN, "BotFather"),
        ("BOT_API_BASE_URL", "api.telegram.org", "https://api.telegram.org/bot"),
        ("BOT_API_BASE_URL", "http://example.org/bot", "unencrypted"),
        ("BOT_API_BASE_URL", "https://example.org/", "/bot"),
        ("AANZET_PROFILE", "roterdam", "rotterdam"),
        ("AANZET_PROFILE", "./nowhere", "profile.toml"),
        ("AANZET_CONFIG", "nowhere.toml", "nowhere.toml"),
    ],
)
def test_a_mistake_is_one_line_with_the_remedy(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, words: str
) -> None:
    line = the_mistake(monkeypatch, **{name: value})
    assert name in line
    assert words in line
    assert "\n" not in line
    assert "short" not in line
    assert "demo-no-real" not in line


@pytest.mark.parametrize(
    ("toml", "words"),
    [
        ("[webhook]\nurl = 'https://example.org'", "webhook.secret"),
        ("[webhook]\nurl = 'https://example.org'\nsecret = ''", "webhook.secret"),
        ("[webhook]\nurl = 'http://example.org'\nsecret = 'abcdefghijklmnop'", "https://"),
        ("[webhook]\nurl = 'https://a.nl'\nsecret='abcdefghijklmnop'\nport='x'", "webhook.port"),
        ("[pace]\noverall = 0", "pace.overall"),
        ("[pace]\nspeed = 3", "pace.speed"),
        ("[log]\nlevel = 'loud'", "log.level"),
        ("overlays = 3", "overlays"),
        ("[webhook", "no TOML"),
    ],
)
def test_a_mistake_in_the_file_names_file_and_key(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, toml: str, words: str
) -> None:
    file = tmp_path / "aanzet.toml"
    file.write_text(toml)
    line = the_mistake(monkeypatch, AANZET_CONFIG=str(file))
    assert "aanzet.toml" in line
    assert words in line
    assert "\n" not in line
    assert "abcdefghijklmnop" not in line


def test_the_token_may_stand_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "token").write_text(f"{REAL}\n")
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN_FILE", str(tmp_path / "token"))
    monkeypatch.setenv("AANZET_PROFILE", "rotterdam")
    settings = read_settings()
    assert settings.token is not None
    assert settings.token.get_secret_value() == REAL
    assert settings.base_file_url == "https://api.telegram.org/file/bot"
    assert REAL not in repr(settings)


def test_the_password_of_the_database_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", REAL)
    monkeypatch.setenv("AANZET_PROFILE", "rotterdam")
    monkeypatch.setenv("AANZET_DATABASE", "postgresql://zet:geheim@db.example:5433/aanzet")
    assert read_settings().database_shown == "postgresql://zet@db.example:5433/aanzet"


def test_a_webhook_without_a_path_gets_a_random_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "aanzet.toml"
    file.write_text("[webhook]\nurl = 'https://bot.example.org'\nsecret = 'abcdefghijklmnop'\n")
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", REAL)
    monkeypatch.setenv("AANZET_PROFILE", "rotterdam")
    monkeypatch.setenv("AANZET_CONFIG", str(file))
    one, other = read_settings().webhook, read_settings().webhook
    assert one is not None
    assert other is not None
    assert one.url == f"https://bot.example.org{one.path}"
    assert one.path != other.path


def test_only_the_village_has_a_token_that_opens_nothing() -> None:
    assert token_looks_real(SecretStr(REAL))
    assert not token_looks_real(SecretStr(DEMO_TOKEN))


# --- the log ------------------------------------------------------------------


def test_the_log_never_tells_a_token(capsys: pytest.CaptureFixture[str]) -> None:
    import structlog

    from bot import logs

    root = logging.getLogger()
    before = root.handlers[:], root.level
    try:
        logs.set_up("debug", json=True)
        logging.getLogger("x").warning("POST https://api/bot%s/getMe", REAL)
        try:
            raise RuntimeError(f"no {REAL}")
        except RuntimeError:
            logging.getLogger("x").exception("failed")
        structlog.get_logger("y").error("failed", url=f"https://api/bot{REAL}/getMe")
        told = capsys.readouterr().err
    finally:
        root.handlers[:], root.level = before
        structlog.reset_defaults()
    assert told.count("<token>") == 3
    assert REAL not in told
    assert REAL[10:] not in told


# --- the command line ---------------------------------------------------------


def command(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """`python -m bot …` as an operator starts it."""
    return subprocess.run(
        [sys.executable, "-m", "bot", *words],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=20,
    )


def one_line(answer: subprocess.CompletedProcess[str]) -> str:
    """The line of an operator's mistake; notes about an old SQLite do not count."""
    lines = [line for line in answer.stderr.splitlines() if not line.startswith("SQLite ")]
    assert answer.returncode == 2, answer.stderr
    assert len(lines) == 1, answer.stderr
    return lines[0]


def at_most(seconds: float) -> float:
    """So many seconds on a machine of its own; longer where other tests keep it busy."""
    began = time.monotonic()
    subprocess.run([sys.executable, "-c", "import telegram, aiohttp, pydantic"], check=True)
    return max(seconds, 5 * (time.monotonic() - began))


def test_help_is_quick() -> None:
    most = at_most(3)
    began = time.monotonic()
    answer = command("--help")
    assert answer.returncode == 0
    assert "doctor" in answer.stdout
    assert time.monotonic() - began < most


def test_without_a_token_the_bot_says_so() -> None:
    assert "TELEGRAM_BOT_TOKEN is not set" in one_line(command("run", AANZET_PROFILE="rotterdam"))


@pytest.mark.thorough
def test_run_refuses_a_missing_database_and_names_the_command_that_makes_one(
    tmp_path: Path,
) -> None:
    where = tmp_path / "zet.sqlite3"
    local = {
        "TELEGRAM_BOT_TOKEN": DEMO_TOKEN,
        "BOT_API_BASE_URL": "http://127.0.0.1:9/bot",
        "AANZET_PROFILE": "rotterdam",
        "AANZET_DATABASE": str(where),
    }
    assert "python3 run.py init" in one_line(command("run", **local))
    assert not where.exists()
    assert command("init", **local).returncode == 0
    assert sqlite3.connect(where).execute("SELECT value FROM meta").fetchall()
    assert "is there already" in one_line(command("init", **local))
    wrong = {**local, "AANZET_PROFILE": "ridderkerk"}
    assert "belongs to rotterdam" in one_line(command("run", **wrong))
    where.write_bytes(b"no database at all" * 1000)
    assert str(where) in one_line(command("run", **local))


@pytest.mark.thorough
def test_sample_data_with_a_real_token_is_refused_and_the_gaps_are_listed(tmp_path: Path) -> None:
    (tmp_path / "aanzet.toml").write_text(f"overlays = ['{ROOT}/bot/demo/sample/rotterdam']\n")
    answer = command(
        "run",
        TELEGRAM_BOT_TOKEN=REAL,
        BOT_API_BASE_URL="http://127.0.0.1:9/bot",
        AANZET_PROFILE="rotterdam",
        AANZET_CONFIG=str(tmp_path / "aanzet.toml"),
    )
    assert answer.returncode == 2
    assert "sample data" in answer.stderr
    assert "  - " in answer.stderr


@pytest.mark.thorough
async def test_a_refused_token_and_a_second_process_are_one_line_each(tmp_path: Path) -> None:
    import asyncio

    async with Telegram() as telegram:
        local = {
            "PATH": "/usr/bin:/bin",
            "LC_ALL": "C.UTF-8",
            "TELEGRAM_BOT_TOKEN": telegram.token,
            "BOT_API_BASE_URL": telegram.base_url,
            "AANZET_PROFILE": "rotterdam",
            "AANZET_DATABASE": str(tmp_path / "zet.sqlite3"),
        }
        assert (await asyncio.to_thread(command, "init", **local)).returncode == 0
        first = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot",
            "run",
            cwd=ROOT,
            env=local,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
        assert first.stdout is not None
        line = (await asyncio.wait_for(first.stdout.readline(), 30)).decode()
        assert "@aanzet_demo_bot" in line
        assert "Rotterdam" in line
        assert "zet.sqlite3" in line
        most = await asyncio.to_thread(at_most, 3)
        began = time.monotonic()
        second = await asyncio.to_thread(command, "run", **local)
        assert time.monotonic() - began < most
        assert f"pid {first.pid}" in one_line(second)
        assert first.returncode is None
        # SIGTERM: it stops by itself, well within ten seconds.
        began = time.monotonic()
        first.terminate()
        assert await asyncio.wait_for(first.wait(), 10) == 0
        wrong = {**local, "TELEGRAM_BOT_TOKEN": REAL}
        answer = await asyncio.to_thread(command, "run", **wrong)
        assert "401" in one_line(answer)
        assert REAL not in answer.stderr
        examined = await asyncio.to_thread(command, "doctor", **local)
        assert examined.returncode == 0, examined.stdout
        assert "WRONG" not in examined.stdout
        examined = await asyncio.to_thread(command, "doctor", **wrong)
        assert examined.returncode == 1
        assert "401" in examined.stdout
