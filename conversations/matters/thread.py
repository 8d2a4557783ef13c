"""Whoever asked or told something talks with a person of the office, any number of rounds.

    /mijn → my questions → one of them → write → … (the bot is silent) … → closed
          → solved / half / not: "not" opens it again, for the same person, once

A talk is no unfinished work: it ends as soon as somebody looks at something else, and it goes on
from the button under every message, or by just writing after one.
"""

from __future__ import annotations

from dataclasses import replace

from conversations.here import Here
from conversations.journey import Journey
from conversations.matters import telling_words
from conversations.matters.letters import files_for, says_of
from conversations.matters.matter import MOST_TEXT
from conversations.matters.talking import (
    MINE,
    AnswerLate,
    AnswerSoon,
    BeginTalk,
    FileChecked,
    LookAtMatter,
    MatterClosed,
    MatterFiles,
    MatterRated,
    MatterReopened,
    MatterWithdrawn,
    NothingDue,
    RateMatter,
    Reopen,
    SendFiles,
    StillWaiting,
    TalkBegun,
    TalkOver,
    ThreadDraft,
    Unreachable,
    WithdrawMatter,
    WriteOn,
    WrittenOn,
)
from conversations.matters.thread_words import draw, question
from conversations.rules.files import why_not_this_file
from conversations.rules.plain import yes_or_no
from conversations.rules.private import notice, without
from conversations.rules.talk import parts_of, why_not_write
from conversations.talk import (
    QUESTION,
    Edited,
    Event,
    Located,
    Odd,
    Paragraph,
    Pressed,
    PressedCase,
    Refused,
    Screen,
    Shared,
    Turn,
    Woke,
    Wrote,
    WroteMore,
)
from conversations.wijk import ask_the_municipality
from conversations.words import Message, _

MY_MATTERS = Screen(name="my_matters")


def respond(draft: ThreadDraft | None, event: Event, here: Here) -> Turn:
    """One event of a talk, or about what I asked and told; what waits to be sent stays."""
    turn = _respond(draft, event, here)
    away = event == Pressed("away") or isinstance(event, TalkOver)
    if draft is not None and draft.unsent and turn.draft is None and not away:
        return replace(turn, draft=draft)
    return turn


def _respond(draft: ThreadDraft | None, event: Event, here: Here) -> Turn:
    match event:
        case WrittenOn(case=case):
            return _written(draft or ThreadDraft(case=case), event, here)
        case TalkBegun() if draft is not None and draft.unsent:
            return _again(draft, _("You did not send this yet."))
        case TalkBegun(case):
            return Turn(ThreadDraft(case=case), show=QUESTION)
        case TalkOver(why, case):
            return Turn(notes=(why,), show=one(case) if case else MY_MATTERS)
        case Refused(why):
            return _again(draft, why) if draft else Turn(notes=(why,), show=MY_MATTERS)
        case Woke(what, subject):
            return Turn(commands=(LookAtMatter(what, subject),))
        case AnswerSoon() | AnswerLate() | StillWaiting() | FileChecked() | Unreachable():
            return Turn(says=says_of(event, here))
        case MatterClosed():
            return Turn(draft, says=says_of(event, here))
        case NothingDue():
            return Turn()
        case MatterRated() | MatterReopened() | MatterWithdrawn() | MatterFiles():
            return _done(draft, event, here)
        case PressedCase(case, "talk_files"):
            # The talk goes on.
            return Turn(draft, commands=(SendFiles(case),))
        case PressedCase(case, verb, n):
            return _pressed(case, verb, n)
        case Pressed("send" | "without" | "change" | "away" | "back" as option) if (
            draft is not None and draft.unsent
        ):
            return _held(draft, option)
        case Pressed(option) if option != "back":
            return _chosen(draft, option)
        case _ if draft is not None:
            return _says(draft, event, here)
    return Turn(show=MY_MATTERS)


def one(case: str, page: int = 0) -> Screen:
    """The screen of one talk."""
    return Screen(name=MINE, case=case, page=page)


# --- buttons -----------------------------------------------------------------------------


def _pressed(case: str, verb: str, n: int | None) -> Turn:
    """A button of one talk; the store says whether it is theirs."""
    match verb:
        case "talk_on":
            return Turn(commands=(BeginTalk(case),))
        case "talk_again":
            return Turn(commands=(Reopen(case),))
        case "talk_drop":
            return Turn(show=Screen(name="matter_back", case=case))
        case "talk_drop_yes":
            return Turn(commands=(WithdrawMatter(case),))
        case "talk_solved":
            return Turn(commands=(RateMatter(case, "solved"),))
        case "talk_half":
            return Turn(commands=(RateMatter(case, "half"),))
        case "talk_not":
            return Turn(commands=(RateMatter(case, "not"),))
    return Turn(show=one(case, n or 0))


def _chosen(draft: ThreadDraft | None, option: str) -> Turn:
    what, _colon, rest = option.partition(":")
    match what:
        case "matter":
            return Turn(show=one(rest))
        case "page" if rest.isascii() and rest.isdecimal() and len(rest) < 6:
            return Turn(show=Screen(name="my_matters", page=int(rest)))
    return Turn(draft, show=QUESTION) if draft is not None else Turn(show=MY_MATTERS)


# --- what is said ------------------------------------------------------------------------


