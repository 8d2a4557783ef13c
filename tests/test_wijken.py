"""Where somebody lives: postcodes and names as people type them."""

from __future__ import annotations

import pytest

from conversations.profile import Profile
from conversations.rules.wijken import (
    AskWijk,
    BadPostcode,
    Found,
    NoCouncil,
    NotUnderstood,
    OneWijk,
    OtherMunicipality,
    by_gebied,
    pages,
    read_wijk,
)
from storage.profile.municipality import builtin, load


@pytest.fixture(scope="module")
def rotterdam() -> Profile:
    return load(builtin("rotterdam"))


@pytest.fixture(scope="module")
def ridderkerk() -> Profile:
    return load(builtin("ridderkerk"))


@pytest.fixture(scope="module")
def ambacht() -> Profile:
    return load(builtin("hendrik-ido-ambacht"))


def told(found: Found) -> str:
    """A short way to write what was found: `Ommoord`, `split: Ommoord, Zevenkamp`, …"""
    match found:
        case OneWijk(wijk):
            return wijk.name
        case AskWijk(wijken, why, areas):
            names = ", ".join(wijk.name for wijk in wijken)
            return f"{why}: {names}" + (f" ({', '.join(areas)})" if areas else "")
        case NoCouncil(area):
            return f"no council: {area}"
        case OtherMunicipality(name):
            return f"elsewhere: {name}"
        case BadPostcode(reason):
            return f"bad: {reason.text}"
        case NotUnderstood():
            return "?"


