"""Links into the chat: only a hash of the token is kept; a link is a wish, never authority."""

from __future__ import annotations

import datetime as dt
import hashlib

from conversations.everywhere import FollowLink, LinkLeads, LinkUnknown
from conversations.here import Here
from conversations.words import _
from storage.database import Transaction, instant


def hash_of(token: str) -> str:
    """What is kept of a token (SHA-256; a token has 128 random bits, so no salt is needed)."""
    return hashlib.sha256(token.encode()).hexdigest()


async def make(
    tx: Transaction,
    kind: str,
    subject: str,
    *,
    uses: int | None = None,
    until: dt.datetime | None = None,
) -> str:
    """A new link; answers its token, which is nowhere else."""
    token = tx.fresh()
    await tx.run(
        """
        INSERT INTO links (token_hash, kind, subject, uses_left, until_at)
        VALUES (:token_hash, :kind, :subject, :uses, :until)
        """,
        token_hash=hash_of(token),
        kind=kind,
        subject=subject,
        uses=uses,
        until=instant(until) if until else None,
    )
    return token


async def publish(tx: Transaction, token: str, kind: str, subject: str) -> None:
    """A link for everybody whose token is no secret; made twice it is made once."""
    await tx.run(
        """
        INSERT INTO links (token_hash, kind, subject) VALUES (:token_hash, :kind, :subject)
        ON CONFLICT (token_hash) DO NOTHING
        """,
        token_hash=hash_of(token),
        kind=kind,
        subject=subject,
    )


async def is_public(tx: Transaction, token: str) -> bool:
    """Was this link made, and does it still lead somewhere?"""
    row = await tx.one(
        "SELECT 1 AS one FROM links WHERE token_hash = :token_hash", token_hash=hash_of(token)
    )
    return row is not None


async def follow(
    tx: Transaction, command: FollowLink, here: Here, cause: str
) -> LinkLeads | LinkUnknown:
    """Where a link leads.  Junk, old and used-up links all get a normal welcome, no echo."""
    row = await tx.one(
        "SELECT kind, subject, uses_left, until_at FROM links WHERE token_hash = :token_hash",
        token_hash=hash_of(command.payload),
    )
    if row is None:
        return LinkUnknown()
    late = row["until_at"] is not None and row["until_at"] <= instant(here.now)
    if late or row["uses_left"] == 0:
        return LinkUnknown(_("This link does not work any more. Ask for a new one."))
    return LinkLeads(row["kind"], row["subject"])
