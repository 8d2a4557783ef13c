"""Files of a published round, made when they are sent: the record, and the picture."""

from __future__ import annotations

import asyncio
from collections import OrderedDict

import structlog
from telegram import InputFile

from bot.poster.lettering import Unprintable
from bot.rounds import chart
from conversations.profile import Profile
from conversations.talk import Attached
from storage.database import Database
from storage.rounds import result_news, results

log = structlog.get_logger("rounds")

KEPT = 16  # pictures: thousands of voters get the same few


class RoundFiles:
    """What goes along with a letter about a result."""

    def __init__(self, store: Database, profile: Profile) -> None:
        self._store = store
        self._profile = profile
        self._drawn: OrderedDict[tuple[str, str, bool], bytes] = OrderedDict()

    async def file(self, attached: Attached, language: str) -> tuple[str, InputFile] | None:
        """Its kind and content; None when the round is not published, or cannot be drawn."""
        assert attached.round is not None
        if attached.shows == "picture":
            return await self._picture(attached.round, language)
        async with self._store.reading() as tx:
            if await result_news.public(tx, attached.round) is None:
                return None
            text = await results.text_of(tx, attached.round)
        name = attached.name or "round.json"
        return ("document", InputFile(text.encode(), filename=name)) if text else None

    async def _picture(self, round: str, language: str) -> tuple[str, InputFile] | None:
        """Drawn beside the loop, once for everybody who reads the same language."""
        async with self._store.reading() as tx:
            found = await result_news.public(tx, round)
        if found is None:
            return None
        _round, facts = found
        key = (round, language, facts.confirmed)
        if key not in self._drawn:
            try:
                drawn = await asyncio.to_thread(chart.draw, facts, language, self._profile)
            except Unprintable as error:
                log.error("no picture", why=str(error))
                return None
            self._drawn[key] = drawn
            while len(self._drawn) > KEPT:
                self._drawn.popitem(last=False)
        return "photo", InputFile(self._drawn[key], filename="round.png")
