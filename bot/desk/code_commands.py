"""Voting codes on the command line: codes new, void, replace, paper, count."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from bot.terminal import settings_or_trouble, trouble

Number = Annotated[str, typer.Argument(help="The number that `rounds list` shows: R-2026-0001.")]
Slip = Annotated[str, typer.Argument(help="The slip number printed beside the code.")]
Reason = Annotated[str, typer.Option(help="Why, in a few words, without names.")]
File = Annotated[Path, typer.Option(help="The print file; it must not be there yet.")]


def register(app: typer.Typer, order: Callable[..., None]) -> None:
    """Add the group `codes`; `order` gives an order to the desk."""
    codes = typer.Typer(help="Voting codes on paper.", no_args_is_help=True)
    app.add_typer(codes, name="codes")

    @codes.command("new")
    def new(
        number: Number,
        many: Annotated[int, typer.Option(help="How many codes.")],
        file: File,
        batch: Annotated[str, typer.Option(help="A name for this print run.")] = "letters",
        level: Annotated[str, typer.Option(help="letter, or desk for a pile at a hub.")] = "letter",
        letters: Annotated[
            Path | None, typer.Option(help="A PDF as well, a page for each code, 500 at most.")
        ] = None,
    ) -> None:
        """Make codes and write them to a file, once; the register keeps no copy."""
        if letters is not None:
            _why_not_letters(letters, many)
        order(
            "codes-new",
            number=number,
            many=many,
            file=str(file.absolute()),
            batch=batch,
            level=level,
        )
        if letters is not None:
            _print(letters, file, number)

    @codes.command("void")
    def void(number: Number, slip: Slip, reason: Reason) -> None:
        """Make a code void; a vote cast with it does not count any more."""
        order("codes-void", number=number, slip=slip, reason=reason)

    @codes.command("replace")
    def replace(number: Number, slip: Slip, reason: Reason, file: File) -> None:
        """Make a code void and print another one of the same kind."""
        order("codes-replace", number=number, slip=slip, reason=reason, file=str(file.absolute()))

    @codes.command("paper")
    def paper(number: Number, slip: Slip) -> None:
        """Somebody gets a ballot on paper without a code; their own code is for paper now."""
        order("codes-paper", number=number, slip=slip)

    @codes.command("count")
    def count(number: Number) -> None:
        """How many codes are unused, on a phone, voted with and void, for each print run."""
        order("codes-count", number=number)


def _why_not_letters(letters: Path, many: int) -> None:
    """Said before there are codes."""
    from bot.rounds.letters import MOST

    if many > MOST:
        trouble(f"--letters: {MOST} pages at most in one file. Make several batches.")
    if letters.exists() or not letters.parent.is_dir():
        trouble(f"--letters: {letters} is there already, or its folder is not. Name another file.")


def _print(letters: Path, file: Path, number: str) -> None:
    """The codes count already: what goes wrong here leaves the print file as it is."""
    from bot.poster.lettering import Unprintable
    from bot.rounds import letters as pages
    from bot.service import ServiceError, open_profile

    try:
        profile = open_profile(settings_or_trouble(token=False))
        pages.write(letters, pages.read(file), number, profile)
    except (OSError, Unprintable, ServiceError) as error:
        trouble(f"The codes are in {file}, but {letters} could not be made: {error}")
    print(f"A page for each: {letters}. Keep it as you keep the codes, and destroy it after that.")
