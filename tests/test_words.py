"""Words: what people read, in their language; and that every sentence has its translation."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from hypothesis import given
from hypothesis import strategies as st

from conversations.municipal_words import WordForms
from conversations.places import Wijk
from conversations.profile import Profile
from conversations.talk import Cite, Heading, Lines, said
from conversations.words import (
    Day,
    Euro,
    Gap,
    Message,
    Moment,
    Quoted,
    Several,
    Term,
    The,
    _,
    bare,
    in_context,
    plural,
    the,
)
from locales.catalogues import Slot, also_in, catalogue, languages, no_longer_in, template
from locales.catalogues import ids as ids_of
from locales.render import Rendered, label, message, units, words
from locales.sentences import ROOT
from tests.po import a_catalogue

FSI, PDI, RLM = "\u2068", "\u2069", "\u200f"

PROFILE = Profile(
    id="testdam",
    name="Testdam",
    programme="Testdam Samen",
    general_desk="het gemeentehuis",
    words={
        "council": {
            "nl": WordForms(one="wijkraad", the="de wijkraad", many="wijkraden"),
            "en": WordForms(one="wijkraad", the="the wijkraad", many="wijkraden"),
        }
    },
    wijken=(Wijk(id="testdam.noord", name="Noord"),),
)


def filled(gap: Gap, language: str = "nl") -> str:
    """One gap as it is read, in the middle of a sentence no catalogue has."""
    return words(_("x {gap}", gap=gap), language, PROFILE)[2:]


def utc(*when: int) -> Moment:
    """An instant."""
    return Moment(at=dt.datetime(*when, tzinfo=dt.UTC))  # type: ignore[arg-type, misc]


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder of catalogues that is looked into as well."""
    also_in(tmp_path)
    yield tmp_path
    no_longer_in(tmp_path)


# --- gaps -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cents", "nl", "en"),
    [
        (250_000, "€ 2.500", "€2,500"),
        (250_050, "€ 2.500,50", "€2,500.50"),
        (5, "€ 0,05", "€0.05"),
        (0, "€ 0", "€0"),
        (100, "€ 1", "€1"),
        (1_234_567_89, "€ 1.234.567,89", "€1,234,567.89"),
        (-1_250, "€ -12,50", "-€12.50"),
        (-100_000, "€ -1.000", "-€1,000"),
    ],
)
def test_money_as_people_write_it(cents: int, nl: str, en: str) -> None:
    assert filled(Euro(cents=cents), "nl") == nl.replace("€ ", "€\xa0")
    assert filled(Euro(cents=cents), "en") == en


@pytest.mark.parametrize(
    ("moment", "nl"),
    [
        (utc(2027, 5, 12, 12, 30), "12 mei 2027 om 14:30"),
        (utc(2027, 1, 1, 23, 30), "2 januari 2027 om 00:30"),
        # The clock goes forward: 02:00 to 03:00 does not exist on 28 March 2027.
        (utc(2027, 3, 28, 0, 59, 59), "28 maart 2027 om 01:59"),
        (utc(2027, 3, 28, 1, 0), "28 maart 2027 om 03:00"),
        # The clock goes back: 02:30 comes twice on 31 October 2027.
        (utc(2027, 10, 31, 0, 30), "31 oktober 2027 om 02:30"),
        (utc(2027, 10, 31, 1, 30), "31 oktober 2027 om 02:30"),
        (utc(2027, 10, 31, 2, 30), "31 oktober 2027 om 03:30"),
        # A day begins at midnight in the municipality, not in Greenwich.
        (utc(2027, 10, 30, 22, 0), "31 oktober 2027 om 00:00"),
    ],
)
def test_a_moment_is_read_on_the_clocks_of_the_municipality(moment: Moment, nl: str) -> None:
    assert filled(moment) == nl


def test_a_day_says_which_day_of_the_week_it_is() -> None:
    day = Day(on=dt.date(2027, 5, 12))
    assert filled(day, "nl") == "woensdag 12 mei 2027"
    assert filled(day, "en") == "Wednesday 12 May 2027"


