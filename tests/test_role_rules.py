"""Who may invite, confirm and end, and the four pictures two people compare."""

from __future__ import annotations

from typing import Any

import pytest

from conversations.here import Here, Person
from conversations.roles.role import Invite
from conversations.rules.roles import why_not_confirm, why_not_invite
from conversations.words import Message
from locales.render import words
from storage.roles import roles
from tests.phones import NOON, OMMOORD, OPERATOR, ROTTERDAM, ZEVENKAMP, person


def english(why: Message | None) -> str | None:
    return words(why, "en", ROTTERDAM) if why is not None else None


@pytest.mark.parametrize(
    ("who", "role", "wijk", "allowed"),
    [
        (person("o", ("officer", None)), "chair", OMMOORD, True),
        (person("a", ("administrator", None)), "officer", None, True),
        (person("c", ("chair", OMMOORD)), "member", OMMOORD, True),
        (person("s", ("secretary", OMMOORD)), "member", OMMOORD, True),
        (person("c", ("chair", OMMOORD)), "secretary", OMMOORD, False),
        (person("c", ("chair", OMMOORD)), "officer", None, False),
        (person("c", ("chair", ZEVENKAMP)), "member", OMMOORD, False),
        (person("m", ("member", OMMOORD)), "member", OMMOORD, False),
        (person("r"), "member", OMMOORD, False),
        (person("asks", ("officer", None)), "member", OMMOORD, False),
        (person("issued", ("officer", None)), "member", OMMOORD, False),
        (OPERATOR, "member", OMMOORD, False),
    ],
)
def test_who_confirms_a_role(who: Person, role: str, wijk: str | None, allowed: bool) -> None:
    why = why_not_confirm(
        role=role, wijk=wijk, asker="asks", issued_by="issued", fellow=False, person=who
    )
    assert (why is None) is allowed


def test_first_officers_confirm_each_other_and_never_themselves() -> None:
    rule: dict[str, Any] = {"role": "officer", "wijk": None, "issued_by": "operator"}
    assert why_not_confirm(**rule, asker="a", fellow=True, person=person("b")) is None
    assert why_not_confirm(**rule, asker="a", fellow=True, person=person("a")) is not None


@pytest.mark.parametrize(
    ("who", "invite", "officers", "why"),
    [
        (OPERATOR, Invite("officer", None, founding=True), 1, None),
        (OPERATOR, Invite("officer", None, founding=True), 2, "There are two already."),
        (OPERATOR, Invite("member", OMMOORD, founding=True), 0, "can be the first."),
        (OPERATOR, Invite("member", OMMOORD), 0, None),
        (OPERATOR, Invite("member", None), 0, "For which wijk?"),
        (OPERATOR, Invite("member", "rotterdam.atlantis"), 0, "do not know that wijk."),
        (OPERATOR, Invite("officer", OMMOORD), 0, "This role is for all of Rotterdam."),
        (OPERATOR, Invite("resident", None), 0, "I do not know that role."),
        (OPERATOR, Invite("member", OMMOORD, until=NOON), 0, "is over already."),
        (person("o", ("officer", None)), Invite("member", OMMOORD), 2, None),
        (person("o", ("officer", None)), Invite("officer", None, founding=True), 1, "at the desk."),
        (person("c", ("chair", OMMOORD)), Invite("member", OMMOORD), 2, "can invite people."),
        (person("x", ("operator", None)), Invite("member", OMMOORD), 0, "can invite people."),
    ],
)
def test_who_may_invite_for_what(
    who: Person, invite: Invite, officers: int, why: str | None
) -> None:
    said = english(why_not_invite(invite, who, officers, Here(ROTTERDAM, who, NOON)))
    assert said is None if why is None else why in (said or "")


def test_the_four_pictures_are_the_same_on_both_phones_and_hold_no_number() -> None:
    assert len(set(roles.PICTURES)) == 64
    mine = roles.fingerprint("invitation", "telegram:100")
    assert mine == roles.fingerprint("invitation", "telegram:100")
    assert len(mine) == 4
    assert not any(sign.isdigit() for sign in mine)
    assert mine != roles.fingerprint("invitation", "telegram:101")
    assert mine != roles.fingerprint("another", "telegram:100")
