"""Batches of papers as they stand: who typed them, what is still open, where two people differ."""

from __future__ import annotations

from dataclasses import dataclass

from conversations.here import Here
from conversations.rounds.paper_orders import Stands
from storage.database import Transaction
from storage.rounds.rounds import Round

# How a paper that is not valid stands among the others.
NOT_VALID = "[]"


@dataclass(frozen=True, slots=True)
class Entry:
    """What one person typed of a batch: `lines` by the number of the paper: (key, choices)."""

    batch: int
    entry: int
    person: str
    many: int
    lines: dict[int, tuple[str | None, str | None]]

    @property
    def next(self) -> int | None:
        """The paper that is typed next; None when all are in."""
        return next((n for n in range(1, self.many + 1) if self._open(n)), None)

    def _open(self, n: int) -> bool:
        return self.lines.get(n, (None, None))[1] is None


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch as it stands, with what its one or two people typed."""

    n: int
    entries: tuple[Entry, ...]

    @property
    def stands(self) -> Stands:
        if len(self.entries) == 1:
            return "first" if self.entries[0].next is not None else "waits"
        if any(entry.next is not None for entry in self.entries):
            return "second"
        return "differs" if self.numbers else "same"

    @property
    def numbers(self) -> tuple[int, ...]:
        """The papers that two people did not type the same; nobody says who is wrong."""
        if len(self.entries) < 2:
            return ()
        one, other = self.entries
        most = max(one.many, other.many)
        return tuple(n for n in range(1, most + 1) if one.lines.get(n) != other.lines.get(n))

    @property
    def counts(self) -> tuple[int, int] | None:
        """How many papers each counted, when that is not the same."""
        many = [entry.many for entry in self.entries]
        return (many[0], many[1]) if len(set(many)) == 2 else None

    def of(self, person: str) -> Entry | None:
        """What this person typed of it."""
        return next((entry for entry in self.entries if entry.person == person), None)


async def batches(tx: Transaction, round: str) -> tuple[Batch, ...]:
    """Every batch of a round, in order."""
    lines: dict[tuple[int, int], dict[int, tuple[str | None, str | None]]] = {}
    for row in await tx.all(
        "SELECT batch, entry, n, ballot_key, choices FROM paper_lines WHERE round = :round",
        round=round,
    ):
        one = lines.setdefault((row["batch"], row["entry"]), {})
        one[row["n"]] = (row["ballot_key"], row["choices"])
    found: dict[int, list[Entry]] = {}
    for row in await tx.all(
        """
        SELECT batch, entry, person, many FROM paper_entries WHERE round = :round
        ORDER BY batch, entry
        """,
        round=round,
    ):
        n, entry = row["batch"], row["entry"]
        typed = Entry(n, entry, row["person"], row["many"], lines.get((n, entry), {}))
        found.setdefault(n, []).append(typed)
    return tuple(Batch(n, tuple(entries)) for n, entries in found.items())


async def batch_of(tx: Transaction, round: str, n: int) -> Batch | None:
    """One batch, or None when nobody began with it."""
    return next((one for one in await batches(tx, round) if one.n == n), None)


async def mine_of(tx: Transaction, round: Round, batch: int, here: Here) -> Entry | None:
    """What this person typed of a batch, or None."""
    row = await tx.one(
        """
        SELECT entry, many FROM paper_entries
        WHERE round = :round AND batch = :batch AND person = :person
        """,
        round=round.id,
        batch=batch,
        person=here.person.id,
    )
    if row is None:
        return None
    lines = await tx.all(
        """
        SELECT n, ballot_key, choices FROM paper_lines
        WHERE round = :round AND batch = :batch AND entry = :entry
        """,
        round=round.id,
        batch=batch,
        entry=row["entry"],
    )
    typed = {line["n"]: (line["ballot_key"], line["choices"]) for line in lines}
    return Entry(batch, row["entry"], here.person.id, row["many"], typed)


def needs_code(round: Round, mine: Entry) -> bool:
    """Does the code come first, on the paper that is typed next?"""
    return (
        round.rules.paper == "coded"
        and mine.next is not None
        and mine.lines.get(mine.next, (None, None))[0] is None
    )


async def given(tx: Transaction, round: str) -> int:
    """How many ballots without a code the desk gave."""
    row = await tx.one("SELECT count(*) AS n FROM paper_given WHERE round = :round", round=round)
    return int(row["n"]) if row else 0
