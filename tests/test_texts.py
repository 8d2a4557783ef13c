"""What people type: cleaned, measured, cut, and kept free of numbers we must not have."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conversations.rules.texts import (
    clean,
    cut,
    looks_like_bsn,
    looks_like_iban,
    units,
    western,
    why_not_private,
    why_not_this_text,
    why_not_this_title,
)
from tests.growth import TOO_MUCH, growth

steady = settings(derandomize=True, deadline=None, max_examples=300)
FAMILY = "👩‍👩‍👧‍👦"
WALES = "🏴\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Picknicktafels \t\n", "Picknicktafels"),
        ("een\r\ntwee\rdrie\u2028vier", "een\ntwee\ndrie\nvier"),
        ("een\n\n\n\n\ntwee", "een\n\n\ntwee"),
        ("een\n \n\t\n \ntwee", "een\n\n\ntwee"),
        ("a\x00b\x1b[31mc\x7fd\x9fe", "ab[31mcde"),
        ("kolom\tkolom", "kolom\tkolom"),
        ("\ufefftekst", "tekst"),
        ("\u202egnp.exe\u202c", "gnp.exe"),
        ("\u2066a\u2069\u200eb\u200fc\u061cd", "abcd"),
        ("on\u200bzicht\u2060baar\u00ad", "onzichtbaar"),
        ("\u3164\u2800\u200b", ""),
        ("a\ud800b", "ab"),
        ("a\ufdd0\uffff", "a"),
        ("e\u0301e\u0301n", "één"),
        ("caf\u200be\u0301", "café"),
        ("a" + "\u0335" * 500, "a" + "\u0335" * 4),
        ("\u0301\u0301a", "a"),
        ("een\u00a0twee\u3000drie", "een twee drie"),
        ("hout\u200d", "hout"),
        ("ho\u200dut\u200c", "hout"),
    ],
)
def test_what_deceives_or_breaks_goes_out(typed: str, kept: str) -> None:
    assert clean(typed) == kept


@pytest.mark.parametrize(
    "text",
    [
        FAMILY,
        "🏳️‍🌈",
        "👍🏽",
        "1️⃣",
        "🇳🇱🇹🇷",
        WALES,
        "🧑🏿‍⚕️",
        "می‌خواهم",  # Persian, with a joiner that keeps letters apart
        "क्‍ष",  # Hindi, with a joiner that keeps them together
        "שָׁלוֹם",
        "مرحبا",
        "Phường Việt",
        "l'été, 'n idee – “ja”",
    ],
)
def test_what_people_mean_stays(text: str) -> None:
    assert clean(text) == unicodedata.normalize("NFC", text)


ANYTHING = st.text(
    st.one_of(
        st.characters(exclude_categories=()),
        st.sampled_from(
            "a \n\t\r\u0301\u0335\u200d\u200c\u202e\ufe0f👩👧🇳🇱\u0627\u3164\U0001f3fd\ud800"
        ),
        st.sampled_from(WALES),
    ),
    max_size=60,
)
FORBIDDEN = set(
    "\x00\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b\u200e\u200f\ufeff\u061c"
)


@steady
@given(text=ANYTHING)
def test_clean_text_is_clean_once_and_for_all(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert not FORBIDDEN & set(once)
    assert once == once.strip()
    assert "\n\n\n\n" not in once
    once.encode("utf-8")  # no halves of characters: every database takes it


@steady
@given(text=ANYTHING, most=st.integers(-1, 40))
def test_a_cut_text_fits_and_is_a_beginning(text: str, most: int) -> None:
    text = clean(text)
    short = cut(text, most)
    assert units(short) <= max(most, 0)
    assert short == text or most < 1 or short.endswith("…")
    assert text.startswith(short.removesuffix("…"))
    short.encode("utf-8")


@steady
@given(text=ANYTHING)
def test_units_are_what_utf_16_counts(text: str) -> None:
    assert units(text) == len(text.encode("utf-16-le", "surrogatepass")) // 2


@pytest.mark.parametrize(
    ("text", "most", "short"),
    [
        ("Ommoord", 7, "Ommoord"),
        ("Ommoord", 6, "Ommoo…"),
        ("een twee", 5, "een…"),
        ("Ommoord", 1, "…"),
        ("Ommoord", 0, ""),
        ("👍👍", 4, "👍👍"),
        ("👍👍", 3, "👍…"),
        ("a" + FAMILY + "b", 8, "a…"),
        ("a👍🏽b", 4, "a…"),
        ("🇳🇱🇹🇷", 6, "🇳🇱…"),
        ("🇳🇱🇹🇷", 7, "🇳🇱…"),
        ("ae\u0335x", 3, "a…"),
    ],
)
def test_a_cut_never_goes_through_a_character(text: str, most: int, short: str) -> None:
    assert cut(text, most) == short


@pytest.mark.parametrize(
    ("title", "objection"),
    [
        ("Bak", None),
        ("x" * 80, None),
        ("👍" * 40, None),
        ("  ok  ", "That is too short. Write at least 3 characters."),
        ("\u200b\u200b\u200b", "That is too short. Write at least 3 characters."),
        ("x" * 81, "That is 1 character too long. Can you make it shorter?"),
        ("👍" * 41, "That is 2 characters too long. Can you make it shorter?"),
        ("een\ntwee", "A title is one line."),
    ],
)
def test_a_title_is_one_short_line(title: str, objection: str | None) -> None:
    message = why_not_this_title(title)
    said = message and (message.text if message.count == 1 or not message.many else message.many)
    assert objection == (said and said.format(**(message.gaps if message else {})))


def test_a_text_hears_how_much_too_long_it_is() -> None:
    assert why_not_this_text("x" * 1000, 10, 1000) is None
    message = why_not_this_text("x" * 1042, 10, 1000)
    assert message is not None
    assert message.count == 42


@pytest.mark.parametrize(
    "text",
    [
        "123456782",
        "mijn bsn is 123456782.",
        "BSN123456782",
        "bsn:123456782,naam Jan",
        "1234.56.782",
        "123 456 782",
        "123-456-782",
        "123\u00a0456\u00a0782",
        "123\u200b456782",
        "huis 12 123456782",
        "١٢٣٤٥٦٧٨٢",
        "１２３４５６７８２",
        "regel een\n123456782\nregel drie",
        "NL91 ABNA 0417 1643 00 en 123456782",
    ],
)
def test_a_citizen_number_is_seen(text: str) -> None:
    assert looks_like_bsn(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "123456789",  # fails the elf test
        "000000000",
        "12345678",
        "1234567820",
        "0123456782123",
        "0612345678",
        "06-12345678",
        "+31612345672",
        "+31 123456782",
        "0031 123456782",
        "+31(0)123456782",
        "010 123 45 67",
        "NL123456782B01",
        "€ 123456782,50",
        "123456782.50",
        "12-05-2027 3",
        "123\n456\n782",
        "NL91 ABNA 0417 1643 00",
    ],
)
def test_another_number_is_left_alone(text: str) -> None:
    assert not looks_like_bsn(text)


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("NL91ABNA0417164300", True),
        ("nl91 abna 0417 1643 00 van Jan", True),
        ("Naar NL91.ABNA.0417.1643.00.", True),
        ("BE68 5390 0754 7034", True),
        ("DE89 3704 0044 0532 0130 00", True),
        ("NO93 8601 1117 947", True),
        ("NL92ABNA0417164300", False),
        ("NL91ABNA041716430", False),
        ("XNL91ABNA0417164300", False),
        ("zaal 12 is vrij op 12 mei om 14 uur", False),
        ("", False),
    ],
)
def test_a_bank_account_number_is_seen(text: str, seen: bool) -> None:
    assert looks_like_iban(text) is seen


def test_the_resident_is_asked_to_leave_private_numbers_out() -> None:
    bsn, iban = why_not_private("bsn 123456782"), why_not_private("NL91ABNA0417164300")
    assert bsn is not None
    assert iban is not None
    assert "(BSN)" in bsn.text
    assert "bank account" in iban.text
    assert why_not_private("Tafels bij de speeltuin, bel 010 123 45 67") is None


@steady
@given(digits=st.text("0123456789", min_size=9, max_size=9))
def test_the_elf_test_is_the_elf_test(digits: str) -> None:
    weighed = sum((9 - at) * int(digit) for at, digit in enumerate(digits[:8])) - int(digits[8])
    assert looks_like_bsn(digits) is (weighed % 11 == 0 and int(digits) != 0)


def test_reading_numbers_does_not_invent_any() -> None:
    assert western("٢½ ２² x") == "2½ 2² x"


@pytest.mark.parametrize(
    "piece", ["1", "1 ", "12.", "AB12 ", "NL91ABNA", "a\u0335\u0335", "\u200d", "🇳", "\n ", "+31 "]
)
def test_a_text_four_times_as_long_is_about_four_times_the_work(piece: str) -> None:
    def read(text: str) -> None:
        clean(text)
        cut(text, 4096)
        why_not_private(text)

    assert growth(read, piece) < TOO_MUCH


def test_work_that_grows_with_the_square_is_noticed() -> None:
    assert growth(lambda text: [text[n:].count("1") for n in range(len(text))], "1 ") > TOO_MUCH
