"""The page with several phones: the whole neighbourhood on one screen, without Telegram.

    prepared    who is there, with roles by real invitations     world   a town, and a new one
    phone       what is on a phone, for a browser                hands   what a visitor does on it
    hints       what can be done here now, examples to send      strip   clock, kill, mishaps
    register    what the store tells: roles, questions, rows     wire    the inspector's lines
    news        what changed since a moment ago, to everybody    server  the pages, loopback only
    door        an address, a browser, the way in                site/   the page itself

Nothing here is imported by the bot; the page acts on the village, never on the store.
"""
