"""Who hears of what happens to a matter: one letter for each outcome, whoever asked for it.

Letters leave with the same commit as what they tell.
"""

from __future__ import annotations

from conversations.here import Here
from conversations.matters.matter import Kind
from conversations.matters.talking import (
    HANDLING,
    MINE,
    AnswerLate,
    AnswerSoon,
    FileChecked,
    MatterClosed,
    MatterFiles,
    MatterRated,
    MatterReopened,
    MatterWithdrawn,
    StillWaiting,
    Unreachable,
    WrittenOn,
)
from conversations.municipal_words import ROLES, Role, role_word
from conversations.talk import (
    Attached,
    Event,
    Refresh,
    Say,
    Screen,
    ToHandlers,
    ToPerson,
    ToRole,
    ToTellers,
    said,
)
from conversations.wijk import ask_the_municipality
from conversations.words import Day, Message, Term, _, the

Letters = tuple[Say | Refresh, ...]


def says_of(event: Event, here: Here) -> Letters:
    """Everybody who hears of an outcome of `talking.py`, besides whoever did it."""
    match event:
        case WrittenOn(case=case, side="resident", joined=joined):
            # While two people talk, nothing moves on the phone of the one who writes.
            refresh = Refresh(case, but_not=here.person.id)
            wrote = _("✉️ The resident wrote:")
            return (refresh,) if joined else (_to_handlers(case, wrote, here), refresh)
        case WrittenOn(case=case, side="note", brought=brought, joined=joined):
            refresh = Refresh(case, but_not=brought)
            note = _("📝 A colleague left a note:")
            return (refresh,) if joined else (_to_handlers(case, note, here), refresh)
        case WrittenOn():
            return _from_office(event)
        case MatterClosed(case=case, n=n, others=others):
            me = here.person.id or None
            return tuple(
                letter
                for one, number in ((case, n), *((other, at) for other, _who, at in others))
                for letter in (
                    Say(
                        ToTellers(one, besides=me),
                        screen=Screen(name="matter_closed", case=one, page=number),
                    ),
                    Refresh(one),
                )
            )
        case MatterRated(case=case, rating="half", may_reopen=True):
            half = _("🤝 The resident says: half solved.")
            return (_to_handlers(case, half, here, weight="news"), Refresh(case))
        case MatterRated(case=case):
            return (Refresh(case),)
        case MatterReopened(case=case, same=same):
            again = _("🔁 The resident says: it is not solved. It is open again.")
            if not same:
                again = _("🔁 This was closed, and is open again. Nobody has it yet.")
            # What is still wrong is asked of the resident now, where the closing words stood.
            return (_to_handlers(case, again, here), Refresh(case, but_not=here.person.id))
        case MatterWithdrawn(case=case, number=number):
            gone = _("The resident took {number} back. You need not do anything.", number=number)
            told = _("{number} was taken back by whoever told it.", number=number)
            return (
                _to_handlers(case, gone, here, weight="news"),
                Say(ToTellers(case, besides=here.person.id), said(told), weight="news"),
                Refresh(case),
            )
    return _from_time(event, here)


def _from_time(event: Event, here: Here) -> Letters:
    match event:
        case AnswerSoon(case, number, promised):
            soon = _(
                "⏰ {number}: an answer was promised by {day}.",
                number=number,
                day=Day(on=here.profile.today(promised)),
            )
            return (_to_handlers(case, soon, here, weight="news"), Refresh(case))
        case AnswerLate():
            return _late(event, here)
        case StillWaiting(case, number, brought, "resident", first):
            quiet = _("⏳ {number}: the resident did not answer. You may close it.", number=number)
            says: list[Say | Refresh] = [_to_handlers(case, quiet, here, weight="news")]
            if first and brought is not None:
                asked = _("There is still a question that waits for your answer.")
                to_answer = Screen(name=MINE, case=case)
                says.insert(0, Say(ToPerson(brought), said(asked), to_answer, weight="news"))
            return (*says, Refresh(case))
        case StillWaiting(case, number):
            still = _("⏳ {number} is still open. What is the next step?", number=number)
            return (_to_handlers(case, still, here, weight="news"), Refresh(case))
        case FileChecked(case, brought, file):
            checked = said(_("📎 With the answer:")).but(attached=Attached(file=file))
            return (*(Say(ToPerson(person), checked) for person in brought), Refresh(case))
        case Unreachable():
            return _unreachable(event, here)
    return ()


