"""Methods that put something new in a chat.

Each function is the Bot API method of its name: it takes the parameters as `signatures.read`
gives them, returns the result as the Bot API describes it and raises Refusal.
"""

from collections.abc import Callable
from itertools import count
from typing import Any

from bot.demo.exchange import Exchange
from bot.demo.files import Upload, looks_like_a_picture, media_json
from bot.demo.refusal import Json, bad_request, broken
from bot.demo.strict import visible

Method = Callable[[Exchange, Json], Any]

_albums = count(13_000_000_000_000_001)

ACTIONS = {
    *("typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice"),
    *("upload_document", "choose_sticker", "find_location", "record_video_note"),
    "upload_video_note",
}
VENUE_MORE = ("foursquare_id", "foursquare_type", "google_place_id", "google_place_type")


def trimmed(text: str, entities: list[Json] | None, parse_mode: str | None = None) -> Json:
    """A text as Telegram keeps it: without white space around it, entities moved along."""
    text = visible(text, parse_mode)
    kept = text.strip()
    content: Json = {"text": kept}
    if entities:
        shift = text.index(kept)
        size = len(kept.encode("utf-16-le")) // 2
        moved = []
        for entity in entities:
            start = max(entity["offset"] - shift, 0)
            end = min(entity["offset"] - shift + entity["length"], size)
            if end > start:
                moved.append({**entity, "offset": start, "length": end - start})
        if moved:
            content["entities"] = moved
    return content


def captioned(values: Json) -> Json:
    """The caption fields of a message, none when there is no caption."""
    if not values.get("caption"):
        return {}
    kept = trimmed(values["caption"], values.get("caption_entities"), values.get("parse_mode"))
    content = {"caption": kept["text"]}
    if "entities" in kept:
        content["caption_entities"] = kept["entities"]
    return content


def send_message(exchange: Exchange, values: Json) -> Json:
    chat = exchange.open_chat(values["chat_id"])
    content = trimmed(values["text"], values.get("entities"), values.get("parse_mode"))
    return exchange.post(chat, content, values).json


def _sends_file(kind: str) -> Method:
    def send(exchange: Exchange, values: Json) -> Json:
        chat = exchange.open_chat(values["chat_id"])
        content = _file(exchange, kind, values[kind], values)
        return exchange.post(chat, {**content, **captioned(values)}, values).json

    return send


def _file(exchange: Exchange, kind: str, given: Any, values: Json) -> Json:
    if isinstance(given, str) and given.startswith("attach://"):
        given = values.get(given.removeprefix("attach://"))
    if isinstance(given, Upload):
        if not given.content:
            raise bad_request("file must be non-empty")
        if kind == "photo" and not looks_like_a_picture(given.content):
            raise bad_request("IMAGE_PROCESS_FAILED")
        file = exchange.files.keep(kind, given.content, given.name, given.mime)
    elif isinstance(given, str):
        file = exchange.files.by_id(given)
        if kind == "photo" and not file.path.startswith("photos/"):
            raise bad_request("can't use file of type Document as Photo")
    else:
        raise broken(f"there is no {kind} in the request")
    return media_json(kind, file)


def send_media_group(exchange: Exchange, values: Json) -> list[Json]:
    chat = exchange.open_chat(values["chat_id"])
    album = str(next(_albums))
    contents = [
        {
            "media_group_id": album,
            **_file(exchange, item["type"], item["media"], values),
            **captioned(item),
        }
        for item in values["media"]
    ]
    return [exchange.post(chat, content, values).json for content in contents]


def _location(values: Json) -> Json:
    return {"latitude": values["latitude"], "longitude": values["longitude"]}


def send_location(exchange: Exchange, values: Json) -> Json:
    chat = exchange.open_chat(values["chat_id"])
    return exchange.post(chat, {"location": _location(values)}, values).json


def send_venue(exchange: Exchange, values: Json) -> Json:
    chat = exchange.open_chat(values["chat_id"])
    where = _location(values)
    venue = {"location": where, "title": values["title"], "address": values["address"]}
    venue |= {name: values[name] for name in VENUE_MORE if name in values}
    return exchange.post(chat, {"venue": venue, "location": where}, values).json


def send_contact(exchange: Exchange, values: Json) -> Json:
    chat = exchange.open_chat(values["chat_id"])
    names = ("phone_number", "first_name", "last_name", "vcard")
    contact = {name: values[name] for name in names if name in values}
    return exchange.post(chat, {"contact": contact}, values).json


def send_chat_action(exchange: Exchange, values: Json) -> bool:
    chat = exchange.open_chat(values["chat_id"])
    if values["action"] not in ACTIONS:
        raise broken("wrong parameter action in request")
    chat.actions.append(values["action"])
    return True


def _copied(exchange: Exchange, values: Json) -> Json:
    """The content of the message that is to be copied or forwarded."""
    source = exchange.chat(values["from_chat_id"])
    bubble = source.bubbles.get(values["message_id"])
    if bubble is None or bubble.deleted:
        raise bad_request("message to copy not found")
    left_out = {"message_id", "from", "chat", "date", "edit_date", "reply_markup"}
    left_out |= {"reply_to_message", "forward_origin", "media_group_id"}
    return {key: value for key, value in bubble.json.items() if key not in left_out}


def copy_message(exchange: Exchange, values: Json) -> Json:
    chat = exchange.open_chat(values["chat_id"])
    content = _copied(exchange, values)
    if "caption" in values:
        content = {k: v for k, v in content.items() if not k.startswith("caption")}
        content |= captioned(values)
    return {"message_id": exchange.post(chat, content, values).id}


def forward_message(exchange: Exchange, values: Json) -> Json:
    chat = exchange.open_chat(values["chat_id"])
    content = _copied(exchange, values)
    original = exchange.chat(values["from_chat_id"]).bubbles[values["message_id"]].json
    origin = {"type": "user", "date": original["date"], "sender_user": original["from"]}
    return exchange.post(chat, {**content, "forward_origin": origin}, values).json


METHODS: dict[str, Method] = {
    "sendMessage": send_message,
    "sendPhoto": _sends_file("photo"),
    "sendDocument": _sends_file("document"),
    "sendVoice": _sends_file("voice"),
    "sendMediaGroup": send_media_group,
    "sendLocation": send_location,
    "sendVenue": send_venue,
    "sendContact": send_contact,
    "sendChatAction": send_chat_action,
    "copyMessage": copy_message,
    "forwardMessage": forward_message,
}
