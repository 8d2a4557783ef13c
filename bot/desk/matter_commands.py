"""Questions, complaints, signals and plans on the command line: desk list, show, claim, …"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

WITH_ID = {"ignore_unknown_options": True}  # an id may begin with a dash

Number = Annotated[str, typer.Argument(help="The number, such as M-2026-0042.")]
As = Annotated[str, typer.Option("--as", help="As whom: the id of a role that `roles` shows.")]
Text = Annotated[str, typer.Option(help="Your words.")]
Ready = Annotated[
    str | None, typer.Option(help="A ready text, which each reads in their own language.")
]


def register(app: typer.Typer, order: Callable[..., None]) -> None:
    """Add the group `desk`; `order` gives an order to the desk."""
    desk = typer.Typer(
        help="The inbox of staff who use no Telegram; the same rules as in the chat.",
        no_args_is_help=True,
    )
    app.add_typer(desk, name="desk")

    @desk.command("list")
    def list_(
        wijk: Annotated[str | None, typer.Option(help="Name or id of the wijk.")] = None,
        csv: Annotated[Path | None, typer.Option(help="Also as a table in this file.")] = None,
        html: Annotated[Path | None, typer.Option(help="Also as a page in this file.")] = None,
    ) -> None:
        """What is open: who has it, and by when; with a file it can run every morning."""
        order(
            "matter-list",
            wijk=wijk,
            csv=str(csv.absolute()) if csv else None,
            html=str(html.absolute()) if html else None,
        )

    @desk.command("show", context_settings=WITH_ID)
    def show(number: Number, who: As) -> None:
        """One of them, with its talk or its dossier."""
        order("matter-show", number=number, who=who)

    @desk.command("claim", context_settings=WITH_ID)
    def claim(
        number: Number,
        who: As,
        over: Annotated[bool, typer.Option("--over", help="Take it from a colleague.")] = False,
        back: Annotated[bool, typer.Option("--back", help="Give it back.")] = False,
    ) -> None:
        """Take it; of two at once one has it, and the other hears who."""
        order("matter-claim", number=number, who=who, over=over, back=back)

    @desk.command("answer", context_settings=WITH_ID)
    def answer(
        number: Number,
        who: As,
        text: Text = "",
        standard: Ready = None,
        note: Annotated[bool, typer.Option("--note", help="Only for colleagues.")] = False,
        asks: Annotated[bool, typer.Option("--asks", help="Wait for the resident.")] = False,
    ) -> None:
        """Write to the resident, and to everybody who is answered with them."""
        order(
            "matter-answer",
            number=number,
            who=who,
            text=text,
            standard=standard,
            note=note,
            asks=asks,
        )

    @desk.command("close", context_settings=WITH_ID)
    def close(number: Number, who: As, text: Text = "", standard: Ready = None) -> None:
        """Close it with words."""
        order("matter-close", number=number, who=who, text=text, standard=standard)

    @desk.command("keeper", context_settings=WITH_ID)
    def keeper(
        topic: Annotated[str, typer.Argument(help="The id of a topic, such as green.")],
        who: As,
        department: Annotated[str, typer.Option(help="What it is called.")] = "",
        off: Annotated[bool, typer.Option("--off", help="Not any more.")] = False,
    ) -> None:
        """The ambassador of a department keeps a topic: it is laid in their hands."""
        order("matter-keeper", topic=topic, who=who, department=department, off=off)

    @desk.command("decide", context_settings=WITH_ID)
    def decide(
        number: Number,
        who: As,
        member: Annotated[str | None, typer.Option(help="Whose voice, by name.")] = None,
        choice: Annotated[str | None, typer.Option(help="approve, refuse or hold.")] = None,
        confirm: Annotated[bool, typer.Option("--confirm", help="The record is right.")] = False,
        to_meeting: Annotated[
            bool, typer.Option("--to-meeting", help="The meeting has the last word.")
        ] = False,
        meeting: Annotated[
            str | None, typer.Option(help="What it decided: granted, declined or held.")
        ] = None,
        reason: Annotated[str | None, typer.Option(help="Why, in words people read.")] = None,
    ) -> None:
        """Write down a voice, confirm a decision, or what the meeting decided."""
        order(
            "matter-decide",
            number=number,
            who=who,
            member=member,
            choice=choice,
            confirm=confirm,
            to_meeting=to_meeting,
            meeting=meeting,
            reason=reason,
        )