def test_an_english_moment() -> None:
    assert filled(utc(2027, 5, 12, 12, 30), "en") == "12 May 2027 at 14:30"


@pytest.mark.parametrize(
    ("gap", "nl"),
    [
        ("Het Lage Land", "Het Lage Land"),
        (7, "7"),
        (2027, "2027"),
        (20_000, "20.000"),
        (the("council"), "de wijkraad"),
        (The("council"), "de wijkraad"),
        (bare("council"), "wijkraad"),
        (Term(key="council", form="many"), "wijkraden"),
        (Several(items=()), ""),
        (Several(items=("a",)), "a"),
        (Several(items=("a", "b")), "a en b"),
        (Several(items=("a", the("council"), Euro(cents=500))), "a, de wijkraad en €\xa05"),
        (_("only {n}", n=3), "only 3"),
        (Quoted(text="Een {bank} %s"), f"{FSI}Een {{bank}} %s{PDI}"),
    ],
)
def test_every_sort_of_gap(gap: Gap, nl: str) -> None:
    assert filled(gap) == nl


def test_a_sentence_begins_with_a_capital_wherever_a_gap_stands() -> None:
    day, council = Day(on=dt.date(2027, 5, 12)), the("council")
    for text, said_ in (
        ("{a} decides.", "De wijkraad decides."),
        ("Ask {a}.", "Ask de wijkraad."),
        ("Sent. {a} decides.", "Sent. De wijkraad decides."),
        ("🗳 {a}", "🗳 De wijkraad"),
        ("Sent to\n{a}", "Sent to\nDe wijkraad"),
        ("{b} it is.", "Woensdag 12 mei 2027 it is."),
        ("{c}: ({a})", "Noord: (de wijkraad)"),
    ):
        gaps: dict[str, Gap] = {"a": council, "b": day, "c": "Noord"}
        assert words(Message(text=text, gaps=gaps), "nl", PROFILE) == said_
    inner = _("{a} of {c}", a=council, c="Noord")
    assert words(_("Ask {who}.", who=inner), "nl", PROFILE) == "Ask de wijkraad of Noord."
    assert words(_("{who} decides.", who=inner), "nl", PROFILE).startswith("De wijkraad of")
    assert words(_("{name}.", name="'s-Gravenland"), "nl", PROFILE) == "'s-Gravenland."


def test_a_bare_string_is_a_proper_noun() -> None:
    assert words("Ommoord", "nl", PROFILE) == "Ommoord"


# --- translations -----------------------------------------------------------------------------


ARABIC_FORMS = (
    "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 :"
    " n%100>=11 ? 4 : 5);"
)


def test_a_language_picks_its_own_plural_form(folder: Path) -> None:
    forms = "\n".join(f'msgstr[{n}] "form {n}: {{count}}"' for n in range(6))
    a_catalogue(
        folder, "ar", f'msgid "{{count}} bench"\nmsgid_plural "{{count}} benches"\n{forms}\n',
        ARABIC_FORMS,
    )  # fmt: skip

    def benches(count: int, language: str) -> str:
        return words(plural("{count} bench", "{count} benches", count), language, PROFILE)

    said_ = [benches(count, "ar") for count in (0, 1, 2, 5, 11, 100)]
    assert said_ == [f"form {n}: {count}" for n, count in enumerate((0, 1, 2, 5, 11, 100))]
    assert [benches(count, "en") for count in (0, 1, 2)] == ["0 benches", "1 bench", "2 benches"]


def test_a_context_tells_twins_apart(folder: Path) -> None:
    a_catalogue(
        folder,
        "fy",
        'msgctxt "door"\nmsgid "Open"\nmsgstr "Iepenje"\n\nmsgid "Open"\nmsgstr "Iepen"\n',
    )
    assert words(in_context("door", "Open"), "fy", PROFILE) == "Iepenje"
    assert words(_("Open"), "fy", PROFILE) == "Iepen"
    assert words(in_context("shop", "Open"), "fy", PROFILE) == "Open"


