"""Orders about questions, complaints, signals and plans, for staff who use no Telegram.

Each is done as somebody: a role that `roles` lists, confirmed and standing today.  The rules are
those of the phones, and whoever waits for an answer hears it in the same way.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from bot.desk.matter_file import as_csv, as_html, written
from bot.desk.room import Action, NotDone, Room, wijk_named
from bot.turns import Answered
from conversations.deciding.decision import (
    BringToMeeting,
    Confirm,
    MeetingReasonNeeded,
    ReasonNeeded,
    RecordMeeting,
    RecordVoice,
    WordsNeeded,
)
from conversations.facts import DecisionFacts
from conversations.here import Here
from conversations.matters.hands import AssignMatter, ClaimMatter, GiveBack, HeldAlready
from conversations.matters.inbox_words import asking
from conversations.matters.matter import MatterFacts, MatterLine
from conversations.matters.standard import STANDARD, standard
from conversations.matters.talking import HANDLING, CloseMatter, TalkOver, WriteOn
from conversations.rules.quorum import Choice, Outcome
from conversations.rules.roles import by_operator
from conversations.talk import Refused, Screen
from conversations.words import Day, Kept, Message, Quoted, _
from storage import journal
from storage.database import Transaction
from storage.deciding import dossiers
from storage.matters import card, inbox, keepers
from storage.people import look_at
from storage.roles.role import role_row, state_of

SHOWN = 3000  # UTF-16 units of one message in a terminal


class ListOrder(Kept):
    """List what is open, of one wijk or all; as a file too, for who has no Telegram."""

    wijk: str | None = None
    csv: str | None = None
    html: str | None = None


class AsOrder(Kept):
    """One case by its number, and as whom: the id of a role that `roles` lists."""

    number: str
    who: str


class ShowOrder(AsOrder):
    """Show one matter or plan, as far as this role may see it."""


class ClaimOrder(AsOrder):
    """Take a matter; `over`: from a colleague; `back`: give it back."""

    over: bool = False
    back: bool = False


class AnswerOrder(AsOrder):
    """Write to the resident; `note`: for colleagues only; `asks`: wait for an answer."""

    text: str = ""
    standard: str | None = None
    note: bool = False
    asks: bool = False


class CloseOrder(AsOrder):
    """Close a matter with words."""

    text: str = ""
    standard: str | None = None


class DecideOrder(AsOrder):
    """Write down what a member said, confirm the record, or what the meeting decided."""

    member: str | None = None
    choice: Literal["approve", "refuse", "hold"] | None = None
    confirm: bool = False
    to_meeting: bool = False
    meeting: Literal["granted", "declined", "held"] | None = None
    reason: str | None = None


class KeeperOrder(Kept):
    """Somebody keeps a topic for a department, or (`off`) not any more."""

    topic: str
    who: str
    department: str = ""
    off: bool = False


# --- looking ------------------------------------------------------------------------------


async def list_matters(room: Room, about: Mapping[str, Any]) -> list[str]:
    """What is open, the most urgent first; the same as a file where one is asked for."""
    order = ListOrder.model_validate(about)
    here = room.here()
    wijk = wijk_named(order.wijk, room.profile) if order.wijk else None
    async with room.store.reading() as tx:
        rows = await inbox.every_open(tx, wijk, here)
    lines = [_line(row, here, room) for row in rows]
    for path, made in ((order.csv, as_csv), (order.html, as_html)):
        if path is not None:
            await asyncio.to_thread(written, Path(path), made(rows, here, room))
            lines.append(f"Written: {path}")
    return lines or ["Nothing is open."]


def _line(row: MatterLine, here: Here, room: Room) -> str:
    day = here.profile.today(row.next_at).isoformat() if row.next_at else "-"
    late = "LATE" if row.late else ""
    holder = row.holder or "nobody"
    place = room.profile.wijk(row.wijk)
    name = place.name if place else row.wijk
    parts = (row.number, row.kind, row.state, name, row.topic, holder, f"by {day}", late)
    return "  ".join(part for part in parts if part)


async def show(room: Room, about: Mapping[str, Any]) -> list[str]:
    """One matter with its talk, or one plan with its dossier, as this role may see it."""
    order = ShowOrder.model_validate(about)
    async with room.store.reading() as tx:
        here = await _acting(tx, order.who, room)
        case, kind = await _case(tx, order.number)
        if kind == "initiative":
            facts = await dossiers.decision_facts(tx, Screen(name="dossier", case=case), here)
            if facts is None:
                raise NotDone("This role may not see that plan.")
            return _dossier(facts, room)
        found = await card.card_facts(tx, Screen(name=HANDLING, case=case), here)
        if found is None:
            raise NotDone("This role does not work on that. Look with: desk list")
    lines = _about(found.matter, room)
    lines += [room.line(asking(one, here)) for one in found.asked]
    if found.leads is not None:
        lines.append(f"Goes along with {found.leads}.")
    return lines


def _about(matter: MatterFacts, room: Room) -> list[str]:
    place = room.profile.wijk(matter.wijk)
    day = room.profile.today
    lines = [
        f"{matter.number}  {matter.kind}  {matter.state}  {place.name if place else matter.wijk}",
        f"About: {matter.topic}. Who has it: {matter.holder or 'nobody'}.",
        f"Resident {matter.alias} reads {matter.language}.",
    ]
    if matter.spot.words:
        lines.append(f"Where: {matter.spot.words}")
    if matter.promised is not None:
        lines.append(room.line(_("Answer by: {day}", day=Day(on=day(matter.promised)))))
    if matter.too or matter.cluster:
        lines.append(f"Me too: {matter.too}. Goes along with it: {matter.cluster}.")
    for said in matter.messages:
        fixed = standard(said.standard)
        words = " ".join(part for part in (room.line(fixed) if fixed else "", said.text) if part)
        files = f" [{len(said.files)} files]" if said.files else ""
        lines.append(f"{day(said.at).isoformat()}  {said.side}: {words[:SHOWN]}{files}")
    return lines


def _dossier(facts: DecisionFacts, room: Room) -> list[str]:
    plan = facts.case
    until = room.profile.today(facts.closes).isoformat() if facts.closes else "-"
    title = room.line(Message(text="{t}", gaps={"t": Quoted(text=plan.plan.title or "")}))
    return [
        f"{plan.number}  {plan.state}  {title}",
        f"Took part: {facts.took_part} of {facts.seats}. Until: {until}.",
        *(f"Question: {question.text}" for question in facts.questions if not question.answer),
    ]


# --- doing -------------------------------------------------------------------------------


async def claim(room: Room, about: Mapping[str, Any]) -> list[str]:
    """Take it, take it over, or give it back; of two at once one has it."""
    order = ClaimOrder.model_validate(about)

    def command(case: str, here: Here) -> Any:
        if order.back:
            return GiveBack(case)
        return AssignMatter(case, here.person.id) if order.over else ClaimMatter(case)

    outcome = await _do(room, order, command)
    if isinstance(outcome, HeldAlready):
        raise NotDone(f"{outcome.name} has it already. Take it over with: --over")
    return ["It is free again." if order.back else "Done. You have it."]


async def answer(room: Room, about: Mapping[str, Any]) -> list[str]:
    """A message to the resident and to all who are answered with them, or a note."""
    order = AnswerOrder.model_validate(about)
    _known(order.standard)

    def command(case: str, here: Here) -> Any:
        if order.note:
            return WriteOn(case, order.text, "note")
        return WriteOn(case, order.text, "office", standard=order.standard, asks=order.asks)

    await _do(room, order, command)
    return ["Kept as a note." if order.note else "Done. It is on its way."]


async def close(room: Room, about: Mapping[str, Any]) -> list[str]:
    """The last words; whoever waited for them hears them."""
    order = CloseOrder.model_validate(about)
    _known(order.standard)
    await _do(room, order, lambda case, here: CloseMatter(case, order.text, order.standard))
    return ["Closed. Whoever waited for it hears it."]


async def keeper(room: Room, about: Mapping[str, Any]) -> list[str]:
    """Who keeps a topic: what is brought about it is laid in their hands at once."""
    order = KeeperOrder.model_validate(about)
    if room.profile.topic(order.topic) is None:
        known = ", ".join(topic.id for topic in room.profile.topics)
        raise NotDone(f"There is no topic {order.topic!r}. Choose from: {known or 'none'}")
    async with room.store.transaction() as tx:
        here = await _acting(tx, order.who, room)
        if not here.person.wijken_as("ambassador"):
            raise NotDone("Only somebody with the role ambassador keeps a topic.")
        if order.off:
            await keepers.let_go(tx, order.topic, here.person.id)
        elif order.department.strip():
            name = " ".join(order.department.split())
            await keepers.keep(tx, order.topic, here.person.id, name, here)
        else:
            raise NotDone("For which department? Add: --department")
        await journal.enter(
            tx,
            cause=tx.fresh(),
            role="operator",
            verb="topic_let_go" if order.off else "topic_kept",
            subject=order.topic,
            rules="desk-1",
            content=here.person.id,
            now=here.now,
        )
    done = [f"{here.person.name} keeps {order.topic}." if not order.off else "Done."]
    if room.profile.ambassador_is != "civil_servant":
        done.append("In this profile ambassadors are residents: nothing is laid in their hands.")
    return done


async def decide(room: Room, about: Mapping[str, Any]) -> list[str]:
    """What the secretary does with a plan, by the same commands as in the chat."""
    order = DecideOrder.model_validate(about)
    async with room.store.reading() as tx:
        case, _kind = await _case(tx, order.number, plan=True)
        seats = await _seats(tx, case)
    match order:
        case DecideOrder(confirm=True):
            command: Any = Confirm(case)
        case DecideOrder(to_meeting=True):
            command = BringToMeeting(case)
        case DecideOrder(meeting=str(outcome)):
            command = RecordMeeting(case, Outcome(outcome), order.reason)
        case DecideOrder(member=str(member), choice=str(choice)):
            command = RecordVoice(case, _seat(member, seats), Choice(choice), order.reason)
        case _:
            raise NotDone("Say --confirm, --to-meeting, --meeting, or --member with --choice.")
    outcome = await _do(room, order, lambda _case, here: command, journey="decide")
    if isinstance(outcome, ReasonNeeded | MeetingReasonNeeded | WordsNeeded):
        raise NotDone("The rules ask for a reason. Add: --reason")
    return ["Done."]


async def _seats(tx: Transaction, case: str) -> list[str]:
    """The names of the frozen roster, in the order that the store counts them."""
    rows = await tx.all(
        """
        SELECT p.name FROM decisions d
        JOIN seats s ON s.decision = d.id
        JOIN people p ON p.id = s.person
        WHERE d.case_id = :case_id AND d.state = 'running' ORDER BY s.person
        """,
        case_id=case,
    )
    return [row["name"] for row in rows]


def _seat(member: str, seats: list[str]) -> int:
    places = [n for n, name in enumerate(seats) if name.casefold() == member.casefold()]
    if len(places) == 1:
        return places[0]
    if member.isdecimal() and 1 <= int(member) <= len(seats):
        return int(member) - 1
    known = ", ".join(f"{n} {name}" for n, name in enumerate(seats, 1)) or "nobody"
    raise NotDone(f"There is no single member {member!r}. Give a name or number of: {known}")


# --- parts -----------------------------------------------------------------------------------


def _known(id: str | None) -> None:
    if id is not None and id not in STANDARD:
        raise NotDone(f"There is no text {id!r}. Choose from: {', '.join(STANDARD)}")


async def _case(tx: Transaction, number: str, *, plan: bool = False) -> tuple[str, str]:
    row = await tx.one("SELECT id, kind FROM cases WHERE number = :number", number=number.upper())
    if row is None or (plan and row["kind"] != "initiative"):
        raise NotDone(f"There is no {'plan' if plan else 'case'} {number!r}. Look with: desk list")
    return row["id"], row["kind"]


async def _acting(tx: Transaction, id: str, room: Room) -> Here:
    """This moment, seen by whoever holds this role now; the rules judge the rest."""
    here = room.here()
    assert by_operator(here.person)
    row = await role_row(tx, id)
    if row is None or row["person"] is None or state_of(row, here.now) != "confirmed":
        raise NotDone(f"{id!r} is no role that somebody holds now. Look with: roles")
    seen = await look_at(tx, here, row["person"])
    assert seen is not None
    return seen


async def _do(room: Room, order: AsOrder, command: Any, *, journey: str = "inbox") -> Any:
    """Carry it out as somebody, account for who typed it, and hand on the letters."""
    async with room.store.transaction() as tx:
        here = await _acting(tx, order.who, room)
        case, kind = await _case(tx, order.number, plan=journey == "decide")
        if kind == "initiative" and journey != "decide":
            raise NotDone("That is a plan. Use: desk decide")
        outcome, letters = await room.turns.order(tx, journey, command(case, here), here)
        if isinstance(outcome, Refused | TalkOver):
            raise NotDone(room.line(outcome.why))
        await journal.enter(
            tx,
            cause=tx.fresh(),
            role="operator",
            verb="at_desk",
            subject=case,
            rules="desk-1",
            content=type(order).__name__,
            now=here.now,
        )
    room.push([Answered(letters=letters)])
    return outcome


MATTERS: dict[str, Action] = {
    "matter-list": list_matters,
    "matter-show": show,
    "matter-claim": claim,
    "matter-answer": answer,
    "matter-close": close,
    "matter-decide": decide,
    "matter-keeper": keeper,
}
MATTER_READS = {"matter-list", "matter-show"}
