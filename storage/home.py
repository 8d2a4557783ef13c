"""What the menu shows besides the roles of whoever reads it."""

from __future__ import annotations

from conversations.facts import HomeFacts
from conversations.here import Here
from conversations.talk import Screen
from storage.database import Transaction
from storage.matters import inbox
from storage.rounds import votes


async def home_facts(tx: Transaction, screen: Screen, here: Here) -> HomeFacts:
    """The round that runs in the reader's wijk, and how much waits for their answer alone."""
    vote = await votes.open_now(tx, screen, here)
    return HomeFacts(vote, await inbox.asked_of(tx, here))
