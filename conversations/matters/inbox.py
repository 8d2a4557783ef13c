"""The inbox of whoever works for a wijk: what is new, mine, waiting and late; one card a matter.

    /inbox → a list → the card → take · answer · close · more
    more   → a note · a colleague · a department or partner · a day of rest · together with others

The card is on the phone of every colleague, and each shows who has it.  Who may do what is judged
by the store.
"""

from __future__ import annotations

from conversations.here import Here
from conversations.journey import Journey
from conversations.matters import inbox_words, partner_words, work_words
from conversations.matters.cluster import JoinMatter, MatterJoined, MatterParted, PartMatter
from conversations.matters.forward import (
    EndForward,
    ForwardMatter,
    ForwardOver,
    ForwardRecalled,
    ForwardReminded,
    MatterForwarded,
    RecallForward,
    RemindForward,
)
from conversations.matters.hands import (
    TABS,
    WIJKEN,
    AssignMatter,
    ClaimMatter,
    Doing,
    GiveBack,
    GivenBack,
    HeldAlready,
    MatterAssigned,
    MatterAwake,
    MatterClaimed,
    MatterOpened,
    MatterSnoozed,
    NothingToDo,
    OpenMatter,
    SnoozeMatter,
    WakeMatter,
)
from conversations.matters.inbox_draft import InboxDraft, Step, missing
from conversations.matters.letters import files_for, says_of
from conversations.matters.matter import MOST_TEXT
from conversations.matters.standard import STANDARD
from conversations.matters.talking import (
    HANDLING,
    CloseMatter,
    MatterClosed,
    MatterFiles,
    SendFiles,
    WriteOn,
    WrittenOn,
)
from conversations.rules.days import read_day
from conversations.rules.forwards import why_not_these_words, why_not_this_whom
from conversations.rules.hands import days_to_rest
from conversations.rules.talk import why_not_write
from conversations.talk import (
    QUESTION,
    Event,
    Paragraph,
    Pressed,
    PressedCase,
    Refresh,
    Refused,
    Said,
    Say,
    Screen,
    Shared,
    ToHandlers,
    ToPerson,
    Turn,
    Woke,
    Wrote,
    WroteMore,
)
from conversations.words import _

COMMAND = "/inbox"
INBOX = Screen(name="inbox")
BEGINS: dict[str, Doing] = {
    "work_answer": "answer",
    "work_note": "note",
    "work_close": "close",
    "work_rest": "rest",
}
SHOWS = {
    "work_see": HANDLING,
    "work_more": "matter_more",
    "work_talk": "matter_talk",
    "work_give": "matter_colleagues",
    "work_whom": "matter_whom",
    "work_join": "matter_together",
}


def card(case: str) -> Screen:
    """The card of a matter, for whoever works on it."""
    return Screen(name=HANDLING, case=case)


def respond(draft: InboxDraft | None, event: Event, here: Here) -> Turn:
    """One event of the inbox."""
    if (turn := _outcome(draft, event, here)) is not None:
        return turn
    match event:
        case Woke("matter_wakes", case):
            return Turn(commands=(WakeMatter(case),))
        case Woke("forward_remind", id):
            return Turn(commands=(RemindForward(id),))
        case Woke("forward_over", id):
            return Turn(commands=(EndForward(id),))
        case PressedCase(case, verb) if verb in SHOWS:
            return Turn(draft, show=Screen(name=SHOWS[verb], case=case))
        case PressedCase(case, verb) if verb in BEGINS:
            return Turn(draft, commands=(OpenMatter(case, BEGINS[verb]),))
        case PressedCase(case, "work_take"):
            return Turn(draft, commands=(ClaimMatter(case),))
        case PressedCase(case, "work_over"):
            return Turn(draft, commands=(AssignMatter(case, here.person.id),))
        case PressedCase(case, "work_back"):
            return Turn(draft, commands=(GiveBack(case),))
        case PressedCase(case, "work_part"):
            return Turn(draft, commands=(PartMatter(case),))
        case PressedCase(case, "work_files"):
            return Turn(draft, commands=(SendFiles(case),))
        case PressedCase(forward, "work_recall"):
            return Turn(draft, commands=(RecallForward(forward),))
        case Wrote(text) if text.startswith(COMMAND):
            return Turn(draft, show=INBOX)
        case Pressed(option) if (turn := _looked(draft, option, here)) is not None:
            return turn
    if draft is not None:
        return answer(draft, event, here)
    return Turn(draft, show=INBOX, missed=True)


