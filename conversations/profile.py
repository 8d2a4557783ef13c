"""A municipality as data: its wijken, its words, who decides there, and what nobody told us yet.

Facts only.  A fact that was not found is None, empty or "unknown", never a
likely guess; `gaps()` names them for an operator, and the bot says whom to ask.
`storage/municipality.py` reads a profile from a folder and checks it; here it is
only a value with questions one can ask it.

Money is whole cents (`Euro`); a day is a calendar day in the municipality; a
dated row counts from `since` up to and including `until`.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Literal, TypeVar, cast
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, StringConstraints

from conversations.words import Euro, Kept

# How sure a fact is: read in a primary text; second-hand or computed; weak; a choice of ours.
Confidence = Literal["high", "medium", "low", "ours"]

Role = Literal[
    "resident",
    "ambassador",
    "member",
    "chair",
    "secretary",
    "manager",
    "contact",
    "alderman",
    "hub_staff",
    "partner",
    "officer",
    "administrator",
]
CaseKind = Literal["initiative", "signal", "question", "complaint", "decision", "round"]
# What somebody who decides can say; the same words as `rules/quorum.py` keeps.
Choice = Literal["approve", "refuse", "hold"]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]+)*$")]
WijkId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+\.[a-z0-9-]+$")]
Pc4 = Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{3}$")]
Pc6 = Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{3}[A-Z]{2}$")]
Name = Annotated[str, StringConstraints(min_length=1, max_length=120, strip_whitespace=True)]
Journey = Annotated[str, StringConstraints(pattern=r"^[a-z_]+$")]
Count = Annotated[int, Field(ge=1)]


def _not_negative(amount: Euro) -> Euro:
    if amount.cents < 0:
        raise ValueError("less than nothing")
    return amount


Amount = Annotated[Euro, AfterValidator(_not_negative)]

WordKey = Literal[
    "council",
    "council_member",
    "contact",
    "mandate_holder",
    "ambassador",
    "secretary",
    "chair",
    "officer",
    "administrator",
    "initiative",
    "hub",
    "resident",
    "alderman",
    "hub_staff",
    "partner",
]


def role_word(role: Role) -> WordKey:
    """The key of the word for a role; a member and a manager go by a longer one."""
    if role == "member":
        return "council_member"
    if role == "manager":
        return "mandate_holder"
    return role


class WordForms(Kept):
    """A word as sentences need it: alone, with its article, and several of them."""

    one: Name
    the: Name
    many: Name


# Words only the municipality can give; the others are ordinary language.
INSTITUTIONS: tuple[WordKey, ...] = (
    "council",
    "council_member",
    "contact",
    "mandate_holder",
    "ambassador",
    "initiative",
    "hub",
)

Spoken = TypeVar("Spoken")


def _forms(nl: tuple[str, str, str], en: tuple[str, str, str]) -> dict[str, WordForms]:
    return {
        language: WordForms(one=one, the=the, many=many)
        for language, (one, the, many) in {"nl": nl, "en": en}.items()
    }


# Descriptions of ours for words a municipality has not given: a sentence can always be read.
GENERAL_WORDS: Mapping[str, Mapping[str, WordForms]] = {
    "council": _forms(
        ("wijkvertegenwoordiging", "de wijkvertegenwoordiging", "wijkvertegenwoordigingen"),
        ("neighbourhood council", "the neighbourhood council", "neighbourhood councils"),
    ),
    "council_member": _forms(
        (
            "lid van de wijkvertegenwoordiging",
            "het lid van de wijkvertegenwoordiging",
            "leden van de wijkvertegenwoordiging",
        ),
        (
            "member of the neighbourhood council",
            "the member of the neighbourhood council",
            "members of the neighbourhood council",
        ),
    ),
    "contact": _forms(
        (
            "contactpersoon voor de wijk",
            "de contactpersoon voor de wijk",
            "contactpersonen voor de wijk",
        ),
        (
            "contact person for the wijk",
            "the contact person for the wijk",
            "contact persons for the wijk",
        ),
    ),
    "mandate_holder": _forms(
        ("ambtenaar met mandaat", "de ambtenaar met mandaat", "ambtenaren met mandaat"),
        ("official with a mandate", "the official with a mandate", "officials with a mandate"),
    ),
    "ambassador": _forms(
        ("ambassadeur", "de ambassadeur", "ambassadeurs"),
        ("ambassadeur", "the ambassadeur", "ambassadeurs"),
    ),
    "secretary": _forms(
        ("secretaris", "de secretaris", "secretarissen"),
        ("secretary", "the secretary", "secretaries"),
    ),
    "chair": _forms(
        ("voorzitter", "de voorzitter", "voorzitters"),
        ("chair", "the chair", "chairs"),
    ),
    "officer": _forms(
        (
            "verantwoordelijke voor de rollen en rondes",
            "de verantwoordelijke voor de rollen en rondes",
            "verantwoordelijken voor de rollen en rondes",
        ),
        (
            "officer for roles and rounds",
            "the officer for roles and rounds",
            "officers for roles and rounds",
        ),
    ),
    "administrator": _forms(
        ("beheerder", "de beheerder", "beheerders"),
        ("administrator", "the administrator", "administrators"),
    ),
    "initiative": _forms(
        ("initiatief", "het initiatief", "initiatieven"),
        ("initiative", "the initiative", "initiatives"),
    ),
    "hub": _forms(
        ("inlooppunt", "het inlooppunt", "inlooppunten"),
        ("walk-in place", "the walk-in place", "walk-in places"),
    ),
    "resident": _forms(
        ("bewoner", "de bewoner", "bewoners"),
        ("resident", "the resident", "residents"),
    ),
    "alderman": _forms(
        ("wethouder", "de wethouder", "wethouders"),
        ("wethouder", "the wethouder", "wethouders"),
    ),
    "hub_staff": _forms(
        (
            "medewerker van het inlooppunt",
            "de medewerker van het inlooppunt",
            "medewerkers van het inlooppunt",
        ),
        (
            "member of staff at the walk-in place",
            "the member of staff at the walk-in place",
            "staff at the walk-in place",
        ),
    ),
    "partner": _forms(
        ("partner in de wijk", "de partner in de wijk", "partners in de wijk"),
        ("partner in the wijk", "the partner in the wijk", "partners in the wijk"),
    ),
}


class Source(Kept):
    """Where a fact was read and how sure it is."""

    source: str
    confidence: Confidence


class Wijk(Kept):
    """A wijk or dorp, with the names people give it.

    `served`: "own" is one of the municipality's own wijken; "question" is a
    name people live under without one (Donkersloot): the bot asks which of the
    own wijken serves them.  `unsure` are buurten placed here with low confidence.
    """

    id: WijkId
    name: Name
    gebied: Name | None = None
    kind: Literal["wijk", "dorp"] = "wijk"
    aliases: tuple[Name, ...] = ()
    buurten: tuple[Name, ...] = ()
    unsure: tuple[Name, ...] = ()
    has_council: bool = False
    served: Literal["own", "question"] = "own"
    source: str = ""
    confidence: Confidence = "medium"


class Postcode(Kept):
    """Which wijken four digits touch, the likeliest first, with their share of the area (0 to 1).

    `ask`: it touches several, so nobody is placed without being asked.
    `port`: more than half of it is port or industry without a wijkraad;
    `areas_without` names those parts.
    """

    pc4: Pc4
    wijken: tuple[tuple[WijkId, Annotated[float, Field(ge=0, le=1)]], ...] = ()
    ask: bool = False
    port: bool = False
    areas_without: tuple[Name, ...] = ()


class Neighbour(Kept):
    """Another municipality, as far as we know it: its postcodes and the names of its wijken."""

    name: Name
    postcodes: tuple[Pc4, ...] = ()
    names: tuple[Name, ...] = ()


class Regime(Kept):
    """Who decides on an initiative, from one day to another, up to an amount.

    `council` counts the votes of a roster, `single` is one person holding
    `role`, `vote` is a round among residents.  `above` (exclusive) and `up_to`
    (inclusive) bound the amounts it covers; no `wijken` means all of them.
    """

    kind: Literal["council", "single", "vote", "unknown"]
    since: dt.date | None = None
    until: dt.date | None = None
    role: Role | None = None
    quorum: Literal["more_than_half", "unknown"] | Count = "unknown"
    majority: Literal["most_votes_cast", "majority_of_present", "unknown"] = "unknown"
    tie: Literal["meeting", "unknown"] = "unknown"
    reason_required_for: tuple[Choice, ...] = ()
    above: Amount | None = None
    up_to: Amount | None = None
    wijken: tuple[WijkId, ...] = ()
    source: str
    confidence: Confidence

    def counts_on(self, day: dt.date) -> bool:
        """Whether it is in force that day."""
        return _in_force(self.since, self.until, day)

    def covers(self, wijk: str, amount: Euro) -> bool:
        """Whether this wijk and this amount fall under it."""
        return (
            (not self.wijken or wijk in self.wijken)
            and (self.above is None or amount.cents > self.above.cents)
            and (self.up_to is None or amount.cents <= self.up_to.cents)
        )


class Gate(Kept):
    """A condition the intake looks at; it advises, whoever decides decides.

    `age` is in years, `weeks` in whole weeks before the start, `number` counts
    people.  The sentence a resident reads is not here but with the rules.
    """

    kind: Literal[
        "adult",
        "lead_time",
        "supporters",
        "lives_in_wijk",
        "open_to_everyone",
        "no_politics_or_religion",
        "not_for_profit",
        "voluntary",
        "not_private",
        "not_by_entrepreneurs",
        "last_accounting_done",
        "permits",
    ]
    since: dt.date | None = None
    until: dt.date | None = None
    age: Count | None = None
    weeks: Count | None = None
    number: Count | None = None
    source: str
    confidence: Confidence


class Budget(Kept):
    """What a wijk may spend on initiatives in a calendar year."""

    wijk: WijkId
    year: Annotated[int, Field(ge=2000, le=2200)]
    amount: Amount
    source: str
    confidence: Confidence


class Terms(Kept):
    """How long things may take. None is unknown: then no term is promised.

    `question_days` is a choice of this product, not of a municipality: how long
    an initiator has to answer a question from those who decide.
    """

    decide_weeks: Count | None = None
    decide_extended_weeks: Count | None = None
    receipt_working_days: Count | None = None
    letter_working_days: Count | None = None
    payment_working_days: Count | None = None
    accounting_weeks: Count | None = None
    question_days: Count = 14


class Retention(Kept):
    """How many days something is kept. The first three are ours; None is not known."""

    drafts_days: Count = 30
    letters_days: Count = 7
    seen_days: Count = 8
    initiatives_days: Count | None = None


class Switch(Kept):
    """A journey switched on or off, everywhere or in one wijk, from one day to another."""

    journey: Journey
    on: bool
    wijk: WijkId | None = None
    since: dt.date | None = None
    until: dt.date | None = None


class Named(Kept):
    """What a typed name stands for: wijken, an area without one, another municipality.

    `unsure`: the name was placed in its wijk with low confidence.  `town`: it is the
    name of the other municipality itself, not of one of its wijken.
    """

    wijken: tuple[WijkId, ...] = ()
    unsure: bool = False
    area: Name | None = None
    elsewhere: Name | None = None
    town: bool = False


ARTICLES = frozenset({"de", "het", "t", "the"})
# A buurt of this name (Dorp, in Hoek van Holland) says nothing when somebody types it.
COMMON_WORDS = frozenset({"dorp", "wijk", "buurt"})


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
    confirms: Role = "secretary"
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
        return tuple(gate for gate in self.gates if _in_force(gate.since, gate.until, day))

    def most(self, wijk: str) -> Euro | None:
        """The most one initiative may ask for in this wijk; None is unknown, not unlimited."""
        return self.most_per_wijk.get(wijk, self.most_default)

    def budget(self, wijk: str, year: int) -> Euro | None:
        """What this wijk may spend in this year; None is unknown."""
        return self._budgets.get((wijk, year))

    def chain(self, kind: CaseKind) -> tuple[Role, ...]:
        """Which roles a case goes along when nobody holds the one before; may be empty."""
        return self.chains.get(kind, ())

    def has_journey(self, journey: str, wijk: str | None, on: dt.date) -> bool:
        """Whether this journey can be made that day; a switch for the wijk beats a general one."""
        fitting = [
            switch
            for switch in self.journey_switches
            if switch.journey == journey
            and switch.wijk in (None, wijk)
            and _in_force(switch.since, switch.until, on)
        ]
        if fitting:
            return max(fitting, key=lambda switch: switch.wijk is not None).on
        return journey in self.journeys

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
            return _spoken(self.formal_where, language)
        known = cast(Mapping[str, Mapping[str, WordForms]], self.words)
        forms = _spoken(known.get(key) or GENERAL_WORDS[key], language)
        match form:
            case "the":
                return forms.the
            case "The":
                return forms.the[:1].upper() + forms.the[1:]
            case "many":
                return forms.many
            case _:
                return forms.one

    def gaps(self) -> tuple[str, ...]:
        """What is not known, in words for the operator who can fill it in."""
        own = self.own_wijken
        found: list[str] = []
        if self.general_number is None:
            found.append("the general telephone number")
        missing = [key for key in INSTITUTIONS if key not in self.words]
        if missing:
            found.append(f"the words for: {', '.join(missing)} (general words are used)")
        if self.ambassador_is == "unknown":
            found.append("whether an ambassador is a resident or a civil servant")
        open_regimes = [
            regime for regime in self.regimes if regime.until is None and regime.kind != "unknown"
        ]
        if not open_regimes:
            found.append("who decides on initiatives (regimes)")
        for regime in open_regimes:
            if regime.kind == "council":
                found += [
                    f"the {what} of the council (regimes)"
                    for what in ("quorum", "majority", "tie")
                    if getattr(regime, what) == "unknown"
                ]
                if not regime.reason_required_for:
                    found.append("for which outcomes a reason is required (regimes)")
        if not self.gates:
            found.append("the conditions for an initiative (gates)")
        if self.small_amount is None:
            found.append("up to which amount the short form is enough (small_amount_cents)")
        if self.most_default is None:
            found.append("the highest amount of one initiative (most_default_cents)")
        elif not self.most_per_wijk:
            found.append("which wijken chose another highest amount (most_per_wijk_cents)")
        if not self.budgets:
            found.append("the budget per wijk and year (budgets)")
        unknown_terms = [name for name in Terms.model_fields if getattr(self.terms, name) is None]
        if unknown_terms:
            found.append(f"the terms: {', '.join(unknown_terms)}")
        if not self.formal_channel and not self.formal_where:
            found.append("where an application formally goes (formal_where)")
        if self.retention.initiatives_days is None:
            found.append("how long an initiative is kept (retention.initiatives_days)")
        if not self.postcodes6:
            found.append("postcodes with letters (postcodes6.csv): split areas ask the resident")
        found += [
            f"which wijk serves {wijk.name} (wijken.csv)"
            for wijk in self.wijken
            if wijk.served == "question"
        ]
        unsure = [buurt for wijk in own for buurt in wijk.unsure]
        if unsure:
            found.append(f"to check: the wijk of the buurten {', '.join(unsure)} (wijken.csv)")
        if self.border:
            found.append(f"the wijken in the border postcodes {', '.join(self.border)}")
        return tuple(found)

    @cached_property
    def known_as(self) -> Mapping[str, Named]:
        """Every name people may type, folded, with what it stands for."""
        found: dict[str, Named] = {}

        def add(name: str, meaning: Named) -> None:
            key = fold(name)
            if not key or name.casefold() in COMMON_WORDS:
                return
            known = found.get(key, Named())
            found[key] = Named(
                wijken=tuple(dict.fromkeys(known.wijken + meaning.wijken)),
                unsure=known.unsure or meaning.unsure,
                area=known.area or meaning.area,
                elsewhere=known.elsewhere or meaning.elsewhere,
                town=known.town or meaning.town,
            )

        for wijk in self.wijken:
            for name in (wijk.name, *wijk.aliases):
                add(name, Named(wijken=(wijk.id,)))
        for wijk in self.wijken:
            for buurt in wijk.buurten:
                # The name of a wijk means that wijk, also where a buurt elsewhere is called so.
                if fold(buurt) not in found or buurt in wijk.unsure:
                    add(buurt, Named(wijken=(wijk.id,), unsure=buurt in wijk.unsure))
        for wijk in self.own_wijken:
            if wijk.gebied and wijk.gebied != self.name:
                add(wijk.gebied, Named(wijken=(wijk.id,)))
        for area in self.ports:
            add(area, Named(area=area))
        for neighbour in self.neighbours:
            for name in (neighbour.name, *neighbour.names):
                if fold(name) not in found:
                    add(name, Named(elsewhere=neighbour.name, town=name == neighbour.name))
        return found

    @cached_property
    def elsewhere(self) -> Mapping[str, str]:
        """The municipality of each postcode that is known to be another one's."""
        return {pc4: other.name for other in self.neighbours for pc4 in other.postcodes}

    @cached_property
    def _by_id(self) -> dict[str, Wijk]:
        return {wijk.id: wijk for wijk in self.wijken}

    @cached_property
    def _budgets(self) -> dict[tuple[str, int], Euro]:
        return {(budget.wijk, budget.year): budget.amount for budget in self.budgets}

    @cached_property
    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


def fold(text: str) -> str:
    """A name as it is compared: small letters and digits only, no accents, no articles."""
    return "".join(folded_words(text))


def folded_words(text: str) -> list[str]:
    """The words of a text without accents, capitals, punctuation and Dutch articles."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    words = "".join(letter if letter.isalnum() else " " for letter in plain).split()
    return [word for word in words if word not in ARTICLES]


def _in_force(since: dt.date | None, until: dt.date | None, day: dt.date) -> bool:
    return (since is None or since <= day) and (until is None or day <= until)


def _spoken(by_language: Mapping[str, Spoken], language: str) -> Spoken:
    return by_language.get(language) or by_language.get("en") or next(iter(by_language.values()))
