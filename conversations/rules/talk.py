"""Who may write under a matter, how long it may be and how many files; or why not."""

from __future__ import annotations

from conversations.rules.texts import units, why_not_private, why_not_this_text
from conversations.words import Message, Quoted, _, the

# What one person may send along with one matter: its files are looked at by people.
MOST_FILES = 40
MOST_BYTES = 100 * 1024 * 1024

GONE = _("This is not there any more.")
NOT_MINE = _("Only the person who told this can do that.")
NOT_YOURS = _(
    "This is for whoever has the role in that wijk now. Ask {officer} for an invitation.",
    officer=the("officer"),
)
CLOSED = _("This is closed. Nobody reads a new message here.")
ONCE = _("It was opened again once already. Please tell it as something new.")
NO_WORDS = _("I see no text in your message.")


def why_not_write(text: str, most: int) -> Message | None:
    """A message of the talk: of a length that a phone shows whole, without numbers we refuse."""
    return why_not_private(text) or why_not_this_text(text, 1, most)


def parts_of(text: str, most: int) -> tuple[str, ...]:
    """A text in parts of at most `most` UTF-16 units, cut where a line or a word ends."""
    parts: list[str] = []
    while units(text) > most:
        end, room = 0, most
        while room >= units(text[end]):
            room -= units(text[end])
            end += 1
        seam = max(text.rfind("\n", 0, end), text.rfind(" ", 0, end))
        end = seam if seam > end // 2 else end
        parts.append(text[:end].rstrip())
        text = text[end:].lstrip()
    return (*parts, text)


def why_not_answer(held_by: str | None) -> Message | None:
    """The resident talks with one person: a colleague takes it over first, or leaves a note."""
    if held_by is None:
        return None
    return _("{name} has this. Take it over first, or leave a note.", name=Quoted(text=held_by))


def why_not_more_files(already: int, size: int) -> Message | None:
    """With a whole talk: at most so many files, of so many bytes together."""
    if already >= MOST_FILES:
        return _("You have {most} files already. That is enough.", most=MOST_FILES)
    if size > MOST_BYTES:
        return _("Your files are too big together. Please tell it in words.")
    return None
