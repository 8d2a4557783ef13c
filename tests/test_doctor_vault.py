"""`doctor` and the folder of secrets: is all of it there, and may nobody else look into it?"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from bot.demo.ballot_paper import Office
from bot.demo.village import MORNING
from bot.demo.votes import settings_at
from bot.doctor import examine
from bot.service import make_store, open_store
from bot.settings import Settings

SAMPLE = Path("bot/demo/sample/rotterdam").resolve()


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings of a place of its own, as doctor reads them from the environment."""
    for name in list(os.environ):
        if re.match(r"TELEGRAM_|BOT_API_|AANZET_", name):
            monkeypatch.delenv(name)
    config = tmp_path / "here.toml"
    config.write_text(f'overlays = ["{SAMPLE}"]\n')
    monkeypatch.setenv("AANZET_DATABASE", str(tmp_path / "zet.sqlite3"))
    monkeypatch.setenv("AANZET_VAULT", str(tmp_path / "vault"))
    monkeypatch.setenv("AANZET_PROFILE", "rotterdam")
    monkeypatch.setenv("AANZET_CONFIG", str(config))
    return settings_at(str(tmp_path / "zet.sqlite3"), tmp_path)


async def told() -> list[str]:
    """What doctor says of the vault."""
    lines: list[str] = []
    await examine(lines.append)
    return [line for line in lines if line[8:].startswith("vault")]


async def opened(settings: Settings) -> str:
    """A round that is open; its id."""
    profile = await make_store(settings)
    store = await open_store(settings)
    try:
        return await Office(store, profile, MORNING).opened()
    finally:
        await store.close()


async def test_before_the_first_round_it_is_to_be_made(here: Settings) -> None:
    await make_store(here)
    assert await told() == [f"ok      vault: {here.vault} is made when a round opens"]
    assert here.vault is not None
    assert not here.vault.exists(), "doctor makes nothing"


async def test_with_a_round_that_is_open_it_is_all_there(here: Settings) -> None:
    await opened(here)
    assert await told() == [f"ok      vault: {here.vault}; back it up apart from the database"]


async def test_a_secret_or_a_pepper_that_is_gone_is_said_with_its_round(here: Settings) -> None:
    id = await opened(here)
    assert here.vault is not None
    for name, gone in ((f"{id}.secret", "The secret of round"), ("pepper", "The pepper")):
        kept = (here.vault / name).read_bytes()
        (here.vault / name).unlink()
        [line] = await told()
        assert line.startswith("WRONG   vault: nobody can vote, or be counted, in R-2026-0001: ")
        assert gone in line
        assert "Restore it from its backup." in line
        (here.vault / name).write_bytes(os.urandom(32))
        [line] = await told()
        assert "is not the one it was opened with" in line
        (here.vault / name).write_bytes(kept)
    assert len(await told()) == 1


async def test_a_folder_that_others_may_read_or_that_is_none_is_said(here: Settings) -> None:
    await make_store(here)
    assert here.vault is not None
    here.vault.mkdir(mode=0o755)
    here.vault.chmod(0o755)
    assert await told() == [
        f"WRONG   vault: others may look into {here.vault}. Give: chmod 700 {here.vault}"
    ]
    here.vault.rmdir()
    here.vault.write_text("a file")
    [line] = await told()
    assert line.startswith(f"WRONG   vault: no round can open. {here.vault} cannot be written")
