"""What time brings to a matter: the day before, up the chain, the resident hears first."""

from __future__ import annotations

import datetime as dt

import pytest

from conversations.here import Here
from conversations.journeys import NOBODY
from conversations.matters.talking import CloseMatter, LookAtMatter, NothingDue, WriteOn
from conversations.rules.promises import answer_by, remind_at, tell_late_at
from conversations.talk import PressedCase, Wrote
from storage import outbox
from storage.database import instant
from storage.matters import waiting
from storage.outbox import Delivery
from storage.pruning import prune
from tests.counter import KNOWN, Counter
from tests.phones import ROTTERDAM

pytestmark = pytest.mark.sqlite_daily

UTC = dt.UTC


def at(text: str) -> dt.datetime:
    """A moment by the clocks in Rotterdam, as an instant."""
    local = dt.datetime.fromisoformat(text)
    return local.replace(tzinfo=KNOWN.local(dt.datetime(2026, 1, 1, tzinfo=UTC)).tzinfo).astimezone(
        UTC
    )


@pytest.mark.parametrize(
    ("brought", "promised", "reminded", "told"),
    [
        # An ordinary week: Monday, promised for Thursday.
        ("2026-06-01T12:00", "2026-06-04T23:59", "2026-06-03T09:00", "2026-06-05T08:00"),
        # Over Ascension Day (14 May): reminded on the Friday before the Monday.
        ("2026-05-12T12:00", "2026-05-18T23:59", "2026-05-15T09:00", "2026-05-19T08:00"),
        # Over Easter: Good Friday, Sunday and Monday do not count.
        ("2026-04-01T12:00", "2026-04-08T23:59", "2026-04-07T09:00", "2026-04-09T08:00"),
        # Summer time begins on Sunday 29 March, and ends on Sunday 25 October.
        ("2026-03-26T12:00", "2026-03-31T23:59", "2026-03-30T09:00", "2026-04-01T08:00"),
        ("2026-10-22T12:00", "2026-10-27T23:59", "2026-10-26T09:00", "2026-10-28T08:00"),
        # Brought in the night of the change, in the hour that comes twice.
        ("2026-10-25T02:30", "2026-10-28T23:59", "2026-10-27T09:00", "2026-10-29T08:00"),
        # Over Christmas and New Year.
        ("2026-12-23T12:00", "2026-12-29T23:59", "2026-12-28T09:00", "2026-12-30T08:00"),
    ],
)
def test_days_of_a_promise(brought: str, promised: str, reminded: str, told: str) -> None:
    here = Here(KNOWN, NOBODY, at(brought))
    by = answer_by("signal", here)
    assert by == at(promised)
    assert remind_at(by, here) == at(reminded)
    assert tell_late_at(by, here) == at(told)


async def test_reminded_before_then_up_the_chain_and_the_resident_hears_it_first(
    counter: Counter,
) -> None:
    case = await counter.brings("Anna", "The lamp is broken.")  # Tuesday 12 May
    await counter.orders("Karim", WriteOn(case, "Look at the fuse first.", "note"))
    await counter.until(at("2026-05-15T08:59"))
    assert counter.heard == {}
    await counter.until(at("2026-05-15T09:00"))
    assert "an answer was promised by Monday 18 May" in counter.saw("Karim")
    assert "promised" in counter.saw("Kees")
    assert counter.saw("Anna") == ""
    await counter.until(at("2026-05-19T07:59"))
    assert "Anna" not in counter.heard
    await counter.until(at("2026-05-19T08:00"))
    assert next(iter(counter.heard)) == "Anna"
    assert "takes longer than I said" in counter.saw("Anna")
    assert "I asked the wijkmanager to help." in counter.saw("Anna")
    assert "Now it is with you." in counter.saw("Mia")
    state = await counter.state(case)
    assert (state["owner"], state["raised"], state["closed"]) == ("manager", 1, None)
    # Two working days later it is at the top: who has it is asked again, Anna is not bothered.
    await counter.until(at("2026-05-21T08:00"))
    assert "is late" in counter.saw("Mia")
    assert "Anna" not in counter.heard
    assert (await counter.state(case))["raised"] == 1
    # It never lies still.
    await counter.until(at("2026-05-28T08:00"))
    assert "is late" in counter.saw("Mia")
    await counter.orders("Mia", WriteOn(case, "It is repaired on Friday.", "office"))
    assert set(await counter.planned(case)) == {"matter_look"}
    assert (await counter.state(case))["promised"] is None


