"""Cards on the command line: card list, card set, card away, card back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

import typer

WITH_ID = {"ignore_unknown_options": True}  # an id may begin with a dash

Role = Annotated[str | None, typer.Argument(help="contact, manager, secretary, …: its office.")]
InWijk = Annotated[str | None, typer.Option(help="Name or id of the wijk; none is everywhere.")]
OfHolder = Annotated[str | None, typer.Option(help="Instead of a role: the id that `roles` shows.")]


def register(app: typer.Typer, order: Callable[..., None], day: Callable[..., Any]) -> None:
    """Add the group `card`; `order` gives an order to the desk, `day` reads a day."""
    card = typer.Typer(help="Who residents can reach for their wijk.", no_args_is_help=True)
    app.add_typer(card, name="card")

    @card.command("list")
    def list_(
        wijk: InWijk = None,
        gaps: Annotated[bool, typer.Option("--gaps", help="Only what is missing.")] = False,
    ) -> None:
        """Who is there for each wijk, as residents see it today."""
        order("card-list", wijk=wijk, gaps=gaps)

    @card.command("set", context_settings=WITH_ID)
    def set_(
        role: Role = None,
        wijk: InWijk = None,
        holder: OfHolder = None,
        phone: Annotated[str | None, typer.Option(help="Office telephone; '' for none.")] = None,
        office_phone: Annotated[
            bool, typer.Option("--office-phone", help="This mobile number is one of the office.")
        ] = False,
        days: Annotated[str | None, typer.Option(help="Weekdays: 'Mon, Tue'; '' for none.")] = None,
        ask: Annotated[str | None, typer.Option(help="What people may ask; '' for none.")] = None,
        name: Annotated[str | None, typer.Option(help="A name residents see; '' for none.")] = None,
        agreed: Annotated[
            bool, typer.Option("--agreed", help="This person agreed to be named.")
        ] = False,
    ) -> None:
        """Change what residents see of an office, or of whoever holds a role."""
        order(
            "card-set",
            role=role,
            wijk=wijk,
            holder=holder,
            phone=phone,
            office_phone=office_phone,
            days=days,
            ask=ask,
            name=name,
            agreed=agreed,
        )

    @card.command("away", context_settings=WITH_ID)
    def away(
        first: Annotated[str, typer.Option(help="First day away, as 2030-12-21.")],
        back: Annotated[str, typer.Option(help="First day at work again, as 2031-01-04.")],
        role: Role = None,
        wijk: InWijk = None,
        holder: OfHolder = None,
        stand_in: Annotated[str | None, typer.Option(help="The role that stands in.")] = None,
        stand_in_wijk: Annotated[
            str | None, typer.Option(help="Its wijk; by default the same.")
        ] = None,
    ) -> None:
        """Note leave and who stands in; it begins and ends by itself."""
        order(
            "card-away",
            role=role,
            wijk=wijk,
            holder=holder,
            first=day(first, "--first"),
            back=day(back, "--back"),
            stand_in=stand_in,
            stand_in_wijk=stand_in_wijk,
        )

    @card.command("back", context_settings=WITH_ID)
    def back_(role: Role = None, wijk: InWijk = None, holder: OfHolder = None) -> None:
        """Leave is over, or does not go on."""
        order("card-back", role=role, wijk=wijk, holder=holder)
