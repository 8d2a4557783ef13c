"""The only outside world a conversation sees: the municipality, the person, the moment."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from conversations.profile import Profile


@dataclass(frozen=True, slots=True)
class Held:
    """A role somebody holds now, in one wijk or (None) in the whole municipality."""

    role: str
    wijk: str | None


@dataclass(frozen=True, slots=True)
class Person:
    """Who is talking: our own id, a first name to speak to, language, wijk, roles held now."""

    id: str
    name: str
    language: str
    wijk: str | None = None
    elsewhere: bool = False
    roles: tuple[Held, ...] = ()

    def holds(self, wijk: str | None, *roles: str) -> bool:
        """Does this person hold one of these roles for this wijk (or everywhere)?"""
        return any(h.role in roles and h.wijk in (None, wijk) for h in self.roles)

    def wijken_as(self, *roles: str) -> tuple[str | None, ...]:
        """The wijken in which one of these roles is held; None means the whole municipality."""
        return tuple(dict.fromkeys(h.wijk for h in self.roles if h.role in roles))


@dataclass(frozen=True, slots=True)
class Here:
    """Profile, person and instant (UTC); `bot` is the bot's own name in links.

    `heard` is the moment that counts for a deadline, where it is another one than now: of a
    message its own date, of a tap its arrival (safety: D6).
    """

    profile: Profile
    person: Person
    now: dt.datetime
    bot: str = ""
    heard: dt.datetime | None = None

    @property
    def today(self) -> dt.date:
        """The calendar day in the municipality."""
        return self.profile.today(self.now)
