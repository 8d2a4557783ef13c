"""One matter as whoever works on it has it before them: the talk, who was asked, who waits."""

from __future__ import annotations

from conversations.here import Here
from conversations.matters.forward import ForwardFacts
from conversations.matters.hands import CardFacts
from conversations.matters.inbox_draft import InboxDraft, PartnerDraft
from conversations.matters.talking import HANDLING
from conversations.talk import Screen
from storage import audience
from storage.database import Transaction
from storage.matters import facts, forwards


async def card_facts(tx: Transaction, screen: Screen, here: Here) -> CardFacts | None:
    """The matter with everything around it; None for whoever does not work on it now."""
    matter = await facts.matter_facts(tx, screen, here)
    if matter is None or not matter.may_work:
        return None
    leads = None
    if matter.under is not None:
        row = await tx.one("SELECT number FROM cases WHERE id = :id", id=matter.under)
        leads = row["number"] if row else None
    tellers = await audience.tellers(tx, matter.case)
    languages: set[str] = set()
    for person in tellers:
        row = await tx.one("SELECT language FROM people WHERE id = :id", id=person)
        languages.add(row["language"] if row else matter.language)
    return CardFacts(
        matter,
        asked=await forwards.of_matter(tx, matter.case),
        leads=leads,
        readers=len(tellers),
        languages=tuple(sorted(languages)),
    )


async def question_facts(
    tx: Transaction, draft: InboxDraft | PartnerDraft, here: Here
) -> CardFacts | ForwardFacts | None:
    """What a question of the inbox, or to a partner, is about."""
    if isinstance(draft, PartnerDraft):
        return await forwards.forward_facts(tx, Screen(name="forward", case=draft.forward), here)
    return await card_facts(tx, Screen(name=HANDLING, case=draft.case), here)
