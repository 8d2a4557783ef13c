"""Numbers that are left out, and names and health that are pointed out, in sentences of people."""

from __future__ import annotations

import pytest

from conversations.rules.private import LEFT_OUT, Noticed, notice, without, without_numbers
from conversations.rules.texts import why_not_private


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Mevrouw Jansen van nummer 12 zet haar vuil buiten", ("Jansen",)),
        ("dhr jansen schreeuwt", ("jansen",)),
        ("de heer Van den Broek parkeert fout", ("Van den Broek",)),
        ("mevrouw van den Berg doet dat", ("van den Berg",)),
        ("fam. de wit gooit alles neer", ("de wit",)),
        ("familie Yılmaz weet ervan", ("Yılmaz",)),
        ("mijn buurman Ahmed heeft een hond", ("Ahmed",)),
        ("Buurvrouw Van der Berg", ("Van der Berg",)),
        ("de zoon van Karin rijdt te hard", ("Karin",)),
        ("hij heet Kevin Bakker", ("Kevin Bakker",)),
        ("J. de Vries woont daar", ("J. de Vries",)),
        ("Mr Smith is always loud", ("Smith",)),
        # nobody's name
        ("buurman heeft een hond", ()),
        ("de buurman van nummer 12", ()),
        ("meneer die hier woont", ()),
        ("mevrouw schreeuwt altijd", ()),
        ("mw van hiernaast", ()),
        ("Ik woon in Prins Alexander", ()),
        ("In de Jan van Galenstraat is een kuil", ()),
        ("Er ligt troep. De bak is vol.", ()),
        ("De wijkregisseur belt niet terug", ()),
    ],
)
def test_names_of_others_are_noticed(text: str, names: tuple[str, ...]) -> None:
    assert notice(text).names == names


@pytest.mark.parametrize(
    ("text", "health"),
    [
        ("mijn moeder heeft dementie", ("dementie",)),
        ("Mijn man heeft kanker en gebruikt medicijnen", ("kanker", "medicijnen")),
        ("hij is Alcoholist", ("Alcoholist",)),
        ("ik ben depressief door het lawaai", ("depressief",)),
        ("zij is zwanger", ("zwanger",)),
        ("de zieke boom bij de school", ()),
        ("een rolstoel kan er niet langs", ()),
        ("de stoep is een drama voor ouderen", ()),
    ],
)
def test_words_about_health_are_noticed(text: str, health: tuple[str, ...]) -> None:
    assert notice(text).health == health


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("mijn bsn is 111222333", f"mijn bsn is {LEFT_OUT}"),
        ("bsn: 1112.22.333, en 111 222 333", f"bsn: {LEFT_OUT}, en {LEFT_OUT}"),
        ("op NL91ABNA0417164300 graag", f"op {LEFT_OUT} graag"),
        ("NL91 ABNA 0417 1643 00 en 111222333", f"{LEFT_OUT} en {LEFT_OUT}"),
        ("bel mij op 0612345678", "bel mij op 0612345678"),
        ("meldnummer 123456789", "meldnummer 123456789"),  # no citizen number: fails the elf test
        ("huisnummer 12", "huisnummer 12"),
    ],
)
def test_numbers_are_left_out_and_the_words_stay(text: str, left: str) -> None:
    assert without_numbers(text) == left
    assert why_not_private(without_numbers(text)) is None


def test_leaving_out_takes_whole_words_and_leaves_nothing_to_notice() -> None:
    text = "Mevrouw Jansen uit de Jansenstraat heeft dementie, zegt buurman Piet de Boer. Jansen!"
    found = notice(text)
    assert found == Noticed(("Jansen", "Piet de Boer"), ("dementie",))
    left = without(text, found.pieces)
    assert left == "Mevrouw […] uit de Jansenstraat heeft […], zegt buurman […]. […]!"
    assert notice(left) == Noticed()
