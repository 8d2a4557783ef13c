"""The load runs of voting, in small doses: they count what stands in the store, and see doubles."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.__main__ import app
from bot.demo import votes
from bot.demo.bench import Wrong
from bot.demo.fast_telegram import FastTelegram, Heard
from bot.demo.pace import Pace
from bot.demo.votes import VoteFigures, Voters, vote_run, why_not_good
from bot.demo.votes_twice import TwiceFigures, TwiceRun

linux = pytest.mark.skipif(sys.platform != "linux", reason="CPU time is read from /proc")


@pytest.mark.thorough
@linux
async def test_voters_within_a_second_have_a_ballot_and_a_toast_each() -> None:
    figures = await vote_run("spread", 60, seconds=1.0)
    assert why_not_good(figures) == []
    assert (figures.ballots, figures.voters, figures.taps) == (60, 60, 180)
    assert figures.toasts == figures.taps
    assert figures.cpu > 0
    assert len(figures.waited) == figures.taps


@linux
@pytest.mark.thorough
async def test_everybody_at_once_with_telegram_saying_429_loses_nobody() -> None:
    figures = await vote_run("at once", 100)
    assert why_not_good(figures) == []
    assert figures.refused > 0
    assert figures.ballots == 100


def test_figures_say_what_is_wrong() -> None:
    good = VoteFigures("spread", 2, taps=6, toasts=6, ballots=2, voters=2, waited=[1.0] * 6)
    assert why_not_good(good) == []
    good.ballots, good.toasts, good.waited = 3, 5, [2001.0] * 6
    assert why_not_good(good) == [
        "2 people, 3 ballots, 2 voters",
        "6 taps, 5 of them answered",
        "95 of 100 answers took more than two seconds",
    ]
    slow = VoteFigures("at once", 1, ballots=1, voters=1, messages=300, seconds=11.5)
    assert why_not_good(slow) == ["it took more than a tenth longer than Telegram's pace asks"]


async def test_whoever_hears_nothing_makes_no_figures() -> None:
    voters = Voters("r", 3, 1)
    voters.telegram = FastTelegram(voters.hears, toasted=voters.toasted)
    with pytest.raises(Wrong, match="2 voters wait for an answer, 2 for a toast"):
        await voters.vote(range(10, 12), 0.0, 0.05)


async def test_a_receipt_is_only_what_has_a_check_code() -> None:
    voters = Voters("r", 1, 1)
    voters.telegram = FastTelegram(voters.hears, toasted=voters.toasted)
    voting = asyncio.create_task(voters.vote(range(10, 11), 0.0, 5.0))
    await asyncio.sleep(0.01)
    voters.hears(Heard(10, 1, "a card", ("cr:vote_ballot",)))
    voters.hears(Heard(10, 1, "my ballot", ("cr:vote_cast:7",)))
    voters.hears(Heard(10, 1, "something else", ("cr:vote_see",)))
    assert len(voters.waited) == 2
    voters.hears(Heard(10, 1, "K7QF-2M9X-4TWB", ()))
    for tap in range(3):
        voters.toasted(str(4_000_000_000_000_000_001 + tap))
    await voting
    assert len(voters.waited) == len(voters.blinked) == voters.taps == 3


async def test_the_fast_telegram_refuses_what_is_too_fast() -> None:
    at = 0.0
    telegram = FastTelegram(lambda heard: None, pace=Pace(30.0, 1.0, clock=lambda: at))
    said = [telegram._too_fast({"chat_id": chat}) for chat in (1, 2)]
    assert said[0] is None
    assert said[1] is not None
    assert said[1].retry_after == 1


# --- two taps, two instances -------------------------------------------------------------------


@pytest.mark.postgres
@pytest.mark.thorough
@pytest.mark.timeout(120)
async def test_two_taps_at_two_instances_are_one_ballot(tmp_path: Path, postgres_dsn: str) -> None:
    figures = await TwiceRun(postgres_dsn, tmp_path, 20).play()
    assert figures.faults == []
    assert (figures.ballots, figures.voters, figures.codes) == (20, 20, 20)
    assert figures.updates == 2 * 20 * 7


@pytest.mark.postgres
@pytest.mark.thorough
@pytest.mark.timeout(120)
async def test_control_without_a_guard_the_same_run_sees_two_ballots_each(
    tmp_path: Path, postgres_dsn: str
) -> None:
    figures = await TwiceRun(postgres_dsn, tmp_path, 10, control=True).play()
    assert figures.good
    assert (figures.ballots, figures.voters) == (20, 20)
    assert "10 accounts, 20 ballots" in figures.faults


def test_a_control_that_goes_well_is_no_good_control() -> None:
    fine = TwiceFigures(True, 1, ballots=1, voters=1, receipts=1, codes=1, toasts=2)
    assert fine.faults == []
    assert not fine.good


def test_the_control_belongs_to_double_taps() -> None:
    result = CliRunner().invoke(app, ["votes", "--control"])
    assert result.exit_code == 2
    assert "--control belongs to --twice." in result.output


def test_what_a_receipt_has() -> None:
    assert votes.RECEIPT.search("Controlecode: K7QF-2M9X-4TWB")
    assert not votes.RECEIPT.search("Ronde R-2026-0001: Samen kiezen")
