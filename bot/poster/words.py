"""What stands on a poster: a question, three steps, and the way on without phone or Telegram."""

from __future__ import annotations

from dataclasses import dataclass

from bot.poster.subject import Kind, PosterSubject
from conversations.everywhere import OWN_NAMES
from conversations.profile import Profile
from conversations.words import Message, Several, _
from locales.catalogues import catalogue
from locales.render import words

NO_BREAK = "\u00a0"

SCAN = _("Scan the code.")
STEPS = (
    _("Open the camera of your phone."),
    _("Point it at the code. Tap the link."),
    _("Telegram opens. Tap Start."),
)
NO_CAMERA = _("Scanning does not work? Type this in your browser:")
PROGRAM = _("A computer program answers you.")


@dataclass(frozen=True, slots=True)
class Poster:
    """One sheet in the words of one language; `rtl`: it is read from the right."""

    language: str
    rtl: bool
    link: str
    municipality: str
    programme: str
    question: str
    scan: str
    name: str
    address: tuple[str, ...]
    steps: tuple[str, ...]
    no_camera: str
    no_telegram: str
    program: str
    languages: str

    @property
    def typed(self) -> str:
        """The link as somebody types it."""
        return self.link.removeprefix("https://")

    @property
    def texts(self) -> tuple[str, ...]:
        """Every text on the sheet."""
        return (
            self.municipality,
            self.programme,
            self.question,
            self.scan,
            self.name,
            *self.address,
            *self.steps,
            self.no_camera,
            self.typed,
            self.no_telegram,
            self.program,
            self.languages,
        )


def poster(subject: PosterSubject, bot: str, language: str, profile: Profile) -> Poster:
    """The poster of a subject, for people who read this language."""

    def said(message: Message) -> str:
        return words(message, language, profile)

    return Poster(
        language=language,
        rtl=catalogue(language).rtl,
        link=subject.link(bot),
        municipality=profile.name,
        programme=profile.programme,
        question=said(question(subject.kind)),
        scan=said(SCAN),
        name=subject.name,
        address=subject.address,
        steps=tuple(map(said, STEPS)),
        no_camera=said(NO_CAMERA),
        no_telegram=said(no_telegram(profile)),
        program=said(PROGRAM),
        languages=said(languages(profile)),
    )


def question(kind: Kind) -> Message:
    """What the passer-by may be wondering."""
    match kind:
        case "hub":
            return _("When can you come in?")
        case "wijk":
            return _("Questions about your wijk?")
        case "round":
            return _("What do you think of these plans?")


def no_telegram(profile: Profile) -> Message:
    """Whom to call instead; without a number, whom to ask."""
    if profile.general_number is None:
        return _("No Telegram? Ask {desk}.", desk=profile.general_desk)
    return _(
        "No Telegram? Call {desk}: {number}.",
        desk=profile.general_desk,
        number=profile.general_number.replace(" ", NO_BREAK),
    )


def languages(profile: Profile) -> Message:
    """Every language the bot speaks, each by its own name."""
    names = tuple(OWN_NAMES.get(language, language) for language in profile.languages)
    return _("You can choose your language: {languages}.", languages=Several(items=names))
