"""Matters laid before a department or a partner: one link, one reader, one answer, or back."""

from __future__ import annotations

import datetime as dt

from conversations.here import Here
from conversations.matters.forward import (
    GUEST,
    AnswerForward,
    Asked,
    AskedLine,
    EndForward,
    ForwardAnswered,
    ForwardedFiles,
    ForwardFacts,
    ForwardLine,
    ForwardMatter,
    ForwardOffered,
    ForwardOver,
    ForwardRecalled,
    ForwardReminded,
    ForwardTaken,
    ForwardUsed,
    MatterForwarded,
    OpenForward,
    RecallForward,
    RemindForward,
    SendForwarded,
    TakeForward,
)
from conversations.matters.hands import NothingToDo
from conversations.rules.forwards import (
    LINK_LIVES,
    back_at,
    why_not_these_days,
    why_not_these_words,
    why_not_this_answer,
    why_not_this_whom,
)
from conversations.rules.hands import CLOSED
from conversations.talk import Refused, Screen
from conversations.words import Day, Message, Quoted, _
from storage import cases, due, links
from storage.database import Row, Transaction, instant, moment
from storage.matters import hands, messages
from storage.matters.keepers import before_whom
from storage.matters.matters import acting_as, matter_row

MOST_ASKED = 8
REMIND_BEFORE = dt.timedelta(days=1)
ROLE_ENDED = _("Your role has ended, so this is not yours any more. Ask who sent it.")
DEAD = _("This link does not work any more. Ask for a new one.")
OVER = _("The time for an answer is over. Ask who sent it for a new link.")
_FORWARD = """
    SELECT f.*, c.number, c.kind, c.wijk, c.closed, c.person AS brought_by
    FROM forwards f JOIN cases c ON c.id = f.case_id
"""


async def forward(
    tx: Transaction, command: ForwardMatter, here: Here, cause: str
) -> MatterForwarded | Refused:
    """Lay a matter before somebody; until they answer it waits, and then it is back."""
    row = await hands.at_hand(tx, command.case, here)
    if isinstance(row, Refused):
        return row
    for why in (
        why_not_this_whom(command.whom or "") if command.person is None else None,
        why_not_these_words(command.words),
        why_not_these_days(command.days),
    ):
        if why is not None:
            return Refused(why)
    role, whom = GUEST, command.whom or ""
    if command.person is not None:
        keepers = await before_whom(tx, row["topic"], row["wijk"], here)
        keeper = keepers.get(command.person)
        if keeper is None or command.person == here.person.id:
            return Refused(_("I cannot lay it before this person. Choose somebody else."))
        if keeper.back is not None:
            who, day = Quoted(text=keeper.name), Day(on=keeper.back)
            return Refused(_("{who} is away until {day}. Choose somebody else.", who=who, day=day))
        role, whom = keeper.role, keeper.whom
    id, until = tx.fresh(), back_at(command.days, here)
    await tx.run(
        """
        INSERT INTO forwards (id, case_id, person, role, whom, words, asked_by, at, until_at)
        VALUES (:id, :case_id, :person, :role, :whom, :words, :asked_by, :at, :until)
        """,
        id=id,
        case_id=row["id"],
        person=command.person,
        role=role,
        whom=whom,
        words=command.words,
        asked_by=here.person.id,
        at=instant(here.now),
        until=instant(until),
    )
    if row["holder"] is None:
        await hands.give_to(tx, row, here.person.id)
    await tx.run(
        "UPDATE matters SET turn = 'other', snoozed = NULL WHERE case_id = :case_id",
        case_id=row["id"],
    )
    await hands.wait(tx, row["id"], until)
    if until - REMIND_BEFORE > here.now:
        await due.plan(tx, "forward_remind", id, until - REMIND_BEFORE, cause)
    await due.plan(tx, "forward_over", id, until, cause)
    token = None
    if command.person is None:
        token = await links.make(tx, "forward", id, until=here.now + LINK_LIVES)
    acting = acting_as(row, here)
    await cases.happened(tx, row["id"], "forwarded", here, cause, role=acting, words=whom)
    return MatterForwarded(id, row["id"], row["number"], whom, until, command.person, token)


async def open_forward(
    tx: Transaction, command: OpenForward, here: Here, cause: str
) -> ForwardOffered | ForwardUsed | Refused:
    """Whether this person may take what a link leads to; a second reader is reported."""
    row = await _held(tx, command.id)
    return Refused(DEAD) if row is None else await _first_look(tx, row, here, cause)


async def take(
    tx: Transaction, command: TakeForward, here: Here, cause: str
) -> ForwardTaken | ForwardOffered | ForwardUsed | Refused:
    """Use up the link: from now on it is this person's, and nobody else's."""
    row = await _held(tx, command.id)
    if row is None:
        return Refused(DEAD)
    look = await _first_look(tx, row, here, cause)
    if not isinstance(look, ForwardOffered) or look.mine:
        return look
    await tx.run(
        "UPDATE forwards SET person = :me WHERE id = :id AND person IS NULL",
        me=here.person.id,
        id=row["id"],
    )
    await cases.happened(
        tx, row["case_id"], "forward_opened", here, cause, role=GUEST, words=row["whom"]
    )
    return ForwardTaken(row["id"], row["case_id"])


