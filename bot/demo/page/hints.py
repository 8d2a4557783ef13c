"""What can be done on a phone now, in one line, and an example of what may be typed there.

A hint is a key of `site/words.json`, so that the page says it in the visitor's language; an
example is in the language of the chat.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.demo.chats import button_rows
from bot.demo.people import Person
from conversations.municipal_words import Role

# What somebody is asked by the standing buttons under a message; the first that fits.
ASKED = {
    "take": "take",
    "role_ok": "confirm_person",
    "confirm": "confirm_outcome",
    "answer": "answer",
    "support": "support",
    "yes": "choose",
    "work_take": "take_matter",
    "work_answer": "answer_matter",
    "talk_not": "solved",
    "fwd_yes": "partner_link",
    "fwd_answer": "partner_answer",
    "round_yes": "round_agree",
    "round_publish": "round_publish",
    "round_how": "round_result",
    "vote_cast": "vote_cast",
    "vote_on": "vote_on",
    "vote_receipt": "vote_done",
    "vote_start": "vote_start",
    "round_quiet": "vote_now",
}
# What somebody with this role can do when nothing is asked; the first role they hold.
AT_REST: tuple[Role, ...] = (
    *("secretary", "chair", "member", "officer", "manager"),
    *("contact", "ambassador", "partner", "hub_staff"),
)
RECENT = 12  # messages to look back for a question

# Answers to what the bot asks in words, by the name of the question in the draft.
EXAMPLES: dict[str, dict[str, str]] = {
    "wijk": {"nl": "{wijk}", "en": "{wijk}"},
    "tell": {
        "nl": "De lantaarn bij de school is kapot.",
        "en": "The street light by the school is broken.",
    },
    "title": {"nl": "Zitten bij de speeltuin", "en": "A place to sit at the playground"},
    "story": {
        "nl": "De ouders staan altijd. Wij maken samen drie tafels met banken.",
        "en": "Parents always stand. Together we build three tables with benches.",
    },
    "place": {"nl": "Binnenhof, bij de speeltuin", "en": "Binnenhof, at the playground"},
    "start": {"nl": "over twee maanden", "en": "in two months"},
    "lines": {
        "nl": "hout 250\nverf 60\ngereedschap huren 90",
        "en": "wood 250\npaint 60\nrent of tools 90",
    },
    "origin": {"nl": "Wij praatten erover op het plein.", "en": "We talked about it outside."},
    "people": {"nl": "Acht buren en de school.", "en": "Eight neighbours and the school."},
    "steps": {"nl": "Eerst hout kopen, dan bouwen.", "en": "First buy wood, then build."},
    "payee": {"nl": "Stichting Voorbeeld", "en": "Example Foundation"},
    "reason": {
        "nl": "Wij vergeleken de kosten en het nut.",
        "en": "We compared the costs and the benefit.",
    },
    "question": {"nl": "Wie onderhoudt de tafels?", "en": "Who looks after the tables?"},
    "answer": {"nl": "Wij zelf. Zes buren doen mee.", "en": "We do. Six neighbours help."},
    "meeting": {"nl": "Besproken in de vergadering.", "en": "Discussed in the meeting."},
    "words": {
        "nl": "Dank u wel. Wij komen donderdag kijken.",
        "en": "Thank you. We come on Thursday.",
    },
    "whom": {"nl": "Woonstichting Voorbeeld", "en": "Example Housing"},
    "recorded": {"nl": "Zei het door de telefoon.", "en": "Said so by telephone."},
}


@dataclass(frozen=True, slots=True)
class Known:
    """What the store knows of somebody: language, roles, and the question that stands."""

    language: str = ""
    roles: tuple[tuple[Role, str | None], ...] = ()  # role, wijk; None is everywhere
    asking: str | None = None


def hint(person: Person, known: Known, *, runs: bool) -> str:
    """The key of the line above this person's messages."""
    room = person.room
    if room.blocked:
        return "blocked"
    if not runs:
        return "off"
    if not room.started:
        return "start"
    if known.asking is not None:
        return "example" if known.asking in EXAMPLES else "question"
    if (asked := next(_asked(person), None)) is not None:
        return asked
    held = [role for role, _wijk in known.roles]
    role = next((role for role in AT_REST if role in held), None)
    if role is not None:
        return f"as_{role}"
    return "role" if held else "resident"


def _asked(person: Person) -> Iterator[str]:
    """What the newest messages ask of this person, the newest first."""
    theirs = [bubble for bubble in person.chat[-RECENT:] if not bubble.mine]
    told: set[str] = set()
    for bubble in reversed(theirs):
        # What was asked twice and answered once is not asked any more.
        about = bubble.text.partition("\n")[0]
        if about in told:
            continue
        told.add(about)
        verbs = {
            button["callback_data"].split(":")[1]
            for row in button_rows(bubble.json)
            for button in row
            if button.get("callback_data", "").startswith("c")
        }
        yield from (asked for verb, asked in ASKED.items() if verb in verbs)


def example(known: Known, wijk: str) -> str:
    """What may be typed as an answer to the question that stands; empty when none is known."""
    words = EXAMPLES.get(known.asking or "", {})
    return words.get(known.language, words.get("en", "")).format(wijk=wijk)
