"""What works at any moment: the menu, help, language, privacy, stop, links, whom to ask."""

from __future__ import annotations

from dataclasses import dataclass

from conversations import wijk
from conversations.facts import HomeFacts
from conversations.here import Here
from conversations.hubs import hub, hub_words
from conversations.journey import Journey
from conversations.matters import (
    following,
    inbox_words,
    partner,
    passing,
    passing_words,
    telling_words,
)
from conversations.matters.followed import FollowMatter, MatterFollowed
from conversations.matters.forward import ForwardOffered, ForwardUsed, OpenForward
from conversations.mobile import crew_words
from conversations.municipal_words import role_word
from conversations.roles import roles
from conversations.roles.role import OFFICERS, InvitationReused, InvitationStands, OpenInvitation
from conversations.rounds import desk_words, officer_words, result, vote_list_words
from conversations.rules.rounds import OBJECTING, has_rounds
from conversations.rules.stops import drives
from conversations.rules.wijken import NotUnderstood, read_wijk
from conversations.talk import (
    HOME,
    MENU,
    Event,
    Heading,
    Lines,
    Located,
    Odd,
    Opened,
    Paragraph,
    Pressed,
    Refresh,
    Refused,
    Row,
    Said,
    Screen,
    Shared,
    Turn,
    Woke,
    Wrote,
    said,
    step,
)
from conversations.wijk import ask_the_municipality
from conversations.words import Message, Several, Term, The, _, bare, the

HELP = Screen(name="help")
LANGUAGES = Screen(name="languages")
PRIVACY = Screen(name="privacy")

# English words are accepted for the Dutch commands; one set of names for all languages.
ALIASES = {
    "/idea": "/idee",
    "/vote": "/stem",
    "/back": "/terug",
    "/language": "/taal",
    "/settings": "/taal",
    "/mine": "/mijn",
    "/council": "/raad",
    "/hubs": "/hub",
    "/wijkhub": "/hub",
    "/hulp": "/help",
    "/menu": "/start",
    "/delete": "/wis",
    "/mydata": "/mijngegevens",
    "/roles": "/rollen",
    "/card": "/kaart",
    "/hours": "/uren",
    "/werk": "/inbox",
    "/work": "/inbox",
    "/question": "/vraag",
    "/report": "/melding",
    "/signaal": "/melding",
    "/signal": "/melding",
    "/complaint": "/klacht",
    "/ambassador": "/ambassadeur",
    "/write": "/schrijf",
    "/signals": "/signalen",
    "/picture": "/beeld",
}

# A language is named in its own script.
OWN_NAMES = {
    "nl": "Nederlands",
    "en": "English",
    "tr": "Türkçe",
    "ar": "العربية",
    "pl": "Polski",
    "uk": "Українська",
}

STAFF = ("member", "chair", "secretary", "manager", "contact", "officer", "administrator")


@dataclass(frozen=True, slots=True)
class SpeakLanguage:
    """Talk with me in this language from now on."""

    language: str


@dataclass(frozen=True, slots=True)
class LanguageSet:
    """It is remembered."""

    language: str


@dataclass(frozen=True, slots=True)
class FollowLink:
    """Somebody opened a link; what it leads to is for the store to say."""

    payload: str


@dataclass(frozen=True, slots=True)
class LinkLeads:
    """A good link: `kind` support or role, and what it is about."""

    kind: str
    subject: str


@dataclass(frozen=True, slots=True)
class LinkUnknown:
    """No link of ours, used up or too old."""

    why: Message | None = None


def respond(draft: object, event: Event, here: Here) -> Turn:
    """Anything that is not about the question of a journey."""
    match event:
        case LinkLeads("support", case):
            return Turn(show=Screen(name="support", case=case))
        case LinkLeads("matter", case):
            return Turn(notes=hub_words.hello(here), commands=(FollowMatter(case),))
        case MatterFollowed():
            return following.respond(None, event, here)
        case LinkLeads("role", role):
            return Turn(commands=(OpenInvitation(role),))
        case InvitationStands() | InvitationReused():
            return roles.respond(None, event, here)
        case LinkLeads("forward", forward):
            return Turn(commands=(OpenForward(forward),))
        case ForwardOffered() | ForwardUsed():
            return partner.respond(None, event, here)
        case LinkUnknown(why):
            return Turn(notes=(why,) if why is not None else (), show=HOME)
        case Refused(why):
            return Turn(notes=(why,), show=HOME)
        case Woke("refresh", subject):
            what, _colon, after = subject.rpartition(":")
            case, *besides = what.split("|")
            return Turn(says=(Refresh(case, tuple(besides), after),))
        case Opened(payload):
            screen = hub.leads_to(payload, here.profile) or result.leads_to(payload)
            if screen is not None:
                return Turn(notes=hub_words.hello(here), show=screen)
            return Turn(commands=(FollowLink(payload),))
        case Wrote(text) if text.startswith("/"):
            return _command(text, here)
        case Pressed(option) if option.startswith("lang:"):
            return Turn(commands=(SpeakLanguage(option.removeprefix("lang:")),))
        case Odd():
            return Turn(notes=(cannot_use(event),), show=HOME, missed=True)
        case Wrote(text):
            if not isinstance(read_wijk(text, here.profile), NotUnderstood):
                # A postcode or wijk, typed out of the blue, is a question we can answer.
                return wijk.respond(None, event, here)
            note = _("I am a program. I do not understand every sentence. Choose a button:")
            return Turn(notes=(note,), show=HOME, missed=True)
        case Shared() | Located():
            return Turn(notes=(cannot_use(Odd("other")),), show=HOME, missed=True)
    return Turn(show=HOME, missed=True)