def _outcome(draft: InboxDraft | None, event: Event, here: Here) -> Turn | None:
    """What the store answered; None for anything else."""
    match event:
        case MatterOpened(case, doing, person):
            return onward(InboxDraft(case=case, doing=doing, person=person))
        case MatterClaimed(case, again):
            toast = _("You had it already.") if again else _("You have it now.")
            seen = () if again else (Refresh(case),)
            return Turn(draft, show=card(case), says=seen, toast=toast)
        case HeldAlready(case, name):
            toast = _("{name} has it already.", name=name)
            return Turn(draft, show=card(case), notes=(toast,), toast=toast)
        case GivenBack(case):
            told = inbox_words.given_back(here)
            others = Say(ToHandlers(case, besides=here.person.id), told, card(case))
            toast = _("It is free again.")
            return Turn(draft, show=card(case), says=(others, Refresh(case)), toast=toast)
        case MatterAssigned(case, person, name, before):
            return _assigned(draft, case, person, name, before, here)
        case MatterSnoozed(case, day):
            note = inbox_words.rests(day)
            return Turn(show=card(case), notes=(note,), says=(Refresh(case),))
        case MatterAwake(case):
            woken = inbox_words.awake()
            return Turn(says=(Say(ToHandlers(case), woken, card(case)), Refresh(case)))
        case MatterJoined(case, other, together):
            note = inbox_words.joined(together)
            both = (Refresh(case), Refresh(other))
            shown = Screen(name="matter_together", case=case)
            return Turn(draft, show=shown, says=both, toast=note)
        case MatterParted(case, was):
            return Turn(draft, show=card(case), says=(Refresh(case), Refresh(was)))
        case MatterFiles(files=files):
            none = () if files else (_("There is no photo or file that can be shown."),)
            return Turn(draft, notes=none, says=files_for(event, here))
        case MatterForwarded():
            return _forwarded(event, here)
        case ForwardRecalled(id, case, person):
            recalled: tuple[Say | Refresh, ...] = (Refresh(case),)
            if person is not None:
                recalled += (Say(ToPerson(person), screen=Screen(name="forward", case=id)),)
            return Turn(draft, show=card(case), says=recalled)
        case ForwardReminded(id, case, person, asked_by):
            return Turn(says=partner_words.reminders(id, case, person, asked_by))
        case ForwardOver(_id, case, whom):
            over = partner_words.came_back(whom)
            return Turn(says=(Say(ToHandlers(case), over, card(case)), Refresh(case)))
        case WrittenOn(case, side=side):
            says = says_of(event, here)
            toast = _("It is a note for colleagues.") if side == "note" else _("It is on its way.")
            return Turn(show=card(case), says=says, toast=toast)
        case MatterClosed(case):
            return Turn(show=card(case), says=says_of(event, here))
        case NothingToDo():
            return Turn()
        case Refused(why) if draft is not None and draft.asking in (Step.REVIEW, Step.DAY):
            return ask(draft, why)
        case Refused(why):
            return Turn(draft, notes=(why,), show=INBOX, toast=why)
    return None


