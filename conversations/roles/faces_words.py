"""What residents read about the people behind their wijk.

`about` and `numbers` stand on their own, so that another card about a wijk can show them too.
"""

from __future__ import annotations

from typing import cast

from conversations.here import Here
from conversations.municipal_words import Role, role_word
from conversations.profile import Profile
from conversations.roles.face import FACES_A_PAGE, Face, WijkFaces
from conversations.roles.role_words import what
from conversations.rules.faces import card_roles
from conversations.rules.telephone import dialled, shown
from conversations.talk import (
    MENU,
    Cite,
    Heading,
    Lines,
    Paragraph,
    Row,
    Said,
    Screen,
    VCard,
    said,
    standing,
    step,
)
from conversations.wijk import ask_the_municipality
from conversations.words import Day, Gap, Message, Quoted, Several, _, bare, in_context, the

WEEKDAYS = (
    in_context("weekday", "Monday"),
    in_context("weekday", "Tuesday"),
    in_context("weekday", "Wednesday"),
    in_context("weekday", "Thursday"),
    in_context("weekday", "Friday"),
    in_context("weekday", "Saturday"),
    in_context("weekday", "Sunday"),
)
OTHER = step(_("🏘 Another wijk"), "other")


def draw(screen: Screen, facts: object, here: Here) -> Said:
    """Who is there for one wijk, with numbers to keep."""
    if not isinstance(facts, WijkFaces):
        return said(_("I do not know that wijk."), ask_the_municipality(here), rows=(OTHER, MENU))
    rows = [*numbers(facts, here, screen.page), *lines(facts, here, screen.page)]
    if (pages := pages_of(facts)) > 1:
        following = (screen.page + 1) % pages
        label = _("More people ({n} of {of})", n=following + 1, of=pages)
        rows.append(step(label, f"faces:{nth(facts.wijk, here)}:{following}"))
    rows.append(OTHER)
    if card_roles(here.person):
        rows.append(step(_("✏️ My own card"), "@kaart"))
    return said(*about(facts, here, screen.page), rows=(*rows, MENU))


def about(facts: WijkFaces, here: Here, page: int = 0) -> tuple[Paragraph, ...]:
    """Who is there for a wijk, in words: a few at a time, and at the end the general number."""
    place = here.profile.wijk(facts.wijk)
    name = place.name if place else facts.wijk
    body: list[Paragraph] = [Heading(words=_("Who is there for {wijk}", wijk=name))]
    for face in _page(facts, page):
        body += person(face, here.profile)
    if facts.nobody:
        first = the(role_word(cast(Role, facts.first)))
        body.append(_("I do not know yet who {role} of {wijk} is.", role=first, wijk=name))
    if facts.instead:
        body.append(_("You can ask somebody else now:"))
        for face in facts.instead:
            body += person(face, here.profile)
    body.append(ask_the_municipality(here))
    if "cards" in here.profile.sample:
        body.append(_("Note: this is an example. Names and numbers may be made up."))
    return tuple(body)


def person(face: Face, profile: Profile) -> tuple[Paragraph, ...]:
    """One of them: role, name if they agreed, days, number, what to ask; or who stands in."""
    body: list[Paragraph] = [Heading(words=title(face, profile))]
    if face.back is not None:
        body.append(_("{who} is away until {day}.", who=who(face), day=Day(on=face.back)))
        if face.stands_in is None:
            body.append(_("Nobody stands in."))
            return tuple(body)
        body.append(_("Standing in: {who}", who=title(face.stands_in, profile)))
        return (*body, *_details(face.stands_in))
    return (*body, *_details(face))


def _details(face: Face) -> tuple[Paragraph, ...]:
    lines: list[Message] = []
    if face.days:
        lines.append(_("At work: {days}", days=weekdays(face.days)))
    if face.phone:
        lines.append(_("Telephone: {number}", number=shown(face.phone)))
    if face.checked is not None and face.phone:
        lines.append(_("Checked on {day}.", day=Day(on=face.checked)))
    if not face.sure:
        lines.append(_("I am not sure of this. Please ask."))
    body: list[Paragraph] = [Lines(items=tuple(lines))] if lines else []
    if face.ask:
        body.append(Cite(whose=_("You may ask:"), text=face.ask))
    return tuple(body)


def title(face: Face, profile: Profile) -> Message:
    """A role with its place, and the name of somebody who agreed to be named."""
    role = what(face.role, face.wijk, profile)
    if face.name is None:
        return Message(text="{role}", gaps={"role": role})
    return Message(text="{name} · {role}", gaps={"name": Quoted(text=face.name), "role": role})


def who(face: Face) -> Gap:
    """Somebody in the middle of a sentence: by name if they agreed, else by role."""
    return Quoted(text=face.name) if face.name else the(role_word(cast(Role, face.role)))


def weekdays(days: tuple[int, ...]) -> Message:
    """Days of the week in words; three or more in a row from the first to the last."""
    if len(days) > 2 and days == tuple(range(days[0], days[-1] + 1)):
        return _("{first} to {last}", first=WEEKDAYS[days[0] - 1], last=WEEKDAYS[days[-1] - 1])
    several = Several(items=tuple(WEEKDAYS[day - 1] for day in days))
    return Message(text="{days}", gaps={"days": several})


# --- numbers to keep -------------------------------------------------------------------------


def numbers(facts: WijkFaces, here: Here, page: int = 0) -> tuple[Row, ...]:
    """A button for each number that can be called today; never late, on whatever card it stands."""
    found: dict[str, Face] = {}
    for face in (*_page(facts, page), *facts.instead):
        now = face.here_now
        if now is not None and now.phone and now.card:
            found.setdefault(now.card, now)
    if len(found) == 1:
        [card] = found
        return (standing(_("📇 Keep the number"), card, "keep_number"),)
    return tuple(
        standing(_("📇 Keep: {who}", who=_called(face)), card, "keep_number")
        for card, face in found.items()
    )


def lines(facts: WijkFaces, here: Here, page: int = 0) -> tuple[Row, ...]:
    """A button to write to each ambassador who has a card; neither sees the other's account."""
    if not here.profile.has_journey("matter", facts.wijk, here.today):
        return ()
    return tuple(
        standing(_("✍️ Write to {who}", who=_called(face)), face.own, "write_to")
        for face in _page(facts, page)
        if face.role == "ambassador" and face.own is not None
    )


def _called(face: Face) -> Gap:
    return Quoted(text=face.name) if face.name else bare(role_word(cast(Role, face.role)))


def vcard(face: Face, here: Here) -> VCard:
    """Somebody's office number as an address book keeps it.  The face has a phone."""
    assert face.phone is not None
    return VCard(
        name=title(face, here.profile),
        number=dialled(face.phone),
        organisation=here.profile.general_desk,
        title=what(face.role, face.wijk, here.profile),
        note=face.ask,
    )


# --- pages -----------------------------------------------------------------------------------


def pages_of(facts: WijkFaces) -> int:
    """On how many pages they stand."""
    return max(1, -(-len(facts.faces) // FACES_A_PAGE))


def _page(facts: WijkFaces, page: int) -> tuple[Face, ...]:
    page = max(0, min(page, pages_of(facts) - 1))
    return facts.faces[page * FACES_A_PAGE : (page + 1) * FACES_A_PAGE]


def nth(wijk: str, here: Here) -> int:
    """The place of a wijk in the profile: short enough for a button."""
    return next((n for n, own in enumerate(here.profile.own_wijken) if own.id == wijk), 0)
