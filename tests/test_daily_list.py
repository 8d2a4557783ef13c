"""The list of what is open as a file, every working day, for staff who use no Telegram."""

from __future__ import annotations

import asyncio
import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from bot.desk.daily import Daily, why_not_write_list
from bot.doctor import Findings, _daily_list
from bot.service import ServiceError
from bot.settings import DailyList, read_settings
from tests.english import Town
from tests.phones import Phones
from tests.test_desk_matters import filled


def rights(folder: Path) -> dict[str, int]:
    """What lies in a folder, and who may read it."""
    return {file.name: file.stat().st_mode & 0o777 for file in folder.iterdir()}


async def test_it_is_written_at_ten_past_eight_on_working_days_only(
    phones: Phones, tmp_path: Path
) -> None:
    desk, _rita, _rob = await filled(phones)
    file = tmp_path / "open.csv"
    daily = Daily(desk.room, DailyList(csv=file))
    written: list[str] = []
    # From the Thursday before Easter 2027 to the Tuesday after it, with the night of summer time.
    phones.now = dt.datetime(2027, 3, 24, 23, 0, tzinfo=dt.UTC)
    for _quarter in range(6 * 24 * 4):
        await daily.look()
        if file.exists():
            at = phones.now.astimezone(desk.room.profile.local(phones.now).tzinfo)
            written.append(f"{at:%a %d %b %H:%M}")
            file.unlink()
        phones.now += dt.timedelta(minutes=15)
    assert written == ["Thu 25 Mar 08:15", "Tue 30 Mar 08:15"]


async def test_it_is_whole_for_its_owner_alone_and_replaces_the_one_before(
    phones: Phones, tmp_path: Path
) -> None:
    desk, _rita, _rob = await filled(phones)
    folder = tmp_path / "list"
    folder.mkdir()
    files = DailyList(csv=folder / "open.csv", html=folder / "open.html")
    assert files.csv is not None
    assert files.html is not None
    files.csv.write_text("of yesterday")
    files.csv.chmod(0o644)
    phones.now = phones.now.replace(hour=10)
    await Daily(desk.room, files).look()
    assert files.csv.read_text("utf-8-sig").count("M-2026-") == 3
    assert "M-2026-0002" in files.html.read_text()
    assert rights(folder) == {"open.csv": 0o600, "open.html": 0o600}


async def test_a_folder_that_is_gone_is_an_alert_and_tried_again(
    phones: Phones, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    desk, _rita, _rob = await filled(phones)
    folder = tmp_path / "share"
    daily = Daily(desk.room, DailyList(csv=folder / "open.csv"))
    phones.now = phones.now.replace(hour=10)
    await daily.look()
    assert "ALERT the daily list is not written" in capsys.readouterr().out
    folder.mkdir()
    await daily.look()
    assert rights(folder) == {}, "not every second"
    phones.now += dt.timedelta(minutes=10)
    await daily.look()
    assert rights(folder) == {"open.csv": 0o600}


async def test_the_running_bot_writes_it_and_does_not_start_without_its_folder(
    town: Town, tmp_path: Path
) -> None:
    village = town.village
    file = tmp_path / "list" / "open.csv"
    with_list = replace(village.settings, daily_list=DailyList(csv=file))
    await village.stop()
    village.settings = with_list
    with pytest.raises(ServiceError, match=r"daily_list: .*open\.csv cannot be written"):
        await village.start()
    file.parent.mkdir()
    await village.restart()
    for _look in range(300):
        if file.exists():
            break
        await asyncio.sleep(0.01)
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_path_is_read_from_beside_the_settings_and_doctor_looks_at_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "aanzet.toml").write_text('[daily_list]\ncsv = "lists/open.csv"\n')
    monkeypatch.setenv("AANZET_PROFILE", "rotterdam")
    monkeypatch.setenv("AANZET_CONFIG", str(tmp_path / "aanzet.toml"))
    settings = read_settings(token=False)
    assert settings.daily_list == DailyList(csv=tmp_path / "lists" / "open.csv")
    told: list[str] = []
    _daily_list(settings, Findings(told.append))
    (tmp_path / "lists").mkdir()
    _daily_list(settings, Findings(told.append))
    assert [line.split()[0] for line in told] == ["WRONG", "ok"]
    assert not list((tmp_path / "lists").iterdir())


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    assert "is a folder" in (why_not_write_list(DailyList(html=tmp_path)) or "")
    assert why_not_write_list(DailyList()) is None
