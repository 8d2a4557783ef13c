"""Which conversation is listening, and everything that works at any moment.

a command (/idee, /mijn, …)        → the journey of that command
a standing button                  → the journey of its verb
a step button                      → the journey whose screen it stands on
text, photo, place                 → the journey that asked, if its question stands
anything else                      → everywhere: help, menu, a person
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from pydantic import ValidationError

from conversations import everywhere, mine, wijk
from conversations.activities import programme, programme_staff
from conversations.deciding import decide, review
from conversations.here import Here, Person
from conversations.hubs import access, hub, hub_staff
from conversations.journey import Journey
from conversations.matters import (
    agenda,
    drawer,
    following,
    inbox,
    line,
    partner,
    passing,
    picture,
    telling,
    telling_words,
    thread,
)
from conversations.matters.line_draft import LineDraft
from conversations.matters.passing_draft import PassingDraft
from conversations.matters.talking import ThreadDraft
from conversations.matters.telling_draft import Step as TellStep
from conversations.matters.telling_draft import TellDraft
from conversations.mobile import bus, crew
from conversations.plans import initiative, support
from conversations.plans.plan import PlanDraft
from conversations.roles import card, faces, roles
from conversations.rounds import codes, desk, officer, paper, result, vote
from conversations.rounds.desk_draft import DeskDraft
from conversations.rounds.paper_draft import PaperDraft
from conversations.rounds.vote_draft import VoteDraft
from conversations.rules.asking import read_question, surely_asks
from conversations.rules.codes import read_code
from conversations.rules.kinds import surely_tells
from conversations.rules.plain import said_plainly, yes_or_no
from conversations.talk import (
    HOME,
    QUESTION,
    AskAgain,
    CameBack,
    Draft,
    Edited,
    Event,
    LeftUs,
    Located,
    Odd,
    Opened,
    Pressed,
    PressedCase,
    PressedTooLate,
    Said,
    Screen,
    Shared,
    Turn,
    Woke,
    Wrote,
    WroteMore,
    step,
)
from conversations.words import Message, _

JOURNEYS: Mapping[str, Journey] = {
    journey.name: journey
    for journey in (
        everywhere.JOURNEY,
        wijk.JOURNEY,
        initiative.JOURNEY,
        support.JOURNEY,
        decide.JOURNEY,
        review.JOURNEY,
        mine.JOURNEY,
        roles.JOURNEY,
        hub.JOURNEY,
        faces.JOURNEY,
        faces.KEEPING,
        card.JOURNEY,
        bus.JOURNEY,
        crew.JOURNEY,
        hub_staff.JOURNEY,
        access.JOURNEY,
        programme.JOURNEY,
        programme_staff.JOURNEY,
        thread.JOURNEY,
        inbox.JOURNEY,
        partner.JOURNEY,
        telling.JOURNEY,
        passing.JOURNEY,
        following.JOURNEY,
        line.JOURNEY,
        agenda.JOURNEY,
        picture.JOURNEY,
        drawer.JOURNEY,
        officer.JOURNEY,
        vote.JOURNEY,
        result.JOURNEY,
        desk.JOURNEY,
        paper.JOURNEY,
    )
}
SCREENS = {screen: j.name for j in JOURNEYS.values() for screen in j.screens}
VERBS = {verb: j.name for j in JOURNEYS.values() for verb in j.verbs}
COMMANDS = {command: j.name for j in JOURNEYS.values() for command in j.commands}
MOMENTS = {what: j.name for j in JOURNEYS.values() for what in j.moments}

# The clock and the desk have no phone; they act under this name until a rule asks who.
NOBODY = Person(id="", name="", language="nl")


# What waits while another journey is made, the newest sort first.
PARKED = ("telling", "initiative", "thread")


@lru_cache(maxsize=1024)  # most chats stand at one of a few dozen screens
def _screen(body: str) -> Screen:
    return Screen.model_validate_json(body)


@dataclass(frozen=True, slots=True)
class Talk:
    """Where one chat is: unfinished drafts by journey, who listens, what is shown."""

    drafts: Mapping[str, Draft] = field(default_factory=dict)
    listening: str | None = None
    screen: Screen | None = None
    misses: int = 0
    # What was read from the store: it is kept as it is where no journey changes it.
    read_as: Mapping[str, tuple[Draft, str]] = field(default_factory=dict)
    # The matter about which a person of the office had the last word, where that was asked for.
    human: str | None = None
    # Drafts this release cannot open: kept as they are, for the one that can.
    closed: Mapping[str, str] = field(default_factory=dict)

    @staticmethod
    def read(
        bodies: Mapping[str, str], listening: str | None, screen: str | None, misses: int
    ) -> Talk:
        """A chat as it was kept; a draft of a release we do not know is left closed."""
        read_as: dict[str, tuple[Draft, str]] = {}
        closed: dict[str, str] = {}
        for name, body in bodies.items():
            kind = JOURNEYS[name].draft if name in JOURNEYS else None
            try:
                assert kind is not None
                read_as[name] = kind.model_validate_json(body), body
            except (AssertionError, ValidationError):
                closed[name] = body
        drafts = {name: draft for name, (draft, _body) in read_as.items()}
        return Talk(
            drafts=drafts,
            listening=listening if listening in drafts else None,
            screen=_screen(screen) if screen else None,
            misses=misses,
            read_as=read_as,
            closed=closed,
        )

    def bodies(self) -> dict[str, str]:
        """The drafts as they are kept."""
        opened = {}
        for name, draft in self.drafts.items():
            before, body = self.read_as.get(name, (None, ""))
            opened[name] = body if draft is before else draft.model_dump_json()
        return {**self.closed, **opened}

    @property
    def with_a_person(self) -> bool:
        """Is what they write now for a person?"""
        asking = self.listening if self.screen == QUESTION else None
        return asking is not None and JOURNEYS[asking].talks

    @property
    def listening_draft(self) -> Draft | None:
        """The draft of the journey that listens, if one does."""
        return self.drafts.get(self.listening) if self.listening else None

    def after(self, name: str, turn: Turn) -> Talk:
        """The chat as this turn of this journey leaves it."""
        drafts = {k: v for k, v in self.drafts.items() if k not in turn.forget}
        if turn.draft is not None or turn.show not in (None, QUESTION):
            # A talk with a person is no unfinished work: it ends with the next thing.
            drafts = {
                k: v for k, v in drafts.items() if k == name or v.unsent or not JOURNEYS[k].talks
            }
        listening = self.listening
        if turn.draft is not None:
            drafts[turn.draft.journey] = turn.draft
            listening = turn.draft.journey
        elif JOURNEYS[name].draft is not None:
            drafts.pop(name, None)
        if listening not in drafts:
            # A side journey ended: what was parked listens again.
            listening = next((parked for parked in PARKED if parked in drafts), None)
        misses = self.misses + 1 if turn.missed else 0
        return replace(
            self, drafts=drafts, listening=listening, screen=turn.show or self.screen, misses=misses
        )


def out_of_the_blue(talk: Talk, event: Event) -> bool:
    """Does somebody write or send something that nothing here asked for?"""
    if talk.listening is not None:
        return False
    return isinstance(event, Shared) or (
        isinstance(event, Wrote) and not event.text.startswith("/")
    )


def answer(talk: Talk, event: Event, here: Here) -> tuple[str, Turn]:
    """Which journey answers this event, and its turn."""
    name, turn = _answer(talk, event, here)
    if turn.missed and isinstance(event, Wrote | WroteMore):
        # Whoever is not understood may be in need all the same.
        turn = turn.noting(*telling_words.card(event.text, here))
    if turn.missed and talk.misses >= 1:
        turn = turn.noting(everywhere.a_person(here))
    return name, turn


def outcome(talk: Talk, name: str, event: Event, here: Here) -> Turn:
    """The store's answer goes to the journey that asked."""
    if isinstance(event, everywhere.LanguageSet):
        # The same place in the other language: the question if one stands, else the screen.
        if talk.listening:
            return Turn(show=QUESTION)
        stands = talk.screen
        return Turn(show=stands if stands is not None and stands != everywhere.LANGUAGES else HOME)
    return JOURNEYS[name].respond(talk.drafts.get(name), event, here)


