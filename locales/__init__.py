"""Words: the conversations' sentences in the reader's language, € and days as people write them.

`render.py` and `catalogues.py` are used while the bot runs; `python -m locales` looks after the
translations: `sentences.py` finds what the code says, `lint.py` what a reader would stumble over.
"""
