"""The gallery: every screen of every journey in every language, on one page.

For translators, civil servants and whoever changes a screen.  Nothing is drawn by hand:

    world.py, store.py   a municipality whose bot answers, and whose events can all be undone
    examples.py          who lives there and what people type: the table a new journey may add to
    walk.py              presses every button of every screen, and types at every question
    stories.py, stories_places.py, stage.py
                         what several people bring about together, and who plays it
    seen.py              what was seen: cards, and the steps between them
    ways.py              which screens have no way back, and what was never seen
    layout.py, diagram.py  the diagram of each journey
    page.py and the rest   all of it as one HTML page
"""
