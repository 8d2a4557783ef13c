"""What one letter can be on a phone: buttons, keys, a file, a venue, a contact."""

from __future__ import annotations

import pytest

from bot.keyboards import keyboard
from conversations.talk import (
    Attached,
    Copy,
    Pin,
    Said,
    Share,
    Standing,
    VCard,
    said,
    step,
)
from conversations.words import _
from tests.post import ROTTERDAM, Post, texts


def test_buttons_say_what_they_send() -> None:
    message = said(
        _("Hello"),
        rows=(
            step("Yes", "yes"),
            (
                Standing(label="No", case="c" * 22, verb="no"),
                Standing(label="2", case="c" * 22, verb="take", n=2),
            ),
            (Share(label="Tell", token="i_x", words=_("A plan & more")),),
            (Copy(label="Copy", text="x" * 300),),
        ),
    )
    markup = keyboard(message, 7, "en", ROTTERDAM, "zet_bot")
    assert markup is not None
    rows = markup["inline_keyboard"]
    assert rows[0] == [{"text": "Yes", "callback_data": "s7:yes"}]
    assert [b["callback_data"] for b in rows[1]] == [f"c{'c' * 22}:no", f"c{'c' * 22}:take:2"]
    assert rows[2][0]["url"] == (
        "https://t.me/share/url?url=https%3A%2F%2Ft.me%2Fzet_bot%3Fstart%3Di_x"
        "&text=A%20plan%20%26%20more"
    )
    assert len(rows[3][0]["copy_text"]["text"]) == 256


def test_a_button_that_sends_too_much_is_our_mistake() -> None:
    with pytest.raises(ValueError, match="64"):
        keyboard(said(_("x"), rows=(step("x", "x" * 64),)), 1, "en", ROTTERDAM, "b")


async def test_a_made_text_goes_as_a_file(post: Post) -> None:
    anna = await post.meet("anna")
    content = Said(body=(_("The list"),), attached=Attached(name="lijst.csv", table=(("a", "b"),)))
    await post.send(post.letter("anna", content, kind="say"))
    await post.settled()
    document = anna.newest.json["document"]
    assert document["file_name"] == "lijst.csv"
    assert anna.newest.json["caption"] == "The list"


async def test_a_place_goes_as_a_venue_for_the_phones_own_map(post: Post) -> None:
    anna = await post.meet("anna")
    pin = Pin(latitude=51.96, longitude=4.55, title="Wijkhub Week", address="Weekplein 1")
    content = said(_("Wijkhub Week"), rows=(step("Menu", "@start"),)).but(pin=pin)
    await post.send(post.letter("anna", content, kind="say"))
    await post.settled()
    venue = anna.newest.venue
    assert venue is not None
    assert (venue["title"], venue["address"]) == ("Wijkhub Week", "Weekplein 1")
    assert venue["location"] == {"latitude": 51.96, "longitude": 4.55}
    assert anna.newest.labels == ("Menu",)


async def test_keys_for_a_position_come_and_go(post: Post) -> None:
    anna = await post.meet("anna")
    asks = said(_("Where?"), rows=(step("List", "list"),)).but(position=_("Share"))
    await post.send(post.letter("anna", asks))
    await post.settled()
    assert anna.reply_keyboard == [["Share"], ["List"]]
    [[share], [other]] = (anna.room.reply_keyboard or {})["keyboard"]
    assert share == {"text": "Share", "request_location": True}
    assert other == {"text": "List"}
    await post.send(post.letter("anna", said(_("All right.")).but(takes_keys=True), kind="say"))
    await post.settled()
    assert anna.reply_keyboard == []
    assert post.telegram.violations == []


async def test_a_number_arrives_as_a_contact_alone_and_once(post: Post) -> None:
    anna = await post.meet("anna")
    card = VCard(
        name=_("Wijkregisseur"), number="+31180000001", organisation="Ridderkerk", title=_("Role")
    )
    await post.send(post.letter("anna", Said(body=(), card=card), kind="say"))
    await post.settled()
    assert texts(anna) == ["(contact Wijkregisseur, +31180000001)"]
    assert anna.newest.contact is not None
    assert anna.newest.contact["vcard"].startswith("BEGIN:VCARD\r\nVERSION:3.0\r\n")
    assert await post.states() == {"sent": 1}
    assert post.telegram.counters["sendMessage"] == 0