def _says(draft: ThreadDraft, event: Event, here: Here) -> Turn:
    """A message for the person on the other side, or something that cannot be one."""
    match event:
        case Pressed("back"):
            return Turn(show=one(draft.case))
        case Wrote(text) if draft.unsent and (yes := yes_or_no(text)) is not None:
            return _held(draft, "send" if yes else "change")
        case Wrote(text) | WroteMore(text):
            for part in parts_of(text, MOST_TEXT):
                if objection := why_not_write(part, MOST_TEXT):
                    return _again(draft, objection)
            return _looked_over(draft, text, here)
        case Shared(caption=caption):
            objection = why_not_this_file(event, 0)
            if objection is None and caption:
                objection = why_not_write(caption, MOST_TEXT)
            if objection is not None:
                return _again(draft, objection)
            words = caption or ""
            if not notice(words).pieces or telling_words.card(words, here):
                return _on_its_way(draft, words, here, WriteOn(draft.case, words, shared=event))
            # The photo goes; the words under it wait.
            turn = _looked_over(draft, words, here)
            return replace(turn, commands=(WriteOn(draft.case, shared=event),))
        case Edited():
            return _again(
                draft,
                _("You changed an old message. The first one is passed on already."),
                _("Do you want to change something? Send a new message."),
            )
        case Located():
            return _again(
                draft, _("I do not pass on the place of your phone. Please type the place.")
            )
        case Odd():
            cannot = _("I cannot pass that on. Send text, a photo, a file or a voice message.")
            return _again(draft, cannot, missed=True)
    return Turn(draft, show=QUESTION, missed=True)


def _looked_over(draft: ThreadDraft, text: str, here: Here) -> Turn:
    """Whatever names somebody or tells of health is pointed out before it leaves.

    A call for help is never held up; what waited goes on waiting.
    """
    if telling_words.card(text, here):
        return _on_its_way(draft, text, here, *_parts(draft, text))
    if draft.held and not draft.changing:
        # Said in one breath, before they saw the question; without a yes nothing of it leaves.
        return _again(draft.but(held=f"{draft.held}\n{text}"))
    if notice(text).pieces:
        return _again(draft.but(held=text, changing=False))
    clear = draft.but(held="", changing=False, told=draft.told and not draft.held)
    return _on_its_way(clear, text, here, *_parts(clear, text))


def _held(draft: ThreadDraft, option: str) -> Turn:
    """They saw what was pointed out, and say what is to be done with it."""
    match option:
        case "send":
            sent = draft.but(held="", changing=False, told=False)
            return Turn(sent, commands=_parts(draft, draft.held))
        case "without":
            return _again(draft.but(held=without(draft.held, draft.private)))
        case "away":
            note = _("All right. I do not send it.")
            return Turn(ThreadDraft(case=draft.case), notes=(note,), show=QUESTION)
        case "back" if draft.changing:
            return _again(draft.but(changing=False))
    return _again(draft.but(changing=True))


def _parts(draft: ThreadDraft, text: str) -> tuple[WriteOn, ...]:
    return tuple(WriteOn(draft.case, part) for part in parts_of(text, MOST_TEXT))


def _on_its_way(draft: ThreadDraft, text: str, here: Here, *commands: WriteOn) -> Turn:
    """It goes on; whoever may need help at once reads whom to call, also while two people talk."""
    numbers = telling_words.card(text, here)
    if not numbers:
        return Turn(draft, commands=commands)
    return Turn(draft.but(told=False), notes=numbers, show=QUESTION, commands=commands)


def _again(draft: ThreadDraft, *notes: Paragraph, missed: bool = False) -> Turn:
    return Turn(draft.but(told=False), notes=notes, show=QUESTION, missed=missed)


def _written(draft: ThreadDraft, event: WrittenOn, here: Here) -> Turn:
    """Said once that it is passed on and that the bot is silent; from then on it is."""
    says = says_of(event, here)
    if draft.unsent:
        return Turn(draft, show=QUESTION, says=says)  # a photo went; its words still wait
    if draft.told:
        return Turn(draft, says=says)
    return Turn(draft.but(told=True), show=QUESTION, says=says)


# --- what came of it ---------------------------------------------------------------------


def _done(draft: ThreadDraft | None, event: Event, here: Here) -> Turn:
    says = says_of(event, here)
    match event:
        case MatterReopened(case=case, same=same):
            again = _("It is open again, with the same person.")
            if not same:
                again = _("It is open again.")
            # What is still wrong can be told at once, and need not be.
            return Turn(ThreadDraft(case=case), notes=(again,), show=QUESTION, says=says)
        case MatterRated(case=case, rating="not"):
            why: tuple[Message, ...] = (
                _("I cannot open it a second time. Tell it as something new, or call."),
                ask_the_municipality(here),
            )
            return Turn(notes=why, show=one(case), says=says)
        case MatterRated(case=case):
            return Turn(show=one(case), says=says, toast=_("Thank you."))
        case MatterWithdrawn(case=case):
            return Turn(notes=(_("You took it back."),), show=one(case), says=says)
        case MatterFiles(case, files, checking):
            notes: list[Paragraph] = []
            if not files and not checking:
                notes.append(_("There are no files here."))
            if checking:
                notes.append(_("A file is still being checked. Try again in a minute."))
            return Turn(draft, notes=tuple(notes), says=files_for(event, here))
    return Turn(show=MY_MATTERS)


JOURNEY = Journey(
    name="thread",
    respond=respond,
    draw=draw,
    screens=("my_matters", "my_matter", "matter_news", "matter_closed", "matter_back"),
    verbs=(
        "talk_see",
        "talk_on",
        "talk_files",
        "talk_solved",
        "talk_half",
        "talk_not",
        "talk_again",
        "talk_drop",
        "talk_drop_yes",
    ),
    moments=("matter_soon", "matter_late", "matter_look", "matter_file", "matter_unreachable"),
    draft=ThreadDraft,
    question=question,
    talks=True,
)
