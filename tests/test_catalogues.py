"""The catalogues of the project are complete, and what is wrong in one is found."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from locales.__main__ import main, update
from locales.catalogues import languages
from locales.lint import check
from locales.sentences import ROOT, Fault, catalogues
from tests.po import a_catalogue


def test_every_sentence_is_translated_and_easy_to_read() -> None:
    assert [str(fault) for fault in check() if not fault.warning] == []


def test_dutch_and_english_are_always_offered() -> None:
    assert languages()[:2] == ("nl", "en")


SOUND = """
from conversations.words import _, in_context, plural, the, Euro

def say(place, n):
    # Translators: {place} is a municipality.
    yield _("Welcome to {place}.", place=place)
    yield plural("{count} day", "{count} days", n)
    yield in_context("proper", "The wijkraad of 1990")
    yield _("Ask {council}.", council=the("council"))
"""
SOUND_PO = """
msgid "Welcome to {place}."
msgstr "Welkom in {place}."

msgid "{count} day"
msgid_plural "{count} days"
msgstr[0] "één dag"
msgstr[1] "{count} dagen"

msgctxt "proper"
msgid "The wijkraad of 1990"
msgstr "De wijkraad van 1990"

msgid "Ask {council}."
msgstr "Vraag het {council}."
""".replace("Vraag het {council}", "Vraag {council}")


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A small project whose sentences are in order."""
    (tmp_path / "conversations").mkdir()
    (tmp_path / "conversations" / "hello.py").write_text(SOUND)
    a_catalogue(tmp_path / "locales", "nl", SOUND_PO)
    return tmp_path


