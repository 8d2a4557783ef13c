"""Everything kept about one person, for that person alone: `/mijngegevens`.

Read when the file is made and kept nowhere.  Nothing of others is in it: no person but the one who
asks, no account, no number of a chat or of a file at Telegram.  What somebody did in a role stands
in the register of the municipality, under the case it was about; here is only which role.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from storage.database import Transaction

Data = dict[str, list[dict[str, Any]]]

OWN: Mapping[str, str] = {
    "person": "SELECT name, language, wijk, elsewhere, since FROM people WHERE id = :me",
    "reached_by": "SELECT door, unreachable_since FROM accounts WHERE person = :me",
    "chat": "SELECT listening, heard FROM chats WHERE person = :me",
    "roles": """
        SELECT role, wijk, from_at, until_at, confirmed_at FROM roles
        WHERE person = :me ORDER BY from_at, role, wijk
    """,
    "card": "SELECT name, phone, days, ask, changed FROM cards WHERE person = :me",
    "leave": """
        SELECT a.first_day, a.back_day, a.ended FROM cards c JOIN away a ON a.card = c.id
        WHERE c.person = :me ORDER BY a.first_day
    """,
    "topics": "SELECT topic, department, since FROM topic_keepers WHERE person = :me",
    "cases": """
        SELECT number, kind, wijk, state, opened, closed FROM cases
        WHERE person = :me ORDER BY opened, id
    """,
    "plans": """
        SELECT c.number, i.version, i.title, i.cost, i.plan, i.at FROM cases c
        JOIN initiatives i ON i.case_id = c.id
        WHERE c.person = :me ORDER BY c.opened, i.version
    """,
    "supports": """
        SELECT c.number, s.at, s.withdrawn FROM supports s JOIN cases c ON c.id = s.case_id
        WHERE s.person = :me ORDER BY s.at
    """,
    "questions_about_plans": """
        SELECT c.number, q.text, q.asked, q.answer, q.answered FROM cases c
        JOIN questions q ON q.case_id = c.id WHERE c.person = :me ORDER BY q.asked
    """,
    "asked_and_told": """
        SELECT c.number, c.kind, c.wijk, c.state, m.topic, m.title, m.place, m.latitude,
               m.longitude, m.alias, m.passed_on, m.promised, m.answered, m.rating, m.rated,
               m.reopened, c.opened, c.closed
        FROM cases c JOIN matters m ON m.case_id = c.id WHERE c.person = :me ORDER BY c.opened
    """,
    "messages": """
        SELECT c.number, s.n, s.at, s.side, s.role, s.language, s.standard, s.text, s.closing
        FROM cases c JOIN messages s ON s.case_id = c.id
        WHERE c.person = :me AND s.side IN ('resident', 'office') ORDER BY c.opened, s.n
    """,
    "me_too": """
        SELECT c.number, t.at, s.text FROM too t
        JOIN cases c ON c.id = t.case_id
        LEFT JOIN messages s ON s.case_id = t.case_id AND s.person = t.person
            AND s.side = 'note' AND s.role = 'resident'
        WHERE t.person = :me ORDER BY t.at
    """,
    "laid_before_me": """
        SELECT c.number, f.whom, f.words, f.at, f.until_at, f.answer, f.answered FROM forwards f
        JOIN cases c ON c.id = f.case_id WHERE f.person = :me AND f.over IS NULL ORDER BY f.at
    """,
    "files_not_sent": """
        SELECT kind, name, mime, size, state, at FROM files
        WHERE person = :me AND case_id IS NULL AND state <> 'refused' ORDER BY at
    """,
    "files": """
        SELECT c.number, f.kind, f.name, f.mime, f.size, f.state, f.at FROM cases c
        JOIN files f ON f.case_id = c.id WHERE c.person = :me AND f.person = :me ORDER BY f.at
    """,
    "follows": "SELECT subject, since FROM follows WHERE person = :me ORDER BY since",
    "signed_up_for": """
        SELECT a.title, a.starts, s.state, s.named, s.at FROM signups s
        JOIN activities a ON a.id = s.item
        WHERE s.person = :me AND s.state <> 'gone' ORDER BY a.starts
    """,
    "no_news_of_rounds": "SELECT since FROM round_quiet WHERE person = :me",
    "wishes_for_a_stop": """
        SELECT wijk, at FROM stop_wishes WHERE person = :me AND closed IS NULL ORDER BY at
    """,
    "unfinished": "SELECT journey, body, since, touched FROM drafts WHERE person = :me",
}


async def kept_about(tx: Transaction, person: str) -> Data:
    """All of it by subject; instants are UTC, amounts are in cents, degrees are WGS 84.

    A subject of which nothing is kept is an empty list: that says so.
    """
    found: Data = {}
    for subject in OWN:
        rows = await tx.all(OWN[subject], me=person)
        found[subject] = [dict(row) for row in rows]
    for draft in found["unfinished"]:
        draft["body"] = json.loads(draft["body"])
    for plan in found["plans"]:
        plan["plan"] = json.loads(plan["plan"])
    await _named(tx, found["follows"])
    return found


async def _named(tx: Transaction, follows: Sequence[dict[str, Any]]) -> None:
    """What somebody follows, by the number they know instead of the key we do."""
    for follow in follows:
        what, _colon, key = follow["subject"].partition(":")
        if what == "matter":
            row = await tx.one("SELECT number FROM cases WHERE id = :id", id=key)
            follow["subject"] = row["number"] if row is not None else what
