"""Words: the conversations' sentences in the reader's language, € and days as people write them.

`render.py` is used while the bot runs; `python -m locales` looks after the translations.
"""
