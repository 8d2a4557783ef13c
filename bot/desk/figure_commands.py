"""Figures on the command line: picture, drawer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer, order: Callable[..., None]) -> None:
    """Add the commands; `order` gives an order to the desk."""

    @app.command()
    def picture(
        wijk: Annotated[str | None, typer.Argument(help="Name or id; default: all.")] = None,
        csv: Annotated[
            Path | None, typer.Option(help="Every figure that was told, into this file.")
        ] = None,
        language: Annotated[str, typer.Option(help="Of the words in the file.")] = "nl",
    ) -> None:
        """The weeks in figures, as the people of a wijk saw them: never one under ten."""
        file = str(csv.absolute()) if csv is not None else None
        order("picture", wijk=wijk, csv=file, language=language)

    @app.command()
    def drawer() -> None:
        """Open cases that nobody looks after: no owner, nobody in the role, or long overdue."""
        order("drawer")
