"""Methods that change, remove or answer what is already there.

Each function is the Bot API method of its name: it takes the parameters as `signatures.read`
gives them, returns the result as the Bot API describes it and raises Refusal.
"""

from datetime import timedelta

from bot.demo.chats import Bubble, Chat, markup_kind, words
from bot.demo.exchange import Exchange
from bot.demo.refusal import UNCHANGED, Json, Refusal, bad_request
from bot.demo.sending import Method, captioned, trimmed

DELETABLE = timedelta(hours=48)
TEXT = ("text", "entities")
CAPTION = ("caption", "caption_entities")


def edit_message_text(exchange: Exchange, values: Json) -> Json:
    chat, bubble = exchange.own_message(values, "edit")
    if "text" not in bubble.json:
        raise bad_request("there is no text in the message to edit")
    content = trimmed(values["text"], values.get("entities"), values.get("parse_mode"))
    return _edit(exchange, chat, bubble, content, TEXT, values)


def edit_message_caption(exchange: Exchange, values: Json) -> Json:
    chat, bubble = exchange.own_message(values, "edit")
    if not any(kind in bubble.json for kind in ("photo", "document", "voice", "video", "audio")):
        raise bad_request("there is no caption in the message to edit")
    return _edit(exchange, chat, bubble, captioned(values), CAPTION, values)


def edit_message_reply_markup(exchange: Exchange, values: Json) -> Json:
    chat, bubble = exchange.own_message(values, "edit")
    return _edit(exchange, chat, bubble, {}, (), values)


def _edit(
    exchange: Exchange,
    chat: Chat,
    bubble: Bubble,
    content: Json,
    replaced: tuple[str, ...],
    values: Json,
) -> Json:
    """Put new content in place of the fields `replaced`; a keyboard not sent again is gone."""
    if markup_kind(bubble.keyboard) in ("keyboard", "remove_keyboard", "force_reply"):
        raise bad_request("message can't be edited")
    before = bubble.json
    after = {
        key: value for key, value in before.items() if key not in replaced and key != "reply_markup"
    } | content
    markup = values.get("reply_markup")
    if markup and markup.get("inline_keyboard"):
        after["reply_markup"] = markup
    changed = after | {"edit_date": 0} != before | {"edit_date": 0}
    if not changed:
        raise Refusal(400, UNCHANGED)
    after["edit_date"] = exchange.timestamp()
    bubble.json = after
    only_buttons_gone = "reply_markup" not in after and all(
        after.get(key) == before.get(key) for key in (*TEXT, *CAPTION)
    )
    chat.see("bare" if only_buttons_gone else "edit", words(after), bubble)
    return after


def delete_message(exchange: Exchange, values: Json) -> bool:
    chat = exchange.open_chat(values["chat_id"])
    bubble = chat.bubbles.get(values["message_id"])
    if bubble is None or bubble.deleted:
        raise bad_request("message to delete not found")
    if exchange.timestamp() - bubble.json["date"] > DELETABLE.total_seconds():
        raise bad_request("message can't be deleted for everyone")
    bubble.deleted = True
    chat.see("deleted", bubble.text, bubble)
    return True


def delete_messages(exchange: Exchange, values: Json) -> bool:
    chat = exchange.open_chat(values["chat_id"])
    for message_id in values["message_ids"]:
        bubble = chat.bubbles.get(message_id)
        if bubble is not None and not bubble.deleted:
            bubble.deleted = True
            chat.see("deleted", bubble.text, bubble)
    return True


def answer_callback_query(exchange: Exchange, values: Json) -> bool:
    exchange.answer(str(values["callback_query_id"]), values.get("text"))
    return True


def set_message_reaction(exchange: Exchange, values: Json) -> bool:
    chat = exchange.open_chat(values["chat_id"])
    bubble = chat.bubbles.get(values["message_id"])
    if bubble is None or bubble.deleted:
        raise bad_request("message to react not found")
    bubble.reactions = tuple(
        reaction.get("emoji", reaction["type"]) for reaction in values.get("reaction") or ()
    )
    chat.see("reaction", " ".join(bubble.reactions), bubble)
    return True


METHODS: dict[str, Method] = {
    "editMessageText": edit_message_text,
    "editMessageCaption": edit_message_caption,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "deleteMessage": delete_message,
    "deleteMessages": delete_messages,
    "answerCallbackQuery": answer_callback_query,
    "setMessageReaction": set_message_reaction,
}
