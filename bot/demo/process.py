"""The bot as a process of its own: started, killed, stopped, timed, and its log read."""

from __future__ import annotations

import asyncio
import signal
import sys
import time
from pathlib import Path

from bot.demo.telegram import Telegram

ROOT = Path(__file__).parents[2]
SAMPLE = Path(__file__).parent / "sample"
SECRET = "a-secret-of-the-village-only"


class BotDied(Exception):
    """The process ended without being asked; the text is the end of its log."""


class BotProcess:
    """One bot on one database; `port` and `url` make it listen instead of poll."""

    def __init__(
        self,
        telegram: Telegram,
        database: str,
        folder: Path,
        *,
        words: tuple[str, ...] = (),
        port: int = 0,
        url: str = "",
        name: str = "bot",
    ) -> None:
        self.telegram = telegram
        self.log = folder / f"{name}.log"
        self.restarts: list[float] = []  # milliseconds from the start to the first request for work
        self.ready = False
        self._words = words
        self._begins = "setWebhook" if port else "getUpdates"
        self._process: asyncio.subprocess.Process | None = None
        config = folder / f"{name}.toml"
        lines = [f'overlays = ["{SAMPLE / "rotterdam"}"]', "[pace]", "on = false"]
        lines += ["[log]", 'level = "warning"', "json = true"]
        if port:
            lines += ["[webhook]", f'url = "{url}"', f'secret = "{SECRET}"', f"port = {port}"]
            lines += ['path = "/hook"']
        config.write_text("\n".join(lines))
        self._environment = {
            "PATH": "/usr/bin:/bin",
            "PYTHONPATH": str(ROOT),
            "LC_ALL": "C.UTF-8",
            "TELEGRAM_BOT_TOKEN": telegram.token,
            "AANZET_DATABASE": database,
            "AANZET_PROFILE": "rotterdam",
            "AANZET_CONFIG": str(config),
            # Secrets of rounds, the same for every instance of a run.
            "AANZET_VAULT": str(folder / "vault"),
        }

    @property
    def alive(self) -> bool:
        """Does it run?"""
        return self._process is not None and self._process.returncode is None

    async def start(self, within: float = 30.0) -> None:
        """Start it and wait until it asks for work. Raises BotDied."""
        self._environment["BOT_API_BASE_URL"] = self.telegram.base_url
        began, asked = time.perf_counter(), self.telegram.counters[self._begins]
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                *("-m", "bot.demo.killable", *self._words),
                cwd=ROOT,
                env=self._environment,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.DEVNULL,
                stderr=log,
            )
        while self.telegram.counters[self._begins] == asked:
            if not self.alive or time.perf_counter() - began > within:
                self.kill()
                raise BotDied(self.log.read_text()[-2000:])
            await asyncio.sleep(0.004)
        self.restarts.append((time.perf_counter() - began) * 1000)
        self.ready = True

    def arm(self, point: str) -> None:
        """Die at the next such point."""
        assert self._process is not None
        assert self._process.stdin is not None
        self._process.stdin.write(f"{point}\n".encode())

    def kill(self) -> None:
        """kill -9."""
        self.ready = False
        if self._process is not None and self.alive:
            self._process.send_signal(signal.SIGKILL)

    async def gone(self, within: float) -> bool:
        """Wait until it has ended; False when it has not."""
        assert self._process is not None
        try:
            async with asyncio.timeout(within):
                await self._process.wait()
        except TimeoutError:
            return False
        self.ready = False
        return True

    async def stop(self, within: float = 15.0) -> tuple[float, int | None]:
        """SIGTERM; the seconds it took, and the exit code (None: it had to be killed)."""
        assert self._process is not None
        began = time.perf_counter()
        if self.alive:
            self._process.terminate()
        self.ready = False
        if not await self.gone(within):
            self.kill()
            await self.gone(5.0)
            return time.perf_counter() - began, None
        return time.perf_counter() - began, self._process.returncode

    def complaints(self) -> list[str]:
        """What it logged as an error."""
        lines = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        return [line for line in lines if '"level": "error"' in line or "Traceback" in line]