def test_what_is_not_translated_is_said_in_english(folder: Path) -> None:
    a_catalogue(folder, "fy", '#, fuzzy\nmsgid "Yes"\nmsgstr "Nee"\n\nmsgid "No"\nmsgstr ""\n')
    for text in ("Yes", "No", "Never seen"):
        assert words(_(text), "fy", PROFILE) == text
    assert words(_("Yes"), "xx-Nowhere", PROFILE) == "Yes"
    assert "fy" not in languages()


def test_a_broken_translation_stops_no_letter(folder: Path) -> None:
    a_catalogue(
        folder,
        "fy",
        'msgid "Hello {name}"\nmsgstr "Hoi {namme}"\n\nmsgid "Bye {name}"\nmsgstr "{Oant {name"\n',
        "nplurals=2; plural=(n ! 1);",
    )
    assert words(_("Hello {name}", name="Anna"), "fy", PROFILE) == "Hello Anna"
    assert words(_("Bye {name}", name="Anna"), "fy", PROFILE) == "{Oant {name"
    assert words(_("Ask {name} and {x}", name="Anna"), "fy", PROFILE) == "Ask Anna and …"
    assert words(_("Stray {"), "fy", PROFILE) == "Stray {"
    assert filled(Term(key="hot_air_balloon"), "fy") == "hot air balloon"
    assert words(plural("{count} x", "{count} xs", 2), "fy", PROFILE) == "2 xs"


def test_languages_offered_are_the_complete_ones(folder: Path) -> None:
    a_catalogue(folder, "ar", 'msgid "Yes"\nmsgstr "نعم"\n', ARABIC_FORMS)
    assert languages() == ("nl", "en", "ar")
    assert catalogue("ar").rtl
    assert not catalogue("nl").rtl
    assert words(_("Yes"), "ar-SY", PROFILE) == "نعم"


# --- messages ---------------------------------------------------------------------------------


def stretches(rendered: Rendered) -> list[tuple[str, str]]:
    """What each entity covers, counted in UTF-16 units."""
    raw = rendered.text.encode("utf-16-le")
    return [
        (e.kind, raw[2 * e.offset : 2 * (e.offset + e.length)].decode("utf-16-le"))
        for e in rendered.entities
    ]


def test_a_message_is_plain_text_with_entities() -> None:
    rendered = message(
        said(
            Heading(words=_("🪑👩‍👩‍👧 A bench")),
            _("Read this, {name}.", name=Quoted(text="Zoë 🌻")),
            Cite(whose=_("Anna wrote:"), text="*Zitten* 🪑\n<b>samen</b>"),
            Lines(items=(_("One"), _("Two"))),
            Cite(text="🌳"),
        ),
        "en",
        PROFILE,
    )
    assert rendered.text == (
        "🪑👩‍👩‍👧 A bench\n\n"
        f"Read this, {FSI}Zoë 🌻{PDI}.\n\n"
        f"Anna wrote:\n{FSI}*Zitten* 🪑{PDI}\n{FSI}<b>samen</b>{PDI}\n\n"
        f"One\nTwo\n\n{FSI}🌳{PDI}"
    )
    assert stretches(rendered) == [
        ("bold", "🪑👩‍👩‍👧 A bench"),
        ("blockquote", f"{FSI}*Zitten* 🪑{PDI}\n{FSI}<b>samen</b>{PDI}"),
        ("blockquote", f"{FSI}🌳{PDI}"),
    ]
    assert rendered.entities[0].offset == 0
    assert rendered.entities[0].length == len("🪑👩‍👩‍👧 A bench".encode("utf-16-le")) // 2


def test_nobodys_text_turns_what_stands_around_it() -> None:
    nasty = "a\u202eb\u2069c\u2066d\ud83d"
    assert filled(Quoted(text=nasty)) == f"{FSI}abcd{PDI}"
    rendered = message(said(Cite(text=nasty)), "nl", PROFILE)
    assert rendered.text == f"{FSI}abcd{PDI}"


