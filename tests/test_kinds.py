"""What somebody brings and what it is about, by their own words, with the errors of a thumb."""

from __future__ import annotations

import pytest

from conversations.rules.emergencies import alarm
from conversations.rules.kinds import flag_of, guess, tells
from storage.profile.municipality import builtin, load

PROFILE = load(builtin("rotterdam"))

SAID: tuple[tuple[str, str | None, str | None], ...] = (
    # something is wrong in the street
    ("De lamp in de Binnenhof brandt niet", "signal", "street"),
    ("de lantaarn brand niet al 3 weken", "signal", "street"),
    ("lantarenpaal kapot", "signal", "street"),
    ("Er ligt weer grofvuil naast de container", "signal", "waste"),
    ("contaiener zit vol", "signal", "waste"),
    ("Overal zwerfafvl in het park", "signal", "waste"),
    ("de bak is overvol", "signal", "waste"),
    ("glas op het fietspad", "signal", "waste"),
    ("asbest gevonden", "signal", "waste"),
    ("Er wordt te hard gereden in onze straat", "signal", "traffic"),
    ("fatbikes rijden veel te hard op de stoep", "signal", "traffic"),
    ("laadpaal doet het niet", "signal", "traffic"),
    ("Het stoplicht is stuk", "signal", "traffic"),
    ("hondenpoep bij de speeltuin", "signal", "animals"),
    ("Er zitten ratten achter de containers", "signal", "animals"),
    ("Ik ben gevallen over een losse stoeptegel", "signal", "street"),
    ("bij de bushalte is de lantaarn kapot", "signal", "street"),
    ("jongeren maken lawaai tot 3 uur snachts", "signal", "nuisance"),
    ("Mijn buurman draait harde muziek", "signal", "nuisance"),
    ("verstopte put, straat staat blank", "signal", "water"),
    ("boom omgewaaid op de weg", "signal", "green"),
    ("tak hangt gevaarlijk", "signal", "green"),
    ("schommel is stuk", "signal", "play"),
    ("schimmel in mijn huurhuis", "signal", "living"),
    ("mijn fiets is gestolen", "signal", "safety"),
    ("Waarom ligt er steeds troep bij de container?", "signal", "waste"),
    ("the street light is broken", "signal", "street"),
    # questions
    ("Wanneer wordt het gras gemaaid?", "question", "green"),
    ("Mag ik een bakfiets parkeren op de stoep", "question", "traffic"),
    ("wie is mijn wijkregisseur", "question", "municipality"),
    ("Kan er een zebrapad komen bij de school?", "question", "traffic"),
    ("is er een taalles voor mijn moeder", "question", "together"),
    ("Waar kan ik mijn paspoort ophalen?", "question", "municipality"),
    ("when do you collect the garbage?", "question", "waste"),
    # how the municipality treated somebody
    ("Ik wil een klacht indienen over een ambtenaar", "complaint", "municipality"),
    ("De mevrouw aan de balie was heel onbeleefd", "complaint", "municipality"),
    ("Ik ben al drie keer niet teruggebeld door de gemeente", "complaint", "municipality"),
    ("Ik krijg geen antwoord op mijn brief", "complaint", "municipality"),
    ("De gemeente heeft beloofd te maaien maar doet niks", "complaint", "municipality"),
    # "klacht" over litter: the bot asks, it does not choose
    ("Ik heb een klacht over zwerfvuil", None, "waste"),
    # ideas
    ("zullen we een straatfeest houden", "idea", "together"),
    ("Het zou mooi zijn als er bankjes komen bij de speeltuin", "idea", "street"),
    ("ik heb een idee voor het plein", "idea", None),
    ("Ik wil picknicktafels in het park", "idea", "green"),
    # too little to go by
    ("Ik vind het hier niet fijn meer", None, None),
    ("ik voel me eenzaam", None, "together"),
    ("goedemorgen", None, None),
)