CITY = "Cool-Scheepvaartkwartier-Stadsdriehoek"
LAND = "Het Lage Land-Prinsenland-'s-Gravenland"
IJSSEL = "Groot-IJsselmonde en Oud-IJsselmonde"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        # postcodes, in every way a phone writes them
        ("3069", "split: Ommoord, Zevenkamp"),
        ("3069 AB", "split: Ommoord, Zevenkamp"),
        ("3069ab", "split: Ommoord, Zevenkamp"),
        ("\uff13\uff10\uff16\uff19", "split: Ommoord, Zevenkamp"),  # full width
        ("3O69", "split: Ommoord, Zevenkamp"),
        ("\u200f3069\u200e", "split: Ommoord, Zevenkamp"),
        ("٣٠٥٩", "Nesselande"),
        ("3059", "Nesselande"),
        (" 3059  ab ", "Nesselande"),
        ("3059AB Rotterdam", "Nesselande"),
        ("mijn postcode is 3059", "Nesselande"),
        ("3068", f"split: Ommoord, Zevenkamp, {LAND}, Oosterflank"),
        # names as they are written
        ("Ommoord", "Ommoord"),
        ("OMMOORD!", "Ommoord"),
        ("wijkraad Ommoord", "Ommoord"),
        ("Ik woon in Ommoord", "Ommoord"),
        ("dorpsraad Rozenburg", "Rozenburg"),
        ("Hoek van Holland", "Hoek van Holland"),
        ("Öostérflank", "Oosterflank"),
        ("'s Gravenland", LAND),
        ("lage land", LAND),
        ("Spangen", "Bospolder-Spangen-Tussendijken"),
        ("Bergpolder-Blijdorp-Liskwartier", "Blijdorp-Bergpolder-Liskwartier"),
        ("Nieuwe Westen-Middelland", "Middelland-Nieuwe Westen"),
        ("Scheepvaartkwartier", CITY),
        # a gebied, or a wijk that is called like one
        (
            "Charlois",
            "gebied: Carnisse-Zuiderpark, Heijplaat, Oud Charlois-Wielewaal, "
            "Pendrecht-Zuidwijk, Tarwewijk",
        ),
        ("centrum", f"gebied: {CITY}, Dijkzigt-Oude Westen"),
        (
            "Feijenoord",
            "gebied: Feijenoord, Afrikaanderwijk, Bloemhof, Entrepot-Noordereiland, "
            "Hillesluis, Katendrecht-Wilhelminapier, Vreewijk",
        ),
        # placed with low confidence, or inside a story: asked
        ("Zuidplein", "name: Carnisse-Zuiderpark"),
        ("ik woon niet in Ommoord", "name: Ommoord"),
        ("niet Ommoord maar Zevenkamp", "name: Ommoord, Zevenkamp"),
        ("ik werk elke dag op de Botlek", "name:  (Botlek)"),
        ("een speeltuin met water en zand", "?"),
        ("ik ben pas verhuisd naar Ridderkerk", "elsewhere: Ridderkerk"),
        ("verhuisd van Ridderkerk naar Ommoord", "name: Ommoord"),
        ("sinds 2019 in Zevenkamp", "name: Zevenkamp"),
        # the port
        ("3197", "no council: Botlek"),
        ("3044 AA", "no council: Spaanse Polder"),
        ("Maasvlakte", "no council: Maasvlakte"),
        ("3089", "port: Heijplaat (Waalhaven, Eemhaven)"),
        ("3029", "split: Delfshaven-Schiemond, Bospolder-Spangen-Tussendijken (Nieuw Mathenesse)"),
        # elsewhere
        ("2981", "elsewhere: Ridderkerk"),
        ("2981 AB", "elsewhere: Ridderkerk"),
        ("3342", "elsewhere: Hendrik-Ido-Ambacht"),
        ("Bolnes", "elsewhere: Ridderkerk"),
        ("ik woon in Ridderkerk", "elsewhere: Ridderkerk"),
        ("riderkerk", "elsewhere: Ridderkerk"),
        ("Ridderkerk centrum", "elsewhere: Ridderkerk"),
        ("1012 AB", "elsewhere: None"),
        ("2909", "border: "),
        # no postcode at all
        ("0000 XX", "bad: A Dutch postcode never starts with 0."),
        ("3011 SA", "bad: No Dutch postcode ends in {letters}."),
        ("3011 sd", "bad: No Dutch postcode ends in {letters}."),
        ("3011ss", "bad: No Dutch postcode ends in {letters}."),
        ("306", "bad: A postcode has four digits and two letters, for example {example}."),
        ("30699", "bad: A postcode has four digits and two letters, for example {example}."),
        ("3069 A", "bad: A postcode has four digits and two letters, for example {example}."),
        # nothing we know
        ("hallo", "?"),
        ("Rotterdam", "?"),
        ("dorp", "?"),
        ("", "?"),
        ("  \n ", "?"),
        ("🙂", "?"),
        ("OOOO", "?"),
        ("в центре", "?"),
        ("Ommoord " * 2000, "?"),
    ],
)
def test_what_rotterdam_understands(rotterdam: Profile, typed: str, expected: str) -> None:
    assert told(read_wijk(typed, rotterdam)) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("omoord", "Ommoord"),
        ("Ommord", "Ommoord"),
        ("wijkraad Omoord", "Ommoord"),
        ("Zevenkampp", "Zevenkamp"),
        ("Zevekamp", "Zevenkamp"),
        ("Oosterflnk", "Oosterflank"),
        ("Neselande", "Nesselande"),
        ("Kralingseveeer", "Kralingseveer"),
        ("Hilegersberg", "Hillegersberg"),
        ("Schibroek", "Schiebroek"),
        ("Crooswijck", "Crooswijk"),
        ("Lombardyen", "Lombardijen"),
        ("Beverward", "Beverwaard"),
        ("Hogvliet", "Hoogvliet"),
        ("Heyplaat", "Heijplaat"),
        ("Tarwewik", "Tarwewijk"),
        ("Afrikanderwijk", "Afrikaanderwijk"),
        ("bloemhoff", "Bloemhof"),
        ("Katendregt", "Katendrecht-Wilhelminapier"),
        ("Vreewyk", "Vreewijk"),
        ("Carnise", "Carnisse-Zuiderpark"),
        ("Spangn", "Bospolder-Spangen-Tussendijken"),
        ("Hoek v Holland", "Hoek van Holland"),
        ("groot ijselmonde", IJSSEL),
        ("katen", "Katendrecht-Wilhelminapier"),
    ],
)
def test_typing_errors_in_rotterdam_are_confirmed(
    rotterdam: Profile, typed: str, expected: str
) -> None:
    _is_suggested(read_wijk(typed, rotterdam), expected)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Bolnus", "Bolnes"),
        ("Bollnes", "Bolnes"),
        ("bolnse", "Bolnes"),
        ("Slikerveer", "Slikkerveer"),
        ("Slikkerver", "Slikkerveer"),
        ("slikkeveer", "Slikkerveer"),
        ("Rijsord", "Rijsoord"),
        ("Rysoord", "Rijsoord"),
        ("rijssoord", "Rijsoord"),
        ("Oostendamm", "Oostendam"),
        ("Ostendam", "Oostendam"),
        ("oostedam", "Oostendam"),
        ("Drievlit", "Drievliet / Het Zand"),
        ("Drieflliet", "Drievliet / Het Zand"),
        ("het zandt", "Drievliet / Het Zand"),
        ("drievliet het sand", "Drievliet / Het Zand"),
        ("ost", "Oost"),
        ("wst", "West"),
        ("centum", "Centrum"),
        ("wijk Sentrum", "Centrum"),
    ],
)
def test_typing_errors_in_ridderkerk_are_confirmed(
    ridderkerk: Profile, typed: str, expected: str
) -> None:
    _is_suggested(read_wijk(typed, ridderkerk), expected)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("volgerland", "De Volgerlanden"),
        ("de volgerlande", "De Volgerlanden"),
        ("De Folgerlanden", "De Volgerlanden"),
        ("volgelanden", "De Volgerlanden"),
        ("Vollgerlanden", "De Volgerlanden"),
        ("Krommweg", "Krommeweg"),
        ("Kromeweg", "Krommeweg"),
        ("krommewech", "Krommeweg"),
        ("Krommewegg", "Krommeweg"),
        ("de oever", "De Oevers"),
        ("Oeverss", "De Oevers"),
        ("oeffers", "De Oevers"),
        ("Sandelinge", "Sandelingen-Ambacht"),
        ("Sandlingen", "Sandelingen-Ambacht"),
        ("zandelingen", "Sandelingen-Ambacht"),
        ("Sandelingen-Ambagt", "Sandelingen-Ambacht"),
        ("sandelingn ambacht", "Sandelingen-Ambacht"),
        ("Centrm", "Centrum"),
        ("sentrum", "Centrum"),
        ("wijk centum", "Centrum"),
    ],
)
def test_typing_errors_in_hendrik_ido_ambacht_are_confirmed(
    ambacht: Profile, typed: str, expected: str
) -> None:
    _is_suggested(read_wijk(typed, ambacht), expected)


