"""One letter to one phone, and what Telegram's answer to it means.

Plain text with our own entities, never a parse mode: what a resident typed can
not become markup, a link or a button in somebody else's chat.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import aiohttp
import orjson
import structlog
from aiohttp.payload import BytesPayload
from telegram import (
    Bot,
    InlineKeyboardMarkup,
    InputFile,
    Message,
    MessageEntity,
)
from telegram.error import (
    BadRequest,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot import own_data
from bot.keyboards import keyboard
from bot.letters import draw
from bot.rounds.files import RoundFiles
from conversations.chart import Chart
from conversations.here import Here
from conversations.journeys import NOBODY, Talk
from conversations.profile import Profile
from conversations.talk import Attached, Pin, Said, Screen, VCard
from locales.render import Rendered, message, units
from locales.table import csv_text
from locales.vcard import first_name, vcard_text
from storage import outbox, people
from storage.database import Database, instant
from storage.outbox import Letter
from storage.own_data import kept_about

log = structlog.get_logger("outbound")

# python-telegram-bot then gives time spans as timedelta, as it always will from its next version.
os.environ.setdefault("PTB_TIMEDELTA", "true")

MOST_CAPTION = 1024  # UTF-16 units under a file
MOST_TOAST = 200  # characters
AT_ONCE = dt.timedelta(milliseconds=200)  # so young, a letter of ours cannot be out of date
NO_PREVIEW = {"is_disabled": True}


@dataclass(frozen=True, slots=True)
class Result:
    """How an attempt ended: sent, dropped, replaced, impossible, later or unauthorized.

    `message` and `at` (Unix second) as Telegram gave them; `wait` seconds Telegram told us to
    wait; `doubt` is true when it may have arrived all the same; `anew` when a rewrite was refused
    and a new message is the way.
    """

    state: str
    message: int = 0
    at: int = 0
    wait: float = 0.0
    doubt: bool = False
    anew: bool = False


# --- requests ----------------------------------------------------------------


class JsonData:
    """What python-telegram-bot's RequestData is to a request, as one JSON body.

    Its own way (objects, parameters, form, and the answer back into objects) costs four times
    the CPU; its transport, its errors and its limits are the same here.
    """

    __slots__ = ("json_parameters",)
    contains_files = False

    def __init__(self, values: dict[str, Any]) -> None:
        self.json_parameters = BytesPayload(orjson.dumps(values), content_type="application/json")


# --- one letter --------------------------------------------------------------


class Sender:
    """Puts letters on phones; never raises for what Telegram says, always answers a Result."""

    def __init__(
        self, store: Database, bot: Bot, profile: Profile, now: Callable[[], dt.datetime]
    ) -> None:
        self._store = store
        self._bot = bot
        self._profile = profile
        self._now = now
        self._rounds = RoundFiles(store, profile)

    async def send(self, letter: Letter, address: int, language: str) -> Result:
        """Rewrite or send one message, as the letter asks."""
        if not await self._wanted(letter):
            return Result("replaced")
        if letter.erases:
            return _final(await self._try(letter, self._erase, address, letter.edits))
        said = await self.content(letter)
        if said is None:
            return Result("dropped")
        if said.card is not None:
            card = self._contact(address, said.card, language)
            silent = letter.silent
            return _final(await self._try(letter, self._new_card, card, silent=silent))
        rendered = message(said, language, self._profile)
        buttons = keyboard(said, letter.turn, language, self._profile, self._bot.username)
        edited: Result | None = None
        if said.pin is not None:
            return _final(
                await self._try(letter, self._new_pin, address, said.pin, buttons, letter.silent)
            )
        if letter.edits and said.attached is None:
            edited = await self._try(letter, self._edit, address, letter.edits, rendered, buttons)
            if edited.state != "refused":
                return edited
        if letter.kind == "edit":
            return Result("dropped")
        if said.attached is not None:
            return await self._with_file(
                letter, address, said.attached, rendered, buttons, language
            )
        result = await self._try(
            letter, self._new, address, rendered, buttons, silent=letter.silent
        )
        if edited is None:
            return _final(result)
        return _final(
            Result(result.state, result.message, result.at, result.wait, result.doubt, anew=True)
        )

    async def content(self, letter: Letter) -> Said | None:
        """What a letter says.

        What was too private to be kept is drawn again from facts; None when it cannot be.
        """
        if not letter.private or letter.written_as:
            return letter.said
        screen = Screen.model_validate_json(letter.screen or '{"name":"home"}')
        async with self._store.reading() as tx:
            there = Here(self._profile, NOBODY, self._now(), self._bot.username)
            eyes = await people.look_at(tx, there, letter.person)
            if eyes is None:
                return None
            drawn = await draw(tx, screen, Talk(), eyes)
            return drawn if letter.kind == "screen" else drawn.without_steps()

    async def _call(self, method: str, values: dict[str, Any]) -> Any:
        """One request to Telegram; its result as plain values. Raises TelegramError."""
        data: Any = JsonData(values)
        return await self._bot.request.post(f"{self._bot.base_url}/{method}", data)

    async def _wanted(self, letter: Letter) -> bool:
        """Does the person still need this?  News may have been taken back meanwhile, and another
        instance may have gone on with them."""
        news = letter.weight == "news" and letter.case is not None
        if not news and (self._store.dialect == "sqlite" or letter.kind != "screen"):
            return True
        if letter.born_here and letter.written > instant(self._now() - AT_ONCE):
            return True
        async with self._store.reading() as tx:
            return await outbox.still_waiting(tx, letter)

    async def _try(self, letter: Letter, send: Any, *about: Any, **more: Any) -> Result:
        """One request, once more without entities if they are refused."""
        try:
            return await self._request(letter, send, *about, entities=True, **more)
        except BadRequest as error:
            if "entit" not in error.message.casefold():
                return self._refused(letter, send, error)
        try:
            log.warning("entities refused", cause=letter.cause, n=letter.n)
            return await self._request(letter, send, *about, entities=False, **more)
        except BadRequest as error:
            return self._refused(letter, send, error)

    async def _request(self, letter: Letter, send: Any, *about: Any, **more: Any) -> Result:
        try:
            done = await send(*about, **more)
            # When this version was put on the phone, by Telegram's clock.
            return Result("sent", done["message_id"], done.get("edit_date") or done["date"])
        except RetryAfter as error:
            return Result("later", wait=seconds(error))
        except Forbidden:
            # A rewrite says nothing new: somebody who comes back needs none of it.
            return Result("dropped" if letter.kind == "edit" else "impossible")
        except InvalidToken:
            return Result("unauthorized")
        except BadRequest:
            raise
        except NetworkError as error:
            return Result(
                "later", doubt=send not in (self._edit, self._erase) and not never_arrived(error)
            )
        except TelegramError as error:
            log.error("dropped", cause=letter.cause, n=letter.n, why=type(error).__name__)
            return Result("dropped")

    def _refused(self, letter: Letter, send: Any, error: BadRequest) -> Result:
        why = error.message.casefold()
        if send == self._erase:
            log.debug("message stays", why=error.message[:100])
            return Result("dropped")
        if send == self._edit:
            if "not modified" in why:
                return Result("sent", letter.edits)
            return Result("refused")
        if "chat not found" in why or "user not found" in why:
            return Result("impossible")
        log.error("dropped", cause=letter.cause, n=letter.n, why=error.message[:100])
        return Result("dropped")

    async def _edit(
        self,
        address: int,
        old: int,
        rendered: Rendered,
        buttons: dict[str, Any] | None,
        *,
        entities: bool,
    ) -> Any:
        values = _message(address, rendered, buttons, entities=entities)
        values["message_id"] = old
        return await self._call("editMessageText", values)

    async def _erase(self, address: int, old: int, *, entities: bool) -> Any:
        """Out of the chat; after two days Telegram does not do it any more."""
        await self._call("deleteMessage", {"chat_id": address, "message_id": old})
        return {"message_id": 0, "date": 0}

    async def _new(
        self,
        address: int,
        rendered: Rendered,
        buttons: dict[str, Any] | None,
        *,
        entities: bool,
        silent: bool,
    ) -> Any:
        values = _message(address, rendered, buttons, entities=entities)
        if silent:
            values["disable_notification"] = True
        return await self._call("sendMessage", values)

    async def _new_pin(
        self,
        address: int,
        pin: Pin,
        buttons: dict[str, Any] | None,
        silent: bool,
        *,
        entities: bool,
    ) -> Any:
        """A venue: it has a name and an address of its own, and no words beside them."""
        values: dict[str, Any] = {
            "chat_id": address,
            "latitude": pin.latitude,
            "longitude": pin.longitude,
            "title": pin.title,
            "address": pin.address,
        }
        if buttons is not None:
            values["reply_markup"] = buttons
        if silent:
            values["disable_notification"] = True
        return await self._call("sendVenue", values)

    def _contact(self, address: int, card: VCard, language: str) -> dict[str, Any]:
        """A number for the address book, in the reader's language."""
        return {
            "chat_id": address,
            "phone_number": card.number,
            "first_name": first_name(card, language, self._profile),
            "vcard": vcard_text(card, language, self._profile),
        }

    async def _new_card(self, values: dict[str, Any], *, entities: bool, silent: bool) -> Any:
        more = {"disable_notification": True} if silent else {}
        return await self._call("sendContact", {**values, **more})

    # --- files ---

    async def _with_file(
        self,
        letter: Letter,
        address: int,
        attached: Attached,
        rendered: Rendered,
        buttons: dict[str, Any] | None,
        language: str,
    ) -> Result:
        """The file with the words under it; long words become a message of their own after it."""
        file = await self._file(attached, letter.person, language)
        if file is None:
            log.error("file is gone", cause=letter.cause, n=letter.n)
            silent = letter.silent
            return _final(
                await self._try(letter, self._new, address, rendered, buttons, silent=silent)
            )
        fits = units(rendered.text) <= MOST_CAPTION
        caption = rendered if fits else Rendered("")
        under = buttons if fits else None
        result = await self._try(
            letter, self._new_file, address, file, caption, under, silent=letter.silent
        )
        if fits or result.state != "sent":
            return _final(result)
        return _final(await self._try(letter, self._new, address, rendered, buttons, silent=True))

    async def _file(
        self, attached: Attached, person: str, language: str
    ) -> tuple[str, str | InputFile] | None:
        """Its kind, and its Telegram id or its content."""
        if attached.own:
            # Of whoever the letter is for, whatever asked for it: nobody gets another's.
            async with self._store.reading() as tx:
                data = await kept_about(tx, person)
            made = own_data.as_json(data, language, self._profile)
            return "document", InputFile(made, filename=own_data.NAME)
        if attached.chart is not None:
            return await self._picture(attached.chart, language)
        if attached.table is not None:
            text = csv_text(attached.table, language, self._profile)
            return "document", InputFile(text.encode(), filename=attached.name or "lijst.csv")
        if attached.round is not None:
            return await self._rounds.file(attached, language)
        async with self._store.reading() as tx:
            found = await outbox.file_of(tx, attached.file or "")
        if found is None:
            return None
        row, content = found
        if content is not None:
            name = attached.name or row["name"] or "bestand"
            return row["kind"], InputFile(content, filename=name)
        return row["kind"], row["file_id"]

    async def _picture(self, chart: Chart, language: str) -> tuple[str, InputFile] | None:
        """Drawn beside the loop; what cannot be drawn is said in words alone."""
        # A bot that draws nothing does without the library that draws.
        from bot.picture import page
        from bot.poster.lettering import Unprintable

        try:
            drawn = await asyncio.to_thread(page.draw, chart, language, self._profile)
        except Unprintable as error:
            log.error("no picture", why=str(error))
            return None
        return "photo", InputFile(drawn, filename="beeld.png")

    async def _new_file(
        self,
        address: int,
        file: tuple[str, str | InputFile],
        caption: Rendered,
        buttons: dict[str, Any] | None,
        *,
        entities: bool,
        silent: bool,
    ) -> Any:
        kind, content = file
        more: dict[str, Any] = {
            "caption": caption.text or None,
            "caption_entities": [MessageEntity(**one) for one in _entities(caption)]
            if entities
            else None,
            "disable_notification": silent or None,
            "reply_markup": InlineKeyboardMarkup.de_json(buttons) if buttons else None,
        }
        done: Message
        if kind == "photo":
            done = await self._bot.send_photo(address, content, **more)
        elif kind == "voice":
            done = await self._bot.send_voice(address, content, **more)
        else:
            done = await self._bot.send_document(address, content, **more)
        return {"message_id": done.message_id, "date": int(done.date.timestamp())}

    # --- cosmetics: one try ---

    async def toast(self, tap: str, text: str | None) -> None:
        """End a tap's spinner; too late is too late."""
        try:
            values = {"callback_query_id": tap}
            if text:
                values["text"] = text[:MOST_TOAST]
            await self._call("answerCallbackQuery", values)
        except TelegramError as error:
            log.debug("tap not answered", why=type(error).__name__)

    async def retire(self, address: int, old: int) -> None:
        """Take the buttons off a message that is no longer the current one."""
        try:
            await self._call("editMessageReplyMarkup", {"chat_id": address, "message_id": old})
        except TelegramError as error:
            log.debug("buttons stay", why=type(error).__name__)