@pytest.mark.parametrize("most", [4096, 1024])
@pytest.mark.parametrize("letter", ["a", "🪑", "é\n", "👩‍👩‍👧"])
def test_a_long_quote_is_shortened_and_nothing_else(letter: str, most: int) -> None:
    rendered = message(
        said(
            Heading(words=_("🪑 Kept")),
            Cite(whose=_("Anna wrote:"), text=letter * 5000),
            Cite(text="short"),
            _("What do you say?"),
        ),
        "en",
        PROFILE,
        most,
    )
    assert most - 40 < units(rendered.text) <= most
    assert rendered.text.endswith(f"…{PDI}\n\n{FSI}short{PDI}\n\nWhat do you say?")
    kinds = [kind for kind, _text in stretches(rendered)]
    assert kinds == ["bold", "blockquote", "blockquote"]
    assert all(text.startswith(FSI) for kind, text in stretches(rendered) if kind != "bold")


def test_long_quotes_share_what_there_is() -> None:
    rendered = message(
        said(Cite(text="a" * 4000), Cite(text="b" * 3000), Cite(text="c" * 100)), "en", PROFILE
    )
    lengths = [len(text) for _kind, text in stretches(rendered)]
    assert units(rendered.text) <= 4096
    assert lengths[2] == 102
    assert abs(lengths[0] - lengths[1]) <= 1
    assert lengths[0] > 1900


def test_words_without_a_quote_are_cut_at_the_end() -> None:
    long = _("🪑" * 3000)
    rendered = message(
        said(_("Start"), Heading(words=long), Heading(words=_("End"))), "en", PROFILE
    )
    assert units(rendered.text) <= 4096
    assert rendered.text.endswith("🪑…")
    assert [kind for kind, _text in stretches(rendered)] == ["bold"]


SOME_TEXT = st.text(st.sampled_from("a é🪑👩\u200d\u202e\u2068\u2069\ud83d\n{}ا"), max_size=30)
SOME_PARAGRAPH = st.one_of(
    st.builds(lambda text, n: Cite(text=text * n), SOME_TEXT, st.integers(0, 300)),
    st.builds(lambda text: Cite(whose=_("Anna {wrote}:", wrote=text), text=text), SOME_TEXT),
    st.builds(lambda text: Heading(words=_("{text}", text=Quoted(text=text))), SOME_TEXT),
    st.builds(
        lambda text, n: _("{text}", text=Quoted(text=text * n)), SOME_TEXT, st.integers(0, 90)
    ),
)


@given(st.lists(SOME_PARAGRAPH, max_size=6), st.sampled_from([1024, 4096]))
def test_whatever_people_write_a_message_can_be_sent(
    body: list[Message | Cite | Heading], most: int
) -> None:
    rendered = message(said(*body), "nl", PROFILE, most)
    assert rendered.text.encode("utf-8")
    assert rendered.text == rendered.text.strip()
    assert 1 <= units(rendered.text) <= most
    at = 0
    for entity in rendered.entities:
        assert at <= entity.offset
        assert entity.length > 0
        at = entity.offset + entity.length
    assert at <= units(rendered.text)
    assert all(text == text.strip("\n") for _kind, text in stretches(rendered))


@pytest.mark.parametrize(
    "body",
    [
        (),
        (_(""),),
        (_(" \n"),),
        (Cite(text=" \u200b"),),
        (Lines(items=()),),
        (Lines(items=(_(""),)),),
    ],
)
def test_a_message_is_never_empty(body: tuple[Message | Cite | Lines, ...]) -> None:
    assert message(said(*body), "nl", PROFILE) == Rendered("…")


def test_paragraphs_have_no_space_around_them() -> None:
    # Telegram takes it away, and every entity behind it would be wrong.
    rendered = message(said(_("\n  A "), Heading(words=_(" B "))), "en", PROFILE)
    assert rendered.text == "A\n\nB"
    assert stretches(rendered) == [("bold", "B")]