def _is_suggested(found: Found, expected: str) -> None:
    """A guess is never more than a suggestion, the right one first, at most five."""
    assert isinstance(found, AskWijk), found
    assert found.why == "name"
    assert 1 <= len(found.wijken) <= 5
    assert found.wijken[0].name == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("2981", "split: Oost, Centrum, West, Rijsoord"),
        ("2982 AB", "split: West, Bolnes, Centrum"),
        ("2983", "Slikkerveer"),
        ("2987", "Bolnes"),
        ("2988", "Rijsoord"),
        ("2989", "split: Oostendam, Rijsoord"),
        ("het zand", "Drievliet / Het Zand"),
        ("Drievliet-Het Zand", "Drievliet / Het Zand"),
        ("centrum", "Centrum"),
        ("Cornelisland", "no council: Cornelisland"),
        ("Ommoord", "elsewhere: Rotterdam"),
        ("3069", "elsewhere: Rotterdam"),
        ("3341", "elsewhere: Hendrik-Ido-Ambacht"),
    ],
)
def test_what_ridderkerk_understands(ridderkerk: Profile, typed: str, expected: str) -> None:
    assert told(read_wijk(typed, ridderkerk)) == expected


@pytest.mark.parametrize(
    "typed", ["2984", "2984 AB", "Donkersloot", "ik woon in donkersloot", "donkerslot"]
)
def test_whoever_lives_in_donkersloot_is_asked_which_of_the_eight(
    ridderkerk: Profile, typed: str
) -> None:
    found = read_wijk(typed, ridderkerk)
    assert isinstance(found, AskWijk)
    assert (found.why, found.areas) == ("question", ("Donkersloot",))
    assert found.wijken[0].name == "Drievliet / Het Zand"
    assert set(found.wijken) == set(ridderkerk.own_wijken)
    assert len(found.wijken) == 8


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("3341", "split: De Oevers, Centrum, De Volgerlanden"),
        ("3342", "split: Sandelingen-Ambacht, Centrum, Krommeweg"),
        ("3343", "Krommeweg"),
        ("3344 ZZ", "De Volgerlanden"),
        ("volgerlanden", "De Volgerlanden"),
        ("2989", "elsewhere: Ridderkerk"),
        ("Ommoord", "elsewhere: Rotterdam"),
    ],
)
def test_what_hendrik_ido_ambacht_understands(ambacht: Profile, typed: str, expected: str) -> None:
    assert told(read_wijk(typed, ambacht)) == expected


