"""What people read about getting in: what they need, who has it, and of whom nobody told us."""

from __future__ import annotations

from conversations.here import Here
from conversations.hubs.place import AccessFacts, Place, PlaceFacts
from conversations.languages import language_word
from conversations.places import Wijk
from conversations.rules.access import STEPS, TOILET, has, spoken_there
from conversations.talk import MENU, Heading, Lines, Paragraph, Row, Said, Screen, said, step
from conversations.wijk import ask_the_municipality
from conversations.words import Gap, Message, _, plural

LANGUAGES_A_PAGE = 3
MOST_BUTTONS = 4
MOST_LISTED = 12


def of_slug(slug: str, here: Here) -> str | None:
    """The wijk behind the short name in a button."""
    wijk = here.profile.wijk(f"{here.profile.id}.{slug}")
    return wijk.id if wijk is not None and wijk.served == "own" else None


def slug_of(wijk: str) -> str:
    """The short name of a wijk: a button holds only 64 bytes."""
    return wijk.partition(".")[2]


def button(wijk: str) -> Row:
    """The way here, under the places of a wijk."""
    return step(_("♿ Steps, toilet, language"), f"access:{slug_of(wijk)}")


# The same under the nearest places: for no wijk.
NEAR = step(_("♿ Steps, toilet, language"), "access:")


def looking_for(need: str) -> Message:
    """What a place must have."""
    if need == STEPS:
        return _("♿ You look for a place without steps.")
    if need == TOILET:
        return _("🚻 You look for a place with a toilet.")
    return _("🗣 You look for a place that speaks {language}.", language=language_word(need))


def draw(screen: Screen, facts: object, here: Here) -> Said:
    """The question what somebody needs, or the places that have it."""
    if isinstance(facts, AccessFacts) and screen.wijk is None:
        return _question(facts, None, screen.page)
    wijk = here.profile.wijk(screen.wijk or "")
    if not isinstance(facts, AccessFacts) or wijk is None:
        return said(_("I do not know that wijk."), ask_the_municipality(here), rows=(MENU,))
    if facts.need is None:
        return _question(facts, wijk, screen.page)
    return _found(facts, facts.need, wijk, here)


def _question(facts: AccessFacts, wijk: Wijk | None, page: int) -> Said:
    slug = slug_of(wijk.id) if wijk is not None else ""
    rows: list[Row] = [
        step(_("♿ No steps"), f"for:{slug}:{STEPS}"),
        step(_("🚻 A toilet"), f"for:{slug}:{TOILET}"),
    ]
    codes = spoken_there(one.place for one in facts.places)
    pages = max(1, -(-len(codes) // LANGUAGES_A_PAGE))
    page = min(page, pages - 1)
    for code in codes[page * LANGUAGES_A_PAGE : (page + 1) * LANGUAGES_A_PAGE]:
        label = Message(text="🗣 {language}", gaps={"language": language_word(code)})
        rows.append(step(label, f"for:{slug}:{code}"))
    if pages > 1:
        rows.append(step(_("▶️ More languages"), f"more:{slug}:{(page + 1) % pages}"))
    body: list[Paragraph] = [_("What do you need at a place near you?")]
    if wijk is not None:
        body = [_("What do you need at a place near {wijk}?", wijk=wijk.name)]
    if not codes:
        body.append(_("I do not know yet which languages people speak there."))
    return said(*body, rows=(*rows, _back(slug), MENU), choices=True)


def _found(facts: AccessFacts, need: str, wijk: Wijk, here: Here) -> Said:
    slug = slug_of(wijk.id)
    by: dict[str, list[PlaceFacts]] = {"yes": [], "unknown": [], "no": []}
    for one in facts.places:
        by[has(one.place, need)].append(one)
    body: list[Paragraph] = [Heading(words=_title(need, wijk))]
    if by["yes"]:
        body.append(_lines(_("Yes, as far as I know:"), by["yes"]))
    else:
        body.append(_("I know of no such place near {wijk}.", wijk=wijk.name))
    if by["unknown"]:
        body.append(_lines(_("Nobody told me. Please ask first:"), by["unknown"]))
    if by["no"]:
        body.append(
            plural(
                "{count} place near there does not have it.",
                "{count} places near there do not have it.",
                len(by["no"]),
            )
        )
    if not by["yes"]:
        body.append(ask_the_municipality(here))
    shown = [*by["yes"], *by["unknown"]][:MOST_BUTTONS]
    rows = tuple(step(f"🚪 {one.place.name}", f"p:{one.place.id}") for one in shown)
    again = step(_("🔎 Something else"), f"for:{slug}:")
    return said(*body, rows=(*rows, again, _back(slug), MENU))


def _title(need: str, wijk: Wijk) -> Message:
    if need == STEPS:
        return _("♿ Without steps, near {wijk}", wijk=wijk.name)
    if need == TOILET:
        return _("🚻 With a toilet, near {wijk}", wijk=wijk.name)
    return _("🗣 People speak {language}, near {wijk}", language=language_word(need), wijk=wijk.name)


def _lines(title: Message, found: list[PlaceFacts]) -> Lines:
    lines = [_line(one.place) for one in found[:MOST_LISTED]]
    if len(found) > MOST_LISTED:
        lines.append(_("… and {n} more", n=len(found) - MOST_LISTED))
    return Lines(items=(title, *lines))


def _line(place: Place) -> Message:
    gaps: dict[str, Gap] = {"name": place.name}
    if place.confidence == "medium":
        return _("• {name} (please ask to be sure)", name=place.name)
    if place.address is None:
        return Message(text="• {name}", gaps=gaps)
    return Message(text="• {name}, {address}", gaps={**gaps, "address": place.address})


def _back(slug: str) -> Row:
    return step(_("⬅️ Back"), f"all:{slug}")