async def answer(
    tx: Transaction, command: AnswerForward, here: Here, cause: str
) -> ForwardAnswered | Refused:
    """What was asked is answered: it stands in the talk, and the matter is work again."""
    row = await _held(tx, command.id)
    if row is None or row["person"] is None or row["person"] != here.person.id:
        return Refused(DEAD)
    if why := _why_not_any_more(row, here):
        return Refused(why)
    if why := why_not_this_answer(command.text):
        return Refused(why)
    role = row["role"] if row["role"] != GUEST else "partner"
    await messages.add(tx, row["case_id"], command.text, "partner", role, here, cause)
    await tx.run(
        "UPDATE forwards SET answer = :text, answered = :now, over = :now WHERE id = :id",
        text=command.text,
        now=instant(here.now),
        id=row["id"],
    )
    await _back(tx, row, here, cause)
    await cases.happened(
        tx, row["case_id"], "forward_answered", here, cause, role=role, words=row["whom"]
    )
    return ForwardAnswered(row["id"], row["case_id"])


async def send_files(
    tx: Transaction, command: SendForwarded, here: Here, cause: str
) -> ForwardedFiles | Refused:
    """The photos and files of the one matter, while it is theirs to answer."""
    row = await _held(tx, command.id)
    if row is None or row["person"] is None or row["person"] != here.person.id:
        return Refused(DEAD)
    if why := _why_not_any_more(row, here):
        return Refused(why)
    files = await tx.all(
        """
        SELECT id FROM files WHERE case_id = :case_id AND message = 0 AND state = 'ready'
        ORDER BY at, id
        """,
        case_id=row["case_id"],
    )
    return ForwardedFiles(row["id"], tuple(file["id"] for file in files))


async def recall(
    tx: Transaction, command: RecallForward, here: Here, cause: str
) -> ForwardRecalled | Refused:
    """The answer is not needed any more: whoever works on the matter takes it back."""
    row = await _held(tx, command.id)
    if row is None:
        return Refused(DEAD)
    at_hand = await hands.at_hand(tx, row["case_id"], here)
    if isinstance(at_hand, Refused):
        return at_hand
    if row["over"] is not None:
        return Refused(_("This is back already."))
    await _over(tx, row, here)
    await _back(tx, row, here, cause)
    acting = acting_as(at_hand, here)
    await cases.happened(
        tx, row["case_id"], "forward_recalled", here, cause, role=acting, words=row["whom"]
    )
    return ForwardRecalled(row["id"], row["case_id"], row["person"])


async def remind(
    tx: Transaction, command: RemindForward, here: Here, cause: str
) -> ForwardReminded | NothingToDo:
    """The day before the time is over; written down, so that one can see it was asked again."""
    row = await _held(tx, command.id)
    if row is None or row["over"] is not None or row["closed"] is not None:
        return NothingToDo()
    await tx.run(
        "UPDATE forwards SET reminded = :now WHERE id = :id", now=instant(here.now), id=row["id"]
    )
    await cases.happened(
        tx, row["case_id"], "forward_reminded", here, cause, role="clock", words=row["whom"]
    )
    return ForwardReminded(row["id"], row["case_id"], row["person"], row["asked_by"])


async def end(
    tx: Transaction, command: EndForward, here: Here, cause: str
) -> ForwardOver | NothingToDo:
    """The time is over without an answer: it is back with whoever sent it."""
    row = await _held(tx, command.id)
    if row is None or row["over"] is not None:
        return NothingToDo()
    await _over(tx, row, here)
    if row["closed"] is not None:
        return NothingToDo()
    await _back(tx, row, here, cause)
    await cases.happened(
        tx, row["case_id"], "forward_back", here, cause, role="clock", words=row["whom"]
    )
    return ForwardOver(row["id"], row["case_id"], row["whom"], row["person"])


# --- parts ---------------------------------------------------------------------------------


async def _held(tx: Transaction, id: str) -> Row | None:
    """A forward with its matter, both held: always the matter first, as everybody else does."""
    row = await tx.one("SELECT case_id FROM forwards WHERE id = :id", id=id)
    if row is None:
        return None
    await tx.hold("cases", row["case_id"])
    return await tx.one(f"{_FORWARD} WHERE f.id = :id", id=id)


async def _first_look(
    tx: Transaction, row: Row, here: Here, cause: str
) -> ForwardOffered | ForwardUsed | Refused:
    """A forwarded matter as whoever comes with its link finds it."""
    mine = row["person"] is not None and row["person"] == here.person.id
    if row["person"] is not None and not mine:
        await cases.happened(
            tx, row["case_id"], "forward_link_reused", here, cause, role=GUEST, words=row["whom"]
        )
        return ForwardUsed(row["id"], row["case_id"], row["number"], row["whom"], row["asked_by"])
    if row["asked_by"] == here.person.id:
        return Refused(_("You made this link yourself. Send it to the person it is for."))
    if row["brought_by"] is not None and row["brought_by"] == here.person.id:
        return Refused(_("This link is for somebody else. You see your own message with /mijn."))
    if not mine and moment(row["at"]) + LINK_LIVES <= here.now:
        return Refused(DEAD)
    if why := _why_not_any_more(row, here):
        return Refused(why)
    return ForwardOffered(row["id"], mine)