def _command(text: str, here: Here) -> Turn:
    word, _space, rest = text.partition(" ")
    match word:
        case "/help":
            return Turn(show=HELP)
        case "/privacy":
            return Turn(show=PRIVACY)
        case "/taal":
            if rest in here.profile.languages:
                return Turn(commands=(SpeakLanguage(rest),))
            return Turn(show=LANGUAGES)
    return Turn(show=HOME)


def stop(busy: bool, here: Here) -> Turn:
    """Leave whatever is going on; what was told stays, and stays findable."""
    if not busy:
        return Turn(notes=(_("All right. Nothing is running."),), show=HOME)
    days = here.profile.retention.drafts_days
    return Turn(notes=(_("All right. I keep your answers for {days} days.", days=days),), show=HOME)


def cannot_use(event: Odd) -> Message:
    """We cannot use a sticker here; say what we can use."""
    match event.what:
        case "sticker" | "dice" | "animation" | "game":
            return _("Nice! But I can only read text here.")
        case "empty":
            return _("I see no text in your message.")
        case "contact":
            return _("I do not need a phone number. Please type your answer.")
    return _("I cannot open that here. Please type your answer.")


def a_person(here: Here) -> Paragraph:
    """After the second misunderstanding a person is offered."""
    if here.profile.general_number is None:
        return _(
            "It does not work between us? A person can help you: ask {desk}.",
            desk=here.profile.general_desk,
        )
    return _(
        "It does not work between us? A person can help you. Call {desk}: {number}.",
        desk=here.profile.general_desk,
        number=here.profile.general_number,
    )


def draw(screen: Screen, facts: object, here: Here) -> Said:
    """Menu, help, language and privacy; the menu knows whether there is something to vote on."""
    match screen.name:
        case "help":
            return _help(here)
        case "languages":
            rows = tuple(
                step(OWN_NAMES.get(language, language), f"lang:{language}")
                for language in here.profile.languages
            )
            return said(_("Which language do you want?"), rows=(*rows, MENU), choices=True)
        case "privacy":
            return _privacy(here)
    return _home(here, facts if isinstance(facts, HomeFacts) else HomeFacts())


def _home(here: Here, facts: HomeFacts) -> Said:
    vote = facts.vote
    new = here.person.wijk is None and not here.person.elsewhere
    body: list[Paragraph] = []
    if new:
        body += [
            Heading(words=_("Hello {name}", name=here.person.name)),
            _(
                "I am Aan Zet, a computer program of {programme} in {place}.",
                programme=here.profile.programme,
                place=here.profile.name,
            ),
            *_what_to_tell(here),
            _("I help you with a plan for your wijk. I show you who decides, and when."),
            _readers(here),
            _("This chat is not fully secret. Please do not send a BSN or medical details."),
        ]
    else:
        mine = here.profile.wijk(here.person.wijk) if here.person.wijk else None
        body.append(Heading(words=_("What do you want to do, {name}?", name=here.person.name)))
        if mine is not None:
            body.append(_("Your wijk: {wijk}", wijk=mine.name))
    if vote is not None:
        body.append(vote_list_words.how_far(vote, here))
    # Whoever came by a link has no role, and no list but this one.
    asked = facts.asked and not inbox_words.works_on_any(here)
    # Six buttons: while there is something to vote on or to answer, what gives way stands under
    # help: first the people of the wijk, then the hub.
    more = (vote is not None) + bool(asked)
    rows: list[Row] = [
        *((vote_list_words.VOTES,) if vote is not None else ()),
        *_tells(here),
        step(_("💡 I have an idea"), "@idee"),
        *((step(hub_words.menu_label(here), "@hub"),) if more < 2 else ()),
        *((step(_("👥 Contact"), "@contact"),) if more < 1 else ()),
    ]
    if asked:
        rows.append(step(inbox_words.asked_label(facts.asked), "@voorgelegd"))
    if inbox_words.works_on_any(here):
        rows.append(step(inbox_words.menu_label(), "@inbox"))
    if passing.takes(here):
        rows.append(step(passing_words.menu_label(), "@ambassadeur"))
    if here.person.wijken_as(*STAFF):
        rows.append(step(_("🗳 {Council}", Council=bare("council")), "@raad"))
    if any(place.kind == "mobile" and drives(here.person, place) for place in here.profile.places):
        rows.append(step(crew_words.menu_label(), "@haltes"))
    if here.person.holds(None, *OFFICERS):
        rows.append(step(officer_words.menu_label(), "@rondes"))
    if facts.desk:
        rows.append(step(desk_words.menu_label(), "@balie"))
    if here.person.wijken_as(*here.profile.keeps_hours):
        rows.append(step(_("🕘 Opening hours"), "@uren"))
    # Six buttons for a resident: who is new has no plans yet, whoever is not has a language.
    rows.append(_other_language(here) if new else step(_("📋 My plans"), "@mijn"))
    rows.append(step(_("❓ Help"), "@help"))
    # Whether somebody voted is kept in no letter.
    return said(*body, rows=tuple(rows), choices=True).but(private=vote is not None)