def _answer(talk: Talk, event: Event, here: Here) -> tuple[str, Turn]:
    asking = talk.listening if talk.screen == QUESTION and talk.listening else None
    match event:
        case Woke(what):
            name = MOMENTS[what]
        case LeftUs():
            return "everywhere", Turn()
        case CameBack():
            return "everywhere", Turn(show=talk.screen or HOME)
        case AskAgain():
            note = _("I was away for a while. Did you tap a button? Then please tap it again.")
            return "everywhere", Turn(notes=(note,), show=talk.screen or HOME)
        case Opened():
            name = "vote" if codes.is_code(event) else "everywhere"
        case Wrote(forwarded=True) if codes.is_code(event) and takes_forward(talk, here):
            # A neighbour's voting code: passed on to nobody, and not this person's to use.
            note = codes.NOT_PASSED_ON
            return "everywhere", Turn(notes=(note,), show=talk.screen or HOME, erase=True)
        case Wrote(forwarded=True) | Shared(forwarded=True) if takes_forward(talk, here):
            name = passing.JOURNEY.name  # whatever stands there, also before a command in it
        case PressedTooLate() if talk.screen is not None and (
            talk.screen.anew or talk.screen.keeps
        ):
            # A double tap on "send": the receipt stands there already, once.
            return "everywhere", Turn(
                toast=_("That button is old. Below you see where you are now.")
            )
        case PressedTooLate():
            return "everywhere", Turn(
                show=talk.screen or HOME,
                toast=_("That button is old. Below you see where you are now."),
            )
        case PressedCase(_case, verb):
            name = VERBS.get(verb, "everywhere")
        case Pressed("@go") if talk.listening:
            return "everywhere", Turn(show=QUESTION)
        case Pressed(option) if option.startswith("@"):
            name = _shortcut(option)
            event = Wrote("/" + option[1:])
        case Pressed():
            screen = talk.screen.name if talk.screen else "home"
            name = asking or SCREENS.get(screen, "everywhere")
        case Wrote() | WroteMore() if codes.is_code(event):
            # Whatever was asked: a voting code is kept nowhere, and is an answer to nothing else
            # than what was asked about a ballot on paper.
            name = asking if asking == paper.JOURNEY.name else "vote"
        case Wrote(text) if text.startswith("/"):
            return _command(talk, text, here)
        case Edited() if talk.with_a_person:
            name = asking or "everywhere"
        case Edited():
            note = _(
                "You changed an old message. I keep your first answer. You can change it here:"
            )
            return "everywhere", Turn(notes=(note,), show=talk.screen or HOME)
        case Odd() if asking is None:
            return "everywhere", Turn(notes=(everywhere.cannot_use(event),), show=HOME, missed=True)
        case Wrote() | WroteMore() | Shared() | Located() | Odd():
            name = asking or "everywhere"
            if talk.with_a_person:
                pass
            elif talk.human is not None and out_of_the_blue(talk, event):
                # A person of the office had the last word: this answers it.
                draft = ThreadDraft(case=talk.human)
                return thread.JOURNEY.name, thread.respond(draft, event, here)
            elif asking is None and isinstance(event, Wrote) and said_plainly(event.text):
                return _command(talk, said_plainly(event.text) or "/start", here)
            elif asking is None and begins_telling(talk, event, here):
                name = telling.JOURNEY.name
            elif isinstance(event, Wrote) and _about_places(event.text, asking, talk, here):
                # Asked in so many words, whatever else stands there: a side question.
                name = "hub"
            elif isinstance(event, Located) and asking is None:
                name = "hub"  # a place on the map can be about nothing else
            elif isinstance(event, Wrote) and asking is None and _at_a_ballot(talk, event.text):
                # What was on the phone may have closed meanwhile: it is shown as it is now.
                note = _("Please tap a button here.")
                return "vote", Turn(notes=(note,), show=talk.screen, missed=True)
            elif asking is None and _adds(talk, event):
                name = telling.JOURNEY.name
            elif asking is None and talk.listening:
                # Their plan is open, but they look at something else: no answer in a wrong field.
                note = _("Let us go on with what you were doing. Please send your answer again.")
                return name, Turn(notes=(note,), show=QUESTION)
        case _:
            name = "everywhere"
    return name, JOURNEYS[name].respond(talk.drafts.get(name), event, here)


