"""Words typed out of the blue lead to the right place, without a question about what they are."""

from __future__ import annotations

import pytest

from conversations.rules.kinds import guess, tells
from conversations.rules.plain import not_known, said_plainly, yes_or_no
from tests.english import Town
from tests.phones import ROTTERDAM


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("hallo", "/start"),
        ("Hoi!", "/start"),
        ("HELP", "/help"),
        ("Ik wil stemmen.", "/stem"),
        ("ik wil een mens spreken", "/contact"),
        ("Wie is de wijkregisseur?", "/contact"),
        ("stop", "/stop"),
        ("hallo, er ligt afval in de straat", None),
        ("ik wil stemmen tegen het plan van de buren", None),
        ("", None),
        ("👍", None),
    ],
)
def test_a_command_in_plain_words(text: str, command: str | None) -> None:
    assert said_plainly(text) == command


@pytest.mark.parametrize(
    ("text", "yes"),
    [("Ja", True), ("ja, graag!", True), ("Oké", True), ("nee", False), ("no", False)]
    + [(text, None) for text in ("", "ja maar er ligt ook glas", "nee hoor die is van mij")],
)
def test_a_yes_is_one_when_nothing_else_is_said(text: str, yes: bool | None) -> None:
    assert yes_or_no(text) is yes


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("weet ik niet", False),
        ("Geen idee!", False),
        ("Ik weet het niet…", False),
        ("I don't know", False),
        ("I don’t know.", False),
        ("no idea", False),
        ("", True),
        ("Binnenhof", True),
        ("Ik weet niet hoe de straat heet, naast de school", True),
        ("Ideelaan", True),
    ],
)
def test_who_does_not_know_names_nothing(text: str, known: bool) -> None:
    assert not_known(text) is not known


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("afval", "signal"),
        ("ik wil een barbecue met de buren", "idea"),
        # Nobody who is beaten or wants to die is asked for a street.
        ("ik word geslagen", "question"),
        ("ik wil niet meer leven", "question"),
        ("brand!!", "signal"),
    ],
)
def test_what_is_told_in_few_words(text: str, kind: str) -> None:
    assert tells(text, ROTTERDAM)
    assert guess(text, ROTTERDAM).kind == kind


async def test_a_greeting_is_greeted_and_help_is_help(town: Town) -> None:
    await town.do("Anna", "/wijk", "Ommoord", "[✅ Yes, Ommoord]", "hallo")
    assert "I do not understand" not in town["Anna"].newest.text
    assert "What do you want to do" in town["Anna"].newest.text
    await town.do("Anna", "help")
    assert "This is how it works" in town["Anna"].newest.text
    # What answers a question is an answer, whatever word it is.
    await town.do("Anna", "/vraag", "stop")
    assert await town.value("SELECT count(*) FROM drafts WHERE journey = 'telling'") == 1
