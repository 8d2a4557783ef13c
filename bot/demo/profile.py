"""Methods about the bot itself: its name, descriptions, commands, menu; chats and files.

Each function is the Bot API method of its name: it takes the parameters as `signatures.read`
gives them, returns the result as the Bot API describes it and raises Refusal.
"""

import orjson

from bot.demo.exchange import Exchange
from bot.demo.refusal import Json, Refusal
from bot.demo.sending import Method


def get_me(exchange: Exchange, values: Json) -> Json:
    return exchange.bot


def _scope(values: Json) -> str:
    """Where and in which language commands apply, as a key."""
    scope = orjson.dumps(
        values.get("scope") or {"type": "default"}, option=orjson.OPT_SORT_KEYS
    ).decode()
    return f"commands {scope} {values.get('language_code') or ''}"


def set_my_commands(exchange: Exchange, values: Json) -> bool:
    exchange.profile[_scope(values)] = values["commands"]
    return True


def get_my_commands(exchange: Exchange, values: Json) -> list[Json]:
    return list(exchange.profile.get(_scope(values), ()))


def delete_my_commands(exchange: Exchange, values: Json) -> bool:
    exchange.profile.pop(_scope(values), None)
    return True


def _setter(field: str) -> Method:
    def set_it(exchange: Exchange, values: Json) -> bool:
        exchange.profile[f"{field} {values.get('language_code') or ''}"] = values.get(field) or ""
        return True

    return set_it


def _getter(field: str) -> Method:
    def get_it(exchange: Exchange, values: Json) -> Json:
        language = values.get("language_code") or ""
        default = exchange.profile.get(
            f"{field} ", exchange.bot["first_name"] if field == "name" else ""
        )
        return {field: exchange.profile.get(f"{field} {language}") or default}

    return get_it


def set_chat_menu_button(exchange: Exchange, values: Json) -> bool:
    exchange.profile[f"menu {values.get('chat_id') or ''}"] = values.get("menu_button")
    return True


def get_chat_menu_button(exchange: Exchange, values: Json) -> Json:
    chosen = exchange.profile.get(f"menu {values.get('chat_id') or ''}")
    return chosen or {"type": "commands"}


def get_chat(exchange: Exchange, values: Json) -> Json:
    gifts = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription")
    return {
        **exchange.chat(values["chat_id"]).json,
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys((*gifts, "gifts_from_channels"), False),
    }


def leave_chat(exchange: Exchange, values: Json) -> bool:
    chat = exchange.chat(values["chat_id"])
    if not chat.member:
        raise Refusal(403, f"Forbidden: bot is not a member of the {chat.json['type']} chat")
    chat.member = False
    chat.see("left", "the bot left the group")
    return True


def get_file(exchange: Exchange, values: Json) -> Json:
    return exchange.files.answer(values["file_id"])


def end(exchange: Exchange, values: Json) -> bool:
    return True


METHODS: dict[str, Method] = {
    "getMe": get_me,
    "setMyCommands": set_my_commands,
    "getMyCommands": get_my_commands,
    "deleteMyCommands": delete_my_commands,
    "setMyName": _setter("name"),
    "getMyName": _getter("name"),
    "setMyDescription": _setter("description"),
    "getMyDescription": _getter("description"),
    "setMyShortDescription": _setter("short_description"),
    "getMyShortDescription": _getter("short_description"),
    "setChatMenuButton": set_chat_menu_button,
    "getChatMenuButton": get_chat_menu_button,
    "getChat": get_chat,
    "leaveChat": leave_chat,
    "getFile": get_file,
    "logOut": end,
    "close": end,
}
