"""Two people type the ballots on paper, each from the papers themselves, when voting is over.

    /papier → a batch (its number, how many papers) → paper after paper: its code, its crosses
            → somebody else types the same batch → the same, or these papers once more

A code on a paper goes no further than the command, and out of the chat.  Nobody sees what the
other one typed.
"""

from __future__ import annotations

from conversations.here import Here
from conversations.journey import Journey
from conversations.rounds import paper_words
from conversations.rounds.paper_draft import PaperDraft
from conversations.rounds.paper_orders import (
    AddPaper,
    BatchEntered,
    BatchOpen,
    CodeRead,
    OpenBatch,
    PaperAdded,
    ReadCode,
    UndoPaper,
)
from conversations.rounds.round import Choices
from conversations.rules.codes import HIDDEN, Mistyped, read_code
from conversations.rules.desk import HELPERS
from conversations.rules.paper import MOST_BATCHES, MOST_PAPERS, read_crosses, read_number
from conversations.talk import (
    QUESTION,
    Event,
    Paragraph,
    Pressed,
    PressedCase,
    Refresh,
    Refused,
    Screen,
    Turn,
    Wrote,
    WroteMore,
)
from conversations.words import _

COMMAND = "/papier"
LIST = Screen(name="paper")


def respond(draft: PaperDraft | None, event: Event, here: Here) -> Turn:
    """One event around entering paper; who may, and when, is judged by the store."""
    match event:
        case Wrote(text) if text.startswith(COMMAND):
            return Turn(show=LIST)
        case PressedCase() if not here.person.wijken_as(*HELPERS):
            return Turn(show=LIST)
        case PressedCase(round, "paper_see"):
            return Turn(show=LIST.but(case=round))
        case PressedCase(round, "paper_enter"):
            return ask(PaperDraft(asking="batch", round=round))
        case BatchOpen(round, batch, plans, yes_no, needs_code):
            opened = PaperDraft(
                asking="sheet",
                round=round,
                batch=batch,
                plans=plans,
                yes_no=yes_no,
                needs_code=needs_code,
            )
            return ask(opened)
        case CodeRead() if draft is not None:
            return ask(draft.but(needs_code=False, chosen=()))
        case PaperAdded(_round, _batch, needs_code) if draft is not None:
            return ask(draft.but(needs_code=needs_code, chosen=()))
        case BatchEntered(round):
            note = paper_words.entered(event)
            return Turn(notes=(note,), show=LIST.but(case=round), says=(Refresh(round),))
        case Refused(why) if draft is not None:
            # Crosses that may not be so are made anew; any other refusal keeps the question.
            return ask(draft, why)
        case Refused(why):
            return Turn(notes=(why,), show=LIST)
    return _answered(draft, event) if draft is not None else Turn(show=LIST, missed=True)


def ask(draft: PaperDraft, *notes: Paragraph, missed: bool = False, erase: bool = False) -> Turn:
    """The question that stands, with something said first."""
    return Turn(draft, notes=notes, show=QUESTION, missed=missed, erase=erase)


def _answered(draft: PaperDraft, event: Event) -> Turn:
    match draft.asking, event:
        case "many", Pressed("back"):
            return ask(draft.but(asking="batch", batch=None))
        case _, Pressed("back"):
            return Turn(show=LIST.but(case=draft.round))
        case "batch", Wrote(text) | WroteMore(text):
            batch = read_number(text, MOST_BATCHES)
            if batch is None:
                return ask(draft, _("Type one number, such as 3."), missed=True)
            return ask(draft.but(asking="many", batch=batch))
        case "many", Wrote(text) | WroteMore(text) if draft.batch is not None:
            many = read_number(text, MOST_PAPERS)
            if many is None:
                return ask(draft, paper_words.not_so_many(), missed=True)
            return Turn(draft, commands=(OpenBatch(draft.round, draft.batch, many),))
        case "sheet", _ if draft.batch is not None:
            return _sheet(draft, draft.batch, event)
    return ask(draft, _("Please type a number, or choose a button."), missed=True)


def _sheet(draft: PaperDraft, batch: int, event: Event) -> Turn:
    """The paper in hand: its code, its crosses, or not valid."""
    match event:
        case Pressed("undo"):
            return Turn(draft, commands=(UndoPaper(draft.round, batch),))
        case Pressed("invalid"):
            return Turn(draft, commands=(AddPaper(draft.round, batch, None),))
        case Wrote(text) | WroteMore(text) if draft.needs_code or _is_code(text):
            return _code(draft, batch, text)
        case Pressed("next"):
            return Turn(draft, commands=(AddPaper(draft.round, batch, Choices(draft.chosen)),))
        case Pressed(option) if option.startswith("cross:") and option[6:].isdecimal():
            return _crossed(draft, (int(option[6:9]),))
        case Wrote(text) | WroteMore(text):
            numbers = read_crosses(text, yes_no=draft.yes_no)
            if numbers is not None:
                return _crossed(draft, numbers)
    return ask(draft, _("Type the numbers with a cross, such as 1 4."), missed=True)


def _is_code(text: str) -> bool:
    return isinstance(read_code(text), str)


def _code(draft: PaperDraft, batch: int, text: str) -> Turn:
    match read_code(text):
        case str(code) if draft.needs_code:
            return Turn(draft, commands=(ReadCode(draft.round, batch, code),), erase=True)
        case str():
            return ask(draft, _("No code is asked now. I took it out of the chat."), erase=True)
        case Mistyped():
            note = _("One character of this code is not right. Look once more. It costs nothing.")
            return ask(draft, note, erase=True)
    if HIDDEN in text:
        return ask(draft, _("Something went wrong here. Please send the code once more."))
    return ask(draft, _("First the code on this paper. It has 12 characters."), missed=True)


def _crossed(draft: PaperDraft, numbers: tuple[int, ...]) -> Turn:
    """Each number comes on or goes off; a yes (yes_no) becomes a no before it goes."""
    if any(abs(n) > draft.plans for n in numbers):
        return ask(draft, _("There is no plan with that number."))
    chosen = list(draft.chosen)
    for n in numbers:
        if n in chosen:
            chosen.remove(n)
            if draft.yes_no and n > 0 and len(numbers) == 1:
                chosen.append(-n)
        elif -n in chosen:
            chosen.remove(-n)
            if n < 0:
                chosen.append(n)
        else:
            chosen.append(n)
    return ask(draft.but(chosen=tuple(sorted(chosen, key=abs))))


JOURNEY = Journey(
    name="paper",
    respond=respond,
    draw=paper_words.draw,
    screens=("paper",),
    verbs=("paper_see", "paper_enter"),
    commands=(COMMAND,),
    draft=PaperDraft,
    question=paper_words.question,
)