@pytest.mark.parametrize(("text", "kind", "topic"), SAID)
def test_kind_and_topic_by_the_words(text: str, kind: str | None, topic: str | None) -> None:
    found = guess(text, PROFILE)
    assert (found.kind, found.topic) == (kind, topic)


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        ("goedemorgen", False),
        ("dank u wel", False),
        ("ok", False),
        ("hallo daar", False),
        ("Wat kunt u doen", False),
        ("lamp kapot", True),
        ("Wanneer komt de vuilniswagen", True),
        ("BRAND!!", True),
        ("112", True),
        ("Ik vind het hier niet fijn meer", True),
        ("er is iets geks bij mijn voordeur", True),
    ],
)
def test_what_nobody_asked_for_is_taken_when_it_tells_something(text: str, taken: bool) -> None:
    assert tells(text, PROFILE) is taken


ALARMS: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("er is brand bij de buren", ("life",), "112"),
    ("BRAND!!", ("life",), "112"),
    ("de auto staat in de fik", ("life",), "112"),
    ("ik ruik gas in het trappenhuis", ("life",), "112"),
    ("man met een mes op het plein", ("life",), "112"),
    ("iemand ligt bewustelos op straat", ("life",), "112"),
    ("there is a fire in our building", ("life",), "112"),
    ("hij slaat zijn vrouw, ik hoor het door de muur", ("home",), "0800-2000"),
    ("volgens mij is het kindermishandeling", ("home",), "0800-2000"),
    ("ik ben bang voor mijn man", ("home",), "0800-2000"),
    ("ik wil niet meer leven", ("despair",), "113"),
    ("mijn broer praat over zelfmoord", ("despair",), "113"),
    ("er is ingebroken bij de buren", ("police",), "0900-8844"),
    ("ze dealen drugs in het portiek", ("police",), "0900-8844"),
    ("bankje vernield door jongeren", ("police",), "0900-8844"),
    ("brand, en er is gestolen", ("life", "police"), "112"),
)


@pytest.mark.parametrize(("text", "kinds", "first"), ALARMS)
def test_words_that_ask_for_help_at_once(text: str, kinds: tuple[str, ...], first: str) -> None:
    found = alarm(text, PROFILE)
    assert found is not None
    assert found.kinds == kinds
    assert found.call[0].number == first
    numbers = [line.number for line in found.call]
    assert len(numbers) == len(set(numbers)), "each number once"
    assert "112" in numbers, "there may be more danger than the words say"


@pytest.mark.parametrize(
    "text",
    [
        "de lantaarn brand niet",
        "de lampen branden dag en nacht",
        "de lamp brand al een week niet",
        "de bak is overvol",
        "onze club heeft gewonnen",
        "de brandgang ligt vol",
        "het plantsoen is verwaarloosd",
        "het onkruid is omhoog geschoten",
        "misbruik van de parkeerplaats",
        "winkelwagens op de stoep",
        "ik wil een schommel",
    ],
)
def test_what_only_looks_like_it_shows_no_card(text: str) -> None:
    assert alarm(text, PROFILE) is None


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("ik maak bezwaar tegen de vergunning", "objection"),
        ("hierbij mijn bezwaarschrift", "objection"),
        ("ik ben het niet eens met het besluit over de bomen", "objection"),
        ("ik heb er geen bezwaar tegen", None),
        ("ik wil een Woo-verzoek doen", "woo"),
        ("ik wil graag alle documenten over de kap", "woo"),
        ("de boom is ziek", None),
    ],
)
def test_words_after_which_another_road_may_be_meant(text: str, flag: str | None) -> None:
    assert flag_of(text) == flag


def test_every_topic_is_found_by_each_of_its_own_words() -> None:
    for topic in PROFILE.topics:
        for word in topic.words:
            typed = word.replace("*", "")
            lists = {spot.list for spot in PROFILE.spotter.spots(typed)}
            assert topic.id in lists, (topic.id, word)


def test_every_emergency_shows_its_card_for_each_of_its_words() -> None:
    for one in PROFILE.emergencies:
        for word in one.words:
            found = alarm(word.replace("*", ""), PROFILE)
            assert found is not None, word
            assert one.kind in found.kinds, word


@pytest.mark.parametrize("name", ["rotterdam", "ridderkerk", "hendrik-ido-ambacht"])
def test_every_municipality_has_topics_emergencies_and_somebody_for_each_kind(name: str) -> None:
    profile = load(builtin(name))
    assert profile.topics[-1].id == "others"
    assert {one.kind for one in profile.emergencies} == {"life", "home", "despair", "police"}
    assert "matter" in profile.journeys
    for kind in ("question", "complaint", "signal"):
        assert profile.chain(kind)