async def test_who_took_it_keeps_it_when_it_goes_up(counter: Counter) -> None:
    case = await counter.brings("Anna", "The lamp is broken.")
    await counter.orders("Karim", WriteOn(case, "I look.", "office"))
    await counter.does("Anna", PressedCase(case, "talk_on"))
    await counter.does("Anna", Wrote("And?"))
    by = (await counter.state(case))["promised"]
    assert by is not None  # a new day for the next answer
    await counter.until(at("2026-05-19T08:00"))
    assert "Now it is with you." in counter.saw("Mia")
    assert "is late" in counter.saw("Karim")
    assert counter.saw("Kees") == ""
    assert (await counter.state(case))["holder"] == await counter.id_of("Karim")


async def test_an_answer_in_time_stops_the_clock(counter: Counter) -> None:
    case = await counter.brings("Anna", "The lamp is broken.")
    assert set(await counter.planned(case)) == {"matter_soon", "matter_late"}
    await counter.orders("Karim", WriteOn(case, "I look.", "office"))
    await counter.until(at("2026-05-19T12:30"))
    assert "Anna" not in counter.heard
    assert counter.saw("Mia") == ""
    # It was open for a week: asked once, then it goes up without a word to the resident.
    assert "What is the next step?" in counter.saw("Karim")
    await counter.until(at("2026-05-27T12:00"))
    assert "Now it is with you." in counter.saw("Mia")
    assert "Anna" not in counter.heard
    await counter.orders("Karim", CloseMatter(case, "Done."))
    assert await counter.planned(case) == {}


async def test_a_question_to_the_resident_stops_the_clock_and_is_asked_once_more(
    counter: Counter,
) -> None:
    case = await counter.brings("Anna", "The lamp is broken.")
    await counter.orders("Karim", WriteOn(case, "Which lamp?", "office", asks=True))
    assert (await counter.state(case))["state"] == "waiting"
    await counter.until(at("2026-05-26T12:30"))
    assert "still a question that waits for your answer" in counter.saw("Anna")
    assert "You may close it." in counter.saw("Karim")
    await counter.until(at("2026-06-09T12:30"))
    assert "Anna" not in counter.heard
    assert "You may close it." in counter.saw("Karim")
    assert (await counter.state(case))["raised"] == 0
    await counter.does("Anna", PressedCase(case, "talk_on"))
    await counter.does("Anna", Wrote("The one by the bridge."))
    state = await counter.state(case)
    assert (state["state"], state["turn"]) == ("taken", "office")
    assert set(await counter.planned(case)) == {"matter_soon", "matter_late"}


async def test_a_complaint_keeps_the_term_of_the_law_until_it_is_closed(counter: Counter) -> None:
    case = await counter.brings("Anna", "I was not treated well.", "complaint")
    promised = (await counter.state(case))["promised"]
    assert promised == instant(at("2026-06-23T23:59"))
    await counter.orders("Karim", WriteOn(case, "I am sorry. Tell me more.", "office", asks=True))
    await counter.does("Anna", Wrote("It was last week."))
    assert (await counter.state(case))["promised"] == promised
    await counter.until(at("2026-06-24T08:00"))
    assert "takes longer than I said" in counter.saw("Anna")


async def test_without_a_term_nothing_is_promised_and_it_does_not_lie_still(
    counter: Counter,
) -> None:
    counter.serves(ROTTERDAM)
    case = await counter.brings("Anna", "The lamp is broken.")
    assert (await counter.state(case))["promised"] is None
    seen = await counter.does("Anna", PressedCase(case, "talk_see"))
    assert "You hear by" not in seen
    assert "It is with the wijknetwerker." in seen
    await counter.until(counter.now + dt.timedelta(days=8))
    assert "What is the next step?" in counter.saw("Karim")
    await counter.until(counter.now + dt.timedelta(days=8))
    assert "Now it is with you." in counter.saw("Mia")
    assert "Anna" not in counter.heard


async def test_where_nobody_holds_a_role_nothing_is_promised(counter: Counter) -> None:
    for name in ("Karim", "Kees", "Mia"):
        await counter.ends(name)
    case = await counter.brings("Anna", "The lamp is broken.")
    seen = await counter.does("Anna", PressedCase(case, "talk_see"))
    assert "Nobody has this role in your wijk now." in seen
    assert "14 010" in seen
    assert "You hear by" not in seen
    await counter.does("Anna", PressedCase(case, "talk_on"))
    told = await counter.does("Anna", Wrote("By the bridge."))
    assert "Nobody has this role in your wijk now." in told
    state = await counter.state(case)
    assert (state["owner"], state["promised"]) == ("administrator", None)
    await counter.until(counter.now + dt.timedelta(days=30))
    assert (await counter.state(case))["closed"] is None
    # Somebody comes: with the next look it is theirs.
    await counter.appoint("Nel", "contact", "rotterdam.ommoord")
    await counter.until(counter.now + dt.timedelta(days=8))
    assert "Nel" in counter.heard


