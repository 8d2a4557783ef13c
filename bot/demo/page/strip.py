"""The strip above the phones: who is there, what time it is, and what goes wrong."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Awaitable, Callable, Mapping

from bot.demo.mishaps import Mishaps
from bot.demo.page.hands import NotPossible
from bot.demo.page.register import Register
from bot.demo.page.world import World
from bot.demo.refusal import Json
from bot.demo.town import BotFailed
from conversations.municipal_words import Role, role_word
from conversations.roles.role import EVERYWHERE, INVITABLE

NAME = re.compile(r"[^\W\d_][\w' .-]{0,29}")
MOST_PEOPLE = 40
LANGUAGES = ("nl", "en", "pl", "tr", "ar", "uk")  # of a phone; the bot speaks what it speaks
MOST_HOURS = 24 * 400
# Messages, sent or changed; not what a bot asks all day long.
TALK = "*essage*"

GOES_WRONG: Mapping[str, Callable[[Mishaps], None]] = {
    "429": lambda mishaps: mishaps.too_many(10),
    "502": lambda mishaps: mishaps.fail(502, times=4),
    "timeout": lambda mishaps: mishaps.never_answer(1, method=TALK),
    "lost": lambda mishaps: mishaps.cut_after(1, method=TALK),
    "duplicate": lambda mishaps: mishaps.duplicate(2),
    "slow": lambda mishaps: mishaps.slow(3.0, 4, method=TALK),
}


class Strip:
    """Acts on the world as a whole."""

    def __init__(self, world: World, register: Callable[[], Register]) -> None:
        self._world = world
        self._register = register
        self.verbs: Mapping[str, Callable[[Json], Awaitable[None]]] = {
            act.__name__: act
            for act in (
                *(self.add, self.clock, self.start, self.restart, self.kill),
                *(self.wrong, self.over, self.reset),
            )
        }

    async def add(self, what: Json) -> None:
        """Somebody new; with a role, they have just opened a real invitation for it."""
        town = self._world.town
        name, role = " ".join(str(what["name"]).split()), what.get("role") or None
        if NAME.fullmatch(name) is None:
            raise NotPossible("no_name")
        if name in town.people:
            raise NotPossible("name_taken")
        if len(town.people) >= MOST_PEOPLE:
            raise NotPossible("too_many_people")
        if what["language"] not in LANGUAGES or role not in (None, *INVITABLE):
            raise NotPossible("not_known")
        link = None
        if role is not None:
            wijk = None if role in EVERYWHERE else self._wijk(str(what.get("wijk")))
            try:
                link = await town.invite(role, wijk)
            except BotFailed as failed:
                raise NotPossible("no_invitation") from failed
        person = town.people.add(name, what["language"])
        if link is not None:
            person.opens(link)

    def _wijk(self, wijk: str) -> str:
        if self._world.profile.wijk(wijk) is None:
            raise NotPossible("not_known")
        return wijk

    async def clock(self, what: Json) -> None:
        """So many hours later, or just after the next date that the store knows."""
        clock = self._world.town.telegram.clock
        if what.get("to") == "next":
            at = await self._register().next_date(clock.now())
            if at is None:
                raise NotPossible("no_date")
            clock.advance(at - clock.now() + dt.timedelta(seconds=1))
            return
        hours = float(what["hours"])
        if not 0 < hours <= MOST_HOURS:
            raise NotPossible("not_known")
        clock.advance(dt.timedelta(hours=hours))

    async def start(self, what: Json) -> None:
        """Start a bot that is off."""
        await self._world.start()

    async def restart(self, what: Json) -> None:
        """Stop it properly, and start it again."""
        await self._world.restart()

    async def kill(self, what: Json) -> None:
        """kill -9."""
        await self._world.kill()

    async def reset(self, what: Json) -> None:
        """A new town; nobody remembers anything."""
        await self._world.reset()

    async def wrong(self, what: Json) -> None:
        """Let something go wrong between the bot and Telegram."""
        if what["kind"] not in GOES_WRONG:
            raise NotPossible("not_known")
        GOES_WRONG[what["kind"]](self._world.town.telegram.mishaps)

    async def over(self, what: Json) -> None:
        """Nothing more goes wrong."""
        self._world.town.telegram.mishaps.over()


def roles(world: World) -> list[Json]:
    """The roles somebody can be invited for, in the municipality's words."""
    profile = world.profile
    return [
        {
            "role": role,
            "everywhere": role in EVERYWHERE,
            "words": {code: role_in(world, role, code) for code in ("nl", "en")},
        }
        for role in INVITABLE
        if role_word(role) in profile.words or role in EVERYWHERE
    ]


def role_in(world: World, role: Role, language: str) -> str:
    """The municipality's word for a role."""
    return world.profile.word(role_word(role), "one", language)
