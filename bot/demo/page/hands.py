"""What a visitor of the page does on somebody's phone: each is something a phone can do."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.demo.chats import Bubble, button_rows
from bot.demo.files import looks_like_a_picture
from bot.demo.page import samples
from bot.demo.page.phone import Phone
from bot.demo.refusal import Json

MOST_TYPED = 20_000  # characters; a phone cuts what is longer than one message itself
MOST_UPLOADED = 20 * 1024 * 1024  # bytes; a bot cannot fetch more


class NotPossible(Exception):
    """Something that this phone cannot do now; the text is a key of `site/words.json`."""


def says(phone: Phone, what: Json) -> None:
    """Type and send."""
    text = str(what["text"])
    if not text.strip() or len(text) > MOST_TYPED:
        raise NotPossible("no_text")
    if phone.person.room.blocked and not text.startswith("/start"):
        raise NotPossible("is_blocked")
    phone.person.says(text)


def taps(phone: Phone, what: Json) -> None:
    """Press a button by its place under a message."""
    bubble = _bubble(phone, what["message"])
    row, column = int(what["row"]), int(what["column"])
    rows = button_rows(bubble.json)
    if not (0 <= row < len(rows) and 0 <= column < len(rows[row])):
        raise NotPossible("no_button")
    button = rows[row][column]
    if button["text"] != what["label"]:  # it changed while the finger was on its way
        raise NotPossible("no_button")
    tap_id = phone.person.touches(bubble, button)
    if tap_id is not None:
        phone.taps[tap_id] = (bubble.id, row, column)


def opens(phone: Phone, what: Json) -> None:
    """Follow a link of our own bot."""
    link = str(what["link"])
    if "start=" not in link or len(link) > 512:
        raise NotPossible("no_link")
    phone.person.opens(link)


def photo(phone: Phone, what: Json) -> None:
    """Send the prepared picture."""
    _open(phone)
    phone.person.sends_photo(samples.photo(), caption=str(what.get("caption", ""))[:1024])


def voice(phone: Phone, what: Json) -> None:
    """Send the prepared recording."""
    _open(phone)
    phone.person.sends_voice(samples.voice(), seconds=samples.VOICE_SECONDS)


def document(phone: Phone, what: Json) -> None:
    """Send the prepared file."""
    _open(phone)
    phone.person.sends_document(samples.DOCUMENT, samples.document())


def sticker(phone: Phone, what: Json) -> None:
    """Send a sticker, which no form asks for."""
    _open(phone)
    phone.person.sends_sticker()


def location(phone: Phone, what: Json) -> None:
    """Share a place."""
    latitude, longitude = float(what["latitude"]), float(what["longitude"])
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise NotPossible("no_place")
    _open(phone)
    phone.person.sends_location(latitude, longitude)


def contact(phone: Phone, what: Json) -> None:
    """Share somebody's number, a made-up one."""
    _open(phone)
    phone.person.sends_contact()


def blocks(phone: Phone, what: Json) -> None:
    """Stop the bot."""
    if not phone.person.room.blocked:
        phone.person.blocks()


def unblocks(phone: Phone, what: Json) -> None:
    """Let the bot write again."""
    if phone.person.room.blocked:
        phone.person.unblocks()


def reads(phone: Phone, what: Json) -> None:
    """Look at what came."""
    phone.read()


VERBS: Mapping[str, Callable[[Phone, Json], None]] = {
    act.__name__: act
    for act in (
        *(says, taps, opens, photo, voice, document, sticker, location, contact),
        *(blocks, unblocks, reads),
    )
}


def uploads(phone: Phone, kind: str, name: str, mime: str, content: bytes) -> None:
    """Send a file of the visitor's own; it stays on this machine, and only until the demo ends.

    Raises NotPossible for an empty file, or a photo that is no picture.
    """
    _open(phone)
    if not content or len(content) > MOST_UPLOADED:
        raise NotPossible("no_file")
    match kind:
        case "photo":
            if not looks_like_a_picture(content):
                raise NotPossible("no_picture")
            phone.person.sends_photo(content)
        case "voice":
            phone.person.sends_voice(content)
        case "document":
            phone.person.sends_document(name[:120] or "file", content, mime)
        case _:
            raise NotPossible("no_file")


def _bubble(phone: Phone, number: object) -> Bubble:
    bubble = phone.person.room.bubbles.get(number) if isinstance(number, int) else None
    if bubble is None or bubble.deleted:
        raise NotPossible("no_message")
    return bubble


def _open(phone: Phone) -> None:
    if phone.person.room.blocked:
        raise NotPossible("is_blocked")
    if not phone.person.room.started:
        raise NotPossible("not_started")
