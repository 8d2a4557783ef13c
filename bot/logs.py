"""Logs: one line per turn, ids only; never a token, never what somebody said."""

from __future__ import annotations

import logging
import re
import sys
from typing import Any

import orjson
import structlog

# `123456:AA…` wherever it stands, also in the middle of a URL.
TOKEN = re.compile(r"\d{6,}:[A-Za-z0-9_-]{30,}")
HIDDEN = "<token>"
CHATTY = ("aiohttp", "httpx", "httpcore", "telegram", "asyncio", "psycopg")


class Redaction(logging.Filter):
    """Takes tokens out of every record, its arguments and its traceback."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always lets the record pass, cleaned."""
        words = record.getMessage()
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = TOKEN.sub(HIDDEN, record.exc_text)
        record.msg, record.args = TOKEN.sub(HIDDEN, words), ()
        return True


class Redacting(structlog.PrintLogger):
    """Prints a line, cleaned."""

    def msg(self, message: str) -> None:
        """One line on stderr."""
        super().msg(TOKEN.sub(HIDDEN, message) if ":" in message else message)

    log = debug = info = warn = warning = msg
    fatal = failure = err = error = critical = exception = msg


def _json(line: Any, **_how: Any) -> str:
    return orjson.dumps(line, default=repr).decode()


def set_up(level: str = "info", json: bool | None = None) -> None:
    """Configure both kinds of logging; `json` by default where nobody watches (no terminal)."""
    number = logging.getLevelNamesMapping()[level.upper()]
    as_json = json if json is not None else not sys.stderr.isatty()
    renderer: structlog.types.Processor = (
        structlog.processors.JSONRenderer(serializer=_json)
        if as_json
        else structlog.dev.ConsoleRenderer()
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=lambda *_about: Redacting(sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(Redaction())
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(number)
    # They tell whole requests and answers at DEBUG: text that people wrote.
    for name in CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)