def _tells(here: Here) -> tuple[Row, ...]:
    """The way to a person, or to one's wijk where nobody takes questions here."""
    if here.profile.has_journey("matter", here.person.wijk, here.today):
        return (step(telling_words.menu_label(), "@vraag"),)
    return (step(_("🏘 My wijk"), "@wijk"),)


def _what_to_tell(here: Here) -> tuple[Paragraph, ...]:
    if not here.profile.has_journey("matter", here.person.wijk, here.today):
        return ()
    return (_("Type what you want to ask or tell. A person reads it."),)


def _other_language(here: Here) -> Row:
    """The one other language at once, or the way to all of them."""
    others = [language for language in here.profile.languages if language != here.person.language]
    if len(others) == 1:
        return step(f"🌐 {OWN_NAMES.get(others[0], others[0])}", f"lang:{others[0]}")
    return step("🌐 Taal · Language", "@taal")


def _readers(here: Here) -> Message:
    """Who reads along, by the words of the municipality."""
    readers = tuple(Term(key=role_word(role), form="many") for role in here.profile.who_reads)
    if not readers:
        return _("Only the people who handle your plan read it.")
    return _("Who reads your plan: {readers}.", readers=Several(items=readers))


def _help(here: Here) -> Said:
    return said(
        Heading(words=_("This is how it works")),
        Lines(
            items=(
                *_telling_line(here),
                _("/idee – tell your plan, step by step"),
                _("/mijn – see your plans and where they are"),
                _("/wijk – your wijk and who decides there"),
                _("/hub – where you can walk in, and when it is open"),
                _("/contact – the people for your wijk, and their number"),
                *((_("/bus – when the bus comes to you"),) if here.profile.has_bus else ()),
                *((_("/stem – vote about plans in your wijk"),) if _votes(here) else ()),
                _("/terug – one step back"),
                _("/stop – stop; I keep your answers"),
                _("/taal – another language"),
                _("/privacy – what I keep about you"),
                _("/mijngegevens – a file with everything I keep about you"),
            )
        ),
        _("You may also tap a button, or type its text or number."),
        _("{Council} decides about plans, not this program.", Council=The("council")),
        ask_the_municipality(here),
        rows=(
            step(_("💡 I have an idea"), "@idee"),
            step(_("🏘 My wijk"), "@wijk"),
            _other_language(here),
            MENU,
        ),
    )


def _telling_line(here: Here) -> tuple[Message, ...]:
    if not here.profile.has_journey("matter", here.person.wijk, here.today):
        return ()
    return (_("/vraag – ask something, or tell what is wrong"),)


def _votes(here: Here) -> bool:
    """Can there be a round in the reader's own wijk now?"""
    wijk = here.person.wijk
    return wijk is not None and has_rounds(here.profile, wijk, here.today)


def _privacy(here: Here) -> Said:
    days = here.profile.retention.drafts_days
    kept = here.profile.retention.letters_days
    return said(
        Heading(words=_("What I keep about you")),
        Lines(
            items=(
                _("Your first name in Telegram, your language and your wijk."),
                _("Your plans, and who supports them."),
                *_kept_of_matters(here),
                _("An unfinished plan: {days} days.", days=days),
                _("What you signed up for: {days} days after it.", days=kept),
                *_kept_of_matters(here),
                *(
                    (
                        _(
                            "That you voted: {weeks} weeks after the closing.",
                            weeks=OBJECTING.days // 7,
                        ),
                        _("What you voted: apart from your name."),
                    )
                    if _votes(here)
                    else ()
                ),
            )
        ),
        _("I do not keep your phone number, your date of birth or your BSN."),
        _readers(here),
        _(
            "A chat with a bot is not encrypted from end to end. Telegram can read it."
            " For something private, talk to {contact}.",
            contact=the("contact"),
        ),
        _("With /wis you throw away a plan that you have not sent yet."),
        rows=(
            step(_("📦 A file with my data"), "@mijngegevens"),
            step(_("🗑 Throw away my unfinished plan"), "@wis"),
            MENU,
        ),
    )


def _kept_of_matters(here: Here) -> tuple[Message, ...]:
    if not here.profile.has_journey("matter", here.person.wijk, here.today):
        return ()
    days = here.profile.retention.matters_days
    return (_("What you ask or tell, and the answers: {days} days after it is done.", days=days),)


JOURNEY = Journey(
    name="everywhere",
    respond=respond,
    draw=draw,
    screens=("home", "help", "languages", "privacy"),
    commands=("/start", "/help", "/privacy", "/taal"),
    moments=("refresh",),
)
