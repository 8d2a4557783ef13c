"""Patience: when an answer waits for more, and when there is too much to read."""

from __future__ import annotations

import datetime as dt
import time
from collections import defaultdict
from dataclasses import replace

from bot.inbound import Incoming
from bot.lateness import NEARLY_FULL
from conversations.rules.texts import units
from conversations.talk import Event, Shared, Wrote, WroteMore
from storage.chats import OpenChat
from storage.database import instant

PATIENCE = dt.timedelta(seconds=1)
# Updates of one account within ten minutes that we still listen to (safety.md, T18).
FLOOD = 300
FLOOD_WINDOW = dt.timedelta(minutes=10)
# Above this many in ten seconds, answers to one person merge into one.
BUSY, BUSY_WINDOW = 20, 10.0


class Patience:
    """How long answers wait; what it counts is lost with the process, which harms nobody."""

    def __init__(self, paced: bool) -> None:
        """`paced`: merge the answers to somebody who writes faster than we may answer."""
        self._paced = paced
        self._recent: dict[str, list[float]] = defaultdict(list)

    def wait(self, incoming: Incoming, event: Event) -> dt.timedelta:
        """How long the answer waits for more: a long text or an album comes in parts."""
        if isinstance(event, WroteMore):
            return PATIENCE
        if isinstance(event, Wrote) and units(event.text) >= NEARLY_FULL:
            return PATIENCE
        if isinstance(event, Shared) and event.album is not None:
            return PATIENCE
        if not self._paced:
            return dt.timedelta()
        moment = time.monotonic()
        recent = [t for t in self._recent[incoming.address] if moment - t < BUSY_WINDOW]
        recent.append(moment)
        self._recent[incoming.address] = recent
        if len(self._recent) > 10_000:
            self._recent.clear()
        return PATIENCE if len(recent) > BUSY else dt.timedelta()

    def flood(self, chat: OpenChat, now: dt.datetime) -> tuple[OpenChat, bool]:
        """The chat with this update counted, and whether it is one too many to read."""
        start = instant(now - FLOOD_WINDOW)
        if chat.flood_since is None or chat.flood_since < start:
            return replace(chat, flood_since=instant(now), flood=1), False
        return replace(chat, flood=chat.flood + 1), chat.flood >= FLOOD
