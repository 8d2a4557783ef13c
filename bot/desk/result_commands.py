"""Results on the command line: tally, export, verify-round."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from bot.terminal import trouble


def register(app: typer.Typer, order: Callable[..., None]) -> None:
    """Add the commands; `order` gives an order to the desk."""

    @app.command()
    def tally(
        number: Annotated[str, typer.Argument(help="The round: R-2026-0001.")],
        dry_run: Annotated[
            bool, typer.Option("--dry-run", help="Count, print, keep nothing.")
        ] = False,
    ) -> None:
        """Count a round that is over and keep nothing; the count itself happens by itself."""
        if not dry_run:
            trouble("A round is counted by itself when it is over. To look at it: --dry-run")
        order("rounds-tally", number=number)

    @app.command()
    def export(
        round: Annotated[str, typer.Option("--round", help="A published round: R-2026-0001.")],
        to: Annotated[Path | None, typer.Option(help="A new file.")] = None,
        pabulib: Annotated[
            bool, typer.Option("--pabulib", help="For researchers (pabulib.org/format).")
        ] = False,
    ) -> None:
        """Write a published round to a file that anyone can count again; it names nobody."""
        file = to or Path(f"{round}.{'pb' if pabulib else 'json'}")
        order("rounds-export", number=round, to=str(file.absolute()), pabulib=pabulib)

    @app.command("verify-round")
    def verify_round(
        file: Annotated[Path, typer.Argument(help="A record that `export --round` wrote.")],
    ) -> None:
        """Count a published round again from its file alone; exit code 1 when it differs."""
        from pydantic import ValidationError

        from conversations.rounds.record import Record, faults

        try:
            record = Record.model_validate_json(file.read_text("utf-8"))
        except OSError as error:
            trouble(f"{file} cannot be read ({error.strerror}).")
        except UnicodeDecodeError:
            trouble(f"{file} is no text.")
        except ValidationError as error:
            first = error.errors(include_input=False, include_url=False)[0]
            key = ".".join(str(part) for part in first["loc"]) or "the file"
            trouble(f"{file} is no record of a round: {key}: {first['msg']}.")
        found = faults(record)
        for fault in found:
            print(f"DIFFERENT: {fault}", file=sys.stderr)
        if not found:
            euros = f"{record.result.awarded // 100}.{record.result.awarded % 100:02}"
            print(
                f"The same: {record.rules.number}, {record.result.ballots} ballots, "
                f"{euros} euro awarded. Rules {record.rules_hash}, seal {record.seal}."
            )
        raise typer.Exit(1 if found else 0)
