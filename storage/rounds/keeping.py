"""Are the secrets of rounds there, and can another one be kept?  Asked before an opening, and by
whoever looks after the program."""

from __future__ import annotations

from storage.database import Transaction
from storage.rounds import codes
from storage.rounds.vault import VaultError


async def ready(tx: Transaction) -> None:
    """Can a round open here?  VaultError when its secret cannot be kept, or the pepper is gone.

    With a new pepper every code would be unknown, and in a round that runs every voter somebody
    new: once it was used it is never made again.
    """
    tx.vault.ready()
    if await codes.pepper_used(tx):
        await codes.same_pepper(tx)


async def lost(tx: Transaction) -> list[str]:
    """What is wrong with the secret of each round that still needs it, a line each."""
    rows = await tx.all(
        """
        SELECT c.number, r.id, r.secret_print FROM rounds r JOIN cases c ON c.id = r.id
        WHERE r.secret_print IS NOT NULL AND r.secret_gone IS NULL ORDER BY c.number
        """
    )
    found = []
    for row in rows:
        try:
            tx.vault.secret(row["id"], row["secret_print"])
        except VaultError as error:
            found.append(f"{row['number']}: {error}")
    return found