def test_every_postcode_of_every_profile_resolves(
    rotterdam: Profile, ridderkerk: Profile, ambacht: Profile
) -> None:
    for profile in (rotterdam, ridderkerk, ambacht):
        for pc4, postcode in profile.postcodes.items():
            found = read_wijk(pc4, profile)
            assert isinstance(found, OneWijk | AskWijk | NoCouncil), pc4
            assert found == read_wijk(f"{pc4} XX", profile)
            if postcode.ask:
                assert isinstance(found, AskWijk), pc4
            if isinstance(found, AskWijk):
                assert found.wijken, pc4


def test_every_name_leads_to_its_wijk(
    rotterdam: Profile, ridderkerk: Profile, ambacht: Profile
) -> None:
    for profile in (rotterdam, ridderkerk, ambacht):
        for wijk in profile.own_wijken:
            for name in (wijk.name, wijk.name.upper(), *wijk.aliases, *wijk.buurten):
                found = read_wijk(name, profile)
                if name == "Dorp":
                    continue  # says nothing: see the profile's common words
                match found:
                    case OneWijk(one):
                        assert one == wijk, name
                    case AskWijk(wijken):
                        assert wijk in wijken, name
                    case _:
                        pytest.fail(f"{name}: {found}")


def test_a_resident_of_ommoord_gets_ommoord_and_no_other(rotterdam: Profile) -> None:
    ommoord = rotterdam.wijk("rotterdam.ommoord")
    assert ommoord is not None
    for typed in ("Ommoord", "wijkraad ommoord", "ik woon in Ommoord", "OMMOORD "):
        assert read_wijk(typed, rotterdam) == OneWijk(ommoord)
    letters = rotterdam.but(postcodes6={"3069AB": "rotterdam.ommoord"})
    assert read_wijk("3069 ab", letters) == OneWijk(ommoord)
    assert told(read_wijk("3069 AC", letters)) == "split: Ommoord, Zevenkamp"


def test_the_list_shows_every_wijk_once_and_at_most_eight_on_a_page(
    rotterdam: Profile, ridderkerk: Profile, ambacht: Profile
) -> None:
    for profile in (rotterdam, ridderkerk, ambacht):
        shown = [wijk for page in pages(profile) for gebied in page for wijk in gebied.wijken]
        assert sorted(wijk.id for wijk in shown) == sorted(w.id for w in profile.own_wijken)
        assert all(sum(len(g.wijken) for g in page) <= 8 for page in pages(profile))
    assert len(by_gebied(rotterdam)) == 14
    assert len(pages(rotterdam)) == 7
    assert [len(page) for page in pages(ridderkerk)] == [1]
