"""The words of the gallery page itself, in Dutch and in English.

They are not in the catalogue: that holds what residents read on a phone, and a translator into
Turkish should not have to translate the page that shows the translation.  Whoever looks at it is
a translator, a civil servant or a developer, so Dutch stands first, as in the README's summary.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.demo.gallery.html import Html, tag

LANGUAGES = ("nl", "en")

WORDS: Mapping[str, tuple[str, str]] = {
    "title": ("Aan Zet: alle schermen", "Aan Zet: every screen"),
    "demo": ("demo: geen verbinding met Telegram", "demo: no connection to Telegram"),
    "about": (
        "Alles wat iemand op zijn telefoon kan zien, gemaakt door het programma zelf. "
        "Namen en plannen zijn verzonnen.",
        "Everything somebody can see on a phone, made by the program itself. "
        "Names and plans are invented.",
    ),
    "counts": (
        "{nodes} schermen en vragen · {cards} berichten · {shown} van {all} zinnen op een scherm",
        "{nodes} screens and questions · {cards} messages · {shown} of {all} sentences on a screen",
    ),
    "translated": (
        "{language}: {n} van {all} zinnen vertaald",
        "{language}: {n} of {all} translated",
    ),
    "skip": ("Naar de schermen", "To the screens"),
    "filters": ("Kies wat u ziet", "Choose what you see"),
    "search": ("Zoek een woord", "Search for a word"),
    "journey": ("Gesprek", "Conversation"),
    "role": ("Wie", "Who"),
    "town": ("Gemeente", "Municipality"),
    "languages": ("Talen", "Languages"),
    "page language": ("Deze pagina in het", "This page in"),
    "everything": ("Alles", "Everything"),
    "showing": ("{n} van {all} berichten", "{n} of {all} messages"),
    "nothing": ("Niets gevonden. Kies iets anders.", "Nothing found. Choose something else."),
    "no script": (
        "Zonder JavaScript ziet u alles; alleen zoeken en kiezen werkt dan niet.",
        "Without JavaScript you see everything; only searching and choosing do not work.",
    ),
    "contents": ("Inhoud", "Contents"),
    "begins": ("Begint met", "Begins with"),
    "by time": ("Komt vanzelf", "Comes by itself"),
    "diagram": ("Hoe het gesprek loopt", "How the conversation goes"),
    "diagram note": (
        "Getekend uit het programma. Een lijn gaat verder, ↓ gaat verder vooruit, ↑ gaat terug, "
        "↗ gaat naar een ander gesprek. Een streepjeslijn of ✉ komt bij iemand anders. "
        "Elk scherm heeft ook een weg terug of naar het menu, die niet overal is getekend.",
        "Drawn from the program. A line goes on, ↓ goes farther on, ↑ goes back, ↗ goes to another "
        "conversation. A dashed line or ✉ arrives on somebody else's phone. Every screen also has "
        "a way back or to the menu; the drawing does not show all of those.",
    ),
    "as list": ("Hetzelfde als lijst", "The same as a list"),
    "from": ("Van", "From"),
    "does": ("Wat iemand doet", "What somebody does"),
    "to": ("Naar", "To"),
    "menu": ("naar het menu", "to the menu"),
    "stays": ("blijft hier", "stays here"),
    "other phone": ("op de telefoon van iemand anders", "on somebody else's phone"),
    "seen by": ("Gezien door", "Seen by"),
    "after": ("na", "after"),
    "sentences": ("Zinnen", "Sentences"),
    "no translation": ("niet vertaald", "not translated"),
    "source": ("in het programma", "in the program"),
    "toasts": ("Korte antwoorden op een tik", "Short answers to a tap"),
    "phone menu": ("Het menu met opdrachten in de telefoon", "The menu of commands in the phone"),
    "everybody": ("iedereen", "everybody"),
    "deciders": ("wie meeleest of beslist", "who reads along or decides"),
    "left": ("Zinnen die hierboven op geen scherm staan", "Sentences on no screen above"),
    "left note": (
        "Ze horen bij de bediening, of bij iets wat hier niet is nagespeeld. "
        "Wat tussen { en } staat, vult het programma in.",
        "They belong to the desk, or to something that is not played here. "
        "The program fills in what stands between { and }.",
    ),
    "more alike": (
        "Nog {n} berichten met dezelfde zinnen, in een andere samenstelling.",
        "{n} more messages with the same sentences, put together differently.",
    ),
    "forgotten": ("Niet gezien", "Not seen"),
    "no way out": ("Zonder weg terug of naar het menu", "Without a way back or to the menu"),
    "file": ("bestand", "file"),
    # What people do that is no button.
    "type": ("typt een antwoord", "types an answer"),
    "command": ("typt", "types"),
    "link": ("opent de link", "opens the link"),
    "time": ("als het tijd is", "when it is time"),
    "photo": ("stuurt een foto", "sends a photo"),
    "document": ("stuurt een bestand", "sends a file"),
    "voice": ("stuurt een spraakbericht", "sends a voice message"),
    "place": ("deelt een plek", "shares a place"),
    "edit": ("verandert een oud bericht", "changes an old message"),
    "other": ("stuurt iets anders", "sends something else"),
    "a choice": ("kiest een naam", "chooses a name"),
    # Who.
    "resident": ("bewoner", "resident"),
    "member": ("lid van de wijkraad", "council member"),
    "secretary": ("secretaris", "secretary"),
    "chair": ("voorzitter", "chair"),
    "manager": ("wijkmanager", "mandate holder"),
    "contact": ("contactpersoon (wijkregisseur)", "contact (wijkregisseur)"),
    "ambassador": ("ambassadeur", "ambassadeur"),
    "hub_staff": ("medewerker wijkhub", "hub staff"),
    "partner": ("partner", "partner"),
    "alderman": ("wethouder", "alderman"),
    "officer": ("beheerder van rollen", "officer for roles"),
    "administrator": ("beheerder", "administrator"),
}


def ui(key: str, **gaps: object) -> Html:
    """Words of the page, in both languages; the style sheet shows one of them."""
    both = (
        tag("span", words.format(**gaps) if gaps else words, lang=language)
        for language, words in zip(LANGUAGES, WORDS[key], strict=True)
    )
    return tag("span", both, class_="ui")