def test_a_house_in_order(house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check(house) == []
    assert main(["check"], house) == 0
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("was", "becomes", "what"),
    [
        ('"Welkom in {place}."', '""', "not translated"),
        ('msgstr[1] "{count} dagen"', 'msgstr[1] ""', "not translated"),
        ('msgstr[1] "{count} dagen"', "", "not translated"),
        ('msgid "Welcome', '#, fuzzy\nmsgid "Welcome', "fuzzy"),
        ('msgid "Welcome', '#~ msgid "Old"\n#~ msgstr "Oud"\n\nmsgid "Welcome', "obsolete"),
        ('"Welcome to {place}."', '"Welcome in {place}."', "said no more"),
        ('"Welcome to {place}."', '"Welcome in {place}."', "not in the nl catalogue"),
        ('msgid_plural "{count} days"', 'msgid_plural "{count} dayz"', "said no more"),
        ('"Welkom in {place}."', '"Welkom in {plaats}."', "{plaats} is no gap"),
        ('"Welkom in {place}."', '"Welkom hier."', "{place} is missing"),
        ('"{count} dagen"', '"veel dagen"', "{count} is missing"),
        ('"{count} dagen"', '"{count} {soort} dagen"', "{soort} is no gap"),
        ('"Welkom in {place}."', '"Welkom in {place}} {."', "braces that are no gap"),
        ('"Welkom in {place}."', '"Welkom in {place!r}."', "braces that are no gap"),
        ('"Welkom in {place}."', '"Welkom in {place}. "', "other spaces around"),
        ('"Welkom in {place}."', '"\\nWelkom in {place}."', "other spaces around"),
        ('"Welkom in {place}."', f'"{"Hallo. " * 60}{{place}}"', "characters in"),
        ('"Welkom in {place}."', f'"Welkom {"aan u " * 8} in {{place}}."', "words in one sentence"),
        ('"Welkom in {place}."', '"Gaarne in {place}."', "hard word “Gaarne”"),
        ('"Welkom in {place}."', '"U dient te komen in {place}."', "hard word “dient te”"),
        ('"Welkom in {place}."', '"De wijkraad van {place}."', "the word “wijkraad”"),
        ('"Vraag {council}."', '"Vraag de {council}."', "an article before {council}"),
        ('msgstr "Welkom', 'msgstr Welkom', "not readable"),
        ("plural=(n != 1)", "plural=(n ! 1)", "not readable"),
    ],
)  # fmt: skip
def test_a_fault_in_a_catalogue_is_found(
    house: Path, was: str, becomes: str, what: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = house / "locales/nl/LC_MESSAGES/aanzet.po"
    assert was in path.read_text()
    path.write_text(path.read_text().replace(was, becomes, 1))
    faults = [fault for fault in check(house) if what in fault.what]
    assert len(faults) == 1, check(house)
    assert main(["check"], house) == 1
    assert re.search(r"^[\w/.]+:\d+: .*" + re.escape(what), capsys.readouterr().out, re.MULTILINE)


@pytest.mark.parametrize(
    ("was", "becomes", "what"),
    [
        ("_(", "_(f", "no literal text"),
        ('_("Welcome to {place}."', "_(place", "no literal text"),
        ('plural("{count} day"', "plural(place", "no literal text"),
        (", place=place)", ")", "nothing fills {place}"),
        (", place=place)", ", place=place, wijk=n)", "wijk=… is never shown"),
        ("{place}.", "{place.", "braces that are no gap"),
        ("{place}.", "{place:>5}.", "braces that are no gap"),
        ("Welcome to", "The wijkraden of", "the word “wijkraden”"),
        ('"proper"', '"other"', "the word “wijkraad”"),
        ("Ask {council}", "Ask the {council}", "an article before {council}"),
        ("Welcome to {place}.", "Welcome to {place}. " + "So " * 120, "characters in"),
        ("Welcome to {place}.", " ", "an empty sentence"),
    ],
)
def test_a_fault_in_the_code_is_found(house: Path, was: str, becomes: str, what: str) -> None:
    path = house / "conversations/hello.py"
    assert was in SOUND
    path.write_text(SOUND.replace(was, becomes, 1))
    faults = [fault for fault in check(house) if what in fault.what]
    assert [fault.path for fault in faults] == ["conversations/hello.py"], check(house)
    assert faults[0].line > 4


def test_a_sentence_of_thirteen_words_is_only_pointed_out(house: Path) -> None:
    path = house / "locales/nl/LC_MESSAGES/aanzet.po"
    long = "Welkom, en " + "ja " * 10 + "{place}."
    path.write_text(path.read_text().replace("Welkom in {place}.", long))
    assert [(fault.what[:8], fault.warning) for fault in check(house)] == [("13 words", True)]
    assert main(["check"], house) == 0


def test_a_form_for_several_numbers_may_not_leave_the_number_out(house: Path) -> None:
    # Zero and one share a form in French, so "one day" would be wrong for zero.
    path = house / "locales/nl/LC_MESSAGES/aanzet.po"
    path.write_text(path.read_text().replace("(n != 1)", "(n > 1)"))
    assert [fault.what for fault in check(house)] == ["{count} is missing in “één dag”"]


def test_update_keeps_translations_and_asks_for_what_is_new(house: Path) -> None:
    code, path = house / "conversations/hello.py", house / "locales/nl/LC_MESSAGES/aanzet.po"
    code.write_text(
        code.read_text().replace("Ask {council}.", "Ask {council} first.")
        + '    yield _("Welcome from {place} too?", place=place)\n'
    )
    update(house)
    text = path.read_text()
    assert "#. {place} is a municipality." in text
    assert "#: conversations/hello.py" in text
    assert "#~" not in text
    with path.open("rb") as file:
        known = read_po(file)
    assert known["Welcome to {place}."].string == "Welkom in {place}."
    assert known.get("The wijkraad of 1990", "proper").string == "De wijkraad van 1990"  # type: ignore[union-attr]
    assert known["Ask {council} first."].fuzzy
    assert known["Welcome from {place} too?"].string == ""
    assert known.num_plurals == 2
    update(house)
    assert path.read_text() == text
    assert sorted(fault.what.split(":")[0] for fault in check(house)) == ["fuzzy", "not translated"]


def test_extract_writes_a_template(house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["extract"], house) == 0
    template = capsys.readouterr().out
    assert 'msgctxt "proper"' in template
    assert 'msgid_plural "{count} days"' in template
    assert not list(house.rglob("*.pot"))
    assert main(["nonsense"], house) == 2


def test_a_fault_says_where_what_and_what_to_do() -> None:
    assert str(Fault("a.po", 3, "wrong", "Mend it")) == "a.po:3: wrong. Mend it"
    assert str(Fault("a.po", 3, "long", "Cut it", True)) == "a.po:3: warning: long. Cut it"
    assert {language for language, _path in catalogues(ROOT)} >= {"nl"}
