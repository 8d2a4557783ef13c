"""What Telegram accepts in a message: lengths, entities, keyboards, commands.

Sizes of text are in UTF-16 units and sizes of button data in bytes, as Telegram counts them.
Everything refused here is a mistake of the bot and counts as a violation.
"""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from html import unescape
from typing import Any

import orjson
from telegram.constants import (
    BotCommandLimit,
    BotDescriptionLimit,
    BotNameLimit,
    CallbackQueryLimit,
    ContactLimit,
    InlineKeyboardButtonLimit,
    InlineKeyboardMarkupLimit,
    MediaGroupLimit,
    MessageLimit,
    ReactionEmoji,
    ReplyLimit,
)

from bot.demo.refusal import Json, broken

# An inline button does exactly one of these.
BUTTON_DOES = (
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
)
# A key under the input field sends its label, or does one of these.
KEY_DOES = ("request_users", "request_chat", "request_contact", "request_location", "request_poll")
STYLES = {"danger", "success", "primary"}
# Neither may hold other entities.
SOLID = {"pre", "code"}
ENTITY_KINDS = {
    *("mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "bold"),
    *("italic", "underline", "strikethrough", "spoiler", "blockquote", "expandable_blockquote"),
    *("code", "pre", "text_link", "text_mention", "custom_emoji", "date_time"),
}
REACTIONS = {str(emoji) for emoji in ReactionEmoji}


def units(text: str) -> int:
    """The length of a text in UTF-16 units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def judge(values: Json, raw: Mapping[str, Any]) -> None:
    """Refuse what Telegram would refuse in these parameters, whatever the method."""
    for name in values.keys() & CHECKS.keys():
        CHECKS[name](values, raw)


def _text(values: Json, raw: Mapping[str, Any]) -> None:
    text = visible(values["text"], values.get("parse_mode"))
    if not text.strip():
        raise broken("message text is empty")
    if units(text.strip()) > MessageLimit.MAX_TEXT_LENGTH:
        raise broken("message is too long")


def _toast(values: Json, raw: Mapping[str, Any]) -> None:
    if units(values["text"]) > CallbackQueryLimit.ANSWER_CALLBACK_QUERY_TEXT_LENGTH:
        raise broken("MESSAGE_TOO_LONG")


def _words(values: Json, raw: Mapping[str, Any]) -> None:
    if "callback_query_id" in values:
        _toast(values, raw)
    else:
        _text(values, raw)


def _caption(values: Json, raw: Mapping[str, Any]) -> None:
    caption = visible(values["caption"], values.get("parse_mode"))
    if units(caption.strip()) > MessageLimit.CAPTION_LENGTH:
        raise broken("message caption is too long")


def visible(text: str, parse_mode: str | None) -> str:
    """A text without its markup, roughly: our bot never sends markup."""
    if parse_mode is not None and parse_mode.upper() == "HTML":
        return unescape(re.sub(r"<[^<>]*>", "", text))
    return text


def _entities(values: Json, raw: Mapping[str, Any]) -> None:
    check_entities(values.get("text") or "", values["entities"])


def _caption_entities(values: Json, raw: Mapping[str, Any]) -> None:
    check_entities(values.get("caption") or "", values["caption_entities"])


def check_entities(text: str, entities: list[Json]) -> None:
    """Refuse entities outside the text, inside a surrogate pair or crossing each other."""
    if not isinstance(entities, list):
        raise broken("can't parse entities: expected an Array")
    starts = _borders(text) if not text.isascii() else None
    end_of_text = units(text)
    spans: list[tuple[int, int, str]] = []
    for entity in entities:
        kind, offset, length = entity.get("type"), entity.get("offset"), entity.get("length")
        if kind not in ENTITY_KINDS:
            raise broken("can't parse entities: unsupported entity type specified")
        if not isinstance(offset, int) or not isinstance(length, int) or offset < 0 or length < 1:
            raise broken("can't parse entities: incorrect offset or length")
        if kind == "text_link" and not entity.get("url"):
            raise broken("can't parse entities: entity has no URL")
        end = offset + length
        if end > end_of_text:
            raise broken(
                f"entity beginning at UTF-16 offset {offset} ends after the end of the text "
                f"at UTF-16 offset {end}"
            )
        if starts is not None and offset not in starts:
            raise broken(f"entity begins in a middle of a UTF-16 symbol at byte offset {offset}")
        if starts is not None and end not in starts:
            raise broken(
                f"entity beginning at UTF-16 offset {offset} ends in a middle of a UTF-16 symbol "
                f"at byte offset {end}"
            )
        spans.append((offset, end, kind))
    if len(spans) > MessageLimit.MESSAGE_ENTITIES:
        raise broken("can't parse entities: too many entities")
    _check_crossing(spans)


def _check_crossing(spans: list[tuple[int, int, str]]) -> None:
    spans.sort(key=lambda span: (span[0], -span[1]))
    open_spans: list[tuple[int, int, str]] = []
    for start, end, kind in spans:
        while open_spans and open_spans[-1][1] <= start:
            open_spans.pop()
        if open_spans:
            around = open_spans[-1]
            if end > around[1]:
                raise broken(f"can't parse entities: {kind} at {start} crosses {around[2]}")
            if SOLID & {kind, around[2]}:
                raise broken(f"can't parse entities: {kind} and {around[2]} overlap at {start}")
        open_spans.append((start, end, kind))


def _borders(text: str) -> set[int]:
    """The UTF-16 offsets at which a symbol begins or ends."""
    offset = 0
    found = {0}
    for letter in text:
        offset += 2 if ord(letter) > 0xFFFF else 1
        found.add(offset)
    return found


def _keyboard(values: Json, raw: Mapping[str, Any]) -> None:
    written = raw.get("reply_markup")
    text = written if isinstance(written, str) else orjson.dumps(values["reply_markup"]).decode()
    if reason := why_not_this_keyboard(text):
        raise broken(reason)
    chat = values.get("chat_id", 0)
    if "request_location" in text and not (isinstance(chat, int) and chat > 0):
        raise broken("location can be requested in private chats only")


@lru_cache(maxsize=4096)
def why_not_this_keyboard(written: str) -> str | None:
    """What is wrong with a keyboard in JSON, in Telegram's words; None when nothing is."""
    markup = orjson.loads(written)
    if not isinstance(markup, dict):
        return "object expected as reply markup"
    if "inline_keyboard" in markup:
        rows = markup["inline_keyboard"]
        if sum(len(row) for row in rows) > InlineKeyboardMarkupLimit.TOTAL_BUTTON_NUMBER:
            return "reply markup is too long"
        if any(len(row) > InlineKeyboardMarkupLimit.BUTTONS_PER_ROW for row in rows):
            return "too many buttons in one row of the inline keyboard"
        return next((why for row in rows for b in row if (why := _why_not_button(b))), None)
    if "keyboard" in markup:
        placeholder = markup.get("input_field_placeholder", "-")
        if not 1 <= units(placeholder) <= ReplyLimit.MAX_INPUT_FIELD_PLACEHOLDER:
            return "input field placeholder is too long"
        keys = [key for row in markup["keyboard"] for key in row]
        if not keys or any(not isinstance(k, str) and not k.get("text") for k in keys):
            return "keyboard button text must be non-empty"
        if any(sum(wish in key for wish in KEY_DOES) > 1 for key in keys if isinstance(key, dict)):
            return "keyboard button can do only one thing"
        return None
    if markup.get("remove_keyboard") is True or markup.get("force_reply") is True:
        return None
    return "can't parse reply keyboard markup JSON object"


def _why_not_button(button: Json) -> str | None:
    if not isinstance(button.get("text"), str) or not button["text"].strip():
        return "button text must be non-empty"
    if sum(name in button for name in BUTTON_DOES) != 1:
        return "text buttons are unallowed in the inline keyboard"
    if button.get("style", "primary") not in STYLES:
        return "BUTTON_STYLE_INVALID"
    data = button.get("callback_data")
    if data is not None and not (
        1 <= len(data.encode()) <= InlineKeyboardButtonLimit.MAX_CALLBACK_DATA
    ):
        return "BUTTON_DATA_INVALID"
    copy = button.get("copy_text")
    if copy is not None and not (
        1 <= units(copy.get("text", "")) <= InlineKeyboardButtonLimit.MAX_COPY_TEXT
    ):
        return "BUTTON_COPY_TEXT_INVALID"
    url = button.get("url")
    if url is not None and not re.match(r"(https?|tg|tel|mailto)://?\S+|tel:\+?\d+", url):
        return f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL"
    return None


def _album(values: Json, raw: Mapping[str, Any]) -> None:
    media = values["media"]
    if isinstance(media, list) and not (
        MediaGroupLimit.MIN_MEDIA_LENGTH <= len(media) <= MediaGroupLimit.MAX_MEDIA_LENGTH
    ):
        raise broken("wrong number of messages in the album")
    for item in media if isinstance(media, list) else [media]:
        if units(item.get("caption", "")) > MessageLimit.CAPTION_LENGTH:
            raise broken("message caption is too long")
        check_entities(item.get("caption", ""), item.get("caption_entities", []))


def _vcard(values: Json, raw: Mapping[str, Any]) -> None:
    if len(values["vcard"].encode()) > ContactLimit.VCARD:
        raise broken("vCard is too long")


def _commands(values: Json, raw: Mapping[str, Any]) -> None:
    if len(values["commands"]) > BotCommandLimit.MAX_COMMAND_NUMBER:
        raise broken("BOT_COMMANDS_TOO_MUCH")
    for command in values["commands"]:
        if not re.fullmatch(r"[a-z0-9_]{1,32}", command.get("command", "").removeprefix("/")):
            raise broken("BOT_COMMAND_INVALID")
        if not 1 <= units(command.get("description", "")) <= BotCommandLimit.MAX_DESCRIPTION:
            raise broken("BOT_COMMAND_DESCRIPTION_INVALID")


def _language(values: Json, raw: Mapping[str, Any]) -> None:
    if not re.fullmatch(r"([a-z]{2})?", values["language_code"]):
        raise broken("invalid language code specified")


def _reaction(values: Json, raw: Mapping[str, Any]) -> None:
    if len(values["reaction"]) > 1:
        raise broken("REACTIONS_TOO_MANY")
    for reaction in values["reaction"]:
        if reaction.get("type") == "emoji" and reaction.get("emoji") not in REACTIONS:
            raise broken("REACTION_INVALID")


def _at_most(name: str, most: int) -> Callable[[Json, Mapping[str, Any]], None]:
    def check(values: Json, raw: Mapping[str, Any]) -> None:
        if units(values[name]) > most:
            raise broken(f"{name} is too long")

    return check


def _coordinates(values: Json, raw: Mapping[str, Any]) -> None:
    if abs(values["latitude"]) > 90 or abs(values.get("longitude", 0)) > 180:
        raise broken("wrong coordinates")


CHECKS: dict[str, Callable[[Json, Mapping[str, Any]], None]] = {
    "text": _words,
    "caption": _caption,
    "entities": _entities,
    "caption_entities": _caption_entities,
    "reply_markup": _keyboard,
    "media": _album,
    "vcard": _vcard,
    "commands": _commands,
    "language_code": _language,
    "reaction": _reaction,
    "latitude": _coordinates,
    "name": _at_most("name", BotNameLimit.MAX_NAME_LENGTH),
    "description": _at_most("description", BotDescriptionLimit.MAX_DESCRIPTION_LENGTH),
    "short_description": _at_most(
        "short_description", BotDescriptionLimit.MAX_SHORT_DESCRIPTION_LENGTH
    ),
}
