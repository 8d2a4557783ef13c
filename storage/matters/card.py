"""One matter as whoever works on it has it before them: the talk, who was asked, who waits."""

from __future__ import annotations

from dataclasses import replace

from conversations.here import Here
from conversations.matters.forward import ForwardFacts, WhomFacts
from conversations.matters.hands import CardFacts
from conversations.matters.inbox_draft import InboxDraft, PartnerDraft
from conversations.matters.talking import HANDLING
from conversations.talk import Screen
from storage.database import Transaction
from storage.follows import matter as subject_of
from storage.matters import facts, forwards
from storage.matters.keepers import before_whom

# Everybody who reads an answer to a matter: its own tellers, and those of what goes along with it.
READERS = """
    SELECT p.id, p.language FROM follows f JOIN people p ON p.id = f.person
    WHERE f.subject = :subject
    UNION SELECT p.id, p.language FROM too t JOIN people p ON p.id = t.person
        WHERE t.case_id = :case_id
    UNION SELECT p.id, p.language FROM matters m
        JOIN follows f ON f.subject = 'matter:' || m.case_id JOIN people p ON p.id = f.person
        WHERE m.under = :case_id
    UNION SELECT p.id, p.language FROM matters m
        JOIN too t ON t.case_id = m.case_id JOIN people p ON p.id = t.person
        WHERE m.under = :case_id
"""


async def card_facts(tx: Transaction, screen: Screen, here: Here) -> CardFacts | None:
    """The matter with everything around it; None for whoever does not work on it now."""
    matter = await facts.matter_facts(tx, screen, here)
    if matter is None or not matter.may_work:
        return None
    leads = None
    if matter.under is not None:
        row = await tx.one("SELECT number FROM cases WHERE id = :id", id=matter.under)
        leads = row["number"] if row else None
    rows = await tx.all(READERS, case_id=matter.case, subject=subject_of(matter.case))
    languages = {row["language"] for row in rows if row["id"] != here.person.id}
    return CardFacts(
        matter,
        asked=await forwards.of_matter(tx, matter.case),
        leads=leads,
        readers=len(rows),
        languages=tuple(sorted(languages)),
        mine=here.person.language,
    )


async def question_facts(
    tx: Transaction, draft: InboxDraft | PartnerDraft, here: Here
) -> CardFacts | ForwardFacts | None:
    """What a question of the inbox, or to a partner, is about."""
    if isinstance(draft, PartnerDraft):
        return await forwards.forward_facts(tx, Screen(name="forward", case=draft.forward), here)
    found = await card_facts(tx, Screen(name=HANDLING, case=draft.case), here)
    if found is None or draft.person is None:
        return found
    keepers = await before_whom(tx, found.matter.topic, found.matter.wijk, here)
    keeper = keepers.get(draft.person)
    return replace(found, whom=keeper.whom if keeper is not None else None)


async def whom(tx: Transaction, screen: Screen, here: Here) -> WhomFacts | None:
    """Before whom a matter can be laid without a link: keepers of topics, and partners."""
    matter = await facts.matter_facts(tx, screen, here)
    if matter is None or not matter.may_work:
        return None
    found = await before_whom(tx, matter.topic, matter.wijk, here)
    others = tuple(keeper for keeper in found.values() if keeper.person != here.person.id)
    return WhomFacts(matter, others)
