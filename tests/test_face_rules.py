"""What may stand on a card: telephone numbers, weekdays, texts, leave; as tables."""

from __future__ import annotations

import datetime as dt

import pytest

from conversations.here import Held, Here, Person
from conversations.roles.face import ChangeCard, Holder, Office, Whose
from conversations.roles.faces_words import weekdays
from conversations.roles.office import office_id
from conversations.roles.role import OPERATOR
from conversations.rules.faces import (
    read_days,
    why_not_away,
    why_not_change,
    why_not_this_name,
    why_not_this_offer,
)
from conversations.rules.telephone import (
    dialled,
    holds_a_mobile_number,
    read_number,
    shown,
    why_not_this_number,
)
from locales.render import words
from tests.phones import NOON, ROTTERDAM

TODAY = dt.date(2026, 12, 18)


@pytest.mark.parametrize(
    ("typed", "number", "in_groups", "from_abroad"),
    [
        ("010 213 10 55", "0102131055", "010 213 10 55", "+31102131055"),
        ("010-2131055", "0102131055", "010 213 10 55", "+31102131055"),
        ("(0180) 451 234", "0180451234", "0180 451 234", "+31180451234"),
        ("+31 (0)180 451 234", "0180451234", "0180 451 234", "+31180451234"),
        ("+31180451234", "0180451234", "0180 451 234", "+31180451234"),
        ("0031 180 45 12 34", "0180451234", "0180 451 234", "+31180451234"),
        ("０１０ ２１３ １０ ５５", "0102131055", "010 213 10 55", "+31102131055"),
        ("14 010", "14010", "14 010", "14010"),
        ("140180", "140180", "14 0180", "140180"),
        ("0800-1234", "08001234", "0800 1234", "08001234"),
        ("0900 123 45 67", "09001234567", "0900 1234567", "09001234567"),
        ("088 123 45 67", "0881234567", "088 123 45 67", "+31881234567"),
        ("06 12345678", "0612345678", "06 12 34 56 78", "+31612345678"),
        ("+31 6 12 34 56 78", "0612345678", "06 12 34 56 78", "+31612345678"),
    ],
)
def test_a_number_is_read_shown_and_dialled(
    typed: str, number: str, in_groups: str, from_abroad: str
) -> None:
    assert read_number(typed) == number
    assert shown(number) == in_groups
    assert dialled(number) == from_abroad
    assert read_number(in_groups) == read_number(from_abroad) == number


@pytest.mark.parametrize(
    "typed",
    [
        "", "x", "12345", "010 213 10 5", "010 213 10 555", "+32 2 123 45 67", "0909 1234",
        "14 10", "112", "0006 12345678", "call me", "06 1234 567", "0612345678 or 0687654321",
    ],
)  # fmt: skip
def test_what_is_no_dutch_number(typed: str) -> None:
    assert read_number(typed) is None
    assert why_not_this_number(read_number(typed), vouched=True) is not None


@pytest.mark.parametrize(
    ("number", "resident", "vouched", "may"),
    [
        ("0102131055", False, False, True),
        ("14010", False, False, True),
        ("0612345678", False, False, False),
        ("0612345678", False, True, True),
        ("0102131055", True, False, False),
        ("0102131055", True, True, True),
    ],
)
def test_no_private_numbers(number: str, resident: bool, vouched: bool, may: bool) -> None:
    objection = why_not_this_number(number, resident=resident, vouched=vouched)
    assert (objection is None) is may


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("Bel 06-12345678", True),
        ("+31 6 12 34 56 78 is sneller", True),
        ("0031 (0)6 12345678", True),
        ("0 6 1 2 3 4 5 6 7 8", True),
        ("010 612 34 56", False),
        ("artikel 2006 12345678", False),
        ("kamer 6, 2 hoog", False),
    ],
)
def test_a_mobile_number_does_not_hide_in_a_text(text: str, hidden: bool) -> None:
    assert holds_a_mobile_number(text) is hidden
    assert (why_not_this_offer(text) is not None) is hidden


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        ("ma di do", (1, 2, 4)),
        ("Maandag, dinsdag en donderdag.", (1, 2, 4)),
        ("ma-vr", (1, 2, 3, 4, 5)),
        ("ma t/m do", (1, 2, 3, 4)),
        ("maandag tot en met woensdag", (1, 2, 3)),
        ("ma – wo en vr", (1, 2, 3, 5)),
        ("Monday to Friday", (1, 2, 3, 4, 5)),
        ("Mon, Wed & Fri", (1, 3, 5)),
        ("Tuesdays", (2,)),
        ("vr - ma", (1, 5, 6, 7)),
        ("elke dag", (1, 2, 3, 4, 5, 6, 7)),
        ("werkdagen", (1, 2, 3, 4, 5)),
        ("op de zaterdagen", (6,)),
        ("", None),
        ("soms", None),
        ("ma-", None),
        ("- di", None),
        ("1 en 2", None),
        ("ma--wo", None),
        ("ma, soms di", None),
    ],
)
def test_weekdays_as_people_type_them(typed: str, days: tuple[int, ...] | None) -> None:
    assert read_days(typed) == days


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ((1,), "maandag"),
        ((1, 2), "maandag en dinsdag"),
        ((1, 2, 4), "maandag, dinsdag en donderdag"),
        ((1, 2, 3, 4, 5), "maandag tot en met vrijdag"),
        ((5, 6, 7), "vrijdag tot en met zondag"),
        ((1, 5, 6, 7), "maandag, vrijdag, zaterdag en zondag"),
    ],
)
def test_weekdays_in_words_are_read_back_as_the_same(days: tuple[int, ...], said: str) -> None:
    told = words(weekdays(days), "nl", ROTTERDAM)
    assert told.casefold() == said
    assert read_days(told) == days
    assert read_days(words(weekdays(days), "en", ROTTERDAM)) == days


