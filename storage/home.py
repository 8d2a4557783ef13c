"""What the menu shows besides the roles of whoever reads it."""

from __future__ import annotations

from conversations.facts import HomeFacts
from conversations.here import Here
from conversations.talk import Screen
from storage.database import Transaction
from storage.matters import inbox
from storage.rounds import desk, votes


async def home_facts(tx: Transaction, screen: Screen, here: Here) -> HomeFacts:
    """The round of the reader's wijk, what waits for their answer alone, voters to help."""
    vote = await votes.open_now(tx, screen, here)
    asked = await inbox.asked_of(tx, here)
    return HomeFacts(vote, asked, await desk.works_now(tx, here))
