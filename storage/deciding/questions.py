"""Questions to the initiator: as long as one is open, the clock of the decision stands still."""

from __future__ import annotations

import datetime as dt

from conversations.deciding.decision import (
    Answered,
    AnswerQuestion,
    Asked,
    AskInitiator,
    WordsNeeded,
)
from conversations.here import Here
from conversations.rules.promises import reminders
from conversations.talk import Refused
from conversations.words import _
from storage import cases, due
from storage.database import Row, Transaction, instant, moment
from storage.deciding.seats import GONE, decided_by, running


async def ask_initiator(
    tx: Transaction, command: AskInitiator, here: Here, cause: str
) -> Asked | WordsNeeded | Refused:
    """Ask the initiator; from the first open question on the clock stands still."""
    row = await decided_by(tx, command.case, here)
    if isinstance(row, Refused):
        return row
    if command.text is None:
        return WordsNeeded(command.case, "question")
    question = tx.fresh()
    over_at = here.now + dt.timedelta(days=here.profile.terms.question_days)
    await tx.run(
        """
        INSERT INTO questions (id, case_id, asked_by, text, asked, over_at)
        VALUES (:id, :case_id, :asked_by, :text, :now, :over_at)
        """,
        id=question,
        case_id=command.case,
        asked_by=here.person.id,
        text=command.text,
        now=instant(here.now),
        over_at=instant(over_at),
    )
    await tx.run(
        "UPDATE decisions SET paused = :now WHERE id = :id AND paused IS NULL",
        id=row["id"],
        now=instant(here.now),
    )
    await due.plan(tx, "question_over", f"{command.case}:{question}", over_at, cause)
    await cases.happened(tx, command.case, "asked", here, cause, role="member", words=command.text)
    return Asked(command.case, row["person"])


async def answer_question(
    tx: Transaction, command: AnswerQuestion, here: Here, cause: str
) -> Answered | WordsNeeded | Refused:
    """The initiator answers the oldest open question; with the last one the clock runs again."""
    row = await running(tx, command.case)
    if row is None or row["person"] != here.person.id:
        return Refused(GONE)
    open_ = await tx.all(
        """
        SELECT id FROM questions WHERE case_id = :case_id AND answered IS NULL ORDER BY asked, id
        """,
        case_id=command.case,
    )
    if not open_:
        return Refused(_("There is no open question about your plan."))
    if command.text is None:
        return WordsNeeded(command.case, "answer")
    await tx.run(
        "UPDATE questions SET answer = :answer, answered = :now WHERE id = :id",
        id=open_[0]["id"],
        answer=command.text,
        now=instant(here.now),
    )
    await due.cancel(tx, f"{command.case}:{open_[0]['id']}", here.now, "question_over")
    await cases.happened(
        tx, command.case, "answered", here, cause, role="resident", words=command.text
    )
    if row["id"] is not None:
        await go_on(tx, row, here, cause)
    return Answered(command.case, len(open_) > 1)


async def go_on(tx: Transaction, row: Row, here: Here, cause: str) -> None:
    """The clock runs again when no question is open: the deadline moves by the pause."""
    still = await tx.one(
        """
        SELECT count(*) AS n FROM questions
        WHERE case_id = :case_id AND answered IS NULL AND over IS NULL
        """,
        case_id=row["case_id"],
    )
    if row["paused"] is None or (still is not None and still["n"]):
        return
    closes = moment(row["closes"]) + (here.now - moment(row["paused"]))
    await tx.run(
        "UPDATE decisions SET paused = NULL, closes = :closes WHERE id = :id",
        id=row["id"],
        closes=instant(closes),
    )
    await due.cancel(tx, row["case_id"], here.now, "closes", "reminder", "overdue")
    await due.plan(tx, "closes", row["case_id"], closes, cause)
    await due.plan(tx, "overdue", row["case_id"], closes + dt.timedelta(days=1), cause)
    for at in reminders(closes):
        if at > here.now:
            await due.plan(tx, "reminder", row["case_id"], at, cause)
    await tx.run(
        "UPDATE cases SET next_at = :closes WHERE id = :id",
        id=row["case_id"],
        closes=instant(closes),
    )
