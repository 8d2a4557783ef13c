"""Places on the command line: hours list, close, open, set, checked, undo; places import, gaps."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

WITH_ID = {"ignore_unknown_options": True}  # an id may begin with a dash

Place = Annotated[str, typer.Argument(help="Id or name of the place.")]
Reason = Annotated[str | None, typer.Option(help="Why, in one short line; residents read it.")]


def register(app: typer.Typer, order: Callable[..., None], day: Callable[..., Any]) -> None:
    """Add `hours` and `places`; `order` gives an order to the desk, `day` reads a day."""
    _hours(app, order, day)
    _places(app, order)


def _hours(app: typer.Typer, order: Callable[..., None], day: Callable[..., Any]) -> None:
    hours = typer.Typer(help="When places are open.", no_args_is_help=True)
    app.add_typer(hours, name="hours")

    @hours.command("list")
    def list_(
        place: Annotated[str | None, typer.Argument(help="Id or name; all without it.")] = None,
    ) -> None:
        """The hours that are known, and closures and extra openings ahead."""
        order("hours-list", place=place)

    @hours.command("close")
    def close(
        place: Place,
        since: Annotated[
            str | None, typer.Option("--from", help="First day, as 2030-12-24; or today.")
        ] = None,
        until: Annotated[
            str | None, typer.Option(help="Last day that it is closed, as 2031-01-01.")
        ] = None,
        reason: Reason = None,
    ) -> None:
        """It is closed: today, or from one day up to and including another."""
        order(
            "hours-close",
            place=place,
            since=day(since, "--from"),
            until=day(until, "--until"),
            reason=reason,
        )

    @hours.command("open")
    def open_(
        place: Place,
        on: Annotated[str, typer.Argument(help="The day, as 2030-12-28.")],
        times: Annotated[str, typer.Argument(help="From when to when: 12:00-16:00.")],
        reason: Reason = None,
    ) -> None:
        """It is open besides its usual hours, on one day."""
        order("hours-open", place=place, day=day(on, "DAY"), times=times, reason=reason)

    @hours.command("set")
    def set_(
        place: Place,
        words: Annotated[str, typer.Argument(help="'Mon-Fri 9:00-17:00, Thu until 20:00'")],
    ) -> None:
        """The hours of an ordinary week; a day that is not named is closed."""
        order("hours-set", place=place, words=words)

    @hours.command("checked")
    def checked(place: Place) -> None:
        """Somebody looked today: everything that is known of this place is right."""
        order("hours-checked", place=place)

    @hours.command("undo", context_settings=WITH_ID)
    def undo(id: Annotated[str, typer.Argument(help="The id that the change said.")]) -> None:
        """Take a change back; who was told of it hears so."""
        order("hours-undo", id=id)


def _places(app: typer.Typer, order: Callable[..., None]) -> None:
    places = typer.Typer(help="Where people walk in.", no_args_is_help=True)
    app.add_typer(places, name="places")

    @places.command("import")
    def import_(
        file: Annotated[Path, typer.Argument(help="CSV with ; or , and names of columns above.")],
        dry_run: Annotated[
            bool, typer.Option("--dry-run", help="Only show what would change.")
        ] = False,
    ) -> None:
        """Take over a list of places and hours; nothing is done unless every cell is right."""
        order("places-compare" if dry_run else "places-import", file=str(file.absolute()))

    @places.command("gaps")
    def gaps() -> None:
        """What is not known of the places, and what nobody checked for too long."""
        order("places-gaps")
