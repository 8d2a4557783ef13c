"""Stories of ballots on paper: a desk gives one, two people type them (how to read: `stories`)."""

from __future__ import annotations

from collections.abc import Mapping

from bot.demo.gallery.rounds import CODE

PAPER: Mapping[str, str] = {
    "a desk gives a paper": """
        (a round with paper runs)
        Hugo: /balie
        Hugo: [desk_letter]
        Hugo: 18
        Hugo: [desk_paper]
        Hugo: [yes]
    """,
    "two people type a paper and differ, then not": f"""
        (a round with paper is over)
        Hugo: /papier
        Hugo: [paper_enter]
        Hugo: 1
        Hugo: 2
        Hugo: {CODE}
        Hugo: 1 2
        Hugo: [next]
        Hugo: [invalid]
        Dora: /papier
        Dora: [paper_enter]
        Dora: 1
        Dora: 2
        Dora: {CODE}
        Dora: [cross:1]
        Dora: [next]
        Dora: [invalid]
        Olga: /rondes
        Olga: [round_see]
        Olga: [paper_see]
        Olga: [round_see]
        Olga: [round_discard]
        Olga: 1
        Olga: Er zaten twee stapels in één doos.
        Omar: [round_yes]
        Omar: [round_paper]
        Olga: [round_no]
    """,
}