@pytest.mark.parametrize(
    ("name", "right"),
    [
        ("Rik", True), ("Mevrouw De Boer", True), ("Ö", False), ("", False), ("Bel 0612", False),
        ("Rik\nen Bo", False), ("R" * 61, False), ("فاطمة", True),
    ],
)  # fmt: skip
def test_a_name_is_one_line_without_figures(name: str, right: bool) -> None:
    assert (why_not_this_name(name) is None) is right


@pytest.mark.parametrize(
    ("first", "back", "right"),
    [
        (0, 1, True),
        (0, 366, True),
        (3, 17, True),
        (-1, 5, False),
        (3, 3, False),
        (3, 2, False),
        (0, 367, False),
    ],
)
def test_leave_lasts_from_today_on_for_a_day_to_a_year(first: int, back: int, right: bool) -> None:
    day = dt.timedelta(days=1)
    objection = why_not_away(TODAY + first * day, TODAY + back * day, TODAY)
    assert (objection is None) is right


def here(*held: tuple[str, str | None], operator: bool = False) -> Here:
    """Somebody with these roles; or the command line."""
    roles = (OPERATOR,) if operator else tuple(Held(*one) for one in held)
    return Here(ROTTERDAM, Person("" if operator else "me", "Me", "en", roles=roles), NOON)


OMMOORD_OFFICE, HOLDER = Office("contact", "rotterdam.ommoord"), Holder("R" * 22)


@pytest.mark.parametrize(
    ("whose", "roles", "operator", "may"),
    [
        (None, (), False, False),
        (None, (("member", "rotterdam.ommoord"),), False, False),
        (None, (("officer", None),), False, False),
        (None, (("contact", "rotterdam.ommoord"),), False, True),
        (None, (("secretary", "rotterdam.ommoord"),), False, True),
        (None, (("alderman", None),), False, True),
        (None, (), True, False),
        (OMMOORD_OFFICE, (("contact", "rotterdam.ommoord"),), False, False),
        (OMMOORD_OFFICE, (("administrator", None),), False, False),
        (OMMOORD_OFFICE, (("operator", None),), False, False),
        (OMMOORD_OFFICE, (), True, True),
        (HOLDER, (("contact", "rotterdam.ommoord"),), False, False),
        (HOLDER, (), True, True),
        (Office("member", "rotterdam.ommoord"), (), True, False),
        (Office("contact", "rotterdam.nowhere"), (), True, False),
        (Office("contact", None), (), True, True),
    ],
)
def test_who_may_change_whose_card(
    whose: Whose, roles: tuple[tuple[str, str | None], ...], operator: bool, may: bool
) -> None:
    command = ChangeCard((("days", "1"),), whose)
    assert (why_not_change(command.whose, here(*roles, operator=operator)) is None) is may


def test_the_office_of_a_role_has_one_id_that_fits_a_button() -> None:
    ids = [office_id("contact", wijk.id) for wijk in ROTTERDAM.own_wijken]
    ids += [office_id("contact", None), office_id("manager", None)]
    assert len(set(ids)) == len(ids)
    assert {len(id) for id in ids} == {22}
