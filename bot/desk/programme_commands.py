"""What happens at the places, on the command line: programme import."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer, order: Callable[..., None]) -> None:
    """Add the group `programme`; `order` gives an order to the desk."""
    programme = typer.Typer(help="What happens at the places.", no_args_is_help=True)
    app.add_typer(programme, name="programme")

    @programme.callback()
    def programme_() -> None:
        """What happens at the places where people walk in."""

    @programme.command("import")
    def import_(
        file: Annotated[Path, typer.Argument(help="CSV in UTF-8; see OPERATING.md.")],
        dry_run: Annotated[
            bool, typer.Option("--dry-run", help="Only tell what would be different.")
        ] = False,
    ) -> None:
        """Keep the activities in this file; who signed up hears what moved or is cancelled."""
        order("import-programme", file=str(file.absolute()), dry_run=dry_run)
