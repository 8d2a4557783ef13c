"""The outbox: everything said waits here, in the transaction that made it necessary.

A letter is keyed by its cause and a number.  It is *claimed* by the instance
that will send it; a claim that ran out (the instance died) is free again.
Delivered letters are emptied and kept a week as a number without content.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from conversations.talk import Said, Screen
from storage.database import Row, Transaction, instant
from storage.rounds import traces

# Answers before prompts and receipts before news.
ANSWER, PROMPT, NEWS = 0, 1, 2

# What stands for "nothing any more": this letter takes a message out of the chat.
ERASED = Screen(name="erased")
_ERASED = ERASED.model_dump_json(exclude_defaults=True)

CLAIM = dt.timedelta(seconds=60)
# An instance that has only just begun may not have said yet that it lives (`storage.leader`).
NEW = dt.timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Letter:
    """One message on its way to one person.

    `kind` is screen (shows where the chat is), say (stands by itself) or edit (rewrites message
    `edits` and says nothing new).  A screen or say with `edits` rewrites that message if it can
    and is sent anew if it cannot.  `born_here` is true until this process ends: then we know for
    certain whether it was tried.
    """

    cause: str
    n: int
    person: str
    rank: int
    kind: str
    weight: str
    body: str
    turn: int
    edits: int = 0
    retires: int = 0
    case: str | None = None
    screen: str | None = None
    silent: bool = False
    written: str = ""
    not_before: str = ""
    until: str | None = None
    tries: int = 0
    born_here: bool = True
    # The reader's language when the writer knew it; otherwise it is looked up. Not kept.
    language: str = ""
    # The content as the writer had it, for whoever sends it in the same life. Not kept.
    written_as: Said | None = None
    # It tells what somebody chose, or that they voted: its body is never kept, and once it is
    # delivered nothing of it is.
    private: bool = False

    @property
    def said(self) -> Said:
        """The content, in no language yet."""
        return self.written_as or Said.model_validate_json(self.body)

    @property
    def erases(self) -> bool:
        """Does this letter take message `edits` out of the chat?"""
        return self.screen == _ERASED


async def put(tx: Transaction, letters: Sequence[Letter], claimed_by: str, until: str) -> None:
    """Write letters; they are born claimed by the instance that writes them."""
    sql = """
        INSERT INTO letters (cause, n, person, rank, kind, weight, body, turn, edits, retires,
                             case_id, screen, silent, written, not_before, until,
                             claimed_by, claimed_until, state)
        VALUES (:cause, :n, :person, :rank, :kind, :weight, :body, :turn, :edits, :retires,
                :case_id, :screen, :silent, :written, :not_before, :until,
                :claimed_by, :claimed_until, 'waiting')
    """
    rows = [
        {
            "cause": letter.cause,
            "n": letter.n,
            "person": letter.person,
            "rank": letter.rank,
            "kind": letter.kind,
            "weight": letter.weight,
            "body": letter.body,
            "turn": letter.turn,
            "edits": letter.edits,
            "retires": letter.retires,
            "case_id": letter.case,
            "screen": letter.screen,
            "silent": int(letter.silent),
            "written": letter.written,
            "not_before": letter.not_before,
            "until": letter.until,
            "claimed_by": claimed_by,
            "claimed_until": until,
        }
        for letter in letters
    ]
    if len(rows) == 1:
        await tx.run(sql, **rows[0])
    elif rows:
        await tx.many(sql, rows)


async def replace_screens(tx: Transaction, person: str, now: dt.datetime) -> None:
    """A newer screen makes the undelivered older one pointless; receipts (with a case) stay."""
    await tx.run(
        """
        UPDATE letters SET state = 'replaced', body = '', done = :now,
               screen = CASE WHEN body = '' THEN NULL ELSE screen END
        WHERE person = :person AND state = 'waiting' AND kind = 'screen' AND case_id IS NULL
        """,
        person=person,
        now=instant(now),
    )


async def take_back_news(tx: Transaction, case: str, now: dt.datetime) -> None:
    """News about this case that nobody was sent yet is not so any more, and is not sent."""
    await tx.run(
        """
        UPDATE letters SET state = 'replaced', body = '', done = :now
        WHERE case_id = :case_id AND weight = 'news' AND state = 'waiting'
        """,
        case_id=case,
        now=instant(now),
    )


async def claim(
    tx: Transaction, me: str, now: dt.datetime, *, all_mine: bool, most: int
) -> list[Letter]:
    """Letters nobody is sending, oldest first; they are ours from now on.

    `all_mine` is for one process on one file: at its start every claim of an earlier life is
    void.  On PostgreSQL the claims of an instance are void when it has let go of its lock, which
    the server does for a dead one.  `me` is new in every life.  Which ones is asked once, apart, as
    in `due.next_ready`.
    """
    rows = await tx.all(
        """
        WITH page AS MATERIALIZED (
            SELECT cause, n FROM letters
            WHERE state = 'waiting' AND not_before <= :soon
              AND (claimed_by IS NULL OR claimed_until < :now
                   OR (:all_mine = 1 AND claimed_by <> :me)
                   OR (claimed_until < :not_new AND claimed_by <> :me AND (1 = 0
                       /*+pg OR (hashtext(claimed_by)::bigint & 4294967295) NOT IN (
                            SELECT objid::bigint FROM pg_locks
                            WHERE locktype = 'advisory' AND classid = 20260513) */)))
            ORDER BY rank, written, cause, n
            LIMIT :most /*+pg FOR UPDATE SKIP LOCKED */)
        UPDATE letters SET claimed_by = :me, claimed_until = :until
        WHERE (cause, n) IN (SELECT cause, n FROM page) AND state = 'waiting'
        RETURNING *
        """,
        me=me,
        until=instant(now + CLAIM),
        now=instant(now),
        soon=instant(now),
        not_new=instant(now + CLAIM - NEW),
        all_mine=int(all_mine),
        most=most,
    )
    letters = [letter_of(row) for row in rows]
    return sorted(letters, key=lambda letter: (letter.rank, letter.written, letter.n))


def letter_of(row: Row) -> Letter:
    """A letter read back from the outbox: some earlier life of ours may have tried it."""
    return Letter(
        cause=row["cause"],
        n=row["n"],
        person=row["person"],
        rank=row["rank"],
        kind=row["kind"],
        weight=row["weight"],
        body=row["body"],
        turn=row["turn"],
        edits=row["edits"],
        retires=row["retires"],
        case=row["case_id"],
        screen=row["screen"],
        silent=bool(row["silent"]),
        written=row["written"],
        not_before=row["not_before"],
        until=row["until"],
        tries=row["tries"],
        born_here=False,
        private=row["body"] == "",
    )


@dataclass(frozen=True, slots=True)
class Delivery:
    """How a letter ended, or that it must wait.

    `state` is sent, dropped, impossible or waiting (then `again_at` says until when);
    `message` the id Telegram gave, `at` its Unix second.
    """

    letter: Letter
    state: str
    message: int = 0
    at: int = 0
    again_at: dt.datetime | None = None


async def note(tx: Transaction, deliveries: Sequence[Delivery], me: str, now: dt.datetime) -> None:
    """Write down how letters ended: emptied, with the message that shows what."""
    at = instant(now)
    if tx.dialect == "postgres":
        # Soon is better than safe here: a lost note means one letter twice, a late one as well.
        await tx.run("SELECT pg_catalog.set_config('synchronous_commit', 'off', true)")
        # Chats before letters, as turns do, and always in the same order.
        await tx.many(
            "SELECT turn FROM chats WHERE person = :person /*+pg FOR NO KEY UPDATE */",
            [{"person": person} for person in sorted({d.letter.person for d in deliveries})],
        )
    deliveries = sorted(deliveries, key=lambda d: (d.letter.cause, d.letter.n))
    ended = [d for d in deliveries if d.state != "waiting"]
    if ended:
        await tx.many(
            """
            UPDATE letters SET state = :state, message = :message, done = :at,
                   body = CASE WHEN :state = 'impossible' THEN body ELSE '' END,
                   screen = CASE WHEN body = '' THEN NULL ELSE screen END,
                   case_id = CASE WHEN body = '' THEN NULL ELSE case_id END
            WHERE cause = :cause AND n = :n
            """,
            [
                {
                    "state": d.state,
                    "message": d.message,
                    "at": at,
                    "cause": d.letter.cause,
                    "n": d.letter.n,
                }
                for d in ended
            ],
        )
    again = [d for d in deliveries if d.state == "waiting"]
    if again:
        await tx.many(
            """
            UPDATE letters SET tries = tries + 1, not_before = :again, claimed_until = :until
            WHERE cause = :cause AND n = :n AND state = 'waiting'
            """,
            [
                {
                    "again": instant(d.again_at or now),
                    "until": instant((d.again_at or now) + CLAIM),
                    "cause": d.letter.cause,
                    "n": d.letter.n,
                }
                for d in again
            ],
        )
    private = [d for d in ended if d.letter.private and d.state == "sent"]
    if private:
        await tx.many(
            "DELETE FROM letters WHERE cause = :cause AND n = :n",
            [{"cause": d.letter.cause, "n": d.letter.n} for d in private],
        )
    for d in private:
        await traces.remember(tx, d.letter.person, d.letter.screen, d.message)
    screens = [d for d in ended if d.letter.kind == "screen" and d.state == "sent"]
    if screens:
        await tx.many(
            """
            UPDATE chats SET shown = :message, shown_at = :at,
                   newest = CASE WHEN newest < :message THEN :message ELSE newest END
            WHERE person = :person AND turn = :turn
            """,
            [
                {
                    "message": d.message,
                    # An earlier life may have shown it before: then nobody knows since when.
                    "at": d.at if d.letter.born_here else 0,
                    "person": d.letter.person,
                    "turn": d.letter.turn,
                }
                for d in screens
            ],
        )
    says = [d for d in ended if d.letter.kind == "say" and d.state == "sent"]
    if says:
        await tx.many(
            """
            UPDATE chats SET newest = :message WHERE person = :person AND newest < :message
            """,
            [{"message": d.message, "person": d.letter.person} for d in says],
        )
    cases = [
        d
        for d in ended
        if d.letter.case and d.letter.screen and d.state == "sent" and not d.letter.private
    ]
    if cases:
        await tx.many(
            """
            INSERT INTO shown (case_id, person, message, screen)
            VALUES (:case_id, :person, :message, :screen)
            ON CONFLICT (case_id, person) DO UPDATE
            SET message = excluded.message, screen = excluded.screen
            """,
            [
                {
                    "case_id": d.letter.case,
                    "person": d.letter.person,
                    "message": d.message,
                    "screen": d.letter.screen,
                }
                for d in cases
            ],
        )
    for d in ended:
        if d.state == "impossible":
            await note_unreachable(tx, d.letter, now)


async def note_unreachable(tx: Transaction, letter: Letter, now: dt.datetime) -> None:
    """Somebody cannot be reached: marked once, and whoever owns the case is to hear of it.

    The letter keeps its content: it goes out when the person comes back.
    """
    at = instant(now)
    await tx.run(
        "UPDATE accounts SET unreachable_since = :at"
        " WHERE person = :person AND unreachable_since IS NULL",
        at=at,
        person=letter.person,
    )
    if letter.case is not None and not letter.private:
        await tx.run(
            """
            INSERT INTO due (kind, subject, at, cause)
            VALUES (CASE WHEN EXISTS (SELECT 1 FROM matters WHERE case_id = :case_id)
                         THEN 'matter_unreachable' ELSE 'unreachable' END, :subject, :at, :cause)
            ON CONFLICT (kind, subject, at) DO NOTHING
            """,
            case_id=letter.case,
            subject=f"{letter.case}:{letter.person}",
            at=at,
            cause=letter.cause,
        )


async def send_what_waited(tx: Transaction, person: str, now: dt.datetime) -> None:
    """Somebody is back: what could not be delivered goes out once more, as a new message."""
    await tx.run(
        """
        UPDATE letters SET state = 'waiting', edits = 0, claimed_by = NULL, claimed_until = NULL,
               not_before = :now, done = NULL
        WHERE person = :person AND state = 'impossible' AND weight = 'must' AND body <> ''
        """,
        person=person,
        now=instant(now),
    )


async def on_its_way_elsewhere(
    tx: Transaction, person: str, turn: int, me: str, now: dt.datetime
) -> bool:
    """Has another living instance this screen in hand, not noted as sent?

    On SQLite there is no other; whether a dead one has sent it, nobody knows.
    """
    if tx.dialect == "sqlite":
        return False
    row = await tx.one(
        """
        SELECT 1 AS one FROM letters
        WHERE person = :person AND state = 'waiting' AND kind = 'screen' AND turn = :turn
          AND claimed_by <> :me AND claimed_until > :now
          /*+pg AND (hashtext(claimed_by)::bigint & 4294967295) IN (
               SELECT objid::bigint FROM pg_locks
               WHERE locktype = 'advisory' AND classid = 20260513) */
        """,
        person=person,
        turn=turn,
        me=me,
        now=instant(now),
    )
    return row is not None


async def still_waiting(tx: Transaction, letter: Letter) -> bool:
    """Is this letter still to be sent, or has another instance replaced it meanwhile?"""
    row = await tx.one(
        "SELECT state FROM letters WHERE cause = :cause AND n = :n", cause=letter.cause, n=letter.n
    )
    return row is not None and row["state"] == "waiting"


async def renew(tx: Transaction, me: str, now: dt.datetime) -> None:
    """What is due and still in our hands stays ours: others may not think that we died."""
    await tx.run(
        """
        UPDATE letters SET claimed_until = :until
        WHERE (cause, n) IN (
            SELECT cause, n FROM letters
            WHERE claimed_by = :me AND state = 'waiting' AND not_before <= :now
            /*+pg FOR UPDATE SKIP LOCKED */)
        """,
        me=me,
        until=instant(now + CLAIM),
        now=instant(now),
    )


async def addresses(
    tx: Transaction, people: Sequence[str], door: str = "telegram"
) -> dict[str, tuple[str | None, str]]:
    """Where each person is reached by a door (None: not there) and in which language."""
    found: dict[str, tuple[str | None, str]] = {}
    for person in people:
        row = await tx.one(
            """
            SELECT a.address, p.language FROM people p
            LEFT JOIN accounts a ON a.person = p.id AND a.door = :door
            WHERE p.id = :person
            """,
            person=person,
            door=door,
        )
        found[person] = (row["address"], row["language"]) if row else (None, "")
    return found


async def file_of(tx: Transaction, file: str) -> tuple[Row, bytes | None] | None:
    """A kept file (kind, file_id, name, mime) with its content when we hold it ourselves."""
    row = await tx.one(
        """
        SELECT f.kind, f.file_id, f.name, f.mime, c.content
        FROM files f LEFT JOIN file_contents c ON c.file = f.id
        WHERE f.id = :file AND f.state = 'ready'
        """,
        file=file,
    )
    if row is None:
        return None
    return row, bytes(row["content"]) if row["content"] is not None else None
