"""What people say in a word or a short sentence and nothing else: a command, a yes, "no idea".

"help", "stop" or "ik wil stemmen", typed while nothing is asked, is no message for a person.  "Weet
ik niet" is an answer to a question, and never what was asked for.
"""

from __future__ import annotations

from conversations.rules.spotting import typed_words

_SAID: dict[str, str] = {
    "/start": """
        hallo, hoi, hey, hai, dag, goedemorgen, goedemiddag, goedenavond, goedendag, goeiemorgen,
        menu, start, begin, hello, hi, good morning, merhaba, selam
    """,
    "/help": """
        help, hulp, uitleg, hoe werkt dit, hoe werkt het, wat kan ik hier, how does this work
    """,
    "/stem": """
        stem, stemmen, ik wil stemmen, ik wil graag stemmen, hoe kan ik stemmen, kan ik stemmen,
        waar kan ik stemmen, mag ik stemmen, vote, i want to vote, how can i vote
    """,
    "/contact": """
        contact, ik wil een mens spreken, ik wil iemand spreken, ik wil een mens, mens,
        ik wil met iemand praten, ik wil bellen, telefoonnummer, wie is de wijkregisseur,
        wie is de wijkmanager, wie is mijn wijkregisseur, wie is de wijknetwerker, a person,
        i want to talk to a person
    """,
    "/stop": "stop, stoppen, ik wil stoppen, cancel",
    "/terug": "terug, back",
    "/taal": "taal, andere taal, language, another language",
    "/privacy": "privacy",
    "/mijngegevens": "mijn gegevens, wat weet u van mij, wat bewaart u van mij, my data",
}
_NOT_KNOWN = """
    weet ik niet, weet ik niet precies, weet ik niet meer, weet ik niet zeker, dat weet ik niet,
    dat weet ik niet precies, dat weet ik niet meer, ik weet het niet, ik weet het niet precies,
    ik weet het niet meer, ik weet niet, ik weet niet waar, weet niet, weet niet precies, weet
    ik veel, geen idee, geen flauw idee, ik heb geen idee, kweenie, weetniet, kweet niet,
    onbekend, niet bekend, ik weet de straat niet, ik ken de straat niet, geen adres, ik weet
    geen adres, i don t know, i dont know, i do not know, i don t know where, dont know, don t
    know, do not know, no idea, i have no idea, not sure, i m not sure, i am not sure, no
    address, unknown, idk, bilmiyorum
"""
_YES = """
    ja, ja hoor, ja graag, ja goed, ja prima, ja verstuur, ja verstuur maar, ja stuur maar, ja
    doe maar, jazeker, jawel, graag, is goed, prima, akkoord, oke, ok, verstuur, verstuur maar,
    versturen, verzenden, verzend, stuur maar, stuur op, doe maar, klopt, ja klopt, yes, yes
    please, send, send it, okay, sure, evet
"""
_NO = """
    nee, nee dank u, nee niet, neen, nog niet, nee nog niet, niet versturen, nee niet versturen,
    wacht, wacht even, klopt niet, no, no thanks, not yet, do not send, don t send, wait, hayir
"""
_COMMANDS = {
    " ".join(typed_words(phrase)): command
    for command, phrases in _SAID.items()
    for phrase in phrases.split(",")
}


def said_plainly(text: str) -> str | None:
    """The command that these words are; None when they say anything else too."""
    return _COMMANDS.get(" ".join(typed_words(text)))


_SAYS_YES = frozenset(" ".join(typed_words(phrase)) for phrase in _YES.split(","))
_SAYS_NO = frozenset(" ".join(typed_words(phrase)) for phrase in _NO.split(","))
_DO_NOT_KNOW = frozenset(" ".join(typed_words(phrase)) for phrase in _NOT_KNOWN.split(","))


def not_known(text: str) -> bool:
    """Is this "I do not know" and nothing else?"""
    return " ".join(typed_words(text)) in _DO_NOT_KNOW


def yes_or_no(text: str) -> bool | None:
    """Is this a yes or a no to what was asked, and nothing else; None when it is neither."""
    said = " ".join(typed_words(text))
    return True if said in _SAYS_YES else False if said in _SAYS_NO else None
