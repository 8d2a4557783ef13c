"""The random machine keeps every promise, and finds the defects that are planted in it.

The everyday dose is small; `python3 run.py machine --steps 10000` is the real one.
"""

from __future__ import annotations

import asyncio
import random
import tempfile
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test
from typer.testing import CliRunner

from bot.__main__ import app
from bot.demo.machine import HAPPENINGS, machine, play
from bot.demo.machine_defects import DEFECTS
from bot.demo.machine_promises import Broken

# With this seed every defect is found in the first town; without a defect it must pass.
SEED, DOSE, TOWNS, AT_MOST = 7, 300, 6, 2000
FOUND_BY = {
    "early-ack": "acknowledged and is lost",
    "no-seen": "came a second time and was answered again",
    "many-voices": "voices of",
    "no-role": "could not|without the role",
    "late-letters": "waits for a screen that nobody sends",
    "two-ballots": "I2: . ballots under",
}


@pytest.mark.thorough
async def test_the_machine_keeps_every_promise(tmp_path: Path) -> None:
    here = await play(DOSE, SEED, str(tmp_path / "machine.sqlite3"))
    assert here.steps == DOSE
    assert here.reached["cases"] >= 3
    assert here.reached["voice_history"] > 0
    assert here.happened["died"] > 0
    assert here.reached["ballots"] > 0


@pytest.mark.thorough
@pytest.mark.parametrize("defect", DEFECTS)
async def test_the_machine_finds(defect: str, tmp_path: Path) -> None:
    async def towns() -> None:
        for seed in range(SEED, SEED + TOWNS):
            await play(DOSE, seed, str(tmp_path / f"{seed}.sqlite3"), defect)

    with pytest.raises(Broken, match=FOUND_BY[defect]):
        await towns()


@pytest.mark.thorough
async def test_one_seed_is_one_run(tmp_path: Path) -> None:
    first = await play(25, 5, str(tmp_path / "one.sqlite3"))
    second = await play(25, 5, str(tmp_path / "two.sqlite3"))
    assert list(first.story) == list(second.story)


def test_the_command_says_what_happened_and_how_far_people_came() -> None:
    result = CliRunner().invoke(app, ["machine", "--steps", "20"])
    assert result.exit_code == 0, result.output
    assert "every promise kept" in result.output


@pytest.mark.thorough
def test_the_command_with_a_defect_fails_and_names_the_seed() -> None:
    arguments = ["machine", "--steps", "300", "--seed", "7", "--defect", "no-seen"]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 1
    assert "BROKEN with seed 7: step" in result.output


def test_an_unknown_defect_is_one_line() -> None:
    result = CliRunner().invoke(app, ["machine", "--defect", "no-soup"])
    assert result.exit_code == 2
    assert "early-ack" in result.output


class Town(RuleBasedStateMachine):
    """The same machine in hypothesis' hands, which makes the story of a failure short."""

    @initialize()
    def opens(self) -> None:
        """A new town."""
        self.loop = asyncio.Runner()
        self.stack = AsyncExitStack()
        folder = self.stack.enter_context(tempfile.TemporaryDirectory())
        entering = self.stack.enter_async_context(machine(1, f"{folder}/machine.sqlite3"))
        self.here = self.loop.run(entering)

    @rule(chance=st.randoms(use_true_random=False))
    def something(self, chance: random.Random) -> None:
        """Anything of what may happen, as often as it does."""
        self.lets(chance, None)

    @rule(
        chance=st.randoms(use_true_random=False),
        what=st.sampled_from(("die", "twice", "double tap", "out of order", "later", "role")),
    )
    def trouble(self, chance: random.Random, what: str) -> None:
        """Something of what goes wrong."""
        self.lets(chance, what)

    def lets(self, chance: random.Random, what: str | None) -> None:
        self.here.rng = self.here.people.rng = chance
        happening = self.here.step() if what is None else HAPPENINGS[what][0](self.here)
        self.loop.run(self._then_check(happening))

    async def _then_check(self, happening: object) -> None:
        await happening  # type: ignore[misc]
        await self.here.check()

    def teardown(self) -> None:
        """Nothing is left open."""
        if hasattr(self, "loop"):
            self.loop.run(self.stack.aclose())
            self.loop.close()


def dose(examples: int, steps: int) -> settings:
    """So many towns with so many happenings each, the same every time."""
    return settings(
        max_examples=examples,
        stateful_step_count=steps,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )


def test_hypothesis_finds_no_broken_promise() -> None:
    run_state_machine_as_test(Town, settings=dose(3, 20))


@pytest.mark.long
@pytest.mark.timeout(1200)
def test_hypothesis_finds_no_broken_promise_in_a_long_time() -> None:
    run_state_machine_as_test(Town, settings=dose(100, 50))


@pytest.mark.long
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_the_machine_keeps_every_promise_for_long(seed: int, tmp_path: Path) -> None:
    await play(10_000, seed, str(tmp_path / "machine.sqlite3"))


@pytest.mark.long
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("defect", DEFECTS)
async def test_the_machine_finds_with_any_seed(defect: str, seed: int, tmp_path: Path) -> None:
    with pytest.raises(Broken, match=FOUND_BY[defect]):
        await play(AT_MOST, seed, str(tmp_path / "machine.sqlite3"), defect)


@pytest.mark.thorough
@pytest.mark.postgres
async def test_the_machine_keeps_every_promise_on_postgres(postgres_store: str) -> None:
    await play(60, SEED, postgres_store)