def _assigned(
    draft: InboxDraft | None, case: str, person: str, name: str, before: str | None, here: Here
) -> Turn:
    """Whoever gets it sees it, whoever had it hears it, the others see who has it now."""
    says: list[Say | Refresh] = []
    if person != here.person.id:
        says.append(Say(ToPerson(person), inbox_words.laid_in_your_hands(here), card(case)))
    if before is not None and before not in (person, here.person.id):
        says.append(Say(ToPerson(before), inbox_words.taken_over(name), card(case)))
    toast = _("{name} has it now.", name=name)
    return Turn(draft, show=card(case), says=(*says, Refresh(case)), toast=toast)


def _forwarded(done: MatterForwarded, here: Here) -> Turn:
    """The link is said once, or whoever was asked sees it on their phone."""
    says: list[Say | Refresh] = []
    if done.token is not None:
        says.append(Say(ToPerson(here.person.id), partner_words.link(done, here)))
    if done.person is not None:
        says.append(Say(ToPerson(done.person), screen=Screen(name="forward", case=done.id)))
    note = partner_words.sent_on(done, here)
    return Turn(show=card(done.case), notes=(note,), says=(*says, Refresh(done.case)))


# --- looking around ------------------------------------------------------------------------


def _looked(draft: InboxDraft | None, option: str, here: Here) -> Turn | None:
    """Lists and their pages, and what is chosen from one; None for an answer to a question."""
    match option.split(":"):
        case ["list", tab, page, place] if tab in TABS:
            wijken = here.profile.own_wijken
            wijk = wijken[int(place)].id if _number(place) < len(wijken) and place else None
            return Turn(draft, show=INBOX.but(list=tab, page=_number(page), wijk=wijk))
        case ["wijken", page]:
            return Turn(draft, show=INBOX.but(list=WIJKEN, page=_number(page)))
        case ["inbox"]:
            return Turn(draft, show=INBOX)
        case ["case", case]:
            return Turn(draft, show=card(case))
        case ["talk", case, page]:
            shown = Screen(name="matter_talk", case=case, page=_number(page))
            return Turn(draft, show=shown)
        case ["give", case, person]:
            return Turn(draft, commands=(AssignMatter(case, person),))
        case ["with", case, other]:
            return Turn(draft, commands=(JoinMatter(case, other),))
        case ["link", case]:
            return Turn(draft, commands=(OpenMatter(case, "forward"),))
        case ["to", case, person]:
            return Turn(draft, commands=(OpenMatter(case, "forward", person),))
    return None


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 0


# --- the answers ------------------------------------------------------------------------------


def answer(draft: InboxDraft, event: Event, here: Here) -> Turn:
    """An answer to the question that stands."""
    match draft.asking, event:
        case _, Pressed("back"):
            return back(draft)
        case Step.WORDS | Step.STANDARD, Pressed("standard"):
            return ask(draft.but(asking=Step.STANDARD))
        case Step.STANDARD, Pressed(option) if option.removeprefix("std:") in STANDARD:
            return onward(draft.but(standard=option.removeprefix("std:")))
        case Step.REVIEW, Pressed("words"):
            return ask(draft.but(asking=Step.WORDS))
        case Step.REVIEW, Pressed("standard"):
            return ask(draft.but(asking=Step.STANDARD))
        case Step.REVIEW, Pressed("plain") if draft.text:
            return ask(draft.but(standard=None))
        case Step.REVIEW, Pressed("send" | "asks" | "close" as how):
            return _send(draft, how)
        case Step.DAYS, Pressed("days:3" | "days:7" | "days:14" as option):
            return onward(draft.but(days=int(option.removeprefix("days:"))))
        case Step.DAY, Pressed(option) if option.startswith("rest:"):
            offered = days_to_rest(here)
            at = _number(option.removeprefix("rest:"))
            if at < len(offered):
                return Turn(draft, commands=(SnoozeMatter(draft.case, offered[at]),))
        case Step.DAY, Wrote(text):
            day = read_day(text, here.today)
            if day is None:
                unknown = _("I do not know that day. Type it like this: 12 May.")
                return ask(draft, unknown, missed=True)
            return Turn(draft, commands=(SnoozeMatter(draft.case, day),))
        case Step.WHOM, Wrote(text):
            if why := why_not_this_whom(text):
                return ask(draft, why)
            return onward(draft.but(whom=" ".join(text.split())))
        case Step.WORDS | Step.STANDARD | Step.REVIEW, Wrote(text) | WroteMore(text):
            return _words(draft, text)
        case Step.WORDS | Step.REVIEW, Shared() if draft.doing == "answer":
            # A photo or a document is an answer by itself, with what stands under it.
            said = event.caption or ""
            write = WriteOn(draft.case, said, "office", shared=event)
            return Turn(draft, commands=(write,))
    return ask(draft, _("Sorry, I did not get that."), missed=True)


