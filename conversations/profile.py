"""A municipality as data: its wijken, its words, who decides there.

Facts only.  A fact that was not found is None, empty or "unknown", never a
likely guess; `gaps.py` names them for an operator, and the bot says whom to ask.
`storage/profile/municipality.py` reads a profile from a folder and checks it; here it is
only a value with questions one can ask it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Literal, cast
from zoneinfo import ZoneInfo

from pydantic import Field, StringConstraints

from conversations.hubs.place import OnHolidays, Place, names_of_places
from conversations.matters.topic import Emergency, Topic
from conversations.municipal_words import (
    GENERAL_WORDS,
    Language,
    Name,
    Role,
    WordForms,
    WordKey,
    in_language,
)
from conversations.places import (
    Named,
    Neighbour,
    Pc4,
    Pc6,
    Postcode,
    Wijk,
    WijkId,
    names_people_type,
)
from conversations.regulation import (
    Amount,
    Budget,
    Count,
    Gate,
    Journey,
    Regime,
    Retention,
    Switch,
    Terms,
    in_force,
)
from conversations.roles.office import OfficeCard
from conversations.rules.spotting import Spotter
from conversations.source import Source
from conversations.words import Euro, Kept

# The list of rows of words in which a word of alarm is harmless.
UNLESS = "unless"
CaseKind = Literal["initiative", "signal", "question", "complaint", "decision", "round"]


class Profile(Kept):
    """One municipality. One bot serves one."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+$")]
    name: Name
    programme: Name
    languages: Annotated[tuple[Language, ...], Field(min_length=1)] = ("nl", "en")
    timezone: str = "Europe/Amsterdam"
    general_number: str | None = None
    general_desk: Name

    words: dict[WordKey, dict[Language, WordForms]] = Field(default_factory=dict)
    ambassador_is: Literal["resident", "civil_servant", "unknown"] = "unknown"

    wijken: Annotated[tuple[Wijk, ...], Field(min_length=1)]
    postcodes: dict[Pc4, Postcode] = Field(default_factory=dict)
    postcodes6: dict[Pc6, WijkId] = Field(default_factory=dict)
    # Postcodes that lie partly in another municipality: no table says how, so the bot asks.
    border: tuple[Pc4, ...] = ()
    ports: tuple[Name, ...] = ()
    neighbours: tuple[Neighbour, ...] = ()

    # Where people walk in, as the profile knows it; the store has what became of it.
    places: tuple[Place, ...] = ()
    # Hours that nobody looked at for so many days are not told as hours any more.
    hours_fresh_days: Count = 120
    # What a place does on a public holiday when nothing is said of the place itself.
    on_holidays: OnHolidays = "unknown"
    # Who keeps the hours of a place from their phone: in the wijk of their role, or everywhere.
    keeps_hours: tuple[Role, ...] = ("hub_staff",)

    regimes: tuple[Regime, ...] = ()
    gates: tuple[Gate, ...] = ()
    small_amount: Amount | None = None
    most_default: Amount | None = None
    most_per_wijk: dict[WijkId, Amount] = Field(default_factory=dict)
    budgets: tuple[Budget, ...] = ()
    terms: Terms = Terms()

    formal_channel: bool = False
    formal_where: dict[Language, Name] = Field(default_factory=dict)
    who_reads: tuple[Role, ...] = ()
    chains: dict[CaseKind, tuple[Role, ...]] = Field(default_factory=dict)
    # Who looks at a complaint about whoever the chain of complaints begins with (Awb 9:7); empty is
    # unknown: then nobody gets it, and the resident hears whom to ask.
    complaints_apart: tuple[Role, ...] = ()
    confirms: Role = "secretary"
    # Who is shown for a wijk; people go to the first, and up the chain when nobody is there.
    faces: Annotated[tuple[Role, ...], Field(min_length=1)] = ("contact",)
    # Offices that the municipality itself told of; the store knows what changed since.
    cards: tuple[OfficeCard, ...] = ()
    # What people's questions, complaints and signals can be about; the last one is "others".
    topics: tuple[Topic, ...] = ()
    # Words after which numbers to call are shown at once, beside everything else.
    emergencies: tuple[Emergency, ...] = ()
    journeys: tuple[Journey, ...] = ("welcome",)
    journey_switches: tuple[Switch, ...] = ()
    retention: Retention = Retention()

    # Where the single values above come from, by their key in profile.toml.
    sources: dict[str, Source] = Field(default_factory=dict)
    # Keys that were set by sample data; empty for a profile of facts.
    sample: tuple[str, ...] = ()

    def wijk(self, wijk: str) -> Wijk | None:
        """The wijk with this id, or None when there is no such wijk."""
        return self._by_id.get(wijk)

    @cached_property
    def own_wijken(self) -> tuple[Wijk, ...]:
        """The wijken somebody can live in: without those that are only a question."""
        return tuple(wijk for wijk in self.wijken if wijk.served == "own")

    def regime(self, wijk: str, amount: Euro, on: dt.date) -> Regime | None:
        """Who decides on this amount in this wijk on this day; None when nobody knows.

        A row that names the wijk goes before one for the whole municipality.
        """
        fitting = [
            regime
            for regime in self.regimes
            if regime.counts_on(on) and regime.covers(wijk, amount)
        ]
        if not fitting:
            return None
        best = max(fitting, key=lambda regime: bool(regime.wijken))
        return None if best.kind == "unknown" else best

    def gates_on(self, day: dt.date) -> tuple[Gate, ...]:
        """The intake conditions in force that day, in the order of the profile."""
        found = self._gates_by_day.get(day)
        if found is None:
            gates = (gate for gate in self.gates if in_force(gate.since, gate.until, day))
            found = self._gates_by_day[day] = tuple(gates)
        return found

    @cached_property
    def _gates_by_day(self) -> dict[dt.date, tuple[Gate, ...]]:
        """What `gates_on` found; every question asks it several times, about today."""
        return {}

    def most(self, wijk: str) -> Euro | None:
        """The most one initiative may ask for in this wijk; None is unknown, not unlimited."""
        return self.most_per_wijk.get(wijk, self.most_default)

    def budget(self, wijk: str, year: int) -> Euro | None:
        """What this wijk may spend in this year; None is unknown."""
        return self._budgets.get((wijk, year))

    def chain(self, kind: CaseKind) -> tuple[Role, ...]:
        """Which roles a case goes along when nobody holds the one before; may be empty."""
        return self.chains.get(kind, ())

    @property
    def complaint_subject(self) -> Role | None:
        """About whom a complaint must not go to that same person; None where nobody gets any."""
        return next(iter(self.chain("complaint")), None)

    def has_journey(self, journey: str, wijk: str | None, on: dt.date) -> bool:
        """Whether this journey can be made that day; a switch for the wijk beats a general one."""
        fitting = [
            switch
            for switch in self.journey_switches
            if switch.journey == journey
            and switch.wijk in (None, wijk)
            and in_force(switch.since, switch.until, on)
        ]
        if fitting:
            return max(fitting, key=lambda switch: switch.wijk is not None).on
        return journey in self.journeys

    def topic(self, id: str) -> Topic | None:
        """The topic with this id, or None when the profile does not know it (any more)."""
        return self._topics.get(id)

    def local(self, at: dt.datetime) -> dt.datetime:
        """An instant as clocks in the municipality show it. ValueError for a time without zone."""
        if at.tzinfo is None:
            raise ValueError("an instant carries its zone")
        return at.astimezone(self._zone)

    def today(self, at: dt.datetime) -> dt.date:
        """The calendar day in the municipality at that instant."""
        return self.local(at).date()

    def word(self, key: str, form: str, language: str) -> str:
        """The word of the municipality, in one of the forms of `Term`.

        A word the profile lacks is described in general terms (and named by
        `gaps`); a language it lacks falls back on English, then on the first
        there is.  `formal_where` is a word too, so that a sentence can hold it.
        KeyError for a key that is no word at all.
        """
        if key == "formal_where" and self.formal_where:
            return in_language(self.formal_where, language)
        known = cast(Mapping[str, Mapping[str, WordForms]], self.words)
        forms = in_language(known.get(key) or GENERAL_WORDS[key], language)
        match form:
            case "the":
                return forms.the
            case "The":
                return forms.the[:1].upper() + forms.the[1:]
            case "many":
                return forms.many
            case _:
                return forms.one

    def card(self, role: str, wijk: str | None) -> OfficeCard | None:
        """The office of exactly this role and wijk (None: the whole municipality), if it is known.

        What is known with low confidence is not told to residents.
        """
        return self._cards.get((role, wijk))

    @cached_property
    def known_as(self) -> Mapping[str, Named]:
        """Every name people may type, folded, with what it stands for."""
        return names_people_type(self.name, self.wijken, self.ports, self.neighbours)

    @cached_property
    def place_names(self) -> Mapping[str, tuple[str, ...]]:
        """Every name of a place that may be shown, folded, with the ids of the places."""
        shown = (place for place in self.places if place.shown)
        return names_of_places((place.id, (place.name, *place.aliases)) for place in shown)

    @cached_property
    def has_bus(self) -> bool:
        """Does a mobile hub drive around here, as far as it may be told?"""
        return any(place.kind == "mobile" and place.shown for place in self.places)

    @cached_property
    def elsewhere(self) -> Mapping[str, str]:
        """The municipality of each postcode that is known to be another one's."""
        return {pc4: other.name for other in self.neighbours for pc4 in other.postcodes}

    @cached_property
    def _by_id(self) -> dict[str, Wijk]:
        return {wijk.id: wijk for wijk in self.wijken}

    @cached_property
    def spotter(self) -> Spotter:
        """Finds the topics in what people type."""
        return Spotter({topic.id: topic.words for topic in self.topics}, 6)

    @cached_property
    def alarms(self) -> Spotter:
        """Finds the words after which numbers to call are shown; lists by kind of emergency."""
        words: dict[str, list[str]] = {}
        for one in self.emergencies:
            words.setdefault(one.kind, []).extend(one.words)
            words.setdefault(UNLESS, []).extend(one.unless)
        return Spotter(words, 9)

    @cached_property
    def _topics(self) -> dict[str, Topic]:
        return {topic.id: topic for topic in self.topics}

    @cached_property
    def _budgets(self) -> dict[tuple[str, int], Euro]:
        return {(budget.wijk, budget.year): budget.amount for budget in self.budgets}

    @cached_property
    def _cards(self) -> dict[tuple[str, str | None], OfficeCard]:
        return {(c.role, c.wijk): c for c in self.cards if c.confidence != "low"}

    @cached_property
    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)
