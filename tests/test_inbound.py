"""Reading updates: the short way and the library's way tell the same."""

from __future__ import annotations

from typing import Any

import pytest
from telegram import Bot, User

from bot import inbound
from bot.inbound import Incoming, Tapped, Unknown
from conversations.talk import Odd, Opened, PressedCase, Wrote

TOKEN = "1000000001:demo-no-real-token-of-a-village-000"
ANNA = {"id": 42, "is_bot": False, "first_name": "Anna", "language_code": "nl-NL"}
CHAT = {"id": 42, "type": "private", "first_name": "Anna"}
CASE = "A" * 22


@pytest.fixture
def bot() -> Bot:
    made = Bot(TOKEN)
    made._bot_user = User(1_000_000_001, "Aan Zet", is_bot=True, username="aanzet_bot")
    return made


def wrote(text: str, **more: Any) -> dict[str, Any]:
    about = {"message_id": 7, "date": 1_764_000_000, "chat": CHAT, "from": ANNA}
    return {"update_id": 1, "message": {**about, "text": text, **more}}


def tapped(data: str, **more: Any) -> dict[str, Any]:
    message = {
        "message_id": 9,
        "date": 1_764_000_000,
        "chat": CHAT,
        "from": {"id": 1_000_000_001, "is_bot": True, "first_name": "Aan Zet"},
        "text": "Klopt dit?",
        "reply_markup": {"inline_keyboard": [[{"text": "Ja", "callback_data": data or "x"}]]},
    }
    query = {"id": "4000", "from": ANNA, "chat_instance": "1", "data": data, "message": message}
    return {"update_id": 2, "callback_query": {**query, **more}}


PLAIN = [
    (wrote("Picknicktafels"), Wrote("Picknicktafels")),
    (wrote("  hout 250 \r\nverf 60\u202e "), Wrote("hout 250\nverf 60")),
    (wrote("/idee@Aanzet_Bot nu"), Wrote("/idee nu")),
    (wrote("/start s_abc"), Opened("s_abc")),
    (wrote("\u200b"), Odd("empty")),
    (wrote("x", entities=[{"type": "bold", "offset": 0, "length": 1}]), Wrote("x")),
    (tapped("s12:back"), Tapped(12, "back")),
    (tapped("s:x"), Unknown()),
    (tapped(f"c{CASE}:approve"), PressedCase(CASE, "approve")),
    (tapped(f"c{CASE}:seat:3"), PressedCase(CASE, "seat", 3)),
]
OTHER = [
    wrote("hallo", **{"from": {**ANNA, "is_bot": True}}),
    wrote("hallo", chat={"id": -1, "type": "group", "title": "Straat"}),
    wrote("hallo", forward_origin={"type": "hidden_user", "date": 1, "sender_user_name": "B"}),
    tapped("s1:x", message={"chat": CHAT, "message_id": 9, "date": 0}),
    {"update_id": 3, "edited_message": {**wrote("nu")["message"], "edit_date": 1_764_000_009}},
    {"update_id": 4, "inline_query": {"id": "1", "from": ANNA, "query": "", "offset": ""}},
]


@pytest.mark.parametrize(("update", "event"), PLAIN)
def test_both_ways_read_the_same(
    update: dict[str, Any], event: object, bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    short = inbound.read(update, bot)
    assert isinstance(short, Incoming)
    assert short.event == event
    assert short.language == "nl"
    assert inbound._plain(update, bot) == short
    monkeypatch.setattr(inbound, "_plain", lambda *_about: None)
    assert inbound.read(update, bot) == short


@pytest.mark.parametrize("update", OTHER)
def test_whatever_is_not_plain_is_read_the_same_as_ever(
    update: dict[str, Any], bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = inbound.read(update, bot)
    monkeypatch.setattr(inbound, "_plain", lambda *_about: None)
    assert inbound.read(update, bot) == read


@pytest.mark.parametrize(
    "broken",
    [
        {"update_id": 1, "message": {"text": "x"}},
        {"update_id": 1, "message": {"text": 3, "chat": 4}},
        {"update_id": 1, "callback_query": {"data": "s1:x"}},
        {"update_id": 1, "callback_query": {"data": "s1:x", "message": {}, "from": {}}},
    ],
)
def test_what_cannot_be_read_is_left_to_the_library(broken: dict[str, Any], bot: Bot) -> None:
    assert inbound._plain(broken, bot) is None
