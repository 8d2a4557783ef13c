"""Who lives in the gallery's municipalities, what they type, and a few stories.

The one table that a new journey may have to add to: `python3 run.py screens` and
`tests/test_gallery.py` name what was never seen.  Everybody here is invented.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.inbound import Unknown
from conversations.hubs.place import Place
from conversations.municipal_words import Role
from conversations.places import Wijk
from conversations.profile import Profile
from conversations.talk import Edited, Event, Located, Odd, Opened, Shared, Wrote

# --- who lives there ---------------------------------------------------------------------

NEW = "Fatima"  # meets the bot for the first time
NEIGHBOUR = "Karim"  # told before where they live
OTHER = "Lies"  # another neighbour
STRANGER = "Jan"  # opens links that others share
MEMBERS = ("Bea", "Cor", "Dia")
SECRETARY = "Sam"
OFFICER = "Olga"


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody with a role, in the wijk of the gallery or (not `here`) everywhere."""

    name: str
    role: Role
    here: bool = True


HOLDERS: tuple[Holder, ...] = (
    *(Holder(name, "member") for name in MEMBERS),
    Holder(SECRETARY, "secretary"),
    Holder("Chris", "chair"),
    Holder("Max", "manager"),
    Holder("Rita", "contact"),
    Holder("Amir", "ambassador"),
    Holder("Noor", "ambassador", here=False),
    Holder("Hugo", "hub_staff"),
    Holder("Dora", "hub_staff", here=False),
    Holder("Pia", "partner"),
    Holder("Wil", "alderman", here=False),
    Holder(OFFICER, "officer", here=False),
    Holder("Omar", "officer", here=False),
    Holder("Ada", "administrator", here=False),
)

# --- what people type -----------------------------------------------------------------------

PHOTO = Shared("photo", "photo", "photo", 120_000)
PDF = Shared("document", "pdf", "pdf", 300_000, "plan.pdf", "application/pdf")
SPREADSHEET = Shared("document", "xls", "xls", 9_000, "costs.xls", "application/vnd.ms-excel")
HUGE = Shared("document", "huge", "huge", 40_000_000, "film.pdf", "application/pdf")
BIG_PDF = Shared("document", "big", "big", 15_000_000, "plan.pdf", "application/pdf")
EMPTY = Shared("document", "empty", "empty", 0, "plan.pdf", "application/pdf")
VOICE = Shared("voice", "voice", "voice", 30_000, None, "audio/ogg")
PLACE = Located(51.95, 4.55)
NAMESAKE = "Buurtkamer (voorbeeld)"
AT_SEA = Located(53.5, 3.0)

