"""What people read about the places for a wijk: its own, those around it, and what else."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from conversations.here import Here
from conversations.hubs import access_words
from conversations.hubs.hub_staff_words import follows_now, on_card
from conversations.hubs.place import Kind, PlaceFacts, WijkFacts
from conversations.hubs.place_words import (
    NEAR_ME,
    OTHER,
    about,
    in_pairs,
    listed,
    looks_at,
    share,
    to,
)
from conversations.places import Wijk
from conversations.talk import MENU, Heading, Lines, Paragraph, Row, Said, said, step
from conversations.wijk import ask_the_municipality
from conversations.words import Message, Term, _, the

# Six buttons on a card, the menu among them: what is asked less often stands behind "more".
MOST_BUTTONS, MOST_DOORS = 6, 4
# Places on a page of a list.
A_PAGE = 5


def kind_word(kind: Kind | None) -> Term:
    """The municipality's word for this kind of place, with its article."""
    return the("house" if kind == "house" else "hub")


def draw(name: str, facts: WijkFacts, day: dt.date | None, page: int, here: Here) -> Said | None:
    """The card of a wijk (`wijk_card`), what more one can do, or all its places; None when there
    is nothing to show."""
    wijk = here.profile.wijk(facts.wijk)
    if wijk is None:
        return None
    match name:
        case "wijk_more":
            return _more(facts, wijk, here)
        case "wijk_places":
            return _all(facts, wijk, page, here)
    return _card(facts, wijk, day, here)


@dataclass(frozen=True, slots=True)
class _Of:
    """The places for a wijk: the only one of the wanted kind (if there is one), and the others."""

    own: PlaceFacts | None
    others: tuple[PlaceFacts, ...]


def _sorted(facts: WijkFacts) -> _Of:
    wanted: Kind = "house" if facts.kind == "house" else "hub"
    own = tuple(one for one in facts.here if one.place.kind == wanted)
    others = tuple(one for one in facts.here if one.place.kind != wanted)
    if len(own) == 1:
        return _Of(own[0], others)
    return _Of(None, (*own, *others) if own else (*facts.around, *others))


def _card(facts: WijkFacts, wijk: Wijk, day: dt.date | None, here: Here) -> Said:
    """The place for a wijk: its own, else those around it; the rest stands behind "more"."""
    found = _sorted(facts)
    wanted: Kind = "house" if facts.kind == "house" else "hub"
    body: list[Paragraph] = []
    rows: list[Row] = []
    if found.own is not None:
        place = found.own.place
        body += about(found.own, day, here)
        rows += [*looks_at(place), *(on_card(place, here) or follows_now(found.own))]
    else:
        body.append(Heading(words=Message(text="{name}", gaps={"name": wijk.name})))
        if not any(one.place.kind == wanted for one in facts.here):
            kind = kind_word(facts.kind)
            body.append(_("I do not know {hub} of {wijk} yet.", hub=kind, wijk=wijk.name))
            body.append(ask_the_municipality(here))
    if found.others:
        also = _("There is also:") if found.own is not None else _("You can also go here:")
        lines = [listed(one, here) for one in found.others[:MOST_DOORS]]
        if len(found.others) > MOST_DOORS:
            lines.append(_("… and {n} more", n=len(found.others) - MOST_DOORS))
        body += [also, Lines(items=tuple(lines))]
    doors = 1 if found.own is not None else MOST_DOORS
    if len(found.others) > doors:
        rows += [to(one.place) for one in found.others[: doors - 1]]
        there = f"all:{access_words.slug_of(wijk.id)}:{wanted}:0"
        rows.append(step(_("🚪 All places ({n})", n=len(found.others)), there))
    else:
        rows += [to(one.place) for one in found.others]
    rest = _rest(facts, wijk, here)
    if len(rows) + len(rest) + 1 > MOST_BUTTONS:
        rest = [step(_("➕ More"), f"more:{access_words.slug_of(wijk.id)}:{wanted}")]
    return said(*body, rows=(*in_pairs(*rows, *rest), MENU))


def _more(facts: WijkFacts, wijk: Wijk, here: Here) -> Said:
    """What else can be done from the places of a wijk."""
    own = _sorted(facts).own
    name = own.place.name if own is not None else wijk.name
    rows = (*_rest(facts, wijk, here), _back_to(facts))
    return said(_("{place}: what more do you want?", place=name), rows=in_pairs(*rows))


def _rest(facts: WijkFacts, wijk: Wijk, here: Here) -> list[Row]:
    """What people use less often than what stands on the card itself."""
    own = _sorted(facts).own
    keeps = own is not None and bool(on_card(own.place, here))
    rows: list[Row] = [] if keeps else [NEAR_ME]
    if facts.here or facts.around:
        rows.append(access_words.button(wijk.id))
    if here.profile.has_bus:
        rows.append(step(_("🚐 The bus"), f"bus:{wijk.id}"))
    if own is not None:
        rows.append((share(own.place),))
        if keeps:
            rows += follows_now(own)
    return [*rows, OTHER]


def _all(facts: WijkFacts, wijk: Wijk, page: int, here: Here) -> Said | None:
    """All places besides the one on the card, a few at a time."""
    others = _sorted(facts).others
    if not others:
        return None
    pages = -(-len(others) // A_PAGE)
    page = min(page, pages - 1)
    shown = others[page * A_PAGE : (page + 1) * A_PAGE]
    rows = [to(one.place) for one in shown]
    if pages > 1:
        following = (page + 1) % pages
        there = f"all:{access_words.slug_of(wijk.id)}:{facts.kind or 'hub'}:{following}"
        rows.append(step(_("▶️ More ({n} of {of})", n=following + 1, of=pages), there))
    title = Heading(words=_("Places for {wijk}", wijk=wijk.name))
    lines = Lines(items=tuple(listed(one, here) for one in shown))
    return said(title, lines, rows=(*rows, _back_to(facts)), choices=True)


def _back_to(facts: WijkFacts) -> Row:
    slug = access_words.slug_of(facts.wijk)
    return step(_("⬅️ Back"), f"wijk:{slug}:{facts.kind or 'hub'}")
