"""A town in which the wijkraad is there already: everybody got their role by a real invitation.

A link from the desk, a yes on that person's phone, and a second person who confirms.  A journey
that needs somebody new on the page gets a line here.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass

from rich.console import Console

from bot.demo import chapters as ommoord
from bot.demo import chapters_elsewhere as elsewhere
from bot.demo import chapters_round as rounds
from bot.demo.stage import Board, Stage
from bot.demo.town import BotFailed, Town

A_ROLE = """
(invite {role} {wijk} for {name})
{name}: (opens <{name}>)
Bot: Een uitnodiging voor u… ({wijk})… [✅ Ja, dat ben ik] [Nee]
{name}: [✅ Ja, dat ben ik]
Bot: U hebt gevraagd om:…
Bot → Olga: Wie is dit?…{name} opende…
Bot → Omar: Wie is dit?…{name} opende…
Olga: [✅ Het klopt]
Bot: …✅ {name} is bevestigd…
Bot → {name}: U hebt een rol:…
"""


@dataclass(frozen=True, slots=True)
class Cast:
    """Who is in one municipality, in the order in which their phones stand on the page."""

    wijk: str
    residents: tuple[tuple[str, str], ...]  # name, language of the phone
    # name, role; heads (secretary, chair) last: they would be asked to confirm who comes after.
    officials: tuple[tuple[str, str], ...]
    # About where it is (latitude, longitude): the middle of the page's map without places.
    around: tuple[float, float]
    # Already played by the officers' chapter.
    known: tuple[str, ...] = ()
    officers: str = ommoord.TWO_OFFICERS
    # What happened there already: chapters of the story.
    before: str = ""
    # Put away at first, one press from the table.
    away: tuple[str, ...] = ("Olga", "Omar")

    @property
    def order(self) -> tuple[str, ...]:
        """Everybody's name, first phone first."""
        staff = (*(name for name, _role in self.officials), *self.known)
        return (*(name for name, _language in self.residents), *staff, *self.away)


CASTS: Mapping[str, Cast] = {
    "rotterdam": Cast(
        wijk="Ommoord",
        residents=(("Fatima", "nl"), ("Karim", "nl"), ("Emily", "en")),
        officials=(
            ("Bea", "member"),
            ("Cor", "member"),
            ("Dia", "member"),
            ("Rita", "contact"),
            ("Ans", "ambassador"),
            ("Pat", "partner"),
            ("Sam", "secretary"),
        ),
        around=(51.9497, 4.5447),
        # In another wijk a round is open: Hugo at the wijkhub lets people vote, who show a number.
        before=rounds.PEOPLE + rounds.PLANS + rounds.TRIED_AND_OPENED,
        away=("Aya", "Ben", "Cem", "Hugo", "Stan", "Olga", "Omar"),
    ),
    "ridderkerk": Cast(
        wijk="Slikkerveer",
        residents=(("Yara", "nl"), ("Karim", "nl"), ("Emily", "en")),
        officials=(("Ans", "ambassador"), ("Bo", "contact"), ("Pat", "partner")),
        around=(51.87, 4.60),
        known=("Rik",),
        officers=elsewhere.OFFICERS.format(**elsewhere.RIDDERKERK),
    ),
    "hendrik-ido-ambacht": Cast(
        wijk="Krommeweg",
        residents=(("Yara", "nl"), ("Karim", "nl"), ("Emily", "en")),
        officials=(("Gijs", "ambassador"), ("Bo", "contact"), ("Pat", "partner")),
        around=(51.845, 4.64),
        known=("Rik",),
        officers=elsewhere.OFFICERS.format(**elsewhere.AMBACHT),
    ),
}


async def prepare(town: Town, profile: str) -> None:
    """Let a new town begin: everybody is there.  Raises BotFailed when a step does not hold."""
    cast, board = CASTS[profile], Board()
    for name, language in cast.residents:
        town.people.add(name, language)
    stage = Stage(town, Console(file=io.StringIO(), width=120), board)
    await stage.play("officers", cast.officers)
    for name, role in cast.officials:
        await stage.play(name, A_ROLE.format(name=name, role=role, wijk=cast.wijk))
    await stage.play("before", cast.before)
    if board.broken:
        raise BotFailed(f"the town could not be prepared: {board.broken[0]}")
    for name in cast.order:
        town[name].looks()