def begins_telling(talk: Talk, event: Event, here: Here) -> bool:
    """Is this, unasked, something to pass on to a person?"""
    if talk.screen == QUESTION and talk.listening:
        return False
    if isinstance(event, Wrote):
        asked = read_question(event.text, here.profile, here.today)
        if asked is not None and not (asked.left and surely_tells(event.text, here.profile)):
            return False  # a question about a place
    at_menu = talk.screen in (None, HOME)
    return telling.hears(event, talk.listening, at_menu, here)


def _about_places(text: str, asking: str | None, talk: Talk, here: Here) -> bool:
    """Is this a question about a place that no other question waits for?"""
    if asking is None and talk.listening is None:
        return read_question(text, here.profile, here.today) is not None
    if asking in (wijk.JOURNEY.name, faces.JOURNEY.name):
        # "hub 3076" is no answer to "where do you live?"
        asked = read_question(text, here.profile, here.today)
        return asked is not None and asked.kind is not None
    return surely_asks(text, here.profile, here.today)


def takes_forward(talk: Talk, here: Here) -> bool:
    """Is what this person forwards something to pass on, or part of a talk that waits for it?"""
    if talk.with_a_person or (talk.screen == QUESTION and talk.listening == line.JOURNEY.name):
        return False
    return passing.takes(here)


