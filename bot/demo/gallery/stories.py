"""Stories that bring about what one person alone does not: a tie, a question answered, a late file.

    Name: what they do        a text, or `[button]`: the newest one, by its option or its verb
    somebody, everybody       whoever has that button and did not use it before; all of them
    (makes a plan)            fills in the form up to its summary
    (time: closes)            the next due moment of that kind comes

Each line is walked on from in every direction.  A line that cannot be played, because a
municipality decides in another way, is left out there; one that can be played nowhere fails the
tests.
"""

from __future__ import annotations

from collections.abc import Mapping

# What is answered to make a plan, where the first answer above is not what is wanted.
A_PLAN: Mapping[str, str] = {"payee": "[self]", "files": "[none]", "terms": "[yes]"}
# Above the small amount, soon, for a foundation, not within all conditions.
A_LONG_PLAN: Mapping[str, str] = {
    "lines": "hout 1900\nverf 60",
    "start": "over twee weken",
    "payee": "Stichting Samen",
    "files": "[none]",
    "terms": "[not_all]",
    "permits": "[unknown]",
}

STORIES: Mapping[str, str] = {
    "a long plan, not by all the rules": """
        Fatima: (makes a long plan)
        Fatima: [change]
        Fatima: [permits]
        Fatima: een vergunning voor de straat
        Fatima: [send]
        somebody: [involved]
        somebody: [stepout]
    """,
    "the same person supports and decides too late": """
        Fatima: (makes a plan)
        Fatima: [support]
        Fatima: [review]
        Fatima: [send]
        Fatima: (opens the link)
        Sam: /raad
        Sam: [running]
        Sam: [case]
        Sam: [seats]
        Sam: [seat]
        Sam: [recyes]
        Sam: [seats]
        Sam: [seat]
        Sam: [recno]
        Sam: Het past niet bij het plein.
        (time: closes)
        Karim: (opens the link)
        somebody: [confirm]
        Lies: (opens the link)
        Fatima: /wis
    """,
    "a role for oneself, and one that ends": """
        Olga: /rollen
        Olga: [invite]
        Olga: [as:ambassador]
        Olga: [in:ambassador]
        Olga: (opens the link)
        Jan: (opens the link)
        Jan: [take]
        Jan: (opens the link)
        Omar: [role_ok]
        Jan: /rollen
        Jan: [role_end]
        Jan: [role_end_yes]
        Omar: /rollen
    """,
    "not understood, twice": """
        Fatima: /start
        Fatima: Wat kunt u voor mij doen?
        Fatima: Wat zegt u?
    """,
    "thrown away before it has a name": """
        Fatima: /idee
        Fatima: /wis
    """,
    "a plan that was not sent": """
        Fatima: (makes a plan)
        Fatima: [support]
        Karim: (opens the link)
        Karim: [support]
        Fatima: /wis
        Fatima: [wipe]
        Karim: /mijn
        Karim: (opens the link)
    """,
    "granted, and a neighbour hears it": """
        Fatima: (makes a plan)
        Fatima: [support]
        Karim: (opens the link)
        Karim: [support]
        Karim: [unsupport]
        Karim: [support]
        Fatima: [review]
        Fatima: [send]
        Karim: /mijn
        somebody: [yes]
        somebody: [yes]
        somebody: [confirm]
        Fatima: /mijn
        Karim: /mijn
        Bea: /raad
        Sam: /raad
    """,
    "refused, with reasons": """
        Fatima: (makes a plan)
        Fatima: [send]
        somebody: [no]
        somebody: Het past niet bij het plein.
        somebody: [no]
        somebody: Ik vind het te duur.
        somebody: [confirm]
        Fatima: /mijn
        Sam: /raad
    """,
    "held over, and brought back": """
        Fatima: (makes a plan)
        Fatima: [send]
        somebody: [hold]
        somebody: Wij willen eerst met de school praten.
        somebody: [hold]
        somebody: Eerst praten met de school.
        somebody: [confirm]
        Fatima: /mijn
        somebody: [reopen]
        somebody: [history]
    """,
    "a tie goes to the meeting": """
        Fatima: (makes a plan)
        Fatima: [send]
        somebody: [yes]
        somebody: [no]
        somebody: Ik vind het te duur.
        (time: closes)
        Fatima: /mijn
        Sam: /raad
        somebody: [mgrant]
        somebody: Wij hebben er lang over gesproken.
    """,
    "first to the meeting": """
        Fatima: (makes a plan)
        Fatima: [send]
        everybody: [yes]
        somebody: [tomeeting]
        Fatima: /mijn
        somebody: [mdecline]
        somebody: De vergadering wil het geld anders gebruiken.
    """,
    "nobody is left to decide": """
        Fatima: (makes a plan)
        Fatima: [send]
        everybody: [involved]
        everybody: [stepout]
        somebody: [mheld]
        somebody: Wij vragen het eerst na.
    """,
    "nobody decides in time": """
        Fatima: (makes a plan)
        Fatima: [send]
        (time: reminder)
        (time: closes)
        (time: overdue)
        Fatima: /mijn
    """,
    "a question and its answer": """
        Fatima: (makes a plan)
        Fatima: [send]
        somebody: [ask]
        somebody: Wie zorgt er later voor de tafels?
        somebody: [ask]
        somebody: Waar liggen de spullen in de winter?
        Fatima: /mijn
        Fatima: [answer]
        Fatima: Wij doen dat zelf, met zes buren.
        Fatima: [answer]
        Fatima: In de school.
        (time: question_over)
    """,
    "a question without an answer": """
        Fatima: (makes a plan)
        Fatima: [send]
        somebody: [ask]
        somebody: Wie zorgt er later voor de tafels?
        (time: question_over)
        somebody: [history]
    """,
    "a plan with a file that cannot be kept": """
        Fatima: (makes a plan)
        Fatima: [change]
        Fatima: [files]
        Fatima: (sends a PDF)
        Fatima: [enough]
        Fatima: [send]
        (the PDF is refused)
        (time: file_refused)
    """,
    "a plan with a file": """
        Fatima: (makes a plan)
        Fatima: [change]
        Fatima: [files]
        Fatima: (sends a PDF)
        Fatima: [enough]
        Fatima: [send]
        (the PDF is ready)
        (time: file_ready)
        Sam: /raad
    """,
    "somebody cannot be reached": """
        Fatima: (makes a plan)
        Fatima: [send]
        (Fatima blocks the bot)
        somebody: [ask]
        somebody: Wie zorgt er later voor de tafels?
        (time: unreachable)
        somebody: [history]
    """,
    "more plans than fit on a page": """
        Fatima: (makes a plan)
        Fatima: [send]
        Fatima: (makes a plan)
        Fatima: [send]
        Fatima: (makes a plan)
        Fatima: [send]
        Fatima: (makes a plan)
        Fatima: [send]
        Fatima: (makes a plan)
        Fatima: [send]
        Fatima: (makes a plan)
        Fatima: [send]
        Fatima: /mijn
        Bea: /raad
    """,
    "taken back before it is decided": """
        Fatima: (makes a plan)
        Fatima: [send]
        somebody: [yes]
        Fatima: /mijn
        Fatima: [case]
        Fatima: [withdraw]
        Fatima: [withdrawyes]
        somebody: [history]
        Sam: /raad
    """,
    "an invitation in more hands than one": """
        Olga: /rollen
        Olga: [invite]
        Olga: [as:ambassador]
        Olga: [in:ambassador]
        Jan: (opens the link)
        Jan: [take]
        Karim: (opens the link)
        Omar: /rollen
        Omar: [role_ok]
        Omar: /rollen
    """,
    "an invitation that was no good": """
        Olga: /rollen
        Olga: [invite]
        Olga: [as:ambassador]
        Olga: [in:ambassador]
        Jan: (opens the link)
        Jan: [take]
        Omar: [role_wrong]
        Jan: (opens the link)
    """,
    "somebody is away, and another stands in": """
        Hugo: /kaart
        Hugo: [away]
        Hugo: [today]
        Hugo: over twee weken
        Hugo: [p]
        Hugo: [save]
        Hugo: [here]
    """,
    "a plan that lies still": """
        Fatima: (makes a plan)
        Fatima: /stop
        (time: nudge)
        (time: nudge)
    """,
}
# What goes the same way in every municipality, and takes long: played in the first one alone.
ONCE = frozenset({"more plans than fit on a page"})
# The same town without anybody in a role: nobody can decide, and that is said.
WITHOUT_ROLES: Mapping[str, str] = {
    "nobody can decide": """
        Fatima: (makes a plan)
        Fatima: [send]
        Fatima: /mijn
        Fatima: [case]
        (time: overdue)
        (time: closes)
    """,
}