def _from_office(event: WrittenOn) -> Letters:
    """Whoever brought it reads the words under their own matter, then the files one by one."""
    says: list[Say | Refresh] = []
    for case, brought, n in ((event.case, event.brought, event.n), *event.others):
        if brought is not None and not event.joined:
            news = Screen(name="matter_news", case=case, page=n)
            says.append(Say(ToPerson(brought), screen=news))
        if brought is not None:
            for file in event.files:
                words = said(_("📎 With the answer:")).but(attached=Attached(file=file))
                says.append(Say(ToPerson(brought), words))
        says.append(Refresh(case))
    return tuple(says)


def _late(event: AnswerLate, here: Here) -> Letters:
    """The resident hears it first, then whoever it goes to, then whoever has it."""
    says: list[Say | Refresh] = []
    above = the(role_word(_role(event.owner)))
    if event.brought is not None and event.tells:
        sorry = _("⏳ An answer takes longer than I said. Sorry.")
        if event.raised:
            asked = _("I asked {role} to help. You do not have to do anything.", role=above)
        else:
            asked = _("I asked again. You do not have to do anything.")
        says.append(
            Say(
                ToPerson(event.brought),
                said(sorry, asked, ask_the_municipality(here)),
                Screen(name=MINE, case=event.case),
            )
        )
    if event.raised:
        up = _("⏫ {number} waits too long. Now it is with you.", number=event.number)
        card = Screen(name=HANDLING, case=event.case)
        says.append(Say(ToRole(event.owner, event.wijk, event.kind), said(up), card))
    if event.held or not event.raised:
        late = _("⏳ {number} is late. The resident is waiting.", number=event.number)
        says.append(_to_handlers(event.case, late, here))
    return (*says, Refresh(event.case))


def _unreachable(event: Unreachable, here: Here) -> Letters:
    """Staff never hear a name of a resident, and a resident nothing of a colleague's telephone."""
    if not event.staff:
        gone = _(
            "📵 I cannot reach resident {alias} ({number}). Your answer waits until they are back.",
            alias=event.alias,
            number=event.number,
        )
        return (_to_handlers(event.case, gone, here), Refresh(event.case))
    away = _("📵 I cannot reach the colleague who has {number}.", number=event.number)
    role: Kind | str = event.owner or here.profile.chain(event.kind)[0]
    to = ToRole(role, event.wijk, event.kind, besides=event.person)
    return (Say(to, said(away), Screen(name=HANDLING, case=event.case)), Refresh(event.case))


def files_for(event: MatterFiles, here: Here) -> tuple[Say, ...]:
    """Every file of a talk to whoever asked for them."""
    me = ToPerson(here.person.id)
    return tuple(
        Say(me, said(_("📎 With the messages:")).but(attached=Attached(file=file)))
        for file in event.files
    )


def _to_handlers(case: str, words: Message, here: Here, weight: str = "must") -> Say:
    to = ToHandlers(case, besides=here.person.id or None)
    card = Screen(name=HANDLING, case=case)
    return Say(to, said(words), card, weight="news" if weight == "news" else "must")


def _role(role: str) -> Role:
    return next((known for known in ROLES if known == role), "administrator")


def who(role: str | None, name: str | None = None) -> Message | Term:
    """Somebody of the office inside a sentence: a first name where they agreed, and the role."""
    term = the(role_word(_role(role or "administrator")))
    if name is None:
        return term
    bare = Term(key=role_word(_role(role or "administrator")))
    return Message(text="{name} ({role})", gaps={"name": name, "role": bare})
