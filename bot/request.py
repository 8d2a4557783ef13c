"""python-telegram-bot's BaseRequest over aiohttp: one HTTP stack, a fifth of the CPU.

The token stands in every URL, so no URL is ever put in an error or a log line.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import aiohttp
import orjson
from telegram._utils.defaultvalue import DefaultValue
from telegram._utils.types import ODVInput
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData


class AiohttpRequest(BaseRequest):
    """Requests to Telegram; `saw` receives the response headers (for the village's clock)."""

    def __init__(
        self,
        connections: int = 64,
        read_timeout: float = 10.0,
        saw: Callable[[aiohttp.typedefs.LooseHeaders], None] | None = None,
    ) -> None:
        self._connections = connections
        self._read = read_timeout
        self._saw = saw
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        return self._read

    async def initialize(self) -> None:
        if self._session is None or self._session.closed:
            connector = aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=60)
            # Cookies would be state nobody asked for.
            self._session = aiohttp.ClientSession(
                connector=connector, cookie_jar=aiohttp.DummyCookieJar(), raise_for_status=False
            )

    async def shutdown(self) -> None:
        if self._session is not None:
            await self._session.close()

    @staticmethod
    def parse_json_payload(payload: bytes) -> Any:
        """Telegram's answer; anything that is no JSON counts as a broken connection."""
        try:
            return orjson.loads(payload)
        except orjson.JSONDecodeError as error:
            raise NetworkError("Telegram answered with something that is no JSON") from error

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        write_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        connect_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        pool_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        if self._session is None:
            await self.initialize()
        session = cast(aiohttp.ClientSession, self._session)
        wait = self._read if isinstance(read_timeout, DefaultValue) else read_timeout
        data: Any = None
        if request_data is not None and request_data.contains_files:
            data = aiohttp.FormData(request_data.json_parameters)
            for name, (filename, content, mime) in request_data.multipart_data.items():
                data.add_field(name, content, filename=filename, content_type=mime)
        elif request_data is not None:
            data = request_data.json_parameters
        timeout = aiohttp.ClientTimeout(total=None, sock_connect=5, sock_read=wait)
        try:
            async with session.request(method, url, data=data, timeout=timeout) as response:
                if self._saw is not None:
                    self._saw(response.headers)
                return response.status, await response.read()
        except TimeoutError as error:
            raise TimedOut from error
        except aiohttp.ClientError as error:
            # The class alone: the text of an aiohttp error carries the URL and so the token.
            raise NetworkError(f"no connection ({type(error).__name__})") from None