def _why_not_any_more(row: Row, here: Here) -> Message | None:
    """It is answered, closed, over, or whoever got it by their role has it no more."""
    if row["answered"] is not None:
        return _("This is answered already. Thank you.")
    if row["closed"] is not None:
        return CLOSED
    if row["over"] is not None or moment(row["until_at"]) <= here.now:
        return OVER
    if row["role"] != GUEST and not here.person.holds(row["wijk"], row["role"]):
        return ROLE_ENDED
    return None


async def _over(tx: Transaction, row: Row, here: Here) -> None:
    await tx.run(
        "UPDATE forwards SET over = :now WHERE id = :id", now=instant(here.now), id=row["id"]
    )


async def _back(tx: Transaction, row: Row, here: Here, cause: str) -> None:
    """Nobody else is asked any more: it is the office's turn, and work again."""
    await due.cancel(tx, row["id"], here.now, "forward_remind", "forward_over")
    other = await tx.one(
        "SELECT 1 AS one FROM forwards WHERE case_id = :case_id AND over IS NULL AND id <> :id",
        case_id=row["case_id"],
        id=row["id"],
    )
    matter = await matter_row(tx, row["case_id"])
    waits = matter is not None and matter["state"] == "waiting" and matter["turn"] == "other"
    if other is None and matter is not None and waits:
        await hands.work_again(tx, matter, here, cause)


# --- what is seen of it ----------------------------------------------------------------------


async def forward_facts(tx: Transaction, screen: Screen, here: Here) -> ForwardFacts | None:
    """One forwarded matter for whoever has it; before they took it, not a word of it."""
    row = await tx.one(f"{_FORWARD} WHERE f.id = :id", id=screen.case or "")
    if row is None:
        return None
    mine = row["person"] is not None and row["person"] == here.person.id
    if not mine and row["person"] is not None:
        return None
    state = "offered" if not mine else "open"
    if row["answered"] is not None:
        state = "answered"
    elif _why_not_any_more(row, here) is not None:
        state = "over"
    if state == "offered" and moment(row["at"]) + LINK_LIVES <= here.now:
        state = "over"
    return await _facts(tx, row, state, here)


async def _facts(tx: Transaction, row: Row, state: str, here: Here) -> ForwardFacts:
    opens = state == "open"
    first = await tx.one(
        """
        SELECT s.text, s.language, m.topic, m.place,
               (SELECT count(*) FROM files x WHERE x.case_id = s.case_id AND x.message = 0
                  AND x.state = 'ready') AS files
        FROM messages s JOIN matters m ON m.case_id = s.case_id
        WHERE s.case_id = :case_id AND s.n = 0
        """,
        case_id=row["case_id"],
    )
    return ForwardFacts(
        id=row["id"],
        number=row["number"],
        kind=row["kind"],
        topic=first["topic"] if first else "",
        wijk=row["wijk"],
        text=first["text"] if first and opens else "",
        place=first["place"] if first and opens else None,
        words=row["words"] if opens else "",
        whom=row["whom"],
        until=moment(row["until_at"]),
        state=state,  # type: ignore[arg-type]
        asked_in=first["language"] if first else here.profile.languages[0],
        files=first["files"] if first and opens else 0,
        answer=row["answer"] if state == "answered" else None,
    )


async def asked(tx: Transaction, screen: Screen, here: Here) -> Asked:
    """What lies before this person alone and waits for their answer."""
    rows = await tx.all(
        """
        SELECT f.id, f.until_at, c.number, m.topic, m.title FROM forwards f
        JOIN cases c ON c.id = f.case_id
        JOIN matters m ON m.case_id = f.case_id
        WHERE f.person = :me AND f.over IS NULL AND c.closed IS NULL
        ORDER BY f.until_at, f.id LIMIT :most
        """,
        me=here.person.id,
        most=MOST_ASKED,
    )
    return Asked(
        tuple(
            AskedLine(row["id"], row["number"], row["topic"], row["title"], moment(row["until_at"]))
            for row in rows
        )
    )


async def of_matter(tx: Transaction, case: str) -> tuple[ForwardLine, ...]:
    """Everybody who was asked about a matter, the newest first: the log of asking."""
    rows = await tx.all(
        """
        SELECT id, whom, at, until_at, person, reminded, answer, answered, over FROM forwards
        WHERE case_id = :case_id ORDER BY at DESC, id
        """,
        case_id=case,
    )
    return tuple(
        ForwardLine(
            id=row["id"],
            whom=row["whom"],
            at=moment(row["at"]),
            until=moment(row["until_at"]),
            opened=row["person"] is not None,
            reminded=moment(row["reminded"]) if row["reminded"] else None,
            answer=row["answer"],
            answered=moment(row["answered"]) if row["answered"] else None,
            over=moment(row["over"]) if row["over"] else None,
        )
        for row in rows
    )
