"""Stories of what is heard in the wijk: an ambassador, whoever follows it, and the wijkraad.

In the manner of `stories.py`.
"""

from __future__ import annotations

from collections.abc import Mapping

HEARD: Mapping[str, str] = {
    "what a neighbour said": """
        Amir: /ambassadeur
        Amir: [pass]
        Amir: De lantaarn bij de school is kapot, zegt mevrouw Bakker.
        Amir: [without]
        Amir: [topic]
        Amir: [back]
        Amir: [question]
        Amir: [signal]
        Amir: [send]
        Jan: (opens the link)
        Jan: [follow_off]
        Jan: [follow_on]
        Rita: [work_close]
        Rita: De lantaarn is weer heel.
        Rita: [close]
        Amir: [list]
        Amir: [case]
        Bea: /signalen
        Bea: [open]
        Bea: [signal]
        Bea: [agenda_on]
        Bea: [agenda_done]
        Bea: [agenda_not]
        Bea: Wij praten er na de zomer over.
        Bea: [send]
        Rita: /signalen
        Rita: [open]
        Rita: [signal]
    """,
    "a neighbour hears that it is done": """
        Amir: /ambassadeur
        Amir: [pass]
        Amir: De lantaarn bij de school is kapot
        Amir: [send]
        Jan: (opens the link)
        Rita: [work_take]
        Rita: [work_close]
        Rita: De lantaarn is weer heel.
        Rita: [close]
        Jan: [follow_see]
    """,
    "a message to the ambassador": """
        Amir: /kaart
        Amir: [name]
        Amir: [myself]
        Amir: [save]
        Karim: /contact
        Karim: [write_to]
        Karim: Wanneer bent u in de wijk?
        Karim: [send]
        Amir: /ambassadeur
        Amir: [asked]
        Amir: /kaart
        Amir: [away]
        Amir: [today]
        Amir: over twee weken
        Amir: [nobody]
        Amir: [save]
        (time: matter_pause)
        Karim: /contact
        Karim: [write_to]
        Amir: /ambassadeur
    """,
    "a matter from the inbox to an answer, and not solved": """
        Karim: /melding Er ligt grofvuil op de stoep
        Karim: Binnenhof
        Karim: [send]
        Rita: /inbox
        Rita: [case]
        Rita: [work_take]
        Rita: [work_answer]
        Rita: Wij halen het op.
        Rita: [asks]
        Karim: [talk_on]
        Karim: Dank u wel.
        Rita: [work_close]
        Rita: Het is weg.
        Rita: [close]
        Karim: [talk_not]
        Karim: Er ligt weer iets.
        (Karim blocks the bot)
        Rita: [work_answer]
        Rita: Wij komen kijken.
        Rita: [send]
        (time: matter_unreachable)
    """,
    "words that wait in a running talk": """
        Karim: /melding Er ligt grofvuil op de stoep
        Karim: Binnenhof
        Karim: [send]
        Rita: /inbox
        Rita: [case]
        Rita: [work_answer]
        Rita: Wij halen het op.
        Rita: [asks]
        Karim: [talk_on]
        Karim: Het ligt bij mevrouw Jansen, zij is zwanger.
        Karim: [change]
        Karim: [back]
        Karim: [without]
        Karim: /wis
        Karim: [unsent]
    """,
    "not solved for the second time": """
        Karim: /melding Er ligt grofvuil op de stoep
        Karim: Binnenhof
        Karim: [send]
        Rita: [work_close]
        Rita: Het is weg.
        Rita: [close]
        Karim: [talk_not]
        Rita: [work_close]
        Rita: Nu is het echt weg.
        Rita: [close]
        Karim: [talk_not]
    """,
    "a complaint about whoever reads complaints": """
        Karim: Ik heb een klacht over de wijknetwerker, die luistert niet naar mij
        Karim: [send]
    """,
    "a matter laid before somebody outside": """
        Karim: /melding Er ligt grofvuil op de stoep
        Karim: Binnenhof
        Karim: (sends a photo)
        Karim: [send]
        Rita: /inbox
        Rita: [case]
        Rita: [work_more]
        Rita: [work_whom]
        Rita: [link]
        Rita: Woonstichting Voorbeeld
        Rita: Is dit van u?
        Rita: [days:7]
        Rita: [send]
        Jan: (opens the link)
        Jan: [fwd_yes]
        Jan: [fwd_files]
        Jan: /start
        Jan: /voorgelegd
        Jan: [fwd_see]
        Fatima: (opens the link)
        Jan: [fwd_answer]
        Jan: Wij halen het morgen weg.
    """,
    "asked outside, and not needed any more": """
        Karim: /melding Er ligt grofvuil op de stoep
        Karim: Binnenhof
        Karim: [send]
        Rita: /inbox
        Rita: [case]
        Rita: [work_more]
        Rita: [work_whom]
        Rita: [link]
        Rita: Woonstichting Voorbeeld
        Rita: Is dit van u?
        Rita: [days:7]
        Rita: [send]
        Rita: [work_more]
        Rita: [work_recall]
    """,
    "a colleague takes it over": """
        Karim: /melding Er ligt grofvuil op de stoep
        Karim: Binnenhof
        Karim: [send]
        Rita: /inbox
        Rita: [case]
        Rita: [work_take]
        Sam: /inbox
        Sam: [list:open]
        Sam: [case]
        Sam: [work_more]
        Sam: [work_over]
    """,
    "two matters answered together, and apart again": """
        Karim: /melding Er ligt grofvuil op de stoep
        Karim: Binnenhof
        Karim: [send]
        Lies: /melding De bank in het park is kapot
        Lies: Binnenhof
        Lies: [send]
        Rita: /inbox
        Rita: [case]
        Rita: [work_more]
        Rita: [work_join]
        Rita: [with]
        Rita: [work_more]
        Rita: [work_part]
    """,
    "a file that had to be looked at first": """
        Karim: /melding Er ligt grofvuil op de stoep
        Karim: Binnenhof
        Karim: (sends a PDF)
        Karim: [send]
        (the PDF is ready)
        (time: matter_file)
    """,
    "what nobody looks after": """
        Karim: /melding Er ligt grofvuil op de stoep
        Karim: Zevenkamp
        Karim: [send]
        (time: drawer)
    """,
    "others have the same": """
        Karim: /melding Er ligt grofvuil op de stoep
        Karim: Binnenhof
        Karim: [send]
        Lies: /melding Er ligt grofvuil op de stoep
        Lies: Binnenhof
        Lies: [back]
        Lies: Binnenhof
        Lies: [too]
        Lies: [untoo]
    """,
    "the week in figures": """
        Karim: /melding Er ligt grofvuil op de stoep
        Karim: Binnenhof
        Karim: [send]
        (time: week_picture)
        Rita: /beeld
        Rita: [picture_words]
        Rita: /beeld
        Rita: [picture_csv]
        Rita: [picture_quiet]
        Rita: /beeld
        Rita: [picture_tell]
    """,
    "a line to the contact of the wijk": """
        Amir: /schrijf contact
        Amir: Wanneer komt u kijken?
        Amir: [text]
        Amir: Wanneer komt u naar het plein kijken?
        Amir: [send]
        Fatima: /schrijf
    """,
    "an ambassador of every wijk": """
        Noor: /ambassadeur
        Noor: [pass]
        Noor: Het gras is te hoog
        Noor: Xyzzy-buurt
        Noor: [page]
        Noor: /schrijf contact
    """,
    "the same trouble of two neighbours": """
        Karim: Er ligt grofvuil op de stoep
        Karim: Binnenhof 3
        Karim: [send]
        Lies: Overal rommel in de straat
        Lies: Binnenhof, bij de flat
        Lies: [too]
        Lies: [untoo]
        Lies: Binnenhof
        Lies: [send]
        Karim: Blikjes op straat
        Karim: Binnenhof
        Karim: [new]
        Karim: [send]
        Lies: De bak is vol
        Lies: Binnenhof
        Lies: [new]
        Lies: [send]
    """,
    "one of two open signals": """
        Karim: Er ligt grofvuil op de stoep
        Karim: Binnenhof 3
        Karim: [send]
        Karim: Blikjes op straat
        Karim: Binnenhof
        Karim: [send]
        Lies: De bak is vol
        Lies: Binnenhof
        Lies: [0]
        Lies: [others]
        Lies: [new]
    """,
}
