"""Stories of places: an activity with a waiting list, hours that change, stops of the bus.

In the manner of `stories.py`.
"""

from __future__ import annotations

from collections.abc import Mapping

PLACES: Mapping[str, str] = {
    "a place that comes free": """
        Fatima: wijkhub lombardijen
        Fatima: [week]
        Fatima: [a]
        Fatima: [join]
        Fatima: [name_on]
        Karim: wijkhub lombardijen
        Karim: [week]
        Karim: [a]
        Karim: [join]
        Lies: wijkhub lombardijen
        Lies: [week]
        Lies: [a]
        Lies: [join]
        Jan: wijkhub lombardijen
        Jan: [week]
        Jan: [a]
        Jan: [join]
        Karim: /mijn
        Dora: wijkhub lombardijen
        Dora: [week]
        Dora: [a]
        Dora: [activity_who]
        Karim: [leave]
        (time: offer_over)
        Jan: [accept]
        Dora: [activity]
        Dora: [activity_off]
        Dora: [activity_off_yes]
    """,
    "an activity at another time": """
        Fatima: wijkhub lombardijen
        Fatima: [week]
        Fatima: [a]
        Fatima: [join]
        (time: activity_reminder)
        Dora: wijkhub lombardijen
        Dora: [week]
        Dora: [a]
        Dora: [activity_edit]
        Dora: [change]
        Dora: [times]
        Dora: 15:00-17:00
        Dora: [save]
    """,
    "a place that is closed, and is not": """
        Karim: huis van de wijk ommoord
        Karim: [follow]
        Hugo: /uren
        Hugo: [today]
        (time: place_news)
        Hugo: [hours_undo]
        (time: place_news_over)
        Karim: [place_see]
        Hugo: /uren
        Hugo: [past]
    """,
    "a stop for who asked": """
        Karim: /bus
        Karim: [tell]
        Lies: /bus
        Lies: [wish]
        Dora: /haltes
        Dora: [plan]
        Dora: Ommoord
        Dora: vandaag
        Dora: 11:15 tot 15:00
        Dora: (shares a place)
        Dora: Binnenhof, bij de winkels
        Dora: [send]
        (time: stop_wishes)
        Jan: /bus
        Jan: [near]
        Jan: (shares a place)
        Karim: /bus
        Karim: [stop_card]
        Dora: [stop_here]
        (time: stop_news)
        Dora: [stop_left]
        (time: stop_news)
    """,
    "a stop that moves, and is off": """
        Karim: /bus
        Karim: [tell]
        Dora: /haltes
        Dora: [plan]
        Dora: Ommoord
        Dora: over twee dagen
        Dora: 13:00 tot 15:00
        Dora: Binnenhof, bij de winkels
        Dora: [send]
        Dora: [stop_move]
        Dora: [later]
        Dora: file op de brug
        Dora: [send]
        (time: stop_news)
        (time: stop_eve)
        Dora: /haltes
        Dora: [stop_see]
        Dora: [stop_off]
        Dora: [no_reason]
        Dora: [send]
        (time: stop_news)
    """,
    "where people ask for a stop": """
        Fatima: /bus
        (many people ask for a stop)
        (time: count_wishes)
        Dora: /haltes
        Dora: [demand]
    """,
}
