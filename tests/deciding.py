"""Words for tests about deciding: what is on a screen, and where the case is."""

from __future__ import annotations

from bot.demo.people import Person
from tests.english import Town

GRANT, REFUSE, HOLD = "[✅ Grant]", "[❌ Do not grant]", "[⏸ Hold over]"
CONFIRM = "[✅ Confirm the outcome]"


def chat(person: Person) -> str:
    """Everything the bot has on somebody's screen, on one line."""
    return " ".join(" ".join(b.text.split()) for b in person.chat if not b.mine)


def last(person: Person) -> str:
    """The newest message of the bot, on one line."""
    return " ".join(person.newest.text.split())


async def state(town: Town) -> tuple[str, str | None]:
    """Where the case is, and the outcome of its newest decision."""
    row = (
        await town.rows(
            "SELECT c.state, d.outcome FROM cases c LEFT JOIN decisions d ON d.case_id = c.id"
            " ORDER BY c.opened DESC, d.opened DESC LIMIT 1"
        )
    )[0]
    return row["state"], row["outcome"]
