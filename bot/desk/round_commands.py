"""Rounds on the command line: rounds prepare, list, show, ask, paper."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

Number = Annotated[str, typer.Argument(help="The number that `rounds list` shows: R-2026-0001.")]


def register(app: typer.Typer, order: Callable[..., None]) -> None:
    """Add the group `rounds`; `order` gives an order to the desk."""
    rounds = typer.Typer(help="Rounds in which residents choose.", no_args_is_help=True)
    app.add_typer(rounds, name="rounds")

    @rounds.command("prepare")
    def prepare(
        file: Annotated[Path, typer.Argument(help="TOML; see OPERATING.md.")],
        number: Annotated[
            str | None, typer.Option(help="Change this round, which is not open yet.")
        ] = None,
        dry_run: Annotated[
            bool, typer.Option("--dry-run", help="Only say what it would do.")
        ] = False,
    ) -> None:
        """Write a round down from a file; two people try it on their phones after that."""
        order("rounds-prepare", file=str(file.absolute()), number=number, dry_run=dry_run)

    @rounds.command("list")
    def list_() -> None:
        """Every round: number, state, wijk, closing, title."""
        order("rounds-list")

    @rounds.command("show")
    def show(number: Number) -> None:
        """The rules of a round in plain words, their hash, and where it stands."""
        order("rounds-show", number=number)

    @rounds.command("ask")
    def ask(
        number: Number,
        what: Annotated[
            str, typer.Argument(help="open, extend, stop, publish, exception, paper, discard.")
        ],
        reason: Annotated[
            str | None, typer.Option(help="Why, in a sentence; people read it.")
        ] = None,
        until: Annotated[
            str | None, typer.Option(help="The later closing, by the clock: 2026-06-14 20:00.")
        ] = None,
        batch: Annotated[int | None, typer.Option(help="The batch of papers to discard.")] = None,
    ) -> None:
        """Ask the officers to agree; two of them do so on their own phones."""
        order("rounds-ask", number=number, what=what, reason=reason, until=until, batch=batch)

    @rounds.command("paper")
    def paper(
        number: Number,
        file: Annotated[Path, typer.Argument(help="CSV with a column plans, or code and plans.")],
        batch: Annotated[int, typer.Option(help="The number on the cover of the batch.")],
        by: Annotated[str, typer.Option(help="Who typed it: somebody with a role there.")],
    ) -> None:
        """Enter a batch of paper ballots; a second person enters it too, from the papers."""
        order("rounds-paper", number=number, file=str(file.absolute()), batch=batch, by=by)
