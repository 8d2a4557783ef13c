"""A real Chromium that looks at the phones page of a real `phones` command.

Skipped with the reason where there is no Chromium or no playwright, unless AANZET_REQUIRE contains
"browser".
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.screen import Phone, Screen

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).parents[2]
CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/")


def unavailable(why: str) -> None:
    """Skip, or fail where the gate asks for a browser."""
    if "browser" in os.environ.get("AANZET_REQUIRE", ""):
        pytest.fail(f"a browser is required here: {why}")
    pytest.skip(why)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, without a window.

    It ends with its file: as long as it runs, no asynchronous test can, in the same process.
    """
    if not Path(CHROMIUM).exists():
        unavailable("Chromium is not installed (apt-get install chromium)")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        unavailable("playwright is not installed")
    with sync_playwright() as playwright:
        # The gate runs as root, where Chromium wants no sandbox of its own.
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


class Demo:
    """The command as somebody starts it; `port` 0 takes any."""

    def __init__(self, port: int = 0) -> None:
        self.names = (f"Anna {letter}" for letter in "ABCDEFGHIJKLMNOPQRST")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bot", "phones", "--no-browser", "--port", str(port)],
            cwd=ROOT,
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "COLUMNS": "120"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.said = ""
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self.said += line
            if "Ctrl-C" in line:
                break
        found = ADDRESS.search(self.said)
        assert found is not None, self.said
        self.address = found[0]

    def stop(self) -> int:
        """As a service manager would; the exit code."""
        self._process.send_signal(signal.SIGTERM)
        rest, _errors = self._process.communicate(timeout=30)
        self.said += rest
        return self._process.returncode


@pytest.fixture(scope="module")
def demo(chromium: Browser) -> Iterator[Demo]:
    """One demo for the tests of a file."""
    there = Demo()
    yield there
    assert there.stop() == 0, there.said


@pytest.fixture
def screen(chromium: Browser, demo: Demo) -> Iterator[Screen]:
    """The page; it may not ask another host for anything."""
    with Screen.opened(chromium, demo.address) as there:
        yield there
        there.holds()


@pytest.fixture
def anna(screen: Screen, demo: Demo) -> Phone:
    """The phone of a resident whom no other test knows, under a name of their own."""
    return screen.welcomes(next(demo.names))
