"""`/mijngegevens`: everything kept about whoever asks, and nothing of anybody else."""

from __future__ import annotations

import json
import re
from pathlib import Path

from conversations.matters.matter import BringMatter, Matter
from conversations.matters.talking import CloseMatter, WriteOn
from storage.database import Database
from storage.own_data import OWN, kept_about
from tests.english import OMMOORD, Town
from tests.matters import appoint, does, meet, one, put
from tests.test_forged_talk import orders

SCHEMA = Path(__file__).parents[1] / "storage" / "schema"
# Tables that name a person and are not in the file, each with why.
NOT_IN_IT = {
    "held": "an update that failed: it is read again, or looked at by a human, within days",
    "letters": "what was said stands in the chat; it is emptied when delivered",
    "shown": "which message of the chat shows what",
    "due": "what the clock has still to do with a case",
    "case_history": "where a case stands is told under the case",
    "mandates": "a decision of a wijkraad",
    "seats": "what somebody did in a role",
    "voices": "what somebody did in a role",
    "voice_history": "what somebody did in a role",
    "decisions": "what somebody did in a role",
    "place_changes": "what somebody did in a role",
    "activity_versions": "what somebody did in a role",
    "agenda": "what somebody did in a role",
    "round_consents": "what somebody did in a role",
    "rehearsals": "what somebody did in a role",
    "paper_entries": "what somebody did in a role",
    "paper_given": "what somebody did in a role",
    "codes": "who voted is never put together with a person outside the round",
    "code_locks": "goes after days",
    "desk_calls": "an open question at the desk; goes after minutes",
    "desk_acts": "what somebody did in a role",
    "round_proposals": "what somebody did in a role",
    "ballot_messages": "which message of the chat shows a ballot; goes when it is cast",
}


def test_every_table_with_a_person_is_in_it_or_says_why_not() -> None:
    schema = "".join(path.read_text() for path in sorted(SCHEMA.glob("*.sql")))
    found = re.findall(r"-- person: (\w+); retention: \w+\nCREATE TABLE (\w+)", schema)
    named = {table for person, table in found if person != "none"}
    assert len(named) > 20
    inside = set(re.findall(r"(?:FROM|JOIN) (\w+)", " ".join(OWN.values())))
    assert named - inside == set(NOT_IN_IT)


async def test_it_is_all_of_one_person_and_nothing_of_another(store: Database) -> None:
    async with store.transaction() as tx:
        await meet(tx, "anna", "bob", "rita")
        await appoint(tx, "rita", "contact")
        await put(tx, one("m0", "anna", title="Anna's lamp"), one("m1", "bob", title="Bob's tree"))
    await does(store, "rita", WriteOn("m0", "Which lamp?", "office", asks=True))
    await does(store, "rita", WriteOn("m0", "a note among us", "note"))
    await does(store, "anna", WriteOn("m0", "The one by the pond."))
    async with store.reading() as tx:
        data = await kept_about(tx, "anna")
        of_rita = await kept_about(tx, "rita")
    assert [line["text"] for line in data["messages"]] == [
        "Anna's lamp",
        "Which lamp?",
        "The one by the pond.",
    ]
    whole = json.dumps(data)
    for strange in ("bob", "Bob", "tree", "rita", "a note among us"):
        assert strange not in whole
    assert [row["number"] for row in data["cases"]] == ["M-2026-m0"]
    assert data["follows"][0]["subject"] == "M-2026-m0"
    # Who works for the municipality takes no dossiers home with it.
    assert [role["role"] for role in of_rita["roles"]] == ["contact"]
    assert "lamp" not in json.dumps(of_rita)


async def test_whoever_asks_gets_their_file_at_once(town: Town) -> None:
    await town.appoint("Karim", "contact")
    await town.do("Bob", "/start")
    await town.do("Anna", "/start")
    matter = Matter(kind="complaint", topic="other", wijk=OMMOORD, text="Nobody called me back.")
    for name in ("Anna", "Bob"):
        await orders(town, name, BringMatter(matter))
    town["Anna"].looks()
    await town.plays("""
        Anna: /mydata
        Bot: (document mijn-gegevens.json) 📦 In this file stands everything that I keep about you.
            It is only for you. Do not pass it on without thinking.
            Is something in it wrong?
            … [🏠 Menu]
    """)
    file = town["Anna"].newest.json["document"]
    content = town.village.telegram.exchange.files.by_id(file["file_id"]).content
    data = json.loads(content)
    assert [row["text"] for row in data["messages"]] == ["Nobody called me back."]
    assert data["about"][0] == "This is everything that I keep about you."
    for account in (town["Anna"].id, town["Bob"].id):
        assert str(account).encode() not in content
    assert b"Bob" not in content


async def test_after_a_complaint_the_answer_names_who_else_may_look(town: Town) -> None:
    await town.appoint("Karim", "contact")
    await town.do("Anna", "/start")
    matter = Matter(kind="complaint", topic="other", wijk=OMMOORD, text="Nobody called me back.")
    brought = await orders(town, "Anna", BringMatter(matter))
    await orders(town, "Karim", CloseMatter(brought.case, "We call you tomorrow."))
    assert "You can go to the ombudsman. That is free." in town["Anna"].newest.text
    assert "14 010" in town["Anna"].newest.text


async def test_wis_says_what_stays(town: Town) -> None:
    await town.do("Anna", "/start")
    matter = Matter(kind="complaint", topic="other", wijk=OMMOORD, text="Nobody called me back.")
    await orders(town, "Anna", BringMatter(matter))
    await town.do("Anna", "/wis")
    said = town["Anna"].newest.text
    assert "question or report is still open. It stays until it is done." in said
    assert "Your first name, your language and your wijk stay." in said
    assert "/mijngegevens" in said
