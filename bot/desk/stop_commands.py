"""Stops of the mobile hub on the command line: stops import, list, move, cancel, demand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

WITH_ID = {"ignore_unknown_options": True}  # an id may begin with a dash

Id = Annotated[str, typer.Argument(help="The id that `stops list` shows.")]
Reason = Annotated[str | None, typer.Option(help="Why, in one line; people read it.")]


def register(app: typer.Typer, order: Callable[..., None], day: Callable[..., Any]) -> None:
    """Add the group `stops`; `order` gives an order to the desk, `day` reads a day."""
    stops = typer.Typer(help="Where and when the mobile hub stops.", no_args_is_help=True)
    app.add_typer(stops, name="stops")

    @stops.command("import")
    def import_(
        file: Annotated[Path, typer.Argument(help="CSV: day,from,to,wijk,where,address,lat,lon.")],
        dry_run: Annotated[
            bool, typer.Option("--dry-run", help="Only say what it would do.")
        ] = False,
    ) -> None:
        """Plan the stops of a file; all of them, or none when anything is wrong."""
        order("stops-import", file=str(file.absolute()), dry_run=dry_run)

    @stops.command("list")
    def list_(
        past: Annotated[bool, typer.Option("--past", help="Also the last month.")] = False,
    ) -> None:
        """The stops from today on, with their ids."""
        order("stops-list", past=past)

    @stops.command("move", context_settings=WITH_ID)
    def move(
        id: Id,
        to_day: Annotated[str | None, typer.Option("--day", help="As 2030-03-31.")] = None,
        times: Annotated[str | None, typer.Option(help="As 13:00-15:00.")] = None,
        wijk: Annotated[str | None, typer.Option(help="Name or id of the wijk.")] = None,
        where: Annotated[str | None, typer.Option(help="The place in words.")] = None,
        reason: Reason = None,
    ) -> None:
        """Another time or place for a stop."""
        order(
            "stops-move",
            id=id,
            day=day(to_day, "--day"),
            times=times,
            wijk=wijk,
            where=where,
            reason=reason,
        )

    @stops.command("cancel", context_settings=WITH_ID)
    def cancel(id: Id, reason: Reason = None) -> None:
        """A stop is off."""
        order("stops-cancel", id=id, reason=reason)

    @stops.command("demand")
    def demand() -> None:
        """Where many people ask for a stop; never a small number."""
        order("stops-demand")