def _words(draft: InboxDraft, text: str) -> Turn:
    if draft.doing == "forward":
        why = why_not_these_words(text)
    else:
        why = why_not_write(text, MOST_TEXT)
    if why is not None:
        return ask(draft, why)
    return onward(draft.but(text=text.strip()))


def _send(draft: InboxDraft, how: str) -> Turn:
    """What is looked over goes to the store, which looks once more."""
    if (step := missing(draft)) is not None:
        return ask(draft.but(asking=step))
    match draft.doing:
        case "note":
            return Turn(draft, commands=(WriteOn(draft.case, draft.text, "note"),))
        case "forward":
            assert draft.days is not None
            forward = ForwardMatter(draft.case, draft.whom, draft.text, draft.days, draft.person)
            return Turn(draft, commands=(forward,))
    if how == "close" or draft.doing == "close":
        return Turn(draft, commands=(CloseMatter(draft.case, draft.text, draft.standard),))
    write = WriteOn(draft.case, draft.text, "office", standard=draft.standard, asks=how == "asks")
    return Turn(draft, commands=(write,))


# --- where the talk goes -------------------------------------------------------------------


def ask(draft: InboxDraft, *notes: Paragraph, missed: bool = False) -> Turn:
    """The question that stands, with something said first."""
    return Turn(draft, notes=notes, show=QUESTION, missed=missed)


def onward(draft: InboxDraft) -> Turn:
    """The first question without an answer, or everything once more before it goes."""
    return ask(draft.but(asking=missing(draft) or Step.REVIEW))


def back(draft: InboxDraft) -> Turn:
    """One question back; from the first one to the card."""
    if draft.asking is Step.STANDARD and (draft.text or draft.standard):
        return ask(draft.but(asking=Step.REVIEW))
    if draft.asking is Step.STANDARD:
        return ask(draft.but(asking=Step.WORDS))
    if draft.asking is Step.DAYS:
        return ask(draft.but(asking=Step.WORDS))
    if draft.asking is Step.WORDS and draft.doing == "forward" and draft.person is None:
        return ask(draft.but(asking=Step.WHOM))
    if draft.asking is Step.REVIEW and draft.doing == "forward":
        return ask(draft.but(asking=Step.DAYS))
    if draft.asking is Step.REVIEW:
        return ask(draft.but(asking=Step.WORDS))
    return Turn(show=card(draft.case))


def draw(screen: Screen, facts: object, here: Here) -> Said:
    """A list or a card of the inbox, or what more can be done with a matter."""
    if screen.name in work_words.SCREENS:
        return work_words.draw(screen, facts, here)
    return inbox_words.draw(screen, facts, here)


JOURNEY = Journey(
    name="inbox",
    respond=respond,
    draw=draw,
    screens=("inbox", HANDLING, *work_words.SCREENS),
    verbs=(
        *SHOWS,
        *BEGINS,
        "work_take",
        "work_over",
        "work_back",
        "work_part",
        "work_files",
        "work_recall",
    ),
    commands=(COMMAND,),
    moments=("matter_wakes", "forward_remind", "forward_over"),
    draft=InboxDraft,
    question=work_words.question,
)
