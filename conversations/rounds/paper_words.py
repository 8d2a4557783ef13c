"""What those who enter ballots on paper read: the batches, and the paper in their hand."""

from __future__ import annotations

from conversations.here import Here
from conversations.rounds.paper_draft import PaperDraft
from conversations.rounds.paper_orders import (
    BatchEntered,
    BatchLine,
    PaperFacts,
    PaperLine,
    SheetFacts,
)
from conversations.rounds.rule_words import how_to_choose
from conversations.rules.paper import MOST_PAPERS, ON_PAD
from conversations.talk import (
    MENU,
    Heading,
    Lines,
    Paragraph,
    Row,
    Said,
    Screen,
    Step,
    said,
    standing,
    step,
)
from conversations.words import Message, Quoted, The, _, bare, plural

BACK = step(_("⬅️ Back"), "back")
ENTER = _("📥 Type a batch")
# As many batches are named at once; those that need somebody come first.
NAMED = 12
A_ROW = 4


def draw(screen: Screen, facts: object, here: Here) -> Said:
    """The paper of a round, for those who type it."""
    match facts:
        case PaperFacts(rounds) if rounds:
            return _paper(rounds, screen.case)
    words = _(
        "No paper is to be typed now. That is for {staff}, when voting is over.",
        staff=bare("hub_staff"),
    )
    return said(words, rows=(MENU,))


def _paper(rounds: tuple[PaperLine, ...], chosen: str | None) -> Said:
    line = next((one for one in rounds if one.id == chosen), None)
    if line is None and len(rounds) > 1:
        rows = (standing(_name(one), one.id, "paper_see") for one in rounds)
        return said(_("Of which round is the paper?"), rows=(*rows, MENU))
    line = line or rounds[0]
    rows_: list[Row] = [standing(ENTER, line.id, "paper_enter")]
    if line.officer:
        rows_.append(standing(_("🔍 See the round"), line.id, "round_see"))
    if len(rounds) > 1:
        rows_.append(step(_("⬅️ Another round"), "@papier"))
    body: list[Paragraph] = [Heading(words=_name(line)), *lines_of(line)]
    body.append(_("Two people type each batch. Nothing counts before both are the same."))
    return said(*body, rows=(*rows_, MENU))


def _name(line: PaperLine) -> Message:
    return Message(text="📄 {title}", gaps={"title": Quoted(text=line.title)})


def lines_of(line: PaperLine) -> list[Paragraph]:
    """How the paper of a round stands, in lines."""
    lines: list[Message] = []
    if line.given is not None:
        lines.append(
            plural(
                "{Hub} gave {count} paper.",
                "{Hub} gave {count} papers.",
                line.given,
                Hub=The("hub"),
            )
        )
    if not line.batches:
        lines.append(_("No batch is typed yet."))
    order = sorted(line.batches, key=lambda one: (one.stands == "same", one.batch))
    lines += [_batch(one) for one in order[:NAMED]]
    if (more := len(order) - NAMED) > 0:
        lines.append(plural("And {count} batch more.", "And {count} batches more.", more))
    return [Lines(items=tuple(lines))]


def _batch(line: BatchLine) -> Message:
    n = line.batch
    match line.stands:
        case "same":
            return _("🟢 Batch {n}: twice the same ({many}).", n=n, many=line.many[0])
        case "differs":
            return _(
                "🔴 Batch {n}: not the same. Type once more: paper {papers}.",
                n=n,
                papers=papers(line.numbers),
            )
        case "waits":
            return _("🟡 Batch {n}: typed once. Somebody else types it now.", n=n)
        case "second":
            return _("🟡 Batch {n}: the second person types it.", n=n)
    return _("⚪ Batch {n}: somebody types it.", n=n)


def papers(numbers: tuple[int, ...]) -> str:
    """Which papers, by number; the first ones when there are many."""
    more = " …" if len(numbers) > 10 else ""
    return ", ".join(map(str, numbers[:10])) + more


def entered(event: BatchEntered) -> Message:
    """What whoever typed the last paper reads; never what the other one typed."""
    n = event.batch
    match event.stands:
        case "same":
            return _("🟢 Batch {n} is typed twice, and it is the same. It is ready.", n=n)
        case "differs" if event.counts is not None:
            one, other = event.counts
            return _(
                "🔴 Batch {n}: one has {one} papers, the other {other}. Count once more.",
                n=n,
                one=one,
                other=other,
            )
        case "differs":
            return _(
                "🔴 Batch {n} is not the same. Look at paper {papers}, and type it once more.",
                n=n,
                papers=papers(event.numbers),
            )
    return _("🟡 Batch {n} is in. Somebody else must type it too, from the papers.", n=n)


def not_so_many() -> Message:
    """How many papers a batch can have."""
    return _("A batch has 1 to {most} papers. Make two of it.", most=MOST_PAPERS)


# --- questions -----------------------------------------------------------------------------


def question(draft: PaperDraft, facts: object, here: Here) -> Said:
    """What is asked of whoever types."""
    match draft.asking, facts:
        case "batch", _facts:
            return said(_("Which batch is it? Its number stands on the cover."), rows=(BACK, MENU))
        case "many", _facts:
            return said(
                _("How many papers are in batch {n}? Count them.", n=draft.batch or 0),
                rows=(BACK, MENU),
            )
        case "sheet", SheetFacts():
            return _sheet(draft, facts)
    return said(_("This batch cannot be typed now."), rows=(BACK, MENU))


def _sheet(draft: PaperDraft, facts: SheetFacts) -> Said:
    heading = Heading(
        words=_(
            "Batch {batch}, paper {n} of {many}", batch=draft.batch or 0, n=facts.n, many=facts.many
        )
    )
    undo: tuple[Row, ...] = (step(_("↩️ One paper back"), "undo"),) if facts.n > 1 else ()
    invalid = step(_("🚫 It is not valid"), "invalid")
    if facts.needs_code:
        words = _("Which code stands on this paper? I take it out of the chat.")
        return said(heading, words, rows=(invalid, *undo, BACK, MENU))
    body: list[Paragraph] = [heading, how_to_choose(facts.rules), _crosses(draft)]
    pad: tuple[Row, ...] = ()
    if draft.plans <= ON_PAD:
        keys = tuple(_key(draft, n) for n in range(1, draft.plans + 1))
        pad = tuple(keys[at : at + A_ROW] for at in range(0, len(keys), A_ROW))
    else:
        body.append(_("Type the numbers with a cross, such as 1 4."))
    following: tuple[Row, ...] = (step(_("➡️ Next paper"), "next"),) if draft.chosen else ()
    return said(*body, rows=(*pad, *following, invalid, *undo, BACK, MENU))


def _key(draft: PaperDraft, n: int) -> Step:
    mark = "☑️" if n in draft.chosen else "❌" if -n in draft.chosen else "⬜"
    return Step(label=Message(text="{mark} {n}", gaps={"mark": mark, "n": n}), option=f"cross:{n}")


def _crosses(draft: PaperDraft) -> Message:
    if not draft.chosen:
        return _("No cross yet.")
    yes = ", ".join(str(n) for n in draft.chosen if n > 0)
    no = ", ".join(str(-n) for n in draft.chosen if n < 0)
    if not draft.yes_no:
        return _("☑️ Crosses: {numbers}", numbers=yes)
    return _("☑️ Yes: {yes}. No: {no}.", yes=yes or "–", no=no or "–")