def _final(result: Result) -> Result:
    """A new message cannot be refused in favour of another one."""
    return Result("dropped") if result.state == "refused" else result


def _message(
    address: int, rendered: Rendered, buttons: dict[str, Any] | None, *, entities: bool
) -> dict[str, Any]:
    """What a new message and a rewritten one have in common."""
    values = {"chat_id": address, "text": rendered.text, "link_preview_options": NO_PREVIEW}
    if entities and rendered.entities:
        values["entities"] = _entities(rendered)
    if buttons is not None:
        values["reply_markup"] = buttons
    return values


def _entities(rendered: Rendered) -> list[dict[str, Any]]:
    return [{"type": e.kind, "offset": e.offset, "length": e.length} for e in rendered.entities]


def seconds(error: RetryAfter) -> float:
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, dt.timedelta) else float(wait)


def never_arrived(error: NetworkError) -> bool:
    """Is it certain that Telegram never did what was asked?

    A connection that was not made, or an answer that says no (5xx); a broken one leaves doubt.
    """
    cause = error.__cause__ or error.__context__
    if isinstance(error, TimedOut):
        return isinstance(cause, aiohttp.ConnectionTimeoutError)
    if isinstance(cause, aiohttp.ClientConnectorError):
        return True
    return not isinstance(cause, aiohttp.ClientError) and "no connection" not in error.message
