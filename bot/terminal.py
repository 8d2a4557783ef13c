"""What every command at a terminal needs: the settings, a fast loop, one clear line of trouble."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import typer

if TYPE_CHECKING:
    from bot.settings import Settings


T = TypeVar("T")


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
