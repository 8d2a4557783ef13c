"""The inspector's lines: updates and requests as they went over the wire, and what was checked.

The token is in no line: it stands in the address of a request, which is not told.
"""

from __future__ import annotations

from itertools import count
from typing import Any

import orjson

from bot.demo.refusal import Json
from bot.demo.telegram import Telegram, Wire
from bot.demo.town import BotProcess
from bot.logs import HIDDEN, TOKEN

MOST = 400  # lines at once: more have no reader
LONGEST = 6000  # characters of one body


class Tap:
    """Follows the traffic of one Telegram."""

    def __init__(self, telegram: Telegram) -> None:
        self._telegram = telegram
        self._last: Wire | None = None
        self._number = count(1)

    def news(self) -> list[Json]:
        """What went over the wire since this was asked last."""
        fresh: list[Wire] = []
        for entry in reversed(self._telegram.wire):
            if entry is self._last or len(fresh) == MOST:
                break
            fresh.append(entry)
        if fresh:
            self._last = fresh[0]
        return [{"n": next(self._number), **line(entry)} for entry in reversed(fresh)]


def line(entry: Wire) -> Json:
    """One update or request: when, which way, what, for whom, and how it ended."""
    if entry.method == "update":
        update = orjson.loads(entry.result)
        kind = next(name for name in update if name != "update_id")
        return {
            "at": entry.at.isoformat(),
            "way": "in",
            "what": kind,
            "chat": _chat(update[kind]),
            "ok": True,
            "body": _body(update),
        }
    refused = isinstance(entry.result, str)
    return {
        "at": entry.at.isoformat(),
        "way": "out",
        "what": entry.method,
        "chat": entry.values.get("chat_id"),
        "ok": not refused,
        "answer": entry.result if refused else "",
        "body": _body(entry.values),
    }


def _chat(content: Json) -> Any:
    holder = content.get("message", content)
    return (holder.get("chat") or content.get("from") or {}).get("id")


def _body(values: Any) -> str:
    told = orjson.dumps(values, default=_plainly, option=orjson.OPT_INDENT_2).decode()
    clean = TOKEN.sub(HIDDEN, told)
    return clean if len(clean) <= LONGEST else clean[:LONGEST] + "\n…"


def _plainly(value: Any) -> str:
    """Files in a request are told by name and size."""
    content = getattr(value, "content", b"")
    return f"({getattr(value, 'name', type(value).__name__)}, {len(content)} bytes)"


def verdict(telegram: Telegram) -> Json:
    """What the strict check says so far."""
    return {
        "requests": sum(telegram.counters.values()),
        "described": telegram.spec_checked,
        "violations": [TOKEN.sub(HIDDEN, words) for words in telegram.violations[-20:]],
        "refused": dict(telegram.refusals),
    }


class Log:
    """Follows what the bot prints."""

    def __init__(self, bot: BotProcess) -> None:
        self._bot = bot
        self._at = 0

    def news(self) -> list[Json]:
        """The lines since this was asked last."""
        lines, self._at = self._bot.printed(self._at)
        return [_told(line) for line in lines[-MOST:] if line.strip()]


def _told(printed: str) -> Json:
    clean = TOKEN.sub(HIDDEN, printed)
    try:
        entry = orjson.loads(clean)
        level, at = entry.pop("level"), entry.pop("timestamp", "")
        what = entry.pop("event")
    except (ValueError, KeyError, AttributeError):
        return {"level": "error" if "Traceback" in clean else "info", "text": clean[:500]}
    rest = "  ".join(f"{name}={value}" for name, value in entry.items())
    return {"level": level, "at": at, "text": f"{what}  {rest}"[:500]}
