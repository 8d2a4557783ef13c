"""The benchmark measures whole conversations with the real bot, and believes only the store."""

from __future__ import annotations

import asyncio
import sys

import pytest

from bot.demo.bench import SCRIPT, Figures, Load, Series, Wrong, measure, more_each
from bot.demo.bench_store import Size
from bot.demo.fast_telegram import FastTelegram, Heard


@pytest.mark.thorough
@pytest.mark.skipif(sys.platform != "linux", reason="CPU time is read from /proc")
async def test_a_short_run_files_what_it_counts() -> None:
    figures = await measure(5, Size(people=50, plans=10), seconds=0.2, warm=0.1)
    assert figures.filed >= 5
    assert figures.updates == figures.filed * len(SCRIPT)
    assert figures.cpu > 0
    assert figures.p50 <= figures.p95 <= figures.p99


async def test_a_bot_that_says_something_else_gives_no_figures() -> None:
    load = Load()

    async def talk_past_them() -> None:
        while True:
            await asyncio.sleep(0)
            for chat in load.waiting:
                load.hears(Heard(chat, 1, "Something else", ()))

    talking = asyncio.create_task(talk_past_them())
    with pytest.raises(Wrong, match="no button"):
        await load.run(FastTelegram(load.hears), 1, 5.0)
    talking.cancel()


def test_growth_compares_medians() -> None:
    def run(cpu: float) -> Figures:
        return Figures(50, 100, 8, 1.0, cpu, 1.0, 2.0, 3.0, 80.0)

    small = Series("small", (run(1000), run(1100), run(5000)))
    grown = Series("grown", (run(1200), run(1210), run(900)))
    assert more_each([small, grown]) == pytest.approx(1200 / 1100 - 1)
    assert grown.told("cpu") == "1,200 (900–1,210)"