async def test_moments_that_come_late_or_twice_do_nothing(counter: Counter) -> None:
    case = await counter.brings("Anna", "The lamp is broken.")
    await counter.orders("Karim", CloseMatter(case, "Done."))
    for what in ("matter_soon", "matter_late", "matter_look"):
        async with counter.store.transaction() as tx:
            here = Here(KNOWN, NOBODY, counter.now)
            outcome = await waiting.look_at(tx, LookAtMatter(what, case), here, "test")
            assert outcome == NothingDue()
    # Nobody with a phone can play the clock.
    other = await counter.brings("Anna", "Another lamp.")
    counter.now = at("2026-06-30T12:00")
    assert await counter.orders("Anna", LookAtMatter("matter_late", other)) == NothingDue()


# --- who cannot be reached ------------------------------------------------------------------------


async def blocked(counter: Counter, name: str) -> None:
    """Telegram says 403 to what is said to somebody next (faults 33 and 34)."""
    person = await counter.id_of(name)
    deliver = counter.deliver

    async def delivered(answers: list) -> None:  # type: ignore[type-arg]
        theirs = [x for one in answers for x in one.letters if x.person == person]
        for one in answers:
            one.letters = [x for x in one.letters if x.person != person]
        await deliver(answers)
        async with counter.store.transaction() as tx:
            sent = [Delivery(x, "impossible", 0, 1) for x in theirs]
            await outbox.note(tx, sent, "town", counter.now)

    counter.deliver = delivered  # type: ignore[method-assign]


async def test_a_resident_who_blocked_the_bot_loses_nothing_and_staff_hear_it(
    counter: Counter,
) -> None:
    case = await counter.brings("Anna", "The lamp is broken.")
    deliver = counter.deliver
    await blocked(counter, "Anna")
    await counter.orders("Karim", WriteOn(case, "Which lamp?", "office", asks=True))
    await counter.until(counter.now + dt.timedelta(minutes=1))
    assert "I cannot reach resident 0001" in counter.saw("Karim")
    assert "Anna" not in counter.saw("Karim")
    counter.deliver = deliver  # type: ignore[method-assign]
    counter.now += dt.timedelta(days=1)
    await counter.does("Anna", Wrote("/start"))
    waiting_ = await counter.rows(
        "SELECT body FROM letters WHERE state = 'waiting' AND person = :p",
        p=await counter.id_of("Anna"),
    )
    assert len(waiting_) == 1
    assert "An answer about" in waiting_[0]["body"]
    state = await counter.state(case)
    assert (state["state"], state["turn"]) == ("waiting", "resident")


async def test_a_colleague_who_cannot_be_reached_is_said_to_the_others(counter: Counter) -> None:
    case = await counter.brings("Anna", "The lamp is broken.")
    await counter.orders("Karim", WriteOn(case, "I look.", "office"))
    await counter.does("Anna", PressedCase(case, "talk_on"))
    await blocked(counter, "Karim")
    await counter.does("Anna", Wrote("And?"))
    await counter.until(counter.now + dt.timedelta(minutes=1))
    assert "I cannot reach the colleague" in counter.saw("Kees")
    assert counter.saw("Anna") == ""


# --- keeping and throwing away ------------------------------------------------------------------


async def test_what_was_closed_a_year_ago_goes_with_everything_that_was_said(
    counter: Counter,
) -> None:
    old = await counter.brings("Anna", "The lamp is broken.")
    await counter.orders("Karim", CloseMatter(old, "Done."))
    new = await counter.brings("Anna", "The bench is broken.")
    counter.now += dt.timedelta(days=KNOWN.retention.matters_days + 1)
    async with counter.store.transaction() as tx:
        gone = await prune(tx, KNOWN.retention, counter.now)
    assert gone["matters"] == 1
    left = await counter.rows("SELECT id FROM cases")
    assert [row["id"] for row in left] == [new]
    for table in ("messages", "case_history", "shown", "matters"):
        rows = await counter.rows(f"SELECT case_id FROM {table}")
        assert {row["case_id"] for row in rows} <= {new}, table
