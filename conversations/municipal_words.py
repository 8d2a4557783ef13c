"""What a municipality calls its roles, its council and its initiatives.

A profile gives its own words; for those it lacks there is a description in
general terms, so that a sentence can always be read.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, TypeVar, get_args

from pydantic import StringConstraints

from conversations.words import Kept

# Roles as the code names them; a profile maps its own words to these.
Role = Literal[
    "resident",
    "ambassador",
    "member",
    "chair",
    "secretary",
    "manager",
    "contact",
    "alderman",
    "hub_staff",
    "partner",
    "officer",
    "administrator",
]
ROLES: tuple[Role, ...] = get_args(Role)

Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]+)*$")]
Name = Annotated[str, StringConstraints(min_length=1, max_length=120, strip_whitespace=True)]

WordKey = Literal[
    "council",
    "council_member",
    "contact",
    "mandate_holder",
    "ambassador",
    "secretary",
    "chair",
    "officer",
    "administrator",
    "initiative",
    "hub",
    "house",
    "resident",
    "alderman",
    "hub_staff",
    "partner",
]


def role_word(role: Role) -> WordKey:
    """The key of the word for a role; a member and a manager go by a longer one."""
    if role == "member":
        return "council_member"
    if role == "manager":
        return "mandate_holder"
    return role


class WordForms(Kept):
    """A word as sentences need it: alone, with its article, and several of them."""

    one: Name
    the: Name
    many: Name


# Words only the municipality can give; the others are ordinary language.
INSTITUTIONS: tuple[WordKey, ...] = (
    "council",
    "council_member",
    "contact",
    "mandate_holder",
    "ambassador",
    "initiative",
    "hub",
)

Spoken = TypeVar("Spoken")


def _forms(nl: tuple[str, str, str], en: tuple[str, str, str]) -> dict[str, WordForms]:
    return {
        language: WordForms(one=one, the=the, many=many)
        for language, (one, the, many) in {"nl": nl, "en": en}.items()
    }


# Descriptions of ours for words a municipality has not given: a sentence can always be read.
GENERAL_WORDS: Mapping[str, Mapping[str, WordForms]] = {
    "council": _forms(
        ("wijkvertegenwoordiging", "de wijkvertegenwoordiging", "wijkvertegenwoordigingen"),
        ("neighbourhood council", "the neighbourhood council", "neighbourhood councils"),
    ),
    "council_member": _forms(
        (
            "lid van de wijkvertegenwoordiging",
            "het lid van de wijkvertegenwoordiging",
            "leden van de wijkvertegenwoordiging",
        ),
        (
            "member of the neighbourhood council",
            "the member of the neighbourhood council",
            "members of the neighbourhood council",
        ),
    ),
    "contact": _forms(
        (
            "contactpersoon voor de wijk",
            "de contactpersoon voor de wijk",
            "contactpersonen voor de wijk",
        ),
        (
            "contact person for the wijk",
            "the contact person for the wijk",
            "contact persons for the wijk",
        ),
    ),
    "mandate_holder": _forms(
        ("ambtenaar met mandaat", "de ambtenaar met mandaat", "ambtenaren met mandaat"),
        ("official with a mandate", "the official with a mandate", "officials with a mandate"),
    ),
    "ambassador": _forms(
        ("ambassadeur", "de ambassadeur", "ambassadeurs"),
        ("ambassadeur", "the ambassadeur", "ambassadeurs"),
    ),
    "secretary": _forms(
        ("secretaris", "de secretaris", "secretarissen"),
        ("secretary", "the secretary", "secretaries"),
    ),
    "chair": _forms(
        ("voorzitter", "de voorzitter", "voorzitters"),
        ("chair", "the chair", "chairs"),
    ),
    "officer": _forms(
        (
            "beheerder van rollen en rondes",
            "de beheerder van rollen en rondes",
            "beheerders van rollen en rondes",
        ),
        (
            "officer for roles and rounds",
            "the officer for roles and rounds",
            "officers for roles and rounds",
        ),
    ),
    "administrator": _forms(
        ("beheerder", "de beheerder", "beheerders"),
        ("administrator", "the administrator", "administrators"),
    ),
    "initiative": _forms(
        ("initiatief", "het initiatief", "initiatieven"),
        ("initiative", "the initiative", "initiatives"),
    ),
    "hub": _forms(
        ("inlooppunt", "het inlooppunt", "inlooppunten"),
        ("walk-in place", "the walk-in place", "walk-in places"),
    ),
    "house": _forms(
        ("buurthuis", "het buurthuis", "buurthuizen"),
        ("community centre", "the community centre", "community centres"),
    ),
    "resident": _forms(
        ("bewoner", "de bewoner", "bewoners"),
        ("resident", "the resident", "residents"),
    ),
    "alderman": _forms(
        ("wethouder", "de wethouder", "wethouders"),
        ("wethouder", "the wethouder", "wethouders"),
    ),
    "hub_staff": _forms(
        (
            "medewerker van het inlooppunt",
            "de medewerker van het inlooppunt",
            "medewerkers van het inlooppunt",
        ),
        (
            "member of staff at the walk-in place",
            "the member of staff at the walk-in place",
            "staff at the walk-in place",
        ),
    ),
    "partner": _forms(
        ("partner in de wijk", "de partner in de wijk", "partners in de wijk"),
        ("partner in the wijk", "the partner in the wijk", "partners in the wijk"),
    ),
}


def in_language(by_language: Mapping[str, Spoken], language: str) -> Spoken:
    return by_language.get(language) or by_language.get("en") or next(iter(by_language.values()))
