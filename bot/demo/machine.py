"""The random machine: people who do anything, at any time, while everything goes wrong.

    one step = somebody does something (or the clock jumps, the process dies, an update comes
    twice, a role ends, somebody blocks the bot) → letters arrive, or do not → promises checked

Below the network, for speed: the bot's own intake, turns, clock and store, with
phones that show what the outbox holds.  One seed makes one run, to the letter.
"""

from __future__ import annotations

import asyncio
import base64
import datetime as dt
import random
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from bot import turns as turns_module
from bot.clock import Alarm
from bot.demo.machine_defects import planted, swapped
from bot.demo.machine_events import People
from bot.demo.machine_happenings import HAPPENINGS
from bot.demo.machine_life import Life, Telegram
from bot.demo.machine_phones import BOT, Json, Phone, Phones
from bot.demo.machine_promises import Broken, Ears, Promises
from bot.demo.machine_store import Fuse, Killed