def test_a_label_fits_on_a_button() -> None:
    assert label("Ommoord", "nl", PROFILE) == "Ommoord"
    assert label(_("A\n {b}", b="b"), "nl", PROFILE) == "A b"
    assert label(_(""), "nl", PROFILE) == "…"
    long = label("🪑" * 64, "nl", PROFILE)
    assert units(long) <= 60
    assert long.endswith("🪑…")


# --- right to left ----------------------------------------------------------------------------


def turned(text: str) -> str:
    """Something like Arabic: every letter outside a gap becomes an Arabic one."""
    parts = re.split(r"(\{\w+\})", text)
    return "".join(
        part if n % 2 else re.sub(r"[A-Za-z]", lambda m: chr(0x627 + ord(m[0]) % 20), part)
        for n, part in enumerate(parts)
    )


def pseudo_arabic(folder: Path) -> Catalog:
    """A right-to-left catalogue of all sentences, as the Dutch one has them: it lacks none."""
    with (ROOT / "locales" / "nl" / "LC_MESSAGES" / "aanzet.po").open("rb") as file:
        everything = read_po(file, ignore_obsolete=True)
    known = Catalog(locale="ar", charset="utf-8", fuzzy=False)
    for entry in everything:
        if not entry.id:
            continue
        ids = ids_of(entry)
        text: str | tuple[str, ...] = (
            turned(ids[0]) if len(ids) == 1 else tuple(turned(ids[1]) for _n in range(6))
        )
        known.add(entry.id, text, context=entry.context)
    path = folder / "ar" / "LC_MESSAGES" / "aanzet.po"
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        write_po(file, known)
    return known


def test_every_sentence_runs_from_right_to_left(folder: Path) -> None:
    known = pseudo_arabic(folder)
    assert "ar" in languages()
    assert len(catalogue("ar").sentences) > 50
    for entry in known:
        if not entry.id:
            continue
        ids = ids_of(entry)
        names = {part.name for text in ids for part in template(text) if isinstance(part, Slot)}
        gaps: dict[str, Gap] = dict.fromkeys(names, "Latin 12")
        many, count = (ids[1], 3) if len(ids) > 1 else (None, None)
        sentence = Message(text=ids[0], gaps=gaps, many=many, count=count, context=entry.context)
        for line in message(said(sentence), "ar", PROFILE).text.split("\n"):
            assert unicodedata.bidirectional(line[0]) in ("R", "AL")
            assert line.count("Latin 12") == line.count(f"{FSI}Latin 12{PDI}")
            # Nothing of the English is left.
            assert not re.search("[A-Za-z]", line.replace("Latin 12", ""))


def test_what_runs_the_other_way_stands_apart(folder: Path) -> None:
    a_catalogue(folder, "ar", 'msgid "Ask {a}"\nmsgstr "اسأل {a}"\n', ARABIC_FORMS)

    def ask(gap: Gap) -> str:
        return words(_("Ask {a}", a=gap), "ar", PROFILE)

    assert ask("BI-2026-0042") == f"اسأل {FSI}BI-2026-0042{PDI}"
    assert ask(Quoted(text="een bank")) == f"اسأل {FSI}een bank{PDI}"
    assert FSI in ask(Euro(cents=100))
    assert f"{FSI}14:30{PDI}" in ask(utc(2027, 5, 12, 12, 30))
    rendered = message(
        said(Heading(words=_("Ask {a}", a="x")), _("🪑 unknown"), Cite(text="een bank")),
        "ar",
        PROFILE,
    )
    assert rendered.text.split("\n\n") == [
        f"اسأل {FSI}x{PDI}",
        f"{RLM}🪑 unknown",
        f"{FSI}een bank{PDI}",
    ]
    assert stretches(rendered)[1] == ("blockquote", f"{FSI}een bank{PDI}")