# Of each question: what somebody may answer, the answer that leads on first.
ANSWERS: Mapping[tuple[str, str], tuple[str | Event, ...]] = {
    ("telling", "tell"): (
        "Er ligt grofvuil op de stoep",
        "Wanneer wordt het gras gemaaid?",
        "Ik ben niet teruggebeld door de gemeente",
        "Ik maak bezwaar tegen het kappen van de bomen",
        "Zullen we een straatfeest houden?",
        "Ik wil u graag iets vertellen over mijn straat",
        "Er is brand bij de buren",
        "Buurman Jan heeft dementie, mijn bsn is 111222333",
        "Ik wil alle documenten over de bomen",
        VOICE,
        PHOTO,
        SPREADSHEET,
        "Overal rommel. " * 260,
    ),
    ("telling", "place"): ("Binnenhof, bij de speeltuin", "x" * 250, PLACE, PHOTO),
    ("telling", "review"): ("En het stinkt.", PHOTO),
    ("inbox", "words"): ("Wij komen donderdag kijken.", "A", "mijn bsn is 111222333", PHOTO),
    ("inbox", "standard"): ("Wij komen donderdag kijken.",),
    ("inbox", "review"): ("Wij komen vrijdag kijken.", PHOTO),
    ("inbox", "whom"): ("Woonstichting Voorbeeld", "A"),
    ("inbox", "day"): ("over twee weken", "gisteren", "ooit"),
    ("partner", "question"): ("Wij maken het vrijdag.", "A", "mijn bsn is 111222333"),
    ("initiative", "title"): (
        "Zitten bij de speeltuin",
        "A",
        "x" * 200,
        "twee\nregels",
        "mijn bsn is 111222333",
    ),
    ("initiative", "story"): (
        "De kinderen spelen, de ouders staan. Wij maken tafels met banken.",
        "Kort",
        VOICE,
        PHOTO,
        "Mijn BSN is 111222333.",
        "Het geld kan naar NL91ABNA0417164300.",
        "x" * 3100,
    ),
    ("initiative", "place"): ("Binnenhof, bij de speeltuin",),
    ("initiative", "start"): (
        "12 mei",
        "over twee weken",
        "vandaag",
        "morgen",
        "1 mei 2020",
        "ooit",
    ),
    ("initiative", "lines"): (
        "hout 250\nverf 60",
        "hout 1900\nverf 60\ngereedschap huren 900",
        "hout 999999",
        "een beetje van alles",
        "hout 0",
        "hout 0,00\nverf 60",
        "250",
        f"{'hout ' * 60}250",
        "?",
    ),
    ("initiative", "origin"): ("Wij spraken erover in de straat.",),
    ("initiative", "people"): ("zes buren en de school",),
    ("initiative", "steps"): ("eerst hout kopen, dan bouwen",),
    ("initiative", "permits"): ("een vergunning voor de straat",),
    ("initiative", "payee"): ("Stichting Samen", "N"),
    ("initiative", "files"): (PHOTO, PDF, SPREADSHEET, HUGE, BIG_PDF, EMPTY, "Nee"),
    ("initiative", "terms"): ("ja hoor",),
    ("decide", "reason"): ("Het past niet bij het plein.", "A", "BSN 111222333"),
    ("decide", "question"): ("Wie zorgt er later voor de tafels?",),
    ("decide", "answer"): ("Wij doen dat zelf, met zes buren.",),
    ("decide", "meeting"): ("De vergadering vond het een goed plan.",),
    ("decide", "recorded"): ("Het past niet bij het plein.",),
    ("card", "days"): ("ma, di en do", "altijd"),
    ("card", "phone"): ("010 267 12 34", "06 12345678", "bel mij"),
    ("card", "ask"): ("Alles over uw straat en uw plan.", "A"),
    ("card", "name"): ("Hugo", "A"),
    ("card", "first"): ("morgen", "1 mei 2020", "ooit"),
    ("card", "back"): ("over twee weken", "vandaag", "ooit"),
    ("crew", "day"): ("morgen", "gisteren", "1 mei 2020", "ooit"),
    ("crew", "times"): ("13:00 tot 15:00", "middag", "15:00 tot 13:00"),
    ("crew", "spot"): ("Binnenhof, bij de winkels", PLACE, "A", "twee\nregels"),
    ("crew", "reason"): ("file op de brug", "A", "mijn bsn is 111222333"),
    ("crew", "review"): ("ja hoor",),
    ("hub_staff", "from"): ("maandag", "1 mei 2020", "over drie jaar", "ooit"),
    ("hub_staff", "last"): ("over twee weken", "vandaag", "ooit"),
    ("hub_staff", "day"): ("zaterdag", "ooit"),
    ("hub_staff", "times"): ("12:00-16:00", "9-12 en 13-17", "16:00-12:00", "middag"),
    ("hub_staff", "why"): ("De vloer wordt gemaakt.", "A", "twee\nregels", "bsn 111222333"),
    ("hub_staff", "week"): ("ma-vr 9:00-17:00, do tot 20:00", "altijd"),
    ("hub_staff", "weekday"): ("9-12 en 13-17", "middag"),
    ("hub_staff", "sure"): ("ja hoor",),
    ("programme_staff", "title"): ("Koffie met de straat", "A", "mijn bsn is 111222333"),
    ("programme_staff", "day"): ("morgen", "1 mei 2020", "ooit"),
    ("programme_staff", "times"): ("14:00-16:00", "16:00-14:00", "middag"),
    ("programme_staff", "most"): ("12", "veel", "0"),
    ("programme_staff", "words"): ("Neem een kopje mee.", "bsn 111222333"),
    ("programme_staff", "languages"): ("Nederlands, Turks", "Klingon"),
    ("programme_staff", "change"): ("de dag",),
    ("programme_staff", "review"): ("ja hoor",),
    ("passing", "text"): ("De lantaarn bij de school is kapot", VOICE, PHOTO, HUGE, "x" * 3600),
    ("passing", "review"): ("De lantaarn is weer heel", PHOTO, "mijn bsn is 111222333"),
    ("line", "text"): ("Wanneer komt u kijken?", PHOTO, HUGE, "x" * 3600),
    ("line", "review"): ("Wanneer komt u dan kijken?",),
    ("officer", "closes"): ("over acht dagen 20:00", "gisteren 20:00", "ooit"),
    ("officer", "reason"): ("De brieven komen dit jaar te laat.", "A", "mijn bsn is 111222333"),
    ("vote", "code"): ("ABCD-EFGH-JKMN", "Ik ben mijn brief kwijt", PHOTO),
    ("desk", "slip"): ("000018", "999999", "de blauwe"),
    ("desk", "call"): ("123456", "12"),
    ("desk", "sure"): ("ja hoor",),
    ("desk", "void"): ("ja hoor",),
    ("agenda", "question"): ("Wij praten er na de zomer over.", "A", "bel 06 12345678"),
}
# Due moments that change something, and say nothing to anybody.
# (A week of fewer than ten is counted and not sent; a file that is ready is shown where it is.)
SILENT = frozenset({"count_wishes", "week_picture", "matter_file", "round_forget", "round_opens"})
# And those that only come where hundreds of people do the same thing, or with an alert in the log.
IN_CROWDS = frozenset({"refresh", "round_reminding", "codes_brake", "round_paused"})
# Where the table has no line: most questions can be answered with one of these.
ANYTHING: tuple[str | Event, ...] = ("Dat is een goed antwoord.", PHOTO, PLACE)
# Said where no question stands.
OUT_OF_THE_BLUE: tuple[str | Event, ...] = (
    "Wat kunt u voor mij doen?",
    "Er ligt grofvuil op de stoep",
    Odd("sticker"),
    Odd("contact"),
    Odd("video"),
    Odd("empty"),
    PHOTO,
    Edited(),
    Wrote("/onbekend"),
    Wrote("/stop"),
    Opened("oude-link"),
)
# At the first question of a journey: what works at any moment, and a button that is too old.
AT_ANY_MOMENT: tuple[str | Event, ...] = (
    Unknown(),
    "/terug",
    "/stop",
    "/help",
    "/start",
    "/taal",
    "/idee",
    Odd("sticker"),
    PLACE,
    Edited(),
)


