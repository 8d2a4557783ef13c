"""Posters: a sheet of A4 with a code that opens exactly one card in the chat.

subject.py     what the poster is about, and the link behind its code
words.py       what stands on it, in one language
lettering.py   letters: wrapped and shrunk until they fit, in both directions
page.py        where everything stands on the sheet
command.py     `python3 run.py poster`
"""
