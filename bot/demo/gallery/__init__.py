"""The gallery: every screen of every journey in every language, on one page.

For translators, civil servants and whoever changes a screen.  Nothing is drawn by hand:

    world.py      a municipality in a throw-away store, with the bot's own turns
    examples.py   who lives there, what people type, and a few stories; the only table
    walk.py       presses every button of every screen, and undoes it
    seen.py       what was seen: cards, and the steps between them
    ways.py       which screens have no way back, and what was never seen
    layout.py     where the boxes of a diagram stand
    page.py       all of it as one HTML page
"""