def answers(journey: str, asking: str, profile: Profile) -> tuple[str | Event, ...]:
    """What people may answer to a question, the answer that leads on first."""
    if asking == "wijk" or journey == "wijk":
        return where_i_live(profile)
    if journey == "hub":
        return (*where_to_go(profile), *where_i_live(profile))
    return ANSWERS.get((journey, asking), ANYTHING)


def home(profile: Profile) -> Wijk:
    """The wijk where everybody lives: the first with a budget, or the first there is."""
    budgeted = {budget.wijk for budget in profile.budgets}
    own = profile.own_wijken
    return next((wijk for wijk in own if wijk.id in budgeted), own[0])


def namesakes(profile: Profile) -> tuple[Place, ...]:
    """Two places that are called the same, where places are known at all; one is not sure."""
    wijk = next((place.wijk for place in profile.places if place.hours), None)
    if wijk is None:
        return ()
    one = Place(
        id="voorbeeld-1",
        kind="house",
        name=NAMESAKE,
        wijk=wijk,
        address="Voorbeeldstraat 1",
        step_free="yes",
        toilet="no",
        languages=("nl", "tr"),
        way="appointment",
        source=NAMESAKE,
        confidence="high",
    )
    unsure = one.but(id="voorbeeld-2", step_free="no", way="board_outside", confidence="medium")
    return one, unsure


def where_to_go(profile: Profile) -> tuple[str | Event, ...]:
    """Questions about places: by name, a day, the bus, two of one name, where nothing is."""
    named = [place.name for place in profile.places if place.hours][:1]
    return (*named, "is de hub open met kerst?", "wanneer komt de bus?", NAMESAKE, AT_SEA)


def where_i_live(profile: Profile) -> tuple[str | Event, ...]:
    """Answers to the question about the wijk: known, split, misspelt, elsewhere, port, nonsense."""
    found: list[str | Event] = [home(profile).name]
    asks = [pc4 for pc4, code in profile.postcodes.items() if code.ask and not code.port]
    ports = [pc4 for pc4, code in profile.postcodes.items() if code.port]
    found += [f"{pc4} AB" for pc4 in (*asks[:1], *ports[:1])]
    found += [pc4 for pc4, code in profile.postcodes.items() if not code.wijken][:1]
    found += [wijk.name for wijk in profile.wijken if wijk.served == "question"][:1]
    found += [other.names[0] for other in profile.neighbours if other.names][:1]
    found += list(profile.ports[:1])
    return (*found, "9999 ZZ", "12", "0123 AB", "3011 SS", "3011 A", "Xyzzy-buurt", PLACE, PHOTO)
