"""A round with ballots on paper, running or over, for those who give and type them."""

from __future__ import annotations

import datetime as dt

from bot.demo.gallery.store import Trial
from conversations.rounds.round import Option, Rules
from conversations.rules.codes import shown, slip_of, with_check
from storage import cases
from storage.database import instant
from storage.rounds import codes

ROUND = "paperpaperpaperpaperpa"
# What stands on the first paper; it opens nothing anywhere else.
CODE = shown(with_check(0x0123_4567_89AB))
PLANS = ("Picknicktafels (voorbeeld)", "Bomen (voorbeeld)", "Een podium (voorbeeld)")


async def with_paper(tx: Trial, wijk: str, now: dt.datetime, *, over: bool) -> None:
    """Three plans, one printed code; it runs and a desk gives paper, or it closed an hour ago.

    When it is `over` there is a code on each paper, and nothing is typed yet.
    """
    state = "closed" if over else "open"
    hour = dt.timedelta(hours=1)
    rules = Rules(
        round=ROUND,
        number="R-2026-0001",
        title="Samen kiezen (voorbeeld)",
        wijk=wijk,
        opens=now - dt.timedelta(days=7),
        closes=now - hour if over else now + 24 * hour,
        ceiling=1_000_000,
        choices=2,
        level="letter",
        paper="coded" if over else "void_code",
        options=tuple(
            Option(n=n, case=f"plan{n}", number=f"BI-2026-000{n}", title=title, cents=300_000)
            for n, title in enumerate(PLANS, 1)
        ),
    )
    await tx.run(
        """
        INSERT INTO cases (id, kind, number, person, channel, wijk, state, owner, next_at, rules,
                           opened, cause)
        VALUES (:id, 'round', :number, NULL, 'desk', :wijk, :state, 'officer', :next_at, :rules,
                :opened, 'sample')
        """,
        id=ROUND,
        number=rules.number,
        wijk=wijk,
        state=state,
        next_at=instant(now + dt.timedelta(days=1)),
        rules=cases.RULES,
        opened=instant(rules.opens),
    )
    await tx.run(
        """
        INSERT INTO rounds (id, wijk, state, rules, rules_hash, opens, closes, secret_print, cause)
        VALUES (:id, :wijk, :state, :rules, :hash, :opens, :closes, :print, 'sample')
        """,
        id=ROUND,
        wijk=wijk,
        state=state,
        rules=rules.canonical,
        hash=rules.hash,
        opens=instant(rules.opens),
        closes=instant(rules.closes),
        print=tx.vault.make(ROUND),
    )
    await tx.run(
        """
        INSERT INTO codes (hash, slip, round, level, batch, state)
        VALUES (:hash, :slip, :round, 'letter', 'sample', 'unused')
        """,
        hash=codes.code_hash(tx.vault.kept_pepper(), CODE.replace("-", "")),
        slip=slip_of(1),
        round=ROUND,
    )