def _adds(talk: Talk, event: Event) -> bool:
    """Is this more of what waits to be sent?  A yes is not: what it would send is not in sight."""
    draft = talk.listening_draft
    return (
        isinstance(draft, TellDraft)
        and draft.asking is TellStep.REVIEW
        and isinstance(event, Wrote)
        and yes_or_no(event.text) is None
    )


def _at_a_ballot(talk: Talk, text: str) -> bool:
    """Is a ballot on the phone, and is this no code for it?"""
    at_it = talk.screen is not None and talk.screen.name in ("ballot_card", "ballot_review")
    return at_it and read_code(text) is None


def _shortcut(option: str) -> str:
    return COMMANDS.get("/" + option[1:].partition(":")[0].partition(" ")[0], "everywhere")


def _command(talk: Talk, text: str, here: Here) -> tuple[str, Turn]:
    """A command works at every step; back and stop are about whatever is being asked."""
    word = text.split()[0].casefold()
    match everywhere.ALIASES.get(word, word):
        case "/terug":
            if talk.screen == QUESTION and talk.listening:
                journey = JOURNEYS[talk.listening]
                draft = talk.drafts.get(talk.listening)
                return journey.name, journey.respond(draft, Pressed("back"), here)
            show = QUESTION if talk.listening else HOME
            return "everywhere", Turn(show=show)
        case "/stop" if talk.with_a_person:
            journey = JOURNEYS[talk.listening or ""]
            return journey.name, journey.respond(talk.listening_draft, Pressed("back"), here)
        case "/stop":
            return "everywhere", everywhere.stop(talk.listening_draft is not None, here)
        case word if word in COMMANDS:
            name = COMMANDS[word]
            _word, _space, rest = text.partition(" ")
            event = Wrote(f"{word} {rest}".strip())
            return name, JOURNEYS[name].respond(talk.drafts.get(name), event, here)
    unknown = _("I do not know that command.")
    return "everywhere", Turn(notes=(unknown,), show=talk.screen or HOME, missed=True)


# These screens have their own way back to a plan that was begun.
GO_ON_THEMSELVES = ("resume", "sharing")


def draw(screen: Screen, facts: Any, talk: Talk, here: Here) -> Said:
    """A screen as a message, from facts; a screen without its facts becomes the menu."""
    if screen.name == "question":
        draft = talk.listening_draft
        if draft is None:
            return everywhere.JOURNEY.draw(HOME, None, here)
        return JOURNEYS[draft.journey].question(draft, facts, here)
    said = JOURNEYS[SCREENS.get(screen.name, "everywhere")].draw(screen, facts, here)
    draft = talk.listening_draft
    shown = isinstance(draft, PlanDraft) and draft.begun and screen.name in GO_ON_THEMSELVES
    if draft is not None and not shown:
        said = said.but(rows=(*said.rows, step(_go_on(draft), "@go")))
    return said


def _go_on(draft: Draft) -> Message:
    """The way back to what was begun."""
    if isinstance(draft, VoteDraft):
        return _("▶️ Go on with your code")
    if isinstance(draft, DeskDraft):
        return _("▶️ Go on at the desk")
    if isinstance(draft, PaperDraft):
        return _("▶️ Go on with the papers")
    if isinstance(draft, TellDraft | ThreadDraft | LineDraft | PassingDraft):
        return _("▶️ Go on with what you told")
    return _("▶️ Go on with your plan")
