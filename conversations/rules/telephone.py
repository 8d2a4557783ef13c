"""Dutch telephone numbers: read as people write them, shown in groups, dialled from anywhere.

Residents see office numbers only.  A mobile number is refused, unless the operator says that it
belongs to an office; a resident with a role shows no number at all.
"""

from __future__ import annotations

import re

from conversations.rules.texts import clean, western
from conversations.words import Message, _, the

# Area codes of three figures; all others have four.  085 and 088 are for companies and offices.
AREAS = (
    "010 013 015 020 023 024 026 030 033 035 036 038 040 043 045 046 050 053 055 058 "
    "070 071 072 073 074 075 076 077 078 079 085 088"
)
SHORT_AREAS = frozenset(AREAS.split())
SEPARATORS = re.compile(r"[\s()./\-–]+")
FROM_ABROAD = re.compile(r"(?:\+|00)31(?:\(0\))?0?")
MUNICIPAL = re.compile(r"14(0\d{2,3})")  # 14 and the area code: every municipality's own number
SERVICE = re.compile(r"0[89]00\d{4}(?:\d{3})?")
OFFICE = re.compile(r"0[1-57]\d{8}|08[58]\d{7}")
MOBILE = re.compile(r"06\d{8}")
# A mobile number in the middle of a text, however it is parted.
MOBILE_INSIDE = re.compile(r"(?<!\d)(?:(?:\+|00)31[\s(0).\-]*|0[\s.\-]*)6(?:[\s.\-]*\d){8}(?!\d)")


def read_number(text: str) -> str | None:
    """The figures of a Dutch number as they are dialled here, or None when it is not one."""
    typed = western(clean(text)).strip()
    typed = SEPARATORS.sub("", FROM_ABROAD.sub("0", typed.replace(" ", ""), count=1))
    for kind in (MUNICIPAL, SERVICE, OFFICE, MOBILE):
        if kind.fullmatch(typed):
            return typed
    return None


def is_mobile(number: str) -> bool:
    """Is this a mobile number? (`number` as `read_number` gives it)"""
    return MOBILE.fullmatch(number) is not None


def shown(number: str) -> str:
    """A number in the groups in which people read it: 010 213 10 55, 14 0180."""
    if found := MUNICIPAL.fullmatch(number):
        return f"14 {found[1]}"
    if SERVICE.fullmatch(number):
        return f"{number[:4]} {number[4:]}"
    if is_mobile(number):
        return f"06 {number[2:4]} {number[4:6]} {number[6:8]} {number[8:]}"
    if number[:3] in SHORT_AREAS:
        return f"{number[:3]} {number[3:6]} {number[6:8]} {number[8:]}"
    return f"{number[:4]} {number[4:7]} {number[7:]}"


def dialled(number: str) -> str:
    """A number as a telephone keeps it: with +31, or as it is where that does not exist."""
    if MUNICIPAL.fullmatch(number) or SERVICE.fullmatch(number):
        return number
    return f"+31{number[1:]}"


def why_not_this_number(
    number: str | None, *, resident: bool = False, vouched: bool = False
) -> Message | None:
    """An office number may be shown; a private one never.

    `resident`: it is the card of a resident with a role.  `vouched`: the operator says that it
    is a number of the office.
    """
    if number is None:
        return _("I do not know this as a Dutch telephone number. For example: 14 010.")
    if vouched:
        return None
    if resident:
        return _("You help as a resident. I show no telephone numbers of residents.")
    if is_mobile(number):
        return _(
            "A mobile number may be private."
            " Is it a phone of the office? Then ask {administrator}.",
            administrator=the("administrator"),
        )
    return None


def holds_a_mobile_number(text: str) -> bool:
    """Does a mobile number stand in this text?"""
    return MOBILE_INSIDE.search(western(clean(text))) is not None
