"""A number for the address book: a card that every phone reads, whatever somebody wrote."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from conversations.here import Here, Person
from conversations.roles.face import Face
from conversations.roles.faces_words import vcard
from conversations.words import Quoted, _
from locales.render import units
from locales.vcard import first_name, vcard_text
from tests.phones import NOON, ROTTERDAM

HERE = Here(ROTTERDAM, Person("me", "Me", "nl"), NOON)


def opened(text: str) -> list[tuple[str, str]]:
    """The card as RFC 2426 says to read it: lines unfolded, values without their escapes."""
    assert text.endswith("\r\n")
    assert "\n" not in text.replace("\r\n", "")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    lines = text.replace("\r\n ", "").removesuffix("\r\n").split("\r\n")
    found = []
    for line in lines:
        name, colon, value = line.partition(":")
        assert colon
        bare = re.sub(r"\\[\\,;n]", "", value)
        assert "\\" not in bare
        if name != "N":
            assert ";" not in bare
            assert "," not in bare
        plain = re.sub(r"\\(.)", lambda one: "\n" if one[1] == "n" else one[1], value)
        found.append((name, plain if name != "N" else value))
    assert found[0] == ("BEGIN", "VCARD")
    assert found[1] == ("VERSION", "3.0")
    assert found[-1] == ("END", "VCARD")
    return found


def test_somebody_who_agreed_to_be_named() -> None:
    face = Face(
        "contact", "rotterdam.ommoord", name="Wim de Wit", phone="0102131055", ask="Uw straat"
    )
    card = vcard(face, HERE)
    assert first_name(card, "nl", ROTTERDAM) == "Wim de Wit · wijknetwerker (Ommoord)"
    assert opened(vcard_text(card, "nl", ROTTERDAM))[2:-1] == [
        ("N", ";Wim de Wit · wijknetwerker (Ommoord);;;"),
        ("FN", "Wim de Wit · wijknetwerker (Ommoord)"),
        ("ORG", "gemeente Rotterdam"),
        ("TITLE", "Wijknetwerker (Ommoord)"),
        ("TEL;TYPE=WORK,VOICE", "+31102131055"),
        ("NOTE", "Uw straat"),
    ]


def test_an_office_without_a_name() -> None:
    card = vcard(Face("contact", None, phone="14010"), HERE)
    assert first_name(card, "en", ROTTERDAM) == "Wijknetwerker (Rotterdam)"
    told = dict(opened(vcard_text(card, "en", ROTTERDAM)))
    assert told["TEL;TYPE=WORK,VOICE"] == "14010"
    assert "NOTE" not in told


@settings(derandomize=True, deadline=None)
@given(
    st.text(min_size=1, max_size=80),
    st.text(max_size=700),
)
def test_whatever_somebody_wrote_it_stays_one_card_of_2048_bytes(name: str, ask: str) -> None:
    face = Face("contact", None, name=name, phone="14010", ask=ask)
    card = vcard(face, HERE)
    text = vcard_text(card, "nl", ROTTERDAM)
    assert len(text.encode()) <= 2048
    told = opened(text)
    assert [one for one, _value in told if one in ("BEGIN", "END", "FN")] == ["BEGIN", "FN", "END"]
    assert 0 < units(first_name(card, "nl", ROTTERDAM)) <= 64


def test_what_one_may_ask_is_shortened_before_anything_else() -> None:
    face = Face("contact", None, name="Wim", phone="14010", ask="😀;" * 600)
    text = vcard_text(vcard(face, HERE), "nl", ROTTERDAM)
    assert 1200 < len(text.encode()) <= 2048
    note = dict(opened(text))["NOTE"]
    assert note.startswith("😀;😀")
    assert note.endswith("…")


def test_marks_for_reading_direction_are_no_part_of_a_name() -> None:
    face = Face("contact", None, name="Wim", phone="14010")
    card = vcard(face, HERE).but(name=_("{a} {b}", a=Quoted(text="فاطمة"), b="Wim"))
    assert first_name(card, "nl", ROTTERDAM) == "فاطمة Wim"
