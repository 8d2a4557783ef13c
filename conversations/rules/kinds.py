"""What somebody brings: a question, a complaint, a signal or an idea; and what it is about.

A proposal, never a verdict: it stands on the screen before anything is sent, and one tap
corrects it.  Where the words say too little the bot asks instead of guessing.

    idea       "zullen we", "ik heb een idee", "het zou mooi zijn"
    complaint  about how the municipality treated somebody (Awb 9:1): "onbeleefd", "klacht"
    signal     something is wrong in the street: "kapot", "ligt vol", or a subject of the street
    question   begins with a question word, or ends with a question mark

A complaint about litter is a signal to everybody but a lawyer, so there the bot asks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from conversations.profile import Profile
from conversations.rules.emergencies import alarm
from conversations.rules.spotting import Spot, spotter_of, typed_words

Brought = Literal["question", "complaint", "signal", "idea"]
Flag = Literal["objection", "woo"]
OTHERS = "others"
# Fewer words than this, and without a subject, are a greeting or a slip of the thumb.
LEAST_WORDS, LEAST_WORDS_UNKNOWN = 2, 6
# A letter may be off in words of at least so many letters.
ALIKE = 6

# Words as people type them, parted by commas; `spotting.py` says how they are looked for.
_KINDS = spotter_of(
    ALIKE,
    idea="""
        idee, ideetje, voorstel, ik stel voor, zullen we, zou leuk zijn, zou mooi zijn,
        zou fijn zijn, lijkt me leuk, lijkt mij leuk, lijkt ons leuk, kunnen we niet,
        kunnen wij niet, wil organiseren, willen organiseren, wil ik organiseren,
        graag organiseren, we willen graag een, wij willen graag een, we willen een,
        wij willen een, ik wil picknick*, ik wil bankjes,
        ik wil een barbecue, wij willen een barbecue, barbecue met de buren, buurtbarbecue,
        bbq met de buren,
        initiatief, samen met buren, met de buren een, buurtfeest organiseren, plannetje,
        waarom maken we niet, er mag wel een, idea, we could, it would be nice, shall we,
        i want to organise
    """,
    complaint="klacht, klachten, klagen, klaag, beklag, complaint, complain",
    conduct="""
        onbeleefd, onbeschoft, onvriendelijk, onheus, bejegend, niet teruggebeld,
        nooit teruggebeld, belt niemand terug, geen antwoord, nooit antwoord, geen reactie,
        geen bericht terug, kastje naar de muur, van het kastje, niet serieus genomen,
        niet netjes behandeld, slecht behandeld, slecht geholpen, niet geholpen, afgesnauwd,
        uitgescholden door, discriminatie, gediscrimineerd, niet nagekomen, heeft beloofd,
        hebben beloofd, afgepoeierd, weggestuurd, rude, treated badly, no reply,
        never called back, discriminated
    """,
    office="""
        ambtenaar, ambtenaren, gemeente, medewerker*, balie, loket, stadhuis, gemeentehuis, boa,
        handhaver*, wijkregisseur, wijkmanager, wethouder, handhaving, municipality, official,
        civil servant, city hall
    """,
    wrong="""
        kapot, kapotte, stuk, stukke, defect, defecte, doet het niet, doen het niet, werkt niet,
        werken niet, brandt niet, brand niet, branden niet, uitgevallen, vernield, gesloopt,
        omgevallen, omgewaaid, scheef, los, losse, loszittende, verzakt, overvol, overvolle, vol,
        puilt uit, ligt, liggen, gedumpt, dumpen, verstopt, verstopte, stinkt, stank, vies, vieze,
        smerig, troep, rommel, rotzooi, zwerfafval, overlast, *overlast, herrie, lawaai,
        gevaarlijk, gevaarlijke, onveilig, onveilige, te hard, scheuren, racen, gestolen, gat,
        kuil, lek, lekt, lekkage, glad, donker, ratten, ongedierte, onkruid, overgroeid,
        geblokkeerd, blokkeert, foutgeparkeerd, fout geparkeerd, dubbel geparkeerd, poep,
        hondenpoep, glas, melden, melding, schimmel, dode, ontbreekt, verdwenen, weggehaald,
        broken, not working, does not work, dirty, overflowing, dangerous, blocked, noise, loose,
        litter, rubbish
    """,
    ask="""
        ik vraag me af, vraag, vraagje, weet u, weten jullie, weet iemand, kunt u mij vertellen,
        kunt u vertellen, kunnen jullie vertellen, kunt u zeggen, kan iemand vertellen,
        ik wil graag weten, ik wil weten, ik zou graag weten, mag ik, mogen we, mogen wij,
        waar kan ik, hoe kan ik, question, i want to know, do you know, can you tell
    """,
)
_ASKS = frozenset(
    typed_words(
        "wanneer waar wie wat welke hoe waarom waarvoor hoeveel mag mogen is zijn heeft hebben kan"
        " kun kunnen kunt krijg krijgen komt komen wordt worden gaat gaan moet moeten bestaat when"
        " where who what which how why may can is are does do will"
    )
)
_FLAGS = spotter_of(
    9,
    objection="""
        bezwaar*, beroep aantekenen, beroepschrift, oneens met het besluit,
        niet eens met het besluit, objection
    """,
    woo="""
        woo, wob, wet open overheid, openbaarmaking, stukken opvragen, alle documenten,
        freedom of information
    """,
)


@dataclass(frozen=True, slots=True)
class Guess:
    """What it seems to be and to be about; None where the words say too little."""

    kind: Brought | None
    topic: str | None


def guess(text: str, profile: Profile) -> Guess:
    """What somebody brings, by their words."""
    topic = topic_of(text, profile)
    kind = _kind_of(text, topic)
    found = alarm(text, profile) if kind is None else None
    if found is not None:
        # No more questions than needed; who is in trouble at home is not asked for a street.
        kind = "question" if found.kinds[0] in ("home", "despair") else "signal"
    return Guess(kind, topic)


def topic_of(text: str, profile: Profile) -> str | None:
    """The topic that most of the words are about; None when none of them is known."""
    weights: dict[str, float] = {}
    for spot in profile.spotter.spots(text):
        weights[spot.list] = weights.get(spot.list, 0) + spot.weight
    if not weights:
        return None
    # Of two that weigh the same, the one that stands first in the profile.
    return max(weights, key=lambda id: weights[id])


def names_reader(text: str, profile: Profile) -> bool:
    """Is whoever would read a complaint named in it, by the word of the municipality?"""
    subject = profile.complaint_subject
    if subject is None:
        return False
    said = f" {' '.join(typed_words(text))} "
    words = {
        profile.word(subject, form, language)
        for form in ("one", "many")
        for language in profile.languages
    }
    return any(f" {' '.join(typed_words(word))} " in said for word in words)


def flag_of(text: str) -> Flag | None:
    """Words after which another road may be meant: an objection, or a request under the Woo."""
    spots = _FLAGS.spots(text)
    if any(spot.list == "objection" for spot in spots):
        # "ik heb er geen bezwaar tegen" objects to nothing.
        words = typed_words(text)
        if not all(spot.at and words[spot.at - 1] == "geen" for spot in spots):
            return "objection"
    return "woo" if any(spot.list == "woo" for spot in spots) else None


def tells(text: str, profile: Profile) -> bool:
    """Is a text that nobody asked for something to pass on, rather than a greeting or a slip?"""
    words = typed_words(text)
    if alarm(text, profile) is not None:
        return True
    if len(words) >= LEAST_WORDS_UNKNOWN:
        return True
    found = guess(text, profile)
    if len(words) < LEAST_WORDS:
        # "afval", "ratten": one word of the street is enough to ask the rest.
        return found.kind == "signal" and found.topic is not None
    return found.topic is not None or _evident(_KINDS.spots(text))


def surely_tells(text: str, profile: Profile) -> bool:
    """Does it say that something is wrong, or ask for help, whatever places are named in it?"""
    if alarm(text, profile) is not None:
        return True
    return bool({spot.list for spot in _KINDS.spots(text)} & {"wrong", "conduct", "complaint"})


def _evident(spots: list[Spot]) -> bool:
    return any(spot.list != "office" for spot in spots)


def _kind_of(text: str, topic: str | None) -> Brought | None:
    found = {spot.list for spot in _KINDS.spots(text)}
    words = typed_words(text)
    street = topic not in (None, OTHERS, "municipality", "together")
    if "idea" in found and not found & {"wrong", "complaint", "conduct"}:
        return "idea"
    if "conduct" in found and ("office" in found or "complaint" in found or not street):
        return "complaint"
    if "complaint" in found:
        return None if street else "complaint"
    asks = bool(words) and (words[0] in _ASKS or text.rstrip().endswith("?") or "ask" in found)
    if "wrong" in found:
        return "signal"
    if asks:
        return "question"
    if "idea" in found:
        return "idea"
    return "signal" if street else None
